/** Whole shifts, each from one seed. More of them: `DUNWELL_SEEDS=200 npx vitest run test/conductor/seeds.test.ts`; one: `DUNWELL_SEED=17`. */
import { describe, expect, it } from 'vitest';
import { runSeed } from './world.js';

const one = process.env['DUNWELL_SEED'];
const count = Number(process.env['DUNWELL_SEEDS'] ?? 10);
const seeds = one === undefined ? Array.from({ length: count }, (_, n) => String(n + 1)) : [one];
const MINUTES = 10;

describe(`${seeds.length} seeds of ${MINUTES} simulated minutes`, () => {
  it.each(seeds)('seed %s', async (seed) => {
    const result = await runSeed(seed, MINUTES);
    expect(result.attempts).toBeGreaterThan(10);
  }, 120_000);
  it('the same seed is the same world', async () => {
    const [first, second] = [await runSeed('again', 3), await runSeed('again', 3)];
    expect(first.fingerprint).toBe(second.fingerprint);
    expect(first.bridged).toBeGreaterThan(0);
  }, 120_000);
});
