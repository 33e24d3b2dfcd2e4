/**
 * One kind's rows in memory: frozen objects in a Map, hash indexes for the declared keys, every change undoable.
 * Knows nothing of other tables (references are the transaction's business).
 */
import type { Kind } from '../../core/records/index.js';
import { facts, KINDS, type TableFacts } from '../../app/store/schema.js';
import type { Question, Test } from '../../app/store/query.js';
import type { Scalar } from '../../app/store/tx.js';

export type Row = Readonly<Record<string, unknown>>;

/** What stands in the way of a write. */
export class Taken extends Error { constructor(readonly columns: readonly string[]) { super('taken'); } }

interface HashIndex { readonly columns: readonly string[]; readonly whereNull: string | undefined; readonly buckets: Map<unknown, Set<string>> }
interface UniqueIndex { readonly columns: readonly string[]; readonly owners: Map<unknown, string> }

export class MemoryTable {
  readonly rows = new Map<string, Row>();
  readonly #indexes: readonly HashIndex[];
  readonly #uniques: readonly UniqueIndex[];
  /** Rows by `seq` (seq n at n - 1), for kinds that have one. */
  readonly #bySeq: Row[] = [];

  constructor(readonly facts: TableFacts) {
    this.#indexes = hashable(facts);
    this.#uniques = facts.unique.map((columns) => ({ columns, owners: new Map<unknown, string>() }));
  }

  get lastSeq(): number { return this.#bySeq.length; }

  insert(row: Row): void {
    const id = String(row['id']);
    if (this.rows.has(id)) throw new Taken(['id']);
    this.#claim(row, id);
    this.rows.set(id, row);
    for (const index of this.#indexes) add(index, row, id);
    if (this.facts.hasSeq) this.#bySeq.push(row);
  }
  uninsert(row: Row): void {
    const id = String(row['id']);
    this.rows.delete(id);
    this.#release(row, id);
    for (const index of this.#indexes) remove(index, row, id);
    if (this.facts.hasSeq) this.#bySeq.pop();
  }
  replace(before: Row, after: Row): void {
    const id = String(before['id']);
    this.#release(before, id);
    try {
      this.#claim(after, id);
    } catch (error) {
      this.#claim(before, id);
      throw error;
    }
    this.rows.set(id, after);
    for (const index of this.#indexes) {
      if (index.columns.every((column) => before[column] === after[column]) && (index.whereNull === undefined || before[index.whereNull] === after[index.whereNull])) continue;
      remove(index, before, id);
      add(index, after, id);
    }
  }

  /** Takes every unique key of the row, or none. */
  #claim(row: Row, id: string): void {
    for (const unique of this.#uniques) {
      const key = keyOf(unique.columns, row);
      const owner = key === undefined ? undefined : unique.owners.get(key);
      if (owner !== undefined && owner !== id) throw new Taken(unique.columns);
    }
    for (const unique of this.#uniques) {
      const key = keyOf(unique.columns, row);
      if (key !== undefined) unique.owners.set(key, id);
    }
  }
  #release(row: Row, id: string): void {
    for (const unique of this.#uniques) {
      const key = keyOf(unique.columns, row);
      if (key !== undefined && unique.owners.get(key) === id) unique.owners.delete(key);
    }
  }

  count(tests: readonly Test[]): number {
    let count = 0;
    for (const row of this.#candidates(tests)) if (tests.every((test) => holds(test, row))) count += 1;
    return count;
  }

  find(question: Question): Row[] {
    const { tests, order, limit, offset } = question;
    const compare = (a: Row, b: Row): number => {
      for (const { column, down } of order) {
        const way = compareValues(a[column.name], b[column.name]);
        if (way !== 0) return down ? -way : way;
      }
      return 0;
    };
    // Keeps the best `offset + limit` rows: sorting everything would be slow where thousands match and a page is wanted.
    const wanted = offset + limit;
    let best: Row[] = [];
    let worst: Row | undefined;
    for (const row of this.#candidates(tests)) {
      if (!tests.every((test) => holds(test, row))) continue;
      if (worst !== undefined && compare(row, worst) >= 0) continue;
      best.push(row);
      if (best.length >= 2 * wanted + 64) {
        best = best.sort(compare).slice(0, wanted);
        worst = best.at(-1);
      }
    }
    return best.sort(compare).slice(offset, wanted);
  }

  /** A superset of what matches, as small as the indexes allow. */
  #candidates(tests: readonly Test[]): Iterable<Row> {
    const known = new Map<string, readonly Scalar[]>();
    for (const test of tests) {
      if (test.op === 'is') known.set(test.column.name, [test.value]);
      else if (test.op === 'in') known.set(test.column.name, test.values);
    }
    const ids = known.get('id');
    if (ids) return this.#rowsOf(new Set(ids.map(String)));
    for (const unique of this.#uniques) {
      const keys = keysOf(unique.columns, known);
      if (keys && !keys.includes(undefined)) return this.#rowsOf(new Set(keys.flatMap((key) => unique.owners.get(key) ?? [])));
    }
    let smallest: Set<string>[] | undefined;
    let size = Infinity;
    for (const index of this.#indexes) {
      if (index.whereNull !== undefined && !isNull(known.get(index.whereNull))) continue;
      const keys = keysOf(index.columns, known, true);
      if (!keys) continue;
      const sets = [...new Set(keys)].flatMap((key) => index.buckets.get(key) ?? []);
      const total = sets.reduce((sum, set) => sum + set.size, 0);
      if (total < size) { smallest = sets; size = total; }
    }
    if (smallest) return this.#rowsOfAll(smallest);
    return this.#bySeqRange(tests) ?? this.rows.values();
  }
  *#rowsOf(ids: ReadonlySet<string>): Iterable<Row> {
    for (const id of ids) {
      const row = this.rows.get(id);
      if (row) yield row;
    }
  }
  *#rowsOfAll(sets: readonly Set<string>[]): Iterable<Row> {
    for (const set of sets) yield* this.#rowsOf(set);
  }
  /** "What came after": the stream's readers ask it all the time. */
  #bySeqRange(tests: readonly Test[]): Row[] | undefined {
    if (!this.facts.hasSeq) return undefined;
    let from = 1;
    for (const test of tests) {
      if (test.op !== 'range' || test.column.name !== 'seq') continue;
      for (const { how, value } of test.bounds) if (typeof value === 'number' && (how === 'gt' || how === 'gte')) from = Math.max(from, Math.ceil(value));
    }
    return from > 1 ? this.#bySeq.slice(from - 1) : undefined;
  }
}

