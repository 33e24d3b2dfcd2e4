/**
 * The whole dialer on virtual time while everything around it fails, each world from one seed: the first fifty, by the built
 * command as anybody would run them. More: `dunwell simulate faults --seeds 1000`; one, as a failing test says it: `--seed 17`.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { faultParts } from '../../src/boot/faults/parts.js';
import { FAULT_KINDS } from '../../src/sim/faults/kinds.js';
import { LEAST_MINUTES } from '../../src/sim/faults/minutes.js';
import { runSeed } from '../../src/sim/faults/seed.js';
import { build, dunwell, folder, type Told } from '../boot/support.js';

const SEEDS = 50;
interface Said {
  readonly seeds: number; readonly attempts: number; readonly fingerprints: readonly string[]; readonly findings: readonly unknown[]; readonly missing: readonly string[];
  readonly least: { readonly minutes: number; readonly attempts: number; readonly faults: number };
  readonly coverage: { readonly strikes: readonly (readonly [string, number])[] };
}

describe('worlds with faults', () => {
  let told: Told;
  let said: Said;
  beforeAll(async () => {
    build();
    told = await dunwell(folder(), ['simulate', 'faults', '--seeds', String(SEEDS), '--json'], {}, '', 1_200_000);
    said = JSON.parse(told.out === '' ? '{}' : told.out) as Said;
  }, 1_200_000);

  it(`${SEEDS} seeds: nothing is found`, () => {
    // With a finding its story, and how to see it again, are on stderr.
    expect(told.err).toBe('');
    expect(told.code).toBe(0);
    expect([said.seeds, said.findings]).toEqual([SEEDS, []]);
  });
  it('each is at least as long, as busy and as bad as it must be', () => {
    expect(said.least.minutes).toBeGreaterThanOrEqual(LEAST_MINUTES);
    expect(said.least.attempts).toBeGreaterThanOrEqual(300);
    expect(said.least.faults).toBeGreaterThanOrEqual(3);
  });
  it('they have met every kind of fault, and nearly every state of a call with it', () => {
    expect(FAULT_KINDS.filter((kind) => !said.coverage.strikes.some(([struck, times]) => struck === kind && times > 0))).toEqual([]);
    expect(said.missing.length).toBeLessThan(20);
  });
  it('the same seed is the same world wherever it runs, another another', async () => {
    const print = new Map(said.fingerprints.map((one) => one.split(':') as [string, string]));
    expect((await runSeed('7', LEAST_MINUTES, faultParts())).fingerprint).toBe(print.get('7'));
    expect(print.get('8')).not.toBe(print.get('7'));
  });
});
