import { statement as statementOf, type Cause } from '../../core/collections/balance.js';
import type { Components } from '../../core/collections/components.js';
import { paymentKey } from '../../core/collections/payment-id.js';
import { parseMinor } from '../../core/money/currency.js';
import type { Account, BalanceEvent, Payment, PaymentAllocation, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { dayNumber, wallTime } from '../../core/time/zones.js';
import type { Id, Instant, LocalDate, Minor } from '../../core/units.js';
import type { PaymentTarget, TakenPayment } from '../store/moves/payments.js';
import type { Decided } from '../store/moves/settle.js';
import type { Where } from '../store/tx.js';
import { allowed, unknown, type Deps } from './context.js';
import { homeZone } from './home.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { reachAccount, reachCase, reachesAccount } from './reach.js';

export interface PaymentInput {
  readonly externalId: string;
  readonly accountId?: Id; readonly creditorId?: Id; readonly contract?: string; readonly caseId?: Id; readonly accountIds?: readonly Id[];
  /** Minor units, or a decimal text in the currency's own decimals. */
  readonly amount: Minor | string; readonly currency: string; readonly at?: Instant; readonly channel?: string;
}
export interface PaymentView { readonly payment: Payment; readonly allocation: readonly PaymentAllocation[] }

/**
 * Takes a payment in. When it pays a case off, its leads are out of the hopper and its ringing calls cancelled before this
 * answers. Codes: those of the move; what lies beyond the asker's scope is `account.unknown`, `case.unknown`.
 */
export async function takePayment(deps: Deps, by: User, input: PaymentInput): Promise<Result<PaymentView & Omit<TakenPayment, 'paymentId'>>> {
  const scope = allowed(by, 'payment.write');
  if (!scope.ok) return scope;
  const target = await targetOf(deps, by, input);
  if (!target.ok) return target;
  const amount = typeof input.amount === 'number' ? ok(input.amount) : parseMinor(input.amount, input.currency);
  if (!amount.ok) return fail(amount.error.code, amount.error.text, '/amount');
  const now = deps.clock.now();
  const taken = await deps.store.run('takePayment', { externalId: input.externalId, target: target.value, amount: amount.value, currency: input.currency, receivedAt: input.at ?? now, channel: input.channel ?? null, at: now, actor: by.id });
  if (!taken.ok) return taken;
  for (const caseId of taken.value.closedCases) deps.conductor.forbid({ caseId }, 'paid');
  const view = await viewOf(deps, taken.value.paymentId);
  return view === null ? unknown('payment') : ok({ ...view, again: taken.value.again, paidInFull: taken.value.paidInFull, over: taken.value.over, closedCases: taken.value.closedCases });
}

async function targetOf(deps: Deps, by: User, input: PaymentInput): Promise<Result<PaymentTarget>> {
  const { accountId, caseId, creditorId, contract, accountIds } = input;
  if ([accountId, caseId, contract].filter((one) => one !== undefined).length !== 1 || (contract === undefined) !== (creditorId === undefined) || (accountIds !== undefined && caseId === undefined)) {
    return fail('payment.target', 'give exactly one of accountId, creditorId with contract, caseId (with accountIds, if some come first)', '/accountId');
  }
  if (caseId !== undefined) {
    const found = await reachCase(deps, by, 'payment.write', caseId);
    return found.ok ? ok({ caseId, ...(accountIds === undefined ? {} : { accountIds }) }) : found;
  }
  const [named] = creditorId === undefined || contract === undefined ? [] : await deps.store.find('account', { where: { creditorId, contract }, limit: 1 });
  const found = await reachAccount(deps, by, 'payment.write', accountId ?? named?.id ?? '');
  return found.ok ? ok({ accountId: found.value.id }) : found;
}

async function viewOf(deps: Deps, id: Id): Promise<PaymentView | null> {
  const payment = await deps.store.get('payment', id);
  return payment === undefined ? null : { payment, allocation: await deps.store.find('paymentAllocation', { where: { paymentId: id }, order: [{ by: 'at' }] }) };
}

export interface PaymentAsk extends PageAsk { readonly accountId?: Id; readonly caseId?: Id; readonly creditorId?: Id; readonly externalId?: string; readonly reversed?: boolean; readonly from?: Instant; readonly to?: Instant }
/** Payments within reach, newest first: those of one account by when they were received, all others by when they were taken in. */
export async function listPayments(deps: Deps, by: User, ask: PaymentAsk): Promise<Result<Page<Payment>>> {
  const scope = allowed(by, 'payment.read');
  if (!scope.ok) return scope;
  if (ask.accountId !== undefined && ask.caseId !== undefined) return fail('query.contradiction', 'ask by account or by case, not both', 'caseId');
  if ((ask.externalId === undefined) !== (ask.creditorId === undefined)) return fail('query.contradiction', 'an external id is unique within a creditor: give both', 'externalId');
  const base: Where<Payment> = {
    ...(ask.reversed === undefined ? {} : { reversed: ask.reversed }), ...(ask.externalId === undefined || ask.creditorId === undefined ? {} : { externalId: paymentKey(ask.creditorId, ask.externalId) }),
    ...(ask.from === undefined && ask.to === undefined ? {} : { at: { ...(ask.from === undefined ? {} : { gte: ask.from }), ...(ask.to === undefined ? {} : { lt: ask.to }) } }),
  };
  const accounts = await accountsAsked(deps, by, ask);
  if (accounts !== null) return pageOf(deps.store, 'payment', ask, { wheres: accounts.length === 0 ? [] : [{ ...base, accountId: accounts.length === 1 ? accounts[0] ?? '' : { in: [...accounts] } }], by: 'at', down: true });
  const seen = new Map<Id, Promise<boolean>>();
  const reach = (id: Id): Promise<boolean> => { const known = seen.get(id) ?? reachesAccount(deps, by, scope.value, id, true); seen.set(id, known); return known; };
  return pageOf(deps.store, 'payment', ask, { wheres: [base], down: true, ...(scope.value === 'all' ? {} : { keep: (row: Payment) => reach(row.accountId) }) });
}
/** The accounts a list is asked for, as far as they are within reach; null: not asked by account. */
async function accountsAsked(deps: Deps, by: User, ask: PaymentAsk): Promise<readonly Id[] | null> {
  if (ask.accountId !== undefined) return (await reachAccount(deps, by, 'payment.read', ask.accountId)).ok ? [ask.accountId] : [];
  if (ask.caseId === undefined) return null;
  if (!(await reachCase(deps, by, 'payment.read', ask.caseId)).ok) return [];
  return [...new Set((await deps.store.find('caseAccount', { where: { caseId: ask.caseId } })).map((link) => link.accountId))];
}

async function reachPayment(deps: Deps, by: User, verb: 'payment.read' | 'payment.write', id: Id): Promise<Result<PaymentView>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const view = await viewOf(deps, id);
  return view !== null && await reachesAccount(deps, by, scope.value, view.payment.accountId, verb === 'payment.read') ? ok(view) : unknown('payment');
}
export const getPayment = (deps: Deps, by: User, id: Id): Promise<Result<PaymentView>> => reachPayment(deps, by, 'payment.read', id);

