/**
 * The desks' WebSocket gateway: lets sockets in, hears their hello, and joins each to its user's desk or to the live view.
 * Knows who may; must not know what a call is. The conductor pushes in, commands go out to it, and neither ever waits for a socket.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ImportUnderWay } from '../app/usecases/imports.js';
import type { Conductor, PresentView } from '../app/conductor-api.js';
import type { DeskEvent, DeskSink } from '../app/ports/desk.js';
import type { Clock, Ids, Log, Metrics, Timer } from '../app/ports/system.js';
import type { ClientMessage, Hello } from '../contract/desk.js';
import type { User } from '../core/records/index.js';
import { scopeOf } from '../core/rights/policy.js';
import type { Id, Millis } from '../core/units.js';
import { Connection, type ConnectionOwner } from './connection.js';
import { Desk } from './desk.js';
import { colleaguesOf, LiveFeed } from './live.js';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from './settings.js';
import type { DeskSocket } from './socket.js';
import { originAllowed, pathOf, presentedToken } from './upgrade.js';

export interface DeskGatewayOptions {
  readonly conductor: Conductor;
  /** Whose session, bearer token or ticket this is; null: nobody's (unknown, expired, revoked, disabled). */
  readonly authorize: (token: string) => Promise<User | null>;
  readonly clock: Clock; readonly ids: Ids; readonly log: Log; readonly metrics: Metrics;
  readonly settings?: Partial<DeskSettings>;
  /** Shown to those who may read imports. */
  readonly imports?: () => readonly ImportUnderWay[];
}
export interface DeskGateway extends DeskSink {
  attach(server: Server, path?: string): void;
  /** A socket that is open already, and the token it came with: what `attach` does after an upgrade. */
  admit(socket: DeskSocket, token: string | null): void;
  /** Says goodbye to every socket and lets go. Desks resume at the next process with a new picture. */
  stop(): Promise<void>;
  /** For tests and the doctor. */
  counts(): { readonly sockets: number; readonly desks: number; readonly open: number; readonly live: number; readonly keptEvents: number; readonly keptBytes: number };
}

/** What a socket has become. */
type Standing =
  | { readonly kind: 'stranger' } | { readonly kind: 'checking' }
  | { readonly kind: 'desk'; readonly desk: Desk; readonly token: string; checkedAt: Millis }
  | { readonly kind: 'live'; readonly user: User; readonly token: string; checkedAt: Millis };

export const createDeskGateway = (options: DeskGatewayOptions): DeskGateway => new Gateway(options);

class Gateway implements DeskGateway, ConnectionOwner {
  readonly #o: DeskGatewayOptions;
  readonly #settings: DeskSettings;
  readonly #wss: WebSocketServer;
  readonly #sockets = new Map<Connection, Standing>();
  readonly #desks = new Map<Id, Desk>();
  readonly #live: LiveFeed;
  readonly #sweeper: Timer;
  #detach: (() => void)[] = [];
  #stopped = false;
  #seen: { readonly at: Millis; readonly view: PresentView } | null = null;

  constructor(options: DeskGatewayOptions) {
    this.#o = options;
    this.#settings = { ...DEFAULT_DESK_SETTINGS, ...options.settings };
    this.#wss = new WebSocketServer({ noServer: true, maxPayload: this.#settings.maxFrame, perMessageDeflate: false });
    this.#live = new LiveFeed({ ...options, settings: this.#settings });
    this.#sweeper = options.clock.every(this.#settings.sweepEvery, () => { this.#sweep(); });
  }

  push(userId: Id, event: DeskEvent): void {
    try { this.#desks.get(userId)?.push(event); } catch (error) {
      this.#o.log.error({ user: userId, event: event.type, error: error instanceof Error ? error.name : 'unknown' }, 'an event could not be put into a desk\'s stream');
    }
  }

