/** What the benches of a whole node share: the simulated switch and the server as processes, and desks that work. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seededDice, systemClock } from '../../src/adapters/system/index.js';
import { runCollector, type Collector } from '../../src/boot/collector.js';
import { silent, type NodeWorld } from './node-world.js';
import { PASSWORD, SWITCH_NODE, type FromSwitch, type SwitchSaw } from './node-switch.js';
import { readMetrics, sum, type Scrape } from './prometheus.js';

/** The simulated switch in its process. */
export class Network {
  private constructor(private readonly child: ChildProcess, readonly port: number) {}
  static async start(agents: number): Promise<Network> {
    const child = fork(fileURLToPath(new URL('./node-switch.js', import.meta.url)), { env: { ...process.env, BENCH_SWITCH_AGENTS: String(agents) }, execArgv: ['--enable-source-maps'] });
    const said = await Network.#next(child, 'port');
    if (said.type !== 'port') throw new Error('the simulated switch did not start');
    return new Network(child, said.port);
  }
  reset(): void { this.child.send('reset'); }
  async saw(): Promise<SwitchSaw> {
    const answer = Network.#next(this.child, 'saw');
    this.child.send('saw');
    const said = await answer;
    if (said.type !== 'saw') throw new Error('the simulated switch did not answer');
    return said.saw;
  }
  stop(): Promise<void> { return ended(this.child); }
  static #next(child: ChildProcess, type: FromSwitch['type']): Promise<FromSwitch> {
    return new Promise((resolve, reject) => {
      const hear = (message: unknown): void => { const said = message as FromSwitch; if (said.type === type) { child.off('message', hear); resolve(said); } };
      child.on('message', hear);
      child.once('exit', (code) => { reject(new Error(`the simulated switch ended with ${String(code)}`)); });
    });
  }
}

/** Dunwell, built, as a process of its own. */
export class NodeServer {
  private constructor(private readonly child: ChildProcess, readonly url: string, private readonly token: string) {}
  static async start(folder: string, world: NodeWorld, port: number, settings: Readonly<Record<string, string>> = {}): Promise<NodeServer> {
    const out = openSync(join(folder, 'server.log'), 'a');
    const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('DUNWELL_')));
    const profile = process.env['DUNWELL_BENCH_PROFILE'];
    const child = spawn(process.execPath, [...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]), fileURLToPath(new URL('../../src/main.js', import.meta.url))], {
      cwd: folder, stdio: ['ignore', out, out],
      env: { ...clean, DUNWELL_DB: world.db, DUNWELL_HTTP_PORT: '0', DUNWELL_ESL_URL: `${SWITCH_NODE}=esl://127.0.0.1:${port}`, DUNWELL_ESL_PASSWORD: PASSWORD, DUNWELL_RECORDINGS: join(folder, 'recordings'), DUNWELL_LOG_TO: join(folder, 'dunwell.log'), DUNWELL_LOG_LEVEL: 'warn', ...settings },
    });
    const file = join(world.data, 'cli-token');
    for (const end = Date.now() + 180_000; Date.now() < end; await sleep(50)) {
      if (child.exitCode !== null) break;
      const left = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8') || '{}') as { url?: string; token?: string; pid?: number } : {};
      if (left.pid === child.pid && left.url !== undefined && left.token !== undefined) return new NodeServer(child, left.url, left.token);
    }
    throw new Error(`the server did not start: ${readFileSync(join(folder, 'server.log'), 'utf8').slice(-2000)}`);
  }
  async post(path: string): Promise<void> {
    const response = await fetch(`${this.url}/api/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  }
  /** The answer's status; its body is read and let go. */
  async get(path: string): Promise<number> {
    const response = await fetch(`${this.url}/api/v1${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    await response.arrayBuffer();
    return response.status;
  }
  async metrics(): Promise<Scrape> { return readMetrics(await (await fetch(`${this.url}/metrics`)).text()); }
  /** Resident memory of the process, all threads. */
  memoryMb(): number { return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.child.pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024; }
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.child.pid ?? 0}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
  stop(): Promise<void> { return ended(this.child); }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => { child.once('exit', resolve); });
  child.kill('SIGTERM');
  const impatience = setTimeout(() => { child.kill('SIGKILL'); }, 15_000);
  await gone;
  clearTimeout(impatience);
}

/** Every desk connects, goes ready, and has its line. */
export async function seat(server: NodeServer, world: NodeWorld, talk: readonly [number, number] = [3_000, 9_000]): Promise<readonly Collector[]> {
  const clock = systemClock({ onError: (error) => { console.error(error); } });
  const dice = seededDice('node bench desks');
  const spread = (from: number, to: number): number => from + dice.next() * (to - from);
  const codes = ['refuses', 'hung_up', 'already_paid', 'no_answer'];
  const desks = world.tokens.map((token, n) => runCollector({
    url: `${server.url.replace(/^http/, 'ws')}/desk`, token, clock, dice: seededDice(n), log: silent,
    talk: () => spread(...talk), wrapUp: () => spread(500, 1_500),
    choose: (call) => ({ type: 'dispose', attemptId: call.attemptId, code: codes[Math.floor(dice.next() * codes.length)] ?? 'refuses' }),
  }));
  for (const end = Date.now() + 120_000; ; await sleep(500)) {
    const scrape = await server.metrics();
    if (sum(scrape, 'dunwell_agents', { state: 'ready' }) >= desks.length) break;
    if (Date.now() > end) throw new Error(`only ${sum(scrape, 'dunwell_agents', { state: 'ready' })} of ${desks.length} collectors are ready`);
  }
  // The lines of 300 phones are raised twenty a second.
  await sleep((desks.length / 20) * 1000 + 1500);
  return desks;
}
