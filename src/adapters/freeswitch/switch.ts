/**
 * One FreeSWITCH node behind the port: commands out, replies and events in the port's words.
 * It must not decide anything about calls. The only thing it does by itself is to repeat a kill whose leg shows up later.
 */
import type {
  CommandReply, GatewayStatus, HangupCause, LegVariable, OriginateReply, OriginateRequest, SwitchEvent, SwitchPort, SwitchSurvey,
} from '../../app/ports/switch.js';
import type { Clock, Dice, Ids, Log, Metrics } from '../../app/ports/system.js';
import type { Result } from '../../core/result.js';
import type { Instant, LegId, Millis } from '../../core/units.js';
import * as commands from './commands.js';
import type { Command } from './commands.js';
import { CLIENT_DEFAULTS, EslClient, type ClientSettings } from './esl/client.js';
import type { Dial, EslReply } from './esl/connection.js';
import type { EslEvent } from './esl/event.js';
import { eventTime, GATEWAY_STATE, isKnownEvent, readLegEvent, SUBSCRIPTIONS, type EventScope } from './events.js';
import { readGateways } from './gateways.js';
import { originateCommand } from './originate.js';
import { Doomed, type DoomedLimits } from './doomed.js';
import { mask, maskedError } from './mask.js';
import { commandReply, originateReply } from './replies.js';
import { mayBeOurs, readBridges, readChannels, readDump } from './survey.js';

export interface FreeSwitchSettings extends ClientSettings, EventScope, DoomedLimits {
  /** Past the ring timeout, until an originate without word of its job counts as `unknown`. */
  readonly originateGrace: Millis;
  /** For the long answers: `show channels`, `sofia xmlstatus`. */
  readonly surveyTimeout: Millis;
  /**
   * The tables behind `show` are written behind the switch's back, measured 100–300 ms late: a survey waits so long first,
   * or it would miss the legs and bridges of the last moment.
   */
  readonly surveySettle: Millis;
  /** Legs dumped at the same time during a survey. */
  readonly surveyConcurrency: number;
}

export const FREESWITCH_DEFAULTS: FreeSwitchSettings = {
  ...CLIENT_DEFAULTS,
  // ours (sip-profiles/), and the name stock FreeSWITCH has for it
  trunkProfiles: ['trunks', 'external'],
  originateGrace: 10_000,
  surveyTimeout: 10_000,
  surveySettle: 500,
  surveyConcurrency: 8,
  doomedFor: 120_000,
  doomedKills: 5,
  doomedLegs: 10_000,
};

export interface FreeSwitchOptions {
  /** Our name of the node, in events and metrics. */
  readonly node: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
  /** What differs from `FREESWITCH_DEFAULTS`. */
  readonly settings?: Partial<FreeSwitchSettings>;
  /** How connections are made. Default: TCP. */
  readonly dial?: Dial;
}

export class FreeSwitch implements SwitchPort {
  readonly node: string;
  readonly #options: FreeSwitchOptions;
  readonly #settings: FreeSwitchSettings;
  readonly #log: Log;
  readonly #client: EslClient;
  readonly #listeners = new Set<(event: SwitchEvent) => void>();
  /** Originates whose job has not reported: did an event of the leg come? */
  readonly #placing = new Map<LegId, { seen: boolean }>();
  readonly #doomed: Doomed;
  /** Gateway news wait for a look at the gateway's proxy, one after another, so that they stay in order. */
  #gatewayNews: Promise<void> = Promise.resolve();

