/** Records as the API shows them: what is not named here does not leave. */
import type { LeadRow, Page, SuppressionRow } from '../app/usecases/index.js';
import type { Attempt, User } from '../core/records/index.js';
import { ok, type Result } from '../core/result.js';

export function showUser(user: User) {
  const { id, version, createdAt, updatedAt, login, displayName, role, entityId, teamId, skills, desk, enabled, mustChangePassword } = user;
  return { id, version, createdAt, updatedAt, login, displayName, role, entityId, teamId, skills, desk, enabled, mustChangePassword };
}
export function showLead({ lead, name }: LeadRow) {
  const { id, version, createdAt, updatedAt, listId, campaignId, caseId, partyId, entityId, state, because, priority, overdueSince, amount, currency, nextAt, attempts, lastAttemptAt, lastOutcome, boundUserId } = lead;
  return { id, version, createdAt, updatedAt, listId, campaignId, caseId, partyId, entityId, state, because, name, priority, overdueSince, amount, currency, nextAt, attempts, lastAttemptAt, lastOutcome, boundUserId };
}
export function showAttempt(attempt: Attempt) {
  const { id, version, createdAt, updatedAt, leadId, caseId, partyId, campaignId, listId, entityId, teamId, userId, direction, mode, kind, trunk, callerId, node, stage, daysPastDue, openedAt, placedAt, rangAt, answeredAt, bridgedAt, endedAt, outcome, hangupCause, sipStatus, q850, blame, waitMs, abandonedBy, messagePlayed, dispositionCode, disposedAt, disposedBy } = attempt;
  return {
    id, version, createdAt, updatedAt, leadId, caseId, partyId, campaignId, listId, entityId, teamId, userId, direction, mode, kind, number: attempt.phoneMasked, trunk, callerId, node, stage, daysPastDue, openedAt, placedAt, rangAt, answeredAt, bridgedAt, endedAt,
    outcome, hangupCause, sipStatus, q850, blame, waitMs, abandonedBy, messagePlayed, dispositionCode, disposedAt, disposedBy, recorded: attempt.recordingPath !== null && attempt.answeredAt !== null,
    statements: attempt.statementsDue === null ? null : { due: attempt.statementsDue, said: attempt.statementsSaid ?? 0 },
  };
}
export function showSuppression({ fact, number }: SuppressionRow) {
  const { id, version, createdAt, updatedAt, subjectKind, source, evidence, from, until, by, endedAt } = fact;
  return { id, version, createdAt, updatedAt, subjectKind, subjectId: subjectKind === 'phone' ? null : fact.subject, number, source, evidence, from, until, by, endedAt };
}

export function shown<T, U>(result: Result<T>, show: (value: T) => U): Result<U> {
  return result.ok ? ok(show(result.value)) : result;
}
export function shownPage<T, U>(result: Result<Page<T>>, show: (value: T) => U): Result<Page<U>> {
  return result.ok ? ok({ items: result.value.items.map(show), next: result.value.next }) : result;
}
