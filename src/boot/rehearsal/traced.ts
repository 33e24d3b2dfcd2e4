/** A day with what was seen on the floor along the way, for plots. */
import { policyOf, readPolicy, runDay, World, type DayResult } from '../../core/rehearsal/index.js';
import type { DayJob } from './day.js';

/** The floor at the end of one stretch of the day; `placed` is the sum over it, `live` and `abandoned` count from the morning. */
export interface Stretch {
  /** Seconds. */
  readonly at: number;
  readonly ready: number; readonly busy: number; readonly inFlight: number;
  readonly placed: number;
  readonly live: number; readonly abandoned: number;
}

/** `every`: length of a stretch in seconds; ready, busy and lines in flight are means over it. */
export function playTraced(job: DayJob, every: number): { readonly result: DayResult; readonly stretches: readonly Stretch[] } {
  const policy = readPolicy(job.policy);
  if (!policy.ok) throw new Error(policy.error.text);
  const stretches: Stretch[] = [];
  let sum = { ticks: 0, ready: 0, busy: 0, inFlight: 0, placed: 0 };
  const result = runDay(new World(job.scenario, job.seed, job.incidents), policyOf(policy.value, job.scenario), {
    trace: (view, placed) => {
      sum = { ticks: sum.ticks + 1, ready: sum.ready + view.ready, busy: sum.busy + view.talking + view.wrapping, inFlight: sum.inFlight + view.ringing.length + view.screening.length + view.waiting.length, placed: sum.placed + placed };
      if (view.at < (stretches.length + 1) * every) return;
      stretches.push({ at: view.at, ready: sum.ready / sum.ticks, busy: sum.busy / sum.ticks, inFlight: sum.inFlight / sum.ticks, placed: sum.placed, live: view.live, abandoned: view.abandoned });
      sum = { ticks: 0, ready: 0, busy: 0, inFlight: 0, placed: 0 };
    },
  });
  return { result, stretches };
}
