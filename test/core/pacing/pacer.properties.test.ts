/** What holds of the pacer whatever it is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePacer } from '../../../src/core/pacing/pacer.js';
import { DEFAULT_PACER, type Decision, type PacerState, type PacingSnapshot } from '../../../src/core/pacing/types.js';
import { renderBecause } from '../../../src/core/pacing/because.js';
import { budget, eventsUntil, KNOWS, knowing, ringing, snapshots, T0 } from './support.js';

const RUNS = { seed: 20_261_122, numRuns: 150 };
const NEW = null;
const states = fc.constantFrom<PacerState | null>(KNOWS, KNOWS, NEW);
const decide = (state: PacerState | null, s: PacingSnapshot): Decision => makePacer(DEFAULT_PACER, state).decide([], s);
const inAir = (s: PacingSnapshot): number => s.ringing.length + s.screening.length;
const floor = (s: PacingSnapshot): number => Math.max(0, s.ready - s.reservedForInbound - s.waiting - inAir(s));
const sizes = fc.constantFrom(2, 6, 30).chain(snapshots);

describe('the pacer’s limits', () => {
  it('never places more lines than any of the caps, and names its leads in order', () => {
    fc.assert(fc.property(states, sizes, (state, s) => {
      const { dial, picks, cancel, because } = decide(state, s);
      expect(picks.length).toBe(dial);
      expect(picks.every((pick, i) => Number.isInteger(pick) && pick < s.leads && (i === 0 || pick > picks[i - 1]!))).toBe(true);
      expect(dial).toBeLessThanOrEqual(Math.min(s.leads, s.limits.freeLines ?? Infinity, s.limits.startsLeft ?? Infinity));
      if (dial > 0) expect(dial + inAir(s) - cancel.length).toBeLessThanOrEqual(s.limits.linesPerCollector * (s.ready + s.busy.length));
      for (const figure of [because.risk, because.threshold, because.allowance, because.freeing, because.expectedAnswers, because.answerShare, because.budgetLeft]) expect(Number.isFinite(figure)).toBe(true);
      expect(renderBecause({ dial, cancel, because })).toMatch(/\S/);
    }), RUNS);
  });
  it('places nothing beyond one line per ready collector when the budget is zero', () => {
    const spent = fc.constantFrom(
      budget(1_000, 100), budget(0, 0, { target: 0 }), budget(1_000, 0, { windows: [] }),
      budget(1_000, 0, { windows: [{ kind: '24h', live: 1_000, abandoned: 0, left: 3_600_000 }, { kind: '30d', live: 10_000, abandoned: 900, left: null }] }),
      budget(100, 40, { windows: [{ kind: '30d', live: 10_000, abandoned: 400, left: null }] }),
    );
    fc.assert(fc.property(states, sizes, spent, (state, s, zero) => {
      const decision = decide(state, { ...s, budget: zero });
      expect(decision.because.threshold).toBe(0);
      // A cancelled long ring leaves its place to a fresh line at most.
      expect(decision.dial).toBeLessThanOrEqual(floor({ ...s, ringing: s.ringing.slice(decision.cancel.length) }));
    }), RUNS);
  });
  it('places nothing at the stop level, in trouble, in manual and preview, with nobody logged in', () => {
    fc.assert(fc.property(states, sizes, (state, s) => {
      const stop = decide(state, { ...s, budget: budget(200, 12, { stop: { share: 0.06, fromLive: 200 } }) });
      expect([stop.dial, stop.cancel.length, stop.because.limitedBy]).toEqual([0, 0, 'stop']);
      const trouble = decide(state, { ...s, trouble: 'the switch fs1 does not answer' });
      expect([trouble.dial, trouble.cancel.length, renderBecause(trouble)]).toEqual([0, 0, 'the switch fs1 does not answer']);
      for (const kind of ['manual', 'preview'] as const) expect(decide(state, { ...s, mode: { kind } }).dial).toBe(0);
      expect(decide(state, { ...s, ready: 0, busy: [] }).dial).toBe(0);
    }), { ...RUNS, numRuns: 80 });
    expect(decide(KNOWS, { ...snapshotWith(5), budget: budget(199, 12, { stop: { share: 0.06, fromLive: 200 } }) }).because.limitedBy).not.toBe('stop');
  });
  it('cancels only what rang 15 s and the setting, only when asked', () => {
    fc.assert(fc.property(states, sizes, (state, s) => {
      const { cancel } = decide(state, s);
      const after = s.levers.cancelAfterRing;
      if (after === null || s.mode.kind === 'progressive') expect(cancel).toEqual([]);
      for (const key of cancel) expect(s.ringing.find((call) => call.key === key)!.since18x!).toBeGreaterThanOrEqual(Math.max(15_000, after ?? Infinity));
    }), RUNS);
  });
});
const snapshotWith = (ready: number): PacingSnapshot => ({ ...fc.sample(snapshots(2), { seed: 1, numRuns: 1 })[0]!, ready, trouble: null, leads: 1_000 });

describe('more risk never means more lines', () => {
  const plain = sizes.map((s): PacingSnapshot => ({ ...s, levers: { ...s.levers, cancelAfterRing: null } }));
  const worse: readonly (readonly [string, (s: PacingSnapshot) => PacingSnapshot])[] = [
    ['one collector less', (s) => ({ ...s, ready: Math.max(0, s.ready - 1) })],
    ['one answered call more waits', (s) => ({ ...s, waiting: s.waiting + 1 })],
    ['one line more rings', (s) => ({ ...s, ringing: [...s.ringing, ringing('more', 6_000)] })],
    ['one busy collector will leave', (s) => ({ ...s, busy: s.busy.map((one, i) => (i === 0 ? { ...one, leaving: true } : one)) })],
    ['leads that answer twice as often', (s) => ({ ...s, next: Array.from({ length: 400 }, () => ({ share: 2, group: null })) })],
    ['one more kept for inbound', (s) => ({ ...s, reservedForInbound: s.reservedForInbound + 1 })],
    ['another campaign dials for the same collectors', (s) => ({ ...s, rivals: [{ lines: 3, mean: s.rivals[0]?.mean ?? Array.from({ length: 14 }, (_, k) => 0.05 * k), variance: Array.from({ length: 14 }, (_, k) => 0.04 * k) }] })],
    ['five more abandoned', (s) => ({ ...s, budget: { ...s.budget, windows: s.budget.windows.map((one) => ({ ...one, abandoned: one.abandoned + 5 })) } })],
  ];
  for (const [what, change] of worse) {
    it(what, () => {
      fc.assert(fc.property(states, plain, (state, s) => decide(state, change(s)).dial <= decide(state, s).dial), { ...RUNS, numRuns: 120 });
    });
  }
  it('a smaller fixed risk', () => {
    fc.assert(fc.property(states, plain, fc.double({ min: 0, max: 0.05, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (state, s, risk, part) =>
      decide(state, { ...s, mode: { kind: 'nearZero', risk: risk * part } }).dial <= decide(state, { ...s, mode: { kind: 'nearZero', risk } }).dial), RUNS);
  });
});

describe('the pacer is a function', () => {
  const ticks = fc.array(fc.tuple(fc.integer({ min: 250, max: 6_000 }), fc.constantFrom(2, 8).chain(snapshots)), { minLength: 2, maxLength: 25 })
    .chain((all) => {
      let at = T0;
      const steps = all.map(([gap, s]) => { at += gap; return { ...s, at }; });
      return fc.tuple(...steps.map((s) => fc.tuple(eventsUntil(s.at), fc.constant(s))));
    });
  it('the order of events within a tick, and of a snapshot’s lists, does not matter', () => {
    fc.assert(fc.property(states, ticks, (state, steps) => {
      const [one, other] = [makePacer(DEFAULT_PACER, state), makePacer(DEFAULT_PACER, state)];
      for (const [events, s] of steps) {
        const a = one.decide(events, s);
        const b = other.decide([...events].reverse(), s);
        expect(b).toEqual(a);
        const turned = { ...s, ringing: [...s.ringing].reverse(), screening: [...s.screening].reverse(), busy: [...s.busy].reverse() };
        const c = makePacer(DEFAULT_PACER, one.state()).decide([], turned);
        const d = makePacer(DEFAULT_PACER, one.state()).decide([], s);
        expect([c.dial, c.picks, c.cancel, c.because.limitedBy]).toEqual([d.dial, d.picks, d.cancel, d.because.limitedBy]);
      }
      expect(other.state()).toEqual(one.state());
    }), { ...RUNS, numRuns: 25 });
  });
  it('decides after saving and restoring, at any moment, as it would have without', () => {
    fc.assert(fc.property(states, ticks, fc.integer({ min: 0, max: 24 }), (state, steps, when) => {
      const one = makePacer(DEFAULT_PACER, state);
      let other = makePacer(DEFAULT_PACER, state);
      for (const [i, [events, s]] of steps.entries()) {
        if (i === when % steps.length) other = makePacer(DEFAULT_PACER, JSON.parse(JSON.stringify(other.state())) as PacerState);
        expect(other.decide(events, s)).toEqual(one.decide(events, s));
      }
      expect(other.state()).toEqual(one.state());
    }), { ...RUNS, numRuns: 40 });
  });
  it('a saved state is a copy', () => {
    const pacer = knowing();
    const before = pacer.state();
    const kept = JSON.stringify(before);
    pacer.decide([{ kind: 'answer', result: 'abandoned', at: T0 }], snapshotWith(3));
    expect(JSON.stringify(before)).toBe(kept);
    expect(JSON.stringify(pacer.state())).not.toBe(kept);
  });
});
