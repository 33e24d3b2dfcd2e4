/** The shipped packs as loaded packs: checked as an installed one is, with their own cases run. */
import { libraryTexts } from '../../src/adapters/packs/index.js';
import { parseCalendar } from '../../src/core/compliance/calendar.js';
import { loadPack, type LoadContext, type LoadedPack } from '../../src/core/compliance/load.js';
import type { Calendar } from '../../src/core/compliance/pack.js';
import { problemText } from '../../src/core/compliance/schema.js';

export interface Library { readonly packs: readonly LoadedPack[]; readonly calendars: readonly Calendar[] }

/** Throws when one of them is wrong. */
export function loadLibrary(context: Pick<LoadContext, 'zones' | 'today'>): Library {
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
