/** What the desk tests stand on: two clocks, a conductor that only remembers, and a gateway on a real port. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import type { CommandAnswer, Conductor, LiveView, LoadView } from '../../src/app/conductor-api.js';
import type { ImportUnderWay } from '../../src/app/usecases/imports.js';
import type { DeskCommand, DeskEvent } from '../../src/app/ports/desk.js';
import type { Clock, CounterName, Log, Metrics, Timer } from '../../src/app/ports/system.js';
import type { ServerMessage } from '../../src/contract/desk.js';
import type { Role, User } from '../../src/core/records/index.js';
import { ok, type Result } from '../../src/core/result.js';
import { createDeskGateway, type DeskGateway } from '../../src/desk/gateway.js';
import type { DeskSettings } from '../../src/desk/settings.js';

/** The machine's clock behind the port. */
export const realClock: Clock = {
  shifted: null,
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => { const t = setTimeout(run, ms); return { cancel: () => { clearTimeout(t); } }; },
  every: (ms, run) => { const t = setInterval(run, ms); return { cancel: () => { clearInterval(t); } }; },
};

/** A clock that moves only when told; timers run in order of their time. */
export class ManualClock implements Clock {
  readonly shifted = null;
  #now = 1_000_000;
  #timers: { at: number; every: number | null; run: () => void; gone: boolean }[] = [];
  now(): number { return this.#now; }
  monotonic(): number { return this.#now; }
  after(ms: number, run: () => void): Timer { return this.#add(ms, null, run); }
  every(ms: number, run: () => void): Timer { return this.#add(ms, ms, run); }
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      this.#timers = this.#timers.filter((t) => !t.gone).sort((a, b) => a.at - b.at);
      const next = this.#timers[0];
      if (!next || next.at > end) break;
      this.#now = Math.max(this.#now, next.at);
      if (next.every === null) next.gone = true; else next.at += next.every;
      next.run();
    }
    this.#now = end;
  }
  #add(ms: number, every: number | null, run: () => void): Timer {
    const t = { at: this.#now + ms, every, run, gone: false };
    this.#timers.push(t);
    return { cancel: () => { t.gone = true; } };
  }
}

export class LogLines implements Log {
  readonly lines: string[] = [];
  debug(fields: object, text: string): void { this.#add(fields, text); }
  info(fields: object, text: string): void { this.#add(fields, text); }
  warn(fields: object, text: string): void { this.#add(fields, text); }
  error(fields: object, text: string): void { this.#add(fields, text); }
  child(): Log { return this; }
  #add(fields: object, text: string): void { this.lines.push(`${JSON.stringify(fields)} ${text}`); }
}
export class Counts implements Metrics {
  readonly counts = new Map<string, number>();
  count(name: CounterName, labels: Readonly<Record<string, string>> = {}, by = 1): void {
    const key = `${name}{${Object.entries(labels).map(([k, v]) => `${k}=${v}`).join(',')}}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }
  gauge(): void { /* none here */ }
  observe(): void { /* none here */ }
}

export const user = (login: string, role: Role = 'collector', entityId = 'e-1', teamId: string | null = 't-1'): User => ({
  id: `u-${login}`, version: 1, createdAt: 0, updatedAt: 0, login, displayName: login.toUpperCase(), passwordHash: '', role, entityId, teamId,
  skills: [], desk: null, enabled: true, mustChangePassword: false,
});

export const emptyLive = (): LiveView => ({ at: 1, clock: null, switches: [], trunks: [], agents: [], calls: [], campaigns: [] });
export const stateEvent = (state: Extract<DeskEvent, { type: 'state' }>['state'] = 'paused', at = 1): DeskEvent =>
  ({ type: 'state', at, state, reason: null, leg: 'parked', legTrouble: null, attemptId: null, wrapUpUntil: null, readyAt: null, readyAfter: null });
export const notice = (n: number, text = ''): DeskEvent => ({ type: 'notice', at: n, level: 'info', code: `n${n}`, text });

/** Remembers what it was asked; answers what the test says. */
export class FakeConductor implements Conductor {
  readonly commands: { readonly userId: string; readonly command: DeskCommand }[] = [];
  readonly opened: string[] = [];
  readonly gone: string[] = [];
  view: LiveView = emptyLive();
  answer: (userId: string, command: DeskCommand) => Promise<Result<CommandAnswer>> = async () => ok({ kind: 'done' });
  picture: (userId: string) => Promise<readonly DeskEvent[]> = async () => [stateEvent()];
  command(userId: string, command: DeskCommand): Promise<Result<CommandAnswer>> { this.commands.push({ userId, command }); return this.answer(userId, command); }
  deskOpened(userId: string): Promise<readonly DeskEvent[]> { this.opened.push(userId); return this.picture(userId); }
  deskGone(userId: string): void { this.gone.push(userId); }
  live(): LiveView { return this.view; }
  present(): LiveView { return this.view; }
  load(): LoadView | null { return this.view.load ?? null; }
  pacing = (): null => null;
  start = (): Promise<void> => Promise.resolve();
  close = (): Promise<number> => Promise.resolve(0);
  hurry = (): void => undefined;
  stop = (): Promise<void> => Promise.resolve();
  campaign = (): never => unused();
  changed = (): void => undefined;
  forbid = (): void => undefined;
  leadsAdded = (): void => undefined;
  endCall = (): never => unused();
  monitor = (): never => unused();
  steer = (): never => unused();
  messaged = (): never => unused();
  why = (): never => unused();
  pop = (): never => unused();
}
const unused = (): never => { throw new Error('not used here'); };

export interface Rig { readonly url: string; readonly port: number; readonly server: Server; readonly gateway: DeskGateway; readonly conductor: FakeConductor; readonly log: LogLines; readonly metrics: Counts; readonly users: Map<string, User>; stop(): Promise<void> }

let rigs = 0;
/** Tokens are logins: `Bearer anna` is user `u-anna`. */
export const startRig = async (options: { readonly clock?: Clock; readonly settings?: Partial<DeskSettings>; readonly users?: readonly User[]; readonly conductor?: FakeConductor; readonly imports?: () => readonly ImportUnderWay[]; readonly http?: RequestListener } = {}): Promise<Rig> => {
  const conductor = options.conductor ?? new FakeConductor();
  const log = new LogLines();
  const metrics = new Counts();
  const users = new Map((options.users ?? [user('anna'), user('ben'), user('cai')]).map((u) => [u.login, u]));
  const rig = ++rigs;
  let n = 0;
  const gateway = createDeskGateway({
    conductor, clock: options.clock ?? realClock, ids: { id: () => `s-${rig}-${++n}` }, log, metrics,
    authorize: async (token) => users.get(token) ?? null, ...(options.settings ? { settings: options.settings } : {}), ...(options.imports ? { imports: options.imports } : {}),
  });
  const server = createServer(options.http ?? ((_, response) => { response.end(); }));
  gateway.attach(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/desk`, port, server, gateway, conductor, log, metrics, users,
    stop: async () => { await gateway.stop(); server.closeAllConnections(); await new Promise((resolve) => { server.close(resolve); }); },
  };
};

/** Resolves once `fact` holds; looks again at every turn of the event loop, and says what it waited for when it gives up. */
export const until = async (fact: () => boolean, what: string, limit = 10_000): Promise<void> => {
  const end = performance.now() + limit;
  while (!fact()) {
    if (performance.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 2); });
  }
};

/** A bare WebSocket that keeps what it hears; for saying what a well-behaved client would not. */
export class RawDesk {
  readonly heard: ServerMessage[] = [];
  closed: number | null = null;
  refused: string | null = null;
  readonly ws: WebSocket;
  constructor(url: string, headers: Record<string, string> = {}, autoPong = true) {
    this.ws = new WebSocket(url, { headers, autoPong });
    this.ws.on('message', (data) => { this.heard.push(JSON.parse(Buffer.from(data as Buffer).toString()) as ServerMessage); });
    this.ws.on('close', (code) => { this.closed = code; });
    this.ws.on('error', (error) => { this.refused = error.message; });
  }
  async open(): Promise<this> { await until(() => this.ws.readyState === WebSocket.OPEN || this.refused !== null, 'the socket opens'); return this; }
  say(message: unknown): void { this.ws.send(typeof message === 'string' ? message : JSON.stringify(message)); }
  async hello(more: object = {}): Promise<this> {
    await this.open();
    this.say({ type: 'hello', purpose: 'desk', ...more });
    await this.hear((m) => m.type === 'welcome' || m.type === 'bye');
    return this;
  }
  of<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] { return this.heard.filter((m): m is Extract<ServerMessage, { type: T }> => m.type === type); }
  async hear(match: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    await until(() => this.heard.some(match), `a message such as ${match.toString()}`);
    return this.heard.find(match)!;
  }
}
export const bearer = (login: string): Record<string, string> => ({ authorization: `Bearer ${login}` });
