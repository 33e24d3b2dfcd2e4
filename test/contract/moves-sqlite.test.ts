import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { movesContract } from './moves.js';
import { testIds, testZones } from './records.js';
import { freshStore } from '../support/database.js';
import { testPolicies } from '../support/policies.js';

movesContract('sqlite', async () => {
  const home = mkdtempSync(join(tmpdir(), 'dunwell-moves-'));
  const store = freshStore({ file: join(home, 'dunwell.db'), ids: testIds(), zones: testZones, policies: testPolicies });
  return { store, done: async () => { await store.close(); rmSync(home, { recursive: true }); } };
});
