/** Calendars as data: dates that are not ordinary days of their week, and from when until when the calendar knows them all. */
import type { Calendar } from './pack.js';
import { isObject, Reader } from './reader.js';
import type { Parsed } from './schema.js';
import { readTexts } from './schema-parts.js';

/** Most days a calendar may list. */
const MOST = 20_000;

/**
 * `{"calendar": "CN", "version": "2026.1", "title": {…}, "coverage": {"from": "2026-01-01", "to": "2026-12-31"},
 * "days": {"2026-02-15": "holiday", "2026-02-16..2026-02-18": "closed"}}`. A span may not lie outside the coverage.
 */
export function parseCalendar(value: unknown): Parsed<Calendar> {
  const reader = new Reader();
  const fields = reader.object(value, ['calendar', 'version', 'title', 'coverage', 'days', 'sources', 'note']);
  if (!fields) return { ok: false, problems: reader.problems };
  const inner = reader.below('coverage');
  const coverage = inner.object(fields['coverage'], ['from', 'to']) ?? {};
  const from = inner.date(coverage['from'], 'from');
  const to = inner.date(coverage['to'], 'to');
  if (to < from) inner.wrong('no earlier than "from"', 'to');
  const days = readDays(reader.below('days'), fields['days'], from, to);
  const calendar: Calendar = {
    id: reader.text(fields, 'calendar', { pattern: /^[A-Za-z0-9.-]{1,40}$/, like: 'a name such as CN' }), version: reader.text(fields, 'version', { pattern: /^\d{1,4}(\.\d{1,4}){1,2}$/, like: 'a version such as 2026.1' }),
    title: readTexts(reader, fields, 'title'), from, to, days,
  };
  return reader.problems.length > 0 ? { ok: false, problems: reader.problems } : { ok: true, value: calendar };
}

function readDays(reader: Reader, value: unknown, from: number, to: number): Map<number, string> {
  const days = new Map<number, string>();
  if (!isObject(value)) { reader.wrong('an object of dates (2026-02-15, or a span 2026-02-16..2026-02-18) and their classes'); return days; }
  for (const [key, name] of Object.entries(value)) {
    const [first = '', last = first, ...more] = key.split('..');
    const begin = reader.date(first, key);
    const end = reader.date(last, key);
    if (more.length > 0 || end < begin || end - begin > MOST) { reader.wrong('a date or a span of two', key); continue; }
    if (begin < from || end > to) reader.wrong('a date inside the coverage', key);
    if (typeof name !== 'string' || !/^[a-z][a-zA-Z]{1,30}$/.test(name)) { reader.wrong('the class of the date: a word such as holiday', key); continue; }
    for (let day = begin; day <= end; day += 1) {
      if (days.has(day)) reader.wrong('each date once', key);
      days.set(day, name);
    }
  }
  return days;
}

/** Days the calendar still covers from a day on, that one included; 0 when it does not cover it. */
export const coveredFrom = (calendar: Calendar, day: number): number => (day < calendar.from ? 0 : Math.max(0, calendar.to - day + 1));
