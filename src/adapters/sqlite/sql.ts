/** Statements and values: how a question becomes SQL, how a row becomes parameters and comes back. Runs nothing. */
import { blankOf, blankRow, checkRow } from '../../app/store/rows.js';
import type { Question, Test } from '../../app/store/query.js';
import type { ColumnFacts, TableFacts } from '../../app/store/schema.js';
import type { Scalar } from '../../app/store/tx.js';
import { StoreFault } from '../../app/store/errors.js';

export type SqlValue = string | number | null;
export type RawRow = readonly SqlValue[];
export interface Statement { readonly sql: string; readonly params: readonly SqlValue[] }

const quoted = (name: string): string => `"${name}"`;
const columnLists = new Map<TableFacts, string>();
function columnList(table: TableFacts): string {
  let list = columnLists.get(table);
  if (list === undefined) {
    list = table.columns.map((column) => quoted(column.sql)).join(', ');
    columnLists.set(table, list);
  }
  return list;
}

export const selectById = (table: TableFacts): string => `select ${columnList(table)} from ${quoted(table.table)} where id = ?`;
export const insertInto = (table: TableFacts): string =>
  `insert into ${quoted(table.table)} (${columnList(table)}) values (${table.columns.map(() => '?').join(', ')})`;
/** Parameters: the columns in order, the instant, the id. */
export const updateOf = (table: TableFacts, columns: readonly ColumnFacts[]): string =>
  `update ${quoted(table.table)} set ${columns.map((column) => `${quoted(column.sql)} = ?, `).join('')}version = version + 1, updated_at = ? where id = ? returning ${columnList(table)}`;
export const lastSeq = (table: TableFacts): string => `select coalesce(max(seq), 0) from ${quoted(table.table)}`;
export const idExists = (table: TableFacts): string => `select 1 from ${quoted(table.table)} where id = ?`;

/** `?+0`, not `?`: SQLite plans by a limit it can see, and so compiles the statement anew each time one is bound (10 times the cost of a small answer). */
export function select(question: Question, columns?: readonly ColumnFacts[]): Statement {
  const { table, tests, order, limit, offset } = question;
  const where = conditions(tests);
  const list = columns === undefined ? columnList(table) : columns.map((column) => quoted(column.sql)).join(', ');
  const by = order.map(({ column, down }) => `${quoted(column.sql)}${down ? ' desc' : ''}`).join(', ');
  return {
    sql: `select ${list} from ${quoted(table.table)}${where.sql}${by === '' ? '' : ` order by ${by}`} limit ?+0${offset > 0 ? ' offset ?' : ''}`,
    params: [...where.params, limit, ...(offset > 0 ? [offset] : [])],
  };
}
export function selectCount(table: TableFacts, tests: readonly Test[]): Statement {
  const where = conditions(tests);
  return { sql: `select count(*) from ${quoted(table.table)}${where.sql}`, params: where.params };
}

const COMPARE = { gte: '>=', gt: '>', lte: '<=', lt: '<' } as const;
/** Longer lists go in as one JSON parameter, so that they don't each make a statement of their own. */
const LONGEST_LIST = 12;

function conditions(tests: readonly Test[]): Statement {
  const parts: string[] = [];
  const params: SqlValue[] = [];
  for (const test of tests) {
    const name = quoted(test.column.sql);
    switch (test.op) {
      case 'is':
        if (test.value === null) parts.push(`${name} is null`);
        else { parts.push(`${name} = ?`); params.push(plain(test.value)); }
        break;
      case 'not':
        if (test.value === null) parts.push(`${name} is not null`);
        else { parts.push(`${name} is not ?`); params.push(plain(test.value)); }
        break;
      case 'in': {
        const values = test.values.filter((value) => value !== null).map(plain);
        const list = values.length > LONGEST_LIST ? 'select value from json_each(?)' : values.map(() => '?').join(', ');
        params.push(...(values.length > LONGEST_LIST ? [JSON.stringify(values)] : values));
        parts.push(values.length === test.values.length ? `${name} in (${list})` : `(${name} is null or ${name} in (${list}))`);
        break;
      }
      case 'match': {
        // Terms are letters and digits alone (query.ts): nothing of them is FTS5's own syntax.
        parts.push(`id in (select id from ${quoted(`${test.table.table}_search`)} where terms match ?)`);
        params.push(test.terms.map((term) => (term.endsWith('*') ? `"${term.slice(0, -1)}"*` : `"${term}"`)).join(' AND '));
        break;
      }
      case 'range':
        for (const { how, value } of test.bounds) { parts.push(`${name} ${COMPARE[how]} ?`); params.push(plain(value)); }
        break;
    }
  }
  return { sql: parts.length === 0 ? '' : ` where ${parts.join(' and ')}`, params };
}
const plain = (value: Scalar): SqlValue => (typeof value === 'boolean' ? Number(value) : value);

/** A checked value as SQLite takes it. */
export function encode(column: ColumnFacts, value: unknown): SqlValue {
  if (value === null) return null;
  if (column.type === 'json') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`${column.name} can't be stored`);
}

/** A new row's values in the order of the columns. The check and the coding share one walk: a million rows of an import pass here. */
export function paramsOf(table: TableFacts, row: Readonly<Record<string, unknown>>): SqlValue[] {
  const { columns } = table;
  const params = new Array<SqlValue>(columns.length);
  let right = Object.keys(row).length === columns.length && row['version'] === 1 && row['id'] !== '';
  for (let at = 0; right && at < columns.length; at++) {
    const column = columns[at];
    const value = column && coded(column, row[column.name]);
    if (value === undefined) right = false; else params[at] = value;
  }
  if (right) return params;
  // Says what is wrong, in the words of every store.
  checkRow(table, row);
  return columns.map((column) => encode(column, row[column.name]));
}
/** undefined: the value is not one of the column's. */
function coded(column: ColumnFacts, value: unknown): SqlValue | undefined {
  if (value === null) return column.nullable ? null : undefined;
  switch (column.type) {
    case 'text': return typeof value === 'string' ? value : undefined;
    case 'int': return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
    case 'real': return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'bool': return typeof value === 'boolean' ? Number(value) : undefined;
    case 'json': return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : undefined;
  }
}

export function decodeRow(table: TableFacts, raw: RawRow): Record<string, unknown> {
  const row = blankRow(table);
  for (const column of table.columns) {
    row[column.name] = decoded(table, column, raw[column.at] ?? null, raw[0]);
  }
  return row;
}
/** Some fields of each row, raw in the order of `columns`. */
export function decodePicked(table: TableFacts, columns: readonly ColumnFacts[], rows: readonly RawRow[]): Record<string, unknown>[] {
  const blank = blankOf(columns.map((column) => column.name));
  return rows.map((raw) => {
    const row = { ...blank };
    for (const [at, column] of columns.entries()) row[column.name] = decoded(table, column, raw[at] ?? null, undefined);
    return row;
  });
}
function decoded(table: TableFacts, column: ColumnFacts, value: SqlValue, id: SqlValue | undefined): unknown {
  if (value === null) return null;
  if (column.type === 'bool') return value === 1;
  return column.type === 'json' ? parseJson(table, column, value, id) : value;
}
function parseJson(table: TableFacts, column: ColumnFacts, value: string | number, id: SqlValue | undefined): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    throw new StoreFault('damaged', `${table.table}.${column.sql} of ${id === undefined ? 'a row' : String(id)} is not JSON`);
  }
}
