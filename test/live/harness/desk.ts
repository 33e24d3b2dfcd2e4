/** A collector's desk in a test's hands: every wish is the test's own, every event is kept and can be waited for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/adapters/system/index.js';
import type { CommandAnswer } from '../../../src/app/conductor-api.js';
import type { DeskCommand, DeskEvent } from '../../../src/app/ports/desk.js';
import { connectDesk, type DeskClient } from '../../../src/desk/client.js';
import type { Server } from './server.js';

type Of<T extends DeskEvent['type']> = Extract<DeskEvent, { type: T }>;

export class Desk {
  readonly events: DeskEvent[] = [];
  readonly #client: DeskClient;
  private constructor(readonly id: string, readonly login: string, url: string, token: string) {
    this.#client = connectDesk({ url, token, clock: systemClock({ onError: () => undefined }), takeOver: true, onEvent: (event) => { this.events.push(event); } });
  }
  static async open(server: Server, login: string, who: { readonly id: string; readonly token: string }): Promise<Desk> {
    const desk = new Desk(who.id, login, `${server.url.replace(/^http/, 'ws')}/desk`, who.token);
    const opened = await desk.#client.opened;
    if (!opened.ok) throw new Error(`desk ${login}: ${opened.error.text}`);
    return desk;
  }

  async ask(command: DeskCommand): Promise<CommandAnswer> {
    const answer = await this.#client.command(command);
    if (!answer.ok) throw new Error(`${this.login} ${command.type}: ${answer.error.code} ${answer.error.text}`);
    return answer.value;
  }
  /** Asks for a call; gives its attempt. */
  async dial(command: DeskCommand): Promise<string> {
    const answer = await this.ask(command);
    if (answer.kind !== 'dialing') throw new Error(`${this.login} ${command.type}: ${answer.kind}`);
    return answer.attemptId;
  }
  async refused(command: DeskCommand): Promise<{ readonly code: string; readonly text: string }> {
    const answer = await this.#client.command(command);
    if (answer.ok) throw new Error(`${this.login} ${command.type} was not refused`);
    return answer.error;
  }

  get state(): Of<'state'> | undefined { return this.events.findLast((event): event is Of<'state'> => event.type === 'state'); }
  /** The first event of a type that `test` likes, already here or still to come. */
  event<T extends DeskEvent['type']>(type: T, test: (event: Of<T>) => boolean = () => true, timeoutMs = 10_000): Promise<Of<T>> {
    return this.#until(type, () => this.events.find((event): event is Of<T> => event.type === type && test(event as Of<T>)), timeoutMs);
  }
  /** Waits until the newest picture is as `test` wants it. */
  is(what: string, test: (state: Of<'state'>) => boolean, timeoutMs = 10_000): Promise<Of<'state'>> {
    return this.#until(what, () => (this.state && test(this.state) ? this.state : undefined), timeoutMs);
  }
  async ready(): Promise<void> {
    await this.ask({ type: 'ready' });
    await this.is('ready, with a line', (state) => state.state === 'ready' && state.leg === 'parked', 20_000);
  }
  /** Whatever is open is filed, and the shift ends. */
  async leave(): Promise<void> {
    await this.ask({ type: 'logout' });
    const { state, attemptId } = this.state ?? {};
    if ((state === 'talking' || state === 'reserved') && attemptId != null) {
      // While somebody is asked, the first hang-up means: back to the customer.
      for (let tries = 0; tries < 20 && (this.state?.state === 'talking' || this.state?.state === 'reserved'); tries += 1) { await this.#client.command({ type: 'hangUp', attemptId }); await sleep(500); }
      await this.is('the call over', (now) => now.state !== 'talking' && now.state !== 'reserved');
    }
    if (this.state?.state === 'wrapUp') await this.ask({ type: 'ready' }).then(() => this.ask({ type: 'logout' }));
    await this.is('offline', (state) => state.state === 'offline');
  }
  close(): Promise<void> { return this.#client.close(); }

  async #until<T>(what: string, probe: () => T | undefined, timeoutMs: number): Promise<T> {
    for (const end = Date.now() + timeoutMs; ;) {
      const found = probe();
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`${this.login}: not within ${timeoutMs} ms: ${what}; lately: ${this.events.slice(-8).map((event) => JSON.stringify(event).slice(0, 220)).join('\n')}`);
      await sleep(20);
    }
  }
}
