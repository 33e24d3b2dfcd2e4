import { DEFAULT_SETTINGS } from '../../core/campaign/defaults.js';
import type { Campaign } from '../../core/records/index.js';
import { dayStart, wallTime } from '../../core/time/zones.js';
import type { Id, Instant, LegId, LocalDate, Millis, ZoneName } from '../../core/units.js';
import type { ForbidNotice } from '../conductor-api.js';
import type { SwitchPort } from '../ports/switch.js';
import type { Agent } from './agent.js';
import { groupOf } from './binding.js';
import type { Call } from './call.js';
import { isOfStore } from '../store/errors.js';
import type { ConductorDeps } from './deps.js';
import type { OutsideLeg } from './outside.js';
import { PacingFeed } from './pacing-feed.js';
import { Journal } from './journal.js';
import type { LoadGuard } from './load.js';
import { Statements } from './statements.js';
import { RecoveryTimes } from './recovered.js';
import type { CampaignRunner } from './runner.js';
import { Spells } from './spells.js';
import { SwitchTime } from './switch-time.js';
import { Trends } from './trends.js';
import { Trunks } from './trunks.js';

/** After a refusal of the database. One call in so long is the price of knowing that it works again. */
const REFUSED_FOR = 5_000;

/** Legs given up that are remembered; a hundred calls a second end no more within a minute. */
const MOST_DOOMED = 20_000;
/** Of so few events nothing is said about a queue. */
const FEW_EVENTS = 5;

/** What is going on now, all in memory: who works, which calls live, on which switches. One thread, no awaits between look and act. */
export class Floor {
  readonly agents = new Map<Id, Agent>();
  readonly runners = new Map<Id, CampaignRunner>();
  readonly calls = new Map<Id, Call>();
  readonly byLeg = new Map<LegId, Call>();
  readonly agentByLeg = new Map<LegId, Agent>();
  readonly outside = new Map<LegId, OutsideLeg>();
  /** Attempts whose end is on its way to the disk. */
  readonly settling = new Set<Id>();
  /** Legs we hung up or gave up lately: if one shows up after all, it is killed again. */
  readonly doomed = new Map<LegId, number>();
  #lags = { count: 0, least: Number.POSITIVE_INFINITY };
  /** What the server still takes on; set by the conductor. */
  load: LoadGuard | null = null;
  readonly trunks: Trunks;
  readonly journal: Journal;
  readonly pacing = new PacingFeed(this);
  readonly statements = new Statements(this);
  readonly spells: Spells;
  readonly trends = new Trends(this);
  readonly times = new Map<string, SwitchTime>();
  #day: { readonly zone: ZoneName; readonly date: LocalDate; readonly began: Instant } | null = null;
  /** Waiting customers, oldest first. */
  readonly waiting = new Set<Call>();
  /** Nodes whose legs and ours agree: before that nothing new is placed there, as recovery would take it for lost. */
  readonly settled = new Set<string>();
  #today: { readonly minute: number; readonly zone: ZoneName; readonly date: LocalDate } | null = null;
  /** The server stops: nothing new leaves us. */
  stopping = false;
  /** On the monotonic clock. */
  readonly startedAt: Millis;
  readonly recovery: RecoveryTimes;
  #refusal: { readonly why: string; readonly until: Millis } | null = null;

  constructor(readonly deps: ConductorDeps) {
    this.startedAt = deps.startedAt ?? deps.clock.monotonic();
    this.trunks = new Trunks(deps.zones);
    this.recovery = new RecoveryTimes(this);
    this.journal = new Journal(deps, (error) => { this.storeRefused(error); });
    this.spells = new Spells(this);
  }

