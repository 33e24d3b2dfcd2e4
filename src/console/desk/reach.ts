/** What the law leaves of a debtor's numbers, in few words. Knows no browser. */
import type { Static } from 'typebox';
import type { CaseReach } from '../../contract/rest.js';

export type Reach = Static<typeof CaseReach>;

type Item = Reach['items'][number];
export interface Left { readonly left: number; readonly limit: number; readonly count: number; /** Calendar days, or null: `hours`. */ readonly days: number | null; readonly hours: number | null }
const HOUR = 3_600;

/** Of each span the tightest rule: of the number at hand, else over all of them, the shortest span first. */
export function leftOf(items: readonly Item[]): readonly Left[] {
  const spans = new Map<string, Left>();
  for (const { counters } of items) {
    for (const { count, limit, left, days, seconds } of counters) {
      const key = `${days ?? ''}/${seconds ?? ''}`;
      const known = spans.get(key);
      if (known === undefined || left < known.left) spans.set(key, { left, limit, count, days, hours: seconds === null ? null : Math.max(1, Math.round(seconds / HOUR)) });
    }
  }
  const length = (one: Left): number => one.days === null ? one.hours ?? 0 : one.days * 24;
  return [...spans.values()].sort((a, b) => length(a) - length(b));
}
/** The number that is talked on, when one is; else all that are the debtor's. */
export function atHand(reach: Reach, number: string | null): readonly Item[] {
  const own = reach.items.filter((one) => one.number === number);
  return own.length > 0 ? own : reach.items;
}
/** Until when any of them may be called today; null: nothing ends within a day, or none may. */
export const openUntil = (items: readonly Item[]): number | null => items.reduce<number | null>((most, one) => one.openUntil === null ? most : Math.max(most ?? 0, one.openUntil), null);
/** From when again; null: one may be called now, or nobody knows. */
export const opensAt = (items: readonly Item[]): number | null => items.some((one) => one.allow) ? null : items.reduce<number | null>((least, one) => { const at = one.opensAt ?? one.nextAt; return at === null ? least : Math.min(least ?? at, at); }, null);
