import { add, clamp, get, odds, scale, type Series } from './series.js';
import { K } from './overflow.js';
import { CHECKPOINTS, type PacerSettings, type PacingEvent, type PacingSnapshot } from './types.js';

/** Seconds of ringing that are told apart; what rings longer counts as the last. */
export const BINS = 60;
/** The prior weighs as much as this many calls. */
const PRIOR_CALLS = 20;
/** Weight of the prior of the answer level, in expected live answers. */
const KAPPA = 10;
/** Seconds between the moments whose level is kept. */
const KEEP = 10;
/** AMD's delay in steps of half a second. */
const AMD_BINS = 12;
const STEP = 0.5;
const LAST = CHECKPOINTS[K - 1] ?? 27;
const STEPS = LAST / STEP;

type CallEvent = Extract<PacingEvent, { kind: 'call' }>;

/**
 * When calls in the air will reach a person. Hazards of answer, machine and failure by seconds since originate, from time
 * at risk and events (so calls still ringing count, and quick outcomes do not bias it); the level of answers now relative
 * to those, by the martingale compensator: events seen over events expected of exactly the ringing that took place.
 */
export class RingEstimator {
  readonly #risk: Float64Array;
  readonly #live: Float64Array;
  readonly #machine: Float64Array;
  readonly #failed: Float64Array;
  /** Live answers seen, and expected at level 1, both forgetting. */
  readonly #level: Float64Array;
  /** The level at two earlier moments, and the seconds since the later one. */
  readonly #kept: Float64Array;
  readonly #amdLive: Float64Array;
  readonly #amdMachine: Float64Array;
  /** Hazards as of the last refresh (live, machine, failed), and the level: the tables are made of these alone. */
  readonly #frozen: Float64Array;
  readonly #frozenAmd: Float64Array;
  readonly #refreshed: Float64Array;

  readonly #cumulative = new Float64Array(BINS + 1);
  readonly #table = new Float64Array((BINS + 1) * K);
  readonly #ever = new Float64Array(BINS + 1);
  /** Which ages' rows of the tables are made: few are asked for between two refreshes. */
  readonly #made = new Uint8Array(BINS + 1);
  /** Of half seconds of ringing: the share of those still ringing who answer in it, and who ring on after it. */
  readonly #answers = new Float64Array(2 * BINS);
  readonly #survives = new Float64Array(2 * BINS);
  readonly #amdCdf = new Float64Array(STEPS + 1);
  readonly weights = new Float64Array(K);

