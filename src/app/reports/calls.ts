/** Calls of a period, grouped: one pass over them feeds every group and the total, so that they agree. */
import { CallTally, type CallFigures } from '../../core/reports/figures.js';
import type { Attempt } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { dayNumber, isoDate, type ZoneTable } from '../../core/time/zones.js';
import type { Id } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Clock } from '../ports/system.js';
import { PaymentData } from './payment-data.js';
import { wallOf } from './period.js';
import { callPages, chunks, MOST_CALLS, type CallKey, type CallRow, type CallsWanted } from './scan.js';
import { NO_TIMES, tallyTimes, type TimesWanted } from './times.js';

export const CALL_GROUPINGS = ['day', 'hour', 'collector', 'campaign', 'list', 'trunk', 'callerId'] as const;
export type CallGrouping = (typeof CALL_GROUPINGS)[number];
/** Why a figure is null everywhere. */
export interface Missing { readonly figure: string; readonly reason: string }
/** With the occupancy of the collectors of the group (docs/reports.md); null: none, or the grouping is not one of people’s time. */
export type GroupFigures = CallFigures & { readonly occupancy: number | null };
export interface CallGroup extends GroupFigures { /** Date, `YYYY-MM-DD HH:00`, id, trunk or number; null: belongs to none. */ readonly key: string | null; readonly label: string | null }
export interface CallsReport {
  readonly by: CallGrouping; readonly direction: Attempt['direction']; readonly zone: string; readonly from: string; readonly to: string;
  readonly groups: readonly CallGroup[]; readonly total: GroupFigures; readonly missing: readonly Missing[];
}
export interface CallsAsk extends CallsWanted { readonly by: CallGrouping; readonly direction: Attempt['direction']; /** The same people and days. */ readonly times: TimesWanted }

/** Codes: `report.tooMuch`. */
export async function callsReport(deps: { readonly store: Store; readonly zones: ZoneTable; readonly clock: Clock }, ask: CallsAsk): Promise<Result<CallsReport>> {
  const { store } = deps;
  const { period, by } = ask;
  const rightParty = new Set((await store.find('disposition', { where: { rightParty: true }, limit: 1000 })).map((one) => one.code));
  const payments = new PaymentData(store);
  const keyOf = keyFor(by, wallOf(deps.zones, period.zone));
  const total = new CallTally();
  const groups = new Map<string | null, CallTally>();
  if (by === 'day') for (let day = dayNumber(period.from); day <= dayNumber(period.to); day += 1) groups.set(isoDate(day), new CallTally());
  let [read, unpaid] = [0, 0];
  for await (const page of callPages(store, ask, by === 'day' || by === 'hour' ? null : KEYS[by])) {
    read += page.length;
    if (read > MOST_CALLS) return fail('report.tooMuch', `more than ${MOST_CALLS} calls: ask for fewer days`, 'to');
    const disposed = new Map<Id, CallTally>();
    for (const row of page) {
      const key = keyOf(row);
      let group = groups.get(key);
      if (!group) groups.set(key, group = new CallTally());
      const right = row.dispositionCode !== null && rightParty.has(row.dispositionCode);
      total.add(row, right);
      group.add(row, right);
      if (row.dispositionCode !== null) disposed.set(row.id, group);
    }
    for (const ids of chunks([...disposed.keys()])) {
      const promises = await store.pick('promise', ['attemptId', 'caseId', 'state', 'amount', 'paid', 'currency'], { where: { attemptId: { in: ids } }, limit: 100_000 });
      const pays = await payments.ofCases(promises.map((one) => one.caseId));
      for (const promise of promises) {
        const known = pays(promise.caseId);
        if (!known) unpaid += 1;
        total.promises.add(promise, known);
        disposed.get(promise.attemptId ?? '')?.promises.add(promise, known);
      }
    }
  }
  const spent = by === 'list' || by === 'trunk' || by === 'callerId' ? null : by;
  const times = await tallyTimes(deps, spent, ask.times);
  if (!times.ok) return times;
  const labels = await labelsOf(store, by, [...groups.keys()].filter((key) => key !== null));
  const rows = [...groups].map(([key, tally]): CallGroup => ({ key, label: key === null ? null : labels.get(key) ?? null, ...tally.figures(), occupancy: times.value.groups.get(key)?.occupancy ?? null }));
  rows.sort((a, b) => (a.key === null ? 1 : b.key === null ? -1 : by === 'day' || by === 'hour' ? (a.key < b.key ? -1 : 1) : b.attempts - a.attempts || (a.key < b.key ? -1 : 1)));
  const missing: Missing[] = [...(!times.value.any ? [NO_TIMES] : spent === null ? [{ figure: 'occupancy', reason: 'states.notBy' }] : []), ...(unpaid > 0 ? [{ figure: 'keptRate', reason: 'payments.none' }] : [])];
  return ok({ by, direction: ask.direction, zone: period.zone, from: period.from, to: period.to, groups: rows, total: { ...total.figures(), occupancy: times.value.total.occupancy }, missing });
}

const KEYS: Readonly<Record<Exclude<CallGrouping, 'day' | 'hour'>, CallKey>> = { collector: 'userId', campaign: 'campaignId', list: 'listId', trunk: 'trunk', callerId: 'callerId' };
function keyFor(by: CallGrouping, wall: ReturnType<typeof wallOf>): (row: CallRow) => string | null {
  if (by === 'day') return (row) => wall(row.openedAt).date;
  if (by === 'hour') return (row) => { const { date, hour } = wall(row.openedAt); return `${date} ${String(hour).padStart(2, '0')}:00`; };
  const key = KEYS[by];
  return (row) => row[key] ?? null;
}
/** What people call it. */
async function labelsOf(store: Store, by: CallGrouping, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  for (const ids of chunks(keys)) {
    const query = { where: { id: { in: ids } }, limit: 500 };
    if (by === 'collector') for (const one of await store.pick('user', ['id', 'displayName'], query)) labels.set(one.id, one.displayName);
    if (by === 'campaign') for (const one of await store.pick('campaign', ['id', 'name'], query)) labels.set(one.id, one.name);
    if (by === 'list') for (const one of await store.pick('list', ['id', 'name'], query)) labels.set(one.id, one.name);
  }
  return labels;
}
