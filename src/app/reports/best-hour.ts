/** When people answer: by hour and weekday, with counts and how sure one can be. */
import { share, wilson } from '../../core/reports/figures.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Store } from '../ports/store.js';
import { wallOf } from './period.js';
import { callPages, MOST_CALLS, type CallsWanted } from './scan.js';

export interface HourCell {
  /** 1 Monday … 7 Sunday; null: all of them. */ readonly weekday: number | null; /** 0..23. */ readonly hour: number;
  readonly placed: number; /** Answered by a person: outcome human or abandoned. */ readonly people: number;
  readonly rate: number | null; /** 95 % by Wilson's score interval. */ readonly low: number | null; readonly high: number | null;
}
export interface BestHourReport {
  readonly zone: string; readonly from: string; readonly to: string; readonly placed: number; readonly people: number; readonly rate: number | null;
  /** Only those with calls; by weekday, then hour. */ readonly cells: readonly HourCell[];
  /** All weekdays together. */ readonly hours: readonly HourCell[];
  /** The hour of `hours` whose interval begins highest; null: no calls. */ readonly best: number | null;
}
/** Placed calls out whose outcome is known. Codes: `report.tooMuch`. */
export async function bestHourReport(deps: { readonly store: Store; readonly zones: ZoneTable }, ask: CallsWanted): Promise<Result<BestHourReport>> {
  const wall = wallOf(deps.zones, ask.period.zone);
  const cells = new Map<number, { placed: number; people: number }>();
  const hours = new Map<number, { placed: number; people: number }>();
  const all = { placed: 0, people: 0 };
  let read = 0;
  for await (const page of callPages(deps.store, ask)) {
    read += page.length;
    if (read > MOST_CALLS) return fail('report.tooMuch', `more than ${MOST_CALLS} calls: ask for fewer days`, 'to');
    for (const row of page) {
      if (row.placedAt === null || row.outcome === null) continue;
      const { weekday, hour } = wall(row.placedAt);
      const person = row.outcome === 'human' || row.outcome === 'abandoned' ? 1 : 0;
      for (const tally of [all, at(cells, weekday * 24 + hour), at(hours, hour)]) { tally.placed += 1; tally.people += person; }
    }
  }
  const rows = [...hours].sort(([a], [b]) => a - b).map(([hour, tally]) => cell(null, hour, tally));
  const best = rows.reduce<HourCell | null>((so, one) => ((one.low ?? 0) > (so?.low ?? -1) ? one : so), null);
  return ok({
    zone: ask.period.zone, from: ask.period.from, to: ask.period.to, ...all, rate: share(all.people, all.placed), hours: rows, best: best?.hour ?? null,
    cells: [...cells].sort(([a], [b]) => a - b).map(([key, tally]) => cell(Math.floor(key / 24), key % 24, tally)),
  });
}
function at(tallies: Map<number, { placed: number; people: number }>, key: number): { placed: number; people: number } {
  let tally = tallies.get(key);
  if (!tally) tallies.set(key, tally = { placed: 0, people: 0 });
  return tally;
}
function cell(weekday: number | null, hour: number, { placed, people }: { readonly placed: number; readonly people: number }): HourCell {
  const sure = wilson(people, placed);
  return { weekday, hour, placed, people, rate: share(people, placed), low: sure?.low ?? null, high: sure?.high ?? null };
}
