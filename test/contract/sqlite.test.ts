import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/boot/store.js';
import { storeWorkerEntry } from '../support/worker-entry.js';
import { testIds, testZones } from './records.js';
import { storeContract } from './store.js';
import { testPolicies } from '../support/policies.js';
import { freshStore } from '../support/database.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'dunwell-store-'));

storeContract('sqlite in process', async () => {
  const home = folder();
  const store = freshStore({ file: join(home, 'dunwell.db'), ids: testIds(), zones: testZones, policies: testPolicies });
  return { store, done: async () => { await store.close(); rmSync(home, { recursive: true }); } };
});

const entry = storeWorkerEntry();
storeContract('sqlite in workers', async () => {
  const home = folder();
  const store = await openStore({ file: join(home, 'dunwell.db'), entry: await entry });
  return { store, done: async () => { await store.close(); rmSync(home, { recursive: true }); } };
});
