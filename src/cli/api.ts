/** The API as the command line uses it: requests, pages, and answers checked against the contract. Errors become `CliError`. */
import { randomUUID } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { Problem } from '../contract/common.js';
import type { Server } from './credentials.js';
import { CliError, EXIT, exitOf } from './exit.js';

export const BASE = '/api/v1';
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
export interface Sent { readonly body?: unknown; readonly stream?: { readonly type: string; readonly body: () => AsyncIterable<Uint8Array> }; readonly query?: Readonly<Record<string, string | number | boolean | undefined>>; readonly timeout?: number }

/** An overloaded server says when to come back; for so long we do (milliseconds). */
const PATIENCE = 5 * 60_000;
/** Told about a wait, and waits it. */
export type Pause = (ms: number, why: string) => Promise<void>;
export const sleep: Pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Asks a person for their password, before a grave act; null: nobody is there to be asked. */
export type AskPassword = () => Promise<string | null>;

export class Api {
  constructor(readonly server: Server, private readonly pause: Pause = sleep, private readonly askPassword: AskPassword = () => Promise.resolve(null)) {}

  get<S extends TSchema>(schema: S, path: string, query: Sent['query'] = {}): Promise<Static<S>> { return this.ask(schema, 'GET', path, { query }); }
  post<S extends TSchema>(schema: S, path: string, body: unknown = {}): Promise<Static<S>> { return this.ask(schema, 'POST', path, { body }); }

  /** A health endpoint, whose answer counts even when its status says no. */
  async probe<S extends TSchema>(schema: S, path: string): Promise<Static<S>> {
    const response = await fetch(`${this.server.url}${path}`, { signal: AbortSignal.timeout(5000) });
    return checked(schema, parse(await response.text()), path);
  }

  /** Every row of a paged listing, up to `most`. */
  async all<S extends TSchema>(item: S, path: string, query: Readonly<Record<string, string | number | boolean | undefined>> = {}, most = 10_000): Promise<Static<S>[]> {
    const rows: Static<S>[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#fetch('GET', path, { query: { limit: 200, ...query, cursor } });
      const items = isPage(page) ? page.items : [];
      rows.push(...items.map((row) => checked(item, row, path)));
      cursor = isPage(page) ? (page.next ?? undefined) : undefined;
    } while (cursor !== undefined && rows.length < most);
    return rows;
  }

  async ask<S extends TSchema>(schema: S, method: Method, path: string, sent: Sent = {}): Promise<Static<S>> {
    return checked(schema, await this.#fetch(method, path, sent), path);
  }

  /** A grave act is asked for once more after the password was given. */
  async #fetch(method: Method, path: string, sent: Sent): Promise<unknown> {
    try { return await this.#patiently(method, path, sent); } catch (error) {
      if (!(error instanceof CliError) || error.code !== 'proof.required' || sent.stream !== undefined) throw error;
      const password = await this.askPassword();
      if (password === null) throw new CliError(EXIT.refused, error.code, 'this needs your password again, at a terminal: run it there, or `dunwell login` anew and then within ten minutes');
      await this.#patiently('POST', '/me/proof', { body: { password } });
      return this.#patiently(method, path, sent);
    }
  }

  async #patiently(method: Method, path: string, sent: Sent): Promise<unknown> {
    const url = new URL(`${this.server.url}${BASE}${path}`);
    for (const [name, value] of Object.entries(sent.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.server.token !== null) headers['authorization'] = `Bearer ${this.server.token}`;
    if (method === 'POST') headers['idempotency-key'] = randomUUID();
    if (sent.stream) headers['content-type'] = sent.stream.type;
    else if (sent.body !== undefined) headers['content-type'] = 'application/json';
    for (let waited = 0; ;) {
      const { response, parsed } = await this.#once(url, { method, headers, redirect: 'error' }, sent);
      if (response.ok) return parsed;
      const refused = problem(response.status, parsed, this.server.token === null);
      const back = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000;
      // Nothing was taken of it: the same may be asked again, under the same idempotency key.
      if (refused.code !== 'server.overloaded' || !(back >= 0) || waited + back > PATIENCE) throw refused;
      await this.pause(back, refused.message);
      waited += Math.max(1000, back);
    }
  }

  async #once(url: URL, init: RequestInit & { duplex?: 'half' }, sent: Sent): Promise<{ readonly response: Response; readonly parsed: unknown }> {
    try {
      const body = sent.stream ? { body: ReadableStream.from(sent.stream.body()), duplex: 'half' as const } : sent.body === undefined ? {} : { body: JSON.stringify(sent.body) };
      const response = await fetch(url, { ...init, ...body, signal: AbortSignal.timeout(sent.timeout ?? 30_000) });
      return { response, parsed: parse(await response.text()) };
    } catch (error) {
      throw new CliError(EXIT.unreachable, 'server.unreachable', `no answer from ${this.server.url} (${this.server.from}): ${reason(error)}. Is the server running? (npm start, or dunwell serve)`);
    }
  }
}

function checked<S extends TSchema>(schema: S, value: unknown, path: string): Static<S> {
  if (Value.Check(schema, value)) return value;
  const [first] = Value.Errors(schema, value);
  throw new CliError(EXIT.failed, 'server.foreign', `the server's answer to ${path} is not what this version of dunwell expects${first ? ` (${first.instancePath || '/'}: ${first.message})` : ''}`);
}
function problem(status: number, body: unknown, anonymous: boolean): CliError {
  if (!Value.Check(Problem, body)) return new CliError(exitOf(status), `http.${status}`, `the server answered ${status}`);
  const exit = exitOf(body.status, body.code);
  const details = (body.problems ?? []).map((one) => `${one.at === undefined ? '' : `${one.at}: `}${one.text}`);
  if (exit === EXIT.login) return new CliError(exit, body.code, `${anonymous ? 'not logged in' : body.detail}: run \`dunwell login\`, or as the server's own user in its folder no login is needed`);
  return details.length > 1 ? new CliError(exit, body.code, `${details.length} things are wrong:`, details) : new CliError(exit, body.code, body.detail);
}
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'TimeoutError') return 'it took too long';
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && cause.code === 'ECONNREFUSED' ? 'nothing listens there' : cause.message;
}
function parse(text: string): unknown {
  try { return JSON.parse(text) as unknown; } catch { return undefined; }
}
function isPage(value: unknown): value is { readonly items: readonly unknown[]; readonly next?: string | null } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}
