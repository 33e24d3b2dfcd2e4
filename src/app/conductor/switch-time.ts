import type { Instant, Millis } from '../../core/units.js';

const WINDOW: Millis = 60_000;

/**
 * Puts the switch's times on our clock. The smallest difference seen lately is the true offset plus the quickest delivery
 * (under a millisecond on one machine); two windows, so that a clock that was put right is followed within a minute.
 */
export class SwitchTime {
  #current = Number.POSITIVE_INFINITY;
  #previous = Number.POSITIVE_INFINITY;
  #turned: Instant = 0;

  /** Our time of an event that the switch dated `at` and that reached us `now`. Never in our future. */
  ours(at: Instant, now: Instant): Instant {
    if (now - this.#turned > WINDOW || now < this.#turned) {
      this.#previous = now - this.#turned > 2 * WINDOW || now < this.#turned ? Number.POSITIVE_INFINITY : this.#current;
      this.#current = Number.POSITIVE_INFINITY;
      this.#turned = now;
    }
    this.#current = Math.min(this.#current, now - at);
    return Math.min(now, at + Math.min(this.#current, this.#previous));
  }
}
