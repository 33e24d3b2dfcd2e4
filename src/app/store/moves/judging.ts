/** Promises and plans of a case judged by its payments, and what follows: rows, events, the case's state. The rules are core's. */
import { totalOf } from '../../../core/collections/components.js';
import { judgePlan, obligationsOf } from '../../../core/collections/plan.js';
import { judge, obligationOf, type Judgement, type Judgements, type Obligation, type Received } from '../../../core/collections/promise.js';
import { CLOSED_CASES, type Case, type PaymentPromise, type Plan, type PlanInstalment } from '../../../core/records/index.js';
import type { Id, Instant, LocalDate, ZoneName } from '../../../core/units.js';
import { accountsOf } from './booking.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { localDay, rulesOf, zoneOf } from './creditor.js';
import { hear } from './hear.js';
import { append } from './stream.js';

interface OfPlan { readonly plan: Plan; readonly instalments: readonly PlanInstalment[]; readonly obligations: readonly Obligation[] }

/**
 * Judges everything a case has promised, on a local day: by all its payments, whatever was judged before. What differs is
 * written and said (`promise.kept`, `.partlyKept`, `.broken`, `.reopened`, `instalment.…`, `plan.…`), and the case hears of it.
 * Answers how many obligations changed their state. What can't be judged (a row with a date that is none) is left as it is.
 * The caller refreshes the case's facts.
 */
export function judgeCase(context: MoveContext, caseId: Id, day: LocalDate, at: Instant, actor = 'system'): number {
  const { tx } = context;
  const found = tx.get('case', caseId);
  const promises = tx.find('promise', { where: { caseId } });
  const plans = tx.find('plan', { where: { caseId, state: { not: 'cancelled' } } });
  if (!found || (promises.length === 0 && plans.length === 0)) return 0;
  const ofPlans = plans.map((plan) => planOf(context, plan));
  const own = promises.flatMap((promise) => obligationOf(promise) ?? []);
  const obligations = [...own, ...ofPlans.flatMap((one) => one.obligations)];
  if (obligations.length === 0) return 0;
  const rules = rulesOf(context, found.creditorId);
  const judged = judge(obligations, receivedFor(context, obligations), rules, day);
  if (!judged.ok) return 0;
  const byId = new Map(judged.value.judgements.map((one) => [one.id, one]));
  const about: About = { context, found, at, actor };
  let changed = writePromises(about, promises, byId);
  for (const one of ofPlans) changed += writePlan(about, one, byId, judged.value, rules.tolerance, day);
  // A payment taken back opens what it had kept; of a case nobody works that is nobody's to keep.
  if (changed > 0 && CLOSED_CASES.has(tx.get('case', caseId)?.state ?? found.state)) endPromises(context, caseId, 'closed', at, actor);
  return changed;
}

/** `judgeCase`, and the case's facts where anything turned. */
export function judgeNow(context: MoveContext, caseId: Id, day: LocalDate, at: Instant, actor: string): number {
  const turned = judgeCase(context, caseId, day, at, actor);
  if (turned > 0) refreshCaseFacts(context, caseId, at);
  return turned;
}

function planOf({ tx, ...rest }: MoveContext, plan: Plan): OfPlan {
  const instalments = tx.find('planInstalment', { where: { planId: plan.id }, order: [{ by: 'number' }] });
  const accountIds = plan.accountIds.length > 0 ? plan.accountIds : accountsOf({ tx }, plan.caseId).map((one) => one.id);
  return { plan, instalments, obligations: obligationsOf(plan, instalments, accountIds, plan.madeOn ?? localDay({ tx, ...rest }, plan.createdAt)) };
}

/** The money received on these accounts: what each payment brought to each account, so that one spread over several counts where it went. */
function receivedFor(context: MoveContext, obligations: readonly Obligation[]): readonly Received[] {
  const { tx } = context;
  const zone = zoneOf(context);
  const first = obligations.reduce((least, one) => (one.from < least ? one.from : least), '9999-12-31');
  return [...new Set(obligations.flatMap((one) => one.accountIds))].flatMap((accountId) => {
    const brought = new Map<Id, number>();
    for (const row of tx.find('paymentAllocation', { where: { accountId }, limit: 100_000 })) if (!row.reversal) brought.set(row.paymentId, (brought.get(row.paymentId) ?? 0) + totalOf(row) + row.over);
    return [...brought].flatMap(([paymentId, amount]) => received(context, paymentId, accountId, amount, zone, first) ?? []);
  });
}
function received(context: MoveContext, paymentId: Id, accountId: Id, amount: number, zone: ZoneName, first: LocalDate): Received | null {
  const payment = context.tx.get('payment', paymentId);
  if (!payment || payment.reversed || amount <= 0) return null;
  const on = localDay(context, payment.at, zone);
  return on < first ? null : { id: payment.id, accountId, amount, currency: payment.currency, reversed: false, on };
}

interface About { readonly context: MoveContext; readonly found: Case; readonly at: Instant; readonly actor: string }
const WORD = { open: 'reopened', kept: 'kept', partlyKept: 'partlyKept', broken: 'broken' } as const;

