/** WebSockets on virtual time: two ends, what is sent by one reaches the other in order after some milliseconds, or never. */
import { EventEmitter } from 'node:events';
import type { Clock } from '../../app/ports/system.js';
import type { Millis } from '../../core/units.js';

/** One end, as much of a WebSocket as is used. */
export class SimSocket extends EventEmitter {
  readonly bufferedAmount = 0;
  readonly OPEN = 1;
  readonly CLOSED = 3;
  readyState = 0;
  /** Half-open: what is sent goes nowhere and nothing comes, and neither end is told. */
  mute = false;
  /** Late joiners' messages wait here. */
  peer: SimSocket | null = null;
  constructor(private readonly clock: Clock, private readonly latency: Millis) { super(); }

  send(text: string, sent?: () => void): void {
    if (this.readyState !== this.OPEN) return;
    this.#tell((other) => { if (other.readyState === other.OPEN) other.emit('message', Buffer.from(text, 'utf8'), false); });
    // It has left at once: whoever waits for that hears of it when this step is done.
    if (sent) queueMicrotask(sent);
  }
  ping(): void {
    if (this.readyState !== this.OPEN) return;
    this.#tell((other) => {
      if (other.readyState !== other.OPEN) return;
      other.emit('ping');
      // A page's browser answers by itself.
      other.#tell((self) => { if (self.readyState === self.OPEN) self.emit('pong'); });
    });
  }
  /** Says goodbye: the other end closes when it hears of it. */
  close(): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    this.#tell((other) => { other.#end(); });
    this.clock.after(this.latency * 2, () => { this.#end(); });
  }
  terminate(): void {
    if (this.readyState === this.CLOSED) return;
    this.#tell((other) => { other.#end(); });
    this.#end();
  }
  /** The network between them is gone: both ends find out. */
  cut(): void {
    const { peer } = this;
    this.#end();
    if (peer) this.clock.after(this.latency, () => { peer.#end(); });
  }
  opened(): void { if (this.readyState === 0) { this.readyState = 1; this.emit('open'); } }

  #tell(say: (other: SimSocket) => void): void {
    const { peer } = this;
    if (peer === null || this.mute) return;
    this.clock.after(this.latency, () => { if (!this.mute) say(peer); });
  }
  #end(): void {
    if (this.readyState === this.CLOSED) return;
    this.readyState = this.CLOSED;
    this.clock.after(0, () => { this.emit('close'); });
  }
}

/** Two ends of one connection: the page's and the server's, which opens when the page's does. */
export function socketPair(clock: Clock, latency: Millis): { readonly page: SimSocket; readonly server: SimSocket } {
  const [page, server] = [new SimSocket(clock, latency), new SimSocket(clock, latency)];
  page.peer = server;
  server.peer = page;
  return { page, server };
}
