/**
 * Hostile inputs for every parser that faces outside: 1,000,000 by `npm run test:deep -- test/deep/fuzz.test.ts`, others by
 * `npm run fuzz -- --runs N --seed S [--only NAME]`. Prints for each parser how many inputs, the slowest one, and what was found.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTargets, shareOf } from '../fuzz/all.js';
import { fuzz, type AnyTarget, type Outcome } from '../fuzz/target.js';

const RUNS = Number(process.env['DUNWELL_FUZZ_RUNS'] ?? 1_000_000);
const SEED = Number(process.env['DUNWELL_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** Names of parsers, as a regular expression. */
const ONLY = new RegExp(process.env['DUNWELL_FUZZ_ONLY'] ?? '');
/** Milliseconds of processor time one turn of the event loop may take over one input. */
const LIMIT = 50;

const said = (one: Outcome): string => `${one.name.padEnd(52)} ${String(one.inputs).padStart(8)} inputs  slowest ${one.slowest.toFixed(1).padStart(6)} ms  ${(one.cpu / 1000).toFixed(0).padStart(5)} s  ${one.finding === null ? 'no finding' : 'FINDING'}`;

describe('hostile inputs', () => {
  let targets: readonly AnyTarget[] = [];
  const outcomes: Outcome[] = [];
  beforeAll(async () => { targets = (await allTargets()).filter((one) => ONLY.test(one.name)); });
  afterAll(async () => {
    for (const one of targets) await one.close?.();
    process.stdout.write(`${outcomes.reduce((sum, one) => sum + one.inputs, 0)} inputs, seed ${SEED}\n`);
  });
  it('break no parser, hold no turn longer than 50 ms, bring out nobody else’s data', async () => {
    const shares = shareOf(targets, RUNS);
    for (const [n, one] of targets.entries()) {
      const outcome = await fuzz(one, { runs: shares[n] ?? 20, seed: SEED, limit: LIMIT });
      outcomes.push(outcome);
      process.stdout.write(`${said(outcome)}\n${outcome.finding === null ? '' : `${outcome.finding}\n`}`);
    }
    expect(outcomes.flatMap((one) => (one.finding === null ? [] : [one.finding])).join('\n\n')).toBe('');
  });
});
