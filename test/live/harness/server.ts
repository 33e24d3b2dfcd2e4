/** Dunwell itself, built, as a process of its own: so that killing it is real. Talks to it as an integrator would, over REST and the desk's socket. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCollector, type Collector, type CollectorMessage } from '../../../src/boot/collector.js';
import { seededDice, systemClock } from '../../../src/adapters/system/index.js';
import type { EslAddress } from './raw-esl.js';
import { DOMAIN } from './switches.js';
import { ROOT } from './processes.js';

export const NODE = 'fs1';
/** The built server; beside the compiled benches, theirs. Looked for when it is wanted, as a test may build it first. */
const main = (): string => { const compiled = join(ROOT, 'src/main.js'); return existsSync(compiled) ? compiled : join(ROOT, 'dist/main.js'); };
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => silent };

interface Page<T> { readonly items: readonly T[]; readonly next?: string | null }
export interface AttemptRow {
  readonly id: string; readonly leadId: string | null; readonly number: string; readonly mode: string; readonly outcome: string | null; readonly userId: string | null; readonly sipStatus: number | null; readonly hangupCause: string | null;
  readonly answeredAt: number | null; readonly bridgedAt: number | null; readonly waitMs: number | null; readonly messagePlayed: boolean; readonly recorded: boolean; readonly abandonedBy: string | null; readonly trunk: string | null; readonly blame: string | null;
}

/** Where a server runs: its folder, and the switch it drives. A `Live` is one, and so is the simulated switch of test/support/deaths. */
export interface Place { readonly dir: string; readonly ours: { readonly address: EslAddress; readonly recordings: string; readonly sounds: string } }

export class Server {
  #child: ChildProcess | null = null;
  #token = '';
  #url = '';
  readonly data: string;
  /** `launch`: what the command line becomes, to run it under a limit. */
  constructor(private readonly live: Place, private readonly env: Readonly<Record<string, string>> = {}, public launch: (command: readonly [string, ...string[]]) => readonly [string, ...string[]] = (command) => command, data = join(live.dir, 'data')) {
    this.data = data;
    mkdirSync(this.data, { recursive: true });
  }

