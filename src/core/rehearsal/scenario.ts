/**
 * A scenario: one day of one campaign as numbers. Seconds and shares (0 to 1) unless said. Missing keys take the values of
 * BASE: `calls`, `amd`, `drift`, `breaks`, `trunk` and `levers` are merged key by key, a distribution is replaced whole.
 */
import { ok, fail, type Result } from '../result.js';
import { readDistribution, type Distribution } from './distribution.js';
import { fields, isRecord, type Json } from './reading.js';
import { readPolicy } from './policy-name.js';

export interface Calls {
  /** Mean shares of all calls: answered by a person, by a machine, refused at once (busy, special information tone). The rest rings out. */
  readonly live: number; readonly machine: number; readonly fast: number;
  /** From launch to the first 18x. */
  readonly pdd: Distribution;
  /** From the 18x to a person's answer. */
  readonly ring: Distribution;
  /** Rung for so long, a call is given up. */
  readonly noAnswerAfter: number;
  /** One ring time for every outcome in place of the above (Markov case). */
  readonly ringAll: Distribution | null;
}
export interface Amd {
  /** From the answer to the verdict. */
  readonly liveDelay: Distribution; readonly machineDelay: Distribution;
  /** Persons taken for machines, machines taken for persons. */
  readonly falseMachine: number; readonly falseLive: number;
}
export interface Drift { /** Amplitude of the sine. */ readonly sine: number; readonly period: number; /** Mean time between steps. */ readonly stepEvery: number; /** Factors, log-uniform. */ readonly stepRange: readonly [number, number] }
export interface Breaks { /** Mean time from a return to the next wish. */ readonly every: number; readonly mean: number; readonly cv: number; /** Share told to the dialer at the wish. */ readonly announced: number }
export type Wave =
  | { readonly kind: 'join' | 'leave'; readonly from: number; readonly to: number; readonly share: number }
  | { readonly kind: 'lunch'; readonly at: number; readonly seconds: number; readonly share: number };

export interface Scenario {
  readonly name: string;
  readonly agents: number; readonly duration: number;
  /** How long an answered call may wait for an agent before it is abandoned. */
  readonly hold: Distribution;
  readonly target: number; readonly internalTarget: number;
  /** Between two decisions. */
  readonly tick: number;
  readonly calls: Calls;
  readonly amd: Amd | null;
  readonly talk: Distribution; readonly wrap: Distribution | null;
  readonly drift: Drift | null;
  readonly breaks: Breaks | null;
  /** When an agent logs in. */
  readonly login: Distribution;
  readonly waves: readonly Wave[];
  readonly trunk: { readonly lines: number | null; /** New calls a second. */ readonly cps: number | null };
  readonly levers: { readonly knownWrapEnd: boolean; /** A ringing call may be given up this long after its first 18x, and never before 15 s: several codes ask for so much (US 47 CFR 64.1200(a)(6): 15 s or four rings). */ readonly cancelAfterRing: number | null };
  readonly policy: string;
  /** First and last seed, both included. */
  readonly seeds: readonly [number, number];
}

export const BASE: Scenario = {
  name: 'base', agents: 10, duration: 28_800, hold: { kind: 'fixed', value: 2 }, target: 0.03, internalTarget: 0.0295, tick: 0.25,
  calls: { live: 0.2, machine: 0.25, fast: 0.1, pdd: { kind: 'uniform', min: 1, max: 3 }, ring: { kind: 'lognormal', mean: 9, cv: 0.55, min: 1, max: 25 }, noAnswerAfter: 25, ringAll: null },
  amd: { liveDelay: { kind: 'lognormal', mean: 1.5, cv: 0.5, min: 0.5, max: 4 }, machineDelay: { kind: 'uniform', min: 1.5, max: 4 }, falseMachine: 0, falseLive: 0 },
  talk: { kind: 'lognormal', mean: 90, cv: 1, min: 1, max: 5400 }, wrap: { kind: 'lognormal', mean: 15, cv: 0.7, min: 1, max: 5400 },
  drift: { sine: 0.3, period: 10_800, stepEvery: 5400, stepRange: [0.55, 1.8] },
  breaks: { every: 4500, mean: 500, cv: 0.6, announced: 0.5 },
  login: { kind: 'uniform', min: 0, max: 240 }, waves: [], trunk: { lines: null, cps: null }, levers: { knownWrapEnd: false, cancelAfterRing: null },
  policy: 'predictive', seeds: [1, 24],
};
const BASE_AMD: Amd = BASE.amd ?? { liveDelay: { kind: 'fixed', value: 0 }, machineDelay: { kind: 'fixed', value: 0 }, falseMachine: 0, falseLive: 0 };
const BASE_DRIFT: Drift = BASE.drift ?? { sine: 0, period: 1, stepEvery: Infinity, stepRange: [1, 1] };
const BASE_BREAKS: Breaks = BASE.breaks ?? { every: Infinity, mean: 1, cv: 1, announced: 0.5 };

