/**
 * What every store checks before it writes, in the same words: a row has exactly its columns, each of its type.
 * A wrong row is a bug of the caller, hence a TypeError and not a result.
 */
import type { Kind } from '../../core/records/index.js';
import { facts, type ColumnFacts, type TableFacts } from './schema.js';

const KEPT = new Set(['id', 'version', 'createdAt', 'updatedAt']);

const blanks = new Map<TableFacts, Readonly<Record<string, unknown>>>();
/**
 * An object with every column of the table, to be filled. Copied from a pattern: V8 keeps such objects compact, while one
 * built name by name turns into a hash table after a dozen columns, three times as large and slow to read.
 */
export function blankRow(table: TableFacts): Record<string, unknown> {
  let blank = blanks.get(table);
  if (!blank) {
    blank = blankOf(table.columns.map((column) => column.name));
    blanks.set(table, blank);
  }
  return { ...blank };
}

/** As `blankRow`, of these fields alone. */
export function blankOf(fields: readonly string[]): Record<string, unknown> {
  return JSON.parse(JSON.stringify(Object.fromEntries(fields.map((name) => [name, null])))) as Record<string, unknown>;
}

/** Throws unless `row` may be inserted as it is. */
export function checkRow(table: TableFacts, row: Readonly<Record<string, unknown>>): void {
  for (const column of table.columns) checkValue(table, column, row[column.name]);
  checkWhole(table, row);
}
/** The rest of `checkRow`, where every column's value was checked already. */
export function checkWhole(table: TableFacts, row: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(row);
  // Every column is there; with no more names than columns nothing else is.
  if (names.length !== table.columns.length) for (const name of names) if (!table.byName.has(name)) throw new TypeError(`${table.kind} has no column ${name}`);
  if (row['version'] !== 1) throw new TypeError(`${table.kind}: a new row has version 1`);
  if (row['id'] === '') throw new TypeError(`${table.kind}.id is empty`);
}

/** Throws unless `patch` may be set; returns its columns in the schema's order. */
export function checkPatch(table: TableFacts, patch: Readonly<Record<string, unknown>>): readonly ColumnFacts[] {
  const changed: ColumnFacts[] = [];
  if (table.appendOnly) throw new TypeError(`${table.kind} is append-only`);
  for (const name of Object.keys(patch)) {
    if (KEPT.has(name)) throw new TypeError(`${table.kind}.${name} is kept by the store`);
    const column = table.byName.get(name);
    if (!column) throw new TypeError(`${table.kind} has no column ${name}`);
    checkValue(table, column, patch[name]);
    changed.push(column);
  }
  return changed.sort((a, b) => a.at - b.at);
}

/** Throws unless the column takes the value. */
export function checkValue(table: TableFacts, column: ColumnFacts, value: unknown): void {
  if (value === null) {
    if (column.nullable) return;
    throw new TypeError(`${table.kind}.${column.name} may not be null`);
  }
  if (!fits(column, value)) throw new TypeError(`${table.kind}.${column.name} must be ${column.type}, not ${value === undefined ? 'missing' : typeof value}`);
}
function fits(column: ColumnFacts, value: unknown): boolean {
  switch (column.type) {
    case 'text': return typeof value === 'string';
    case 'int': return Number.isSafeInteger(value);
    case 'real': return Number.isFinite(value);
    case 'bool': return typeof value === 'boolean';
    case 'json': return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol' && typeof value !== 'bigint';
  }
}

/** The columns of a kind that point somewhere and are not null in `values`, with where they point. */
export function pointers(kind: Kind, values: Readonly<Record<string, unknown>>): { readonly column: string; readonly to: Kind; readonly id: string }[] {
  const found: { column: string; to: Kind; id: string }[] = [];
  for (const { column, to } of facts(kind).refs) {
    const id = values[column];
    if (typeof id === 'string') found.push({ column, to, id });
  }
  return found;
}
