/** What the pacer learns: known distributions are found again, before, during and after drift. */
import { describe, expect, it } from 'vitest';
import { HandlingEstimator } from '../../../src/core/pacing/handling.js';
import { K } from '../../../src/core/pacing/overflow.js';
import { RingEstimator } from '../../../src/core/pacing/ring.js';
import { Series } from '../../../src/core/pacing/series.js';
import { CHECKPOINTS, DEFAULT_PACER, type PacingEvent } from '../../../src/core/pacing/types.js';
import { SeededDice } from '../../../src/sim/rng.js';
import { calm, lognormal, ringing, talking } from './support.js';

const at = (k: number): number => CHECKPOINTS[k]!;
const row = new Float64Array(K);

describe('talk and wrap-up', () => {
  const dice = new SeededDice('handling');
  const talks = Array.from({ length: 6_000 }, () => lognormal(dice, 90, 1));
  const wraps = Array.from({ length: 6_000 }, () => lognormal(dice, 15, 0.7));
  const taught = (change: (agent: number) => number = () => 1): HandlingEstimator => {
    const estimator = new HandlingEstimator(DEFAULT_PACER, new Series(null));
    for (let i = 0; i < talks.length; i += 1) {
      const agent = `a${i % 10}`;
      estimator.talked({ kind: 'talk', at: i, length: 1_000 * talks[i]! * change(i % 10), agent, stage: null });
      estimator.wrapped({ kind: 'wrap', at: i, length: 1_000 * wraps[i]!, agent, ready: i % 20 !== 0, announced: false });
      if (i % 200 === 199) estimator.refresh([], 2);
    }
    return estimator;
  };
  it('hazards find a known distribution again, by phase and age', () => {
    const estimator = taught();
    expect(estimator.back).toBeCloseTo(0.95, 1);
    for (const [phase, ages] of [['talk', [0, 12, 60, 200]], ['wrap', [0, 6, 20]]] as const) {
      for (const age of ages) {
        estimator.free(talking('somebody', age * 1_000, { phase }), false, row);
        for (const k of [0, 3, 8, K - 1]) {
          const until = age + at(k) + 2;
          let [alive, free] = [0, 0];
          for (const [i, talk] of talks.entries()) {
            const [end, from] = phase === 'talk' ? [talk + wraps[i]!, talk] : [wraps[i]!, wraps[i]!];
            if (from > age) { alive += 1; if (end <= until) free += 1; }
          }
          expect(Math.abs(row[k]! / estimator.back - free / alive), `${phase} ${age} s, ${at(k)} s ahead`).toBeLessThan(0.04);
        }
      }
    }
  });
  it('believes differences between people only when they are more than chance', () => {
    const share = (estimator: HandlingEstimator, agent: string): number => { estimator.free(talking(agent, 30_000), false, row); return row[K - 1]!; };
    const alike = taught();
    for (let i = 0; i < 10; i += 1) expect(share(alike, `a${i}`) / share(alike, 'nobody')).toBeCloseTo(1, 1);
    const different = taught((agent) => (agent === 3 ? 0.4 : 1));
    expect(share(different, 'a3') / share(different, 'a4')).toBeGreaterThan(1.3);
  });
  it('a known end is believed when asked to, and who leaves does not come back', () => {
    const estimator = taught();
    estimator.free(talking('a', 5_000, { phase: 'wrap', endsIn: 6_000 }), true, row);
    expect([row[0], row[1], row[2]]).toEqual([0, 0, estimator.back]);
    estimator.free(talking('a', 5_000, { phase: 'wrap', endsIn: 6_000 }), false, row);
    expect(row[0]).toBeGreaterThan(0);
    estimator.free(talking('a', 5_000, { leaving: true }), false, row);
    expect(Math.max(...row)).toBe(0);
  });
  it('is sane before the first call', () => {
    const estimator = new HandlingEstimator(DEFAULT_PACER, new Series(null));
    estimator.free(talking('a', 0), false, row);
    expect(row[K - 1]).toBeGreaterThan(0.05);
    expect(row[K - 1]).toBeLessThan(0.4);
  });
});

