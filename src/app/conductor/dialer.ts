import type { DialMode } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import type { Denial } from '../../core/compliance/gate.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { SwitchPort } from '../ports/switch.js';
import type { Agent } from './agent.js';
import { Call, type AttemptDraft } from './call.js';
import type { CallConductor } from './call-effects.js';
import type { Floor } from './floor.js';
import type { CampaignRunner } from './runner.js';
import type { Settlement } from './settlement.js';
import { destinationOf } from './destination.js';
import type { PlacedToken } from './trunks.js';

export type Dialed = { readonly kind: 'dialing'; readonly call: Call } | { readonly kind: 'denied'; readonly denials: readonly Denial[] } | { readonly kind: 'refused'; readonly why: string };
export interface DialPlan { readonly lead: HopperLead; readonly mode: DialMode; readonly runner: CampaignRunner; readonly node: SwitchPort; readonly token: PlacedToken; readonly agent: Agent | null }

/**
 * The first of the two doors out: trunk token → permit → originate. Nothing reaches the network before the transaction that
 * asked the gate again, consumed the permit and journalled the attempt has been committed.
 */
export class OutsideDialer {
  constructor(private readonly floor: Floor, private readonly effects: CallConductor, settlement: Settlement) {
    settlement.failOver = { tryNext: (call) => this.#tryNext(call) };
  }

  async dial(plan: DialPlan): Promise<Dialed> {
    const { deps } = this.floor;
    const { lead, runner, token } = plan;
    const draft = this.#draft(plan);
    const call = new Call(draft, plan.node, runner, this.effects, deps.clock.now());
    call.token = token;
    call.ownerRole = lead.contactPoint.ownerRole;
    call.contactPartyId = lead.contactPoint.partyId;
    call.callbackId = lead.callbackId;
    call.share = runner.shares.of(lead);
    call.group = plan.agent ? null : runner.hopper.said(lead).group;
    call.facts.placed = false;
    call.triedTrunks.add(token.trunk.id);
    if (plan.agent) { call.boundTo = plan.agent; plan.agent.call = call; }
    // Known from now on, so that a payment or a stop that comes while the disk works is seen.
    this.floor.addCall(call);
    this.floor.journal.awaits(draft.id);
    const started = deps.clock.monotonic();
    let opened;
    try {
      opened = await deps.store.run('openAttempt', { attempt: draft, settings: runner.settings, ownerRole: lead.contactPoint.ownerRole, destination: destinationOf(deps.phones, token.number), testGateways: this.floor.trunks.allOnLoopback(), gauges: runner.gauges(draft.openedAt), owner: plan.lead.claimUntil > 0 ? runner.owner : null, callbackId: lead.callbackId });
    } catch (error) {
      this.floor.journal.settles(draft.id, false);
      this.#abort(call);
      this.floor.storeRefused(error);
      deps.log.error({ attempt: draft.id, error: String(error) }, 'an attempt could not be journalled, so it is not dialed');
      return { kind: 'refused', why: 'the database did not take the attempt' };
    }
    deps.metrics.observe('dunwell_commit_seconds', (deps.clock.monotonic() - started) / 1000);
    this.floor.journal.settles(draft.id, opened.kind === 'open');
    if (opened.kind !== 'open') {
      this.#abort(call);
      if (opened.kind === 'taken') return { kind: 'refused', why: opened.why };
      runner.abandonment.denied(opened.denials, deps.clock.now());
      for (const denial of opened.denials) deps.metrics.count('dunwell_gate_denials_total', { rule: denial.rule });
      return { kind: 'denied', denials: opened.denials };
    }
    if (plan.mode === 'predictive') runner.abandonment.opened();
    const stop = this.#stop(call, opened.permit.expiresAt);
    if (stop !== null) { this.#notPlaced(call, stop); return { kind: 'refused', why: stop }; }
    this.#originate(call, token);
    // Dialed for one collector (by hand, from a preview, a callback of theirs): they see the case while it rings.
    if (plan.agent) this.effects.announce(call, plan.agent);
    return { kind: 'dialing', call };
  }

  /** What came while the disk worked: why this call must not be placed any more; null when it may. */
  #stop(call: Call, expiresAt: number): string | null {
    const { deps, stopping } = this.floor;
    if (call.forbidden !== null) return call.forbidden;
    if (call.state !== 'intent') return 'it was ended before it was placed';
    if (stopping) return 'the server stops';
    if (deps.clock.now() >= expiresAt) return 'the permit expired';
    return this.floor.open(call.node) ? null : 'the switch went away';
  }

  #originate(call: Call, token: PlacedToken): void {
    const { deps } = this.floor;
    const { runner } = call;
    const node = call.node;
    call.recording = runner?.settings.record ? call.attempt.recordingPath : null;
    const leg = call.leg;
    call.facts.placed = true;
    call.facts.sentAt = deps.clock.now();
    this.floor.recovery.dialed(node.node);
    node.originate({
      leg, kind: 'customer', to: { kind: 'gateway', gateway: token.trunk.gateway, dial: token.dial }, ...(token.callerId === null ? {} : { callerId: token.callerId }),
      ringTimeout: runner?.settings.ringTimeout ?? 30_000, deadMan: deps.settings.deadMan, parkAfterBridge: true,
      variables: { dunwell_kind: 'customer', dunwell_attempt: call.attempt.id, ...(call.attempt.leadId === null ? {} : { dunwell_lead: call.attempt.leadId }), ...(call.attempt.campaignId === null ? {} : { dunwell_campaign: call.attempt.campaignId }) },
      ...(call.recording === null ? {} : { recordTo: `${deps.settings.recordings}/${call.recording}` }),
    }).then((reply) => {
      if (call.leg !== leg || reply.kind === 'ok') return;
      if (reply.kind === 'unknown') { call.apply('jobUnknown'); return; }
      call.facts.jobCause = reply.cause;
      call.facts.placed = reply.placed;
      call.apply(reply.placed ? 'jobFailed' : 'jobRefused');
    }, (error: unknown) => {
      deps.log.error({ attempt: call.attempt.id, error: String(error) }, 'an originate broke');
      call.apply('jobUnknown');
    });
    this.effects.run(call, 'startRingTimer');
    this.floor.journal.note(call.attempt.id, 'placed', { trunk: token.trunk.gateway }, { placedAt: deps.clock.now() });
  }

