import type { SwitchEvent, SwitchPort } from '../ports/switch.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import { returning } from './call-effects.js';
import type { Floor } from './floor.js';
import { askIfGone } from './unheard.js';

export interface NodeHost {
  nodeUp(node: SwitchPort, sameSwitch: boolean): void;
  nodeDown(node: SwitchPort, why: string): void;
  inbound(node: SwitchPort, event: SwitchEvent & { type: 'parked' }): void;
  /** A collector's line died in a call; true: the call goes on with somebody else of it. */
  lineLost(call: Call, agent: Agent): boolean;
  /** Two lines were joined of which neither is a customer's. */
  linesJoined(leg: string, other: string): void;
  /** What a collector's line played is at its end. */
  playedOut(agent: Agent): void;
  /** A leg in park that nobody of ours knows. */
  stray(node: SwitchPort, leg: string): void;
}

/** Sends each fact of the switch to whom it concerns: a customer's call, a collector's line, an outside leg, or the node. */
export class EventRouter {
  constructor(private readonly floor: Floor, private readonly host: NodeHost) {}

  attach(node: SwitchPort): () => void { return node.onEvent((event) => this.#route(node, event)); }

  #route(node: SwitchPort, event: SwitchEvent): void {
    switch (event.type) {
      case 'up': this.host.nodeUp(node, event.sameSwitch); return;
      case 'down': this.host.nodeDown(node, event.why); return;
      case 'gateway': this.floor.trunks.status(node.node, event.status); return;
      default: break;
    }
    const now = this.floor.deps.clock.now();
    this.floor.eventLagged(now - this.floor.time(node.node).ours(event.at, now));
    const call = this.floor.byLeg.get(event.leg);
    if (call) { this.#ofCall(call, event); return; }
    const agent = this.floor.agentByLeg.get(event.leg);
    if (agent) { if (agent.leg.leg === event.leg) this.#ofAgent(agent, event); return; }
    const outside = this.floor.outside.get(event.leg);
    if (outside) {
      if (event.type === 'bridged') this.host.linesJoined(event.leg, event.other); else outside.on(event);
      return;
    }
    if (this.floor.doomed.has(event.leg)) {
      // We gave this leg up, and here it is: a late winner of a race.
      if (event.type === 'answered' || event.type === 'parked') void node.kill(event.leg, 'NORMAL_CLEARING');
      return;
    }
    if (event.type === 'parked') { if (event.inbound) this.host.inbound(node, event); else this.host.stray(node, event.leg); }
  }

  #ofCall(call: Call, event: Exclude<SwitchEvent, { type: 'up' | 'down' | 'gateway' }>): void {
    const { facts } = call;
    const at = this.floor.time(call.node.node).ours(event.at, this.floor.deps.clock.now());
    switch (event.type) {
      case 'ringing': facts.rangAt ??= at; call.apply('rang'); return;
      case 'answered':
        if (facts.answeredAt === null) { facts.answeredAt = at; this.floor.journal.note(call.attempt.id, 'answered', undefined, { answeredAt: at, ...(facts.rangAt === null ? {} : { rangAt: facts.rangAt }) }); }
        call.apply('answered');
        return;
      case 'parked': facts.inPark = true; facts.parkedAt = at; facts.readyToBridgeAt = Math.max(facts.readyToBridgeAt ?? 0, at); call.apply('parked'); return;
      case 'bridged':
        // The event names both legs; only the bridge we asked for counts.
        if (call.state === 'bridging' && call.agent?.leg.leg !== (event.leg === call.leg ? event.other : event.leg)) return;
        if (call.state === 'bridging') { facts.bridgedAt ??= at; if (facts.joinedAt === null || call.agent?.state !== 'talking' || !returning(call, call.agent)) facts.joinedAt = at; }
        call.apply('bridged');
        return;
      case 'playStarted': call.apply('messageStarted'); return;
      case 'playStopped': if (call.state === 'screening' && call.inbound) { facts.clearedAt = at; call.stopTimer('message'); call.apply('cleared'); } else call.apply('messageStopped'); return;
      case 'held': if (call.agent) this.floor.deps.desk.push(call.agent.user.id, { type: 'held', at, attemptId: call.attempt.id, on: event.on }); return;
      case 'hangup': this.floor.journal.note(call.attempt.id, 'hangup', { cause: event.cause }); call.apply('hangup'); return;
      case 'gone':
        facts.leg = event.facts;
        // The 18x history as the switch keeps it: an event lost in a gap must not turn ringing into silence.
        if (facts.rangAt === null && (event.facts.progressAt ?? event.facts.progressMediaAt) !== undefined) facts.rangAt = at;
        if (facts.answeredAt === null && event.facts.answeredAt !== undefined) facts.answeredAt = this.floor.time(call.node.node).ours(event.facts.answeredAt, this.floor.deps.clock.now());
        call.apply('gone');
        return;
      case 'unparked': facts.inPark = false; return;
      case 'recordStarted': case 'recordStopped': {
        const on = event.type === 'recordStarted';
        if (on === facts.recording) return;
        facts.recording = on;
        if (call.agent && call.state === 'talking') this.floor.deps.desk.push(call.agent.user.id, { type: 'recording', at, attemptId: call.attempt.id, on });
        return;
      }
      case 'created': case 'unbridged': case 'digit': return;
    }
  }

  #lineParked(agent: Agent): void {
    agent.leg.parked();
    const { call } = agent;
    // Their talk is over, of which the customer's leg should have told.
    const alone = (): boolean => call !== null && call.agent === agent && call.state === 'talking' && call.conference === null && agent.leg.inPark;
    if (call && alone()) askIfGone(this.floor, call, alone);
  }
  #ofAgent(agent: Agent, event: Exclude<SwitchEvent, { type: 'up' | 'down' | 'gateway' }>): void {
    if (event.type === 'parked') this.#lineParked(agent);
    else if (event.type === 'unparked') agent.leg.unparked();
    // A bridge is one event, on the leg named first: both legs must hear of it.
    else if (event.type === 'bridged') { const call = this.floor.byLeg.get(event.other); if (call) this.#ofCall(call, event); else this.host.linesJoined(event.leg, event.other); }
    else if (event.type === 'playStopped') this.host.playedOut(agent);
    else if (event.type === 'hangup') {
      const { call } = agent;
      agent.leg.apply('gone');
      if (call && this.host.lineLost(call, agent)) return;
      if (call?.agent === agent) call.apply('agentLegGone');
      else if (call?.boundTo === agent && call.facts.connectedOnce) {
        // The customer was on the way to this collector: another takes them.
        call.boundTo = null;
        agent.call = null;
        agent.apply('legLost');
      }
    } else if (event.type === 'gone') agent.leg.apply('gone');
  }
}
