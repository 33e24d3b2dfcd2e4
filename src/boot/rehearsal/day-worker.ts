/** A thread that plays days: a job in, its result out, until it is ended. */
import { parentPort } from 'node:worker_threads';
import { playDay, type DayJob } from './day.js';

parentPort?.on('message', (job: DayJob) => { parentPort?.postMessage(playDay(job)); });
