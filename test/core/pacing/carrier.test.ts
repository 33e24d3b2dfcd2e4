/** A carrier that falls silent: noticed from missing first signs, nothing piles up, nothing is learned of people meanwhile. */
import { describe, expect, it } from 'vitest';
import { readScenario, runDay, World, type FloorView, type Incident } from '../../../src/core/rehearsal/index.js';
import { productPolicy } from '../../../src/core/rehearsal/product.js';
import { makePacer } from '../../../src/core/pacing/pacer.js';
import { DEFAULT_PACER, type LimitedBy, type Pacer } from '../../../src/core/pacing/types.js';

interface Seen { readonly at: number; readonly placed: number; readonly by: LimitedBy; readonly inAir: number }

function play(agents: number, seed: number, duration: number, incidents: readonly Incident[]): { readonly seen: readonly Seen[]; readonly abandoned: number } {
  const scenario = readScenario({ agents, duration, drift: null, breaks: null });
  if (!scenario.ok) throw new Error(scenario.error.text);
  const inner = makePacer(DEFAULT_PACER);
  let by: LimitedBy = 'risk';
  const pacer: Pacer = { decide: (events, s) => { const made = inner.decide(events, s); by = made.because.limitedBy; return made; }, state: () => inner.state() };
  const seen: Seen[] = [];
  const trace = (view: FloorView, placed: number): void => { seen.push({ at: view.at, placed, by, inAir: view.ringing.length }); };
  const day = runDay(new World(scenario.value, seed, incidents), productPolicy(scenario.value, { kind: 'predictive' }, pacer), { trace });
  return { seen, abandoned: day.abandons / Math.max(1, day.connects + day.abandons) };
}
const within = (seen: readonly Seen[], from: number, to: number): readonly Seen[] => seen.filter((one) => one.at >= from && one.at < to);
const sum = (seen: readonly Seen[]): number => seen.reduce((n, one) => n + one.placed, 0);

describe('a silent carrier', () => {
  const [from, to] = [3_000, 3_060];
  const quiet = play(20, 1_201, 3_600, [{ kind: 'silence', from, to }]);
  it('is noticed within 15 s; then only a few lines try it', () => {
    const first = quiet.seen.find((one) => one.by === 'carrier');
    expect(first?.at).toBeGreaterThan(from);
    expect(first?.at).toBeLessThan(from + 15);
    // Five tries at once, each for five seconds.
    expect(sum(within(quiet.seen, from + 15, to))).toBeLessThanOrEqual(Math.ceil((to - from - 15) / 5) * 5 + 5);
  });
  it('is found speaking again, and dialing comes back without a burst', () => {
    const usual = sum(within(quiet.seen, from - 600, from)) / 60;
    for (let at = to; at < to + 60; at += 5) expect(sum(within(quiet.seen, at, at + 10))).toBeLessThanOrEqual(2.5 * usual + 5);
    expect(within(quiet.seen, to + 45, to + 120).some((one) => one.by === 'risk')).toBe(true);
    expect(quiet.abandoned).toBeLessThanOrEqual(0.035);
  });
  it('a carrier that speaks as always is not taken for silent, and one that never sends an 18x neither', () => {
    for (const [agents, seed, duration] of [[1, 1_202, 3_600], [5, 1_203, 1_800], [20, 1_204, 900]] as const) {
      const { seen } = play(agents, seed, duration, []);
      expect(seen.filter((one) => one.by === 'carrier').length / seen.length).toBeLessThan(0.002);
    }
    const mute = makePacer(DEFAULT_PACER);
    const said: LimitedBy[] = [];
    for (let t = 0; t < 450_000; t += 250) {
      const age = (n: number): number => (t + n * 1_500) % 30_000;
      const ringing = Array.from({ length: 20 }, (_, n) => ({ key: String(n), age: age(n), since18x: null, share: 1, group: null })).filter((one) => one.age > 0);
      const ended = Array.from({ length: 20 }, (_, n) => n).filter((n) => age(n) < 250).map((n) => ({ kind: 'call' as const, outcome: n % 4 === 0 ? 'live' as const : 'failed' as const, at: 1e9 + t, age: 29_900, amd: null, share: 1 }));
      const made = mute.decide(ended, { at: 1e9 + t, mode: { kind: 'predictive' }, trouble: null, ready: 3, reservedForInbound: 0, waiting: 0, ringing, screening: [], busy: [], groups: [], next: [], leads: 10_000, rivals: [], limits: { freeLines: null, startsLeft: null, linesPerCollector: 20 }, budget: { limit: 0.03, target: 0.0295, windows: [{ kind: '24h', live: 1_000, abandoned: 20, left: null }], stop: null }, levers: { knownWrapEnd: false, cancelAfterRing: null, hold: 2_000 } });
      if (t > 300_000) said.push(made.because.limitedBy);
    }
    expect(said).not.toContain('carrier');
  });
});
