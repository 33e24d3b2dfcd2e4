/**
 * What every use-case is given, and the few steps all of them share: ask the policy, write with a note on the stream,
 * read a row only if the asker's scope reaches it. Knows ports and core; must not know HTTP.
 */
import type { Kind, Records, Team, User } from '../../core/records/index.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import { reaches, scopeOf, type Place, type Scope, type Verb } from '../../core/rights/policy.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Id } from '../../core/units.js';
import type { Conductor } from '../conductor-api.js';
import type { PhoneBook } from '../ports/phones.js';
import type { Store } from '../ports/store.js';
import type { Clock, Ids, Log } from '../ports/system.js';
import type { Vault } from '../ports/vault.js';
import type { ChangeOf, CreateOf } from '../store/moves/records.js';

export interface Deps {
  readonly store: Store;
  readonly conductor: Pick<Conductor, 'command' | 'campaign' | 'changed' | 'forbid' | 'leadsAdded' | 'endCall' | 'monitor' | 'steer' | 'messaged' | 'live' | 'load' | 'pacing' | 'why' | 'pop'>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly zones: ZoneTable;
  readonly phones: PhoneBook;
}

/** A failure that names several mistakes; `all` has each. */
export interface Refusal extends Failure { readonly all?: readonly Failure[] }
export function refuse(code: string, all: readonly Failure[]): { readonly ok: false; readonly error: Refusal } {
  const text = all.map((one) => one.text).join('; ');
  const at = all[0]?.at;
  return { ok: false, error: at === undefined ? { code, text, all } : { code, text, at, all } };
}

/** May this role do it at all? */
export function allowed(by: User, verb: Verb): Result<Scope> {
  const scope = scopeOf(by.role, verb);
  return scope === null ? fail('right.denied', `the role ${by.role} has no right to ${verb}`) : ok(scope);
}
/** May this user do it to what belongs there? Beyond the scope it is unknown, not forbidden. */
export function allowedAt(by: User, verb: Verb, place: Place, kind: string): Result<Scope> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  return reaches(by, scope.value, place) ? scope : unknown(kind);
}
export const unknown = (kind: string): { readonly ok: false; readonly error: Failure } => fail(`${kind}.unknown`, `no such ${kind}`);

/** Reads a row and checks the verb; a row out of reach is unknown. */
export async function reachRow<K extends Kind>(deps: Deps, by: User, verb: Verb, kind: K, id: Id, place: (row: Records[K]) => Place): Promise<Result<Records[K]>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get(kind, id);
  return row !== undefined && reaches(by, scope.value, place(row)) ? ok(row) : unknown(kind);
}

export type NewRow<K extends Kind> = Extract<CreateOf, { readonly kind: K }>['row'];
/** Inserts a record, says so on the stream, and answers the row as stored. */
export async function make<K extends Kind>(deps: Deps, by: User, kind: K, row: NewRow<K>, type: string, data?: unknown): Promise<Result<Records[K]>> {
  const made = await deps.store.run('create', { kind, row, at: deps.clock.now(), note: { type, actor: by.id, ...(data === undefined ? {} : { data }) } } as CreateOf);
  if (!made.ok) return made;
  return stored(deps, kind, made.value.id);
}
export type RowPatch<K extends Kind> = Extract<ChangeOf, { readonly kind: K }>['patch'];
/** Changes a record whose version is still `expected`; `record.stale` otherwise. */
export async function alter<K extends Kind>(deps: Deps, by: User, kind: K, id: Id, expected: number, patch: RowPatch<K>, type: string, data?: unknown): Promise<Result<Records[K]>> {
  const fields = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const note = { type, actor: by.id, data: data ?? { fields: Object.keys(fields) } };
  const changed = await deps.store.run('change', { kind, id, expectedVersion: expected, patch: fields, at: deps.clock.now(), note } as unknown as ChangeOf);
  if (!changed.ok) return changed;
  return stored(deps, kind, id);
}
async function stored<K extends Kind>(deps: Deps, kind: K, id: Id): Promise<Result<Records[K]>> {
  const row = await deps.store.get(kind, id);
  return row === undefined ? unknown(kind) : ok(row);
}

/** The team a row may name: it must exist in that entity. */
export async function teamOf(deps: Deps, entityId: Id, teamId: Id): Promise<Result<Team>> {
  const team = await deps.store.get('team', teamId);
  return team?.entityId === entityId ? ok(team) : fail('reference.unknown', 'no such team in this entity', '/teamId');
}
/** The entity a new row is for: the asker's own unless their scope is all. */
export async function entityFor(deps: Deps, by: User, scope: Scope, asked: Id | undefined): Promise<Result<Id>> {
  const id = asked ?? by.entityId;
  if (id !== by.entityId && scope !== 'all') return fail('reference.unknown', 'no such entity', '/entityId');
  return (await deps.store.get('entity', id)) === undefined ? fail('reference.unknown', 'no such entity', '/entityId') : ok(id);
}
