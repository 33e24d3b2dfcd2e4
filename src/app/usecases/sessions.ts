/**
 * Who is there: login, logout, the bearer token of every later request, and the first administrator.
 * A token is 256 random bits; the store has only its SHA-256, so a stolen database opens no session.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Session, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id, Instant } from '../../core/units.js';
import { alter, make, type Deps } from './context.js';
import { checkPassword, generatePassword, hashPassword, verifyNobody, verifyPassword } from './passwords.js';
import { passSecondFactor } from './second-factor.js';
import { Throttle } from './throttle.js';

/** Sessions are short: a shift. */
export const SESSION_LENGTH = 12 * 3_600_000;
const SPAN = 5 * 60_000;

/** What authentication reads; the desk gateway gives just these. */
export type SessionDeps = Pick<Deps, 'store' | 'clock'>;

/** The user of a token, or null: unknown, expired, revoked, or the user was disabled. */
export async function authorize(deps: SessionDeps, token: string): Promise<User | null> {
  return (await sessionOf(deps, token))?.user ?? null;
}
export async function sessionOf(deps: SessionDeps, token: string): Promise<{ readonly user: User; readonly session: Session } | null> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return null;
  const [session] = await deps.store.find('session', { where: { tokenHash: hashToken(token) }, limit: 1 });
  if (session === undefined || session.revokedAt !== null || session.expiresAt <= deps.clock.now()) return null;
  const user = await deps.store.get('user', session.userId);
  return user?.enabled === true ? { user, session } : null;
}
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface LoggedIn { readonly token: string; readonly expiresAt: Instant; readonly user: User }

/** Login with its own memory of failures, by address and by login name. One per server. */
export class Sessions {
  private readonly byAddress = new Throttle(30, SPAN);
  private readonly byLogin = new Throttle(10, SPAN);
  constructor(private readonly deps: Deps) {}

  /** After the right password `login.code_required` asks for the second factor, where one is on; `login.code_wrong` counts as a failure, too.
   *  `login.failed` says nothing about which part was wrong; `login.throttled` has the seconds to wait in its text and `at`. */
  async login(input: { readonly login: string; readonly password: string; readonly code?: string; readonly address: string }): Promise<Result<LoggedIn>> {
    const { store, clock, log } = this.deps;
    const name = input.login.trim().toLowerCase();
    const now = clock.monotonic();
    const wait = Math.max(this.byAddress.wait(input.address, now), this.byLogin.wait(name, now));
    if (wait > 0) return fail('login.throttled', 'too many failed logins, try again later', String(Math.ceil(wait / 1000)));
    // Counted before the slow check, so that parallel guesses are counted too.
    this.byAddress.failed(input.address, now);
    this.byLogin.failed(name, now);
    const [user] = await store.find('user', { where: { login: name }, limit: 1 });
    const right = user === undefined ? await verifyNobody(input.password) : await verifyPassword(user.passwordHash, input.password);
    if (user === undefined || !right || !user.enabled) {
      log.warn({ userId: user?.id ?? null }, 'login failed');
      return fail('login.failed', 'login or password is wrong, or the user is disabled');
    }
    const passed = await passSecondFactor(this.deps, user, input.code);
    if (!passed.ok) { log.warn({ userId: user.id, code: passed.error.code }, 'second factor'); return passed; }
    this.byAddress.succeeded(input.address);
    this.byLogin.succeeded(name);
    return ok(await this.open(user));
  }

  async logout(token: string): Promise<void> {
    const found = await sessionOf(this.deps, token);
    if (found !== null) await alter(this.deps, found.user, 'session', found.session.id, found.session.version, { revokedAt: this.deps.clock.now() }, 'session.closed');
  }

  /** One's own password. Every session of the user ends; a new one is given. */
  async changePassword(by: User, input: { readonly current: string; readonly next: string }, address: string): Promise<Result<LoggedIn>> {
    const now = this.deps.clock.monotonic();
    if (this.byLogin.wait(by.login, now) > 0) return fail('login.throttled', 'too many failed logins, try again later', '300');
    if (!await verifyPassword(by.passwordHash, input.current)) {
      this.byLogin.failed(by.login, now);
      this.byAddress.failed(address, now);
      return fail('password.wrong', 'the present password is wrong', '/current');
    }
    const checked = checkPassword(input.next, by.login);
    if (!checked.ok) return { ok: false, error: { ...checked.error, at: '/next' } };
    if (input.next === input.current) return fail('password.same', 'the new password must differ from the present one', '/next');
    const changed = await alter(this.deps, by, 'user', by.id, by.version, { passwordHash: await hashPassword(input.next), mustChangePassword: false }, 'user.passwordChanged', {});
    if (!changed.ok) return changed;
    await revokeSessions(this.deps, by, by.id);
    return ok(await this.open(changed.value));
  }

  private async open(user: User): Promise<LoggedIn> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = this.deps.clock.now() + SESSION_LENGTH;
    const made = await make(this.deps, user, 'session', { userId: user.id, tokenHash: hashToken(token), expiresAt, revokedAt: null }, 'session.opened');
    if (!made.ok) throw new Error(`a session could not be stored: ${made.error.code}`);
    return { token, expiresAt, user };
  }
}

/** Ends every open session of a user: after a new password, a disabling, a change of role. */
export async function revokeSessions(deps: Deps, by: User, userId: Id): Promise<void> {
  const now = deps.clock.now();
  const open = await deps.store.find('session', { where: { userId, revokedAt: null, expiresAt: { gt: now } } });
  for (const session of open) await alter(deps, by, 'session', session.id, session.version, { revokedAt: now }, 'session.revoked');
}

/**
 * On a first run makes the operator's entity (if there is none) and the user `admin` with a generated password, which is
 * returned this once to be printed. null: an administrator is there already.
 */
export async function ensureAdministrator(deps: Pick<Deps, 'store' | 'clock' | 'ids'>): Promise<{ readonly login: string; readonly password: string } | null> {
  const { store, clock } = deps;
  if (await store.count('user', { role: 'administrator' }) > 0) return null;
  const at = clock.now();
  const note = (type: string): { readonly type: string; readonly actor: string } => ({ type, actor: 'first-run' });
  const [operator] = await store.find('entity', { where: { kind: 'operator' }, limit: 1 });
  let entityId = operator?.id;
  if (entityId === undefined) {
    const made = await store.run('create', { kind: 'entity', at, note: note('entity.created'), row: { kind: 'operator', name: 'Operator', parentId: null, creditorGroup: null } });
    if (!made.ok) throw new Error(`the operator's entity could not be made: ${made.error.code}`);
    entityId = made.value.id;
  }
  const password = generatePassword();
  const made = await store.run('create', {
    kind: 'user', at, note: note('user.created'),
    row: {
      login: 'admin', displayName: 'Administrator', passwordHash: await hashPassword(password), role: 'administrator', entityId, teamId: null,
      skills: [], desk: null, enabled: true, mustChangePassword: true,
    },
  });
  if (!made.ok) throw new Error(`the first administrator could not be made: ${made.error.text}`);
  return { login: 'admin', password };
}
