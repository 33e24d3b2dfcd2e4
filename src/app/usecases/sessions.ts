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
import { passCode, passSecondFactor, secondFactorDue } from './second-factor.js';
import { Throttle } from './throttle.js';

/** Sessions are short: a shift. */
export const SESSION_LENGTH = 12 * 3_600_000;
/** A browser's session ends after so long without a request and without an open desk or wallboard. */
export const IDLE_AFTER = 30 * 60_000;
/** Use is written down no oftener than this, so a session may last this much longer. */
const SEEN_EVERY = 5 * 60_000;
const SPAN = 5 * 60_000;
/** How long a password or code that was given lasts for grave acts, unless the settings say otherwise. */
export const PROOF_LASTS = 10 * 60_000;

/** What authentication reads; the desk gateway gives just these. */
export type SessionDeps = Pick<Deps, 'store' | 'clock'>;

/** The user of a token, or null: unknown, expired, revoked, disabled, or with something to be done before anything else. */
export async function authorize(deps: SessionDeps, token: string): Promise<User | null> {
  const user = (await sessionOf(deps, token))?.user ?? null;
  return user === null || user.mustChangePassword || await secondFactorDue(deps, user) ? null : user;
}
/** Until when a session counts as proven: it was opened, or its user gave password or code again. */
export const provenUntil = (session: Session, lasts: number): Instant => Math.max(session.createdAt, session.provedAt ?? 0) + lasts;
export async function sessionOf(deps: SessionDeps, token: string): Promise<{ readonly user: User; readonly session: Session } | null> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return null;
  const [session] = await deps.store.find('session', { where: { tokenHash: hashToken(token) }, limit: 1 });
  if (session === undefined || session.revokedAt !== null || session.expiresAt <= deps.clock.now()) return null;
  if (!await seen(deps, session)) return null;
  const user = await deps.store.get('user', session.userId);
  return user?.enabled === true ? { user, session } : null;
}
/** False: nobody used it for too long. An open desk asks each minute, and so keeps it. */
async function seen({ store, clock }: SessionDeps, session: Session): Promise<boolean> {
  if (session.seenAt === null) return true;
  const now = clock.now();
  if (now - session.seenAt > IDLE_AFTER + SEEN_EVERY) return false;
  // Another use that comes first has said it, too.
  if (now - session.seenAt > SEEN_EVERY) await store.run('change', { kind: 'session', id: session.id, expectedVersion: session.version, patch: { seenAt: now }, at: now });
  return true;
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
  async login(input: { readonly login: string; readonly password: string; readonly code?: string; readonly address: string; /** From a page: its session ends by idleness. */ readonly page?: boolean }): Promise<Result<LoggedIn>> {
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
    return ok(await this.open(user, input.page === true));
  }

  /**
   * Password or code once more, before a grave act; counted with failed logins. Codes: `password.wrong`, `login.code_wrong`,
   * `second_factor.off`, `login.throttled`.
   */
  async prove(by: User, session: Session, given: { readonly password: string } | { readonly code: string }, address: string): Promise<Result<Session>> {
    const now = this.deps.clock.monotonic();
    const wait = Math.max(this.byAddress.wait(address, now), this.byLogin.wait(by.login, now));
    if (wait > 0) return fail('login.throttled', 'too many failed logins, try again later', String(Math.ceil(wait / 1000)));
    this.byAddress.failed(address, now);
    this.byLogin.failed(by.login, now);
    const passed = 'code' in given ? await passCode(this.deps, by, given.code) : await verifyPassword(by.passwordHash, given.password) ? ok(null) : fail('password.wrong', 'the password is wrong', '/password');
    if (!passed.ok) { this.deps.log.warn({ userId: by.id, code: passed.error.code }, 'proof refused'); return passed; }
    this.byAddress.succeeded(address);
    this.byLogin.succeeded(by.login);
    for (let tries = 0; tries < 10; tries += 1) {
      const row = await this.deps.store.get('session', session.id);
      if (row === undefined || row.revokedAt !== null) return fail('session.required', 'the session is over');
      const done = await alter(this.deps, by, 'session', row.id, row.version, { provedAt: this.deps.clock.now() }, 'session.proved');
      if (done.ok) return done;
    }
    throw new Error('a proof could not be written down');
  }

  /** Seconds until this login may be tried again; 0: now. */
  lockedFor(login: string): number { return Math.ceil(this.byLogin.wait(login, this.deps.clock.monotonic()) / 1000); }
  /** Forgets the failures of a login; those of an address stay: they may be of an attacker. */
  unlock(login: string): void { this.byLogin.succeeded(login); }

  async logout(token: string): Promise<void> {
    const found = await sessionOf(this.deps, token);
    if (found !== null) await endSession(this.deps, found.user, found.session.id, 'session.closed');
  }

  /** One's own password. Every session of the user ends; a new one is given. */
  async changePassword(by: User, input: { readonly current: string; readonly next: string }, address: string, page = false): Promise<Result<LoggedIn>> {
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
    return ok(await this.open(changed.value, page));
  }

  private async open(user: User, page: boolean): Promise<LoggedIn> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = this.deps.clock.now() + SESSION_LENGTH;
    const made = await make(this.deps, user, 'session', { userId: user.id, tokenHash: hashToken(token), expiresAt, revokedAt: null, seenAt: page ? this.deps.clock.now() : null, provedAt: null }, 'session.opened');
    if (!made.ok) throw new Error(`a session could not be stored: ${made.error.code}`);
    return { token, expiresAt, user };
  }
}

