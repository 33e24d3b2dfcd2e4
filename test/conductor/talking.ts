import { Bench, SECOND, type BenchOptions } from './bench.js';

/** Ann talks with a customer, and Bob is ready. `before`: what is put in place before the campaign starts. */
export async function annTalks(options: BenchOptions = {}, before: (bench: Bench) => unknown = () => undefined): Promise<{ readonly bench: Bench; readonly attemptId: string }> {
  const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'], ...options });
  await before(bench);
  await bench.ready('ann');
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking');
  await bench.ready('bob');
  await bench.run(SECOND);
  return { bench, attemptId: bench.callOf('ann')!.attemptId };
}
