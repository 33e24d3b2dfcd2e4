import { abandonAim, pacingOf } from '../../core/campaign/pacing.js';
import { CHECKPOINTS, type BusyCollector, type GroupNow, type NextLead, type PacingMode, type PacingSnapshot, type PoolDemand, type RingingCall, type ScreenedCall } from '../../core/pacing/types.js';
import type { Instant } from '../../core/units.js';
import type { Agent } from './agent.js';
import { groupOf } from './binding.js';
import type { Floor } from './floor.js';
import type { CampaignRunner } from './runner.js';

/** What a campaign has for its calls now. */
export interface Now {
  readonly at: Instant;
  readonly trouble: string | null;
  /** Collectors it may count on for its next answer. */
  readonly pool: readonly Agent[];
  /** Lines decided on, for which the trunks' rhythm has had no place yet. */
  readonly pending: readonly NextLead[];
}

/** At most so many leads are described to the pacer one by one, and no more than the trunks would take; the rest count as average. */
const LOOK_AT = 60;
const LOOK_AT_BOUND = 300;
const NONE: ReadonlySet<string> = new Set();

/** The floor in the pacer's words: everything of now that bears on how many lines this campaign may place. */
export function takeSnapshot(floor: Floor, runner: CampaignRunner, now: Now): PacingSnapshot {
  const { deps, trunks } = floor;
  const { settings } = runner;
  const rules = pacingOf(settings);
  const rhythm = trunks.room(runner.node.node, settings.trunks, now.at, deps.settings.tick);
  // Near its limit the server takes on fewer calls than the trunks would; what rings and talks is not touched.
  const room = { lines: rhythm.lines, starts: Math.ceil(rhythm.starts * (floor.load?.share ?? 1)) };
  const counts = runner.pacing.counted(now.at);
  const calls = callsOf(floor, runner, now);
  // Beyond what is described leads count as bound to nobody: where some are bound, all that may be looked at are described.
  const bound = runner.hopper.hasGroups;
  const next = runner.hopper.next(bound ? LOOK_AT_BOUND : Math.min(LOOK_AT, room.lines, room.starts));
  const groups = groupsOf(now.pool, next, calls);
  const named = groups.length === 0 ? NONE : new Set(groups.map(({ key }) => key));
  const busy = busyOf(floor, runner);
  // Where the campaign's limit is not to be believed, an announced end still is.
  const announced = busy.some((agent) => agent.readyAt !== null);
  return {
    at: now.at, mode: modeOf(runner), trouble: now.trouble,
    ready: now.pool.length, reservedForInbound: rules.inboundReserve,
    ringing: calls.ringing, screening: calls.screening, waiting: calls.waiting.length,
    busy: busy.map((agent) => busyWith(floor, agent, now.at, named, rules.knownWrapEnd || !announced)),
    // Leads bound to one collector are dialed for them alone, one line each, and never come here.
    groups, next, leads: bound ? next.length : runner.hopper.size, rivals: rivalsOf(floor, runner, now.at, calls.ringing.length + calls.screening.length + calls.waiting.length),
    limits: { freeLines: Math.max(0, room.lines - now.pending.length), startsLeft: Math.max(0, room.starts - now.pending.length), linesPerCollector: settings.maxDialLevel },
    budget: {
      limit: settings.abandonTarget, target: abandonAim(settings), stop: rules.stop,
      // The last 24 hours and 30 days roll: any instant may be the one that is looked at.
      windows: rules.windows.map((kind) => { const { live, abandoned } = kind === '24h' ? counts.day : rules.windows.length === 1 ? counts.both : counts.before; return { kind, live, abandoned, left: null }; }),
    },
    levers: { knownWrapEnd: rules.knownWrapEnd || announced, cancelAfterRing: rules.cancelAfterRing, hold: deps.settings.seekFor },
  };
}

function modeOf({ settings }: CampaignRunner): PacingMode {
  return settings.mode === 'nearZero' ? { kind: 'nearZero', risk: pacingOf(settings).nearZeroRisk } : { kind: settings.mode };
}

