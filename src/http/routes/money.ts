import * as app from '../../app/usecases/index.js';
import { totalOf } from '../../core/collections/components.js';
import { externalIdOf } from '../../core/collections/payment-id.js';
import type { Account, Payment } from '../../core/records/index.js';
import * as c from '../../contract/rest.js';
import { shown, shownPage } from '../present.js';
import { statusOf } from '../problems.js';
import type { Router } from '../router.js';

export function moneyRoutes(router: Router): void {
  paymentRoutes(router);
  balanceRoutes(router);
  promiseRoutes(router);
  rollRoutes(router);
}

const showPayment = ({ externalId, ...rest }: Payment): Payment => ({ ...rest, externalId: externalIdOf(externalId) });
function showDetail<T extends app.PaymentView>({ payment, allocation, ...rest }: T) {
  return { ...showPayment(payment), allocation: allocation.map(({ accountId, at, reversal, principal, interest, penalty, fees, over }) => ({ accountId, at, reversal, principal, interest, penalty, fees, over })), ...rest };
}
function showAccount(account: Account) {
  const { id, version, createdAt, updatedAt, creditorId, currency, principal, interest, penalty, fees, asOf, overdueSince, closed } = account;
  return { id, version, createdAt, updatedAt, creditorId, currency, principal, interest, penalty, fees, total: totalOf(account), asOf, overdueSince, closed };
}
const conflict = (code: string): number => (code === 'payment.conflict' || code === 'account.closed' || code === 'case.closed' || code === 'promise.closed' || code === 'plan.closed' || code === 'approval.required' ? 409 : statusOf(code));

function paymentRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'payments';
  router.add({ method: 'GET', url: '/payments', tag, summary: 'Payments within your scope, newest first', verb: 'payment.read', query: c.PaymentQuery, answer: c.page(c.Payment), run: async ({ by, query }) => shownPage(await app.listPayments(deps, by, query), showPayment) });
  router.add({
    method: 'POST', url: '/payments', tag, summary: 'Take a payment in', verb: 'payment.write', status: 201, statusOf: conflict,
    description: 'Allocated by the creditor’s order; promises are judged at once. The same external id again changes nothing (`again`), or is `payment.conflict` when it says something else. What it pays off is out of the hopper, and its ringing calls are cancelled, when this answers.',
    body: c.PaymentCreate, answer: c.PaymentTaken, run: async ({ by, body }) => shown(await app.takePayment(deps, by, body), showDetail),
  });
  router.add({ method: 'GET', url: '/payments/:id', tag, summary: 'One payment, with what it paid', verb: 'payment.read', params: c.IdParams, answer: c.PaymentDetail, run: async ({ by, params }) => shown(await app.getPayment(deps, by, params.id), showDetail) });
  router.add({
    method: 'POST', url: '/payments/:id/reversal', tag, summary: 'Take a payment back', description: 'Exactly what it paid is owed again. A second time nothing changes (`again`).', verb: 'payment.write', params: c.IdParams, body: c.PaymentReversal, answer: c.PaymentReversed,
    run: async ({ by, params, body }) => shown(await app.reversePayment(deps, by, params.id, body), showDetail),
  });
}

function balanceRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'accounts';
  const show = ({ account, ...rest }: app.DecidedView) => ({ ...showAccount(account), ...rest });
  router.add({
    method: 'POST', url: '/accounts/:id/settlement', tag, summary: 'Settle an account for less, or write it off', description: 'What is left is waived and the account closed. Above the setting `waiver.limit` it needs an approval (`approval.required`).', verb: 'payment.write', params: c.IdParams, body: c.Settlement, answer: c.BalanceDecided,
    versioned: 'required', statusOf: conflict, current: async ({ by, params }) => shown(await app.getAccount(deps, by, params.id), ({ account }) => showAccount(account)),
    run: async ({ by, params, patch, expected }) => shown(await app.settleAccount(deps, by, params.id, expected, patch), show),
  });
  router.add({
    method: 'POST', url: '/accounts/:id/correction', tag, summary: 'Put a balance right', description: 'The components as they are right. Lowering it is a waiver: above the setting `waiver.limit` it needs an approval.', verb: 'payment.write', params: c.IdParams, body: c.Correction, answer: c.BalanceDecided,
    versioned: 'required', statusOf: conflict, current: async ({ by, params }) => shown(await app.getAccount(deps, by, params.id), ({ account }) => showAccount(account)),
    run: async ({ by, params, patch, expected }) => shown(await app.correctBalance(deps, by, params.id, expected, patch), show),
  });
  router.add({
    method: 'GET', url: '/accounts/:id/statement', tag, summary: 'What moved a balance between two days', description: 'Both days inside, as they were booked.', verb: 'account.read', params: c.IdParams, query: c.StatementQuery, answer: c.Statement,
    run: async ({ by, params, query }) => shown(await app.accountStatement(deps, by, params.id, query), ({ account, events, ...rest }) => ({
      accountId: account.id, currency: account.currency, ...rest, events: events.map(({ id, at, cause, reference, principal, interest, penalty, fees }) => ({ id, at, cause, reference, principal, interest, penalty, fees })),
    })),
  });
}