  /** The next trunk, under a fresh permit within the same attempt: only when the INVITE certainly rang nobody. */
  #tryNext(call: Call): boolean {
    const { deps, trunks } = this.floor;
    const { runner } = call;
    if (runner?.campaign.state !== 'running' || this.floor.stopping || !this.floor.open(call.node) || call.forbidden !== null) return false;
    const sealed = call.attempt.phoneSealed;
    const number = deps.vault.open('phone', sealed);
    const answer = trunks.acquire(call.node.node, runner.settings.trunks, number, deps.clock.now(), call.attempt.entityId, call.triedTrunks);
    if (answer.kind !== 'token') return false;
    // Whoever refused the number shown is not called with another one: that would be getting past their block.
    if (call.facts.leg?.sipStatus === 403 && answer.token.callerId !== call.attempt.callerId) { trunks.release(answer.token, null, deps.clock.now()); return false; }
    const leg = deps.ids.id();
    const attempt: AttemptDraft = { ...call.attempt, legId: leg, trunk: answer.token.trunk.gateway, callerId: answer.token.callerId, rate: answer.token.hold?.rate ?? null, openedAt: deps.clock.now() };
    const next = new Call(attempt, call.node, runner, this.effects, deps.clock.now());
    next.token = answer.token;
    next.ownerRole = call.ownerRole;
    next.contactPartyId = call.contactPartyId;
    next.boundTo = call.boundTo;
    next.callbackId = call.callbackId;
    next.share = call.share;
    next.group = call.group;
    if (next.boundTo?.call === call) next.boundTo.call = next;
    for (const tried of call.triedTrunks) next.triedTrunks.add(tried);
    next.triedTrunks.add(answer.token.trunk.id);
    next.facts.leg = call.facts.leg;
    next.facts.jobCause = call.facts.jobCause;
    next.facts.placed = call.facts.placed;
    next.facts.placedEarlier = call.facts.placed || call.facts.placedEarlier;
    this.floor.dropCall(call);
    this.floor.addCall(next);
    deps.store.run('renewPermit', { attempt, settings: runner.settings, ownerRole: next.ownerRole, destination: destinationOf(deps.phones, answer.token.number), testGateways: trunks.allOnLoopback(), gauges: runner.gauges(attempt.openedAt) }).then((opened) => {
      if (opened.kind === 'open' && this.#stop(next, opened.permit.expiresAt) === null) { next.facts.leg = null; next.facts.jobCause = null; this.#originate(next, answer.token); return; }
      // No fresh permit: the attempt ends as the first trunk left it.
      next.triedTrunks.clear();
      for (const line of trunks.views(deps.clock.now())) { const trunk = trunks.byGateway(line.node, line.gateway); if (trunk) next.triedTrunks.add(trunk.id); }
      next.apply('gone');
    }, (error: unknown) => { deps.log.error({ attempt: attempt.id, error: String(error) }, 'a permit could not be renewed'); next.forbidden = 'no permit'; next.apply('gone'); });
    return true;
  }

