/**
 * Texts cut into terms, for stores that find them by whole terms: words of letters and digits, lower case and compatibility forms folded
 * (NFKC); Chinese, which has no blanks between words, as each character and each pair that stands together. So 逾期利息 is found by 利息,
 * which a trigram index would not find. The same cut on both sides; what the index gives is then ordered by `scoreOf`.
 */
const WORDS = /[\p{L}\p{N}]+/gu;
const HAN = /(\p{Script=Han}+)/u;
/** A query of more terms than this asks for a whole document; the rest is dropped. */
const MOST_ASKED = 24;

export const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

function runsOf(text: string): readonly { readonly text: string; readonly han: boolean }[] {
  return (folded(text).match(WORDS) ?? []).flatMap((word) => word.split(HAN).filter((part) => part !== '').map((part) => ({ text: part, han: HAN.test(part) })));
}
function pairs(run: string): readonly string[] {
  const letters = Array.from(run);
  return letters.slice(1).map((letter, at) => `${letters[at] ?? ''}${letter}`);
}

/** What a text is found by, each term once, blanks between them. */
export function termsOf(...texts: readonly string[]): string {
  const terms = new Set<string>();
  for (const run of texts.flatMap(runsOf)) {
    if (!run.han) { terms.add(run.text); continue; }
    for (const letter of run.text) terms.add(letter);
    for (const pair of pairs(run.text)) terms.add(pair);
  }
  return [...terms].join(' ');
}
/** What must all be in a text that a query asks for; a star: the beginning of a word. Empty: the query has no letter and no digit. */
export function askedTerms(query: string): readonly string[] {
  const terms = runsOf(query).flatMap((run) => (!run.han ? [`${run.text}*`] : Array.from(run.text).length === 1 ? [run.text] : pairs(run.text)));
  return [...new Set(terms)].slice(0, MOST_ASKED);
}

/** How well an article answers a query: a term in the title counts most, then in its tags, then in the text; the whole query as it was typed counts once more. */
export function scoreOf(article: { readonly title: string; readonly tags: readonly string[]; readonly body: string }, query: string): number {
  const [title, tags, body, whole] = [folded(article.title), folded(article.tags.join(' ')), folded(article.body), folded(query).trim()];
  const terms = askedTerms(query).map((term) => term.replace(/\*$/, ''));
  const share = (text: string): number => (terms.length === 0 ? 0 : terms.filter((term) => text.includes(term)).length / terms.length);
  return 8 * share(title) + 5 * share(tags) + 2 * share(body) + (whole === '' ? 0 : (title.includes(whole) ? 6 : 0) + (body.includes(whole) ? 3 : 0));
}

const AROUND = 60;
/** The place in a text that answers a query, with what stands around it; its beginning where nothing of the query stands in it. */
export function excerptOf(body: string, query: string): string {
  const text = body.replace(/\s+/g, ' ').trim();
  const low = text.toLowerCase();
  const found = [folded(query).trim(), ...askedTerms(query).map((term) => term.replace(/\*$/, ''))].filter((one) => one !== '').map((one) => low.indexOf(one)).find((at) => at >= 0) ?? 0;
  const from = Math.max(0, found - AROUND / 2);
  return `${from > 0 ? '…' : ''}${text.slice(from, from + 2 * AROUND)}${from + 2 * AROUND < text.length ? '…' : ''}`;
}
