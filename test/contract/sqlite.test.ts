import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore } from '../../src/adapters/sqlite/index.js';
import { testIds, testZones } from './records.js';
import { storeContract } from './store.js';

storeContract('sqlite in process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dunwell-store-'));
  const store = SqliteStore.inProcess({ file: join(folder, 'dunwell.db'), ids: testIds(), zones: testZones });
  return { store, done: async () => { await store.close(); rmSync(folder, { recursive: true }); } };
});
