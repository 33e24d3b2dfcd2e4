/**
 * The balance of an account at any past moment, from its balance events. An event holds the components after the change;
 * events are ordered by `at`, then by id (UUIDv7: by the order of their making), whatever order they are given in.
 */
import type { BalanceEvent } from '../records/index.js';
import { fail, ok, type Result } from '../result.js';
import { dayNumber, wallTime, type ZoneTable } from '../time/zones.js';
import type { Id, Instant, LocalDate, ZoneName } from '../units.js';
import { areOwed, COMPONENTS, componentsOf, minus, plus, NOTHING, sameComponents, totalOf, type Components } from './components.js';

export type BalanceChange = Components & Pick<BalanceEvent, 'id' | 'at' | 'cause' | 'reference'>;

const before = (a: BalanceChange, b: BalanceChange): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
/** The events of one account in the order in which they count. */
export const inOrder = (events: readonly BalanceChange[]): readonly BalanceChange[] => [...events].sort(before);

/** The balance just after everything that happened up to and at `at`; null before the first event. */
export function balanceAt(events: readonly BalanceChange[], at: Instant): Components | null {
  return lastOf(events, (event) => event.at <= at);
}

/**
 * The balance at the end of a calendar day in `zone`. Each event is converted to its wall date and compared, never the day
 * to an instant. null before the first event. Fails with `balance.day` (no calendar date) or `balance.zone` (unknown zone).
 */
export function balanceOn(events: readonly BalanceChange[], day: LocalDate, zones: ZoneTable, zone: ZoneName): Result<Components | null> {
  if (Number.isNaN(dayNumber(day))) return fail('balance.day', 'not a calendar date');
  if (!zones.has(zone)) return fail('balance.zone', 'the zone is not known');
  return ok(lastOf(events, (event) => { const wall = wallTime(zones, zone, event.at); return wall !== undefined && wall.date <= day; }));
}

function lastOf(events: readonly BalanceChange[], counts: (event: BalanceChange) => boolean): Components | null {
  let last: BalanceChange | null = null;
  for (const event of events) if (counts(event) && (last === null || before(last, event) < 0)) last = event;
  return last === null ? null : componentsOf(last);
}

/** What one event changed: after minus before. The first event's is its whole balance. */
export interface Movement { readonly event: BalanceChange; readonly change: Components }
export function movements(events: readonly BalanceChange[]): readonly Movement[] {
  let balance = NOTHING;
  return inOrder(events).map((event) => {
    const change = minus(event, balance);
    balance = event;
    return { event, change };
  });
}

export type Cause = BalanceEvent['cause'];
/** opening + the sum of `byCause` = closing, component by component. All amounts in minor units. */
export interface Statement { readonly opening: Components; readonly closing: Components; readonly byCause: Readonly<Record<Cause, Components>> }
/** What moved the balance after `from` (exclusive) and up to `to` (inclusive); an account without events has nothing. */
export function statement(events: readonly BalanceChange[], from: Instant, to: Instant): Statement {
  const byCause: Record<Cause, Components> = { import: NOTHING, update: NOTHING, payment: NOTHING, reversal: NOTHING, correction: NOTHING };
  for (const { event, change } of movements(events)) if (event.at > from && event.at <= to) byCause[event.cause] = plus(byCause[event.cause], change);
  return { opening: balanceAt(events, from) ?? NOTHING, closing: balanceAt(events, to) ?? NOTHING, byCause };
}

export interface ChainBreak {
  /** The event it shows at; null: the account itself differs from its last event. */
  readonly eventId: Id | null;
  readonly code: 'chain.start' | 'chain.twice' | 'chain.amount' | 'chain.reference' | 'chain.payment' | 'chain.reversal' | 'chain.account';
  readonly text: string;
}
/** What a payment took of this account in all, or its reversal gave back, by the payment's id (`balance event.reference`). */
export interface Recorded { readonly payment: ReadonlyMap<Id, Components>; readonly reversal: ReadonlyMap<Id, Components> }

/**
 * Whether the events of one account make a chain: the first brings the account in (`import`, or `correction` where a
 * history was taken over), no id twice, no component that can't be owed, a payment raises no component and a reversal lowers
 * none, the last agrees with the account. With `recorded`, each payment and reversal must change exactly what its
 * allocation says. An `update` or `correction` may set anything. Gives every break, not just the first.
 */
export function checkChain(events: readonly BalanceChange[], account: Components, recorded?: Recorded): readonly ChainBreak[] {
  const breaks: ChainBreak[] = [];
  const seen = new Set<Id>();
  for (const { event, change } of movements(events)) {
    const say = (code: ChainBreak['code'], text: string): void => { breaks.push({ eventId: event.id, code, text }); };
    if (seen.size === 0 && event.cause !== 'import' && event.cause !== 'correction') say('chain.start', `the first event is a ${event.cause}`);
    if (seen.has(event.id)) say('chain.twice', 'the event is there twice');
    seen.add(event.id);
    if (!areOwed(event)) say('chain.amount', 'a component is below zero or no whole number of minor units');
    if (event.cause !== 'payment' && event.cause !== 'reversal') continue;
    const sign = event.cause === 'payment' ? -1 : 1;
    if (COMPONENTS.some((name) => change[name] * sign < 0)) say(`chain.${event.cause}`, `a ${event.cause} moved a component the wrong way`);
    if (recorded === undefined) continue;
    const taken = event.reference === null ? undefined : recorded[event.cause].get(event.reference);
    if (taken === undefined) say('chain.reference', `no allocation is recorded for this ${event.cause}`);
    else if (!sameComponents(event.cause === 'payment' ? minus(NOTHING, taken) : taken, change)) say(`chain.${event.cause}`, `the balance moved by ${totalOf(change)}, the allocation says ${totalOf(taken) * sign}`);
  }
  const last = inOrder(events).at(-1);
  if (!sameComponents(last ?? NOTHING, account)) breaks.push({ eventId: null, code: 'chain.account', text: 'the account differs from its last event' });
  return breaks;
}
