/** Who answers when: a planted world is found again, shares average 1, nothing runs away. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../../src/core/call/outcome.js';
import { AnswerShare, cellsOf, LEAST_SHARE, MOST_SHARE, type ResolvedCall, type ShareFeatures, type ShareState } from '../../../src/core/pacing/share.js';
import { SeededDice } from '../../../src/sim/rng.js';

const HOUR = 3_600_000;
const lead = (change: Partial<ShareFeatures> = {}): ShareFeatures => ({ hour: 10, weekday: 2, attempts: 0, last: null, since: null, ...change });
const tried = (attempts: number, hour = 10): ShareFeatures => lead({ hour, attempts, last: attempts === 0 ? null : 'no_answer', since: attempts === 0 ? null : 30 * HOUR });
const evening = (hour: number): boolean => hour >= 18;

interface World { readonly base: number; readonly evening: number; readonly often: number; /** More often tried leads are dialed in the evening. */ readonly late: boolean }
const PLANTED: World = { base: 0.12, evening: 2, often: 0.3, late: false };
/** One day after another, hour by hour; each tick resolves a few calls. */
function live(dice: SeededDice, world: World, days: number, perHour: number, hear: (batch: readonly ResolvedCall[], shares: readonly number[]) => void, estimator: AnswerShare): void {
  for (let day = 0; day < days; day += 1) {
    for (let hour = 9; hour < 21; hour += 1) {
      for (let n = 0; n < perHour; n += 5) {
        const batch = Array.from({ length: 5 }, (): { call: ResolvedCall; share: number } => {
          const attempts = world.late && evening(hour) ? Math.min(9, 2 + Math.floor(8 * dice.next())) : Math.floor((world.late ? 4 : 8) * dice.next());
          const features = { ...tried(attempts, hour), weekday: 1 + (day % 7) };
          const p = world.base * (evening(hour) ? world.evening : 1) * (attempts >= 5 ? world.often : 1);
          const cells = cellsOf(features);
          return { call: { cells, live: dice.next() < p }, share: estimator.of(cells) };
        });
        hear(batch.map(({ call }) => call), batch.map(({ share }) => share));
        estimator.learn(batch.map(({ call }) => call), (day * 24 + hour) * HOUR + n);
      }
    }
  }
}
const planted = (seed: string, world: World = PLANTED, days = 14): AnswerShare => {
  const estimator = new AnswerShare(0.2);
  live(new SeededDice(seed), world, days, 200, () => undefined, estimator);
  return estimator;
};
const ratio = (estimator: AnswerShare, a: ShareFeatures, b: ShareFeatures): number => estimator.of(cellsOf(a)) / estimator.of(cellsOf(b));

