/** Simulated minutes of faults in a seed, at least. */
export const LEAST_MINUTES = 30;
