/**
 * A FreeSWITCH node without sockets, so that the production adapter runs on virtual time: `connect` stands in for TCP, and its
 * other end is the simulated switch's own event-socket session.
 */
import { EventEmitter } from 'node:events';
import type { Clock } from '../../app/ports/system.js';
import type { Instant, LegId, Millis } from '../../core/units.js';
import type { CalleeModel } from '../callees/model.js';
import { integer, type SeededDice } from '../rng.js';
import type { Channel } from '../switch/channel.js';
import { setGateway } from '../switch/gateways.js';
import { ringInbound, type InboundRing } from '../switch/inbound.js';
import { hangUp } from '../switch/legs.js';
import { imaginaryFiles } from '../switch/media-files.js';
import { EslServer } from '../switch/server.js';
import { EslSession } from '../switch/session.js';
import { DEFAULT_SETTINGS, type GatewayState, type WorldSettings } from '../switch/settings.js';
import { World } from '../switch/world.js';
import { StoppableClock } from './stoppable.js';

export const PASSWORD = 'ClueCon';
const LATENCY = 1;
/** Variables the switch sets by itself that the adapter, or the switch itself, reads. */
const TOLD = new Set(['bridge_uuid', 'hangup_cause', 'hangup_cause_q850', 'playback_ms', 'proto_specific_hangup_cause', 'record_ms', 'signal_bond', 'sip_gateway', 'sip_gateway_name', 'sip_hangup_disposition', 'sip_invite_failure_status', 'sip_term_status', 'uuid_bridge']);
/** A thread that wakes up has read its socket within so long. */
const WAKING: Millis = 3;

export interface SimNodeOptions { readonly clock: Clock; readonly dice: SeededDice; readonly callees: CalleeModel; readonly name: string; readonly gateways: readonly string[]; readonly desks: readonly string[]; readonly messageLength?: number; /** Headers are made for listeners only: witnesses read none. */ readonly sparing?: boolean; /** A switch that does not tell its uuid. */ readonly anonymous?: boolean }

/** One switch, and what can happen to it. */
export class SimNode {
  /** Of the real socket, once it listens on one. */
  port = 1;
  readonly world: World;
  readonly name: string;
  readonly wires = new Set<Wire>();
  listening = true;
  /** It takes no new session: an originate is refused without a word of its leg. */
  full = false;
  /** Its process is stopped: nothing runs in it, no timer, no audio; what arrives waits in the kernel. */
  frozen = false;
  /** The last time it was. */
  #freeze: { readonly from: Instant; readonly to: Instant } | null = null;
  readonly #process: StoppableClock;
  /** Connections that ended while it was frozen: what had arrived on them is read all the same. */
  readonly #unread = new Set<Wire>();
  /** What the switch says is lost on its way, until the connection is cut. */
  deaf = false;
  /** Nothing of what it says arrives before this (monotonic): a slow network, in order. */
  lagUntil = 0;
  /** Asked as a leg is killed: does whoever it rings pick up in this very instant? */
  pickUpAtKill: (() => boolean) | null = null;

  constructor(readonly options: SimNodeOptions) {
    this.name = options.name;
    const globals: Record<string, string> = { ...DEFAULT_SETTINGS.globals };
    if (options.anonymous !== true) Object.defineProperty(globals, 'core_uuid', { enumerable: true, get: () => this.world.coreUuid });
    const settings: WorldSettings = { ...DEFAULT_SETTINGS, globals, hostname: options.name, maxSessions: 5_000, sessionsPerSecond: 1_000 };
    Object.defineProperty(settings, 'maxSessions', { enumerable: true, get: () => (this.full ? 0 : 5_000) });
    this.#process = new StoppableClock(options.clock);
    this.world = new World({
      clock: this.#process, dice: options.dice, callees: options.callees, gateways: options.gateways.map((name) => ({ name })), users: options.desks.map((name) => ({ name, domain: 'rig.test' })),
      settings, files: imaginaryFiles(options.messageLength ?? 4_000, { 'inbound-greeting.wav': 3_000 }),
    });
    if (options.sparing === true) this.world.told = TOLD;
    if (options.sparing === true) this.world.heard = (name) => this.wires.size === 0 || [...this.wires].some((wire) => wire.session?.mayHear(name) === true);
    this.world.onEvent((event) => { for (const wire of this.wires) wire.session?.hear(event); });
  }

  /** A connection of a client, as one by TCP would be. */
  connect(): Wire { return new Wire(this); }
  /** Legs that are up, as the switch itself has them. */
  legs(kind?: string): Channel[] { return [...this.world.channels.values()].filter((leg) => !leg.isDown() && (kind === undefined || leg.variables.get('dunwell_kind') === kind)); }
  customer(attemptId: string): Channel | undefined { return this.legs('customer').find((leg) => leg.variables.get('dunwell_attempt') === attemptId); }
  desk(userId: string): Channel | undefined { return this.legs('agent').find((leg) => leg.variables.get('dunwell_agent') === userId); }
  /** The far end hangs up. */
  hangUp(leg: Channel | undefined): void {
    if (leg === undefined) return;
    if (this.frozen) this.world.later(0, () => { hangUp(this.world, leg, 'NORMAL_CLEARING', 'far'); });
    else hangUp(this.world, leg, 'NORMAL_CLEARING', 'far');
  }
  ring(call: InboundRing): LegId | undefined { return ringInbound(this.world, call); }
  setGateway(name: string, change: { readonly state?: GatewayState; readonly up?: boolean }): void { setGateway(this.world, name, change); }

