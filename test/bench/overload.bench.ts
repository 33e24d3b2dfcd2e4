/**
 * More and more offered to one node until it must refuse: `npm run bench -- overload` (`--steps 20,40,60,90 --seconds 20`). Each
 * step is a server of its own with as many collectors, a flood of API requests beside the calls, and the trunks' rate as the load
 * offered. Writes docs/overload-calls.svg (offered against placed and kept) and docs/overload-bridge.svg (p99 of the bridge).
 */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Network, NodeServer, seat } from './node-parts.js';
import { makeWorld } from './node-world.js';
import { svg } from './plot.js';
import { between, sum, type Scrape } from './prometheus.js';
import type { BenchReport, BenchRow } from './report.js';

const STEPS = (process.env['DUNWELL_BENCH_STEPS'] ?? '10,30,60,90,120').split(',').map(Number);
const SECONDS = Number(process.env['DUNWELL_BENCH_SECONDS'] ?? 40);
const WARM_UP = Number(process.env['DUNWELL_BENCH_WARM_UP'] ?? 10);
const AGENTS_PER_CALL = 5;
const MOST_AGENTS = Number(process.env['DUNWELL_BENCH_AGENTS'] ?? 300);
/** Requests at once of the flood: reports and lists, as fast as they are answered. */
const FLOOD = Number(process.env['DUNWELL_BENCH_FLOOD'] ?? 8);
const DAY = new Date().toISOString().slice(0, 10);
const FLOODED = [`/reports/calls?from=${DAY}&to=${DAY}&by=hour`, '/attempts?limit=200', '/live', '/cases?limit=200'];

interface Step { readonly offered: number; readonly placed: number; readonly answered: number; readonly kept: number; readonly bridge: number; readonly command: number; readonly loop: number; readonly level: number; readonly asked: number; readonly shed: number; readonly limited: number }

export default async function bench(): Promise<BenchReport> {
  const steps: Step[] = [];
  const load = [loadavg()[0] ?? 0];
  const failed: string[] = [];
  for (const offered of STEPS) {
    // A machine too busy to start one server still has the steps before.
    const one = await step(offered).catch((error: unknown) => { failed.push(`${offered} calls/s: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`); return null; });
    if (one === null) continue;
    steps.push(one);
    process.stdout.write(`  ${JSON.stringify(one)}\n`);
    draw(steps);
  }
  load.push(loadavg()[0] ?? 0);
  const rows = steps.flatMap((one): BenchRow[] => [
    { what: `offered ${one.offered} calls/s: placed`, value: one.placed, unit: '/s' },
    { what: '… answered by people', value: one.answered },
    { what: '… of them connected, not lost', value: one.answered === 0 ? 100 : (one.kept / one.answered) * 100, unit: '%' },
    { what: '… parked and agent free → CHANNEL_BRIDGE, p99', value: one.bridge, unit: 'ms' },
    { what: '… → bridge command, p99', value: one.command, unit: 'ms' },
    { what: '… event-loop delay, p99', value: one.loop, unit: 'ms' },
    { what: '… worst load level (0 normal, 1 slow, 2 stop)', value: one.level },
    { what: '… API requests beside: answered, refused for the load, refused for the rate', value: `${one.asked - one.shed - one.limited} / ${one.shed} / ${one.limited}` },
  ]);
  return { name: `overload: ${STEPS.join(', ')} calls/s offered, ${FLOOD} requests at once beside`, rows, notes: [...failed, `load of the machine before and after: ${load.map((one) => one.toFixed(1)).join(', ')}`, 'server, switch and desks are three processes on this machine; pictures: docs/overload-calls.svg, docs/overload-bridge.svg'] };
}

