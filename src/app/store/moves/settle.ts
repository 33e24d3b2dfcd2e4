/** Balances changed by a decision and not by money: settlements (减免结清), write-offs (核销), corrections. */
import { areOwed, componentsOf, NOTHING, sameComponents, totalOf, type Components } from '../../../core/collections/components.js';
import type { Account } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant, Minor } from '../../../core/units.js';
import { applyApproval } from './approvals.js';
import { book, casesOf } from './booking.js';
import { refreshCaseFacts } from './case-facts.js';
import { closeAccount, reopenAccount } from './closing.js';
import type { MoveContext } from './context.js';
import { localDay, waiverLimit } from './creditor.js';
import { judgeCase } from './judging.js';
import { append } from './stream.js';

interface Decision {
  readonly accountId: Id;
  /** The account's version the decision was made on; null: whatever it is (a creditor's file). */
  readonly expectedVersion: number | null;
  /** Why, as a code of 1 to 64 letters, digits, `_.-`: kept with the balance event. */
  readonly reason: string;
  /** The approval it stands on; asked for above the limit (`waiver.limit`) unless the creditor decided. */
  readonly approvalId: Id | null;
  /** The creditor's own decision (a file, its system): no approval of ours is needed. */
  readonly byCreditor: boolean;
  readonly at: Instant; readonly actor: string;
}
export interface SettleAccount extends Decision {
  readonly how: 'settled' | 'writtenOff';
  /** What is waived, in minor units: all that is owed; null: whatever that is. */
  readonly amount: Minor | null;
}
export interface Decided { readonly accountId: Id; readonly version: number; readonly changed: boolean; /** Minor units, signed: what the balance moved by. */ readonly moved: Minor; readonly closedCases: readonly Id[] }

/**
 * Settles or writes off what is left of an account: its components go to zero by a balance event of cause `correction`, whose
 * reference says which and why; the account is closed, and its case when it was the last. Codes: `account.unknown`,
 * `account.closed`, `record.stale`, `settlement.reason`, `settlement.amount` (not what is owed), `approval.required`, `approval.unfit`, `approval.not_yours`, `approval.over`.
 */
export function settleAccount(context: MoveContext, input: SettleAccount): Result<Decided> {
  const found = accountFor(context, input);
  if (!found.ok) return found;
  const account = found.value;
  if (account.closed !== null) return fail('account.closed', `the account is closed (${account.closed})`);
  const owed = totalOf(account);
  if (input.amount !== null && input.amount !== owed) return fail('settlement.amount', `${owed} is owed; a settlement waives all of it, a part is a correction`, '/amount');
  const leave = approved(context, input, account, owed);
  if (!leave.ok) return leave;
  const after = book(context, { account, to: NOTHING, cause: 'correction', reference: `${input.how}:${input.reason}`, at: input.at, asOf: input.at, actor: input.actor });
  append(context, { type: `account.${input.how}`, actor: input.actor, data: { creditorId: account.creditorId, accountId: account.id, amount: owed, currency: account.currency, reason: input.reason, approvalId: input.approvalId } }, [account.id], input.at);
  const closedCases = closeAccount(context, after, input.how, { at: input.at, actor: input.actor, evidence: input.approvalId ?? input.reason });
  return ok(finish(context, account, closedCases, -owed, input.at));
}

export interface CorrectBalance extends Decision { /** The components as they are right. */ readonly to: Components }
/**
 * Puts a balance right. Down to nothing closes the account (`settled`); up from nothing brings a paid or settled one back.
 * The same components again change nothing. Codes: as `settleAccount`, `correction.amount`.
 */
export function correctBalance(context: MoveContext, input: CorrectBalance): Result<Decided> {
  const found = accountFor(context, input);
  if (!found.ok) return found;
  const account = found.value;
  const to = componentsOf(input.to);
  if (!areOwed(to)) return fail('correction.amount', 'each component must be a whole number of minor units, not below zero', '/principal');
  if (sameComponents(account, to)) return ok({ accountId: account.id, version: account.version, changed: false, moved: 0, closedCases: [] });
  if (account.closed === 'writtenOff') return fail('account.closed', 'the account was written off');
  const moved = totalOf(to) - totalOf(account);
  const leave = approved(context, input, account, Math.max(0, -moved));
  if (!leave.ok) return leave;
  const after = book(context, { account, to, cause: 'correction', reference: `correction:${input.reason}`, at: input.at, asOf: input.at, actor: input.actor });
  if (account.closed !== null) reopenAccount(context, after, input.at, input.actor);
  const closedCases = totalOf(to) === 0 ? closeAccount(context, after, 'settled', { at: input.at, actor: input.actor, evidence: input.approvalId ?? input.reason }) : [];
  return ok(finish(context, account, closedCases, moved, input.at));
}

function accountFor({ tx }: MoveContext, input: Decision): Result<Account> {
  const account = tx.get('account', input.accountId);
  if (!account) return fail('account.unknown', 'no such account');
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(input.reason)) return fail('settlement.reason', 'must be a code of 1 to 64 letters, digits, _ . -', '/reason');
  if (input.expectedVersion !== null && input.expectedVersion !== account.version) return fail('record.stale', `account was changed by another: version is ${account.version}, you had ${input.expectedVersion}`);
  return ok(account);
}

/**
 * Above the limit an approval must stand: kind `waiver`, about this account, `approved`, not over, for at least this amount. It is
 * used up (`applied`) in this very transaction, so that one approval waives once.
 */
function approved(context: MoveContext, input: Decision, account: Account, waived: Minor): Result<null> {
  const limit = waiverLimit(context, account.currency);
  if (input.byCreditor || waived === 0) return ok(null);
  if (input.approvalId === null) return limit === null || waived <= limit ? ok(null) : fail('approval.required', `more than ${limit} minor units need an approval`);
  const approval = context.tx.get('approval', input.approvalId);
  if (approval?.kind !== 'waiver' || approval.subject !== account.id || (approval.amount ?? 0) < waived) return fail('approval.unfit', 'no approval of a waiver of this account and amount stands under this id', '/approvalId');
  const applied = applyApproval(context, { id: approval.id, by: input.actor, at: input.at, kind: 'waiver', subject: account.id });
  return applied.ok ? ok(null) : applied;
}

function finish(context: MoveContext, account: Account, closedCases: readonly Id[], moved: Minor, at: Instant): Decided {
  for (const found of casesOf(context, account.id)) {
    if (moved > 0) judgeCase(context, found.id, localDay(context, at), at);
    refreshCaseFacts(context, found.id, at);
  }
  return { accountId: account.id, version: context.tx.get('account', account.id)?.version ?? account.version, changed: true, moved, closedCases };
}
