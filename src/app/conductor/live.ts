import type { AgentView, CallView, CampaignView, LiveView } from '../conductor-api.js';
import type { GatewayStatus } from '../ports/switch.js';
import type { Floor } from './floor.js';
import { pacingLine } from './pacing-view.js';

export interface NodeState { up: boolean; since: number; why: string | null; gateways: readonly GatewayStatus[] }

/** The live picture for supervisors: what is already in memory, nothing is read. */
export function liveView(floor: Floor, nodes: ReadonlyMap<string, NodeState>): LiveView {
  const { clock } = floor.deps;
  const now = clock.now();
  const today = floor.today();
  const calls = [...floor.calls.values()];
  return {
    at: now, clock: clock.shifted,
    switches: [...nodes].map(([node, state]) => ({ node, ...state })),
    trunks: floor.trunks.views(now), trends: floor.trends.views, promises: floor.trends.promises,
    agents: [...floor.agents.values()].map((agent): AgentView => ({
      userId: agent.user.id, name: agent.user.displayName, entityId: agent.user.entityId, teamId: agent.user.teamId, state: agent.state, reason: agent.reason, since: agent.since,
      leg: agent.leg.state === 'recovering' ? 'busy' : agent.leg.state, legTrouble: agent.leg.trouble, attemptId: agent.call?.attempt.id ?? null, desk: agent.desk, readyAt: agent.readyAt, after: agent.after, callsToday: agent.today(today).calls, talkToday: agent.today(today).talk, timeToday: floor.spells.today(agent.user.id, today),
    })),
    calls: calls.map((call): CallView => ({
      attemptId: call.attempt.id, campaignId: call.attempt.campaignId, entityId: call.attempt.entityId, mode: call.attempt.mode, state: call.state, number: call.attempt.phoneMasked, since: call.since,
      userId: call.agent?.user.id ?? null, trunk: call.attempt.trunk, node: call.node.node,
    })),
    campaigns: [...floor.runners.values()].map((runner): CampaignView => {
      const mine = calls.filter((call) => call.runner === runner);
      const counts = runner.ledger.counts(now);
      const heard = counts.abandoned + counts.connected;
      return {
        campaignId: runner.campaign.id, name: runner.campaign.name, entityId: runner.campaign.entityId, state: runner.campaign.state, mode: runner.settings.mode, hopper: runner.hopper.size,
        ringing: mine.filter((call) => call.state === 'intent' || call.state === 'ringing').length, waiting: mine.filter((call) => call.state === 'waiting' || call.state === 'screening' || call.state === 'rescuing').length,
        talking: mine.filter((call) => call.state === 'talking' || call.state === 'bridging' || call.held).length, ready: [...floor.agents.values()].filter((agent) => agent.free && floor.serves(agent, runner.campaign)).length,
        abandonRatio: heard === 0 ? 0 : counts.abandoned / heard, abandonRatioStrict: heard === 0 ? 0 : Math.min(1, counts.strict / heard), abandoned: counts.abandoned, connected: counts.connected, outcomes: counts.outcomes,
        pacing: pacingLine(runner, now), abandonment: runner.abandonment.view(now), trouble: runner.campaign.state === 'running' ? runner.trouble() ?? runner.abandonment.held(now) : null,
      };
    }),
  };
}
