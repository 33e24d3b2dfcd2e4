/** What is on file about a person, as the zones a call to them must be lawful in. */
import { describe, expect, it } from 'vitest';
import { loadZones } from '../../../src/adapters/zones/index.js';
import { locate, placeOfAddress, placeOfRegion, statedZones, type OnFile } from '../../../src/core/compliance/located.js';
import { prefixPlaces } from '../../../src/core/compliance/numbering.js';
import type { ContactPoint, StandingFact } from '../../../src/core/records/index.js';

const NOW = Date.parse('2026-11-22T05:30:00Z');
const DAY = 86_400_000;
const zones = loadZones();
const OF: Readonly<Record<string, readonly string[]>> = { CN: ['Asia/Shanghai'], US: ['America/New_York', 'America/Chicago', 'America/Los_Angeles'], CA: ['America/Vancouver', 'America/Toronto'], AU: ['Australia/Perth', 'Australia/Sydney'] };
const point = (id: string, more: Partial<ContactPoint>): ContactPoint => ({
  id, version: 1, createdAt: 0, updatedAt: 0, partyId: 'p', kind: 'phone', valueSealed: 's', valueIndex: id, masked: 'm', ownerRole: 'debtor', source: 'import', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region: null, places: null, barred: null, ...more,
});
const phone = (e164: string, region: string | null, more: Partial<ContactPoint> = {}): ContactPoint => point(e164, { region, places: prefixPlaces(e164), ...more });
const address = (text: string, more: Partial<ContactPoint> = {}): ContactPoint => point(text, { kind: 'address', ...placeOfAddress(text), ...more });
const said = (evidence: string, more: Partial<StandingFact> = {}): StandingFact => ({ id: evidence, version: 1, createdAt: 0, updatedAt: 0, kind: 'whereabouts', subjectKind: 'party', subject: 'p', source: 'call', evidence, from: NOW - DAY, until: null, by: null, endedAt: null, ...more });
const found = (points: readonly ContactPoint[], facts: readonly StandingFact[] = [], more: Partial<OnFile> = {}) =>
  locate({ points, dialed: points[0] ?? { valueIndex: 'x', region: null, places: null }, facts, now: NOW, zonesOf: (country) => OF[country] ?? [], known: (zone) => zones.has(zone), ...more });
const names = (...args: Parameters<typeof found>): readonly string[] => found(...args).where.zones.map((one) => one.zone);

const VANCOUVER = phone('+16045550100', 'CA');
const PENSACOLA = phone('+18505550100', 'US');
const BEIJING = phone('+8613800138000', 'CN');

