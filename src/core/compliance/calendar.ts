/** Calendars as data: dates that are not ordinary days of their week, and from when until when the calendar knows them all. */
import { fail, ok, type Result } from '../result.js';
import { isoDate } from '../time/zones.js';
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
  let listed = 0;
  for (const [key, name] of Object.entries(value)) {
    const [first = '', last = first, ...more] = key.split('..');
    const begin = reader.date(first, key);
    const end = reader.date(last, key);
    if (more.length > 0 || end < begin || end - begin > MOST) { reader.wrong('a date or a span of two', key); continue; }
    // Spans over the same days are no calendar, and the work of reading them would know no bound.
    if ((listed += end - begin + 1) > 2 * MOST) { reader.wrong(`at most ${MOST} days`); break; }
    if (begin < from || end > to) reader.wrong('a date inside the coverage', key);
    if (typeof name !== 'string' || !/^[a-z][a-zA-Z]{1,30}$/.test(name)) { reader.wrong('the class of the date: a word such as holiday', key); continue; }
    for (let day = begin; day <= end; day += 1) {
      if (days.has(day)) { reader.wrong('each date once', key); break; }
      days.set(day, name);
    }
  }
  return days;
}

/** Days the calendar still covers from a day on, that one included; 0 when it does not cover it. */
export const coveredFrom = (calendar: Calendar, day: number): number => (day < calendar.from ? 0 : Math.max(0, calendar.to - day + 1));

/** `2026.2` against `2026.10`: part by part as numbers. Below zero: the first is older. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
    const apart = (x[at] ?? 0) - (y[at] ?? 0);
    if (apart !== 0) return apart;
  }
  return 0;
}

/**
 * Several calendars of one name as one: a later version stands for the days it covers, the others for the rest. Fails with
 * `calendar.gap`: between two of them lie days that none covers, which nobody may take for ordinary ones.
 */
export function joinCalendars(first: Calendar, ...more: readonly Calendar[]): Result<Calendar> {
  const all = [first, ...more];
  let end = Math.min(...all.map((one) => one.from)) - 1;
  for (const one of [...all].sort((a, b) => a.from - b.from)) {
    if (one.from > end + 1) return fail('calendar.gap', `the calendars ${first.id} leave out ${isoDate(end + 1)} to ${isoDate(one.from - 1)}`);
    end = Math.max(end, one.to);
  }
  const days = new Map<number, string>();
  let newest = first;
  for (const one of [...all].sort((a, b) => compareVersions(a.version, b.version))) {
    for (const day of [...days.keys()]) if (day >= one.from && day <= one.to) days.delete(day);
    for (const [day, name] of one.days) days.set(day, name);
    newest = one;
  }
  return ok({ id: newest.id, version: newest.version, title: newest.title, from: Math.min(...all.map((one) => one.from)), to: end, days });
}

/** All calendars, those of one name as one. */
export function joinAll(calendars: readonly Calendar[]): Result<readonly Calendar[]> {
  const joined: Calendar[] = [];
  for (const id of new Set(calendars.map((one) => one.id))) {
    const [first, ...more] = calendars.filter((one) => one.id === id);
    const one = first && joinCalendars(first, ...more);
    if (one && !one.ok) return one;
    if (one) joined.push(one.value);
  }
  return ok(joined);
}

/** May `next` be taken beside what is there? `classes`: those the packs that use it, and what is there, know of. */
export function mayImport(have: Calendar, next: Calendar, classes: ReadonlySet<string>): Result<null> {
  if (next.from > have.to + 1 || next.to < have.from - 1) return fail('calendar.gap', `it covers ${span(next)}; what is there covers ${span(have)}: the days between would be unknown`, '/coverage');
  const strange = [...next.days].find(([, name]) => !classes.has(name));
  // A class no pack knows would be taken for an ordinary day.
  if (strange) return fail('calendar.class', `${isoDate(strange[0])} is of the class ${strange[1]}; the packs know ${[...classes].sort().join(', ')}`, '/days');
  const differs = overlap(have, next).filter((day) => have.days.get(day) !== next.days.get(day));
  if (differs.length > 0 && compareVersions(next.version, have.version) <= 0) {
    return fail('calendar.conflict', `it says otherwise than version ${have.version} of ${differs.slice(0, 5).map(isoDate).join(', ')}${differs.length > 5 ? ` and ${differs.length - 5} more` : ''}: only a later version may`, '/version');
  }
  return differs.length === 0 && next.from >= have.from && next.to <= have.to ? fail('calendar.known', 'what is there says all of it', '/coverage') : ok(null);
}
function overlap(a: Calendar, b: Calendar): readonly number[] {
  const from = Math.max(a.from, b.from);
  return Array.from({ length: Math.max(0, Math.min(a.to, b.to) - from + 1) }, (_, at) => from + at);
}
const span = ({ from, to }: Calendar): string => `${isoDate(from)} to ${isoDate(to)}`;
