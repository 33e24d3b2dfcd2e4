import type { Case, PartyRole, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { maskName } from '../../core/rights/mask.js';
import type { Id } from '../../core/units.js';
import type { CasePop } from '../ports/desk.js';
import { recordAccess } from './audit.js';
import { unknown, type Deps } from './context.js';
import { reachCase } from './reach.js';

/** The case as a desk shows it. The whole name only while the asker has the call about it in hand; masked otherwise. */
export async function casePop(deps: Deps, by: User, id: Id, leadId: Id | null): Promise<Result<CasePop & { readonly masked: boolean }>> {
  const found = await reachCase(deps, by, 'case.read', id);
  if (!found.ok) return found;
  if (leadId !== null && (await deps.store.get('lead', leadId))?.caseId !== id) return unknown('lead');
  const pop = await deps.conductor.pop(id, leadId);
  if (!pop.ok) return pop;
  const inHand = await deps.store.count('attempt', { caseId: id, userId: by.id, disposedAt: null, bridgedAt: { gt: 0 } }) > 0;
  return ok({ ...pop.value, name: inHand ? pop.value.name : maskName(pop.value.name), masked: !inHand });
}
export const getCase = (deps: Deps, by: User, id: Id): Promise<Result<Case>> => reachCase(deps, by, 'case.read', id);

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
async function concerns(deps: Deps, row: Case, partyId: Id): Promise<boolean> {
  if (row.partyId === partyId) return true;
  const accounts = await deps.store.find('caseAccount', { where: { caseId: row.id } });
  return accounts.length > 0 && await deps.store.count('accountParty', { partyId, accountId: { in: accounts.map((one) => one.accountId) } }) > 0;
}
