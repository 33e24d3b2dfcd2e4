import type { CallEffect, CallEventName } from '../../core/call/machine.js';
import type { DeskEvent } from '../ports/desk.js';
import type { Agent } from './agent.js';
import type { Call, CallEffects } from './call.js';
import { ABANDON_AFTER } from './deps.js';
import type { Floor } from './floor.js';
import type { Settlement } from './settlement.js';
import type { Popper } from './pop.js';

/**
 * A message that has not begun by now never will: the leg hangs in the air (out of park, in no bridge), and nobody is left in
 * silence for the length of a message. Longer than the event takes under load: a message somebody hears is not to be cut.
 */
const SOUNDS_WITHIN = 5_000;

/**
 * Does what `callTable` asks for. Commands go out in order on one connection and are never waited for here:
 * the switch's events say what became of them, and every wait has a deadline of its own.
 */
export class CallConductor implements CallEffects {
  /** Who must know that a customer is on hold, that a collector's line is back, that a call left its collector: consultations. */
  onHeld: (call: Call) => void = () => undefined;
  onLineBack: (agent: Agent) => void = () => undefined;
  onLeft: (call: Call) => void = () => undefined;
  constructor(private readonly floor: Floor, private readonly settlement: Settlement, private readonly popper: Popper) {}

  run(call: Call, effect: CallEffect): void {
    const { deps } = this.floor;
    const { settings, clock } = deps;
    switch (effect) {
      case 'startRingTimer': call.startTimer('ring', (call.runner?.settings.ringTimeout ?? 30_000) + 4_000, 'ringDeadline', clock); return;
      case 'stopTimers': call.stopTimers(); return;
      case 'screen': this.#screen(call); return;
      case 'seekAgent': this.#seek(call); return;
      case 'bridge': this.#bridge(call); return;
      case 'connected': this.#connected(call); return;
      case 'awaitPark': call.startTimer('park', settings.parkWithin, 'parkDeadline', clock); return;
      case 'parkCustomer':
        if (call.facts.inPark) call.apply('parked');
        else void call.node.park(call.leg);
        call.startTimer('rescue', settings.parkWithin + 100, 'rescueDeadline', clock);
        // The dead-man was disarmed at the bridge; nobody may be left on a line without one.
        if (call.facts.connectedOnce) void call.node.armDeadMan(call.leg, settings.deadMan + settings.rescueSeekFor);
        return;
      case 'parkAgent': call.agent?.leg.letGo(true); return;
      // Out of a talk the switch parks the line by itself as the bridge ends; a second park at that moment could break it.
      case 'lineToPark': call.agent?.leg.letGo(false); return;
      case 'startHold':
        this.floor.journal.note(call.attempt.id, 'held');
        this.#holdMusic(call);
        this.#renewHold(call);
        this.onHeld(call);
        return;
      case 'holdMusic': this.#holdMusic(call); return;
      case 'renewHold': this.#renewHold(call); return;
      case 'unhold': void call.node.disarmDeadMan(call.leg); return;
      case 'agentNotNeeded': this.#agentNotNeeded(call); return;
      case 'agentDone': this.#agentDone(call); return;
      case 'agentLost': this.#agentLost(call); return;
      case 'playMessage': this.floor.pacing.abandoned(call); this.#playMessage(call, call.inbound ? settings.inboundBusy : call.runner?.settings.safeHarbourMessage ?? 'safe-harbour.wav'); return;
      case 'playVoicemail': this.#playMessage(call, call.runner?.settings.voicemailMessage ?? 'voicemail.wav'); return;
      case 'messageSounds':
        call.stopTimer('sound');
        call.facts.messageSounded = true;
        this.floor.journal.note(call.attempt.id, 'message', undefined, { messagePlayed: true });
        return;
      case 'kill': void call.node.kill(call.leg, 'NORMAL_CLEARING'); if (call.facts.hangupBy === 'customer') call.facts.hangupBy = 'system'; return;
      case 'cancel':
        call.facts.cancelledByUs = true;
        void call.node.kill(call.leg, 'ORIGINATOR_CANCEL');
        if (call.facts.hangupBy === 'customer') call.facts.hangupBy = 'system';
        return;
      case 'startCloseTimer': this.floor.waiting.delete(call); call.startTimer('close', settings.closeWithin, 'closeDeadline', clock); return;
      case 'probe': void this.#probe(call); return;
      case 'stranded': deps.metrics.count('dunwell_stranded_legs_total'); this.floor.journal.note(call.attempt.id, 'stranded'); return;
      case 'settle': this.settlement.settle(call, false); return;
      case 'settleUnknown': this.settlement.settle(call, true); return;
    }
  }