const SHARE = { least: 0, most: 1 } as const;
/** More would be a mistake of the writer and days of computing: 3000 agents, a week. */
const MOST_AGENTS = 3000;
const LONGEST = 7 * 86_400;

/** Errors: `scenario.object`, `scenario.unknownKey`, `scenario.number`, `scenario.distribution`, … with the key in text and `at`. */
export function readScenario(value: Json): Result<Scenario> {
  if (!isRecord(value)) return fail('scenario.object', 'a scenario is one JSON object');
  const read = fields(value, '');
  const made: Scenario = {
    name: read.text('name', BASE.name),
    agents: read.number('agents', { least: 1, most: MOST_AGENTS, whole: true }, BASE.agents),
    duration: read.number('duration', { above: 0, most: LONGEST }, BASE.duration),
    hold: read.part('hold', readDistribution, BASE.hold),
    target: read.number('target', SHARE, BASE.target), internalTarget: read.number('internalTarget', SHARE, BASE.internalTarget),
    tick: read.number('tick', { least: 0.05, most: 60 }, BASE.tick),
    calls: read.part('calls', readCalls, BASE.calls),
    amd: read.part('amd', nullable(readAmd), BASE.amd),
    talk: read.part('talk', readDistribution, BASE.talk), wrap: read.part('wrap', nullable(readDistribution), BASE.wrap),
    drift: read.part('drift', nullable(readDrift), BASE.drift), breaks: read.part('breaks', nullable(readBreaks), BASE.breaks),
    login: read.part('login', readDistribution, BASE.login), waves: read.part('waves', readWaves, BASE.waves),
    trunk: read.part('trunk', readTrunk, BASE.trunk), levers: read.part('levers', readLevers, BASE.levers),
    policy: read.part('policy', readPolicyText, BASE.policy), seeds: read.part('seeds', readSeeds, BASE.seeds),
  };
  return read.done(Object.keys(BASE), made);
}

function nullable<T>(read: (value: Json, at: string) => Result<T>): (value: Json, at: string) => Result<T | null> {
  return (value, at) => (value === null ? ok(null) : read(value, at));
}
const record = (value: Json, at: string): Result<Readonly<Record<string, Json>>> => (isRecord(value) ? ok(value) : fail('scenario.object', `${at} must be an object`, at));

