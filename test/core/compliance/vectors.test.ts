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
