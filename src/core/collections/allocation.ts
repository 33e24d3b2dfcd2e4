/**
 * What a payment pays. A payment's money goes to the accounts one after the other, within an account over its components
 * in the creditor's order, to the minor unit. Every decision is a row; rows are only ever added. A reversal adds the
 * negated rows, so it gives back exactly what this payment took, whatever other payments did in between: their rows stay as
 * they are, since what they were booked to was told to the debtor and to the creditor.
 */
import type { Account } from '../records/index.js';
import { fail, ok, type Result } from '../result.js';
import type { Id, Minor } from '../units.js';
import { areOwed, COMPONENTS, componentsOf, minus, plus, totalOf, type Component, type Components } from './components.js';

export type AllocationOrder = readonly [Component, Component, Component, Component];
/**
 * Without an order agreed with the debtor: the cost of collecting, then interest (and the penalty that accrues like it), then the
 * principal: Civil Code of the PRC art. 561 (from memory; a lawyer signs a creditor's order before use).
 */
export const DEFAULT_ORDER: AllocationOrder = ['fees', 'interest', 'penalty', 'principal'];

/** Reads a creditor's order: each component once. Fails with `allocation.order`. */
export function readOrder(input: unknown): Result<AllocationOrder> {
  if (Array.isArray(input) && input.length === COMPONENTS.length && new Set(input).size === COMPONENTS.length) {
    const [a, b, c, d] = input.map((name: unknown) => COMPONENTS.find((known) => known === name));
    if (a && b && c && d) return ok([a, b, c, d]);
  }
  return fail('allocation.order', `must name each of ${COMPONENTS.join(', ')} once`);
}

/**
 * One payment on one account: the components it took, in minor units of the account's currency. Over all rows of a payment,
 * components and `over` sum to the payment's amount, or to 0 once it is reversed. The table's rows are such (`PaymentAllocation`).
 */
export interface Allocation extends Components {
  readonly paymentId: Id; readonly accountId: Id;
  /** Takes a payment back: every sign turned. */
  readonly reversal: boolean;
  /** Money of the payment that nothing was owed for (on the last account only): to be given back or applied later, never lost. Below zero, without `reversal`, where it was applied. */
  readonly over: Minor;
}
export interface Owing extends Components { readonly accountId: Id; readonly currency: string }
export interface Incoming { readonly paymentId: Id; readonly amount: Minor; readonly currency: string }

/**
 * Allocates a payment over accounts of one creditor, in the order given (`orderAccounts`); an account's components are paid
 * in full before the next account gets anything. Every account that gets something has a row, the last one always.
 * Fails with `allocation.amount` (not above zero, not whole), `allocation.currency`, `allocation.owing` (a component below
 * zero: a credit must be corrected first, or it would be paid out to itself), `allocation.accounts` (none, or one twice).
 */
export function allocate(payment: Incoming, accounts: readonly Owing[], order: AllocationOrder): Result<readonly Allocation[]> {
  return spread(payment, accounts, order);
}

/** The accounts' components after these rows. Rows of other accounts change nothing. */
export function afterRows(balance: Components, accountId: Id, rows: readonly Allocation[]): Components {
  return rows.filter((row) => row.accountId === accountId).reduce((left, row) => minus(left, row), componentsOf(balance));
}

/** What all rows of one payment left over, in minor units. */
export const overpaidOf = (rows: readonly Allocation[]): Minor => rows.reduce((sum, row) => sum + row.over, 0);

/**
 * Uses what a payment left over, or part of it, once something is owed again (a new claim; another payment reversed).
 * `rows` are all rows of that payment. Gives the rows to add; none when nothing is owed or nothing is left over.
 */
