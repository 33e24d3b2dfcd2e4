/** The entry file of the store's worker threads: the one place where the writer meets its ids and zone table. */
import { parentPort, workerData } from 'node:worker_threads';
import { serve, type WorkerData } from '../adapters/sqlite/index.js';
import { uuidIds } from '../adapters/system/index.js';
import { loadZones } from '../adapters/zones/index.js';

if (!parentPort) throw new Error('this file runs in a worker thread only');
const data = workerData as WorkerData;
serve(parentPort, data, () => ({ ids: uuidIds(), zones: loadZones(typeof data.extra === 'string' ? data.extra : undefined) }));
