/** Snapshots, events and learned pacers for the tests of the pacer. */
import fc from 'fast-check';
import { makePacer } from '../../../src/core/pacing/pacer.js';
import { DEFAULT_PACER, type Budget, type BusyCollector, type Pacer, type PacerState, type PacingEvent, type PacingSnapshot, type RingingCall, type ScreenedCall } from '../../../src/core/pacing/types.js';
import { SeededDice } from '../../../src/sim/rng.js';

export const T0 = 1_000_000_000;
export const budget = (live: number, abandoned: number, change: Partial<Budget> = {}): Budget =>
  ({ limit: 0.03, target: 0.0295, windows: [{ kind: '24h', live, abandoned, left: 4 * 3_600_000 }], stop: null, ...change });
export const calm: PacingSnapshot = {
  at: T0, mode: { kind: 'predictive' }, trouble: null, ready: 3, reservedForInbound: 0, waiting: 0, ringing: [], screening: [], busy: [], groups: [], next: [], leads: 10_000, rivals: [],
  limits: { freeLines: null, startsLeft: null, linesPerCollector: 20 }, budget: budget(1_000, 20), levers: { knownWrapEnd: false, cancelAfterRing: null, hold: 2_000 },
};
export const ringing = (key: string, age: number, change: Partial<RingingCall> = {}): RingingCall => ({ key, age, since18x: age > 2_000 ? age - 2_000 : null, share: 1, group: null, ...change });
export const talking = (agent: string, elapsed: number, change: Partial<BusyCollector> = {}): BusyCollector => ({ agent, phase: 'talk', elapsed, endsIn: null, leaving: false, stage: null, groups: [], ...change });

/** Lognormal with that mean and standard deviation ÷ mean. */
export function lognormal(dice: SeededDice, mean: number, cv: number): number {
  const v = Math.log(1 + cv * cv);
  const normal = Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next());
  return mean * Math.exp(Math.sqrt(v) * normal - v / 2);
}

/** What a pacer knows after some hours: 4 000 calls of a known world, 800 conversations. */
export function learned(seed = 'learned'): PacerState {
  const dice = new SeededDice(seed);
  const pacer = makePacer(DEFAULT_PACER);
  let at = T0 - 160_000_000;
  for (let i = 0; i < 4_000; i += 1) {
    // Longer than any call rings: each one's whole ringing lies between two decisions.
    at += 40_000;
    const draw = dice.next();
    const pdd = 1_000 + 2_000 * dice.next();
    const events: PacingEvent[] = [draw < 0.2 ? { kind: 'call', outcome: 'live', at, age: pdd + Math.min(25_000, 1_000 * lognormal(dice, 9, 0.55)), amd: 500 + 2_000 * dice.next(), share: 1 }
      : draw < 0.45 ? { kind: 'call', outcome: 'machine', at, age: 18_000 + 4_000 * dice.next(), amd: 1_500 + 2_500 * dice.next(), share: 1 }
      : { kind: 'call', outcome: 'failed', at, age: pdd + 25_000, amd: null, share: 1 }];
    if (draw < 0.2) events.push({ kind: 'answer', result: dice.next() < 0.03 ? 'abandoned' : 'connected', at }, { kind: 'talk', at, length: 1_000 * lognormal(dice, 90, 1), agent: `a${i % 10}`, stage: null }, { kind: 'wrap', at, length: 1_000 * lognormal(dice, 15, 0.7), agent: `a${i % 10}`, ready: dice.next() < 0.97, announced: false });
    pacer.decide(events, { ...calm, at });
  }
  // Nothing was risked here, so nothing was learned of the threshold: its start.
  const state = pacer.state();
  return { ...state, numbers: { ...state.numbers, 'budget.theta': [Math.log(0.03)] } };
}
export const KNOWS = learned();
/** A pacer that knows that world, its tables fresh. */
export const knowing = (state: PacerState = KNOWS): Pacer => makePacer(DEFAULT_PACER, state);

const age = fc.integer({ min: 0, max: 45_000 });
const share = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.double({ min: 0.2, max: 3, noNaN: true }));
const calls = (max: number): fc.Arbitrary<RingingCall[]> => fc.array(fc.record({ age, share }), { maxLength: max })
  .map((all) => all.map((one, i) => ringing(`c${i}`, one.age, { share: one.share })));
const screened: fc.Arbitrary<ScreenedCall> = fc.record({ ringAge: fc.integer({ min: 1_000, max: 25_000 }), since: fc.integer({ min: 0, max: 4_000 }), share, group: fc.constant(null) });
const collectors = (max: number): fc.Arbitrary<BusyCollector[]> => fc.array(fc.record({ phase: fc.constantFrom('talk' as const, 'wrap' as const), elapsed: fc.integer({ min: 0, max: 600_000 }), leaving: fc.boolean(), endsIn: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 20_000 })) }), { maxLength: max })
  .map((all) => all.map((one, i) => talking(`a${i}`, one.elapsed, one)));

export const snapshots = (size: number): fc.Arbitrary<PacingSnapshot> => fc.record({
  ready: fc.integer({ min: 0, max: size }), reservedForInbound: fc.integer({ min: 0, max: 2 }), waiting: fc.integer({ min: 0, max: 3 }),
  ringing: calls(size * 2), screening: fc.array(screened, { maxLength: 4 }), busy: collectors(size), leads: fc.oneof(fc.constant(10_000), fc.integer({ min: 0, max: 30 })),
  freeLines: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 40 })), startsLeft: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 20 })), linesPerCollector: fc.integer({ min: 1, max: 20 }),
  live: fc.integer({ min: 0, max: 3_000 }), abandoned: fc.integer({ min: 0, max: 60 }), left: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 28_800_000 })),
  knownWrapEnd: fc.boolean(), cancelAfterRing: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 25_000 })),
  mode: fc.oneof({ weight: 4, arbitrary: fc.constant({ kind: 'predictive' as const }) }, fc.record({ kind: fc.constant('nearZero' as const), risk: fc.double({ min: 0, max: 0.01, noNaN: true }) }), fc.constant({ kind: 'progressive' as const })),
}).map(({ freeLines, startsLeft, linesPerCollector, live, abandoned, left, knownWrapEnd, cancelAfterRing, ...rest }): PacingSnapshot => ({
  ...calm, ...rest, limits: { freeLines, startsLeft, linesPerCollector }, levers: { knownWrapEnd, cancelAfterRing, hold: 2_000 },
  budget: budget(live, Math.min(abandoned, live), { windows: [{ kind: '24h', live, abandoned: Math.min(abandoned, live), left }] }),
}));

export const eventsUntil = (at: number): fc.Arbitrary<PacingEvent[]> => {
  const when = fc.integer({ min: at - 3_000, max: at });
  const agent = fc.constantFrom('a0', 'a1', 'a2', 'a3');
  return fc.array(fc.oneof(
    fc.record({ kind: fc.constant('call' as const), outcome: fc.constantFrom('live' as const, 'machine' as const, 'failed' as const, 'cancelled' as const), at: when, age, amd: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5_000 })), share }),
    fc.record({ kind: fc.constant('answer' as const), result: fc.constantFrom('connected' as const, 'connected' as const, 'abandoned' as const), at: when }),
    fc.record({ kind: fc.constant('talk' as const), at: when, length: fc.integer({ min: 500, max: 900_000 }), agent, stage: fc.constantFrom(null, 'opening', 'promise') }),
    fc.record({ kind: fc.constant('wrap' as const), at: when, length: fc.integer({ min: 500, max: 60_000 }), agent, ready: fc.boolean(), announced: fc.boolean() }),
  ), { maxLength: 8 });
};
