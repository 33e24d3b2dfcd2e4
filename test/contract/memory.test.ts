import { MemoryStore } from '../../src/adapters/memory/index.js';
import { testIds, testZones } from './records.js';
import { storeContract } from './store.js';

storeContract('memory', async () => {
  const store = new MemoryStore({ ids: testIds(), zones: testZones });
  return { store, done: () => store.close() };
});
