/** The tree of dispositions as a collector picks from it. */
import type { Disposition } from '../shared/types.js';

export interface Group { readonly parent: Disposition | null; readonly leaves: readonly Disposition[] }
/** Enabled leaves under `root` (null: all), gathered by the node just above them, in the order they came. */
export function groupsUnder(all: readonly Disposition[], root: string | null): readonly Group[] {
  const byCode = new Map(all.map((d) => [d.code, d]));
  const under = (d: Disposition): boolean => {
    for (let at: Disposition | undefined = d, hops = 0; at !== undefined && hops < 20; at = at.parentCode === null ? undefined : byCode.get(at.parentCode), hops++) if (at.code === root) return true;
    return root === null;
  };
  const groups = new Map<string, Disposition[]>();
  for (const d of all) if (d.leaf && d.enabled && under(d)) groups.set(d.parentCode ?? '', [...(groups.get(d.parentCode ?? '') ?? []), d]);
  return [...groups].map(([parent, leaves]) => ({ parent: byCode.get(parent) ?? null, leaves }));
}
