/** A transaction over memory tables: checks what SQL would check, and can take back everything it did. */
import type { Kind, Records } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import { readQuery, readWhere } from '../../app/store/query.js';
import { columnsOf, facts } from '../../app/store/schema.js';
import { blankRow, checkPatch, checkRow, pointers } from '../../app/store/rows.js';
import { BrokenReference, Conflict, type Memo, type Patch, type Query, type Tx, type Where } from '../../app/store/tx.js';
import { Taken, type MemoryTable, type Row, type Tables } from './table.js';

// Rows are checked against the schema on their way in, and the schema is checked against Records by the compiler: the casts
// below only say so.
export class MemoryTx implements Tx {
  readonly #undo: (() => void)[] = [];
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
    return this.#table(kind).find(readQuery(kind, query, false)).map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name]]))) as unknown as Pick<Records[K], F>[];
  }
  first<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K] | undefined {
    return this.find(kind, { ...query, limit: 1 })[0];
  }
  count<K extends Kind>(kind: K, where: Where<Records[K]>): number {
    return this.#table(kind).count(readWhere(kind, where));
  }

  insert<K extends Kind>(kind: K, row: Records[K]): void {
    const table = this.#table(kind);
    const values: Row = { ...row };
    checkRow(table.facts, values);
    if (table.facts.hasSeq && values['seq'] !== table.lastSeq + 1) throw new TypeError(`${kind}.seq must be ${table.lastSeq + 1}, take it from nextSeq`);
    const kept = keep(table, values);
    this.#write(kind, () => table.insert(kept));
    this.#undo.push(() => table.uninsert(kept));
    this.#mustPoint(kind, kept);
  }

  update<K extends Kind>(kind: K, id: Id, patch: Patch<Records[K]>, at: number): Records[K] | undefined {
    const table = this.#table(kind);
    const changes: Row = { ...patch };
    checkPatch(table.facts, changes);
    const before = table.get(id);
    if (!before) return undefined;
    const after = keep(table, { ...before, ...changes, version: Number(before['version']) + 1, updatedAt: at });
    this.#write(kind, () => table.replace(before, after));
    this.#undo.push(() => table.replace(after, before));
    this.#mustPoint(kind, changes);
    return after as unknown as Records[K];
  }

  nextSeq(kind: 'journal' | 'streamEvent'): number {
    return this.#table(kind).lastSeq + 1;
  }

  /** Takes back everything this transaction changed, last first. */
  undo(): void {
    while (this.#undo.length > 0) this.#undo.pop()?.();
  }

  #table(kind: Kind): MemoryTable { return this.tables.of(kind); }
  #write(kind: Kind, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (error instanceof Taken) throw new Conflict(kind, error.columns.join());
      throw error;
    }
  }
  #mustPoint(kind: Kind, changed: Row): void {
    for (const { column, to, id } of pointers(kind, changed)) {
      if (this.#table(to).has(id)) continue;
      // In SQL the statement as a whole would have failed: take it back, whether or not the move goes on.
      this.#undo.pop()?.();
      throw new BrokenReference(kind, column);
    }
  }
}

/** A frozen copy of a row; structured columns become what JSON keeps of them, as in a database. */
function keep(table: MemoryTable, values: Row): Row {
  const row = blankRow(table.facts);
  for (const column of table.facts.columns) {
    const value = values[column.name];
    row[column.name] = column.type === 'json' ? ownJson(value) : value;
  }
  return Object.freeze(row);
}
const ours = new WeakSet<object>();
function ownJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ours.has(value)) return value;
  const copy: unknown = frozen(JSON.parse(JSON.stringify(value)));
  if (typeof copy === 'object' && copy !== null) ours.add(copy);
  return copy;
}
function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
