import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { CommandAnswer } from '../conductor-api.js';
import type { DeskCommand, DeskEvent } from '../ports/desk.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import type { CallConductor } from './call-effects.js';
import { Consult, type ConsultHost } from './consult.js';
import type { Floor } from './floor.js';
import { OutsideLeg } from './outside.js';

const DONE: CommandAnswer = { kind: 'done' };
const WISHES = { complete: 'completeAsked', back: 'backAsked', swap: 'swapAsked', join: 'joinAsked' } as const;

export interface ConsultRooms {
  /** Rings a number for a call, through the gate; `joined` when it answered and stands in park. */
  dial(call: Call, from: Agent, raw: string, early: boolean, joined: () => void, over: (cause: string | null) => void): Promise<Result<OutsideLeg>>;
  /** Somebody else is being called for it, or a room is open. */
  busy(call: Call): Result<CommandAnswer> | null;
  merge(call: Call, from: Agent, who: Agent | OutsideLeg): void;
}

/** Consultations and group transfers under way, by the call they are about: who is asked, and what the floor's events mean for them. */
export class Consults implements ConsultHost {
  readonly #of = new Map<Call, Consult>();
  constructor(private readonly floor: Floor, private readonly effects: CallConductor, private readonly rooms: ConsultRooms) {}

