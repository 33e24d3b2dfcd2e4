/**
 * A second factor at login: one-time codes by time (TOTP, RFC 6238: SHA-1, 6 digits, 30 s), as every authenticator has them. Each user turns it on for
 * themselves; the secret is sealed and never shown again after it was confirmed. A code opens one session only: its time step is written down before.
 */
import { Secret, TOTP } from 'otpauth';
import type { SecondFactor, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id, Instant } from '../../core/units.js';
import { alter, make, reachRow, type Deps } from './context.js';
import { verifyPassword } from './passwords.js';

const ISSUER = 'Dunwell';
const PERIOD = 30;
/** A clock may be a step off, either way (RFC 6238, 5.2). */
const WINDOW = 1;

export interface SecondFactorState { readonly state: 'off' | 'pending' | 'on'; readonly since: Instant | null }

const rowOf = async (deps: Pick<Deps, 'store'>, userId: Id): Promise<SecondFactor | null> => (await deps.store.find('secondFactor', { where: { userId }, limit: 1 }))[0] ?? null;
const totpOf = (secret: string, label: string): TOTP => new TOTP({ issuer: ISSUER, label, algorithm: 'SHA1', digits: 6, period: PERIOD, secret: Secret.fromBase32(secret) });

export async function secondFactorState(deps: Deps, by: User): Promise<Result<SecondFactorState>> {
  const row = await rowOf(deps, by.id);
  if (row === null || row.secretSealed === null) return ok({ state: 'off', since: null });
  return ok(row.confirmedAt === null ? { state: 'pending', since: null } : { state: 'on', since: row.confirmedAt });
}

/** A new secret, shown this once; it counts only after `confirmSecondFactor`. Refused while one is on: `second_factor.on`. */
export async function beginSecondFactor(deps: Deps, by: User): Promise<Result<{ readonly secret: string; readonly uri: string }>> {
  const row = await rowOf(deps, by.id);
  if (row?.confirmedAt != null) return fail('second_factor.on', 'a second factor is on already; remove it first');
  const secret = new Secret({ size: 20 }).base32;
  const fresh = { secretSealed: deps.vault.seal('secret', secret), confirmedAt: null, lastStep: 0 };
  const kept = row === null ? await make(deps, by, 'secondFactor', { userId: by.id, ...fresh }, 'user.secondFactorBegun', {}) : await alter(deps, by, 'secondFactor', row.id, row.version, fresh, 'user.secondFactorBegun', {});
  return kept.ok ? ok({ secret, uri: totpOf(secret, by.login).toString() }) : kept;
}

/** The authenticator shows the right code: from now on login asks for one. */
export async function confirmSecondFactor(deps: Deps, by: User, code: string): Promise<Result<SecondFactorState>> {
  const row = await rowOf(deps, by.id);
  if (row === null || row.secretSealed === null) return fail('second_factor.off', 'ask for a secret first');
  if (row.confirmedAt !== null) return fail('second_factor.on', 'a second factor is on already');
  const step = stepOf(deps, row, by, code);
  if (step === null) return fail('second_factor.code', 'the code is wrong', '/code');
  const at = deps.clock.now();
  const done = await alter(deps, by, 'secondFactor', row.id, row.version, { confirmedAt: at, lastStep: step }, 'user.secondFactorOn', {});
  return done.ok ? ok({ state: 'on', since: at }) : done;
}

/** One's own, with the password: a page left open must not be enough. */
export async function removeSecondFactor(deps: Deps, by: User, password: string): Promise<Result<SecondFactorState>> {
  if (!await verifyPassword(by.passwordHash, password)) return fail('password.wrong', 'the password is wrong', '/password');
  return turnOff(deps, by, by.id);
}
/** Somebody lost their authenticator: whoever may change users takes it away. */
export async function removeSecondFactorOf(deps: Deps, by: User, id: Id): Promise<Result<SecondFactorState>> {
  const found = await reachRow(deps, by, 'user.write', 'user', id, (user) => ({ entityId: user.entityId, teamId: user.teamId, userIds: [user.id] }));
  return found.ok ? turnOff(deps, by, id) : found;
}
async function turnOff(deps: Deps, by: User, userId: Id): Promise<Result<SecondFactorState>> {
  const row = await rowOf(deps, userId);
  if (row === null || row.secretSealed === null) return ok({ state: 'off', since: null });
  const done = await alter(deps, by, 'secondFactor', row.id, row.version, { secretSealed: null, confirmedAt: null, lastStep: 0 }, 'user.secondFactorOff', { userId });
  return done.ok ? ok({ state: 'off', since: null }) : done;
}

/** At login, after the right password. `login.code_required`: ask for it; `login.code_wrong`: wrong, or used before. */
export async function passSecondFactor(deps: Deps, user: User, code: string | undefined): Promise<Result<null>> {
  const row = await rowOf(deps, user.id);
  if (row === null || row.secretSealed === null || row.confirmedAt === null) return ok(null);
  if (code === undefined || code === '') return fail('login.code_required', 'give the code of your authenticator', '/code');
  const step = stepOf(deps, row, user, code);
  const wrong = fail('login.code_wrong', 'the code is wrong, too old or used before', '/code');
  if (step === null || step <= row.lastStep) return wrong;
  // Of two logins with one code at a time, one finds the row changed.
  const used = await alter(deps, user, 'secondFactor', row.id, row.version, { lastStep: step }, 'user.secondFactorUsed', {});
  return used.ok ? ok(null) : wrong;
}
/** The time step the code is of, or null. */
function stepOf(deps: Deps, row: SecondFactor, user: User, code: string): number | null {
  if (row.secretSealed === null || !/^\d{6}$/.test(code.trim())) return null;
  const timestamp = deps.clock.now();
  const delta = totpOf(deps.vault.open('secret', row.secretSealed), user.login).validate({ token: code.trim(), timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD) + delta;
}
