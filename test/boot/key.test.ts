/** The vault's key and the database belong together: a start with another, or with none where there was one, is refused in words. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import { uuidIds } from '../../src/adapters/system/index.js';
import { AesVault } from '../../src/adapters/vault/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { checkKey, openKey } from '../../src/boot/key.js';
import { testPolicies } from '../support/policies.js';

describe('the key of the vault', () => {
  let where: string;
  const config = () => ({ key: null, keyFile: join(where, 'key'), db: join(where, 'dunwell.db') });
  beforeEach(() => { where = mkdtempSync(join(tmpdir(), 'dunwell key ')); });
  afterEach(() => { rmSync(where, { recursive: true }); });

  it('is made for a new database, and is the same at the next start', () => {
    const made = openKey(config());
    expect(made.key).toHaveLength(32);
    expect(openKey(config()).key).toEqual(made.key);
  });
  it('that went missing beside a database is not made anew', () => {
    writeFileSync(config().db, 'x');
    expect(() => openKey(config())).toThrow(/is not there, but the database .* restore the key/);
    expect(() => openKey(config())).toThrow();
  });
  it('of another database is refused', async () => {
    const store = new MemoryStore({ ids: uuidIds(), zones: loadZones(), policies: testPolicies });
    await checkKey(store, new AesVault(Buffer.alloc(32, 1)), 1);
    await checkKey(store, new AesVault(Buffer.alloc(32, 1)), 2);
    await expect(checkKey(store, new AesVault(Buffer.alloc(32, 2)), 3)).rejects.toThrow(/not the one the database was sealed with/);
    expect(await store.count('setting', {})).toBe(1);
  });
});
