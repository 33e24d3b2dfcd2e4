/** Payment plans (分期还款计划): agreed and taken back. Their instalments are judged with the case's promises. */
import { totalOf } from '../../../core/collections/components.js';
import { planInstalments, type PlanTerms } from '../../../core/collections/instalments.js';
import { CLOSED_CASES, type Account, type Case, type Plan } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import { dayNumber } from '../../../core/time/zones.js';
import type { Id, Instant, LocalDate, Minor } from '../../../core/units.js';
import { accountsOf } from './booking.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { localDay, rulesOf } from './creditor.js';
import { hear } from './hear.js';
import { dropPlan, endPromises, judgeCase, planData } from './judging.js';
import { joined } from './promises.js';
import { append } from './stream.js';

export interface GivenInstalment { readonly due: LocalDate; readonly amount: Minor }
export interface AgreePlan {
  readonly caseId: Id; readonly partyId: Id | null;
  /** null: the open accounts of the case in its currency. */
  readonly accountIds: readonly Id[] | null;
  /** Reckoned by the rules, on all that is owed or on `principal`; or as they were agreed, rising by date, summing exactly to `total`. */
  readonly terms: (Omit<PlanTerms, 'principal'> & { readonly principal: Minor | null }) | { readonly total: Minor; readonly instalments: readonly GivenInstalment[] };
  /** null: the creditor's. */
  readonly graceDays: number | null; readonly missedAllowed: number | null;
  readonly by: Id; readonly at: Instant; readonly today: LocalDate;
}
const MOST = 600;

export interface CheckedPlan { readonly found: Case; readonly accounts: readonly Account[]; readonly partyId: Id; readonly graceDays: number; readonly missedAllowed: number; readonly owed: Minor; readonly parts: readonly GivenInstalment[] }

/**
 * Agrees a plan. One stands at a time: an open plan and open promises of the case are taken back. Codes: `case.unknown`,
 * `case.closed`, `account.unknown`, `plan.currency`, `plan.nothingOwed`, `plan.tooMuch` (more than is owed, without interest),
 * `plan.sum`, `plan.due`, `plan.amount`, `plan.*` as core has them, `date.invalid`, `plan.grace`, `plan.missed`, `reference.unknown`.
 */
export function agreePlan(context: MoveContext, input: AgreePlan): Result<{ readonly planId: Id; readonly total: Minor }> {
  const checked = checkPlan(context, input);
  return checked.ok ? ok(writePlan(context, input, checked.value)) : checked;
}
/** The instalments a plan would have, on what is owed now. Changes nothing. Codes: those of `agreePlan`. */
export function previewPlan(context: MoveContext, input: AgreePlan): Result<{ readonly currency: string; readonly owed: Minor; readonly total: Minor; readonly instalments: readonly GivenInstalment[] }> {
  const checked = checkPlan(context, input);
  if (!checked.ok) return checked;
  const { found, accounts, owed, parts } = checked.value;
  return ok({ currency: currencyOf(found, accounts), owed, total: sumOf(parts), instalments: parts.map(({ due, amount }) => ({ due, amount })) });
}

/** May it be agreed? Changes nothing. */
export function checkPlan(context: MoveContext, input: AgreePlan): Result<CheckedPlan> {
  const found = context.tx.get('case', input.caseId);
  if (!found) return fail('case.unknown', 'no such case');
  if (CLOSED_CASES.has(found.state)) return fail('case.closed', `the case is ${found.state}`);
  const about = accountsFor(context, found, input.accountIds);
  if (!about.ok) return about;
  const accounts = about.value;
  const partyId = input.partyId ?? found.partyId;
  if (!joined(context, found, accounts, partyId)) return fail('reference.unknown', 'no such party of this case', '/partyId');
  const rules = rulesOf(context, found.creditorId);
  const graceDays = input.graceDays ?? rules.graceDays;
  const missedAllowed = input.missedAllowed ?? rules.missedAllowed;
  if (!Number.isInteger(graceDays) || graceDays < 0 || graceDays > 366) return fail('plan.grace', 'must be 0 to 366 days', '/graceDays');
  if (!Number.isInteger(missedAllowed) || missedAllowed < 0 || missedAllowed > MOST) return fail('plan.missed', `must be 0 to ${MOST}`, '/missedAllowed');
  const owed = accounts.reduce((sum, one) => sum + totalOf(one), 0);
  const parts = instalmentsOf(input, owed);
  return parts.ok ? ok({ found, accounts, partyId, graceDays, missedAllowed, owed, parts: parts.value }) : parts;
}

