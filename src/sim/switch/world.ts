/**
 * The simulated switch without its sockets: which legs there are, what time it is, and the one place where events are
 * made. What legs do (ring, park, bridge, play) lives in the files beside this one; they act on a World and its
 * channels. The world reads no clock and no dice but those it was given.
 */
import type { Clock, Dice, Log, Timer } from '../../app/ports/system.js';
import type { Instant, Millis } from '../../core/units.js';
import type { CalleeModel } from '../callees/model.js';
import { between, uuidFrom } from '../rng.js';
import type { Channel } from './channel.js';
import { Block, Line, RawEvent, block } from './event.js';
import type { EventFault } from './faults.js';
import { calledFrom } from './called-from.js';
import type { MediaFiles } from './media-files.js';
import { Scheduler } from './scheduler.js';
import type { GatewaySetting, GatewayState, UserSetting, WorldSettings } from './settings.js';

export const VERSION = '1.10.12-release+git~20240802T210227Z~a88d069d6f~64bit';

export interface Gateway {
  readonly name: string; readonly proxy: string; readonly profile: string; state: GatewayState; up: boolean;
  callsIn: number; callsOut: number; failedIn: number; failedOut: number; readonly since: Instant; deleted: boolean;
}
export interface User { readonly name: string; readonly domain: string; registered: boolean }

export interface WorldOptions {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly callees: CalleeModel;
  readonly gateways: readonly GatewaySetting[];
  readonly users: readonly UserSetting[];
  readonly settings: WorldSettings;
  readonly files: MediaFiles;
  readonly log?: Log;
}

/** What is special about one event. */
export interface EventDetails {
  readonly subclass?: string;
  /** Between the common headers and the leg's. */
  readonly before?: readonly (readonly [string, string])[];
  readonly after?: readonly (readonly [string, string])[];
  /** Without the variables and the other leg's headers (DTMF, conference events). */
  readonly bare?: boolean;
  /** Which source line, where an event has several. */
  readonly variant?: string;
}

export class World {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly settings: WorldSettings;
  readonly callees: CalleeModel;
  readonly files: MediaFiles;
  readonly log: Log | undefined;
  readonly channels = new Map<string, Channel>();
  readonly gateways = new Map<string, Gateway>();
  readonly users = new Map<string, User>();
  readonly tasks: Scheduler;
  /** Faults asked for; the first that wants an event decides. */
  readonly faults = new Set<EventFault>();
  /** Sends a parked leg's audio to a client; given by whoever has sockets. */
  unicast: ((channel: Channel, headers: Readonly<Record<string, string>>) => void) | undefined;
  /** How long the thread of a `bgapi` takes to begin: 0, but for a busy switch. Commands sent after it may be done before it. */
  threadDelay: () => Millis = () => 0;
  coreUuid: string;
  startedAt: Instant;
  sessionsSinceStart = 0;
  peakSessions = 0;
  lastPerSecond = 0;
  peakPerSecond = 0;
  /** Grows at each crash: timers of an earlier life do nothing. */
  #life = 0;
  #sequence = 0;
  #second = 0;
  #inSecond = 0;
  #identity: Block;
  #dates: { readonly second: number; readonly local: Line; readonly gmt: Line } | undefined;
  readonly #listeners = new Set<(event: RawEvent) => void>();
  readonly #witnesses = new Set<(event: RawEvent) => void>();

  constructor(options: WorldOptions) {
    this.clock = options.clock;
    this.dice = options.dice;
    this.settings = options.settings;
    this.callees = options.callees;
    this.files = options.files;
    this.log = options.log;
    this.tasks = new Scheduler((after, run) => this.later(after, run));
    this.coreUuid = this.uuid();
    this.startedAt = options.settings.startedAt ?? options.clock.now();
    this.#identity = this.#makeIdentity();
    for (const g of options.gateways) {
      this.gateways.set(g.name, {
        name: g.name, proxy: g.proxy ?? '127.0.0.1:5070', profile: g.profile ?? 'external', state: g.state ?? 'NOREG', up: g.up ?? true,
        callsIn: 0, callsOut: 0, failedIn: 0, failedOut: 0, since: this.startedAt, deleted: false,
      });
    }
    for (const u of options.users) this.users.set(`${u.name}@${u.domain}`, { name: u.name, domain: u.domain, registered: u.registered ?? true });
  }

  now(): Instant { return this.clock.now(); }
  /** Microseconds since 1970. */
  micros(): number { return this.clock.now() * 1000; }
  uuid(): string { return uuidFrom(this.dice); }
  /** Until a leg's thread looks up from its audio. */
  tick(): Millis { return between(this.dice, this.settings.mediaTick[0], this.settings.mediaTick[1]); }

