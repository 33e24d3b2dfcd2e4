/** The collections record as the API shows it: sealed values and blind indexes are never named here. */
import { totalOf } from '../core/collections/components.js';
import type { Account, BalanceEvent, Case, ContactPoint, Contact, ScheduleRow, StreamEvent } from '../core/records/index.js';
import type { AccountView, CaseRecord, CaseRow, FactRow, JoinedParty } from '../app/usecases/index.js';
import { showAttempt } from './present.js';

export function showPoint(point: ContactPoint) {
  const { id, version, createdAt, updatedAt, partyId, kind, ownerRole, source, confidence, rank, validFrom, validUntil, consent, region, places } = point;
  return { id, version, createdAt, updatedAt, partyId, kind, value: point.masked, ownerRole, source, confidence, rank, validFrom, validUntil, consent, region, places: places && { zones: places.zones && [...places.zones], regions: [...places.regions] } };
}
export const showJoined = ({ party, roles, points }: JoinedParty) => ({ party, roles, points: points.map(showPoint) });
export function showFact({ fact, number }: FactRow) {
  const { id, version, createdAt, updatedAt, kind, subjectKind, source, evidence, from, until, by, endedAt } = fact;
  return { id, version, createdAt, updatedAt, kind, subjectKind, subjectId: subjectKind === 'phone' ? null : fact.subject, number, source, evidence, from, until, by, endedAt };
}
export const showAccount = (account: Account) => ({ ...account, total: totalOf(account) });
const showSchedule = ({ number, due, amount, paid }: ScheduleRow) => ({ number, due, amount, paid });
export const showAccountView = ({ account, schedule, balance }: AccountView) => ({ ...showAccount(account), schedule: schedule.map(showSchedule), balance });
export const showBalance = ({ id, at, cause, reference, principal, interest, penalty, fees }: BalanceEvent) => ({ id, at, cause, reference, principal, interest, penalty, fees });
export function showContact(contact: Contact) {
  const { id, version, createdAt, updatedAt, caseId, partyId, attemptId, channel, at, userId, reached, result, note } = contact;
  return { id, version, createdAt, updatedAt, caseId, partyId, attemptId, channel, at, userId, reached, result, note };
}
export const showEvent = ({ seq, type, at, actor, subjects, data }: StreamEvent) => ({ seq, type, at, actor, subjects, data });

export const showCase = (found: Case, today: { readonly stage: string | null; readonly daysPastDue: number | null }) => ({ ...found, ...today });
export const showCaseRow = ({ found, name, stage, daysPastDue }: CaseRow) => ({ ...showCase(found, { stage, daysPastDue }), name });
export function showRecord(record: CaseRecord) {
  const { found, stage, daysPastDue, creditor, held, masked, placements, assignments, holds, payments, tasks, promises } = record;
  return {
    ...showCase(found, { stage, daysPastDue }), creditor, held, masked, people: record.people.map(showJoined),
    accounts: record.accounts.map(({ account, schedule }) => ({ ...showAccount(account), schedule: schedule.map(showSchedule) })),
    placements, assignments, holds, facts: record.facts.map(showFact), contacts: record.contacts.map(showContact), promises,
    plans: record.plans.map(({ plan, instalments }) => ({ ...plan, instalments })), payments, attempts: record.attempts.map(showAttempt), tasks,
  };
}
