import type { Id, Instant } from '../../core/units.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { Floor } from './floor.js';
import type { CampaignRunner } from './runner.js';

/** Claimed leads of one campaign, in dialing order. Claims have a lease; what is not dialed in time goes back. */
export class Hopper {
  /** For anyone, and for one collector alone; each in dialing order. */
  #open: HopperLead[] = [];
  #bound: HopperLead[] = [];
  #filling = false;
  #emptyUntil: Instant = 0;
  #callbacksAt: Instant = 0;
  constructor(private readonly floor: Floor, private readonly runner: CampaignRunner) {}

  /** Leads anyone may be given; those bound to one collector are not counted. */
  get size(): number { return this.#open.length; }
  get hasBound(): boolean { return this.#bound.length > 0; }
  find(leadId: Id): HopperLead | undefined { return this.#open.find((lead) => lead.leadId === leadId) ?? this.#bound.find((lead) => lead.leadId === leadId); }
  boundFor(userId: Id): boolean { return this.#bound.some((lead) => lead.boundUserId === userId); }

  take(): HopperLead | undefined { return this.#open.shift(); }
  takeBound(userId: Id): HopperLead | undefined {
    const at = this.#bound.findIndex((lead) => lead.boundUserId === userId);
    return at < 0 ? undefined : this.#bound.splice(at, 1)[0];
  }
  putBack(lead: HopperLead): void {
    if (this.runner.campaign.state !== 'running' || this.floor.stopping) { this.#release([lead]); return; }
    (lead.boundUserId === null ? this.#open : this.#bound).unshift(lead);
  }
  /** New leads came, or a rule changed: look again at once. */
  wake(): void { this.#emptyUntil = 0; this.#callbacksAt = 0; }

  /** Takes leads out that may not be called any more, and gives their claims back. */
  drop(which: (lead: HopperLead) => boolean): number {
    const out = [...this.#open, ...this.#bound].filter(which);
    if (out.length === 0) return 0;
    const gone = new Set(out);
    this.#open = this.#open.filter((lead) => !gone.has(lead));
    this.#bound = this.#bound.filter((lead) => !gone.has(lead));
    this.#release(out);
    return out.length;
  }

  /** Keeps enough for the collectors who are ready; asks the store when it runs low. */
  refill(ready: number): void {
    const { deps } = this.floor;
    const now = deps.clock.now();
    this.#expire(now);
    if (this.#filling || ready === 0) return;
    const { settings } = this.runner;
    const target = Math.min(settings.hopperSize, Math.max(20, ready * 6));
    const low = settings.mode !== 'manual' && this.size < target / 2 && now >= this.#emptyUntil;
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
      for (const lead of filled.leads) (lead.boundUserId === null ? this.#open : this.#bound).push(lead);
      const nothing = filled.leads.length === 0 && Object.keys(filled.denied).length === 0;
      if (nothing) this.#emptyUntil = Math.min(filled.nextAt ?? now + 5_000, now + 5_000);
    }
    deps.metrics.gauge('dunwell_hopper', this.#open.length + this.#bound.length, { campaign: runner.campaign.name });
    if (runner.campaign.state !== 'running') this.drop(() => true);
  }

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