  async start(): Promise<void> {
    const { live } = this;
    const out = openSync(join(live.dir, 'server.log'), 'a');
    const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('DUNWELL_')));
    const [program, ...args] = this.launch([process.execPath, main()]);
    this.#child = spawn(program, args, {
      cwd: live.dir, stdio: ['ignore', out, out],
      env: {
        ...clean, DUNWELL_DB: join(this.data, 'dunwell.db'), DUNWELL_HTTP_PORT: '0', DUNWELL_ESL_URL: `${NODE}=esl://${live.ours.address.host}:${live.ours.address.port}`, DUNWELL_ESL_PASSWORD: live.ours.address.password,
        DUNWELL_RECORDINGS: live.ours.recordings, DUNWELL_SOUNDS: live.ours.sounds, DUNWELL_DESK_DOMAIN: DOMAIN, DUNWELL_LOG_TO: join(live.dir, 'dunwell.log'), ...this.env,
      },
    });
    const file = join(this.data, 'cli-token');
    const { pid } = this.#child;
    for (const end = Date.now() + 60_000; ;) {
      if (this.ended !== null) throw new Error(`the server ended: ${this.ended}; ${readFileSync(join(live.dir, 'server.log'), 'utf8').slice(-2000)}`);
      const left = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8') || '{}') as { url?: string; token?: string; pid?: number } : {};
      if (left.pid === pid && left.url !== undefined && left.token !== undefined) { this.#url = left.url; this.#token = left.token; return; }
      if (Date.now() > end) throw new Error('the server did not come up');
      await sleep(50);
    }
  }
  get url(): string { return this.#url; }
  get token(): string { return this.#token; }
  /** Resolves with its exit code; null: it was killed, or there was none. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = new Promise<number | null>((resolve) => { child.once('exit', (code) => { resolve(code); }); });
    child.kill(signal);
    return gone;
  }
  get pid(): number { return this.#child?.pid ?? 0; }
  /** Its exit code once it ended by itself, or the signal it died of; null: it runs, or we ended it. */
  get ended(): number | NodeJS.Signals | null { return this.#child?.exitCode ?? this.#child?.signalCode ?? null; }
  /** The end of what it printed and of its log, which lie beside its data and not with it: for whoever asks what it died of. */
  get lastWords(): string {
    const tail = (name: string): string => { try { return readFileSync(join(this.live.dir, name), 'utf8').slice(-3_000); } catch { return 'none'; } };
    return `printed:\n${tail('server.log')}\nlog:\n${tail('dunwell.log')}`;
  }
  /** What it printed. */
  get said(): string { return readFileSync(join(this.live.dir, 'server.log'), 'utf8'); }

  ask<T>(method: string, path: string, body?: unknown): Promise<T> { return this.askAs(this.#token, method, path, body); }
  async askAs<T>(token: string, method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#patiently(`${this.#url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  /** A machine with ten times its load makes the server refuse for a while what is no call (`server.overloaded`): it is asked again. */
  async #patiently(url: string, init: RequestInit): Promise<Response> {
    for (const end = Date.now() + 120_000; ;) {
      const response = await fetch(url, init);
      if (response.status !== 503 || Date.now() > end) return response;
      await sleep(500);
    }
  }
  async all<T>(path: string): Promise<T[]> {
    const rows: T[] = [];
    for (let cursor: string | null = null; ;) {
      const page: Page<T> = await this.ask('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      rows.push(...page.items);
      if (!page.next) return rows;
      cursor = page.next;
    }
  }
  async metrics(): Promise<string> { return (await fetch(`${this.#url}/metrics`)).text(); }

  async entity(): Promise<string> {
    const operator = (await this.all<{ id: string; kind: string }>('/entities')).find((one) => one.kind === 'operator');
    if (!operator) throw new Error('no operator');
    return operator.id;
  }
  async trunk(gateway: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.ask('POST', '/trunks', { gateway, node: NODE, maxCalls: 50, callsPerSecond: 10, priority: 0, plan: [{ prefix: '+86', strip: 3, add: '' }], callerIds: [{ number: '+861055550100', region: '*' }], ...more });
  }
  /** Waits until the server sees the switch and its gateways. */
  async ready(): Promise<void> {
    await this.until('the trunks to be healthy', async () => { const live = await this.ask<{ trunks: { healthy: boolean }[] }>('GET', '/live'); return live.trunks.length > 0 && live.trunks.every((one) => one.healthy); });
  }
  async campaign(name: string, settings: Readonly<Record<string, unknown>>): Promise<string> {
    const made = await this.ask<{ id: string }>('POST', '/campaigns', { name, settings: { window: { name: 'TEST-24H', from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }, ringTimeout: 17_000, wrapUp: { limit: 5_000, then: 'ready' }, ...settings } });
    return made.id;
  }
  async import(campaignId: string, csv: string): Promise<{ readonly state: string; readonly created: number; readonly bad: number; readonly error: string | null }> {
    const creditors = (await this.all<{ id: string; kind: string }>('/entities')).filter((one) => one.kind === 'creditor');
    const creditor = creditors[0] ?? await this.ask<{ id: string }>('POST', '/entities', { kind: 'creditor', name: 'Test Bank', parentId: await this.entity() });
    const form = new FormData();
    form.append('file', new Blob([csv], { type: 'text/csv' }), 'list.csv');
    const response = await this.#patiently(`${this.#url}/api/v1/imports?kind=placement&campaignId=${campaignId}&creditorId=${creditor.id}&defaultCountry=CN`, { method: 'POST', headers: { authorization: `Bearer ${this.#token}` }, body: form });
    const started = await response.json() as { importId?: string };
    if (started.importId === undefined) throw new Error(`import: ${JSON.stringify(started)}`);
    const id = started.importId;
    return this.until('the import to end', async () => { const run = await this.ask<{ state: string; created: number; bad: number; error: string | null }>('GET', `/imports/${id}`); return run.state === 'running' ? null : run; });
  }

  /** A collector with a password of their own, and their token. */
  collector(login: string, desk: unknown): Promise<{ readonly id: string; readonly token: string }> { return this.person(login, 'collector', desk); }
  async person(login: string, role: string, desk: unknown): Promise<{ readonly id: string; readonly token: string }> {
    const made = await this.ask<{ user: { id: string } }>('POST', '/users', { login, displayName: login, role, entityId: await this.entity(), desk, password: 'a-long-test-password', mustChangePassword: false });
    return { id: made.user.id, token: await this.login(login) };
  }
  async login(login: string): Promise<string> {
    const response = await fetch(`${this.#url}/api/v1/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password: 'a-long-test-password' }) });
    const said = await response.json() as { token?: string };
    if (said.token === undefined) throw new Error(`login: ${JSON.stringify(said)}`);
    return said.token;
  }
  /** Works a shift: talks `talk` ms, files `code`. */
  work(token: string, options: { readonly talk?: number; readonly code?: string; readonly onMessage?: (message: CollectorMessage) => void } = {}): Collector {
    return runCollector({
      url: `${this.#url.replace(/^http/, 'ws')}/desk`, token, clock: systemClock({ onError: () => undefined }), dice: seededDice(1), takeOver: true, talk: () => options.talk ?? 2_000, wrapUp: () => 200, log: silent,
      choose: (call) => ({ type: 'dispose', attemptId: call.attemptId, code: options.code ?? 'refuses' }), ...(options.onMessage ? { onMessage: options.onMessage } : {}),
    });
  }

  attempts(campaignId: string): Promise<AttemptRow[]> { return this.all<AttemptRow>(`/attempts?campaignId=${campaignId}`); }

  async until<T>(what: string, probe: () => Promise<T | null | undefined | false>, timeoutMs = 30_000): Promise<T> {
    let last: string | null = null;
    for (const end = Date.now() + timeoutMs; ;) {
      try { const found = await probe(); if (found) return found; } catch (error) { last = error instanceof Error ? error.message : 'failed'; }
      // Its folder goes with the test: what it said last must be told now, or nobody will know.
      if (this.ended !== null) throw new Error(`the server ended by itself (${this.ended}) while waiting for ${what}; ${this.lastWords}`);
      if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}${last === null ? '' : ` (${last})`}`);
      await sleep(50);
    }
  }
}

/** A list in the form lenders send. Each number is a mobile whose last five digits the network understands. */
export function csv(rows: readonly { readonly name: string; readonly phone: string; readonly others?: string }[]): string {
  const lines = rows.map((row, at) => [`"${row.name.replaceAll('"', '""')}"`, `T${String(at).padStart(5, '0')}-${row.phone}`, row.phone, row.others ?? '', '现金贷', '1000.00', 'CNY', '2026-10-01', '2026-11-01', '2026-11'].join(','));
  return `\uFEFF客户姓名,合同号,手机号,联系人电话,产品,本金,币种,逾期日期,委案日期,批次\n${lines.join('\n')}\n`;
}
/** A Chinese mobile that ends in five digits; `n` keeps them apart, and the third digit tells the behaviour's first, which masking hides. */
export const mobile = (n: number, behaviour: string): string => `13${behaviour[0] ?? '8'}${String(n).padStart(3, '0')}${behaviour}`;
