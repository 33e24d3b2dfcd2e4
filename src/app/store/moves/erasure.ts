/**
 * The end of what a debtor's record says of them: names, numbers, addresses, notes and their own words are written over; the key
 * of their evidence is destroyed. The debt, its payments and the chain stay, and name nobody. Nothing is taken out of a table.
 */
import { CLOSED_CASES, type ContactPoint } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

/** Sealed texts that hold nothing, as only the vault can make them. */
export interface Blanks { readonly name: string; readonly phone: string; readonly email: string; readonly address: string; readonly note: string }
export interface EraseDebtor { readonly partyId: Id; readonly entityId: Id; readonly by: Id; readonly reason: string; readonly at: Instant; readonly blanks: Blanks }
export interface Erased { readonly id: Id; /** Paths of recordings that are to be deleted now. */ readonly recordings: readonly string[]; readonly people: number }

const NOBODY = '***';
const MOST = 100_000;

/**
 * Writes over the debtor and whoever is on file because of their debts alone. Codes: `party.unknown`, `erasure.case_open` (a case
 * of theirs is still worked), `erasure.done` (nothing is left to erase).
 */
export function eraseDebtor(context: MoveContext, input: EraseDebtor): Result<Erased> {
  const { tx } = context;
  const party = tx.get('party', input.partyId);
  if (!party) return fail('party.unknown', 'no such debtor');
  if (party.nameIndex === '' && party.identityIndex === null && tx.count('contactPoint', { partyId: party.id, masked: { not: NOBODY } }) === 0) return fail('erasure.done', 'this debtor was erased before');
  const people = peopleOf(context, party.id);
  for (const id of people) if (tx.find('case', { where: { partyId: id } }).some((one) => !CLOSED_CASES.has(one.state))) return fail('erasure.case_open', 'a case of this debtor is open: settle, return or recall it first');
  const recordings = people.flatMap((id) => erasePerson(context, id, input));
  const key = tx.get('evidenceKey', party.id);
  if (key && key.wrapped !== null) {
    tx.update('evidenceKey', key.id, { wrapped: null, destroyedAt: input.at, destroyedBy: tx.get('user', input.by) ? input.by : null, reason: input.reason }, input.at);
    // By its own name: verification looks for the event that says why a key is gone.
    append(context, { type: 'evidence.erased', actor: input.by, debtorId: party.id, data: { entityId: input.entityId, reason: input.reason } }, [party.id], input.at);
  }
  append(context, { type: 'debtor.erased', actor: input.by, debtorId: party.id, data: { entityId: input.entityId, reason: input.reason, people: people.length, recordings: recordings.length } }, [party.id], input.at);
  return ok({ id: party.id, recordings, people: people.length });
}

/** The debtor, and those joined to no other debt: a guarantor of somebody else stays. */
function peopleOf({ tx }: MoveContext, partyId: Id): Id[] {
  const accounts = tx.find('accountParty', { where: { partyId } }).map((one) => one.accountId);
  const joined = accounts.length === 0 ? [] : tx.find('accountParty', { where: { accountId: { in: accounts } } }).map((one) => one.partyId);
  const alone = (id: Id): boolean => tx.find('accountParty', { where: { partyId: id } }).every((one) => accounts.includes(one.accountId)) && tx.count('case', { partyId: id }) === 0;
  return [partyId, ...new Set(joined.filter((id) => id !== partyId && alone(id)))];
}

function erasePerson(context: MoveContext, partyId: Id, { at, blanks }: EraseDebtor): string[] {
  const { tx } = context;
  tx.update('party', partyId, { nameSealed: blanks.name, nameIndex: '', identitySealed: null, identityIndex: null }, at);
  for (const point of tx.find('contactPoint', { where: { partyId }, limit: MOST })) {
    tx.update('contactPoint', point.id, { valueSealed: blankOf(point.kind, blanks), valueIndex: `erased ${point.id}`, masked: NOBODY, consent: 'withdrawn', region: null, places: null, barred: null }, at);
  }
  const recordings: string[] = [];
  const attempts = tx.find('attempt', { where: { partyId }, limit: MOST });
  for (const attempt of attempts) {
    if (attempt.recordingPath !== null) recordings.push(attempt.recordingPath);
    // The blind index stays: caps and suppressions of a number outlive whom it was dialed for, and it says nothing by itself.
    tx.update('attempt', attempt.id, { phoneSealed: blanks.phone, phoneMasked: NOBODY, recordingPath: null }, at);
    for (const comment of tx.find('recordingComment', { where: { attemptId: attempt.id } })) tx.update('recordingComment', comment.id, { textSealed: blanks.note }, at);
  }
  const cases = tx.find('case', { where: { partyId } });
  for (const one of cases) {
    tx.update('case', one.id, { tags: [], custom: {} }, at);
    for (const task of tx.find('task', { where: { caseId: one.id }, limit: MOST })) tx.update('task', task.id, { title: NOBODY, note: null }, at);
    for (const complaint of tx.find('complaint', { where: { caseId: one.id } })) tx.update('complaint', complaint.id, { textSealed: blanks.note, outcome: null }, at);
    for (const contact of tx.find('contact', { where: { caseId: one.id }, limit: MOST })) if (contact.note !== null) tx.update('contact', contact.id, { note: null }, at);
    for (const lead of tx.find('lead', { where: { caseId: one.id } })) {
      tx.update('lead', lead.id, { state: 'done', because: 'erased', claimOwner: null, claimUntil: null }, at);
      for (const callback of tx.find('callback', { where: { leadId: lead.id } })) tx.update('callback', callback.id, { note: null, state: callback.state === 'open' ? 'cancelled' : callback.state }, at);
    }
  }
  for (const contact of tx.find('contact', { where: { partyId }, limit: MOST })) if (contact.note !== null) tx.update('contact', contact.id, { note: null }, at);
  for (const complaint of tx.find('complaint', { where: { partyId } })) tx.update('complaint', complaint.id, { textSealed: blanks.note, outcome: null }, at);
  for (const fact of tx.find('standingFact', { where: { subject: { in: [partyId, ...cases.map((one) => one.id)] } } })) if (fact.evidence !== null) tx.update('standingFact', fact.id, { evidence: null }, at);
  return recordings;
}
function blankOf(kind: ContactPoint['kind'], blanks: Blanks): string {
  switch (kind) {
    case 'phone': return blanks.phone;
    case 'email': return blanks.email;
    case 'address': return blanks.address;
    case 'im': return blanks.note;
  }
}

/** Rows whose recording is no longer kept. The files are the caller's to delete, before. */
export function forgetRecordings({ tx }: MoveContext, input: { readonly ids: readonly Id[]; readonly at: Instant }): number {
  let forgotten = 0;
  for (const id of input.ids) if (tx.get('attempt', id)?.recordingPath != null) { tx.update('attempt', id, { recordingPath: null }, input.at); forgotten += 1; }
  return forgotten;
}
/** What an import said of cells is taken out of its findings; codes and reasons stay. */
export function forgetFindings({ tx }: MoveContext, input: { readonly before: Instant; readonly most: number; readonly at: Instant }): number {
  const rows = tx.find('importProblem', { where: { createdAt: { lt: input.before }, value: { not: null } }, limit: input.most });
  for (const row of rows) tx.update('importProblem', row.id, { value: null }, input.at);
  return rows.length;
}
