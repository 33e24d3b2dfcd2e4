/** The world of a scenario: means as asked for, the same for every asker. */
import { describe, expect, it } from 'vitest';
import { sample, sampleWithin, type Distribution } from '../../src/core/rehearsal/distribution.js';
import { BASE, World, type Incident, type Scenario } from '../../src/core/rehearsal/index.js';
import { Draws } from '../../src/core/rehearsal/random.js';

const MANY = 20_000;
const average = (count: number, of: (i: number) => number): number => Array.from({ length: count }, (_, i) => of(i)).reduce((sum, one) => sum + one, 0) / count;

describe('random numbers', () => {
  it('are those of SplitMix64, keyed by seed, subject and index', () => {
    const mask = (1n << 64n) - 1n;
    const reference = (key: readonly number[], count: number): number[] => {
      let state = 0n;
      const word = (): bigint => {
        state = (state + 0x9e3779b97f4a7c15n) & mask;
        let z = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
        z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
        return z ^ (z >> 31n);
      };
      for (const part of key) { state = (state + BigInt(part)) & mask; state = word(); }
      return Array.from({ length: count }, () => Number(word() >> 11n) / 2 ** 53);
    };
    for (let i = 0; i < 500; i += 1) {
      const key = [(i * 7919) % 2 ** 32, i % 7, (i * 2654435761) % 2 ** 32] as const;
      const draws = new Draws(...key);
      expect([draws.next(), draws.next(), draws.next()]).toEqual(reference(key, 3));
    }
  });
});

describe('a distribution has its mean', () => {
  it.each<[Distribution, number, number]>([
    [{ kind: 'lognormal', mean: 90, cv: 1, min: 0, max: Infinity }, 90, 2.5], [{ kind: 'exponential', mean: 12, min: 0, max: Infinity }, 12, 0.4], [{ kind: 'uniform', min: 1, max: 3 }, 2, 0.02], [{ kind: 'fixed', value: 2 }, 2, 0],
    [{ kind: 'mixture', parts: [{ weight: 65, of: { kind: 'fixed', value: 20 } }, { weight: 35, of: { kind: 'fixed', value: 220 } }], min: 0, max: Infinity }, 90, 3],
  ])('%j', (of, centre, off) => {
    const draws = new Draws(1001, 9, 0);
    const met = average(MANY, () => sample(of, draws));
    expect(Math.abs(met - centre)).toBeLessThanOrEqual(off);
  });
  it('is clipped, or drawn again: then the bounds have no weight of their own', () => {
    const ring: Distribution = { kind: 'lognormal', mean: 9, cv: 0.55, min: 6, max: 12 };
    const draws = new Draws(1001, 9, 1);
    const clipped = Array.from({ length: 2000 }, () => sample(ring, draws));
    const again = Array.from({ length: 2000 }, () => sampleWithin(ring, draws));
    expect(clipped.filter((one) => one === 6 || one === 12).length).toBeGreaterThan(100);
    expect(again.filter((one) => one <= 6 || one >= 12)).toEqual([]);
  });
});

