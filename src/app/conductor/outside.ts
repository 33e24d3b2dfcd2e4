import { DUTY_TO_PAY, type Attempt, type ContactPoint } from '../../core/records/index.js';
import { prefixPlaces } from '../../core/compliance/numbering.js';
import { maskPhone } from '../../core/phone/index.js';
import { deriveUnanswered } from '../../core/call/derive.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { HangupCause, LegFacts, SwitchEvent, SwitchPort } from '../ports/switch.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';
import { destinationOf, refusalOf } from './destination.js';
import { settleAttempt } from './settle.js';
import { trunkTurn } from './trunk-turn.js';
import type { PlacedToken } from './trunks.js';

type LegEvent = Exclude<SwitchEvent, { type: 'up' | 'down' | 'gateway' }>;

/** A leg to somebody outside whom a collector brings into a call: a blind transfer or a third in a conference. It has its own attempt and permit. */
export class OutsideLeg {
  #state: 'dialing' | 'answered' | 'joined' | 'ended' = 'dialing';
  #answered = false;
  #parked = false;
  #heard = false;
  #answeredAt: number | null = null;
  #rang = false;
  /** It rings, and the network sends no sound of it. */
  #silent = false;
  #closing = false;
  cause: string | null = null;
  /** In a consultation (consult.ts) the line comes back into park between bridges; then this is told, and the line lives on. */
  consult: { changed(): void; playedOut(): void } | null = null;
  /** Whose number it is, where on file. */
  contactPartyId: Id | null = null;
  constructor(private readonly floor: Floor, readonly attempt: Omit<Attempt, 'version' | 'createdAt' | 'updatedAt' | 'permitId'>, readonly node: SwitchPort, readonly parent: Call, private readonly token: PlacedToken, /** ISO 3166, of the number. */ readonly region: string | null, private readonly joined: (leg: OutsideLeg) => void, private readonly over: (leg: OutsideLeg, wasJoined: boolean) => void) {}