interface CallsNow { readonly ringing: RingingCall[]; readonly screening: ScreenedCall[]; /** The group of each, null: anyone's. */ readonly waiting: (string | null)[] }
function callsOf(floor: Floor, runner: CampaignRunner, { at, pending }: Pick<Now, 'at' | 'pending'>): CallsNow {
  const ringing: RingingCall[] = [];
  const screening: ScreenedCall[] = [];
  const waiting: (string | null)[] = [];
  for (const call of floor.calls.values()) {
    if (call.runner !== runner) continue;
    const { facts } = call;
    switch (call.state) {
      case 'intent': case 'ringing': case 'parked':
        // Whoever was dialed by hand or for one collector asks for nobody else; who called us and hears the greeting will ask.
        if (call.inbound) waiting.push(null);
        else if (call.boundTo === null) ringing.push({ key: call.attempt.id, age: facts.sentAt === null ? 0 : at - facts.sentAt, since18x: facts.rangAt === null ? null : at - facts.rangAt, share: call.share.value, group: call.group });
        break;
      case 'answered': case 'screening':
        if (call.inbound) waiting.push(null);
        else if (call.boundTo === null) screening.push({ ringAge: Math.max(0, (facts.answeredAt ?? at) - (facts.sentAt ?? at)), since: Math.max(0, at - (facts.answeredAt ?? at)), share: call.share.value, group: call.group });
        break;
      case 'waiting': case 'rescuing':
        if (call.agent === null && call.boundTo?.call !== call) waiting.push(call.group);
        break;
      default: break;
    }
  }
  for (let n = 0; n < pending.length; n += 1) ringing.push({ key: `pending:${n}`, age: 0, since18x: null, share: pending[n]?.share ?? 1, group: pending[n]?.group ?? null });
  return { ringing, screening, waiting };
}

/** How many lines those are. */
function linesOf(floor: Floor, runner: CampaignRunner): number {
  let lines = runner.hopper.picked.length;
  for (const call of floor.calls.values()) {
    if (call.runner !== runner) continue;
    switch (call.state) {
      case 'intent': case 'ringing': case 'parked': case 'answered': case 'screening': if (call.inbound || call.boundTo === null) lines += 1; break;
      case 'waiting': case 'rescuing': if (call.agent === null && call.boundTo?.call !== call) lines += 1; break;
      default: break;
    }
  }
  return lines;
}

/** The teams that calls or leads are bound to, with their people ready now and their answers waiting. */
function groupsOf(pool: readonly Agent[], next: readonly NextLead[], calls: CallsNow): GroupNow[] {
  let keys: Set<string> | null = null;
  for (const list of [next, calls.ringing, calls.screening]) for (const { group } of list) if (group !== null) (keys ??= new Set()).add(group);
  for (const group of calls.waiting) if (group !== null) (keys ??= new Set()).add(group);
  if (keys === null) return [];
  return [...keys].sort().map((key) => ({ key, ready: pool.filter((agent) => groupOf(agent) === key).length, waiting: calls.waiting.filter((group) => group === key).length }));
}

/** Collectors of this campaign in talk or wrap-up, whoever's call it is. */
function busyOf(floor: Floor, runner: CampaignRunner): Agent[] {
  const busy: Agent[] = [];
  for (const agent of floor.agents.values()) if ((agent.state === 'talking' || agent.state === 'wrapUp' || isBridging(agent)) && agent.node === runner.node.node && floor.serves(agent, runner.campaign)) busy.push(agent);
  return busy;
}
const isBridging = (agent: Agent): boolean => agent.state === 'reserved' && agent.call?.state === 'bridging';
/** `named`: groups that matter now; `limits`: the campaigns' wrap-up limits may be told as ends, not only what collectors announced. */
function busyWith(floor: Floor, agent: Agent, at: Instant, named: ReadonlySet<string>, limits: boolean): BusyCollector {
  const group = groupOf(agent);
  const work = floor.pacing.workOf(agent);
  const settings = (agent.wrapUpOf?.campaignId === undefined || agent.wrapUpOf.campaignId === null ? work?.runner : floor.runners.get(agent.wrapUpOf.campaignId))?.settings;
  const end = agent.readyAt ?? (limits && settings?.wrapUp.then === 'ready' ? agent.wrapUpUntil : null);
  return {
    agent: agent.user.id, phase: agent.state === 'wrapUp' ? 'wrap' : 'talk', elapsed: isBridging(agent) ? 0 : Math.max(0, at - agent.since),
    endsIn: end === null ? null : Math.max(0, end - at),
    leaving: agent.after !== 'ready', stage: work?.stage ?? null, groups: group !== null && named.has(group) ? [group] : [],
  };
}

