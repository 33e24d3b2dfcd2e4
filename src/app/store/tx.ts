import type { Kind, Records } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';

/**
 * The synchronous view of the database inside one transaction, in the writer's thread.
 * Moves (src/app/store/moves) are written once against it; SQLite and memory implement it.
 */
export interface Tx {
  get<K extends Kind>(kind: K, id: Id): Records[K] | undefined;
  find<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K][];
  /** Only these fields of each row: far cheaper where rows are many or wide. What is alike in the order comes in any order. */
  pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Pick<Records[K], F>[];
  first<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K] | undefined;
  count<K extends Kind>(kind: K, where: Where<Records[K]>): number;
  /** `version` must be 1. Throws `Conflict` on a unique key, `BrokenReference` on a missing parent. */
  insert<K extends Kind>(kind: K, row: Records[K]): void;
  /** Sets fields, raises `version` by one and `updatedAt` to `at`. Returns the new row, undefined if there is none. */
  update<K extends Kind>(kind: K, id: Id, patch: Patch<Records[K]>, at: number): Records[K] | undefined;
  /** Next number of an append-only sequence (`journal`, `streamEvent`): starts at 1, no gaps within committed rows. */
  nextSeq(kind: 'journal' | 'streamEvent'): number;
  /** What moves remember of this transaction; forgotten at its end and when a move of it is taken back. */
  readonly memo: Memo;
}
/** `chain`: the last event of the stream and its hash. */
export interface Memo { chain?: { readonly seq: number; readonly hash: string } }

export type Scalar = string | number | boolean | null;
export type Condition<V> = V | { readonly in: readonly V[] } | { readonly not: V } | { readonly match: readonly string[] } | { readonly gte?: V; readonly gt?: V; readonly lte?: V; readonly lt?: V };
type ScalarKeys<R> = { [P in keyof R]: R[P] extends Scalar ? P : never }[keyof R];
/** All conditions hold (AND). Only scalar columns can be asked about. `null` means IS NULL; ranges never match null. `match`: only of a table's `searched` column, every term in it; a star at a term's end: anything that begins so. */
export type Where<R> = { readonly [P in ScalarKeys<R>]?: Condition<R[P]> };
export interface Query<R> {
  readonly where?: Where<R>;
  readonly order?: readonly { readonly by: ScalarKeys<R>; readonly down?: boolean }[];
  /** 1..100 000; default 1000. */
  readonly limit?: number;
  readonly offset?: number;
}
export type Patch<R> = { readonly [P in keyof R]?: R[P] };

export class Conflict extends Error { constructor(readonly kind: Kind, readonly key: string) { super(`${kind}: ${key} is taken`); } }
export class BrokenReference extends Error { constructor(readonly kind: Kind, readonly column: string) { super(`${kind}.${column} refers to nothing`); } }
