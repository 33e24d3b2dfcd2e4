/** How personal data is shown to everyone: enough to recognise, too little to use. Phones carry their own mask (`ContactPoint.masked`). */

/** First character and stars: 张**, J***. */
export function maskName(name: string): string {
  const letters = Array.from(name.trim());
  const first = letters[0];
  return first === undefined ? '' : first + '*'.repeat(Math.min(Math.max(letters.length - 1, 1), 3));
}

/** Last four characters kept, e.g. ****1234; short ones wholly hidden. */
export function maskTail(text: string): string {
  const letters = Array.from(text);
  return letters.length > 6 ? `****${letters.slice(-4).join('')}` : '****';
}
