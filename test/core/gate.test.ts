/** The gate, the calling window and the clocks of zones, held against a slow evaluator that shares no code with them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadZones } from '../../src/adapters/zones/index.js';
import type { CallingWindow, Caps } from '../../src/core/campaign/settings.js';
import { decideGate, type GateReadings, type GateRequest } from '../../src/core/compliance/gate.js';
import { insideWindow, minuteOf, nextDay, nextInsideWindow, TEST_WINDOW } from '../../src/core/compliance/window.js';
import { DUTY_TO_PAY, FACT_KINDS, PARTY_ROLES, type DialMode, type FactKind } from '../../src/core/records/index.js';
import { dayNumber, dayStart, isoDate, wallTime } from '../../src/core/time/zones.js';

const zones = loadZones();
const MINUTE = 60_000;
const DAY = 86_400_000;
const ZONES = ['Asia/Shanghai', 'UTC', 'America/New_York', 'Europe/London', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Cairo', 'Pacific/Kiritimati', 'America/Vancouver'] as const;
const RUNS = { seed: 20_261_121, numRuns: 120 };
const at = (text: string): number => Date.parse(text);

/** The naive evaluator: it reads the wall clock off a Date and walks minute by minute. */
const wall = (zone: string, instant: number): Date => new Date(instant + zones.offsetMinutes(zone, instant)! * MINUTE);
const clock = (text: string): number => { const [h, m] = text.split(':'); return Number(h) * 60 + Number(m); };
function open(zone: string, window: CallingWindow, instant: number): boolean {
  const local = wall(zone, instant);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const weekday = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
  return window.days.includes(weekday) && minute >= clock(window.from) && minute < clock(window.to);
}
function firstOpen(zone: string, window: CallingWindow, instant: number): number | null {
  if (open(zone, window, instant)) return instant;
  for (let minute = Math.ceil(instant / MINUTE) * MINUTE; minute <= instant + 8 * DAY; minute += MINUTE) if (open(zone, window, minute)) return minute;
  return null;
}
const dateOf = (zone: string, instant: number): string => wall(zone, instant).toISOString().slice(0, 10);
function midnight(zone: string, instant: number): number {
  let minute = Math.floor(instant / MINUTE) * MINUTE;
  while (dateOf(zone, minute - MINUTE) === dateOf(zone, instant)) minute -= MINUTE;
  return minute;
}
function tomorrow(zone: string, instant: number): number {
  let minute = Math.floor(instant / MINUTE) * MINUTE;
  while (dateOf(zone, minute) === dateOf(zone, instant)) minute += MINUTE;
  return minute;
}

const hhmm = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const windows = fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 720 }), fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }))
  .map(([from, length, days]): CallingWindow => ({ name: 'w', from: hhmm(from), to: hhmm(Math.min(1440, from + length)), days }));
/** Anywhere in two years, and often within a day of a change of the clocks. */
const CHANGES = ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z', '2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z', '2026-09-06T04:00:00Z', '2026-04-24T00:00:00Z'].map(at);
const instants = fc.oneof(
  fc.integer({ min: at('2025-06-01T00:00:00Z'), max: at('2027-06-01T00:00:00Z') }),
  fc.tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -DAY, max: DAY })).map(([change, off]) => change + off),
);
const zoneNames = fc.constantFrom(...ZONES);

