import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadZones, parseZones } from '../../../src/adapters/zones/index.js';
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
  const good = { format: 1, version: '2099a', lines: [[480], [0, 100, 60]], zones: { 'Asia/Shanghai': 0, 'Test/Zone': 1 } };

  it('can take the place of the shipped one', () => {
    const file = join(home, 'new.json');
    writeFileSync(file, JSON.stringify(good));
    const table = loadZones(file);
    expect([table.version, table.offsetMinutes('Test/Zone', 5_999_999), table.offsetMinutes('Test/Zone', 6_000_000), table.has('UTC')]).toEqual(['2099a', 0, 60, false]);
  });
  it.each([
    ['nothing', null], ['another format', { ...good, format: 2 }], ['no version', { ...good, version: 'x' }], ['no zones', { ...good, zones: {} }], ['a zone without a line', { ...good, zones: { A: 7 } }],
    ['half a transition', { ...good, lines: [[0, 5]] }], ['times out of order', { ...good, lines: [[0, 5, 1, 4, 2]] }], ['a wild offset', { ...good, lines: [[5000]] }], ['a fraction', { ...good, lines: [[0.5]] }],
  ])('is refused with %s', (_, data) => { expect(() => parseZones(data)).toThrow(); });
  it('is refused in words that name the file', () => {
    const file = join(home, 'bad.json');
    writeFileSync(file, '{');
    expect(() => loadZones(file)).toThrow(file);
    expect(() => loadZones(join(home, 'none.json'))).toThrow(/can't read the zone table/);
  });
});
