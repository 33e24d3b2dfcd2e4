/** Money that came in, and money taken back. */
import { allocate, afterRows, orderAccounts, overpaidOf, reverse, type Allocation } from '../../../core/collections/allocation.js';
import { componentsOf, NOTHING, plus, totalOf } from '../../../core/collections/components.js';
import { externalIdOf, paymentKey } from '../../../core/collections/payment-id.js';
import type { Account, Payment } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant, Minor } from '../../../core/units.js';
import { accountsOf, book, casesOf, entityOf } from './booking.js';
import { refreshCaseFacts } from './case-facts.js';
import { closeAccount, reopenAccount } from './closing.js';
import type { MoveContext } from './context.js';
import { localDay, rulesOf } from './creditor.js';
import { judgeCase } from './judging.js';
import { append } from './stream.js';

/** One account, by id or as the creditor names it; or a case, over whose open accounts it goes: those named first, then the longest overdue. */
export type PaymentTarget = { readonly accountId: Id } | { readonly creditorId: Id; readonly contract: string } | { readonly caseId: Id; readonly accountIds?: readonly Id[] };
export interface TakePayment {
  /** The creditor's own id of it, 1 to 200 letters: unique within the creditor. */
  readonly externalId: string;
  readonly target: PaymentTarget;
  readonly amount: Minor; readonly currency: string;
  /** When the money was received; not ahead of `at`. */
  readonly receivedAt: Instant;
  readonly channel: string | null;
  readonly at: Instant; readonly actor: string;
}
export interface TakenPayment {
  readonly paymentId: Id;
  /** It was there already, the same: nothing was changed. */
  readonly again: boolean;
  /** Nothing is owed any more on the accounts it went to. */
  readonly paidInFull: boolean;
  /** Minor units that nothing was owed for. */
  readonly over: Minor;
  /** Cases that are over by it: `conductor.forbid` each. */
  readonly closedCases: readonly Id[];
}
/** A receipt may be stamped by another clock than ours. */
const CLOCKS_DIFFER = 3_600_000;

/**
 * Takes a payment in: the payment, what it paid of each component by the creditor's order, balances and their events; promises and
 * plans judged at once; accounts and cases paid off closed. The same external id of the creditor again changes nothing (`again`);
 * with another account, amount, currency or instant it is `payment.conflict`. Codes: `account.unknown`, `case.unknown`,
 * `payment.externalId`, `payment.amount`, `payment.currency`, `payment.date`, `allocation.*`.
 */
