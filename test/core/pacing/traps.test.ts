/** Situations that undo other dialers, and what the pacer says of them. */
import { describe, expect, it } from 'vitest';
import { renderBecause } from '../../../src/core/pacing/because.js';
import { makePacer } from '../../../src/core/pacing/pacer.js';
import { DEFAULT_PACER, type Decision, type Pacer, type PacingEvent, type PacingSnapshot } from '../../../src/core/pacing/types.js';
import { BASE, runDay, World } from '../../../src/core/rehearsal/index.js';
import { productPolicy } from '../../../src/core/rehearsal/product.js';
import { budget, calm, knowing, KNOWS, ringing, T0, talking } from './support.js';

const theta = (pacer: Pacer): number => Math.exp(pacer.state().numbers['budget.theta']![0]!);
const busy = (n: number, elapsed = 30_000): PacingSnapshot['busy'] => Array.from({ length: n }, (_, i) => talking(`a${i}`, elapsed + 1_000 * i));
const air = (n: number, age = 6_000): PacingSnapshot['ringing'] => Array.from({ length: n }, (_, i) => ringing(`c${i}`, age + 100 * (i % 40)));
const first = (change: Partial<PacingSnapshot>, pacer: Pacer = knowing()): Decision => pacer.decide([], { ...calm, ...change });

/** Ten connected answers a second for so long, the floor as given. */
function quiet(pacer: Pacer, seconds: number, change: Partial<PacingSnapshot>, from = 0): void {
  for (let t = 2 * from + 1; t <= (from + seconds) * 2; t += 1) {
    const at = T0 + t * 500;
    pacer.decide(Array.from({ length: 5 }, (): PacingEvent => ({ kind: 'answer', result: 'connected', at })), { ...calm, at, ...change, budget: budget(1_000 + 5 * t, 20) });
  }
}

describe('windup', () => {
  it('nothing is saved up while 300 collectors log in within ten minutes', () => {
    const scenario = { ...BASE, agents: 300, duration: 900, tick: 0.5, login: { kind: 'uniform', min: 0, max: 600 } as const };
    const pacer = makePacer(DEFAULT_PACER);
    let most = 0;
    const day = runDay(new World(scenario, 1001), productPolicy(scenario, { kind: 'predictive' }, pacer), {
      trace: (view) => { if (view.loggedIn >= 20) most = Math.max(most, view.ringing.length / view.loggedIn); },
    });
    expect(day.connects).toBeGreaterThan(500);
    expect(day.abandon).toBeLessThan(0.05);
    expect(most).toBeLessThan(5);
    expect(theta(pacer)).toBeLessThan(0.2);
  });
  it('a threshold that nothing presses against does not rise: lines and calls per second as the limit', () => {
    for (const limits of [{ freeLines: 0, startsLeft: null, linesPerCollector: 20 }, { freeLines: null, startsLeft: 0, linesPerCollector: 20 }]) {
      const pacer = knowing();
      // What limits is noticed over some fifteen seconds.
      quiet(pacer, 120, { ready: 40, limits });
      const before = theta(pacer);
      expect(before).toBeLessThan(0.2);
      quiet(pacer, 600, { ready: 40, limits }, 120);
      expect(theta(pacer) / before).toBeLessThan(1.02);
    }
    const pressed = knowing();
    const before = theta(pressed);
    quiet(pressed, 30, { ready: 0, busy: busy(40), ringing: air(200) });
    expect(theta(pressed)).toBeGreaterThan(before * 2);
  });
  it('a mode with a risk of its own leaves no raised threshold behind', () => {
    const pacer = knowing();
    const before = theta(pacer);
    quiet(pacer, 30, { mode: { kind: 'nearZero', risk: 0.001 }, ready: 0, busy: busy(40), ringing: air(200) });
    expect(theta(pacer)).toBeLessThanOrEqual(before);
  });
});

describe('the budget', () => {
  it('in debt it is progressive until the debt is worked off, then dials ahead again', () => {
    const debt = { ready: 5, busy: busy(25) };
    const spent = first({ ...debt, budget: budget(1_000, 60) });
    expect([spent.dial, spent.because.limitedBy]).toEqual([5, 'budget']);
    expect(spent.because.budgetLeft).toBeCloseTo(-30.5);
    expect(first({ ...debt, budget: budget(2_200, 60) }).dial).toBeGreaterThan(5);
  });
  it('an abandoned answer lowers the threshold more than a connected one raises it', () => {
    const [lost, kept] = [knowing(), knowing()];
    const before = theta(lost);
    lost.decide([{ kind: 'answer', result: 'abandoned', at: T0 }], { ...calm, ready: 0, busy: busy(10) });
    kept.decide([{ kind: 'answer', result: 'connected', at: T0 }], { ...calm, ready: 0, busy: busy(10) });
    expect(before / theta(lost)).toBeGreaterThan(theta(kept) / before);
  });
  it('the month’s ledger holds today’s share down, and never raises it above the day’s own', () => {
    const today = { kind: '24h', live: 500, abandoned: 10, left: 4 * 3_600_000 } as const;
    const allowance = (abandoned: number): number => first({ budget: budget(0, 0, { windows: [today, { kind: '30d', live: 20_000, abandoned, left: null }] }) }).because.allowance;
    expect(allowance(100)).toBeCloseTo(first({ budget: budget(0, 0, { windows: [today] }) }).because.allowance, 12);
    expect(allowance(605)).toBeLessThan(allowance(100));
    expect(allowance(700)).toBe(0);
  });
});