  /** A timer of this life of the switch; what it throws is logged and ends nothing else. */
  later(after: Millis, run: () => void): Timer {
    const life = this.#life;
    return this.clock.after(after, () => {
      if (life !== this.#life) return;
      run();
    });
  }

  /** A leg as commands find it: one that was hung up is not found any more. */
  locate(uuid: string | undefined): Channel | undefined {
    const channel = uuid === undefined ? undefined : this.channels.get(uuid);
    return channel === undefined || channel.isDown() ? undefined : channel;
  }

  /** Counts a new session, or says no: too many, or too many this second. */
  admitSession(): boolean {
    const second = Math.floor(this.now() / 1000);
    if (second !== this.#second) {
      this.lastPerSecond = second === this.#second + 1 ? this.#inSecond : 0;
      this.#second = second;
      this.#inSecond = 0;
    }
    if (this.channels.size >= this.settings.maxSessions || this.#inSecond >= this.settings.sessionsPerSecond) return false;
    this.#inSecond++;
    this.sessionsSinceStart++;
    this.peakPerSecond = Math.max(this.peakPerSecond, this.#inSecond);
    return true;
  }

  add(channel: Channel): void {
    this.channels.set(channel.uuid, channel);
    this.peakSessions = Math.max(this.peakSessions, this.channels.size);
  }

  /** Hears every event, after the faults. */
  onEvent(listener: (event: RawEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** Hears what happens as it happens, whatever faults do to the telling of it: for checkers. */
  onTruth(witness: (event: RawEvent) => void): () => void {
    this.#witnesses.add(witness);
    return () => { this.#witnesses.delete(witness); };
  }

  /** Of an event nobody listens for, only that it happened is told, to witnesses; its headers are not made. Null: all are made. */
  heard: ((name: string) => boolean) | null = null;
  /** Of the variables a switch sets by the dozen on each leg, those that are kept, to save the rest's making; null: all. */
  told: ReadonlySet<string> | null = null;

  emit(name: string, channel: Channel | undefined, details: EventDetails = {}): void {
    if (this.heard !== null && !this.heard(name)) {
      this.#sequence++;
      this.deliver(new RawEvent(name, [], details.subclass, channel?.uuid));
      return;
    }
    const blocks: Block[] = [this.#common(name, details)];
    if (details.before) blocks.push(block(details.before));
    if (channel) {
      blocks.push(channel.basicBlock, channel.callerBlock);
      if (details.bare !== true) blocks.push(channel.other, channel.variables.block);
    }
    if (details.after) blocks.push(block(details.after));
    this.deliver(new RawEvent(name, blocks, details.subclass, channel?.uuid));
  }

  /** An event about no leg, perhaps with a body. */
  announce(name: string, headers: readonly (readonly [string, string])[], body?: string, leg?: string): void {
    this.deliver(new RawEvent(name, [this.#common(name, {}), block(headers)], undefined, leg, body));
  }

  /** All a leg says of itself, as `uuid_dump` and `connect` tell it. */
  snapshot(channel: Channel): RawEvent {
    return new RawEvent('CHANNEL_DATA', [this.#common('CHANNEL_DATA', {}), channel.basicBlock, channel.callerBlock, channel.other, channel.variables.block], undefined, channel.uuid);
  }

  /** Past the faults to whoever listens. */
  deliver(event: RawEvent): void {
    for (const witness of this.#witnesses) witness(event);
    for (const fault of this.faults) {
      const fate = fault(event);
      if (fate === undefined) continue;
      if (fate.kind === 'lose') return;
      if (fate.kind === 'delay') { this.later(fate.by, () => this.#hand(event)); return; }
      this.#hand(event);
      break;
    }
    this.#hand(event);
  }

  /** Ends this life: no timer set so far will run, all legs are gone without a word. */
  die(): readonly Channel[] {
    this.#life++;
    const all = [...this.channels.values()];
    this.channels.clear();
    this.tasks.clear();
    return all;
  }

  /** A new process: new core uuid, counters at zero. */
  reborn(): void {
    this.coreUuid = this.uuid();
    this.startedAt = this.now();
    this.sessionsSinceStart = 0;
    this.peakSessions = 0;
    this.peakPerSecond = 0;
    this.#sequence = 0;
    this.#identity = this.#makeIdentity();
  }

  #hand(event: RawEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #makeIdentity(): Block {
    const host = this.settings.hostname;
    return block([['Core-UUID', this.coreUuid], ['FreeSWITCH-Hostname', host], ['FreeSWITCH-Switchname', host], ['FreeSWITCH-IPv4', '192.0.2.2'], ['FreeSWITCH-IPv6', 'fd00::2']]);
  }

  #common(name: string, details: EventDetails): Block {
    const now = this.now();
    const second = Math.floor(now / 1000);
    if (this.#dates?.second !== second) {
      const iso = new Date(second * 1000).toISOString();
      this.#dates = {
        second,
        local: new Line('Event-Date-Local', `${iso.slice(0, 10)} ${iso.slice(11, 19)}`),
        gmt: new Line('Event-Date-GMT', new Date(second * 1000).toUTCString()),
      };
    }
    const from = calledFrom(name, details.variant ?? '');
    const sequence = ++this.#sequence;
    return new Block([
      ...(details.subclass === undefined ? [NAMES.get(name) ?? new Line('Event-Name', name)] : [new Line('Event-Subclass', details.subclass), new Line('Event-Name', name)]),
      ...this.#identity.lines, this.#dates.local, this.#dates.gmt, new Line('Event-Date-Timestamp', String(now * 1000 + (sequence % 1000))),
      ...from, new Line('Event-Sequence', String(sequence)),
    ]);
  }
}

const NAMES = new Map<string, Line>();
for (const name of ['CHANNEL_CREATE', 'CHANNEL_ANSWER', 'CHANNEL_PARK', 'CHANNEL_UNPARK', 'CHANNEL_BRIDGE', 'CHANNEL_UNBRIDGE', 'CHANNEL_HANGUP', 'CHANNEL_HANGUP_COMPLETE', 'CHANNEL_DESTROY', 'CHANNEL_EXECUTE', 'CHANNEL_EXECUTE_COMPLETE', 'CHANNEL_PROGRESS', 'BACKGROUND_JOB']) {
  NAMES.set(name, new Line('Event-Name', name));
}
