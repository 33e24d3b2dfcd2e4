/**
 * A collector without hands: works a shift over the desk's socket (ready, talk, hang up, file, ready again).
 * Used by the demo and by `dunwell desk`; what a person would decide comes in as functions. Knows nothing of the server's inside.
 */
import type { CallCard, CasePop, DeskCommand, DeskEvent } from '../app/ports/desk.js';
import type { Clock, Dice, Log, Timer } from '../app/ports/system.js';
import type { Welcome } from '../contract/desk.js';
import type { Result } from '../core/result.js';
import { fail, ok } from '../core/result.js';
import type { Id, Millis } from '../core/units.js';
import { connectDesk, type DeskClient } from '../desk/client.js';

type Of<T extends DeskEvent['type']> = Extract<DeskEvent, { type: T }>;
export type Dispose = Extract<DeskCommand, { type: 'dispose' }>;
/** The call to be filed, as far as this desk has seen it (after a restart only its id). */
export interface CallToFile { readonly attemptId: Id; readonly call: CallCard | null; readonly pop: CasePop | null; readonly ended: Of<'ended'> | null }

export interface CollectorOptions {
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
  readonly dice?: Dice;
  readonly takeOver?: boolean;
  /** How long to talk before hanging up; the customer may be quicker. */
  readonly talk: (call: CallToFile) => Millis;
  readonly wrapUp: () => Millis;
  readonly choose: (call: CallToFile) => Dispose;
  /** True: the call about to be filed is this shift's last. Asked while the call is still open, so that the next is never dialed for a desk that leaves. */
  readonly last?: () => boolean;
  /** Now and then a pause instead of ready: a reason and how long; null: none. */
  readonly rest?: () => { readonly reason: string; readonly length: Millis } | null;
  readonly log: Log;
  /** Every message as it comes and goes, for a JSON line each. Holds personal data: for the eyes of this desk's user only. */
  readonly onMessage?: (message: CollectorMessage) => void;
}
export type CollectorMessage =
  | { readonly kind: 'welcome'; readonly welcome: Welcome }
  | { readonly kind: 'event'; readonly seq: number; readonly event: DeskEvent }
  | { readonly kind: 'command'; readonly command: DeskCommand }
  | { readonly kind: 'reply'; readonly command: DeskCommand['type']; readonly result: Result<unknown> }
  | { readonly kind: 'down'; readonly code: string; readonly text: string; readonly retry: boolean };

export interface Collector {
  /** Settles when the shift is over: ok after `stop`, or what the server said when it will not have this desk. */
  readonly done: Promise<Result<void>>;
  readonly handled: () => number;
  /** Cuts the socket without a word, as a dead network would; it comes back by itself. For drills. */
  readonly drop: () => void;
  /** Logs out and closes. */
  stop(): Promise<void>;
}

/** A refused wish is tried again after this. */
const RETRY: Millis = 2_000;
/** Lets the states of one step arrive before the next wish. */
const SETTLE: Millis = 20;

export const runCollector = (options: CollectorOptions): Collector => new Shift(options);

class Shift implements Collector {
  readonly done: Promise<Result<void>>;
  #finish: (result: Result<void>) => void = () => undefined;
  readonly #o: CollectorOptions;
  readonly #desk: DeskClient;
  #timer: Timer | null = null;
  #what: string | null = null;
  #call: CallToFile | null = null;
  #state: Of<'state'>['state'] | null = null;
  #handled = 0;
  #stopping = false;