function readCalls(value: Json, at: string): Result<Calls> {
  const from = record(value, at);
  if (!from.ok) return from;
  const read = fields(from.value, at);
  const b = BASE.calls;
  const made: Calls = {
    live: read.number('live', SHARE, b.live), machine: read.number('machine', SHARE, b.machine), fast: read.number('fast', SHARE, b.fast),
    pdd: read.part('pdd', readDistribution, b.pdd), ring: read.part('ring', readDistribution, b.ring), noAnswerAfter: read.number('noAnswerAfter', { above: 0, most: 600 }, b.noAnswerAfter),
    ringAll: read.part('ringAll', nullable(readDistribution), b.ringAll),
  };
  return read.done(['live', 'machine', 'fast', 'pdd', 'ring', 'noAnswerAfter', 'ringAll'], made, made.live + made.machine + made.fast > 1 + 1e-9 ? `${at}: live, machine and fast together are more than 1` : null);
}
function readAmd(value: Json, at: string): Result<Amd> {
  const from = record(value, at);
  if (!from.ok) return from;
  const read = fields(from.value, at);
  return read.done(['liveDelay', 'machineDelay', 'falseMachine', 'falseLive'], {
    liveDelay: read.part('liveDelay', readDistribution, BASE_AMD.liveDelay), machineDelay: read.part('machineDelay', readDistribution, BASE_AMD.machineDelay),
    falseMachine: read.number('falseMachine', SHARE, BASE_AMD.falseMachine), falseLive: read.number('falseLive', SHARE, BASE_AMD.falseLive),
  });
}
function readDrift(value: Json, at: string): Result<Drift> {
  const from = record(value, at);
  if (!from.ok) return from;
  const read = fields(from.value, at);
  return read.done(['sine', 'period', 'stepEvery', 'stepRange'], {
    sine: read.number('sine', { least: 0, most: 1 }, BASE_DRIFT.sine), period: read.number('period', { above: 0 }, BASE_DRIFT.period),
    stepEvery: read.number('stepEvery', { above: 0 }, BASE_DRIFT.stepEvery), stepRange: read.part('stepRange', readStepRange, BASE_DRIFT.stepRange),
  });
}
function readBreaks(value: Json, at: string): Result<Breaks> {
  const from = record(value, at);
  if (!from.ok) return from;
  const read = fields(from.value, at);
  return read.done(['every', 'mean', 'cv', 'announced'], {
    every: read.number('every', { above: 0 }, BASE_BREAKS.every), mean: read.number('mean', { above: 0 }, BASE_BREAKS.mean),
    cv: read.number('cv', { above: 0 }, BASE_BREAKS.cv), announced: read.number('announced', SHARE, BASE_BREAKS.announced),
  });
}
function readTrunk(value: Json, at: string): Result<Scenario['trunk']> {
  const from = record(value, at);
  if (!from.ok) return from;
  const read = fields(from.value, at);
  const limit = (key: string, whole: boolean): number | null => (from.value[key] === undefined || from.value[key] === null ? null : read.number(key, { above: 0, whole }));
  return read.done(['lines', 'cps'], { lines: limit('lines', true), cps: limit('cps', false) });
}
function readLevers(value: Json, at: string): Result<Scenario['levers']> {
  const from = record(value, at);
  if (!from.ok) return from;
  const read = fields(from.value, at);
  const cancel = from.value['cancelAfterRing'];
  const cancelAfterRing = cancel === undefined || cancel === null ? null : read.number('cancelAfterRing', { least: 0 });
  return read.done(['knownWrapEnd', 'cancelAfterRing'], { knownWrapEnd: read.flag('knownWrapEnd', BASE.levers.knownWrapEnd), cancelAfterRing });
}
function pair(value: Json, at: string, what: string): Result<readonly [number, number]> {
  if (!Array.isArray(value) || value.length !== 2) return fail('scenario.pair', `${at} must be ${what}`, at);
  const given: readonly Json[] = value;
  const [a, b] = given;
  return typeof a === 'number' && typeof b === 'number' && Number.isFinite(a) && Number.isFinite(b) && a <= b ? ok([a, b]) : fail('scenario.pair', `${at} must be ${what}`, at);
}
function readStepRange(value: Json, at: string): Result<readonly [number, number]> {
  const range = pair(value, at, 'two factors above 0, the lower one first');
  return range.ok && range.value[0] <= 0 ? fail('scenario.pair', `${at} must be two factors above 0, the lower one first`, at) : range;
}
function readSeeds(value: Json, at: string): Result<readonly [number, number]> {
  const range = pair(value, at, 'the first and the last seed');
  return range.ok && !range.value.every((one) => Number.isInteger(one) && one >= 0 && one <= 0xffffffff) ? fail('scenario.pair', `${at} must be whole numbers from 0`, at) : range;
}
function readPolicyText(value: Json, at: string): Result<string> {
  if (typeof value !== 'string') return fail('scenario.policy', `${at} must be a text`, at);
  const policy = readPolicy(value);
  return policy.ok ? ok(value) : fail(policy.error.code, policy.error.text, at);
}
function readWaves(value: Json, at: string): Result<readonly Wave[]> {
  if (!Array.isArray(value)) return fail('scenario.waves', `${at} must be a list`, at);
  const waves: Wave[] = [];
  for (const [i, one] of value.entries()) {
    const wave = readWave(one, `${at}[${i}]`);
    if (!wave.ok) return wave;
    waves.push(wave.value);
  }
  return ok(waves);
}
function readWave(value: Json, at: string): Result<Wave> {
  const from = record(value, at);
  if (!from.ok) return from;
  const read = fields(from.value, at);
  if ('lunch' in from.value) return read.done(['at', 'lunch', 'share'], { kind: 'lunch', at: read.number('at', { least: 0 }), seconds: read.number('lunch', { above: 0 }), share: read.number('share', SHARE) });
  const kind = 'join' in from.value ? 'join' : 'leave';
  const [a, b] = read.part('at', readMoments, [0, 0]);
  return read.done(['at', kind], { kind, from: a, to: b, share: read.number(kind, SHARE) }, 'at' in from.value ? null : `${at}.at is missing`);
}
const readMoments = (value: Json, at: string): Result<readonly [number, number]> => (typeof value === 'number' ? ok([value, value]) : pair(value, at, 'a moment or [from, to]'));
