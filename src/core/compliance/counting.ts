/** How events are counted: which ones a rule speaks of, how many lie in its window, and when fewer will. */
import { localDay, reachDay, type ZoneClock } from '../time/clock.js';
import type { EventFilter } from './pack.js';
import type { GateAsk, LedgerEvent } from './request.js';
import type { Key } from './vocabulary.js';

/** Events of one id are one: the first stands. */
export function distinct(events: readonly LedgerEvent[]): readonly LedgerEvent[] {
  const seen = new Set<string>();
  let twice = false;
  for (const { id } of events) {
    if (id === undefined) continue;
    if (seen.has(id)) { twice = true; break; }
    seen.add(id);
  }
  if (!twice) return events;
  seen.clear();
  return events.filter(({ id }) => {
    if (id === undefined) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

export type Matches = (event: LedgerEvent, ask: GateAsk) => boolean;

/** The filter of a rule with its keys, as one test per event. */
export function matcher(filter: EventFilter, keys: readonly Key[]): Matches {
  const results = filter.results === 'any' ? null : new Set<string>(filter.results);
  const modes = filter.modes ? new Set<string>(filter.modes) : null;
  const channels = filter.channels === 'any' ? null : new Set<string>(filter.channels);
  const same = keys.map((key) => SAME[key]);
  return (event, ask) => {
    if (results && !results.has(event.result)) return false;
    if (filter.direction !== 'either' && (event.direction ?? 'out') !== filter.direction) return false;
    if (modes && (event.mode === undefined || !modes.has(event.mode))) return false;
    if (channels && !channels.has(event.channel ?? 'voice')) return false;
    if (event.marks && filter.unless.some((mark) => event.marks?.includes(mark) === true)) return false;
    for (const one of same) if (!one(event, ask)) return false;
    return true;
  };
}
const SAME: Readonly<Record<Key, Matches>> = {
  debtor: (event, ask) => event.debtor === ask.debtor,
  phone: (event, ask) => event.phone === ask.phone,
  debt: (event, ask) => event.debts?.some((debt) => ask.debts.includes(debt)) ?? false,
  creditorGroup: (event, ask) => event.creditorGroup === undefined || event.creditorGroup === ask.creditorGroup,
  collector: (event, ask) => event.collector === ask.collector,
  agent: (event, ask) => event.agent === ask.agent,
  campaign: (event, ask) => event.campaign === ask.campaign,
};

/** Instants of the events that match and are later than `since` (older ones no longer count), ascending. */
export function matching(events: readonly LedgerEvent[], matches: Matches, ask: GateAsk, since: number): Float64Array {
  const found: number[] = [];
  for (const event of events) if (event.at > since && matches(event, ask)) found.push(event.at);
  if (found.length < 2) return Float64Array.from(found);
  return Float64Array.from(found).sort();
}

/**
 * `rolling`: an event counts while `event > now − seconds`, so one in the future counts and one exactly that old does not.
 * Least instant ≥ `at` with fewer than `limit` counting.
 */
export function nextRolling(events: Float64Array, seconds: number, limit: number, at: number): number {
  const decisive = events[events.length - limit];
  return decisive === undefined ? at : Math.max(at, decisive + seconds);
}
export function countRolling(events: Float64Array, seconds: number, at: number): number {
  let count = 0;
  for (let i = events.length - 1; i >= 0 && (events[i] ?? 0) > at - seconds; i -= 1) count += 1;
  return count;
}

/** `calDays`: an event counts when its local date is later than today − days, or when it lies in the future. */
export function countDays(events: Float64Array, days: number, clock: ZoneClock, at: number): number {
  const before = localDay(clock, at) - days;
  // Dates may fall back by a day where a clock does; nothing older than this can count.
  const oldest = at - (days + 3) * 86_400;
  let count = 0;
  for (let i = events.length - 1; i >= 0; i -= 1) {
    const event = events[i] ?? 0;
    if (event < oldest) break;
    if (event > at || localDay(clock, event) > before) count += 1;
  }
  return count;
}
/** Least instant ≥ `at` with fewer than `limit` counting in this zone. */
export function nextDays(events: Float64Array, days: number, limit: number, clock: ZoneClock, at: number): number {
  let from = at;
  for (;;) {
    const count = countDays(events, days, clock, from);
    if (count < limit) return from;
    // Each leaves when its date is `days` back, and not before it has happened.
    const leaves: number[] = [];
    for (let i = events.length - 1; i >= 0 && leaves.length < count; i -= 1) {
      const event = events[i] ?? 0;
      if (event > from || localDay(clock, event) > localDay(clock, from) - days) leaves.push(reachDay(clock, Math.max(from, event), localDay(clock, event) + days));
    }
    leaves.sort((a, b) => a - b);
    from = Math.max(leaves[count - limit] ?? from + 1, from + 1);
  }
}
