/** Prefixes to sets of zones, and evidence to the zones a call must be lawful in. */
import { describe, expect, it } from 'vitest';
import { loadZones } from '../../../src/adapters/zones/index.js';
import { AREA_CODES, STATE_ZONES } from '../../../src/core/compliance/north-america.js';
import { placesOfNumber, prefixPlaces } from '../../../src/core/compliance/numbering.js';
import { NARROWS_FOR, whereabouts, type ZoneEvidence } from '../../../src/core/compliance/whereabouts.js';
import { offsetAt } from '../../../src/core/time/clock.js';

const zones = loadZones();
const COUNTRIES: Readonly<Record<string, readonly string[]>> = { US: ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Anchorage', 'Pacific/Honolulu'], GB: ['Europe/London'], BR: ['America/Sao_Paulo', 'America/Manaus'] };
const places = (number: string, country: string | null = null) => placesOfNumber(number, country, (one) => COUNTRIES[one] ?? []);
const offsets = (number: string, at: string, country: string | null = null): number[] => [...new Set(places(number, country).zones.map((zone) => offsetAt(zones.clock(zone)!, Date.parse(at) / 1000) / 3600))].sort((a, b) => a - b);

describe('a number', () => {
  it.each([
    // Where a well-known library says one zone.
    ['+6281234567890', [7, 8, 9]], ['+61412345678', [8, 8.75, 9.5, 10, 10.5, 11]], ['+79161234567', [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]], ['+18501234567', [-6, -5]], ['+15411234567', [-8, -7]],
    ['+18121234567', [-6, -5]], ['+16061234567', [-6, -5]], ['+19071234567', [-10, -9]], ['+8613800138000', [8]], ['+869911234567', [8]], ['+12501234567', [-7, -6]],
  ])('%s may be at %j hours', (number, expected) => { expect(offsets(number, '2026-11-21T12:00:00Z')).toEqual(expected); });
  it('of an American area code is in the zones of that code alone', () => {
    expect(places('+12125550100', 'US')).toEqual({ zones: ['America/New_York'], regions: ['US-NY-NYC'], because: 'prefix' });
    expect(places('+16175550100', 'US').regions).toEqual(['US-MA']);
    expect(places('+16045550100', 'CA')).toEqual({ zones: ['America/Vancouver'], regions: ['CA-BC'], because: 'prefix' });
    expect(places('+18505550100', 'US')).toEqual({ zones: ['America/New_York', 'America/Chicago'], regions: ['US-FL'], because: 'prefix' });
    expect(places('+18085550100', 'US').zones).toEqual(['Pacific/Honolulu']);
    // Of the Caribbean: its country tells.
    expect(places('+12425550100', 'BS').because).not.toBe('prefix');
  });
  it('each area code belongs to one state, which knows its zones', () => {
    expect(AREA_CODES.size).toBeGreaterThan(380);
    for (const [code, { zones: of, regions }] of AREA_CODES) {
      expect(code).toMatch(/^[2-9]\d\d$/);
      const state = STATE_ZONES.get(regions[0]!.split('-').slice(0, 2).join('-'));
      if (code !== '867') expect(of.every((zone) => state!.includes(zone)), code).toBe(true);
    }
  });
  it('says beyond its country only what its digits say', () => {
    expect(prefixPlaces('+8613800138000')).toBeNull();
    expect(prefixPlaces('+861012345678')).toBeNull();
    expect(prefixPlaces('+447911123456')).toBeNull();
    expect(prefixPlaces('12125550100')).toBeNull();
    expect(prefixPlaces('+869911234567')).toEqual({ zones: ['Asia/Shanghai'], regions: ['CN-XJ'] });
    expect(prefixPlaces('+18005550100')).toEqual({ zones: [], regions: [] });
  });
  it('of Arizona\'s north may keep summer time or not', () => { expect(offsets('+19281234567', '2026-07-02T03:30:00Z')).toEqual([-7, -6]); });
  it.each(['+18001234567', '+18881234567', '+15001234567', '+19001234567', '+864001234567', '+611800123456', '+61131234567', '+78001234567', '+881612345678'])('%s is nowhere', (number) => {
    expect(places(number, 'US')).toEqual({ zones: [], regions: [], because: 'nonGeographic' });
  });
  it('of another prefix may be anywhere in its country', () => {
    expect(places('+12345550100', 'US')).toMatchObject({ because: 'prefix' });
    expect(places('+12005550100', 'US')).toEqual({ zones: COUNTRIES['US'], regions: ['US'], because: 'country' });
    expect(places('+447911123456', 'GB')).toEqual({ zones: ['Europe/London'], regions: ['GB'], because: 'country' });
    expect(places('+5511912345678', 'BR').zones).toHaveLength(2);
  });
  it('of a country nobody knows, or that is none, is nowhere', () => {
    for (const [number, country] of [['+12005550100', null], ['+999123456789', 'XX'], ['13800138000', 'CN'], ['+0123456789', null], ['', null]] as const) expect(places(number, country)).toMatchObject({ zones: [], because: 'unknown' });
  });
  it('in Xinjiang is told from the rest of China', () => {
    expect(places('+869911234567').regions).toEqual(['CN-XJ']);
    expect(places('+869081234567').regions).toEqual(['CN-XJ']);
    expect(places('+861012345678').regions).toEqual(['CN']);
    expect(places('+8619912345678').regions).toEqual(['CN']);
  });
  it('names only zones there is data for', () => {
    const named = new Set<string>();
    for (let prefix = 10; prefix < 10_000; prefix += 1) for (const zone of places(`+${prefix}0000000`).zones) named.add(zone);
    expect(named.size).toBeGreaterThan(40);
    expect([...named].filter((zone) => !zones.has(zone))).toEqual([]);
  });
});

describe('all evidence together', () => {
  const now = 1_800_000_000;
  const day = 86_400;
  const number: ZoneEvidence = { source: 'number', zones: ['America/Phoenix'], at: now - 900 * day };
  const other: ZoneEvidence = { source: 'number', zones: ['America/New_York'], at: now - 10 * day };
  const address: ZoneEvidence = { source: 'address', zones: ['America/Los_Angeles'], at: now - 800 * day };
  const statement: ZoneEvidence = { source: 'statement', zones: ['Asia/Urumqi'], at: now - 5 * day };
  const names = (...evidence: ZoneEvidence[]): readonly string[] => whereabouts(evidence, now).zones.map((one) => one.zone);
  it('is a union: every number, and an old address too', () => {
    expect(names(number, other, address)).toEqual(['America/Phoenix', 'America/New_York', 'America/Los_Angeles']);
    expect(whereabouts([number, { ...address, zones: ['America/Phoenix'] }], now)).toEqual({ zones: [{ zone: 'America/Phoenix', sources: ['number', 'address'] }], narrowedBy: null });
  });
  it('is narrowed by the debtor\'s own words for 90 days', () => {
    expect(whereabouts([number, address, statement], now)).toEqual({ zones: [{ zone: 'Asia/Urumqi', sources: ['statement'] }], narrowedBy: 'statement' });
    expect(names(number, { ...statement, at: now - NARROWS_FOR })).toEqual(['America/Phoenix', 'Asia/Urumqi']);
    expect(names(number, { ...statement, at: now - NARROWS_FOR + 1 })).toEqual(['Asia/Urumqi']);
    expect(names(number, { ...statement, at: null })).toEqual(['America/Phoenix', 'Asia/Urumqi']);
  });
  it('is narrowed by an address only when it was checked, and the newest word counts', () => {
    expect(names(number, { ...address, at: now - day })).toEqual(['America/Phoenix', 'America/Los_Angeles']);
    expect(names(number, { ...address, at: now - day, verified: true })).toEqual(['America/Los_Angeles']);
    expect(names(statement, { ...address, at: now - day, verified: true })).toEqual(['America/Los_Angeles']);
    expect(names(number, { ...address, verified: true })).toEqual(['America/Phoenix', 'America/Los_Angeles']);
  });
  it('forgets what has expired and what lies in the future, and knows when it knows nothing', () => {
    expect(names(number, { ...other, until: now })).toEqual(['America/Phoenix']);
    expect(names(number, { ...statement, at: now + 1 })).toEqual(['America/Phoenix']);
    expect(names({ ...number, zones: [] })).toEqual([]);
    expect(names()).toEqual([]);
  });
});
