/** Daily files as people ask for them: made by day, listed, fetched; and how a creditor wants them written. */
import type { DailyFile, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Verb } from '../../core/rights/policy.js';
import type { Id, LocalDate } from '../../core/units.js';
import type { DailyFiles, DailyMade } from '../outbox/daily.js';
import { checkProfile, DEFAULT_PROFILE, profileKey, profileOf, type ExportProfile } from '../outbox/profile.js';
import { FILE_KINDS, type FileKind } from '../outbox/sheets.js';
import type { AccessMemory } from './attempts.js';
import { recordAccess } from './audit.js';
import { allowed, alter, entityFor, make, reachRow, refuse, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { worksFor } from './webhooks.js';

export interface ExportDeps extends Deps { readonly daily: Pick<DailyFiles, 'make'> }

export interface ExportAsk extends PageAsk { readonly creditorId?: Id; readonly day?: LocalDate; readonly kind?: FileKind }
export async function listExports(deps: Deps, by: User, ask: ExportAsk): Promise<Result<Page<DailyFile>>> {
  const scope = allowed(by, 'export.run');
  if (!scope.ok) return scope;
  const where = { ...(scope.value === 'all' ? {} : { entityId: by.entityId }), ...(ask.creditorId === undefined ? {} : { creditorId: ask.creditorId }), ...(ask.day === undefined ? {} : { day: ask.day }), ...(ask.kind === undefined ? {} : { kind: ask.kind }) };
  return pageOf(deps.store, 'dailyFile', ask, { wheres: [where], by: 'day', down: true });
}
export const getExport = (deps: Deps, by: User, id: Id): Promise<Result<DailyFile>> => namedExport(reachRow(deps, by, 'export.run', 'dailyFile', id, (row) => row));
async function namedExport(found: Promise<Result<DailyFile>>): Promise<Result<DailyFile>> {
  const row = await found;
  return !row.ok && row.error.code === 'dailyFile.unknown' ? fail('export.unknown', 'no such export') : row;
}

export interface ExportMade { readonly file: DailyFile; readonly state: DailyMade['state']; /** The file as it was before; null: there was none. */ readonly before: DailyMade['before'] }
/** Makes the files of a day; all four, and answers them all. Codes: `reference.unknown`, `export.day`, `export.profile`, `export.zone`, `mapping.*`. */
export async function runExport(deps: ExportDeps, by: User, input: { readonly creditorId: Id; readonly day: LocalDate; readonly entityId?: Id }): Promise<Result<{ readonly items: readonly ExportMade[] }>> {
  const place = await placeOf(deps, by, 'export.run', input.entityId, input.creditorId);
  if (!place.ok) return place;
  const made = await deps.daily.make({ entityId: place.value, creditorId: input.creditorId, day: input.day, by: by.id });
  if (!made.ok) return made;
  const items: ExportMade[] = [];
  for (const kind of FILE_KINDS) {
    const one = made.value.find((other) => other.kind === kind);
    const file = one && await deps.store.get('dailyFile', one.id);
    if (one && file) items.push({ file, state: one.state, before: one.before });
  }
  return ok({ items });
}

/** The stored path of a file. Whoever fetches it is written down before the first byte leaves. */
export async function exportFileOf(deps: Deps, by: User, id: Id, audited: AccessMemory): Promise<Result<DailyFile>> {
  const found = await getExport(deps, by, id);
  if (!found.ok) return found;
  const { entityId, creditorId, day, kind, sha256 } = found.value;
  // A file fetched in many ranges is one fetching, for ten minutes; a file made anew is another.
  if (audited.due(`${by.id} ${id} ${sha256}`, deps.clock.monotonic())) await recordAccess(deps, by, 'export.read', id, { entityId, creditorId, day, fileKind: kind });
  return found;
}

export interface StoredProfile extends ExportProfile { readonly creditorId: Id; readonly entityId: Id; /** 0: the defaults, nothing is stored. */ readonly version: number }
export async function getExportProfile(deps: Deps, by: User, creditorId: Id, asked?: Id): Promise<Result<StoredProfile>> {
  const place = await placeOf(deps, by, 'mapping.read', asked, creditorId);
  return place.ok ? stored(deps, place.value, creditorId) : place;
}
/** A first profile needs no version. Codes: `export.invalid` with `export.zone`, `export.columns`, `mapping.*`. */
export async function putExportProfile(deps: Deps, by: User, creditorId: Id, expected: number | null, profile: ExportProfile, asked?: Id): Promise<Result<StoredProfile>> {
  const place = await placeOf(deps, by, 'mapping.write', asked, creditorId);
  if (!place.ok) return place;
  const problems = checkProfile(profile, deps.zones);
  if (problems.length > 0) return refuse('export.invalid', problems);
  const key = profileKey(place.value, creditorId);
  const [row] = await deps.store.find('setting', { where: { key }, limit: 1 });
  const told = { entityId: place.value, creditorId };
  if (row && expected === null) return fail('version.required', 'say which version you change, in If-Match or `version`');
  const written = row ? await alter(deps, by, 'setting', row.id, expected ?? 0, { value: profile }, 'export.profileChanged', told) : await make(deps, by, 'setting', { key, value: profile }, 'export.profileChanged', told);
  return written.ok ? stored(deps, place.value, creditorId) : written;
}
async function stored(deps: Deps, entityId: Id, creditorId: Id): Promise<Result<StoredProfile>> {
  const [row] = await deps.store.find('setting', { where: { key: profileKey(entityId, creditorId) }, limit: 1 });
  const profile = await profileOf(deps.store, deps.zones, entityId, creditorId);
  return ok({ ...(profile.ok ? profile.value : DEFAULT_PROFILE), creditorId, entityId, version: row?.version ?? 0 });
}

/** The entity whose work with a creditor is meant. A creditor it does not work for is no different from one that isn't there. */
async function placeOf(deps: Deps, by: User, verb: Verb, asked: Id | undefined, creditorId: Id): Promise<Result<Id>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, asked);
  if (!entity.ok) return entity;
  return await worksFor(deps, entity.value, creditorId) ? entity : fail('reference.unknown', 'no such creditor', '/creditorId');
}
