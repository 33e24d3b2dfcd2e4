/** A transaction over memory tables: checks what SQL would check, and can take back everything it did. */
import type { Kind, Records } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import { readQuery, readWhere } from '../../app/store/query.js';
import { columnsOf, facts, type TableFacts } from '../../app/store/schema.js';
import { blankRow, checkPatch, checkValue, checkWhole } from '../../app/store/rows.js';
import { BrokenReference, Conflict, type Memo, type Patch, type Query, type Tx, type Where } from '../../app/store/tx.js';
import { ownJson } from './json.js';
import { Taken, type MemoryTable, type Row, type Tables } from './table.js';

// Rows are checked against the schema on their way in, and the schema is checked against Records by the compiler: the casts
// below only say so.
export class MemoryTx implements Tx {
  readonly #undo: Written[] = [];
  readonly memo: Memo = {};
  constructor(private readonly tables: Tables) {}

  get<K extends Kind>(kind: K, id: Id): Records[K] | undefined {
    return this.#table(kind).get(id) as Records[K] | undefined;
  }
  find<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K][] {
    return this.#table(kind).find(readQuery(kind, query)) as unknown as Records[K][];
  }
  pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Pick<Records[K], F>[] {
    const columns = columnsOf(facts(kind), fields);
    return this.#table(kind).find(readQuery(kind, query, false)).map((row) => {
      const picked: Record<string, unknown> = {};
      for (const { name } of columns) picked[name] = row[name];
      return picked;
    }) as unknown as Pick<Records[K], F>[];
  }
  first<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K] | undefined {
    return this.find(kind, { ...query, limit: 1 })[0];
  }
  count<K extends Kind>(kind: K, where: Where<Records[K]>): number {
    return this.#table(kind).count(readWhere(kind, where));
  }

  insert<K extends Kind>(kind: K, row: Records[K]): void {
    const table = this.#table(kind);
    const kept = keep(table.facts, row as unknown as Row);
    if (table.facts.hasSeq && kept['seq'] !== table.lastSeq + 1) throw new TypeError(`${kind}.seq must be ${table.lastSeq + 1}, take it from nextSeq`);
    try {
      table.insert(kept);
    } catch (error) {
      throw conflict(kind, error);
    }
    this.#undo.push({ table, before: undefined, after: kept });
    for (const { column, to } of table.facts.refs) this.#mustPoint(kind, column, to, kept[column]);
  }

  update<K extends Kind>(kind: K, id: Id, patch: Patch<Records[K]>, at: number): Records[K] | undefined {
    const table = this.#table(kind);
    const changes = patch as Row;
    const changed = checkPatch(table.facts, changes);
    const before = table.get(id);
    if (!before) return undefined;
    // A copy of the row as it is, so that what was checked on its way in is not looked at again.
    const after: Record<string, unknown> = { ...before };
    for (const { name, type } of changed) after[name] = type === 'json' && changes[name] !== before[name] ? ownJson(changes[name]) : changes[name];
    after['version'] = Number(before['version']) + 1;
    after['updatedAt'] = at;
    Object.freeze(after);
    try {
      table.replace(before, after);
    } catch (error) {
      throw conflict(kind, error);
    }
    this.#undo.push({ table, before, after });
    for (const { column, to } of table.facts.refs) if (column in changes) this.#mustPoint(kind, column, to, after[column]);
    return after as unknown as Records[K];
  }

  nextSeq(kind: 'journal' | 'streamEvent'): number {
    return this.#table(kind).lastSeq + 1;
  }

  /** Takes back everything this transaction changed, last first. */
  undo(): void {
    while (this.#undo.length > 0) this.#undoLast();
  }
  #undoLast(): void {
    const last = this.#undo.pop();
    if (last?.before) last.table.replace(last.after, last.before); else last?.table.uninsert(last.after);
  }

  #table(kind: Kind): MemoryTable { return this.tables.of(kind); }
  #mustPoint(kind: Kind, column: string, to: Kind, id: unknown): void {
    if (typeof id !== 'string' || this.#table(to).has(id)) return;
    // In SQL the statement as a whole would have failed: take it back, whether or not the move goes on.
    this.#undoLast();
    throw new BrokenReference(kind, column);
  }
}

/** One write, so that it can be taken back; without `before` the row was new. */
interface Written { readonly table: MemoryTable; readonly before: Row | undefined; readonly after: Row }

const conflict = (kind: Kind, error: unknown): unknown => (error instanceof Taken ? new Conflict(kind, error.columns.join()) : error);

/** A frozen copy of a new row, checked; structured columns become what JSON keeps of them, as in a database. */
function keep(table: TableFacts, values: Row): Row {
  const row = blankRow(table);
  for (const column of table.columns) {
    const value = values[column.name];
    checkValue(table, column, value);
    row[column.name] = column.type === 'json' ? ownJson(value) : value;
  }
  checkWhole(table, values);
  return Object.freeze(row);
}
