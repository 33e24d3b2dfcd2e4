/** Rows of one kind by one of their keys, read many keys at a time and kept true while the transaction writes. */

/** What stands under a key without rows: one list for all of them, as most keys of a first import stay empty. */
const NONE: readonly never[] = [];

export class Shelf<R extends { readonly id: string }> {
  private readonly rows = new Map<string, readonly R[]>();

  /** `read` finds all rows that have one of the keys. */
  constructor(private readonly keyOf: (row: R) => string, private readonly read: (keys: readonly string[]) => readonly R[]) {}

  /** Reads what belongs to the keys, with one question for all that are not known yet. */
  load(keys: Iterable<string>): void {
    const fresh = new Set<string>();
    for (const key of keys) if (!this.rows.has(key)) fresh.add(key);
    if (fresh.size === 0) return;
    for (const key of fresh) this.rows.set(key, NONE);
    for (const row of this.read([...fresh])) this.join(this.keyOf(row), row);
  }
  of(key: string): readonly R[] {
    const known = this.rows.get(key);
    if (known) return known;
    this.load([key]);
    return this.rows.get(key) ?? NONE;
  }
  /** The key was just made: nothing can belong to it yet. */
  fresh(key: string): void {
    this.rows.set(key, NONE);
  }
  /** A row was inserted or changed (its key never changes). */
  put(row: R): void {
    const key = this.keyOf(row);
    const known = this.rows.get(key);
    if (known?.some((one) => one.id === row.id)) this.rows.set(key, known.map((one) => (one.id === row.id ? row : one)));
    else if (known) this.join(key, row);
  }
  private join(key: string, row: R): void {
    const known = this.rows.get(key);
    if (known) this.rows.set(key, known.length === 0 ? [row] : [...known, row]);
  }
}
