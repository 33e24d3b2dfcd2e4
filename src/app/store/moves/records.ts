import type { Kept, Kind, Records } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { Patch } from '../tx.js';
import { facts } from '../schema.js';
import { Conflict } from '../tx.js';
import { append, type StreamNote } from './stream.js';
import type { MoveContext } from './context.js';

type MayBeNull<R> = { [P in keyof R]: null extends R[P] ? P : never }[keyof R];
/** What may be null may be left out. */
type Fresh<R> = Omit<R, keyof Kept | MayBeNull<R>> & Partial<Pick<R, Exclude<MayBeNull<R>, keyof Kept>>> & { readonly id?: Id };
/** One new record of any kind. */
export type CreateOf = { [K in Kind]: { readonly kind: K; readonly row: Fresh<Records[K]>; readonly at: Instant; readonly note?: StreamNote } }[Kind];
/** A change of one record, refused when another came first. */
export type ChangeOf = { [K in Kind]: { readonly kind: K; readonly id: Id; readonly expectedVersion: number; readonly patch: Patch<Omit<Records[K], keyof Kept>>; readonly at: Instant; readonly note?: StreamNote } }[Kind];

const nulls = new Map<Kind, Readonly<Record<string, null>>>();
/** What is null in a new record that doesn't say otherwise. */
function nullsOf(kind: Kind): Readonly<Record<string, null>> {
  let known = nulls.get(kind);
  if (!known) { known = Object.fromEntries(facts(kind).columns.flatMap(({ name, nullable }) => (nullable ? [[name, null]] : []))); nulls.set(kind, known); }
  return known;
}

/** Inserts a record; `conflict` when a unique key is taken. Returns its id. */
export function create(context: MoveContext, input: CreateOf): Result<{ readonly id: Id }> {
  const id = input.row.id ?? context.ids.id();
  const row = { ...nullsOf(input.kind), ...input.row, id, version: 1, createdAt: input.at, updatedAt: input.at };
  try {
    insertAny(context, input.kind, row);
  } catch (error) {
    if (error instanceof Conflict) return fail('record.conflict', `${input.kind}: ${error.key} is taken`, error.key);
    throw error;
  }
  if (input.note) append(context, input.note, [id], input.at);
  return ok({ id });
}

/** Changes a record if its version is still `expectedVersion`; otherwise `record.stale` and nothing changes. */
export function change(context: MoveContext, input: ChangeOf): Result<{ readonly version: number }> {
  const before = context.tx.get(input.kind, input.id);
  if (!before) return fail('record.unknown', `no such ${input.kind}`);
  if (before.version !== input.expectedVersion) return fail('record.stale', `${input.kind} was changed by another: version is ${before.version}, you had ${input.expectedVersion}`);
  if (input.kind === 'user' && leavesNobody(context, input.id, input.patch)) return fail('user.last_administrator', 'this is the last administrator');
  try {
    const after = updateAny(context, input);
    if (!after) return fail('record.unknown', `no such ${input.kind}`);
    if (input.note) append(context, input.note, [input.id], input.at);
    return ok({ version: after.version });
  } catch (error) {
    if (error instanceof Conflict) return fail('record.conflict', `${input.kind}: ${error.key} is taken`, error.key);
    throw error;
  }
}

/** Would nobody be left to run the installation? Asked here, within the transaction: two administrators may disable each other in one moment. */
function leavesNobody({ tx }: MoveContext, id: Id, patch: Patch<Omit<Records['user'], keyof Kept>>): boolean {
  const user = tx.get('user', id);
  const leaves = user?.role === 'administrator' && user.enabled && (patch.enabled === false || (patch.role !== undefined && patch.role !== 'administrator'));
  return leaves && tx.count('user', { role: 'administrator', enabled: true }) < 2;
}

/** Many records of one kind, all or none. For seeds, imports and tests. */
export function createMany(context: MoveContext, input: { readonly rows: readonly CreateOf[] }): Result<{ readonly ids: readonly Id[] }> {
  const ids: Id[] = [];
  for (const row of input.rows) {
    const made = create(context, row);
    if (!made.ok) throw new Conflict(row.kind, made.error.at ?? 'key');
    ids.push(made.value.id);
  }
  return ok({ ids });
}

// The pair kind/row is sound in `CreateOf`, but TypeScript cannot correlate the two through a union; the one place that says so.
function insertAny(context: MoveContext, kind: Kind, row: unknown): void {
  context.tx.insert(kind, row as Records[Kind]);
}
function updateAny<K extends Kind>(context: MoveContext, input: { readonly kind: K; readonly id: Id; readonly patch: unknown; readonly at: Instant }): Records[K] | undefined {
  return context.tx.update(input.kind, input.id, input.patch as Patch<Records[K]>, input.at);
}
