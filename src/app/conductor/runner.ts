import type { CallState } from '../../core/call/machine.js';
import type { Outcome } from '../../core/call/outcome.js';
import type { CampaignSettings } from '../../core/campaign/settings.js';
import type { Campaign, DialMode, Script } from '../../core/records/index.js';
import type { E164, Id, Instant } from '../../core/units.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { SwitchPort } from '../ports/switch.js';
import { Abandonment } from './abandonment.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import { CLOSING } from './closing.js';
import type { OutsideDialer } from './dialer.js';
import { Hopper } from './hopper.js';
import type { Floor } from './floor.js';
import { LeadShares } from './lead-shares.js';
import { AbandonLedger } from './ledger.js';
import { CampaignPacing } from './pacing.js';
import { collectorsAtWork, takeSnapshot } from './pacing-snapshot.js';

export interface RunnerHost {
  /** Preview leads go to the desks, not to the trunks. */
  offerPreview(runner: CampaignRunner, agent: Agent, lead: HopperLead): void;
  /** Nothing is in the air and the campaign drains. */
  emptied(runner: CampaignRunner): void;
}

/** A ringing line is never hung up earlier by a decision, whatever it says: shorter rings are themselves a nuisance by most codes. */
const LEAST_RING = 15_000;
const AIR: ReadonlySet<CallState> = new Set<CallState>(['intent', 'ringing', 'answered', 'parked', 'screening', 'waiting']);

/** One running campaign: the only writer of its hopper and its attempts. */
export class CampaignRunner {
  readonly ledger = new AbandonLedger();
  readonly hopper: Hopper;
  readonly owner: string;
  readonly pacing: CampaignPacing;
  readonly abandonment: Abandonment;
  readonly shares: LeadShares;
  /** When a decision last placed lines. */
  dialedAt: Instant = 0;
  #placing = false;
  /** The picked lead whose turn it is; it waits for the trunks' rhythm. */
  #starting: HopperLead | null = null;
  #scripts: readonly Script[] = [];
  #node: SwitchPort;

  constructor(private readonly floor: Floor, public campaign: Campaign, node: SwitchPort, private readonly dialer: OutsideDialer, private readonly host: RunnerHost) {
    this.#node = node;
    this.owner = `runner:${floor.deps.ids.id()}`;
    this.hopper = new Hopper(floor, this);
    this.pacing = new CampaignPacing(floor, campaign.id, this.ledger);
    this.abandonment = new Abandonment(floor, this);
    this.shares = new LeadShares(floor, () => this.settings.zone, this.pacing.settings.liveShare);
  }

