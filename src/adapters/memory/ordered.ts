/** Rows in order of one whole number: "the latest of all" without looking at every row. Null sorts first. */
import type { Row } from './table.js';

const keyOf = (row: Row, column: string): number => { const value = row[column]; return typeof value === 'number' ? value : -Infinity; };

export class OrderedIndex<S extends { readonly row: Row }> {
  // Keys beside the slots: a slot's row may have changed already when it is taken out.
  readonly #keys: number[] = [];
  readonly #slots: S[] = [];
  constructor(readonly column: string) {}

  add(row: Row, slot: S): void {
    const key = keyOf(row, this.column);
    // Rows mostly come in order of time.
    if ((this.#keys[this.#keys.length - 1] ?? -Infinity) <= key) { this.#keys.push(key); this.#slots.push(slot); return; }
    const at = this.#from(key);
    this.#keys.splice(at, 0, key);
    this.#slots.splice(at, 0, slot);
  }
  remove(row: Row, slot: S): void {
    const at = this.#slots.indexOf(slot, this.#from(keyOf(row, this.column)));
    if (at < 0) return;
    this.#keys.splice(at, 1);
    this.#slots.splice(at, 1);
  }

  /** The first (or last) `count` rows and whatever ties with them, in no particular order. */
  edge(count: number, down: boolean): S[] {
    const keys = this.#keys;
    if (count >= keys.length) return [...this.#slots];
    if (down) return this.#slots.slice(this.#from(keys[keys.length - count] ?? -Infinity));
    const last = keys[count - 1] ?? Infinity;
    let end = count;
    while (keys[end] === last) end += 1;
    return this.#slots.slice(0, end);
  }

  /** Place of the first key that is not less. */
  #from(key: number): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] ?? Infinity) < key) low = middle + 1; else high = middle;
    }
    return low;
  }
}
