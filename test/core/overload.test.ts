import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atEase, judgeLoad, LOAD_DEFAULTS, LOAD_LEVELS, loadText, type LoadSignals, type LoadState } from '../../src/core/overload/guard.js';

const quiet: LoadSignals = { loopDelay: 5, writerQueue: 3, eventLag: 1 };
const S = LOAD_DEFAULTS;
/** A look each second. */
const play = (looks: readonly Partial<LoadSignals>[], from: LoadState = atEase(0)): readonly LoadState[] => {
  let state = from;
  return looks.map((one, n) => (state = judgeLoad(state, { ...quiet, ...one }, (n + 1) * 1_000, S)));
};
const levels = (looks: readonly Partial<LoadSignals>[]): string => play(looks).map((one) => one.level[0]).join('');

describe('how much the server still takes on', () => {
  it('gets worse at once, by whichever signal', () => {
    expect(levels([{}, { loopDelay: 200 }])).toBe('ns');
    expect(levels([{ writerQueue: 500 }, { writerQueue: 1_500 }])).toBe('ss');
    expect(play([{ writerQueue: 1_500 }])[0]).toMatchObject({ level: 'stop', because: { signal: 'writerQueue', value: 1_500 } });
    expect(play([{ eventLag: 600, loopDelay: 900 }])[0]).toMatchObject({ level: 'stop', because: { signal: 'loopDelay' } });
  });
  it('gets better one level at a time, each after ten seconds of calm', () => {
    const states = play([{ loopDelay: 2_000 }, ...Array.from({ length: 25 }, () => ({}))]);
    expect(states.map((one) => one.level)).toEqual([...Array.from({ length: 11 }, () => 'stop'), ...Array.from({ length: 11 }, () => 'slow'), ...Array.from({ length: 4 }, () => 'normal')]);
  });
  it('does not swing: a signal that keeps coming back near its threshold holds the level', () => {
    const looks = [{ loopDelay: 250 }, ...Array.from({ length: 60 }, (_, n) => ({ loopDelay: n % 5 === 0 ? 150 : 10 }))];
    expect(new Set(play(looks).map((one) => one.level))).toEqual(new Set(['slow']));
  });
  it('never leaves a level before its calm, whatever is measured (property)', () => {
    const look = fc.record({ loopDelay: fc.double({ min: 0, max: 3_000, noNaN: true }), writerQueue: fc.nat(4_000), eventLag: fc.double({ min: 0, max: 5_000, noNaN: true }) });
    fc.assert(fc.property(fc.array(look, { maxLength: 80 }), (looks) => {
      const states = [atEase(0), ...play(looks)];
      for (const [n, state] of states.entries()) {
        const before = states[n - 1];
        if (before === undefined) continue;
        const step = LOAD_LEVELS.indexOf(state.level) - LOAD_LEVELS.indexOf(before.level);
        expect(step).toBeGreaterThanOrEqual(-1);
        if (step < 0) for (const one of looks.slice(Math.max(0, n - 1 - 10), n)) for (const name of ['loopDelay', 'writerQueue', 'eventLag'] as const) expect(one[name]).toBeLessThan(S[before.level === 'stop' ? 'stop' : 'slow'][name] * S.leaveAt);
        const over = (['loopDelay', 'writerQueue', 'eventLag'] as const).some((name) => (looks[n - 1]?.[name] ?? 0) >= S.stop[name]);
        if (over) expect(state.level).toBe('stop');
      }
    }));
  });
  it('says why in figures', () => {
    expect(loadText(play([{ writerQueue: 2_000 }])[0]!)).toBe('the server is overloaded, nothing new is dialed: 2000 moves wait for the database');
    expect(loadText(play([{ eventLag: 700 }])[0]!)).toBe('the server is near its limit, fewer calls are dialed: the switch’s events come 700 ms late');
    expect(loadText(atEase(0))).toBe('the server has room');
  });
});
