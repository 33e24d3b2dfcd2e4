/** Whose case, party or lead may the asker touch? The joins behind scopes, in one place. */
import type { Account, Attempt, Campaign, Case, Lead, Party, User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import { reaches, type Scope, type Verb } from '../../core/rights/policy.js';
import type { Id } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { allowed, unknown, type Deps } from './context.js';

/** Cases one person may hold at once, as far as a list goes; more are reached one by one. */
const MOST_CASES = 5000;

/** Does this campaign's work belong to the user's team (or to nobody in particular of the entity)? */
export function serves(by: User, campaign: Pick<Campaign, 'entityId' | 'teamIds'>): boolean {
  return campaign.entityId === by.entityId && (campaign.teamIds.length === 0 || (by.teamId !== null && campaign.teamIds.includes(by.teamId)));
}
export function reachesCampaign(by: User, scope: Scope, campaign: Campaign): boolean {
  return scope === 'own' || scope === 'team' ? serves(by, campaign) : reaches(by, scope, campaign);
}
/** Campaigns of the asker's team. */
export async function servedCampaigns(deps: Deps, by: User): Promise<readonly Id[]> {
  const campaigns = await deps.store.find('campaign', { where: { entityId: by.entityId } });
  return campaigns.filter((campaign) => serves(by, campaign)).map((campaign) => campaign.id);
}
/** Cases assigned to the asker now. */
export async function assignedCases(deps: Deps, by: User): Promise<readonly Id[]> {
  const rows = await deps.store.find('assignment', { where: { userId: by.id, to: null }, limit: MOST_CASES });
  return rows.map((row) => row.caseId);
}

/** A verb that only looks. A creditor's people look at their debts wherever those are worked, and change nothing there. */
export const looks = (verb: Verb): boolean => verb.endsWith('.read');

/**
 * Creditors whose debts the asker may see at all, whatever their scope below `all`; null: every creditor of their entity.
 * A creditor's own people see that creditor's debts; people of a team limited to creditors see theirs.
 */
export async function creditorsOf(deps: Deps, by: User, scope: Scope): Promise<ReadonlySet<Id> | null> {
  if (scope === 'all') return null;
  const [entity, team] = await Promise.all([deps.store.get('entity', by.entityId), by.teamId === null ? undefined : deps.store.get('team', by.teamId)]);
  if (entity?.kind === 'creditor') return new Set([entity.id]);
  return team?.creditorIds == null ? null : new Set(team.creditorIds);
}

/**
 * own: assigned to me, bound to me as a lead, or I had a call about it. team: also my team's. entity: what my entity works and,
 * when only looking, what it is the creditor of. Never beyond the creditors the asker is limited to.
 */
export async function reachesCase(deps: Deps, by: User, scope: Scope, row: Case, looking = false): Promise<boolean> {
  if (scope === 'all') return true;
  const creditors = await creditorsOf(deps, by, scope);
  if (creditors !== null && !creditors.has(row.creditorId)) return false;
  if (row.entityId !== by.entityId) return looking && scope === 'entity' && row.creditorId === by.entityId;
  if (scope === 'entity' || row.userId === by.id || (scope === 'team' && by.teamId !== null && row.teamId === by.teamId)) return true;
  if (await deps.store.count('assignment', { caseId: row.id, userId: by.id, to: null }) > 0) return true;
  if (await deps.store.count('lead', { caseId: row.id, boundUserId: by.id }) > 0) return true;
  if (await deps.store.count('attempt', { caseId: row.id, userId: by.id }) > 0) return true;
  if (scope !== 'team') return false;
  const served = await servedCampaigns(deps, by);
  return served.length > 0 && await deps.store.count('lead', { caseId: row.id, campaignId: { in: served } }) > 0;
}
export async function reachCase(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Case>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('case', id);
  return row !== undefined && await reachesCase(deps, by, scope.value, row, looks(verb)) ? ok(row) : unknown('case');
}
/** For rows that name a case: is that case within reach? A row without one is not limited by it. */
export async function caseKeeper(deps: Deps, by: User, scope: Scope): Promise<((caseId: Id | null) => Promise<boolean>) | null> {
  const creditors = await creditorsOf(deps, by, scope);
  if (creditors === null) return null;
  return async (caseId) => caseId === null || creditors.has((await deps.store.get('case', caseId))?.creditorId ?? '');
}
/**
 * The cases a list may show, as conditions any of which must hold. own: assigned to me. team: my team's, and mine. `asked`
 * are the list's own filters by place; outside the scope they leave nothing.
 */
export async function caseWheres(deps: Deps, by: User, scope: Scope, looking: boolean, asked: { readonly entityId?: Id; readonly creditorId?: Id }): Promise<readonly Where<Case>[]> {
  const limits = await creditorsOf(deps, by, scope);
  if (limits !== null && (limits.size === 0 || (asked.creditorId !== undefined && !limits.has(asked.creditorId)))) return [];
  const creditor: Where<Case> = asked.creditorId !== undefined ? { creditorId: asked.creditorId } : limits === null ? {} : { creditorId: { in: [...limits] } };
  if (scope === 'all') return [{ ...(asked.entityId === undefined ? {} : { entityId: asked.entityId }), ...creditor }];
  const elsewhere: Where<Case>[] = looking && scope === 'entity' && (asked.creditorId ?? by.entityId) === by.entityId && (limits?.has(by.entityId) ?? true)
    // Most entities are nobody's creditor: asking for nothing in the order of a list would walk the whole list.
    && (await deps.store.find('case', { where: { creditorId: by.entityId }, order: [{ by: 'id' }], limit: 1 })).length > 0
    ? [{ creditorId: by.entityId, ...(asked.entityId === undefined ? {} : { entityId: asked.entityId }) }] : [];
  if (asked.entityId !== undefined && asked.entityId !== by.entityId) return elsewhere;
  const here = { entityId: by.entityId, ...creditor };
  if (scope === 'entity') return [here, ...elsewhere];
  const own = { ...here, userId: by.id };
  return scope === 'team' && by.teamId !== null ? [{ ...here, teamId: by.teamId }, own] : [own];
}

/** A party is within reach when one of its cases is, or one of a debt it is joined to (a guarantor, a contact). */
export async function reachesParty(deps: Deps, by: User, scope: Scope, partyId: Id, looking = false): Promise<boolean> {
  if (scope === 'all') return true;
  for (const row of await casesOfParty(deps, partyId)) if (await reachesCase(deps, by, scope, row, looking)) return true;
  return false;
}
/** Cases of a party: its own, then those of debts it is joined to. */
export async function casesOfParty(deps: Deps, partyId: Id): Promise<readonly Case[]> {
  const [own, joined] = await Promise.all([deps.store.find('case', { where: { partyId } }), deps.store.find('accountParty', { where: { partyId } })]);
  const links = joined.length === 0 ? [] : await deps.store.find('caseAccount', { where: { accountId: { in: joined.map((one) => one.accountId) } } });
  const known = new Set(own.map((row) => row.id));
  const others = [...new Set(links.map((link) => link.caseId))].filter((id) => !known.has(id));
  return others.length === 0 ? own : [...own, ...await deps.store.find('case', { where: { id: { in: others } }, limit: others.length })];
}
export async function reachParty(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Party>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('party', id);
  return row !== undefined && await reachesParty(deps, by, scope.value, id, looks(verb)) ? ok(row) : unknown('party');
}

/** An account is within reach when one of its cases is. */
export async function reachesAccount(deps: Deps, by: User, scope: Scope, accountId: Id, looking = false): Promise<boolean> {
  if (scope === 'all') return true;
  for (const link of await deps.store.find('caseAccount', { where: { accountId } })) {
    const row = await deps.store.get('case', link.caseId);
    if (row !== undefined && await reachesCase(deps, by, scope, row, looking)) return true;
  }
  return false;
}
export async function reachAccount(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Account>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('account', id);
  return row !== undefined && await reachesAccount(deps, by, scope.value, id, looks(verb)) ? ok(row) : unknown('account');
}

export async function reachLead(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Lead>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const lead = await deps.store.get('lead', id);
  return lead !== undefined && await reachesLead(deps, by, scope.value, lead) ? ok(lead) : unknown('lead');
}
export async function reachesLead(deps: Deps, by: User, scope: Scope, lead: Lead): Promise<boolean> {
  if (scope === 'all') return true;
  if (lead.entityId !== by.entityId) return false;
  const keeps = await caseKeeper(deps, by, scope);
  if (keeps !== null && !await keeps(lead.caseId)) return false;
  if (scope === 'entity' || lead.boundUserId === by.id) return true;
  const row = await deps.store.get('case', lead.caseId);
  if (row !== undefined && await reachesCase(deps, by, scope, row)) return true;
  if (scope !== 'team') return false;
  const campaign = await deps.store.get('campaign', lead.campaignId);
  return campaign !== undefined && serves(by, campaign);
}

export async function reachAttempt(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Attempt>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('attempt', id);
  if (row === undefined) return unknown('attempt');
  if (!reaches(by, scope.value, { entityId: row.entityId, teamId: row.teamId, userIds: row.userId === null ? [] : [row.userId] })) return unknown('attempt');
  const keeps = await caseKeeper(deps, by, scope.value);
  return keeps === null || await keeps(row.caseId) ? ok(row) : unknown('attempt');
}
