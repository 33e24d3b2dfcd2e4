/**
 * One node as production runs it: the server a process of its own, SQLite on disk, the simulated switch over TCP in another
 * process, 300 desks over WebSockets from this one. 60 calls a second for two minutes; the warm-up is not counted.
 * `DUNWELL_BENCH_SECONDS=20` for a short look; `DUNWELL_BENCH_PROFILE=folder` writes a CPU profile of the server there.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { line } from './line.js';
import { Network, NodeServer, seat } from './node-parts.js';
import { makeWorld, type NodeWorld } from './node-world.js';
import type { SwitchSaw } from './node-switch.js';
import { between, sum, type Scrape } from './prometheus.js';
import type { BenchReport, BenchRow } from './report.js';

const AGENTS = Number(process.env['DUNWELL_BENCH_AGENTS'] ?? 300);
/** What the trunks take: a little over what must be sustained. */
const TRUNKS = Number(process.env['DUNWELL_BENCH_CPS'] ?? 66);
const SUSTAINED = 60;
const SECONDS = Number(process.env['DUNWELL_BENCH_SECONDS'] ?? 120);
const WARM_UP = Number(process.env['DUNWELL_BENCH_WARM_UP'] ?? 25);
const WINDOW = 10;

export default async function bench(): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-node-bench-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const leads = Math.ceil((SECONDS + WARM_UP + 30) * TRUNKS * 1.1);
    const world = await makeWorld(folder, { agents: AGENTS, leads, callsPerSecond: TRUNKS });
    const network = await Network.start(AGENTS);
    undo.push(() => network.stop());
    const server = await NodeServer.start(folder, world, network.port);
    undo.push(() => server.stop());
    const desks = await seat(server, world);
    undo.push(() => Promise.all(desks.map((desk) => desk.stop())));
    return await measure(server, network, world);
  } finally {
    for (const step of undo.reverse()) await step().catch((error: unknown) => { console.error(String(error)); });
  }
}

async function measure(server: NodeServer, network: Network, world: NodeWorld): Promise<BenchReport> {
  await server.post(`/campaigns/${world.campaignId}/start`);
  await sleep(WARM_UP * 1000);
  network.reset();
  const cpuBefore = server.cpuSeconds();
  const before = await server.metrics();
  const from = Date.now();
  const load = [loadavg()[0] ?? 0];
  const memory: { readonly at: number; readonly mb: number }[] = [];
  while (Date.now() - from < SECONDS * 1000) {
    memory.push({ at: (Date.now() - from) / 1000, mb: server.memoryMb() });
    await sleep(Math.min(1000, Math.max(1, SECONDS * 1000 - (Date.now() - from))));
  }
  load.push(loadavg()[0] ?? 0);
  const after = await server.metrics();
  const took = (Date.now() - from) / 1000;
  const saw = await network.saw();
  return report({ before, after, took, from, saw, memory, load, serverCpu: server.cpuSeconds() - cpuBefore });
}

interface Seen { readonly before: Scrape; readonly after: Scrape; readonly took: number; readonly from: number; readonly saw: SwitchSaw; readonly memory: readonly { readonly at: number; readonly mb: number }[]; readonly load: readonly number[]; readonly serverCpu: number }

