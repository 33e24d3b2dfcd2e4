/** A token bucket: so many a second, so many at once. Time is an argument. */
import type { Millis } from '../core/units.js';

export class Bucket {
  #tokens: number;
  #at: Millis;
  constructor(private readonly perSecond: number, private readonly burst: number, now: Millis) { this.#tokens = burst; this.#at = now; }
  take(now: Millis): boolean {
    this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) / 1000) * this.perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