  /** The transaction refused: the attempt was never journalled. */
  #abort(call: Call): void {
    call.forget();
    this.floor.giveBack(call);
    this.floor.dropCall(call);
    const bound = call.boundTo;
    if (bound?.call === call) bound.released();
  }
  /** Journalled, but nothing left us. */
  #notPlaced(call: Call, why: string): void {
    call.facts.placed = false;
    call.facts.jobCause = why;
    call.apply('jobRefused');
  }

  #draft(plan: DialPlan): AttemptDraft {
    const { deps } = this.floor;
    const { lead, runner, token } = plan;
    const now = deps.clock.now();
    const id = deps.ids.id();
    const script = runner.scriptFor(lead.stage);
    return {
      id, leadId: lead.leadId, caseId: lead.caseId, partyId: lead.partyId, campaignId: runner.campaign.id, listId: lead.listId, entityId: lead.entityId, teamId: lead.teamId, accountIds: lead.accountIds,
      direction: 'outbound', mode: plan.mode, kind: runner.settings.kind, contactPointId: lead.contactPoint.id, phoneIndex: lead.contactPoint.valueIndex, phoneSealed: lead.contactPoint.valueSealed, phoneMasked: lead.contactPoint.masked,
      node: plan.node.node, legId: deps.ids.id(), trunk: token.trunk.gateway, callerId: token.callerId, rate: token.hold?.rate ?? null,
      stage: lead.stage, daysPastDue: lead.daysPastDue, risk: lead.risk, scriptId: script?.id ?? null, scriptVersion: script?.version ?? null, userId: plan.agent?.user.id ?? null,
      openedAt: now, placedAt: null, rangAt: null, answeredAt: null, bridgedAt: null, endedAt: null, outcome: null, hangupCause: null, sipStatus: null, q850: null, blame: null,
      waitMs: null, abandonedBy: null, messagePlayed: false, dispositionCode: null, disposedAt: null, disposedBy: null,
      statementsDue: null, statementsSaid: null, recordingPath: runner.settings.record ? recordingPath(this.floor, runner.settings.zone, id) : null,
    };
  }
}

/** `YYYY/MM/DD/ATTEMPT.wav` by the campaign's local date; relative to the recordings folder. */
export function recordingPath(floor: Floor, zone: string, attemptId: Id): string {
  return `${floor.today(zone).replaceAll('-', '/')}/${attemptId}.wav`;
}
