import { agentTable, type AgentEffect, type AgentEventName, type AgentStateName } from '../../core/agent/machine.js';
import { isMove } from '../../core/machine/table.js';
import type { User } from '../../core/records/index.js';
import type { Id, Instant, LocalDate, Millis } from '../../core/units.js';
import type { Timer } from '../ports/system.js';
import type { Call } from './call.js';
import type { ConductorDeps } from './deps.js';
import { DeskLeg, type DeskLegHost } from './desk-leg.js';

export interface AgentHost {
  /** A collector may have become free: match waiting calls, then think about dialing. */
  agentFree(agent: Agent): void;
  wrapUpOver(agent: Agent): void;
  /** From one state to another; `since`: when the one they left began. */
  moved(agent: Agent, from: AgentStateName, since: Instant): void;
  /** Their time is spent otherwise from now on: another state, or another reason to pause. */
  spent(agent: Agent): void;
  legHost(agent: Agent): DeskLegHost;
}

/** One collector at work: interprets `agentTable`. Everything here is in memory; what must last is in the attempts. */
export class Agent {
  state: AgentStateName = 'offline';
  reason: string | null = null;
  since: Instant;
  /** For "longest idle first". */
  idleSince: Instant;
  /** Is a desk's socket there (or within its grace)? */
  desk = false;
  call: Call | null = null;
  /** Attempt whose disposition is awaited in wrap-up. */
  wrapUpOf: { readonly attemptId: Id; readonly campaignId: Id | null } | null = null;
  wrapUpUntil: Instant | null = null;
  /** They said when they are ready: then the wrap-up ends, whatever its own limit would make of them. */
  readyAt: Instant | null = null;
  /** Said during the call: so long after it. */
  readyAfter: Millis | null = null;
  /** What to become after the call: asked for while talking. */
  after: 'ready' | 'paused' | 'offline' = 'ready';
  afterReason: string | null = null;
  /** Lead shown for preview. */
  preview: Id | null = null;
  #today: { readonly date: LocalDate | null; readonly calls: number; readonly talk: Millis } = { date: null, calls: 0, talk: 0 };
  readonly leg: DeskLeg;
  #wrapUp: Timer | null = null;
  /** Where the campaign's own limit would end it. */
  #limitAt: Instant | null = null;

  constructor(private readonly deps: ConductorDeps, public user: User, public node: string, private readonly host: AgentHost) {
    this.since = deps.clock.now();
    this.idleSince = this.since;
    this.leg = new DeskLeg(deps, user.id, host.legHost(this));
  }

  /** May a customer be bridged to this collector this instant? */
  get free(): boolean {
    return this.state === 'ready' && this.leg.state === 'parked' && this.leg.inPark && this.desk && this.preview === null;
  }

  /** Returns false when the request makes no sense now. `reason` is for pauses. */
  apply(event: AgentEventName, reason: string | null = null): boolean {
    const cell = agentTable[this.state][event];
    if (cell === 'refuse') return false;
    if (!isMove(cell)) return true;
    if (cell.to !== this.state) {
      const [from, since] = [this.state, this.since];
      this.state = cell.to;
      this.since = this.deps.clock.now();
      if (cell.to === 'ready') this.idleSince = this.since;
      this.reason = cell.to === 'paused' ? reason ?? this.afterReason : null;
      if (cell.to === 'ready' || cell.to === 'paused' || cell.to === 'offline') { this.after = cell.to === 'offline' ? 'offline' : 'ready'; this.afterReason = null; this.readyAfter = null; }
      this.host.moved(this, from, since);
      this.host.spent(this);
    } else if (event === 'pauseAsked' && cell.to === 'paused' && this.reason !== reason) { this.reason = reason; this.host.spent(this); }
    for (const effect of cell.do) this.#run(effect, reason);
    return true;
  }

