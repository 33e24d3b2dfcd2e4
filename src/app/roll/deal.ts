/** After the roll of a day: cases are dealt out by the rules that are meant for the night. */
import type { User } from '../../core/records/index.js';
import type { Id, LocalDate } from '../../core/units.js';
import type { Deps } from '../usecases/context.js';
import { applyAssignment } from '../usecases/assign.js';

/**
 * Deals out by every enabled nightly set of rules that has not been dealt by on this day, entity by entity, in order of name. A set
 * that can't be used (its settings, too many cases) is logged and left for the next night; a restart goes on with the next set.
 */
export async function dealCases(deps: Deps, day: LocalDate, stopped: () => boolean): Promise<void> {
  const { store, clock, log } = deps;
  const rules = (await store.find('assignmentRules', { where: { enabled: true, nightly: true }, order: [{ by: 'id' }], limit: 10_000 }))
    .filter((one) => one.dealtOn !== day).sort((a, b) => (a.entityId === b.entityId ? (a.name < b.name ? -1 : 1) : a.entityId < b.entityId ? -1 : 1));
  for (const one of rules) {
    if (stopped()) return;
    const dealt = await applyAssignment(deps, nobody(one.entityId, clock.now()), { entityId: one.entityId, rulesId: one.id });
    if (dealt.ok) log.info({ rules: one.id, entity: one.entityId, assigned: dealt.value.assigned, held: dealt.value.plan.held.length, skipped: dealt.value.skipped.length }, 'cases were dealt out for the day');
    else log.warn({ rules: one.id, entity: one.entityId, code: dealt.error.code }, 'no cases were dealt out by these rules');
    // Somebody may have changed them meanwhile: theirs stays, and so does that this night is done.
    const now = await store.get('assignmentRules', one.id);
    if (now) await store.run('change', { kind: 'assignmentRules', id: one.id, expectedVersion: now.version, patch: { dealtOn: day }, at: clock.now() });
  }
}

/** Who does it: no person, with the right to assign within the entity. */
const nobody = (entityId: Id, at: number): User => ({
  id: 'system', version: 1, createdAt: at, updatedAt: at, login: 'system', displayName: 'system', passwordHash: '', role: 'allocator', entityId, teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false,
});
