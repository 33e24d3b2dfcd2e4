/** Many days at once, over the machine's cores. Results don't depend on how many threads there are. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DayResult } from '../../core/rehearsal/index.js';
import { playDay, type DayJob } from './day.js';

export interface DaysOptions {
  /** 1 plays them here, one after the other. */
  readonly threads: number;
  /** After each day, in the order they are done. */
  readonly onDay?: (result: DayResult, done: number) => void;
}

/** Results in the order of the jobs. Rejects when a day can't be played. */
export async function playDays(jobs: readonly DayJob[], options: DaysOptions): Promise<readonly DayResult[]> {
  const entry = new URL('./day-worker.js', import.meta.url);
  const threads = Math.min(options.threads, jobs.length);
  // From sources there is no compiled thread to start.
  if (threads <= 1 || !existsSync(fileURLToPath(entry))) return playHere(jobs, options);
  const results: DayResult[] = [];
  let next = 0;
  let done = 0;
  const work = (): Promise<void> => new Promise((finish, fail) => {
    const worker = new Worker(entry);
    let mine = -1;
    const give = (): void => {
      const job = jobs[next];
      if (job === undefined) { void worker.terminate().then(() => { finish(); }); return; }
      mine = next;
      next += 1;
      worker.postMessage(job);
    };
    worker.on('message', (result: DayResult) => {
      results[mine] = result;
      done += 1;
      options.onDay?.(result, done);
      give();
    });
    worker.on('error', fail);
    give();
  });
  await Promise.all(Array.from({ length: threads }, work));
  return results;
}

async function playHere(jobs: readonly DayJob[], options: DaysOptions): Promise<readonly DayResult[]> {
  const results: DayResult[] = [];
  for (const job of jobs) {
    const result = playDay(job);
    results.push(result);
    options.onDay?.(result, results.length);
    // Progress and interrupts get their turn between two days.
    await new Promise<void>((resolve) => { setImmediate(resolve); });
  }
  return results;
}