  /** Throws a RangeError for a password that can't be sent. Connects only at `start`. */
  constructor(options: FreeSwitchOptions) {
    this.#options = options;
    this.node = options.node;
    this.#settings = { ...FREESWITCH_DEFAULTS, ...options.settings };
    this.#log = options.log.child({ node: options.node });
    this.#doomed = new Doomed(options.clock, this.#settings);
    const { host, port, password, clock, dice, ids } = options;
    this.#client = new EslClient({
      host, port, password, clock, dice, ids, log: this.#log, settings: this.#settings, subscriptions: SUBSCRIPTIONS, dial: options.dial,
      onUp: (sameSwitch) => this.#onUp(sameSwitch),
      onDown: (why) => this.#onDown(why),
      onEvent: (event) => this.#onEslEvent(event),
      onRefused: () => this.#refuse('unreadable'),
    });
  }

  start(): void {
    this.#options.metrics.gauge('dunwell_switch_up', 0, { node: this.node });
    this.#client.start();
  }

  stop(): Promise<void> {
    return this.#client.stop();
  }

  isUp(): boolean {
    return this.#client.isUp();
  }

  onEvent(listener: (event: SwitchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  async originate(request: OriginateRequest): Promise<OriginateReply> {
    const command = originateCommand(request);
    if (!command.ok) {
      this.#log.warn({ leg: request.leg, code: command.error.code, why: mask(command.error.text) }, 'an originate was refused before sending');
      return { kind: 'failed', cause: command.error.code, placed: false };
    }
    const placing = { seen: false };
    this.#placing.set(request.leg, placing);
    const reply = await this.#client.job(command.value, request.ringTimeout + this.#settings.originateGrace);
    this.#placing.delete(request.leg);
    return originateReply(reply, placing.seen);
  }

  bridge(leg: LegId, other: LegId): Promise<CommandReply> { return this.#run(commands.bridge(leg, other)); }
  answer(leg: LegId): Promise<CommandReply> { return this.#run(commands.answer(leg)); }
  park(leg: LegId): Promise<CommandReply> { return this.#run(commands.park(leg)); }
  stopPlaying(leg: LegId): Promise<CommandReply> { return this.#run(commands.stopPlaying(leg)); }
  sendDigits(leg: LegId, digits: string): Promise<CommandReply> { return this.#run(commands.sendDigits(leg, digits)); }
  setVariable(leg: LegId, name: LegVariable, value: string): Promise<CommandReply> { return this.#run(commands.setVariable(leg, name, value)); }
  toConference(leg: LegId, conference: string): Promise<CommandReply> { return this.#run(commands.toConference(leg, conference)); }
  eavesdrop(supervisor: LegId, target: LegId): Promise<CommandReply> { return this.#run(commands.eavesdrop(supervisor, target)); }
  disarmDeadMan(leg: LegId): Promise<CommandReply> { return this.#run(commands.disarm(leg)); }

  kill(leg: LegId, cause: HangupCause): Promise<CommandReply> {
    // the leg may not exist yet, while its INVITE is being made: see #onLegEvent
    this.#doomed.add(leg, cause);
    return this.#run(commands.kill(leg, cause));
  }

  async hold(leg: LegId, on: boolean): Promise<CommandReply> {
    // uuid_hold answers "+OK Success" for a leg that does not exist
    const [exists, reply] = await Promise.all([this.exists(leg), this.#run(commands.hold(leg, on))]);
    return exists === false ? { kind: 'refused', why: 'no such leg' } : reply;
  }

  play(leg: LegId, files: readonly string[], options: { readonly thenHangup: boolean }): Promise<CommandReply> {
    return this.#runAll(commands.play(leg, files, options.thenHangup));
  }

  async record(leg: LegId, action: 'start' | 'stop' | 'mask' | 'unmask', path: string): Promise<CommandReply> {
    const command = commands.record(leg, action, path);
    const stereo = commands.recordStereo(leg);
    if (action !== 'start' || !command.ok || !stereo.ok) return this.#run(command);
    return this.#runAll({ ok: true, value: [stereo.value, command.value] });
  }

  async armDeadMan(leg: LegId, after: Millis): Promise<CommandReply> {
    const old = commands.disarm(leg);
    const next = commands.arm(leg, after);
    if (!old.ok || !next.ok) return this.#run(next);
    // sent back to back: the switch runs them in order, and a second one does not replace the first
    return this.#runAll({ ok: true, value: [old.value, next.value] });
  }

  eavesdropMode(supervisor: LegId, mode: 'listen' | 'whisper' | 'barge'): Promise<CommandReply> {
    const digit = { listen: '0', whisper: '2', barge: '3' } as const;
    return this.#run(commands.pressOnOurSide(supervisor, digit[mode]));
  }

  async exists(leg: LegId): Promise<boolean | 'unknown'> {
    const reply = await this.#send(commands.exists(leg));
    if (reply.kind !== 'reply') return 'unknown';
    return reply.text === 'true' ? true : reply.text === 'false' ? false : 'unknown';
  }

  async survey(): Promise<SwitchSurvey | 'unknown'> {
    const { surveySettle, surveyTimeout, surveyConcurrency } = this.#settings;
    const { clock } = this.#options;
    if (!this.isUp()) return 'unknown';
    const at = clock.now();
    await new Promise<void>((resolve) => { clock.after(surveySettle, resolve); });
    const [channelReply, bridgeReply] = await Promise.all([
      this.#client.command(commands.ALL_CHANNELS, surveyTimeout), this.#client.command(commands.ALL_BRIDGES, surveyTimeout),
    ]);
    const channels = channelReply.kind === 'reply' ? readChannels(channelReply.text) : undefined;
    const bridges = bridgeReply.kind === 'reply' ? readBridges(bridgeReply.text) : undefined;
    if (channels === undefined || bridges === undefined) return 'unknown';

    const rows = channels.filter((row) => mayBeOurs(row, this.#settings));
    const legs: SwitchSurvey['legs'][number][] = [];
    for (let from = 0; from < rows.length; from += surveyConcurrency) {
      const batch = rows.slice(from, from + surveyConcurrency);
      const dumps = await Promise.all(batch.map((row) => this.#send(commands.dump(row.leg))));
      for (const [index, row] of batch.entries()) {
        const dump = dumps[index];
        if (dump?.kind !== 'reply') return 'unknown';
        const leg = readDump(dump.text, row);
        if (leg !== undefined) legs.push(leg);
      }
    }
    const ours = new Set(legs.map((leg) => leg.leg));
    return { at, legs, bridges: bridges.filter(([a, b]) => ours.has(a) || ours.has(b)) };
  }

  async gateways(): Promise<readonly GatewayStatus[] | 'unknown'> {
    const reply = await this.#client.command(commands.ALL_GATEWAYS, this.#settings.surveyTimeout);
    return (reply.kind === 'reply' ? readGateways(reply.text) : undefined) ?? 'unknown';
  }

  async #run(command: Result<Command>): Promise<CommandReply> {
    return command.ok ? commandReply(await this.#send(command)) : { kind: 'refused', why: command.error.text };
  }

  /** Sends all at once, in order; the first that failed speaks for all. */
  async #runAll(list: Result<readonly Command[]>): Promise<CommandReply> {
    if (!list.ok) return { kind: 'refused', why: list.error.text };
    const replies = await Promise.all(list.value.map((lines) => this.#client.command(lines)));
    return replies.map(commandReply).find((reply) => reply.kind !== 'ok') ?? { kind: 'ok' };
  }

  #send(command: Result<Command>): Promise<EslReply> {
    return command.ok ? this.#client.command(command.value) : Promise.resolve({ kind: 'notSent', why: command.error.text });
  }

  #onUp(sameSwitch: boolean): void {
    this.#options.metrics.gauge('dunwell_switch_up', 1, { node: this.node });
    this.#log.info({ sameSwitch }, 'the switch is connected');
    this.#emit({ type: 'up', node: this.node, at: this.#options.clock.now(), sameSwitch });
  }

  #onDown(why: string): void {
    this.#options.metrics.gauge('dunwell_switch_up', 0, { node: this.node });
    this.#log.warn({ why }, 'the switch is lost');
    this.#emit({ type: 'down', node: this.node, at: this.#options.clock.now(), why });
  }

  #onEslEvent(event: EslEvent): void {
    this.#options.metrics.count('dunwell_esl_events_total', { node: this.node, event: isKnownEvent(event.name) ? event.name : 'other' });
    if (event.name === 'CUSTOM') {
      if (event.get('Event-Subclass') === GATEWAY_STATE) this.#onGatewayEvent(event);
      return;
    }
    const read = readLegEvent(event, this.#settings);
    if (read === 'ignored') return;
    if (read === 'incomplete') return this.#refuse(read);
    this.#onLegEvent(read);
    this.#emit(read);
  }

  #onLegEvent(event: SwitchEvent): void {
    if (!('leg' in event)) return;
    const placing = this.#placing.get(event.leg);
    if (placing !== undefined) placing.seen = true;
    const cause = this.#doomed.hears(event.leg, event.type);
    if (cause !== undefined) void this.#run(commands.kill(event.leg, cause));
  }

  #onGatewayEvent(event: EslEvent): void {
    const name = event.get('Gateway');
    const at: Instant | undefined = eventTime(event);
    if (name === undefined || at === undefined) return this.#refuse('incomplete');
    const up = event.get('Ping-Status') === 'UP';
    const state = event.get('State') ?? '';
    this.#gatewayNews = this.#gatewayNews.then(async () => {
      // the event does not tell the proxy
      const known = await this.gateways();
      const loopback = known !== 'unknown' && known.some((gateway) => gateway.name === name && gateway.loopback);
      this.#emit({ type: 'gateway', at, status: { name, up, state: up ? state : state === 'NOREG' ? 'DOWN' : state, loopback } });
    });
  }

  #refuse(reason: 'unreadable' | 'incomplete'): void {
    this.#options.metrics.count('dunwell_esl_refused_total', { node: this.node, reason });
  }

  #emit(event: SwitchEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error({ event: event.type, error: maskedError(error) }, 'a listener of switch events threw');
      }
    }
  }
}
