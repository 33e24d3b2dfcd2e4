import type { Millis } from '../../core/units.js';
import type { Floor } from './floor.js';

/** What one look at a switch found, by what was done with it. */
export interface Found { talking: number; waiting: number; ended: number; orphans: number; intents: number; lines: number; linesRaisedAnew: number }
export const nothingFound = (): Found => ({ talking: 0, waiting: 0, ended: 0, orphans: 0, intents: 0, lines: 0, linesRaisedAnew: 0 });

/** How long it took after a start or a gap until a switch was settled with and dialed on again: in the log, and as figures. */
export class RecoveryTimes {
  readonly #dialed = new Set<string>();
  readonly #settled = new Set<string>();
  constructor(private readonly floor: Floor) {}

  settled(node: string, took: Millis, found: Found): void {
    const { metrics, log } = this.floor.deps;
    const first = !this.#settled.has(node);
    this.#settled.add(node);
    if (first) metrics.gauge('dunwell_recovery_seconds', this.#sinceStart() / 1000, { node, until: 'settled' });
    const counts: Readonly<Record<string, number>> = { ...found };
    for (const [what, count] of Object.entries(counts)) metrics.gauge('dunwell_recovered_calls', count, { node, what });
    log.info({ node, ms: Math.round(took), ...(first ? { sinceStartMs: Math.round(this.#sinceStart()) } : {}), ...found }, 'the switch’s legs and ours agree');
  }
  /** The first call of this process that goes out through a node. */
  dialed(node: string): void {
    if (this.#dialed.has(node)) return;
    this.#dialed.add(node);
    const { metrics, log } = this.floor.deps;
    metrics.gauge('dunwell_recovery_seconds', this.#sinceStart() / 1000, { node, until: 'dial' });
    log.info({ node, sinceStartMs: Math.round(this.#sinceStart()) }, 'first call since the start');
  }
  #sinceStart(): Millis { return this.floor.deps.clock.monotonic() - this.floor.startedAt; }
}
