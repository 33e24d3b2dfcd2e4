/**
 * What a group of calls comes to: the figures of docs/reports.md, each from the terms that stand there. Knows one call at a time and
 * nothing of stores, rights or how calls are grouped. A figure without a source is null, never 0.
 */
import type { Outcome } from '../call/outcome.js';
import type { Attempt, PaymentPromise } from '../records/index.js';
import type { Millis, Minor } from '../units.js';

export type CallFacts = Pick<Attempt, 'outcome' | 'placedAt' | 'answeredAt' | 'bridgedAt' | 'endedAt' | 'disposedAt' | 'statementsDue' | 'statementsSaid'>;
export type PromiseFacts = Pick<PaymentPromise, 'state' | 'amount' | 'paid' | 'currency'>;

/** A disposition that comes later after the end of its call is desk work and no wrap-up. */
export const LONGEST_WRAP_UP: Millis = 30 * 60_000;

export interface CurrencyFigures { readonly currency: string; /** Promised and not taken back. */ readonly promised: Minor; /** What came in for it; null: the creditor sends no payments. */ readonly paid: Minor | null }
export interface PromiseFigures {
  readonly promises: number; readonly kept: number; readonly partlyKept: number; readonly broken: number; readonly open: number; readonly cancelled: number;
  /** kept ÷ judged, of creditors that send payments; null: none judged, or no such creditor. */
  readonly keptRate: number | null;
  readonly amounts: readonly CurrencyFigures[];
}
export interface CallFigures extends PromiseFigures {
  readonly attempts: number; readonly placed: number; readonly inAir: number; readonly answered: number; readonly connected: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly connectRate: number | null;
  readonly rightParty: number; readonly rightPartyRate: number | null;
  readonly talk: Millis; readonly averageTalk: Millis | null;
  /** null: nothing was disposed in time. */
  readonly wrapUp: Millis | null; readonly averageWrapUp: Millis | null;
  readonly abandoned: number; readonly abandonment: number | null;
  /** Required statements that were due in these calls, and of those the ones ticked as said; the share is null where none was due. */
  readonly statementsDue: number; readonly statementsSaid: number; readonly statementsRate: number | null;
}

/** A share, or null where there is nothing to share. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Promises one by one. */
export class PromiseTally {
  #count = { promises: 0, kept: 0, partlyKept: 0, broken: 0, open: 0, cancelled: 0 };
  #judgedKept = 0;
  #judged = 0;
  readonly #amounts = new Map<string, { promised: Minor; paid: Minor | null }>();

  /** `payments`: does its creditor send payments? Without them "broken" only means that nobody told. */
  add(promise: PromiseFacts, payments: boolean): void {
    this.#count.promises += 1;
    this.#count[promise.state] += 1;
    if (payments && (promise.state === 'kept' || promise.state === 'partlyKept' || promise.state === 'broken')) {
      this.#judged += 1;
      if (promise.state === 'kept') this.#judgedKept += 1;
    }
    const amounts = this.#amounts.get(promise.currency) ?? { promised: 0, paid: null };
    this.#amounts.set(promise.currency, amounts);
    if (promise.state !== 'cancelled') amounts.promised += promise.amount;
    if (payments) amounts.paid = (amounts.paid ?? 0) + promise.paid;
  }
  figures(): PromiseFigures {
    return { ...this.#count, keptRate: share(this.#judgedKept, this.#judged), amounts: [...this.#amounts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amounts]) => ({ currency, ...amounts })) };
  }
}

/** Calls one by one. */
export class CallTally {
  readonly promises = new PromiseTally();
  #attempts = 0;
  #placed = 0;
  #inAir = 0;
  #answered = 0;
  #connected = 0;
  #rightParty = 0;
  #talk = 0;
  #talks = 0;
  #wrapUp = 0;
  #wrapUps = 0;
  #statementsDue = 0;
  #statementsSaid = 0;
  readonly #outcomes: Partial<Record<Outcome, number>> = {};

  add(call: CallFacts, rightParty: boolean): void {
    this.#attempts += 1;
    if (call.placedAt !== null) this.#placed += 1;
    if (call.answeredAt !== null) this.#answered += 1;
    if (rightParty) this.#rightParty += 1;
    this.#statementsDue += call.statementsDue ?? 0;
    // More may be ticked than were due, before the right party is verified: those make up for nothing that was left out.
    this.#statementsSaid += Math.min(call.statementsSaid ?? 0, call.statementsDue ?? 0);
    if (call.outcome === null) { this.#inAir += 1; return; }
    this.#outcomes[call.outcome] = (this.#outcomes[call.outcome] ?? 0) + 1;
    if (call.bridgedAt === null) return;
    if (call.outcome !== 'abandoned') this.#connected += 1;
    if (call.endedAt === null) return;
    this.#talk += Math.max(0, call.endedAt - call.bridgedAt);
    this.#talks += 1;
    if (call.disposedAt === null || call.disposedAt - call.endedAt > LONGEST_WRAP_UP) return;
    this.#wrapUp += Math.max(0, call.disposedAt - call.endedAt);
    this.#wrapUps += 1;
  }
  figures(): CallFigures {
    const abandoned = this.#outcomes.abandoned ?? 0;
    return {
      attempts: this.#attempts, placed: this.#placed, inAir: this.#inAir, answered: this.#answered, connected: this.#connected, outcomes: { ...this.#outcomes }, connectRate: share(this.#connected, this.#placed),
      rightParty: this.#rightParty, rightPartyRate: share(this.#rightParty, this.#connected), talk: this.#talk, averageTalk: share(this.#talk, this.#talks),
      wrapUp: this.#wrapUps === 0 ? null : this.#wrapUp, averageWrapUp: share(this.#wrapUp, this.#wrapUps), abandoned, abandonment: share(abandoned, abandoned + this.#connected),
      statementsDue: this.#statementsDue, statementsSaid: this.#statementsSaid, statementsRate: share(this.#statementsSaid, this.#statementsDue), ...this.promises.figures(),
    };
  }
}

/**
 * The interval in which a share lies with 95 % confidence: Wilson's score interval, which holds for few trials and shares near 0 and 1
 * (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927). null without trials.
 */
export function wilson(hits: number, trials: number): { readonly low: number; readonly high: number } | null {
  if (trials <= 0) return null;
  const z = 1.959964;
  const p = hits / trials;
  const middle = (p + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half = (z / (1 + (z * z) / trials)) * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
