/** Where calls may go: the rules themselves, and that plans of numbering are read as the ITU and the countries wrote them. */
import { describe, expect, it } from 'vitest';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { destinationOf } from '../../src/app/conductor/destination.js';
import { DEFAULT_OUTBOUND, destinationDenials, NO_OUTBOUND, readDestination, readOnFile, readOutbound, type OutboundRules } from '../../src/core/compliance/destination.js';
import { costOf, formatMicros, mostOf, rateFor } from '../../src/core/money/call-cost.js';

const phones = makePhoneBook();
const rules = (more: Partial<OutboundRules> = {}): OutboundRules => ({ ...DEFAULT_OUTBOUND, ...more });
const denied = (number: string, of: OutboundRules = DEFAULT_OUTBOUND, home: string | null = 'CN'): string[] => destinationDenials(readDestination(destinationOf(phones, number), of, home)).map((one) => one.rule);

describe('by default', () => {
  it.each([
    ['+8613800138000', []], ['+861065550000', []], ['+864001234567', ['DEST-KIND']], ['+8616812345', ['DEST-KIND']],
    // Wangiri: they look like numbers of the United States.
    ['+18765551234', ['DEST-COUNTRY']], ['+12125550123', ['DEST-COUNTRY']], ['+85251234567', ['DEST-COUNTRY']],
    ['+8816123456789', ['DEST-KIND', 'DEST-COUNTRY']], ['+870773123456', ['DEST-KIND', 'DEST-COUNTRY']], ['+883510012345678', ['DEST-KIND', 'DEST-COUNTRY']], ['+979123456789', ['DEST-KIND', 'DEST-COUNTRY']], ['+878101234567890', ['DEST-KIND', 'DEST-COUNTRY']],
    // What no plan knows is of no country.
    ['+861111', ['DEST-KIND', 'DEST-COUNTRY']], ['+999123456789', ['DEST-KIND', 'DEST-COUNTRY']],
  ])('%s of a campaign in China: %j', (number, wanted) => { expect(denied(number)).toEqual(wanted); });
  it.each([['+19005551234', 'US', ['DEST-KIND']], ['+12125550123', 'US', []], ['+18765551234', 'US', ['DEST-COUNTRY']], ['+447012345678', 'GB', ['DEST-KIND']], ['+448451234567', 'GB', ['DEST-KIND']], ['+33899123456', 'FR', ['DEST-KIND']]])('%s of a campaign in %s: %j', (number, home, wanted) => { expect(denied(number, DEFAULT_OUTBOUND, home)).toEqual(wanted); });
});

describe('as somebody sets it', () => {
  it('countries stand instead of the campaign’s; none closes everything', () => {
    expect(denied('+85251234567', rules({ countries: ['CN', 'HK'] }))).toEqual([]);
    expect(denied('+8613800138000', rules({ countries: ['HK'] }))).toEqual(['DEST-COUNTRY']);
    expect(denied('+8613800138000', NO_OUTBOUND)).toEqual(['DEST-KIND', 'DEST-COUNTRY']);
  });
  it('of a barred and an allowed prefix the longer holds, and barred where they are equal', () => {
    expect(denied('+861065550000', rules({ barred: ['+8610'] }))).toEqual(['DEST-PREFIX']);
    expect(denied('+861065550000', rules({ barred: ['+8610'], allowed: ['+86106555'] }))).toEqual([]);
    expect(denied('+861065550000', rules({ barred: ['+8610'], allowed: ['+8610'] }))).toEqual(['DEST-PREFIX']);
    expect(denied('+864001234567', rules({ allowed: ['+864001234567'] }))).toEqual([]);
    expect(denied('+12125550123', rules({ allowed: ['+1212555'] }))).toEqual([]);
  });
  it('before a permit the country of the record counts, and what a permit was refused for until the rules change', () => {
    const of = (region: string | null, edition: number | null, known = 3): string[] => destinationDenials(readOnFile({ region, barred: edition === null ? null : { rule: 'DEST-KIND', edition } }, DEFAULT_OUTBOUND, known, 'CN')).map((one) => one.rule);
    expect([of('CN', null), of('JM', null), of(null, null), of('CN', 3), of('CN', 2), of(null, 3)]).toEqual([[], ['DEST-COUNTRY'], [], ['DEST-KIND'], [], ['DEST-KIND']]);
  });
  it.each([
    [{}, null], [{ countries: null, kinds: [], barred: [], allowed: [] }, null], [{ countries: ['cn'] }, '/value/countries/0'], [{ kinds: ['gold'] }, '/value/kinds/0'], [{ barred: ['86'] }, '/value/barred/0'], [{ allowed: ['+0'] }, '/value/allowed/0'], [{ country: ['CN'] }, '/value/country'], [[], '/value'], [{ barred: Array.from({ length: 251 }, (_, n) => `+${n + 1}`) }, '/value/barred'],
  ])('%j is read, or said what is wrong', (value, at) => {
    const read = readOutbound(value);
    expect(read.ok ? null : read.error.at).toBe(at);
  });
  it('no denial holds the number', () => {
    expect(JSON.stringify(destinationDenials(readDestination(destinationOf(phones, '+18765551234'), DEFAULT_OUTBOUND, 'CN')))).not.toContain('8765551234');
  });
});

describe('what a call costs', () => {
  const minute = { perMinute: 60_000, setup: 0, first: 60, step: 60 };
  it.each([[0, 60_000], [1, 60_000], [60_000, 60_000], [60_001, 120_000], [180_000, 180_000]])('by the minute, %i ms: %i micros', (talk, cost) => { expect(costOf(minute, talk)).toBe(cost); });
  it.each([[1_000, 30_000], [30_000, 30_000], [31_000, 36_000], [36_000, 36_000], [36_001, 42_000]])('30 seconds, then by six, %i ms: %i micros', (talk, cost) => { expect(costOf({ ...minute, first: 30, step: 6 }, talk)).toBe(cost); });
  it('an answer may cost by itself; the dearest call is the longest', () => {
    expect(costOf({ ...minute, setup: 5_000 }, 10)).toBe(65_000);
    expect(mostOf(minute, 60)).toBe(3_600_000);
  });
  it('the longest prefix tells the rate; without one nobody knows', () => {
    const rates = [{ prefix: '+86', ...minute }, { prefix: '+8610', ...minute, perMinute: 1 }];
    expect(rateFor({ currency: 'CNY', rates }, '+861065550000')?.perMinute).toBe(1);
    expect(rateFor({ currency: 'CNY', rates }, '+8613800138000')?.perMinute).toBe(60_000);
    expect(rateFor({ currency: 'CNY', rates }, '+12125550123')).toBeNull();
  });
  it('is shown with what decimals it has', () => { expect([formatMicros(45_000), formatMicros(200_000_000), formatMicros(1)]).toEqual(['0.045', '200.00', '0.000001']); });
});
