/** Collectors at their desks: pages on sockets that may be cut, and what people do with a call. */
import type { DeskCommand, DeskEvent } from '../../app/ports/desk.js';
import type { CommandAnswer } from '../../app/conductor-api.js';
import type { Result } from '../../core/result.js';
import type { Id, Millis } from '../../core/units.js';
import { between, chance, integer, logNormal, weighted, type SeededDice } from '../rng.js';
import type { SimPage } from './parts.js';
import { socketPair, type SimSocket } from './socket.js';
import type { FaultWorld } from './world.js';

const SECOND = 1_000;
/** What is filed without a word more. */
const CODES = ['refuses', 'already_paid', 'hardship', 'hung_up', 'voicemail', 'third_party', 'wrong_number'];

class Person {
  page: SimPage | null = null;
  socket: SimSocket | null = null;
  away = false;
  resting = false;
  state = 'offline';
  constructor(readonly id: Id, readonly entityId: Id) {}
}

export class People {
  readonly #all: readonly Person[];
  /** Of every page, also of one that another took the desk from. */
  readonly #sockets = new Set<SimSocket>();
  #home = false;
  constructor(private readonly world: FaultWorld, users: readonly { readonly id: Id; readonly entityId: Id }[], private readonly dice: SeededDice) {
    this.#all = users.map((user) => new Person(user.id, user.entityId));
  }