describe('the calling window', () => {
  it('is open when the wall clock says so, in every zone, across changes of the clocks', () => {
    fc.assert(fc.property(zoneNames, windows, instants, (zone, window, instant) => insideWindow(zones, zone, window, instant) === open(zone, window, instant)), { ...RUNS, numRuns: 1_000 });
  });
  it('the next instant inside is the earliest minute', () => {
    fc.assert(fc.property(zoneNames, windows, instants, (zone, window, instant) => { expect(nextInsideWindow(zones, zone, window, instant)).toBe(firstOpen(zone, window, instant)); }), RUNS);
  });
  it('finds windows of a few minutes too', () => {
    const narrow = fc.tuple(fc.integer({ min: 0, max: 1430 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: -30 * MINUTE, max: 30 * MINUTE }));
    fc.assert(fc.property(zoneNames, narrow, instants, (zone, [from, length, off], base) => {
      const window = { name: 'w', from: hhmm(from), to: hhmm(from + length), days: [1, 2, 3, 4, 5, 6, 7] };
      const near = midnight(zone, base) + from * MINUTE + off;
      expect(nextInsideWindow(zones, zone, window, near)).toBe(firstOpen(zone, window, near));
    }), RUNS);
  });
  it.each(['08:0', '8:00', '24:01', '12:60', 'noon', '', '-1:00'])('%j is no time of day: nobody may be called', (from) => {
    expect(minuteOf(from)).toBeUndefined();
    expect(insideWindow(zones, 'UTC', { name: 'w', from, to: '20:00', days: [1] }, 0)).toBeUndefined();
    expect(nextInsideWindow(zones, 'UTC', { name: 'w', from, to: '20:00', days: [1] }, 0)).toBeNull();
  });
  it('an unknown zone and a window without days never open', () => {
    const window = { name: 'w', from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] };
    expect(insideWindow(zones, 'Mars/Olympus', window, 0)).toBeUndefined();
    expect(nextInsideWindow(zones, 'Mars/Olympus', window, 0)).toBeNull();
    expect(nextInsideWindow(zones, 'UTC', { ...window, days: [] }, 0)).toBeNull();
  });
  it('is left at `to` and entered at `from`, to the millisecond', () => {
    const window = { name: 'w', from: '08:00', to: '22:00', days: [1, 2, 3, 4, 5, 6, 7] };
    expect(insideWindow(zones, 'Asia/Shanghai', window, at('2026-11-21T23:59:59.999Z'))).toBe(false);
    expect(insideWindow(zones, 'Asia/Shanghai', window, at('2026-11-22T00:00:00.000Z'))).toBe(true);
    expect(insideWindow(zones, 'Asia/Shanghai', window, at('2026-11-22T13:59:59.999Z'))).toBe(true);
    expect(insideWindow(zones, 'Asia/Shanghai', window, at('2026-11-22T14:00:00.000Z'))).toBe(false);
  });
});

describe('local days', () => {
  it('begin and end where the wall clock changes its date', () => {
    fc.assert(fc.property(zoneNames, instants, (zone, instant) => {
      expect(dayStart(zones, zone, instant)).toBe(midnight(zone, instant));
      expect(nextDay(zones, zone, instant)).toBe(tomorrow(zone, instant));
    }), RUNS);
  });
  it('wall time is what a clock on the wall shows', () => {
    fc.assert(fc.property(zoneNames, instants, (zone, instant) => {
      const local = wall(zone, instant);
      expect(wallTime(zones, zone, instant)).toEqual({ date: local.toISOString().slice(0, 10), minute: local.getUTCHours() * 60 + local.getUTCMinutes(), weekday: local.getUTCDay() === 0 ? 7 : local.getUTCDay() });
    }), RUNS);
  });
  it('are unknown in an unknown zone', () => {
    expect(dayStart(zones, 'Mars/Olympus', 0)).toBeUndefined();
    expect(nextDay(zones, 'Mars/Olympus', 0)).toBeNull();
    expect(wallTime(zones, 'Mars/Olympus', 0)).toBeUndefined();
  });
  it('a date and its number are one', () => {
    fc.assert(fc.property(fc.integer({ min: -100_000, max: 100_000 }), (day) => dayNumber(isoDate(day)) === day), RUNS);
    for (const wrong of ['2026-02-29', '2026-13-01', '2026-1-1', '', 'today', '2026-11-31']) expect(dayNumber(wrong), wrong).toBeNaN();
  });
});

const WINDOW: CallingWindow = { name: 'day', from: '08:00', to: '22:00', days: [1, 2, 3, 4, 5, 6, 7] };
const CAPS: Caps = { perPhonePerDay: 3, perPartyPerDay: 6, phoneSpacing: 30 * MINUTE };
const NOON = at('2026-11-20T04:00:00Z');
const request = (more: Partial<GateRequest> = {}): GateRequest => ({ now: NOON, mode: 'predictive', phoneIndex: 'p', partyId: 'party', ownerRole: 'debtor', zone: 'Asia/Shanghai', window: WINDOW, caps: CAPS, testGateways: false, ...more });
const readings = (more: Partial<GateReadings> = {}): GateReadings => ({ phoneToday: 0, partyToday: 0, lastOnPhone: null, highWater: 0, facts: [], holds: [], placed: true, consentWithdrawn: false, ...more });
const rules = (ask: Partial<GateRequest>, read: Partial<GateReadings> = {}): readonly string[] => {
  const verdict = decideGate(request(ask), readings(read), zones);
  return verdict.allow ? [] : verdict.denials.map((denial) => denial.rule);
};

