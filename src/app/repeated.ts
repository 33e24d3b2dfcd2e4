/** Work that is done every so often, and when somebody asks; never twice at once. */
import type { Clock, Log, Timer } from './ports/system.js';
import type { Millis } from '../core/units.js';

export interface RepeatedOptions<T> {
  readonly clock: Clock;
  readonly log: Log;
  readonly every: Millis;
  readonly work: () => Promise<T>;
  /** Logged when it failed at its time; the next time tries again. */
  readonly failed: string;
}

export class Repeated<T> {
  #timer: Timer | undefined;
  #working: Promise<T> | undefined;
  constructor(private readonly options: RepeatedOptions<T>) {}

  start(): void { this.#timer = this.options.clock.every(this.options.every, () => { void this.quietly(); }); }
  /** No more by itself. What is under way goes on: `idle` waits for it. */
  cancel(): void { this.#timer?.cancel(); }
  /** Does it now, or joins what is under way. */
  now(): Promise<T> { return this.#working ??= this.options.work().finally(() => { this.#working = undefined; }); }
  /** As `now`; a failure is logged. */
  async quietly(): Promise<void> {
    try { await this.now(); } catch (error) { this.options.log.error({ error: error instanceof Error ? error.message : String(error) }, this.options.failed); }
  }
  async idle(): Promise<void> { await this.#working?.catch(() => undefined); }
}
