import { consultTable, type ConsultEffect, type ConsultEvent, type ConsultState } from '../../core/call/consult.js';
import { isMove } from '../../core/machine/table.js';
import { ringBackTone } from '../../core/phone/ring-back.js';
import type { Id, LegId, Millis } from '../../core/units.js';
import type { ConsultPhase, DeskEvent } from '../ports/desk.js';
import type { Timer } from '../ports/system.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';
import { OutsideLeg } from './outside.js';

export interface ConsultHost {
  /** A colleague is done with the call: shown so on their desk, and free again. */
  release(call: Call, agent: Agent): void;
  /** Gives the customer to the colleague; the asker wraps up. */
  handOver(call: Call, from: Agent, to: Agent): void;
  handOut(call: Call, to: OutsideLeg): void;
  /** All three into one room. */
  merge(call: Call, from: Agent, who: Agent | OutsideLeg): void;
  over(consult: Consult): void;
}
type Target = Agent | OutsideLeg;

/** Why it ended, for the desks: codes, worded there; or the switch's cause of a number that did not answer. */
export type ConsultWhy = 'asked' | 'completed' | 'joined' | 'nobodyFree' | 'gone' | 'tooLong' | 'failed';

/** One consultation, or one search for a colleague of a team: interprets `consultTable`. */
export class Consult {
  state: ConsultState;
  target: Target | null = null;
  why: string | null = null;
  /** The asker's line plays ring-back. */
  #tone = false;
  /** A gap hid what became of the lines. */
  #gap = false;
  /** The asker's line and the asked one's are bridged, or may be. */
  #joined = false;
  #step: Timer | null = null;
  #renew: Timer | null = null;
  #seek: Timer | null = null;
  readonly #limit: Timer;
  readonly #since: number;

  /** `teamId`: whose next ready collector is looked for; `take`: they get the customer at once, without being asked first. */
  constructor(private readonly floor: Floor, private readonly host: ConsultHost, readonly call: Call, readonly asker: Agent, start: 'seeking' | 'gathering' | 'returning', readonly teamId: Id | null, readonly take: boolean, readonly who: string) {
    this.state = start;
    const { clock, settings } = floor.deps;
    this.#since = clock.now();
    this.#limit = clock.after(settings.holdLimit, () => { this.why = 'tooLong'; this.apply('holdDeadline'); });
    if (start === 'seeking') this.#seek = clock.after(settings.teamWait, () => { this.why = 'nobodyFree'; this.apply('seekDeadline'); });
  }

  /** The lines begin to move: the customer goes on hold. */
  begin(target: Target | null): void {
    this.target = target;
    if (this.state !== 'seeking') this.#await();
    this.#tell();
    if (this.call.state === 'talking') this.call.apply('holdAsked');
    this.look();
  }
  /** Would this wish be met now? */
  takes(event: ConsultEvent): boolean {
    if (!isMove(consultTable[this.state][event])) return false;
    // The customer is on the way to the collector still.
    return this.state !== 'aside' || event === 'backAsked' || this.call.state === 'talking';
  }
  found(agent: Agent): void {
    this.target = agent;
    this.apply(this.take ? 'takerFound' : 'found');
    this.look();
  }
  /** They hung up, or their line died: what there is of them is put away here. */
  targetLeft(why: string, inAGap = false): void {
    this.#gap = inAGap;
    this.target = null;
    this.why = why;
    this.apply('targetGone');
  }

