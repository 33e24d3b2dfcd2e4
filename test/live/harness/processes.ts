/**
 * Processes the live tests start, each known by a pid file in the run's folder. They end with the run: by `stopAll`, at
 * the exit of this process, or, should it be killed outright, by the reaper that watches it.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const LIVE = fileURLToPath(new URL('..', import.meta.url));
export const ROOT = join(LIVE, '../..');

export class Processes {
  readonly dir = mkdtempSync(join(tmpdir(), 'dunwell-live-'));
  private readonly pids = join(this.dir, 'pids');
  private readonly atExit = (): void => { this.signalAll('SIGKILL'); };

  constructor() {
    writeFileSync(this.pids, '');
    process.on('exit', this.atExit);
    spawn('bash', [join(LIVE, 'harness/reaper.sh'), String(process.pid), this.pids], { detached: true, stdio: 'ignore' }).unref();
  }

  /** Runs one of our start scripts, which returns when what it started is ready; `dir/pid` tells what that was. */
  async script(path: string, dir: string, env: Readonly<Record<string, string>>): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      execFile('bash', [path, dir], { env: { ...process.env, ...env }, timeout: 60_000 }, (error, _out, err) => {
        if (error) reject(new Error(`${path}: ${err.trim() || error.message}`)); else resolve();
      });
    });
    const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
    this.remember(pid);
    return pid;
  }

  /** Starts a program that runs until it is stopped; its output goes to `LOG` in the run's folder. */
  background(command: string, args: readonly string[], log: string): number {
    const out = openSync(join(this.dir, log), 'a');
    const child = spawn(command, args, { cwd: this.dir, stdio: ['ignore', out, out] });
    if (child.pid === undefined) throw new Error(`${command} did not start`);
    this.remember(child.pid);
    return child.pid;
  }

  async stop(pid: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    send(pid, signal);
    for (let waited = 0; alive(pid); waited += 50) {
      if (waited > 8_000) send(pid, 'SIGKILL');
      await sleep(50);
    }
    this.forget(pid);
  }

  /** Stops everything, last started first, and removes the folder unless the run wants it kept. */
  async stopAll(keep = process.env['LIVE_KEEP'] === '1'): Promise<void> {
    for (const pid of this.known().reverse()) await this.stop(pid);
    process.off('exit', this.atExit);
    if (!keep) rmSync(this.dir, { recursive: true, force: true });
  }

  /** Our own processes that still run: none, after `stopAll`. */
  running(): readonly number[] { return this.known().filter(alive); }

  private known(): number[] {
    try {
      return readFileSync(this.pids, 'utf8').split('\n').filter(Boolean).map(Number);
    } catch {
      return [];
    }
  }
  private remember(pid: number): void { writeFileSync(this.pids, `${[...this.known(), pid].join('\n')}\n`); }
  private forget(pid: number): void { writeFileSync(this.pids, this.known().filter((p) => p !== pid).map((p) => `${p}\n`).join('')); }
  private signalAll(signal: NodeJS.Signals): void { for (const pid of this.known()) send(pid, signal); }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try { process.kill(pid, signal); } catch { /* gone already */ }
}

/** A zombie waits for its parent and does nothing: not alive. */
export function alive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Addresses a process listens on, as `ADDRESS:PORT`, read from the kernel. */
export function listensOn(pid: number): readonly string[] {
  const sockets = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try { return [readlinkSync(`/proc/${pid}/fd/${fd}`)]; } catch { return []; }
  }).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
  return ['tcp', 'udp', 'tcp6', 'udp6'].flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1).flatMap((line) => {
    const [, local = '', , state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
    const listening = table.startsWith('tcp') ? state === '0A' : state === '07';
    return listening && sockets.has(inode) ? [`${table} ${address(local)}`] : [];
  }));
}

function address(hex: string): string {
  const [host = '', port = ''] = hex.split(':');
  const ip = host.length === 8 ? (host.match(/../g) ?? []).reverse().map((byte) => parseInt(byte, 16)).join('.') : host;
  return `${ip}:${parseInt(port, 16)}`;
}
