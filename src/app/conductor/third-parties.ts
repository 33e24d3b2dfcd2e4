import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { CommandAnswer } from '../conductor-api.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import type { CallConductor } from './call-effects.js';
import { Consults } from './consults.js';
import type { Floor } from './floor.js';
import { dialOutside, OutsideLeg } from './outside.js';
import { askIfGone } from './unheard.js';

const DONE: CommandAnswer = { kind: 'done' };

/** Transfers and three-way calls. Whoever is outside passes the gate like any other number. */
export class ThirdParties {
  /** Outside legs that were asked for and are not joined yet, by the call they are for. */
  readonly #pending = new Map<Call, OutsideLeg>();
  /** Calls for which the gate is being asked about somebody outside. */
  readonly #asking = new Set<Call>();
  readonly #inConference = new Map<Call, Set<OutsideLeg | Agent>>();
  readonly consults: Consults;
  constructor(private readonly floor: Floor, private readonly effects: CallConductor) {
    this.consults = new Consults(floor, effects, {
      dial: (call, from, raw, early, joined, over) => this.#dial(call, from, raw, early, joined, (leg) => over(leg.cause)),
      busy: (call) => this.#busy(call), merge: (call, from, who) => this.#merge(call, from, who),
    });
  }

  #busy(call: Call): Result<CommandAnswer> | null {
    if (call.conference !== null) return fail('call.in_conference', 'others are in this call: let them leave first');
    if (this.consults.has(call)) return fail('call.consulting', 'you are asking somebody about this call: end that first');
    return this.#pending.has(call) || this.#asking.has(call) ? fail('call.already_dialing', 'somebody is being called already for this call') : null;
  }

  /** Blind: the target is reserved first, then the customer is parked and bridged to them; the asker wraps up. */
  toAgent(call: Call, from: Agent, userId: Id): Result<CommandAnswer> {
    if (call.conference !== null) return fail('call.in_conference', 'others are in this call: let them leave first');
    if (this.consults.has(call)) return fail('call.consulting', 'you are asking somebody about this call: end that first');
    const target = this.floor.agents.get(userId);
    if (!target || target === from || target.user.entityId !== from.user.entityId) return fail('agent.unknown', 'no such collector');
    if (!target.free || target.node !== call.node.node) return fail('agent.not_ready', 'that collector is not free');
    if (!target.apply('reserved')) return fail('agent.not_ready', 'that collector is not free');
    target.call = call;
    call.boundTo = target;
    this.effects.announce(call, target);
    this.#pending.get(call)?.hangUp();
    this.floor.journal.note(call.attempt.id, 'transferAgent', { from: from.user.id, to: target.user.id });
    call.apply('handOverAsked');
    return ok(DONE);
  }

  async toNumber(call: Call, from: Agent, raw: string): Promise<Result<CommandAnswer>> {
    if (call.conference !== null) return fail('call.in_conference', 'others are in this call: let them leave first');
    return this.#outside(call, from, raw, (leg) => {
      void call.node.bridge(call.leg, leg.attempt.legId);
      call.apply('handedOut');
      // After `handedOut`, which stops every timer of the talk.
      call.startTimer('bridge', this.floor.deps.settings.bridgeWithin, 'bridgeDeadline', this.floor.deps.clock);
    });
  }

  async conference(call: Call, from: Agent, who: { readonly userId?: Id; readonly number?: string }): Promise<Result<CommandAnswer>> {
    if (this.consults.has(call)) return fail('call.consulting', 'you are asking somebody about this call: end that first');
    if ((who.userId === undefined) === (who.number === undefined)) return fail('conference.who', 'name either a collector or a number');
    if (who.number !== undefined) return this.#outside(call, from, who.number, (leg) => { this.#open(call, from); this.#join(call, leg, leg.attempt.legId); });
    const target = this.floor.agents.get(who.userId ?? '');
    if (!target || target === from || target.user.entityId !== from.user.entityId) return fail('agent.unknown', 'no such collector');
    const leg = target.leg.leg;
    if (!target.free || target.node !== call.node.node || leg === null) return fail('agent.not_ready', 'that collector is not free');
    if (!target.apply('reserved')) return fail('agent.not_ready', 'that collector is not free');
    target.call = call;
    target.leg.apply('taken');
    this.effects.announce(call, target);
    this.#open(call, from);
    this.#join(call, target, leg);
    target.apply('connected');
    this.floor.deps.desk.push(target.user.id, { type: 'connected', at: this.floor.deps.clock.now(), attemptId: call.attempt.id });
    this.floor.journal.note(call.attempt.id, 'joined', { by: from.user.id, who: target.user.id });
    this.#tell(call, 'joined', target.user.displayName, null);
    return ok(DONE);
  }

  /** Whoever was brought in hangs up: only they go, the others talk on. False: they are no guest of this call. */
  leave(call: Call, guest: Agent): boolean {
    if (this.consults.leave(call, guest)) return true;
    if (!this.#inConference.get(call)?.delete(guest)) return false;
    this.#free(call, guest, 'collector');
    this.#tell(call, 'left', guest.user.displayName, null);
    return true;
  }

  /** A collector's line died in a three-way call: a guest just drops out; when it was the call's own collector, a guest takes it over. */
  lineLost(call: Call, agent: Agent): boolean {
    if (this.consults.lineLost(call, agent)) return true;
    if (call.conference === null) return false;
    const room = this.#inConference.get(call);
    if (room?.delete(agent)) {
      this.#over(call, agent, 'system');
      agent.apply('legLost');
      agent.finish();
      this.#tell(call, 'left', agent.user.displayName, 'the phone’s line dropped');
      return true;
    }
    if (call.agent !== agent || call.state !== 'talking') return false;
    const next = [...room ?? []].find((one) => !('hangUp' in one));
    if (!next || 'hangUp' in next) {
      // Nobody of ours is left in the room: the customer is taken out of it for another collector, and the others go.
      this.#inConference.delete(call);
      for (const one of room ?? []) if ('hangUp' in one) one.hangUp();
      call.conference = null;
      return false;
    }
    room?.delete(next);
    this.effects.run(call, 'agentLost');
    call.agent = next;
    call.attempt = { ...call.attempt, userId: next.user.id };
    this.floor.journal.note(call.attempt.id, 'takenOver', { from: agent.user.id, to: next.user.id }, { userId: next.user.id });
    this.#tell(call, 'left', agent.user.displayName, 'the phone’s line dropped');
    return true;
  }

  /** The call is over: whoever was brought in goes too. */
  callOver(call: Call): void {
    this.consults.callGone(call);
    this.#pending.delete(call);
    // Rung for it, or handed the customer: when they hang up in the bridge's window, the other leg hears UNPARK and nothing more, for ever.
    for (const leg of this.floor.outside.values()) if (leg.parent === call) leg.hangUp();
    const room = this.#inConference.get(call) ?? [];
    this.#inConference.delete(call);
    for (const one of room) if ('hangUp' in one) one.hangUp(); else this.#free(call, one, call.facts.hangupBy);
  }

  /** A guest is done with the call; what there is to file, the call's own collector files. */
  #free(call: Call, guest: Agent, by: 'customer' | 'collector' | 'system'): void {
    if (guest.leg.leg) void call.node.park(guest.leg.leg);
    guest.leg.letGo(false);
    this.#over(call, guest, by);
    guest.apply('callEnded');
    guest.finish();
  }
  #over(call: Call, guest: Agent, by: 'customer' | 'collector' | 'system'): void {
    guest.call = null;
    this.floor.deps.desk.push(guest.user.id, { type: 'ended', at: this.floor.deps.clock.now(), attemptId: call.attempt.id, outcome: call.facts.outcome, bridged: true, dispositionDue: false, by });
  }
  #tell(call: Call, what: 'joined' | 'left' | 'failed', who: string, why: string | null): void {
    if (call.agent) this.floor.deps.desk.push(call.agent.user.id, { type: 'party', at: this.floor.deps.clock.now(), attemptId: call.attempt.id, what, who, why });
  }

  async #outside(call: Call, from: Agent, raw: string, join: (leg: OutsideLeg) => void): Promise<Result<CommandAnswer>> {
    if (this.consults.has(call)) return fail('call.consulting', 'you are asking somebody about this call: end that first');
    const tell = (what: 'joined' | 'left' | 'failed', who: string, why: string | null): void => this.floor.deps.desk.push(from.user.id, { type: 'party', at: this.floor.deps.clock.now(), attemptId: call.attempt.id, what, who, why });
    const dialed = await this.#dial(call, from, raw, false,
      (leg) => {
        // The customer talks to another collector by now: they are not torn away.
        if (call.agent !== from) { leg.hangUp(); return; }
        join(leg);
        tell('joined', leg.attempt.phoneMasked, null);
      },
      (leg, wasJoined) => tell(wasJoined ? 'left' : 'failed', leg.attempt.phoneMasked, leg.cause));
    if (!dialed.ok) return dialed;
    this.floor.journal.note(call.attempt.id, 'outsideAsked', { attempt: dialed.value.attempt.id, number: dialed.value.attempt.phoneMasked });
    return ok({ kind: 'dialing', attemptId: dialed.value.attempt.id });
  }
  async #dial(call: Call, from: Agent, raw: string, early: boolean, joined: (leg: OutsideLeg) => void, over: (leg: OutsideLeg, wasJoined: boolean) => void): Promise<Result<OutsideLeg>> {
    if (this.#pending.has(call) || this.#asking.has(call)) return fail('call.already_dialing', 'somebody is being called already for this call');
    this.#asking.add(call);
    const dialed = await dialOutside(this.floor, call, raw, early, from.user.id,
      (leg) => { this.#pending.delete(call); joined(leg); },
      (leg, wasJoined) => {
        this.#pending.delete(call);
        this.#inConference.get(call)?.delete(leg);
        over(leg, wasJoined);
        if (call.state !== 'away') return;
        void call.node.kill(call.leg, 'NORMAL_CLEARING');
        askIfGone(this.floor, call, () => call.state === 'away');
      }).finally(() => this.#asking.delete(call));
    if (dialed.ok) this.#pending.set(call, dialed.value);
    return dialed;
  }

  /** A consultation becomes a call of three: the customer out of hold, whoever was asked as a guest. */
  #merge(call: Call, from: Agent, who: OutsideLeg | Agent): void {
    call.conference = `dunwell-${call.attempt.id}`;
    const leg = who instanceof OutsideLeg ? who.attempt.legId : who.leg.leg;
    if (!(who instanceof OutsideLeg)) who.leg.apply('taken');
    if (leg !== null) this.#join(call, who, leg);
    void call.node.toConference(call.leg, call.conference);
    if (from.leg.leg) void call.node.toConference(from.leg.leg, call.conference);
    // Only now does the customer's dead-man go: were we no more before they are in the room, it would find them on hold.
    if (call.held) call.apply('merged');
    const name = who instanceof OutsideLeg ? who.attempt.phoneMasked : who.user.displayName;
    this.floor.journal.note(call.attempt.id, 'joined', { by: from.user.id, who: who instanceof OutsideLeg ? who.attempt.id : who.user.id });
    this.#tell(call, 'joined', name, null);
  }

  /** The customer and the collector move into a room of their own; from now on the customer's hang-up ends it. */
  #open(call: Call, from: Agent): void {
    if (call.conference !== null) return;
    call.conference = `dunwell-${call.attempt.id}`;
    void call.node.toConference(call.leg, call.conference);
    if (from.leg.leg) void call.node.toConference(from.leg.leg, call.conference);
  }
  #join(call: Call, who: OutsideLeg | Agent, leg: string): void {
    if (call.conference === null) return;
    void call.node.toConference(leg, call.conference);
    const room = this.#inConference.get(call) ?? new Set();
    room.add(who);
    this.#inConference.set(call, room);
  }
}
