import { clamp, get, type Series } from './series.js';
import type { Budget, LimitedBy, PacingEvent, PacingSnapshot } from './types.js';

/** The threshold on risk moves between these. Its start is the usual limit itself. */
const LOWEST = 0.002;
const HIGHEST = 0.25;
const START = 0.03;
/** Never more than this risk for one line, whatever the budget. */
const CEILING = 0.3;
/** Gain per live answer, and the seconds of answers over which it acts in large campaigns: gain falls as volume grows. */
const GAIN = 0.15;
const GAIN_SECONDS = 15;
/** Live answers ahead over which slack is spent or debt worked off. */
const SPREAD = 600;
/** Abandoned calls kept in hand; in the smallest campaigns half a call less. */
const MARGIN = 2;
const SMALL_MARGIN = 1.5;
/** Seconds, and answers, after which a measured rate has forgotten to 1/e: whichever is longer, or a few answers an hour would make a rate of noise. */
const RATE_MEMORY = 900;
const RATE_ANSWERS = 60;

export interface Allowance {
  /** Share of the coming live answers that may be lost: what target, ledger and time left allow. 0: nothing beyond the floor. */
  readonly beta: number;
  /** The share that is aimed at in the coming time. */
  readonly tau: number;
  /** Abandoned calls the tightest window bears now; negative in debt. */
  readonly left: number;
}

/**
 * Keeps abandonment within its budget. Three layers: the overflow's risk (elsewhere) is compared with a threshold θ; every
 * live answer moves θ by η(β − a), a = 1 if it was lost, so that the long-run share is β whatever the model gets wrong
 * (the dual step of online quantile control; Gibbs and Candès 2021); β is what the ledger of the legal windows leaves.
 * θ is capped, rises only while risk is what limits dialing, and η falls with volume: nothing winds up.
 */
export class BudgetController {
  readonly #theta: Float64Array;
  /** Live answers and seconds, forgetting. */
  readonly #rate: Float64Array;
  /** Share of the last seconds in which risk was what limited. */
  readonly #bound: Float64Array;

  constructor(series: Series) {
    this.#theta = series.row('budget.theta', [Math.log(START)]);
    this.#rate = series.row('budget.rate', [0, 0]);
    this.#bound = series.row('budget.bound', [1]);
  }

  /** Live answers a second. */
  get rate(): number { return get(this.#rate, 1) === 0 ? 0 : get(this.#rate, 0) / get(this.#rate, 1); }
  get theta(): number { return Math.exp(get(this.#theta, 0)); }

  /** `seconds` since the last decision; `expected`: answers a second that its collectors could take, for a start. */
  follow(events: readonly PacingEvent[], seconds: number, expected: number): void {
    if (get(this.#rate, 1) === 0 && expected > 0) this.#rate.set([expected * 120, 120]);
    const keep = Math.exp(-seconds / Math.max(RATE_MEMORY, RATE_ANSWERS / Math.max(1e-4, this.rate)));
    let answers = 0;
    for (const event of events) if (event.kind === 'answer') answers += 1;
    this.#rate[0] = get(this.#rate, 0) * keep + answers;
    this.#rate[1] = get(this.#rate, 1) * keep + seconds;
  }

  allowance(budget: Budget): Allowance {
    const day = budget.windows.find((one) => one.kind === '24h');
    const month = budget.windows.find((one) => one.kind === '30d');
    const here = day ?? month;
    if (!here || budget.target <= 0) return { beta: 0, tau: 0, left: 0 };
    const likely = here.left === null ? SPREAD : this.rate * here.left / 1000;
    // One standard deviation fewer than likely: answers that do not come can not be paid with.
    const ahead = Math.max(0, likely - Math.sqrt(likely));
    let tau = budget.target;
    let left = budget.target * here.live - here.abandoned;
    if (day && month) {
      // What the month's ledger leaves for today, and never more than the day's own target.
      const today = Math.max(1, day.live + ahead);
      tau = clamp((budget.target * (month.live + today) - month.abandoned - MARGIN) / today, 0, budget.target);
      left = Math.min(left, budget.target * (month.live + day.live) - month.abandoned - day.abandoned);
    }
    if (tau <= 0) return { beta: 0, tau, left };
    const next = clamp(ahead, 1, SPREAD);
    const margin = here.left !== null && tau * (here.live + ahead) < 5 ? SMALL_MARGIN : MARGIN;
    return { beta: clamp((tau * (here.live + next) - here.abandoned - margin) / next, 0, 2 * tau), tau, left };
  }

  /** Moves the threshold by the answers settled since the last decision. `used`: the mode dials by it; else it may only fall. */
  settle(events: readonly PacingEvent[], beta: number, used: boolean): void {
    const gain = Math.min(GAIN, 1.5 / (GAIN_SECONDS * Math.max(1e-9, this.rate)));
    let move = 0;
    for (const event of events) if (event.kind === 'answer') move += gain * (beta - (event.result === 'abandoned' ? 1 : 0));
    if (move > 0) move *= used ? get(this.#bound, 0) : 0;
    this.#theta[0] = clamp(get(this.#theta, 0) + move, Math.log(LOWEST), Math.log(HIGHEST));
  }
  /** Notes what limited a decision: a threshold that nothing presses against must not rise. */
  limited(by: LimitedBy, seconds: number): void {
    const keep = Math.exp(-Math.min(seconds, 60) / GAIN_SECONDS);
    this.#bound[0] = get(this.#bound, 0) * keep + (by === 'risk' ? 1 - keep : 0);
  }

  /** The most risk one more line may have now. */
  threshold(s: PacingSnapshot, { beta, tau }: Allowance): number {
    if (beta <= 0 || tau <= 0) return 0;
    if (s.mode.kind === 'nearZero') return clamp(s.mode.risk, 0, CEILING);
    if (s.mode.kind !== 'predictive') return 0;
    return Math.min(CEILING, this.theta * Math.min(1.5, beta / tau));
  }
}

/** The regulator's stop level is reached in one of the windows. */
export function atStopLevel({ stop, windows }: Budget): boolean {
  return stop !== null && windows.some((one) => one.live > 0 && one.live >= stop.fromLive && one.abandoned >= stop.share * one.live);
}
