/**
 * Where the command line finds the server and who it is there, in this order: options, DUNWELL_URL / DUNWELL_TOKEN, the
 * token the server on this machine wrote beside its database, a login kept by `dunwell login`.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { TOKEN_FILE } from '../boot/files.js';
import { readConfig } from '../config.js';
import type { Io } from './io.js';

export interface Server { readonly url: string; readonly token: string | null; /** Said when it doesn't answer. */ readonly from: string }
export interface ServerOptions { readonly url?: string; readonly token?: string }
interface Kept { readonly current: string | null; readonly logins: Readonly<Record<string, { readonly token: string; readonly login: string }>> }

export function findServer(io: Io, options: ServerOptions): Server {
  const config = readConfig(io.env, io.cwd);
  const local = readLocal(join(config.dataFolder, TOKEN_FILE));
  const kept = readKept(io);
  const named = options.url ?? config.url;
  const url = (named ?? local?.url ?? kept.current ?? `http://127.0.0.1:${config.httpPort ?? 8080}`).replace(/\/+$/, '');
  const from = options.url !== undefined ? '--url' : config.url !== null ? 'DUNWELL_URL' : local ? 'the server on this machine' : kept.current !== null ? '`dunwell login`' : 'the usual address';
  const token = options.token ?? config.token ?? (local?.url === url ? local.token : null) ?? kept.logins[url]?.token ?? null;
  return { url, token, from };
}

function readLocal(path: string): { readonly url: string; readonly token: string } | null {
  const parsed = readJson(path);
  return isRecord(parsed) && typeof parsed['url'] === 'string' && typeof parsed['token'] === 'string' ? { url: parsed['url'], token: parsed['token'] } : null;
}

const keptPath = (io: Io): string => join(io.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'dunwell', 'logins.json');
function readKept(io: Io): Kept {
  const parsed = readJson(keptPath(io));
  if (!isRecord(parsed) || !isRecord(parsed['logins'])) return { current: null, logins: {} };
  const logins: Record<string, { token: string; login: string }> = {};
  for (const [url, one] of Object.entries(parsed['logins'])) if (isRecord(one) && typeof one['token'] === 'string' && typeof one['login'] === 'string') logins[url] = { token: one['token'], login: one['login'] };
  return { current: typeof parsed['current'] === 'string' ? parsed['current'] : null, logins };
}
export function keepLogin(io: Io, url: string, login: string, token: string): string {
  const kept = readKept(io);
  return write(io, { current: url, logins: { ...kept.logins, [url]: { token, login } } });
}
/** False: there was none. */
export function forgetLogin(io: Io, url: string): boolean {
  const kept = readKept(io);
  if (!kept.logins[url]) return false;
  const logins = Object.fromEntries(Object.entries(kept.logins).filter(([one]) => one !== url));
  if (Object.keys(logins).length === 0) rmSync(keptPath(io), { force: true });
  else write(io, { current: kept.current === url ? null : kept.current, logins });
  return true;
}
function write(io: Io, kept: Kept): string {
  const path = keptPath(io);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify(kept, null, 2), { mode: 0o600 });
  chmodSync(path, 0o600);
  return path;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
export function readJson(path: string): unknown {
  try { return JSON.parse(readFileSync(path, 'utf8')) as unknown; } catch { return undefined; }
}
