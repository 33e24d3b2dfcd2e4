/** The packs (shipped/) and calendars (calendars/) of the markets we ship, as texts and as loaded packs: checked as every pack is, with their own cases run. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { parseCalendar } from '../../core/compliance/calendar.js';
import { loadPack, type LoadContext, type LoadedPack } from '../../core/compliance/load.js';
import type { Calendar } from '../../core/compliance/pack.js';
import { problemText } from '../../core/compliance/schema.js';

export interface Library { readonly packs: readonly LoadedPack[]; readonly calendars: readonly Calendar[] }

/** In the order of their file names. */
export const libraryTexts = (): { readonly packs: readonly string[]; readonly calendars: readonly string[] } => ({ packs: textsOf('./shipped/'), calendars: textsOf('./calendars/') });
function textsOf(folder: string): readonly string[] {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url).filter((name) => name.endsWith('.json')).sort().map((name) => readFileSync(new URL(name, url), 'utf8'));
}

/** Throws when one of them is wrong: a program whose own packs fail must not start. */
export function loadLibrary(context: Pick<LoadContext, 'zones' | 'compareReleases' | 'today'>): Library {
  const texts = libraryTexts();
  const calendars = texts.calendars.map((text) => {
    const parsed = parseCalendar(JSON.parse(text));
    if (!parsed.ok) throw new Error(`a shipped calendar is wrong: ${parsed.problems.map(problemText).join('; ')}`);
    return parsed.value;
  });
  const packs = texts.packs.map((text) => {
    const loaded = loadPack(JSON.parse(text), 'shipped', { ...context, calendars, others: [], verify: () => false });
    if (!loaded.ok) throw new Error(`a shipped pack is wrong: ${loaded.error.text}`);
    return loaded.value;
  });
  return { packs, calendars };
}
/** SHA-256 of the canonical text, hexadecimal: a pack's identity that no blank or order of fields changes. */
export const packHash = (canonical: string): string => createHash('sha256').update(canonical, 'utf8').digest('hex');
