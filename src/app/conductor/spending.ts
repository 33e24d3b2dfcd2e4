/**
 * The money of one trunk's day: what its calls cost, and what those that go on may still cost. A call is placed only when the
 * dearest it can become fits into what is left, so that the limit holds whatever the calls do.
 */
import { costOf, formatMicros, mostOf, rateFor, type CallRate, type Micros, type TrunkSpend } from '../../core/money/call-cost.js';
import { dayStart, type ZoneTable } from '../../core/time/zones.js';
import type { E164, Instant, Millis, ZoneName } from '../../core/units.js';

export interface SpendView { readonly currency: string; readonly limit: Micros; readonly spent: Micros; /** What calls in flight may cost at most. */ readonly held: Micros; /** When a new day begins. */ readonly until: Instant; readonly reached: boolean }
/** One call's share of the day. */
export interface Hold { readonly rate: CallRate; readonly most: Micros; /** The call is ended this long after its answer. */ readonly limit: Millis }

const DAY: Millis = 86_400_000;
const MINUTE: Millis = 60_000;
/** Ended so much before its last step is over that the next is not begun. */
const EARLIER: Millis = 3_000;

export class Spending {
  #spent: Micros = 0;
  #day: Instant = 0;
  readonly #held = new Set<Hold>();
  /** The day of the minute that was asked for last: days begin with a minute. */
  #since: { readonly minute: number; readonly zone: ZoneName; readonly day: Instant } | null = null;
  #until: { readonly day: Instant; readonly zone: ZoneName; readonly until: Instant } | null = null;
  #cheapest: { readonly of: TrunkSpend; readonly least: Micros } | null = null;
  constructor(private readonly zones: ZoneTable, public spend: TrunkSpend) {}

  /** Since when the day's money is counted. */
  since(now: Instant): Instant {
    const { zone } = this.spend;
    const minute = Math.floor(now / MINUTE);
    if (this.#since?.minute === minute && this.#since.zone === zone) return this.#since.day;
    const day = dayStart(this.zones, zone, now);
    if (day === undefined) return now - DAY;
    this.#since = { minute, zone, day };
    return day;
  }
  /** What was spent before we were there. */
  restore(spent: Micros, now: Instant): void { this.#roll(now); this.#spent += spent; }

  /** The share a call to this number takes; a text: why it is not placed. `unpriced`: this trunk never takes it. */
  offer(number: E164, now: Instant): Hold | { readonly why: string; readonly unpriced: boolean } {
    const rate = rateFor(this.spend, number);
    if (rate === null) return { why: 'has no rate for this number, so nobody knows what it costs', unpriced: true };
    const most = mostOf(rate, this.spend.maxMinutes);
    if (most > this.#left(now)) return { why: this.trouble(now) ?? 'has too little money left today for this number', unpriced: false };
    return this.holdOf(rate);
  }
  holdOf(rate: CallRate): Hold { return { rate, most: mostOf(rate, this.spend.maxMinutes), limit: this.spend.maxMinutes * 60_000 - EARLIER }; }
  /** A call that is there already, placed by us or before a restart. */
  take(hold: Hold): void { this.#held.add(hold); }
  /** It is over; `talk` since the answer, null when nobody answered. Told twice it counts once. */
  settle(hold: Hold, talk: Millis | null, now: Instant): void {
    this.#roll(now);
    if (this.#held.delete(hold) && talk !== null) this.#spent += costOf(hold.rate, talk);
  }
  /** A call that ended unseen by us. */
  charge(rate: CallRate, talk: Millis, now: Instant): void { this.#roll(now); this.#spent += costOf(rate, talk); }

  /** How many more of the cheapest calls fit in. */
  room(now: Instant): number { const least = this.#least(); return least === 0 ? Number.MAX_SAFE_INTEGER : Math.max(0, Math.floor(this.#left(now) / least)); }
  /** Why not even the cheapest call fits in; null when one does. */
  trouble(now: Instant): string | null {
    const left = this.#left(now);
    if (this.#least() <= left) return null;
    const { currency, dailyLimit } = this.spend;
    return this.#held.size > 0 && this.#least() <= dailyLimit - this.#spent
      ? `has the rest of today’s money (${formatMicros(dailyLimit - this.#spent)} ${currency}) held by the calls that go on`
      : `has spent today’s money (${formatMicros(this.#spent)} of ${formatMicros(dailyLimit)} ${currency})`;
  }
  view(now: Instant): SpendView {
    this.#roll(now);
    const { currency, dailyLimit, zone } = this.spend;
    return { currency, limit: dailyLimit, spent: this.#spent, held: this.#heldSum(), until: this.#ends(zone), reached: this.trouble(now) !== null };
  }

  #ends(zone: ZoneName): Instant {
    if (this.#until?.day !== this.#day || this.#until.zone !== zone) this.#until = { day: this.#day, zone, until: dayStart(this.zones, zone, this.#day + DAY + DAY / 8) ?? this.#day + DAY };
    return this.#until.until;
  }
  /** What the cheapest call may cost at most. */
  #least(): Micros {
    const { spend } = this;
    if (this.#cheapest?.of !== spend) this.#cheapest = { of: spend, least: Math.min(...spend.rates.map((rate) => mostOf(rate, spend.maxMinutes))) };
    return this.#cheapest.least;
  }
  #heldSum(): Micros { let sum = 0; for (const hold of this.#held) sum += hold.most; return sum; }
  #left(now: Instant): Micros { this.#roll(now); return this.spend.dailyLimit - this.#spent - this.#heldSum(); }
  /** Calls that go on over midnight are held in the new day and paid for in it. */
  #roll(now: Instant): void {
    const day = this.since(now);
    // A clock put back brings no new money.
    if (day > this.#day) { this.#day = day; this.#spent = 0; }
  }
}