/** Every kind's table. */
export class Tables {
  readonly #tables: ReadonlyMap<Kind, MemoryTable> = new Map(KINDS.map((kind) => [kind, new MemoryTable(facts(kind))]));
  of(kind: Kind): MemoryTable {
    const table = this.#tables.get(kind);
    if (!table) throw new TypeError(`no such kind: ${kind}`);
    return table;
  }
}

/**
 * Hash keys: an index without the columns one asks ranges of (trailing instants, ranks, ids), and its first column alone.
 * An index on nothing but such a column helps only order, which a hash doesn't.
 */
function hashable(facts: TableFacts): HashIndex[] {
  const made = new Map<string, HashIndex>();
  const make = (columns: readonly string[], whereNull: string | undefined): void => {
    if (columns.length === 0) return;
    made.set(`${columns.join()}|${whereNull ?? ''}`, { columns, whereNull, buckets: new Map() });
  };
  const ranged = (column: string | undefined): boolean => column === 'id' || (column !== undefined && facts.byName.get(column)?.type === 'int');
  for (const { on, whereNull } of facts.indexes) {
    const columns = [...on];
    while (ranged(columns.at(-1))) columns.pop();
    make(columns, whereNull);
    make(columns.slice(0, 1), whereNull);
  }
  for (const key of facts.unique) if (key.length > 1 && key[0] !== undefined) make([key[0]], undefined);
  return [...made.values()];
}

function add(index: HashIndex, row: Row, id: string): void {
  if (index.whereNull !== undefined && row[index.whereNull] !== null) return;
  const key = keyOf(index.columns, row, true);
  const bucket = index.buckets.get(key);
  if (bucket) bucket.add(id); else index.buckets.set(key, new Set([id]));
}
function remove(index: HashIndex, row: Row, id: string): void {
  const key = keyOf(index.columns, row, true);
  const bucket = index.buckets.get(key);
  bucket?.delete(id);
  if (bucket?.size === 0) index.buckets.delete(key);
}

/** One value to hash by; undefined when a column is null and nulls don't count (unique keys). */
function keyOf(columns: readonly string[], row: Row, nulls = false): unknown {
  const [only, second] = columns;
  if (only !== undefined && second === undefined) return row[only] === null && !nulls ? undefined : row[only];
  if (!nulls && columns.some((column) => row[column] === null)) return undefined;
  return JSON.stringify(columns.map((column) => row[column]));
}
/** Every key the known values can make (the product of `in` lists); undefined when a column isn't known, or there are too many. */
function keysOf(columns: readonly string[], known: ReadonlyMap<string, readonly Scalar[]>, nulls = false): unknown[] | undefined {
  let rows: Record<string, unknown>[] = [{}];
  for (const column of columns) {
    const values = known.get(column);
    if (!values || rows.length * values.length > 10_000) return undefined;
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [column]: value })));
  }
  return rows.map((row) => keyOf(columns, row, nulls));
}
const isNull = (values: readonly Scalar[] | undefined): boolean => values?.length === 1 && values[0] === null;

function holds(test: Test, row: Row): boolean {
  const value = row[test.column.name];
  switch (test.op) {
    case 'is': return value === test.value;
    case 'not': return value !== test.value;
    case 'in': return test.values.some((one) => one === value);
    case 'range': return value !== null && test.bounds.every(({ how, value: bound }) => {
      if (bound === null) return false;
      const way = compareValues(value, bound);
      switch (how) {
        case 'gte': return way >= 0;
        case 'gt': return way > 0;
        case 'lte': return way <= 0;
        case 'lt': return way < 0;
      }
    });
  }
}

/** Nulls first, numbers by value, texts by code point (as UTF-8 bytes sort; plain `<` goes by UTF-16 unit). */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return Number(a) < Number(b) ? -1 : 1;
}
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x === y) continue;
    // A surrogate stands for a code point above every single unit.
    const high = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
    if (high(x) !== high(y)) return high(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
