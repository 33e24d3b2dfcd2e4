import { workedAccounts } from '../../core/collections/placement-machine.js';
import { maskPhone } from '../../core/phone/index.js';
import type { ContactPoint } from '../../core/records/index.js';
import type { SwitchEvent, SwitchPort } from '../ports/switch.js';
import { Call, type AttemptDraft, type CallEffects } from './call.js';
import { recordingPath } from './dialer.js';
import type { Floor } from './floor.js';

/**
 * A debtor rings the number they were shown: they hear who called and how to reach them, the call is written down as a
 * contact of their case, and a free collector of that case's team takes it.
 */
export class Inbound {
  constructor(private readonly floor: Floor, private readonly effects: CallEffects) {}

  async take(node: SwitchPort, event: SwitchEvent & { type: 'parked' }): Promise<void> {
    const { deps } = this.floor;
    const inbound = event.inbound;
    if (!inbound) return;
    const trunk = inbound.gateway === undefined ? undefined : this.floor.trunks.byGateway(node.node, inbound.gateway);
    const number = deps.phones.normalise(inbound.from, this.#country());
    const e164 = number.ok ? number.value.e164 : null;
    const known = e164 === null ? undefined : await this.#who(deps.vault.index('phone', e164));
    const operator = (await deps.store.find('entity', { where: { kind: 'operator' }, limit: 1 }))[0];
    const entityId = known?.entityId ?? operator?.id;
    if (entityId === undefined) { void node.kill(event.leg, 'CALL_REJECTED'); return; }
    const runner = known?.campaignId === undefined ? null : this.floor.runners.get(known.campaignId) ?? null;
    const now = deps.clock.now();
    const id = deps.ids.id();
    const attempt: AttemptDraft = {
      id, leadId: known?.leadId ?? null, caseId: known?.caseId ?? null, partyId: known?.point.partyId ?? null, campaignId: runner?.campaign.id ?? null, listId: null, entityId, teamId: known?.teamId ?? null, accountIds: known?.accountIds ?? [],
      direction: 'inbound', mode: 'inbound', kind: 'interactive', contactPointId: known?.point.id ?? null, phoneIndex: e164 === null ? 'withheld' : deps.vault.index('phone', e164), phoneSealed: deps.vault.seal('phone', e164 ?? 'withheld'), phoneMasked: e164 === null ? 'withheld' : maskPhone(e164),
      node: node.node, legId: event.leg, trunk: trunk?.gateway ?? inbound.gateway ?? null, callerId: /^\+?\d{3,20}$/.test(inbound.to) ? inbound.to : null, stage: null, daysPastDue: null, risk: null, scriptId: null, scriptVersion: null, userId: null,
      openedAt: now, placedAt: null, rangAt: now, answeredAt: null, bridgedAt: null, endedAt: null, outcome: null, hangupCause: null, sipStatus: null, q850: null, blame: null, waitMs: null, abandonedBy: null, messagePlayed: false,
      dispositionCode: null, disposedAt: null, disposedBy: null, rate: null, statementsDue: null, statementsSaid: null, recordingPath: recordingPath(this.floor, runner?.settings.zone ?? this.floor.zone, id),
    };
    const call = new Call(attempt, node, runner, this.effects, now);
    call.inbound = true;
    call.state = 'parked';
    call.facts.rangAt = now;
    call.facts.parkedAt = now;
    if (trunk) call.token = this.floor.trunks.occupy(trunk);
    call.ownerRole = known?.point.ownerRole ?? 'unknown';
    this.floor.addCall(call);
    await deps.store.run('openInbound', { attempt });
    void node.setVariable(event.leg, 'dunwell_kind', 'customer');
    void node.setVariable(event.leg, 'dunwell_attempt', id);
    void node.armDeadMan(event.leg, deps.settings.messageLimit);
    const answered = await node.answer(event.leg);
    if (answered.kind !== 'ok') { call.apply('hangUpAsked'); return; }
    if (attempt.recordingPath !== null) void node.record(event.leg, 'start', `${deps.settings.recordings}/${attempt.recordingPath}`);
  }

  #country(): string { return this.floor.runners.values().next().value?.settings.defaultCountry ?? 'CN'; }

  /** The newest open lead of somebody whose number this is; debtors first. */
  async #who(index: string): Promise<{ readonly point: ContactPoint; readonly leadId: string | null; readonly caseId: string; readonly campaignId: string | undefined; readonly entityId: string; readonly teamId: string | null; readonly accountIds: readonly string[] } | undefined> {
    const { store } = this.floor.deps;
    const points = await store.find('contactPoint', { where: { valueIndex: index, kind: 'phone' }, limit: 20 });
    for (const point of [...points].sort((a, b) => Number(b.ownerRole === 'debtor') - Number(a.ownerRole === 'debtor'))) {
      const found = (await store.find('case', { where: { partyId: point.partyId }, order: [{ by: 'createdAt', down: true }], limit: 1 }))[0];
      if (!found) continue;
      const lead = (await store.find('lead', { where: { caseId: found.id }, order: [{ by: 'createdAt', down: true }], limit: 1 }))[0];
      const links = await store.find('caseAccount', { where: { caseId: found.id } });
      const placements = new Map((await store.find('placement', { where: { id: { in: links.map((link) => link.placementId) } }, limit: 1000 })).map((one) => [one.id, one.state]));
      return { point, leadId: lead?.id ?? null, caseId: found.id, campaignId: lead?.campaignId, entityId: found.entityId, teamId: found.teamId, accountIds: workedAccounts(links, (placementId) => placements.get(placementId)) };
    }
    return undefined;
  }
}