export function takePayment(context: MoveContext, input: TakePayment): Result<TakenPayment> {
  const { tx } = context;
  const wrong = check(input);
  if (wrong) return wrong;
  const target = accountsFor(context, input);
  if (!target.ok) return target;
  const { accounts, creditorId } = target.value;
  const externalId = paymentKey(creditorId, input.externalId);
  const before = tx.first('payment', { where: { externalId } });
  if (before) return sameAs(context, before, input, accounts);
  const own = accounts.filter((one) => one.currency === input.currency);
  if (own.length === 0) return fail('payment.currency', `the payment is in ${input.currency}, the account in ${accounts[0]?.currency ?? 'none'}`, '/currency');
  const open = own.some((one) => one.closed === null) ? own.filter((one) => one.closed === null) : own;
  const ordered = orderAccounts(open, 'caseId' in input.target ? input.target.accountIds ?? [] : []);
  if (!ordered.ok) return fail('account.unknown', 'no such open account of the case in this currency', '/accountIds');
  const first = ordered.value[0];
  if (!first) return fail('account.unknown', 'no such account');
  const paymentId = context.ids.id();
  const owing = ordered.value.map((one) => ({ ...componentsOf(one), accountId: one.id, currency: one.currency }));
  const spread = allocate({ paymentId, amount: input.amount, currency: input.currency }, owing, rulesOf(context, creditorId).order);
  if (!spread.ok) return spread;
  const { at, actor } = input;
  tx.insert('payment', { id: paymentId, version: 1, createdAt: at, updatedAt: at, externalId, accountId: first.id, amount: input.amount, currency: input.currency, at: input.receivedAt, channel: input.channel, reversed: false, reversedBy: null, reversedAt: null });
  writeRows(context, spread.value, at);
  const paid = ordered.value.filter((one) => spread.value.some((row) => row.accountId === one.id))
    .map((one) => book(context, { account: one, to: afterRows(one, one.id, spread.value), cause: 'payment', reference: paymentId, at, asOf: input.receivedAt, actor }));
  const paidInFull = paid.every((one) => totalOf(one) === 0);
  append(context, { type: 'payment.received', actor, data: { ...paymentData(context, paymentId, first, spread.value), externalId: input.externalId, amount: input.amount, currency: input.currency, receivedAt: input.receivedAt, channel: input.channel, paidInFull } }, [paymentId, ...paid.map((one) => one.id)], at);
  const cases = [...new Set(paid.flatMap((one) => casesOf(context, one.id).map((found) => found.id)))];
  // First what was promised is judged kept, then what is over is closed: a case that is closed has nothing open.
  for (const caseId of cases) judgeCase(context, caseId, localDay(context, at), at, actor);
  const closedCases = paid.filter((one) => one.closed === null && totalOf(one) === 0).flatMap((one) => closeAccount(context, one, 'paid', { at, actor, evidence: paymentId }));
  for (const caseId of cases) refreshCaseFacts(context, caseId, at);
  return ok({ paymentId, again: false, paidInFull, over: overpaidOf(spread.value), closedCases });
}

function check(input: TakePayment): ReturnType<typeof fail> | null {
  if (input.externalId.trim() !== input.externalId || input.externalId === '' || input.externalId.length > 200) return fail('payment.externalId', 'must be a text of 1 to 200 letters', '/externalId');
  if (!Number.isSafeInteger(input.amount) || input.amount <= 0) return fail('payment.amount', 'the amount must be a positive whole number of minor units', '/amount');
  if (!/^[A-Z]{3}$/.test(input.currency)) return fail('payment.currency', 'must be a currency code of three letters', '/currency');
  if (!Number.isSafeInteger(input.receivedAt) || input.receivedAt < 0 || input.receivedAt > input.at + CLOCKS_DIFFER) return fail('payment.date', 'must be an instant that has come', '/at');
  return null;
}

function accountsFor(context: MoveContext, { target }: TakePayment): Result<{ readonly accounts: readonly Account[]; readonly creditorId: Id }> {
  const { tx } = context;
  if ('caseId' in target) {
    const found = tx.get('case', target.caseId);
    if (!found) return fail('case.unknown', 'no such case');
    const accounts = accountsOf(context, found.id).filter((one) => one.creditorId === found.creditorId);
    return accounts.length === 0 ? fail('account.unknown', 'the case has no account') : ok({ accounts, creditorId: found.creditorId });
  }
  const account = 'accountId' in target ? tx.get('account', target.accountId) : tx.first('account', { where: { creditorId: target.creditorId, contract: target.contract } });
  return account ? ok({ accounts: [account], creditorId: account.creditorId }) : fail('account.unknown', 'no such account');
}

function sameAs({ tx }: MoveContext, before: Payment, input: TakePayment, accounts: readonly Account[]): Result<TakenPayment> {
  const same = before.amount === input.amount && before.currency === input.currency && before.at === input.receivedAt && accounts.some((one) => one.id === before.accountId);
  if (!same) return fail('payment.conflict', 'a payment with this external id says something else', '/externalId');
  const rows = tx.find('paymentAllocation', { where: { paymentId: before.id } });
  const paidInFull = [...new Set(rows.map((row) => row.accountId))].every((id) => { const account = tx.get('account', id); return account !== undefined && totalOf(account) === 0; });
  return ok({ paymentId: before.id, again: true, paidInFull, over: overpaidOf(rows), closedCases: [] });
}

