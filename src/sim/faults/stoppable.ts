/** The timers of a process that may be stopped (SIGSTOP) and go on later: what fell due meanwhile runs then, in order. */
import type { Clock, Timer } from '../../app/ports/system.js';
import type { Instant, Millis } from '../../core/units.js';

export class StoppableClock implements Clock {
  readonly shifted = 'simulated time';
  readonly #held: (() => void)[] = [];
  #stopped = false;
  constructor(private readonly clock: Clock) {}

  now(): Instant { return this.clock.now(); }
  monotonic(): Millis { return this.clock.monotonic(); }
  after(after: Millis, run: () => void): Timer {
    let timer: Timer;
    let cancelled = false;
    const due = (): void => {
      if (cancelled) return;
      if (this.#stopped) this.#held.push(() => { timer = this.clock.after(0, due); }); else run();
    };
    timer = this.clock.after(after, due);
    return { cancel: () => { cancelled = true; timer.cancel(); } };
  }
  every(every: Millis, run: () => void): Timer {
    let timer: Timer | undefined;
    let over = false;
    const again = (): void => { timer = this.after(every, () => { try { run(); } finally { if (!over) again(); } }); };
    again();
    return { cancel: () => { over = true; timer?.cancel(); } };
  }

  stop(): void { this.#stopped = true; }
  goOn(): void {
    this.#stopped = false;
    for (const one of this.#held.splice(0)) one();
  }
}
