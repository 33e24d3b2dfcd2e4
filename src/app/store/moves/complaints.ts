import type { Complaint } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

export type NewComplaint = Pick<Complaint, 'entityId' | 'caseId' | 'partyId' | 'byKind' | 'channel' | 'about' | 'contactId' | 'aboutUserId' | 'textSealed' | 'receivedAt' | 'dueAt'>;
/** 投诉: written down, and from this commit on its standing fact forbids every call about the case (or to the person). Codes: `complaint.subject`. */
export function openComplaint(context: MoveContext, input: { readonly complaint: NewComplaint; readonly by: Id; readonly at: Instant }): Result<Complaint> {
  const { complaint, by, at } = input;
  const subject = complaint.caseId ?? complaint.partyId;
  if (subject === null) return fail('complaint.subject', 'say which case or which person it is about', '/caseId');
  const id = context.ids.id();
  const factId = context.ids.id();
  const kept = { version: 1, createdAt: at, updatedAt: at };
  context.tx.insert('standingFact', { ...kept, id: factId, kind: 'complaintOpen', subjectKind: complaint.caseId === null ? 'party' : 'case', subject, source: 'complaint', evidence: id, from: at, until: null, by, endedAt: null });
  const row: Complaint = { ...kept, ...complaint, id, state: 'open', outcome: null, takenBy: by, closedAt: null, closedBy: null, factId };
  context.tx.insert('complaint', row);
  append(context, { type: 'complaint.opened', actor: by, data: { entityId: row.entityId, about: row.about, byKind: row.byKind, dueAt: row.dueAt } }, [id, subject, ...(complaint.caseId !== null && complaint.partyId !== null ? [complaint.partyId] : [])], at);
  return ok(row);
}

/** Ends a complaint with its outcome; its standing fact ends in the same transaction. Codes: `complaint.unknown`, `record.stale`, `complaint.closed`. */
export function closeComplaint(context: MoveContext, input: { readonly id: Id; readonly expectedVersion: number; readonly state: Exclude<Complaint['state'], 'open'>; readonly outcome: string; readonly by: Id; readonly at: Instant }): Result<Complaint> {
  const found = context.tx.get('complaint', input.id);
  if (!found) return fail('complaint.unknown', 'no such complaint');
  if (found.version !== input.expectedVersion) return fail('record.stale', `complaint was changed by another: version is ${found.version}, you had ${input.expectedVersion}`);
  if (found.state !== 'open') return fail('complaint.closed', `this complaint is ${found.state}`);
  const after = context.tx.update('complaint', found.id, { state: input.state, outcome: input.outcome, closedAt: input.at, closedBy: input.by }, input.at);
  if (found.factId !== null && context.tx.get('standingFact', found.factId)?.endedAt === null) context.tx.update('standingFact', found.factId, { endedAt: input.at }, input.at);
  append(context, { type: 'complaint.closed', actor: input.by, data: { entityId: found.entityId, state: input.state } }, [found.id, ...[found.caseId, found.partyId].flatMap((one) => one ?? [])], input.at);
  return after ? ok(after) : fail('complaint.unknown', 'no such complaint');
}
