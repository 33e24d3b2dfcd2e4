import type { User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { reaches, type Verb } from '../../core/rights/policy.js';
import type { Id } from '../../core/units.js';
import type { CommandAnswer, LiveView, PacingView } from '../conductor-api.js';
import type { DeskCommand } from '../ports/desk.js';
import { getCampaign } from './campaigns.js';
import { abandonAim } from '../../core/campaign/pacing.js';
import { allowed, unknown, type Deps } from './context.js';
import { reachAttempt, servedCampaigns } from './reach.js';

/** The live picture, cut to what the asker may see. Switches and trunks only for those who may read trunks. */
export async function liveView(deps: Deps, by: User): Promise<Result<LiveView>> {
  const allowedScope = allowed(by, 'live.read');
  if (!allowedScope.ok) return allowedScope;
  const scope = allowedScope.value;
  const view = deps.conductor.live();
  const agents = view.agents.filter((agent) => reaches(by, scope, { entityId: agent.entityId, teamId: agent.teamId, userIds: [agent.userId] }));
  const people = new Set(agents.map((agent) => agent.userId));
  const served = scope === 'own' || scope === 'team' ? new Set(await servedCampaigns(deps, by)) : null;
  const calls = view.calls.filter((call) => scope === 'all' || (call.entityId === by.entityId
    && (served === null || (call.userId !== null && people.has(call.userId)) || (scope === 'team' && call.userId === null && call.campaignId !== null && served.has(call.campaignId)))));
  const campaigns = view.campaigns.filter((campaign) => scope === 'all' || (campaign.entityId === by.entityId && (served === null || served.has(campaign.campaignId))));
  const plant = allowed(by, 'trunk.read').ok;
  return ok({ ...view, agents, calls, campaigns, switches: plant ? view.switches : [], trunks: plant ? view.trunks : [] });
}

/** Why a campaign dials this many now; of one that does not run, its limits and an empty picture. */
export async function campaignPacing(deps: Deps, by: User, campaignId: Id): Promise<Result<PacingView>> {
  const campaign = await getCampaign(deps, by, campaignId);
  if (!campaign.ok) return campaign;
  const none = { answers: 0, abandons: 0, forecastAnswers: 0, forecastAbandons: 0 };
  return ok(deps.conductor.pacing(campaignId) ?? {
    campaignId, decision: null, budget: { limit: campaign.value.settings.abandonTarget, target: abandonAim(campaign.value.settings), windows: [] }, calibration: { hour: none, day: none },
  });
}

/** A live call the asker may touch; its attempt may not be in the store's view yet, the live picture is asked first. */
async function reachCall(deps: Deps, by: User, verb: Verb, attemptId: Id): Promise<Result<null>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const { calls, agents } = deps.conductor.live();
  const call = calls.find((one) => one.attemptId === attemptId);
  if (call !== undefined) {
    const teamId = agents.find((agent) => agent.userId === call.userId)?.teamId ?? null;
    return reaches(by, scope.value, { entityId: call.entityId, teamId, userIds: call.userId === null ? [] : [call.userId] }) ? ok(null) : unknown('attempt');
  }
  const stored = await reachAttempt(deps, by, verb, attemptId);
  return stored.ok ? fail('call.over', 'this call is over') : stored;
}
export async function endCall(deps: Deps, by: User, attemptId: Id): Promise<Result<void>> {
  const found = await reachCall(deps, by, 'call.end', attemptId);
  return found.ok ? deps.conductor.endCall(attemptId, by.id) : found;
}
export async function monitorCall(deps: Deps, by: User, attemptId: Id, mode: 'listen' | 'whisper' | 'barge' | 'stop'): Promise<Result<void>> {
  const found = await reachCall(deps, by, 'call.monitor', attemptId);
  return found.ok ? deps.conductor.monitor(attemptId, by.id, mode) : found;
}

/** A desk's wish over REST. Integrators may speak for the people of their entity; everybody else for themselves. */
export async function deskCommand(deps: Deps, by: User, userId: Id | undefined, command: DeskCommand): Promise<Result<CommandAnswer>> {
  const scope = allowed(by, 'desk.use');
  if (!scope.ok) return scope;
  const who = userId === undefined || userId === by.id ? by : await deps.store.get('user', userId);
  if (who === undefined || !reaches(by, scope.value, { entityId: who.entityId, teamId: who.teamId, userIds: [who.id] })) return fail('reference.unknown', 'no such user', '/userId');
  if (!who.enabled) return fail('user.disabled', 'this user is disabled', '/userId');
  if (allowed(who, 'desk.use').ok) return deps.conductor.command(who.id, command);
  return fail('right.denied', 'this user has no desk');
}