export function writePlan(context: MoveContext, input: AgreePlan, { found, accounts, partyId, graceDays, missedAllowed, parts }: CheckedPlan): { readonly planId: Id; readonly total: Minor } {
  const { tx } = context;
  const { at, by } = input;
  endPromises(context, found.id, 'replaced', at, by);
  const plan: Plan = {
    id: context.ids.id(), version: 1, createdAt: at, updatedAt: at, caseId: found.id, currency: currencyOf(found, accounts), total: sumOf(parts), state: 'open',
    partyId, accountIds: accounts.map((one) => one.id), madeBy: by, madeOn: input.today, graceDays, missedAllowed,
  };
  tx.insert('plan', plan);
  for (const [n, one] of parts.entries()) tx.insert('planInstalment', { id: context.ids.id(), version: 1, createdAt: at, updatedAt: at, planId: plan.id, number: n + 1, due: one.due, amount: one.amount, state: 'open', paid: 0 });
  append(context, { type: 'plan.agreed', actor: by, data: { ...planData(plan, found.entityId), instalments: parts.map(({ due, amount }) => ({ due, amount })) } }, [plan.id, found.id], at);
  hear(context, found.id, 'planAgreed', at, by);
  judgeCase(context, found.id, input.today, at, by);
  refreshCaseFacts(context, found.id, at);
  return { planId: plan.id, total: plan.total };
}
const currencyOf = (found: Case, accounts: readonly Account[]): string => accounts[0]?.currency ?? found.currency;
const sumOf = (parts: readonly GivenInstalment[]): Minor => parts.reduce((sum, one) => sum + one.amount, 0);

function accountsFor(context: MoveContext, found: Case, ids: readonly Id[] | null): Result<readonly Account[]> {
  const all = accountsOf(context, found.id).filter((one) => one.closed === null);
  const named = ids === null ? all.filter((one) => one.currency === (all.some((other) => other.currency === found.currency) ? found.currency : all[0]?.currency)) : ids.flatMap((id) => all.find((one) => one.id === id) ?? []);
  if (ids !== null && named.length !== ids.length) return fail('account.unknown', 'no such open account of the case', '/accountIds');
  if (named.length === 0) return fail('plan.nothingOwed', 'no account of the case is open');
  return named.some((one) => one.currency !== named[0]?.currency) ? fail('plan.currency', 'the accounts are in several currencies', '/accountIds') : ok(named);
}

function instalmentsOf({ terms, today }: AgreePlan, owed: Minor): Result<readonly GivenInstalment[]> {
  if (!('instalments' in terms)) {
    const principal = terms.principal ?? owed;
    if (principal > owed) return fail('plan.tooMuch', 'more than is owed', '/terms/principal');
    if (terms.start < today) return fail('plan.due', 'must begin today or later', '/terms/start');
    return planInstalments({ ...terms, principal });
  }
  const { total, instalments } = terms;
  if (instalments.length === 0 || instalments.length > MOST) return fail('plan.count', `must be 1 to ${MOST} instalments`, '/instalments');
  for (const [n, one] of instalments.entries()) {
    if (!Number.isSafeInteger(one.amount) || one.amount <= 0) return fail('plan.amount', 'must be a positive whole number of minor units', `/instalments/${n}/amount`);
    if (Number.isNaN(dayNumber(one.due)) || one.due < (instalments[n - 1]?.due ?? today)) return fail('plan.due', 'must be a date not before the one before it, nor before today', `/instalments/${n}/due`);
  }
  const sum = instalments.reduce((all, one) => all + one.amount, 0);
  if (sum !== total) return fail('plan.sum', `the instalments come to ${sum}, not to ${total}`, '/total');
  return total > owed ? fail('plan.tooMuch', 'more than is owed', '/total') : ok(instalments);
}

/** Takes an open plan back. Codes: `plan.unknown`, `plan.closed`, `record.stale`. */
export function cancelPlan(context: MoveContext, input: { readonly planId: Id; readonly expectedVersion: number | null; readonly by: Id; readonly at: Instant }): Result<{ readonly caseId: Id }> {
  const { tx } = context;
  const plan = tx.get('plan', input.planId);
  const found = plan && tx.get('case', plan.caseId);
  if (!plan || !found) return fail('plan.unknown', 'no such plan');
  if (input.expectedVersion !== null && input.expectedVersion !== plan.version) return fail('record.stale', `plan was changed by another: version is ${plan.version}, you had ${input.expectedVersion}`);
  if (plan.state !== 'open') return fail('plan.closed', `this plan is ${plan.state}`);
  dropPlan(context, plan, found, 'asked', input.at, input.by);
  hear(context, found.id, 'planCancelled', input.at, input.by);
  judgeCase(context, found.id, localDay(context, input.at), input.at, input.by);
  refreshCaseFacts(context, found.id, input.at);
  return ok({ caseId: found.id });
}
