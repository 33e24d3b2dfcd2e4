import { approvalTable, type ApprovalEventName } from '../../../core/collections/approval-machine.js';
import { mayDecide, neededFor, type ApprovalKind, type ApprovalRule } from '../../../core/collections/approval.js';
import { isMove } from '../../../core/machine/table.js';
import type { Approval } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant, Minor } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

export interface AskApproval {
  readonly kind: ApprovalKind; readonly rule: ApprovalRule; readonly entityId: Id; readonly subject: string; readonly payload: unknown; readonly amount: Minor | null;
  readonly reason: string; readonly evidence: string | null; readonly by: Id; readonly at: Instant;
}
/** Asks. Codes: `approval.evidence` when the kind needs evidence. The payload holds no personal data: it is shown to whoever decides. */
export function askApproval(context: MoveContext, input: AskApproval): Result<Approval> {
  if (input.rule.evidence && input.evidence === null) return fail('approval.evidence', 'this needs evidence: say where it is', '/evidence');
  const row: Approval = {
    id: context.ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, kind: input.kind, state: 'submitted', subject: input.subject, payload: input.payload, askedBy: input.by, decidedBy: null, decidedAt: null,
    expiresAt: input.at + input.rule.lasts, entityId: input.entityId, amount: input.amount, reason: input.reason, evidence: input.evidence, needed: neededFor(input.rule, input.amount), decisions: [], appliedAt: null,
  };
  context.tx.insert('approval', row);
  append(context, { type: 'approval.asked', actor: input.by, data: { kind: row.kind, entityId: row.entityId, amount: row.amount, needed: row.needed } }, [row.id, row.subject], input.at);
  return ok(row);
}

/** One person's word. Codes: `approval.unknown`, `approval.own`, `approval.twice`, `approval.over`. One no refuses it; the last yes that is needed approves it. */
export function decideApproval(context: MoveContext, input: { readonly id: Id; readonly by: Id; readonly at: Instant; readonly yes: boolean; readonly note: string | null }): Result<Approval> {
  const found = context.tx.get('approval', input.id);
  if (!found) return fail('approval.unknown', 'no such approval');
  if (isOver(found, input.at)) return expire(context, found, input.at);
  const barred = mayDecide(found, input.by);
  if (barred === 'own') return fail('approval.own', 'nobody decides what they asked for themselves');
  if (barred === 'twice') return fail('approval.twice', 'you have decided this already');
  const yes = found.decisions.filter((one) => one.yes).length + (input.yes ? 1 : 0);
  const event: ApprovalEventName = !input.yes ? 'refused' : yes >= found.needed ? 'approvedByAll' : 'approvedByOne';
  const cell = approvalTable[found.state][event];
  if (!isMove(cell)) return fail('approval.over', `this approval is ${found.state}`);
  const decisions = [...found.decisions, { by: input.by, at: input.at, yes: input.yes, note: input.note }];
  const decided = cell.to !== 'submitted';
  const after = context.tx.update('approval', found.id, { state: cell.to, decisions, ...(decided ? { decidedBy: input.by, decidedAt: input.at } : {}) }, input.at);
  append(context, { type: `approval.${cell.to === 'submitted' ? 'seconded' : cell.to}`, actor: input.by, data: { kind: found.kind, entityId: found.entityId } }, [found.id, found.subject], input.at);
  return after ? ok(after) : fail('approval.unknown', 'no such approval');
}

/** Uses an approval, once, by whoever asked for it. Codes: `approval.unknown`, `approval.not_yours`, `approval.over`. */
export function applyApproval(context: MoveContext, input: { readonly id: Id; readonly by: Id; readonly at: Instant; readonly kind?: ApprovalKind; readonly subject?: string }): Result<Approval> {
  const found = context.tx.get('approval', input.id);
  if (!found || (input.kind !== undefined && found.kind !== input.kind) || (input.subject !== undefined && found.subject !== input.subject)) return fail('approval.unknown', 'no such approval');
  if (isOver(found, input.at)) return expire(context, found, input.at);
  const cell = approvalTable[found.state].applied;
  if (!isMove(cell)) return fail('approval.over', `this approval is ${found.state}`);
  if (found.askedBy !== input.by) return fail('approval.not_yours', 'only who asked for an approval uses it');
  const after = context.tx.update('approval', found.id, { state: cell.to, appliedAt: input.at }, input.at);
  append(context, { type: 'approval.applied', actor: input.by, data: { kind: found.kind, entityId: found.entityId } }, [found.id, found.subject], input.at);
  return after ? ok(after) : fail('approval.unknown', 'no such approval');
}

const isOver = (found: Approval, at: Instant): boolean => found.expiresAt !== null && found.expiresAt <= at && isMove(approvalTable[found.state].timeOver);
function expire(context: MoveContext, found: Approval, at: Instant): Result<Approval> {
  context.tx.update('approval', found.id, { state: 'expired' }, at);
  append(context, { type: 'approval.expired', actor: 'clock', data: { kind: found.kind, entityId: found.entityId } }, [found.id, found.subject], at);
  return fail('approval.over', 'this approval has expired');
}
