/**
 * A desk without a browser: connects, says hello, resumes after a loss, and gives typed events, each exactly once and in order.
 * Used by `dunwell desk`, by simulated collectors and by tests. Knows the contract only; must not know what an event means.
 */
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import type { CommandAnswer } from '../app/conductor-api.js';
import type { DeskCommand, DeskEvent } from '../app/ports/desk.js';
import type { Clock, Dice, Timer } from '../app/ports/system.js';
import type { Bye, ClientMessage, LiveMessage, ServerMessage, Welcome } from '../contract/desk.js';
import { fail, ok, type Failure, type Result } from '../core/result.js';
import type { Millis } from '../core/units.js';
import { bytesOf, type DeskSocket } from './socket.js';

export interface DeskClientOptions {
  /** `ws://host:port/desk`. */
  readonly url: string;
  /** A session's bearer token. */
  readonly token: string;
  /** Opens the socket. Default: a WebSocket to `url` with the token. */
  readonly open?: () => DeskSocket;
  readonly clock: Clock;
  /** Spreads reconnects of many desks; absent: none. */
  readonly dice?: Dice;
  readonly purpose?: 'desk' | 'live';
  readonly takeOver?: boolean;
  /** A command not answered within this (reconnects included) fails with `desk.no_answer`; it may have been done. */
  readonly commandTimeout?: Millis;
  /** First wait before a reconnect and the longest; it doubles in between. */
  readonly backoff?: { readonly first: Millis; readonly most: Millis };
  readonly onWelcome?: (welcome: Welcome) => void;
  readonly onEvent?: (event: DeskEvent, seq: number) => void;
  readonly onLive?: (live: LiveMessage) => void;
  /** The socket is gone; `retry`: it is being tried again. */
  readonly onDown?: (why: { readonly code: string; readonly text: string; readonly retry: boolean }) => void;
  readonly onError?: (error: Failure) => void;
}
export interface DeskClient {
  /** Settles at the first welcome, or with what the server said instead. */
  readonly opened: Promise<Result<Welcome>>;
  command(command: DeskCommand): Promise<Result<CommandAnswer>>;
  /** Newest event dealt with. */
  readonly seq: number;
  readonly connected: boolean;
  /** Cuts the socket without a word, as a dead network would; it comes back by itself. For tests and drills. */
  drop(): void;
  close(): Promise<void>;
}
interface Pending { readonly text: string; readonly resolve: (result: Result<CommandAnswer>) => void; readonly timer: Timer }

/** From a connection's beginning to its welcome: a server that went away in between says nothing, and its address answers nobody. */
const WELCOMED_WITHIN: Millis = 15_000;
/** How the answer to a heartbeat begins: that it came is all there is to it. */
const PONG = '{"type":"pong",';

export const connectDesk = (options: DeskClientOptions): DeskClient => new Client(options);

class Client implements DeskClient {
  readonly opened: Promise<Result<Welcome>>;
  #settleOpened: (result: Result<Welcome>) => void = () => undefined;
  readonly #o: DeskClientOptions;
  readonly #secret = randomBytes(16).toString('base64url');
  readonly #pending = new Map<number, Pending>();
  #ws: DeskSocket | null = null;
  #welcomed = false;
  #takeOver: boolean;
  #stream: string | null = null;
  #seq = 0;
  #lastCommand = 0;
  #tries = 0;
  #closed = false;
  #bye: Bye | null = null;
  #retry: Timer | null = null;
  #ackDue: Timer | null = null;
  #heart: Timer | null = null;
  #greeting: Timer | null = null;
  #heardAt: Millis = 0;

