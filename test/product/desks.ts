/** Collectors at their desks, as the world has them: they log in, talk, write down, take breaks and go home. */
import type { AgentState, DeskCommand, DeskEvent } from '../../src/app/ports/desk.js';
import type { Pause, World } from '../../src/core/rehearsal/index.js';
import type { Id, Instant } from '../../src/core/units.js';
import type { Bench } from '../conductor/bench.js';
import type { Network } from './network.js';

export const TALKED = 'talked';
const ms = (seconds: number): number => seconds * 1000;

/** Milliseconds by what a collector did; paused and away are nobody's. */
export interface Spent { ready: number; reserved: number; talking: number; wrapUp: number }

/** All desks of a day. Connections are numbered in the order in which the desks hear of them. */
export class Desks {
  readonly spent: Spent = { ready: 0, reserved: 0, talking: 0, wrapUp: 0 };
  /** Seconds the world gave the conversations and wrap-ups that ended. */
  given = 0;
  /** Milliseconds of ready time in which the standing leg was not there. */
  unparked = 0;
  connections = 0;
  over = false;
  readonly #desks: readonly Desk[];

  constructor(readonly bench: Bench, readonly world: World, readonly network: Network, readonly end: Instant) {
    this.#desks = Array.from({ length: world.scenario.agents }, (_, index) => new Desk(this, index));
    const byUser = new Map(this.#desks.map((desk) => [desk.userId, desk]));
    bench.onDesk = (userId, event) => { byUser.get(userId)?.hear(event); };
    for (const desk of this.#desks) desk.begin();
  }
  static name(index: number): string { return `a${index}`; }
  /** The day ends: what everybody is at is counted so far. */
  close(): void {
    this.over = true;
    for (const desk of this.#desks) desk.count(this.end);
  }
}

class Desk {
  readonly userId: string;
  #state: AgentState = 'offline';
  #since: Instant;
  #parked = false;
  /** Breaks taken, and turns: what was planned in an earlier turn is void. */
  #breaks = 0;
  #turn = 0;
  #wish: Pause | null = null;
  #backAt: Instant = 0;
  #wrap = 0;
  #person = true;

  constructor(private readonly desks: Desks, private readonly index: number) {
    this.userId = Desks.name(index);
    this.#since = desks.bench.now;
  }

  begin(): void {
    const plan = this.desks.world.agent(this.index);
    this.#after(ms(plan.loginAt), () => { if (this.#state === 'offline') this.#turnUp(); });
    if (plan.leaveAt !== null) { const { at, announced } = plan.leaveAt; this.#after(ms(at), () => { this.#wants({ seconds: Infinity, announced }); }); }
    for (const lunch of plan.lunches) this.#after(ms(lunch.at), () => { this.#wants(lunch); });
  }

  hear(event: DeskEvent): void {
    if (event.type === 'state') this.#became(event.state, event.leg === 'parked', event.at);
    if (event.type === 'connected') this.#talk(event.attemptId);
    if (event.type === 'ended' && event.bridged) this.#writeDown(event.attemptId, event.dispositionDue);
  }

  count(at: Instant): void {
    const until = Math.min(at, this.desks.end);
    const time = Math.max(0, until - this.#since);
    const { spent } = this.desks;
    if (this.#state !== 'offline' && this.#state !== 'paused') spent[this.#state] += time;
    if (this.#state === 'ready' && !this.#parked) this.desks.unparked += time;
    this.#since = Math.max(this.#since, until);
  }
  #became(state: AgentState, parked: boolean, at: Instant): void {
    this.count(at);
    this.#state = state;
    this.#parked = parked;
  }

  #turnUp(): void {
    void this.desks.bench.conductor.deskOpened(this.userId).then(() => this.#ask({ type: 'ready' }));
    this.#planBreak();
  }
  #talk(attemptId: Id): void {
    const { desks } = this;
    this.#person = desks.network.answered.get(attemptId)?.outcome !== 'machine';
    const { talk, wrap } = desks.world.connection(desks.connections, !this.#person);
    desks.connections += 1;
    this.#wrap = wrap;
    this.#after(ms(talk), () => { desks.given += talk; this.#ask({ type: 'hangUp', attemptId }); });
  }
  #writeDown(attemptId: Id, due: boolean): void {
    this.#after(ms(this.#wrap), () => {
      this.desks.given += this.#wrap;
      const wish = this.#wish;
      if (wish !== null) this.#leave(wish);
      this.#ask(due ? { type: 'dispose', attemptId, code: this.#person ? TALKED : 'voicemail' } : { type: 'ready' });
    });
  }

  #planBreak(): void {
    const plan = this.desks.world.break(this.index, this.#breaks);
    const turn = this.#turn;
    if (plan !== null) this.#after(ms(plan.after), () => {
      if (turn !== this.#turn || this.#state === 'paused' || this.#state === 'offline') return;
      this.#breaks += 1;
      this.#wants(plan);
    });
  }
  #wants(pause: Pause): void {
    if (this.#state === 'reserved' || this.#state === 'talking' || this.#state === 'wrapUp') {
      const before = this.#wish;
      this.#wish = before === null ? pause : { seconds: Math.max(before.seconds, pause.seconds), announced: before.announced || pause.announced };
      // Told to the desk now, or kept to oneself until the wrap-up is done.
      if (this.#wish.announced) this.#ask(this.#wish.seconds === Infinity ? { type: 'logout' } : { type: 'pause', reason: 'break' });
      return;
    }
    const until = this.#state === 'paused' ? Math.max(this.#backAt, this.desks.bench.now + ms(pause.seconds)) : null;
    this.#leave(until === null ? pause : { ...pause, seconds: (until - this.desks.bench.now) / 1000 });
  }
  #leave(pause: Pause): void {
    this.#wish = null;
    this.#turn += 1;
    if (pause.seconds === Infinity) { this.#ask({ type: 'logout' }); return; }
    this.#ask({ type: 'pause', reason: 'break' });
    const turn = this.#turn;
    this.#backAt = this.desks.bench.now + ms(pause.seconds);
    this.#after(ms(pause.seconds), () => {
      if (turn !== this.#turn) return;
      this.#ask({ type: 'ready' });
      this.#planBreak();
    });
  }

  #ask(command: DeskCommand): void {
    if (this.desks.over) return;
    this.desks.bench.conductor.command(this.userId, command).then((answer) => { if (!answer.ok) throw new Error(`${this.userId} ${command.type}: ${answer.error.code} ${answer.error.text}`); }).catch((error: unknown) => { this.desks.bench.lines.push(String(error)); });
  }
  #after(time: number, run: () => void): void {
    if (Number.isFinite(time)) this.desks.bench.clock.after(time, () => { if (!this.desks.over) run(); });
  }
}
