import type { Outcome } from '../../core/call/outcome.js';
import type { Instant, Millis } from '../../core/units.js';
import type { HourCount } from '../store/moves/live.js';

interface Entry { readonly outcome: Outcome; readonly connected: boolean; readonly strict: boolean }
interface Totals { abandoned: number; connected: number; strict: number; outcomes: Partial<Record<Outcome, number>> }
export interface LedgerCounts { readonly abandoned: number; readonly connected: number; readonly strict: number; readonly finished: number; readonly answered: number; readonly outcomes: Readonly<Partial<Record<Outcome, number>>> }

/** Live answers (connected and abandoned), abandoned ones, and calls taken for machines. */
export interface WindowCount { readonly live: number; readonly abandoned: number; readonly machines: number }

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const LEARN_FROM = 400;
/** Attempts that end within this of each other leave the ledger together, when the last of them is a day old: a day at 60 calls/s is 5 million. */
const SLOT: Millis = 10_000;

const none = (): Totals => ({ abandoned: 0, connected: 0, strict: 0, outcomes: {} });

/** Attempts of one campaign: the abandonment ratio by the two-second clock over the last 24 h, and what of the last 30 days lies before them. */
export class AbandonLedger {
  #slots: { readonly from: Instant; until: Instant; readonly sum: Totals }[] = [];
  #total = none();
  /** What has left the last 24 h, by the hour; oldest first. */
  #month: { readonly from: Instant; live: number; abandoned: number; machines: number }[] = [];
  /** The latest attempts, oldest first: true when a person or a machine answered, null when it says nothing about answering. */
  #recent: { readonly at: Instant; readonly said: boolean | null }[] = [];
  /** The hour of the campaign's first call: successive periods are counted from it. */
  #start: Instant | null = null;
  live = 0;
  /** Asked for several times in every tick, over up to a day of slots: counted once for each change. */
  #counts: { readonly until: Instant; readonly said: LedgerCounts } | null = null;
  #period: { readonly from: Instant; readonly said: WindowCount & { readonly from: Instant } } | null = null;
  #monthSaid: WindowCount | null = null;