/** Facts of a subject that say something but do not forbid calls. */
const HARMLESS: readonly FactKind[] = ['consent', 'agreedHours', 'hardship', 'pregnancy', 'disability', 'lostDebtorProof', 'whereabouts', 'inconvenient', 'workplaceForbidden', 'jointDebtProof', 'deferral', 'priorConsent', 'revokedOtherTopic'];

describe('the gate: every denial has its rule', () => {
  it('allows what nothing forbids', () => { expect(decideGate(request(), readings(), zones)).toEqual({ allow: true }); });
  it.each<readonly [string, Partial<GateRequest>, Partial<GateReadings>]>([
    ['WINDOW', { now: at('2026-11-20T15:00:00Z') }, {}],
    ['INFRA-WINDOW', { window: { ...WINDOW, from: 'dawn' } }, {}],
    ['TEST-WINDOW', { window: { ...WINDOW, name: TEST_WINDOW } }, {}],
    ['INFRA-CLOCK', {}, { highWater: NOON + 5 * MINUTE + 1 }],
    ['HOLD', {}, { holds: [{ until: null }] }],
    ['PLACEMENT', {}, { placed: false }],
    ['CONSENT', {}, { consentWithdrawn: true }],
    ['ROLE', { ownerRole: 'contact' }, {}],
    ['CAP-PHONE-DAY', {}, { phoneToday: 3 }],
    ['CAP-PARTY-DAY', {}, { partyToday: 6 }],
    ['SPACING', {}, { lastOnPhone: NOON - 30 * MINUTE + 1 }],
  ])('%s, alone', (rule, ask, read) => { expect(rules(ask, read)).toEqual([rule]); });
  it('an unknown zone denies by INFRA-ZONE and the window it can’t read', () => {
    expect(rules({ zone: 'Mars/Olympus' })).toEqual(['INFRA-ZONE', 'INFRA-WINDOW']);
    expect(decideGate(request({ zone: 'Mars/Olympus' }), readings(), zones)).toMatchObject({ nextAt: null });
  });
  it.each(FACT_KINDS)('the standing fact %s', (kind) => {
    expect(rules({}, { facts: [{ kind, until: null }] })).toEqual(HARMLESS.includes(kind) ? [] : [`FACT-${kind}`]);
  });
  it('just at its limits it allows: caps, spacing, a clock put right by five minutes', () => {
    expect(rules({}, { phoneToday: 2, partyToday: 5, lastOnPhone: NOON - 30 * MINUTE, highWater: NOON + 5 * MINUTE })).toEqual([]);
  });
  it('a cap of a party nobody knows is not asked', () => { expect(rules({ partyId: null }, { partyToday: 100 })).toEqual([]); });
  it('no placement asked for is no placement missing', () => { expect(rules({ partyId: null }, { placed: null })).toEqual([]); });
  it.each(PARTY_ROLES)('automatic modes call a %s only with a duty to pay; by hand a person decides', (ownerRole) => {
    for (const mode of ['predictive', 'progressive', 'preview', 'robot', 'callback'] as DialMode[]) expect(rules({ mode, ownerRole })).toEqual(DUTY_TO_PAY.has(ownerRole) ? [] : ['ROLE']);
    for (const mode of ['manual', 'transfer'] as DialMode[]) expect(rules({ mode, ownerRole })).toEqual([]);
  });
  it('TEST-24H is open at any hour, but only while every gateway is for tests', () => {
    const night = { now: at('2026-11-20T19:30:00Z'), window: { name: TEST_WINDOW, from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] } };
    expect(rules({ ...night, testGateways: true })).toEqual([]);
    expect(rules(night)).toEqual(['TEST-WINDOW']);
    // Its hours are not read: the name alone counts.
    expect(rules({ ...night, testGateways: true, window: { ...night.window, from: '08:00', to: '09:00' } })).toEqual([]);
    // The name must be this one to the letter.
    expect(rules({ ...night, testGateways: true, window: { ...WINDOW, name: 'test-24h' } })).toEqual(['WINDOW']);
  });
  it('a test gateway opens nothing but the test window', () => { expect(rules({ now: at('2026-11-20T15:00:00Z'), testGateways: true })).toEqual(['WINDOW']); });
});

