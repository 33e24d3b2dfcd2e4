/** Overload on virtual time: new dialing slows first, then stops; who talks goes on talking; calm brings everything back. */
import { describe, expect, it } from 'vitest';
import type { LoadMeter } from '../../src/app/ports/system.js';
import type { CalleeModel } from '../../src/sim/callees/model.js';
import { Bench, human, SECOND } from './bench.js';

const team = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal'];
/** Three of ten answer, after eight seconds, and talk for 40. */
const people = (): CalleeModel => {
  let n = 0;
  return { behaviour: () => (n++ % 10 < 3 ? human(8_000, { patience: 20_000, talk: 40_000 }) : { kind: 'silent', progress: { after: 500, earlyMedia: false }, end: { kind: 'none' } }) };
};
class Dial implements LoadMeter { delay = 0; loopDelay(): number { return this.delay; } }

async function open(load: Dial): Promise<Bench> {
  const bench = await Bench.open({ seed: 'load', agents: team, leads: Array.from({ length: 250 }, () => '00000'), callees: people(), load, trunks: [{ maxCalls: 200, callsPerSecond: 20 }], settings: { mode: 'predictive', ringTimeout: 20_000, wrapUp: { limit: 2_000, then: 'ready' } } });
  await bench.ready(...team);
  // The guard looks once a second.
  await bench.run(1_500);
  await bench.campaign('start');
  return bench;
}
const placed = async (bench: Bench): Promise<number> => (await bench.attempts()).length;
/** New attempts of the next seconds. */
async function pace(bench: Bench, seconds: number): Promise<number> {
  const before = await placed(bench);
  await bench.run(seconds * SECOND);
  return await placed(bench) - before;
}

describe('overload', () => {
  it('slow: fewer calls; stop: none, talks go on; then back in two steps', async () => {
    const load = new Dial();
    const bench = await open(load);
    await bench.run(30 * SECOND);
    const talking = bench.calls().filter((call) => call.state === 'talking').map((call) => call.attemptId);
    expect(talking.length).toBeGreaterThan(0);
    expect(bench.conductor.load()).toBeNull();
    expect(bench.conductor.live().load).toBeUndefined();

    load.delay = 900;
    await bench.run(1_200);
    expect(bench.conductor.live().load).toMatchObject({ level: 'stop' });
    expect(bench.conductor.live().campaigns[0]?.trouble).toContain('overloaded');
    expect(await pace(bench, 8)).toBe(0);
    // Whoever talked before either still does, or ended by their own will: nobody was cut by us.
    for (const id of talking) { const one = await bench.attempt(id); expect(one.outcome === null || one.outcome === 'human').toBe(true); }

    load.delay = 0;
    await bench.run(12 * SECOND);
    expect(bench.conductor.load()).toMatchObject({ level: 'slow' });
    await bench.run(11 * SECOND);
    expect(bench.conductor.load()).toBeNull();
    expect(await pace(bench, 10)).toBeGreaterThan(0);
  });

  it('the same shift at `slow` dials less than at ease, and still dials', async () => {
    const counts: number[] = [];
    for (const delay of [0, 250]) {
      const load = new Dial();
      load.delay = delay;
      const bench = await open(load);
      // A dozen lines for eight collectors: at ease they leave within a second.
      counts.push(await pace(bench, 1));
      }
    const [easy = 0, slow = 0] = counts;
    expect(slow).toBeGreaterThan(0);
    expect(slow).toBeLessThan(easy * 0.7);
  });

  it('a queue before the database stops dialing by itself; a step of our clock does not', async () => {
    const load = new Dial();
    const bench = await open(load);
    await bench.run(20 * SECOND);
    bench.clockOff += 30 * SECOND;
    await bench.run(5 * SECOND);
    expect(bench.conductor.load()).toBeNull();
    bench.queue = 1_600;
    await bench.run(1_200);
    expect(bench.conductor.load()).toMatchObject({ level: 'stop', text: expect.stringContaining('wait for the database') as string });
    bench.queue = 0;
  });
});