describe('ringing', () => {
  interface Placed { readonly from: number; readonly end: number; readonly outcome: 'live' | 'machine' | 'failed'; readonly amd: number }
  /** A call a second, for so long; after `change` seconds the share of persons is `then`. */
  function days(seconds: number, live: number, change = Infinity, then = live): { estimator: RingEstimator; placed: Placed[] } {
    const dice = new SeededDice('ringing');
    const estimator = new RingEstimator(DEFAULT_PACER, new Series(null));
    const placed: Placed[] = [];
    let air: Placed[] = [];
    for (let t = 1; t <= seconds; t += 1) {
      const share = t > change ? then : live;
      const draw = dice.next();
      const pdd = 1 + 2 * dice.next();
      const [end, outcome] = draw < share ? [t + pdd + Math.min(24, lognormal(dice, 9, 0.55)), 'live' as const] : draw < share + 0.25 * (1 - share) / 0.8 ? [t + 18 + 4 * dice.next(), 'machine' as const] : [t + pdd + 25, 'failed' as const];
      const call = { from: t, end, outcome, amd: outcome === 'live' ? 0.5 + 2 * dice.next() : 2 + 2 * dice.next() };
      placed.push(call);
      air.push(call);
      const events: PacingEvent[] = [];
      air = air.filter((one) => {
        if (one.end > t) return true;
        events.push({ kind: 'call', outcome: one.outcome, at: one.end * 1_000, age: (one.end - one.from) * 1_000, amd: one.outcome === 'failed' ? null : one.amd * 1_000, share: 1 });
        return false;
      });
      estimator.follow(events, { ...calm, at: t * 1_000, ringing: air.map((one, i) => ringing(String(i), (t - one.from) * 1_000)) }, (t - 1) * 1_000, 60);
      for (const event of events) if (event.kind === 'call') estimator.learn(event, 6_000);
      if (t % 30 === 0) estimator.refresh();
    }
    return { estimator, placed };
  }
  const { estimator, placed } = days(6_000, 0.2);
  it('hazards find a known distribution again, by age', () => {
    expect(estimator.answerShare).toBeGreaterThan(0.15);
    expect(estimator.answerShare).toBeLessThan(0.25);
    for (const age of [0, 5, 10, 20]) {
      estimator.ringing(age * 1_000, 1, row);
      for (const k of [2, 5, K - 1]) {
        const alive = placed.filter((one) => one.end - one.from > age);
        const ready = alive.filter((one) => one.outcome === 'live' && one.end - one.from + one.amd <= age + at(k));
        // The level follows the last 60 expected answers: some 12 % of doubt.
        expect(Math.abs(row[k]! / estimator.level - ready.length / alive.length), `${age} s, ${at(k)} s ahead`).toBeLessThan(0.03);
      }
    }
  });
  it('the level stays near 1 in a steady world: ringing in progress is no bias', () => {
    expect(Math.abs(estimator.level - 1)).toBeLessThan(0.3);
  });
  it('the level follows a step within some minutes', () => {
    const after = days(3_900, 0.15, 3_000, 0.3).estimator;
    expect(after.answerShare).toBeGreaterThan(0.23);
    expect(after.answerShare).toBeLessThan(0.38);
  });
  it('a call in screening is a person as likely as its age says', () => {
    // Machines answer at 18 to 22 s here, people around 11.
    expect(estimator.screened(9_000, 500, 1, row)).toBeGreaterThan(0.9);
    expect(estimator.screened(20_000, 500, 1, row)).toBeLessThan(0.3);
    // Who is undecided after 2.6 s is a machine here: every person was decided by 2.5.
    expect(estimator.screened(20_000, 2_600, 1, row)).toBeLessThan(0.1);
  });
  it('a lead that answers twice as often counts for more, but never for certain', () => {
    const [one, two, many] = [estimator.ringing(0, 1, row), estimator.ringing(0, 2, row), estimator.ringing(0, 50, row)];
    expect(two / one).toBeGreaterThan(1.5);
    expect(two / one).toBeLessThan(2);
    expect(many).toBeLessThan(1);
  });
});
