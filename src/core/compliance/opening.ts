/**
 * When a window is open: the least instant at or after another at which the wall clock of a zone stands inside the hours of
 * its date. The date's hours come from the weekday, or from the class a calendar gives the date.
 */
import { DAY_SECONDS, localDay, reachDay, segmentAt, segmentEnd, type ZoneClock } from '../time/clock.js';
import type { Calendar, Hours, HourTable } from './pack.js';

/** Openings are sought so far ahead, in seconds. */
export const HORIZON = 40 * DAY_SECONDS;

/** Hours of a local day (days since 1970) as [from, to, from, to …], seconds of the day, ascending. */
export type HoursOfDay = (day: number) => readonly number[];

/** `calendar` is that of the table, if it names one. `after`: seconds by which every opening comes later (the opening second excluded). */
export function hoursOfDay(table: HourTable, calendar: Calendar | undefined, after: number): HoursOfDay {
  const flat = (hours: Hours): readonly number[] => hours.flatMap(({ from, to }) => (from + after < to ? [from + after, to] : []));
  const week = table.week.map(flat);
  const ofWeekday = (day: number): readonly number[] => week[(((day + 3) % 7) + 7) % 7] ?? CLOSED;
  if (!calendar) return ofWeekday;
  const classes = new Map(Object.entries(table.classes).map(([name, hours]) => [name, flat(hours)]));
  const outside = table.outside === 'strictest' || table.outside === undefined ? flat(strictest(table)) : classes.get(table.outside) ?? CLOSED;
  return (day) => {
    if (day < calendar.from || day > calendar.to) return outside;
    const name = calendar.days.get(day);
    return name === undefined ? ofWeekday(day) : classes.get(name) ?? ofWeekday(day);
  };
}
const CLOSED: readonly number[] = [];

/** Open only where every row of the table is open. */
export function strictest(table: HourTable): Hours {
  return [...table.week, ...Object.values(table.classes)].reduce<Hours | undefined>((all, row) => (all === undefined ? row : meet(all, row)), undefined) ?? [];
}
function meet(a: Hours, b: Hours): Hours {
  return a.flatMap((one) => b.flatMap((other) => {
    const from = Math.max(one.from, other.from);
    const to = Math.min(one.to, other.to);
    return from < to ? [{ from, to }] : [];
  }));
}

/** Least open instant ≥ `at` and ≤ `limit`; Infinity when there is none. */
export function nextOpen(clock: ZoneClock, hours: HoursOfDay, at: number, limit: number): number {
  let from = at;
  for (let segment = segmentAt(clock, at); from <= limit; segment += 1) {
    const offset = clock.offsets[segment] ?? 0;
    const end = segmentEnd(clock, segment);
    while (from < end && from <= limit) {
      const day = Math.floor((from + offset) / DAY_SECONDS);
      const midnight = day * DAY_SECONDS - offset;
      const found = firstInside(hours(day), from - midnight);
      if (found !== undefined) {
        const instant = midnight + found;
        if (instant < end) return instant <= limit ? instant : Infinity;
        break;
      }
      from = midnight + DAY_SECONDS;
    }
    from = Math.max(from, end);
  }
  return Infinity;
}
/** Least second of the day ≥ `second` inside the hours. */
function firstInside(hours: readonly number[], second: number): number | undefined {
  for (let i = 0; i + 1 < hours.length; i += 2) if (second < (hours[i + 1] ?? 0)) return Math.max(second, hours[i] ?? 0);
  return undefined;
}

/** As `nextOpen`, but the instant `fit` seconds later must be open, too, and of the same local date. */
export function nextFitting(clock: ZoneClock, hours: HoursOfDay, fit: number, at: number, limit: number): number {
  let from = at;
  for (;;) {
    const start = nextOpen(clock, hours, from, limit);
    if (fit === 0 || start === Infinity) return start;
    const end = start + fit;
    const endOpen = nextOpen(clock, hours, end, limit + fit);
    if (endOpen > end) {
      // No instant before `endOpen − fit` can do: what lies `fit` later is closed.
      if (endOpen === Infinity) return Infinity;
      from = endOpen - fit;
    } else if (localDay(clock, start) !== localDay(clock, end)) {
      const next = reachDay(clock, start, localDay(clock, start) + 1);
      // Where the date falls back at a change of the clock there is no later date between the two.
      from = next <= end ? next : start + 1;
    } else return start;
  }
}
