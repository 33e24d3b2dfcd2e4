import type { Contact } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import { isClosed, moveCase, placeOf } from './case-acts.js';
import type { MoveContext } from './context.js';
import { workedAccounts } from './case-facts.js';
import { append } from './stream.js';
import { noteTouch } from './touches.js';

export interface WriteContact {
  readonly caseId: Id; readonly userId: Id; readonly channel: Contact['channel']; readonly text: string | null; readonly reached: string | null; readonly result: string | null;
  /** Whom it was with; null: the debtor. */
  readonly partyId: Id | null;
  /** When it happened: not after `at`, the instant of writing. */
  readonly happenedAt: Instant; readonly at: Instant;
}
/**
 * 催记: a touch written by hand, or only a note. A touch (any channel but `note`) counts as the case's last contact and as work.
 * Codes: `case.unknown`, `contact.at` (in the future).
 */
export function writeContact(context: MoveContext, input: WriteContact): Result<{ readonly id: Id }> {
  const { tx } = context;
  const { at, channel } = input;
  const found = tx.get('case', input.caseId);
  if (!found) return fail('case.unknown', 'no such case');
  if (input.happenedAt > at) return fail('contact.at', 'must not lie in the future', '/at');
  const id = context.ids.id();
  const contact: Contact = {
    id, version: 1, createdAt: at, updatedAt: at, caseId: found.id, partyId: input.partyId ?? found.partyId, attemptId: null, channel, at: input.happenedAt, userId: input.userId,
    reached: input.reached, result: input.result, note: input.text, entityId: found.entityId,
  };
  tx.insert('contact', contact);
  noteTouch(context, contact, { accountIds: workedAccounts(context, found.id), source: 'own' }, at);
  if (channel !== 'note') {
    if (!isClosed(found)) moveCase(context, found, 'worked', at);
    if (found.lastContactAt === null || found.lastContactAt <= input.happenedAt) tx.update('case', found.id, { lastContactAt: input.happenedAt, lastResult: input.result ?? found.lastResult }, at);
  }
  append(context, { type: 'case.noted', actor: input.userId, data: { ...placeOf(found), contactId: id, channel, userId: input.userId } }, [found.id], at);
  return ok({ id });
}