function report({ before, after, took, from, saw, memory, load, serverCpu }: Seen): BenchReport {
  const windows = Array.from({ length: Math.floor(took / WINDOW) }, (_, n) => saw.invites.filter((at) => at >= from + n * WINDOW * 1000 && at < from + (n + 1) * WINDOW * 1000).length / WINDOW);
  const all = saw.invites.filter((at) => at >= from && at < from + took * 1000).length / took;
  const slowest = Math.min(...windows);
  const ms = (seconds: number): number => seconds * 1000;
  const command = between(before, after, 'dunwell_bridge_command_seconds');
  const bridge = between(before, after, 'dunwell_bridge_latency_seconds');
  const wait = between(before, after, 'dunwell_answer_wait_seconds');
  const commit = between(before, after, 'dunwell_commit_seconds');
  const tick = between(before, after, 'dunwell_tick_seconds');
  const loop = (quantile: string): number => ms(sum(after, 'dunwell_event_loop_delay_seconds', { quantile }));
  const outcomes = [...new Set((after.get('dunwell_attempts_total') ?? []).map((sample) => sample.labels['outcome'] ?? ''))]
    .map((outcome) => ({ outcome, count: sum(after, 'dunwell_attempts_total', { outcome }) - sum(before, 'dunwell_attempts_total', { outcome }) })).filter((one) => one.count > 0).sort((a, b) => b.count - a.count);
  const count = (outcome: string): number => outcomes.find((one) => one.outcome === outcome)?.count ?? 0;
  const heard = count('human') + count('machine') + count('abandoned');
  const { slope, mean } = line(memory);
  const states = (after.get('dunwell_agents') ?? []).filter((sample) => sample.value > 0).map((sample) => `${sample.labels['state'] ?? ''} ${sample.value}`).join(', ');
  const rows: BenchRow[] = [
    { what: 'calls placed, as the switch counted them', value: all, unit: '/s', target: `≥ ${SUSTAINED}/s`, ok: all >= SUSTAINED },
    { what: `calls placed in the slowest ${WINDOW} s`, value: slowest, unit: '/s', target: `≥ ${SUSTAINED}/s`, ok: slowest >= SUSTAINED },
    { what: 'customer parked, agent free → bridge command, p99', value: ms(command.quantile(0.99)), unit: 'ms', target: '< 20 ms', ok: command.count > 0 && command.within(0.02) >= 0.99 },
    { what: '… p50', value: ms(command.quantile(0.5)), unit: 'ms' },
    { what: '… bridges counted', value: command.count },
    { what: 'customer parked, agent free → CHANNEL_BRIDGE, p99', value: ms(bridge.quantile(0.99)), unit: 'ms' },
    { what: 'answer → bridge, p99', value: ms(wait.quantile(0.99)), unit: 'ms' },
    { what: 'event-loop delay of the server, p99', value: loop('0.99'), unit: 'ms', target: '< 30 ms', ok: loop('0.99') < 30 },
    { what: '… p50', value: loop('0.5'), unit: 'ms' },
    { what: '… longest', value: loop('1'), unit: 'ms' },
    { what: 'memory of the server, mean', value: mean, unit: 'MB' },
    { what: '… growth over the time measured', value: slope * took, unit: 'MB', target: '< 10 %', ok: slope * took < mean * 0.1 },
    { what: 'one tick of dialing, p99', value: ms(tick.quantile(0.99)), unit: 'ms' },
    { what: 'commit, p50', value: ms(commit.quantile(0.5)), unit: 'ms' },
    { what: 'commit, p99', value: ms(commit.quantile(0.99)), unit: 'ms' },
    { what: 'abandoned of all answered', value: heard === 0 ? 0 : (count('abandoned') / heard) * 100, unit: '%' },
    { what: 'CPU of the server (all threads)', value: (serverCpu / took) * 100, unit: '% of a core' },
  ];
  return {
    name: `one node: ${AGENTS} agents, ${SUSTAINED} calls/s for ${Math.round(took)} s`, rows,
    notes: [
      `outcomes: ${outcomes.map((one) => `${one.outcome} ${one.count}`).join(', ')}`, `agents at the end: ${states}`,
      `calls/s by ${WINDOW} s: ${windows.map((rate) => rate.toFixed(1)).join(' ')}`,
      `memory by ${WINDOW} s, MB: ${memory.filter((_, n) => n % WINDOW === 0).map((one) => one.mb.toFixed(0)).join(' ')}`,
      `load of the machine before and after: ${load.map((one) => one.toFixed(1)).join(', ')}; event-loop delay p99 of the simulated switch ${saw.loopDelayP99Ms.toFixed(1)} ms, late events ${sum(after, 'dunwell_late_events_total') - sum(before, 'dunwell_late_events_total')}, failed bridges ${sum(after, 'dunwell_bridge_failures_total') - sum(before, 'dunwell_bridge_failures_total')}`,
      'desks, switch and server are three processes on this machine; SQLite synchronous=FULL; nothing is recorded to disk',
    ],
  };
}
