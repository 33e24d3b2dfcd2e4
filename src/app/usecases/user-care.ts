/** What an administrator sees of somebody's access, and lends a hand with: a login that is locked, sessions that are open. */
import type { User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import type { Id, Instant } from '../../core/units.js';
import { reachRow, type Deps } from './context.js';
import { secondFactorState, type SecondFactorState } from './second-factor.js';
import { openSessions, revokeSessions, type Sessions } from './sessions.js';

const reach = (deps: Deps, by: User, id: Id): Promise<Result<User>> => reachRow(deps, by, 'user.write', 'user', id, (user) => ({ entityId: user.entityId, teamId: user.teamId, userIds: [user.id] }));
export interface Access {
  /** Seconds until the login may be tried again after too many failures; 0: now. */
  readonly lockedFor: number;
  readonly secondFactor: Pick<SecondFactorState, 'state' | 'since'>;
  readonly sessions: readonly { readonly id: Id; readonly openedAt: Instant; readonly seenAt: Instant | null; readonly expiresAt: Instant }[];
}

export async function accessOf(deps: Deps, by: User, id: Id, logins: Pick<Sessions, 'lockedFor'>): Promise<Result<Access>> {
  const found = await reach(deps, by, id);
  if (!found.ok) return found;
  const factor = await secondFactorState(deps, found.value);
  if (!factor.ok) return factor;
  const sessions = await openSessions(deps, id);
  return ok({ lockedFor: logins.lockedFor(found.value.login), secondFactor: { state: factor.value.state, since: factor.value.since }, sessions: sessions.map(({ id: session, createdAt, seenAt, expiresAt }) => ({ id: session, openedAt: createdAt, seenAt, expiresAt })) });
}

/** Failures are forgotten: the login may be tried again at once. */
export async function unlockUser(deps: Deps, by: User, id: Id, reason: string, logins: Pick<Sessions, 'unlock'>): Promise<Result<{ readonly done: true }>> {
  const found = await reach(deps, by, id);
  if (!found.ok) return found;
  logins.unlock(found.value.login);
  return note(deps, by, id, 'user.unlocked', { reason: reason.trim() });
}
/** All of them, the desk's among them. One's own are ended on one's own page. */
export async function endSessionsOf(deps: Deps, by: User, id: Id, reason: string): Promise<Result<{ readonly ended: number }>> {
  const found = await reach(deps, by, id);
  if (!found.ok) return found;
  const ended = await revokeSessions(deps, by, id);
  const kept = await note(deps, by, id, 'user.sessionsEnded', { reason: reason.trim(), ended });
  return kept.ok ? ok({ ended }) : kept;
}

async function note(deps: Deps, by: User, id: Id, type: string, data: Readonly<Record<string, unknown>>): Promise<Result<{ readonly done: true }>> {
  await deps.store.run('testify', { note: { type, actor: by.id, data }, subjects: [id], at: deps.clock.now() });
  return ok({ done: true });
}
