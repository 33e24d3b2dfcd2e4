import type { Instant, LocalDate, ZoneName } from '../units.js';

/**
 * Wall time for legal questions: from a kept, versioned table of transitions, by binary search; never from the
 * runtime's ICU data, which is stale. The instant is converted to wall time, never the other way, to decide.
 */
export interface ZoneTable {
  /** e.g. `2026f`. */
  readonly version: string;
  has(zone: ZoneName): boolean;
  /** Offset east of UTC in minutes at an instant; undefined for an unknown zone. */
  offsetMinutes(zone: ZoneName, at: Instant): number | undefined;
}

export interface WallTime {
  readonly date: LocalDate;
  /** Minutes since local midnight as the wall clock shows it, 0..1439. */
  readonly minute: number;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
}
const DAY = 86_400_000;

/** What a wall clock in the zone shows; undefined for an unknown zone. */
export function wallTime(zones: ZoneTable, zone: ZoneName, at: Instant): WallTime | undefined {
  const offset = zones.offsetMinutes(zone, at);
  if (offset === undefined) return undefined;
  const local = at + offset * 60_000;
  const day = Math.floor(local / DAY);
  return { date: isoDate(day), minute: Math.floor((local - day * DAY) / 60_000), weekday: ((((day + 3) % 7) + 7) % 7) + 1 };
}

/** First instant of the local date that contains `at` (01:00 where the zone skips midnight). */
export function dayStart(zones: ZoneTable, zone: ZoneName, at: Instant): Instant | undefined {
  const dayOf = (instant: Instant): number => Math.floor((instant + (zones.offsetMinutes(zone, instant) ?? Number.NaN) * 60_000) / DAY);
  const today = dayOf(at);
  if (Number.isNaN(today)) return undefined;
  // Almost every day began at midnight by the offset that holds now.
  const midnight = today * DAY - (zones.offsetMinutes(zone, at) ?? 0) * 60_000;
  if (dayOf(midnight) === today && dayOf(midnight - 1) === today - 1) return midnight;
  // Else the local date changed somewhere in the 26 hours before `at`: bisect to the instant it did.
  let low = at - 26 * 3_600_000;
  let high = at;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayOf(middle) === today) high = middle; else low = middle;
  }
  return high;
}

/** Proleptic Gregorian date of a day number since 1970-01-01. */
export function isoDate(day: number): LocalDate {
  if (day !== last.day) last = { day, date: new Date(day * DAY).toISOString().slice(0, 10) };
  return last.date;
}
/** The day that was asked for last: almost always it is asked for again. */
let last: { readonly day: number; readonly date: LocalDate } = { day: Number.NaN, date: '' };
/** Day number since 1970-01-01 of a date; NaN when it is not one. */
export function dayNumber(date: LocalDate): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && isoSafe(date) ? Date.parse(`${date}T00:00:00Z`) / DAY : Number.NaN;
}
function isoSafe(date: string): boolean {
  const parsed = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().slice(0, 10) === date;
}
