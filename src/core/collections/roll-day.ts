/** How far the roll of a local day has come: what is kept between its pages, and how it is read back. */
import type { Instant, LocalDate } from '../units.js';

/** In this order: what is over first, so that nothing else is done about it. */
export const ROLL_STEPS = ['placements', 'holds', 'facts', 'stages', 'promises', 'instalments', 'plans', 'followUps'] as const;
export type RollStep = (typeof ROLL_STEPS)[number];
export type RollCounts = Readonly<Partial<Record<RollStep, number>>>;

export interface RollProgress {
  readonly day: LocalDate;
  /** The day rolled before it. */
  readonly since: LocalDate;
  /** Place in `ROLL_STEPS` of the step under way. */
  readonly step: number;
  /** Where its next page begins; null: at the beginning. */
  readonly cursor: readonly string[] | null;
  readonly looked: RollCounts; readonly changed: RollCounts;
  readonly startedAt: Instant; readonly endedAt: Instant | null;
}

/** Reads what was kept; null when it is no progress of a roll. */
export function openRoll(value: unknown): RollProgress | null {
  if (typeof value !== 'object' || value === null) return null;
  const given: { readonly [P in keyof RollProgress]?: unknown } = value;
  const { day, since, step, startedAt } = given;
  if (typeof day !== 'string' || typeof since !== 'string' || typeof step !== 'number' || typeof startedAt !== 'number') return null;
  const cursor = Array.isArray(given.cursor) ? given.cursor.filter((part: unknown): part is string => typeof part === 'string') : null;
  return { day, since, step, cursor, looked: countsOf(given.looked), changed: countsOf(given.changed), startedAt, endedAt: typeof given.endedAt === 'number' ? given.endedAt : null };
}
function countsOf(value: unknown): RollCounts {
  const counts: Partial<Record<RollStep, number>> = {};
  const given: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  for (const name of ROLL_STEPS) { const count = given[name]; if (typeof count === 'number') counts[name] = count; }
  return counts;
}
