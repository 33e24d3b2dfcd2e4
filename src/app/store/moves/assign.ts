import { caseTable } from '../../../core/collections/case-machine.js';
import { isMove } from '../../../core/machine/table.js';
import { CLOSED_CASES, type Case } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

/** `userId` null: to the team; both null: to the hold pool, nobody's. */
export interface Hand { readonly caseId: Id; readonly teamId: Id | null; readonly userId: Id | null; readonly why: string; /** Whoever the proposal saw holding it; another by now: left alone. Absent: whoever. */ readonly from?: Id | null }
export interface Handed { readonly assigned: number; readonly same: number; readonly skipped: readonly { readonly caseId: Id; readonly why: 'unknown' | 'closed' | 'moved' }[] }

/**
 * Gives cases to people and teams: the open interval ends at the instant the new one begins, so they never overlap and none is
 * overwritten. A case that has that holder already is left as it is. Codes: `user.unknown`, `team.unknown`: then nothing changes.
 */
export function assignCases(context: MoveContext, input: { readonly hands: readonly Hand[]; readonly entityId: Id; readonly by: Id; readonly at: Instant }): Result<Handed> {
  const { tx } = context;
  for (const userId of new Set(input.hands.flatMap((hand) => hand.userId ?? []))) { const user = tx.get('user', userId); if (user?.entityId !== input.entityId || !user.enabled) return fail('user.unknown', 'no such collector in this entity', '/userId'); }
  for (const teamId of new Set(input.hands.flatMap((hand) => hand.teamId ?? []))) if (tx.get('team', teamId)?.entityId !== input.entityId) return fail('team.unknown', 'no such team in this entity', '/teamId');
  const skipped: { caseId: Id; why: 'unknown' | 'closed' | 'moved' }[] = [];
  let [assigned, same] = [0, 0];
  for (const hand of input.hands) {
    const found = tx.get('case', hand.caseId);
    if (found?.entityId !== input.entityId) { skipped.push({ caseId: hand.caseId, why: 'unknown' }); continue; }
    if (CLOSED_CASES.has(found.state)) { skipped.push({ caseId: hand.caseId, why: 'closed' }); continue; }
    if (hand.from !== undefined && hand.from !== found.userId) { skipped.push({ caseId: hand.caseId, why: 'moved' }); continue; }
    const teamId = hand.teamId ?? (hand.userId === null ? null : tx.get('user', hand.userId)?.teamId ?? null);
    if (found.userId === hand.userId && found.teamId === teamId && tx.count('assignment', { caseId: found.id, to: null }) > 0) { same += 1; continue; }
    give(context, found, teamId, hand, input);
    assigned += 1;
  }
  return ok({ assigned, same, skipped });
}

function give(context: MoveContext, found: Case, teamId: Id | null, hand: Hand, input: { readonly by: Id; readonly at: Instant }): void {
  const { tx } = context;
  // Two changes in one millisecond: the later begins a millisecond after, as an interval has a length.
  let from = input.at;
  for (const open of tx.find('assignment', { where: { caseId: found.id, to: null } })) {
    from = Math.max(from, open.from + 1);
    tx.update('assignment', open.id, { to: from }, input.at);
  }
  if (hand.userId !== null || teamId !== null) tx.insert('assignment', { id: context.ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, caseId: found.id, teamId, userId: hand.userId, from, to: null, why: hand.why });
  const cell = caseTable[found.state].assigned;
  tx.update('case', found.id, { userId: hand.userId, teamId, ...(hand.userId !== null && isMove(cell) && found.state === 'new' ? { state: cell.to } : {}) }, input.at);
  append(context, { type: 'case.assigned', actor: input.by, data: { userId: hand.userId, teamId, before: found.userId, entityId: found.entityId, why: hand.why.slice(0, 200) } }, [found.id], input.at);
}
