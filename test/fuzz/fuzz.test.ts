/** 20,000 hostile inputs with a fixed seed: nothing breaks. How long they take is only judged in the deep run (test/deep/fuzz.test.ts). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allTargets, shareOf } from './all.js';
import { fuzz, type AnyTarget } from './target.js';

const RUNS = 20_000;
const SEED = 20_261_122;
let targets: readonly AnyTarget[] = [];
beforeAll(async () => { targets = await allTargets(); });
afterAll(async () => { for (const one of targets) await one.close?.(); });

it('20,000 hostile inputs break no parser and bring out nobody else’s data', async () => {
  const shares = shareOf(targets, RUNS);
  let inputs = 0;
  const findings: string[] = [];
  for (const [n, one] of targets.entries()) {
    const outcome = await fuzz(one, { runs: shares[n] ?? 20, seed: SEED, limit: null });
    inputs += outcome.inputs;
    if (outcome.finding !== null) findings.push(outcome.finding);
  }
  expect(findings.join('\n\n')).toBe('');
  expect(inputs).toBeGreaterThanOrEqual(RUNS);
  // Its own time is not judged: on a machine with thirty others at work it takes minutes.
}, 1_800_000);