  /** Listens on a real loopback socket; `port` is its number then. */
  async listenOnTcp(): Promise<void> {
    const server = new EslServer(this.world, { host: '127.0.0.1', port: 0, password: PASSWORD });
    await server.listen();
    this.port = server.port;
  }
  dropConnections(): void { for (const wire of [...this.wires]) wire.cut(); }
  /** The client dies: what it had written still reaches the switch, or not. */
  clientDies(arrives: boolean): void { for (const wire of [...this.wires]) { if (arrives) wire.push(); wire.cut(); } }
  lag(by: number): void { this.lagUntil = Math.max(this.lagUntil, this.options.clock.monotonic() + by); }
  freeze(): void {
    if (this.frozen) return;
    this.frozen = true;
    this.#freeze = { from: this.world.now(), to: Infinity };
    this.#process.stop();
  }
  thaw(): void {
    if (!this.frozen) return;
    this.#wake();
    for (const wire of [...this.#unread, ...this.wires]) this.world.later(integer(this.options.dice, 0, WAKING), () => { wire.read(); });
    this.#unread.clear();
  }
  /** How long it has stood still since. */
  stoodStill(since: Instant): Millis { return this.#freeze === null ? 0 : Math.max(0, Math.min(this.world.now(), this.#freeze.to) - Math.max(since, this.#freeze.from)); }
  keepUnread(wire: Wire): void { this.#unread.add(wire); }
  #wake(): void {
    if (!this.frozen) return;
    this.frozen = false;
    this.#freeze = { from: this.#freeze?.from ?? this.world.now(), to: this.world.now() };
    this.#process.goOn();
  }
  /** The process dies: legs and connections are gone without a word, and what nobody had read. */
  crash(): void {
    this.listening = false;
    this.deaf = false;
    this.full = false;
    for (const leg of this.world.die()) leg.farEnd?.cancel();
    this.#wake();
    this.#unread.clear();
    this.dropConnections();
  }
  restart(): void { this.world.reborn(); this.listening = true; }
}

/** The client's end of one connection: as much of net.Socket as the adapter uses. */
export class Wire extends EventEmitter {
  readonly writableLength = 0;
  session: EslSession | null = null;
  /** On their way to the switch, and there but not yet read by its process. */
  #up: string[] = [];
  #arrived: string[] = [];
  #down: string[] = [];
  #over = false;

  constructor(private readonly node: SimNode) {
    super();
    this.#clock.after(LATENCY, () => {
      if (this.#over) return;
      if (!node.listening) { this.emit('error', new Error('connect ECONNREFUSED')); this.#end(); return; }
      node.wires.add(this);
      // The kernel says yes, whatever the process does.
      this.emit('connect');
      this.read();
    });
  }
  get #clock(): Clock { return this.node.options.clock; }

  setNoDelay(): this { return this; }
  setKeepAlive(): this { return this; }
  write(text: string): boolean {
    if (this.#over) return false;
    if (this.#up.push(text) === 1) this.#clock.after(LATENCY, () => { if (!this.#over) this.push(); });
    return true;
  }
  /** Closed by us: what was written goes on its way all the same. */
  destroy(): this {
    if (!this.#over) this.push();
    this.#end();
    return this;
  }

  /** What the client sent reaches the switch, and its process if that runs. */
  push(): void {
    this.#arrived.push(...this.#up.splice(0));
    this.read();
  }
  /** The switch's process looks at this connection. */
  read(): void {
    const { node } = this;
    if (node.frozen) return;
    if (this.session === null && !this.#over) this.session = new EslSession(node.world, PASSWORD, { write: (frame) => { this.#answer(frame); }, close: () => { this.cut(); } });
    const bytes = this.#arrived.splice(0).join('');
    if (bytes !== '') {
      if (node.pickUpAtKill !== null) this.#race(bytes, node.pickUpAtKill);
      this.session?.feed(Buffer.from(bytes, 'utf8'));
    }
    if (this.#over) this.session?.end();
  }
  #race(bytes: string, picksUp: () => boolean): void {
    for (const [, leg = ''] of bytes.matchAll(/uuid_kill (\S+)/g)) {
      const ringing = this.node.world.locate(leg);
      if (ringing !== undefined && !ringing.isAnswered && picksUp()) ringing.farEnd?.pickUp?.();
    }
  }
  /** The connection is lost: nothing in flight arrives, either way. */
  cut(): void {
    this.#up = [];
    this.#end();
  }

  #answer(frame: string): void {
    if (this.#over || this.node.deaf) return;
    if (this.#down.push(frame) === 1) this.#deliver();
  }
  #deliver(): void {
    this.#clock.after(Math.max(LATENCY, this.node.lagUntil - this.#clock.monotonic()), () => {
      if (this.#over) return;
      if (this.node.lagUntil > this.#clock.monotonic()) { this.#deliver(); return; }
      this.emit('data', Buffer.from(this.#down.splice(0).join(''), 'utf8'));
    });
  }
  #end(): void {
    if (this.#over) return;
    this.#over = true;
    const { node } = this;
    node.wires.delete(this);
    if (node.frozen && this.#arrived.length > 0) node.keepUnread(this); else this.session?.end();
    this.#clock.after(LATENCY, () => this.emit('close'));
  }
}
