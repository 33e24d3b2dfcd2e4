/** One day of a rehearsal as a job that a thread can be given. */
import { policyOf, readPolicy, runDay, World, type DayResult, type Incident, type Scenario } from '../../core/rehearsal/index.js';

export interface DayJob {
  readonly scenario: Scenario;
  /** In place of the scenario's own. */
  readonly policy: string;
  readonly seed: number;
  readonly incidents?: readonly Incident[];
}

/** Microseconds of a clock that never goes back. */
const micros = (): number => performance.now() * 1000;

/** Throws on a policy that doesn't read: whoever made the job has read it before. */
export function playDay(job: DayJob): DayResult {
  const policy = readPolicy(job.policy);
  if (!policy.ok) throw new Error(policy.error.text);
  return runDay(new World(job.scenario, job.seed, job.incidents), policyOf(policy.value, job.scenario), { clock: micros });
}
