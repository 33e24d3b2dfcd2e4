import type { Outcome } from '../../core/call/outcome.js';
import type { Lead, LeadState, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { maskName } from '../../core/rights/mask.js';
import type { Id } from '../../core/units.js';
import type { WhyNot } from '../conductor-api.js';
import type { Where } from '../store/tx.js';
import { allowed, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { assignedCases, caseKeeper, reachLead, servedCampaigns } from './reach.js';

/** A lead with its debtor's masked name. */
export interface LeadRow { readonly lead: Lead; readonly name: string }
export interface LeadAsk extends PageAsk {
  readonly campaignId?: Id; readonly listId?: Id; readonly caseId?: Id; readonly state?: LeadState; readonly lastOutcome?: Outcome;
  readonly name?: string; readonly phone?: string; readonly identity?: string; readonly contract?: string;
}
/** Persons or contracts one search may match; names repeat, numbers hardly ever. */
const MOST_MATCHES = 1000;

/** Leads within reach. Searches go through blind indexes: whole name, any number, identity, contract; several must all match. */
export async function listLeads(deps: Deps, by: User, ask: LeadAsk): Promise<Result<Page<LeadRow>>> {
  const scope = allowed(by, 'lead.read');
  if (!scope.ok) return scope;
  const filters: Where<Lead> = {
    ...(ask.campaignId === undefined ? {} : { campaignId: ask.campaignId }), ...(ask.listId === undefined ? {} : { listId: ask.listId }), ...(ask.caseId === undefined ? {} : { caseId: ask.caseId }),
    ...(ask.state === undefined ? {} : { state: ask.state }), ...(ask.lastOutcome === undefined ? {} : { lastOutcome: ask.lastOutcome }),
    ...(scope.value === 'all' ? {} : { entityId: by.entityId }),
  };
  const found = await search(deps, ask, filters);
  if (!found.ok) return found;
  const wheres = scope.value === 'own' ? await ownLeads(deps, by, found.value) : scope.value === 'team' ? await teamLeads(deps, by, found.value) : found.value;
  const keeps = await caseKeeper(deps, by, scope.value);
  const page = await pageOf(deps.store, 'lead', ask, { wheres, ...(keeps === null ? {} : { keep: (lead: Lead) => keeps(lead.caseId) }) });
  return page.ok ? ok({ items: await named(deps, page.value.items), next: page.value.next }) : page;
}

async function ownLeads(deps: Deps, by: User, wheres: readonly Where<Lead>[]): Promise<readonly Where<Lead>[]> {
  const cases = await assignedCases(deps, by);
  return wheres.flatMap((where) => {
    const bound = { ...where, boundUserId: by.id };
    const assigned = narrow(where, 'caseId', cases);
    return assigned === null ? [bound] : [bound, assigned];
  });
}
async function teamLeads(deps: Deps, by: User, wheres: readonly Where<Lead>[]): Promise<readonly Where<Lead>[]> {
  const served = await servedCampaigns(deps, by);
  return wheres.flatMap((where) => narrow(where, 'campaignId', served) ?? []);
}
/** The where with `column` limited to these ids as well; null when nothing can match. */
function narrow(where: Where<Lead>, column: 'caseId' | 'campaignId' | 'partyId', ids: readonly Id[]): Where<Lead> | null {
  const asked: unknown = where[column];
  const allowedIds = asked === undefined ? ids : typeof asked === 'string' ? ids.filter((id) => id === asked) : ids.filter((id) => (asked as { readonly in: readonly Id[] }).in.includes(id));
  return allowedIds.length === 0 ? null : { ...where, [column]: { in: allowedIds } };
}

async function search(deps: Deps, ask: LeadAsk, filters: Where<Lead>): Promise<Result<readonly Where<Lead>[]>> {
  const { store, vault } = deps;
  const people: (readonly Id[])[] = [];
  if (ask.name !== undefined) people.push((await store.find('party', { where: { nameIndex: vault.index('name', ask.name.trim()) }, limit: MOST_MATCHES })).map((row) => row.id));
  if (ask.identity !== undefined) people.push((await store.find('party', { where: { identityIndex: vault.index('identity', ask.identity.replace(/\s/g, '').toUpperCase()) }, limit: MOST_MATCHES })).map((row) => row.id));
  if (ask.phone !== undefined) {
    const phone = deps.phones.normalise(ask.phone, await countryOf(deps, ask));
    if (!phone.ok) return fail('phone.invalid', 'this is not a phone number', '/phone');
    people.push((await store.find('contactPoint', { where: { valueIndex: vault.index('phone', phone.value.e164), kind: 'phone' }, limit: MOST_MATCHES })).map((row) => row.partyId));
  }
  let where: Where<Lead> | null = filters;
  for (const ids of people) where = where === null ? null : narrow(where, 'partyId', [...new Set(ids)]);
  if (ask.contract !== undefined && where !== null) {
    const accounts = await store.find('account', { where: { contract: ask.contract.trim() }, limit: MOST_MATCHES });
    const links = accounts.length === 0 ? [] : await store.find('caseAccount', { where: { accountId: { in: accounts.map((row) => row.id) } }, limit: MOST_MATCHES });
    where = narrow(where, 'caseId', [...new Set(links.map((row) => row.caseId))]);
  }
  return ok(where === null ? [] : [where]);
}
async function countryOf(deps: Deps, ask: LeadAsk): Promise<string> {
  if (ask.campaignId === undefined) return 'CN';
  return (await deps.store.get('campaign', ask.campaignId))?.settings.defaultCountry ?? 'CN';
}

async function named(deps: Deps, leads: readonly Lead[]): Promise<readonly LeadRow[]> {
  const ids = [...new Set(leads.map((lead) => lead.partyId))];
  const parties = ids.length === 0 ? [] : await deps.store.find('party', { where: { id: { in: ids } }, limit: ids.length });
  const names = new Map(parties.map((party) => [party.id, maskName(deps.vault.open('name', party.nameSealed))]));
  return leads.map((lead) => ({ lead, name: names.get(lead.partyId) ?? '' }));
}

export async function getLead(deps: Deps, by: User, id: Id): Promise<Result<LeadRow>> {
  const found = await reachLead(deps, by, 'lead.read', id);
  if (!found.ok) return found;
  const [row] = await named(deps, [found.value]);
  return ok(row ?? { lead: found.value, name: '' });
}
export async function whyNotDialed(deps: Deps, by: User, id: Id): Promise<Result<WhyNot>> {
  const found = await reachLead(deps, by, 'lead.read', id);
  return found.ok ? deps.conductor.why(id) : found;
}
