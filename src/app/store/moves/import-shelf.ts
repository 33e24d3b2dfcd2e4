/** Rows of one kind by one of their keys, read many keys at a time and kept true while the transaction writes. */
export class Shelf<R extends { readonly id: string }> {
  private readonly rows = new Map<string, R[]>();

  /** `read` finds all rows that have one of the keys. */
  constructor(private readonly keyOf: (row: R) => string, private readonly read: (keys: readonly string[]) => readonly R[]) {}

  /** Reads what belongs to the keys, with one question for all that are not known yet. */
  load(keys: Iterable<string>): void {
    const fresh = [...new Set(keys)].filter((key) => !this.rows.has(key));
    if (fresh.length === 0) return;
    for (const key of fresh) this.rows.set(key, []);
    for (const row of this.read(fresh)) this.rows.get(this.keyOf(row))?.push(row);
  }
  of(key: string): readonly R[] {
    if (!this.rows.has(key)) this.load([key]);
    return this.rows.get(key) ?? [];
  }
  /** The key was just made: nothing can belong to it yet. */
  fresh(key: string): void {
    this.rows.set(key, []);
  }
  /** A row was inserted or changed (its key never changes). */
  put(row: R): void {
    const known = this.rows.get(this.keyOf(row));
    if (!known) return;
    const at = known.findIndex((one) => one.id === row.id);
    if (at < 0) known.push(row); else known[at] = row;
  }
}
