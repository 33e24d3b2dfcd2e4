/** The days a report is about, and to which of them an instant belongs. */
import { dayNumber, dayStart, wallTime, type ZoneTable } from '../../core/time/zones.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Instant, LocalDate, ZoneName } from '../../core/units.js';

export interface Days { /** Both inside. */ readonly from: LocalDate; readonly to: LocalDate }
export interface Period extends Days { readonly zone: ZoneName; /** The first instant, and the first one after. */ readonly begin: Instant; readonly end: Instant }
const DAY = 86_400_000;

/** Codes: `report.period` (no dates, backwards, or longer than `most` days). */
export function periodOf(zones: ZoneTable, zone: ZoneName, { from, to }: Days, most: number): Result<Period> {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  if (Number.isNaN(first) || Number.isNaN(last) || last < first) return fail('report.period', '`from` and `to` must be dates, `to` not before `from`', 'from');
  if (last - first >= most) return fail('report.period', `at most ${most} days at once`, 'to');
  return ok({ from, to, zone, begin: startOf(zones, zone, first), end: startOf(zones, zone, last + 1) });
}
/** The first instant of a local day, by its number since 1970-01-01. */
export function startOf(zones: ZoneTable, zone: ZoneName, day: number): Instant {
  const noon = day * DAY + DAY / 2 - (zones.offsetMinutes(zone, day * DAY) ?? 0) * 60_000;
  return dayStart(zones, zone, noon) ?? day * DAY;
}

export interface Wall { readonly date: LocalDate; /** 0..23 as the clock shows it. */ readonly hour: number; /** 1 Monday … 7 Sunday. */ readonly weekday: number }
/** Wall clocks of many instants: every zone's offset is whole quarters of an hour, so one look serves a quarter. */
export function wallOf(zones: ZoneTable, zone: ZoneName): (at: Instant) => Wall {
  const QUARTER = 900_000;
  const known = new Map<number, Wall>();
  return (at) => {
    const quarter = Math.floor(at / QUARTER);
    let wall = known.get(quarter);
    if (!wall) {
      const read = wallTime(zones, zone, quarter * QUARTER);
      wall = { date: read?.date ?? new Date(at).toISOString().slice(0, 10), hour: Math.floor((read?.minute ?? 0) / 60), weekday: read?.weekday ?? 1 };
      known.set(quarter, wall);
    }
    return wall;
  };
}
