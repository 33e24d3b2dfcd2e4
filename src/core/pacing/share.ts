import type { Outcome } from '../call/outcome.js';
import type { Instant, Millis } from '../units.js';

/**
 * How likely one lead's call is to reach a person, relative to its campaign's mean: from the hour and weekday where the
 * callee lives and from what happened on that number before. A log-linear rate (multiplicative Poisson) model: the product of one
 * factor for each feature. A factor is the live answers seen with that value over those expected of all the rest; solving this for
 * one feature after another is iterative proportional fitting, whose fixed point is the maximum-likelihood fit (Deming and
 * Stephan 1940; Darroch and Ratcliff 1972). Here each resolved call makes one small step of it, with forgetting, and a factor
 * is shrunk to 1 as if KAPPA answers had come as expected (a gamma prior): a value rarely seen moves nothing.
 * Knows no clock and no zone: the caller says which hour it is there.
 */
export interface ShareFeatures {
  /** Of the callee's local day, 0..23. */
  readonly hour: number;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  /** Attempts on this number before; see `PHONE_MEMORY`. */
  readonly attempts: number;
  /** How the last of them ended; null: there was none, or it is still open. */
  readonly last: Outcome | null;
  /** Since it began; null: there was none. */
  readonly since: Millis | null;
}
/** Attempts on a number older than this say nothing any more: 30 days. */
export const PHONE_MEMORY: Millis = 30 * 86_400_000;

/** What of a lead bears on its answer share: one value of each feature. */
export type ShareCells = readonly number[];
/** A call whose outcome is known: did a person answer? Calls that were cut, or that never reached the callee's network, teach nothing and are not told. */
export interface ResolvedCall { readonly cells: ShareCells; readonly live: boolean }

/** Plain JSON; another version is not believed. */
export interface ShareState {
  readonly version: 1;
  /** Of the last call learned. */
  readonly at: Instant | null;
  /** Live answers seen, and expected, by value of each feature. */
  readonly seen: readonly number[];
  readonly expected: readonly number[];
  /** Live answers, products of the factors, calls: of all. */
  readonly whole: readonly number[];
}

/** A share stays within these, whatever was learned. */
export const LEAST_SHARE = 0.2;
export const MOST_SHARE = 5;
/** Weight of the prior of a factor, in expected live answers. */
const KAPPA = 30;
/** Calls with a value after which its count has forgotten to 1/e: an hour of the day is forgotten by that hour's calls, not overnight. */
const MEMORY = 4_000;
/** The whole forgets by time: slower than any weekday comes round, or it would follow the hours and leave them nothing to say. */
const WHOLE_MEMORY: Millis = 14 * 86_400_000;
/** Weight of the prior of the whole, in calls. */
const WHOLE_PRIOR = 50;

const HOUR: Millis = 3_600_000;
const [HOURS, WEEKDAYS, ATTEMPTS, OUTCOMES, AGES] = [24, 7, 5, 6, 5];
const FROM = { weekday: HOURS, attempts: HOURS + WEEKDAYS, last: HOURS + WEEKDAYS + ATTEMPTS, since: HOURS + WEEKDAYS + ATTEMPTS + OUTCOMES };
const CELLS = FROM.since + AGES;

/** The values a lead has now. */
export function cellsOf(of: ShareFeatures): ShareCells {
  return [
    Math.min(HOURS - 1, Math.max(0, Math.floor(of.hour))),
    FROM.weekday + Math.min(WEEKDAYS - 1, Math.max(0, Math.floor(of.weekday) - 1)),
    FROM.attempts + (of.attempts <= 2 ? Math.max(0, Math.floor(of.attempts)) : of.attempts <= 4 ? 3 : 4),
    FROM.last + kindOf(of.last),
    FROM.since + ageOf(of.since),
  ];
}
/** Nobody, a person, a machine, no answer, busy, anything else. */
function kindOf(last: Outcome | null): number {
  switch (last) {
    case null: return 0;
    case 'human': case 'abandoned': return 1;
    case 'machine': return 2;
    case 'no_answer': return 3;
    case 'busy': return 4;
    default: return 5;
  }
}
/** Never, within the hour, within four, within the day, longer ago. */
function ageOf(since: Millis | null): number {
  return since === null ? 0 : since < HOUR ? 1 : since < 4 * HOUR ? 2 : since < 24 * HOUR ? 3 : 4;
}

