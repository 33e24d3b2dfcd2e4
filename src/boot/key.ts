/** The key of the vault, and that it is the one the database was sealed with: another would open nothing, and seal what the first can't. */
import { existsSync, linkSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { AesVault, FIELDS, keyFromFile, NodeEvidence, parseKey, readRing, VaultError } from '../adapters/vault/index.js';
import type { Store } from '../app/ports/store.js';
import type { Instant } from '../core/units.js';
import type { Config } from '../config.js';
import { sync } from './swap.js';

const CHECK = 'vault.check';
/** The setting that holds what was carried over changes of the key, sealed. */
export const RING = 'vault.ring';
const WORDS = 'dunwell';
export type KeyConfig = Pick<Config, 'key' | 'keyFile' | 'db'>;

/** A new key is made only for a new database. Throws `VaultError` in words. Call before the database is opened, and hold its lock. */
export function openKey(config: KeyConfig): { readonly key: Buffer; readonly created: boolean; readonly exposed: boolean } {
  if (config.key !== null) return { key: parseKey(config.key), created: false, exposed: false };
  endRotation(config);
  if (!existsSync(config.keyFile) && existsSync(config.db)) throw new VaultError(`the key file ${config.keyFile} is not there, but the database ${config.db} is: restore the key from a backup, or name it in DUNWELL_KEY_FILE (a new key can't open what the old one sealed)`);
  return keyFromFile(config.keyFile);
}

/** Throws `VaultError` when the database was sealed with another key. */
export async function checkKey(store: Store, vault: AesVault, at: Instant): Promise<void> {
  const [kept] = await store.find('setting', { where: { key: CHECK }, limit: 1 });
  if (kept === undefined) { await store.run('create', { kind: 'setting', at, row: { key: CHECK, value: vault.seal('name', WORDS) } }); return; }
  let read: string | null = null;
  try { read = vault.open('name', String(kept.value)); } catch { /* said below */ }
  if (read !== WORDS) throw new VaultError('this key is not the one the database was sealed with: use the key it was made with (DUNWELL_KEY or DUNWELL_KEY_FILE)');
}
/** Vault and evidence of this database, with what was carried over changes of its key. Throws `VaultError` for another key. */
export async function unlock(store: Store, key: Buffer, at: Instant): Promise<{ readonly vault: AesVault; readonly evidence: NodeEvidence }> {
  const bare = new AesVault(key);
  await checkKey(store, bare, at);
  const [kept] = await store.find('setting', { where: { key: RING }, limit: 1 });
  if (kept === undefined) return { vault: bare, evidence: new NodeEvidence(key) };
  const ring = readRing(bare.open('secret', String(kept.value)), FIELDS);
  if (ring === undefined) throw new VaultError(`the setting ${RING}, which the last change of the key left, can't be read`);
  return { vault: new AesVault(key, ring), evidence: new NodeEvidence(key, ring) };
}

export const keyIdOf = (key: Buffer): string => new AesVault(key).keyId;
/** Id of the key a database (or a backup) is sealed with; null: nothing is sealed in it, or it can't be read. */
export function sealedBy(file: string): string | null {
  if (!existsSync(file)) return null;
  try {
    const db = new Database(file, { readonly: true, timeout: 2000 });
    try {
      const row = db.prepare<[string], { value: string }>('select value from settings where key = ?').get(CHECK);
      return /^"?v1\.([\w-]{8})\./.exec(row?.value ?? '')?.[1] ?? null;
    } finally { db.close(); }
  } catch { return null; }
}

/** The key that is to come, while a rotation is under way. */
export const nextFile = (keyFile: string): string => `${keyFile}.next`;
/** Where the key that was is kept: backups made before open with it. */
export const formerFile = (keyFile: string, keyId: string): string => `${keyFile}.${keyId}`;
/**
 * The last step of a rotation, also of one that was killed: once the database is sealed with the next key, the key files move up.
 * Does nothing before. Each step leaves the old key under one of its two names.
 */
export function endRotation(config: KeyConfig, step: (what: string) => void = () => undefined): void {
  const next = nextFile(config.keyFile);
  if (config.key !== null || !existsSync(next) || sealedBy(config.db) !== keyIdOf(keyFromFile(next).key)) return;
  if (existsSync(config.keyFile)) {
    const former = formerFile(config.keyFile, keyIdOf(keyFromFile(config.keyFile).key));
    if (!existsSync(former)) linkSync(config.keyFile, former);
  }
  step('old key kept');
  renameSync(next, config.keyFile);
  sync(dirname(resolve(config.keyFile)));
}
