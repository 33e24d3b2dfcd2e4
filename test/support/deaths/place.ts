/**
 * A floor at work that may be killed: the built server, the simulated switch and a proxy between them, each apart from the others,
 * and desks in this process that live on and remember what they were told.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededDice, systemClock } from '../../../src/adapters/system/index.js';
import { runCollector, type Collector } from '../../../src/boot/collector.js';
import { csv, Server } from '../../live/harness/server.js';
import { RawEsl } from '../../live/harness/raw-esl.js';
import { SimBoard, type Board } from './board.js';
import { customers, judge, type DeskHeard, type SwitchHeard, type Verdict } from './checkers.js';
import { Proxy } from './proxy.js';

const DAY = 86_400_000;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => silent };

export interface PlaceOptions { readonly agents: number; readonly leads: number; /** Collectors hang up after so long, in milliseconds, if the customer does not (a third of them never do); left out: mostly after some seconds, every fourth time after 30. */ readonly longTalk?: number; readonly env?: Readonly<Record<string, string>>; /** Folder of the database; made if need be. */ readonly data?: string; /** Which switch; left out: the simulated one. */ readonly board?: Board }
export interface Recovered { /** Seconds from the process's start. */ readonly settled: number; readonly dial: number | null }

export class Place {
  readonly dir = mkdtempSync(join(tmpdir(), 'dunwell-deaths-'));
  readonly board: Board;
  readonly desks: DeskHeard[] = [];
  /** Dispositions that were answered with an error. */
  readonly refused: { readonly at: number; readonly attemptId: string; readonly code: string; readonly text: string }[] = [];
  /** Instants at which the server was killed. */
  readonly deaths: number[] = [];
  readonly collectors: Collector[] = [];
  campaign = '';
  server!: Server;
  proxy!: Proxy;
  tokens: readonly string[] = [];
  private constructor(readonly options: PlaceOptions) { this.board = options.board ?? new SimBoard(this.dir, options.agents); }