  constructor(options: DeskClientOptions) {
    this.#o = options;
    this.#takeOver = options.takeOver ?? false;
    this.opened = new Promise((resolve) => { this.#settleOpened = resolve; });
    this.#connect();
  }

  get seq(): number { return this.#seq; }
  get connected(): boolean { return this.#welcomed; }

  command(command: DeskCommand): Promise<Result<CommandAnswer>> {
    if (this.#closed) return Promise.resolve(fail('desk.closed', 'the desk is closed'));
    // Numbers go on from where the stream is, which only a welcome tells.
    if (this.#stream === null) return this.opened.then((opened) => (opened.ok ? this.command(command) : opened));
    const id = ++this.#lastCommand;
    const text = JSON.stringify({ type: 'command', id, command } satisfies ClientMessage);
    return new Promise((resolve) => {
      const timer = this.#o.clock.after(this.#o.commandTimeout ?? 30_000, () => { this.#settle(id, fail('desk.no_answer', `no answer to ${command.type} (${id}) in time; it may have been done`)); });
      this.#pending.set(id, { text, resolve, timer });
      if (this.#welcomed) this.#ws?.send(text);
    });
  }

  drop(): void { this.#ws?.terminate(); }

  close(): Promise<void> {
    this.#finish({ code: 'desk.closed', text: 'the desk was closed' });
    const ws = this.#ws;
    if (ws === null || ws.readyState === ws.CLOSED) return Promise.resolve();
    this.#sendAck();
    return new Promise((resolve) => {
      ws.on('close', () => { resolve(); });
      ws.close();
      this.#o.clock.after(1_000, () => { ws.terminate(); });
    });
  }

  #connect(): void {
    const ws = this.#o.open?.() ?? new WebSocket(this.#o.url, { headers: { authorization: `Bearer ${this.#o.token}` }, handshakeTimeout: 10_000, perMessageDeflate: false });
    this.#ws = ws;
    this.#bye = null;
    this.#greeting?.cancel();
    this.#greeting = this.#o.clock.after(WELCOMED_WITHIN, () => { ws.terminate(); });
    ws.on('open', () => { this.#heardAt = this.#o.clock.monotonic(); this.#hello(ws); });
    ws.on('ping', () => { this.#heardAt = this.#o.clock.monotonic(); });
    ws.on('message', (data, binary) => { if (!binary && this.#ws === ws) this.#receive(bytesOf(data).toString('utf8')); });
    ws.on('error', () => { /* 'close' follows and tells */ });
    ws.on('close', () => { if (this.#ws === ws) this.#down(); });
  }

  #hello(ws: DeskSocket): void {
    const purpose = this.#o.purpose ?? 'desk';
    ws.send(JSON.stringify({
      type: 'hello', purpose, secret: this.#secret,
      ...(this.#stream !== null && purpose === 'desk' ? { resume: { stream: this.#stream, seq: this.#seq } } : {}),
      ...(this.#takeOver ? { takeOver: true } : {}),
    } satisfies ClientMessage));
  }

  #receive(text: string): void {
    this.#heardAt = this.#o.clock.monotonic();
    if (text.startsWith(PONG)) return;
    // The server is ours and checked by the contract's tests; what it sends is not judged again here.
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case 'welcome': this.#welcome(message); break;
      case 'event':
        if (message.seq <= this.#seq) break;
        this.#seq = message.seq;
        this.#ackDue ??= this.#o.clock.after(200, () => { this.#ackDue = null; this.#sendAck(); });
        this.#o.onEvent?.(message.event, message.seq);
        break;
      case 'reply': this.#settle(message.id, message.ok ? ok(message.answer) : { ok: false, error: message.error }); break;
      case 'error': this.#o.onError?.(message.error); break;
      case 'live': this.#o.onLive?.(message); break;
      case 'bye': this.#bye = message; break;
      case 'pong': case 'colleagues': break;
    }
  }

  #welcome(welcome: Welcome): void {
    if (this.#stream !== null && this.#stream !== welcome.stream) {
      // A new stream knows nothing of what was asked in the old one: done or not, only the picture can tell.
      for (const id of [...this.#pending.keys()]) this.#settle(id, fail('desk.stream_lost', 'the server began anew; whether this was done shows in the state'));
    }
    this.#stream = welcome.stream;
    this.#seq = welcome.seq;
    this.#lastCommand = Math.max(this.#lastCommand, welcome.lastCommand);
    this.#welcomed = true;
    this.#takeOver = false;
    this.#tries = 0;
    this.#greeting?.cancel();
    this.#heart?.cancel();
    this.#heart = this.#o.clock.every(welcome.pingEvery, () => { this.#beat(welcome.deadAfter); });
    for (const [, pending] of [...this.#pending].sort(([a], [b]) => a - b)) this.#ws?.send(pending.text);
    this.#settleOpened(ok(welcome));
    this.#o.onWelcome?.(welcome);
  }

  #beat(deadAfter: Millis): void {
    if (this.#o.clock.monotonic() - this.#heardAt > deadAfter) { this.#ws?.terminate(); return; }
    if (this.#isOpen(this.#ws)) this.#ws.send(JSON.stringify({ type: 'ping', n: this.#seq } satisfies ClientMessage));
  }

  #isOpen(ws: DeskSocket | null): ws is DeskSocket { return ws !== null && ws.readyState === ws.OPEN; }

  #sendAck(): void {
    if (this.#welcomed && this.#isOpen(this.#ws) && this.#seq > 0) this.#ws.send(JSON.stringify({ type: 'ack', seq: this.#seq } satisfies ClientMessage));
  }

  #down(): void {
    this.#welcomed = false;
    this.#greeting?.cancel();
    this.#heart?.cancel();
    this.#ackDue?.cancel();
    this.#ackDue = null;
    if (this.#closed) return;
    const why = this.#bye ?? { code: 'desk.connection_lost', text: 'the connection is lost', retry: true };
    this.#o.onDown?.({ code: why.code, text: why.text, retry: why.retry });
    if (!why.retry) { this.#finish(why); return; }
    const { first, most } = this.#o.backoff ?? { first: 250, most: 10_000 };
    const wait = Math.min(most, first * 2 ** Math.min(this.#tries++, 16));
    this.#retry = this.#o.clock.after(wait / 2 + (wait / 2) * (this.#o.dice?.next() ?? 1), () => { this.#connect(); });
  }

  #finish(why: { readonly code: string; readonly text: string }): void {
    this.#closed = true;
    this.#retry?.cancel();
    this.#greeting?.cancel();
    this.#heart?.cancel();
    this.#ackDue?.cancel();
    for (const id of [...this.#pending.keys()]) this.#settle(id, fail(why.code, why.text));
    this.#settleOpened(fail(why.code, why.text));
  }

  #settle(id: number, result: Result<CommandAnswer>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    pending.timer.cancel();
    pending.resolve(result);
  }
}