function promiseRoutes(router: Router): void {
  const { deps } = router.context;
  router.add({ method: 'GET', url: '/promises', tag: 'promises', summary: 'Promises within your scope', description: 'By due date where `state` is given, newest first otherwise.', verb: 'promise.read', query: c.PromiseQuery, answer: c.page(c.PaymentPromise), run: ({ by, query }) => app.listPromises(deps, by, query) });
  router.add({
    method: 'POST', url: '/cases/:id/promises', tag: 'promises', summary: 'Write down a promise', description: 'One made outside a call. An open one of the case is replaced.', verb: 'promise.write', params: c.IdParams, body: c.PromiseCreate, answer: c.PaymentPromise, status: 201, statusOf: conflict,
    run: ({ by, params, body }) => app.makePromise(deps, by, params.id, body),
  });
  router.add({
    method: 'POST', url: '/promises/:id/cancel', tag: 'promises', summary: 'Take a promise back', verb: 'promise.write', params: c.IdParams, body: c.Cancel, answer: c.PaymentPromise, versioned: 'optional', statusOf: conflict,
    current: ({ by, params }) => app.getPromise(deps, by, params.id), run: ({ by, params, expected }) => app.cancelPromise(deps, by, params.id, Number.isNaN(expected) ? null : expected),
  });
  const showPlan = ({ plan, instalments }: app.PlanView) => ({ ...plan, instalments: instalments.map(({ id, number, due, amount, paid, state }) => ({ id, number, due, amount, paid, state })) });
  router.add({ method: 'GET', url: '/cases/:id/plans', tag: 'plans', summary: 'Plans of a case, newest first', verb: 'plan.read', params: c.IdParams, answer: c.Plans, run: async ({ by, params }) => shown(await app.listPlans(deps, by, params.id), (items) => ({ items: items.map(showPlan) })) });
  router.add({
    method: 'POST', url: '/cases/:id/plans', tag: 'plans', summary: 'Agree a payment plan', description: 'Reckoned, or as agreed: instalments sum exactly. An open plan and open promises of the case are taken back.', verb: 'plan.write', params: c.IdParams, body: c.PlanCreate, answer: c.Plan, status: 201, statusOf: conflict,
    run: async ({ by, params, body }) => shown(await app.agreePlan(deps, by, params.id, body), showPlan),
  });
  router.add({
    method: 'POST', url: '/cases/:id/plans/preview', tag: 'plans', summary: 'The instalments a plan would have', description: 'By the same reckoning as agreeing it; nothing is kept.', verb: 'plan.write', params: c.IdParams, body: c.PlanCreate, answer: c.PlanPreview, keyed: false, statusOf: conflict,
    run: ({ by, params, body }) => app.previewPlan(deps, by, params.id, body),
  });
  router.add({ method: 'GET', url: '/plans/:id', tag: 'plans', summary: 'One plan', verb: 'plan.read', params: c.IdParams, answer: c.Plan, run: async ({ by, params }) => shown(await app.getPlan(deps, by, params.id), showPlan) });
  router.add({
    method: 'POST', url: '/plans/:id/cancel', tag: 'plans', summary: 'Take a plan back', verb: 'plan.write', params: c.IdParams, body: c.Cancel, answer: c.Plan, versioned: 'optional', statusOf: conflict,
    current: async ({ by, params }) => shown(await app.getPlan(deps, by, params.id), showPlan), run: async ({ by, params, expected }) => shown(await app.cancelPlan(deps, by, params.id, Number.isNaN(expected) ? null : expected), showPlan),
  });
}

function rollRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'plant';
  router.add({ method: 'GET', url: '/roll', tag, summary: 'The last nightly roll', verb: 'setting.read', answer: c.Roll, run: ({ by }) => app.rollState(deps, by) });
  router.add({
    method: 'POST', url: '/roll', tag, summary: 'Roll the day now', description: 'Stages, promises, placements, holds and follow-ups of the local day. Done once a day; the server does it at 00:30 by itself. Answered when done, or after two seconds while it goes on: GET /roll.', verb: 'setting.write', answer: c.Roll, keyed: false,
    run: ({ by }) => app.startRoll(deps, by),
  });
}
