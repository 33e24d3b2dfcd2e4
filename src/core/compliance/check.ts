/** Runs cases against packs and says where the answer differs. */
import { evaluate } from './evaluate.js';
import type { Policy } from './policy.js';
import { parseInstant } from './reader.js';
import type { Expected, Vector } from './vectors.js';

export interface Mismatch { readonly id: string; readonly expected: Expected; readonly got: Expected; readonly note?: string }
export interface Checked { readonly cases: number; readonly passed: number; readonly failed: readonly Mismatch[] }

/** `policyFor` gives the packs a case names; a text instead says why there is no such policy, and the case has failed. */
export function checkVectors(vectors: readonly Vector[], policyFor: (packs: readonly string[]) => Policy | string): Checked {
  const failed: Mismatch[] = [];
  for (const vector of vectors) {
    const policy = policyFor(vector.packs);
    if (typeof policy === 'string') { failed.push({ id: vector.id, expected: vector.expect, got: { decision: 'DENY', rules: [], earliest_next: null }, note: policy }); continue; }
    const decision = evaluate(vector.ask, vector.events, policy);
    const got: Expected = { decision: decision.allow ? 'ALLOW' : 'DENY', rules: [...new Set(decision.denials.map((one) => one.rule))].sort(), earliest_next: decision.next === null ? null : isoSeconds(decision.next) };
    if (!same(vector.expect, got)) failed.push({ id: vector.id, expected: vector.expect, got });
  }
  return { cases: vectors.length, passed: vectors.length - failed.length, failed };
}
function same(a: Expected, b: Expected): boolean {
  const rules = new Set(a.rules);
  return a.decision === b.decision && instantOf(a) === instantOf(b) && rules.size === b.rules.length && b.rules.every((one) => rules.has(one));
}
const instantOf = (expected: Expected): number | null => (expected.earliest_next === null ? null : parseInstant(expected.earliest_next) ?? Number.NaN);
/** Seconds since 1970 as `2026-11-21T14:00:00Z`. */
export const isoSeconds = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
