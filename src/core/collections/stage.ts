import { dayNumber } from '../time/zones.js';
import type { LocalDate } from '../units.js';

/** Days past due on a date: 0 when nothing is overdue, 1 on the first day after the due date. null: not known. */
export function daysPastDue(overdueSince: LocalDate | null, today: LocalDate): number | null {
  if (overdueSince === null) return null;
  const days = dayNumber(today) - dayNumber(overdueSince);
  return Number.isNaN(days) ? null : Math.max(0, days + 1);
}
export interface StageBand { readonly name: string; /** First day past due of the band. */ readonly from: number }
export const DEFAULT_BANDS: readonly StageBand[] = [{ name: 'M1', from: 1 }, { name: 'M2', from: 31 }, { name: 'M3', from: 61 }, { name: 'M3+', from: 91 }];

export function stageOf(days: number | null, bands: readonly StageBand[] = DEFAULT_BANDS): string | null {
  if (days === null) return null;
  let stage: string | null = null;
  for (const band of bands) if (days >= band.from) stage = band.name;
  return stage;
}
