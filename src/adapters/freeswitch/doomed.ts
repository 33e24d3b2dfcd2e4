/**
 * Legs that were killed, remembered for a while: a kill can come before its leg exists (between our originate and the
 * switch making the channel), and a CANCEL can cross the answer. A leg that shows up afterwards is killed again.
 */
import type { HangupCause, SwitchEvent } from '../../app/ports/switch.js';
import type { Clock } from '../../app/ports/system.js';
import type { LegId, Millis } from '../../core/units.js';

export interface DoomedLimits {
  /** How long a killed leg is remembered; longer than any ring timeout. */
  readonly doomedFor: Millis;
  /** Repeated kills per leg, at most. */
  readonly doomedKills: number;
  /** Legs remembered, at most; the oldest go first. */
  readonly doomedLegs: number;
}

/** Signs of life. A leg that hangs up needs no second kill. */
const ALIVE: ReadonlySet<SwitchEvent['type']> = new Set(['created', 'ringing', 'answered', 'parked', 'bridged'] as const);

export class Doomed {
  readonly #clock: Clock;
  readonly #limits: DoomedLimits;
  readonly #legs = new Map<LegId, { readonly cause: HangupCause; readonly until: Millis; kills: number }>();

  constructor(clock: Clock, limits: DoomedLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  add(leg: LegId, cause: HangupCause): void {
    const now = this.#clock.monotonic();
    this.#legs.delete(leg);
    this.#legs.set(leg, { cause, until: now + this.#limits.doomedFor, kills: 0 });
    for (const [oldest, { until }] of this.#legs) {
      if (until > now && this.#legs.size <= this.#limits.doomedLegs) break;
      this.#legs.delete(oldest);
    }
  }

  /** The cause to kill it with again, or undefined. */
  hears(leg: LegId, event: SwitchEvent['type']): HangupCause | undefined {
    const doomed = this.#legs.get(leg);
    if (doomed === undefined) return undefined;
    if (event === 'gone' || doomed.until <= this.#clock.monotonic()) {
      this.#legs.delete(leg);
      return undefined;
    }
    if (!ALIVE.has(event) || doomed.kills >= this.#limits.doomedKills) return undefined;
    doomed.kills++;
    return doomed.cause;
  }
}
