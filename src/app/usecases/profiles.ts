/** Mapping profiles: how a creditor's files name their columns, by kind of import. */
import { IMPORT_KINDS, isTarget, type ImportKind } from '../../core/intake/index.js';
import type { MappingProfile, User } from '../../core/records/index.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import type { Scope, Verb } from '../../core/rights/policy.js';
import type { Id } from '../../core/units.js';
import { allowed, alter, make, refuse, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

type Columns = Readonly<Record<string, string>>;
const MOST = 500;
const MOST_PROFILES = 100;

/**
 * May somebody whose right ends at their entity know of this creditor? When it is their own, when the entity works (or has
 * imported) cases of it, or belongs to its creditor group, or one of the two stands below the other.
 */
async function knows(deps: Deps, by: User, scope: Scope, creditorId: Id): Promise<boolean> {
  if (scope === 'all' || creditorId === by.entityId) return true;
  if (await deps.store.count('case', { entityId: by.entityId, creditorId }) > 0) return true;
  if (await deps.store.count('importRun', { entityId: by.entityId, creditorId }) > 0) return true;
  const [own, creditor] = await Promise.all([deps.store.get('entity', by.entityId), deps.store.get('entity', creditorId)]);
  if (!own || !creditor) return false;
  return own.parentId === creditorId || creditor.parentId === own.id || (own.creditorGroup !== null && own.creditorGroup === creditor.creditorGroup);
}

async function reach(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<MappingProfile>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('mappingProfile', id);
  return row !== undefined && await knows(deps, by, scope.value, row.creditorId) ? ok(row) : unknown('profile');
}

export async function listProfiles(deps: Deps, by: User, ask: PageAsk & { readonly creditorId?: Id; readonly kind?: ImportKind }): Promise<Result<Page<MappingProfile>>> {
  const scope = allowed(by, 'mapping.read');
  if (!scope.ok) return scope;
  const known = new Map<Id, Promise<boolean>>();
  const where = { ...(ask.creditorId === undefined ? {} : { creditorId: ask.creditorId }), ...(ask.kind === undefined ? {} : { kind: ask.kind }) };
  return pageOf(deps.store, 'mappingProfile', ask, {
    wheres: [where],
    keep: ({ creditorId }) => {
      const asked = known.get(creditorId) ?? knows(deps, by, scope.value, creditorId);
      known.set(creditorId, asked);
      return asked;
    },
  });
}
export const getProfile = (deps: Deps, by: User, id: Id): Promise<Result<MappingProfile>> => reach(deps, by, 'mapping.read', id);

export interface ProfileInput { readonly creditorId: Id; readonly kind: ImportKind; readonly name: string; readonly columns: Columns }
/** Codes: `reference.unknown` (creditor), `mapping.field` (every column that names no field of the kind), `mapping.many`, `record.conflict` (the name is taken). */
export async function createProfile(deps: Deps, by: User, input: ProfileInput): Promise<Result<MappingProfile>> {
  const scope = allowed(by, 'mapping.write');
  if (!scope.ok) return scope;
  if (await deps.store.get('entity', input.creditorId) === undefined || !await knows(deps, by, scope.value, input.creditorId)) return fail('reference.unknown', 'no such creditor', '/creditorId');
  const columns = checkColumns(input.kind, input.columns);
  if (!columns.ok) return columns;
  return make(deps, by, 'mappingProfile', { creditorId: input.creditorId, kind: input.kind, name: input.name.trim(), columns: columns.value }, 'mappingProfile.created', { creditorId: input.creditorId, kind: input.kind });
}
export async function changeProfile(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string; readonly columns?: Columns }): Promise<Result<MappingProfile>> {
  const found = await reach(deps, by, 'mapping.write', id);
  if (!found.ok) return found;
  const columns = patch.columns === undefined ? null : checkColumns(found.value.kind, patch.columns);
  if (columns?.ok === false) return columns;
  return alter(deps, by, 'mappingProfile', id, expected, { ...(patch.name === undefined ? {} : { name: patch.name.trim() }), ...(columns === null ? {} : { columns: columns.value }) }, 'mappingProfile.changed', { creditorId: found.value.creditorId, kind: found.value.kind });
}

function checkColumns(kind: ImportKind, columns: Columns): Result<Columns> {
  const entries = Object.entries(columns);
  if (entries.length > MOST) return fail('mapping.many', `at most ${MOST} columns`, '/columns');
  const wrong = entries.flatMap(([header, target]): Failure[] => (header.trim() !== '' && isTarget(target, kind) ? [] : [{ code: 'mapping.field', text: `no field of a ${kind} file: ${target.slice(0, 40)}`, at: `/columns/${header.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')}` }]));
  return wrong.length > 0 ? refuse('mapping.field', wrong) : ok(columns);
}

/** Profiles of a creditor for a kind of file, as far as the asker may read them; `asked`: the one of this name or id. */
export async function profilesOf(deps: Deps, by: User, creditorId: Id, kind: ImportKind, asked?: string): Promise<readonly MappingProfile[]> {
  const scope = allowed(by, 'mapping.read');
  if (!scope.ok || !await knows(deps, by, scope.value, creditorId)) return [];
  const rows = await deps.store.find('mappingProfile', { where: { creditorId, kind }, order: [{ by: 'name' }], limit: MOST_PROFILES });
  return asked === undefined ? rows : rows.filter((row) => row.name === asked || row.id === asked);
}

/** The columns of a profile of this creditor and kind, by id or name. Fails with `reference.unknown`. */
export async function profileFor(deps: Deps, by: User, creditorId: Id, kind: ImportKind, asked: string): Promise<Result<Columns>> {
  const none = fail('reference.unknown', 'this creditor has no such mapping profile for this kind of file', '/profile');
  if (!IMPORT_KINDS.includes(kind)) return none;
  const [named] = await deps.store.find('mappingProfile', { where: { creditorId, kind, name: asked }, limit: 1 });
  const found = named ?? await deps.store.get('mappingProfile', asked);
  if (found?.creditorId !== creditorId || found.kind !== kind) return none;
  const readable = await reach(deps, by, 'mapping.read', found.id);
  return readable.ok ? ok(found.columns) : none;
}
