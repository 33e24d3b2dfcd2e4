import type { Case, User } from '../../core/records/index.js';
import { normaliseIdentity, normaliseName } from '../../core/phone/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { caseRows, type CaseRow } from './case-list.js';
import type { Where } from '../store/tx.js';
import { allowed, type Deps } from './context.js';
import { caseWheres } from './reach.js';

export interface SearchAsk { readonly name?: string; readonly identity?: string; readonly phone?: string; readonly contract?: string; readonly country?: string; readonly limit?: number }
export interface Found { readonly items: readonly CaseRow[]; /** There are more than are shown: say more. */ readonly more: boolean }

/** People or contracts looked at for one search: names repeat, numbers hardly ever. */
const MOST_MATCHES = 2000;
const MOST_CASES = 10_000;
/** Ids in one question to the store. */
const CHUNK = 500;

/**
 * Cases within reach of whom or what is known exactly: whole name, identity number, any phone (the debtor's, or of somebody
 * joined to the debt), contract number. Several must all match. Newest first. What lies beyond the scope counts for nothing, not even for `more`.
 * Codes: `search.nothing`, `phone.invalid`, `identity.*`.
 */
export async function searchCases(deps: Deps, by: User, ask: SearchAsk): Promise<Result<Found>> {
  const scope = allowed(by, 'case.read');
  if (!scope.ok) return scope;
  const found = await idsOf(deps, ask);
  if (!found.ok) return found;
  const limit = ask.limit ?? 50;
  const { parties, cases: caseIds } = found.value;
  const places = await caseWheres(deps, by, scope.value, true, {});
  // The scope is held against the few rows found: asked together, the store would rather walk the entity's whole list.
  const read = async (where: Where<Case>): Promise<readonly Case[][]> => [(await deps.store.find('case', { where, limit: MOST_CASES })).filter((row) => places.some((place) => fits(row, place)))];
  const rows = new Map<Id, Case>();
  if (caseIds !== null) for (const ids of chunks([...caseIds])) for (const row of (await read({ id: { in: ids } })).flat()) rows.set(row.id, row);
  if (caseIds === null && parties !== null) {
    for (const ids of chunks([...parties])) for (const row of (await read({ partyId: { in: ids } })).flat()) rows.set(row.id, row);
    for (const ids of chunks(await joinedCases(deps, [...parties]))) for (const row of (await read({ id: { in: ids } })).flat()) rows.set(row.id, row);
  }
  // Both were asked: the contract's case must be about one of these people, as its debtor or joined to its debt.
  const joined = caseIds !== null && parties !== null ? new Set(await joinedCases(deps, [...parties])) : null;
  const items = [...rows.values()].filter((row) => parties === null || joined === null || parties.has(row.partyId) || joined.has(row.id)).sort((a, b) => (a.id < b.id ? 1 : -1));
  return ok({ items: await caseRows(deps, items.slice(0, limit)), more: items.length > limit });
}

async function idsOf(deps: Deps, ask: SearchAsk): Promise<Result<{ readonly parties: ReadonlySet<Id> | null; readonly cases: ReadonlySet<Id> | null }>> {
  const { store, vault } = deps;
  if (ask.name === undefined && ask.identity === undefined && ask.phone === undefined && ask.contract === undefined) return fail('search.nothing', 'give a name, an identity number, a phone or a contract');
  const sets: Set<Id>[] = [];
  if (ask.name !== undefined) sets.push(new Set((await store.find('party', { where: { nameIndex: vault.index('name', normaliseName(ask.name)) }, order: [{ by: 'id', down: true }], limit: MOST_MATCHES })).map((row) => row.id)));
  if (ask.identity !== undefined) {
    const identity = normaliseIdentity(ask.identity);
    if (!identity.ok) return fail(identity.error.code, identity.error.text, '/identity');
    sets.push(new Set((await store.find('party', { where: { identityIndex: vault.index('identity', identity.value.value) } })).map((row) => row.id)));
  }
  if (ask.phone !== undefined) {
    const phone = deps.phones.normalise(ask.phone, ask.country ?? 'CN');
    if (!phone.ok) return fail('phone.invalid', 'this is not a phone number', '/phone');
    sets.push(new Set((await store.find('contactPoint', { where: { valueIndex: vault.index('phone', phone.value.e164), kind: 'phone' }, limit: MOST_MATCHES })).map((row) => row.partyId)));
  }
  const parties = sets.length === 0 ? null : sets.reduce((a, b) => new Set([...a].filter((id) => b.has(id))));
  if (ask.contract === undefined) return ok({ parties, cases: null });
  const accounts = await store.find('account', { where: { contract: ask.contract.trim() }, limit: MOST_MATCHES });
  const links = accounts.length === 0 ? [] : await store.find('caseAccount', { where: { accountId: { in: accounts.map((row) => row.id) } }, limit: MOST_MATCHES });
  return ok({ parties, cases: new Set(links.map((row) => row.caseId)) });
}
/** Cases of debts these people are joined to. */
async function joinedCases(deps: Deps, parties: readonly Id[]): Promise<readonly Id[]> {
  const ids = new Set<Id>();
  for (const some of chunks(parties)) {
    const joined = await deps.store.find('accountParty', { where: { partyId: { in: some } }, limit: MOST_MATCHES });
    for (const accounts of chunks([...new Set(joined.map((one) => one.accountId))])) for (const link of await deps.store.find('caseAccount', { where: { accountId: { in: accounts } }, limit: MOST_MATCHES })) ids.add(link.caseId);
  }
  return [...ids];
}
/** Does a row meet a place's conditions (`caseWheres`: values, and lists of values)? */
function fits(row: Case, place: Where<Case>): boolean {
  return Object.entries(place).every(([column, asked]: [string, unknown]) => {
    const value: unknown = Reflect.get(row, column);
    return typeof asked === 'object' && asked !== null && 'in' in asked && Array.isArray(asked.in) ? asked.in.includes(value) : value === asked;
  });
}
function chunks<T>(all: readonly T[]): readonly T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, n) => all.slice(n * CHUNK, (n + 1) * CHUNK));
}
