/** The key of the vault, and that it is the one the database was sealed with: another would open nothing, and seal what the first can't. */
import { existsSync } from 'node:fs';
import { keyFromFile, parseKey, VaultError, type AesVault } from '../adapters/vault/index.js';
import type { Store } from '../app/ports/store.js';
import type { Instant } from '../core/units.js';
import type { Config } from '../config.js';

const CHECK = 'vault.check';
const WORDS = 'dunwell';

/** A new key is made only for a new database. Throws `VaultError` in words. Call before the database is opened. */
export function openKey(config: Pick<Config, 'key' | 'keyFile' | 'db'>): { readonly key: Buffer; readonly created: boolean; readonly exposed: boolean } {
  if (config.key !== null) return { key: parseKey(config.key), created: false, exposed: false };
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
