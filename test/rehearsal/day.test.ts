/** A rehearsed day: its books balance, the same seed is the same day, baselines come out where theory and the suite put them. */
import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { playDays } from '../../src/boot/rehearsal/days.js';
import { playTraced } from '../../src/boot/rehearsal/traced.js';
import { Simulated } from '../../src/contract/simulated.js';
import { BASE, mean, policyOf, quantile, readPolicy, readScenario, runDay, summarise, World, type DayResult, type Policy, type Scenario } from '../../src/core/rehearsal/index.js';
import type { Answer, FloorView } from '../../src/core/rehearsal/floor.js';

function shipped(name: string): Scenario {
  const made = readScenario(JSON.parse(readFileSync(`src/core/rehearsal/scenarios/${name}.json`, 'utf8')));
  if (!made.ok) throw new Error(made.error.text);
  return made.value;
}
function play(scenario: Scenario, policy: string, seed: number): DayResult {
  const name = readPolicy(policy);
  if (!name.ok) throw new Error(name.error.text);
  return runDay(new World(scenario, seed), policyOf(name.value, scenario));
}
const HOUR = { ...BASE, duration: 3600 };
/** The pacer's tables cost most of a day's time: few decisions here. */
const FEW = { duration: 600, tick: 1 };
/** Asks `look` at each decision and dials what it answers. */
const watching = (look: (view: FloorView) => Answer): Policy => ({ hear: () => undefined, decide: look });

describe('a day', () => {
  it.each(['predictive', 'nearzero:0.001', 'progressive', 'ratio:3+0.15', 'vicidial:average', 'vicidial:tapered'])('%s: the same seed is the same day, another is another', (policy) => {
    const short = { ...BASE, ...FEW };
    const day = play(short, policy, 1001);
    expect(play(short, policy, 1001)).toEqual(day);
    expect(play(short, policy, 1002)).not.toEqual(day);
  });
  it('counts of the floor agree with its lists at every decision', () => {
    const chaos = { ...shipped('chaos'), agents: 12, duration: 7200, login: { kind: 'uniform' as const, min: 0, max: 300 }, waves: [{ kind: 'join' as const, from: 600, to: 900, share: 0.2 }, { kind: 'lunch' as const, at: 2000, seconds: 900, share: 0.5 }, { kind: 'leave' as const, from: 4000, to: 4500, share: 0.3 }], breaks: { every: 300, mean: 120, cv: 0.6, announced: 0.5 } };
    let looked = 0;
    const result = runDay(new World(chaos, 1001), watching((view) => {
      const states = (state: string): number => view.agents.filter((one) => one.state === state).length;
      expect([view.ready, view.talking, view.wrapping, view.loggedIn]).toEqual([states('idle'), states('talk'), states('wrap'), states('idle') + states('talk') + states('wrap') + states('paused')]);
      expect(view.waiting.length === 0 || view.ready === 0).toBe(true);
      expect([...view.ringing, ...view.screening, ...view.waiting].every((call, i) => call.phase === (i < view.ringing.length ? 'ringing' : i < view.ringing.length + view.screening.length ? 'screening' : 'waiting'))).toBe(true);
      looked += 1;
      return { dial: Math.max(0, view.ready * 3 - view.ringing.length - view.screening.length), cancel: [] };
    }));
    expect(looked).toBeGreaterThan(7200 * 4 - 10);
    expect(result.abandons).toBeGreaterThan(5);
    expect(result.abandon).toBeCloseTo(result.abandons / (result.abandons + result.connects), 12);
  });
  it('keeps to lines and calls per second of the trunk', () => {
    let worst = 0;
    const stamps: number[] = [];
    runDay(new World({ ...HOUR, trunk: { lines: 14, cps: 2 } }, 1001), watching((view) => {
      worst = Math.max(worst, view.ringing.length + view.screening.length + view.waiting.length + view.talking);
      return { dial: 50, cancel: [] };
    }), { trace: (view, placed) => { stamps.push(...Array.from({ length: placed }, () => view.at)); } });
    expect(worst).toBe(14);
    for (let i = 2; i < stamps.length; i += 1) expect((stamps[i] ?? 0) - (stamps[i - 2] ?? 0)).toBeGreaterThanOrEqual(0.5);
  });
  it('gives up only calls that rang 15 s, and only with the lever', () => {
    const greedy = (scenario: Scenario): readonly number[] => {
      const gone: number[] = [];
      runDay(new World(scenario, 1001), { hear: (event) => { if (event.kind === 'call' && event.outcome === 'cancelled') gone.push(event.endedAt - event.call.launchedAt - (event.call.fate.progressAfter ?? NaN)); }, decide: (view) => ({ dial: view.ready - view.ringing.length, cancel: view.ringing.map((call) => call.index) }) });
      return gone;
    };
    expect(greedy(HOUR)).toEqual([]);
    const early = greedy({ ...HOUR, levers: { knownWrapEnd: false, cancelAfterRing: 5 } });
    expect(early.length).toBeGreaterThan(20);
    expect(Math.min(...early)).toBeGreaterThanOrEqual(15);
  });
  it('without a person waiting in vain nobody is lost; with mistakes of AMD some are, whatever the pacing', () => {
    expect(play({ ...HOUR, breaks: null }, 'progressive', 1001).abandons).toBe(0);
    const amd = BASE.amd === null ? null : { ...BASE.amd, falseMachine: 0.1, falseLive: 0.1 };
    const wrong = play({ ...BASE, breaks: null, amd }, 'progressive', 1001);
    expect(Math.abs(wrong.abandon - 0.1)).toBeLessThan(0.03);
  });
});

