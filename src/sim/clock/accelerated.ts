/** A clock that runs `factor` times as fast as another: a day of dialing in an hour, with real sockets. */
import type { Clock, Timer } from '../../app/ports/system.js';
import type { Instant, Millis } from '../../core/units.js';

export interface AcceleratedClockOptions {
  /** The clock underneath, usually the machine's. */
  readonly base: Clock;
  /** Simulated milliseconds per base millisecond: above 0; 1 to 1000 is sensible (timers finer than 1 ms of base time bunch up). */
  readonly factor: number;
  /** Instant at the start; the base clock's own when absent. */
  readonly start?: Instant;
}

export class AcceleratedClock implements Clock {
  readonly shifted: string;
  readonly #base: Clock;
  readonly #factor: number;
  readonly #start: Instant;
  readonly #from: Millis;

  constructor(options: AcceleratedClockOptions) {
    if (!(options.factor > 0)) throw new RangeError('an accelerated clock needs a factor above 0');
    this.#base = options.base;
    this.#factor = options.factor;
    this.#start = options.start ?? options.base.now();
    this.#from = options.base.monotonic();
    this.shifted = `simulated time, ${options.factor} times real speed`;
  }

  now(): Instant { return Math.floor(this.#start + this.monotonic()); }
  monotonic(): Millis { return (this.#base.monotonic() - this.#from) * this.#factor; }
  after(after: Millis, run: () => void): Timer { return this.#base.after(after / this.#factor, run); }
  every(every: Millis, run: () => void): Timer { return this.#base.every(every / this.#factor, run); }
}
