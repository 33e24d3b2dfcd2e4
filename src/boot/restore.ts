/**
 * Puts a backup in the database's place. Everything is proven on a copy first: that it is whole, of a version we know, sealed
 * with our key, and that its chain of evidence holds. The database that was there is kept beside it. What happened after the
 * backup is not known to the restored one (whom it called, what was paid), so campaigns are paused: a person starts them.
 */
import { chmodSync, constants, copyFileSync, existsSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { rootFile } from '../adapters/evidence/index.js';
import { makePolicies, restoreRules, shippedTexts } from '../adapters/packs/index.js';
import { inspect, SqliteStore, stampOf } from '../adapters/sqlite/index.js';
import { migrations } from '../adapters/sqlite/migrations/index.js';
import { uuidIds } from '../adapters/system/index.js';
import { keyFromFile, NodeEvidence, parseKey } from '../adapters/vault/index.js';
import { loadZones, parseZones } from '../adapters/zones/index.js';
import { checkChain } from '../app/evidence/check.js';
import { rootDigest } from '../core/evidence/index.js';
import type { Config } from '../config.js';
import { formerFile, keyIdOf, openKey, sealedBy, unlock } from './key.js';
import { lockDatabase } from './lock.js';
import { rekeyDatabase } from './rotate.js';
import { drop, FileInUse, putInPlace } from './swap.js';

export interface RestoreOptions {
  /** A database that is there is put aside. */
  readonly force: boolean;
  /** Restores although the chain of evidence does not hold; that it did not is written on it. */
  readonly brokenChain: boolean;
  readonly at: number;
}
export interface Restored {
  readonly from: string; readonly database: string;
  /** Where the one that was there is kept; null: there was none. */
  readonly aside: string | null;
  readonly events: number; readonly roots: number; readonly troubles: number;
  /** Signed roots this installation made after the backup: what they prove is not in it. */
  readonly laterRoots: number;
  readonly migrated: number;
  /** It was sealed with a former key, and is sealed with today's now. */
  readonly rekeyed: boolean;
  readonly paused: readonly string[];
}
/** Codes: `restore.exists`, `restore.key`, `restore.newer`, `restore.chain`. */
export class RestoreRefused extends Error {
  constructor(readonly code: string, text: string, readonly details: readonly string[] = []) { super(text); }
}

type RestoreConfig = Pick<Config, 'db' | 'key' | 'oldKey' | 'keyFile' | 'zones'>;
/** Throws `DatabaseInUse` while a server runs on it, `RestoreRefused`, `StoreFault` or `VaultError`; then everything is as it was. */
export async function restoreDatabase(config: RestoreConfig, from: string, options: RestoreOptions): Promise<Restored> {
  const lock = lockDatabase(config.db);
  const database = existsSync(config.db) ? realpathSync(config.db) : config.db;
  const draft = `${database}.restoring`;
  try {
    if (existsSync(database) && !options.force) throw new RestoreRefused('restore.exists', `${database} is there already: with --force it is put aside, never deleted`);
    if (config.key === null && !existsSync(config.keyFile)) throw new RestoreRefused('restore.key', `the key file ${config.keyFile} is not there: put it back first (a backup does not hold it), or give DUNWELL_KEY`);
    const { schema } = inspect(from);
    const strange = schema.filter((name, at) => migrations[at]?.name !== name);
    if (strange.length > 0) throw new RestoreRefused('restore.newer', `the backup was made by a newer or other version of Dunwell (${strange.join(', ')}): restore it with that version`);
    drop(draft);
    copyFileSync(from, draft, constants.COPYFILE_EXCL);
    chmodSync(draft, 0o600);
    const rekeyed = await rekey(config, draft, options.at);
    const proven = await prove(config, draft, `${database}.roots`, basename(from), options);
    const aside = inPlace(database, draft, options.at);
    if (existsSync(`${database}.roots`)) keepRoots(`${database}.roots`, proven.newestRoot, options.at);
    return { from, database, aside, events: proven.events, roots: proven.roots, troubles: proven.troubles, laterRoots: proven.laterRoots, migrated: migrations.length - schema.length, rekeyed, paused: proven.paused };
  } finally {
    drop(draft);
    lock.release();
  }
}

/** A backup from before a change of the key: it gets today's. false: it has it. */
async function rekey(config: RestoreConfig, draft: string, at: number): Promise<boolean> {
  const { key } = openKey(config);
  const by = sealedBy(draft);
  if (by === null || by === keyIdOf(key)) return false;
  const kept = formerFile(config.keyFile, by);
  const former = config.oldKey !== null ? parseKey(config.oldKey) : existsSync(kept) ? keyFromFile(kept).key : null;
  if (former === null || keyIdOf(former) !== by) throw new RestoreRefused('restore.key', `the backup was sealed with the key ${by}, not with today's: put that key into DUNWELL_OLD_KEY, or its file back as ${kept}`);
  await rekeyDatabase(draft, { from: former, to: key, zones: config.zones, at, step: () => undefined });
  return true;
}
function inPlace(database: string, draft: string, at: number): string | null {
  try { return putInPlace(database, draft, at); } catch (error) { throw error instanceof FileInUse ? new RestoreRefused('restore.exists', error.message) : error; }
}

interface Proven { readonly events: number; readonly roots: number; readonly troubles: number; readonly laterRoots: number; readonly newestRoot: number; readonly paused: readonly string[] }

async function prove(config: RestoreConfig, draft: string, rootsPath: string, name: string, { brokenChain, at }: RestoreOptions): Promise<Proven> {
  const { key } = openKey(config);
  const zones = loadZones(config.zones ?? undefined);
  // Nothing is acknowledged to anybody: the file is synced as a whole before it gets its name.
  const store = SqliteStore.inProcess({ file: draft, ids: uuidIds(), zones, policies: makePolicies(zones, shippedTexts()), evidence: new NodeEvidence(key), synchronous: 'off' });
  try {
    const { evidence } = await unlock(store, key, at);
    const [newest] = await store.find('evidenceRoot', { order: [{ by: 'n', down: true }], limit: 1 });
    const newestRoot = newest?.n ?? 0;
    const kept = await rootFile(rootsPath).read();
    // Roots made after the backup are no fault of it: they are counted, and named on the chain.
    const later = kept.filter((one) => one.n > newestRoot);
    const copies = { append: () => Promise.resolve(), read: () => Promise.resolve(kept.filter((one) => one.n <= newestRoot)) };
    const checked = await checkChain({ store, evidence, copies, restore: (digest, textOf) => restoreRules(digest, textOf, parseZones), digest: (text) => createHash('sha256').update(text).digest('hex') });
    if (checked.problems.length > 0 && !brokenChain) throw new RestoreRefused('restore.chain', `the backup’s chain of evidence is not whole: ${checked.problems.length} place(s)`, checked.problems.slice(0, 20).map((one) => `${one.seq ?? '-'} ${one.kind}: ${one.text}`));
    const paused: string[] = [];
    for (const campaign of await store.find('campaign', { where: { state: { in: ['running', 'draining'] } } })) {
      const moved = await store.run('moveCampaign', { campaignId: campaign.id, event: 'pause', by: 'restore', at });
      if (moved.ok) paused.push(campaign.name);
    }
    const lastLater = later.at(-1);
    await store.run('testify', {
      note: { type: 'database.restored', actor: 'restore', caseId: null, data: { backup: name, lastEvent: checked.head?.seq ?? 0, lastRoot: newestRoot, laterRoots: later.length, newestRoot: lastLater === undefined ? null : rootDigest(lastLater, (text) => evidence.hash(text)), troubles: checked.problems.length } },
      subjects: [], at,
    });
    return { events: checked.events, roots: checked.roots, troubles: checked.problems.length, laterRoots: later.length, newestRoot, paused };
  } finally { await store.close(); }
}

/** The copies of roots begin where the restored chain is; all there were stay beside, as they prove what came later. */
function keepRoots(path: string, newest: number, at: number): void {
  const all = readFileSync(path, 'utf8');
  const lines = all.split('\n').filter((line) => { try { const root: unknown = JSON.parse(line); return typeof root === 'object' && root !== null && 'n' in root && typeof root.n === 'number' && root.n <= newest; } catch { return false; } });
  writeFileSync(`${path}.before-restore-${stampOf(at)}`, all, { mode: 0o640 });
  writeFileSync(`${path}.new`, lines.map((line) => `${line}\n`).join(''), { mode: 0o640 });
  renameSync(`${path}.new`, path);
}
