/**
 * Whether promises were kept, judged by the payments received. The rule:
 *
 * 1. An obligation (a promise, or an instalment of a plan) counts payments on its accounts, in its currency, not reversed,
 *    received from the local date it was taken to `due` + `graceDays`, both inside: the date of receipt, not that of the
 *    import, so a file that comes late changes the judgement.
 * 2. Money counts once. Obligations are served oldest due first (then by the date taken, then id); each takes the earliest
 *    payments first (then by id) until its amount is reached. What a payment leaves over counts for the next: two
 *    instalments paid in one transfer are both kept.
 * 3. `kept` as soon as the amount less the tolerance is there; before the last day of grace is over otherwise `open`; after
 *    it `partlyKept` when anything was received, else `broken`.
 *
 * Always judged anew from all obligations of the case that aren't cancelled (those closed long ago too: what they used is
 * used), so it doesn't matter how often or in what order it is asked, and a reversed payment opens or breaks again what
 * it had kept. More payments never make a judgement worse.
 */
import type { Payment, PaymentPromise } from '../records/index.js';
import { fail, ok, type Result } from '../result.js';
import { dayNumber } from '../time/zones.js';
import type { Id, LocalDate, Minor } from '../units.js';
import { addDays } from './calendar.js';

/** Something to be paid. Amounts in minor units of `currency`, above zero; dates are those of the debtor's zone. */
export interface Obligation {
  readonly id: Id; readonly amount: Minor; readonly currency: string; readonly accountIds: readonly Id[];
  /** The first day whose payments count: the local date it was taken or agreed on. */
  readonly from: LocalDate;
  readonly due: LocalDate;
  /** Whole days after `due` on which payments still count, 0 to 366. */
  readonly graceDays: number;
}
/** A payment with the local date it was received on. */
export interface Received extends Pick<Payment, 'id' | 'accountId' | 'amount' | 'currency' | 'reversed'> { readonly on: LocalDate }
/** `tolerance`: minor units that may be missing from a promise that counts as kept; null: none. At least one must be paid. */
export interface JudgeSettings { readonly tolerance: Minor | null }

export type Verdict = 'open' | 'kept' | 'partlyKept' | 'broken';
export interface Use { readonly paymentId: Id; readonly amount: Minor }
export interface Judgement {
  readonly id: Id; readonly state: Verdict;
  /** Counted for it, never more than its amount; `received` + `missing` = amount. */
  readonly received: Minor; readonly missing: Minor;
  /** The last day on which payments count. */
  readonly until: LocalDate;
  /** The day the payment came that made it kept; null when it isn't. */
  readonly keptOn: LocalDate | null;
  readonly counted: readonly Use[];
}
/** In the order in which they were served. `left`: payments, or what is left of them, that no obligation used. */
export interface Judgements { readonly judgements: readonly Judgement[]; readonly left: readonly Received[] }

/** What `judge` wants of a promise; null for a cancelled one, which isn't judged, and for one of a plan, whose instalments are. */
export function obligationOf(promise: Pick<PaymentPromise, 'id' | 'amount' | 'currency' | 'accountIds' | 'takenOn' | 'due' | 'graceDays' | 'planId' | 'state'>): Obligation | null {
  if (promise.state === 'cancelled' || promise.planId !== null) return null;
  return { id: promise.id, amount: promise.amount, currency: promise.currency, accountIds: promise.accountIds, from: promise.takenOn, due: promise.due, graceDays: promise.graceDays };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Judges all obligations of a case on a local date. Fails with `promise.date` (no calendar date, or `today` is none),
 * `promise.amount`, `promise.grace`, `promise.tolerance`; `at` is the obligation's or payment's id.
 */
export function judge(obligations: readonly Obligation[], payments: readonly Received[], settings: JudgeSettings, today: LocalDate): Result<Judgements> {
  const tolerance = settings.tolerance ?? 0;
  if (!Number.isSafeInteger(tolerance) || tolerance < 0) return fail('promise.tolerance', 'must be a whole number of minor units, not below zero');
  if (Number.isNaN(dayNumber(today))) return fail('promise.date', 'today is no calendar date');
  for (const payment of payments) {
    if (Number.isNaN(dayNumber(payment.on))) return fail('promise.date', 'a payment has no calendar date', payment.id);
    if (!Number.isSafeInteger(payment.amount) || payment.amount < 0) return fail('promise.amount', 'a payment is below zero or no whole number of minor units', payment.id);
  }
  const left = payments.filter((payment) => !payment.reversed).sort((a, b) => compare(a.on, b.on) || compare(a.id, b.id)).map((payment) => ({ ...payment }));
  const judgements: Judgement[] = [];
  for (const one of [...obligations].sort((a, b) => compare(a.due, b.due) || compare(a.from, b.from) || compare(a.id, b.id))) {
    if (!Number.isSafeInteger(one.amount) || one.amount <= 0) return fail('promise.amount', 'must be a positive whole number of minor units', one.id);
    if (!Number.isInteger(one.graceDays) || one.graceDays < 0 || one.graceDays > 366) return fail('promise.grace', 'must be 0 to 366 days', one.id);
    const until = addDays(one.due, one.graceDays);
    if (!until.ok || Number.isNaN(dayNumber(one.from))) return fail('promise.date', 'no calendar date', one.id);
    judgements.push(serve(one, until.value, left, Math.max(1, one.amount - tolerance), today));
  }
  return ok({ judgements, left: left.filter((payment) => payment.amount > 0) });
}

/** Takes what one obligation needs out of `left`. `enough`: from this on it is kept. */
function serve(one: Obligation, until: LocalDate, left: readonly (Omit<Received, 'amount'> & { amount: Minor })[], enough: Minor, today: LocalDate): Judgement {
  const counted: Use[] = [];
  let received = 0;
  let keptOn: LocalDate | null = null;
  for (const payment of left) {
    if (received === one.amount) break;
    if (payment.amount === 0 || payment.on < one.from || payment.on > until || payment.currency !== one.currency || !one.accountIds.includes(payment.accountId)) continue;
    const amount = Math.min(payment.amount, one.amount - received);
    payment.amount -= amount;
    received += amount;
    counted.push({ paymentId: payment.id, amount });
    if (keptOn === null && received >= enough) keptOn = payment.on;
  }
  const state = keptOn !== null ? 'kept' : today <= until ? 'open' : received > 0 ? 'partlyKept' : 'broken';
  return { id: one.id, state, received, missing: one.amount - received, until, keptOn, counted };
}
