import type { Case, Contact, PartyRole, StreamEvent, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { maskName } from '../../core/rights/mask.js';
import type { Verb } from '../../core/rights/policy.js';
import type { Id, Instant } from '../../core/units.js';
import type { CasePop } from '../ports/desk.js';
import type { CaseAct } from '../store/moves/case-acts.js';
import { recordAccess } from './audit.js';
import { alter, unknown, type Deps } from './context.js';
import { checkCustom } from './fields.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { reachCase } from './reach.js';

/** The case as a desk shows it. The whole name only while the asker has the call about it in hand; masked otherwise. */
export async function casePop(deps: Deps, by: User, id: Id, leadId: Id | null): Promise<Result<CasePop & { readonly masked: boolean }>> {
  const found = await reachCase(deps, by, 'case.read', id);
  if (!found.ok) return found;
  if (leadId !== null && (await deps.store.get('lead', leadId))?.caseId !== id) return unknown('lead');
  const pop = await deps.conductor.pop(id, leadId);
  if (!pop.ok) return pop;
  const inHand = await holdsCall(deps, by, id);
  return ok({ ...pop.value, name: inHand ? pop.value.name : maskName(pop.value.name), masked: !inHand });
}
/** Has the asker the call about it in hand, from the bridge to its disposition? Only then are names whole. */
export async function holdsCall(deps: Deps, by: User, caseId: Id): Promise<boolean> {
  return await deps.store.count('attempt', { caseId, userId: by.id, disposedAt: null, bridgedAt: { gt: 0 } }) > 0;
}
export const getCase = (deps: Deps, by: User, id: Id): Promise<Result<Case>> => reachCase(deps, by, 'case.read', id);

export interface CasePatch { readonly risk?: Case['risk']; readonly tags?: readonly string[]; /** null or an empty text takes a field away. */ readonly custom?: Readonly<Record<string, string | null>> }
/** Changes risk class, tags and declared custom fields. Codes: `custom.undeclared`, `custom.value`, `record.stale`. */
export async function changeCase(deps: Deps, by: User, id: Id, expected: number, patch: CasePatch): Promise<Result<Case>> {
  const found = await reachCase(deps, by, 'case.write', id);
  if (!found.ok) return found;
  const row = found.value;
  const custom = patch.custom === undefined ? ok(row.custom) : await checkCustom(deps, row, patch.custom);
  if (!custom.ok) return custom;
  const now = deps.clock.now();
  return alter(deps, by, 'case', id, expected, {
    ...(patch.risk === undefined || patch.risk === row.risk ? {} : { risk: patch.risk, riskSource: 'person', riskAt: now }),
    ...(patch.tags === undefined ? {} : { tags: [...new Set(patch.tags.map((tag) => tag.trim()))] }), ...(patch.custom === undefined ? {} : { custom: custom.value }),
  }, 'case.changed', { entityId: row.entityId, creditorId: row.creditorId, caseId: id, fields: Object.keys(patch) });
}

/** The right each act asks for: closing a dispute lifts a standing fact; writing off and reopening are the operator's word. */
export const ACT_VERB: Readonly<Record<CaseAct, Verb>> = {
  dispute: 'case.write', closeDispute: 'fact.lift', planVisit: 'case.write', beginLegal: 'case.write', endLegal: 'case.write', writeOff: 'placement.write', reopen: 'placement.write',
};
/** A named act on a case; see `actOnCase`. What forbids calls is told to the hopper and ringing calls before this resolves. */
export async function actOn(deps: Deps, by: User, id: Id, act: CaseAct, input: { readonly expected: number | null; readonly evidence?: string }): Promise<Result<Case>> {
  const found = await reachCase(deps, by, ACT_VERB[act], id);
  if (!found.ok) return found;
  const done = await deps.store.run('actOnCase', { caseId: id, act, expectedVersion: input.expected, evidence: input.evidence ?? null, by: by.id, at: deps.clock.now() });
  if (!done.ok) return done;
  if (act === 'dispute' || act === 'writeOff') deps.conductor.forbid({ caseId: id }, act === 'dispute' ? 'dispute' : 'written off');
  const row = await deps.store.get('case', id);
  return row === undefined ? unknown('case') : ok(row);
}

/** Touches on every channel, newest first. */
export async function listContacts(deps: Deps, by: User, id: Id, ask: PageAsk): Promise<Result<Page<Contact>>> {
  const found = await reachCase(deps, by, 'contact.read', id);
  return found.ok ? pageOf(deps.store, 'contact', ask, { wheres: [{ caseId: id }], by: 'at', down: true }) : found;
}
export interface NoteInput { readonly text?: string; readonly channel?: Contact['channel']; readonly reached?: string; readonly result?: string; readonly partyId?: Id; readonly at?: Instant }
/** 催记: a note, or a touch that left no other trace. */
export async function addContact(deps: Deps, by: User, id: Id, input: NoteInput): Promise<Result<Contact>> {
  const found = await reachCase(deps, by, 'contact.write', id);
  if (!found.ok) return found;
  const text = input.text?.trim() ?? '';
  const channel = input.channel ?? 'note';
  if (text === '' && (channel === 'note' || input.result === undefined)) return fail('contact.empty', 'a note needs a text; a touch a text or a result', '/text');
  if (input.partyId !== undefined && !await concerns(deps, found.value, input.partyId)) return fail('reference.unknown', 'no such party in this case', '/partyId');
  const now = deps.clock.now();
  const made = await deps.store.run('writeContact', { caseId: id, userId: by.id, channel, text: text === '' ? null : text, reached: input.reached ?? null, result: input.result ?? null, partyId: input.partyId ?? null, happenedAt: input.at ?? now, at: now });
  if (!made.ok) return made;
  const row = await deps.store.get('contact', made.value.id);
  return row === undefined ? unknown('contact') : ok(row);
}
/** What happened to a case, newest first, as the event stream has it. */
export async function caseHistory(deps: Deps, by: User, id: Id, ask: PageAsk): Promise<Result<Page<StreamEvent>>> {
  const found = await reachCase(deps, by, 'case.read', id);
  return found.ok ? pageOf(deps.store, 'streamEvent', ask, { wheres: [{ caseId: id }], by: 'seq', down: true }) : found;
}

export interface Unmasked { readonly partyId: Id; readonly name: string; readonly identity: string | null; readonly phones: readonly { readonly contactPointId: Id; readonly number: string; readonly ownerRole: PartyRole }[] }
/** Shows a party's whole name, identity and numbers, for a case and a reason, after writing down who asked. */
export async function unmaskParty(deps: Deps, by: User, partyId: Id, input: { readonly caseId: Id; readonly reason: string }): Promise<Result<Unmasked>> {
  const found = await reachCase(deps, by, 'personal.unmask', input.caseId);
  if (!found.ok) return found.error.code === 'case.unknown' ? unknown('party') : found;
  const party = await deps.store.get('party', partyId);
  if (party === undefined || !await concerns(deps, found.value, partyId)) return unknown('party');
  if (input.reason.trim().length < 3) return fail('reason.required', 'say why', '/reason');
  await recordAccess(deps, by, 'personal.unmasked', partyId, { caseId: input.caseId, entityId: found.value.entityId, reason: input.reason.trim() });
  const points = await deps.store.find('contactPoint', { where: { partyId, kind: 'phone' }, order: [{ by: 'rank' }] });
  return ok({
    partyId, name: deps.vault.open('name', party.nameSealed), identity: party.identitySealed === null ? null : deps.vault.open('identity', party.identitySealed),
    phones: points.map((point) => ({ contactPointId: point.id, number: deps.vault.open('phone', point.valueSealed), ownerRole: point.ownerRole })),
  });
}
/** The case's debtor, or someone joined to one of its accounts. */
export async function concerns(deps: Deps, row: Case, partyId: Id): Promise<boolean> {
  if (row.partyId === partyId) return true;
  const accounts = await deps.store.find('caseAccount', { where: { caseId: row.id } });
  return accounts.length > 0 && await deps.store.count('accountParty', { partyId, accountId: { in: accounts.map((one) => one.accountId) } }) > 0;
}
