/**
 * A node left running: `npm run bench -- soak --minutes 60` (default 5). Server, simulated switch and desks are processes of
 * their own as in the node bench, at a rate that leaves the machine to others; all the while desks lose their sockets, lists
 * and reports are read. Looks for what only ever grows: memory, timers, sockets, legs. Its memory line goes to docs/soak-hour.svg.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededDice } from '../../src/adapters/system/index.js';
import { line } from './line.js';
import { Network, NodeServer, seat } from './node-parts.js';
import { makeWorld } from './node-world.js';
import { svg } from './plot.js';
import { sum, type Scrape } from './prometheus.js';
import type { BenchReport, BenchRow } from './report.js';

const MINUTES = Number(process.env['DUNWELL_BENCH_MINUTES'] ?? 5);
const AGENTS = Number(process.env['DUNWELL_BENCH_AGENTS'] ?? 40);
const TRUNKS = Number(process.env['DUNWELL_BENCH_CPS'] ?? 5);
/** Caches fill and the just-in-time compiler settles in this share of the time; growth is judged after it. */
const SETTLES = 0.25;
const PICTURE = process.env['DUNWELL_BENCH_PICTURE'] ?? 'docs/soak-hour.svg';
/** What may remain when nothing is going on any more. */
const KEPT_AT_REST = new Set(['agents', 'agentLegs', 'doomedLegs']);
/** Read once each round, as a bridge and a reporting officer would. */
const READ = ['/live', '/campaigns', '/attempts?limit=100', '/cases?limit=100', '/users?limit=100'] as const;

interface Look { readonly at: number; readonly mb: number; readonly heap: number; readonly outside: number; readonly resources: number; readonly calls: number }
const look = (from: number, server: NodeServer, scrape: Scrape): Look => ({
  at: (Date.now() - from) / 1000, mb: server.memoryMb(), heap: sum(scrape, 'dunwell_memory_bytes', { kind: 'heap' }) / 2 ** 20, outside: sum(scrape, 'dunwell_memory_bytes', { kind: 'external' }) / 2 ** 20,
  resources: sum(scrape, 'dunwell_active_resources'), calls: sum(scrape, 'dunwell_calls_in_air'),
});
const resourcesOf = (scrape: Scrape): ReadonlyMap<string, number> => new Map((scrape.get('dunwell_active_resources') ?? []).map((one) => [one.labels['type'] ?? '', one.value]));
const keptOf = (scrape: Scrape): ReadonlyMap<string, number> => new Map((scrape.get('dunwell_kept') ?? []).map((one) => [one.labels['what'] ?? '', one.value]));

export default async function bench(): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-soak-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const world = await makeWorld(folder, { agents: AGENTS, leads: Math.ceil((MINUTES * 60 + 60) * TRUNKS * 1.1), callsPerSecond: TRUNKS });
    const network = await Network.start(AGENTS);
    undo.push(() => network.stop());
    const server = await NodeServer.start(folder, world, network.port);
    undo.push(() => server.stop());
    const idle = await server.metrics();
    const seated = await seat(server, world);
    let desks = [...seated];
    undo.push(() => Promise.all(desks.map((desk) => desk.stop())));
    await server.post(`/campaigns/${world.campaignId}/start`);

    const dice = seededDice('soak');
    const from = Date.now();
    const looks: Look[] = [];
    const statuses = new Map<number, number>();
    const attempts = (scrape: Scrape): number => sum(scrape, 'dunwell_attempts_total');
    while (Date.now() - from < MINUTES * 60_000) {
      looks.push(look(from, server, await server.metrics()));
      desks[Math.floor(dice.next() * desks.length)]?.drop();
      for (const path of READ) { const status = await server.get(path); statuses.set(status, (statuses.get(status) ?? 0) + 1); }
      await sleep(Math.min(5_000, Math.max(1, from + MINUTES * 60_000 - Date.now())));
    }
    const busy = await server.metrics();
    await server.post(`/campaigns/${world.campaignId}/stop`);
    const drained = await settle(server, (scrape) => sum(scrape, 'dunwell_calls_in_air') === 0, 120_000);
    await Promise.all(desks.map((desk) => desk.stop()));
    desks = [];
    const rest = await settle(server, (scrape) => sum(scrape, 'dunwell_kept', { what: 'agentLegs' }) === 0, 60_000);
    draw(looks);
    return report({ looks, idle, rest, drained, attempts: attempts(busy), statuses });
  } finally {
    for (const step of undo.reverse()) await step().catch((error: unknown) => { console.error(String(error)); });
  }
}

