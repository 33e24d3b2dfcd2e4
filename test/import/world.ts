/** A small world to import into, on either store. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTableFiles } from '../../src/adapters/files/index.js';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { AesVault } from '../../src/adapters/vault/index.js';
import { importFile, importPlacements, type ImportDeps, type ImportRequest, type ImportSummary, type ImportWatch } from '../../src/app/import/index.js';
import type { Store } from '../../src/app/ports/store.js';
import { KINDS } from '../../src/app/store/schema.js';
import type { Clock, Log } from '../../src/app/ports/system.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { AT, testIds, testZones, world } from '../contract/records.js';
import { testPolicies } from '../support/policies.js';
import { freshStore } from '../support/database.js';

export class TestClock implements Clock {
  at = AT;
  readonly shifted = null;
  now() { return this.at; }
  monotonic() { return performance.now(); }
  after(): never { throw new Error('not here'); }
  every(): never { throw new Error('not here'); }
}
export const silent: Log = { debug() { /* silent */ }, info() { /* silent */ }, warn() { /* silent */ }, error() { /* silent */ }, child: () => silent };

export interface World { readonly forbidden: string[]; readonly store: Store; readonly deps: ImportDeps; readonly clock: TestClock; readonly vault: AesVault; readonly folder: string }
export async function makeWorld(kind: 'memory' | 'sqlite'): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-import-'));
  const store = kind === 'memory' ? new MemoryStore({ ids: testIds(), zones: testZones, policies: testPolicies }) : freshStore({ file: join(folder, 'dunwell.db'), ids: testIds(), zones: testZones, policies: testPolicies });
  await store.run('createMany', { rows: [
    ...world(0), ...['bank', 'lender'].map((id): CreateOf => ({ kind: 'entity', at: AT, row: { id, kind: 'creditor', name: id, parentId: null, creditorGroup: null } })),
    { kind: 'entity', at: AT, row: { id: 'agency', kind: 'agency', name: 'Agency', parentId: null, creditorGroup: null } },
    { kind: 'user', at: AT, row: { id: 'boss', login: 'boss', displayName: 'Boss', passwordHash: 'x', role: 'supervisor', entityId: 'operator', teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } },
  ] });
  const clock = new TestClock();
  const vault = new AesVault(Buffer.alloc(32, 7));
  const forbidden: string[] = [];
  const conductor = { leadsAdded: () => undefined, forbid: (what: { readonly caseId?: string }, because: string) => { forbidden.push(`${what.caseId ?? '?'} ${because}`); } };
  return { store, clock, vault, folder, forbidden, deps: { conductor, store, vault, phones: makePhoneBook(), files: makeTableFiles({ temporary: folder }), clock, zones: testZones, log: silent } };
}

let made = 0;
export async function put(world: World, data: string | Buffer): Promise<string> {
  const path = join(world.folder, `file-${made++}.csv`);
  await writeFile(path, data);
  return path;
}
export async function bring(world: World, data: string | Buffer, more: Partial<ImportRequest> = {}, watch: ImportWatch = {}): Promise<ImportSummary> {
  const result = await importPlacements({ source: { path: await put(world, data) }, fileName: 'leads.csv', campaignId: 'campaign', list: { id: 'list' }, creditorId: 'bank', entityId: 'operator', defaultCountry: 'CN', by: null, ...more }, world.deps, watch);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.text}`);
  return result.value;
}
/** A file of any kind, in the name of the supervisor `boss`, for the operator and the bank. */
export async function take(world: World, kind: ImportRequest['kind'], data: string | Buffer, more: Partial<ImportRequest> = {}, watch: ImportWatch = {}): Promise<ImportSummary> {
  const result = await importFile({ source: { path: await put(world, data) }, fileName: `${kind}.csv`, kind, campaignId: null, list: null, creditorId: 'bank', entityId: 'operator', defaultCountry: 'CN', by: 'boss', ...more }, world.deps, watch);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.text}`);
  return result.value;
}
/** Every row of every table but those an import keeps about itself. */
export async function everything(store: Store): Promise<string> {
  const rows = await Promise.all(KINDS.filter((kind) => kind !== 'importRun' && kind !== 'importProblem').map(async (kind) => [kind, await store.find(kind, { limit: 100_000 })]));
  return JSON.stringify(rows);
}
/** Every row of the kinds an import writes, for comparing before and after. */
export async function snapshot(store: Store): Promise<unknown> {
  const kinds = ['party', 'accountParty', 'contactPoint', 'account', 'balanceEvent', 'placement', 'case', 'caseAccount', 'lead', 'list'] as const;
  return Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await store.find(kind, { limit: 100_000 })] as const)));
}
