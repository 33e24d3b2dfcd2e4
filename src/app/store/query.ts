/**
 * A query read once into plain conditions, so that every store means the same by it.
 * - `not` means "different from": a null is different from any value.
 * - a null inside `in` matches null; an empty `in` matches nothing.
 * - nulls sort before everything (last when `down`); texts sort by code point; ties go by id, in the direction of the last key.
 */
import type { Kind } from '../../core/records/index.js';
import { facts, type ColumnFacts, type TableFacts } from './schema.js';
import type { Scalar } from './tx.js';

export type Test =
  | { readonly op: 'is'; readonly column: ColumnFacts; readonly value: Scalar }
  | { readonly op: 'not'; readonly column: ColumnFacts; readonly value: Scalar }
  | { readonly op: 'in'; readonly column: ColumnFacts; readonly values: readonly Scalar[] }
  | { readonly op: 'match'; readonly column: ColumnFacts; readonly terms: readonly string[]; readonly table: TableFacts }
  | { readonly op: 'range'; readonly column: ColumnFacts; readonly bounds: readonly { readonly how: Bound; readonly value: Scalar }[] };
export type Bound = 'gte' | 'gt' | 'lte' | 'lt';
export interface Question {
  readonly table: TableFacts;
  readonly tests: readonly Test[];
  readonly order: readonly { readonly column: ColumnFacts; readonly down: boolean }[];
  readonly limit: number;
  readonly offset: number;
}

export const DEFAULT_LIMIT = 1000;
export const MAX_LIMIT = 100_000;
const BOUNDS: readonly Bound[] = ['gte', 'gt', 'lte', 'lt'];

interface LooseQuery { readonly where?: object; readonly order?: readonly { readonly by: unknown; readonly down?: boolean }[]; readonly limit?: number; readonly offset?: number }

/** `ties`: whether what is alike in the order gets an order, too. */
export function readQuery(kind: Kind, query: LooseQuery, ties = true): Question {
  const table = facts(kind);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const offset = query.offset ?? 0;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw new RangeError(`limit must be 1 to ${MAX_LIMIT}`);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new RangeError('offset must be 0 or more');
  const order: { readonly column: ColumnFacts; readonly down: boolean }[] = [];
  let byId = false;
  for (const { by, down } of query.order ?? NO_ORDER) {
    const column = scalarColumn(table, String(by));
    byId ||= column.name === 'id';
    order.push({ column, down: down ?? false });
  }
  if (ties && !byId) order.push({ column: scalarColumn(table, 'id'), down: order.at(-1)?.down ?? false });
  return { table, tests: query.where === undefined ? [] : testsOf(table, query.where), order, limit, offset };
}
const NO_ORDER: NonNullable<LooseQuery['order']> = [];

export const readWhere = (kind: Kind, where: object): Test[] => testsOf(facts(kind), where);

function testsOf(table: TableFacts, where: object): Test[] {
  const tests: Test[] = [];
  for (const name of Object.keys(where)) tests.push(readTest(table, scalarColumn(table, name), name, Reflect.get(where, name)));
  return tests;
}

/** A term: letters and digits of any script, no ASCII capitals (an index may fold them, so they would not mean the same everywhere), and a star. */
const TERM = /^(?:(?![A-Z])[\p{L}\p{N}])+\*?$/u;
function readTest(table: TableFacts, column: ColumnFacts, name: string, condition: unknown): Test {
  if (isScalar(condition)) return { op: 'is', column, value: condition };
  // An undefined condition would silently match everything.
  if (typeof condition !== 'object') throw new TypeError(`condition on ${name} is ${typeof condition}`);
  if ('in' in condition) {
    const values: unknown = condition.in;
    if (!Array.isArray(values) || !values.every(isScalar)) throw new TypeError(`"in" on ${name} must be a list of values`);
    return { op: 'in', column, values };
  }
  if ('not' in condition) {
    const value = condition.not;
    if (!isScalar(value)) throw new TypeError(`"not" on ${name} must be a value`);
    return { op: 'not', column, value };
  }
  if ('match' in condition) {
    const terms: unknown = condition.match;
    if (table.searched !== column.name || !Array.isArray(terms) || terms.length === 0 || !terms.every((term): term is string => typeof term === 'string' && TERM.test(term))) throw new TypeError(`"match" on ${name} must be terms, of a column that is searched`);
    return { op: 'match', column, terms, table };
  }
  const bounds: { readonly how: Bound; readonly value: Scalar }[] = [];
  for (const how of BOUNDS) {
    if (!(how in condition)) continue;
    const value: unknown = Reflect.get(condition, how);
    if (!isScalar(value)) throw new TypeError(`"${how}" on ${name} must be a value`);
    bounds.push({ how, value });
  }
  if (bounds.length === 0) throw new TypeError(`condition on ${name} says nothing`);
  return { op: 'range', column, bounds };
}

function scalarColumn(table: TableFacts, name: string): ColumnFacts {
  const column = table.byName.get(name);
  if (!column || column.type === 'json') throw new TypeError(`${table.kind} can't be asked about ${name}`);
  return column;
}
const isScalar = (value: unknown): value is Scalar => value === null || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && !Number.isNaN(value));
