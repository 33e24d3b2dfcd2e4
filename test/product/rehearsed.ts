/**
 * A rehearsal beside the run that followed: a list is imported from a file, dialed for some hours, the next day rehearsed from
 * what the store then knows, and that day played through the whole product. Argument: { rows, agents, hours, nextHours, seed },
 * the last line of output is the comparison as JSON.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTableFiles } from '../../src/adapters/files/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { importPlacements } from '../../src/app/import/index.js';
import type { Log } from '../../src/app/ports/system.js';
import { DISPOSITIONS } from '../../src/app/seed/dispositions.js';
import { rehearseCampaign } from '../../src/app/usecases/rehearsals.js';
import type { Attempt } from '../../src/core/records/index.js';
import { BASE, World, type Scenario } from '../../src/core/rehearsal/index.js';
import { Bench, MINUTE, TEN } from '../conductor/bench.js';
import { Desks, TALKED } from './desks.js';
import { Network } from './network.js';


interface Job { readonly rows: number; readonly agents: number; readonly hours: number; readonly nextHours: number; readonly seed: number }
const { rows, agents, hours, nextHours, seed } = JSON.parse(process.argv[2] ?? '') as Job;
const HOUR = 60 * MINUTE;
/** Nobody listens before the collector: machines reach them too. */
const scenario = (duration: number): Scenario => ({ ...BASE, agents, duration, amd: null });
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => silent };
const say = (text: string): void => { process.stderr.write(`  ${text}\n`); };

const network = new Network(new World(scenario(hours * 3600), seed));
const names = Array.from({ length: agents }, (_, n) => Desks.name(n));
const bench = await Bench.open({
  seed: String(seed), start: TEN, agents: names, leads: [], callees: network, screening: network,
  trunks: [{ gateway: 'carrier1', maxCalls: 5_000, callsPerSecond: 1_000 }],
  settings: { mode: 'predictive', window: { name: 'day', from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] }, wrapUp: { limit: 0, then: 'ready' }, record: false },
});
network.on(bench.node);
await bench.put({ kind: 'disposition', at: bench.now, row: { ...DISPOSITIONS.find((one) => one.code === 'refuses')!, code: TALKED, retry: { kind: 'stop' } } });

const folder = await mkdtemp(join(tmpdir(), 'dunwell-rehearsed-'));
const file = join(folder, 'list.csv');
await writeFile(file, ['姓名,手机号,合同号,金额,逾期日期,批次', ...Array.from({ length: rows }, (_, n) => `客户${n},138${String(10_000_000 + n * 7).slice(0, 8)},C${n},${100 + (n % 900)}.00,2026-10-${String(1 + (n % 28)).padStart(2, '0')},B1`)].join('\n'));
const imported = await importPlacements(
  { source: { path: file }, fileName: 'list.csv', campaignId: 'campaign', list: { id: 'list' }, creditorId: 'operator', entityId: 'operator', defaultCountry: 'CN', by: null },
  { store: bench.store, vault: bench.vault, phones: makePhoneBook(), files: makeTableFiles({ temporary: folder }), clock: bench.clock, zones: loadZones(), log: silent },
);
await rm(folder, { recursive: true });
if (!imported.ok) throw new Error(imported.error.text);
say(`${imported.value.created} of ${rows} rows imported`);

/** Collectors work for so long, then finish what they are at and go home. */
async function work(world: World, length: number): Promise<{ readonly occupancy: number; readonly since: number }> {
  network.meet(world, bench.now);
  await bench.campaign('start');
  const since = bench.now;
  const end = bench.now + length;
  const desks = new Desks(bench, world, network, end);
  while (bench.now < end) {
    await bench.run(Math.min(10 * MINUTE, end - bench.now));
    for (const seen of bench.desks.values()) seen.length = 0;
  }
  await bench.campaign('pause');
  const { spent } = desks;
  const busy = spent.talking + spent.wrapUp;
  const occupancy = busy / (busy + spent.ready + spent.reserved);
  await bench.until(() => names.every((name) => { const { state } = bench.agent(name); return state === 'ready' || state === 'paused' || state === 'offline'; }), 2 * HOUR);
  desks.close();
  for (const name of names) await bench.command(name, { type: 'logout' });
  return { occupancy, since };
}
const summed = (attempts: readonly Attempt[]): { readonly dials: number; readonly reached: number; readonly abandon: number; readonly answers: number } => {
  const live = attempts.filter((one) => network.lived(one.id));
  const met = live.filter((one) => one.bridgedAt !== null);
  return { dials: attempts.filter((one) => one.outcome !== 'not_placed').length, reached: new Set(met.map((one) => one.leadId)).size, abandon: 1 - met.length / Math.max(1, live.length), answers: live.length / Math.max(1, attempts.length) };
};

const first = await work(new World(scenario(hours * 3600), seed), hours * HOUR);
say(`first day: ${JSON.stringify(summed(await bench.attempts()))}`);
const boss = (await bench.store.get('user', 'boss'))!;
// To the next morning, shortly before ten.
await bench.run(TEN + 24 * HOUR - 5 * MINUTE - bench.now);
const to = `${10 + nextHours}:00`;
const rehearsal = await rehearseCampaign({ store: bench.store, conductor: bench.conductor, vault: bench.vault, clock: bench.clock, ids: { id: () => bench.id() }, log: silent, zones: loadZones(), phones: makePhoneBook() }, boss, 'campaign', { teams: [agents], from: '10:00', to, seeds: [1, 12] });
if (!rehearsal.ok) throw new Error(rehearsal.error.text);
const [said] = rehearsal.value.results;
say(`${said?.text ?? ''}; ${rehearsal.value.history.text}`);
await bench.run(TEN + 24 * HOUR - bench.now);
const next = await work(new World(scenario(nextHours * 3600), seed + 1), nextHours * HOUR);
const was = { ...summed((await bench.attempts()).filter((one) => one.openedAt >= next.since)), occupancy: next.occupancy };
const troubles = bench.lines.filter((line) => / error | warn /.test(line) || line.startsWith('Error')).length;
process.stdout.write(`${JSON.stringify({ seed, first: first.occupancy, said, leads: rehearsal.value.leads, was, troubles })}\n`);
process.exit(0);