  /** Where to after the call or the wrap-up, by what was asked last. */
  finish(): void {
    this.wrapUpOf = null;
    this.apply(this.after === 'offline' ? 'finishedOffline' : this.after === 'paused' ? 'finishedPaused' : 'finishedReady');
  }
  /** The call promised to this collector did not come: back to where they were. */
  released(): void {
    this.call = null;
    this.apply(this.after === 'offline' ? 'finishedOffline' : this.after === 'paused' ? 'finishedPaused' : 'reservationLost');
  }

  /** Calls and talk of a local day; another day begins at nought. */
  today(date: LocalDate): { readonly calls: number; readonly talk: Millis } { return this.#today.date === date ? this.#today : { calls: 0, talk: 0 }; }
  worked(date: LocalDate, more: { readonly calls: number; readonly talk: Millis }): void {
    const so = this.today(date);
    this.#today = { date, calls: so.calls + more.calls, talk: so.talk + more.talk };
  }

  /** `limit`: the campaign's, 0: none. */
  startWrapUp(limit: Millis): void {
    this.#limitAt = limit > 0 ? this.deps.clock.now() + limit : null;
    if (this.readyAfter !== null) this.readyAt = this.#notAfterLimit(this.deps.clock.now() + this.readyAfter);
    this.readyAfter = null;
    this.#endWrapUpAt(this.readyAt ?? this.#limitAt);
  }
  /** Ready so long from now (in wrap-up) or after this call, but never later than the campaign's limit. Said again, the last word holds. */
  announceReady(after: Millis): void {
    if (this.state !== 'wrapUp') { this.readyAfter = after; this.tell(); return; }
    this.readyAt = this.#notAfterLimit(this.deps.clock.now() + after);
    this.#endWrapUpAt(this.readyAt);
  }
  #notAfterLimit(at: Instant): Instant { return Math.min(at, this.#limitAt ?? Infinity); }
  #endWrapUpAt(until: Instant | null): void {
    this.#wrapUp?.cancel();
    this.wrapUpUntil = until;
    this.#wrapUp = until === null ? null : this.deps.clock.after(Math.max(0, until - this.deps.clock.now()), () => { this.#wrapUp = null; this.host.wrapUpOver(this); });
    this.tell();
  }
  /** Something else is wanted now: the campaign's own limit holds again. */
  #unannounce(): void {
    this.readyAfter = null;
    if (this.readyAt === null) return;
    this.readyAt = null;
    if (this.state === 'wrapUp') this.#endWrapUpAt(this.#limitAt);
  }

  tell(): void {
    this.deps.desk.push(this.user.id, this.picture());
  }
  picture(): Parameters<ConductorDeps['desk']['push']>[1] & { type: 'state' } {
    return { type: 'state', at: this.deps.clock.now(), state: this.state, reason: this.reason, leg: this.leg.state === 'recovering' ? 'busy' : this.user.desk ? this.leg.state : 'none', legTrouble: this.leg.trouble, attemptId: this.call?.attempt.id ?? this.wrapUpOf?.attemptId ?? null, wrapUpUntil: this.wrapUpUntil, readyAt: this.readyAt, readyAfter: this.readyAfter };
  }

  #run(effect: AgentEffect, reason: string | null): void {
    switch (effect) {
      case 'raiseLeg': this.leg.apply('wanted'); return;
      case 'dropLeg': this.leg.apply('unwanted'); return;
      case 'offer': this.host.agentFree(this); return;
      case 'startWrapUp': this.wrapUpUntil = null; return;
      case 'stopWrapUp': this.#wrapUp?.cancel(); this.#wrapUp = null; this.wrapUpUntil = null; this.readyAt = null; return;
      case 'afterCallReady': this.after = 'ready'; return;
      case 'afterCallPause': this.after = 'paused'; this.afterReason = reason; this.#unannounce(); return;
      case 'afterCallLogout': this.after = 'offline'; this.#unannounce(); return;
      case 'tell': this.tell(); return;
    }
  }
}
