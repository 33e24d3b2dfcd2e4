/** Rehearsals for the server: one at a time, each in a thread of its own, so that neither calls nor desks wait for it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Rehearser } from '../../app/ports/rehearsal.js';
import { rehearse, type RehearsedDay } from '../../core/rehearsal/campaign.js';
import type { RehearsalJob } from './campaign-worker.js';

export function threadRehearser(entry: URL = new URL('./campaign-worker.js', import.meta.url)): Rehearser {
  let last: Promise<unknown> = Promise.resolve();
  return {
    rehearse: (plan, variants) => {
      const job: RehearsalJob = { plan, variants };
      const mine = last.then(() => (existsSync(fileURLToPath(entry)) ? inThread(entry, job) : variants.map((variant) => rehearse(plan, variant))));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

function inThread(entry: URL, job: RehearsalJob): Promise<readonly RehearsedDay[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: job });
    worker.once('message', (days: readonly RehearsedDay[]) => { resolve(days); void worker.terminate(); });
    worker.once('error', reject);
    worker.once('exit', (code) => { if (code !== 0) reject(new Error(`the rehearsing thread ended with ${code}`)); });
    // A server that stops does not wait for it.
    worker.unref();
  });
}
