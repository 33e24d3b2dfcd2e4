/**
 * What may be shown of personal data to everyone: on lists, in problem reports, in logs.
 * Held by a property test: a mask never shows more than half of the characters it hides from.
 */

/** `+8613812348000` → `138****8000`; `+12025550123` → `+1202****123`; anything else by `maskDigits`. Takes E.164. */
export function maskPhone(e164: string): string {
  const chinese = /^\+86(1\d{10})$/.exec(e164)?.[1];
  if (chinese !== undefined) return `${chinese.slice(0, 3)}****${chinese.slice(7)}`;
  if (!/^\+\d{7,15}$/.test(e164)) return maskDigits(e164);
  const digits = e164.slice(1);
  const tail = digits.length >= 10 ? 3 : 2;
  const head = Math.min(4, Math.floor(digits.length / 2) - tail);
  return `+${digits.slice(0, Math.max(1, head))}****${digits.slice(digits.length - tail)}`;
}

/** A text that should have been a number and isn't: first three and last two of nine or more characters, else the first only. */
export function maskDigits(raw: string): string {
  const text = flat(raw);
  if (text === '') return '';
  if (text.length >= 11) return `${text.slice(0, 3)}****${text.slice(-2)}`;
  return text.length >= 4 ? `${text.slice(0, 1)}****` : '****';
}

/** `110101199001011234` → `110***********1234`; shorter than 15: first and last character of eight or more, else the first only. */
export function maskIdentity(raw: string): string {
  const text = flat(raw);
  if (text.length >= 15) return `${text.slice(0, 3)}${'*'.repeat(Math.min(text.length, 40) - 7)}${text.slice(-4)}`;
  if (text.length >= 8) return `${text.slice(0, 1)}${'*'.repeat(text.length - 2)}${text.slice(-1)}`;
  return text.length >= 3 ? `${text.slice(0, 1)}${'*'.repeat(text.length - 1)}` : '*'.repeat(text.length);
}

/** `张三` → `张*`, `欧阳娜娜` → `欧***`, `John Smith` → `J*** S****`. One character alone is hidden. */
export function maskName(raw: string): string {
  return flat(raw).split(' ').slice(0, 6).map(maskWord).join(' ');
}
function maskWord(word: string): string {
  const letters = Array.from(word).slice(0, 20);
  return letters.length < 2 ? '*' : `${letters[0] ?? ''}${'*'.repeat(letters.length - 1)}`;
}

/** Any other personal text (address, e-mail): its first character and its length class. */
export function maskText(raw: string): string {
  const letters = Array.from(flat(raw));
  return letters.length < 2 ? '*'.repeat(letters.length) : `${letters[0] ?? ''}***`;
}

/** A value of a column that holds no personal data: shown, unless it looks like a number of a person; at most 40 characters. */
export function showPlain(raw: string): string {
  const text = flat(raw);
  if (/\d{7,}/.test(text.replace(/[\s-]/g, '')) || text.includes('@')) return maskDigits(text);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** One line without control characters, so that a report can be read in a terminal or a spreadsheet. */
function flat(raw: string): string {
  return raw.slice(0, 200).replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').replace(/ {2,}/g, ' ').trim();
}
