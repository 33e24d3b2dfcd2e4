/** A pack that is wrong is refused with the place and with what was expected there. */
import { describe, expect, it } from 'vitest';
import { parseCalendar } from '../../../src/core/compliance/calendar.js';
import { parseInstant } from '../../../src/core/compliance/reader.js';
import { parsePack, problemText } from '../../../src/core/compliance/schema.js';

const rule = { id: 'X-TIME', kind: 'window', sources: ['law'], confidence: 'S', texts: { zh: '时段', en: 'hours' }, zones: 'candidates', hours: { 'mon-fri': [['08:00', '20:00']], 'sat-sun': [] } };
const count = { id: 'X-COUNT', kind: 'count', sources: ['law'], confidence: 'M?', texts: { zh: '次数', en: 'count' }, key: ['debtor'], window: { calDays: 7, zone: 'candidates' }, limit: 3, count: { results: ['conv'] } };
const pack = { schema: 1, id: 'x', version: '1.0', kind: 'law', title: { zh: '包', en: 'pack' }, status: 'inForce', sources: [{ id: 'law', cite: 'Law', confidence: 'S' }], requires: { tzdata: '2026f' }, rules: [rule, count] };
const problems = (value: unknown): readonly string[] => { const parsed = parsePack(value); return parsed.ok ? [] : parsed.problems.map(problemText); };
const withRule = (change: object): unknown => ({ ...pack, rules: [{ ...rule, ...change }] });
const withCount = (change: object): unknown => ({ ...pack, rules: [{ ...count, ...change }] });

describe('a pack', () => {
  it('that is right is taken; what is remembered with doubt needs a reviewer', () => {
    expect(parsePack(pack)).toMatchObject({ ok: true, value: { rules: [{ id: 'X-TIME', needsReview: false, channels: ['voice'] }, { id: 'X-COUNT', needsReview: true }] } });
  });
  it.each<[string, unknown, string]>([
    ['nothing', null, '/: expected an object'], ['another format', { ...pack, schema: 2 }, '/schema: expected 1'], ['a field nobody knows', { ...pack, colour: 1 }, '/colour: expected no such field'], ['no rules', { ...pack, rules: [] }, '/rules: expected at least one'],
    ['two rules of one name', { ...pack, rules: [rule, rule] }, '/rules/1/id: expected an id no other'], ['a kind that is none', withRule({ kind: 'wish' }), '/rules/0/kind: expected one of window'], ['a source that is not listed', withRule({ sources: ['rumour'] }), '/rules/0/sources/0: expected the id'],
    ['no source for a law', withRule({ sources: [] }), '/rules/0/sources: expected'], ['a weekday without hours', withRule({ hours: { 'mon-fri': [['08:00', '20:00']] } }), '/rules/0/hours: expected hours for sat'],
    ['a weekday twice', withRule({ hours: { daily: [['08:00', '20:00']], sun: [] } }), '/rules/0/hours/sun: expected each weekday once'], ['hours that end before they begin', withRule({ hours: { daily: [['20:00', '08:00']] } }), '/rules/0/hours/daily/0: expected from and to'],
    ['hours that overlap', withRule({ hours: { daily: [['08:00', '12:00'], ['11:00', '20:00']] } }), '/rules/0/hours/daily/1: expected'], ['25 hours', withRule({ hours: { daily: [['08:00', '25:00']] } }), '/rules/0/hours/daily/0'],
    ['a class without a calendar', withRule({ hours: { daily: [], holiday: [] } }), '/rules/0/hours/holiday: expected no class of dates'], ['a calendar that is not required', withRule({ calendar: 'CN', outside: 'strictest' }), '/rules/0/calendar: expected a calendar the pack names'],
    ['a calendar without a word on what it does not cover', withRule({ calendar: 'CN' }), '/rules/0/hours: expected "outside"'], ['zones that are none', withRule({ zones: 'Asia/Shanghai' }), '/rules/0/zones: expected "candidates"'], ['a fit that is none', withRule({ fit: '45' }), '/rules/0/fit: expected a length of time'],
    ['a limit of none', withCount({ limit: 0 }), '/rules/0/limit: expected a whole number from 1'], ['two windows at once', withCount({ window: { calDays: 1, zone: 'candidates', rolling: '1d' } }), '/rules/0/window: expected either'], ['days in no zone', withCount({ window: { calDays: 1 } }), '/rules/0/window/zone: expected'],
    ['a key that is none', withCount({ key: ['moon'] }), '/rules/0/key: expected a list of different words'], ['a result that is none', withCount({ count: { results: ['talk'] } }), '/rules/0/count/results: expected'], ['a date that does not exist', withCount({ from: '2026-02-30T00:00:00Z' }), '/rules/0/from: expected an instant'],
    ['an end before the beginning', withCount({ from: '2026-02-02T00:00:00Z', until: '2026-02-01T00:00:00Z' }), '/rules/0/until: expected later'], ['a condition of two', withCount({ when: { mode: ['ai'], line: ['wireless'] } }), '/rules/0/when: expected exactly one'],
    ['a condition inside that is wrong', withCount({ when: { all: [{ not: { mode: ['bot'] } }] } }), '/rules/0/when/all/0/not/mode: expected'], ['evidence that is none', withCount({ liftedBy: [{ evidence: 'hope' }] }), '/rules/0/liftedBy/0/evidence: expected one of'],
  ])('with %s is refused', (_, value, text) => { expect(problems(value).join('\n')).toContain(text); });
  it('is told all that is wrong at once', () => { expect(problems({ ...pack, version: 'x', status: 'maybe', rules: [{ ...rule, zones: 7 }, { ...count, limit: -1 }] })).toHaveLength(4); });
  it.each(['__proto__', 'constructor', 'toString'])('is not fooled by a field called %s', (name) => {
    expect(problems(JSON.parse(`{"${name}": 1}`)).join('\n')).toContain('expected');
    expect(problems(withRule({ hours: JSON.parse(`{"daily": [], "${name}": []}`) })).length).toBeGreaterThan(0);
  });
});

