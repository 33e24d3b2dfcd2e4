/**
 * Every kind of record as a table: the one place that names tables, keys, references and indexes. Stores read it; the first
 * migration is held to it by a test. To change a shape: change the record, this, and add a migration.
 */
import type { Kind, Records } from '../../core/records/index.js';
import * as compliance from './schema/compliance.js';
import * as debt from './schema/debt.js';
import * as dialing from './schema/dialing.js';
import * as evidence from './schema/evidence.js';
import * as knowledge from './schema/knowledge.js';
import * as org from './schema/org.js';
import * as outside from './schema/outside.js';
import * as work from './schema/work.js';
import type { BaseType, ColumnType, Table } from './schema/table.js';

export type { BaseType, ColumnType, Table };

export const schema: { readonly [K in Kind]: Table<Records[K]> } = { ...org, ...debt, ...work, ...knowledge, ...outside, ...evidence, ...compliance, ...dialing };

/** The schema as plain data, for code that walks over every table. */
export interface TableFacts {
  readonly kind: Kind;
  readonly table: string;
  readonly columns: readonly ColumnFacts[];
  readonly byName: ReadonlyMap<string, ColumnFacts>;
  readonly refs: readonly { readonly column: string; readonly to: Kind }[];
  readonly unique: readonly (readonly string[])[];
  readonly indexes: readonly { readonly on: readonly string[]; readonly whereNull?: string }[];
  readonly appendOnly: boolean;
  readonly hasSeq: boolean;
  /** The text column whose terms can be asked for (`match`); null: none. */
  readonly searched: string | null;
}
export interface ColumnFacts { readonly name: string; readonly sql: string; readonly type: BaseType; readonly nullable: boolean; readonly at: number }

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

interface LooseTable {
  readonly table: string; readonly columns: Readonly<Record<string, string>>; readonly refs: Readonly<Record<string, Kind | null>>;
  readonly unique?: readonly (readonly string[])[]; readonly indexes?: readonly { readonly on: readonly string[]; readonly whereNull?: string }[]; readonly appendOnly?: true; readonly searched?: string;
}

function factsOf(kind: Kind): TableFacts {
  const table: LooseTable = schema[kind];
  const columns = Object.entries(table.columns).map(([name, type], at): ColumnFacts => ({
    name, sql: snake(name), type: baseOf(type), nullable: type.endsWith('?'), at,
  }));
  return {
    kind, table: table.table, columns, byName: new Map(columns.map((column) => [column.name, column])),
    refs: Object.entries(table.refs).flatMap(([column, to]) => (to === null ? [] : [{ column, to }])),
    unique: table.unique ?? [],
    indexes: table.indexes ?? [],
    appendOnly: table.appendOnly ?? false,
    searched: table.searched ?? null,
    hasSeq: kind === 'journal' || kind === 'streamEvent',
  };
}
function baseOf(type: string): BaseType {
  switch (type.replace('?', '')) {
    case 'text': return 'text';
    case 'int': return 'int';
    case 'real': return 'real';
    case 'bool': return 'bool';
    default: return 'json';
  }
}

export const KINDS: readonly Kind[] = Object.keys(schema).filter((name): name is Kind => name in schema);
const allFacts: ReadonlyMap<Kind, TableFacts> = new Map(KINDS.map((kind) => [kind, factsOf(kind)]));
/** The columns of these fields, in their order. */
export function columnsOf(table: TableFacts, fields: readonly string[]): readonly ColumnFacts[] {
  return fields.map((name) => {
    const column = table.byName.get(name);
    if (!column) throw new TypeError(`${table.kind} has no column ${name}`);
    return column;
  });
}
export function facts(kind: Kind): TableFacts {
  const found = allFacts.get(kind);
  if (!found) throw new TypeError(`no such kind: ${kind}`);
  return found;
}
