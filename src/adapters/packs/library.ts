/** The packs (shipped/) and calendars (calendars/) of the markets we ship, as texts. */
import { readdirSync, readFileSync } from 'node:fs';

/** In the order of their file names. */
export const libraryTexts = (): { readonly packs: readonly string[]; readonly calendars: readonly string[] } => ({ packs: textsOf('./shipped/'), calendars: textsOf('./calendars/') });
function textsOf(folder: string): readonly string[] {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url).filter((name) => name.endsWith('.json')).sort().map((name) => readFileSync(new URL(name, url), 'utf8'));
}
