/**
 * What a table says of itself, typed so that a column which is missing, extra or of the wrong type does not compile.
 * Knows nothing of SQL.
 */
import type { Kind } from '../../../core/records/index.js';

/** `?`: may be null. `json` is anything that is not a scalar; a column of type unknown is `json?`. */
export type ColumnType = `${BaseType}${'' | '?'}`;
export type BaseType = 'text' | 'int' | 'real' | 'bool' | 'json';

type Base<V> = [V] extends [string] ? 'text' : [V] extends [number] ? 'int' | 'real' : [V] extends [boolean] ? 'bool' : 'json';
type ColumnOf<V> = unknown extends V ? 'json?' : null extends V ? `${Base<NonNullable<V>>}?` : Base<V>;
type ScalarColumn<R> = { [P in keyof R]: R[P] extends string | number | boolean | null ? P : never }[keyof R];
/** Columns that look like a reference by their name: each must say what it points at, or null for "nothing of ours". */
type Pointing<R> = Extract<keyof R, `${string}Id` | 'by' | `${string}By`>;

export interface Index<R> {
  readonly on: readonly ScalarColumn<R>[];
  /** Only rows in which this column is null (a partial index). */
  readonly whereNull?: ScalarColumn<R>;
}

export interface Table<R> {
  /** snake_case plural. */
  readonly table: string;
  readonly columns: { readonly [P in keyof R]-?: ColumnOf<R[P]> };
  /** Foreign keys to `id` of another kind, ON DELETE RESTRICT: nothing is ever deleted. */
  readonly refs: { readonly [P in Pointing<R>]: Kind | null };
  /** A row with a null in one of the columns collides with none, as in SQL. */
  readonly unique?: readonly (readonly ScalarColumn<R>[])[];
  readonly indexes?: readonly Index<R>[];
  /** A text of terms with blanks between them, in which `match` finds rows. */
  readonly searched?: ScalarColumn<R>;
  /** Rows are added and never changed. */
  readonly appendOnly?: true;
}

export const kept = { id: 'text', version: 'int', createdAt: 'int', updatedAt: 'int' } as const;
