/** The ledger of raw touches: written in the transaction of what it tells of, read by the gate. */
import { callTypes, handwritten, RELEASED, touchResult, type LedgerResult } from '../../../core/compliance/touch.js';
import type { TouchRead } from '../../../core/compliance/grounds.js';
import { eventSecond } from '../../../core/compliance/request.js';
import { CHANNELS, EVENT_MARKS } from '../../../core/compliance/vocabulary.js';
import type { Outcome } from '../../../core/call/outcome.js';
import type { Attempt, Contact, Disposition, Touch } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { Where } from '../tx.js';
import type { MoveContext } from './context.js';

/** Most touches of one debtor or number that are read, the newest first: far above every limit a pack may set. */
export const MOST_TOUCHES = 2_000;

/** The lender with all who act for it; the lender alone where no group is set. null: nobody knows whose debt it is. */
export function creditorGroupOf({ tx }: Pick<MoveContext, 'tx'>, caseId: Id | null): string | null {
  const creditorId = caseId === null ? undefined : tx.get('case', caseId)?.creditorId;
  return creditorId === undefined ? null : tx.get('entity', creditorId)?.creditorGroup ?? creditorId;
}

/** The attempt that begins holds its place in every count from now on. `known`: since when we know of it. */
export function reserveTouch(context: MoveContext, attempt: Omit<Attempt, 'version' | 'createdAt' | 'updatedAt' | 'permitId'>, at: Instant, known = at): void {
  const inbound = attempt.direction === 'inbound';
  insert(context, {
    id: attempt.id, at, result: 'reserved', direction: inbound ? 'in' : 'out', channel: 'voice', mode: inbound ? null : callTypes(attempt.mode, attempt.kind)[0] ?? null, partyId: attempt.partyId, phoneIndex: attempt.phoneIndex,
    accountIds: attempt.accountIds, creditorGroup: creditorGroupOf(context, attempt.caseId), collector: attempt.entityId, userId: attempt.userId, campaignId: attempt.campaignId, attemptId: attempt.id, marks: [], source: attempt.node === 'history' ? 'import' : 'own', externalId: null,
  }, known);
}
/** How it ended, which it answers; asked again, the same. An attempt from before there was a ledger is taken in now. */
export function settleTouch(context: MoveContext, attempt: Attempt, outcome: Outcome, leaf: Disposition | undefined, at: Instant): LedgerResult {
  const result = touchResult(attempt, outcome, leaf);
  if (!context.tx.get('touch', attempt.id)) reserveTouch(context, attempt, attempt.openedAt, at);
  context.tx.update('touch', attempt.id, { result, userId: attempt.userId }, at);
  return result;
}
/** A contact written down by hand or taken from another system. Its number is not known, unless it says so. */
export function noteTouch(context: MoveContext, contact: Contact, more: { readonly accountIds: readonly Id[]; readonly phoneIndex?: string; readonly source: Touch['source'] }, at: Instant): void {
  const what = handwritten(contact.channel, contact.reached);
  if (what === null || context.tx.get('touch', contact.id)) return;
  insert(context, {
    id: contact.id, at: contact.at, ...what, mode: null, partyId: contact.partyId, phoneIndex: more.phoneIndex ?? null, accountIds: more.accountIds, creditorGroup: creditorGroupOf(context, contact.caseId), collector: contact.entityId,
    userId: contact.userId, campaignId: null, attemptId: null, marks: [], source: more.source, externalId: null,
  }, at);
}
const insert = ({ tx }: MoveContext, row: Omit<Touch, 'version' | 'createdAt' | 'updatedAt'>, at: Instant): void => { tx.insert('touch', { ...row, version: 1, createdAt: at, updatedAt: at }); };

/** What counting needs of a touch: a debtor may have hundreds. */
const COUNTED = ['id', 'at', 'result', 'direction', 'channel', 'mode', 'partyId', 'phoneIndex', 'accountIds', 'creditorGroup', 'collector', 'userId', 'campaignId', 'marks'] as const;
type Counted = Pick<Touch, (typeof COUNTED)[number]>;

export interface TouchesOf {
  readonly partyIds: readonly Id[];
  readonly phoneIndex: string;
  readonly since: Instant;
  /** An attempt that must not count against itself. */
  readonly except?: Id | undefined;
}
/** All touches of these people and of this number since an instant, each once; what lies in the future is among them. */
export function readTouches({ tx }: Pick<MoveContext, 'tx'>, of: TouchesOf): readonly TouchRead[] {
  const read = (where: Where<Touch>): Counted[] => tx.pick('touch', COUNTED, { where: { ...where, at: { gte: of.since } }, order: [{ by: 'at', down: true }], limit: MOST_TOUCHES });
  const people = new Set(of.partyIds);
  const [only, ...others] = of.partyIds;
  const onPeople = only === undefined ? [] : read({ partyId: others.length === 0 ? only : { in: of.partyIds } });
  const onPhone = read({ phoneIndex: of.phoneIndex }).filter((row) => row.partyId === null || !people.has(row.partyId));
  const events: TouchRead[] = [];
  for (const row of [...onPeople, ...onPhone]) if (row.result !== RELEASED && row.id !== of.except) events.push(touchRead(row));
  return events;
}
/** The row as the gate counts it. */
export function touchRead(row: Counted): TouchRead {
  const channel = CHANNELS.find((one) => one === row.channel);
  const marks = row.marks.length === 0 ? undefined : EVENT_MARKS.filter((one) => row.marks.includes(one));
  return {
    touch: row.id, ms: row.at, at: eventSecond(row.at), result: row.result, direction: row.direction, debts: row.accountIds, ...(channel === undefined ? {} : { channel }), ...(row.mode === null ? {} : { mode: row.mode }), ...(row.partyId === null ? {} : { debtor: row.partyId }),
    ...(row.phoneIndex === null ? {} : { phone: row.phoneIndex }), ...(row.creditorGroup === null ? {} : { creditorGroup: row.creditorGroup }), ...(row.collector === null ? {} : { collector: row.collector }), ...(row.userId === null ? {} : { agent: row.userId }),
    ...(row.campaignId === null ? {} : { campaign: row.campaignId }), ...(marks === undefined ? {} : { marks }),
  };
}
