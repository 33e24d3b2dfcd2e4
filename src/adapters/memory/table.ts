/**
 * One kind's rows in memory: frozen objects in a Map, hash indexes for the declared keys, every change undoable.
 * Knows nothing of other tables (references are the transaction's business).
 */
import type { Kind } from '../../core/records/index.js';
import { facts, KINDS, type TableFacts } from '../../app/store/schema.js';
import type { Bound, Question, Test } from '../../app/store/query.js';
import type { Scalar } from '../../app/store/tx.js';
import { OrderedIndex } from './ordered.js';

export type Row = Readonly<Record<string, unknown>>;

/** What stands in the way of a write. */
export class Taken extends Error { constructor(readonly columns: readonly string[]) { super('taken'); } }

/** A row's place: indexes point at it, so that a change that moves no key touches none of them. */
interface Slot { row: Row }
interface HashIndex { readonly columns: readonly string[]; readonly whereNull: string | undefined; readonly buckets: Map<unknown, Set<Slot>> }
interface UniqueIndex { readonly columns: readonly string[]; readonly owners: Map<unknown, Slot> }

export class MemoryTable {
  readonly #slots = new Map<string, Slot>();
  readonly #indexes: readonly HashIndex[];
  readonly #uniques: readonly UniqueIndex[];
  readonly #ordered: readonly OrderedIndex<Slot>[];
  /** Rows by `seq` (seq n at n - 1), for kinds that have one. */
  readonly #bySeq: Row[] = [];

  constructor(readonly facts: TableFacts) {
    this.#indexes = hashable(facts);
    this.#uniques = facts.unique.map((columns) => ({ columns, owners: new Map<unknown, Slot>() }));
    this.#ordered = facts.indexes.flatMap(({ on: [only, second], whereNull }) => (only !== undefined && second === undefined && whereNull === undefined && facts.byName.get(only)?.type === 'int' ? [new OrderedIndex<Slot>(only)] : []));
  }

