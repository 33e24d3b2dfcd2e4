/** The overflow's law: against brute force, and the two ways of computing it against each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distribution, edgeworth } from '../../../src/core/pacing/normal.js';
import { EXACT, K, Overflow } from '../../../src/core/pacing/overflow.js';

const RUNS = { seed: 20_261_122, numRuns: 200 };
const row = (p: number): Float64Array => new Float64Array(K).fill(p);
const p = fc.double({ min: 0, max: 1, noNaN: true });
const NOW = 0;

function overflow(base: number, supplies: readonly number[], demands: readonly number[], events: number): Overflow {
  const law = new Overflow();
  law.start(base, events, 0);
  for (const one of supplies) law.supply(row(one));
  for (const one of demands) law.demand(row(one), true);
  return law;
}
/** P(base + supplies that come − demands that come ≤ 0), over all 2^n cases. */
function brute(base: number, supplies: readonly number[], demands: readonly number[]): number {
  const all = [...supplies.map((q) => [q, 1] as const), ...demands.map((q) => [q, -1] as const)];
  let sum = 0;
  for (let cases = 0; cases < 2 ** all.length; cases += 1) {
    let [weight, balance] = [1, base];
    for (const [i, [q, by]] of all.entries()) {
      if ((cases >> i) & 1) { weight *= q; balance += by; } else weight *= 1 - q;
    }
    if (balance <= 0) sum += weight;
  }
  return sum;
}

describe('the balance of collectors and calls', () => {
  it('is exact while it is small: the same as over all cases', () => {
    fc.assert(fc.property(fc.integer({ min: -3, max: 6 }), fc.array(p, { maxLength: 5 }), fc.array(p, { maxLength: 6 }), (base, supplies, demands) => {
      expect(overflow(base, supplies, demands, 0).at(NOW)).toBeCloseTo(brute(base, supplies, demands), 10);
    }), RUNS);
  });
  it('by Edgeworth’s series, beyond, is the exact value within a hundredth where the two meet', () => {
    let worst = 0;
    fc.assert(fc.property(fc.integer({ min: 0, max: 6 }), fc.array(fc.double({ min: 0.02, max: 0.98, noNaN: true }), { minLength: 15, maxLength: 20 }), fc.array(fc.double({ min: 0.02, max: 0.6, noNaN: true }), { minLength: 15, maxLength: 20 }), (base, supplies, demands) => {
      const exact = overflow(base, supplies, demands, EXACT).at(NOW);
      const approximate = overflow(base, supplies, demands, EXACT + 1).at(NOW);
      worst = Math.max(worst, Math.abs(exact - approximate));
    }), { ...RUNS, numRuns: 1_000 });
    expect(worst).toBeLessThan(0.01);
  });
  it('goes over to the series when candidates carry it too far, without a leap', () => {
    const law = overflow(8, Array.from({ length: 10 }, () => 0.3), [], 10);
    let before = law.at(NOW);
    for (let i = 0; i < 80; i += 1) {
      law.demand(row(0.2), true);
      const now = law.at(NOW);
      expect(now).toBeGreaterThanOrEqual(before - 1e-9);
      expect(now - before).toBeLessThan(0.06);
      before = now;
    }
    expect(before).toBeGreaterThan(0.9);
  });
  it('counts a loss at the answer’s moment or at any later one', () => {
    const law = new Overflow();
    law.start(1, 1, 0);
    const late = new Float64Array(K);
    late[K - 1] = 1;
    law.demand(late, true);
    const soon = new Float64Array(K);
    soon[0] = 1;
    // The one collector is promised to the call that comes last: whoever comes first takes them from it.
    expect(law.at(0)).toBe(0);
    expect(law.risk(soon)).toBe(1);
  });
  it('a doubt about the answer level widens the law of a large pool', () => {
    const [sure, unsure] = [new Overflow(), new Overflow()];
    sure.start(30, 200, 0);
    unsure.start(30, 200, 0.1);
    for (let i = 0; i < 100; i += 1) { sure.demand(row(0.2), true); unsure.demand(row(0.2), true); }
    expect(unsure.at(NOW)).toBeGreaterThan(sure.at(NOW) + 0.02);
  });
});

describe('the normal law', () => {
  it('is the table’s', () => {
    for (const [x, q] of [[0, 0.5], [1, 0.841344746], [-1.959963985, 0.025], [3, 0.998650102], [-4, 0.0000316712]] as const) expect(distribution(x)).toBeCloseTo(q, 6);
  });
  it('without variance is a step', () => {
    expect([edgeworth(0, 1, 0, 0), edgeworth(0, 0, 0, 0), edgeworth(0, -1, 0, 0)]).toEqual([0, 1, 1]);
  });
});
