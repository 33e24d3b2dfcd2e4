import type { Callback, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Place, Scope, Verb } from '../../core/rights/policy.js';
import { reaches } from '../../core/rights/policy.js';
import type { Id, Instant } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { allowed, alter, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { caseKeeper, servedCampaigns } from './reach.js';

const FURTHEST = 90 * 86_400_000;
export interface CallbackAsk extends PageAsk { readonly state?: Callback['state']; readonly campaignId?: Id; readonly mine?: boolean; readonly before?: Instant }

/** Callbacks within reach, soonest first. */
export async function listCallbacks(deps: Deps, by: User, ask: CallbackAsk): Promise<Result<Page<Callback>>> {
  const scope = allowed(by, 'callback.read');
  if (!scope.ok) return scope;
  const base: Where<Callback> = {
    ...(ask.state === undefined ? {} : { state: ask.state }), ...(ask.campaignId === undefined ? {} : { campaignId: ask.campaignId }),
    ...(ask.mine === true ? { userId: by.id } : {}), ...(ask.before === undefined ? {} : { dueAt: { lt: ask.before } }),
  };
  const keeps = await caseKeeper(deps, by, scope.value);
  const keep = keeps === null ? {} : { keep: async (row: Callback) => keeps((await deps.store.get('lead', row.leadId))?.caseId ?? null) };
  return pageOf(deps.store, 'callback', ask, { wheres: await scoped(deps, by, scope.value, base, ask.campaignId), by: 'dueAt', ...keep });
}
/** A callback has no entity of its own: it is where its campaign is. */
async function scoped(deps: Deps, by: User, scope: Scope, base: Where<Callback>, asked: Id | undefined): Promise<readonly Where<Callback>[]> {
  if (scope === 'all') return [base];
  const own = [{ ...base, userId: by.id }, { ...base, madeBy: by.id }];
  if (scope === 'own') return own;
  const reachable = scope === 'team' ? await servedCampaigns(deps, by) : (await deps.store.find('campaign', { where: { entityId: by.entityId } })).map((row) => row.id);
  const ids = asked === undefined ? reachable : reachable.filter((id) => id === asked);
  return ids.length === 0 ? own : [{ ...base, campaignId: { in: ids } }, ...own];
}

async function reachCallback(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Callback>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('callback', id);
  if (row === undefined) return unknown('callback');
  const campaign = await deps.store.get('campaign', row.campaignId);
  const place: Place = { entityId: campaign?.entityId ?? null, teamId: campaign !== undefined && (campaign.teamIds.length === 0 || (by.teamId !== null && campaign.teamIds.includes(by.teamId))) ? by.teamId : null, userIds: [row.madeBy, ...(row.userId === null ? [] : [row.userId])] };
  if (!reaches(by, scope.value, place)) return unknown('callback');
  const keeps = await caseKeeper(deps, by, scope.value);
  return keeps === null || await keeps((await deps.store.get('lead', row.leadId))?.caseId ?? null) ? ok(row) : unknown('callback');
}
export const getCallback = (deps: Deps, by: User, id: Id): Promise<Result<Callback>> => reachCallback(deps, by, 'callback.read', id);

export interface CallbackPatch { readonly dueAt?: Instant; readonly userId?: Id | null; readonly note?: string | null; readonly state?: 'cancelled' }
/** Re-times, hands over or cancels an open callback, and moves its lead with it. */
export async function changeCallback(deps: Deps, by: User, id: Id, expected: number, patch: CallbackPatch): Promise<Result<Callback>> {
  const found = await reachCallback(deps, by, 'callback.write', id);
  if (!found.ok) return found;
  if (found.value.state !== 'open') return fail('callback.closed', `this callback is ${found.value.state}`);
  const now = deps.clock.now();
  if (patch.dueAt !== undefined && (patch.dueAt <= now || patch.dueAt > now + FURTHEST)) return fail('callback.due', 'must be due within the next 90 days', '/dueAt');
  const campaign = await deps.store.get('campaign', found.value.campaignId);
  if (patch.userId != null && (await deps.store.get('user', patch.userId))?.entityId !== campaign?.entityId) return fail('reference.unknown', 'no such user in this entity', '/userId');
  const changed = await alter(deps, by, 'callback', id, expected, patch, patch.state === 'cancelled' ? 'callback.cancelled' : 'callback.changed', { fields: Object.keys(patch), entityId: campaign?.entityId ?? null });
  if (!changed.ok) return changed;
  await moveLead(deps, by, changed.value);
  deps.conductor.leadsAdded(changed.value.campaignId);
  return changed;
}

/** The lead waits for its callback; it follows. Taken by the runner meanwhile, it is left alone. */
async function moveLead(deps: Deps, by: User, callback: Callback): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const lead = await deps.store.get('lead', callback.leadId);
    if (lead?.state !== 'callback') return;
    const patch = callback.state === 'cancelled'
      ? { state: 'resting' as const, because: 'callback cancelled', nextAt: deps.clock.now(), boundUserId: null }
      : { nextAt: callback.dueAt, boundUserId: callback.userId };
    const moved = await alter(deps, by, 'lead', lead.id, lead.version, patch, 'lead.callbackMoved');
    if (moved.ok || moved.error.code !== 'record.stale') return;
  }
}
