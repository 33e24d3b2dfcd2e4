/** The live view as this page holds it: a pure fold over the changes the server sends. */
import type { AgentRow, CallRow, CampaignRow, LiveMessage, SwitchRow, TrunkRow } from '../../contract/desk.js';

export interface LiveModel {
  readonly at: number;
  readonly clock: string | null;
  readonly load: LiveMessage['load'] | null;
  readonly agents: ReadonlyMap<string, AgentRow>;
  readonly calls: ReadonlyMap<string, CallRow>;
  readonly campaigns: ReadonlyMap<string, CampaignRow>;
  readonly switches: readonly SwitchRow[];
  readonly trunks: readonly TrunkRow[];
  readonly totals: LiveMessage['totals'];
}
export const emptyLive: LiveModel = { at: 0, clock: null, load: null, agents: new Map(), calls: new Map(), campaigns: new Map(), switches: [], trunks: [], totals: { agents: 0, calls: 0, campaigns: 0 } };

function merged<T>(known: ReadonlyMap<string, T>, changed: readonly T[], gone: readonly string[], id: (row: T) => string): ReadonlyMap<string, T> {
  if (changed.length === 0 && gone.length === 0) return known;
  const next = new Map(known);
  for (const row of changed) next.set(id(row), row);
  for (const key of gone) next.delete(key);
  return next;
}
export function applyLive(model: LiveModel, message: LiveMessage): LiveModel {
  const from = message.whole ? emptyLive : model;
  return {
    at: message.at, clock: message.clock, load: message.load ?? null, totals: message.totals,
    agents: merged(from.agents, message.agents, message.gone.agents, (r) => r.userId),
    calls: merged(from.calls, message.calls, message.gone.calls, (r) => r.attemptId),
    campaigns: merged(from.campaigns, message.campaigns, message.gone.campaigns, (r) => r.campaignId),
    switches: message.switches ?? from.switches, trunks: message.trunks ?? from.trunks,
  };
}
