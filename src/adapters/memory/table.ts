/**
 * One kind's rows in memory: frozen objects in a Map, hash indexes for the declared keys, every change undoable.
 * Knows nothing of other tables (references are the transaction's business).
 */
import type { Kind } from '../../core/records/index.js';
import { facts, KINDS, type TableFacts } from '../../app/store/schema.js';
import type { Question, Test } from '../../app/store/query.js';
import { askedFor, checksOf, compareRows, passes, type Check } from './checks.js';
import { HashIndex, MOST_KEYS } from './hash.js';
import { OrderedIndex } from './ordered.js';

export type Row = Readonly<Record<string, unknown>>;

/** What stands in the way of a write. */
export class Taken extends Error { constructor(readonly columns: readonly string[]) { super('taken'); } }

/** A row's place: indexes point at it, so that a change that moves no key touches none of them. */
interface Slot { row: Row }
interface UniqueIndex { readonly columns: readonly string[]; readonly owners: Map<unknown, Slot> }

export class MemoryTable {
  readonly #slots = new Map<string, Slot>();
  readonly #indexes: readonly HashIndex<Slot>[];
  readonly #uniques: readonly UniqueIndex[];
  readonly #ordered: readonly OrderedIndex<Slot>[];
  /** Places by `seq` (seq n at n - 1), for kinds that have one. */
  readonly #bySeq: Slot[] = [];

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
    for (const index of this.#indexes) index.add(row, slot);
    for (const index of this.#ordered) index.add(row, slot);
    if (this.facts.hasSeq) this.#bySeq.push(slot);
  }
  uninsert(row: Row): void {
    const id = String(row['id']);
    const slot = this.#slots.get(id);
    if (!slot) return;
    this.#slots.delete(id);
    this.#release(row, slot);
    for (const index of this.#indexes) index.remove(row, slot);
    for (const index of this.#ordered) index.remove(row, slot);
    if (this.facts.hasSeq) this.#bySeq.pop();
  }
  replace(before: Row, after: Row): void {
    const slot = this.#slots.get(String(before['id']));
    if (!slot) return;
    if (this.#uniques.some(({ columns }) => columns.some((column) => before[column] !== after[column]))) {
      this.#release(before, slot);
      try {
        this.#claim(after, slot);
      } catch (error) {
        this.#claim(before, slot);
        throw error;
      }
    }
    slot.row = after;
    for (const index of this.#indexes) {
      if (!index.moves(before, after)) continue;
      index.remove(before, slot);
      index.add(after, slot);
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
    const { lists, checks } = this.#candidates(tests);
    let count = 0;
    for (const list of lists) {
      if (checks.length === 0 && list instanceof Set) count += list.size;
      else for (const { row } of list) if (passes(row, checks)) count += 1;
    }
    return count;
  }

  find({ tests, order, limit, offset }: Question): Row[] {
    // Keeps the best `offset + limit` rows: sorting everything would be slow where thousands match and a page is wanted.
    const wanted = offset + limit;
    const [first] = order;
    const compare = (a: Row, b: Row): number => compareRows(order, a, b);
    const sorted = tests.length > 0 || first === undefined ? undefined : this.#ordered.find((index) => index.column === first.column.name);
    if (sorted !== undefined && first !== undefined) return sorted.edge(wanted, first.down).map((slot) => slot.row).sort(compare).slice(offset, wanted);
    const { lists, checks } = this.#candidates(tests);
    let best: Row[] = [];
    let worst: Row | undefined;
    for (const list of lists) {
      for (const { row } of list) {
        if (!passes(row, checks) || (worst !== undefined && compareRows(order, row, worst) >= 0)) continue;
        if (wanted === 1) { best[0] = row; worst = row; continue; }
        best.push(row);
        if (best.length >= 2 * wanted + 64) {
          best = best.sort(compare).slice(0, wanted);
          worst = best.at(-1);
        }
      }
    }
    if (best.length > 1 && first !== undefined) best.sort(compare);
    return offset === 0 && best.length <= limit ? best : best.slice(offset, wanted);
  }

  /** Where to look: a superset of what matches, as small as the indexes allow; and what is still to be asked of each row there. */
  #candidates(tests: readonly Test[]): Candidates {
    const ids = askedFor(tests, 'id');
    if (ids?.op === 'is') { const slot = this.#slots.get(String(ids.value)); return { lists: slot ? [[slot]] : [], checks: checksOf(tests, ONLY_ID) }; }
    if (ids) return { lists: [[...new Set(ids.values)].flatMap((id) => this.#slots.get(String(id)) ?? [])], checks: checksOf(tests) };
    if (tests.length > 0) for (const unique of this.#uniques) {
      const owners = ownersOf(unique, tests);
      if (owners !== undefined) return { lists: [owners], checks: checksOf(tests) };
    }
    let smallest: readonly Slots[] | undefined;
    let exact: readonly string[] = [];
    let size = Infinity;
    if (tests.length > 0) for (const index of this.#indexes) {
      const found = index.look(tests);
      if (found === undefined) continue;
      let total = 0;
      for (const set of found) total += set.size;
      if (total < size) { smallest = found; size = total; exact = index.columns; }
    }
    // What the index has answered exactly need not be asked of each row again.
    if (smallest) return { lists: smallest, checks: checksOf(tests, exact) };
    return { lists: [this.#bySeqRange(tests) ?? this.#slots.values()], checks: checksOf(tests) };
  }
  /** "What came after": the stream's readers ask it all the time. */
  #bySeqRange(tests: readonly Test[]): Slot[] | undefined {
    if (!this.facts.hasSeq) return undefined;
    let from = 1;
    for (const test of tests) {
      if (test.op !== 'range' || test.column.name !== 'seq') continue;
      for (const { how, value } of test.bounds) if (typeof value === 'number' && (how === 'gt' || how === 'gte')) from = Math.max(from, Math.ceil(value));
    }
    return from > 1 ? this.#bySeq.slice(from - 1) : undefined;
  }
}

type Slots = ReadonlySet<Slot>;
interface Candidates { readonly lists: readonly Iterable<Slot>[]; readonly checks: readonly Check[] }
const ONLY_ID: readonly string[] = ['id'];

/** The owners of a unique key that is asked for whole; undefined when it isn't, or null is among what is asked. */
function ownersOf({ columns, owners }: UniqueIndex, tests: readonly Test[]): Iterable<Slot> | undefined {
  const [only, second] = columns;
  const test = only === undefined ? undefined : askedFor(tests, only);
  if (test === undefined) return undefined;
  if (second === undefined && test.op === 'is') {
    if (test.value === null) return undefined;
    const owner = owners.get(test.value);
    return owner ? [owner] : [];
  }
  const keys = keysOf(columns, tests);
  return keys === undefined || keys.includes(undefined) ? undefined : new Set(keys.flatMap((key) => owners.get(key) ?? []));
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
function hashable(facts: TableFacts): HashIndex<Slot>[] {
  const made = new Map<string, HashIndex<Slot>>();
  const make = (columns: readonly string[], whereNull: string | undefined): void => {
    if (columns.length === 0) return;
    made.set(`${columns.join()}|${whereNull ?? ''}`, new HashIndex<Slot>(columns, whereNull));
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

/** One value to hash by; undefined when a column is null: nulls are never equal in a unique key. */
function keyOf(columns: readonly string[], row: Row): unknown {
  const [only, second] = columns;
  if (only !== undefined && second === undefined) return row[only] ?? undefined;
  let key = '';
  for (const column of columns) {
    const value = row[column];
    // Lengths keep texts apart that would run together; the type tells 1 from '1'.
    const text = String(value);
    if (value === null) return undefined;
    key += `${typeof value === 'string' ? 't' : 'v'}${text.length}:${text}`;
  }
  return key;
}
/** Every key that is asked for (the product of `in` lists); undefined when a column isn't asked about, or there are too many. */
function keysOf(columns: readonly string[], tests: readonly Test[]): unknown[] | undefined {
  let rows: Record<string, unknown>[] = [{}];
  for (const column of columns) {
    const test = askedFor(tests, column);
    if (test === undefined) return undefined;
    const values = test.op === 'is' ? [test.value] : test.values;
    if (rows.length * values.length > MOST_KEYS) return undefined;
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [column]: value })));
  }
  return rows.map((row) => keyOf(columns, row));
}
