import type { Campaign } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { CommandAnswer } from '../conductor-api.js';
import type { DeskCommand } from '../ports/desk.js';
import type { Timer } from '../ports/system.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { Agent } from './agent.js';
import type { OutsideDialer } from './dialer.js';
import type { Floor } from './floor.js';
import type { Popper } from './pop.js';
import type { CampaignRunner } from './runner.js';
import { refusalOf } from './destination.js';
import { trunkTurn } from './trunk-turn.js';

interface Offer { readonly runner: CampaignRunner; readonly lead: HopperLead; readonly timer: Timer | null }

/** Calls a collector starts: by hand, or from a preview. The gate, the trunk and the journal are the same as for the machine's calls. */
export class HandDialing {
  readonly #offers = new Map<Id, Offer>();
  constructor(private readonly floor: Floor, private readonly dialer: OutsideDialer, private readonly popper: Popper) {}

  async manual(agent: Agent, command: DeskCommand & { type: 'manualDial' }): Promise<Result<CommandAnswer>> {
    const runner = this.floor.runners.get(command.campaignId);
    if (!runner || !this.floor.serves(agent, runner.campaign)) return fail('campaign.unknown', 'no such campaign of yours');
    if (runner.campaign.state !== 'running') return fail('campaign.not_running', `the campaign is ${runner.campaign.state}`);
    const lead = command.leadId !== undefined ? await this.#ofLead(runner, command.leadId, command.contactPointId) : await this.#ofNumber(runner, command.number ?? '');
    return lead.ok ? this.#dial(agent, runner, lead.value, 'manual') : lead;
  }