  on(event: LegEvent): void {
    switch (event.type) {
      case 'ringing': this.#rang = true; this.#silent = !event.earlyMedia; this.consult?.changed(); return;
      case 'answered': this.#answered = true; this.#answeredAt = this.floor.deps.clock.now(); this.#maybeJoin(); return;
      case 'parked':
        if (this.#state === 'joined' && this.consult !== null) { this.#parked = true; this.consult.changed(); return; }
        if (this.#state === 'joined') { this.hangUp(); return; }
        this.#parked = true;
        this.#maybeJoin();
        if (this.#state === 'dialing') this.consult?.changed();
        return;
      case 'unparked': this.#parked = false; return;
      case 'playStopped': this.consult?.playedOut(); return;
      case 'gone': this.end(event.facts); return;
      default: return;
    }
  }
  #maybeJoin(): void {
    if (this.#state !== 'dialing' || !this.#answered || (!this.#parked && !this.#heard)) return;
    if (!this.parent.held && this.parent.state !== 'talking') { this.hangUp(); return; }
    this.#state = 'joined';
    void this.node.disarmDeadMan(this.attempt.legId);
    this.joined(this);
  }
  /** Answered, and in park by the switch's last word. */
  get standing(): boolean { return this.#state === 'joined' && this.#parked; }
  get answered(): boolean { return this.#answered; }
  /** The network says that it rings, and nothing of how that sounds. */
  get rings(): boolean { return this.#silent && !this.#answered; }
  /** In park before its answer: the network sends what the caller is to hear. */
  get sounding(): boolean { return this.#state === 'dialing' && this.#parked && !this.#answered; }
  /** It is bridged before its answer. */
  heard(): void { this.#heard = true; }
  /** Not wanted any more, by a consultation. */
  drop(): void { this.consult = null; this.hangUp(); }
  hangUp(cause: HangupCause = 'NORMAL_CLEARING'): void {
    // One is insisted on at a time.
    if (this.#closing) return;
    this.#closing = true;
    this.#insist(cause);
  }
  /** The order may be lost, or its last word: asked until the leg is gone, as nobody waits for it any more. */
  #insist(cause: HangupCause): void {
    if (this.#state === 'ended') return;
    const { clock, settings } = this.floor.deps;
    const leg = this.attempt.legId;
    void this.node.kill(leg, cause);
    clock.after(settings.closeWithin, () => {
      if (this.#state === 'ended') return;
      void this.node.exists(leg).then((exists) => { if (exists === false) this.end(null); else this.#insist(cause); });
    });
  }
  /** It talked as long as its trunk lets a call last. */
  endIfTooLong(now: number): void { if (this.token.hold && this.#answeredAt !== null && now - this.#answeredAt >= this.token.hold.limit) this.hangUp(); }
  /** It may not be called any more: hung up unless they talk already. False: they do, or it is over. */
  cancel(): boolean {
    if (this.#state !== 'dialing') return false;
    this.hangUp('ORIGINATOR_CANCEL');
    return true;
  }

  end(facts: LegFacts | null, placed = true): void {
    if (this.#state === 'ended') return;
    const wasJoined = this.#state === 'joined';
    this.#state = 'ended';
    this.cause ??= facts?.cause ?? null;
    const { deps } = this.floor;
    this.floor.outside.delete(this.attempt.legId);
    this.floor.doom(this.attempt.legId);
    this.floor.trunks.release(this.token, this.#answeredAt === null ? null : deps.clock.now() - this.#answeredAt, deps.clock.now());
    const outcome = !placed ? 'not_placed' as const : this.#answeredAt !== null ? 'human' as const
      : facts === null && this.cause === null ? 'unknown' as const
      : deriveUnanswered({ cause: facts?.cause ?? this.cause ?? '', sipStatus: facts?.sipStatus, q850: facts?.q850, rang: this.#rang || facts?.progressAt !== undefined, cancelledByUs: facts?.cause === 'ORIGINATOR_CANCEL', timedOut: false }).outcome;
    deps.metrics.count('dunwell_attempts_total', { campaign: this.parent.runner?.campaign.name ?? 'none', outcome });
    settleAttempt(this.floor, { attemptId: this.attempt.id, at: deps.clock.now(), outcome, settings: null, awaitDisposition: false, facts: { answeredAt: this.#answeredAt, ...(facts ? { hangupCause: facts.cause, sipStatus: facts.sipStatus ?? null } : {}) } });
    this.over(this, wasJoined);
  }
}

/** The number's entry among everybody's who has to do with the debts of the call; of several, somebody who owes nothing: they are the more protected. */
async function onFile({ deps: { store } }: Floor, { attempt }: Call, index: string): Promise<ContactPoint | undefined> {
  if (attempt.caseId === null) return undefined;
  const joined = attempt.accountIds.length === 0 ? [] : await store.find('accountParty', { where: { accountId: { in: attempt.accountIds } } });
  const people = [...new Set([...(attempt.partyId === null ? [] : [attempt.partyId]), ...joined.map((one) => one.partyId)])];
  const points = people.length === 0 ? [] : await store.find('contactPoint', { where: { partyId: { in: people }, valueIndex: index, kind: 'phone' } });
  return points.find((one) => !DUTY_TO_PAY.has(one.ownerRole)) ?? points[0];
}

/** Places an outside leg for a call (`early`: it parks as soon as the network sends sound, not at its answer): the gate, a trunk's token, then the originate, like every other way out. */
export async function dialOutside(floor: Floor, parent: Call, raw: string, early: boolean, userId: Id, joined: (leg: OutsideLeg) => void, over: (leg: OutsideLeg, wasJoined: boolean) => void): Promise<Result<OutsideLeg>> {
  const { deps } = floor;
  const { runner } = parent;
  if (!runner) return fail('call.no_campaign', 'this call has no campaign, so no trunk to dial out by');
  const number = deps.phones.normalise(raw, runner.settings.defaultCountry);
  if (!number.ok) return number;
  const e164 = number.value.e164;
  const index = deps.vault.index('phone', e164);
  // Somebody on file of the same case is called about it, in their own role; a stranger is nobody's.
  const point = await onFile(floor, parent, index);
  const answer = await trunkTurn(floor, parent.node.node, runner.settings.trunks, e164, parent.attempt.entityId);
  if (answer.kind !== 'token') return fail('trunk.none', answer.kind === 'none' ? answer.why : 'the trunks are busy, try again');
  const { token } = answer;
  const now = deps.clock.now();
  const about = point ? { contactPointId: point.id } : { partyId: null, caseId: null, contactPointId: null, accountIds: [] };
  const attempt: OutsideLeg['attempt'] = {
    ...parent.attempt, ...about, id: deps.ids.id(), leadId: null, mode: 'transfer', phoneIndex: index, phoneSealed: deps.vault.seal('phone', e164), phoneMasked: maskPhone(e164), legId: deps.ids.id(), trunk: token.trunk.gateway, callerId: token.callerId, rate: token.hold?.rate ?? null,
    userId, openedAt: now, placedAt: now, rangAt: null, answeredAt: null, bridgedAt: null, endedAt: null, outcome: null, hangupCause: null, sipStatus: null, q850: null, blame: null, waitMs: null, abandonedBy: null, messagePlayed: false, dispositionCode: null, disposedAt: null, disposedBy: null, recordingPath: null, statementsDue: null, statementsSaid: null,
  };
  const opened = await deps.store.run('openAttempt', { attempt, settings: runner.settings, ownerRole: point?.ownerRole ?? 'unknown', country: number.value.region, places: prefixPlaces(e164), destination: destinationOf(deps.phones, token.number), testGateways: floor.trunks.allOnLoopback(), gauges: runner.gauges(now), owner: null, callbackId: null }).catch((error: unknown) => {
    // The line is nobody's again: a store that refuses must not use up the trunk.
    floor.trunks.release(token, null, deps.clock.now());
    deps.log.error({ attempt: attempt.id, error: String(error) }, 'an attempt could not be journalled, so it is not dialed');
    return null;
  });
  if (opened === null) return fail('call.refused', 'the database did not take the attempt');
  if (opened.kind !== 'open') {
    floor.trunks.release(token, null, deps.clock.now());
    const stranger = point ? '' : 'the number is on no file of this case and none of your own numbers: ';
    return opened.kind === 'denied' ? refusalOf(opened.denials, stranger) : fail('call.refused', opened.why);
  }
  const leg = new OutsideLeg(floor, attempt, parent.node, parent, token, number.value.region, joined, over);
  leg.contactPartyId = point?.partyId ?? null;
  if (deps.clock.now() >= opened.permit.expiresAt || (parent.state !== 'talking' && !parent.held) || floor.stopping || !floor.open(parent.node)) { leg.end(null, false); return fail('call.over', 'the call ended meanwhile'); }
  floor.outside.set(attempt.legId, leg);
  parent.node.originate({
    leg: attempt.legId, kind: 'outside', to: { kind: 'gateway', gateway: token.trunk.gateway, dial: token.dial }, ...(token.callerId === null ? {} : { callerId: token.callerId }),
    ringTimeout: runner.settings.ringTimeout, deadMan: deps.settings.deadMan, parkAfterBridge: true, ...(early ? { earlyMedia: true } : {}), variables: { dunwell_kind: 'outside', dunwell_attempt: attempt.id, dunwell_call: parent.attempt.id },
  }).then((reply) => {
    if (reply.kind === 'ok') return;
    leg.cause = reply.kind === 'failed' ? reply.cause : null;
    if (reply.kind === 'failed' && !reply.placed) { leg.end(null, false); return; }
    if (reply.kind === 'unknown') { leg.hangUp('ORIGINATOR_CANCEL'); return; }
    // The channel's own last word usually comes too, with the SIP status; wait a moment for it.
    deps.clock.after(deps.settings.closeWithin, () => leg.end(null));
  }, (error: unknown) => { deps.log.error({ attempt: attempt.id, error: String(error) }, 'an originate broke'); leg.end(null); });
  return ok(leg);
}

