/** How many lines to place, and how fast a trunk takes them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decidePacing, overflowShare, type PacingSnapshot } from '../../src/core/pacing/predictive.js';
import { giveBack, hasRoom, idleMeter, spacing, take, type TrunkMeter } from '../../src/core/pacing/trunk-meter.js';
import { SeededDice } from '../../src/sim/rng.js';

const RUNS = { seed: 20_261_121, numRuns: 2_000 };
const snapshots = fc.record({
  mode: fc.constantFrom<PacingSnapshot['mode']>('progressive', 'predictive', 'predictive', 'predictive'),
  ready: fc.integer({ min: 0, max: 60 }), ringing: fc.integer({ min: 0, max: 100 }), waiting: fc.integer({ min: 0, max: 10 }), connected: fc.integer({ min: 0, max: 2_000 }), abandoned: fc.integer({ min: 0, max: 80 }),
  finished: fc.integer({ min: 0, max: 400 }), share: fc.double({ min: 0, max: 1, noNaN: true }), abandonTarget: fc.double({ min: 0, max: 0.05, noNaN: true }), maxDialLevel: fc.double({ min: 1, max: 5, noNaN: true }),
  trunkRoom: fc.integer({ min: 0, max: 200 }), hopper: fc.integer({ min: 0, max: 200 }),
}).map(({ share, ...rest }): PacingSnapshot => ({ ...rest, answered: Math.floor(rest.finished * share), trouble: null, at: 0 }));
const calm: PacingSnapshot = { mode: 'predictive', ready: 10, ringing: 0, waiting: 0, abandoned: 0, connected: 0, finished: 400, answered: 120, abandonTarget: 0.03, maxDialLevel: 3, trunkRoom: 1_000, hopper: 1_000, trouble: null, at: 0 };

describe('the pacer', () => {
  it('never exceeds the trunks’ room, the hopper, the dial level; and says why', () => {
    fc.assert(fc.property(snapshots, (s) => {
      const { dial, because } = decidePacing(s);
      expect(Number.isInteger(dial)).toBe(true);
      expect(dial).toBeGreaterThanOrEqual(0);
      expect(dial).toBeLessThanOrEqual(Math.min(s.trunkRoom, s.hopper));
      const free = Math.max(0, s.ready - s.waiting);
      if (dial > 0) expect(dial + s.ringing).toBeLessThanOrEqual(s.mode === 'progressive' ? free : Math.max(free, Math.floor(free * s.maxDialLevel)));
      expect(because).not.toBe('');
    }), RUNS);
  });
  it('one more ready collector never means fewer lines', () => {
    fc.assert(fc.property(snapshots, (s) => decidePacing({ ...s, ready: s.ready + 1 }).dial >= decidePacing(s).dial), RUNS);
  });
  it('one more waiting customer, or one more line ringing, never means more', () => {
    fc.assert(fc.property(snapshots, (s) => decidePacing({ ...s, waiting: s.waiting + 1 }).dial <= decidePacing(s).dial && decidePacing({ ...s, ringing: s.ringing + 1 }).dial <= decidePacing(s).dial), RUNS);
  });
  it('dials nothing in trouble, and says the trouble', () => {
    fc.assert(fc.property(snapshots, (s) => { expect(decidePacing({ ...s, trouble: 'the switch fs1 does not answer' })).toEqual({ dial: 0, because: 'the switch fs1 does not answer' }); }), RUNS);
  });
  it('leaves manual and preview to people', () => {
    for (const mode of ['manual', 'preview'] as const) expect(decidePacing({ ...calm, mode }).dial).toBe(0);
  });
  it('learns first: one line for each ready collector until 30 attempts are finished', () => {
    expect(decidePacing({ ...calm, finished: 29, answered: 0 }).dial).toBe(10);
    expect(decidePacing({ ...calm, finished: 30, answered: 0 }).dial).toBeGreaterThan(10);
  });
  it('is progressive once the budget is spent', () => {
    expect(decidePacing({ ...calm, abandoned: 50, connected: 950 }).dial).toBe(10);
    expect(decidePacing({ ...calm, abandonTarget: 0 }).dial).toBe(10);
  });
  it('the expected share of answered calls that find nobody is within what the budget leaves (Monte Carlo)', () => {
    const dice = new SeededDice('pacing');
    for (const free of [1, 3, 8, 30]) {
      for (const rate of [0.1, 0.3, 0.6, 0.9]) {
        for (const spent of [0, 0.02]) {
          const connected = 2_000;
          const s = { ...calm, ready: free, answered: Math.round(400 * rate), connected, abandoned: Math.round((connected * spent) / (1 - spent)), maxDialLevel: 5 };
          const lines = decidePacing(s).dial;
          const allowance = 0.03 - Math.max(0, spent - 0.015);
          let answered = 0;
          let lost = 0;
          for (let round = 0; round < 3_000; round += 1) {
            let heard = 0;
            for (let line = 0; line < lines; line += 1) if (dice.next() < rate) heard += 1;
            answered += heard;
            lost += Math.max(0, heard - free);
          }
          expect(lost / Math.max(1, answered), `${free} free, rate ${rate}, spent ${spent}: ${lines} lines`).toBeLessThanOrEqual(allowance + 0.004);
        }
      }
    }
  });
  it('the overflow of a binomial is what a simulation counts', () => {
    const dice = new SeededDice('overflow');
    for (const [lines, rate, free] of [[10, 0.3, 3], [5, 0.9, 1], [40, 0.2, 10], [3, 0.5, 3]] as const) {
      let answered = 0;
      let lost = 0;
      for (let round = 0; round < 40_000; round += 1) {
        let heard = 0;
        for (let line = 0; line < lines; line += 1) if (dice.next() < rate) heard += 1;
        answered += heard;
        lost += Math.max(0, heard - free);
      }
      expect(Math.abs(overflowShare(lines, rate, free) - lost / answered)).toBeLessThan(0.01);
    }
  });
  it('an overflow grows with the lines and shrinks with the collectors', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 80 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 40 }), (lines, rate, free) => {
      const share = overflowShare(lines, rate, free);
      return share >= 0 && share <= 1 && overflowShare(lines + 1, rate, free) >= share - 1e-9 && overflowShare(lines, rate, free + 1) <= share + 1e-9;
    }), RUNS);
  });
});

describe('a trunk’s rhythm', () => {
  /** Takes whenever there is room, asking at uneven moments as a busy process does. */
  function starts(callsPerSecond: number, maxCalls: number, gaps: readonly number[]): number[] {
    const limits = { callsPerSecond, maxCalls };
    const taken: number[] = [];
    let meter: TrunkMeter = idleMeter;
    let now = 1_000_000;
    for (const gap of gaps) {
      now += gap;
      while (hasRoom(meter, limits, now)) { meter = take(meter, limits, now); taken.push(now); }
    }
    return taken;
  }
  const rates = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.1, max: 5, noNaN: true }));
  const uneven = fc.array(fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 400 }), fc.constant(5_000)), { minLength: 50, maxLength: 400 });
  it('never more than its calls per second and one in any second, and never two at once', () => {
    fc.assert(fc.property(rates, uneven, (cps, gaps) => {
      const taken = starts(cps, 100_000, gaps);
      for (let first = 0, last = 0; last < taken.length; last += 1) {
        while (taken[last]! - taken[first]! >= 1_000) first += 1;
        if (last - first + 1 > cps + 1 + 1e-6) throw new Error(`${last - first + 1} in one second of ${cps}`);
        if (last > 0 && taken[last]! - taken[last - 1]! < spacing(cps) - 5 - 1e-6) throw new Error('two came closer than the spacing');
      }
    }), { ...RUNS, numRuns: 300 });
  });
  it('keeps its rate when asked in time: lateness of a timer costs nothing', () => {
    for (const cps of [1, 7, 30, 100]) {
      const taken = starts(cps, 100_000, Array.from({ length: 20_000 }, (_, n) => (n % 3 === 0 ? 2 : 0.5)));
      const seconds = (taken.at(-1)! - taken[0]!) / 1_000;
      expect((taken.length - 1) / seconds / cps).toBeGreaterThan(0.98);
    }
  });
  it('never more calls than lines, and a line given back is one again', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), uneven, (maxCalls, gaps) => starts(100, maxCalls, gaps).length <= maxCalls), { ...RUNS, numRuns: 100 });
    let meter = take(idleMeter, { callsPerSecond: 1 }, 0);
    expect(hasRoom(meter, { maxCalls: 1 }, 10_000)).toBe(false);
    meter = giveBack(meter);
    expect(hasRoom(meter, { maxCalls: 1 }, 10_000)).toBe(true);
    expect(giveBack(meter).calls).toBe(0);
  });
});
