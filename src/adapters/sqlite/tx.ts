/** `Tx` over one SQLite connection. Must be used inside a transaction, in the thread that owns the connection. */
import Database from 'better-sqlite3';
import type { Kind, Records } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import { readQuery, readWhere } from '../../app/store/query.js';
import { checkPatch, pointers } from '../../app/store/rows.js';
import { columnsOf, facts, type ColumnFacts, type TableFacts } from '../../app/store/schema.js';
import { BrokenReference, Conflict, type Memo, type Patch, type Query, type Tx, type Where } from '../../app/store/tx.js';
import { decodePicked, decodeRow, encode, idExists, insertInto, lastSeq, paramsOf, select, selectById, selectCount, updateOf, type RawRow, type SqlValue, type Statement } from './sql.js';

/** Statements are kept prepared; past this many different ones the oldest goes. */
const MOST_STATEMENTS = 600;
type Prepared = Database.Statement<SqlValue[], RawRow>;
interface Inserter { readonly table: TableFacts; readonly statement: Prepared }

/** Reads through one connection; the reader's thread has no more than this. */
export class SqliteReads {
  readonly #prepared = new Map<string, Prepared>();
  constructor(protected readonly db: Database.Database) {}

  rawGet(kind: Kind, id: Id): RawRow | undefined {
    return this.statement(selectById(facts(kind))).get(id);
  }
  rawFind(kind: Kind, query: object): RawRow[] {
    const { sql, params } = select(readQuery(kind, query));
    return this.statement(sql).all(...params);
  }
  rawPick(kind: Kind, fields: readonly string[], query: object): RawRow[] {
    const { sql, params } = select(readQuery(kind, query, false), columnsOf(facts(kind), fields));
    return this.statement(sql).all(...params);
  }
  countOf(kind: Kind, where: object): number {
    return this.#number(selectCount(facts(kind), readWhere(kind, where)));
  }

  /** The statement of this text, prepared once; rows come as arrays, columns in the schema's order. */
  protected statement(sql: string): Prepared {
    let prepared = this.#prepared.get(sql);
    if (!prepared) {
      prepared = this.db.prepare<SqlValue[], RawRow>(sql);
      if (prepared.reader) prepared.raw(true);
      const oldest = this.#prepared.size >= MOST_STATEMENTS ? this.#prepared.keys().next() : undefined;
      if (oldest?.done === false) this.#prepared.delete(oldest.value);
      this.#prepared.set(sql, prepared);
    }
    return prepared;
  }
  #number({ sql, params }: Statement): number {
    return Number(this.statement(sql).get(...params)?.[0] ?? 0);
  }
}

// Rows are checked against the schema on their way in, and the schema is checked against Records by the compiler: the casts
// below only say so.
export class SqliteTx extends SqliteReads implements Tx {
  /** Last numbers of the sequences as this transaction sees them; read once. */
  #seqs = new Map<Kind, number>();
  readonly #inserters = new Map<Kind, Inserter>();
  memo: Memo = {};

  get<K extends Kind>(kind: K, id: Id): Records[K] | undefined {
    const raw = this.rawGet(kind, id);
    return raw && (decodeRow(facts(kind), raw) as unknown as Records[K]);
  }
  find<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K][] {
    const table = facts(kind);
    return this.rawFind(kind, query).map((raw) => decodeRow(table, raw)) as unknown as Records[K][];
  }
  pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Pick<Records[K], F>[] {
    const table = facts(kind);
    return decodePicked(table, columnsOf(table, fields), this.rawPick(kind, fields, query)) as unknown as Pick<Records[K], F>[];
  }
  first<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K] | undefined {
    return this.find(kind, { ...query, limit: 1 })[0];
  }
  count<K extends Kind>(kind: K, where: Where<Records[K]>): number { return this.countOf(kind, where); }

  insert<K extends Kind>(kind: K, row: Records[K]): void {
    const { table, statement } = this.#insert(kind);
    const values = row as unknown as Readonly<Record<string, unknown>>;
    const params = paramsOf(table, values);
    const seq = table.hasSeq ? this.#next(kind) : undefined;
    if (seq !== undefined && values['seq'] !== seq) throw new TypeError(`${kind}.seq must be ${seq}, take it from nextSeq`);
    try {
      statement.run(...params);
    } catch (error) {
      throw this.#refused(table, values, error);
    }
    if (seq !== undefined) this.#seqs.set(kind, seq);
  }

  update<K extends Kind>(kind: K, id: Id, patch: Patch<Records[K]>, at: number): Records[K] | undefined {
    const table = facts(kind);
    const values: Readonly<Record<string, unknown>> = { ...patch };
    const columns: readonly ColumnFacts[] = checkPatch(table, values);
    const params = columns.map((column) => encode(column, values[column.name]));
    try {
      const raw = this.statement(updateOf(table, columns)).get(...params, at, id);
      return raw && (decodeRow(table, raw) as unknown as Records[K]);
    } catch (error) {
      throw this.#refused(table, values, error, id);
    }
  }

  nextSeq(kind: 'journal' | 'streamEvent'): number { return this.#next(kind); }

  /** A new transaction begins: what was known of sequences is read again. */
  begin(): void { this.#seqs.clear(); this.memo = {}; }
  /** For a savepoint: give the result to `rollback` when the move failed. */
  mark(): ReadonlyMap<Kind, number> { return new Map(this.#seqs); }
  rollback(mark: ReadonlyMap<Kind, number>): void { this.#seqs = new Map(mark); this.memo = {}; }

  #next(kind: Kind): number {
    let last = this.#seqs.get(kind);
    if (last === undefined) {
      last = Number(this.statement(lastSeq(facts(kind))).get()?.[0] ?? 0);
      this.#seqs.set(kind, last);
    }
    return last + 1;
  }
  #insert(kind: Kind): Inserter {
    let inserter = this.#inserters.get(kind);
    if (!inserter) {
      const table = facts(kind);
      inserter = { table, statement: this.statement(insertInto(table)) };
      this.#inserters.set(kind, inserter);
    }
    return inserter;
  }
  /** What SQLite's error means to a caller. */
  #refused(table: TableFacts, values: Readonly<Record<string, unknown>>, error: unknown, ownId?: Id): unknown {
    if (!(error instanceof Database.SqliteError)) return error;
    if (error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return new BrokenReference(table.kind, this.#broken(table, values, ownId));
    if (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return new Conflict(table.kind, keyIn(table, error.message));
    return error;
  }
  /** SQLite doesn't say which reference was broken: look. */
  #broken(table: TableFacts, values: Readonly<Record<string, unknown>>, ownId: Id | undefined): string {
    for (const { column, to, id } of pointers(table.kind, values)) {
      if (to === table.kind && id === (ownId ?? values['id'])) continue;
      if (!this.statement(idExists(facts(to))).get(id)) return column;
    }
    return 'a reference';
  }
}

/** `UNIQUE constraint failed: trunks.node, trunks.gateway` → `node,gateway`. */
function keyIn(table: TableFacts, message: string): string {
  const names = message.slice(message.indexOf(':') + 1).split(',').map((part) => part.trim().split('.').at(-1));
  return names.map((sql) => table.columns.find((column) => column.sql === sql)?.name ?? sql).join();
}