  late(call: Call, event: CallEventName): void {
    this.floor.deps.metrics.count('dunwell_late_events_total', { event, state: call.state });
  }

  changed(call: Call): void {
    call.since = this.floor.deps.clock.now();
    call.runner?.touched();
    this.floor.deps.trace?.(call.attempt.id, call.state);
  }

  /** Gives a free collector to a waiting customer; both are taken in this very step, so nobody gets two. */
  match(call: Call, agent: Agent): boolean {
    if (call.state !== 'waiting' || !agent.free || agent.node !== call.node.node) return false;
    this.take(call, agent);
    this.floor.waiting.delete(call);
    call.apply('agentReserved');
    return true;
  }

  /** Reserves a collector for a call (compare-and-set: the agent's table refuses a second). */
  take(call: Call, agent: Agent): boolean {
    if (!agent.apply('reserved')) return false;
    agent.call = call;
    call.agent = agent;
    this.popper.show(call, agent);
    return true;
  }

  /** A line came back into park: the customer dialed for this collector may be waiting for it. */
  lineBack(agent: Agent): void {
    this.onLineBack(agent);
    const { call } = agent;
    if (call?.state === 'waiting' && call.boundTo === agent) { if (this.#giveBound(call)) this.floor.waiting.delete(call); }
  }

  /** Shows a call to a collector who was reserved for it by another way than the search. */
  announce(call: Call, agent: Agent): void { this.popper.show(call, agent); }

  #screen(call: Call): void {
    const { deps } = this.floor;
    if (call.inbound) {
      // The caller hears who called and how to reach them, then seeks a collector.
      void call.node.play(call.leg, [`${deps.settings.sounds}/${deps.settings.inboundGreeting}`], { thenHangup: false });
      call.startTimer('message', 20_000, 'cleared', deps.clock);
      return;
    }
    const verdict = deps.screening.screen({ leg: call.leg, attemptId: call.attempt.id, node: call.node.node });
    if (typeof verdict === 'string') { this.#verdict(call, verdict); return; }
    call.facts.screened = true;
    verdict.then((said) => this.#verdict(call, said), () => this.#verdict(call, 'unsure'));
  }
  #verdict(call: Call, verdict: 'human' | 'machine' | 'unsure'): void {
    call.facts.machine = verdict === 'machine';
    call.facts.clearedAt = this.floor.deps.clock.now();
    if (call.state === 'screening') this.floor.pacing.screened(call);
    call.apply(verdict === 'machine' ? 'machineHeard' : 'cleared');
  }

  /** Start of the search: the two-second clock began at the answer (or at the verdict, where there was one to wait for). */
  #seek(call: Call): void {
    const { deps } = this.floor;
    const now = deps.clock.now();
    call.facts.readyToBridgeAt ??= now;
    const spent = call.facts.connectedOnce || call.inbound ? 0 : now - this.clockStart(call);
    const limit = call.facts.connectedOnce ? deps.settings.rescueSeekFor : deps.settings.seekFor;
    if (call.facts.connectedOnce) {
      call.facts.readyToBridgeAt = now;
      // The dead-man was disarmed at the bridge: whoever waits again has one again, should we be no more.
      void call.node.armDeadMan(call.leg, deps.settings.deadMan + limit);
    }
    if (this.#giveBound(call)) return;
    const agent = this.#idleFor(call);
    if (agent && (!call.boundTo || call.facts.connectedOnce) && this.match(call, agent)) return;
    if (spent >= limit) { call.apply('seekDeadline'); return; }
    this.floor.waiting.add(call);
    call.startTimer('seek', limit - spent, 'seekDeadline', deps.clock);
  }

  /** A call dialed for one collector: they were reserved when it was dialed, or at the hand-over. */
  #giveBound(call: Call): boolean {
    const bound = call.boundTo;
    if (!bound) return false;
    if (bound.call === call && bound.state === 'reserved' && bound.leg.state === 'parked') { call.agent = bound; call.apply('agentReserved'); return true; }
    return bound.free && this.match(call, bound);
  }
  /** Of those who may be given it, whoever has been idle longest. */
  #idleFor(call: Call): Agent | undefined {
    return [...this.floor.agents.values()].filter((agent) => agent.free && agent.node === call.node.node && this.floor.mayTake(agent, call)).sort((a, b) => a.idleSince - b.idleSince)[0];
  }
  clockStart(call: Call): number {
    return (call.facts.screened ? call.facts.clearedAt : null) ?? call.facts.answeredAt ?? call.since;
  }

