import { placeOfAddress, placeOfRegion } from '../../core/compliance/located.js';
import { prefixPlaces } from '../../core/compliance/numbering.js';
import { maskIdentity, maskPhone, maskText, normaliseName } from '../../core/phone/index.js';
import type { AccountParty, ContactPoint, Party, PartyRole, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { maskName } from '../../core/rights/mask.js';
import type { Verb } from '../../core/rights/policy.js';
import type { Id, LocalDate } from '../../core/units.js';
import type { SealedField } from '../ports/vault.js';
import { allowed, alter, make, unknown, type Deps } from './context.js';
import { looks, reachCase, reachesParty, reachParty } from './reach.js';

/** A party without anything that must not be shown. */
export interface PartyView extends Pick<Party, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'kind' | 'language'> { readonly name: string; readonly identity: string | null }
export interface JoinedParty { readonly party: PartyView; /** How it stands to accounts of the case. */ readonly roles: readonly Pick<AccountParty, 'accountId' | 'role' | 'evidence' | 'from' | 'until'>[]; readonly points: readonly ContactPoint[] }

export function viewParty(deps: Pick<Deps, 'vault'>, party: Party, whole = false): PartyView {
  const { id, version, createdAt, updatedAt, kind, language } = party;
  const name = deps.vault.open('name', party.nameSealed);
  return { id, version, createdAt, updatedAt, kind, language, name: whole ? name : maskName(name), identity: party.identitySealed === null ? null : maskIdentity(deps.vault.open('identity', party.identitySealed)) };
}
/** Everybody joined to the accounts of a case, the debtor first. */
export async function listParties(deps: Deps, by: User, caseId: Id): Promise<Result<readonly JoinedParty[]>> {
  const found = await reachCase(deps, by, 'party.read', caseId);
  if (!found.ok) return found;
  const links = await deps.store.find('caseAccount', { where: { caseId } });
  const accountIds = [...new Set(links.map((link) => link.accountId))];
  const joined = accountIds.length === 0 ? [] : await deps.store.find('accountParty', { where: { accountId: { in: accountIds } } });
  return ok(await joinedParties(deps, found.value.partyId, joined, null));
}
/** `whole`: the party whose name is shown in full. */
export async function joinedParties(deps: Deps, debtorId: Id, joined: readonly AccountParty[], whole: Id | null): Promise<readonly JoinedParty[]> {
  const ids = [...new Set([debtorId, ...joined.map((one) => one.partyId)])];
  const [parties, points] = await Promise.all([
    deps.store.find('party', { where: { id: { in: ids } }, limit: ids.length }), deps.store.find('contactPoint', { where: { partyId: { in: ids } }, order: [{ by: 'rank' }] }),
  ]);
  return ids.flatMap((id) => {
    const party = parties.find((one) => one.id === id);
    if (party === undefined) return [];
    const roles = joined.filter((one) => one.partyId === id).map(({ accountId, role, evidence, from, until }) => ({ accountId, role, evidence, from, until }));
    return [{ party: viewParty(deps, party, id === whole), roles, points: points.filter((point) => point.partyId === id) }];
  });
}
export async function getParty(deps: Deps, by: User, id: Id): Promise<Result<PartyView>> {
  const found = await reachParty(deps, by, 'party.read', id);
  return found.ok ? ok(viewParty(deps, found.value)) : found;
}
/** Corrects a name or sets the language a person speaks. The event says which, never what. */
export async function changeParty(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string; readonly language?: string | null }): Promise<Result<PartyView>> {
  const found = await reachParty(deps, by, 'party.write', id);
  if (!found.ok) return found;
  const name = patch.name === undefined ? undefined : normaliseName(patch.name);
  const changed = await alter(deps, by, 'party', id, expected, {
    ...(name === undefined ? {} : { nameSealed: deps.vault.seal('name', name), nameIndex: deps.vault.index('name', name) }), ...(patch.language === undefined ? {} : { language: patch.language }),
  }, 'party.changed', { entityId: by.entityId, fields: Object.keys(patch) });
  return changed.ok ? ok(viewParty(deps, changed.value)) : changed;
}

/** Numbers, addresses and e-mails of a party, in the order to try them. */
export async function listPoints(deps: Deps, by: User, partyId: Id): Promise<Result<readonly ContactPoint[]>> {
  const found = await reachParty(deps, by, 'party.read', partyId);
  return found.ok ? ok(await deps.store.find('contactPoint', { where: { partyId }, order: [{ by: 'rank' }] })) : found;
}
export async function getPoint(deps: Deps, by: User, id: Id): Promise<Result<ContactPoint>> {
  return reachPoint(deps, by, 'party.read', id);
}
async function reachPoint(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<ContactPoint>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('contactPoint', id);
  return row !== undefined && await reachesParty(deps, by, scope.value, row.partyId, looks(verb)) ? ok(row) : unknown('contactPoint');
}