describe('port check (short: the full one is in docs/pacing.md)', () => {
  it.each([['base', 0.507, 0.035], ['lowp', 0.168, 0.025], ['highp', 0.802, 0.03], ['stat', 0.51, 0.02], ['markov', 0.625, 0.02]])('progressive, %s, 10 collectors: about %s', (name, share, off) => {
    const scenario = { ...shipped(name), duration: 14_400 };
    const found = mean([1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008].map((seed) => play(scenario, 'progressive', seed).occupancy));
    expect(Math.abs(found - share)).toBeLessThan(off);
  });
  it('the pacer beats progressive by far and keeps the limit', () => {
    const scenario = { ...shipped('stat'), ...FEW, duration: 4800 };
    const [ours, plain] = [play(scenario, 'predictive', 1001), play(scenario, 'progressive', 1001)];
    expect(ours.occupancy).toBeGreaterThan(plain.occupancy + 0.1);
    expect(ours.abandon).toBeLessThanOrEqual(0.03);
  });
});

describe('several days', () => {
  it('sum up to what the contract says', async () => {
    const days = await playDays([1001, 1002, 1003].map((seed) => ({ scenario: HOUR, policy: 'progressive', seed })), { threads: 1 });
    const summary = summarise({ scenario: 'base', policy: 'progressive', agents: 10, target: 0.03 }, days);
    expect([...Value.Errors(Simulated, JSON.parse(JSON.stringify(summary)))]).toEqual([]);
    expect(Object.keys(summary)).toEqual(['scenario', 'policy', 'agents', 'target', 'occupancy', 'abandon', 'waitMean', 'dialsPerConnect', 'peakAfter30', 'decisionMicros', 'days']);
    expect(summary.days.map((day) => day.seed)).toEqual([1001, 1002, 1003]);
    expect(summary.decisionMicros.p99).toBeGreaterThanOrEqual(summary.decisionMicros.p50);
  });
  it('quantiles interpolate between the days', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([0, 1, 2, 3, 4], 0.95)).toBeCloseTo(3.8, 12);
    expect(quantile([7], 0.95)).toBe(7);
  });
  it('a traced day is the same day, with its stretches', () => {
    const job = { scenario: HOUR, policy: 'progressive', seed: 1001 };
    const { result, stretches } = playTraced(job, 60);
    expect({ ...result, costs: [] }).toEqual({ ...play(HOUR, 'progressive', 1001), costs: [] });
    expect(stretches.length).toBeGreaterThanOrEqual(59);
    expect(stretches.reduce((sum, one) => sum + one.placed, 0)).toBeLessThanOrEqual(result.dials);
  });
});
