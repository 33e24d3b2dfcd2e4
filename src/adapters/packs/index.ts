/** The packs and calendars that come with the program: read once, checked as every pack is, with their own cases run. */
import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { parseCalendar } from '../../core/compliance/calendar.js';
import { loadPack, type LoadContext, type LoadedPack } from '../../core/compliance/load.js';
import type { Calendar } from '../../core/compliance/pack.js';
import { problemText } from '../../core/compliance/schema.js';

export interface Shipped { readonly packs: readonly LoadedPack[]; readonly calendars: readonly Calendar[] }

/** Throws when one of them is wrong: a program whose own packs fail must not start. */
export function shippedPacks(context: Pick<LoadContext, 'zones' | 'compareReleases' | 'today'>): Shipped {
  const calendars = shippedCalendars();
  const folder = new URL('./shipped/', import.meta.url);
  const packs = readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => {
    const loaded = loadPack(JSON.parse(readFileSync(new URL(name, folder), 'utf8')), 'shipped', { ...context, calendars, others: [], verify: () => false });
    if (!loaded.ok) throw new Error(`the pack ${name}: ${loaded.error.text}`);
    return loaded.value;
  });
  return { packs, calendars };
}
export function shippedCalendars(): readonly Calendar[] {
  const list: unknown = JSON.parse(readFileSync(new URL('./calendars.json', import.meta.url), 'utf8'));
  return (Array.isArray(list) ? list : []).map((one: unknown) => {
    const parsed = parseCalendar(one);
    if (!parsed.ok) throw new Error(`a shipped calendar is wrong: ${parsed.problems.map(problemText).join('; ')}`);
    return parsed.value;
  });
}
/** SHA-256 of the canonical text: the pack's identity in records and evidence. */
export const packHash = (canonical: string): string => createHash('sha256').update(canonical, 'utf8').digest('hex');
