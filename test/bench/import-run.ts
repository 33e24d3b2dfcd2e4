/**
 * 100 000 placement rows into SQLite as production opens it (worker threads, synchronous=FULL): CSV, the same file again, XLSX,
 * and CSV with more in each row. Peak memory is the whole process, threads included; loop delay is that of the thread that decides.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { makeTableFiles } from '../../src/adapters/files/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { systemClock } from '../../src/adapters/system/index.js';
import { AesVault } from '../../src/adapters/vault/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { importPlacements, type ImportDeps, type ImportSettings, type ImportSummary } from '../../src/app/import/index.js';
import type { Log } from '../../src/app/ports/system.js';
import { openStore } from '../../src/boot/store.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import type { BenchReport } from './report.js';

const ROWS = 100_000;
const quiet: Log = { debug() { /* quiet */ }, info() { /* quiet */ }, warn() { /* quiet */ }, error(fields, text) { console.error(text, fields); }, child: () => quiet };

export interface ImportBench { readonly rows: number; readonly seconds: number; readonly rssBeforeMb: number; readonly peakRssMb: number; readonly loopDelayP99Ms: number; readonly loopDelayMaxMs: number; readonly longestCommitMs: number; readonly summary: ImportSummary }

/** `wide`: CSV with a second phone and twelve schedule rows. In a process of its own, so that the maker's garbage is not counted. */
type FileKind = 'csv' | 'xlsx' | 'wide';
const MAKER: Readonly<Record<FileKind, string>> = { csv: 'writeCsv', xlsx: 'writeXlsx', wide: 'writeWideCsv' };
async function makeFile(kind: FileKind, path: string, rows: number): Promise<void> {
  const code = `const m = await import(${JSON.stringify(new URL('./import-files.js', import.meta.url).href)}); await m.${MAKER[kind]}(${JSON.stringify(path)}, ${rows});`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
}

/** One import into a fresh database, and again if asked (`twice`: figures are those of the second). */
export async function benchImport(kind: FileKind = 'csv', options: { readonly rows?: number; readonly twice?: boolean; readonly settings?: Partial<ImportSettings> } = {}): Promise<ImportBench> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-bench-'));
  const rows = options.rows ?? ROWS;
  const path = join(folder, `placements.${kind === 'xlsx' ? 'xlsx' : 'csv'}`);
  await makeFile(kind, path, rows);
  let commit = 0;
  const store = await openStore({ file: join(folder, 'dunwell.db'), onCommit: (took) => { commit = Math.max(commit, took); } });
  try {
    const clock = systemClock({ onError: (error) => { throw error; } });
    const at = clock.now();
    await store.run('createMany', { rows: [
      { kind: 'entity', at, row: { id: 'agency', kind: 'agency', name: 'Agency', parentId: null, creditorGroup: null } },
      { kind: 'entity', at, row: { id: 'bank', kind: 'creditor', name: 'Bank', parentId: null, creditorGroup: null } },
      { kind: 'campaign', at, row: { id: 'campaign', name: 'Bench', entityId: 'agency', state: 'draft', settings: DEFAULT_SETTINGS, teamIds: [] } },
    ] });
    const deps: ImportDeps = { store, vault: new AesVault(Buffer.alloc(32, 1)), phones: makePhoneBook(), files: makeTableFiles({ temporary: folder }), clock, zones: loadZones(), log: quiet };
    const bring = async (): Promise<ImportSummary> => {
      const done = await importPlacements({ source: { path }, fileName: `placements.${kind}`, campaignId: 'campaign', list: { name: 'bench' }, creditorId: 'bank', entityId: 'agency', defaultCountry: 'CN', by: null }, deps, { ...(options.settings ? { settings: options.settings } : {}) });
      if (!done.ok) throw new Error(done.error.text);
      if (done.value.state !== 'done') throw new Error(done.value.error?.text);
      return done.value;
    };
    if (options.twice) await bring();
    commit = 0;
    const before = process.memoryUsage.rss();
    let peak = before;
    const sampler = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 20);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const began = performance.now();
    const summary = await bring();
    const seconds = (performance.now() - began) / 1000;
    delay.disable();
    clearInterval(sampler);
    return { rows: summary.rows, seconds, rssBeforeMb: before / 1024 ** 2, peakRssMb: peak / 1024 ** 2, loopDelayP99Ms: delay.percentile(99) / 1e6, loopDelayMaxMs: delay.max / 1e6, longestCommitMs: commit, summary };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The report of one import; each kind is a bench, and so a process, of its own: peak memory is nobody else's. */
export async function reportOf(what: string, ask: { readonly kind?: FileKind; readonly twice?: boolean; readonly seconds?: number; readonly mb?: number } = {}): Promise<BenchReport> {
  const { kind = 'csv', twice = false, seconds = 20, mb = 300 } = ask;
  const found = await benchImport(kind, { twice });
  return {
    name: `placement import: ${what}`,
    rows: [
      { what: `${found.rows} rows`, value: found.seconds, unit: 's', target: `< ${seconds} s`, ok: found.seconds < seconds && found.summary.bad === 0 },
      { what: 'peak memory of the process', value: found.peakRssMb, unit: 'MB', target: `< ${mb} MB`, ok: found.peakRssMb < mb },
      { what: 'event-loop delay p99', value: found.loopDelayP99Ms, unit: 'ms', target: '< 30 ms', ok: found.loopDelayP99Ms < 30 },
      { what: 'event-loop delay, longest', value: found.loopDelayMaxMs, unit: 'ms' },
      { what: 'longest transaction', value: found.longestCommitMs, unit: 'ms' },
    ],
    notes: ['14 columns, a contact person in every other row; SQLite in worker threads, synchronous=FULL'],
  };
}