  /** They leave while the lines are bridged: theirs back to park, which brings the asker's there, too. */
  letTargetGo(): void { if (this.#joined && this.state === 'talking' && !(this.target instanceof OutsideLeg) && this.target?.leg.leg != null) { void this.call.node.park(this.target.leg.leg); this.target.leg.letGo(false); } }
  /** Are these the two lines of this consultation? */
  joins(leg: LegId, other: LegId): boolean {
    const [mine, theirs] = [this.asker.leg.leg, this.#targetLeg()];
    return mine !== null && theirs !== null && ((leg === mine && other === theirs) || (leg === theirs && other === mine));
  }

  /** The switch says that the two lines are joined: to a voice, or to what a number sounds like while it rings. */
  bridged(): void { this.apply(this.target instanceof OutsideLeg && !this.target.answered ? 'bridgedEarly' : 'bridged'); }
  /** After a gap: are the two lines joined, by the switch's word? Whether a number answered meanwhile is not known: it is let go. */
  looked(joined: boolean): void {
    if (joined && this.state === 'listening') { this.apply('stepDeadline'); return; }
    if (joined) { this.bridged(); return; }
    this.#gap = this.state !== 'joining';
    this.apply('stepDeadline');
  }

  apply(event: ConsultEvent): void {
    const cell = consultTable[this.state][event];
    if (!isMove(cell)) return;
    if (!SILENT.has(event)) this.#note(event);
    this.#step?.cancel();
    this.#renew?.cancel();
    if (this.state === 'aside' && this.target instanceof OutsideLeg) void this.call.node.disarmDeadMan(this.target.attempt.legId);
    if (this.state === 'seeking') this.#seek?.cancel();
    // A bridge ends the tone by itself; nobody else would.
    if (cell.to === 'over' && event !== 'ready') this.#toneOff();
    this.state = cell.to;
    if (cell.to === 'over') this.#limit.cancel();
    for (const effect of cell.do) this.#run(effect);
    if (cell.to === 'over') this.host.over(this);
    else this.look();
  }

  /** A line came into park, the customer is on hold, a number answered: does the next step have all it needs? */
  look(): void {
    const held = this.call.state === 'held';
    switch (this.state) {
      case 'gathering': case 'swapping':
        if (held && stands(this.asker) && this.#targetStands()) this.apply('ready');
        else if (this.state === 'gathering' && held && stands(this.asker) && this.target instanceof OutsideLeg) this.#rings(this.target);
        return;
      case 'listening': if (this.target instanceof OutsideLeg && this.target.answered) this.apply('ready'); return;
      case 'completing': if (held && this.#targetStands()) this.apply('ready'); return;
      case 'returning': if (held && stands(this.asker)) this.apply('ready'); return;
      default:
    }
  }
  /** The file that whoever is aside hears is at its end. */
  playedOut(): void { if (this.state === 'aside') this.#music(); }

  /** What the desks show of it. */
  picture(role: 'asker' | 'asked'): DeskEvent & { type: 'consult' } {
    const { clock, settings } = this.floor.deps;
    return {
      type: 'consult', at: clock.now(), attemptId: this.call.attempt.id, phase: PHASE[this.state], role, who: role === 'asker' ? this.who : this.asker.user.displayName,
      why: this.why, until: this.state === 'seeking' ? this.#since + settings.teamWait : this.state === 'over' ? null : this.#since + settings.holdLimit,
    };
  }

  #run(effect: ConsultEffect): void {
    const { call, asker, target, floor } = this;
    switch (effect) {
      case 'tell': this.#tell(); return;
      case 'await': this.#await(); return;
      case 'bridge': this.#bridge(); return;
      case 'talk':
        if (target instanceof OutsideLeg || target === null) return;
        target.apply('connected');
        floor.deps.desk.push(target.user.id, { type: 'connected', at: floor.deps.clock.now(), attemptId: call.attempt.id });
        return;
      case 'partTarget':
        // Parking one of two bridged lines parks both.
        this.#parkTarget();
        if (this.#joined) asker.leg.letGo(false);
        this.#joined = false;
        return;
      case 'partCustomer': call.apply('holdAsked'); return;
      case 'holdTarget': this.#music(); this.#deadMan(); return;
      case 'dropTarget': this.#drop(false); return;
      case 'dropDoubtful': this.#drop(true); return;
      case 'giveBack': if (call.agent === asker && call.state === 'held' && stands(asker)) call.apply('agentReserved'); else call.apply('consultFailed'); return;
      case 'giveUp': call.apply('consultFailed'); return;
      case 'handOver':
        this.why = 'completed';
        if (target instanceof OutsideLeg) this.host.handOut(call, target);
        else if (target) this.host.handOver(call, asker, target);
        return;
      case 'merge': if (target) { this.why = 'joined'; this.host.merge(call, asker, target); } return;
    }
  }

  /** The number rings: the asker hears the network where it sounds by itself, else the tone of that country. */
  #rings(number: OutsideLeg): void {
    if (number.sounding) { number.heard(); this.apply('sounding'); return; }
    const leg = this.asker.leg.leg;
    if (!number.rings || this.#tone || leg === null) return;
    this.#tone = true;
    void this.call.node.play(leg, [ringBackTone(number.region, this.#patience())], { thenHangup: false });
  }
  #toneOff(): void {
    const leg = this.asker.leg.leg;
    if (this.#tone && leg !== null) void this.call.node.stopPlaying(leg);
    this.#tone = false;
  }

  #bridge(): void {
    const { asker, call, target } = this;
    const [mine, other] = [asker.leg.leg, this.#targetLeg()];
    if (mine === null || other === null) { this.apply('stepDeadline'); return; }
    asker.leg.apply('taken');
    if (!(target instanceof OutsideLeg)) target?.leg.apply('taken');
    this.#joined = true;
    this.#tone = false;
    // A number that only sounds is named first: refused, it would take along whoever was (measured), and the second one parks.
    const [first, second] = target instanceof OutsideLeg && !target.answered ? [other, mine] : [mine, other];
    void call.node.bridge(first, second).then((reply) => { if (reply.kind === 'refused' && this.state === 'joining') this.apply('stepDeadline'); });
  }
  #drop(inDoubt: boolean): void {
    const { call, asker, target } = this;
    const joined = this.#joined;
    const doubtful = inDoubt && !this.#gap;
    // Their bridge ended while we were away: park_after_bridge has put what is left of it into park, and the event was lost.
    if (joined && this.#gap) for (const line of [asker.leg, ...(target === null || target instanceof OutsideLeg ? [] : [target.leg])]) line.inPark = true;
    this.#joined = false;
    this.target = null;
    if (target instanceof OutsideLeg) target.drop();
    else if (target) {
      if (joined && !doubtful && !this.#gap && target.leg.leg !== null) void call.node.park(target.leg.leg);
      target.leg.letGo(joined && doubtful);
      this.host.release(call, target);
    }
    if (joined) asker.leg.letGo(doubtful);
  }
  #parkTarget(): void {
    const { call, target } = this;
    if (!this.#joined || target === null) return;
    const leg = this.#targetLeg();
    if (leg !== null) void call.node.park(leg);
    if (!(target instanceof OutsideLeg)) target.leg.letGo(false);
  }

  #music(): void {
    const { sounds, holdMusic } = this.floor.deps.settings;
    const leg = this.#targetLeg();
    if (leg !== null) void this.call.node.play(leg, [`${sounds}/${holdMusic}`], { thenHangup: false });
  }
  /** Whoever is outside must not hear music for ever because we are no more. */
  #deadMan(): void {
    const { clock, settings } = this.floor.deps;
    const leg = this.#targetLeg();
    if (!(this.target instanceof OutsideLeg) || leg === null || this.state !== 'aside') return;
    void this.call.node.armDeadMan(leg, settings.holdTick * 3);
    this.#renew = clock.after(settings.holdTick, () => this.#deadMan());
  }

  #await(): void {
    const { clock } = this.floor.deps;
    this.#step?.cancel();
    this.#step = clock.after(this.#patience(), () => { this.why = this.target instanceof OutsideLeg && (this.state === 'gathering' || this.state === 'listening') ? 'gone' : 'failed'; this.apply('stepDeadline'); });
  }
  #patience(): Millis {
    const { settings } = this.floor.deps;
    if (this.state === 'joining') return settings.bridgeWithin;
    // A leg that sounds has been placed as far as the switch is concerned: how long it may ring is up to us.
    if ((this.state === 'gathering' || this.state === 'listening') && this.target instanceof OutsideLeg) return Math.max(1_000, (this.call.runner?.settings.ringTimeout ?? 30_000) + 10_000 - (this.state === 'listening' ? this.floor.deps.clock.now() - this.target.attempt.openedAt : 0));
    return this.state === 'returning' ? settings.closeWithin : STEP;
  }

  #tell(): void {
    const { desk } = this.floor.deps;
    desk.push(this.asker.user.id, this.picture('asker'));
    if (this.target && !(this.target instanceof OutsideLeg)) desk.push(this.target.user.id, this.picture('asked'));
  }
  #note(event: ConsultEvent): void {
    const { target } = this;
    const whom = target instanceof OutsideLeg ? { attempt: target.attempt.id } : target ? { userId: target.user.id } : {};
    this.floor.journal.note(this.call.attempt.id, 'consult', { by: this.asker.user.id, from: this.state, event, ...whom, ...(this.teamId === null ? {} : { teamId: this.teamId }), ...(this.why === null ? {} : { why: this.why }) });
  }
  #targetLeg(): LegId | null { return this.target instanceof OutsideLeg ? this.target.attempt.legId : this.target?.leg.leg ?? null; }
  #targetStands(): boolean { return this.target instanceof OutsideLeg ? this.target.standing : this.target !== null && stands(this.target); }
}

/** Steps of the switch that say nothing to a reader of the call's journal. */
const SILENT: ReadonlySet<ConsultEvent> = new Set<ConsultEvent>(['ready', 'bridged', 'bridgedEarly', 'found']);
/** From a command to the last PARK it causes: 23 ms measured for one line; events may be late. */
const STEP: Millis = 1_500;
const stands = (agent: Agent): boolean => agent.leg.state === 'parked' && agent.leg.inPark;
const PHASE: Readonly<Record<ConsultState, ConsultPhase>> = {
  seeking: 'seeking', gathering: 'calling', joining: 'calling', listening: 'calling', talking: 'talking', completing: 'completing', swapping: 'talking', aside: 'aside', returning: 'returning', over: 'over',
};