async function step(offered: number): Promise<Step> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-overload-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const agents = Math.min(MOST_AGENTS, Math.max(5, offered * AGENTS_PER_CALL));
  try {
    const world = await makeWorld(folder, { agents, leads: Math.ceil((SECONDS + WARM_UP + 20) * offered * 1.1), callsPerSecond: offered });
    const network = await Network.start(agents);
    undo.push(() => network.stop());
    const server = await NodeServer.start(folder, world, network.port);
    undo.push(() => server.stop());
    const desks = await seat(server, world);
    undo.push(() => Promise.all(desks.map((desk) => desk.stop())));
    await server.post(`/campaigns/${world.campaignId}/start`);
    await sleep(WARM_UP * 1000);
    network.reset();
    const before = await server.metrics();
    const from = Date.now();
    let level = 0;
    const statuses = new Map<number, number>();
    const end = from + SECONDS * 1000;
    const flood = Array.from({ length: FLOOD }, async (_, n) => {
      for (let round = n; Date.now() < end; round += 1) {
        const status = await server.get(FLOODED[round % FLOODED.length] ?? '/live').catch(() => 0);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // Refused at once: a client that means well waits.
        if (status === 429 || status === 503) await sleep(200);
      }
    });
    while (Date.now() < end) { await sleep(1000); level = Math.max(level, sum(await server.metrics(), 'dunwell_load_level')); }
    await Promise.all(flood);
    const after = await server.metrics();
    const saw = await network.saw();
    return figures({ offered, before, after, placed: saw.invites.filter((at) => at >= from && at < end).length / SECONDS, level, statuses });
  } finally {
    for (const one of undo.reverse()) await one().catch((error: unknown) => { console.error(String(error)); });
  }
}

function figures({ offered, before, after, placed, level, statuses }: { readonly offered: number; readonly before: Scrape; readonly after: Scrape; readonly placed: number; readonly level: number; readonly statuses: ReadonlyMap<number, number> }): Step {
  const outcome = (name: string): number => sum(after, 'dunwell_attempts_total', { outcome: name }) - sum(before, 'dunwell_attempts_total', { outcome: name });
  const [kept, lost] = [outcome('human'), outcome('abandoned')];
  const p99 = (name: string): number => between(before, after, name).quantile(0.99) * 1000;
  return {
    offered, placed, answered: kept + lost, kept, bridge: p99('dunwell_bridge_latency_seconds'), command: p99('dunwell_bridge_command_seconds'), loop: sum(after, 'dunwell_event_loop_delay_seconds', { quantile: '0.99' }) * 1000,
    level, asked: [...statuses.values()].reduce((all, one) => all + one, 0), shed: statuses.get(503) ?? 0, limited: statuses.get(429) ?? 0,
  };
}

function draw(steps: readonly Step[]): void {
  const points = (of: (one: Step) => number): readonly (readonly [number, number])[] => steps.map((one) => [one.offered, of(one)]);
  writeFileSync('docs/overload-calls.svg', svg({ title: 'Offered load against calls placed and kept', xLabel: 'calls a second the trunks would take', panels: [
    { label: 'calls/s', curves: [{ label: 'offered', colour: '#999', points: points((one) => one.offered) }, { label: 'placed', colour: '#2f5fa8', points: points((one) => one.placed), dots: true }] },
    { label: 'answered calls kept, %', top: 100, curves: [{ label: '', colour: '#1b6e53', points: points((one) => (one.answered === 0 ? 100 : (one.kept / one.answered) * 100)), dots: true }] },
    { label: 'worst load level', top: 2, curves: [{ label: '0 normal, 1 slow, 2 stop', colour: '#b3402e', points: points((one) => one.level), dots: true }] },
  ] }));
  writeFileSync('docs/overload-bridge.svg', svg({ title: 'Offered load against the latency of a bridge', xLabel: 'calls a second the trunks would take', panels: [
    { label: 'p99, ms', curves: [{ label: 'CHANNEL_BRIDGE', colour: '#1b6e53', points: points((one) => one.bridge), dots: true }, { label: 'bridge command', colour: '#2f5fa8', points: points((one) => one.command), dots: true }, { label: 'event-loop delay', colour: '#b3402e', points: points((one) => one.loop), dots: true }] },
  ] }));
}