  has(call: Call): boolean { return this.#of.has(call); }
  /** Is this collector only asked about the call, and not its own? */
  isAsked(call: Call, agent: Agent): boolean { return this.#of.get(call)?.target === agent; }

  async ask(call: Call, from: Agent, who: DeskCommand & { type: 'consult' }): Promise<Result<CommandAnswer>> {
    if ([who.userId, who.teamId, who.number].filter((one) => one !== undefined).length !== 1) return fail('consult.who', 'name either a collector, a team or a number');
    const busy = this.#busy(call);
    if (busy) return busy;
    if (who.teamId !== undefined) return this.#team(call, from, who.teamId, false);
    if (who.number !== undefined) return this.#number(call, from, who.number);
    const target = this.floor.agents.get(who.userId ?? '');
    if (!target || target === from || target.user.entityId !== from.user.entityId) return fail('agent.unknown', 'no such collector');
    if (!this.#mayAsk(call, target) || !this.#reserve(call, target)) return fail('agent.not_ready', 'that collector is not free');
    this.#note(call, from, { userId: target.user.id });
    this.#start(new Consult(this.floor, this, call, from, 'gathering', null, false, target.user.displayName), target);
    return ok(DONE);
  }
  toTeam(call: Call, from: Agent, teamId: Id): Promise<Result<CommandAnswer>> {
    const busy = this.#busy(call);
    return busy ? Promise.resolve(busy) : this.#team(call, from, teamId, true);
  }
  then(call: Call, agent: Agent, wish: keyof typeof WISHES): Result<CommandAnswer> {
    const consult = this.#of.get(call);
    if (consult?.asker !== agent) return fail('consult.none', 'you are asking nobody about this call');
    const event = WISHES[wish];
    if (!consult.takes(event)) return fail('consult.not_now', `not possible now (${consult.state})`);
    const { target } = consult;
    if (wish === 'complete' && target && !(target instanceof OutsideLeg) && !target.desk) return fail('agent.desk_gone', 'their desk is closed: they would not see the case');
    consult.why = wish === 'back' ? 'asked' : null;
    consult.apply(event);
    return ok(DONE);
  }
  /** Hangs up for themselves: whoever is asked leaves, whoever asks goes back to the customer. False: it is the customer's call they mean. */
  leave(call: Call, agent: Agent): boolean {
    const consult = this.#of.get(call);
    if (!consult) return false;
    if (consult.target === agent) { this.#gone(consult, agent, 'gone'); return true; }
    if (consult.asker !== agent || call.state === 'talking') return false;
    consult.why = 'asked';
    consult.apply('backAsked');
    return true;
  }

  // What happens on the floor.
  /** The customer is on hold, a collector's line came back to park. */
  held(call: Call): void { this.#of.get(call)?.look(); }
  lineBack(agent: Agent): void { if (agent.call) this.#of.get(agent.call)?.look(); }
  bridged(leg: string, other: string): void {
    const [one, two] = [this.floor.agentByLeg.get(leg), this.floor.agentByLeg.get(other)];
    for (const call of [one?.call, two?.call]) {
      const consult = call ? this.#of.get(call) : undefined;
      if (consult?.state === 'joining' && consult.joins(leg, other)) { consult.bridged(); return; }
    }
  }
  playedOut(agent: Agent): void { const consult = agent.call ? this.#of.get(agent.call) : undefined; if (consult?.target === agent) consult.playedOut(); }
  /** A collector turned ready: does a customer wait for their team? */
  offer(agent: Agent): boolean {
    for (const consult of this.#of.values()) {
      if (consult.state !== 'seeking' || consult.teamId !== agent.user.teamId || !this.#mayAsk(consult.call, agent) || !this.#reserve(consult.call, agent)) continue;
      consult.found(agent);
      return true;
    }
    return false;
  }
  /** The line of somebody who was asked died. False: they were not. */
  lineLost(call: Call, agent: Agent, inAGap = false): boolean {
    const consult = this.#of.get(call);
    if (consult?.target !== agent) return false;
    this.#gone(consult, agent, 'gone', inAGap);
    return true;
  }
  /** The call ended, or its collector's line did. */
  callGone(call: Call): void {
    const consult = this.#of.get(call);
    if (consult) { consult.why ??= 'gone'; consult.apply('callGone'); }
  }
  /** For a desk that was opened anew. */
  picture(agent: Agent): readonly DeskEvent[] {
    const consult = agent.call ? this.#of.get(agent.call) : undefined;
    return consult ? [consult.picture(consult.asker === agent ? 'asker' : 'asked')] : [];
  }
  /** After a gap: whose bridge the switch does not know of goes back to the customer; what was joined meanwhile counts. */
  reconcile(node: string, talking: ReadonlyMap<string, string>): void {
    for (const consult of [...this.#of.values()]) {
      if (consult.call.node.node !== node || (consult.state !== 'talking' && consult.state !== 'joining' && consult.state !== 'listening')) continue;
      consult.looked([...talking].some(([leg, other]) => consult.joins(leg, other)));
    }
  }
  /** A customer on hold, found after a start: their collector spoke with somebody, who is let go; then they go back to them. */
  resume(call: Call, asker: Agent): void {
    const consult = new Consult(this.floor, this, call, asker, 'returning', null, false, '');
    consult.why = 'failed';
    asker.leg.letGo(false);
    this.#of.set(call, consult);
    consult.begin(null);
  }

  // What a consultation asks for (ConsultHost).
  release(call: Call, agent: Agent): void {
    agent.call = null;
    this.floor.deps.desk.push(agent.user.id, { type: 'ended', at: this.floor.deps.clock.now(), attemptId: call.attempt.id, outcome: null, bridged: agent.state === 'talking', dispositionDue: false, by: 'collector' });
    if (agent.state === 'talking') { agent.apply('callEnded'); agent.finish(); } else agent.released();
  }
  handOver(call: Call, from: Agent, to: Agent): void {
    this.floor.journal.note(call.attempt.id, 'transferAgent', { from: from.user.id, to: to.user.id });
    call.boundTo = to;
    this.effects.run(call, 'agentDone');
    call.agent = to;
    call.apply('agentReserved');
  }
  handOut(call: Call, to: OutsideLeg): void {
    to.consult = null;
    void call.node.bridge(call.leg, to.attempt.legId);
    call.apply('handedOut');
    call.startTimer('bridge', this.floor.deps.settings.bridgeWithin, 'bridgeDeadline', this.floor.deps.clock);
  }
  merge(call: Call, from: Agent, who: Agent | OutsideLeg): void {
    if (who instanceof OutsideLeg) who.consult = null;
    this.rooms.merge(call, from, who);
  }
  over(consult: Consult): void { if (this.#of.get(consult.call) === consult) this.#of.delete(consult.call); }

  async #team(call: Call, from: Agent, teamId: Id, take: boolean): Promise<Result<CommandAnswer>> {
    const team = await this.floor.deps.store.get('team', teamId);
    if (team?.entityId !== from.user.entityId) return fail('team.unknown', 'no such team');
    const there = [...this.floor.agents.values()].filter((one) => one !== from && one.user.teamId === teamId && one.state !== 'offline' && one.node === call.node.node);
    if (there.length === 0) return fail('team.nobody', 'nobody of that team is at work');
    const busy = this.#busy(call);
    if (busy) return busy;
    this.#note(call, from, { teamId });
    const consult = new Consult(this.floor, this, call, from, 'seeking', teamId, take, team.name);
    this.#start(consult, null);
    const free = there.filter((one) => one.free).sort((a, b) => a.idleSince - b.idleSince)[0];
    if (free && consult.state === 'seeking' && this.#reserve(call, free)) consult.found(free);
    return ok(DONE);
  }
  async #number(call: Call, from: Agent, raw: string): Promise<Result<CommandAnswer>> {
    let consult: Consult | null = null;
    const dialed = await this.rooms.dial(call, from, raw, true, () => consult?.look(), (cause) => { if (consult?.target instanceof OutsideLeg) consult.targetLeft(cause ?? 'gone'); });
    if (!dialed.ok) return dialed;
    const leg = dialed.value;
    if (call.agent !== from || !call.takes('holdAsked') || this.#of.has(call)) { leg.hangUp(); return fail('call.over', 'the call ended meanwhile'); }
    this.#note(call, from, { attempt: leg.attempt.id, number: leg.attempt.phoneMasked });
    consult = new Consult(this.floor, this, call, from, 'gathering', null, false, leg.attempt.phoneMasked);
    const started = consult;
    leg.consult = { changed: () => started.look(), playedOut: () => started.playedOut() };
    this.#start(consult, leg);
    return ok({ kind: 'dialing', attemptId: leg.attempt.id });
  }
  #start(consult: Consult, target: Agent | OutsideLeg | null): void {
    this.#of.set(consult.call, consult);
    consult.begin(target);
  }
  #busy(call: Call): Result<CommandAnswer> | null {
    if (this.#of.has(call)) return fail('call.consulting', 'you are asking somebody about this call already');
    if (!call.takes('holdAsked')) return fail('call.not_talking', 'the call is not connected');
    return this.rooms.busy(call);
  }
  #mayAsk(call: Call, agent: Agent): boolean { return agent.free && agent.node === call.node.node && agent.user.entityId === (call.agent?.user.entityId ?? null) && call.agent !== agent; }
  #reserve(call: Call, agent: Agent): boolean {
    if (!agent.apply('reserved')) return false;
    agent.call = call;
    this.effects.announce(call, agent);
    return true;
  }
  /** Whoever was asked is no more on the line, or goes now. */
  #gone(consult: Consult, agent: Agent, why: string, inAGap = false): void {
    consult.letTargetGo();
    if (agent.leg.leg === null) {
      agent.call = null;
      this.floor.deps.desk.push(agent.user.id, { type: 'ended', at: this.floor.deps.clock.now(), attemptId: consult.call.attempt.id, outcome: null, bridged: agent.state === 'talking', dispositionDue: false, by: 'system' });
      agent.apply('legLost');
      if (agent.state === 'wrapUp') agent.finish();
    } else this.release(consult.call, agent);
    consult.targetLeft(why, inAGap);
  }
  #note(call: Call, from: Agent, whom: Readonly<Record<string, string>>): void { this.floor.journal.note(call.attempt.id, 'consultAsked', { by: from.user.id, ...whom }); }
}
