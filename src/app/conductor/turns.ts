/** So many a second and no more, one after the other: whoever waits gets a turn. Sets no timer while nobody waits. */
import type { Millis } from '../../core/units.js';
import type { Clock, Timer } from '../ports/system.js';

export class Turns {
  readonly #waiting: (() => void)[] = [];
  #timer: Timer | null = null;
  #last = -Infinity;
  /** `every`: milliseconds between two turns, at least. */
  constructor(private readonly clock: Clock, private readonly every: Millis) {}

  get size(): number { return this.#waiting.length; }
  ask(run: () => void): void {
    this.#waiting.push(run);
    this.#arm();
  }
  /** Whoever waits now gets none. */
  stop(): void {
    this.#timer?.cancel();
    this.#waiting.length = 0;
  }

  #arm(): void {
    if (this.#timer !== null || this.#waiting.length === 0) return;
    this.#timer = this.clock.after(Math.max(0, this.#last + this.every - this.clock.monotonic()), () => {
      this.#timer = null;
      this.#last = this.clock.monotonic();
      const next = this.#waiting.shift();
      this.#arm();
      next?.();
    });
  }
}
