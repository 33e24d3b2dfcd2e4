/** Files go in by the real importer and the real reader of CSV; only the disk is missing, so that no real time passes. */
import { createHash } from 'node:crypto';
import { readCsv } from '../../src/adapters/files/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { importFile, type ImportDeps, type ImportRequest, type ImportSummary } from '../../src/app/import/index.js';
import { FILE_LIMITS, type TableFiles } from '../../src/app/ports/files.js';
import type { Log } from '../../src/app/ports/system.js';
import { ok } from '../../src/core/result.js';
import type { Bench } from '../conductor/bench.js';

const silent: Log = { debug() { /* silent */ }, info() { /* silent */ }, warn() { /* silent */ }, error() { /* silent */ }, child: () => silent };
const phones = makePhoneBook();
const zones = loadZones();

/** One table in memory: what `open` is asked for doesn't matter. */
function tableOf(text: string): TableFiles {
  const bytes = Buffer.from(text, 'utf8');
  const pieces = async function* (): AsyncGenerator<Buffer> { for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536); };
  return {
    breathe: () => Promise.resolve(),
    open: async () => ok({
      format: 'csv', encoding: 'utf-8', bytes: bytes.length, hash: createHash('sha256').update(bytes).digest('hex'), rows: () => readCsv(pieces(), { encoding: 'utf-8', limits: FILE_LIMITS }), progress: () => 1, close: () => Promise.resolve(),
    }),
  };
}
export const csvOf = (head: readonly string[], rows: readonly (readonly string[])[]): string => [head, ...rows].map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\r\n').concat('\r\n');

export async function bring(bench: Bench, kind: ImportRequest['kind'], text: string, request: Pick<ImportRequest, 'creditorId' | 'entityId' | 'by'> & { readonly batch?: string }): Promise<ImportSummary> {
  const deps: ImportDeps = { store: bench.store, vault: bench.vault, phones, files: tableOf(text), clock: bench.clock, zones, log: silent, conductor: bench.conductor };
  const done = await importFile({ source: { path: '' }, fileName: `${kind}.csv`, kind, campaignId: null, list: null, defaultCountry: 'CN', ...request }, deps);
  if (!done.ok) throw new Error(`${kind}: ${done.error.code} ${done.error.text}`);
  if (done.value.state !== 'done') throw new Error(`${kind}: ${done.value.error?.code ?? '?'} ${done.value.error?.text ?? ''}`);
  return done.value;
}
