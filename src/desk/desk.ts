/**
 * One collector's desk: its stream, the socket it has just now (or none), and when the conductor hears of it.
 * Contract: between two welcomes with `resumed: true` the page is sent every event exactly once and in order; when that
 * can't be promised the page is told to begin anew (`resumed: false`) and gets the conductor's present picture.
 * A socket may come and go at any point of any step; commands run to their end all the same and their replies are kept.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Conductor } from '../app/conductor-api.js';
import { StoreBusy, StoreFault } from '../app/store/errors.js';
import type { DeskEvent } from '../app/ports/desk.js';
import type { Clock, Log } from '../app/ports/system.js';
import type { DeskCommandMessage, Hello, Reply } from '../contract/desk.js';
import type { User } from '../core/records/index.js';
import type { Millis } from '../core/units.js';
import type { Connection } from './connection.js';
import type { DeskSettings } from './settings.js';
import { DeskStream } from './stream.js';

export interface DeskDeps { readonly conductor: Conductor; readonly clock: Clock; readonly log: Log; readonly settings: DeskSettings }

export class Desk {
  connection: Connection | null = null;
  readonly stream: DeskStream;
  #secret = '';
  #unpainted = true;
  #sent = 0;
  /** Events that came while the picture was being drawn: they follow it. Null: no picture under way. */
  #held: DeskEvent[] | null = null;
  #drawing = 0;
  #awaySince: Millis | null = null;
  #goneTold = false;
  readonly #deps: DeskDeps;

  constructor(public user: User, streamId: string, deps: DeskDeps) {
    this.#deps = deps;
    this.stream = new DeskStream(streamId, deps.settings);
  }

  /** Is this the tab or process that had the desk before? */
  knows(hello: Hello): boolean { return equal(hello.secret ?? '', this.#secret); }

  /** A socket whose hello was accepted takes the desk; whoever had it has been told. */
  take(connection: Connection, user: User, hello: Hello): void {
    const { clock, settings } = this.#deps;
    const known = this.knows(hello) && hello.resume?.stream === this.stream.id ? hello.resume : null;
    const from = known !== null && !this.#unpainted && this.stream.canResume(known.seq) ? known.seq : null;
    const returning = this.#goneTold;
    this.user = user;
    this.connection = connection;
    this.#awaySince = null;
    this.#goneTold = false;
    if (from === null) { this.stream.clear(); this.#secret = hello.secret ?? randomBytes(16).toString('base64url'); }
    this.#sent = from ?? this.stream.seq;
    connection.send({
      type: 'welcome', purpose: 'desk', stream: this.stream.id, userId: user.id, name: user.displayName, login: user.login, role: user.role,
      seq: this.#sent, resumed: from !== null, lastCommand: this.stream.lastCommand, clock: clock.shifted, now: clock.now(), pingEvery: settings.pingEvery, deadAfter: settings.deadAfter,
    });
    // After `deskGone` the conductor must hear that the desk is back, and what it has to say follows as new events.
    if (from === null || (returning && this.#held === null)) void this.#draw();
    this.pump();
  }

  push(event: DeskEvent): void {
    if (this.#held !== null) {
      this.#held.push(event);
      if (this.#held.length > this.#deps.settings.replayEvents) this.#held.shift();
      return;
    }
    this.stream.append(event, this.#deps.clock.monotonic());
    this.pump();
  }

  /** Sends what the socket will take; the rest waits in the stream. */
  pump(): void {
    const c = this.connection;
    if (c === null) return;
    if (this.#sent < this.stream.floor) { c.end('desk.too_slow', 'the desk fell too far behind', true); return; }
    while (this.#sent < this.stream.seq && c.writable) {
      const text = this.stream.text(this.#sent + 1);
      if (text === undefined) return;
      this.#sent++;
      c.sendText('event', text);
    }
    if (this.#sent < this.stream.seq) c.stalled();
  }

  ack(seq: number): void { if (seq <= this.#sent) this.stream.confirm(seq); }

  command(id: number, command: DeskCommandMessage): void {
    const known = this.stream.recall(id);
    if (known.kind === 'done') { this.connection?.sendText('reply', known.text); return; }
    if (known.kind === 'running') return;
    if (known.kind === 'forgotten') { this.#refuse(id, 'desk.reply_forgotten', 'this command was done long ago; its answer is no longer kept'); return; }
    if (this.stream.running >= this.#deps.settings.pendingCommands) { this.#refuse(id, 'desk.too_many_commands', 'too many commands under way; nothing was done'); return; }
    this.stream.begin(id);
    void this.#run(id, command);
  }

  /** The socket went away. */
  left(connection: Connection): void {
    if (this.connection !== connection) return;
    this.connection = null;
    this.#awaySince = this.#deps.clock.monotonic();
  }

  /** Limits of time. False: nobody will come back for this desk. */
  sweep(now: Millis): boolean {
    this.stream.trim(now);
    this.pump();
    if (this.#awaySince === null) return true;
    const away = now - this.#awaySince;
    if (!this.#goneTold && away > this.#deps.settings.grace) {
      this.#goneTold = true;
      this.#deps.log.info({ user: this.user.id }, 'desk away beyond the grace period');
      this.#deps.conductor.deskGone(this.user.id);
    }
    return !(this.#goneTold && away > this.#deps.settings.replayAge);
  }

  /** Asks the conductor for the present picture and puts it, then what came meanwhile, into the stream. */
  async #draw(): Promise<void> {
    const drawing = ++this.#drawing;
    // What an earlier, unfinished drawing held back is older than the picture asked for now.
    this.#held = [];
    let picture: readonly DeskEvent[];
    try {
      picture = await this.#deps.conductor.deskOpened(this.user.id);
    } catch (error) {
      if (drawing !== this.#drawing) return;
      this.#deps.log.error({ user: this.user.id, error: error instanceof Error ? error.name : 'unknown' }, 'the conductor could not open a desk');
      this.#held = null;
      // Nobody may resume a stream whose picture is missing.
      this.#unpainted = true;
      this.connection?.end('desk.unavailable', 'the desk cannot be opened now', true);
      return;
    }
    // A later hello asked again: its picture is the one that counts.
    if (drawing !== this.#drawing) return;
    const drawn = Math.max(0, ...picture.flatMap((e) => (e.type === 'state' ? [e.at] : [])));
    const held = this.#held.filter((e) => e.type !== 'state' || e.at >= drawn);
    this.#held = null;
    this.#unpainted = false;
    for (const event of [...picture, ...held]) this.stream.append(event, this.#deps.clock.monotonic());
    this.pump();
  }

  async #run(id: number, command: DeskCommandMessage): Promise<void> {
    let reply: Reply;
    try {
      const result = await this.#deps.conductor.command(this.user.id, command);
      reply = result.ok ? { type: 'reply', id, ok: true, answer: result.value } : { type: 'reply', id, ok: false, error: result.error };
    } catch (error) {
      // Whatever the store refused it has not done: what was typed stays on the desk and may be sent again.
      const refused = error instanceof StoreBusy || (error instanceof StoreFault && error.code !== 'crashed');
      this.#deps.log.error({ user: this.user.id, command: command.type, error: error instanceof Error ? error.name : 'unknown' }, 'a desk command failed');
      reply = { type: 'reply', id, ok: false, error: refused ? { code: 'store.refused', text: 'the database takes nothing now, so nothing was saved: keep what you typed and send it again' } : { code: 'desk.failed', text: 'the command failed here; look at the state before trying again' } };
    }
    const text = this.stream.settle(reply);
    this.connection?.sendText('reply', text);
  }

  #refuse(id: number, code: string, text: string): void { this.connection?.send({ type: 'reply', id, ok: false, error: { code, text } }); }
}

const equal = (a: string, b: string): boolean => a.length > 0 && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
