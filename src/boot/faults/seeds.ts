/** Many seeds over the machine's cores. What a seed finds doesn't depend on how many workers there are. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { runSeed, type SeedReport } from '../../sim/faults/seed.js';
import { faultParts } from './parts.js';

export interface SeedsOptions {
  /** Simulated minutes of each seed, at least; the last three heal. */
  readonly minutes: number;
  /** 1 runs them here, one after the other. */
  readonly workers: number;
  /** After each seed, in the order they are done. False: no more are begun. */
  readonly onSeed: (report: SeedReport, done: number) => boolean;
}
/** A thread's work, and its answer. */
export interface SeedJob { readonly seed: string; readonly minutes: number }

/** Rejects only when a worker can't be started or dies. */
export async function runSeeds(seeds: Iterable<string>, options: SeedsOptions): Promise<void> {
  const entry = new URL('./seed-worker.js', import.meta.url);
  const queue = seeds[Symbol.iterator]();
  let done = 0;
  let over = false;
  const finished = (report: SeedReport): void => {
    done += 1;
    if (!options.onSeed(report, done)) over = true;
  };
  const next = (): string | undefined => {
    const taken = queue.next();
    return over || taken.done === true ? undefined : taken.value;
  };
  // From sources there is no compiled thread to start.
  if (options.workers <= 1 || !existsSync(fileURLToPath(entry))) {
    const parts = faultParts();
    for (let seed = next(); seed !== undefined; seed = next()) finished(await runSeed(seed, options.minutes, parts));
    return;
  }
  const work = (): Promise<void> => new Promise((resolve, reject) => {
    // A world makes and drops objects all the time: with room for the young ones, few are looked at twice.
    const worker = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: 64 } });
    const give = (): void => {
      const seed = next();
      if (seed === undefined) { void worker.terminate().then(() => { resolve(); }); return; }
      worker.postMessage({ seed, minutes: options.minutes } satisfies SeedJob);
    };
    worker.on('message', (report: SeedReport) => { finished(report); give(); });
    worker.on('error', reject);
    give();
  });
  await Promise.all(Array.from({ length: options.workers }, work));
}
