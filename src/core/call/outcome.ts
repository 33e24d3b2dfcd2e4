/**
 * What became of an attempt, a closed set, and who is to blame.
 * Derived from the SIP status, the Q.850 cause and whether an 18x came (see `deriveOutcome`).
 */
export const OUTCOMES = [
  'human', 'machine', 'abandoned', 'busy', 'no_answer', 'rejected', 'invalid', 'unavailable',
  'congestion', 'carrier_fault', 'cancelled', 'unknown', 'not_placed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Blame = 'callee' | 'number' | 'carrier' | 'us' | 'nobody';