  /** The database took something not (it is full, read-only, behind): nothing is dialed for a while, so that not every lead runs into it. */
  storeRefused(error: unknown): void {
    // One row it can't take for what that says is that row's trouble.
    if (!isOfStore(error)) return;
    const why = `the database refuses: ${error.message}`;
    const { clock, log } = this.deps;
    if (this.storeTrouble() === null) log.error({ error: String(error) }, 'the database refuses what is written: nothing new is dialed until it takes something again');
    this.#refusal = { why, until: clock.monotonic() + REFUSED_FOR };
  }
  /** Why nothing may be written, as far as is known; null: it may. */
  storeTrouble(): string | null { return this.#refusal !== null && this.deps.clock.monotonic() < this.#refusal.until ? this.#refusal.why : null; }

  /** Of what belongs to no campaign: the zone the campaigns are in. */
  get zone(): ZoneName { return this.runners.values().next().value?.settings.zone ?? DEFAULT_SETTINGS.zone; }
  today(zone: ZoneName = this.zone): LocalDate {
    const now = this.deps.clock.now();
    // Days begin with a minute.
    const minute = Math.floor(now / 60_000);
    if (this.#today?.minute !== minute || this.#today.zone !== zone) this.#today = { minute, zone, date: wallTime(this.deps.zones, zone, now)?.date ?? new Date(now).toISOString().slice(0, 10) };
    return this.#today.date;
  }

  /** An event came so long after the switch's time of it, beyond the quickest way there was lately. */
  eventLagged(by: Millis): void { this.#lags.count += 1; this.#lags.least = Math.min(this.#lags.least, by); }
  /** How late events came since it was asked last: the least late of them, as one that took its time is no queue; 0 when there were few. */
  takeEventLag(): Millis {
    const { count, least } = this.#lags;
    this.#lags = { count: 0, least: Number.POSITIVE_INFINITY };
    return count < FEW_EVENTS ? 0 : least;
  }
  /** How much is kept, by collection: all but `agents` and `doomed` are empty when nothing is going on. */
  sizes(): Readonly<Record<string, number>> {
    const { agents, calls, byLeg, agentByLeg, outside, doomed, waiting, settling } = this;
    return { agents: agents.size, calls: calls.size, customerLegs: byLeg.size, agentLegs: agentByLeg.size, outsideLegs: outside.size, doomedLegs: doomed.size, waiting: waiting.size, settling: settling.size };
  }
  /** When the local day of `at` began; looked up once a day. */
  dayBegan(at: Instant): Instant {
    const { zone } = this;
    const date = this.today(zone);
    if (this.#day?.date !== date || this.#day.zone !== zone) this.#day = { zone, date, began: dayStart(this.deps.zones, zone, at) ?? at };
    return this.#day.began;
  }

  node(name: string): SwitchPort | undefined { return this.deps.switches.find((one) => one.node === name); }
  /** May a leg be placed there now? */
  open(node: SwitchPort): boolean { return node.isUp() && this.settled.has(node.node); }
  time(node: string): SwitchTime {
    const known = this.times.get(node);
    if (known) return known;
    const made = new SwitchTime();
    this.times.set(node, made);
    return made;
  }

  addCall(call: Call): void {
    this.calls.set(call.attempt.id, call);
    this.byLeg.set(call.leg, call);
  }
  /** Forgets an ended call, but remembers its leg for a minute: a late leg must not live on. */
  dropCall(call: Call): void {
    if (this.calls.get(call.attempt.id) === call) this.calls.delete(call.attempt.id);
    if (this.byLeg.get(call.leg) === call) this.byLeg.delete(call.leg);
    this.waiting.delete(call);
    this.doom(call.leg);
  }
  /** Gives a call's trunk line back, once; says which trunk it was. */
  giveBack(call: Call): Id | null {
    const { token } = call;
    const now = this.deps.clock.now();
    call.token = null;
    if (token) this.trunks.release(token, call.facts.answeredAt === null ? null : now - call.facts.answeredAt, now);
    return token?.trunk.id ?? null;
  }
  doom(leg: LegId): void {
    const now = this.deps.clock.now();
    this.doomed.delete(leg);
    this.doomed.set(leg, now + 60_000);
    // The oldest come first: those past their time go, and beyond the most whoever is oldest.
    for (const [old, until] of this.doomed) {
      if (until >= now && this.doomed.size <= MOST_DOOMED) break;
      this.doomed.delete(old);
    }
  }

  /**
   * A suppression, hold or payment committed: claimed leads go back, ringing calls are cancelled, and calls on their way to
   * the network are stopped before they get there. A call in talk goes on; its collector is told `notice`. `except`: the attempt that brought it.
   */
  forbid(what: { readonly phoneIndex?: string; readonly caseId?: Id; readonly partyId?: Id }, because: string, except: Id | null = null, notice: ForbidNotice | null = null): number {
    const hit = (phone: string | null, caseId: Id | null, ...parties: readonly (Id | null)[]): boolean => (what.phoneIndex !== undefined && what.phoneIndex === phone) || (what.caseId !== undefined && what.caseId === caseId) || (what.partyId !== undefined && parties.includes(what.partyId));
    for (const runner of this.runners.values()) runner.hopper.drop((lead) => hit(lead.contactPoint.valueIndex, lead.caseId, lead.partyId, lead.contactPoint.partyId));
    let cancelled = 0;
    for (const call of [...this.calls.values()]) {
      if (call.attempt.id === except || !hit(call.attempt.phoneIndex, call.attempt.caseId, call.attempt.partyId, call.contactPartyId)) continue;
      const cancels = !call.inbound && call.takes('cancelAsked');
      if (notice !== null && call.agent !== null && !cancels) this.deps.desk.push(call.agent.user.id, { type: 'notice', at: this.deps.clock.now(), level: 'warning', code: notice.code, text: notice.text });
      if (call.inbound) continue;
      call.forbidden = because;
      if (cancels) { this.journal.note(call.attempt.id, 'forbidden', { because }); call.apply('cancelAsked'); cancelled += 1; }
    }
    for (const leg of [...this.outside.values()]) {
      const { attempt } = leg;
      if (attempt.id === except || !hit(attempt.phoneIndex, attempt.caseId, attempt.partyId, leg.contactPartyId) || !leg.cancel()) continue;
      this.journal.note(attempt.id, 'forbidden', { because });
      cancelled += 1;
    }
    return cancelled;
  }

  /** Does this collector work for the campaign? Team membership (or the campaign's entity when it names no team) and every skill asked. */
  serves(agent: Agent, campaign: Campaign): boolean {
    const { user } = agent;
    const belongs = campaign.teamIds.length === 0 ? user.entityId === campaign.entityId : user.teamId !== null && campaign.teamIds.includes(user.teamId);
    if (!belongs) return false;
    for (const skill of campaign.settings.skills) if (!user.skills.includes(skill)) return false;
    return true;
  }
  /** May this answer go to this collector? Whether they are free, and on its switch, is another question. */
  mayTake(agent: Agent, call: Call): boolean {
    if (call.runner === null) return call.attempt.teamId === null ? agent.user.entityId === call.attempt.entityId : agent.user.teamId === call.attempt.teamId;
    return this.serves(agent, call.runner.campaign) && (call.group === null || groupOf(agent) === call.group);
  }
  /** Free collectors of a campaign on a node, longest idle first. */
  freeAgents(campaign: Campaign, node: string): Agent[] {
    return [...this.agents.values()].filter((agent) => agent.free && agent.node === node && this.serves(agent, campaign)).sort((a, b) => a.idleSince - b.idleSince);
  }
}
