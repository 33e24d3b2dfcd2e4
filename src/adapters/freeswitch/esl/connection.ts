/**
 * One connection to an event socket, from connect to close: authentication, commands and their replies, background jobs.
 * A connection is an epoch: its replies belong to it alone. When it closes, everything in flight settles as `unknown`
 * and nothing is ever sent again, because a second `originate` is a second call to a person.
 * It must not know reconnecting (client.ts) nor what commands mean (../commands.ts).
 */
import { connect } from 'node:net';
import type { Clock, Timer } from '../../../app/ports/system.js';
import type { Millis } from '../../../core/units.js';
import { jsonEvent, plainEvent, type EslEvent } from './event.js';
import { FrameError, frameHeader, FrameReader, type Frame, type FrameLimits } from './framing.js';

export interface ConnectionLimits extends FrameLimits {
  readonly connectTimeout: Millis;
  /** From TCP connect to `+OK accepted`. */
  readonly authTimeout: Millis;
  /** Commands sent and not yet answered; more are refused with `notSent`. */
  readonly commandsInFlight: number;
  /** Bytes the switch has not read yet; more are refused with `notSent`. */
  readonly unsentBytes: number;
}

export type LossCode = 'refused' | 'timeout' | 'auth' | 'acl' | 'protocol' | 'closed';

/** Why a connection came not to be, or ended. */
export class EslLoss extends Error {
  override readonly name = 'EslLoss';
  constructor(readonly code: LossCode, text: string) {
    super(text);
  }
}

export type EslReply =
  /** What the switch answered: the body of `api`, the Reply-Text of anything else. */
  | { readonly kind: 'reply'; readonly text: string }
  /** It never left us: safe to say so. */
  | { readonly kind: 'notSent'; readonly why: string }
  /** It left us, and no answer came in time or before the close. */
  | { readonly kind: 'unknown'; readonly why: string };

export type JobReply = EslReply
  /** The switch refused to start the job: nothing was done. */
  | { readonly kind: 'rejected'; readonly why: string };

/** As much of a socket as a connection uses. */
export interface EslSocket {
  readonly writableLength: number;
  setNoDelay(on: boolean): unknown;
  setKeepAlive(on: boolean, after: Millis): unknown;
  on(event: 'connect' | 'close', heard: () => void): unknown;
  on(event: 'data', heard: (chunk: Buffer) => void): unknown;
  on(event: 'error', heard: (error: Error) => void): unknown;
  write(text: string): unknown;
  destroy(): unknown;
}
/** How a connection is made; the simulator gives wires of its own, on virtual time. */
export type Dial = (to: { readonly host: string; readonly port: number }) => EslSocket;

interface Pending { readonly settle: (reply: EslReply) => void }
interface Job { readonly settle: (reply: JobReply) => void }

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly limits: ConnectionLimits;
  /** Default: TCP. */
  readonly dial?: Dial | undefined;
  readonly clock: Clock;
  readonly onEvent: (event: EslEvent) => void;
  /** An event frame that could not be read, or a listener that threw. */
  readonly onTrouble: (what: 'unreadable' | 'listener', error?: unknown) => void;
  /** Once, after everything in flight was settled. */
  readonly onClose: (loss: EslLoss) => void;
}

