import { edgeworth } from './normal.js';
import { get } from './series.js';
import { CHECKPOINTS } from './types.js';

export const K = CHECKPOINTS.length;
/** Up to this many independent yes-or-no events the law of their sum is computed exactly; beyond, by Edgeworth's series. */
export const EXACT = 40;
/** Candidates may carry an exact computation this far. */
const WIDTH = 60;

/**
 * The balance D of collectors and calls at each checkpoint ahead: those free now, plus busy ones who come back by then,
 * minus calls in the air that reach a person by then. An overflow is D ≤ 0: the next call that asks finds nobody.
 *
 * D is a sum of independent Bernoulli variables with probabilities of their own (a Poisson-binomial law, shifted).
 */
export class Overflow {
  readonly #pmf = new Float64Array(K * (WIDTH + 2));
  readonly #mean = new Float64Array(K);
  readonly #variance = new Float64Array(K);
  readonly #third = new Float64Array(K);
  readonly #answers = new Float64Array(K);
  readonly #r = new Float64Array(K);
  #exact = true;
  #base = 0;
  #events = 0;
  #demands = 0;
  /** Variance of the common relative error of the answer level, which hits all calls alike. */
  #levelError = 0;

  get exact(): boolean { return this.#exact; }

  /** `base`: ready less waiting; `events`: how many yes-or-no events will be added before candidates. */
  start(base: number, events: number, levelError: number): void {
    this.#exact = events <= EXACT;
    this.#base = base;
    this.#events = 0;
    this.#demands = 0;
    this.#levelError = levelError;
    this.#mean.fill(base);
    this.#variance.fill(0);
    this.#third.fill(0);
    this.#answers.fill(0);
    if (this.#exact) for (let k = 0; k < K; k += 1) this.#pmf[k * (WIDTH + 2)] = 1;
  }

  /** A collector who is back by checkpoint k with probability row[k]. */
  supply(row: Float64Array): void {
    for (let k = 0; k < K; k += 1) {
      const p = get(row, k);
      const v = p * (1 - p);
      this.#mean[k] = get(this.#mean, k) + p;
      this.#variance[k] = get(this.#variance, k) + v;
      this.#third[k] = get(this.#third, k) + v * (1 - 2 * p);
    }
    if (this.#exact) this.#convolve(row, true);
  }

  /** A call that asks for a collector by checkpoint k with probability row[k]. `own`: its answer level is this campaign's. */
  demand(row: Float64Array, own: boolean): void {
    for (let k = 0; k < K; k += 1) {
      const p = get(row, k);
      const v = p * (1 - p);
      this.#mean[k] = get(this.#mean, k) - p;
      this.#variance[k] = get(this.#variance, k) + v;
      this.#third[k] = get(this.#third, k) - v * (1 - 2 * p);
      if (own) this.#answers[k] = get(this.#answers, k) + p;
    }
    if (this.#exact) this.#convolve(row, false);
    this.#demands += 1;
  }

  #convolve(row: Float64Array, up: boolean): void {
    if (this.#events >= WIDTH) { this.#exact = false; return; }
    this.#events += 1;
    const top = this.#events;
    const pmf = this.#pmf;
    // Index i stands for D − base + demands: a supply moves up when it comes, a demand when it does not.
    for (let k = 0; k < K; k += 1) {
      const moves = up ? get(row, k) : 1 - get(row, k);
      const stays = 1 - moves;
      const from = k * (WIDTH + 2);
      let here = get(pmf, from + top - 1);
      pmf[from + top] = here * moves;
      for (let i = from + top - 1; i > from; i -= 1) {
        const below = get(pmf, i - 1);
        pmf[i] = here * stays + below * moves;
        here = below;
      }
      pmf[from] = here * stays;
    }
  }

  /** P(D ≤ 0) at checkpoint k. */
  at(k: number): number {
    if (!this.#exact) {
      const answers = get(this.#answers, k);
      return edgeworth(0, get(this.#mean, k), get(this.#variance, k) + answers * answers * this.#levelError, get(this.#third, k));
    }
    const last = Math.min(this.#events, this.#demands - this.#base);
    if (last >= this.#events) return 1;
    const from = k * (WIDTH + 2);
    let sum = 0;
    for (let i = 0; i <= last; i += 1) sum += get(this.#pmf, from + i);
    return sum > 1 ? 1 : sum;
  }

  /**
   * Probability that one more call costs an abandonment, its own or that of a call it displaces: at its answer's checkpoint
   * or any later one there is no collector left over. `weights`: when it would ask, summing to 1.
   */
  risk(weights: Float64Array): number {
    let worst = 0;
    for (let k = K - 1; k >= 0; k -= 1) {
      const r = this.at(k);
      if (r > worst) worst = r;
      this.#r[k] = worst;
    }
    let risk = 0;
    for (let k = 0; k < K; k += 1) risk += get(weights, k) * get(this.#r, k);
    return risk;
  }
}
