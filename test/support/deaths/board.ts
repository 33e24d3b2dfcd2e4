/** The switch of a floor, as something that can be killed: the simulated one in a process of its own, or a real one (test/live/harness/board.ts). */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundled } from '../worker-entry.js';
import type { SwitchHeard } from './checkers.js';
import type { SwitchJob } from './switch-process.js';

export interface Board {
  /** Of its event socket; the same after each start. */
  readonly port: number;
  readonly password: string;
  readonly domain: string;
  /** Desk phones. */
  readonly users: readonly string[];
  readonly recordings: string;
  readonly sounds: string;
  start(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  close(): Promise<void>;
  /** All it heard on its legs, over all its lives. */
  heard(): readonly SwitchHeard[];
  /** The nth lead's number. */
  number(n: number): string;
}

export class SimBoard implements Board {
  readonly password = 'deaths-only';
  readonly domain = 'deaths.test';
  readonly users: readonly string[];
  readonly recordings: string;
  readonly sounds: string;
  port = 0;
  #child: ChildProcess | null = null;
  constructor(private readonly dir: string, agents: number) {
    this.users = Array.from({ length: agents }, (_, n) => String(1000 + n));
    this.recordings = join(dir, 'recordings');
    this.sounds = join(dir, 'sounds');
    for (const folder of [this.recordings, this.sounds]) mkdirSync(folder);
  }
  number(n: number): string { return `138${String(10_000_000 + n * 37).padStart(8, '0')}`; }
  async start(): Promise<void> {
    const job: SwitchJob = { port: this.port, password: this.password, domain: this.domain, users: this.users, heard: this.#file };
    // In a bench this file is compiled, and so is the switch's.
    const program = import.meta.url.endsWith('.js') ? new URL('./switch-process.js', import.meta.url) : await bundled('test/support/deaths/switch-process.ts');
    const child = fork(fileURLToPath(program), [JSON.stringify(job)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child = child;
    this.port = await new Promise<number>((resolve, reject) => {
      child.once('message', (said) => { resolve((said as { port: number }).port); });
      child.once('exit', (code) => { reject(new Error(`the simulated switch ended with ${String(code)}`)); });
    });
  }
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child) return;
    const gone = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGKILL');
    await gone;
  }
  close(): Promise<void> { return this.kill(); }
  heard(): readonly SwitchHeard[] {
    if (!existsSync(this.#file)) return [];
    // A last line that its writer's death cut short says nothing.
    return readFileSync(this.#file, 'utf8').split('\n').flatMap((line) => { try { return line === '' ? [] : [JSON.parse(line) as SwitchHeard]; } catch { return []; } });
  }
  get #file(): string { return join(this.dir, 'heard.jsonl'); }
}
