import { MemoryStore } from '../../src/adapters/memory/index.js';
import { movesContract } from './moves.js';
import { testIds, testZones } from './records.js';
import { testPolicies } from '../support/policies.js';

movesContract('memory', async () => {
  const store = new MemoryStore({ ids: testIds(), zones: testZones, policies: testPolicies });
  return { store, done: () => store.close() };
});
