/**
 * The world behind a rehearsed day: how each call, conversation and collector turns out, from a scenario and a seed.
 * Pure, and independent of the order of asking: the bare simulator and the simulated switch meet the same people.
 * Times are seconds from the start of the day or lengths in seconds.
 */
import { sample, sampleWithin } from './distribution.js';
import { Draws, STREAM } from './random.js';
import type { Scenario, Wave } from './scenario.js';

export interface CallFate {
  readonly outcome: 'live' | 'machine' | 'fast' | 'noAnswer';
  /** From launch to the first 18x; null: none comes. */
  readonly progressAfter: number | null;
  /** From launch to answer, refusal, or the giving up of a call nobody answers. */
  readonly endsAfter: number;
  /** What AMD says and how long after the answer; null: not answered, or no AMD here. */
  readonly verdict: { readonly after: number; readonly says: 'human' | 'machine' } | null;
  /** How long it waits for a collector once it is ready for one. */
  readonly patience: number;
}
export interface Conversation { readonly talk: number; readonly wrap: number }
/** `announced`: the dialer hears of it when the wish comes up; else it is a surprise. */
export interface Pause { readonly seconds: number; readonly announced: boolean }
export interface AgentPlan {
  readonly loginAt: number;
  readonly leaveAt: { readonly at: number; readonly announced: boolean } | null;
  readonly lunches: readonly (Pause & { readonly at: number })[];
}

/** Sudden changes for trying a pacer; no part of a scenario file. */
export type Incident =
  /** From `at` on persons answer `factor` times as often. */
  | { readonly kind: 'answers'; readonly at: number; readonly factor: number }
  /** The carrier says nothing: whatever would have been answered or refused in this time rings out instead. */
  | { readonly kind: 'silence'; readonly from: number; readonly to: number };

/** Bounds of the drifting answer share. */
const LEAST_SHARE = 0.01;
const MOST_SHARE = 0.75;
/** A quarter of machines take the call at once (switched off, diverted), the others after about four fifths of the ringing time. */
const INSTANT = 0.25;
/** No pause is shorter than a minute. */
const LEAST_BREAK = 60;
/** A machine that AMD took for a person: so long until the collector has noticed. */
const MACHINE_TALK = 6;
/** Of wishes to leave or lunch where a scenario has no breaks. */
const ANNOUNCED = 0.5;
/** Pauses of one agent: room for their indexes beside the next agent's. */
const PAUSES = 8192;

export class World {
  readonly #steps: readonly { readonly at: number; readonly factor: number }[];
  readonly #phase: number;
  readonly #joins: ReadonlyMap<number, Wave>;
  readonly #leaves: ReadonlyMap<number, Wave>;
  readonly #lunches: ReadonlyMap<number, Wave>;

  constructor(readonly scenario: Scenario, readonly seed: number, readonly incidents: readonly Incident[] = []) {
    const draws = new Draws(seed, STREAM.drift, 0);
    this.#phase = draws.next() * 2 * Math.PI;
    this.#steps = stepsOf(scenario, draws);
    this.#joins = pick(scenario, seed, 'join', 0);
    this.#leaves = pick(scenario, seed, 'leave', 1);
    this.#lunches = pick(scenario, seed, 'lunch', 2);
  }