describe('the answer share of a lead', () => {
  it('is 1 for everyone before the first call', () => {
    const estimator = new AnswerShare(0.2);
    expect(estimator.of(cellsOf(lead()))).toBe(1);
    expect(estimator.of(cellsOf(lead({ hour: 23, weekday: 7, attempts: 40, last: 'machine', since: 5 * HOUR })))).toBe(1);
  });

  it.each(['one', 'two', 'three'])('finds a planted world again: evenings answer twice, the fifth attempt three tenths (seed %s)', (seed) => {
    const estimator = planted(seed);
    expect(ratio(estimator, tried(1, 19), tried(1, 11))).toBeGreaterThan(1.6);
    expect(ratio(estimator, tried(1, 19), tried(1, 11))).toBeLessThan(2.4);
    expect(ratio(estimator, tried(6, 11), tried(1, 11))).toBeGreaterThan(0.22);
    expect(ratio(estimator, tried(6, 11), tried(1, 11))).toBeLessThan(0.42);
    // What makes no difference is not taken for one.
    expect(ratio(estimator, lead({ ...tried(1), weekday: 2 }), lead({ ...tried(1), weekday: 6 }))).toBeGreaterThan(0.8);
    expect(ratio(estimator, lead({ ...tried(1), weekday: 2 }), lead({ ...tried(1), weekday: 6 }))).toBeLessThan(1.25);
    expect(ratio(estimator, tried(2), tried(1))).toBeGreaterThan(0.75);
    expect(ratio(estimator, tried(2), tried(1))).toBeLessThan(1.33);
  });
  it.each(['one', 'two', 'three'])('tells apart what comes together: often tried leads are dialed in the evening (seed %s)', (seed) => {
    const world = { ...PLANTED, late: true };
    const estimator = planted(seed, world);
    // Taken by themselves the evenings look hardly better: 2 × (3/8 + 5/8 × 0.3) = 1.13.
    const mean = (hours: readonly number[]): number => hours.reduce((sum, hour) => sum + estimator.of(cellsOf(tried(3, hour))), 0) / hours.length;
    expect(mean([18, 19, 20]) / mean([9, 10, 11, 12, 13, 14])).toBeGreaterThan(1.35);
    expect(mean([18, 19, 20]) / mean([9, 10, 11, 12, 13, 14])).toBeLessThan(2.4);
    expect(ratio(estimator, tried(6, 19), tried(3, 19))).toBeLessThan(0.45);
  });
  it('averages 1 over what was dialed, in all and in each part of it', () => {
    const estimator = new AnswerShare(0.2);
    const sums = { all: [0, 0], late: [0, 0], liveLate: 0, liveAll: 0 };
    let heard = 0;
    live(new SeededDice('mean'), PLANTED, 20, 200, (batch, shares) => {
      for (const [i, share] of shares.entries()) {
        heard += 1;
        if (heard < 10_000) continue;
        const call = batch[i]!;
        sums.all[0]! += share; sums.all[1]! += 1;
        if (call.live) sums.liveAll += 1;
        if ((call.cells[0] ?? 0) < 18) continue;
        sums.late[0]! += share; sums.late[1]! += 1;
        if (call.live) sums.liveLate += 1;
      }
    }, estimator);
    expect(sums.all[0]! / sums.all[1]!).toBeGreaterThan(0.96);
    expect(sums.all[0]! / sums.all[1]!).toBeLessThan(1.04);
    // The evenings' shares add up to the evenings' answers.
    const base = sums.liveAll / sums.all[1]!;
    expect((base * sums.late[0]!) / sums.liveLate).toBeGreaterThan(0.9);
    expect((base * sums.late[0]!) / sums.liveLate).toBeLessThan(1.1);
  });
  it('forgets: evenings that stop answering are believed within some thousands of calls', () => {
    const estimator = planted('forgets');
    live(new SeededDice('later'), { ...PLANTED, evening: 1 }, 20, 200, () => undefined, estimator);
    expect(ratio(estimator, tried(1, 19), tried(1, 11))).toBeLessThan(1.35);
  });
  it('a value rarely met moves nothing', () => {
    const estimator = new AnswerShare(0.2);
    estimator.learn(Array.from({ length: 3 }, () => ({ cells: cellsOf(lead({ last: 'busy', attempts: 1, since: HOUR / 2 })), live: true })), 0);
    expect(ratio(estimator, lead({ last: 'busy', attempts: 1, since: HOUR / 2 }), lead())).toBeLessThan(1.4);
  });

  const features: fc.Arbitrary<ShareFeatures> = fc.record({
    hour: fc.integer({ min: -1, max: 30 }), weekday: fc.integer({ min: 0, max: 9 }), attempts: fc.integer({ min: 0, max: 1_000 }),
    last: fc.oneof(fc.constant(null), fc.constantFrom(...OUTCOMES)), since: fc.oneof(fc.constant(null), fc.double({ min: -1, max: 1e12, noNaN: true })),
  });
  const batches = fc.array(fc.tuple(fc.array(fc.record({ cells: features.map(cellsOf), live: fc.boolean() }), { maxLength: 30 }), fc.integer({ min: -10_000, max: 400 * HOUR })), { maxLength: 12 });
  it('is a number between its limits, whatever is heard', () => {
    fc.assert(fc.property(batches, features, fc.constantFrom(1e-6, 0.2, 1), (heard, asked, prior) => {
      const estimator = new AnswerShare(prior);
      let at = 0;
      for (const [calls, by] of heard) { at += by; estimator.learn(calls, at); }
      const share = estimator.of(cellsOf(asked));
      expect(share).toBeGreaterThanOrEqual(LEAST_SHARE);
      expect(share).toBeLessThanOrEqual(MOST_SHARE);
    }), { seed: 41, numRuns: 300 });
  });
  it('does not depend on the order of calls learned together', () => {
    fc.assert(fc.property(batches, fc.integer(), (heard, salt) => {
      const [straight, shuffled] = [new AnswerShare(0.2), new AnswerShare(0.2)];
      const dice = new SeededDice(salt);
      for (const [calls, at] of heard) {
        straight.learn(calls, at);
        shuffled.learn([...calls].map((call) => ({ call, by: dice.next() })).sort((a, b) => a.by - b.by).map(({ call }) => call), at);
      }
      expect(shuffled.state()).toEqual(straight.state());
    }), { seed: 42, numRuns: 200 });
  });
  it('goes on after a restart as if nothing had been, through JSON; another version is not believed', () => {
    const before = planted('kept', PLANTED, 2);
    const again = new AnswerShare(0.2, JSON.parse(JSON.stringify(before.state())) as ShareState);
    for (const estimator of [before, again]) live(new SeededDice('on'), PLANTED, 1, 100, () => undefined, estimator);
    expect(again.state()).toEqual(before.state());
    const old = new AnswerShare(0.2, { ...before.state(), seen: [1, 2] });
    expect(old.of(cellsOf(tried(6)))).toBe(1);
  });
});
