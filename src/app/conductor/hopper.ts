import type { NextLead } from '../../core/pacing/types.js';
import type { Id, Instant, Millis } from '../../core/units.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { Agent } from './agent.js';
import { groupOfTeam, isTurnOf, Turns, type Turn } from './binding.js';
import { FirstSeen } from './first-seen.js';
import type { Floor } from './floor.js';
import type { CampaignRunner } from './runner.js';

/** Answer shares move with the hour and with what is learned: leads are put in order again this often. */
const ORDER_EVERY: Millis = 1_000;

const NOBODY: readonly NextLead[] = [];
const isOfOne = (lead: HopperLead): boolean => lead.boundUserId !== null;

/** Claimed leads of one campaign, in dialing order. Claims have a lease; what is not dialed in time goes back. */
export class Hopper {
  /** The pacer's: for anyone, and where it dials ahead also for one team. And those dialed for one person alone. Each in dialing order. */
  #open: HopperLead[] = [];
  #bound: HopperLead[] = [];
  /** Picked by a decision, waiting for the trunks' rhythm; what was said of them then holds until they are dialed. */
  #picked: HopperLead[] = [];
  readonly #pickedAs = new WeakMap<HopperLead, NextLead>();
  readonly #turns = new Turns();
  readonly #came = new FirstSeen();
  #filling = false;
  /** When the open ones were put in order last; 0: one came since. */
  #orderedAt: Instant = 0;
  #emptyUntil: Instant = 0;
  #callbacksAt: Instant = 0;
  constructor(private readonly floor: Floor, private readonly runner: CampaignRunner) {}