export function applyOverpayment(payment: Pick<Incoming, 'currency' | 'paymentId'>, rows: readonly Allocation[], accounts: readonly Owing[], order: AllocationOrder): Result<readonly Allocation[]> {
  const amount = overpaidOf(rows);
  if (amount === 0) return ok([]);
  const spent = spread({ ...payment, amount }, accounts, order);
  if (!spent.ok) return spent;
  // The money moves from `over` to components: these rows sum to 0.
  return ok(spent.value.map((row) => ({ ...row, over: 0 - totalOf(row) })).filter((row) => row.over !== 0));
}

/**
 * The rows that take a payment back: one per account, the negated sum of its rows. Fails with `allocation.unknown` (no
 * rows: the payment was never allocated) or `allocation.reversed` (it is reversed already).
 */
export function reverse(rows: readonly Allocation[]): Result<readonly Allocation[]> {
  const first = rows[0];
  if (!first) return fail('allocation.unknown', 'no allocation is recorded for this payment');
  if (rows.some((row) => row.paymentId !== first.paymentId)) return fail('allocation.unknown', 'the rows are of several payments');
  if (rows.some((row) => row.reversal)) return fail('allocation.reversed', 'the payment is reversed already');
  const accounts = [...new Set(rows.map((row) => row.accountId))];
  return ok(accounts.map((accountId) => {
    const own = rows.filter((row) => row.accountId === accountId);
    const taken = own.map(componentsOf).reduce(plus);
    return {
      paymentId: first.paymentId, accountId, reversal: true, over: 0 - overpaidOf(own),
      principal: 0 - taken.principal, interest: 0 - taken.interest, penalty: 0 - taken.penalty, fees: 0 - taken.fees,
    };
  }));
}

function spread(payment: Incoming, accounts: readonly Owing[], order: AllocationOrder): Result<readonly Allocation[]> {
  if (!Number.isSafeInteger(payment.amount) || payment.amount <= 0) return fail('allocation.amount', 'the amount must be a positive whole number of minor units');
  if (accounts.length === 0) return fail('allocation.accounts', 'no account to allocate to');
  if (new Set(accounts.map((account) => account.accountId)).size !== accounts.length) return fail('allocation.accounts', 'an account is there twice');
  const rows: Allocation[] = [];
  let left = payment.amount;
  for (const [n, account] of accounts.entries()) {
    if (account.currency !== payment.currency) return fail('allocation.currency', `the payment is in ${payment.currency}, the account in ${account.currency}`);
    if (!areOwed(account)) return fail('allocation.owing', 'a component of the account is below zero or no whole number of minor units');
    const taken = { principal: 0, interest: 0, penalty: 0, fees: 0 };
    const had = left;
    for (const name of order) { taken[name] = Math.min(left, account[name]); left -= taken[name]; }
    const last = n === accounts.length - 1;
    if (left < had || last) rows.push({ paymentId: payment.paymentId, accountId: account.accountId, reversal: false, ...taken, over: last ? left : 0 });
  }
  return ok(rows);
}

/**
 * In which order a payment meets the accounts of a case: longest overdue first; not overdue (or not known) last; among
 * equals by contract number, then id. Accounts named `byHand` come before, in that order: what the payer designated is
 * paid first (Civil Code of the PRC art. 560, from memory), and what they leave goes on to the others. Fails with
 * `allocation.byHand` when a name isn't of these accounts, or is there twice.
 */
export function orderAccounts<T extends Pick<Account, 'id' | 'contract' | 'overdueSince'>>(accounts: readonly T[], byHand: readonly Id[] = []): Result<readonly T[]> {
  const named = byHand.flatMap((id) => accounts.filter((account) => account.id === id));
  if (named.length !== byHand.length || new Set(byHand).size !== byHand.length) return fail('allocation.byHand', 'must name accounts of the case, each once');
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const rest = accounts.filter((account) => !byHand.includes(account.id));
  // '~' is after every digit: null sorts last.
  return ok([...named, ...rest.sort((a, b) => compare(a.overdueSince ?? '~', b.overdueSince ?? '~') || compare(a.contract, b.contract) || compare(a.id, b.id))]);
}