  constructor(options: CollectorOptions) {
    this.#o = options;
    this.done = new Promise((resolve) => { this.#finish = resolve; });
    this.#desk = connectDesk({
      url: options.url, token: options.token, clock: options.clock, takeOver: options.takeOver ?? false, ...(options.dice ? { dice: options.dice } : {}),
      onWelcome: (welcome) => { this.#say({ kind: 'welcome', welcome }); if (!welcome.resumed) this.#forget(); },
      onEvent: (event, seq) => { this.#say({ kind: 'event', seq, event }); this.#heard(event); },
      onDown: (why) => { this.#say({ kind: 'down', ...why }); if (!why.retry) this.#over(fail(why.code, why.text)); },
      onError: (error) => { options.log.warn({ code: error.code }, 'the desk was told of an error'); },
    });
  }

  handled = (): number => this.#handled;
  drop = (): void => { this.#desk.drop(); };

  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#cancel();
    if (this.#desk.connected) await this.#ask({ type: 'logout' });
    await this.#desk.close();
    this.#finish(ok(undefined));
  }

  #heard(event: DeskEvent): void {
    switch (event.type) {
      case 'state': this.#state = event.state; this.#entered(event); break;
      case 'reserved': this.#call = { attemptId: event.call.attemptId, call: event.call, pop: event.pop, ended: null }; break;
      case 'connected': this.#talk(event.attemptId); break;
      case 'ended':
        this.#call = { ...this.#known(event.attemptId), ended: event };
        if (event.dispositionDue) this.#file(event.attemptId); else this.#cancel();
        break;
      case 'preview': {
        const leadId = event.pop.leadId;
        if (leadId !== null) this.#later('preview', this.#o.wrapUp(), () => { void this.#ask({ type: 'previewTake', leadId }); });
        break;
      }
      case 'previewGone': this.#cancel('preview'); break;
      case 'disposed': this.#call = null; break;
      case 'verified': case 'said': case 'consult': case 'held': case 'recording': case 'party': case 'callbackDue': case 'taskDue': case 'message': case 'messageGone': case 'notice': break;
    }
  }

  /** What a state asks of this desk, when no timer of the same purpose runs already (a new picture tells states again). */
  #entered(event: Of<'state'>): void {
    if (event.state === 'paused' || event.state === 'offline') this.#later('ready', SETTLE, () => { void this.#goReady(); });
    else if (event.state === 'talking' && event.attemptId !== null) this.#talk(event.attemptId);
    else if (event.state === 'wrapUp' && event.attemptId !== null) this.#file(event.attemptId);
    else if (event.state === 'ready') this.#cancel('ready');
  }

  async #goReady(): Promise<void> {
    const rest = this.#handled > 0 ? this.#o.rest?.() ?? null : null;
    if (rest) {
      if (this.#state === 'ready') await this.#ask({ type: 'pause', reason: rest.reason });
      this.#later('ready', rest.length, () => { void this.#ready(); });
      return;
    }
    await this.#ready();
  }
  async #ready(): Promise<void> {
    if (this.#state === 'ready' || this.#stopping) return;
    const result = await this.#ask({ type: 'ready' });
    // The phone may not be registered yet, the switch may be away: try again until somebody stops the shift.
    if (!result.ok && (this.#state === 'paused' || this.#state === 'offline')) this.#later('ready', RETRY, () => { void this.#ready(); });
  }

  #talk(attemptId: Id): void {
    this.#later(`talk ${attemptId}`, this.#o.talk(this.#known(attemptId)), () => { void this.#ask({ type: 'hangUp', attemptId }); });
  }
  #file(attemptId: Id): void {
    this.#later(`file ${attemptId}`, this.#o.wrapUp(), () => { void this.#dispose(attemptId); });
  }
  async #dispose(attemptId: Id): Promise<void> {
    if (this.#o.last?.() === true) await this.#ask({ type: 'logout' });
    const result = await this.#ask(this.#o.choose(this.#known(attemptId)));
    if (!result.ok) {
      this.#o.log.warn({ code: result.error.code }, 'the disposition was refused');
      if (this.#state === 'wrapUp') this.#later(`file ${attemptId}`, RETRY, () => { void this.#dispose(attemptId); });
      return;
    }
    this.#handled++;
    this.#call = null;
    if (this.#state === 'wrapUp') this.#later('ready', SETTLE, () => { void this.#goReady(); });
  }

  #known(attemptId: Id): CallToFile { return this.#call?.attemptId === attemptId ? this.#call : { attemptId, call: null, pop: null, ended: null }; }

  async #ask(command: DeskCommand): Promise<Result<unknown>> {
    this.#say({ kind: 'command', command });
    const result = await this.#desk.command(command);
    this.#say({ kind: 'reply', command: command.type, result });
    return result;
  }

  /** One thing is planned at a time; planning the same again changes nothing. */
  #later(what: string, after: Millis, run: () => void): void {
    if (this.#what === what || this.#stopping) return;
    this.#cancel();
    this.#what = what;
    this.#timer = this.#o.clock.after(after, () => { this.#what = null; this.#timer = null; run(); });
  }
  #cancel(what?: string): void {
    if (what !== undefined && this.#what !== what) return;
    this.#timer?.cancel();
    this.#timer = null;
    this.#what = null;
  }
  #forget(): void { this.#call = null; this.#state = null; }
  #over(result: Result<void>): void { this.#cancel(); this.#stopping = true; this.#finish(result); }
  #say(message: CollectorMessage): void { this.#o.onMessage?.(message); }
}
