/**
 * What a campaign's own attempts say of its next day, shrunk to what is usual where they are few: a mean of n values weighs
 * n against a prior of some tens (empirical Bayes with a fixed weight). Times in milliseconds in, seconds out.
 */
import type { Outcome } from '../call/outcome.js';
import { BASE } from './scenario.js';
import type { Distribution } from './distribution.js';

export interface PastAttempt {
  /** Local hour it was placed in, 0 to 23. */
  readonly hour: number;
  readonly outcome: Outcome;
  /** Of conversations: from bridge to end, and from end to disposition; null: not known. */
  readonly talk: number | null; readonly wrap: number | null;
}
export interface History {
  /** Attempts and conversations it rests on. */
  readonly attempts: number; readonly talks: number;
  /** Too few of either to outweigh what is usual. */
  readonly thin: boolean;
  /** Shares of all calls, and the answer share of each hour 0 to 23. */
  readonly live: number; readonly machine: number; readonly fast: number;
  readonly byHour: readonly number[];
  readonly talk: Distribution; readonly wrap: Distribution;
}

/** Usual values weigh as much as so many attempts, attempts of one hour, or conversations. */
const ATTEMPTS = 100;
const OF_HOUR = 50;
const TALKS = 20;
/** From here on history is believed more than what is usual. */
const ENOUGH_ATTEMPTS = 200;
const ENOUGH_TALKS = 50;
/** Longer is a forgotten window, not a wrap-up (ms). */
const LONGEST = 3_600_000;

const PERSON: ReadonlySet<Outcome> = new Set<Outcome>(['human', 'abandoned']);
const FAST: ReadonlySet<Outcome> = new Set<Outcome>(['busy', 'rejected', 'invalid', 'congestion', 'carrier_fault', 'unavailable']);
/** They say nothing of who answers. */
const SILENT: ReadonlySet<Outcome> = new Set<Outcome>(['not_placed', 'cancelled', 'unknown']);

export function historyOf(past: readonly PastAttempt[]): History {
  const told = past.filter((one) => !SILENT.has(one.outcome));
  const count = (of: readonly PastAttempt[], test: (one: PastAttempt) => boolean): number => of.reduce((sum, one) => sum + (test(one) ? 1 : 0), 0);
  const share = (hits: number, usual: number): number => (hits + ATTEMPTS * usual) / (told.length + ATTEMPTS);
  const { calls } = BASE;
  const live = share(count(told, (one) => PERSON.has(one.outcome)), calls.live);
  const byHour = Array.from({ length: 24 }, (_, hour) => {
    const then = told.filter((one) => one.hour === hour);
    return (count(then, (one) => PERSON.has(one.outcome)) + OF_HOUR * live) / (then.length + OF_HOUR);
  });
  // A machine that reached a collector is hung up on within seconds: no conversation, and half of all bridges where AMD is off.
  const talks = told.flatMap((one) => (one.talk === null || one.talk <= 0 || !PERSON.has(one.outcome) ? [] : [Math.min(one.talk, LONGEST) / 1000]));
  const wraps = told.flatMap((one) => (one.wrap === null || one.wrap < 0 || one.wrap > LONGEST ? [] : [one.wrap / 1000]));
  return {
    attempts: told.length, talks: talks.length, thin: told.length < ENOUGH_ATTEMPTS || talks.length < ENOUGH_TALKS,
    live, machine: share(count(told, (one) => one.outcome === 'machine'), calls.machine), fast: share(count(told, (one) => FAST.has(one.outcome)), calls.fast), byHour,
    talk: shrunk(talks, 90, 1), wrap: shrunk(wraps, 15, 0.7),
  };
}

/** Lognormal by mean and coefficient of variation, each drawn towards the usual one. */
function shrunk(values: readonly number[], usualMean: number, usualCv: number): Distribution {
  const n = values.length;
  const mean = (values.reduce((sum, one) => sum + one, 0) + TALKS * usualMean) / (n + TALKS);
  const square = (values.reduce((sum, one) => sum + (one - mean) ** 2, 0) + TALKS * (usualCv * usualMean) ** 2) / (n + TALKS);
  return { kind: 'lognormal', mean, cv: Math.min(3, Math.max(0.1, Math.sqrt(square) / mean)), min: 1, max: 5400 };
}

/** Relative standard error of the answer share: what the day may differ by, never less than a day's own mood. */
export const unsureOf = (history: History): number => Math.max(0.05, Math.sqrt((1 - history.live) / (history.live * (history.attempts + ATTEMPTS))));
