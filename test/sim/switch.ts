/** Starts a simulated switch for tests, and a bare client that only cuts frames, so that nothing but the simulator is under test. */
import { connect, type Socket } from 'node:net';
import type { Clock } from '../../src/app/ports/system.js';
import { rigCallees } from '../../src/sim/callees/rig.js';
import type { CalleeModel } from '../../src/sim/callees/model.js';
import { SeededDice } from '../../src/sim/rng.js';
import { imaginaryFiles, startSimulatedSwitch, type SimulatedSwitch, type WorldSettings } from '../../src/sim/switch/index.js';
import { realClock } from './clock.js';

export function startSwitch(options: { clock?: Clock; callees?: CalleeModel; settings?: Partial<WorldSettings>; seed?: number; port?: number } = {}): Promise<SimulatedSwitch> {
  return startSimulatedSwitch({
    host: '127.0.0.1', port: options.port ?? 0, password: 'ClueCon', clock: options.clock ?? realClock, dice: new SeededDice(options.seed ?? 1), callees: options.callees ?? rigCallees,
    users: [{ name: '1000', domain: 'rig.test' }, { name: '1001', domain: 'rig.test', registered: false }], gateways: [{ name: 'carrier1' }, { name: 'carrier2' }],
    settings: { maxSessions: 5000, sessionsPerSecond: 1000, ...options.settings }, files: imaginaryFiles(1000),
  });
}

export interface Got { readonly head: string; readonly body: string }

export class BareClient {
  readonly got: Got[] = [];
  closed = false;
  bytes = 0;
  #buffer: Buffer = Buffer.alloc(0);
  #waiters: (() => void)[] = [];
  /** Sees each frame as it comes; when set, frames are not kept. */
  onFrame: ((frame: Got) => void) | undefined;

  constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => { this.bytes += chunk.length; this.#take(chunk); });
    socket.on('close', () => { this.closed = true; this.#wake(); });
    socket.on('error', () => { this.closed = true; this.#wake(); });
  }

  static async open(port: number, password: string | null = 'ClueCon'): Promise<BareClient> {
    const socket = connect({ host: '127.0.0.1', port });
    const client = new BareClient(socket);
    await client.until((f) => f.head.includes('auth/request'));
    if (password !== null) await client.command(`auth ${password}`);
    return client;
  }

  send(text: string): void { this.socket.write(text); }

  /** Sends a command and gives its reply. One at a time. */
  async command(text: string): Promise<Got> {
    const from = this.got.length;
    this.send(`${text}\n\n`);
    return this.until((f) => f.head.includes('command/reply') || f.head.includes('api/response'), from);
  }

  async api(text: string): Promise<string> { return (await this.command(`api ${text}`)).body; }

  /** First frame from index `from` on that matches. Gives up after `ms`. */
  async until(matches: (frame: Got) => boolean, from = 0, ms = 15_000): Promise<Got> {
    const end = performance.now() + ms;
    for (let i = from; ;) {
      for (; i < this.got.length; i++) if (matches(this.got[i]!)) return this.got[i]!;
      if (this.closed) throw new Error('the connection was closed');
      if (performance.now() > end) throw new Error('nothing that matches came');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.#waiters.push(() => { clearTimeout(timer); resolve(); });
      });
    }
  }

  async untilClosed(ms = 15_000): Promise<void> {
    const end = performance.now() + ms;
    while (!this.closed) {
      if (performance.now() > end) throw new Error('the connection stayed open');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  event(name: string, leg: string, from = 0): Promise<Got> {
    return this.until((f) => f.body.startsWith(`Event-Name: ${name}\n`) && f.body.includes(`\nUnique-ID: ${leg}\n`), from);
  }

  async originate(vars: string, dial: string): Promise<{ id: string; said: string }> {
    const id = crypto.randomUUID(), job = crypto.randomUUID();
    const from = this.got.length;
    await this.command(`bgapi originate {origination_uuid=${id}${vars === '' ? '' : `,${vars}`}}${dial} &park()\nJob-UUID: ${job}`);
    const f = await this.until((x) => x.body.includes(`Job-UUID: ${job}`), from);
    return { id, said: f.body.slice(f.body.indexOf('\n\n') + 2).trim() };
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  #take(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const at = this.#buffer.indexOf('\n\n');
      if (at < 0) break;
      const head = this.#buffer.toString('latin1', 0, at);
      const length = Number(/^Content-Length: (\d+)/m.exec(head)?.[1] ?? 0);
      if (this.#buffer.length < at + 2 + length) break;
      const frame = { head, body: this.#buffer.toString('utf8', at + 2, at + 2 + length) };
      this.#buffer = this.#buffer.subarray(at + 2 + length);
      if (this.onFrame) this.onFrame(frame); else this.got.push(frame);
    }
    this.#wake();
  }
}
