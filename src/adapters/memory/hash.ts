/** Rows by the values of a few columns: "all of this case", "of this campaign in this state". */
import type { Test } from '../../app/store/query.js';
import { askedFor } from './checks.js';
import type { Row } from './table.js';

/** Keys that one question may ask an index for; beyond, every row is looked at. */
export const MOST_KEYS = 10_000;

/** One level of values a column, sets of places at the bottom: nothing is put together to look something up. */
type Level<S> = Map<unknown, Level<S> | Set<S>>;

export class HashIndex<S> {
  readonly #top: Level<S> = new Map();
  /** `whereNull`: only rows in which this column is null are in it. */
  constructor(readonly columns: readonly string[], readonly whereNull: string | undefined) {}

  /** Whether a change of a row changes its place here. */
  moves(before: Row, after: Row): boolean {
    for (const column of this.columns) if (before[column] !== after[column]) return true;
    return this.whereNull !== undefined && before[this.whereNull] !== after[this.whereNull];
  }
  add(row: Row, place: S): void {
    if (this.whereNull !== undefined && row[this.whereNull] !== null) return;
    let level = this.#top;
    const last = this.columns.length - 1;
    for (let at = 0; at <= last; at += 1) {
      const value = row[this.columns[at] ?? ''];
      const below = level.get(value);
      if (at === last) {
        if (below instanceof Set) below.add(place); else level.set(value, new Set([place]));
      } else if (below instanceof Map) level = below;
      else { const made: Level<S> = new Map(); level.set(value, made); level = made; }
    }
  }
  remove(row: Row, place: S): void { this.#remove(this.#top, 0, row, place); }
  #remove(level: Level<S>, at: number, row: Row, place: S): void {
    const value = row[this.columns[at] ?? ''];
    const below = level.get(value);
    if (below instanceof Set) below.delete(place);
    else if (below !== undefined) this.#remove(below, at + 1, row, place);
    if (below?.size === 0) level.delete(value);
  }

  /** The places where every column of this index is as asked; undefined where not all are asked about. */
  look(tests: readonly Test[]): readonly ReadonlySet<S>[] | undefined {
    if (this.whereNull !== undefined) {
      const asked = askedFor(tests, this.whereNull);
      const isNull = asked?.op === 'is' ? asked.value === null : asked?.values.length === 1 && asked.values[0] === null;
      if (!isNull) return undefined;
    }
    let level: Level<S> | undefined = this.#top;
    for (const column of this.columns) {
      const asked = askedFor(tests, column);
      if (asked === undefined) return undefined;
      if (asked.op === 'in') return this.#lookMany(tests);
      const below: Level<S> | Set<S> | undefined = level?.get(asked.value);
      if (below instanceof Set) return [below];
      level = below;
    }
    return [];
  }
  /** The same with lists: in their order, the first column's before the second's. */
  #lookMany(tests: readonly Test[]): readonly ReadonlySet<S>[] | undefined {
    let found: (Level<S> | Set<S>)[] = [this.#top];
    let keys = 1;
    for (const column of this.columns) {
      const asked = askedFor(tests, column);
      if (asked === undefined) return undefined;
      const values = asked.op === 'is' ? [asked.value] : [...new Set(asked.values)];
      keys *= values.length;
      if (keys > MOST_KEYS) return undefined;
      found = found.flatMap((level) => (level instanceof Map ? values.flatMap((value) => level.get(value) ?? []) : []));
    }
    return found.filter((one) => one instanceof Set);
  }
}
