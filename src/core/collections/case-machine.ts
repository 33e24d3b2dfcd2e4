import { go, type Table } from '../machine/table.js';
import type { CaseState } from '../records/index.js';

export const CASE_EVENTS = ['assigned', 'worked', 'followUpFallsDue', 'promised', 'promiseBroken', 'planAgreed', 'planBroken', 'disputed', 'disputeClosed', 'visitPlanned', 'legalBegun', 'paidOff', 'recalled', 'returned', 'writtenOff', 'reopened'] as const;
export type CaseEventName = (typeof CASE_EVENTS)[number];
const refuse = 'refuse' as const;
const late = 'late' as const;
/** Ways out that are the same from every open state. */
const leaving = { paidOff: go<CaseState, never>('settled'), recalled: go<CaseState, never>('recalled'), returned: go<CaseState, never>('returned'), writtenOff: go<CaseState, never>('writtenOff'), reopened: late } as const;
const working = {
  assigned: go<CaseState, never>('assigned'), worked: go<CaseState, never>('working'), followUpFallsDue: go<CaseState, never>('followUpDue'), promised: go<CaseState, never>('promised'), promiseBroken: late, planAgreed: go<CaseState, never>('onPlan'), planBroken: late,
  disputed: go<CaseState, never>('disputed'), disputeClosed: late, visitPlanned: go<CaseState, never>('visit'), legalBegun: go<CaseState, never>('legal'), ...leaving,
} as const;
const closed = {
  assigned: refuse, worked: late, followUpFallsDue: late, promised: refuse, promiseBroken: late, planAgreed: refuse, planBroken: late, disputed: refuse, disputeClosed: late, visitPlanned: refuse, legalBegun: refuse,
  paidOff: late, recalled: late, returned: late, writtenOff: late, reopened: go<CaseState, never>('working'),
} as const;

/** A case: one debtor × one creditor × one placement. Holds (停催) are a set beside the state, not a state. */
export const caseTable: Table<CaseState, CaseEventName, never> = {
  new: working,
  assigned: working,
  working,
  followUpDue: working,
  promised: { ...working, assigned: late, worked: late, promiseBroken: go('working') },
  onPlan: { ...working, assigned: late, worked: late, promised: late, planBroken: go('working') },
  disputed: { ...working, assigned: late, worked: late, followUpFallsDue: late, promised: late, planAgreed: late, disputed: late, disputeClosed: go('working') },
  visit: working,
  legal: { ...working, assigned: late, worked: late, followUpFallsDue: late },
  settled: closed,
  recalled: closed,
  returned: closed,
  writtenOff: closed,
};
