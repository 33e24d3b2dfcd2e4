/** How collectors spent their time on some days, grouped: one pass over their stretches feeds every group and the total, so that they agree. */
import type { AgentSpell } from '../../core/records/index.js';
import { LONGEST_SPELL, sharesOf, TimeTally, within, type TimeFigures } from '../../core/reports/spells.js';
import { fail, ok, type Result } from '../../core/result.js';
import { dayNumber, isoDate, type ZoneTable } from '../../core/time/zones.js';
import type { Id, Instant, Millis } from '../../core/units.js';
import type { Clock } from '../ports/system.js';
import type { Store } from '../ports/store.js';
import type { Where } from '../store/tx.js';
import type { Missing } from './calls.js';
import { wallOf, type Period } from './period.js';
import { chunks, pagesByTime } from './scan.js';

export const TIME_GROUPINGS = ['day', 'hour', 'collector', 'campaign', 'team'] as const;
export type TimeGrouping = (typeof TIME_GROUPINGS)[number];
export interface TimesWanted {
  readonly period: Period;
  /** Of any of these people. */
  readonly wheres: readonly Where<AgentSpell>[];
  /** Only the part of the time that is this campaign's. */
  readonly campaignId: Id | null;
}
export interface TimeGroup extends TimeFigures { /** Date, `YYYY-MM-DD HH:00` or id; null: belongs to none. */ readonly key: string | null; readonly label: string | null }
export interface TimesReport { readonly by: TimeGrouping; readonly zone: string; readonly from: string; readonly to: string; readonly groups: readonly TimeGroup[]; readonly total: TimeFigures; readonly missing: readonly Missing[] }
type Deps = { readonly store: Store; readonly zones: ZoneTable; readonly clock: Clock };
type Row = Pick<AgentSpell, 'id' | 'userId' | 'teamId' | 'state' | 'reason' | 'campaignIds' | 'from' | 'to'>;

/** More stretches than so many are no report of one request. */
export const MOST_SPELLS = 5_000_000;
/** No zone's offset is finer than a quarter of an hour. */
const QUARTER: Millis = 900_000;
/** No time that was kept: nobody was signed in, or the days are before it was kept. */
export const NO_TIMES: Missing = { figure: 'occupancy', reason: 'states.none' };

export interface Tallies { readonly groups: ReadonlyMap<string | null, TimeTally>; readonly total: TimeTally; /** Was there anything at all? */ readonly any: boolean }
/** Codes: `report.tooMuch`. */
export async function tallyTimes(deps: Deps, by: TimeGrouping | null, ask: TimesWanted): Promise<Result<Tallies>> {
  const { period, campaignId } = ask;
  const now = deps.clock.now();
  const wall = wallOf(deps.zones, period.zone);
  const [total, groups] = [new TimeTally(), new Map<string | null, TimeTally>()];
  const put = (key: string | null, row: Row, time: Millis): void => {
    let group = groups.get(key);
    if (!group) groups.set(key, group = new TimeTally());
    group.add(row.state, row.reason, time);
  };
  const of = (campaignIds: readonly Id[], time: Millis): Millis => (campaignId === null ? time : sharesOf(time, campaignIds).find((one) => one.campaignId === campaignId)?.time ?? 0);
  const days = (row: Row, from: Instant, to: Instant): void => {
    // The share of a piece is taken of the whole stretch, a growing part at a time, so that pieces sum up to it to the millisecond.
    for (let [at, done] = [from, 0]; at < to;) {
      const next = Math.min(to, (Math.floor(at / QUARTER) + 1) * QUARTER);
      const { date, hour } = wall(at);
      const so = of(row.campaignIds, next - from);
      put(by === 'day' ? date : `${date} ${String(hour).padStart(2, '0')}:00`, row, so - done);
      [at, done] = [next, so];
    }
  };
  let [read, any] = [0, false];
  for await (const page of spellPages(deps.store, ask)) {
    read += page.length;
    if (read > MOST_SPELLS) return fail('report.tooMuch', `more than ${MOST_SPELLS} changes of state: ask for fewer days`, 'to');
    for (const row of page) {
      const part = within(row, period.begin, period.end, now);
      if (!part || (campaignId !== null && !row.campaignIds.includes(campaignId))) continue;
      any = true;
      const time = part.to - part.from;
      total.add(row.state, row.reason, of(row.campaignIds, time));
      if (by === 'collector' || by === 'team') put(by === 'team' ? row.teamId : row.userId, row, of(row.campaignIds, time));
      else if (by === 'campaign') { for (const one of sharesOf(time, row.campaignIds)) if (campaignId === null || one.campaignId === campaignId) put(one.campaignId, row, one.time); }
      else if (by !== null) days(row, part.from, part.to);
    }
  }
  return ok({ groups, total, any });
}

/** Codes: `report.tooMuch`. */
export async function timesReport(deps: Deps, ask: TimesWanted & { readonly by: TimeGrouping }): Promise<Result<TimesReport>> {
  const { by, period } = ask;
  const made = await tallyTimes(deps, by, ask);
  if (!made.ok) return made;
  const groups = new Map(made.value.groups);
  if (by === 'day') for (let day = dayNumber(period.from); day <= dayNumber(period.to); day += 1) if (!groups.has(isoDate(day))) groups.set(isoDate(day), new TimeTally());
  const labels = await labelsOf(deps.store, by, [...groups.keys()].filter((key) => key !== null));
  const rows = [...groups].map(([key, tally]): TimeGroup => ({ key, label: key === null ? null : labels.get(key) ?? null, ...tally.figures() }));
  rows.sort((a, b) => (a.key === null ? 1 : b.key === null ? -1 : by === 'day' || by === 'hour' ? (a.key < b.key ? -1 : 1) : b.signedIn - a.signedIn || (a.key < b.key ? -1 : 1)));
  return ok({ by, zone: period.zone, from: period.from, to: period.to, groups: rows, total: made.value.total.figures(), missing: made.value.any ? [] : [NO_TIMES] });
}

async function* spellPages(store: Store, { wheres, period }: TimesWanted): AsyncGenerator<readonly Row[]> {
  const seen = wheres.length > 1 ? new Set<Id>() : null;
  for (const where of wheres) {
    const read = (gte: Instant, limit: number): Promise<readonly Row[]> => store.pick('agentSpell', ['id', 'userId', 'teamId', 'state', 'reason', 'campaignIds', 'from', 'to'], { where: { ...where, from: { gte, lt: period.end } }, order: [{ by: 'from' }], limit });
    for await (const page of pagesByTime(period.begin - LONGEST_SPELL, read, (row) => row.from)) {
      const fresh = seen ? page.filter((row) => !seen.has(row.id)) : page;
      if (seen) for (const row of fresh) seen.add(row.id);
      if (fresh.length > 0) yield fresh;
    }
  }
}
async function labelsOf(store: Store, by: TimeGrouping, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  for (const ids of chunks(keys)) {
    const query = { where: { id: { in: ids } }, limit: 500 };
    if (by === 'collector') for (const one of await store.pick('user', ['id', 'displayName'], query)) labels.set(one.id, one.displayName);
    if (by === 'campaign') for (const one of await store.pick('campaign', ['id', 'name'], query)) labels.set(one.id, one.name);
    if (by === 'team') for (const one of await store.pick('team', ['id', 'name'], query)) labels.set(one.id, one.name);
  }
  return labels;
}
