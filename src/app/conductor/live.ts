import type { AgentView, CallView, CampaignView, LiveView, PresentView } from '../conductor-api.js';
import type { GatewayStatus } from '../ports/switch.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';
import { pacingLine } from './pacing-view.js';
import type { CampaignRunner } from './runner.js';

export interface NodeState { up: boolean; since: number; why: string | null; gateways: readonly GatewayStatus[] }

/** Who works, which calls live, on which switches and trunks. */
export function presentView(floor: Floor, nodes: ReadonlyMap<string, NodeState>): PresentView {
  const { clock } = floor.deps;
  const now = clock.now();
  const today = floor.today();
  return {
    at: now, clock: clock.shifted,
    switches: [...nodes].map(([node, state]) => ({ node, ...state })),
    trunks: floor.trunks.views(now),
    agents: Array.from(floor.agents.values(), (agent): AgentView => {
      const { user, leg } = agent;
      const { calls: callsToday, talk: talkToday } = agent.today(today);
      return {
        userId: user.id, name: user.displayName, entityId: user.entityId, teamId: user.teamId, state: agent.state, reason: agent.reason, since: agent.since,
        leg: leg.state === 'recovering' ? 'busy' : leg.state, legTrouble: leg.trouble, attemptId: agent.call?.attempt.id ?? null, desk: agent.desk, readyAt: agent.readyAt, after: agent.after, callsToday, talkToday, timeToday: floor.spells.today(user.id, today),
      };
    }),
    calls: Array.from(floor.calls.values(), (call): CallView => {
      const { attempt } = call;
      return {
        attemptId: attempt.id, campaignId: attempt.campaignId, entityId: attempt.entityId, mode: attempt.mode, state: call.state, number: attempt.phoneMasked, since: call.since,
        userId: call.agent?.user.id ?? null, trunk: attempt.trunk, node: call.node.node,
      };
    }),
  };
}

/** The live picture for supervisors: what is already in memory, nothing is read. */
export function liveView(floor: Floor, nodes: ReadonlyMap<string, NodeState>): LiveView {
  const present = presentView(floor, nodes);
  const { at: now } = present;
  const [calls, agents] = [[...floor.calls.values()], [...floor.agents.values()]];
  return {
    ...present, trends: floor.trends.views, promises: floor.trends.promises,
    campaigns: [...floor.runners.values()].map((runner): CampaignView => {
      const lines = linesOf(calls, runner);
      let ready = 0;
      for (const agent of agents) if (agent.free && floor.serves(agent, runner.campaign)) ready += 1;
      const counts = runner.ledger.counts(now);
      const heard = counts.abandoned + counts.connected;
      return {
        campaignId: runner.campaign.id, name: runner.campaign.name, entityId: runner.campaign.entityId, state: runner.campaign.state, mode: runner.settings.mode, hopper: runner.hopper.size,
        ...lines, ready,
        abandonRatio: heard === 0 ? 0 : counts.abandoned / heard, abandonRatioStrict: heard === 0 ? 0 : Math.min(1, counts.strict / heard), abandoned: counts.abandoned, connected: counts.connected, outcomes: counts.outcomes,
        pacing: pacingLine(runner, now), abandonment: runner.abandonment.view(now), trouble: runner.campaign.state === 'running' ? runner.trouble() ?? runner.abandonment.held(now) : null,
      };
    }),
  };
}

/** Of a campaign's calls those that ring, that were answered and wait, and that talk (on hold, too). */
function linesOf(calls: readonly Call[], runner: CampaignRunner): { readonly ringing: number; readonly waiting: number; readonly talking: number } {
  let [ringing, waiting, talking] = [0, 0, 0];
  for (const call of calls) {
    if (call.runner !== runner) continue;
    const { state } = call;
    if (state === 'intent' || state === 'ringing') ringing += 1;
    if (state === 'waiting' || state === 'screening' || state === 'rescuing') waiting += 1;
    if (state === 'talking' || state === 'bridging' || call.held) talking += 1;
  }
  return { ringing, waiting, talking };
}
