import { TRYING, type CarrierWatch } from './carrier.js';
import type { HandlingEstimator } from './handling.js';
import { K, Overflow } from './overflow.js';
import type { RingEstimator } from './ring.js';
import { get, listOf, odds } from './series.js';
import type { BusyCollector, LimitedBy, PacingSnapshot, PoolDemand, RingingCall } from './types.js';

/** A ringing call is never hung up earlier: shorter rings are themselves counted as nuisance (15 s or four rings in the US and UK rules). */
const SHORTEST_RING = 15_000;
/** Long rings are cancelled when risk exceeds the threshold by this factor, so that a line is not placed and cancelled around one value; never for less than this risk. */
const CANCEL_FACTOR = 1.5;
const CANCEL_LEAST = 0.002;
/** Leads bound to a busy group are passed over this far. */
const LOOK_AHEAD = 200;

export interface Planned {
  readonly picks: readonly number[];
  readonly cancel: readonly string[];
  readonly limitedBy: LimitedBy;
  readonly risk: number;
  readonly freeing: number;
  readonly answers: number;
  readonly forecast: { readonly answers: number; readonly abandons: number };
  readonly demand: PoolDemand;
}

/** One group's balance, and the lines bound to it. */
interface GroupPool { readonly pool: Overflow; free: number; lines: number; readonly share: number }

/** How many lines at this threshold: adds candidates to the balance of collectors and calls until one more would risk too much. */
export class Plan {
  readonly #all = new Overflow();
  readonly #row = new Float64Array(K);
  readonly #mean = new Float64Array(K);
  readonly #variance = new Float64Array(K);
  #answers = 0;
  #freeing = 0;
  #groups = new Map<string, GroupPool>();

  constructor(private readonly ring: RingEstimator, private readonly handling: HandlingEstimator, private readonly carrier: CarrierWatch) {}

  make(s: PacingSnapshot, threshold: number, refused: LimitedBy | null): Planned {
    const free = s.ready - s.reservedForInbound - s.waiting;
    this.#begin(s, free);
    const cancel = this.#callsInAir(s, threshold, refused);
    const lines = s.ringing.length + s.screening.length - cancel.length;
    const dialed = refused === null ? this.#dial(s, threshold, free, lines) : { picks: [], limitedBy: refused, risk: this.#all.risk(this.ring.weights), forecast: { answers: 0, abandons: 0 } };
    return {
      ...dialed, cancel, freeing: this.#freeing, answers: this.#answers,
      demand: { lines: lines + dialed.picks.length + s.waiting, mean: listOf(this.#mean), variance: listOf(this.#variance) },
    };
  }

  /** Collectors: those free now, and the busy ones by when they come back. */
  #begin(s: PacingSnapshot, free: number): void {
    let rivals = 0;
    for (const one of s.rivals) rivals += one.lines;
    const events = s.busy.length + s.ringing.length + s.screening.length + rivals;
    this.#all.start(free, events, this.ring.levelError);
    this.#mean.fill(s.waiting);
    this.#variance.fill(0);
    this.#answers = 0;
    this.#freeing = 0;
    this.#groups = new Map();
    const team = Math.max(1, s.ready + s.busy.length);
    for (const { key, ready, waiting } of s.groups) {
      const busy = s.busy.reduce((n, one) => n + (one.groups.includes(key) ? 1 : 0), 0);
      const group: GroupPool = { pool: new Overflow(), free: ready - waiting, lines: 0, share: (ready + busy) / team };
      group.pool.start(group.free, busy + s.ringing.length + s.screening.length, this.ring.levelError);
      this.#groups.set(key, group);
    }
    for (const one of s.busy) this.#supply(one, s.levers.knownWrapEnd);
    for (const one of s.rivals) this.#rival(one);
  }

  #supply(one: BusyCollector, knownEnd: boolean): void {
    this.handling.free(one, knownEnd, this.#row);
    this.#all.supply(this.#row);
    for (const group of one.groups) this.#groups.get(group)?.pool.supply(this.#row);
    // Seven seconds ahead and the hold: about ten.
    this.#freeing += get(this.#row, 3);
  }

  /** Another campaign's calls, as if each of its lines were alike: no less variance than it has. */
  #rival(one: PoolDemand): void {
    if (one.lines <= 0) return;
    for (let k = 0; k < K; k += 1) this.#row[k] = Math.min(1, (one.mean[k] ?? 0) / one.lines);
    for (let i = 0; i < one.lines; i += 1) this.#all.demand(this.#row, false);
  }

