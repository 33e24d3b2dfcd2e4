/** The entry file of the store's worker threads: the one place where the writer meets what its moves need. */
import { parentPort, workerData } from 'node:worker_threads';
import { makePolicies } from '../adapters/packs/policies.js';
import { serve, type WorkerData } from '../adapters/sqlite/index.js';
import { uuidIds } from '../adapters/system/index.js';
import { NodeEvidence } from '../adapters/vault/index.js';
import { loadZones } from '../adapters/zones/index.js';
import type { StoreExtra } from './store.js';

if (!parentPort) throw new Error('this file runs in a worker thread only');
const data = workerData as WorkerData;
serve(parentPort, data, () => {
  const extra = data.extra as StoreExtra;
  const zones = loadZones(extra.zones);
  return { ids: uuidIds(), zones, policies: makePolicies(zones, extra.packs), ...(extra.key === undefined ? {} : { evidence: new NodeEvidence(extra.key) }) };
});
