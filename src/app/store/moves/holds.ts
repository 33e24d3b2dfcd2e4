import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import { isClosed, placeOf } from './case-acts.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

/**
 * 停催: from this commit on no permit for the case. `reason` is a code, not a text, as it goes out with the event.
 * Codes: `case.unknown`, `case.closed`, `hold.until`.
 */
export function setHold(context: MoveContext, input: { readonly caseId: Id; readonly reason: string; readonly until: Instant | null; readonly by: Id; readonly at: Instant }): Result<{ readonly id: Id }> {
  const { tx } = context;
  const { at, by, reason, until } = input;
  const found = tx.get('case', input.caseId);
  if (!found) return fail('case.unknown', 'no such case');
  if (isClosed(found)) return fail('case.closed', `this case is ${found.state}`);
  if (until !== null && until <= at) return fail('hold.until', 'must end in the future, or never', '/until');
  const id = context.ids.id();
  tx.insert('hold', { id, version: 1, createdAt: at, updatedAt: at, caseId: found.id, reason, until, by, liftedAt: null, liftedBy: null });
  append(context, { type: 'hold.set', actor: by, data: { ...placeOf(found), holdId: id, reason, until } }, [id, found.id], at);
  return ok({ id });
}

/**
 * Lifts a hold; leads that waited for it may be dialed again at once. Gives the campaigns whose hoppers should look.
 * Codes: `hold.unknown`, `hold.ended`, `record.stale`.
 */
export function liftHold(context: MoveContext, input: { readonly holdId: Id; readonly expectedVersion: number | null; readonly by: Id; readonly at: Instant }): Result<{ readonly campaignIds: readonly Id[] }> {
  const { tx } = context;
  const { at, by } = input;
  const hold = tx.get('hold', input.holdId);
  const found = hold && tx.get('case', hold.caseId);
  if (!hold || !found) return fail('hold.unknown', 'no such hold');
  if (input.expectedVersion !== null && hold.version !== input.expectedVersion) return fail('record.stale', `hold was changed by another: version is ${hold.version}, you had ${input.expectedVersion}`);
  if (hold.liftedAt !== null) return fail('hold.ended', 'this hold was lifted before');
  tx.update('hold', hold.id, { liftedAt: at, liftedBy: by }, at);
  append(context, { type: 'hold.lifted', actor: by, data: { ...placeOf(found), holdId: hold.id, reason: hold.reason } }, [hold.id, found.id], at);
  const waiting = tx.find('lead', { where: { caseId: found.id } }).filter((lead) => lead.because === 'HOLD' && lead.nextAt > at && (lead.state === 'fresh' || lead.state === 'resting'));
  for (const lead of waiting) tx.update('lead', lead.id, { nextAt: at, because: null }, at);
  return ok({ campaignIds: [...new Set(waiting.map((lead) => lead.campaignId))] });
}
