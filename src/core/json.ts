/** JSON from outside may be nested ten thousand deep: whatever walks it by calling itself would run out of stack. */

/** Deeper than anything we write, and far from any limit of the machine. */
export const MOST_DEEP = 64;

/** Are lists and objects in this value nested more than `most` deep? Looked at without recursion. */
export function isDeeper(value: unknown, most: number = MOST_DEEP): boolean {
  const left: { readonly of: Nest; readonly depth: number }[] = isNest(value) ? [{ of: value, depth: 1 }] : [];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    if (one.depth > most) return true;
    for (const inner of Object.values(one.of)) if (isNest(inner)) left.push({ of: inner, depth: one.depth + 1 });
  }
  return false;
}
/**
 * Is there a number in it beyond ±(2^53 − 1)? JSON reads such ones inexactly (RFC 8259, section 6), and `1e999` as infinite, which
 * it can't write again; nothing we count is that large. Looked at without recursion.
 */
export function isInexact(value: unknown): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'number' && !(Math.abs(one) <= Number.MAX_SAFE_INTEGER)) return true;
    if (isNest(one)) for (const inner of Object.values(one)) left.push(inner);
  }
  return false;
}
type Nest = Readonly<Record<string, unknown>>;
const isNest = (value: unknown): value is Nest => typeof value === 'object' && value !== null;