export interface PointInput {
  readonly kind: ContactPoint['kind']; readonly value: string; readonly ownerRole: PartyRole; readonly source: string; readonly confidence?: number; readonly rank?: number;
  readonly consent?: ContactPoint['consent']; readonly validFrom?: LocalDate | null; readonly validUntil?: LocalDate | null; readonly country?: string;
  /** Of an address: where it lies, ISO 3166-1 or -2; left out: as its text tells. */
  readonly region?: string;
}
export interface PointPatch { readonly ownerRole?: PartyRole; readonly rank?: number; readonly confidence?: number; readonly consent?: ContactPoint['consent']; readonly validFrom?: LocalDate | null; readonly validUntil?: LocalDate | null; readonly region?: string }

/** A new number, address or e-mail of a party; a phone is normalised. Codes: `phone.invalid`, `contactPoint.taken`, `contactPoint.validity`, `contactPoint.region`. */
export async function addPoint(deps: Deps, by: User, partyId: Id, input: PointInput): Promise<Result<ContactPoint>> {
  const found = await reachParty(deps, by, 'party.write', partyId);
  if (!found.ok) return found;
  const value = sealed(deps, input);
  if (!value.ok) return value;
  const wrong = checkValidity(input.validFrom ?? null, input.validUntil ?? null);
  if (wrong !== null) return wrong;
  const own = await deps.store.find('contactPoint', { where: { partyId } });
  if (own.some((point) => point.kind === input.kind && point.valueIndex === value.value.valueIndex)) return fail('contactPoint.taken', 'this party has it already', '/value');
  return make(deps, by, 'contactPoint', {
    partyId, kind: input.kind, ...value.value, ownerRole: input.ownerRole, source: input.source.trim(), confidence: input.confidence ?? 0.5, rank: input.rank ?? own.reduce((most, point) => Math.max(most, point.rank + 1), 0),
    validFrom: input.validFrom ?? null, validUntil: input.validUntil ?? null, consent: input.consent ?? 'unknown', barred: null,
  }, 'contactPoint.added', { entityId: by.entityId, partyId, kind: input.kind, ownerRole: input.ownerRole, consent: input.consent ?? 'unknown' });
}
/** The value itself stays: another number is another contact point. Consent withdrawn forbids the number at once. */
export async function changePoint(deps: Deps, by: User, id: Id, expected: number, patch: PointPatch): Promise<Result<ContactPoint>> {
  const found = await reachPoint(deps, by, 'party.write', id);
  if (!found.ok) return found;
  const wrong = checkValidity(patch.validFrom === undefined ? found.value.validFrom : patch.validFrom, patch.validUntil === undefined ? found.value.validUntil : patch.validUntil);
  if (wrong !== null) return wrong;
  const { region, ...fields } = patch;
  if (region !== undefined && found.value.kind !== 'address') return fail('contactPoint.region', 'only an address is told where it lies', '/region');
  const placed = region === undefined ? {} : placeOfRegion(region);
  if (placed === undefined) return fail('contactPoint.region', 'this is no code of a country or a place below one', '/region');
  const changed = await alter(deps, by, 'contactPoint', id, expected, { ...fields, ...placed }, 'contactPoint.changed', { entityId: by.entityId, partyId: found.value.partyId, fields: Object.keys(patch), ...(patch.consent === undefined ? {} : { consent: patch.consent }) });
  if (changed.ok && patch.consent === 'withdrawn' && found.value.kind === 'phone') deps.conductor.forbid({ phoneIndex: found.value.valueIndex }, 'consent withdrawn');
  return changed;
}
function checkValidity(from: LocalDate | null, until: LocalDate | null): Result<never> | null {
  return from !== null && until !== null && from > until ? fail('contactPoint.validity', 'ends before it begins', '/validUntil') : null;
}
function sealed(deps: Deps, input: PointInput): Result<Pick<ContactPoint, 'valueSealed' | 'valueIndex' | 'masked' | 'region' | 'places'>> {
  const { vault } = deps;
  if (input.region !== undefined && input.kind !== 'address') return fail('contactPoint.region', 'only an address is told where it lies', '/region');
  if (input.kind === 'phone') {
    const phone = deps.phones.normalise(input.value, input.country ?? 'CN');
    if (!phone.ok) return fail('phone.invalid', 'this is not a phone number', '/value');
    return ok({ valueSealed: vault.seal('phone', phone.value.e164), valueIndex: vault.index('phone', phone.value.e164), masked: maskPhone(phone.value.e164), region: phone.value.region, places: prefixPlaces(phone.value.e164) });
  }
  const text = input.value.normalize('NFKC').replace(/\s+/g, ' ').trim();
  if (input.kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return fail('email.invalid', 'this is not an e-mail address', '/value');
  const plain = input.kind === 'email' ? text.toLowerCase() : text;
  const field: SealedField = input.kind === 'address' ? 'address' : 'email';
  const placed = input.kind !== 'address' ? { region: null, places: null } : input.region === undefined ? placeOfAddress(plain) : placeOfRegion(input.region);
  if (placed === undefined) return fail('contactPoint.region', 'this is no code of a country or a place below one', '/region');
  return ok({ valueSealed: vault.seal(field, plain), valueIndex: vault.index(field, plain), masked: maskText(plain), ...placed });
}
