/**
 * A client that keeps one connection to one switch: connects, authenticates, subscribes, probes each second, and starts
 * again with backoff when it is lost. It says whether the switch on the new connection is the process it knew before.
 * It must not know commands of telephony (../commands.ts) nor the port (../switch.ts), and takes time and dice from ports.
 */
import type { Clock, Dice, Ids, Log, Timer } from '../../../app/ports/system.js';
import type { Millis } from '../../../core/units.js';
import { EslConnection, EslLoss, type ConnectionLimits, type Dial, type EslReply, type JobReply } from './connection.js';
import { maskedError } from '../mask.js';
import type { EslEvent } from './event.js';

export interface ClientSettings extends ConnectionLimits {
  /** A command without a deadline of its own. */
  readonly commandTimeout: Millis;
  /** Events that may come between subscription and `up`. */
  readonly eventsHeld: number;
  readonly probeEvery: Millis;
  /** A probe unanswered for so long: the switch is down, whatever TCP thinks. */
  readonly probeTimeout: Millis;
  readonly reconnectFirst: Millis;
  readonly reconnectMost: Millis;
  /** After a wrong password or a refused address: nothing heals by itself, and each try is a line in the switch's log. */
  readonly reconnectRefused: Millis;
}

export const CLIENT_DEFAULTS: ClientSettings = {
  headBytes: 16 * 1024,
  bodyBytes: 64 * 1024 * 1024,
  connectTimeout: 5_000,
  authTimeout: 5_000,
  commandsInFlight: 2_000,
  unsentBytes: 1024 * 1024,
  commandTimeout: 5_000,
  eventsHeld: 10_000,
  probeEvery: 1_000,
  probeTimeout: 2_000,
  reconnectFirst: 250,
  reconnectMost: 10_000,
  reconnectRefused: 30_000,
};

export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly settings: ClientSettings;
  readonly dial?: Dial | undefined;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly ids: Ids;
  readonly log: Log;
  /** Commands sent on each new connection before it counts as up, e.g. `event plain CHANNEL_ANSWER …`. */
  readonly subscriptions: readonly string[];
  readonly onUp: (sameSwitch: boolean) => void;
  readonly onDown: (why: string) => void;
  readonly onEvent: (event: EslEvent) => void;
  readonly onRefused: () => void;
}

