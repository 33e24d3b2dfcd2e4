import { DEFAULT_APPROVAL_RULES, readApprovalRules, type ApprovalKind, type ApprovalRules } from '../../core/collections/approval.js';
import type { Approval, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { reaches, type Scope } from '../../core/rights/policy.js';
import type { Id, Minor } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { allowed, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

/** The setting that holds who must say yes to what. */
export const APPROVAL_SETTING = 'approvals';
export async function approvalRules(deps: Deps): Promise<ApprovalRules> {
  const [row] = await deps.store.find('setting', { where: { key: APPROVAL_SETTING }, limit: 1 });
  if (row === undefined) return DEFAULT_APPROVAL_RULES;
  const read = readApprovalRules(row.value);
  return read.ok ? read.value : DEFAULT_APPROVAL_RULES;
}

export interface ApprovalAsk extends PageAsk { readonly state?: Approval['state']; readonly kind?: string; /** What waits for my word. */ readonly inbox?: boolean; readonly mine?: boolean }
/** Newest first. The inbox has what I may decide: submitted, not my own, not decided by me yet. */
export async function listApprovals(deps: Deps, by: User, ask: ApprovalAsk): Promise<Result<Page<Approval>>> {
  const scope = allowed(by, ask.inbox === true ? 'approval.decide' : 'approval.read');
  if (!scope.ok) return scope;
  const base: Where<Approval> = { ...(ask.kind === undefined ? {} : { kind: ask.kind }), ...(ask.inbox === true ? { state: 'submitted' } : ask.state === undefined ? {} : { state: ask.state }), ...(ask.mine === true ? { askedBy: by.id } : {}) };
  const now = deps.clock.now();
  return pageOf(deps.store, 'approval', ask, {
    wheres: [scope.value === 'all' ? base : { ...base, entityId: by.entityId }], down: true,
    keep: async (row) => await within(deps, by, scope.value, row) && (ask.inbox !== true || (row.askedBy !== by.id && (row.expiresAt ?? now + 1) > now && !row.decisions.some((one) => one.by === by.id))),
  });
}
async function within(deps: Deps, by: User, scope: Scope, row: Approval): Promise<boolean> {
  if (scope === 'all') return true;
  const asker = await deps.store.get('user', row.askedBy);
  return reaches(by, scope, { entityId: row.entityId, teamId: asker?.teamId ?? null, userIds: [row.askedBy] });
}
export async function getApproval(deps: Deps, by: User, id: Id, verb: 'approval.read' | 'approval.decide' = 'approval.read'): Promise<Result<Approval>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('approval', id);
  return row !== undefined && await within(deps, by, scope.value, row) ? ok(row) : unknown('approval');
}

export interface ApprovalInput { readonly kind: ApprovalKind; readonly subject: string; readonly payload?: unknown; readonly amount?: Minor; readonly reason: string; readonly evidence?: string }
/** Codes: `approval.evidence`, `approval.payload`. */
export async function askApproval(deps: Deps, by: User, input: ApprovalInput): Promise<Result<Approval>> {
  const scope = allowed(by, 'approval.ask');
  if (!scope.ok) return scope;
  if (JSON.stringify(input.payload ?? null).length > 10_000) return fail('approval.payload', 'must be at most 10 000 characters of JSON', '/payload');
  const rules = await approvalRules(deps);
  return deps.store.run('askApproval', {
    kind: input.kind, rule: rules[input.kind], entityId: by.entityId, subject: input.subject, payload: input.payload ?? null, amount: input.amount ?? null, reason: input.reason.trim(), evidence: input.evidence?.trim() ?? null, by: by.id, at: deps.clock.now(),
  });
}
/** Codes: `approval.unknown`, `approval.own`, `approval.twice`, `approval.over`. */
export async function decideApproval(deps: Deps, by: User, id: Id, input: { readonly yes: boolean; readonly note?: string }): Promise<Result<Approval>> {
  const found = await getApproval(deps, by, id, 'approval.decide');
  return found.ok ? deps.store.run('decideApproval', { id, by: by.id, at: deps.clock.now(), yes: input.yes, note: input.note?.trim() ?? null }) : found;
}
/** Codes: `approval.unknown`, `approval.not_yours`, `approval.over`. */
export async function applyApproval(deps: Deps, by: User, id: Id): Promise<Result<Approval>> {
  const scope = allowed(by, 'approval.ask');
  if (!scope.ok) return scope;
  const found = await getApproval(deps, by, id);
  return found.ok ? deps.store.run('applyApproval', { id, by: by.id, at: deps.clock.now() }) : found;
}
