import type { NextLead } from '../../core/pacing/types.js';
import type { Id, Instant, Millis } from '../../core/units.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { Agent } from './agent.js';
import { isTurnOf, Turns } from './binding.js';
import { FirstSeen } from './first-seen.js';
import type { Floor } from './floor.js';
import type { CampaignRunner } from './runner.js';

/** Answer shares move with the hour and with what is learned: leads are put in order again this often. */
const ORDER_EVERY: Millis = 1_000;

/** Claimed leads of one campaign, in dialing order. Claims have a lease; what is not dialed in time goes back. */
export class Hopper {
  /** For anyone, and for one collector or one team first; each in dialing order. */
  #open: HopperLead[] = [];
  #bound: HopperLead[] = [];
  /** Picked by a decision, waiting for the trunks' rhythm. */
  #picked: HopperLead[] = [];
  readonly #turns = new Turns();
  readonly #came = new FirstSeen();
  #filling = false;
  /** When the open ones were put in order last; 0: one came since. */
  #orderedAt: Instant = 0;
  #emptyUntil: Instant = 0;
  #callbacksAt: Instant = 0;
  constructor(private readonly floor: Floor, private readonly runner: CampaignRunner) {}

  /** Leads anyone may be given; those bound to some are not counted. */
  get size(): number { return this.#open.length; }
  get hasBound(): boolean { return this.#bound.length > 0; }
  find(leadId: Id): HopperLead | undefined { return this.#open.find((lead) => lead.leadId === leadId) ?? this.#bound.find((lead) => lead.leadId === leadId) ?? this.#picked.find((lead) => lead.leadId === leadId); }
  boundFor(agent: Agent): boolean { return this.#bound.some((lead) => this.#isFor(lead, agent)); }

  take(): HopperLead | undefined { return this.#open.shift(); }
  /** Takes leads by their places in order (ascending), to be dialed one after another. */
  pick(places: readonly number[]): void {
    const chosen = new Set(places);
    this.#picked.push(...this.#open.filter((_, at) => chosen.has(at)));
    this.#open = this.#open.filter((_, at) => !chosen.has(at));
  }
  /** The next picked one. */
  takePicked(): HopperLead | undefined { return this.#picked.shift(); }
  /** Those that wait for it. */
  get picked(): NextLead[] { return this.#picked.map((lead) => this.said(lead)); }
  /** Those picked that were not dialed go back, first in order. */
  unpick(): void {
    for (const lead of this.#picked.splice(0).reverse()) this.putBack(lead);
  }
  takeBound(agent: Agent): HopperLead | undefined {
    const at = this.#bound.findIndex((lead) => this.#isFor(lead, agent));
    return at < 0 ? undefined : this.#bound.splice(at, 1)[0];
  }
  /** On its way to the network: the next time its collector is asked first again. */
  dialed(lead: HopperLead): void { this.#turns.forget(lead.leadId); this.#came.forget(lead.leadId); }
  putBack(lead: HopperLead): void {
    if (this.runner.campaign.state !== 'running' || this.floor.stopping) { this.#release([lead]); return; }
    this.#placeOf(lead).unshift(lead);
    this.#orderedAt = 0;
  }
  /** New leads came, or a rule changed: look again at once. */
  wake(): void { this.#emptyUntil = 0; this.#callbacksAt = 0; }

  /** Takes leads out that may not be called any more, and gives their claims back. */
  drop(which: (lead: HopperLead) => boolean): number {
    const out = [...this.#open, ...this.#bound, ...this.#picked].filter(which);
    if (out.length === 0) return 0;
    const gone = new Set(out);
    this.#open = this.#open.filter((lead) => !gone.has(lead));
    this.#bound = this.#bound.filter((lead) => !gone.has(lead));
    this.#picked = this.#picked.filter((lead) => !gone.has(lead));
    this.#release(out);
    return out.length;
  }

  /** Keeps enough for the collectors who are ready, or will be; asks the store when it runs low. */
  refill(ready: number): void {
    const { deps } = this.floor;
    const now = deps.clock.now();
    this.#expire(now);
    this.#turn();
    this.#order(now);
    if (this.#filling || ready === 0) return;
    const { settings } = this.runner;
    const target = Math.min(settings.hopperSize, Math.max(20, ready * 6));
    const low = settings.mode !== 'manual' && this.size + this.#bound.length < target / 2 && now >= this.#emptyUntil;
    const callbacks = now >= this.#callbacksAt;
    if (!low && !callbacks) return;
    this.#filling = true;
    this.#callbacksAt = now + 2_000;
    void this.#fill(low ? Math.min(100, target - this.size) : 0, now).catch((error: unknown) => {
      this.#emptyUntil = deps.clock.now() + 2_000;
      deps.log.error({ campaign: this.runner.campaign.id, error: String(error) }, 'the hopper could not be filled');
    }).finally(() => { this.#filling = false; });
  }

  async #fill(want: number, now: Instant): Promise<void> {
    const { deps, trunks } = this.floor;
    const { runner } = this;
    const base = { campaignId: runner.campaign.id, settings: runner.settings, owner: runner.owner, now, claimUntil: now + deps.settings.lease, testGateways: trunks.allOnLoopback() };
    const readyUserIds = this.floor.freeAgents(runner.campaign, runner.node.node).map((agent) => agent.user.id);
    const due = await deps.store.run('takeCallbacks', { ...base, readyUserIds, want: 20, mineOnly: runner.settings.mode === 'manual' });
    for (const lead of [...due.leads].reverse()) this.putBack(lead);
    for (const moved of due.movedTo) {
      if (moved.userId !== null) deps.desk.push(moved.userId, { type: 'notice', at: now, level: 'warning', code: 'callback.moved', text: moved.to === null ? 'A callback was cancelled: this person may not be called any more.' : `A callback may not be made now; it is moved to ${new Date(moved.to).toISOString()}.` });
    }
    if (want > 0) {
      const filled = await deps.store.run('fillHopper', { ...base, want });
      for (const [rule, count] of Object.entries(filled.denied)) deps.metrics.count('dunwell_gate_denials_total', { rule }, count);
      for (const lead of filled.leads) this.#placeOf(lead).push(lead);
      this.#orderedAt = 0;
      const nothing = filled.leads.length === 0 && Object.keys(filled.denied).length === 0;
      if (nothing) this.#emptyUntil = Math.min(filled.nextAt ?? now + 5_000, now + 5_000);
    }
    deps.metrics.gauge('dunwell_hopper', this.#open.length + this.#bound.length, { campaign: runner.campaign.name });
    if (runner.campaign.state !== 'running') this.drop(() => true);
  }

  #isFor(lead: HopperLead, agent: Agent): boolean { return isTurnOf(this.#turns.of(lead, this.runner.settings.binding, this.floor.deps.clock.now()), agent); }
  #placeOf(lead: HopperLead): HopperLead[] {
    return this.#turns.of(lead, this.runner.settings.binding, this.floor.deps.clock.now()).kind === 'anyone' ? this.#open : this.#bound;
  }
  /** Leads whose collector and team had their time are anybody's. */
  #turn(): void {
    const free = this.#bound.filter((lead) => this.#placeOf(lead) === this.#open);
    if (free.length === 0) return;
    this.#bound = this.#bound.filter((lead) => !free.includes(lead));
    this.#open.push(...free);
    this.#orderedAt = 0;
  }
  /** By the campaign's order; where that says nothing, by who is likeliest to answer now and who waited longest. */
  #order(now: Instant): void {
    if (this.#orderedAt !== 0 && now - this.#orderedAt < ORDER_EVERY) return;
    this.#orderedAt = now;
    const came = (lead: HopperLead): Instant => this.#came.since(lead.leadId, now);
    this.#open = this.runner.shares.order(this.#open, came, now);
    this.#bound = this.runner.shares.order(this.#bound, came, now);
  }
  /** The next ones as the pacer counts them, in order. */
  next(most: number): NextLead[] { return this.#open.slice(0, most).map((lead) => this.said(lead)); }
  said(lead: HopperLead): NextLead { return { share: this.runner.shares.of(lead).value, group: null }; }
  #expire(now: Instant): void {
    const soon = now + 5_000;
    const due = (lead: HopperLead): boolean => lead.claimUntil < soon;
    if (this.#open.some(due) || this.#bound.some(due)) this.drop(due);
  }
  #release(leads: readonly HopperLead[]): void {
    const { deps } = this.floor;
    deps.store.run('releaseClaims', { leadIds: leads.map((lead) => lead.leadId), owner: this.runner.owner, now: deps.clock.now() }).catch((error: unknown) => deps.log.error({ error: String(error) }, 'claims could not be released; their lease ends'));
  }
}
