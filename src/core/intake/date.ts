import { fail, ok, type Result } from '../result.js';
import { dayNumber, isoDate } from '../time/zones.js';
import type { LocalDate } from '../units.js';

/** Days from 1899-12-30 (day 0 of Excel's calendar as everyone uses it) to 1970-01-01. */
const EXCEL_EPOCH = 25_569;
/** Longest text looked at; the patterns below take the square of its length. */
const LONGEST = 100;

/**
 * Reads a calendar date between 1900 and 2199: `2026-01-31`, `2026/1/31`, `2026.1.31`, `20260131`, `2026年1月31日`, a spreadsheet's
 * serial of five digits or more (46053; `2026` alone is no date), `31/01/2026` and `01/31/2026` where only one reading exists; a time after it is ignored.
 * Fails with `date.ambiguous` (`03/04/2026`) and `date.invalid`.
 */
export function parseDate(raw: string): Result<LocalDate> {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(raw);
  if (iso) return made(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  if (raw.length > LONGEST) return fail('date.invalid', 'not a date; write it as 2026-01-31');
  const text = raw.normalize('NFKC').trim().replace(/[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$/i, '');
  const big = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (big) return made(Number(big[1]), Number(big[2]), Number(big[3]));
  const serial = /^(\d{5,6})(?:\.\d+)?$/.exec(text);
  if (serial) return fromExcelSerial(Number(serial[1]));
  const small = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text);
  if (!small) return fail('date.invalid', 'not a date; write it as 2026-01-31');
  const first = Number(small[1]);
  const second = Number(small[2]);
  if (first <= 12 && second <= 12 && first !== second) return fail('date.ambiguous', 'day and month cannot be told apart; write it as 2026-01-31');
  return first > 12 ? made(Number(small[3]), second, first) : made(Number(small[3]), first, second);
}

/** Day number of Excel's 1900 calendar, from 61 (1900-03-01) to 109 574 (2199-12-31). */
export function fromExcelSerial(serial: number): Result<LocalDate> {
  const day = Math.floor(serial);
  if (!(day >= 61 && day <= 109_574)) return fail('date.invalid', 'not a date; write it as 2026-01-31');
  return ok(isoDate(day - EXCEL_EPOCH));
}

function made(year: number, month: number, day: number): Result<LocalDate> {
  if (year < 1900 || year > 2199 || !isDay(year, month, day)) return fail('date.invalid', 'there is no such day');
  return ok(`${year}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`);
}

/** Is there such a day in the Gregorian calendar? */
export function isDay(year: number, month: number, day: number): boolean {
  if (!(month >= 1 && month <= 12 && day >= 1)) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

/** The date `days` before another. */
export const daysBefore = (date: LocalDate, days: number): LocalDate => isoDate(dayNumber(date) - days);
