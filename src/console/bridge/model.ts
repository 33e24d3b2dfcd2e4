/** The live view as this page holds it: a pure fold over the changes the server sends. */
import type { AgentRow, CallRow, CampaignRow, ImportRow, LiveMessage, PromisesToday, SwitchRow, Trend, TrunkRow } from '../../contract/desk.js';

export interface LiveModel {
  readonly at: number;
  readonly clock: string | null;
  readonly load: LiveMessage['load'] | null;
  readonly agents: ReadonlyMap<string, AgentRow>;
  readonly calls: ReadonlyMap<string, CallRow>;
  readonly campaigns: ReadonlyMap<string, CampaignRow>;
  readonly switches: readonly SwitchRow[];
  readonly trunks: readonly TrunkRow[];
  readonly trends: readonly Trend[];
  readonly promises: PromisesToday;
  readonly imports: readonly ImportRow[];
  /** When the picture was last sent whole: what was known before is worth nothing since. */
  readonly wholeAt: number;
  readonly totals: LiveMessage['totals'];
}
export const emptyLive: LiveModel = { at: 0, clock: null, load: null, agents: new Map(), calls: new Map(), campaigns: new Map(), switches: [], trunks: [], trends: [], imports: [], wholeAt: 0, promises: { count: 0, amounts: [] }, totals: { agents: 0, calls: 0, campaigns: 0 } };

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
    switches: message.switches ?? from.switches, trunks: message.trunks ?? from.trunks, trends: message.trends ?? from.trends, promises: message.promises ?? from.promises, imports: message.imports ?? from.imports, wholeAt: message.whole ? message.at : from.wholeAt,
  };
}

/** The last hour of all campaigns in sight, minute by minute; a minute only some have counts what those have. */
export interface FloorMinute { readonly at: number; readonly inAir: number; readonly waiting: number; readonly connected: number; readonly abandoned: number }
export function floorTrend(trends: readonly Trend[]): readonly FloorMinute[] {
  const minutes = new Map<number, FloorMinute>();
  for (const { points } of trends) for (const point of points) {
    const so = minutes.get(point.at) ?? { at: point.at, inAir: 0, waiting: 0, connected: 0, abandoned: 0 };
    minutes.set(point.at, { at: point.at, inAir: so.inAir + point.inAir, waiting: so.waiting + point.waiting, connected: so.connected + point.connected, abandoned: so.abandoned + point.abandoned });
  }
  return [...minutes.values()].sort((a, b) => a.at - b.at);
}
/** (Talk + wrap-up) ÷ unpaused time of today, of these collectors, with the state each is in now; null: none. */
export function occupancyOf(agents: Iterable<Pick<AgentRow, 'state' | 'since' | 'timeToday'>>, now: number): number | null {
  let [busy, unpaused] = [0, 0];
  for (const { state, since, timeToday } of agents) {
    const current = state === 'offline' || state === 'paused' ? 0 : Math.max(0, now - since);
    unpaused += (timeToday?.unpaused ?? 0) + current;
    busy += (timeToday?.busy ?? 0) + (state === 'talking' || state === 'wrapUp' ? current : 0);
  }
  return unpaused === 0 ? null : busy / unpaused;
}