  add(at: Instant, entry: Entry): void {
    this.#changed();
    this.#start ??= hourOf(at);
    let slot = this.#slots.at(-1);
    if (!slot || at - slot.from >= SLOT || at < slot.from) { slot = { from: at, until: at, sum: none() }; this.#slots.push(slot); }
    slot.until = Math.max(slot.until, at);
    tell(slot.sum, entry);
    tell(this.#total, entry);
    const { outcome } = entry;
    this.#recent.push({ at, said: outcome === 'not_placed' || outcome === 'cancelled' ? null : outcome === 'human' || outcome === 'machine' || outcome === 'abandoned' });
    if (this.#recent.length >= 2 * LEARN_FROM) this.#recent = this.#recent.slice(-LEARN_FROM);
  }

  /** What the store knows of the last 24 h from before a restart, and when the campaign first called anybody. An hour leaves the ledger with its last minute. */
  restore(hours: readonly HourCount[], first: Instant | null): void {
    this.#changed();
    if (first !== null) this.#start = hourOf(first);
    this.#slots = [...hours.map(({ from, abandoned, connected, strict, outcomes }) => ({ from, until: from + HOUR - 1, sum: { abandoned, connected, strict, outcomes: { ...outcomes } } })), ...this.#slots];
    for (const { abandoned, connected, strict, outcomes } of hours) {
      this.#total.abandoned += abandoned;
      this.#total.connected += connected;
      this.#total.strict += strict;
      for (const [outcome, count] of entriesOf(outcomes)) this.#total.outcomes[outcome] = (this.#total.outcomes[outcome] ?? 0) + count;
    }
  }

  /**
   * The present one of the successive 30 days that began with the campaign's first call ("separately over each successive 30-day
   * period", 16 CFR 310.4(b)(4)(i)), to the hour.
   */
  period(now: Instant): WindowCount & { readonly from: Instant } {
    this.#expire(now);
    const start = this.#start ?? hourOf(now);
    const from = start + Math.max(0, Math.floor((now - start) / MONTH)) * MONTH;
    if (this.#period?.from === from) return this.#period.said;
    let [live, abandoned, machines] = [0, 0, 0];
    for (const one of [...this.#month, ...this.#slots.map(({ until, sum }) => ({ from: hourOf(until), ...countOf(sum) }))]) {
      if (one.from < from) continue;
      live += one.live; abandoned += one.abandoned; machines += one.machines;
    }
    const said = { from, live, abandoned, machines };
    this.#period = { from, said };
    return said;
  }
  #changed(): void { this.#counts = null; this.#period = null; this.#monthSaid = null; }

  /** What the last 30 days hold before the last 24 h. */
  month(now: Instant): WindowCount {
    this.#expire(now);
    while (this.#month[0] && this.#month[0].from + HOUR <= now - MONTH) { this.#month.shift(); this.#changed(); }
    if (this.#monthSaid !== null) return this.#monthSaid;
    let [live, abandoned, machines] = [0, 0, 0];
    for (const one of this.#month) { live += one.live; abandoned += one.abandoned; machines += one.machines; }
    return this.#monthSaid = { live, abandoned, machines };
  }
  /** `[from, live, abandoned, machines]` by the hour, the last 24 h included, to be kept over a restart. */
  hours(): readonly (readonly number[])[] {
    const hours = new Map<Instant, WindowCount>();
    const put = (from: Instant, of: WindowCount): void => {
      const known = hours.get(from) ?? { live: 0, abandoned: 0, machines: 0 };
      hours.set(from, { live: known.live + of.live, abandoned: known.abandoned + of.abandoned, machines: known.machines + of.machines });
    };
    for (const one of this.#month) put(one.from, one);
    for (const slot of this.#slots) put(hourOf(slot.until), countOf(slot.sum));
    return [...hours].sort((a, b) => a[0] - b[0]).map(([from, { live, abandoned, machines }]) => [from, live, abandoned, machines]);
  }
  /** Hours known from before a restart; the last 24 h are the store's to say. */
  restoreMonth(now: Instant, hours: readonly (readonly number[])[]): void {
    this.#changed();
    this.#month = hours.map(([from = 0, live = 0, abandoned = 0, machines = 0]) => ({ from, live, abandoned, machines })).filter(({ from }) => from + HOUR <= now - DAY);
  }
  #leaves(at: Instant, { live, abandoned, machines }: WindowCount): void {
    if (live === 0 && machines === 0) return;
    const from = hourOf(at);
    const last = this.#month.at(-1);
    if (last && last.from >= from) { last.live += live; last.abandoned += abandoned; last.machines += machines; } else this.#month.push({ from, live, abandoned, machines });
  }

  counts(now: Instant): LedgerCounts {
    this.#expire(now);
    if (this.#counts !== null && now < this.#counts.until) return this.#counts.said;
    const total = this.#total;
    const outcomes: Partial<Record<Outcome, number>> = {};
    for (const [outcome, count] of entriesOf(total.outcomes)) if (count > 0) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    // The answer rate follows the hour: only the latest attempts teach it.
    let [finished, answered] = [0, 0];
    let until = Infinity;
    for (let n = Math.max(0, this.#recent.length - LEARN_FROM); n < this.#recent.length; n += 1) {
      const one = this.#recent[n];
      if (!one || one.said === null || one.at <= now - DAY) continue;
      until = Math.min(until, one.at + DAY);
      finished += 1;
      if (one.said) answered += 1;
    }
    const said = { abandoned: total.abandoned, connected: total.connected, strict: total.strict, finished, answered, outcomes };
    this.#counts = { until, said };
    return said;
  }

  #expire(now: Instant): void {
    const first = this.#slots[0];
    if (first === undefined || first.until > now - DAY) return;
    const kept = this.#slots.findIndex((slot) => slot.until > now - DAY);
    this.#changed();
    for (const { sum, until } of this.#slots.splice(0, kept < 0 ? this.#slots.length : kept)) {
      this.#leaves(until, countOf(sum));
      this.#total.abandoned -= sum.abandoned;
      this.#total.connected -= sum.connected;
      this.#total.strict -= sum.strict;
      for (const [outcome, count] of entriesOf(sum.outcomes)) this.#total.outcomes[outcome] = (this.#total.outcomes[outcome] ?? 0) - count;
    }
  }
}

/** The hour with which the last 24 h begin, as the store counts them. */
export const lastDay = (now: Instant): Instant => hourOf(now - DAY);
const countOf = (of: { readonly abandoned: number; readonly connected: number; readonly outcomes: Partial<Record<Outcome, number>> }): WindowCount => ({ live: of.abandoned + of.connected, abandoned: of.abandoned, machines: of.outcomes.machine ?? 0 });
const hourOf = (at: Instant): Instant => Math.floor(at / HOUR) * HOUR;
function tell(sum: Totals, entry: Entry): void {
  sum.outcomes[entry.outcome] = (sum.outcomes[entry.outcome] ?? 0) + 1;
  if (entry.outcome === 'abandoned') sum.abandoned += 1;
  if (entry.connected) sum.connected += 1;
  if (entry.strict) sum.strict += 1;
}
// Object.entries forgets the keys' type; only outcomes are ever put in.
const entriesOf = (outcomes: Partial<Record<Outcome, number>>): [Outcome, number][] => Object.entries(outcomes) as [Outcome, number][];