describe('who may take the call', () => {
  it('a lead bound to a team of whom nobody is here is passed over; the next is dialed', () => {
    const next = [{ share: 1, group: 'north' }, { share: 1, group: null }, { share: 1, group: 'south' }];
    const { picks } = first({ ready: 2, next, leads: 3, groups: [{ key: 'north', ready: 0, waiting: 0 }, { key: 'south', ready: 1, waiting: 0 }], mode: { kind: 'progressive' } });
    expect(picks).toEqual([1, 2]);
  });
  it('many for one team are dialed by that team’s balance, not by the whole floor’s', () => {
    const next = Array.from({ length: 50 }, () => ({ share: 1, group: 'north' }));
    const bound = first({ ready: 10, next, leads: 50, groups: [{ key: 'north', ready: 1, waiting: 0 }] }).dial;
    const one = first({ ready: 1, leads: 50 }).dial;
    expect(bound).toBeGreaterThanOrEqual(1);
    expect(bound).toBeLessThanOrEqual(one);
    expect(first({ ready: 10, leads: 50 }).dial).toBeGreaterThan(10);
  });
  it('collectors kept for inbound are not dialed for', () => {
    expect(first({ ready: 3, reservedForInbound: 3, mode: { kind: 'progressive' } }).dial).toBe(0);
    expect(first({ ready: 3, reservedForInbound: 1, mode: { kind: 'progressive' } }).dial).toBe(2);
  });
  it('two campaigns on the same collectors do not both dial for them', () => {
    const one = first({ ready: 5 });
    const other = first({ ready: 5, rivals: [one.demand] });
    expect(one.dial).toBeGreaterThan(5);
    expect(other.dial).toBeLessThan(one.dial / 2);
  });
});

describe('levers', () => {
  it('a known end of wrap-up is dialed for', () => {
    const soon = Array.from({ length: 6 }, (_, i) => talking(`a${i}`, 3_000, { phase: 'wrap', endsIn: 4_000 }));
    const lines = (knownWrapEnd: boolean): number => first({ ready: 0, busy: soon, levers: { ...calm.levers, knownWrapEnd } }).dial;
    expect(lines(true)).toBeGreaterThan(lines(false));
  });
  it('at risk the longest rings are given up first, those under 15 s never', () => {
    const calls = [ringing('long', 24_000), ringing('longer', 26_000), ringing('short', 14_000), ringing('young', 5_000), ringing('younger', 4_000)];
    const levers = { ...calm.levers, cancelAfterRing: 10_000 };
    expect([...first({ ready: 0, busy: busy(2), ringing: calls, levers }).cancel].sort()).toEqual(['long', 'longer']);
    expect(first({ ready: 10, ringing: calls, levers }).cancel).toEqual([]);
  });
});

describe('a restart', () => {
  it('begins sanely with nothing known', () => {
    const { dial, because } = makePacer(DEFAULT_PACER).decide([], calm);
    expect(dial).toBeGreaterThanOrEqual(3);
    expect(dial).toBeLessThan(20);
    expect(because.answerShare).toBeGreaterThan(0.1);
  });
  it('does not believe a state of another version', () => {
    const other: unknown = { ...KNOWS, version: 2 };
    expect(makePacer(DEFAULT_PACER, other as typeof KNOWS).decide([], calm)).toEqual(makePacer(DEFAULT_PACER).decide([], calm));
  });
});

describe('why, in one line', () => {
  it('names what limited', () => {
    expect(renderBecause(first({ ready: 3, mode: { kind: 'progressive' } }))).toMatch(/^dial 3: 3 ready, .*one line per ready collector$/);
    expect(renderBecause(first({ ready: 3, busy: busy(4), ringing: air(2) }))).toMatch(/^dial \d+: 3 ready, \d\.\d of 4 free within 10 s; 2 ringing, \d\.\d answers expected at \d+\.\d %; risk .* allowed$/);
    expect(renderBecause(first({ ready: 3, budget: budget(1_000, 60) }))).toContain('the abandonment budget is spent (-30.5 left)');
    expect(renderBecause(first({ ready: 3, leads: 2 }))).toContain('no more leads');
    expect(renderBecause(first({ ready: 3, limits: { ...calm.limits, freeLines: 1 } }))).toContain('no more trunk lines');
    expect(renderBecause(first({ mode: { kind: 'preview' } }))).toBe('preview mode: people dial');
    expect(renderBecause(first({ ready: 0 }))).toBe('no collector is logged in');
  });
});
