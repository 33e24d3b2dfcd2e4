import { go, type Table } from '../machine/table.js';
import type { Approval } from '../records/index.js';

export type ApprovalState = Approval['state'];
export const APPROVAL_STATES: readonly ApprovalState[] = ['submitted', 'approved', 'refused', 'expired', 'applied'];
/** `approvedByOne`: one of several people said yes; `approvedByAll`: the last of them did. */
export const APPROVAL_EVENTS = ['approvedByOne', 'approvedByAll', 'refused', 'timeOver', 'applied'] as const;
export type ApprovalEventName = (typeof APPROVAL_EVENTS)[number];

const over = { approvedByOne: 'refuse', approvedByAll: 'refuse', refused: 'refuse', timeOver: 'late', applied: 'refuse' } as const;

/** An approval (审批): asked for, decided by one or more other people, used once. What isn't used in time is worth nothing. */
export const approvalTable: Table<ApprovalState, ApprovalEventName, never> = {
  submitted: { approvedByOne: go('submitted'), approvedByAll: go('approved'), refused: go('refused'), timeOver: go('expired'), applied: 'refuse' },
  approved: { approvedByOne: 'refuse', approvedByAll: 'refuse', refused: go('refused'), timeOver: go('expired'), applied: go('applied') },
  refused: over,
  expired: over,
  applied: over,
};
