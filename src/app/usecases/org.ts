import { readCreditorRules } from '../../core/collections/creditor-rules.js';
import { readRetention, RETENTION } from '../../core/collections/retention.js';
import { readSecondFactorRule, SECOND_FACTOR } from '../../core/rights/second-factor.js';
import { OUTBOUND_NUMBERS, readOutbound } from '../../core/compliance/destination.js';
import { OWN_NUMBERS, readOwnNumbers } from '../../core/compliance/own-numbers.js';
import type { Department, Entity, PauseReason, Setting, Team, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { scopeOf } from '../../core/rights/policy.js';
import type { Id } from '../../core/units.js';
import { allowed, alter, entityFor, make, reachRow, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

export async function listEntities(deps: Deps, by: User, ask: PageAsk): Promise<Result<Page<Entity>>> {
  const scope = allowed(by, 'org.read');
  if (!scope.ok) return scope;
  if (scope.value === 'all') return pageOf(deps.store, 'entity', ask, { wheres: [{}] });
  const own = await deps.store.get('entity', by.entityId);
  return ok({ items: own === undefined || ask.cursor !== undefined ? [] : [own, ...await creditorsOf(deps, by.entityId)], next: null });
}
const MOST_CREDITORS = 1_000;
/** Whose debts a company works: creditors under it, and those it holds cases of. An import names one of them. */
async function creditorsOf({ store }: Deps, entityId: Id): Promise<Entity[]> {
  const all = await store.find('entity', { where: { kind: 'creditor', id: { not: entityId } }, order: [{ by: 'name' }], limit: MOST_CREDITORS });
  const held = await Promise.all(all.map(async (one) => one.parentId === entityId || await store.count('case', { entityId, creditorId: one.id }) > 0));
  return all.filter((_, at) => held[at]);
}
export const getEntity = (deps: Deps, by: User, id: Id): Promise<Result<Entity>> => reachRow(deps, by, 'org.read', 'entity', id, (row) => ({ entityId: row.id }));
export async function createEntity(deps: Deps, by: User, input: { readonly kind: Entity['kind']; readonly name: string; readonly parentId?: Id | null; readonly creditorGroup?: string | null; readonly rules?: unknown }): Promise<Result<Entity>> {
  const scope = allowed(by, 'org.write');
  if (!scope.ok) return scope;
  if (input.parentId != null && await deps.store.get('entity', input.parentId) === undefined) return fail('reference.unknown', 'no such parent entity', '/parentId');
  const rules = readCreditorRules(input.rules, '/rules');
  if (!rules.ok) return rules;
  return make(deps, by, 'entity', { kind: input.kind, name: input.name.trim(), parentId: input.parentId ?? null, creditorGroup: input.creditorGroup ?? null, rules: input.rules ?? null }, 'entity.created');
}
export async function changeEntity(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string; readonly parentId?: Id | null; readonly creditorGroup?: string | null; readonly rules?: unknown }): Promise<Result<Entity>> {
  const found = await reachRow(deps, by, 'org.write', 'entity', id, (row) => ({ entityId: row.id }));
  if (!found.ok) return found;
  const rules = readCreditorRules(patch.rules, '/rules');
  if (!rules.ok) return rules;
  for (let parent = patch.parentId ?? null; parent !== null;) {
    const above = await deps.store.get('entity', parent);
    if (above === undefined) return fail('reference.unknown', 'no such parent entity', '/parentId');
    if (above.id === id) return fail('entity.circle', 'a company can not stand above itself', '/parentId');
    parent = above.parentId;
  }
  return alter(deps, by, 'entity', id, expected, patch, 'entity.changed', { entityId: id, fields: Object.keys(patch) });
}

export async function listTeams(deps: Deps, by: User, ask: PageAsk & { readonly entityId?: Id }): Promise<Result<Page<Team>>> {
  const where = ofEntity(by, allowed(by, 'org.read'), ask.entityId);
  return where.ok ? pageOf(deps.store, 'team', ask, { wheres: where.value }) : where;
}
export const getTeam = (deps: Deps, by: User, id: Id): Promise<Result<Team>> => reachRow(deps, by, 'org.read', 'team', id, (row) => row);
export async function createTeam(deps: Deps, by: User, input: { readonly entityId: Id; readonly departmentId?: Id | null; readonly name: string; readonly creditorIds?: readonly Id[] | null }): Promise<Result<Team>> {
  const scope = allowed(by, 'org.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, input.entityId);
  if (!entity.ok) return entity;
  const department = await checkDepartment(deps, entity.value, input.departmentId);
  if (!department.ok) return department;
  const creditors = await checkCreditors(deps, input.creditorIds);
  if (!creditors.ok) return creditors;
  const made = await make(deps, by, 'team', { entityId: entity.value, departmentId: input.departmentId ?? null, name: input.name.trim(), creditorIds: input.creditorIds ?? null }, 'team.created');
  if (made.ok) deps.conductor.changed('team', made.value.id);
  return made;
}
export async function changeTeam(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string; readonly departmentId?: Id | null; readonly creditorIds?: readonly Id[] | null }): Promise<Result<Team>> {
  const found = await reachRow(deps, by, 'org.write', 'team', id, (row) => row);
  if (!found.ok) return found;
  const department = await checkDepartment(deps, found.value.entityId, patch.departmentId);
  if (!department.ok) return department;
  const creditors = await checkCreditors(deps, patch.creditorIds);
  if (!creditors.ok) return creditors;
  const changed = await alter(deps, by, 'team', id, expected, patch, 'team.changed');
  if (changed.ok) deps.conductor.changed('team', id);
  return changed;
}
async function checkCreditors(deps: Deps, ids: readonly Id[] | null | undefined): Promise<Result<null>> {
  if (ids == null) return ok(null);
  const known = ids.length === 0 ? 0 : await deps.store.count('entity', { id: { in: [...new Set(ids)] } });
  return known === new Set(ids).size ? ok(null) : fail('reference.unknown', 'no such creditor', '/creditorIds');
}
async function checkDepartment(deps: Deps, entityId: Id, id: Id | null | undefined): Promise<Result<null>> {
  if (id == null) return ok(null);
  return (await deps.store.get('department', id))?.entityId === entityId ? ok(null) : fail('reference.unknown', 'no such department in this entity', '/departmentId');
}

export async function listDepartments(deps: Deps, by: User, ask: PageAsk & { readonly entityId?: Id }): Promise<Result<Page<Department>>> {
  const where = ofEntity(by, allowed(by, 'org.read'), ask.entityId);
  return where.ok ? pageOf(deps.store, 'department', ask, { wheres: where.value }) : where;
}
export const getDepartment = (deps: Deps, by: User, id: Id): Promise<Result<Department>> => reachRow(deps, by, 'org.read', 'department', id, (row) => row);
export async function createDepartment(deps: Deps, by: User, input: { readonly entityId: Id; readonly name: string }): Promise<Result<Department>> {
  const scope = allowed(by, 'org.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, input.entityId);
  return entity.ok ? make(deps, by, 'department', { entityId: entity.value, name: input.name.trim() }, 'department.created') : entity;
}
export async function changeDepartment(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string }): Promise<Result<Department>> {
  const found = await reachRow(deps, by, 'org.write', 'department', id, (row) => row);
  return found.ok ? alter(deps, by, 'department', id, expected, patch, 'department.changed') : found;
}

/** The wheres of rows with an `entityId`, narrowed to the asker's entity unless the scope is all. */
export function ofEntity(by: User, scope: ReturnType<typeof allowed>, asked: Id | undefined): Result<readonly { readonly entityId?: Id }[]> {
  if (!scope.ok) return scope;
  if (scope.value === 'all') return ok([asked === undefined ? {} : { entityId: asked }]);
  return ok(asked === undefined || asked === by.entityId ? [{ entityId: by.entityId }] : []);
}

export async function listPauseReasons(deps: Deps, by: User, ask: PageAsk): Promise<Result<Page<PauseReason>>> {
  const scope = allowed(by, 'pause.read');
  return scope.ok ? pageOf(deps.store, 'pauseReason', ask, { wheres: [{}] }) : scope;
}
export const getPauseReason = (deps: Deps, by: User, id: Id): Promise<Result<PauseReason>> => reachRow(deps, by, 'pause.read', 'pauseReason', id, () => ({ entityId: null }));
export interface PauseReasonInput { readonly code: string; readonly nameEn: string; readonly nameZh: string; readonly billable?: boolean; readonly maxMinutes?: number | null; readonly enabled?: boolean }
export async function createPauseReason(deps: Deps, by: User, input: PauseReasonInput): Promise<Result<PauseReason>> {
  const scope = allowed(by, 'pause.write');
  if (!scope.ok) return scope;
  if (await deps.store.count('pauseReason', { code: input.code }) > 0) return fail('pause.code_taken', 'this code is taken', '/code');
  return make(deps, by, 'pauseReason', { code: input.code, nameEn: input.nameEn, nameZh: input.nameZh, billable: input.billable ?? false, maxMinutes: input.maxMinutes ?? null, enabled: input.enabled ?? true }, 'pauseReason.created');
}
export async function changePauseReason(deps: Deps, by: User, id: Id, expected: number, patch: Partial<Omit<PauseReasonInput, 'code'>>): Promise<Result<PauseReason>> {
  const found = await reachRow(deps, by, 'pause.write', 'pauseReason', id, () => ({ entityId: null }));
  return found.ok ? alter(deps, by, 'pauseReason', id, expected, patch, 'pauseReason.changed') : found;
}

/** Some values are kept for one company (`exports.<entity>.…`): they have routes of their own, and are no reading for another's people. What the pacers learned (`pacing.<campaign>`) and what the vault keeps of itself is nobody's reading. */
const shows = (by: User, key: string): boolean => !key.startsWith('pacing.') && !key.startsWith('vault.') && (!key.startsWith('exports.') || scopeOf(by.role, 'setting.write') === 'all');

export async function listSettings(deps: Deps, by: User, ask: PageAsk): Promise<Result<Page<Setting>>> {
  const scope = allowed(by, 'setting.read');
  return scope.ok ? pageOf(deps.store, 'setting', ask, { wheres: [{}], keep: (row) => shows(by, row.key) }) : scope;
}
export async function getSetting(deps: Deps, by: User, key: string): Promise<Result<Setting>> {
  const scope = allowed(by, 'setting.read');
  if (!scope.ok) return scope;
  const [row] = await deps.store.find('setting', { where: { key }, limit: 1 });
  return row === undefined || !shows(by, key) ? unknown('setting') : ok(row);
}
/** Sets an installation-wide value; a new key needs no version. */
export async function putSetting(deps: Deps, by: User, key: string, expected: number | null, value: unknown): Promise<Result<Setting>> {
  const scope = allowed(by, 'setting.write');
  if (!scope.ok) return scope;
  if (JSON.stringify(value ?? null).length > 16_384) return fail('setting.large', 'a setting has at most 16 KB', '/value');
  if (/^(?:compliance|pacing|vault)\./.test(key)) return fail('setting.reserved', 'this is kept by the server itself', '/key');
  const wrong = key === OWN_NUMBERS ? await checkOwnNumbers(deps, value) : key === OUTBOUND_NUMBERS ? readOutbound(value) : key === RETENTION ? readRetention(value) : key === SECOND_FACTOR ? readSecondFactorRule(value) : null;
  if (wrong?.ok === false) return wrong;
  const [row] = await deps.store.find('setting', { where: { key }, limit: 1 });
  if (row === undefined) return make(deps, by, 'setting', { key, value: value ?? null }, 'setting.created', { key });
  if (expected === null) return fail('version.required', 'say which version you change, in If-Match or `version`');
  return alter(deps, by, 'setting', row.id, expected, { value: value ?? null }, 'setting.changed', { key });
}
/** A number on somebody's file is never one of ours: the rules about them hold. */
async function checkOwnNumbers({ store, vault }: Deps, value: unknown): Promise<Result<never> | null> {
  const read = readOwnNumbers(value);
  if (!read.ok) return read;
  for (const [at, one] of read.value.entries()) if (await store.count('contactPoint', { valueIndex: vault.index('phone', one.number), kind: 'phone' }) > 0) return fail('setting.ownNumbers', 'is on the file of somebody who has to do with a debt', `/value/${at}/number`);
  return null;
}
