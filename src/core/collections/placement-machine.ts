import { go, type Table } from '../machine/table.js';
import type { CaseAccount, Placement } from '../records/index.js';
import type { Id } from '../units.js';

export type PlacementState = Placement['state'];
export const PLACEMENT_STATES: readonly PlacementState[] = ['placed', 'kept', 'recalled', 'returned', 'ended'];
/**
 * `kept` 留案: the creditor lets the entity go on beyond the term; `recalled` 撤案: the creditor takes it back; `returned`
 * 退案: the entity gives it back; `paidOff`; `termOver`: the last day has passed; `paymentReversed`: something is owed again;
 * `reopened`: the creditor's or a person's decision (a recall by mistake).
 */
export const PLACEMENT_EVENTS = ['kept', 'recalled', 'returned', 'paidOff', 'termOver', 'paymentReversed', 'reopened'] as const;
export type PlacementEventName = (typeof PLACEMENT_EVENTS)[number];

const again = go<PlacementState, never>('placed');
const open = {
  kept: go<PlacementState, never>('kept'), recalled: go<PlacementState, never>('recalled'), returned: go<PlacementState, never>('returned'),
  paidOff: go<PlacementState, never>('ended'), termOver: go<PlacementState, never>('ended'), paymentReversed: 'late', reopened: 'late',
} as const;
/** Keeping what is over needs a new placement or a decision, so it is refused; the rest is old news. */
const over = { kept: 'refuse', recalled: 'late', returned: 'late', paidOff: 'late', termOver: 'late', paymentReversed: 'late', reopened: again } as const;

/**
 * A placement (委案): that an entity may work an account. Only `placed` and `kept` allow a permit, and only between `from`
 * and `to`, which the table doesn't know. A recall of what the entity returned is late: nobody works it, and the first reason stands.
 */
export const placementTable: Table<PlacementState, PlacementEventName, never> = {
  placed: open,
  kept: open,
  recalled: over,
  returned: over,
  // A recall after the end must still show: a payment reversed later would give the account back to the entity. After the
  // term a reversal does reopen, and `to` still forbids the work.
  ended: { ...over, recalled: go('recalled'), paymentReversed: again },
};

/** Whether an entity may work under a placement in this state. */
export const allowsWork = (state: PlacementState): boolean => state === 'placed' || state === 'kept';

/**
 * The accounts a case is about now: those whose placement allows work; all of them when none does any more (a closed case
 * keeps its picture). An account taken back alone is no longer spoken of.
 */
export function workedAccounts(links: readonly Pick<CaseAccount, 'accountId' | 'placementId'>[], stateOf: (placementId: Id) => PlacementState | undefined): readonly Id[] {
  const placed = links.length < 2 ? links : links.filter((link) => { const state = stateOf(link.placementId); return state !== undefined && allowsWork(state); });
  return [...new Set((placed.length > 0 ? placed : links).map((link) => link.accountId))];
}