  attach(server: Server, path = '/desk'): void {
    const listener = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      if (pathOf(request) !== path) { if (server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found'); return; }
      this.#upgrade(request, socket, head);
    };
    server.on('upgrade', listener);
    this.#detach.push(() => { server.off('upgrade', listener); });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#sweeper.cancel();
    for (const detach of this.#detach) detach();
    this.#detach = [];
    for (const connection of [...this.#sockets.keys()]) connection.end('desk.stopping', 'the server stops; come back in a moment', true);
    this.#desks.clear();
    this.#o.clock.after(500, () => { for (const ws of this.#wss.clients) ws.terminate(); });
    await new Promise<void>((resolve) => { this.#wss.close(() => { resolve(); }); });
  }

  counts(): ReturnType<DeskGateway['counts']> {
    const desks = [...this.#desks.values()];
    return {
      sockets: this.#sockets.size, desks: desks.length, open: desks.filter((d) => d.connection !== null).length, live: this.#live.size,
      keptEvents: desks.reduce((sum, d) => sum + d.stream.size, 0), keptBytes: desks.reduce((sum, d) => sum + d.stream.bytes, 0),
    };
  }

  admit(socket: DeskSocket, token: string | null): void {
    this.#sockets.set(new Connection(socket, { token }, { clock: this.#o.clock, metrics: this.#o.metrics, settings: this.#settings, owner: this }), { kind: 'stranger' });
  }

  message(connection: Connection, message: ClientMessage): void {
    const standing = this.#sockets.get(connection);
    if (!standing) return;
    if (message.type === 'hello') {
      if (standing.kind !== 'stranger') { connection.send({ type: 'error', error: { code: 'desk.hello_twice', text: 'hello was said already' } }); return; }
      this.#sockets.set(connection, { kind: 'checking' });
      void this.#hello(connection, message);
    } else if (standing.kind === 'desk') {
      if (message.type === 'ack') standing.desk.ack(message.seq);
      else if (message.type === 'command') standing.desk.command(message.id, message.command);
      else if (message.type === 'who') connection.send({ type: 'colleagues', items: colleaguesOf(standing.desk.user, this.#floor()) });
    } else if (message.type === 'command') {
      const error = standing.kind === 'live' ? { code: 'desk.not_a_desk', text: 'this socket only watches' } : { code: 'desk.hello_first', text: 'say hello first' };
      connection.send({ type: 'reply', id: message.id, ok: false, error });
    } else if (standing.kind === 'stranger') connection.send({ type: 'error', error: { code: 'desk.hello_first', text: 'say hello first' } });
  }

  drained(connection: Connection): void {
    const standing = this.#sockets.get(connection);
    if (standing?.kind === 'desk') standing.desk.pump();
  }

  closed(connection: Connection): void {
    const standing = this.#sockets.get(connection);
    if (standing?.kind === 'desk') standing.desk.left(connection);
    if (standing?.kind === 'live') this.#live.remove(connection);
    this.#sockets.delete(connection);
  }

  /** Who is there as of at most `liveEvery` ago: a thousand desks may ask at once, and making it is a walk over all of them. */
  #floor(): PresentView {
    const now = this.#o.clock.monotonic();
    if (this.#seen === null || now - this.#seen.at >= this.#settings.liveEvery) this.#seen = { at: now, view: this.#o.conductor.present() };
    return this.#seen.view;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => { socket.destroy(); });
    if (this.#stopped) { refuse(socket, '503 Service Unavailable'); return; }
    if (!originAllowed(request, this.#settings.origins)) { refuse(socket, '403 Forbidden'); return; }
    const strangers = [...this.#sockets.values()].filter((s) => s.kind === 'stranger' || s.kind === 'checking').length;
    if (this.#sockets.size >= this.#settings.maxSockets || strangers >= this.#settings.maxStrangers) { refuse(socket, '503 Service Unavailable'); return; }
    const token = presentedToken(request);
    this.#wss.handleUpgrade(request, socket, head, (ws) => { this.admit(ws, token); });
  }

  async #hello(connection: Connection, hello: Hello): Promise<void> {
    const token = hello.ticket ?? connection.presented.token;
    let user: User | null = null;
    try { user = token === null ? null : await this.#o.authorize(token); } catch (error) {
      this.#o.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'a desk\'s session could not be checked');
      connection.end('desk.unavailable', 'the session cannot be checked now', true);
      return;
    }
    if (!connection.open) return;
    if (user === null || token === null) { connection.end('desk.unauthorized', 'log in first', false); return; }
    const checkedAt = this.#o.clock.monotonic();
    if (hello.purpose === 'live') this.#welcomeLive(connection, user, token, checkedAt);
    else this.#welcomeDesk(connection, user, token, checkedAt, hello);
  }

  #welcomeDesk(connection: Connection, user: User, token: string, checkedAt: Millis, hello: Hello): void {
    if (scopeOf(user.role, 'desk.use') !== 'own') { connection.end('desk.forbidden', 'this role works no desk', false); return; }
    let desk = this.#desks.get(user.id);
    if (desk?.connection?.open === true) {
      const same = desk.knows(hello);
      if (!same && hello.takeOver !== true) { connection.end('desk.already_open', 'this desk is open in another browser', false); return; }
      desk.connection.end(same ? 'desk.replaced' : 'desk.taken_over', same ? 'this desk has connected anew' : 'this desk was opened elsewhere', false);
    }
    if (!desk) {
      if (this.#desks.size >= this.#settings.maxDesks) { connection.end('desk.full', 'no more desks can be opened', true); return; }
      desk = new Desk(user, this.#o.ids.id(), { ...this.#o, settings: this.#settings });
      this.#desks.set(user.id, desk);
    }
    this.#sockets.set(connection, { kind: 'desk', desk, token, checkedAt });
    desk.take(connection, user, hello);
  }

  #welcomeLive(connection: Connection, user: User, token: string, checkedAt: Millis): void {
    const scope = scopeOf(user.role, 'live.read');
    if (scope === null || scope === 'own') { connection.end('desk.forbidden', 'this role has no live view', false); return; }
    if (this.#live.of(user.id) >= this.#settings.liveSocketsPerUser) { connection.end('desk.full', 'too many live views are open', false); return; }
    const { clock } = this.#o;
    this.#sockets.set(connection, { kind: 'live', user, token, checkedAt });
    connection.send({
      type: 'welcome', purpose: 'live', stream: '', userId: user.id, name: user.displayName, login: user.login, role: user.role, seq: 0, resumed: false,
      lastCommand: 0, clock: clock.shifted, now: clock.now(), pingEvery: this.#settings.pingEvery, deadAfter: this.#settings.deadAfter,
    });
    this.#live.add(connection, user, scope);
  }

  #sweep(): void {
    const now = this.#o.clock.monotonic();
    for (const [connection, standing] of this.#sockets) {
      connection.sweep(now);
      if (standing.kind === 'desk' || standing.kind === 'live') this.#reauthorize(connection, standing, now);
      else if (now - connection.openedAt > this.#settings.helloWithin) connection.end('desk.hello_first', 'no hello came', false);
    }
    for (const [userId, desk] of this.#desks) if (!desk.sweep(now)) this.#desks.delete(userId);
  }

  /** A session that ended ends its socket; the customer on the line is the conductor's business and stays. */
  #reauthorize(connection: Connection, standing: Extract<Standing, { token: string }>, now: Millis): void {
    if (now - standing.checkedAt < this.#settings.reauthorizeEvery) return;
    standing.checkedAt = now;
    this.#o.authorize(standing.token).then(
      (user) => { if (user === null) connection.end('desk.unauthorized', 'the session has ended: log in again', false); },
      () => { this.#o.log.warn({}, 'a desk\'s session could not be checked again; tried later'); },
    );
  }
}

const refuse = (socket: Duplex, status: string): void => { socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`); };
