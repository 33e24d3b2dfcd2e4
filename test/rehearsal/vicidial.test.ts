/** The emulation of VICIdial against known moves of its dial level. */
import { describe, expect, it } from 'vitest';
import { nextLevel, type LevelInput } from '../../src/core/rehearsal/vicidial.js';

/** Defaults; 10 agents, 1000 calls today, in the middle of the day. */
const usual: LevelInput = { method: 'average', level: 1, difference: 0, agents: 10, differenceTarget: 0, intensity: 0, maximum: 3, callsToday: 1000, dropPercent: 0, dropLimit: 3, callsLastMinute: 0, dropPercentLastMinute: 0, hhmmLeft: 1200 };

describe('the dial level', () => {
  it.each<[Partial<LevelInput>, number]>([
    [{ level: 1, difference: 2 }, 1.2], [{ level: 2.4, difference: 0 }, 2.4], [{ level: 2.4, difference: -1.5 }, 2.04], [{ level: 2, difference: 1, intensity: 40 }, 2.28], [{ level: 2, difference: -1, intensity: 40 }, 1.88],
    [{ level: 2.9, difference: 3 }, 3], [{ level: 2.8, dropPercent: 3.01 }, 1.4], [{ level: 2.8, dropPercent: 3 }, 2.8], [{ level: 2.8, callsToday: 50, dropPercent: 20 }, 2.8], [{ method: 'hard', level: 2.8, difference: 2, dropPercent: 3.5 }, 1],
  ])('%j → %s', (given, level) => { expect(nextLevel({ ...usual, ...given })).toBeCloseTo(level, 9); });
  it.each<[Partial<LevelInput>, number]>([
    // Tapered: × hours left as HHMM ÷ 1000, at most 1; after the latest time 1.
    [{ method: 'tapered', level: 2.8, dropPercent: 5, hhmmLeft: 1200 }, 2.8], [{ method: 'tapered', level: 2.8, dropPercent: 5, hhmmLeft: 500 }, 1.4], [{ method: 'tapered', level: 2.8, dropPercent: 5, hhmmLeft: -1 }, 1],
    // More than half dropped in the last minute halves it, whatever the day was.
    [{ level: 2.8, callsLastMinute: 21, dropPercentLastMinute: 51 }, 1.4], [{ level: 2.8, callsLastMinute: 20, dropPercentLastMinute: 51 }, 2.8],
    [{ level: 1.2, dropPercent: 9 }, 1], [{ level: 2, difference: 1, differenceTarget: -1 }, 2], [{ level: 2, difference: 1, agents: 0 }, 2],
  ])('%j → %s (by the script)', (given, level) => { expect(nextLevel({ ...usual, ...given })).toBeCloseTo(level, 9); });
});
