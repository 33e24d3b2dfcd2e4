/**
 * The whole dialer on virtual time while everything around it fails, each world from one seed: as many as fit beside all else
 * here, fifty in `npm run test:deep`. More: `dunwell simulate faults --seeds 1000`; one, as a failing test says it: `--seed 17`.
 */
import { describe, expect, it } from 'vitest';
import { faultParts } from '../../src/boot/faults/parts.js';
import { Coverage } from '../../src/sim/faults/coverage.js';
import { FAULT_KINDS } from '../../src/sim/faults/kinds.js';
import { LEAST_MINUTES } from '../../src/sim/faults/minutes.js';
import { describeFinding, runSeed } from '../../src/sim/faults/seed.js';

const SEEDS = Array.from({ length: Number(process.env['DUNWELL_SEEDS'] ?? '12') }, (_, n) => String(n + 1));
const parts = faultParts();

describe('worlds with faults', () => {
  const coverage = new Coverage();
  const prints = new Map<string, string>();
  it.each(SEEDS)('seed %s', async (seed) => {
    const report = await runSeed(seed, LEAST_MINUTES, parts);
    expect(report.finding === null ? '' : describeFinding(report, LEAST_MINUTES)).toBe('');
    expect(report.minutes).toBeGreaterThanOrEqual(LEAST_MINUTES);
    expect(report.attempts).toBeGreaterThanOrEqual(300);
    expect(new Set(report.faults.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(3);
    coverage.add(report.coverage);
    prints.set(seed, report.fingerprint);
  });
  it('they have met most kinds of fault', () => {
    expect(FAULT_KINDS.filter((kind) => coverage.strikes(kind) > 0).length).toBeGreaterThan(FAULT_KINDS.length / 2);
  });
  it('the same seed is the same world, another another', async () => {
    expect((await runSeed('7', LEAST_MINUTES, parts)).fingerprint).toBe(prints.get('7'));
    expect(prints.get('8')).not.toBe(prints.get('7'));
  });
});