/** Takes a payment back. What had been paid off by it is worked again. */
export async function reversePayment(deps: Deps, by: User, id: Id, input: { readonly externalId?: string }): Promise<Result<PaymentView & { readonly again: boolean; readonly reopened: readonly Id[] }>> {
  const found = await reachPayment(deps, by, 'payment.write', id);
  if (!found.ok) return found;
  const done = await deps.store.run('reversePayment', { payment: { paymentId: id }, externalId: input.externalId ?? null, at: deps.clock.now(), actor: by.id });
  if (!done.ok) return done;
  const view = await viewOf(deps, id);
  return view === null ? unknown('payment') : ok({ ...view, again: done.value.again, reopened: done.value.reopened });
}

interface DecisionInput { readonly reason: string; readonly approvalId?: Id }
/** What a decision on a balance did, with the account as it is now. */
export interface DecidedView extends Omit<Decided, 'accountId' | 'version'> { readonly account: Account }
export async function settleAccount(deps: Deps, by: User, id: Id, expected: number, input: DecisionInput & { readonly how: 'settled' | 'writtenOff'; readonly amount?: Minor }): Promise<Result<DecidedView>> {
  const found = await reachAccount(deps, by, 'payment.write', id);
  if (!found.ok) return found;
  return decided(deps, id, input.how === 'settled' ? 'settled' : 'written off', await deps.store.run('settleAccount', {
    accountId: id, expectedVersion: expected, how: input.how, amount: input.amount ?? null, reason: input.reason, approvalId: input.approvalId ?? null, byCreditor: false, at: deps.clock.now(), actor: by.id,
  }));
}
export async function correctBalance(deps: Deps, by: User, id: Id, expected: number, input: DecisionInput & Components): Promise<Result<DecidedView>> {
  const found = await reachAccount(deps, by, 'payment.write', id);
  if (!found.ok) return found;
  const { reason, approvalId, ...to } = input;
  return decided(deps, id, 'settled', await deps.store.run('correctBalance', { accountId: id, expectedVersion: expected, to, reason, approvalId: approvalId ?? null, byCreditor: false, at: deps.clock.now(), actor: by.id }));
}
async function decided(deps: Deps, id: Id, because: string, done: Result<Decided>): Promise<Result<DecidedView>> {
  if (!done.ok) return done;
  for (const caseId of done.value.closedCases) deps.conductor.forbid({ caseId }, because);
  const account = await deps.store.get('account', id);
  return account === undefined ? unknown('account') : ok({ account, changed: done.value.changed, moved: done.value.moved, closedCases: done.value.closedCases });
}

export interface StatementView {
  readonly account: Account; readonly from: LocalDate; readonly to: LocalDate;
  readonly opening: Components; readonly closing: Components; readonly byCause: Readonly<Record<Cause, Components>>;
  readonly events: readonly BalanceEvent[];
}
const MOST_EVENTS = 100_000;
/** What moved a balance from one local day to another, both inside, and what it was before and after. Codes: `account.unknown`, `statement.days`. */
export async function accountStatement(deps: Deps, by: User, id: Id, ask: { readonly from: LocalDate; readonly to: LocalDate }): Promise<Result<StatementView>> {
  const found = await reachAccount(deps, by, 'account.read', id);
  if (!found.ok) return found;
  if (Number.isNaN(dayNumber(ask.from)) || Number.isNaN(dayNumber(ask.to)) || ask.from > ask.to) return fail('statement.days', 'must be two calendar dates, the first not after the second', 'from');
  const zone = await homeZone(deps);
  const events = await deps.store.find('balanceEvent', { where: { accountId: id }, order: [{ by: 'at' }, { by: 'id' }], limit: MOST_EVENTS });
  const dated = events.map((event) => ({ event, day: wallTime(deps.zones, zone, event.at)?.date ?? '' }));
  const last = (until: (day: LocalDate) => boolean): Instant => dated.reduce((at, one) => (until(one.day) ? Math.max(at, one.event.at) : at), -1);
  const { opening, closing, byCause } = statementOf(events, last((day) => day < ask.from), last((day) => day <= ask.to));
  return ok({ account: found.value, from: ask.from, to: ask.to, opening, closing, byCause, events: dated.filter((one) => one.day >= ask.from && one.day <= ask.to).map((one) => one.event) });
}
