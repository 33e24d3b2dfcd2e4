/** Whose case, party or lead may the asker touch? The joins behind scopes, in one place. */
import type { Attempt, Campaign, Case, Lead, User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import { reaches, type Scope, type Verb } from '../../core/rights/policy.js';
import type { Id } from '../../core/units.js';
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

/** own: assigned to me, bound to me as a lead, or I had a call about it. team: also my team's. */
export async function reachesCase(deps: Deps, by: User, scope: Scope, row: Case): Promise<boolean> {
  if (scope === 'all') return true;
  if (row.entityId !== by.entityId) return false;
  if (scope === 'entity' || (scope === 'team' && by.teamId !== null && row.teamId === by.teamId)) return true;
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
  return row !== undefined && await reachesCase(deps, by, scope.value, row) ? ok(row) : unknown('case');
}
/** A party is within reach when one of its cases is. */
export async function reachesParty(deps: Deps, by: User, scope: Scope, partyId: Id): Promise<boolean> {
  if (scope === 'all') return true;
  const cases = await deps.store.find('case', { where: { partyId, entityId: by.entityId } });
  for (const row of cases) if (await reachesCase(deps, by, scope, row)) return true;
  return false;
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
  return reaches(by, scope.value, { entityId: row.entityId, teamId: row.teamId, userIds: row.userId === null ? [] : [row.userId] }) ? ok(row) : unknown('attempt');
}
