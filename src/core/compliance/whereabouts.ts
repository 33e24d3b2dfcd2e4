/**
 * Every zone the callee may be in, from all evidence on file. The call must be lawful in each (Regulation F's test that all
 * locations are convenient, 12 CFR 1006.6(b)(1), applied everywhere). Instants and lengths are seconds.
 */

export interface ZoneEvidence {
  /** `statement`: recorded words of the debtor ("I live in Urumqi now"); `number`: the set of any number on file. */
  readonly source: 'address' | 'billing' | 'number' | 'statement' | 'branch';
  readonly zones: readonly string[];
  /** When it was given or last checked; null: nobody knows. */
  readonly at: number | null;
  /** An address that was checked may narrow as a statement does. */
  readonly verified?: boolean;
  readonly until?: number;
}
export interface Whereabouts {
  /** Each zone once, in the order found. Empty: nobody knows, and nobody may call. */
  readonly zones: readonly { readonly zone: string; readonly sources: readonly ZoneEvidence['source'][] }[];
  /** What narrowed the set; null: it is the union of everything. */
  readonly narrowedBy: 'statement' | 'address' | null;
}
/** A statement or a verified address narrows for so long. */
export const NARROWS_FOR = 90 * 86_400;

/**
 * The union of all evidence that has not expired. Only the newest recorded statement or verified address of the last 90 days
 * stands instead of all else; an older address stays in the set and narrows nothing.
 */
export function whereabouts(evidence: readonly ZoneEvidence[], now: number): Whereabouts {
  const standing = evidence.filter((one) => one.zones.length > 0 && (one.until === undefined || now < one.until) && (one.at === null || one.at <= now));
  const newest = standing.reduce<ZoneEvidence | null>((best, one) => (narrows(one, now) && (best === null || (one.at ?? 0) > (best.at ?? 0)) ? one : best), null);
  const sources = new Map<string, ZoneEvidence['source'][]>();
  for (const { zones, source } of newest ? [newest] : standing) for (const zone of zones) {
    const before = sources.get(zone);
    if (!before) sources.set(zone, [source]); else if (!before.includes(source)) before.push(source);
  }
  return { zones: [...sources].map(([zone, from]) => ({ zone, sources: from })), narrowedBy: newest === null ? null : newest.source === 'statement' ? 'statement' : 'address' };
}
const narrows = ({ source, at, verified }: ZoneEvidence, now: number): boolean =>
  (source === 'statement' || (source === 'address' && verified === true)) && at !== null && at > now - NARROWS_FOR;
