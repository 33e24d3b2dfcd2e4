import type { DeskAddress, Role, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { allowed, allowedAt, alter, entityFor, make, reachRow, teamOf, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { checkPassword, generatePassword, hashPassword } from './passwords.js';
import { revokeSessions } from './sessions.js';

export interface UserInput {
  readonly login: string; readonly displayName: string; readonly role: Role; readonly entityId: Id; readonly teamId?: Id | null;
  readonly skills?: readonly string[]; readonly desk?: DeskAddress | null; readonly password?: string; readonly mustChangePassword?: boolean;
}
export interface UserPatch { readonly displayName?: string; readonly role?: Role; readonly teamId?: Id | null; readonly skills?: readonly string[]; readonly desk?: DeskAddress | null; readonly enabled?: boolean; /** Why; kept with the event. */ readonly reason?: string }

/** As it is kept with an event. */
const because = (reason: string | undefined): { readonly reason?: string } => (reason === undefined ? {} : { reason: reason.trim() });
const placeOf = (user: User): { entityId: Id; teamId: Id | null; userIds: readonly Id[] } => ({ entityId: user.entityId, teamId: user.teamId, userIds: [user.id] });

export async function listUsers(deps: Deps, by: User, ask: PageAsk & { readonly role?: Role; readonly entityId?: Id; readonly teamId?: Id }): Promise<Result<Page<User>>> {
  const scope = allowed(by, 'user.read');
  if (!scope.ok) return scope;
  const asked = { ...(ask.role === undefined ? {} : { role: ask.role }), ...(ask.entityId === undefined ? {} : { entityId: ask.entityId }), ...(ask.teamId === undefined ? {} : { teamId: ask.teamId }) };
  const keep = (user: User): boolean => allowedAt(by, 'user.read', placeOf(user), 'user').ok;
  const narrowed = scope.value === 'all' ? asked : { ...asked, entityId: by.entityId };
  const none = scope.value !== 'all' && ask.entityId !== undefined && ask.entityId !== by.entityId;
  return pageOf(deps.store, 'user', ask, { wheres: none ? [] : [narrowed], ...(scope.value === 'all' || scope.value === 'entity' ? {} : { keep }) });
}

export function getUser(deps: Deps, by: User, id: Id): Promise<Result<User>> {
  return reachRow(deps, by, 'user.read', 'user', id, placeOf);
}

/** Makes a user. Without a password one is generated, answered once, and must be changed at the first login. */
export async function createUser(deps: Deps, by: User, input: UserInput): Promise<Result<{ readonly user: User; readonly password: string | null }>> {
  const scope = allowed(by, 'user.write');
  if (!scope.ok) return scope;
  const login = input.login.trim().toLowerCase();
  const entity = await entityFor(deps, by, scope.value, input.entityId);
  if (!entity.ok) return entity;
  const checked = await checkLinks(deps, entity.value, input);
  if (!checked.ok) return checked;
  if (input.password !== undefined) {
    const good = checkPassword(input.password, login);
    if (!good.ok) return good;
  }
  if (await deps.store.count('user', { login }) > 0) return fail('user.login_taken', 'this login is taken', '/login');
  const generated = input.password === undefined ? generatePassword() : null;
  const made = await make(deps, by, 'user', {
    login, displayName: input.displayName.trim(), passwordHash: await hashPassword(input.password ?? generated ?? ''), role: input.role, entityId: entity.value,
    teamId: input.teamId ?? null, skills: input.skills ?? [], desk: input.desk ?? null, enabled: true, mustChangePassword: input.mustChangePassword ?? generated !== null,
  }, 'user.created', { role: input.role, entityId: entity.value });
  if (!made.ok) return made.error.code === 'record.conflict' ? fail('user.login_taken', 'this login is taken', '/login') : made;
  deps.conductor.changed('user', made.value.id);
  return ok({ user: made.value, password: generated });
}

export async function changeUser(deps: Deps, by: User, id: Id, expected: number, { reason, ...patch }: UserPatch): Promise<Result<User>> {
  const found = await reachRow(deps, by, 'user.write', 'user', id, placeOf);
  if (!found.ok) return found;
  const user = found.value;
  if ((patch.enabled !== undefined || patch.role !== undefined) && (reason ?? '').trim() === '') return fail('user.reason', 'say why: what somebody may do is changed', '/reason');
  const checked = await checkLinks(deps, user.entityId, patch);
  if (!checked.ok) return checked;
  const steppingDown = user.role === 'administrator' && user.enabled && (patch.enabled === false || (patch.role !== undefined && patch.role !== 'administrator'));
  if (steppingDown && user.id === by.id) return fail('user.self', 'you cannot take your own administrator rights away');
  if (steppingDown && await deps.store.count('user', { role: 'administrator', enabled: true }) < 2) return fail('user.last_administrator', 'this is the last administrator');
  if (patch.enabled === false && user.id === by.id) return fail('user.self', 'you cannot disable yourself');
  const changed = await alter(deps, by, 'user', id, expected, patch, 'user.changed', { fields: Object.keys(patch), entityId: user.entityId, ...because(reason), ...(patch.role === undefined ? {} : { role: patch.role }), ...(patch.enabled === undefined ? {} : { enabled: patch.enabled }) });
  if (!changed.ok) return changed;
  if (patch.enabled === false || (patch.role !== undefined && patch.role !== user.role)) await revokeSessions(deps, by, id);
  deps.conductor.changed('user', id);
  return changed;
}

/** A new generated password, answered once; every session of the user ends. */
export async function resetPassword(deps: Deps, by: User, id: Id, reason?: string): Promise<Result<{ readonly password: string }>> {
  const found = await reachRow(deps, by, 'user.write', 'user', id, placeOf);
  if (!found.ok) return found;
  const password = generatePassword();
  const changed = await alter(deps, by, 'user', id, found.value.version, { passwordHash: await hashPassword(password), mustChangePassword: true }, 'user.passwordReset', because(reason));
  if (!changed.ok) return changed;
  await revokeSessions(deps, by, id);
  return ok({ password });
}

async function checkLinks(deps: Deps, entityId: Id, input: { readonly teamId?: Id | null; readonly desk?: DeskAddress | null }): Promise<Result<null>> {
  if (input.teamId !== undefined && input.teamId !== null) {
    const team = await teamOf(deps, entityId, input.teamId);
    if (!team.ok) return team;
  }
  if (input.desk?.kind === 'template') {
    const template = await deps.store.get('deskTemplate', input.desk.templateId);
    if (template?.approvedAt == null) return fail('template.not_approved', 'no such approved desk template', '/desk/templateId');
  }
  return ok(null);
}
