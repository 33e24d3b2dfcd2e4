/** What a query asks of one row, and how rows sort. Asked of thousands of rows a second: no closures, nothing made on the way. */
import type { Bound, Question, Test } from '../../app/store/query.js';
import type { Row } from './table.js';

/** A test as it is asked of rows: a long list is a set. */
export type Check = Test | { readonly op: 'among'; readonly column: Test['column']; readonly set: ReadonlySet<unknown> };
export type Equality = Extract<Test, { readonly op: 'is' | 'in' }>;

/** The equality that is asked of a column, if one is: what hash indexes can answer. */
export function askedFor(tests: readonly Test[], column: string): Equality | undefined {
  for (const test of tests) if ((test.op === 'is' || test.op === 'in') && test.column.name === column) return test;
  return undefined;
}

/** The tests that are still to be made where equalities of the columns `known` hold already. */
export function checksOf(tests: readonly Test[], known: readonly string[] = NONE): readonly Check[] {
  const checks: Check[] = [];
  for (const test of tests) {
    if ((test.op === 'is' || test.op === 'in') && known.includes(test.column.name)) continue;
    checks.push(test.op === 'in' && test.values.length > FEW ? { op: 'among', column: test.column, set: new Set<unknown>(test.values) } : test);
  }
  return checks;
}
const NONE: readonly string[] = [];
const FEW = 12;

export function passes(row: Row, checks: readonly Check[]): boolean {
  for (const check of checks) if (!holds(row[check.column.name], check)) return false;
  return true;
}
function holds(value: unknown, check: Check): boolean {
  switch (check.op) {
    case 'is': return value === check.value;
    case 'not': return value !== check.value;
    case 'in': for (const one of check.values) if (one === value) return true; return false;
    case 'among': return check.set.has(value);
    case 'match': return matches(String(value).split(' '), check.terms);
    case 'range': {
      if (value === null) return false;
      for (const { how, value: bound } of check.bounds) if (bound === null || !within(how, compareValues(value, bound))) return false;
      return true;
    }
  }
}
function within(how: Bound, way: number): boolean {
  switch (how) {
    case 'gte': return way >= 0;
    case 'gt': return way > 0;
    case 'lte': return way <= 0;
    case 'lt': return way < 0;
  }
}
const matches = (have: readonly string[], terms: readonly string[]): boolean =>
  terms.every((term) => (term.endsWith('*') ? have.some((one) => one.startsWith(term.slice(0, -1))) : have.includes(term)));

export function compareRows(order: Question['order'], a: Row, b: Row): number {
  for (const { column: { name }, down } of order) {
    const way = compareValues(a[name], b[name]);
    if (way !== 0) return down ? -way : way;
  }
  return 0;
}
/** Nulls first, numbers by value, texts by code point (as UTF-8 bytes sort; plain `<` goes by UTF-16 unit). */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : 1;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return Number(a) < Number(b) ? -1 : 1;
}
// A surrogate stands for a code point above every single unit.
const high = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x === y) continue;
    if (high(x) !== high(y)) return high(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
