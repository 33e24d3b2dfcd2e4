/** The parts of rules as JSON: conditions, hours, windows of counts, filters of events. Each returns something usable and notes what was wrong. */
import type { Condition, CountWindow, EventFilter, Hours, HourTable, Lift, Texts, ZoneForm } from './pack.js';
import { isObject, type Reader } from './reader.js';
import { CALLED_ROLES, CALL_TYPES, CHANNELS, EVENT_MARKS, EVIDENCE, LINES, RESULTS } from './vocabulary.js';

const REGION = { pattern: /^[A-Z]{2}(-[A-Z0-9]{1,5}){0,3}$/, like: 'a country or a place in it such as CN, US-MA, US-NY-NYC' };
export const ZONE = { pattern: /^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/, like: 'the name of a time zone such as Asia/Shanghai' };

export function readTexts(reader: Reader, fields: Readonly<Record<string, unknown>>, key: string): Texts {
  const inner = reader.below(key);
  const value = inner.object(fields[key], ['zh', 'en']);
  return value ? { zh: inner.text(value, 'zh', { most: 500 }), en: inner.text(value, 'en', { most: 500 }) } : { zh: '', en: '' };
}

/** `{"mode": ["prerec"]}`, `{"fact": ["consent"]}`, `{"not": …}`, `{"all": […]}`, `{"any": […]}`: one field each. */
export function readCondition(reader: Reader, value: unknown, depth = 0): Condition {
  const nothing: Condition = { is: 'all', of: [] };
  const kinds = ['mode', 'role', 'line', 'channel', 'region', 'fact', 'not', 'all', 'any'];
  const fields = reader.object(value, kinds);
  const [kind = ''] = fields ? Object.keys(fields) : [];
  if (!fields || Object.keys(fields).length !== 1 || !kinds.includes(kind)) { if (fields) reader.wrong(`exactly one of ${kinds.join(', ')}`); return nothing; }
  if (depth > 8) { reader.wrong('a condition at most 8 deep'); return nothing; }
  switch (kind) {
    case 'mode': return { is: 'mode', of: reader.words(fields, kind, CALL_TYPES) };
    case 'role': return { is: 'role', of: reader.words(fields, kind, CALLED_ROLES) };
    case 'line': return { is: 'line', of: reader.words(fields, kind, LINES) };
    case 'channel': return { is: 'channel', of: reader.words(fields, kind, CHANNELS) };
    case 'region': return { is: 'region', of: reader.texts(fields, kind, REGION) };
    case 'fact': return { is: 'fact', of: reader.words(fields, kind, EVIDENCE) };
    case 'not': return { is: 'not', of: readCondition(reader.below(kind), fields[kind], depth + 1) };
    default: {
      const inner = reader.below(kind);
      const list = reader.list(fields, kind);
      if (list.length === 0) inner.wrong('at least one condition');
      return { is: kind === 'any' ? 'any' : 'all', of: list.map((one, at) => readCondition(inner.below(at), one, depth + 1)) };
    }
  }
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const isDays = (key: string): boolean => key === 'daily' || /^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$/.test(key);
/** Which weekdays a key of the table speaks of: `daily`, `sat`, `mon-fri`. */
function daysOf(key: string): readonly number[] {
  if (key === 'daily') return [0, 1, 2, 3, 4, 5, 6];
  const [from = '', to = from] = key.split('-');
  const first = DAYS.findIndex((day) => day === from);
  const last = DAYS.findIndex((day) => day === to);
  return last < first ? [] : Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

/** `{"mon-fri": [["08:00","20:00"]], "sat-sun": [], "holiday": […]}`: every weekday once; other keys are a calendar's classes. */
export function readHours(reader: Reader, value: unknown, calendar: string | undefined, outside: string | undefined): HourTable {
  const week: (Hours | undefined)[] = Array.from({ length: 7 }, () => undefined);
  const classes: Record<string, Hours> = {};
  if (!isObject(value)) { reader.wrong('an object of hours by weekday (daily, mon-fri, sat, …) and by a calendar\'s classes'); return { week: [], classes }; }
  for (const [key, rows] of Object.entries(value)) {
    const hours = readRows(reader.below(key), rows);
    if (!isDays(key)) {
      if (!/^[a-z][a-zA-Z]{1,30}$/.test(key)) reader.wrong('a weekday, a span such as mon-fri, daily, or the class of a calendar', key);
      else if (calendar === undefined) reader.wrong('no class of dates: the rule names no calendar', key);
      classes[key] = hours;
      continue;
    }
    const days = daysOf(key);
    if (days.length === 0) reader.wrong('weekdays in their order', key);
    for (const day of days) {
      if (week[day] !== undefined) reader.wrong(`each weekday once; ${DAYS[day] ?? ''} is there twice`, key);
      week[day] = hours;
    }
  }
  for (const [day, name] of DAYS.entries()) if (week[day] === undefined) reader.wrong(`hours for ${name} (an empty list when it is closed)`);
  if (calendar !== undefined && outside === undefined) reader.wrong('"outside": what a date beyond the calendar counts as (a class, or strictest)');
  if (outside !== undefined && outside !== 'strictest' && !Object.hasOwn(classes, outside)) reader.wrong(`"outside" to name a class of the table, or strictest; ${outside} is none`);
  return { week: week.map((one) => one ?? []), classes, ...(calendar === undefined ? {} : { calendar }), ...(outside === undefined ? {} : { outside }) };
}
function readRows(reader: Reader, value: unknown): Hours {
  if (!Array.isArray(value)) { reader.wrong('a list of pairs such as [["08:00","22:00"]]'); return []; }
  let last = -1;
  return value.map((row: unknown, at) => {
    const from = Array.isArray(row) && row.length === 2 ? timeOfDay(row[0]) : undefined;
    const to = Array.isArray(row) ? timeOfDay(row[1]) : undefined;
    if (from === undefined || to === undefined || to <= from || from <= last) { reader.wrong('from and to, HH:MM or HH:MM:SS up to 24:00, later than the pair before', String(at)); return { from: 0, to: 0 }; }
    last = to;
    return { from, to };
  });
}
/** `08:00`, `08:00:30`, `24:00` as seconds since midnight of the wall clock. */
export function timeOfDay(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d{2}):([0-5]\d)(?::([0-5]\d))?$/.exec(value) : null;
  const seconds = match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0) : Infinity;
  return seconds <= 86_400 ? seconds : undefined;
}

