/** The packs of the vectors, by the names the cases use, and the policy for a case. They ship so that `dunwell compliance check` can be run anywhere. */
import { readFileSync } from 'node:fs';
import { parseCalendar } from '../../core/compliance/calendar.js';
import type { Calendar, Pack } from '../../core/compliance/pack.js';
import { makePolicy, NO_GUARDS, type Guards, type Policy } from '../../core/compliance/policy.js';
import { isObject } from '../../core/compliance/reader.js';
import { parsePack, problemText, type Parsed } from '../../core/compliance/schema.js';
import type { ZoneClocks } from '../../core/time/clock.js';

/** Names that stand for the engine's own guards and not for a pack. */
const GUARDS: Readonly<Record<string, keyof Guards>> = { CLOCK: 'clock', TOKEN: 'permit', TZ: 'zone' };

/** `more`: other packs a case may name, by their id (the shipped ones). The answer is a text when a name stands for nothing. */
export function vectorPolicies(zones: ZoneClocks, more: { readonly packs: readonly Pack[]; readonly calendars: readonly Calendar[] } = { packs: [], calendars: [] }): (names: readonly string[]) => Policy | string {
  const data: unknown = JSON.parse(readFileSync(new URL('./vector-packs.json', import.meta.url), 'utf8'));
  const fields = isObject(data) ? data : {};
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const calendars = [...list(fields['calendars']).map((one) => sound('calendar', parseCalendar(one))), ...more.calendars];
  const packs = new Map([...more.packs, ...list(fields['packs']).map((one) => sound('pack', parsePack(one)))].map((pack) => [pack.id, pack]));
  const made = new Map<string, Policy | string>();
  return (names) => {
    const key = [...new Set(names)].sort().join(' ');
    const before = made.get(key);
    if (before !== undefined) return before;
    const unknown = names.find((name) => !packs.has(name) && !Object.hasOwn(GUARDS, name));
    const guards = { ...NO_GUARDS, clock: names.includes('CLOCK'), permit: names.includes('TOKEN'), zone: names.includes('TZ') };
    const policy = unknown === undefined ? makePolicy([...new Set(names)].map((name) => packs.get(name)).filter((one) => one !== undefined), calendars, zones, guards) : null;
    const answer = policy === null ? `there is no pack ${String(unknown)}; known are ${[...Object.keys(GUARDS), ...packs.keys()].join(', ')}` : policy.ok ? policy.value : policy.error.text;
    made.set(key, answer);
    return answer;
  };
}
function sound<T>(what: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(`the vectors' ${what} is wrong: ${parsed.problems.map(problemText).join('; ')}`);
}