describe('the gate against the naive evaluator', () => {
  const modes = fc.constantFrom<DialMode>('manual', 'preview', 'progressive', 'predictive', 'callback', 'transfer');
  const until = fc.option(fc.integer({ min: 1, max: 3 * DAY }), { nil: null });
  const asked = fc.record({ now: instants, mode: modes, zone: zoneNames, window: windows, ownerRole: fc.constantFrom(...PARTY_ROLES), partyId: fc.constantFrom(null, 'party'), testGateways: fc.boolean(), perPhone: fc.integer({ min: 1, max: 5 }), perParty: fc.integer({ min: 1, max: 8 }), spacing: fc.integer({ min: 0, max: 2 * 3_600_000 }) });
  const read = fc.record({
    phoneToday: fc.integer({ min: 0, max: 6 }), partyToday: fc.integer({ min: 0, max: 9 }), lastAgo: fc.option(fc.integer({ min: 0, max: 3 * 3_600_000 }), { nil: null }), ahead: fc.integer({ min: -DAY, max: 10 * MINUTE }),
    facts: fc.array(fc.tuple(fc.constantFrom(...FACT_KINDS), until), { maxLength: 2 }), holds: fc.array(until, { maxLength: 2 }), placed: fc.constantFrom(null, true, true, false), consentWithdrawn: fc.constantFrom(false, false, true),
  });
  it('denies exactly what is forbidden, and promises exactly the first instant at which all rules allow', () => {
    fc.assert(fc.property(asked, read, (a, r) => {
      const caps = { perPhonePerDay: a.perPhone, perPartyPerDay: a.perParty, phoneSpacing: a.spacing };
      const lastOnPhone = r.lastAgo === null ? null : a.now - r.lastAgo;
      const verdict = decideGate(
        { now: a.now, mode: a.mode, phoneIndex: 'p', partyId: a.partyId, ownerRole: a.ownerRole, zone: a.zone, window: a.window, caps, testGateways: a.testGateways },
        { phoneToday: r.phoneToday, partyToday: r.partyToday, lastOnPhone, highWater: a.now + r.ahead, facts: r.facts.map(([kind, ends]) => ({ kind, until: ends === null ? null : a.now + ends })), holds: r.holds.map((ends) => ({ until: ends === null ? null : a.now + ends })), placed: r.placed, consentWithdrawn: r.consentWithdrawn }, zones,
      );
      // Each rule on its own: when it ends, undefined where it doesn't forbid.
      const ends: [string, number | null][] = [];
      if (r.ahead > 5 * MINUTE) ends.push(['INFRA-CLOCK', a.now + r.ahead]);
      if (!open(a.zone, a.window, a.now)) ends.push(['WINDOW', firstOpen(a.zone, a.window, a.now)]);
      for (const [kind, end] of r.facts) if (!HARMLESS.includes(kind)) ends.push([`FACT-${kind}`, end === null ? null : a.now + end]);
      if (r.holds.length > 0) ends.push(['HOLD', r.holds.includes(null) ? null : a.now + Math.max(...r.holds.map(Number))]);
      if (r.placed === false) ends.push(['PLACEMENT', null]);
      if (r.consentWithdrawn) ends.push(['CONSENT', null]);
      if (a.mode !== 'manual' && a.mode !== 'transfer' && !['debtor', 'coDebtor', 'guarantor'].includes(a.ownerRole)) ends.push(['ROLE', null]);
      if (r.phoneToday >= a.perPhone) ends.push(['CAP-PHONE-DAY', tomorrow(a.zone, a.now)]);
      if (a.partyId !== null && r.partyToday >= a.perParty) ends.push(['CAP-PARTY-DAY', tomorrow(a.zone, a.now)]);
      if (r.lastAgo !== null && r.lastAgo < a.spacing) ends.push(['SPACING', a.now - r.lastAgo + a.spacing]);
      if (ends.length === 0) { expect(verdict).toEqual({ allow: true }); return; }
      if (verdict.allow) throw new Error(`allowed what ${ends.map(([rule]) => rule).join()} forbids`);
      expect(verdict.denials.map((denial) => denial.rule).sort()).toEqual(ends.map(([rule]) => rule).sort());
      const never = ends.some(([, end]) => end === null);
      expect(verdict.nextAt).toBe(never ? null : firstOpen(a.zone, a.window, Math.max(a.now, ...ends.map(([, end]) => end!))));
    }), { ...RUNS, numRuns: 400 });
  });
  it('a denial says which count of which limit, and holds no number', () => {
    const verdict = decideGate(request(), readings({ phoneToday: 4 }), zones);
    expect(verdict).toMatchObject({ allow: false, denials: [{ text: '4 of 3 attempts on this number today', until: at('2026-11-20T16:00:00Z') }], nextAt: at('2026-11-21T00:00:00Z') });
  });
});
