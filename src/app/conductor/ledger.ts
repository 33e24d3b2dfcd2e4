import type { Outcome } from '../../core/call/outcome.js';
import type { Instant, Millis } from '../../core/units.js';

interface Entry { readonly outcome: Outcome; readonly connected: boolean; readonly strict: boolean }
interface Totals { abandoned: number; connected: number; strict: number; outcomes: Partial<Record<Outcome, number>> }
export interface LedgerCounts { readonly abandoned: number; readonly connected: number; readonly strict: number; readonly finished: number; readonly answered: number; readonly outcomes: Readonly<Partial<Record<Outcome, number>>> }

const DAY = 24 * 3_600_000;
const LEARN_FROM = 400;
/** Attempts that end within this of each other leave the ledger together, when the last of them is a day old: a day at 60 calls/s is 5 million. */
const SLOT: Millis = 10_000;

const none = (): Totals => ({ abandoned: 0, connected: 0, strict: 0, outcomes: {} });

/** Attempts of the last 24 h of one campaign: the abandonment ratio by the two-second clock, and what the answer rate is learned from. */
export class AbandonLedger {
  #slots: { readonly from: Instant; until: Instant; readonly sum: Totals }[] = [];
  #total = none();
  /** The latest attempts, oldest first: true when a person or a machine answered, null when it says nothing about answering. */
  #recent: { readonly at: Instant; readonly said: boolean | null }[] = [];
  #before: { readonly until: Instant; readonly abandoned: number; readonly connected: number; readonly strict: number; readonly outcomes: Partial<Record<Outcome, number>> } | null = null;
  live = 0;

  add(at: Instant, entry: Entry): void {
    let slot = this.#slots.at(-1);
    if (!slot || at - slot.from >= SLOT || at < slot.from) { slot = { from: at, until: at, sum: none() }; this.#slots.push(slot); }
    slot.until = Math.max(slot.until, at);
    tell(slot.sum, entry);
    tell(this.#total, entry);
    const { outcome } = entry;
    this.#recent.push({ at, said: outcome === 'not_placed' || outcome === 'cancelled' ? null : outcome === 'human' || outcome === 'machine' || outcome === 'abandoned' });
    if (this.#recent.length >= 2 * LEARN_FROM) this.#recent = this.#recent.slice(-LEARN_FROM);
  }

  /** What the store knows from before a restart; counted as one lump that expires when its last attempt does. */
  restore(now: Instant, counted: { readonly abandoned: number; readonly connected: number; readonly strict: number; readonly outcomes: Readonly<Record<string, number>> }): void {
    this.#before = { until: now + DAY, abandoned: counted.abandoned, connected: counted.connected, strict: counted.strict, outcomes: counted.outcomes };
  }

  counts(now: Instant): LedgerCounts {
    this.#expire(now);
    const before = this.#before && this.#before.until > now ? this.#before : null;
    const total = this.#total;
    const outcomes: Partial<Record<Outcome, number>> = { ...before?.outcomes };
    for (const [outcome, count] of entriesOf(total.outcomes)) if (count > 0) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    // The answer rate follows the hour: only the latest attempts teach it.
    let [finished, answered] = [0, 0];
    for (let n = Math.max(0, this.#recent.length - LEARN_FROM); n < this.#recent.length; n += 1) {
      const one = this.#recent[n];
      if (!one || one.said === null || one.at <= now - DAY) continue;
      finished += 1;
      if (one.said) answered += 1;
    }
    return { abandoned: (before?.abandoned ?? 0) + total.abandoned, connected: (before?.connected ?? 0) + total.connected, strict: (before?.strict ?? 0) + total.strict, finished, answered, outcomes };
  }

  #expire(now: Instant): void {
    const kept = this.#slots.findIndex((slot) => slot.until > now - DAY);
    if (kept === 0 || this.#slots.length === 0) return;
    for (const { sum } of this.#slots.splice(0, kept < 0 ? this.#slots.length : kept)) {
      this.#total.abandoned -= sum.abandoned;
      this.#total.connected -= sum.connected;
      this.#total.strict -= sum.strict;
      for (const [outcome, count] of entriesOf(sum.outcomes)) this.#total.outcomes[outcome] = (this.#total.outcomes[outcome] ?? 0) - count;
    }
  }
}

function tell(sum: Totals, entry: Entry): void {
  sum.outcomes[entry.outcome] = (sum.outcomes[entry.outcome] ?? 0) + 1;
  if (entry.outcome === 'abandoned') sum.abandoned += 1;
  if (entry.connected) sum.connected += 1;
  if (entry.strict) sum.strict += 1;
}
// Object.entries forgets the keys' type; only outcomes are ever put in.
const entriesOf = (outcomes: Partial<Record<Outcome, number>>): [Outcome, number][] => Object.entries(outcomes) as [Outcome, number][];
