import { MemoryStore } from '../../src/adapters/memory/index.js';
import { testIds, testZones } from './records.js';
import { storeContract } from './store.js';
import { testPolicies } from '../support/policies.js';

storeContract('memory', async () => {
  const store = new MemoryStore({ ids: testIds(), zones: testZones, policies: testPolicies });
  return { store, done: () => store.close() };
});