  #bridge(call: Call): void {
    const { deps } = this.floor;
    const { agent } = call;
    const leg = agent?.leg.leg;
    if (!agent || !leg) { call.apply('bridgeDeadline'); return; }
    agent.leg.apply('taken');
    const now = deps.clock.now();
    call.facts.bridgeSentAt = now;
    // From the later of: customer parked and cleared, agent free.
    call.facts.readyToBridgeAt = Math.max(call.facts.readyToBridgeAt ?? now, call.boundTo === agent ? 0 : agent.idleSince);
    deps.metrics.observe('dunwell_bridge_command_seconds', Math.max(0, now - call.facts.readyToBridgeAt) / 1000);
    call.stopTimer('seek');
    call.startTimer('bridge', deps.settings.bridgeWithin, 'bridgeDeadline', deps.clock);
    void call.node.bridge(call.leg, leg).then((reply) => { if (reply.kind === 'refused' && call.state === 'bridging' && call.agent === agent) call.apply('bridgeDeadline'); });
  }

  #connected(call: Call): void {
    const { deps } = this.floor;
    const { facts, agent } = call;
    const at = facts.joinedAt ?? facts.bridgedAt ?? deps.clock.now();
    void call.node.disarmDeadMan(call.leg);
    // Back from hold: nothing begins anew.
    if (agent?.state === 'talking' && returning(call, agent)) {
      this.floor.journal.note(call.attempt.id, 'unheld', { userId: agent.user.id });
      deps.desk.push(agent.user.id, { type: 'connected', at, attemptId: call.attempt.id });
      return;
    }
    if (!facts.connectedOnce && facts.answeredAt !== null) {
      facts.waitMs = Math.max(0, at - this.clockStart(call));
      facts.lateBridge = !call.inbound && facts.waitMs > ABANDON_AFTER;
      deps.metrics.observe('dunwell_answer_wait_seconds', facts.waitMs / 1000);
    }
    facts.connectedOnce = true;
    if (facts.readyToBridgeAt !== null) deps.metrics.observe('dunwell_bridge_latency_seconds', Math.max(0, at - facts.readyToBridgeAt) / 1000);
    if (agent) {
      agent.worked(this.floor.today(), { calls: 1, talk: 0 });
      if (facts.recording) deps.desk.push(agent.user.id, { type: 'recording', at, attemptId: call.attempt.id, on: true });
      agent.apply('connected');
      call.attempt = { ...call.attempt, userId: agent.user.id, teamId: call.attempt.teamId ?? agent.user.teamId };
      deps.desk.push(agent.user.id, { type: 'connected', at, attemptId: call.attempt.id });
    }
    this.floor.journal.note(call.attempt.id, 'bridged', { waitMs: facts.waitMs }, { bridgedAt: facts.bridgedAt ?? at, userId: agent?.user.id ?? null, waitMs: facts.waitMs });
    call.runner?.connected();
    this.floor.pacing.connected(call);
  }

  #agentNotNeeded(call: Call): void {
    const { agent } = call;
    // On the way back to a collector who talked with them already: that talk is over.
    if (agent?.state === 'talking' && returning(call, agent)) {
      this.floor.deps.metrics.count('dunwell_bridge_failures_total');
      this.#agentDone(call);
      return;
    }
    this.onLeft(call);
    call.agent = null;
    if (!agent || agent.call !== call) return;
    this.floor.deps.metrics.count('dunwell_bridge_failures_total');
    // Asked about the customer before: that was a talk, but not with them.
    if (agent.state === 'talking') {
      agent.call = null;
      this.#ended(agent, call, false, false);
      agent.apply('callEnded');
      agent.finish();
      return;
    }
    this.#ended(agent, call, false, false);
    agent.released();
  }

  #agentDone(call: Call): void {
    const { deps } = this.floor;
    const { agent } = call;
    this.onLeft(call);
    call.agent = null;
    if (!agent || agent.call !== call) return;
    agent.leg.letGo(false);
    // A conference holds the leg until it is told to park.
    if (call.conference && agent.leg.leg) void call.node.park(agent.leg.leg);
    agent.worked(this.floor.today(), { calls: 0, talk: Math.max(0, deps.clock.now() - (call.facts.joinedAt ?? call.facts.bridgedAt ?? deps.clock.now())) });
    agent.call = null;
    agent.wrapUpOf = { attemptId: call.attempt.id, campaignId: call.attempt.campaignId };
    // Handed to another collector, the call is theirs to file; who gave it away writes a note if they like.
    const handedOver = call.boundTo !== null && call.boundTo !== agent;
    this.#ended(agent, call, true, call.attempt.dispositionCode === null && !handedOver);
    agent.apply('callEnded');
    if (call.attempt.dispositionCode !== null && agent.readyAfter === null) { agent.finish(); return; }
    agent.startWrapUp(call.runner?.settings.wrapUp.limit ?? call.wrapUp ?? 60_000);
  }

  /** The collector's line died under the call: the customer goes to another, the collector's line is raised again. */
  #agentLost(call: Call): void {
    const { agent } = call;
    this.onLeft(call);
    call.agent = null;
    if (call.boundTo === agent) call.boundTo = null;
    if (!agent || agent.call !== call) return;
    const talked = call.facts.connectedOnce;
    agent.call = null;
    // Usually gone with the event that brought us here; a line that lives (a gap hid what happened) must come back to park.
    agent.leg.letGo(false);
    if (talked) agent.wrapUpOf = { attemptId: call.attempt.id, campaignId: call.attempt.campaignId };
    this.#ended(agent, call, talked, false);
    this.floor.deps.desk.push(agent.user.id, { type: 'notice', at: this.floor.deps.clock.now(), level: 'error', code: 'leg.lost', text: 'Your phone line dropped; the customer is given to another collector.' });
    if (!talked && agent.after !== 'ready') agent.released(); else agent.apply('legLost');
    if (agent.state === 'wrapUp') agent.startWrapUp(call.runner?.settings.wrapUp.limit ?? call.wrapUp ?? 60_000);
  }

  #ended(agent: Agent, call: Call, bridged: boolean, dispositionDue: boolean): void {
    const event: DeskEvent = { type: 'ended', at: this.floor.deps.clock.now(), attemptId: call.attempt.id, outcome: call.facts.outcome, bridged, dispositionDue, by: call.facts.hangupBy };
    this.floor.deps.desk.push(agent.user.id, event);
  }

  #holdMusic(call: Call): void {
    const { sounds, holdMusic } = this.floor.deps.settings;
    void call.node.play(call.leg, [`${sounds}/${holdMusic}`], { thenHangup: false });
  }
  #renewHold(call: Call): void {
    const { settings, clock } = this.floor.deps;
    void call.node.armDeadMan(call.leg, settings.holdTick * 3);
    call.startTimer('hold', settings.holdTick, 'holdTick', clock);
  }

  #playMessage(call: Call, file: string): void {
    const { deps } = this.floor;
    this.floor.waiting.delete(call);
    // The dead-man is renewed for as long as a message may play.
    void call.node.armDeadMan(call.leg, deps.settings.messageLimit);
    // Refused: nothing would ever sound, and nobody is left in silence for the length of a message.
    const { state } = call;
    void call.node.play(call.leg, [`${deps.settings.sounds}/${file}`], { thenHangup: true }).then((reply) => { if (reply.kind === 'refused' && call.state === state) call.apply('messageDeadline'); });
    call.startTimer('message', deps.settings.messageLimit, 'messageDeadline', deps.clock);
    call.startTimer('sound', SOUNDS_WITHIN, 'messageDeadline', deps.clock);
    this.floor.journal.note(call.attempt.id, call.state === 'voicemail' ? 'voicemail' : 'safeHarbour', { file });
  }

  /** No last word from the switch: ask whether the leg exists, and end or kill by what it says. */
  async #probe(call: Call): Promise<void> {
    const { deps } = this.floor;
    const exists = call.node.isUp() ? await call.node.exists(call.leg) : 'unknown';
    if (call.state === 'ended') return;
    if (exists === false) { call.apply('gone'); return; }
    // If nobody answered yet it is we who end it: not the carrier's fault, and no trunk rests for it.
    if (exists === true) { call.facts.cancelledByUs = true; void call.node.kill(call.leg, 'NORMAL_CLEARING'); }
    // Unknown: the node is away; recovery settles the call when it is back.
    call.startTimer('close', deps.settings.closeWithin, 'closeDeadline', deps.clock);
  }
}

/** Has this collector the customer back from hold, or is another being given them? */
export const returning = (call: Call, agent: Agent): boolean => call.facts.connectedOnce && call.attempt.userId === agent.user.id;
