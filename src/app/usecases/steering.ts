/** What supervisors do with collectors at work: decide their state, and send them a word. Both are written down. */
import type { DeskMessage, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { reaches, scopeOf, type Verb } from '../../core/rights/policy.js';
import type { Id } from '../../core/units.js';
import type { SteerWish } from '../conductor-api.js';
import { recordAccess } from './audit.js';
import { allowed, unknown, type Deps } from './context.js';

/** A team larger than this gets no message at once: something is set up wrongly. */
const LARGEST_TEAM = 500;
const SHOWN = 100;

async function reachCollector(deps: Deps, by: User, verb: Verb, userId: Id): Promise<Result<User>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const user = await deps.store.get('user', userId);
  // Own: theirs is nobody's to steer but by the desk itself.
  if (user === undefined || !user.enabled || !reaches(by, scope.value, { entityId: user.entityId, teamId: user.teamId }) || scopeOf(user.role, 'desk.use') !== 'own') return unknown('user');
  return ok(user);
}

/** Codes: `user.unknown`, and the conductor's (`agent.desk_gone`, `agent.busy`, `pause.unknown_reason`, …). */
export async function steerCollector(deps: Deps, by: User, userId: Id, wish: SteerWish): Promise<Result<void>> {
  const found = await reachCollector(deps, by, 'agent.steer', userId);
  if (!found.ok) return found;
  const steered = await deps.conductor.steer(userId, wish, by.displayName);
  if (steered.ok) await recordAccess(deps, by, 'agent.steered', userId, { entityId: found.value.entityId, ...wish });
  return steered;
}

export interface MessageView { readonly message: DeskMessage; readonly from: string; readonly to: string; readonly text: string }
/** To one collector, or to everybody of a team who works a desk. Codes: `message.to`, `message.text`, `user.unknown`, `team.unknown`, `team.nobody`. */
export async function sendMessage(deps: Deps, by: User, ask: { readonly userId?: Id; readonly teamId?: Id; readonly text: string }): Promise<Result<{ readonly sent: number }>> {
  const text = ask.text.trim();
  if ((ask.userId === undefined) === (ask.teamId === undefined)) return fail('message.to', 'name either a collector or a team');
  if (text === '') return fail('message.text', 'say something', '/text');
  const to = ask.userId !== undefined ? await one(deps, by, ask.userId) : await team(deps, by, ask.teamId ?? '');
  if (!to.ok) return to;
  const at = deps.clock.now();
  const textSealed = deps.vault.seal('note', text);
  const teamId = ask.teamId ?? null;
  const made = await deps.store.run('createMany', { rows: to.value.map((user) => ({ kind: 'deskMessage' as const, at, row: { entityId: user.entityId, userId: user.id, by: by.id, teamId, textSealed }, note: { type: 'message.sent', actor: by.id, subjects: [user.id], data: { entityId: user.entityId, teamId } } })) });
  if (!made.ok) return made;
  await deps.conductor.messaged(made.value.ids);
  return ok({ sent: to.value.length });
}
async function one(deps: Deps, by: User, userId: Id): Promise<Result<readonly User[]>> {
  const found = await reachCollector(deps, by, 'agent.message', userId);
  return found.ok ? ok([found.value]) : found;
}
async function team(deps: Deps, by: User, teamId: Id): Promise<Result<readonly User[]>> {
  const scope = allowed(by, 'agent.message');
  if (!scope.ok) return scope;
  const found = await deps.store.get('team', teamId);
  if (found === undefined || !reaches(by, scope.value, { entityId: found.entityId, teamId: found.id })) return unknown('team');
  const members = await deps.store.find('user', { where: { teamId, enabled: true }, limit: LARGEST_TEAM });
  const there = members.filter((user) => user.id !== by.id && scopeOf(user.role, 'desk.use') === 'own');
  return there.length === 0 ? fail('team.nobody', 'nobody of that team works a desk') : ok(there);
}

/** The newest messages within reach, and when each was read. */
export async function listMessages(deps: Deps, by: User): Promise<Result<readonly MessageView[]>> {
  const scope = allowed(by, 'agent.message');
  if (!scope.ok) return scope;
  const rows = await deps.store.find('deskMessage', { ...(scope.value === 'all' ? {} : { where: { entityId: by.entityId } }), order: [{ by: 'createdAt', down: true }, { by: 'id', down: true }], limit: 5 * SHOWN });
  const views: MessageView[] = [];
  for (const message of rows) {
    if (views.length === SHOWN) break;
    const to = await deps.store.get('user', message.userId);
    // Of a team lead's: what they wrote, and what their people got.
    if (message.by !== by.id && !reaches(by, scope.value, { entityId: message.entityId, teamId: to?.teamId ?? null })) continue;
    views.push({ message, from: (await deps.store.get('user', message.by))?.displayName ?? '', to: to?.displayName ?? '', text: deps.vault.open('note', message.textSealed) });
  }
  return ok(views);
}