/** Waits until it is quiet, or for `patience`; the last reading. */
async function settle(server: NodeServer, quiet: (scrape: Scrape) => boolean, patience: number): Promise<Scrape> {
  for (const end = Date.now() + patience; ; await sleep(2_000)) {
    const scrape = await server.metrics();
    if (quiet(scrape) || Date.now() > end) { await sleep(2_000); return server.metrics(); }
  }
}

function report({ looks, idle, rest, drained, attempts, statuses }: { readonly looks: readonly Look[]; readonly idle: Scrape; readonly rest: Scrape; readonly drained: Scrape; readonly attempts: number; readonly statuses: ReadonlyMap<number, number> }): BenchReport {
  const settled = looks.filter((one) => one.at >= MINUTES * 60 * SETTLES);
  const span = (settled.at(-1)?.at ?? 0) - (settled[0]?.at ?? 0);
  const memory = line(settled);
  const heap = line(settled.map(({ at, heap: mb }) => ({ at, mb })));
  const resources = line(settled.map(({ at, resources: mb }) => ({ at, mb })));
  const left = [...keptOf(rest)].filter(([what, size]) => !KEPT_AT_REST.has(what) && size > 0);
  const [before, after] = [resourcesOf(idle), resourcesOf(rest)];
  // Sockets of whoever reads the metrics come and go; everything else must be as it was before the first desk came.
  const more = [...after].map(([type, count]) => ({ type, more: count - (before.get(type) ?? 0) })).filter((one) => one.more > 0 && one.type !== 'TCPSocketWrap' && one.type !== 'GetAddrInfoReqWrap');
  const grown = memory.slope * span;
  const rows: BenchRow[] = [
    { what: 'minutes', value: MINUTES }, { what: 'attempts closed', value: attempts }, { what: 'collectors', value: AGENTS },
    { what: 'memory of the server, mean after settling', value: memory.mean, unit: 'MB' },
    { what: '… growth over that time (least squares)', value: grown, unit: 'MB', target: '< 10 %', ok: grown < memory.mean * 0.1 },
    { what: 'heap of the deciding thread, mean', value: heap.mean, unit: 'MB' },
    { what: '… growth', value: heap.slope * span, unit: 'MB', target: '< 20 %', ok: heap.slope * span < heap.mean * 0.2 },
    { what: 'timers, sockets and requests alive, mean', value: resources.mean },
    { what: '… growth', value: resources.slope * span, target: '< 20', ok: resources.slope * span < 20 },
    { what: 'calls in the air after the stop', value: sum(drained, 'dunwell_calls_in_air'), target: '0', ok: sum(drained, 'dunwell_calls_in_air') === 0 },
    { what: 'kept when all is quiet (legs, calls, waiting)', value: left.map(([what, size]) => `${what} ${size}`).join(', ') || 'nothing', ok: left.length === 0 },
    { what: 'lines of collectors after they left', value: keptOf(rest).get('agentLegs') ?? 0, target: '0', ok: (keptOf(rest).get('agentLegs') ?? 0) === 0 },
    { what: 'resources more than before the first desk', value: more.map((one) => `${one.type} +${one.more}`).join(', ') || 'none', ok: more.every((one) => one.more <= 2) },
  ];
  return { name: `soak: ${MINUTES} minutes, ${AGENTS} collectors, trunks of ${TRUNKS} calls/s`, rows, notes: [`lists read: ${[...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')}`, `picture: ${PICTURE}`, 'desks, switch and server are three processes on this machine; a desk loses its socket every 5 s'] };
}

function draw(looks: readonly Look[]): void {
  const points = (of: (one: Look) => number): readonly (readonly [number, number])[] => looks.map((one) => [one.at / 60, of(one)]);
  mkdirSync(dirname(PICTURE), { recursive: true });
  writeFileSync(PICTURE, svg({ title: `Memory of the server over ${MINUTES} minutes`, xLabel: 'minutes', panels: [
    { label: 'MB', curves: [{ label: 'resident, all threads', colour: '#1b6e53', points: points((one) => one.mb) }, { label: 'heap of the deciding thread', colour: '#2f5fa8', points: points((one) => one.heap) }] },
    { label: 'timers, sockets, requests alive', curves: [{ label: '', colour: '#b3402e', points: points((one) => one.resources) }] },
    { label: 'calls in the air', curves: [{ label: '', colour: '#555', points: points((one) => one.calls) }] },
  ] }));
}
