/** An account that is closed or owes again, and what follows for its placements, cases, leads and standing facts. */
import { allowsWork, placementTable, type PlacementEventName } from '../../../core/collections/placement-machine.js';
import { totalOf } from '../../../core/collections/components.js';
import { leadTable } from '../../../core/lead/machine.js';
import { isMove } from '../../../core/machine/table.js';
import { CLOSED_CASES, type Account, type Case, type Placement } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import { accountsOf, casesOf, entityOf } from './booking.js';
import type { MoveContext } from './context.js';
import { localDay } from './creditor.js';
import { hear } from './hear.js';
import { endPromises } from './judging.js';
import { append } from './stream.js';

export type Closing = 'paid' | 'settled' | 'writtenOff';
export interface ClosedBy { readonly at: Instant; readonly actor: string; /** What closed it: the id of a payment, or a code. */ readonly evidence: string | null }
/** What leads of a case carry that nobody may work any more. */
export const GONE = 'placement ended';
/** Why a lead is done that comes back when something is owed again. */
const CLOSINGS: readonly string[] = ['paid', 'settled', 'writtenOff', GONE] satisfies readonly (Closing | typeof GONE)[];

/**
 * Closes an account nothing is owed on: its placements end, and each open case with nothing owed that is still placed is over: state,
 * leads, promises; assignments end, tasks are cancelled; and where all its accounts are closed a standing fact on the case (`paid` or
 * `settled`), so that no permit is given for it. Answers those cases: their ringing calls must be cancelled once this is committed.
 * The balance itself is the caller's business.
 */
export function closeAccount(context: MoveContext, account: Account, how: Closing, by: ClosedBy): readonly Id[] {
  const { tx } = context;
  tx.update('account', account.id, { closed: how }, by.at);
  append(context, { type: 'account.closed', actor: by.actor, data: { entityId: entityOf(context, account.id), creditorId: account.creditorId, accountId: account.id, because: how, total: totalOf(account), currency: account.currency } }, [account.id], by.at);
  for (const placement of tx.find('placement', { where: { accountId: account.id } })) placementHears(context, placement, 'paidOff', by.at, by.actor);
  return casesOf(context, account.id).filter((found) => !CLOSED_CASES.has(found.state)).flatMap((found) => {
    const accounts = accountsOf(context, found.id);
    const open = accounts.filter((one) => one.closed === null);
    // What was taken back alone is still owed, but not worked here: it keeps no case open.
    if (open.some((one) => isWorked(context, found, one))) return [];
    const closed = accounts.filter((one) => one.closed !== null);
    endCase(context, found, closed.every((one) => one.closed === 'writtenOff') ? 'writtenOff' : closed.every((one) => one.closed === 'paid') ? 'paid' : 'settled', by, open.length === 0);
    return [found.id];
  });
}
const isWorked = ({ tx }: MoveContext, found: Case, account: Account): boolean => tx.find('caseAccount', { where: { caseId: found.id, accountId: account.id } })
  .some((link) => { const placement = tx.get('placement', link.placementId); return placement !== undefined && allowsWork(placement.state); });

function endCase(context: MoveContext, found: Case, how: Closing, { at, actor, evidence }: ClosedBy, whole: boolean): void {
  hear(context, found.id, how === 'writtenOff' ? 'writtenOff' : 'paidOff', at, actor);
  endPromises(context, found.id, how, at, actor);
  finishLeads(context, found.id, how, at);
  finishWork(context, found, at, actor);
  if (!whole) return;
  const kind = how === 'paid' ? 'paid' : 'settled';
  const id = context.ids.id();
  context.tx.insert('standingFact', { id, version: 1, createdAt: at, updatedAt: at, kind, subjectKind: 'case', subject: found.id, source: `account ${how}`, evidence, from: at, until: null, by: context.tx.get('user', actor) ? actor : null, endedAt: null });
  append(context, { type: 'fact.added', actor, data: { entityId: found.entityId, factId: id, kind, subjectKind: 'case', caseId: found.id } }, [id, found.id], at);
}

/** The case's leads are finished, whatever they wait for. One being dialed is too: the ringing call is cancelled after the commit. */
export function finishLeads({ tx }: MoveContext, caseId: Id, because: string, at: Instant): void {
  for (const lead of tx.find('lead', { where: { caseId, state: { not: 'done' } } })) {
    if (isMove(leadTable[lead.state].finish)) tx.update('lead', lead.id, { state: 'done', because, claimOwner: null, claimUntil: null }, at);
  }
}