function writePromises({ context, found, at, actor }: About, promises: readonly PaymentPromise[], byId: ReadonlyMap<Id, Judgement>): number {
  const { tx } = context;
  const turned: Judgement['state'][] = [];
  let open = 0;
  for (const promise of promises) {
    const verdict = byId.get(promise.id);
    if (!verdict) continue;
    if (verdict.state === 'open') open += 1;
    if (verdict.state === promise.state && verdict.received === promise.paid) continue;
    tx.update('promise', promise.id, { state: verdict.state, paid: verdict.received, judgedAt: verdict.state === 'open' ? null : at }, at);
    if (verdict.state === promise.state) continue;
    turned.push(verdict.state);
    append(context, { type: `promise.${WORD[verdict.state]}`, actor, data: promiseData({ ...promise, state: verdict.state, paid: verdict.received }, found.entityId) }, [promise.id, found.id], at);
  }
  // While another promise is open, the end of an older one doesn't take the case out of it.
  if (turned.includes('open')) hear(context, found.id, 'promised', at, actor);
  else if (open === 0 && turned.length > 0) hear(context, found.id, turned.includes('kept') ? 'promiseKept' : 'promiseBroken', at, actor);
  return turned.length;
}

function writePlan({ context, found, at, actor }: About, { plan, instalments, obligations }: OfPlan, byId: ReadonlyMap<Id, Judgement>, all: Judgements, tolerance: number | null, day: LocalDate): number {
  const { tx } = context;
  let changed = 0;
  for (const one of instalments) {
    const verdict = byId.get(one.id);
    if (!verdict || (verdict.state === one.state && verdict.received === one.paid)) continue;
    tx.update('planInstalment', one.id, { state: verdict.state, paid: verdict.received }, at);
    if (verdict.state === one.state) continue;
    changed += 1;
    append(context, { type: `instalment.${WORD[verdict.state]}`, actor, data: { entityId: found.entityId, caseId: found.id, planId: plan.id, number: one.number, amount: one.amount, currency: plan.currency, due: one.due, state: verdict.state, paid: verdict.received } }, [plan.id, found.id], at);
  }
  const verdict = judgePlan(obligations, all.judgements, all.left, { tolerance, missedAllowed: plan.missedAllowed }, day);
  if (verdict.state === plan.state) return changed;
  tx.update('plan', plan.id, { state: verdict.state }, at);
  append(context, { type: `plan.${WORD[verdict.state]}`, actor, data: { ...planData({ ...plan, state: verdict.state }, found.entityId), received: verdict.received, missed: verdict.missed } }, [plan.id, found.id], at);
  hear(context, found.id, verdict.state === 'open' ? 'planAgreed' : verdict.state === 'kept' ? 'planKept' : 'planBroken', at, actor);
  return changed + 1;
}

/** All that files and webhooks tell of a promise: they read the stream and nothing else. */
export function promiseData(promise: PaymentPromise, entityId: Id): Readonly<Record<string, unknown>> {
  const { caseId, attemptId, accountIds, amount, currency, due, takenOn, takenBy, graceDays, state, paid } = promise;
  return { entityId, caseId, promiseId: promise.id, attemptId, accountIds, amount, currency, due, takenOn, takenBy, graceDays, state, paid };
}
export function planData(plan: Plan, entityId: Id): Readonly<Record<string, unknown>> {
  const { caseId, accountIds, total, currency, madeOn, madeBy, graceDays, missedAllowed, state } = plan;
  return { entityId, caseId, planId: plan.id, accountIds, total, currency, madeOn, madeBy, graceDays, missedAllowed, state };
}

/** Cancels one, and says so; what it had used is judged by the caller. */
export function dropPromise(context: MoveContext, promise: PaymentPromise, found: Case, because: string, at: Instant, actor: string): void {
  const after = context.tx.update('promise', promise.id, { state: 'cancelled', judgedAt: at }, at) ?? promise;
  append(context, { type: 'promise.cancelled', actor, data: { ...promiseData(after, found.entityId), because } }, [promise.id, found.id], at);
}
export function dropPlan(context: MoveContext, plan: Plan, found: Case, because: string, at: Instant, actor: string): void {
  const after = context.tx.update('plan', plan.id, { state: 'cancelled' }, at) ?? plan;
  append(context, { type: 'plan.cancelled', actor, data: { ...planData(after, found.entityId), because } }, [plan.id, found.id], at);
}

/** What is promised about a case and still open is cancelled: nothing is owed any more, or somebody else works it. Says so; the case is told by the caller. The money it had used counts for the rest at once. */
export function endPromises(context: MoveContext, caseId: Id, because: string, at: Instant, actor: string): void {
  const { tx } = context;
  const found = tx.get('case', caseId);
  if (!found) return;
  const promises = tx.find('promise', { where: { caseId, state: 'open' } });
  const plans = tx.find('plan', { where: { caseId, state: 'open' } });
  for (const promise of promises) dropPromise(context, promise, found, because, at, actor);
  for (const plan of plans) dropPlan(context, plan, found, because, at, actor);
  if (promises.length + plans.length > 0) judgeCase(context, caseId, localDay(context, at), at, actor);
}