/** The one question that tells a restarted switch from the one we knew; it doubles as the liveness probe. */
const WHO_ARE_YOU = 'api global_getvar core_uuid';
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export class EslClient {
  readonly #options: ClientOptions;
  #running = false;
  #up = false;
  #connection: EslConnection | undefined;
  #timer: Timer | undefined;
  #delay: Millis;
  #coreUuid: string | undefined;
  /** What came between subscription and `up`: told after `up`, so that nobody hears of a leg of a switch that is down. */
  #held: EslEvent[] = [];
  #closed: Promise<void> = Promise.resolve();

  /** Throws a RangeError for a password that can't be sent. */
  constructor(options: ClientOptions) {
     
    if (options.password === '' || /[\r\n\0]/.test(options.password)) throw new RangeError('the event socket password is empty or holds a line break');
    this.#options = options;
    this.#delay = options.settings.reconnectFirst;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#timer?.cancel();
    this.#connection?.close('we are stopping');
    await this.#closed;
  }

  isUp(): boolean {
    return this.#up;
  }

  /** `api …`, `sendmsg …` and the like. Settles always: see `EslReply`. */
  command(lines: readonly string[], deadline: Millis = this.#options.settings.commandTimeout): Promise<EslReply> {
    if (this.#connection === undefined || !this.#up) return Promise.resolve({ kind: 'notSent', why: 'the switch is not connected' });
    return this.#connection.command(lines, deadline);
  }

  /** `bgapi …` with a job uuid of our own. */
  job(commandText: string, deadline: Millis): Promise<JobReply> {
    if (this.#connection === undefined || !this.#up) return Promise.resolve({ kind: 'notSent', why: 'the switch is not connected' });
    return this.#connection.job(commandText, this.#options.ids.id(), deadline);
  }

  #connect(): void {
    const { host, port, password, settings, clock, log } = this.#options;
    let closed = (): void => undefined;
    this.#closed = new Promise((resolve) => { closed = resolve; });
    const connection = new EslConnection({
      host, port, password, limits: settings, clock, dial: this.#options.dial,
      onEvent: (event) => {
        if (this.#up) this.#options.onEvent(event);
        else if (this.#held.length < settings.eventsHeld) this.#held.push(event);
        // What is lost here is found by the survey that follows `up` on the next connection.
        else connection.close('a flood of events before the subscription was done');
      },
      onTrouble: (what, error) => {
        if (what === 'unreadable') this.#options.onRefused();
        else log.error({ error: maskedError(error) }, 'a listener of switch events threw');
      },
      onClose: (loss) => {
        this.#onClose(loss);
        closed();
      },
    });
    this.#connection = connection;
    connection.opened().then(() => this.#subscribe(connection)).catch((error: unknown) => {
      if (!(error instanceof EslLoss)) connection.close(maskedError(error));
    });
  }

  async #subscribe(connection: EslConnection): Promise<void> {
    const { settings, subscriptions } = this.#options;
    const coreUuid = await this.#ask(connection);
    for (const line of subscriptions) {
      const reply = await connection.command([line], settings.commandTimeout);
      if (reply.kind !== 'reply' || !reply.text.startsWith('+OK')) {
        return connection.close(`subscription failed: ${reply.kind === 'reply' ? reply.text : reply.why}`);
      }
    }
    if (this.#connection !== connection) return;
    // a switch that does not tell its uuid counts as another one: the reader of `up` then surveys, which is always right
    const same = coreUuid !== undefined && coreUuid === this.#coreUuid;
    this.#coreUuid = coreUuid;
    this.#up = true;
    this.#tell(() => this.#options.onUp(same));
    const held = this.#held;
    this.#held = [];
    for (const event of held) this.#tell(() => this.#options.onEvent(event));
    this.#probeLater(connection, 0);
  }

  /** The switch's uuid, undefined when it told none in time or at all. */
  async #ask(connection: EslConnection): Promise<string | undefined> {
    const reply = await connection.command([WHO_ARE_YOU], this.#options.settings.probeTimeout);
    if (reply.kind !== 'reply') {
      connection.close(`the switch did not answer our probe: ${reply.why}`);
      return undefined;
    }
    return UUID.test(reply.text) ? reply.text : undefined;
  }

  #probeLater(connection: EslConnection, good: number): void {
    const { clock, settings } = this.#options;
    this.#timer = clock.after(settings.probeEvery, () => {
      void this.#ask(connection).then((coreUuid) => {
        if (this.#connection !== connection || !this.#up) return;
        if (coreUuid !== undefined && this.#coreUuid !== undefined && coreUuid !== this.#coreUuid) return connection.close('another switch answers');
        // only a connection that lasted earns a quick reconnect: a switch that accepts and dies at once must not be hammered
        if (good === 2) this.#delay = settings.reconnectFirst;
        this.#probeLater(connection, good + 1);
      });
    });
  }

  #onClose(loss: EslLoss): void {
    const { log, clock, dice, settings } = this.#options;
    const wasUp = this.#up;
    this.#up = false;
    this.#connection = undefined;
    this.#held = [];
    this.#timer?.cancel();
    if (wasUp) this.#tell(() => this.#options.onDown(loss.message));
    if (!this.#running) return;
    const refused = loss.code === 'auth' || loss.code === 'acl';
    const wait = refused ? settings.reconnectRefused : Math.round(this.#delay * (0.5 + dice.next() / 2));
    if (!refused) this.#delay = Math.min(this.#delay * 2, settings.reconnectMost);
    const fields = { code: loss.code, why: loss.message, retryInMs: wait };
    if (refused) log.error(fields, loss.code === 'auth' ? 'wrong event socket password: no calls until it is put right' : 'the switch refuses our address: no calls until its ACL is put right');
    else log.warn(fields, 'no connection to the switch');
    this.#timer = clock.after(wait, () => { if (this.#running) this.#connect(); });
  }

  /** Listeners are others' code: what they throw is logged, and the client goes on. */
  #tell(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.log.error({ error: maskedError(error) }, 'a listener of switch events threw');
    }
  }
}
