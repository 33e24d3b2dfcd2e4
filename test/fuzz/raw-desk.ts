/** Desks on sockets without a network: the upgrade and the frames of RFC 6455 by hand, so that anything can be said and nothing is lost in between. */
import { EventEmitter } from 'node:events';
import { IncomingMessage, type Server } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { DeskGateway } from '../../src/desk/gateway.js';

/** One text message as a client sends it (masked with zeros). */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, 0x80 | body.length]) : body.length < 65_536 ? Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]) : Buffer.concat([Buffer.from([0x81, 0xff]), (() => { const length = Buffer.alloc(8); length.writeBigUInt64BE(BigInt(body.length)); return length; })()]);
  return Buffer.concat([head, Buffer.alloc(4), body]);
}

export class RawDesk extends Duplex {
  readonly sent: string[] = [];
  #pending = Buffer.alloc(0);
  #upgraded = false;

  get open(): boolean { return !this.destroyed && !this.writableEnded; }
  say(text: string): void { if (this.open) this.push(frame(text)); }
  cut(): void { this.destroy(); }
  override _read(): void { /* pushed as it comes */ }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    if (!this.#upgraded) {
      const end = this.#pending.indexOf('\r\n\r\n');
      if (end < 0) { done(); return; }
      this.#upgraded = true;
      this.#pending = this.#pending.subarray(end + 4);
    }
    this.#frames();
    done();
  }
  #frames(): void {
    for (;;) {
      const [first = 0, second = 0] = this.#pending;
      if (this.#pending.length < 2) return;
      const short = second & 127;
      const [from, length] = short < 126 ? [2, short] : short === 126 ? [4, this.#pending.length < 4 ? Infinity : this.#pending.readUInt16BE(2)] : [10, this.#pending.length < 10 ? Infinity : Number(this.#pending.readBigUInt64BE(2))];
      if (this.#pending.length < from + length) return;
      if ((first & 15) === 1) this.sent.push(this.#pending.toString('utf8', from, from + length));
      this.#pending = this.#pending.subarray(from + length);
    }
  }
}

export class RawDesks {
  readonly #server = new EventEmitter();
  constructor(gateway: DeskGateway) { gateway.attach(this.#server as unknown as Server); }
  /** A socket whose bearer is `token`. */
  open(token: string): RawDesk {
    const socket = new RawDesk();
    const request = new IncomingMessage(new Socket());
    Object.assign(request, { method: 'GET', url: '/desk', httpVersion: '1.1', headers: { host: 'localhost', upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13', authorization: `Bearer ${token}` } });
    this.#server.emit('upgrade', request, socket, Buffer.alloc(0));
    return socket;
  }
}
