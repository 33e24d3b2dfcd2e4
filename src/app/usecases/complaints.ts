import type { Complaint, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { reaches, type Scope, type Verb } from '../../core/rights/policy.js';
import type { Id, Instant } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { recordAccess } from './audit.js';
import { allowed, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { caseKeeper, reachCase, reachesParty } from './reach.js';

const DAY = 86_400_000;
/** An answer is due in 15 days unless said otherwise (消费者投诉处理: 15 days in most Chinese rules; a lawyer should confirm it). */
const ANSWER_WITHIN = 15 * DAY;
/** A complaint; its words only where the asker may read them. */
export interface ComplaintRow { readonly complaint: Complaint; readonly text: string | null }
export interface ComplaintAsk extends PageAsk { readonly state?: Complaint['state']; readonly caseId?: Id; readonly dueBefore?: Instant }

export async function listComplaints(deps: Deps, by: User, ask: ComplaintAsk): Promise<Result<Page<ComplaintRow>>> {
  const scope = allowed(by, 'complaint.read');
  if (!scope.ok) return scope;
  const base: Where<Complaint> = { ...(ask.state === undefined ? {} : { state: ask.state }), ...(ask.caseId === undefined ? {} : { caseId: ask.caseId }), ...(ask.dueBefore === undefined ? {} : { dueAt: { lt: ask.dueBefore } }) };
  const page = await pageOf(deps.store, 'complaint', ask, { wheres: [scope.value === 'all' ? base : { ...base, entityId: by.entityId }], by: 'dueAt', keep: (row) => within(deps, by, scope.value, row) });
  return page.ok ? ok({ items: page.value.items.map((complaint) => ({ complaint, text: null })), next: page.value.next }) : page;
}
async function within(deps: Deps, by: User, scope: Scope, row: Complaint): Promise<boolean> {
  if (scope === 'all') return true;
  if (row.entityId !== by.entityId) return false;
  const keeps = await caseKeeper(deps, by, scope);
  if (row.caseId !== null && keeps !== null && !await keeps(row.caseId)) return false;
  if (scope === 'entity' || reaches(by, scope, { entityId: row.entityId, userIds: [row.takenBy] })) return true;
  return row.caseId !== null && (await reachCase(deps, by, 'complaint.read', row.caseId)).ok;
}
async function reach(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Complaint>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('complaint', id);
  return row !== undefined && await within(deps, by, scope.value, row) ? ok(row) : unknown('complaint');
}
/** One complaint with its words; who read them is written down first. */
export async function getComplaint(deps: Deps, by: User, id: Id): Promise<Result<ComplaintRow>> {
  const found = await reach(deps, by, 'complaint.read', id);
  if (!found.ok) return found;
  await recordAccess(deps, by, 'complaint.read', id, { entityId: found.value.entityId });
  return ok({ complaint: found.value, text: deps.vault.open('note', found.value.textSealed) });
}

export interface ComplaintInput {
  readonly caseId?: Id; readonly partyId?: Id; readonly byKind: Complaint['byKind']; readonly channel: string; readonly about: Complaint['about']; readonly contactId?: Id; readonly aboutUserId?: Id;
  readonly text: string; readonly receivedAt?: Instant; readonly dueAt?: Instant;
}
/** Once this resolves it is durable, nobody is called about it any more, and a ringing call is cancelled. */
export async function openComplaint(deps: Deps, by: User, input: ComplaintInput): Promise<Result<ComplaintRow>> {
  const scope = allowed(by, 'complaint.write');
  if (!scope.ok) return scope;
  if (input.caseId === undefined && input.partyId === undefined) return fail('complaint.subject', 'say which case or which person it is about', '/caseId');
  const now = deps.clock.now();
  const receivedAt = input.receivedAt ?? now;
  const dueAt = input.dueAt ?? receivedAt + ANSWER_WITHIN;
  if (receivedAt > now || receivedAt < now - 366 * DAY) return fail('complaint.received', 'must lie within the last 366 days', '/receivedAt');
  if (dueAt <= receivedAt || dueAt > now + 366 * DAY) return fail('complaint.due', 'must lie after it was received, within a year', '/dueAt');
  const found = input.caseId === undefined ? null : await reachCase(deps, by, 'complaint.write', input.caseId);
  if (found !== null && !found.ok) return found.error.code === 'case.unknown' ? fail('reference.unknown', 'no such case', '/caseId') : found;
  if (input.partyId !== undefined && !await reachesParty(deps, by, scope.value, input.partyId)) return fail('reference.unknown', 'no such party', '/partyId');
  if (input.aboutUserId !== undefined && (await deps.store.get('user', input.aboutUserId))?.entityId !== by.entityId) return fail('reference.unknown', 'no such user', '/aboutUserId');
  if (input.contactId !== undefined) {
    const contact = await deps.store.get('contact', input.contactId);
    if (contact === undefined || contact.caseId === null || contact.caseId !== input.caseId) return fail('reference.unknown', 'no such contact of this case', '/contactId');
  }
  const made = await deps.store.run('openComplaint', {
    by: by.id, at: now, complaint: {
      entityId: found?.ok === true ? found.value.entityId : by.entityId, caseId: input.caseId ?? null, partyId: input.partyId ?? null, byKind: input.byKind, channel: input.channel.trim(), about: input.about,
      contactId: input.contactId ?? null, aboutUserId: input.aboutUserId ?? null, textSealed: deps.vault.seal('note', input.text.trim()), receivedAt, dueAt,
    },
  });
  if (!made.ok) return made;
  deps.conductor.forbid({ ...(input.caseId === undefined ? {} : { caseId: input.caseId }), ...(input.partyId === undefined || input.caseId !== undefined ? {} : { partyId: input.partyId }) }, 'complaint');
  return ok({ complaint: made.value, text: input.text.trim() });
}
/** Codes: `complaint.unknown`, `complaint.closed`, `record.stale`. */
export async function closeComplaint(deps: Deps, by: User, id: Id, expected: number, input: { readonly state: Exclude<Complaint['state'], 'open'>; readonly outcome: string }): Promise<Result<ComplaintRow>> {
  const found = await reach(deps, by, 'complaint.write', id);
  if (!found.ok) return found;
  const closed = await deps.store.run('closeComplaint', { id, expectedVersion: expected, state: input.state, outcome: input.outcome.trim(), by: by.id, at: deps.clock.now() });
  return closed.ok ? ok({ complaint: closed.value, text: null }) : closed;
}