  static async open(options: PlaceOptions): Promise<Place> {
    const place = new Place(options);
    try { await place.#open(); } catch (error) { await place.close(); throw error; }
    return place;
  }
  async #open(): Promise<void> {
    const { leads, env, data } = this.options;
    const { board } = this;
    await board.start();
    this.proxy = await Proxy.open(() => board.port);
    const address = { host: '127.0.0.1', port: this.proxy.port, password: board.password };
    // The same port after each start: desks come back by themselves.
    this.server = new Server({ dir: this.dir, ours: { address, recordings: board.recordings, sounds: board.sounds } }, {
      DUNWELL_HTTP_PORT: String(await freePort()), DUNWELL_DESK_DOMAIN: board.domain, DUNWELL_STOP_WAIT: '0s', DUNWELL_BACKUP_HOURS: '0', ...(data === undefined ? {} : { DUNWELL_DB: join(data, 'dunwell.db') }), ...env,
    }, undefined, data);
    const { server } = this;
    await server.start();
    await server.trunk('carrier1', { maxCalls: 60, callsPerSecond: 30 });
    await server.ready();
    // Deaths abandon customers: a campaign that dials ahead would be held by its abandonment rule after some of them.
    this.campaign = await server.campaign('deaths', { mode: 'progressive', record: false, hopperSize: 200, maxAttempts: 5 });
    const imported = await server.import(this.campaign, csv(Array.from({ length: leads }, (_, n) => ({ name: `客户${n}`, phone: board.number(n) }))));
    if (imported.created !== leads) throw new Error(`the import made ${imported.created} of ${leads}: ${imported.error ?? ''}`);
    const { users } = board;
    for (const user of users) await server.collector(`c${user}`, { kind: 'user', user, domain: board.domain });
    this.tokens = await Promise.all(users.map((user) => server.login(`c${user}`)));
    this.tokens.forEach((token, n) => { this.collectors.push(this.#work(users[n] ?? '', token, n)); });
    await server.ask('POST', `/campaigns/${this.campaign}/start`);
  }

  startSwitch(): Promise<void> { return this.board.start(); }
  killSwitch(): Promise<void> { return this.board.kill(); }
  async killServer(): Promise<void> {
    this.deaths.push(Date.now());
    // Opening may have failed before there was either.
    await (this.server as Server | undefined)?.kill('SIGKILL');
  }
  /** Starts it again, and says how long it took. `dialing`: waits for the first new call, too (at most 20 s). */
  async startServer(dialing = false): Promise<Recovered> {
    await this.server.start();
    await this.server.until('the switch to be settled', async () => (await this.figure('dunwell_recovery_seconds', 'until="settled"')) !== null);
    if (dialing) await this.server.until('a new call', async () => (await this.figure('dunwell_recovery_seconds', 'until="dial"')) !== null, 20_000).catch(() => undefined);
    return { settled: await this.figure('dunwell_recovery_seconds', 'until="settled"') ?? 0, dial: await this.figure('dunwell_recovery_seconds', 'until="dial"') };
  }
  /** A sample of the server's metrics; null: it has none. */
  async figure(name: string, label = ''): Promise<number | null> {
    const line = (await this.server.metrics()).split('\n').find((one) => one.startsWith(name) && one.includes(label) && !one.startsWith('#'));
    return line === undefined ? null : Number(line.split(' ').at(-1));
  }

  heard(): readonly SwitchHeard[] { return this.board.heard(); }
  /** Customers' legs so far. */
  invites(): number { return customers(this.heard()).size; }
  /** Waits until so many more calls went out: the floor works. */
  async more(calls: number, within = 180_000): Promise<void> {
    const from = this.invites();
    await this.server.until(`${calls} more calls`, () => Promise.resolve(this.invites() >= from + calls), within);
  }
  /** Waits until so many more results were filed: talks came to their end. */
  async filed(results: number): Promise<void> {
    const count = (): number => this.desks.filter((one) => one.what === 'disposed').length;
    const from = count();
    await this.server.until(`${results} more results`, () => Promise.resolve(count() >= from + results), 180_000);
  }
  /** The most memory the server's process ever held, MB. */
  peak(): number { return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.server.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024); }
  /** Legs at the switch, past everything under test. */
  async legs(): Promise<readonly { readonly uuid: string; readonly dest: string }[]> {
    const esl = await RawEsl.open({ host: '127.0.0.1', port: this.board.port, password: this.board.password });
    try { return (JSON.parse(await esl.api('show channels as json')) as { rows?: { uuid: string; dest: string }[] }).rows ?? []; } finally { esl.close(); }
  }
  async trouble(): Promise<string> { return (await this.server.ask<{ campaigns: { trouble: string | null }[] }>('GET', '/live')).campaigns.map((one) => one.trouble ?? '').join(); }

  /** Heals everything, lets it drain, closes in order, starts once more, and judges. */
  async end(): Promise<Verdict & { readonly exit: number | null; readonly chain: readonly unknown[]; readonly left: number }> {
    const { server } = this;
    this.proxy.weather = { kind: 'fair' };
    await server.until('to be connected', async () => (await server.ask<{ switches: { up: boolean }[] }>('GET', '/live')).switches.every((one) => one.up), 40_000);
    await server.ask('POST', `/campaigns/${this.campaign}/stop`);
    await server.until('every call to end', async () => (await server.ask<{ calls: unknown[] }>('GET', '/live')).calls.length === 0, 60_000);
    await server.until('every result to be filed', async () => (await server.ask<{ agents: { state: string }[] }>('GET', '/live')).agents.every((one) => one.state !== 'wrapUp' && one.state !== 'talking'), 30_000);
    for (const collector of this.collectors.splice(0)) await collector.stop();
    const exit = await server.kill('SIGTERM');
    // A phone somebody left on its line is hung up by the server's last words; what is lost on the way, the next start hangs up.
    await this.startServer();
    await server.until('every attempt to be settled', async () => (await server.attempts(this.campaign)).every((row) => row.outcome !== null));
    const chain = await server.ask<{ problems: readonly unknown[] }>('POST', '/audit/verifications', {});
    await server.kill('SIGTERM');
    await server.until('no leg at the switch', async () => (await this.legs()).length === 0, 10_000).catch(() => undefined);
    const left = (await this.legs()).length;
    return { ...judge({ db: this.db, heard: this.heard(), desks: this.desks, deaths: this.deaths }), exit, chain: chain.problems, left };
  }
  get db(): string { return join(this.options.data ?? join(this.dir, 'data'), 'dunwell.db'); }
  async close(): Promise<void> {
    for (const collector of this.collectors) void collector.stop();
    // Opening may have failed before there was either.
    await (this.server as Server | undefined)?.kill('SIGKILL');
    await this.board.close();
    await (this.proxy as Proxy | undefined)?.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #work(user: string, token: string, n: number): Collector {
    const asked = new Map<string, string>();
    let last = '';
    let calls = 0;
    return runCollector({
      url: `${this.server.url.replace(/^http/, 'ws')}/desk`, token, clock: systemClock({ onError: () => undefined }), dice: seededDice(n), takeOver: true, log: silent,
      // Some talks outlast a death and the start after it: they are taken over.
      talk: () => {
        calls += 1;
        return this.options.longTalk ?? (calls % 4 === 0 ? 30_000 : 700 + (calls * 613 + n * 997) % 3_500);
      },
      wrapUp: () => 150,
      choose: (call) => (calls % 3 === 0 ? { type: 'dispose', attemptId: call.attemptId, code: 'promise', promise: { amount: 1_000, due: new Date(Date.now() + 3 * DAY).toISOString().slice(0, 10) } } : { type: 'dispose', attemptId: call.attemptId, code: 'refuses' }),
      onMessage: (message) => {
        const at = Date.now();
        if (message.kind === 'event' && message.event.type === 'connected') this.desks.push({ at, user, what: 'connected', attemptId: message.event.attemptId });
        if (message.kind === 'command' && message.command.type === 'dispose') asked.set(last = message.command.attemptId, message.command.code);
        if (message.kind === 'reply' && message.command === 'dispose' && !message.result.ok) this.refused.push({ at, attemptId: last, code: message.result.error.code, text: message.result.error.text });
        if (message.kind !== 'reply' || message.command !== 'dispose' || !message.result.ok) return;
        const value = message.result.value as { attemptId: string; promiseId: string | null };
        this.desks.push({ at, user, what: 'disposed', attemptId: value.attemptId, code: asked.get(value.attemptId) ?? '?', promiseId: value.promiseId });
      },
    });
  }
}

const freePort = (): Promise<number> => new Promise((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address() as AddressInfo; server.close(() => { resolve(port); }); }); });
export const pause = sleep;