export function readZones(reader: Reader, fields: Readonly<Record<string, unknown>>): ZoneForm {
  const value = fields['zones'];
  return value === 'candidates' ? 'candidates' : reader.texts(fields, 'zones', { ...ZONE, like: '"candidates", or a list of time zones such as ["Asia/Shanghai"]' });
}

/** `{"calDays": 7, "zone": "candidates"}` or `{"rolling": "72h"}`. */
export function readWindow(reader: Reader, value: unknown): CountWindow {
  const fields = reader.object(value, ['calDays', 'zone', 'rolling']);
  if (!fields) return { form: 'rolling', seconds: 1 };
  if (fields['rolling'] !== undefined) {
    if (fields['calDays'] !== undefined || fields['zone'] !== undefined) reader.wrong('either calDays with its zone, or rolling');
    return { form: 'rolling', seconds: reader.duration(fields, 'rolling') };
  }
  return { form: 'calDays', days: reader.whole(fields, 'calDays', 1, 366), zone: reader.text(fields, 'zone', { ...ZONE, like: '"candidates", or a time zone such as Asia/Shanghai' }) };
}

export function readFilter(reader: Reader, value: unknown): EventFilter {
  const fields = reader.object(value, ['results', 'direction', 'modes', 'channels', 'unless']);
  if (!fields) return { results: 'any', direction: 'out', channels: ['voice'], unless: [] };
  return {
    results: fields['results'] === 'any' ? 'any' : reader.words(fields, 'results', RESULTS),
    direction: reader.word(fields, 'direction', ['out', 'in', 'either'], 'out'),
    channels: fields['channels'] === 'any' ? 'any' : reader.words(fields, 'channels', CHANNELS, { otherwise: ['voice'] }),
    unless: reader.words(fields, 'unless', EVENT_MARKS, { otherwise: [] }),
    ...(fields['modes'] === undefined ? {} : { modes: reader.words(fields, 'modes', CALL_TYPES) }),
  };
}

/** `[{"evidence": "agreedHours", "within": "365d"}]`. */
export function readLifts(reader: Reader, fields: Readonly<Record<string, unknown>>): readonly Lift[] {
  const inner = reader.below('liftedBy');
  return reader.list(fields, 'liftedBy', true).map((one, at) => {
    const here = inner.below(at);
    const lift = here.object(one, ['evidence', 'within']);
    if (!lift) return { evidence: 'consent' };
    return { evidence: here.word(lift, 'evidence', EVIDENCE), ...(lift['within'] === undefined ? {} : { within: here.duration(lift, 'within') }) };
  });
}
