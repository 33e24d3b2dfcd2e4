/** A bank and a shop whose debts one agency works; a real receiver that behaves as told; and the outbox on a clock of ours. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import { makeExportFiles, NodePost } from '../../src/adapters/outbox/index.js';
import { AesVault } from '../../src/adapters/vault/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { DailyFiles, Outbox, type OutboxSettings } from '../../src/app/outbox/index.js';
import type { Store } from '../../src/app/ports/store.js';
import type { Clock, Log, Timer } from '../../src/app/ports/system.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { attemptRow, testIds } from '../contract/records.js';
import { testPolicies } from '../support/policies.js';
import { freshStore } from '../support/database.js';

/** 2027-03-10 12:00 in Shanghai. */
export const NOON = Date.UTC(2027, 2, 10, 4);
export const HOUR = 3_600_000;
export const SECRET = 'whsec_of_the_test';

export const silent: Log = { debug() { /* silent */ }, info() { /* silent */ }, warn() { /* silent */ }, error() { /* silent */ }, child: () => silent };

/** Stands still until told; timers run when their time has come. */
export class StillClock implements Clock {
  readonly shifted = null;
  at = NOON;
  #timers: { due: number; run: () => void }[] = [];
  now(): number { return this.at; }
  monotonic(): number { return this.at; }
  after(ms: number, run: () => void): Timer {
    const timer = { due: this.at + ms, run };
    this.#timers.push(timer);
    return { cancel: () => { this.#timers = this.#timers.filter((one) => one !== timer); } };
  }
  every(): Timer { return { cancel: () => undefined }; }
  advance(ms: number): void {
    this.at += ms;
    const due = this.#timers.filter((one) => one.due <= this.at);
    this.#timers = this.#timers.filter((one) => one.due > this.at);
    for (const one of due) one.run();
  }
  /** Milliseconds to the next timer. */
  get next(): number | null { return this.#timers.length === 0 ? null : Math.min(...this.#timers.map((one) => one.due)) - this.at; }
}

export interface Heard { readonly id: string; readonly type: string; readonly signature: string; readonly body: string; readonly json: { readonly seq: number; readonly type: string; readonly items: readonly Readonly<Record<string, unknown>>[] } }
/** `hang`: takes the message and never answers. */
export type Manner = number | 'hang' | 'drop' | { readonly slow: number; readonly status: number };
export class Receiver {
  readonly heard: Heard[] = [];
  /** How it behaves, one message after the other; then 200. */
  manners: Manner[] = [];
  readonly #server: Server;
  #open = 0;
  mostAtOnce = 0;
  private constructor() { this.#server = createServer((request, answer) => { void this.#hear(request).then(() => { this.#answer(request, answer); }); }); }
  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((settle) => { receiver.#server.listen(0, '127.0.0.1', settle); });
    return receiver;
  }
  get url(): string { return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`; }
  ids(): string[] { return this.heard.map((one) => one.id); }
  seqs(): number[] { return this.heard.map((one) => one.json.seq); }
  async #hear(request: IncomingMessage): Promise<void> {
    this.#open += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#open);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString('utf8');
    this.heard.push({ id: String(request.headers['dunwell-event-id']), type: String(request.headers['dunwell-event-type']), signature: String(request.headers['dunwell-signature']), body, json: JSON.parse(body) as Heard['json'] });
  }
  #answer(request: IncomingMessage, answer: ServerResponse): void {
    this.#open -= 1;
    const manner = this.manners.shift() ?? 200;
    if (manner === 'hang') return;
    if (manner === 'drop') { request.socket.destroy(); return; }
    if (typeof manner === 'number') { answer.writeHead(manner, manner >= 300 && manner < 400 ? { location: this.url } : {}).end(); return; }
    setTimeout(() => { answer.writeHead(manner.status).end('slow'); }, manner.slow);
  }
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((settle) => { this.#server.close(settle); });
  }
}

/** Case n of a creditor: its debtor, account and contract; ids begin with the creditor's. */
export function owed(creditor: string, n: number): CreateOf[] {
  const id = `${creditor}-${n}`;
  const at = NOON - 48 * HOUR;
  return [
    { kind: 'party', at, row: { id: `party-${id}`, kind: 'person', nameSealed: vault.seal('name', `Debtor ${id}`), nameIndex: 'n', identitySealed: null, identityIndex: null, language: null } },
    { kind: 'account', at, row: { id: `account-${id}`, creditorId: creditor, contract: `HT-${id}`, product: null, currency: 'CNY', principal: 10_000, interest: 0, penalty: 0, fees: 0, minimumDue: null, asOf: at, overdueSince: null, closed: null } },
    { kind: 'placement', at, row: { id: `placement-${id}`, accountId: `account-${id}`, entityId: 'agency', batch: '1', placedAmount: 10_000, from: '2027-01-01', to: null, state: 'placed' } },
    { kind: 'case', at, row: { id: `case-${id}`, partyId: `party-${id}`, creditorId: creditor, entityId: 'agency', teamId: null, batch: '1', state: 'assigned', risk: 'none', riskSource: null, riskAt: null, tags: [], custom: {}, amount: 10_000, currency: 'CNY' } },
    { kind: 'caseAccount', at, row: { id: `link-${id}`, caseId: `case-${id}`, accountId: `account-${id}`, placementId: `placement-${id}` } },
  ];
}
export const attempt = (creditor: string, n: number, id: string): CreateOf => ({
  kind: 'attempt', at: NOON, row: { ...attemptRow(n), id, leadId: null, caseId: `case-${creditor}-${n}`, partyId: `party-${creditor}-${n}`, campaignId: null, listId: null, entityId: 'agency', accountIds: [`account-${creditor}-${n}`], phoneSealed: vault.seal('phone', '+8613800138000') },
});
export const vault = new AesVault(Buffer.alloc(32, 9));
const entity = (id: string, kind: 'agency' | 'creditor'): CreateOf => ({ kind: 'entity', at: NOON, row: { id, kind, name: id, parentId: null, creditorGroup: null } });

export interface Outside {
  readonly store: Store; readonly clock: StillClock; readonly receiver: Receiver; readonly exports: string; readonly daily: DailyFiles;
  put(...rows: CreateOf[]): Promise<void>;
  /** An event as a move would append it. */
  say(type: string, subjects: readonly string[], data?: unknown, at?: number): Promise<void>;
  webhook(id: string, more?: object): Promise<void>;
  outbox(settings?: Partial<OutboxSettings>, over?: Store): Outbox;
  done(): Promise<void>;
}
export async function makeOutside(kind: 'memory' | 'sqlite' = 'memory'): Promise<Outside> {
  const folder = mkdtempSync(join(tmpdir(), 'dunwell-outbox-'));
  const zones = loadZones();
  const ids = testIds();
  const store: Store = kind === 'memory' ? new MemoryStore({ ids, zones, policies: testPolicies }) : freshStore({ file: join(folder, 'dunwell.db'), ids, zones, policies: testPolicies });
  const clock = new StillClock();
  const receiver = await Receiver.open();
  const post = new NodePost({ private: true });
  const running: Outbox[] = [];
  const put = async (...rows: CreateOf[]): Promise<void> => { const made = await store.run('createMany', { rows }); if (!made.ok) throw new Error(made.error.text); };
  await put(entity('agency', 'agency'), entity('bank', 'creditor'), entity('shop', 'creditor'), { kind: 'user', at: NOON, row: { id: 'ann', login: 'ann', displayName: 'Ann', passwordHash: 'x', role: 'collector', entityId: 'agency', teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } });
  const exports = join(folder, 'exports');
  let said = 0;
  return {
    store, clock, receiver, exports, put, daily: new DailyFiles({ store, clock, zones, log: silent, files: makeExportFiles(exports) }),
    // Through a record of no meaning, as moves append in their own transactions.
    say: async (type, subjects, data, at = clock.now()) => { await put({ kind: 'pauseReason', at, row: { id: `said-${(said += 1)}`, code: `said-${said}`, nameEn: 'x', nameZh: 'x', billable: false, maxMinutes: null, enabled: true }, note: { type, actor: 'test', subjects, ...(data === undefined ? {} : { data }) } }); },
    webhook: (id, more = {}) => put({ kind: 'webhook', at: NOON, row: { id, entityId: 'agency', creditorId: null, url: receiver.url, secretSealed: vault.seal('secret', SECRET), oldSecretSealed: null, oldSecretUntil: null, types: [], mapping: {}, enabled: true, cursor: 0, ...more } }),
    outbox: (settings = {}, over = store) => {
      const outbox = new Outbox({ store: over, clock, dice: { next: () => 0 }, ids, vault, log: silent, post, settings: { timeout: 60_000, ...settings } });
      running.push(outbox);
      return outbox;
    },
    done: async () => {
      await Promise.all(running.map((one) => one.stop()));
      post.close();
      await receiver.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
/** Waits for a fact. */
export async function until(what: string, ask: () => boolean | Promise<boolean>, limit = 60_000, every = 2): Promise<void> {
  const began = Date.now();
  while (!await ask()) {
    if (Date.now() - began > limit) throw new Error(`never came: ${what}`);
    await new Promise((settle) => { setTimeout(settle, every); });
  }
}
