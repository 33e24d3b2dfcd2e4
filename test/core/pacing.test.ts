/** How fast a trunk takes calls. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveBack, hasRoom, idleMeter, spacing, take, type TrunkMeter } from '../../src/core/pacing/trunk-meter.js';

const RUNS = { seed: 20_261_121, numRuns: 2_000 };

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