/** The estimator of one campaign. The order of calls learned together does not matter. */
export class AnswerShare {
  readonly #seen: Float64Array;
  readonly #expected: Float64Array;
  /** (κ + seen) ÷ (κ + expected), kept at hand. */
  readonly #factor: Float64Array;
  #live: number;
  #products: number;
  #calls: number;
  #at: Instant | null;

  /** `prior`: share of placed calls that a person answers, believed before the first one; above 0. */
  constructor(private readonly prior: number, state: ShareState | null = null) {
    const kept = state?.version === 1 && state.seen.length === CELLS && state.expected.length === CELLS && state.whole.length === 3 ? state : null;
    this.#seen = Float64Array.from(kept?.seen ?? new Float64Array(CELLS));
    this.#expected = Float64Array.from(kept?.expected ?? new Float64Array(CELLS));
    [this.#live = 0, this.#products = 0, this.#calls = 0] = kept?.whole ?? [];
    this.#at = kept?.at ?? null;
    this.#factor = new Float64Array(CELLS).fill(1);
    for (let cell = 0; cell < CELLS; cell += 1) this.#refresh(cell);
  }

  state(): ShareState { return { version: 1, at: this.#at, seen: [...this.#seen], expected: [...this.#expected], whole: [this.#live, this.#products, this.#calls] }; }

  /** Relative to the campaign's mean: what was dialed has 1 on average. `LEAST_SHARE` to `MOST_SHARE`, in thousandths. */
  of(cells: ShareCells): number {
    const share = this.#product(cells) * (WHOLE_PRIOR + this.#calls) / (WHOLE_PRIOR + this.#products);
    return Math.round(1_000 * Math.min(MOST_SHARE, Math.max(LEAST_SHARE, share))) / 1_000;
  }

  /** Takes in calls resolved since the last time; `at`: now. */
  learn(calls: readonly ResolvedCall[], at: Instant): void {
    if (calls.length === 0) return;
    const keep = this.#at === null ? 1 : Math.exp(-Math.max(0, at - this.#at) / WHOLE_MEMORY);
    this.#at = at;
    this.#live *= keep;
    this.#products *= keep;
    this.#calls *= keep;
    const base = (WHOLE_PRIOR * this.prior + this.#live) / (WHOLE_PRIOR + this.#products);
    // All are measured by the same factors, and added up in one order: the sums come out the same whoever was heard first.
    const ordered = calls.map((call) => ({ ...call, product: this.#product(call.cells) })).sort(byCells);
    const met = new Map<number, { count: number; live: number; expected: number }>();
    for (const { cells, live, product } of ordered) {
      this.#live += live ? 1 : 0;
      this.#products += product;
      this.#calls += 1;
      for (const cell of cells) {
        const sum = met.get(cell) ?? { count: 0, live: 0, expected: 0 };
        met.set(cell, sum);
        sum.count += 1;
        sum.live += live ? 1 : 0;
        // Of one call at most one answer is expected.
        sum.expected += Math.min(1, base * product / (this.#factor[cell] ?? 1));
      }
    }
    for (const [cell, { count, live, expected }] of met) {
      const left = (1 - 1 / MEMORY) ** count;
      this.#seen[cell] = (this.#seen[cell] ?? 0) * left + live;
      this.#expected[cell] = (this.#expected[cell] ?? 0) * left + expected;
      this.#refresh(cell);
    }
  }

  #refresh(cell: number): void { this.#factor[cell] = (KAPPA + (this.#seen[cell] ?? 0)) / (KAPPA + (this.#expected[cell] ?? 0)); }
  #product(cells: ShareCells): number {
    let product = 1;
    for (const cell of cells) product *= this.#factor[cell] ?? 1;
    return product;
  }
}

function byCells(a: ResolvedCall, b: ResolvedCall): number {
  for (let i = 0; i < a.cells.length; i += 1) {
    const d = (a.cells[i] ?? 0) - (b.cells[i] ?? 0);
    if (d !== 0) return d;
  }
  return Number(a.live) - Number(b.live);
}