  /** Takes the call whose row was just computed into the balances. */
  #demand(ever: number, group: string | null): void {
    this.#answers += ever;
    for (let k = 0; k < K; k += 1) {
      const p = get(this.#row, k);
      this.#mean[k] = get(this.#mean, k) + p;
      this.#variance[k] = get(this.#variance, k) + p * (1 - p);
    }
    if (this.#all.exact) {
      // The exact law takes no common error of the answer level: one standard deviation more is believed instead.
      const more = 1 + Math.sqrt(this.ring.levelError);
      for (let k = 0; k < K; k += 1) this.#row[k] = odds(get(this.#row, k), more);
    }
    this.#all.demand(this.#row, true);
    if (this.#groups.size === 0) return;
    if (group !== null) {
      const own = this.#groups.get(group);
      if (own) { own.pool.demand(this.#row, true); own.lines += 1; }
      return;
    }
    // A call of no group takes whoever has been idle longest: one of this group in proportion to its people.
    const row = this.#row.slice();
    for (const { pool, share } of this.#groups.values()) {
      for (let k = 0; k < K; k += 1) this.#row[k] = get(row, k) * share;
      pool.demand(this.#row, true);
    }
  }

  /** Calls in the air; says which long rings to hang up: the longest, as many as bring the risk back. */
  #callsInAir(s: PacingSnapshot, threshold: number, refused: LimitedBy | null): string[] {
    for (const one of s.screening) this.#demand(this.ring.screened(one.ringAge, one.since, one.share, this.#row), one.group);
    const after = s.levers.cancelAfterRing;
    const may = after !== null && refused === null && s.mode.kind !== 'progressive';
    const least = Math.max(SHORTEST_RING, after ?? 0);
    const long: RingingCall[] = [];
    for (const one of s.ringing) {
      // Gone silent with its carrier: it will reach nobody, or a sign will tell of it first.
      if (this.carrier.silent && one.since18x === null && one.age >= TRYING) continue;
      if (may && one.since18x !== null && one.since18x >= least) long.push(one);
      else this.#demand(this.ring.ringing(one.age, one.share, this.#row), one.group);
    }
    if (long.length === 0) return [];
    long.sort((a, b) => (a.since18x ?? 0) - (b.since18x ?? 0) || (a.key < b.key ? -1 : 1));
    const most = CANCEL_FACTOR * Math.max(threshold, CANCEL_LEAST);
    let kept = 0;
    for (const one of long) {
      if (this.#all.risk(this.ring.weights) > most) break;
      this.#demand(this.ring.ringing(one.age, one.share, this.#row), one.group);
      kept += 1;
    }
    return long.slice(kept).map((one) => one.key);
  }

  #dial(s: PacingSnapshot, threshold: number, free: number, inAir: number): Pick<Planned, 'picks' | 'limitedBy' | 'risk' | 'forecast'> {
    const picks: number[] = [];
    const cap = capOf(s, inAir, this.carrier.room(s));
    let rivals = 0;
    for (const one of s.rivals) rivals += one.lines;
    const forecast = { answers: 0, abandons: 0 };
    let risk = this.#all.risk(this.ring.weights);
    let limitedBy: LimitedBy = 'leads';
    const last = Math.min(s.leads, s.next.length + Math.max(0, cap.lines), s.groups.length === 0 ? Infinity : cap.lines + LOOK_AHEAD);
    for (let i = 0; i < last; i += 1) {
      if (picks.length >= cap.lines) { limitedBy = cap.by; break; }
      const floor = free > inAir + rivals + picks.length;
      if (!floor && !(risk <= threshold && threshold > 0)) { limitedBy = 'risk'; break; }
      const lead = s.next[i] ?? { share: 1, group: null };
      const group = lead.group === null ? null : this.#groups.get(lead.group);
      // Bound to people none of whom is here, or of whom too few will be.
      if (group === undefined) { limitedBy = 'risk'; continue; }
      if (group !== null && !(group.free > group.lines) && !(threshold > 0 && group.pool.risk(this.ring.weights) <= threshold)) { limitedBy = 'risk'; continue; }
      const ever = this.ring.ringing(0, lead.share, this.#row);
      this.#demand(ever, lead.group);
      forecast.answers += ever;
      forecast.abandons += ever * risk;
      picks.push(i);
      risk = this.#all.risk(this.ring.weights);
    }
    if (picks.length >= cap.lines && picks.length > 0 && limitedBy === 'leads') limitedBy = cap.by;
    return { picks, limitedBy, risk, forecast };
  }
}

/** The tightest of the plain limits. */
function capOf({ limits, ready, busy, leads }: PacingSnapshot, inAir: number, carrier: number | null): { readonly lines: number; readonly by: LimitedBy } {
  let cap: { lines: number; by: LimitedBy } = { lines: leads, by: 'leads' };
  const tighten = (lines: number, by: LimitedBy): void => { if (lines < cap.lines) cap = { lines, by }; };
  tighten(Math.floor(limits.linesPerCollector * (ready + busy.length)) - inAir, 'linesPerCollector');
  if (limits.freeLines !== null) tighten(Math.floor(limits.freeLines), 'lines');
  if (limits.startsLeft !== null) tighten(Math.floor(limits.startsLeft), 'starts');
  if (carrier !== null) tighten(carrier, 'carrier');
  return { lines: Math.max(0, cap.lines), by: cap.by };
}
