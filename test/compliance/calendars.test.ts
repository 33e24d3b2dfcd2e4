/** Next year's calendar: taken in, checked, in force at once; without it the gate stays closed. On both stores. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePolicies, shippedTexts } from '../../src/adapters/packs/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { CalendarWatch } from '../../src/app/calendar-watch.js';
import type { Store } from '../../src/app/ports/store.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { compareVersions, joinCalendars, parseCalendar } from '../../src/core/compliance/calendar.js';
import type { Calendar } from '../../src/core/compliance/pack.js';
import { AT } from '../contract/records.js';
import { DAY, draft, people, SETTINGS } from '../contract/touch-world.js';
import { openPlace, type Place } from '../contract/touches.js';
import { MOBILE } from '../support/destination.js';

const texts = shippedTexts();
const policies = makePolicies(loadZones(), { ...texts, defaults: ['cn.gbt45251', 'cn.house'] });
const SHIPPED = readFileSync(new URL('../../src/adapters/packs/calendars/cn.json', import.meta.url), 'utf8');
const calendar = (more: object = {}): string => JSON.stringify({ calendar: 'CN', version: '2027.1', title: { zh: '二〇二七', en: '2027' }, coverage: { from: '2027-01-01', to: '2027-12-31' }, days: { '2027-01-01..2027-01-03': 'holiday', '2027-02-05..2027-02-07': 'closed', '2027-02-13': 'workday' }, ...more });

for (const kind of ['memory', 'sqlite'] as const) describe(`${kind}: calendars`, () => {
  let place: Place;
  let store: Store;
  beforeEach(async () => { place = openPlace(kind, policies); store = place.store; await put(...people(1)); });
  afterEach(async () => { await place.done(); });
  const put = async (...rows: CreateOf[]): Promise<void> => { const made = await store.run('createMany', { rows }); if (!made.ok) throw new Error(made.error.text); };
  const take = (text: string, at = AT) => store.run('importCalendar', { text, by: 'ann', note: 'from the State Council', at });
  const code = async (text: string): Promise<string> => { const done = await take(text); return done.ok ? 'taken' : done.error.code; };
  const ask = async (at: string): Promise<readonly string[]> => {
    const answer = await store.run('askGate', {
      at: Date.parse(at), mode: 'manual', kind: 'interactive', phoneIndex: 'phone-0', country: null, contactPointId: 'cp-0', partyId: 'party-0', caseId: 'case-0', accountIds: ['account-0'], ownerRole: 'debtor', settings: SETTINGS, entityId: 'operator', campaignId: null, daysPastDue: null, gauges: { abandonment: 0 }, testGateways: false, hoursUntil: null,
    });
    return answer.verdict.allow ? ['open'] : answer.verdict.denials.map((one) => one.rule);
  };

  it('the gate is closed beyond the calendar and opens with the next one, at once, with its classes', async () => {
    const ordinary = '2027-01-05T03:00:00Z';
    expect(await ask(ordinary)).toEqual(['H-CNHOL']);
    expect(await take(calendar())).toMatchObject({ ok: true });
    expect(await ask(ordinary)).toEqual(['open']);
    // New Year's Day at nine is a holiday's closed hour, at eleven an open one; Spring Festival is closed; the days after the coverage, too.
    expect(await ask('2027-01-01T01:30:00Z')).toEqual(['H-CNHOL']);
    expect(await ask('2027-01-01T03:00:00Z')).toEqual(['open']);
    expect(await ask('2027-02-06T03:00:00Z')).toEqual(['H-CNHOL']);
    expect(await ask('2028-01-05T03:00:00Z')).toEqual(['H-CNHOL']);
    // The shipped year still stands.
    expect(await ask('2026-10-05T01:30:00Z')).toEqual(['H-CNHOL']);
    expect(await ask('2026-11-25T01:30:00Z')).toEqual(['open']);
    const [event] = await store.find('streamEvent', { where: { type: 'calendar.imported' } });
    expect(event).toMatchObject({ actor: 'ann', data: { calendar: 'CN', version: '2027.1', from: '2027-01-01', to: '2027-12-31', days: 7 } });
    expect(await store.find('packActivation', { where: { kind: 'calendar' } })).toMatchObject([{ pack: 'CN', packVersion: '2027.1', by: 'ann', note: 'from the State Council', from: AT, until: null, createdAt: AT }]);
  });
  it('a call is dialed by it in the transaction', async () => {
    const open = (id: string) => store.run('openAttempt', { attempt: draft(0, id, { openedAt: Date.parse('2027-01-05T03:00:00Z') }), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways: false, gauges: { abandonment: 0 }, owner: null, callbackId: null });
    expect(await open('a1')).toMatchObject({ kind: 'denied', denials: [{ rule: 'H-CNHOL' }] });
    await take(calendar());
    expect(await open('a2')).toMatchObject({ kind: 'open' });
  });
  it('years follow each other, and a later version corrects an earlier one', async () => {
    expect(await code(calendar())).toBe('taken');
    expect(await code(calendar({ version: '2028.1', coverage: { from: '2028-01-01', to: '2028-12-31' }, days: {} }))).toBe('taken');
    expect(await ask('2028-06-05T03:00:00Z')).toEqual(['open']);
    expect(await code(calendar({ version: '2028.2', coverage: { from: '2027-06-01', to: '2028-12-31' }, days: { '2028-06-05': 'closed' } }))).toBe('taken');
    expect(await ask('2028-06-05T03:00:00Z')).toEqual(['H-CNHOL']);
    expect(await ask('2027-01-01T01:30:00Z')).toEqual(['H-CNHOL']);
  });
  it('what is wrong with one is told, and changes nothing', async () => {
    expect(await code('{')).toBe('calendar.invalid');
    expect(await code(calendar({ days: { '2028-01-01': 'holiday' } }))).toBe('calendar.invalid');
    expect(await code(calendar({ extra: 1 }))).toBe('calendar.invalid');
    expect(await code(calendar({ calendar: 'XX' }))).toBe('calendar.unknown');
    expect(await code(calendar({ coverage: { from: '2027-01-02', to: '2027-12-31' }, days: {} }))).toBe('calendar.gap');
    expect(await code(calendar({ coverage: { from: '2024-01-01', to: '2025-12-30' }, days: {} }))).toBe('calendar.gap');
    expect(await code(calendar({ days: { '2027-01-01': 'holidy' } }))).toBe('calendar.class');
    expect(await code(calendar({ version: '2026.0', coverage: { from: '2026-01-01', to: '2027-12-31' }, days: {} }))).toBe('calendar.conflict');
    expect(await code(calendar({ version: '2026.1' }))).toBe('calendar.version');
    expect(await code(SHIPPED)).toBe('calendar.known');
    expect(await code(calendar({ version: '2026.9', coverage: { from: '2026-11-01', to: '2026-11-30' }, days: {} }))).toBe('calendar.known');
    expect(await store.count('packActivation', {})).toBe(0);
    expect(await code(calendar())).toBe('taken');
    expect(await code(calendar())).toBe('calendar.known');
    expect(await code(calendar({ days: {} }))).toBe('calendar.version');
  });
  it('the log says when one that is used ends within 30 days, until the next is there', async () => {
    const said: string[] = [];
    let now = Date.parse('2026-12-01T23:59:59Z');
    const log = { warn: (fields: object, text: string) => { said.push(`${JSON.stringify(fields)} ${text}`); }, error: (_: object, text: string) => { said.push(text); } };
    const watch = new CalendarWatch({ store, policies, clock: { now: () => now }, log } as unknown as ConstructorParameters<typeof CalendarWatch>[0]);
    await watch.look();
    expect(said).toEqual([]);
    now += 1000;
    await watch.look();
    // Nobody uses the others.
    expect(said).toEqual([expect.stringMatching(/"calendar":"CN","to":"2026-12-31","daysLeft":30,"packs":"cn\.house".*ends soon/)]);
    await take(calendar(), now);
    await watch.look();
    expect(said).toHaveLength(1);
    now += 366 * DAY;
    await watch.look();
    expect(said.at(-1)).toContain('"daysLeft":29');
  });
});

describe('calendars of one name', () => {
  const made = (version: string, from: string, to: string, days: object = {}): Calendar => { const read = parseCalendar({ calendar: 'X', version, title: { zh: 'x', en: 'x' }, coverage: { from, to }, days }); if (!read.ok) throw new Error(JSON.stringify(read.problems)); return read.value; };
  it('are one, whatever their order: the later version stands for its own days', () => {
    const [a, b, c] = [made('2026.1', '2026-01-01', '2026-12-31', { '2026-05-01': 'holiday', '2026-12-30': 'holiday' }), made('2027.1', '2027-01-01', '2027-12-31', { '2027-01-01': 'holiday' }), made('2026.10', '2026-12-01', '2027-01-31', { '2027-01-02': 'closed' })];
    for (const order of [[a, b, c], [c, b, a], [b, a, c]]) {
      const joined = joinCalendars(order[0]!, ...order.slice(1));
      if (!joined.ok) throw new Error(joined.error.text);
      expect(joined.value).toMatchObject({ id: 'X', version: '2027.1', from: a.from, to: b.to });
      // 2026.10 took the end of 2026 over, 2027.1 the beginning of its year.
      expect([...joined.value.days].sort()).toEqual([[a.from + 120, 'holiday'], [b.from, 'holiday']]);
    }
  });
  it('with days between them that none covers are none', () => {
    expect(joinCalendars(made('1.1', '2026-01-01', '2026-12-31'), made('2.1', '2027-01-02', '2027-12-31'))).toEqual({ ok: false, error: { code: 'calendar.gap', text: 'the calendars X leave out 2027-01-01 to 2027-01-01' } });
  });
  it.each([['2026.2', '2026.10', -1], ['2026.1', '2026.1', 0], ['2027.1', '2026.12.3', 1], ['2026.1', '2026.1.1', -1]])('version %s against %s', (a, b, expected) => { expect(Math.sign(compareVersions(a, b))).toBe(expected); });
});