  /** Leads the pacer may choose from; those dialed for one person alone are not counted. */
  get size(): number { return this.#open.length; }
  get hasBound(): boolean { return this.#bound.length > 0; }
  find(leadId: Id): HopperLead | undefined { return this.#open.find((lead) => lead.leadId === leadId) ?? this.#bound.find((lead) => lead.leadId === leadId) ?? this.#picked.find((lead) => lead.leadId === leadId); }
  boundFor(agent: Agent): boolean { return this.#bound.some((lead) => this.#isFor(lead, agent)); }

  take(): HopperLead | undefined { return this.#open.shift(); }
  /** Takes leads by their places in order (ascending), to be dialed one after another. */
  pick(places: readonly number[]): void {
    const chosen = new Set(places);
    for (const [at, lead] of this.#open.entries()) if (chosen.has(at)) { this.#pickedAs.set(lead, this.said(lead)); this.#picked.push(lead); }
    this.#open = this.#open.filter((_, at) => !chosen.has(at));
  }
  /** The next picked one. */
  takePicked(): HopperLead | undefined { return this.#picked.shift(); }
  /** Those that wait for it. */
  get picked(): readonly NextLead[] { return this.#picked.length === 0 ? NOBODY : this.#picked.map((lead) => this.said(lead)); }
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
    this.#pickedAs.delete(lead);
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

  /** Keeps enough for the collectors who are ready, or will be; asks the store when it runs low. Leads of people who are not here don't count; they too fill the hopper's size. */
  refill(here: readonly Agent[]): void {
    const { deps } = this.floor;
    const now = deps.clock.now();
    this.#expire(now);
    this.#turn();
    this.#order(now);
    if (this.#filling || here.length === 0) return;
    const { settings } = this.runner;
    const lacking = this.#lacking(here, now);
    const low = settings.mode !== 'manual' && lacking > 0 && this.#open.length + this.#bound.length < settings.hopperSize && now >= this.#emptyUntil;
    const callbacks = now >= this.#callbacksAt;
    if (!low && !callbacks) return;
    this.#filling = true;
    this.#callbacksAt = now + 2_000;
    void this.#fill(low ? Math.min(100, lacking) : 0, now).catch((error: unknown) => {
      this.#emptyUntil = deps.clock.now() + 2_000;
      deps.log.error({ campaign: this.runner.campaign.id, error: String(error) }, 'the hopper could not be filled');
    }).finally(() => { this.#filling = false; });
  }

  async #fill(want: number, now: Instant): Promise<void> {
    const { deps, trunks } = this.floor;
    const { runner } = this;
    const base = { campaignId: runner.campaign.id, settings: runner.settings, owner: runner.owner, now, claimUntil: now + deps.settings.lease, testGateways: trunks.allOnLoopback(), gauges: runner.gauges(now) };
    const readyUserIds = this.floor.freeAgents(runner.campaign, runner.node.node).map((agent) => agent.user.id);
    const due = await deps.store.run('takeCallbacks', { ...base, readyUserIds, want: 20, mineOnly: runner.settings.mode === 'manual' });
    for (const lead of [...due.leads].reverse()) this.putBack(lead);
    for (const moved of due.movedTo) {
      if (moved.userId !== null) deps.desk.push(moved.userId, { type: 'notice', at: now, level: 'warning', code: 'callback.moved', text: moved.to === null ? 'A callback was cancelled: this person may not be called any more.' : `A callback may not be made now; it is moved to ${new Date(moved.to).toISOString()}.` });
    }
    if (want > 0) {
      const filled = await deps.store.run('fillHopper', { ...base, want });
      runner.abandonment.filled({ gauge: filled.gauge, levels: filled.levels, claimed: filled.leads.length > 0 }, now);
      for (const [rule, count] of Object.entries(filled.denied)) deps.metrics.count('dunwell_gate_denials_total', { rule }, count);
      for (const lead of filled.leads) this.#placeOf(lead).push(lead);
      this.#orderedAt = 0;
      const nothing = filled.leads.length === 0 && Object.keys(filled.denied).length === 0;
      if (nothing) this.#emptyUntil = Math.min(filled.nextAt ?? now + 5_000, now + 5_000);
    }
    deps.metrics.gauge('dunwell_hopper', this.#open.length + this.#bound.length, { campaign: runner.campaign.name });
    if (runner.campaign.state !== 'running') this.drop(() => true);
  }

  /** How many leads to ask for: where leads are bound, what the team lacks that has the fewest its people may be given. */
  #lacking(here: readonly Agent[], now: Instant): number {
    const { binding, hopperSize } = this.runner.settings;
    const short = (people: number, leads: number): number => {
      const target = Math.min(hopperSize, Math.max(20, people * 6));
      return leads < target / 2 ? target - leads : 0;
    };
    if (binding === null && this.#bound.length === 0) return short(here.length, this.#open.length);
    const teams = new Map<Id | null, Set<Id>>();
    for (const { user } of here) teams.set(user.teamId, (teams.get(user.teamId) ?? new Set<Id>()).add(user.id));
    const turns = [...this.#open, ...this.#bound].map((lead) => this.#turns.of(lead, binding, now));
    return Math.max(...[...teams].map(([team, people]) => short(people.size, turns.filter((turn) => turn.kind === 'anyone' || (turn.kind === 'one' ? people.has(turn.userId) : turn.teamId === team)).length)));
  }
  #turnOf(lead: HopperLead): Turn { return this.#turns.of(lead, this.runner.settings.binding, this.floor.deps.clock.now()); }
  #isFor(lead: HopperLead, agent: Agent): boolean { return isTurnOf(this.#turnOf(lead), agent); }
  #placeOf(lead: HopperLead): HopperLead[] {
    const { kind } = this.#turnOf(lead);
    return kind === 'anyone' || (kind === 'team' && this.runner.dialsAhead) ? this.#open : this.#bound;
  }
  /** Leads whose collector had their time are the team's, then anybody's; and where rules or mode changed, each goes where it belongs now. */
  #turn(): void {
    const { binding } = this.runner.settings;
    // Without a rule only leads of one person are bound: almost always all are where they belong.
    if (binding === null && !this.#open.some(isOfOne) && this.#bound.every(isOfOne)) return;
    const [open, bound] = [this.#open, this.#bound];
    const [freed, taken] = [bound.filter((lead) => this.#placeOf(lead) === open), open.filter((lead) => this.#placeOf(lead) === bound)];
    if (freed.length + taken.length === 0) return;
    this.#open = [...open.filter((lead) => !taken.includes(lead)), ...freed];
    this.#bound = [...bound.filter((lead) => !freed.includes(lead)), ...taken];
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
  next(most: number): NextLead[] {
    const next: NextLead[] = [];
    for (const lead of this.#open) {
      if (next.length >= most) break;
      next.push(this.said(lead));
    }
    return next;
  }
  /** A team's turn is a group: its people alone may take the answer. */
  said(lead: HopperLead): NextLead {
    const picked = this.#pickedAs.get(lead);
    if (picked) return picked;
    const share = this.runner.shares.of(lead);
    const turn = this.#turnOf(lead);
    return turn.kind === 'team' ? { share: share.value, group: groupOfTeam(turn.teamId) } : share.next;
  }
  /** Without a rule no lead is a team's. */
  get hasGroups(): boolean { return this.runner.settings.binding !== null && this.#open.some((lead) => this.#turnOf(lead).kind === 'team'); }
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
