import type { Outcome } from '../../core/call/outcome.js';
import type { Instant } from '../../core/units.js';

interface Entry { readonly at: Instant; readonly outcome: Outcome; readonly connected: boolean; readonly strict: boolean }
export interface LedgerCounts { readonly abandoned: number; readonly connected: number; readonly strict: number; readonly finished: number; readonly answered: number; readonly outcomes: Readonly<Partial<Record<Outcome, number>>> }

const DAY = 24 * 3_600_000;
const LEARN_FROM = 400;

/** Attempts of the last 24 h of one campaign: the abandonment ratio by the two-second clock, and what the answer rate is learned from. */
export class AbandonLedger {
  #entries: Entry[] = [];
  #before: { readonly until: Instant; readonly abandoned: number; readonly connected: number; readonly strict: number; readonly outcomes: Partial<Record<Outcome, number>> } | null = null;
  live = 0;

  add(at: Instant, entry: Omit<Entry, 'at'>): void { this.#entries.push({ at, ...entry }); }

  /** What the store knows from before a restart; counted as one lump that expires when its last attempt does. */
  restore(now: Instant, counted: { readonly abandoned: number; readonly connected: number; readonly strict: number; readonly outcomes: Readonly<Record<string, number>> }): void {
    this.#before = { until: now + DAY, abandoned: counted.abandoned, connected: counted.connected, strict: counted.strict, outcomes: counted.outcomes };
  }

  counts(now: Instant): LedgerCounts {
    const old = this.#entries.findIndex((entry) => entry.at > now - DAY);
    if (old > 0) this.#entries.splice(0, old);
    else if (old < 0 && this.#entries.length > 0) this.#entries = [];
    const before = this.#before && this.#before.until > now ? this.#before : null;
    const outcomes: Partial<Record<Outcome, number>> = { ...before?.outcomes };
    let [abandoned, connected, strict] = [before?.abandoned ?? 0, before?.connected ?? 0, before?.strict ?? 0];
    for (const entry of this.#entries) {
      outcomes[entry.outcome] = (outcomes[entry.outcome] ?? 0) + 1;
      if (entry.outcome === 'abandoned') abandoned += 1;
      if (entry.connected) connected += 1;
      if (entry.strict) strict += 1;
    }
    // The answer rate follows the hour: only the latest attempts teach it.
    const recent = this.#entries.slice(-LEARN_FROM).filter((entry) => entry.outcome !== 'not_placed' && entry.outcome !== 'cancelled');
    const answered = recent.filter((entry) => entry.outcome === 'human' || entry.outcome === 'machine' || entry.outcome === 'abandoned').length;
    return { abandoned, connected, strict, finished: recent.length, answered, outcomes };
  }
}