describe('a world', () => {
  const steady: Scenario = { ...BASE, drift: null };
  it('is the same for whoever asks, in any order', () => {
    const [a, b] = [new World(BASE, 7), new World(BASE, 7)];
    const asked = [5, 3, 900, 4].map((i) => a.call(i, i * 10));
    expect([900, 4, 5, 3].map((i) => b.call(i, i * 10))).toEqual([asked[2], asked[3], asked[0], asked[1]]);
    expect(b.connection(3)).toEqual(a.connection(3));
    expect(b.agent(2)).toEqual(a.agent(2));
    expect(b.break(2, 1)).toEqual(a.break(2, 1));
    expect(new World(BASE, 8).call(5, 50)).not.toEqual(asked[0]);
  });
  it('has the outcomes of the scenario', () => {
    const world = new World(steady, 1001);
    const met = { live: 0, machine: 0, fast: 0, noAnswer: 0 };
    for (let i = 0; i < MANY; i += 1) met[world.call(i, 0).outcome] += 1 / MANY;
    for (const [outcome, share] of Object.entries({ live: 0.2, machine: 0.25, fast: 0.1, noAnswer: 0.45 } as const)) expect(Math.abs(met[outcome as keyof typeof met] - share)).toBeLessThan(0.012);
  });
  it('answers, rings and judges in its times', () => {
    const world = new World(steady, 1002);
    for (let i = 0; i < 3000; i += 1) {
      const { outcome, endsAfter, progressAfter, verdict } = world.call(i, 0);
      if (outcome === 'noAnswer') expect(endsAfter - (progressAfter ?? NaN)).toBeCloseTo(25, 9);
      if (outcome === 'live') expect(endsAfter - (progressAfter ?? NaN)).toBeLessThanOrEqual(25);
      if (outcome === 'machine') expect(endsAfter).toBeLessThan(28);
      if (outcome === 'fast') expect(endsAfter).toBeLessThan(4.5);
      expect(verdict?.says ?? 'none').toBe(outcome === 'live' ? 'human' : outcome === 'machine' ? 'machine' : 'none');
    }
  });
  it('drifts within bounds, by steps and a sine, and what isn\'t live keeps its proportions', () => {
    const world = new World(BASE, 3);
    const shares = Array.from({ length: 288 }, (_, i) => world.liveShare(i * 100));
    expect(Math.max(...shares) / Math.min(...shares)).toBeGreaterThan(1.5);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.01);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.75);
    expect(new World(steady, 3).liveShare(5000)).toBe(0.2);
  });
  it('mistakes of AMD come as often as asked', () => {
    const world = new World({ ...steady, amd: { ...(BASE.amd ?? (() => { throw new Error('base has AMD'); })()), falseMachine: 0.1, falseLive: 0.2 } }, 1003);
    const fates = Array.from({ length: MANY }, (_, i) => world.call(i, 0));
    const wrong = (outcome: string, says: string): number => fates.filter((one) => one.outcome === outcome && one.verdict?.says === says).length / fates.filter((one) => one.outcome === outcome).length;
    expect(Math.abs(wrong('live', 'machine') - 0.1)).toBeLessThan(0.02);
    expect(Math.abs(wrong('machine', 'human') - 0.2)).toBeLessThan(0.02);
  });
  it('waves of a kind take different collectors, as many as their shares say', () => {
    const world = new World({ ...BASE, agents: 30, waves: [{ kind: 'lunch', at: 100, seconds: 60, share: 0.5 }, { kind: 'lunch', at: 200, seconds: 60, share: 0.5 }, { kind: 'join', from: 50, to: 60, share: 0.2 }, { kind: 'leave', from: 900, to: 910, share: 0.3 }] }, 5);
    const plans = Array.from({ length: 30 }, (_, i) => world.agent(i));
    expect(plans.map((plan) => plan.lunches.length)).toEqual(plans.map(() => 1));
    expect(plans.filter((plan) => plan.lunches[0]?.at === 100)).toHaveLength(15);
    expect(plans.filter((plan) => plan.leaveAt !== null)).toHaveLength(9);
  });
  it('a sudden change changes only what it names', () => {
    const doubled: Incident = { kind: 'answers', at: 1000, factor: 2 };
    const silent: Incident = { kind: 'silence', from: 1000, to: 1060 };
    expect(new World(steady, 4, [doubled]).liveShare(999)).toBe(0.2);
    expect(new World(steady, 4, [doubled]).liveShare(1000)).toBe(0.4);
    const [quiet, usual] = [new World(steady, 4, [silent]), new World(steady, 4)];
    for (let i = 0; i < 500; i += 1) {
      const t = 960 + (i % 120);
      const [heard, normal] = [quiet.call(i, t), usual.call(i, t)];
      const hushed = (after: number | null): boolean => after !== null && t + after >= 1000 && t + after < 1060;
      // Neither an answer nor a sign of ringing comes through; who was told of nobody's ringing is answered by nobody.
      if (hushed(normal.endsAfter) || hushed(normal.progressAfter)) expect(heard.outcome).toBe('noAnswer');
      else expect(heard).toEqual(normal);
      if (hushed(normal.progressAfter)) expect(heard.progressAfter).toBeNull();
    }
  });
});
