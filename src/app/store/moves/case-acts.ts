import { caseTable, type CaseEventName } from '../../../core/collections/case-machine.js';
import { allowsWork } from '../../../core/collections/placement-machine.js';
import { isMove } from '../../../core/machine/table.js';
import { CLOSED_CASES, type Case, type StandingFact } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

/** What every event of a case says of where it belongs: webhooks and daily files go by it. */
export const placeOf = (found: Case): { readonly entityId: Id; readonly creditorId: Id; readonly caseId: Id } => ({ entityId: found.entityId, creditorId: found.creditorId, caseId: found.id });

/** What a person does to a case, by name. */
export const CASE_ACTS = ['dispute', 'closeDispute', 'planVisit', 'beginLegal', 'endLegal', 'writeOff', 'reopen'] as const;
export type CaseAct = (typeof CASE_ACTS)[number];
const EVENT: Readonly<Record<CaseAct, CaseEventName>> = {
  dispute: 'disputed', closeDispute: 'disputeClosed', planVisit: 'visitPlanned', beginLegal: 'legalBegun', endLegal: 'legalEnded', writeOff: 'writtenOff', reopen: 'reopened',
};

/**
 * One named act on a case, with what it brings: a dispute sets its standing fact (and closing it ends it), writing off closes
 * its open accounts, reopening opens what was written off. An act that is old news (`late`) changes nothing and is answered
 * as done. Codes: `case.unknown`, `record.stale`, `case.state` (the case's state refuses it), `case.not_placed` (reopen its
 * placement instead: nobody may work the case).
 */
export function actOnCase(context: MoveContext, input: { readonly caseId: Id; readonly act: CaseAct; readonly expectedVersion: number | null; readonly evidence: string | null; readonly by: Id; readonly at: Instant }): Result<{ readonly changed: boolean; readonly version: number }> {
  const { tx } = context;
  const { act, at, by } = input;
  const found = tx.get('case', input.caseId);
  if (!found) return fail('case.unknown', 'no such case');
  if (input.expectedVersion !== null && found.version !== input.expectedVersion) return fail('record.stale', `case was changed by another: version is ${found.version}, you had ${input.expectedVersion}`);
  const cell = caseTable[found.state][EVENT[act]];
  if (cell === 'refuse') return fail('case.state', `a case that is ${found.state} can not take this: ${act}`);
  if (!isMove(cell)) return ok({ changed: false, version: found.version });
  if (act === 'reopen' && !isPlaced(context, found.id)) return fail('case.not_placed', 'no placement of this case stands: reopen the placement');
  tx.update('case', found.id, { state: cell.to }, at);
  if (act === 'dispute') openDispute(context, found, input);
  if (act === 'closeDispute') for (const fact of disputesOf(context, found)) { tx.update('standingFact', fact.id, { endedAt: at }, at); append(context, { type: 'fact.lifted', actor: by, data: { ...placeOf(found), kind: fact.kind, subjectKind: fact.subjectKind } }, [fact.id], at); }
  if (act === 'writeOff' || act === 'reopen') for (const accountId of accountsOf(context, found.id)) {
    const closed = tx.get('account', accountId)?.closed;
    if (act === 'writeOff' ? closed === null : closed === 'writtenOff') tx.update('account', accountId, { closed: act === 'writeOff' ? 'writtenOff' : null }, at);
  }
  append(context, { type: `case.${EVENT[act]}`, actor: by, data: { ...placeOf(found), from: found.state, to: cell.to } }, [found.id], at);
  refreshCaseFacts(context, found.id, at);
  return ok({ changed: true, version: tx.get('case', found.id)?.version ?? found.version });
}

/** Lets the table decide what an event does to a case. Returns the state it left, null when nothing moved. */
export function moveCase({ tx }: MoveContext, found: Case, event: CaseEventName, at: Instant): Case['state'] | null {
  const cell = caseTable[found.state][event];
  if (!isMove(cell) || cell.to === found.state) return null;
  tx.update('case', found.id, { state: cell.to }, at);
  return cell.to;
}
export const isClosed = (found: Case): boolean => CLOSED_CASES.has(found.state);
export const accountsOf = ({ tx }: MoveContext, caseId: Id): readonly Id[] => [...new Set(tx.find('caseAccount', { where: { caseId } }).map((link) => link.accountId))];
/** Does a placement of the case allow work? */
export function isPlaced({ tx }: MoveContext, caseId: Id): boolean {
  return tx.find('caseAccount', { where: { caseId } }).some((link) => { const placement = tx.get('placement', link.placementId); return placement !== undefined && allowsWork(placement.state); });
}

function openDispute(context: MoveContext, found: Case, input: { readonly evidence: string | null; readonly by: Id; readonly at: Instant }): void {
  if (disputesOf(context, found).length > 0) return;
  const id = context.ids.id();
  context.tx.insert('standingFact', { id, version: 1, createdAt: input.at, updatedAt: input.at, kind: 'dispute', subjectKind: 'case', subject: found.id, source: 'case', evidence: input.evidence, from: input.at, until: null, by: input.by, endedAt: null });
  append(context, { type: 'fact.added', actor: input.by, data: { ...placeOf(found), kind: 'dispute', subjectKind: 'case' } }, [id], input.at);
}
/** Disputes of this case that stand: on it, on its accounts, or on its debtor where they were said in a call about it. */
function disputesOf({ tx, ...rest }: MoveContext, found: Case): readonly StandingFact[] {
  const subjects = [found.id, found.partyId, ...accountsOf({ tx, ...rest }, found.id)];
  return tx.find('standingFact', { where: { subject: { in: subjects }, kind: 'dispute', endedAt: null } })
    .filter((fact) => fact.subject !== found.partyId || (fact.evidence !== null && tx.get('attempt', fact.evidence)?.caseId === found.id));
}
