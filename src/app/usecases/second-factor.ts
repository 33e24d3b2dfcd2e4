/**
 * A second factor at login: one-time codes by time (TOTP, RFC 6238: SHA-1, 6 digits, 30 s), as every authenticator has them. Each user turns it on for
 * themselves, or must, where the setting `secondFactor` names their role; the secret is sealed and never shown again after it was confirmed. A code opens one session only: its time step is written down before.
 */
import { Secret, TOTP } from 'otpauth';
import type { SecondFactor, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { readSecondFactorRule, SECOND_FACTOR } from '../../core/rights/second-factor.js';
import type { Id, Instant } from '../../core/units.js';
import { alter, make, reachRow, type Deps } from './context.js';
import { NO_PASSWORD, verifyPassword } from './passwords.js';
import { codesLeft, makeRecoveryCodes, useRecoveryCode } from './recovery.js';

const ISSUER = 'Dunwell';
const PERIOD = 30;
/** A clock may be a step off, either way (RFC 6238, 5.2). */
const WINDOW = 1;

export interface SecondFactorState {
  readonly state: 'off' | 'pending' | 'on'; readonly since: Instant | null;
  /** Recovery codes that were not used. */
  readonly recoveryLeft: number;
  /** Of a role that must have one. */
  readonly required: boolean;
}

const rowOf = async (deps: Pick<Deps, 'store'>, userId: Id): Promise<SecondFactor | null> => (await deps.store.find('secondFactor', { where: { userId }, limit: 1 }))[0] ?? null;
const totpOf = (secret: string, label: string): TOTP => new TOTP({ issuer: ISSUER, label, algorithm: 'SHA1', digits: 6, period: PERIOD, secret: Secret.fromBase32(secret) });

export async function secondFactorState(deps: Deps, by: User): Promise<Result<SecondFactorState>> {
  const row = await rowOf(deps, by.id);
  const required = await mustHave(deps, by);
  if (row === null || row.secretSealed === null) return ok({ ...OFF, required });
  return ok(row.confirmedAt === null ? { ...OFF, state: 'pending', required } : { state: 'on', since: row.confirmedAt, recoveryLeft: codesLeft(row.recovery), required });
}
const OFF = { state: 'off', since: null, recoveryLeft: 0 } as const;

/** Is this user of a role that must have one? Nobody's password opens the users that come by a file of the machine. */
async function mustHave(deps: Pick<Deps, 'store'>, user: User): Promise<boolean> {
  const [row] = await deps.store.find('setting', { where: { key: SECOND_FACTOR }, limit: 1 });
  const rule = row === undefined ? null : readSecondFactorRule(row.value);
  return rule?.ok === true && rule.value.roles.includes(user.role) && user.passwordHash !== NO_PASSWORD;
}
/** Must one be set up before anything else is done? */
export async function secondFactorDue(deps: Pick<Deps, 'store'>, user: User): Promise<boolean> {
  return await mustHave(deps, user) && (await rowOf(deps, user.id))?.confirmedAt == null;
}

/** A new secret, shown this once; it counts only after `confirmSecondFactor`. Refused while one is on: `second_factor.on`. */
export async function beginSecondFactor(deps: Deps, by: User): Promise<Result<{ readonly secret: string; readonly uri: string }>> {
  const row = await rowOf(deps, by.id);
  if (row?.confirmedAt != null) return fail('second_factor.on', 'a second factor is on already; remove it first');
  const secret = new Secret({ size: 20 }).base32;
  const fresh = { secretSealed: deps.vault.seal('secret', secret), confirmedAt: null, lastStep: 0, recovery: null };
  const kept = row === null ? await make(deps, by, 'secondFactor', { userId: by.id, ...fresh }, 'user.secondFactorBegun', {}) : await alter(deps, by, 'secondFactor', row.id, row.version, fresh, 'user.secondFactorBegun', {});
  return kept.ok ? ok({ secret, uri: totpOf(secret, by.login).toString() }) : kept;
}

/** The authenticator shows the right code: from now on login asks for one. Recovery codes come with it, shown this once. */
export async function confirmSecondFactor(deps: Deps, by: User, code: string): Promise<Result<SecondFactorState & { readonly recoveryCodes: readonly string[] }>> {
  const row = await rowOf(deps, by.id);
  if (row === null || row.secretSealed === null) return fail('second_factor.off', 'ask for a secret first');
  if (row.confirmedAt !== null) return fail('second_factor.on', 'a second factor is on already');
  const step = stepOf(deps, row, by, code);
  if (step === null) return fail('second_factor.code', 'the code is wrong', '/code');
  const at = deps.clock.now();
  const { codes, kept } = await makeRecoveryCodes();
  const done = await alter(deps, by, 'secondFactor', row.id, row.version, { confirmedAt: at, lastStep: step, recovery: kept }, 'user.secondFactorOn', { codes: codes.length });
  return done.ok ? ok({ state: 'on', since: at, recoveryLeft: codes.length, required: await mustHave(deps, by), recoveryCodes: codes }) : done;
}
/** New recovery codes; those before are good for nothing any more. Codes: `second_factor.off`. */
export async function renewRecoveryCodes(deps: Deps, by: User): Promise<Result<{ readonly codes: readonly string[] }>> {
  const row = await rowOf(deps, by.id);
  if (row?.confirmedAt == null) return fail('second_factor.off', 'there is no second factor to recover');
  const { codes, kept } = await makeRecoveryCodes();
  const done = await alter(deps, by, 'secondFactor', row.id, row.version, { recovery: kept }, 'user.recoveryCodesMade', { codes: codes.length });
  return done.ok ? ok({ codes }) : done;
}

/** One's own, with the password: a page left open must not be enough. */
export async function removeSecondFactor(deps: Deps, by: User, password: string): Promise<Result<SecondFactorState>> {
  if (!await verifyPassword(by.passwordHash, password)) return fail('password.wrong', 'the password is wrong', '/password');
  if (await mustHave(deps, by)) return fail('second_factor.required', 'your role must have a second factor: it can’t be turned off');
  return turnOff(deps, by, by.id);
}
/** Somebody lost their authenticator: whoever may change users takes it away. */
export async function removeSecondFactorOf(deps: Deps, by: User, id: Id, reason?: string): Promise<Result<SecondFactorState>> {
  const found = await reachRow(deps, by, 'user.write', 'user', id, (user) => ({ entityId: user.entityId, teamId: user.teamId, userIds: [user.id] }));
  return found.ok ? turnOff(deps, by, id, reason) : found;
}
async function turnOff(deps: Deps, by: User, userId: Id, reason?: string): Promise<Result<SecondFactorState>> {
  const row = await rowOf(deps, userId);
  if (row === null || row.secretSealed === null) return ok({ ...OFF, required: false });
  const done = await alter(deps, by, 'secondFactor', row.id, row.version, { secretSealed: null, confirmedAt: null, lastStep: 0, recovery: null }, 'user.secondFactorOff', { userId, ...(reason === undefined ? {} : { reason: reason.trim() }) });
  return done.ok ? ok({ ...OFF, required: false }) : done;
}

/** At login, after the right password; a recovery code does as well. `login.code_required`: ask for it; `login.code_wrong`: wrong, or used before. */
export async function passSecondFactor(deps: Deps, user: User, code: string | undefined): Promise<Result<null>> {
  const row = await rowOf(deps, user.id);
  if (row === null || row.secretSealed === null || row.confirmedAt === null) return ok(null);
  if (code === undefined || code === '') return fail('login.code_required', 'give the code of your authenticator', '/code');
  const wrong = fail('login.code_wrong', 'the code is wrong, too old or used before', '/code');
  if (!isCode(code)) {
    const recovery = await useRecoveryCode(row.recovery ?? [], code, deps.clock.now());
    if (recovery === null) return wrong;
    const gone = await alter(deps, user, 'secondFactor', row.id, row.version, { recovery }, 'user.recoveryCodeUsed', { left: codesLeft(recovery) });
    return gone.ok ? ok(null) : wrong;
  }
  const step = stepOf(deps, row, user, code);
  if (step === null || step <= row.lastStep) return wrong;
  // Of two logins with one code at a time, one finds the row changed.
  const used = await alter(deps, user, 'secondFactor', row.id, row.version, { lastStep: step }, 'user.secondFactorUsed', {});
  return used.ok ? ok(null) : wrong;
}
/** The authenticator's code alone, once: before a grave act. Codes: `second_factor.off`, `login.code_wrong`. */
export async function passCode(deps: Deps, user: User, code: string): Promise<Result<null>> {
  if ((await rowOf(deps, user.id))?.confirmedAt == null) return fail('second_factor.off', 'there is no second factor: give the password', '/code');
  return isCode(code) ? passSecondFactor(deps, user, code) : fail('login.code_wrong', 'the code is wrong, too old or used before', '/code');
}
const isCode = (typed: string): boolean => /^\d{6}$/.test(typed.trim());
/** The time step the code is of, or null. */
function stepOf(deps: Deps, row: SecondFactor, user: User, code: string): number | null {
  if (row.secretSealed === null || !isCode(code)) return null;
  const timestamp = deps.clock.now();
  const delta = totpOf(deps.vault.open('secret', row.secretSealed), user.login).validate({ token: code.trim(), timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD) + delta;
}