  arrive(): void { for (const one of this.#all) this.#open(one, false); }
  /** The shift is over: whoever is in a call ends it. */
  async goHome(): Promise<void> {
    this.#home = true;
    for (const one of this.#all) { if (one.page === null) this.#open(one, true); }
    await this.world.run(20 * SECOND);
    for (const one of this.#all) this.#say(one, { type: 'logout' });
    // Twice: whoever asks a colleague goes back to the customer first.
    for (let round = 0; round < 2; round += 1) {
      await this.world.run(10 * SECOND);
      for (const call of this.world.live()?.calls ?? []) { const one = this.#all.find((person) => person.id === call.userId); if (one) this.#say(one, { type: 'hangUp', attemptId: call.attemptId }); }
    }
  }
  leave(): void { for (const one of this.#all) void one.page?.close(); }
  /** The server's process is gone, and its sockets with it. */
  serverGone(): void { for (const socket of [...this.#sockets]) socket.cut(); }

  cut(count: number): void { for (let n = 0; n < count; n += 1) this.#someone().socket?.cut(); }
  doubled(): void { this.#open(this.#someone(), true); }
  halfOpen(count: number): () => void {
    const sockets = Array.from({ length: count }, () => this.#someone().socket);
    for (const socket of sockets) if (socket) { socket.mute = true; if (socket.peer) socket.peer.mute = true; }
    return () => { for (const socket of sockets) socket?.cut(); };
  }
  /** Somebody in a call, if anybody is; the line goes with the laptop where it is the phone. */
  closeLaptop(withLine: boolean): () => void {
    const talking = this.#all.filter((one) => one.state === 'talking' && one.page !== null);
    const one = talking[integer(this.dice, 0, Math.max(0, talking.length - 1))] ?? this.#someone();
    const { page, socket } = one;
    one.page = null;
    one.away = true;
    if (socket) { socket.mute = true; if (socket.peer) socket.peer.mute = true; }
    void page?.close();
    if (withLine) for (const node of this.world.nodes) node.hangUp(node.desk(one.id));
    return () => { one.away = false; this.#open(one, true); };
  }

  #someone(): Person {
    const one = this.#all[integer(this.dice, 0, this.#all.length - 1)];
    if (one === undefined) throw new RangeError('nobody is here');
    return one;
  }

  #open(one: Person, takeOver: boolean): void {
    const { world } = this;
    if (one.away) return;
    // A second page takes the desk over; the first is told so and ends.
    const page: SimPage = world.parts.page(world.clock, this.dice.stream(`page/${one.id}`), {
      token: one.id,
      open: () => {
        const { page: mine, server } = socketPair(world.clock, integer(this.dice, 1, 25));
        one.socket = mine;
        this.#sockets.add(mine);
        mine.on('close', () => { this.#sockets.delete(mine); });
        world.clock.after(integer(this.dice, 1, 30), () => {
          if (mine.readyState !== 0) return;
          if (world.gateway === null) { mine.cut(); return; }
          server.readyState = 1;
          world.gateway.admit(server, one.id);
          mine.opened();
        });
        return mine;
      },
      onWelcome: (resumed) => { if (one.page === page) world.checkers.welcomed(one.id, resumed); },
      onEvent: (event) => { if (one.page === page) this.#heard(one, event); },
      onDown: (_, retry) => { if (!retry && one.page === page && !one.away) { one.page = null; this.#later(between(this.dice, 1, 10) * SECOND, () => { if (one.page === null) this.#open(one, true); }); } },
      takeOver,
    });
    one.page = page;
  }
  #later(after: Millis, run: () => void): void { this.world.clock.after(after, () => { if (!this.world.over) run(); }); }
  #say(one: Person, command: DeskCommand): void {
    const { page } = one;
    if (page === null) return;
    page.command(command).then((answer: Result<CommandAnswer>) => { this.world.checkers.answered(one.id, JSON.stringify(answer)); }, () => undefined);
  }

  #heard(one: Person, event: DeskEvent): void {
    const { world, dice } = this;
    world.checkers.told(one.id, event);
    if (event.type === 'state') {
      one.state = event.state;
      world.say(`${one.id} ${event.state}, leg ${event.leg}`);
      if (!this.#home && !one.resting && (event.state === 'offline' || event.state === 'paused')) this.#later(between(dice, 300, 4 * SECOND), () => { if (!this.#home && !one.resting && (one.state === 'offline' || one.state === 'paused')) this.#say(one, { type: 'ready' }); });
      if (this.#home && (event.state === 'ready' || event.state === 'paused')) this.#later(SECOND, () => { this.#say(one, { type: 'logout' }); });
      // Whoever opens the page in a wrap-up finishes it.
      if (this.#home && event.state === 'wrapUp') this.#later(3 * SECOND, () => { if (one.state === 'wrapUp') this.#say(one, { type: 'logout' }); });
    }
    if (event.type === 'connected') this.#talk(one, event.attemptId);
    if (event.type === 'consult') this.#consult(one, event);
    if (event.type === 'ended' && event.dispositionDue) this.#file(one, event.attemptId);
  }
  #talk(one: Person, attemptId: Id): void {
    const { dice } = this;
    const act = dice.next();
    const talk = this.#home ? 2 * SECOND : Math.min(300 * SECOND, logNormal(dice, 110 * SECOND, 0.7));
    const soon = between(dice, 1, 8) * SECOND;
    if (act < 0.08) { this.#later(soon, () => { this.#say(one, { type: 'dropVoicemail', attemptId }); }); return; }
    if (act < 0.13) { this.#later(soon, () => { const other = this.#all.find((person) => person !== one && person.entityId === one.entityId && person.state === 'ready'); if (other) this.#say(one, { type: 'transferAgent', attemptId, userId: other.id }); }); }
    else if (act < 0.18) this.#later(soon, () => { this.#say(one, { type: 'transferNumber', attemptId, number: `+86139555${String(integer(dice, 10_000, 99_999))}` }); });
    else if (act < 0.22) { this.#later(soon, () => { this.#say(one, { type: 'hold', attemptId, on: true }); }); this.#later(soon + 2 * SECOND, () => { this.#say(one, { type: 'hold', attemptId, on: false }); }); }
    else if (act < 0.26) this.#later(soon, () => { this.#say(one, { type: 'verify', attemptId, checks: ['name'] }); });
    else if (act < 0.34) this.#later(soon, () => { this.#ask(one, attemptId); });
    else if (act < 0.36) this.#later(soon, () => { this.#say(one, { type: 'transferTeam', attemptId, teamId: `${one.entityId}-team` }); });
    this.#later(talk + soon, () => { this.#say(one, { type: 'hangUp', attemptId }); });
  }
  /** Asks a colleague, their team or a number first. */
  #ask(one: Person, attemptId: Id): void {
    const { dice } = this;
    const whom = weighted(dice, { colleague: 6, team: 2, number: 2 }) ?? 'team';
    const other = this.#all.find((person) => person !== one && person.entityId === one.entityId && person.state === 'ready');
    if (whom === 'number') this.#say(one, { type: 'consult', attemptId, number: `+86139555${String(integer(dice, 10_000, 99_999))}` });
    else if (whom === 'colleague' && other) this.#say(one, { type: 'consult', attemptId, userId: other.id });
    else this.#say(one, { type: 'consult', attemptId, teamId: `${one.entityId}-team` });
  }
  /** What becomes of it: the customer goes over, comes back, waits while the two are changed, or all three talk. */
  #consult(one: Person, { attemptId, phase, role }: DeskEvent & { type: 'consult' }): void {
    const { dice } = this;
    const soon = between(dice, 0.3, 9) * SECOND;
    if (role === 'asked') { if (phase === 'talking' && chance(dice, 0.1)) this.#later(soon, () => { this.#say(one, { type: 'hangUp', attemptId }); }); return; }
    if (phase === 'calling' || phase === 'seeking') { if (chance(dice, 0.15)) this.#later(soon, () => { this.#say(one, { type: 'consultThen', attemptId, then: 'back' }); }); return; }
    if (phase !== 'talking' && phase !== 'aside') return;
    const then = weighted(dice, { complete: 4, back: 3, swap: 2, join: 2, hangUp: 1 }) ?? 'back';
    this.#later(soon, () => { this.#say(one, then === 'hangUp' ? { type: 'hangUp', attemptId } : { type: 'consultThen', attemptId, then }); });
  }
  #file(one: Person, attemptId: Id): void {
    const { dice, world } = this;
    if (chance(dice, 0.1)) return;
    const act = dice.next();
    this.#later(this.#home ? SECOND : between(dice, 500, 14 * SECOND), () => {
      if (act < 0.06) this.#say(one, { type: 'dispose', attemptId, code: 'promise', promise: { amount: 1_000, due: world.dueDate } });
      else if (act < 0.12) this.#say(one, { type: 'dispose', attemptId, code: 'callback', callback: { at: Math.floor((world.now + between(dice, 3, 9) * 60 * SECOND) / 1_000) * 1_000, mine: chance(dice, 0.5) } });
      else this.#say(one, { type: 'dispose', attemptId, code: CODES[integer(dice, 0, CODES.length - 1)] ?? 'hung_up' });
      // Said twice by a nervous finger: it must count once.
      if (chance(dice, 0.08)) this.#say(one, { type: 'dispose', attemptId, code: 'refuses' });
      if (!this.#home && chance(dice, 0.08)) {
        one.resting = true;
        this.#say(one, { type: 'pause', reason: 'break' });
        this.#later(between(dice, 10, 40) * SECOND, () => { one.resting = false; this.#say(one, { type: 'ready' }); });
      }
    });
  }
}