  get lastSeq(): number { return this.#bySeq.length; }

  get(id: string): Row | undefined { return this.#slots.get(id)?.row; }
  has(id: string): boolean { return this.#slots.has(id); }

  insert(row: Row): void {
    const id = String(row['id']);
    if (this.#slots.has(id)) throw new Taken(['id']);
    const slot: Slot = { row };
    this.#claim(row, slot);
    this.#slots.set(id, slot);
    for (const index of this.#indexes) add(index, row, slot);
    for (const index of this.#ordered) index.add(row, slot);
    if (this.facts.hasSeq) this.#bySeq.push(row);
  }
  uninsert(row: Row): void {
    const id = String(row['id']);
    const slot = this.#slots.get(id);
    if (!slot) return;
    this.#slots.delete(id);
    this.#release(row, slot);
    for (const index of this.#indexes) remove(index, row, slot);
    for (const index of this.#ordered) index.remove(row, slot);
    if (this.facts.hasSeq) this.#bySeq.pop();
  }
  replace(before: Row, after: Row): void {
    const slot = this.#slots.get(String(before['id']));
    if (!slot) return;
    this.#release(before, slot);
    try {
      this.#claim(after, slot);
    } catch (error) {
      this.#claim(before, slot);
      throw error;
    }
    slot.row = after;
    for (const index of this.#indexes) {
      if (index.columns.every((column) => before[column] === after[column]) && (index.whereNull === undefined || before[index.whereNull] === after[index.whereNull])) continue;
      remove(index, before, slot);
      add(index, after, slot);
    }
    for (const index of this.#ordered) {
      if (before[index.column] === after[index.column]) continue;
      index.remove(before, slot);
      index.add(after, slot);
    }
  }

  /** Takes every unique key of the row, or none. */
  #claim(row: Row, slot: Slot): void {
    for (const unique of this.#uniques) {
      const key = keyOf(unique.columns, row);
      const owner = key === undefined ? undefined : unique.owners.get(key);
      if (owner !== undefined && owner !== slot) throw new Taken(unique.columns);
    }
    for (const unique of this.#uniques) {
      const key = keyOf(unique.columns, row);
      if (key !== undefined) unique.owners.set(key, slot);
    }
  }
  #release(row: Row, slot: Slot): void {
    for (const unique of this.#uniques) {
      const key = keyOf(unique.columns, row);
      if (key !== undefined && unique.owners.get(key) === slot) unique.owners.delete(key);
    }
  }

  count(tests: readonly Test[]): number {
    let count = 0;
    this.#visit(tests, () => { count += 1; });
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
    const first = order[0];
    const sorted = tests.length > 0 || first === undefined ? undefined : this.#ordered.find((index) => index.column === first.column.name);
    if (sorted !== undefined && first !== undefined) return sorted.edge(wanted, first.down).map((slot) => slot.row).sort(compare).slice(offset, wanted);
    let best: Row[] = [];
    let worst: Row | undefined;
    this.#visit(tests, (row) => {
      if (worst !== undefined && compare(row, worst) >= 0) return;
      best.push(row);
      if (best.length >= 2 * wanted + 64) {
        best = best.sort(compare).slice(0, wanted);
        worst = best.at(-1);
      }
    });
    return best.sort(compare).slice(offset, wanted);
  }

  /** Every row that passes the tests. */
  #visit(tests: readonly Test[], found: (row: Row) => void): void {
    const { slots: candidates, known } = this.#candidates(tests);
    // What the index has answered exactly need not be asked of each row again.
    const checks = tests.filter((test) => test.op === 'range' || test.op === 'not' || test.op === 'match' || !known.includes(test.column.name)).map(checkOf);
    const look = (row: Row): void => {
      for (const check of checks) if (!check(row)) return;
      found(row);
    };
    if (candidates) for (const slots of candidates) for (const slot of slots) look(slot.row);
    else for (const row of this.#bySeqRange(tests) ?? []) look(row);
  }

  /** A superset of what matches, as small as the indexes allow (undefined when the sequence knows better), and the columns it is exact in. */
  #candidates(tests: readonly Test[]): { readonly slots: Iterable<Slot>[] | undefined; readonly known: readonly string[] } {
    const known = new Map<string, readonly Scalar[]>();
    for (const test of tests) {
      if (test.op === 'is') known.set(test.column.name, [test.value]);
      else if (test.op === 'in') known.set(test.column.name, test.values);
    }
    const ids = known.get('id');
    if (ids?.length === 1) { const slot = this.#slots.get(String(ids[0])); return { slots: slot ? [[slot]] : [], known: ['id'] }; }
    if (ids) return { slots: [[...new Set(ids)].flatMap((id) => this.#slots.get(String(id)) ?? [])], known: [] };
    for (const unique of this.#uniques) {
      const keys = keysOf(unique.columns, known);
      if (keys && !keys.includes(undefined)) return { slots: [new Set(keys.flatMap((key) => unique.owners.get(key) ?? []))], known: [] };
    }
    let smallest: Set<Slot>[] | undefined;
    let exact: readonly string[] = [];
    let size = Infinity;
    for (const index of this.#indexes) {
      if (index.whereNull !== undefined && !isNull(known.get(index.whereNull))) continue;
      const keys = keysOf(index.columns, known, true);
      if (!keys) continue;
      const sets = (keys.length === 1 ? keys : [...new Set(keys)]).flatMap((key) => index.buckets.get(key) ?? []);
      const total = sets.reduce((sum, set) => sum + set.size, 0);
      if (total < size) { smallest = sets; size = total; exact = index.columns; }
    }
    if (smallest) return { slots: smallest, known: exact };
    return { slots: this.#bySeqRange(tests) ? undefined : [this.#slots.values()], known: [] };
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

function add(index: HashIndex, row: Row, slot: Slot): void {
  if (index.whereNull !== undefined && row[index.whereNull] !== null) return;
  const key = keyOf(index.columns, row, true);
  const bucket = index.buckets.get(key);
  if (bucket) bucket.add(slot); else index.buckets.set(key, new Set([slot]));
}
function remove(index: HashIndex, row: Row, slot: Slot): void {
  const key = keyOf(index.columns, row, true);
  const bucket = index.buckets.get(key);
  bucket?.delete(slot);
  if (bucket?.size === 0) index.buckets.delete(key);
}

/** One value to hash by; undefined when a column is null and nulls don't count (unique keys). */
function keyOf(columns: readonly string[], row: Row, nulls = false): unknown {
  const [only, second] = columns;
  if (only !== undefined && second === undefined) return row[only] === null && !nulls ? undefined : row[only];
  let key = '';
  for (const column of columns) {
    const value = row[column];
    if (value === null && !nulls) return undefined;
    // Lengths keep texts apart that would run together; the type tells 1 from '1'.
    const text = String(value);
    key += `${typeof value === 'string' ? 't' : value === null ? 'n' : 'v'}${text.length}:${text}`;
  }
  return key;
}
/** Every key the known values can make (the product of `in` lists); undefined when a column isn't known, or there are too many. */
function keysOf(columns: readonly string[], known: ReadonlyMap<string, readonly Scalar[]>, nulls = false): unknown[] | undefined {
  const one: Record<string, unknown> = {};
  let product = 1;
  for (const column of columns) {
    const values = known.get(column);
    if (!values) return undefined;
    product *= values.length;
    one[column] = values[0];
  }
  if (product === 1) return [keyOf(columns, one, nulls)];
  let rows: Record<string, unknown>[] = [{}];
  for (const column of columns) {
    const values = known.get(column);
    if (!values || rows.length * values.length > 10_000) return undefined;
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [column]: value })));
  }
  return rows.map((row) => keyOf(columns, row, nulls));
}
const isNull = (values: readonly Scalar[] | undefined): boolean => values?.length === 1 && values[0] === null;

function checkOf(test: Test): (row: Row) => boolean {
  const { name } = test.column;
  switch (test.op) {
    case 'is': { const { value } = test; return (row) => row[name] === value; }
    case 'not': { const { value } = test; return (row) => row[name] !== value; }
    case 'in': { const values = new Set<unknown>(test.values); return (row) => values.has(row[name]); }
    case 'match': {
      const { terms } = test;
      return (row) => {
        const have = String(row[name]).split(' ');
        const known = new Set(have);
        return terms.every((term) => (term.endsWith('*') ? have.some((one) => one.startsWith(term.slice(0, -1))) : known.has(term)));
      };
    }
    case 'range': {
      const bounds = test.bounds.map(boundOf);
      return (row) => row[name] !== null && bounds.every((holds) => holds(row[name]));
    }
  }
}
function boundOf({ how, value: bound }: { readonly how: Bound; readonly value: Scalar }): (value: unknown) => boolean {
  if (bound === null) return () => false;
  switch (how) {
    case 'gte': return (value) => compareValues(value, bound) >= 0;
    case 'gt': return (value) => compareValues(value, bound) > 0;
    case 'lte': return (value) => compareValues(value, bound) <= 0;
    case 'lt': return (value) => compareValues(value, bound) < 0;
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
