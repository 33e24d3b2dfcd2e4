/** A thread that plays one campaign's rehearsal and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { rehearse, type RehearsalPlan, type RehearsalVariant } from '../../core/rehearsal/campaign.js';

export interface RehearsalJob { readonly plan: RehearsalPlan; readonly variants: readonly RehearsalVariant[] }

if (parentPort !== null) {
  const { plan, variants } = workerData as RehearsalJob;
  parentPort.postMessage(variants.map((variant) => rehearse(plan, variant)));
}