  get settings(): CampaignSettings { return this.campaign.settings; }
  /** Places lines before their collectors are ready. */
  get dialsAhead(): boolean { return this.settings.mode === 'predictive' || this.settings.mode === 'nearZero'; }
  get node(): SwitchPort { return this.#node; }
  moveTo(node: SwitchPort): void { this.#node = node; }
  setScripts(scripts: readonly Script[]): void { this.#scripts = scripts; }
  /** The campaign's script for a stage, else its script for any stage. */
  scriptFor(stage: string | null): Script | undefined {
    const mine = this.#scripts.filter((script) => script.enabled && (script.campaignId === this.campaign.id || script.id === this.settings.scriptId || script.campaignId === null));
    const named = mine.find((script) => script.id === this.settings.scriptId);
    return mine.find((script) => script.stage !== null && script.stage === stage) ?? named ?? mine.find((script) => script.stage === null);
  }

  calls(): Call[] { return [...this.floor.calls.values()].filter((call) => call.runner === this); }
  /** Is a line on its way to somebody, for whoever is free? */
  inAir(): boolean {
    for (const call of this.floor.calls.values()) if (call.runner === this && call.boundTo === null && !call.inbound && AIR.has(call.state)) return true;
    return false;
  }
  touched(): void {
    if (this.campaign.state === 'draining' && this.calls().every((call) => call.state === 'ended')) this.host.emptied(this);
  }
  /** What packs' gauges are read as. */
  gauges(now: Instant): Readonly<Record<string, number>> { return this.abandonment.gauges(now); }
  connected(): void { this.ledger.live += 1; }
  settled(call: Call, outcome: Outcome): void {
    const { facts } = call;
    const now = this.floor.deps.clock.now();
    if (outcome === 'abandoned') this.floor.trends.over(this.campaign.id, 'abandoned'); else if (facts.connectedOnce && !facts.lateBridge) this.floor.trends.over(this.campaign.id, 'connected');
    this.ledger.add(now, { outcome, connected: facts.connectedOnce && !facts.lateBridge, strict: facts.answeredAt !== null && !facts.machine && (facts.bridgedAt === null || facts.bridgedAt - facts.answeredAt > 2_000) });
    const counts = this.ledger.counts(now);
    this.floor.deps.metrics.gauge('dunwell_abandon_ratio', counts.abandoned + counts.connected === 0 ? 0 : counts.abandoned / (counts.abandoned + counts.connected), { campaign: this.campaign.name });
  }

  /**
   * Decides dialing, and dials. `agents`: the ready collectors that are this campaign's to use in this tick, for leads of their
   * own and previews; `pool`: those any of its answers may go to, other campaigns' too; `trouble`: what is wrong with the server itself.
   */
  tick(agents: readonly Agent[], pool: readonly Agent[], trouble: string | null = null): void {
    const { deps } = this.floor;
    const now = deps.clock.now();
    if (this.campaign.state !== 'running') return;
    const { settings } = this;
    const paced = settings.mode === 'progressive' || settings.mode === 'predictive' || settings.mode === 'nearZero';
    this.hopper.refill(paced ? collectorsAtWork(this.floor, this) : pool);
    this.#keepBound(agents);
    if (settings.mode === 'preview') this.#offer(agents);
    // Whoever was just given a lead of their own, or is about to be, is nobody to dial for.
    const { hasBound } = this.hopper;
    const ready = pool.filter((agent) => agent.free && !(hasBound && this.hopper.boundFor(agent)));
    const { decision } = this.pacing.decide(takeSnapshot(this.floor, this, { at: now, trouble: trouble ?? this.trouble(), pool: ready, pending: this.#starting === null ? this.hopper.picked : [this.hopper.said(this.#starting), ...this.hopper.picked] }));
    for (const key of decision.cancel) this.#cut(key, now);
    if (decision.dial > 0) { this.dialedAt = now; this.hopper.pick(decision.picks); this.#place(); }
  }

  /** Nothing may be placed and it is known why: decides so, that it can be seen. */
  stand(): void {
    const at = this.floor.deps.clock.now();
    this.pacing.decide(takeSnapshot(this.floor, this, { at, trouble: this.trouble() ?? `the switch ${this.#node.node} is looked over`, pool: [], pending: [] }));
  }

  /** Hangs up a line that rang long, so that one answer less may come now; its lead is tried again as after a no-answer. */
  #cut(attemptId: Id, now: Instant): void {
    const call = this.floor.calls.get(attemptId);
    if (call?.state !== 'ringing' || call.runner !== this || call.boundTo !== null || call.facts.rangAt === null || now - call.facts.rangAt < LEAST_RING) return;
    this.floor.pacing.cut(call);
    this.floor.journal.note(attemptId, 'ringCut', { rang: now - call.facts.rangAt });
    call.apply('ringDeadline');
  }

  /** Why nothing may be dialed at all; null when all that is needed is certain. */
  trouble(): string | null {
    const { deps, trunks } = this.floor;
    if (!this.#node.isUp()) return `the switch ${this.#node.node} does not answer`;
    if (!this.floor.settled.has(this.#node.node)) return `the switch ${this.#node.node} was away: its calls are looked over`;
    if (this.floor.stopping) return CLOSING.text;
    if (deps.store.backlog() > deps.settings.backlogLimit) return 'the database is behind';
    const refusal = this.floor.storeTrouble();
    if (refusal !== null) return refusal;
    return this.floor.load?.trouble ?? trunks.trouble(this.#node.node, this.settings.trunks, deps.clock.now());
  }

  /** Places the picked leads' lines one after another in the trunks' rhythm. */
  #place(): void {
    if (this.#placing) return;
    this.#placing = true;
    void this.#pump().finally(() => { this.#placing = false; this.hopper.unpick(); });
  }
  async #pump(): Promise<void> {
    while (this.campaign.state === 'running') {
      const lead = this.hopper.takePicked();
      if (!lead) return;
      this.#starting = lead;
      const placed = await this.start(lead, this.settings.mode === 'progressive' ? 'progressive' : 'predictive', null, () => { this.#starting = null; });
      this.#starting = null;
      if (placed === 'noTrunk') return;
    }
  }

  /** Starts one call: waits for the trunks' rhythm (at most a tick), then opens and originates without holding up the next. `taken`: told as it becomes a call. */
  async start(lead: HopperLead, mode: DialMode, agent: Agent | null, taken: () => void = () => undefined): Promise<'started' | 'noTrunk'> {
    const { deps, trunks } = this.floor;
    const number = this.#number(lead);
    if (number === null) { this.#rest(lead, 'the number can not be read'); agent?.released(); return 'started'; }
    for (;;) {
      const answer = trunks.acquire(this.#node.node, this.settings.trunks, number, deps.clock.now(), lead.entityId);
      if (answer.kind === 'token') {
        this.hopper.dialed(lead);
        taken();
        void this.dialer.dial({ lead, mode, runner: this, node: this.#node, token: answer.token, agent });
        return 'started';
      }
      if (answer.kind === 'none' && answer.noRoute) { this.#rest(lead, answer.why); agent?.released(); return 'started'; }
      if (answer.kind === 'none' || answer.until - deps.clock.now() > 1_000) { this.hopper.putBack(lead); agent?.released(); return 'noTrunk'; }
      await new Promise<void>((resolve) => { deps.clock.after(Math.max(1, answer.until - deps.clock.now()), resolve); });
      // What may have changed meanwhile: the campaign, the server, the collector's line or what they want to do next.
      if (this.campaign.state !== 'running' || this.floor.stopping || (agent && (agent.leg.state !== 'parked' || agent.after !== 'ready'))) { this.hopper.putBack(lead); agent?.released(); return 'noTrunk'; }
    }
  }

  #number(lead: HopperLead): E164 | null {
    try { return this.floor.deps.vault.open('phone', lead.contactPoint.valueSealed); } catch (error) {
      this.floor.deps.log.error({ lead: lead.leadId, error: error instanceof Error ? error.name : 'unknown' }, 'a number can not be read');
      return null;
    }
  }

  /** A number that no trunk takes must not stand in the way of the next. */
  #rest(lead: HopperLead, because: string): void {
    const { deps } = this.floor;
    deps.store.run('restLead', { leadId: lead.leadId, owner: this.owner, because, nextAt: deps.clock.now() + 3_600_000, at: deps.clock.now() }).catch((error: unknown) => deps.log.error({ lead: lead.leadId, error: String(error) }, 'a lead could not be put aside; its lease ends'));
  }

  /** Callbacks promised by one collector, leads bound to one, and where nothing is dialed ahead those of a team: dialed for one person alone, one line each. */
  #keepBound(agents: readonly Agent[]): void {
    if (!this.hopper.hasBound) return;
    for (const agent of agents) {
      const lead = this.hopper.takeBound(agent);
      if (!lead) continue;
      if (this.settings.mode === 'preview' && lead.callbackId === null) {
        if (agent.free) this.host.offerPreview(this, agent, lead); else this.hopper.putBack(lead);
        continue;
      }
      if (!agent.free || this.trouble() !== null || !this.#mayStart(lead)) { this.hopper.putBack(lead); continue; }
      if (agent.apply('reserved')) void this.start(lead, lead.callbackId === null ? 'progressive' : 'callback', agent);
      else this.hopper.putBack(lead);
    }
  }

  /** A collector is reserved only when a line is there or comes within moments. */
  #mayStart(lead: HopperLead): boolean {
    const number = this.#number(lead);
    const answer = number === null ? null : this.floor.trunks.look(this.#node.node, this.settings.trunks, number, this.floor.deps.clock.now(), lead.entityId);
    return answer === null || answer === 'free' || answer.kind === 'wait' || answer.noRoute;
  }

  #offer(agents: readonly Agent[]): void {
    for (const agent of agents) {
      if (!agent.free) continue;
      const lead = this.hopper.take();
      if (!lead) return;
      this.host.offerPreview(this, agent, lead);
    }
  }

  holds(leadId: Id): HopperLead | undefined { return this.hopper.find(leadId); }
}