/** Is this collector at work: ready, or busy and coming back? */
const atWork = (agent: Agent): boolean => agent.state === 'ready' || agent.state === 'reserved' || agent.state === 'talking' || agent.state === 'wrapUp';

/** Campaigns that share collectors with this one, each by the part of its calls that those collectors are likely to get. */
function rivalsOf(floor: Floor, runner: CampaignRunner, at: Instant, mine: number): PoolDemand[] {
  if (floor.runners.size < 2) return [];
  const rivals: PoolDemand[] = [];
  for (const other of floor.runners.values()) {
    if (other === runner || other.node !== runner.node) continue;
    const { demand } = other.pacing;
    if (demand === null || !other.pacing.current(at)) continue;
    let [theirs, shared] = [0, 0];
    for (const agent of floor.agents.values()) {
      if (agent.node !== runner.node.node || !atWork(agent) || !floor.serves(agent, other.campaign)) continue;
      theirs += 1;
      if (floor.serves(agent, runner.campaign)) shared += 1;
    }
    // Its last decision is up to a tick old: what has ended since then asks for nobody.
    if (shared === 0) continue;
    const lines = linesOf(floor, other);
    if (lines > 0 && demand.lines > 0) rivals.push(thin(demand, (Math.min(1, lines / demand.lines) * shared) / theirs));
    const room = wants(other, runner) ? Math.floor(((mine + lines) / 2 - lines) * (shared / theirs)) : 0;
    const { demand: ours } = runner.pacing;
    if (room > 0 && ours !== null && ours.lines > 0) rivals.push(asMany(ours, room));
  }
  return rivals;
}
/**
 * Would it dial more if we had fewer lines in the air? Whoever is ahead then leaves it room, as if it had half of both's lines:
 * another's lines weigh a little more in a risk than one's own, and who led would lead for ever. A campaign that is held back by
 * its own budget far below ours is not waited for.
 */
function wants(other: CampaignRunner, runner: CampaignRunner): boolean {
  const [theirs, ours] = [other.pacing.decision?.because, runner.pacing.decision?.because];
  if (!theirs || !ours || other.campaign.state !== 'running' || other.hopper.size === 0) return false;
  return theirs.limitedBy === 'floor' || (theirs.limitedBy === 'risk' && 2 * theirs.threshold >= ours.threshold);
}
/** So many lines like these. */
function asMany(demand: PoolDemand, lines: number): PoolDemand {
  const by = lines / demand.lines;
  return { lines, mean: demand.mean.map((one) => one * by), variance: demand.variance.map((one) => one * by) };
}
/** Each call is one of ours to bear with probability `share`. */
function thin(demand: PoolDemand, share: number): PoolDemand {
  if (share >= 1) return demand;
  return {
    lines: Math.ceil(demand.lines * share - 1e-9), mean: CHECKPOINTS.map((_, k) => share * (demand.mean[k] ?? 0)),
    variance: CHECKPOINTS.map((_, k) => share * share * (demand.variance[k] ?? 0) + share * (1 - share) * (demand.mean[k] ?? 0)),
  };
}

export function collectorsAtWork(floor: Floor, runner: CampaignRunner): Agent[] {
  const found: Agent[] = [];
  for (const agent of floor.agents.values()) if (agent.node === runner.node.node && atWork(agent) && floor.serves(agent, runner.campaign)) found.push(agent);
  return found;
}
