/** Starts the built server and the built command line as a person would: as processes, in a folder of their own. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const root = resolve(import.meta.dirname, '../..');
/** A path with blanks and letters beyond ASCII: both must be harmless. */
export const folder = (): string => mkdtempSync(join(tmpdir(), 'dunwell boot 试 '));
/** Makes sure dist is of these sources; does nothing when it is. */
export function build(): void { execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--fast'], { stdio: 'ignore' }); }

/** Nothing of this machine's settings; no HOME either. */
const environment = (more: Readonly<Record<string, string>>): Record<string, string> => ({ PATH: process.env['PATH'] ?? '', XDG_CONFIG_HOME: '/nonexistent-dunwell-config', ...more });
export const QUICK = { DUNWELL_HTTP_PORT: '0', DUNWELL_DEMO_LEADS: '300', DUNWELL_DEMO_COLLECTORS: '4', DUNWELL_SIM_SPEED: '8' } as const;

export interface Started {
  readonly process: ChildProcess;
  readonly folder: string;
  out(): string;
  err(): string;
  /** First address it printed; rejects with its output when it ended without one. */
  readonly url: Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  stop(): Promise<number | null>;
}
export function start(where: string, settings: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, [join(root, 'dist/main.js')], { cwd: where, env: environment(settings), stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  const ended = new Promise<{ code: number | null; signal: string | null }>((done) => { child.on('close', (code, signal) => { done({ code, signal }); }); });
  const state = { over: false };
  void ended.then(() => { state.over = true; });
  const url = until('an address', () => {
    const found = /https?:\/\/[^\s"]+/.exec(out)?.[0];
    if (found === undefined && state.over) throw new Error(`the server ended:\n${out}\n${err}`);
    return Promise.resolve(found);
  });
  url.catch(() => undefined);
  return {
    process: child, folder: where, out: () => out, err: () => err, url, ended,
    stop: async () => { if (!state.over) child.kill('SIGTERM'); return (await ended).code; },
  };
}

export interface Told { readonly code: number; readonly out: string; readonly err: string }
/** One command line, in the server's folder. */
export function dunwell(where: string, args: readonly string[], settings: Readonly<Record<string, string>> = {}, input = '', timeout = 120_000): Promise<Told> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [join(root, 'dist/cli/index.js'), ...args], { cwd: where, env: environment(settings), timeout, maxBuffer: 50e6 }, (error, out, err) => {
      done({ code: error ? (typeof error.code === 'number' ? error.code : 255) : 0, out, err });
    });
    child.stdin?.end(input);
  });
}

/** Asks until the answer is there; the limit is for a broken build, not for a slow machine. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false | null>, limit = 90_000): Promise<T> {
  const began = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && answer !== null) return answer;
    if (Date.now() - began > limit) throw new Error(`never came: ${what}`);
    await pause(200);
  }
}
export const metric = (text: string, name: string): readonly string[] => text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