function writeRows({ tx, ids }: MoveContext, rows: readonly Allocation[], at: Instant): void {
  for (const row of rows) tx.insert('paymentAllocation', { id: ids.id(), version: 1, createdAt: at, updatedAt: at, at, ...row });
}

function paymentData(context: MoveContext, paymentId: Id, account: Account, rows: readonly Allocation[]): Readonly<Record<string, unknown>> {
  const cases = [...new Set(rows.flatMap((row) => casesOf(context, row.accountId).map((found) => found.id)))];
  return {
    paymentId, entityId: entityOf(context, account.id), creditorId: account.creditorId, caseId: cases[0] ?? null, accountId: account.id, accountIds: rows.map((row) => row.accountId),
    ...componentsOf(rows.reduce((sum, row) => plus(sum, row), NOTHING)), over: overpaidOf(rows),
  };
}

export interface ReversePayment {
  /** By our id, or by the creditor and its external id. */
  readonly payment: { readonly paymentId: Id } | { readonly creditorId: Id; readonly externalId: string };
  /** The reversal's own external id, if it has one. */
  readonly externalId: string | null;
  readonly at: Instant; readonly actor: string;
}
export interface ReversedPayment { readonly paymentId: Id; readonly again: boolean; /** Accounts that owe again. */ readonly reopened: readonly Id[] }

/**
 * Takes a payment back (冲正): exactly what it had paid of each component is owed again, whatever other payments did in between;
 * promises it kept are judged again; accounts and cases it had closed come back. A second time nothing changes (`again`).
 * A debt that was written off stays so. Codes: `payment.unknown`, `allocation.unknown` (it was never allocated).
 */
export function reversePayment(context: MoveContext, input: ReversePayment): Result<ReversedPayment> {
  const { tx } = context;
  const payment = 'paymentId' in input.payment ? tx.get('payment', input.payment.paymentId) : tx.first('payment', { where: { externalId: paymentKey(input.payment.creditorId, input.payment.externalId) } });
  if (!payment) return fail('payment.unknown', 'no such payment');
  if (payment.reversed) return ok({ paymentId: payment.id, again: true, reopened: [] });
  const back = reverse(tx.find('paymentAllocation', { where: { paymentId: payment.id } }).map(({ paymentId, accountId, reversal, over, ...row }) => ({ paymentId, accountId, reversal, over, ...componentsOf(row) })));
  if (!back.ok) return back;
  const { at, actor } = input;
  tx.update('payment', payment.id, { reversed: true, reversedBy: input.externalId, reversedAt: at }, at);
  writeRows(context, back.value, at);
  const reopened: Id[] = [];
  const accounts = back.value.flatMap((row) => {
    const account = tx.get('account', row.accountId);
    return account ? [book(context, { account, to: afterRows(account, account.id, back.value), cause: 'reversal', reference: payment.id, at, asOf: at, actor })] : [];
  });
  const home = accounts[0];
  if (home) append(context, { type: 'payment.reversed', actor, data: { ...paymentData(context, payment.id, home, back.value), externalId: externalIdOf(payment.externalId), reversedBy: input.externalId, amount: payment.amount, currency: payment.currency } }, [payment.id, ...accounts.map((one) => one.id)], at);
  for (const account of accounts) {
    if (totalOf(account) === 0 || account.closed === null || account.closed === 'writtenOff') continue;
    reopenAccount(context, account, at, actor);
    reopened.push(account.id);
  }
  for (const caseId of new Set(accounts.flatMap((one) => casesOf(context, one.id).map((found) => found.id)))) {
    judgeCase(context, caseId, localDay(context, at), at, actor);
    refreshCaseFacts(context, caseId, at);
  }
  return ok({ paymentId: payment.id, again: false, reopened });
}
