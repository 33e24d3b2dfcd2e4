import type { RehearsalPlan, RehearsalVariant, RehearsedDay } from '../../core/rehearsal/campaign.js';

/** Plays rehearsed days without holding up who asks: in a thread of its own. Results in the order of the variants. */
export interface Rehearser {
  rehearse(plan: RehearsalPlan, variants: readonly RehearsalVariant[]): Promise<readonly RehearsedDay[]>;
}