  /** Share of calls launched at `t` that a person would answer. */
  liveShare(t: number): number {
    const { calls, drift } = this.scenario;
    let share = calls.live;
    if (drift !== null) {
      let factor = 1;
      for (const step of this.#steps) {
        if (step.at > t) break;
        factor = step.factor;
      }
      share = Math.min(MOST_SHARE, Math.max(LEAST_SHARE, share * factor * (1 + drift.sine * Math.sin((2 * Math.PI * t) / drift.period + this.#phase))));
    }
    for (const one of this.incidents) if (one.kind === 'answers' && t >= one.at) share = Math.min(MOST_SHARE, share * one.factor);
    return share;
  }

  /** What the call number `index` (0, 1, …) meets when launched at `t`. */
  call(index: number, t: number): CallFate {
    const draws = new Draws(this.seed, STREAM.call, index);
    const { calls, hold } = this.scenario;
    const met = this.#outcome(draws.next(), t);
    const ringsOut = draws.next();
    const pdd = sample(calls.pdd, draws);
    const patience = sample(hold, draws);
    const verdict = this.#verdict(met, draws);
    const fate = { outcome: met, progressAfter: pdd, verdict, patience };
    if (calls.ringAll !== null) return this.#hushed(t, { ...fate, endsAfter: pdd + sample(calls.ringAll, draws) });
    switch (met) {
      case 'live': {
        const ring = sampleWithin(calls.ring, draws);
        if (ring > calls.noAnswerAfter) return { outcome: 'noAnswer', progressAfter: pdd, endsAfter: pdd + calls.noAnswerAfter, verdict: null, patience };
        return this.#hushed(t, { ...fate, endsAfter: pdd + ring });
      }
      case 'machine': {
        if (ringsOut < INSTANT) return this.#hushed(t, { ...fate, progressAfter: null, endsAfter: draws.between(0.5, 2) });
        // Mailboxes take over shortly before a caller gives up: 20 s of 25, give or take 2.
        const ring = Math.max(0.5, calls.noAnswerAfter * 0.8 + 2 * draws.normal());
        return this.#hushed(t, { ...fate, endsAfter: pdd + Math.min(calls.noAnswerAfter - 0.1, ring) });
      }
      case 'fast': return this.#hushed(t, { ...fate, progressAfter: null, endsAfter: pdd + draws.between(0.2, 1.5) });
      case 'noAnswer': return this.#hushed(t, { ...fate, endsAfter: pdd + calls.noAnswerAfter });
    }
  }

  /** Talk and wrap-up of the connection number `index`. */
  connection(index: number, withMachine = false): Conversation {
    const { talk, wrap } = this.scenario;
    const draws = new Draws(this.seed, STREAM.connection, index);
    const spoken = sample(talk, draws);
    return { talk: withMachine ? Math.min(spoken, MACHINE_TALK) : spoken, wrap: wrap === null ? 0 : sample(wrap, draws) };
  }

  /** The day of collector `index`, breaks left out. */
  agent(index: number): AgentPlan {
    const draws = new Draws(this.seed, STREAM.agent, index);
    const login = sample(this.scenario.login, draws);
    const announcedLeave = draws.next();
    const announcedLunch = draws.next();
    const when = draws.next();
    const whenLeaving = draws.next();
    const share = this.scenario.breaks?.announced ?? ANNOUNCED;
    const join = this.#joins.get(index);
    const leave = this.#leaves.get(index);
    const lunch = this.#lunches.get(index);
    return {
      loginAt: join?.kind === 'join' ? join.from + (join.to - join.from) * when : login,
      leaveAt: leave?.kind === 'leave' ? { at: leave.from + (leave.to - leave.from) * whenLeaving, announced: announcedLeave < share } : null,
      lunches: lunch?.kind === 'lunch' ? [{ at: lunch.at, seconds: lunch.seconds, announced: announcedLunch < share }] : [],
    };
  }

  /** Break number `count` of a collector: how long after the last return its wish comes, and the pause. Null: no breaks here. */
  break(agent: number, count: number): (Pause & { readonly after: number }) | null {
    const { breaks } = this.scenario;
    if (breaks === null) return null;
    const draws = new Draws(this.seed, STREAM.pause, agent * PAUSES + count);
    const after = draws.exponential(breaks.every);
    const announced = draws.next() < breaks.announced;
    return { after, announced, seconds: Math.max(LEAST_BREAK, sample({ kind: 'lognormal', mean: breaks.mean, cv: breaks.cv, min: 0, max: Infinity }, draws)) };
  }

  #outcome(u: number, t: number): CallFate['outcome'] {
    const live = this.liveShare(t);
    if (u < live) return 'live';
    const { calls } = this.scenario;
    // What isn't live keeps its proportions.
    const scale = (1 - live) / Math.max(1e-9, 1 - calls.live);
    if (u < live + calls.machine * scale) return 'machine';
    return u < live + (calls.machine + calls.fast) * scale ? 'fast' : 'noAnswer';
  }
  #verdict(met: CallFate['outcome'], draws: Draws): CallFate['verdict'] {
    const { amd } = this.scenario;
    if (amd === null || (met !== 'live' && met !== 'machine')) return null;
    const wrong = draws.next();
    return met === 'live'
      ? { after: sample(amd.liveDelay, draws), says: wrong < amd.falseMachine ? 'machine' : 'human' }
      : { after: sample(amd.machineDelay, draws), says: wrong < amd.falseLive ? 'human' : 'machine' };
  }
  #hushed(t: number, fate: CallFate): CallFate {
    for (const one of this.incidents) {
      if (one.kind !== 'silence') continue;
      const quiet = (after: number): boolean => t + after >= one.from && t + after < one.to;
      const { progressAfter } = fate;
      const heard = progressAfter !== null && !quiet(progressAfter) ? progressAfter : null;
      // Nobody answers a call whose ringing the carrier never told of, nor one that would have been answered meanwhile.
      if (!quiet(fate.endsAfter) && heard === progressAfter) continue;
      return { outcome: 'noAnswer', progressAfter: heard, endsAfter: Math.max(fate.endsAfter, (progressAfter ?? 0) + this.scenario.calls.noAnswerAfter), verdict: null, patience: fate.patience };
    }
    return fate;
  }
}

/** Steps of the answer share: the first after Exp(S), later gaps 0.3 S + Exp(0.7 S), factors log-uniform. */
function stepsOf(scenario: Scenario, draws: Draws): readonly { readonly at: number; readonly factor: number }[] {
  const { drift } = scenario;
  if (drift === null) return [];
  const [low, high] = drift.stepRange;
  const steps: { at: number; factor: number }[] = [];
  for (let at = draws.exponential(drift.stepEvery); at < scenario.duration; at += 0.3 * drift.stepEvery + draws.exponential(0.7 * drift.stepEvery)) {
    steps.push({ at, factor: Math.exp(draws.between(Math.log(low), Math.log(high))) });
  }
  return steps;
}

/** Who is in which wave of a kind: agents in a shuffled order, each wave takes those no earlier wave of the kind took. */
function pick(scenario: Scenario, seed: number, kind: Wave['kind'], index: number): ReadonlyMap<number, Wave> {
  const picked = new Map<number, Wave>();
  if (!scenario.waves.some((wave) => wave.kind === kind)) return picked;
  const order = Array.from({ length: scenario.agents }, (_, agent) => agent);
  const draws = new Draws(seed, STREAM.wave, index);
  for (let i = order.length - 1; i > 0; i -= 1) {
    const other = Math.floor(draws.next() * (i + 1));
    const [a = 0, b = 0] = [order[i], order[other]];
    order[i] = b;
    order[other] = a;
  }
  let from = 0;
  for (const wave of scenario.waves) {
    if (wave.kind !== kind) continue;
    const to = Math.min(order.length, from + Math.round(wave.share * scenario.agents));
    for (const agent of order.slice(from, to)) picked.set(agent, wave);
    from = to;
  }
  return picked;
}