  constructor(private readonly settings: PacerSettings, series: Series) {
    const prior = priorRing(settings);
    this.#risk = series.row('ring.risk', prior.risk);
    this.#live = series.row('ring.live', prior.live);
    this.#machine = series.row('ring.machine', prior.machine);
    this.#failed = series.row('ring.failed', prior.failed);
    this.#level = series.row('ring.level', [0, 0]);
    this.#kept = series.row('ring.kept', [0, 0, 0, 0, 0]);
    // Half a second to three: what a detector needs for "hello?"; a machine's verdict comes a little later.
    this.#amdLive = series.row('amd.live', [0, 0.6, 0.6, 0.4, 0.2, 0.1, 0.1, 0, 0, 0, 0, 0]);
    this.#amdMachine = series.row('amd.machine', [0, 0.1, 0.2, 0.3, 0.4, 0.4, 0.3, 0.2, 0.1, 0, 0, 0]);
    this.#frozen = series.row('ring.frozen', new Float64Array(3 * BINS + 1));
    this.#frozenAmd = series.row('amd.frozen', new Float64Array(2 * AMD_BINS));
    this.#refreshed = series.row('ring.refreshed', [0]);
    if (get(this.#refreshed, 0) === 0) this.refresh(); else this.#tabulate();
  }

  /** Level of answers relative to the hazards: 1 = as learned over the long run. */
  get level(): number { return (KAPPA + get(this.#level, 0)) / (KAPPA + get(this.#level, 1)); }
  /** Variance of the level's relative error. */
  get levelError(): number { return 1 / (KAPPA + get(this.#level, 1)); }
  /** Probability that a call placed now reaches a person. */
  get answerShare(): number { return get(this.#ever, 0); }

  /** A call's ringing ended. `memory`: resolved calls after which its weight has fallen to 1/e. */
  learn(event: CallEvent, memory: number): void {
    const keep = 1 - 1 / memory;
    for (const row of [this.#risk, this.#live, this.#machine, this.#failed]) scale(row, keep);
    const age = Math.max(0, event.age / 1000);
    const end = Math.min(BINS - 1, Math.floor(age));
    for (let b = 0; b < end; b += 1) add(this.#risk, b, 1);
    add(this.#risk, end, Math.min(1, age - end));
    if (event.outcome === 'cancelled') return;
    add(event.outcome === 'live' ? this.#live : event.outcome === 'machine' ? this.#machine : this.#failed, end, 1);
    if (event.amd === null || event.outcome === 'failed') return;
    const delays = event.outcome === 'live' ? this.#amdLive : this.#amdMachine;
    scale(delays, 1 - 1 / 1000);
    add(delays, Math.min(AMD_BINS - 1, Math.floor(Math.max(0, event.amd) / 1000 / STEP)), 1);
  }

  /** Expected live answers at level 1 of the ringing from one age to another, in seconds. */
  #expected(from: number, to: number): number { return to <= from ? 0 : this.#hazard(to) - this.#hazard(from); }
  #hazard(age: number): number {
    const b = Math.min(BINS - 1, Math.floor(age));
    return get(this.#cumulative, b) + (age - b) * get(this.#frozen, b);
  }

  /** Brings the level up to now: all ringing since `before` (instant of the last decision) against the live answers in `events`. */
  follow(events: readonly PacingEvent[], s: PacingSnapshot, before: number, memory: number): void {
    const gap = Math.max(0, s.at - before) / 1000;
    let expected = 0;
    let seen = 0;
    for (const call of s.ringing) {
      const age = call.age / 1000;
      expected += call.share * this.#expected(Math.max(0, age - gap), age);
    }
    // Answered since then: it rang for a part of the time.
    for (const call of s.screening) expected += call.share * this.#expected(call.ringAge / 1000 - clamp(gap - call.since / 1000, 0, call.ringAge / 1000), call.ringAge / 1000);
    for (const event of events) {
      if (event.kind !== 'call') continue;
      const age = event.age / 1000;
      expected += event.share * this.#expected(age - clamp((event.at - before) / 1000, 0, age), age);
      if (event.outcome === 'live') seen += 1;
    }
    const keep = Math.exp(-expected / memory);
    this.#level[0] = get(this.#level, 0) * keep + seen;
    this.#level[1] = get(this.#level, 1) * keep + expected;
    add(this.#kept, 4, gap);
    if (get(this.#kept, 4) >= KEEP) this.#kept.set([get(this.#kept, 2), get(this.#kept, 3), get(this.#level, 0), get(this.#level, 1), 0]);
  }
  /** Takes back what the last 10 to 20 s taught of the level: nothing was heard from the carrier then. */
  forget(): void {
    this.#level.set(this.#kept.subarray(0, 2));
    this.#kept.copyWithin(2, 0, 2);
  }

  /** Makes the tables of what is known now. Every 3 s is enough. */
  refresh(): void {
    for (let b = 0; b < BINS; b += 1) {
      const risk = Math.max(1e-6, get(this.#risk, b));
      this.#frozen[b] = get(this.#live, b) / risk;
      this.#frozen[BINS + b] = get(this.#machine, b) / risk;
      this.#frozen[2 * BINS + b] = get(this.#failed, b) / risk;
    }
    this.#frozen[3 * BINS] = this.level;
    this.#frozenAmd.set(this.#amdLive);
    this.#frozenAmd.set(this.#amdMachine, AMD_BINS);
    this.#refreshed[0] = 1;
    this.#tabulate();
  }

  /** P(AMD has decided within t seconds of the answer), of live calls or of machines. */
  #decided(machine: boolean, t: number): number {
    if (!this.settings.amd) return t >= 0 ? 1 : 0;
    if (t <= 0) return 0;
    const from = machine ? AMD_BINS : 0;
    let total = 0;
    let done = 0;
    for (let i = 0; i < AMD_BINS; i += 1) {
      const x = get(this.#frozenAmd, from + i);
      total += x;
      done += x * clamp(t / STEP - i, 0, 1);
    }
    return total === 0 ? 1 : done / total;
  }

  #tabulate(): void {
    const level = get(this.#frozen, 3 * BINS);
    for (let b = 0; b < BINS; b += 1) this.#cumulative[b + 1] = get(this.#cumulative, b) + get(this.#frozen, b);
    for (let i = 0; i <= STEPS; i += 1) this.#amdCdf[i] = this.#decided(false, (i + 0.5) * STEP);
    for (let i = 0; i < 2 * BINS; i += 1) {
      const b = Math.floor(i * STEP);
      const live = level * get(this.#frozen, b);
      const all = live + get(this.#frozen, BINS + b) + get(this.#frozen, 2 * BINS + b);
      const stays = Math.exp(-all * STEP);
      this.#survives[i] = stays;
      this.#answers[i] = all <= 0 ? 0 : (live / all) * (1 - stays);
    }
    this.#made.fill(0);
    this.#need(0);
    let before = 0;
    const all = Math.max(1e-12, get(this.#table, K - 1));
    for (let k = 0; k < K; k += 1) { this.weights[k] = (get(this.#table, k) - before) / all; before = get(this.#table, k); }
  }
  /** Makes the row of an age (whole seconds), unless it is made. */
  #need(age: number): void {
    if (this.#made[age] === 1) return;
    this.#made[age] = 1;
    const row = age * K;
    for (let k = 0; k < K; k += 1) this.#table[row + k] = 0;
    let alive = 1;
    let ever = 0;
    for (let j = 0; j < STEPS && alive > 1e-6; j += 1) {
      const i = Math.min(2 * BINS - 1, 2 * age + j);
      const here = alive * get(this.#answers, i);
      alive *= get(this.#survives, i);
      ever += here;
      if (here < 1e-9) continue;
      for (let k = j >> 2; k < K; k += 1) {
        const steps = 2 * (CHECKPOINTS[k] ?? 0) - j - 1;
        if (steps >= 0) add(this.#table, row + k, here * get(this.#amdCdf, steps));
      }
    }
    this.#ever[age] = ever;
  }

  /** Probabilities that a call ringing for `age` ms asks for a collector by each checkpoint, into `row`; returns the probability that it ever does. */
  ringing(age: number, share: number, row: Float64Array): number {
    const seconds = clamp(age / 1000, 0, BINS - 1e-9);
    const b = Math.floor(seconds);
    const part = seconds - b;
    this.#need(b);
    this.#need(b + 1);
    for (let k = 0; k < K; k += 1) row[k] = odds(get(this.#table, b * K + k) * (1 - part) + get(this.#table, (b + 1) * K + k) * part, share);
    return odds(get(this.#ever, b) * (1 - part) + get(this.#ever, b + 1) * part, share);
  }

  /** The same of a call answered at `ringAge` and in screening for `since` (ms). */
  screened(ringAge: number, since: number, share: number, row: Float64Array): number {
    const b = clamp(Math.floor(ringAge / 1000), 0, BINS - 1);
    const e = since / 1000;
    const undecided = Math.max(1e-3, 1 - this.#decided(false, e));
    const live = get(this.#frozen, 3 * BINS) * share * get(this.#frozen, b) * undecided;
    const machine = get(this.#frozen, BINS + b) * Math.max(1e-3, 1 - this.#decided(true, e));
    const isLive = live + machine <= 0 ? 0 : live / (live + machine);
    for (let k = 0; k < K; k += 1) row[k] = isLive * (1 - Math.max(0, 1 - this.#decided(false, e + (CHECKPOINTS[k] ?? 0))) / undecided);
    return isLive;
  }
}

/**
 * Before the first call: people answer after a gamma-distributed time of mean 12 s, a quarter of the machines at once and
 * the rest after about 20 s, a fifth of the failures within 5 s and the rest as no-answers around 25 to 45 s.
 */
function priorRing(settings: PacerSettings): { risk: Float64Array; live: Float64Array; machine: Float64Array; failed: Float64Array } {
  const none = Math.max(0, 1 - settings.liveShare - settings.machineShare);
  const shape = (weight: (t: number) => number, share: number): Float64Array => {
    const row = Float64Array.from({ length: BINS }, (_, b) => weight(b + 0.5));
    const sum = row.reduce((a, b) => a + b, 0);
    scale(row, (PRIOR_CALLS * share) / sum);
    return row;
  };
  const live = shape((t) => t * Math.exp(-t / 6), settings.liveShare);
  const machine = shape((t) => (t < 4 ? 0.0625 : 0) + (t > 15 && t < 25 ? 0.075 : 0), settings.machineShare);
  const failed = shape((t) => (t > 1 && t < 5 ? 0.05 : 0) + (t > 25 && t < 45 ? 0.04 : 0), none);
  const risk = new Float64Array(BINS);
  let left = PRIOR_CALLS;
  for (let b = 0; b < BINS; b += 1) {
    const ends = get(live, b) + get(machine, b) + get(failed, b);
    risk[b] = Math.max(0.02, left - ends / 2);
    left -= ends;
  }
  return { risk, live, machine, failed };
}
