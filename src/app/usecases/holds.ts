import type { Hold, User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import type { Verb } from '../../core/rights/policy.js';
import type { Id, Instant } from '../../core/units.js';
import { unknown, type Deps } from './context.js';
import { reachCase } from './reach.js';

/** Holds (停催) of a case, newest first, lifted ones too. */
export async function listHolds(deps: Deps, by: User, caseId: Id): Promise<Result<readonly Hold[]>> {
  const found = await reachCase(deps, by, 'hold.read', caseId);
  return found.ok ? ok(await deps.store.find('hold', { where: { caseId }, order: [{ by: 'id', down: true }] })) : found;
}
export const getHold = (deps: Deps, by: User, id: Id): Promise<Result<Hold>> => reachHold(deps, by, 'hold.read', id);
async function reachHold(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Hold>> {
  const hold = await deps.store.get('hold', id);
  // The right is asked first, also for a hold that is nowhere.
  const found = await reachCase(deps, by, verb, hold?.caseId ?? '');
  if (!found.ok) return found.error.code === 'case.unknown' ? unknown('hold') : found;
  return hold === undefined ? unknown('hold') : ok(hold);
}

/** Stands once this resolves: committed, out of the hopper, ringing calls cancelled. */
export async function setHold(deps: Deps, by: User, caseId: Id, input: { readonly reason: string; readonly until?: Instant | null }): Promise<Result<Hold>> {
  const found = await reachCase(deps, by, 'hold.set', caseId);
  if (!found.ok) return found;
  const made = await deps.store.run('setHold', { caseId, reason: input.reason, until: input.until ?? null, by: by.id, at: deps.clock.now() });
  if (!made.ok) return made;
  deps.conductor.forbid({ caseId }, 'hold');
  return stored(deps, made.value.id);
}
/** Codes: `hold.unknown`, `hold.ended`, `record.stale`. */
export async function liftHold(deps: Deps, by: User, id: Id, expected: number | null): Promise<Result<Hold>> {
  const found = await reachHold(deps, by, 'hold.lift', id);
  if (!found.ok) return found;
  const lifted = await deps.store.run('liftHold', { holdId: id, expectedVersion: expected, by: by.id, at: deps.clock.now() });
  if (!lifted.ok) return lifted;
  for (const campaignId of lifted.value.campaignIds) deps.conductor.leadsAdded(campaignId);
  return stored(deps, id);
}
async function stored(deps: Deps, id: Id): Promise<Result<Hold>> {
  const row = await deps.store.get('hold', id);
  return row === undefined ? unknown('hold') : ok(row);
}
