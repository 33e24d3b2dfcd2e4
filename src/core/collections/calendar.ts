/** Sums with calendar dates, and the days instalments fall due. No zone: a due date is a date. */
import { fail, ok, type Result } from '../result.js';
import { dayNumber, isoDate } from '../time/zones.js';
import type { LocalDate } from '../units.js';

/** Dates years 1 to 9999 can hold; beyond them sums fail instead of giving texts that no longer sort. */
const LAST_DAY = dayNumber('9999-12-31');
const FIRST_DAY = dayNumber('0001-01-01');

/** The date `days` later (earlier when below zero). Fails with `date.invalid`: no date, no whole number, or out of years 1–9999. */
export function addDays(date: LocalDate, days: number): Result<LocalDate> {
  const day = dayNumber(date) + days;
  return Number.isInteger(day) && day >= FIRST_DAY && day <= LAST_DAY ? ok(isoDate(day)) : fail('date.invalid', 'not a calendar date within the years 1 to 9999');
}

/**
 * `dayOfMonth` (1–31) of the month `months` after the one `date` is in; where that month is shorter, its last day. Counted
 * from the first date each time, so a 31st comes back after a February. Fails with `date.invalid`.
 */
export function inMonth(date: LocalDate, months: number, dayOfMonth: number): Result<LocalDate> {
  if (Number.isNaN(dayNumber(date)) || !Number.isInteger(months) || !Number.isInteger(dayOfMonth) || dayOfMonth < 1 || dayOfMonth > 31) return fail('date.invalid', 'not a calendar date, or no day of a month');
  const first = monthStart(date, months);
  const next = monthStart(date, months + 1);
  return addDays(isoDate(first), Math.min(dayOfMonth, next - first) - 1);
}
/** Day number of the first day of a month. */
function monthStart(date: LocalDate, months: number): number {
  const place = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const text = `${String(Math.floor(place / 12)).padStart(4, '0')}-${String((place % 12) + 1).padStart(2, '0')}-01`;
  return dayNumber(text);
}

/** `monthly` on a day of the month (null: the day the first one falls on); `weekly`; or every so many days, 1 to 366. */
export type Rhythm = { readonly kind: 'monthly'; readonly day: number | null } | { readonly kind: 'weekly' } | { readonly kind: 'days'; readonly every: number };
export const MOST_INSTALMENTS = 600;

/**
 * `count` due dates (1 to `MOST_INSTALMENTS`), rising. The first is `start`; with `monthly` and a day, the first such day
 * on or after `start`. Fails with `date.invalid`, `plan.count`, `plan.rhythm`.
 */
export function dueDates(start: LocalDate, rhythm: Rhythm, count: number): Result<readonly LocalDate[]> {
  if (!Number.isInteger(count) || count < 1 || count > MOST_INSTALMENTS) return fail('plan.count', `must be 1 to ${MOST_INSTALMENTS} instalments`);
  if (rhythm.kind === 'days' && (!Number.isInteger(rhythm.every) || rhythm.every < 1 || rhythm.every > 366)) return fail('plan.rhythm', 'must be every 1 to 366 days');
  if (rhythm.kind === 'monthly' && rhythm.day !== null && (!Number.isInteger(rhythm.day) || rhythm.day < 1 || rhythm.day > 31)) return fail('plan.rhythm', 'must be a day of the month, 1 to 31');
  const dates: LocalDate[] = [];
  for (let n = 0; dates.length < count; n += 1) {
    const date = rhythm.kind === 'monthly' ? inMonth(start, n, rhythm.day ?? Number(start.slice(8))) : addDays(start, n * (rhythm.kind === 'weekly' ? 7 : rhythm.every));
    if (!date.ok) return date;
    // Of the first month the day may be over already.
    if (date.value >= start) dates.push(date.value);
  }
  return ok(dates);
}
