/** The cases of the compliance rules: every expected answer was written by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectorPolicies } from '../../../src/adapters/packs/vector-packs.js';
import { loadZones } from '../../../src/adapters/zones/index.js';
import { checkVectors } from '../../../src/core/compliance/check.js';
import { parseVectors } from '../../../src/core/compliance/vectors.js';

const raw: unknown[] = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8'));
const policies = vectorPolicies(loadZones());
const parsed = parseVectors(raw);

describe('vectors.json', () => {
  it('is read whole, without a word that nobody knows', () => { expect(parsed).toMatchObject({ ok: true, value: { ignored: [] } }); });
  it.each(parsed.ok ? parsed.value.vectors.map((one) => [one.id, one] as const) : [])('%s', (_, vector) => {
    expect(checkVectors([vector], policies).failed).toEqual([]);
  });
  it('fails when an expectation is changed', () => {
    const vectors = parsed.ok ? parsed.value.vectors : [];
    for (const vector of vectors) {
      const { decision, rules, earliest_next } = vector.expect;
      const wrong = [
        { decision: decision === 'DENY' ? 'ALLOW' : 'DENY', rules, earliest_next } as const, { decision, rules: [...rules, 'NO-SUCH'], earliest_next }, { decision, rules, earliest_next: '2026-11-21T14:00:01Z' },
      ];
      for (const expect_ of wrong) expect(checkVectors([{ ...vector, expect: expect_ }], policies).failed).toHaveLength(1);
    }
  });
});

describe('where the definitions are silent or easily misread', () => {
  const request = { now: '2026-11-21T14:30:00Z', zones: ['Asia/Shanghai'], person: 'A', phone: 'p1', debts: ['d1'], creditor: 'c1', mode: 'human' };
  const failedOf = (...cases: readonly object[]): unknown => {
    const read = parseVectors(cases.map((one, at) => ({ id: `N${at}`, request, history: [], ...one })));
    return read.ok ? checkVectors(read.value.vectors, policies).failed : read;
  };
  const deny = (rules: readonly string[], next: string | null): object => ({ decision: 'DENY', rules, earliest_next: next });
  it('zones that are null or left out are zones nobody knows', () => {
    const without = Object.fromEntries(Object.entries(request).filter(([key]) => key !== 'zones'));
    for (const one of [{ ...request, zones: null }, { ...request, zones: [] }, without]) {
      expect(failedOf({ packs: ['US', 'TZ'], request: one, expect: deny(['US-TIME', 'TZ-UNKNOWN'], null) }, { packs: ['CN'], request: one, expect: deny(['CN-TIME'], '2026-11-22T00:00:00Z') })).toEqual([]);
    }
  });
  it('no pack of the cases asks for the channel: a message is held to its hours, and any outbound event is counted', () => {
    const sms = [{ t: '2026-11-21T13:00:00Z', res: 'sent', channel: 'sms', person: 'A', phone: 'p1', debts: ['d1'] }];
    const noon = { ...request, now: '2026-11-21T13:04:00Z', zones: ['Europe/London'] };
    expect(failedOf(
      { packs: ['CN'], request: { ...request, channel: 'sms' }, expect: deny(['CN-TIME'], '2026-11-22T00:00:00Z') },
      { packs: ['GEN1'], request: noon, history: sms, expect: deny(['GEN-1DAY'], '2026-11-22T08:00:00Z') },
      { packs: ['H-RAPID'], request: noon, history: sms, expect: deny(['H-RAPID'], '2026-11-21T13:05:00Z') },
      { packs: ['EC'], request: noon, history: sms, expect: deny(['EC-TIME', 'EC-1DAY'], '2026-11-23T12:00:00Z') },
    )).toEqual([]);
  });
  it('an opening is sought 40 days ahead, for two packs as for two zones', () => {
    // 02:30–13:30Z in India against 14:00–02:00Z in Chicago: they meet from the clock change of 14 March 2027 on.
    const chicago = (now: string): object => ({ ...request, now, zones: ['America/Chicago'] });
    expect(failedOf(
      { packs: ['IN', 'GEN1'], request: chicago('2026-11-21T14:30:00Z'), expect: deny(['IN-TIME'], null) },
      { packs: ['IN', 'GEN1'], request: chicago('2027-03-01T14:30:00Z'), expect: deny(['IN-TIME'], '2027-03-14T13:00:00Z') },
      { packs: ['GEN1'], request: { ...request, now: '2026-07-01T01:00:00Z', zones: ['Asia/Shanghai', 'America/New_York'] }, expect: deny(['GEN-TIME'], null) },
    )).toEqual([]);
  });
});