/** Ends every open session of a user: after a new password, a disabling, a change of role. */
export async function revokeSessions(deps: Deps, by: User, userId: Id): Promise<number> {
  const now = deps.clock.now();
  const open = await deps.store.find('session', { where: { userId, revokedAt: null, expiresAt: { gt: now } } });
  for (const session of open) await endSession(deps, by, session.id, 'session.revoked');
  return open.length;
}
/** Ended, whatever else is written to its row at the same time. */
async function endSession(deps: Deps, by: User, id: Id, type: string): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const row = await deps.store.get('session', id);
    if (row === undefined || row.revokedAt !== null) return;
    if ((await alter(deps, by, 'session', id, row.version, { revokedAt: deps.clock.now() }, type)).ok) return;
  }
  throw new Error('a session could not be ended');
}

export interface OwnSession { readonly id: Id; readonly openedAt: Instant; readonly seenAt: Instant | null; readonly expiresAt: Instant; /** The one that asks. */ readonly here: boolean }
/** Sessions of a user that are open, the newest first. */
export async function openSessions(deps: Deps, userId: Id): Promise<readonly Session[]> {
  const now = deps.clock.now();
  const open = await deps.store.find('session', { where: { userId, revokedAt: null, expiresAt: { gt: now } }, order: [{ by: 'createdAt', down: true }], limit: 200 });
  return open.filter((one) => one.seenAt === null || now - one.seenAt <= IDLE_AFTER + SEEN_EVERY);
}
/** One's own sessions that are open, the newest first. */
export async function ownSessions(deps: Deps, by: User, token: string): Promise<Result<readonly OwnSession[]>> {
  const mine = hashToken(token);
  return ok((await openSessions(deps, by.id)).map((one) => ({ id: one.id, openedAt: one.createdAt, seenAt: one.seenAt, expiresAt: one.expiresAt, here: one.tokenHash === mine })));
}
/** Ends one of one's own; another's does not exist. Code: `session.unknown`. */
export async function endOwnSession(deps: Deps, by: User, id: Id): Promise<Result<{ readonly done: true }>> {
  const row = await deps.store.get('session', id);
  if (row?.userId !== by.id || row.revokedAt !== null) return fail('session.unknown', 'no such session of yours');
  await endSession(deps, by, id, 'session.revoked');
  return ok({ done: true });
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