describe('a person is', () => {
  it('where their number says, and in both zones of a code that has two', () => {
    expect(names([VANCOUVER])).toEqual(['America/Vancouver']);
    expect(names([PENSACOLA])).toEqual(['America/New_York', 'America/Chicago']);
    expect(found([BEIJING])).toEqual({ where: { zones: [{ zone: 'Asia/Shanghai', sources: ['number'] }], narrowedBy: null }, countries: ['CN'], regions: [] });
  });
  it('where each of their valid numbers says; one that has ended, or is nowhere, says nothing', () => {
    expect(names([VANCOUVER, PENSACOLA])).toEqual(['America/Vancouver', 'America/New_York', 'America/Chicago']);
    expect(names([VANCOUVER, { ...PENSACOLA, validUntil: '2026-11-01' }])).toEqual(['America/Vancouver']);
    expect(names([VANCOUVER, { ...PENSACOLA, validFrom: '2027-01-01' }])).toEqual(['America/Vancouver']);
    expect(names([{ ...VANCOUVER, validUntil: '2026-11-01' }])).toEqual(['America/Vancouver']);
    expect(names([VANCOUVER, phone('+18005550100', 'US')])).toEqual(['America/Vancouver']);
    expect(found([phone('+18005550100', 'US')])).toMatchObject({ where: { zones: [] }, countries: [] });
  });
  it('anywhere in a country whose prefixes say nothing more, and nowhere when nothing is known', () => {
    expect(names([point('+61', { region: 'AU' })])).toEqual(OF['AU']);
    expect(names([point('?', {})])).toEqual([]);
    expect(names([])).toEqual([]);
  });
  it('also where the address lies, whatever the mobile number says', () => {
    expect(names([phone('+12125550100', 'US'), address('1 Main St, Los Angeles, CA 90012')])).toEqual(['America/New_York', 'America/Los_Angeles']);
    expect(found([BEIJING, point('a', { kind: 'address', ...placeOfRegion('AU') })])).toMatchObject({ countries: ['CN', 'AU'], where: { zones: [{ zone: 'Asia/Shanghai', sources: ['number'] }, { zone: 'Australia/Perth', sources: ['address'] }, { zone: 'Australia/Sydney', sources: ['address'] }] } });
    expect(found([BEIJING, address('新疆维吾尔自治区乌鲁木齐市天山区')])).toMatchObject({ regions: ['CN-XJ'], where: { zones: [{ zone: 'Asia/Shanghai', sources: ['number', 'address'] }] } });
  });
  it('anywhere in the country while an address stands there that nobody placed', () => {
    expect(names([phone('+12125550100', 'US'), address('somewhere')])).toEqual(OF['US']);
    expect(names([BEIJING, address('某街道 5 号')])).toEqual(['Asia/Shanghai']);
    expect(names([phone('+12125550100', 'US'), address('somewhere', { validUntil: '2026-01-01' })])).toEqual(['America/New_York']);
  });
  it('where they say they are, for 90 days instead of all else, then besides', () => {
    expect(found([PENSACOLA], [said('lives in Pensacola: America/Chicago')]).where).toEqual({ zones: [{ zone: 'America/Chicago', sources: ['statement'] }], narrowedBy: 'statement' });
    expect(names([PENSACOLA], [said('America/Denver', { from: NOW - 91 * DAY })])).toEqual(['America/New_York', 'America/Chicago', 'America/Denver']);
    expect(names([PENSACOLA], [said('America/Denver', { until: NOW - 1 })])).toEqual(['America/New_York', 'America/Chicago']);
    expect(names([PENSACOLA], [said('Mars/Olympus')])).toEqual(['America/New_York', 'America/Chicago']);
    expect(names([PENSACOLA], [said('America/Denver', { kind: 'agreedHours' })])).toEqual(['America/New_York', 'America/Chicago']);
  });
});

describe('an address', () => {
  it.each([
    ['350 5th Ave, New York, NY 10118', 'US', ['America/New_York']], ['12 Elm, El Paso, tx. 79901-1234', 'US', ['America/Chicago', 'America/Denver']], ['200 Granville St, Vancouver BC V6C 1S4', 'CA', ['America/Vancouver', 'America/Fort_Nelson', 'America/Creston', 'America/Dawson_Creek', 'America/Edmonton']],
  ])('%s is placed by its post code', (text, region, expected) => { expect(placeOfAddress(text)).toMatchObject({ region, places: { zones: expected } }); });
  it('of a Chinese province is in China, of Xinjiang also there', () => {
    expect(placeOfAddress('北京市朝阳区建国路 1 号')).toEqual({ region: 'CN', places: null });
    expect(placeOfAddress('中国 广东省深圳市')).toEqual({ region: 'CN', places: null });
    expect(placeOfAddress('新疆喀什')).toEqual({ region: 'CN', places: { zones: null, regions: ['CN-XJ'] } });
  });
  it.each(['台湾省台北市', '香港九龙', 'Room 5', 'ZZ 12345', 'QQ V6C 1S4', '', '朝阳区建国路'])('%s is placed nowhere', (text) => { expect(placeOfAddress(text)).toEqual({ region: null, places: null }); });
  it('is placed by a code somebody gives, where it is one', () => {
    expect(placeOfRegion('CN')).toEqual({ region: 'CN', places: null });
    expect(placeOfRegion('US-CA')).toEqual({ region: 'US', places: { zones: ['America/Los_Angeles'], regions: ['US-CA'] } });
    expect(placeOfRegion('DE-BY')).toEqual({ region: 'DE', places: { zones: null, regions: ['DE-BY'] } });
    for (const code of ['', 'cn', 'USA', 'US-', 'US-CALI', 'US CA']) expect(placeOfRegion(code)).toBeUndefined();
  });
});
it('zones within words are those there is data for, each once', () => {
  const known = (zone: string): boolean => zones.has(zone);
  expect(statedZones('now Asia/Urumqi, before Asia/Shanghai; Asia/Urumqi!', known)).toEqual(['Asia/Urumqi', 'Asia/Shanghai']);
  expect(statedZones('America/Argentina/Buenos_Aires', known)).toEqual(['America/Argentina/Buenos_Aires']);
  for (const text of [null, '', 'Urumqi', 'https://x.y/z', 'Asia/Nowhere']) expect(statedZones(text, known)).toEqual([]);
});
