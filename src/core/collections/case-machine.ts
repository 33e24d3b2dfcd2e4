import { go, type Table } from '../machine/table.js';
import type { CaseState } from '../records/index.js';

/**
 * What happens to a case. `promiseBroken` is also said of a promise only partly kept, `promiseCancelled` and
 * `planCancelled` of one somebody took back; a case whose debt a kept promise or plan paid off hears `paidOff` besides.
 * `paymentReversed`: something is owed again; only a settled case goes back to work by it, since a recalled or returned one is no
 * longer ours. `reopened` is a person's or the creditor's decision, whatever closed the case.
 */
export const CASE_EVENTS = [
  'assigned', 'worked', 'followUpFallsDue', 'promised', 'promiseKept', 'promiseBroken', 'promiseCancelled', 'planAgreed', 'planKept', 'planBroken', 'planCancelled',
  'disputed', 'disputeClosed', 'visitPlanned', 'legalBegun', 'legalEnded', 'paidOff', 'recalled', 'returned', 'writtenOff', 'paymentReversed', 'reopened',
] as const;
export type CaseEventName = (typeof CASE_EVENTS)[number];
const refuse = 'refuse' as const;
const late = 'late' as const;
/** Ways out that are the same from every open state. */
const leaving = { paidOff: go<CaseState, never>('settled'), recalled: go<CaseState, never>('recalled'), returned: go<CaseState, never>('returned'), writtenOff: go<CaseState, never>('writtenOff'), paymentReversed: late, reopened: late } as const;
/** Ends of what the case isn't in: news of a promise while it is disputed changes the promise, not the case. */
const notIn = { promiseKept: late, promiseBroken: late, promiseCancelled: late, planKept: late, planBroken: late, planCancelled: late, disputeClosed: late, legalEnded: late } as const;
const working = {
  assigned: go<CaseState, never>('assigned'), worked: go<CaseState, never>('working'), followUpFallsDue: go<CaseState, never>('followUpDue'), promised: go<CaseState, never>('promised'), planAgreed: go<CaseState, never>('onPlan'),
  disputed: go<CaseState, never>('disputed'), visitPlanned: go<CaseState, never>('visit'), legalBegun: go<CaseState, never>('legal'), ...notIn, ...leaving,
} as const;
const back = go<CaseState, never>('working');
const closed = {
  assigned: refuse, worked: late, followUpFallsDue: late, promised: refuse, planAgreed: refuse, disputed: refuse, visitPlanned: refuse, legalBegun: refuse, ...notIn,
  paidOff: late, recalled: late, returned: late, writtenOff: late, paymentReversed: late, reopened: back,
} as const;

/** A case: one debtor × one creditor × one placement. Holds (停催) are a set beside the state, not a state. */
export const caseTable: Table<CaseState, CaseEventName, never> = {
  new: working,
  assigned: working,
  working,
  followUpDue: working,
  promised: { ...working, assigned: late, worked: late, promiseKept: back, promiseBroken: back, promiseCancelled: back },
  onPlan: { ...working, assigned: late, worked: late, promised: late, planKept: back, planBroken: back, planCancelled: back },
  disputed: { ...working, assigned: late, worked: late, followUpFallsDue: late, promised: late, planAgreed: late, disputed: late, disputeClosed: back },
  visit: working,
  legal: { ...working, assigned: late, worked: late, followUpFallsDue: late, legalEnded: back },
  settled: { ...closed, paymentReversed: back },
  recalled: closed,
  returned: closed,
  writtenOff: closed,
};
