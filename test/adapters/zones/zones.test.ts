import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadZones, parseZones } from '../../../src/adapters/zones/index.js';
import { compareReleases, dayBegan, localDay, offsetAt, reachDay } from '../../../src/core/time/clock.js';
import { dayStart, wallTime } from '../../../src/core/time/zones.js';

const zones = loadZones();
const at = (text: string): number => Date.parse(text);

describe('the zone table', () => {
  it('says which data it is of', () => { expect(zones.version).toMatch(/^20\d\d[a-z]$/); });
  it('has Shanghai at +8 for ever', () => {
    for (let year = 2015; year < 2040; year += 1) for (let month = 1; month <= 12; month += 1) {
      expect(zones.offsetMinutes('Asia/Shanghai', Date.UTC(year, month - 1, 15))).toBe(480);
    }
  });
  it.each([
    ['2026-03-08T06:59:59.999Z', -300], ['2026-03-08T07:00:00.000Z', -240], ['2026-11-01T05:59:59.999Z', -240], ['2026-11-01T06:00:00.000Z', -300],
  ])('New York at %s is %i', (text, offset) => { expect(zones.offsetMinutes('America/New_York', at(text))).toBe(offset); });
  it('shows New York’s lost and doubled hours', () => {
    expect(wallTime(zones, 'America/New_York', at('2026-03-08T06:59:00Z'))).toMatchObject({ minute: 119 });
    expect(wallTime(zones, 'America/New_York', at('2026-03-08T07:00:00Z'))).toMatchObject({ minute: 180 });
    expect(wallTime(zones, 'America/New_York', at('2026-11-01T05:30:00Z'))).toEqual(wallTime(zones, 'America/New_York', at('2026-11-01T06:30:00Z')));
  });
  it('knows that Vancouver stays on summer time after March 2026', () => {
    expect(zones.offsetMinutes('America/Vancouver', at('2026-01-15T12:00:00Z'))).toBe(-480);
    expect(zones.offsetMinutes('America/Vancouver', at('2026-07-15T12:00:00Z'))).toBe(-420);
    expect(zones.offsetMinutes('America/Vancouver', at('2026-12-15T12:00:00Z'))).toBe(-420);
    expect(zones.offsetMinutes('America/Vancouver', at('2030-01-15T12:00:00Z'))).toBe(-420);
  });
  it('starts Santiago’s day at 01:00 where midnight is skipped', () => {
    const noon = at('2026-09-06T15:00:00Z');
    const start = dayStart(zones, 'America/Santiago', noon);
    expect(start).toBe(at('2026-09-06T04:00:00Z'));
    expect(wallTime(zones, 'America/Santiago', start!)).toEqual({ date: '2026-09-06', minute: 60, weekday: 7 });
    expect(wallTime(zones, 'America/Santiago', start! - 1)).toMatchObject({ date: '2026-09-05', minute: 1439 });
  });
  it.each([['Asia/Kathmandu', 345], ['Asia/Calcutta', 330], ['Asia/Kolkata', 330], ['PRC', 480], ['UTC', 0], ['Pacific/Kiritimati', 840], ['Asia/Urumqi', 360]])('has %s at %i', (zone, offset) => {
    expect(zones.offsetMinutes(zone, at('2026-06-01T00:00:00Z'))).toBe(offset);
  });
  it.each(['', 'Nowhere/At_All', 'asia/shanghai', '__proto__', 'constructor'])('knows no zone %j', (zone) => {
    expect(zones.has(zone)).toBe(false);
    expect(zones.offsetMinutes(zone, 0)).toBeUndefined();
    expect(wallTime(zones, zone, 0)).toBeUndefined();
  });
  it('answers before and after its years with the nearest offset', () => {
    expect(zones.offsetMinutes('Asia/Shanghai', 0)).toBe(480);
    expect(zones.offsetMinutes('America/New_York', at('2100-01-01T00:00:00Z'))).toBe(-300);
    expect([zones.from, zones.until]).toEqual([at('1990-01-01T00:00:00Z') / 1000, at('2060-01-01T00:00:00Z') / 1000]);
  });
  it('goes on by the rule after the last transition its data spells out', () => {
    expect(zones.offsetMinutes('America/New_York', at('2059-07-01T12:00:00Z'))).toBe(-240);
    expect(zones.offsetMinutes('Europe/Dublin', at('2059-07-01T12:00:00Z'))).toBe(60);
    expect(zones.offsetMinutes('Australia/Lord_Howe', at('2059-01-01T12:00:00Z'))).toBe(660);
  });
  it('is cheap', () => {
    const began = performance.now();
    for (let n = 0; n < 200_000; n += 1) zones.offsetMinutes('America/New_York', 1.7e12 + n * 1e6);
    // Well under a microsecond each; the bound leaves room for a busy machine.
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('another table', () => {
  let home: string;
  beforeAll(() => { home = mkdtempSync(join(tmpdir(), 'dunwell-zones-')); });
  afterAll(() => { rmSync(home, { recursive: true }); });
  const good = { format: 2, version: '2099a', from: 0, until: 4e9, lines: [[28_800], [-25_200], [0, 6_000, 3_600]], zones: { 'Asia/Shanghai': 0, 'America/Vancouver': 1, 'Test/Zone': 2 } };
  const load = (data: unknown) => {
    const file = join(home, 'new.json');
    writeFileSync(file, JSON.stringify(data));
    return loadZones(file);
  };

  it('can take the place of the shipped one', () => {
    const table = load(good);
    expect([table.version, table.offsetMinutes('Test/Zone', 5_999_999), table.offsetMinutes('Test/Zone', 6_000_000), table.has('UTC')]).toEqual(['2099a', 0, 60, false]);
  });
  it.each(['2026e', '2025z', '2025zz', '1999a'])('is refused when it is as old as %s', (version) => { expect(() => load({ ...good, version })).toThrow(/2026f or later/); });
  it.each(['2026f', '2026z', '2026za', '2027a'])('is taken when it is %s', (version) => { expect(load({ ...good, version }).version).toBe(version); });
  it('is refused when it has a new name and old data', () => { expect(() => load({ ...good, lines: [[28_800], [-28_800], [0, 6_000, 3_600]] })).toThrow(/Vancouver/); });
  it('is refused without the zone that is asked for proof', () => { expect(() => load({ ...good, zones: { 'Asia/Shanghai': 0 } })).toThrow(/Vancouver/); });
  it('orders releases as IANA names them', () => {
    expect(['2027a', '2026za', '2026b', '2026z', '2025c', '2026f'].sort(compareReleases)).toEqual(['2025c', '2026b', '2026f', '2026z', '2026za', '2027a']);
  });
  it.each([
    ['nothing', null], ['another format', { ...good, format: 1 }], ['no version', { ...good, version: 'x' }], ['no years', { ...good, from: undefined }], ['no zones', { ...good, zones: {} }], ['a zone without a line', { ...good, zones: { A: 7 } }],
    ['half a transition', { ...good, lines: [[0, 5]] }], ['times out of order', { ...good, lines: [[0, 5, 1, 4, 2]] }], ['a wild offset', { ...good, lines: [[500_000]] }], ['a fraction', { ...good, lines: [[0.5]] }],
  ])('is refused with %s', (_, data) => { expect(() => parseZones(data)).toThrow(); });
  it('is refused in words that name the file', () => {
    const file = join(home, 'bad.json');
    writeFileSync(file, '{');
    expect(() => loadZones(file)).toThrow(file);
    expect(() => loadZones(join(home, 'none.json'))).toThrow(/can't read the zone table/);
  });
});

describe('days to the second', () => {
  const clock = (zone: string) => zones.clock(zone)!;
  const seconds = (text: string): number => at(text) / 1000;
  const day = (text: string): number => at(`${text}T00:00:00Z`) / 86_400_000;
  it.each([
    ['Asia/Shanghai', '2026-11-22', '2026-11-21T16:00:00Z'], ['America/New_York', '2026-11-01', '2026-11-01T04:00:00Z'], ['America/New_York', '2026-11-02', '2026-11-02T05:00:00Z'],
    // Midnight does not exist: the day begins at 01:00.
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z'], ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z'], ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z'],
    // The clock goes back at midnight: the day before lasts 25 hours.
    ['America/Santiago', '2026-04-05', '2026-04-05T04:00:00Z'],
    // Samoa had no 30 December 2011.
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z'],
  ])('in %s %s is reached at %s', (zone, date, instant) => {
    expect(reachDay(clock(zone), seconds(instant) - 200_000, day(date))).toBe(seconds(instant));
    expect(localDay(clock(zone), seconds(instant))).toBeGreaterThanOrEqual(day(date));
    expect(localDay(clock(zone), seconds(instant) - 1)).toBeLessThan(day(date));
    expect(dayBegan(clock(zone), seconds(instant) + 3_600)).toBe(seconds(instant));
    expect(dayBegan(clock(zone), seconds(instant))).toBe(seconds(instant));
  });
  it('is there already when the day is', () => { expect(reachDay(clock('UTC'), 1e9, day('2001-01-01'))).toBe(1e9); });
  it('keeps −07:00 in Vancouver after the change of the law', () => { expect(offsetAt(clock('America/Vancouver'), seconds('2026-12-01T00:00:00Z'))).toBe(-25_200); });
});