/** Nobody has a case that is over, and nothing is to be done about it. */
export function finishWork({ tx }: Pick<MoveContext, 'tx'>, found: Pick<Case, 'id' | 'userId'>, at: Instant, actor: string): void {
  for (const open of tx.find('assignment', { where: { caseId: found.id, to: null } })) tx.update('assignment', open.id, { to: Math.max(at, open.from) }, at);
  if (found.userId !== null) tx.update('case', found.id, { userId: null }, at);
  for (const task of tx.find('task', { where: { caseId: found.id, state: 'open' } })) tx.update('task', task.id, { state: 'cancelled', doneAt: at, doneBy: tx.get('user', actor) ? actor : null }, at);
}
/** The case goes back to whom it was with when it closed; one in the hold pool was with nobody. */
function giveBack(context: MoveContext, found: Case, at: Instant, actor: string): void {
  const { tx, ids } = context;
  const last = tx.first('assignment', { where: { caseId: found.id }, order: [{ by: 'from', down: true }] });
  if (!last || last.to === null || last.teamId !== found.teamId) return;
  const from = Math.max(at, last.to);
  const why = 'owed again';
  tx.insert('assignment', { id: ids.id(), version: 1, createdAt: at, updatedAt: at, caseId: found.id, teamId: last.teamId, userId: last.userId, from, to: null, why });
  if (last.userId !== null) tx.update('case', found.id, { userId: last.userId }, at);
  append(context, { type: 'case.assigned', actor, data: { userId: last.userId, teamId: last.teamId, before: null, entityId: found.entityId, why } }, [found.id], at);
}

/**
 * Something is owed again on a closed account (a payment was reversed, a balance put right). The newest placement with each
 * entity comes back unless its term is over or the creditor took it back meanwhile; a settled case with such a placement goes back
 * to work with whom it was last, its leads as their table allows, and the fact that it was paid ends. So does one that was taken
 * back since by its other accounts alone.
 */
export function reopenAccount(context: MoveContext, account: Account, at: Instant, actor: string): void {
  const { tx } = context;
  tx.update('account', account.id, { closed: null }, at);
  append(context, { type: 'account.reopened', actor, data: { entityId: entityOf(context, account.id), creditorId: account.creditorId, accountId: account.id, because: account.closed, total: totalOf(account), currency: account.currency } }, [account.id], at);
  const today = localDay(context, at);
  for (const placement of newestOfEach(tx.find('placement', { where: { accountId: account.id }, order: [{ by: 'id' }] }))) {
    if (placement.to === null || placement.to >= today) placementHears(context, placement, 'paymentReversed', at, actor);
  }
  for (const found of casesOf(context, account.id)) {
    endFacts(context, found, at, actor);
    const workable = tx.find('caseAccount', { where: { caseId: found.id } }).some((link) => { const placement = tx.get('placement', link.placementId); return placement !== undefined && allowsWork(placement.state); });
    if (!workable) continue;
    // One that was taken back while nothing was owed on this account is ours again with its placement.
    const event = found.state === 'recalled' || found.state === 'returned' ? 'reopened' : 'paymentReversed';
    if (hear(context, found.id, event, at, actor) === 'moved') giveBack(context, found, at, actor);
    if (CLOSED_CASES.has(tx.get('case', found.id)?.state ?? found.state)) continue;
    for (const lead of tx.find('lead', { where: { caseId: found.id, state: 'done' } })) {
      const cell = leadTable[lead.state].reopen;
      if (lead.because !== null && CLOSINGS.includes(lead.because) && isMove(cell)) tx.update('lead', lead.id, { state: cell.to, because: 'owed again', nextAt: at }, at);
    }
  }
}

/** Only what closing wrote ends; what a person said stands. */
function endFacts(context: MoveContext, found: Case, at: Instant, actor: string): void {
  for (const fact of context.tx.find('standingFact', { where: { subject: found.id, kind: { in: ['paid', 'settled'] }, endedAt: null } })) {
    if (!fact.source.startsWith('account ')) continue;
    context.tx.update('standingFact', fact.id, { endedAt: at }, at);
    append(context, { type: 'fact.ended', actor, data: { entityId: found.entityId, factId: fact.id, kind: fact.kind, subjectKind: fact.subjectKind, caseId: found.id, because: 'owed again' } }, [fact.id, found.id], at);
  }
}

/** A new batch ended the one before: only the newest with an entity may come back. */
function newestOfEach(placements: readonly Placement[]): readonly Placement[] {
  return [...new Map(placements.map((one) => [one.entityId, one])).values()];
}

function placementHears(context: MoveContext, placement: Placement, event: PlacementEventName, at: Instant, actor: string): boolean {
  const cell = placementTable[placement.state][event];
  if (!isMove(cell) || cell.to === placement.state) return false;
  context.tx.update('placement', placement.id, { state: cell.to }, at);
  append(context, { type: `placement.${cell.to === 'placed' ? 'reopened' : cell.to}`, actor, data: { entityId: placement.entityId, accountId: placement.accountId, placementId: placement.id, batch: placement.batch, because: event } }, [placement.id, placement.accountId], at);
  return true;
}
