import { add, clamp, get, scale, type Series } from './series.js';
import type { PacingEvent, PacingSnapshot } from './types.js';

/** Seconds since originate that are told apart; a first sign later than the last teaches nothing. */
const BINS = 20;
/** Before the first call: signs come at half the calls left, a second; worth this many calls. */
const PRIOR_CALLS = 20;
const PRIOR_HAZARD = 0.5;
/** Signs after which a sign's weight has fallen to 1/e. */
const MEMORY = 3_000;
/**
 * Page's cumulative-sum test (1954) of "signs come at a tenth of their rate" against "as always", for a Poisson count: each
 * expected sign adds 1 − 0.1, each one seen takes ln 10 away. Nine expected signs with none seen: silent. About one false
 * alarm in e⁸ starts of the sum, each over within seconds.
 */
const RATIO = 0.1;
const PER_SIGN = -Math.log(RATIO);
const SILENT_FROM = 8;
const MOST = 11;
const HEARD_AT = 4;
/** A failure sooner than this after originate was said by the carrier: our own giving up comes later. */
const SAID = 12;
/** Lines that try a silent carrier at once, and for how long one counts as trying (ms). */
const PROBES = 5;
export const TRYING = 5_000;
/** After a silence lines are placed at twice the usual rate at most, for this long (s): everybody is ready then. */
const RAMP = 20;
const RAMP_RATE = 2;

const SUM = 0;
const SILENT = 1;
const RAMP_LEFT = 2;
const TOKENS = 3;

/**
 * Is anything heard from the carrier? From the first signs of calls (an 18x; an answer, a refusal), whose delays are learned.
 * While it is silent, ringing teaches nothing about people, and more lines would only pile up.
 */
export class CarrierWatch {
  readonly #spent: Float64Array;
  readonly #signs: Float64Array;
  readonly #now: Float64Array;

  constructor(series: Series) {
    this.#spent = series.row('carrier.spent', new Float64Array(BINS).fill(PRIOR_CALLS / BINS));
    this.#signs = series.row('carrier.signs', new Float64Array(BINS).fill((PRIOR_CALLS * PRIOR_HAZARD) / BINS));
    this.#now = series.row('carrier.now', [0, 0, 0, 0]);
  }

  get silent(): boolean { return get(this.#now, SILENT) === 1; }

  /** Brings it up to now. `rate`: calls a second that are usual; `seconds` since the last decision. Returns whether it just fell silent. */
  follow(events: readonly PacingEvent[], s: PacingSnapshot, seconds: number, rate: number): boolean {
    let expected = 0;
    let heard = 0;
    const learns = !this.silent;
    for (const call of s.ringing) {
      const age = call.age / 1000;
      const signAt = call.since18x === null ? age : age - call.since18x / 1000;
      const from = Math.max(0, age - seconds);
      // Told of its ringing before the last decision: nothing new.
      if (call.since18x !== null && (call.since18x / 1000 >= seconds || signAt < from)) continue;
      expected += this.#spend(from, signAt, learns);
      if (call.since18x === null) continue;
      heard += 1;
      if (learns && signAt < BINS) {
        scale(this.#signs, 1 - 1 / MEMORY);
        scale(this.#spent, 1 - 1 / MEMORY);
        add(this.#signs, Math.floor(signAt), 1);
      }
    }
    for (const event of events) if (event.kind === 'call' && (event.outcome === 'live' || event.outcome === 'machine' || (event.outcome === 'failed' && event.age < SAID * 1000))) heard += 1;
    const sum = clamp(get(this.#now, SUM) + (1 - RATIO) * expected - PER_SIGN * heard, 0, MOST);
    this.#now[SUM] = sum;
    const was = this.silent;
    const is = was ? sum > HEARD_AT : sum >= SILENT_FROM;
    this.#now[SILENT] = is ? 1 : 0;
    if (was && !is) { this.#now[RAMP_LEFT] = RAMP; this.#now[TOKENS] = 0; }
    else this.#now[RAMP_LEFT] = Math.max(0, get(this.#now, RAMP_LEFT) - seconds);
    if (get(this.#now, RAMP_LEFT) > 0) this.#now[TOKENS] = Math.min(get(this.#now, TOKENS) + RAMP_RATE * rate * seconds, Math.max(1, RAMP_RATE * rate));
    return is && !was;
  }

  /** Time without a sign from one age to another (s): how many signs it should have brought. */
  #spend(from: number, to: number, learns: boolean): number {
    let expected = 0;
    for (let b = Math.floor(from); b < BINS && b < to; b += 1) {
      const part = Math.min(to, b + 1) - Math.max(from, b);
      expected += part * (get(this.#signs, b) / Math.max(1e-6, get(this.#spent, b)));
      if (learns) add(this.#spent, b, part);
    }
    return expected;
  }

  /** Lines that may be placed now: a few tries while it is silent, a slope after it; null: as many as else. */
  room(s: PacingSnapshot): number | null {
    if (this.silent) {
      const trying = s.ringing.reduce((n, call) => n + (call.age < TRYING ? 1 : 0), 0);
      return Math.max(0, Math.min(PROBES, s.ready - s.reservedForInbound - s.waiting) - trying);
    }
    return get(this.#now, RAMP_LEFT) > 0 ? Math.floor(get(this.#now, TOKENS)) : null;
  }
  placed(lines: number): void { if (get(this.#now, RAMP_LEFT) > 0) this.#now[TOKENS] = Math.max(0, get(this.#now, TOKENS) - lines); }
}
