/** A campaign is stopped, its talks go on, the process dies and comes back: the talk's lead is counted and moved on when it ends. */
import { describe, expect, it } from 'vitest';
import { Bench, MINUTE, SECOND, type BenchOptions } from './bench.js';

/** The talk is the next process's, and over. */
async function adopted(options: BenchOptions = {}): Promise<{ readonly bench: Bench; readonly attemptId: string }> {
  const bench = await Bench.open({ agents: ['ann'], leads: ['10102'], ...options });
  await bench.ready('ann');
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking');
  await bench.campaign('stop');
  const { attemptId } = bench.callOf('ann')!;
  bench.kill();
  await bench.run(2 * SECOND);
  await bench.boot();
  await bench.until(() => bench.calls().some((call) => call.attemptId === attemptId && call.state === 'talking'));
  bench.node.hangUp(bench.node.customer(attemptId));
  return { bench, attemptId };
}

describe('a talk of a stopped campaign, adopted by the next process', () => {
  it('counts as an attempt of its lead, which does not stay in dialing', async () => {
    const { bench, attemptId } = await adopted();
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    await bench.run(2 * MINUTE);
    expect((await bench.attempt(attemptId)).outcome).toBe('human');
    expect(await bench.lead()).toMatchObject({ attempts: 1, lastOutcome: 'human' });
  });
  it('has the wrap-up its campaign gives', async () => {
    const { bench } = await adopted({ settings: { wrapUp: { limit: 20 * SECOND, then: 'ready' } } });
    await bench.until(() => bench.agent('ann').state === 'wrapUp');
    const from = bench.now;
    await bench.until(() => bench.agent('ann').state !== 'wrapUp', MINUTE);
    expect(bench.now - from).toBe(20 * SECOND);
  });
});