export class EslConnection {
  readonly #options: ConnectionOptions;
  readonly #socket: EslSocket;
  readonly #reader: FrameReader;
  #state: 'connecting' | 'authenticating' | 'ready' | 'closed' = 'connecting';
  #loss: EslLoss | undefined;
  #watch: Timer;
  #opened: { readonly resolve: () => void; readonly reject: (loss: EslLoss) => void } | undefined;
  /** Replies come in the order of the commands; a command that timed out keeps its place, or the next one would get its reply. */
  readonly #pending: Pending[] = [];
  readonly #jobs = new Map<string, Job>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { host, port, limits, clock } = options;
    this.#reader = new FrameReader(limits, (frame) => this.#onFrame(frame));
    this.#socket = (options.dial ?? connect)({ host, port });
    this.#watch = clock.after(limits.connectTimeout, () => this.#fail(new EslLoss('timeout', `no connection within ${limits.connectTimeout} ms`)));
    this.#socket.on('connect', () => {
      // a command is one write of a few hundred bytes: Nagle and delayed ACK would make 44 ms of it
      this.#socket.setNoDelay(true);
      this.#socket.setKeepAlive(true, 10_000);
      this.#watch.cancel();
      this.#watch = clock.after(limits.authTimeout, () => this.#fail(new EslLoss('timeout', `not authenticated within ${limits.authTimeout} ms`)));
    });
    this.#socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    this.#socket.on('error', (error) => {
      this.#loss ??= new EslLoss(this.#state === 'connecting' ? 'refused' : 'closed', error.message);
    });
    // `close` and not `end`: a reset gives no `end`
    this.#socket.on('close', () => this.#onClosed());
  }

  /** Settles once: authenticated, or the loss that came first. */
  opened(): Promise<void> {
    if (this.#state === 'ready') return Promise.resolve();
    if (this.#state === 'closed') return Promise.reject(this.#loss ?? new EslLoss('closed', 'closed'));
    return new Promise((resolve, reject) => { this.#opened = { resolve, reject }; });
  }

  /** Ends the connection; what is in flight becomes `unknown`. */
  close(why: string): void {
    this.#fail(new EslLoss('closed', why));
  }

  /** `lines`: the command and its headers. A line holding CR, LF or NUL is refused: it could become a second command. */
  command(lines: readonly string[], deadline: Millis): Promise<EslReply> {
    const refusal = this.#state === 'ready' ? this.#refusal(lines) : 'not connected';
    if (refusal !== undefined) return Promise.resolve({ kind: 'notSent', why: refusal });
    return new Promise((resolve) => this.#send(lines, deadline, resolve));
  }

  /**
   * `bgapi`: settles with what the job said, in whichever order the job's event and the submit's reply come.
   * `job`: our own uuid for it. `deadline`: for the whole job.
   */
  job(commandText: string, job: string, deadline: Millis): Promise<JobReply> {
    const lines = [`bgapi ${commandText}`, `Job-UUID: ${job}`];
    const refusal = this.#state === 'ready' ? this.#refusal(lines) : 'not connected';
    if (refusal !== undefined) return Promise.resolve({ kind: 'notSent', why: refusal });
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(deadline, () => settle({ kind: 'unknown', why: `no word of the job within ${deadline} ms` }));
      const settle = (reply: JobReply): void => {
        if (!this.#jobs.delete(job)) return;
        timer.cancel();
        resolve(reply);
      };
      this.#jobs.set(job, { settle });
      this.#send(lines, deadline, (reply) => {
        if (reply.kind === 'reply' && !reply.text.startsWith('+OK')) settle({ kind: 'rejected', why: reply.text });
        else if (reply.kind !== 'reply') settle(reply);
      });
    });
  }

  #refusal(lines: readonly string[]): string | undefined {
     
    if (lines.some((line) => line === '' || /[\r\n\0]/.test(line))) return 'a command line is empty or holds a line break';
    if (this.#pending.length >= this.#options.limits.commandsInFlight) return 'too many commands in flight';
    if (this.#socket.writableLength > this.#options.limits.unsentBytes) return 'the switch does not read what we send';
    return undefined;
  }

  #send(lines: readonly string[], deadline: Millis, resolve: (reply: EslReply) => void): void {
    const timer = this.#options.clock.after(deadline, () => resolve({ kind: 'unknown', why: `no answer within ${deadline} ms` }));
    this.#pending.push({ settle: (reply) => { timer.cancel(); resolve(reply); } });
    this.#socket.write(lines.join('\n') + '\n\n');
  }

  #onData(chunk: Buffer): void {
    if (this.#state === 'closed') return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#fail(new EslLoss('protocol', error.message));
    }
  }

  #onFrame(frame: Frame): void {
    if (this.#state === 'closed') return;
    switch (frame.type) {
      case 'text/event-plain': return this.#onEvent(plainEvent(frame.body));
      case 'text/event-json': return this.#onEvent(jsonEvent(frame.body.toString('utf8')));
      case 'command/reply': return this.#onReply(frameHeader(frame, 'Reply-Text'));
      case 'api/response': return this.#onReply(frame.body.toString('utf8'));
      case 'auth/request': return this.#authenticate();
      case 'text/rude-rejection': return this.#fail(new EslLoss('acl', 'the switch refuses our address (its apply-inbound-acl)'));
      case 'text/disconnect-notice': return this.#fail(new EslLoss('closed', 'the switch said goodbye'));
      default: // log/data and the like: nobody asked for it
    }
  }

  #authenticate(): void {
    if (this.#state !== 'connecting') return this.#fail(new EslLoss('protocol', 'asked to authenticate twice'));
    this.#state = 'authenticating';
    this.#pending.push({
      settle: (reply) => {
        if (reply.kind !== 'reply') return;
        if (!reply.text.startsWith('+OK')) return this.#fail(new EslLoss('auth', 'the switch refuses our password'));
        this.#state = 'ready';
        this.#watch.cancel();
        this.#opened?.resolve();
        this.#opened = undefined;
      },
    });
    this.#socket.write(`auth ${this.#options.password}\n\n`);
  }

  #onReply(text: string): void {
    const next = this.#pending.shift();
    // a reply to nothing: from here on replies would go to the wrong commands
    if (next === undefined) return this.#fail(new EslLoss('protocol', 'a reply to no command'));
    next.settle({ kind: 'reply', text: text.trimEnd() });
  }

  #onEvent(event: EslEvent | undefined): void {
    if (event === undefined) return this.#options.onTrouble('unreadable');
    try {
      if (event.name === 'BACKGROUND_JOB') {
        this.#jobs.get(event.get('Job-UUID') ?? '')?.settle({ kind: 'reply', text: event.body.trimEnd() });
      }
      this.#options.onEvent(event);
    } catch (error) {
      this.#options.onTrouble('listener', error);
    }
  }

  #fail(loss: EslLoss): void {
    this.#loss ??= loss;
    this.#socket.destroy();
    this.#onClosed();
  }

  #onClosed(): void {
    if (this.#state === 'closed') return;
    const wasReady = this.#state === 'ready';
    this.#state = 'closed';
    this.#watch.cancel();
    const loss = this.#loss ??= new EslLoss('closed', this.#reader.midFrame ? 'closed in the middle of a frame' : 'the switch closed the connection');
    const unknown = { kind: 'unknown', why: `connection lost: ${loss.message}` } as const;
    for (const pending of this.#pending.splice(0)) pending.settle(unknown);
    for (const job of [...this.#jobs.values()]) job.settle(unknown);
    if (!wasReady) this.#opened?.reject(loss);
    this.#opened = undefined;
    this.#options.onClose(loss);
  }
}
