/** What the people behind the numbers are like. Shares are 0 to 1; lengths milliseconds. Defaults resemble early-stage collections in a large city. */
import type { Millis } from '../../core/units.js';

export interface PopulationSettings {
  /** Share of reachable people who answer, by local hour 0 to 23 (24 numbers, each 0 to 1). */
  readonly answerByHour: readonly number[];
  /** Hours the people's clocks are ahead of UTC: -12 to 14. */
  readonly utcOffsetHours: number;
  /** How differently willing people are to answer: 0 all alike, 1 some always and some never. */
  readonly willingnessSpread: number;
  /** Each further call to the same number within the run multiplies the chance of an answer by this: 0 to 1. */
  readonly fatigue: number;
  /** Share of numbers that do not exist (404 or an announcement), for good. */
  readonly invalid: number;
  /** Share of numbers that belong to someone else by now: they answer, and hang up soon. */
  readonly wrongPerson: number;
  /** Share of calls that meet a busy line. */
  readonly busy: number;
  /** Share of calls to phones that are switched off or out of reach: an announcement in early media, then 480. */
  readonly switchedOff: number;
  /** Share of calls a carrier's voicemail takes when nobody answers. */
  readonly voicemail: number;
  /** Share of calls declined by hand. */
  readonly declined: number;
  /** Share of calls lost to congestion (503). */
  readonly congestion: number;
  /** Share of calls the trunk refuses (403). */
  readonly forbidden: number;
  /** Share of calls that never hear more than 100 Trying. */
  readonly silent: number;
  /** Share of answering people whose ringback is music in early media (colour ring). */
  readonly colourRing: number;
  /** From the INVITE to the first 180 or 183: median and spread (sigma of the logarithm). */
  readonly progressAfter: readonly [median: Millis, sigma: number];
  /** From the INVITE to the answer: median and spread. Never under 1.5 s. */
  readonly answerAfter: readonly [median: Millis, sigma: number];
  /** Voicemail takes over after: median and spread. */
  readonly voicemailAfter: readonly [median: Millis, sigma: number];
  /** Share of answering people who hang up at once, hearing nobody they know. */
  readonly quickHangup: number;
  /** When they do: evenly spread between. */
  readonly quickHangupAfter: readonly [Millis, Millis];
  /** How long a person says hello into silence before hanging up: median and spread. */
  readonly patience: readonly [median: Millis, sigma: number];
  /** How long a person talks with an agent before hanging up, if the agent does not first: median and spread. */
  readonly talk: readonly [median: Millis, sigma: number];
  /** How long a person listens to a message: median and spread. */
  readonly listens: readonly [median: Millis, sigma: number];
}

export const DEFAULT_POPULATION: PopulationSettings = {
  answerByHour: [0.05, 0.04, 0.03, 0.03, 0.04, 0.06, 0.12, 0.2, 0.3, 0.36, 0.38, 0.36, 0.3, 0.28, 0.34, 0.36, 0.36, 0.37, 0.42, 0.46, 0.42, 0.32, 0.18, 0.1],
  utcOffsetHours: 8,
  willingnessSpread: 0.5,
  fatigue: 0.85,
  invalid: 0.04,
  wrongPerson: 0.03,
  busy: 0.05,
  switchedOff: 0.1,
  voicemail: 0.12,
  declined: 0.05,
  congestion: 0.01,
  forbidden: 0.002,
  silent: 0.005,
  colourRing: 0.35,
  progressAfter: [1800, 0.5],
  answerAfter: [9000, 0.45],
  voicemailAfter: [25_000, 0.15],
  quickHangup: 0.08,
  quickHangupAfter: [400, 2500],
  patience: [6500, 0.5],
  talk: [95_000, 0.9],
  listens: [9000, 0.5],
};
