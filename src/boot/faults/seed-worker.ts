/** A thread that runs seeds: a job in, its report out, until it is ended. */
import { parentPort } from 'node:worker_threads';
import { runSeed } from '../../sim/faults/seed.js';
import { faultParts } from './parts.js';
import type { SeedJob } from './seeds.js';

const parts = faultParts();
parentPort?.on('message', (job: SeedJob) => { void runSeed(job.seed, job.minutes, parts).then((report) => { parentPort?.postMessage(report); }); });
