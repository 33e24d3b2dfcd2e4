/** One life of the dialer's process: killed, its timers are no more. Its clock may be wrong. */
import type { Clock, Timer } from '../../app/ports/system.js';
import type { Instant, Millis } from '../../core/units.js';

export class Process implements Clock {
  dead = false;
  readonly shifted = 'simulated time';
  /** `off`: by how much its wall clock is wrong now, in milliseconds. */
  constructor(private readonly clock: Clock, private readonly off: () => Millis = () => 0) {}
  now(): Instant { return this.clock.now() + Math.trunc(this.off()); }
  monotonic(): Millis { return this.clock.monotonic(); }
  after(after: Millis, run: () => void): Timer { return this.clock.after(after, () => { if (!this.dead) run(); }); }
  every(every: Millis, run: () => void): Timer {
    const timer = this.clock.every(every, () => { if (this.dead) timer.cancel(); else run(); });
    return timer;
  }
}
