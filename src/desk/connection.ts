/**
 * One WebSocket: text in, text out, with limits on size, rate, memory and silence. Knows nothing of users, streams or the conductor.
 * It never throws into its owner, and says `closed` exactly once.
 */
import type { RawData } from 'ws';
import type { Clock, Metrics } from '../app/ports/system.js';
import type { ClientMessage, ServerMessage } from '../contract/desk.js';
import type { Failure } from '../core/result.js';
import type { Millis } from '../core/units.js';
import { Bucket } from './bucket.js';
import { parseClientMessage } from './parse.js';
import type { DeskSettings } from './settings.js';
import { bytesOf, type DeskSocket } from './socket.js';

export interface ConnectionOwner {
  message(connection: Connection, message: ClientMessage): void;
  /** What was held back may be sent now. */
  drained(connection: Connection): void;
  closed(connection: Connection): void;
}
export interface ConnectionDeps { readonly clock: Clock; readonly metrics: Metrics; readonly settings: DeskSettings; readonly owner: ConnectionOwner }
/** Who comes with the upgrade request: cookie or bearer. */
export interface Presented { readonly token: string | null }

export class Connection {
  readonly openedAt: Millis;
  readonly presented: Presented;
  #lastHeard: Millis;
  #lastPing: Millis;
  #stalledAt: Millis | null = null;
  #ending = false;
  #closed = false;
  #strikes = 0;
  #strikesAt: Millis;
  /** A text has left: what waits may go on. */
  readonly #sent = (): void => { if (this.writable) { this.#stalledAt = null; this.#deps.owner.drained(this); } };
  readonly #bucket: Bucket;
  readonly #ws: DeskSocket;
  readonly #deps: ConnectionDeps;

  constructor(ws: DeskSocket, presented: Presented, deps: ConnectionDeps) {
    const now = deps.clock.monotonic();
    this.#ws = ws; this.presented = presented; this.#deps = deps;
    this.openedAt = now; this.#lastHeard = now; this.#lastPing = now; this.#strikesAt = now;
    this.#bucket = new Bucket(deps.settings.messagesPerSecond, deps.settings.messageBurst, now);
    ws.on('message', (data, binary) => { this.#heard(); this.#receive(data, binary); });
    ws.on('pong', () => { this.#heard(); });
    ws.on('error', () => { this.#deps.metrics.count('dunwell_desk_messages_total', { direction: 'in', type: 'broken' }); });
    ws.on('close', () => { this.#close(); });
  }

  /** May more events be put into the socket now? */
  get writable(): boolean { return this.open && this.#ws.bufferedAmount < this.#deps.settings.highWater; }
  get open(): boolean { return !this.#closed && !this.#ending && this.#ws.readyState === this.#ws.OPEN; }
  get buffered(): number { return this.#ws.bufferedAmount; }

  send(message: ServerMessage): void { this.sendText(message.type, JSON.stringify(message)); }
  sendText(type: string, text: string): void {
    if (!this.open) return;
    if (this.#ws.bufferedAmount + text.length > this.#deps.settings.hardLimit) { this.end('desk.too_slow', 'the desk does not read what it is sent', true); return; }
    this.#deps.metrics.count('dunwell_desk_messages_total', { direction: 'out', type });
    this.#ws.send(text, this.#sent);
  }
  /** Something waits because the socket is full: it has `slowFor` to drain. */
  stalled(): void { this.#stalledAt ??= this.#deps.clock.monotonic(); }

  /** Says bye and closes; a socket too full to hear it is cut. */
  end(code: string, text: string, retry: boolean): void {
    if (this.#closed || this.#ending) return;
    const full = this.#ws.bufferedAmount >= this.#deps.settings.highWater;
    this.#ending = true;
    this.#deps.metrics.count('dunwell_desk_messages_total', { direction: 'out', type: 'bye' });
    if (full || this.#ws.readyState !== this.#ws.OPEN) { this.cut(); return; }
    this.#ws.send(JSON.stringify({ type: 'bye', code, text, retry } satisfies ServerMessage));
    this.#ws.close(4000, code);
    this.#deps.clock.after(2_000, () => { if (this.#ws.readyState !== this.#ws.CLOSED) this.#ws.terminate(); });
    this.#close();
  }
  /** No goodbye. */
  cut(): void { this.#ws.terminate(); this.#close(); }

  /** Limits of time; called every `sweepEvery`. */
  sweep(now: Millis): void {
    const s = this.#deps.settings;
    if (!this.open) return;
    if (now - this.#lastHeard > s.deadAfter) { this.cut(); return; }
    if (this.#stalledAt !== null && now - this.#stalledAt > s.slowFor) { this.end('desk.too_slow', 'the desk does not read what it is sent', true); return; }
    if (now - this.#strikesAt > 60_000) { this.#strikes = 0; this.#strikesAt = now; }
    // A page beats by itself as often; whoever is heard needs no asking.
    if (now - this.#lastHeard >= s.pingEvery && now - this.#lastPing >= s.pingEvery) { this.#lastPing = now; this.#ws.ping(); }
  }

  #heard(): void { this.#lastHeard = this.#deps.clock.monotonic(); }

  #receive(data: RawData, binary: boolean): void {
    if (!this.open) return;
    const { settings, metrics, clock, owner } = this.#deps;
    const bytes = bytesOf(data);
    if (bytes.length > settings.maxMessage) { this.#refuse({ code: 'desk.message_too_big', text: `a message may have ${settings.maxMessage} bytes` }, null); return; }
    if (binary) { this.#refuse({ code: 'desk.bad_message', text: 'text messages only' }, null); return; }
    const parsed = parseClientMessage(bytes.toString('utf8'));
    metrics.count('dunwell_desk_messages_total', { direction: 'in', type: parsed.ok ? parsed.message.type : 'refused' });
    const id = parsed.ok ? (parsed.message.type === 'command' ? parsed.message.id : null) : parsed.id;
    if (!this.#bucket.take(clock.monotonic())) { this.#refuse({ code: 'desk.rate_limited', text: `no more than ${settings.messagesPerSecond} messages a second; nothing was done` }, id); return; }
    if (!parsed.ok) { this.#refuse(parsed.error, parsed.id); return; }
    if (parsed.message.type === 'ping') { this.send({ type: 'pong', n: parsed.message.n, now: clock.now() }); return; }
    owner.message(this, parsed.message);
  }

  /** Answers a message nothing was done with; a socket that keeps sending such is ended. */
  #refuse(error: Failure, id: number | null): void {
    this.send(id === null ? { type: 'error', error } : { type: 'reply', id, ok: false, error });
    if (++this.#strikes > this.#deps.settings.strikes) this.end('desk.too_many_errors', 'too many messages that could not be taken', false);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#deps.owner.closed(this);
  }
}