  offer(runner: CampaignRunner, agent: Agent, lead: HopperLead): void {
    const { deps } = this.floor;
    const { limit, autoDial } = runner.settings.preview;
    agent.preview = lead.leadId;
    const until = limit > 0 ? deps.clock.now() + limit : null;
    const timer = limit > 0 ? deps.clock.after(limit, () => {
      if (autoDial) void this.takePreview(agent, lead.leadId).then((taken) => { if (!taken.ok) this.#withdraw(agent, taken.error.text); });
      else this.#withdraw(agent, 'not taken in time');
    }) : null;
    this.#offers.set(agent.user.id, { runner, lead, timer });
    this.popper.read(lead.caseId, lead.leadId, agent, runner.scriptFor(lead.stage) ?? null).then((pop) => {
      if (agent.preview !== lead.leadId) return;
      if (!pop.ok) { this.#withdraw(agent, pop.error.text); return; }
      deps.desk.push(agent.user.id, { type: 'preview', at: deps.clock.now(), pop: pop.value, mode: 'preview', until });
    }, (error: unknown) => { deps.log.error({ error: String(error) }, 'a preview could not be read'); this.#withdraw(agent, 'the case can not be read'); });
  }

  async takePreview(agent: Agent, leadId: Id, contactPointId?: Id): Promise<Result<CommandAnswer>> {
    const offer = this.#offers.get(agent.user.id);
    if (offer?.lead.leadId !== leadId) return fail('preview.gone', 'this preview is not yours any more');
    if (contactPointId !== undefined && contactPointId !== offer.lead.contactPoint.id) {
      const other = await this.#ofLead(offer.runner, leadId, contactPointId);
      if (!other.ok) return other;
      if (this.#offers.get(agent.user.id) !== offer) return fail('preview.gone', 'this preview is not yours any more');
      this.#close(agent);
      return this.#dial(agent, offer.runner, { ...other.value, claimUntil: offer.lead.claimUntil }, 'preview');
    }
    this.#close(agent);
    return this.#dial(agent, offer.runner, offer.lead, 'preview');
  }

  skipPreview(agent: Agent, leadId: Id, reason: string): Result<CommandAnswer> {
    const offer = this.#offers.get(agent.user.id);
    if (offer?.lead.leadId !== leadId) return fail('preview.gone', 'this preview is not yours any more');
    const { deps } = this.floor;
    this.#close(agent);
    deps.store.run('restLead', { leadId, owner: offer.runner.owner, because: `skipped: ${reason.slice(0, 100)}`, nextAt: deps.clock.now() + 3_600_000, at: deps.clock.now() }).catch((error: unknown) => deps.log.error({ lead: leadId, error: String(error) }, 'a skipped lead could not be put aside; its lease ends'));
    deps.desk.push(agent.user.id, { type: 'previewGone', at: deps.clock.now(), leadId, why: 'skipped' });
    return ok({ kind: 'done' });
  }

  /** The collector paused or left, or the lead may not be called any more. */
  withdrawFrom(agent: Agent, why: string): void { if (this.#offers.has(agent.user.id)) this.#withdraw(agent, why); }

  /** The campaign rests: nothing of it may be dialed from a desk any more. */
  withdrawAll(runner: CampaignRunner, why: string): void {
    for (const [userId, offer] of [...this.#offers]) { const agent = this.floor.agents.get(userId); if (offer.runner === runner && agent) this.#withdraw(agent, why); }
  }

  #withdraw(agent: Agent, why: string): void {
    const offer = this.#offers.get(agent.user.id);
    if (!offer) return;
    this.#close(agent);
    offer.runner.hopper.putBack(offer.lead);
    this.floor.deps.desk.push(agent.user.id, { type: 'previewGone', at: this.floor.deps.clock.now(), leadId: offer.lead.leadId, why });
  }
  #close(agent: Agent): void {
    this.#offers.get(agent.user.id)?.timer?.cancel();
    this.#offers.delete(agent.user.id);
    agent.preview = null;
  }

  async #dial(agent: Agent, runner: CampaignRunner, lead: HopperLead, mode: 'manual' | 'preview'): Promise<Result<CommandAnswer>> {
    const { deps, trunks } = this.floor;
    const back = (): void => {
      if (mode !== 'preview') return;
      runner.hopper.putBack(lead);
      deps.desk.push(agent.user.id, { type: 'previewGone', at: deps.clock.now(), leadId: lead.leadId, why: 'it could not be dialed now' });
    };
    if (runner.campaign.state !== 'running') { back(); return fail('campaign.not_running', `the campaign is ${runner.campaign.state}`); }
    if ((agent.state !== 'ready' && agent.state !== 'paused') || agent.call !== null) { back(); return fail('agent.not_ready', 'finish your call first'); }
    if (agent.leg.state !== 'parked') { agent.leg.apply('wanted'); back(); return fail('agent.leg_down', 'your phone’s line is not up yet'); }
    if (agent.node !== runner.node.node) { back(); return fail('agent.wrong_node', 'your phone’s line is on another switch than this campaign'); }
    const trouble = runner.trouble();
    if (trouble !== null) { back(); return fail('dial.trouble', trouble); }
    const number = deps.vault.open('phone', lead.contactPoint.valueSealed);
    agent.after = agent.state === 'paused' ? 'paused' : 'ready';
    agent.afterReason = agent.reason;
    // Reserved first: while a place on the trunk is awaited nobody else may be given to them.
    if (!agent.apply('reserved')) { back(); return fail('agent.not_ready', 'finish your call first'); }
    const answer = await trunkTurn(this.floor, runner.node.node, runner.settings.trunks, number, lead.entityId);
    const changed = this.#changed(agent, runner);
    if (answer.kind !== 'token' || changed !== null) {
      if (answer.kind === 'token') trunks.release(answer.token, null, deps.clock.now());
      back();
      agent.released();
      return changed ?? fail('trunk.none', answer.kind === 'none' ? answer.why : 'the trunks are busy, try again');
    }
    const dialed = await this.dialer.dial({ lead, mode, runner, node: runner.node, token: answer.token, agent });
    if (dialed.kind === 'denied') return refusalOf(dialed.denials);
    if (dialed.kind === 'refused') return fail('dial.refused', dialed.why);
    return ok({ kind: 'dialing', attemptId: dialed.call.attempt.id });
  }

  /** What came while a place on the trunk was awaited. */
  #changed(agent: Agent, runner: CampaignRunner): ReturnType<typeof fail> | null {
    if (runner.campaign.state !== 'running') return fail('campaign.not_running', `the campaign is ${runner.campaign.state}`);
    if (agent.after === 'offline') return fail('agent.not_ready', 'you logged out');
    return agent.leg.state === 'parked' ? null : fail('agent.leg_down', 'your phone’s line dropped');
  }

  async #ofLead(runner: CampaignRunner, leadId: Id, contactPointId: Id | undefined): Promise<Result<HopperLead>> {
    const { deps, trunks } = this.floor;
    const lead = await deps.store.get('lead', leadId);
    if (lead?.campaignId !== runner.campaign.id) return fail('lead.unknown', 'no such lead in this campaign');
    const prepared = await deps.store.run('prepareLead', { leadId, settings: runner.settings, now: deps.clock.now(), testGateways: trunks.allOnLoopback(), gauges: runner.gauges(deps.clock.now()), mode: 'manual', ...(contactPointId === undefined ? {} : { contactPointId }) });
    if (!prepared) return fail('lead.unknown', 'no such lead');
    return 'lead' in prepared ? ok(prepared.lead) : refusalOf(prepared.denials);
  }

  /** A number typed by hand is dialed only if it belongs to a lead of the campaign: whose debt it is about must be known. */
  async #ofNumber(runner: CampaignRunner, raw: string): Promise<Result<HopperLead>> {
    const { deps } = this.floor;
    const number = deps.phones.normalise(raw, runner.settings.defaultCountry);
    if (!number.ok) return number;
    const points = await deps.store.find('contactPoint', { where: { valueIndex: deps.vault.index('phone', number.value.e164), kind: 'phone' } });
    for (const point of points) {
      const leads = await this.#leadsOf(runner.campaign, point.partyId);
      if (leads[0]) return this.#ofLead(runner, leads[0].id, point.id);
    }
    return fail('number.unknown', 'this number belongs to no lead of the campaign', '/number');
  }
  #leadsOf(campaign: Campaign, partyId: Id): Promise<{ readonly id: Id }[]> {
    return this.floor.deps.store.find('lead', { where: { campaignId: campaign.id, partyId }, limit: 1 });
  }
}
