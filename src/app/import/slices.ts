/** Long work in short turns, so that the thread that decides is never held. */
import type { Millis } from '../../core/units.js';
import type { Clock } from '../ports/system.js';

export class Slices {
  private since: Millis;
  constructor(private readonly clock: Pick<Clock, 'monotonic'>, private readonly breathe: () => Promise<void>, private readonly most: Millis) {
    this.since = clock.monotonic();
  }
  /** Is it time to let others run? */
  get due(): boolean {
    return this.clock.monotonic() - this.since >= this.most;
  }
  async rest(): Promise<void> {
    await this.breathe();
    this.since = this.clock.monotonic();
  }
}