describe('a calendar', () => {
  const good = { calendar: 'X', version: '2026.1', title: { zh: '日历', en: 'calendar' }, coverage: { from: '2026-01-01', to: '2026-12-31' }, days: { '2026-02-16..2026-02-18': 'closed', '2026-12-25': 'holiday' } };
  it('lists days and spans', () => {
    const parsed = parseCalendar(good);
    expect(parsed.ok && [...parsed.value.days.values()]).toEqual(['closed', 'closed', 'closed', 'holiday']);
  });
  it.each([
    ['a date it does not cover', { ...good, days: { '2027-01-01': 'holiday' } }], ['a date twice', { ...good, days: { '2026-02-17': 'holiday', '2026-02-16..2026-02-18': 'closed' } }], ['a span backwards', { ...good, days: { '2026-02-18..2026-02-16': 'closed' } }],
    ['a date that does not exist', { ...good, days: { '2026-02-29': 'holiday' } }], ['a class that is no word', { ...good, days: { '2026-02-16': '' } }], ['coverage that ends before it begins', { ...good, coverage: { from: '2026-12-31', to: '2026-01-01' }, days: {} }],
  ])('with %s is refused', (_, value) => { expect(parseCalendar(value).ok).toBe(false); });
});

it('instants are read to the second, with their offset', () => {
  expect(parseInstant('2026-09-01T00:00:00-04:00')).toBe(Date.parse('2026-09-01T04:00:00Z') / 1000);
  expect(parseInstant('2028-02-29T23:59:59Z')).toBe(Date.parse('2028-02-29T23:59:59Z') / 1000);
  for (const text of ['2027-02-29T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:00:60Z', '2026-01-01T00:00:00', '2026-01-01', '2026-01-01T00:00:00.5Z', '', 7, null]) expect(parseInstant(text)).toBeUndefined();
});
