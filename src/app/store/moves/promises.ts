/** Promises to pay (还款承诺): made, taken back, and judged when they fall due. */
import { addDays } from '../../../core/collections/calendar.js';
import { totalOf } from '../../../core/collections/components.js';
import { CLOSED_CASES, type Account, type Case, type PaymentPromise } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import { dayNumber } from '../../../core/time/zones.js';
import type { Id, Instant, LocalDate, Minor } from '../../../core/units.js';
import { accountsOf } from './booking.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { localDay, mostPromiseDays, mostPromisePercent, rulesOf } from './creditor.js';
import { hear } from './hear.js';
import { dropPromise, judgeCase, judgeNow, promiseData } from './judging.js';
import { append } from './stream.js';

export interface MakePromise {
  readonly caseId: Id;
  /** Who promised; null: the case's debtor. */
  readonly partyId: Id | null;
  readonly amount: Minor; readonly due: LocalDate;
  /** What it is about; null: the open accounts of the case in its currency. */
  readonly accountIds: readonly Id[] | null;
  readonly attemptId: Id | null;
  readonly by: Id; readonly at: Instant;
  /** Local date of `at`. */
  readonly today: LocalDate;
}
export interface CheckedPromise { readonly found: Case; readonly partyId: Id; readonly currency: string; readonly accountIds: readonly Id[]; readonly graceDays: number }

/** Promises to pay an amount by a day. What was promised before and is open is taken back: what was said last holds. Codes as `checkPromise`. */
export function makePromise(context: MoveContext, input: MakePromise): Result<{ readonly promiseId: Id }> {
  const checked = checkPromise(context, input);
  return checked.ok ? ok({ promiseId: writePromise(context, input, checked.value) }) : checked;
}

/**
 * May it be promised? Changes nothing. Codes: `case.unknown`, `case.closed`, `promise.amount`, `promise.due` (no date, or past),
 * `promise.far` (setting `promise.mostDays`), `promise.tooMuch` (setting `promise.mostPercent`), `account.unknown`,
 * `promise.currency` (accounts of two currencies), `promise.nothingOwed`, `reference.unknown` (somebody the case isn't about).
 */
export function checkPromise(context: MoveContext, input: MakePromise): Result<CheckedPromise> {
  const found = context.tx.get('case', input.caseId);
  if (!found) return fail('case.unknown', 'no such case');
  if (!Number.isSafeInteger(input.amount) || input.amount <= 0) return fail('promise.amount', 'the amount must be a positive whole number of minor units', '/promise/amount');
  if (Number.isNaN(dayNumber(input.due)) || input.due < input.today) return fail('promise.due', 'the date must be today or later', '/promise/due');
  const most = mostPromiseDays(context);
  const last = addDays(input.today, most);
  if (last.ok && input.due > last.value) return fail('promise.far', `must be due within ${most} days`, '/promise/due');
  if (CLOSED_CASES.has(found.state)) return fail('case.closed', `the case is ${found.state}`);
  const about = promised(context, found, input.accountIds);
  if (!about.ok) return about;
  const accounts = about.value;
  const percent = mostPromisePercent(context);
  const owed = accounts.reduce((sum, one) => sum + totalOf(one), 0);
  if (percent !== null && input.amount > Math.floor((owed * percent) / 100)) return fail('promise.tooMuch', `more than ${percent} % of what is owed`, '/promise/amount');
  const partyId = input.partyId ?? found.partyId;
  if (!joined(context, found, accounts, partyId)) return fail('reference.unknown', 'no such party of this case', '/partyId');
  return ok({ found, partyId, currency: accounts[0]?.currency ?? found.currency, accountIds: accounts.map((one) => one.id), graceDays: rulesOf(context, found.creditorId).graceDays });
}

/** The accounts named, or those that are open. */
function promised(context: MoveContext, found: Case, ids: readonly Id[] | null): Result<readonly Account[]> {
  const all = accountsOf(context, found.id);
  const open = all.filter((one) => one.closed === null && one.currency === (all.some((other) => other.currency === found.currency) ? found.currency : all[0]?.currency));
  if (ids === null) return open.length === 0 ? fail('promise.nothingOwed', 'no account of the case is open') : ok(open);
  const named = ids.flatMap((id) => all.find((one) => one.id === id) ?? []);
  if (named.length !== ids.length) return fail('account.unknown', 'no such account of the case', '/accountIds');
  return named.some((one) => one.currency !== named[0]?.currency) ? fail('promise.currency', 'the accounts are in several currencies', '/accountIds') : ok(named);
}
/** The debtor, or somebody joined to one of the accounts. */
export function joined({ tx }: MoveContext, found: Case, accounts: readonly Account[], partyId: Id): boolean {
  return partyId === found.partyId || accounts.some((one) => tx.count('accountParty', { accountId: one.id, partyId }) > 0);
}

export function writePromise(context: MoveContext, input: MakePromise, { found, partyId, currency, accountIds, graceDays }: CheckedPromise): Id {
  const { tx } = context;
  const { at, by } = input;
  for (const older of tx.find('promise', { where: { caseId: found.id, state: 'open' } })) dropPromise(context, older, found, 'replaced', at, by);
  const promise: PaymentPromise = {
    id: context.ids.id(), version: 1, createdAt: at, updatedAt: at, caseId: found.id, partyId, amount: input.amount, currency, due: input.due, accountIds, planId: null, attemptId: input.attemptId, takenBy: by,
    graceDays, state: 'open', takenOn: input.today, paid: 0, judgedAt: null,
  };
  tx.insert('promise', promise);
  append(context, { type: 'promise.taken', actor: by, data: promiseData(promise, found.entityId) }, [promise.id, found.id], at);
  hear(context, found.id, 'promised', at, by);
  // Money that came earlier today counts for it.
  judgeCase(context, found.id, input.today, at, by);
  refreshCaseFacts(context, found.id, at);
  return promise.id;
}

/** Takes an open promise back. Codes: `promise.unknown`, `promise.closed`, `record.stale`. */
export function cancelPromise(context: MoveContext, input: { readonly promiseId: Id; readonly expectedVersion: number | null; readonly by: Id; readonly at: Instant }): Result<{ readonly caseId: Id }> {
  const { tx } = context;
  const promise = tx.get('promise', input.promiseId);
  const found = promise && tx.get('case', promise.caseId);
  if (!promise || !found) return fail('promise.unknown', 'no such promise');
  if (input.expectedVersion !== null && input.expectedVersion !== promise.version) return fail('record.stale', `promise was changed by another: version is ${promise.version}, you had ${input.expectedVersion}`);
  if (promise.state !== 'open') return fail('promise.closed', `this promise is ${promise.state}`);
  dropPromise(context, promise, found, 'asked', input.at, input.by);
  hear(context, found.id, 'promiseCancelled', input.at, input.by);
  // What it would have used counts for others now.
  judgeCase(context, found.id, localDay(context, input.at), input.at, input.by);
  refreshCaseFacts(context, found.id, input.at);
  return ok({ caseId: found.id });
}

export interface DueCursor { readonly due: LocalDate; readonly id: Id }
export interface JudgePromises {
  /** `plans`: open plans none of whose instalments is open any more; their fate is decided when the last grace is over. */
  readonly what: 'promises' | 'instalments' | 'plans';
  /** The local day that has begun: what was due before it is judged. */
  readonly asOf: LocalDate;
  /** Where the page before ended; null: from the beginning. */
  readonly after: DueCursor | null;
  /** Rows looked at in this transaction; 1 to 1000. */
  readonly most: number;
  readonly at: Instant;
}
export interface JudgedPromises { readonly looked: number; readonly changed: number; /** null: done. */ readonly next: DueCursor | null }
/** Grace is at most a year; an instalment older than that is judged, or belongs to a plan that was cancelled. */
const OLDEST = 400;

/** Judges a page of the open promises or instalments that were due before a day, oldest first. Whatever the pages, and however often: the same states. */
export function judgePromises(context: MoveContext, input: JudgePromises): JudgedPromises {
  if (input.what === 'plans') return judgePlans(context, input);
  const { tx } = context;
  const since = addDays(input.asOf, -OLDEST);
  const rows: { readonly id: Id; readonly due: LocalDate; readonly of: Id }[] = [];
  const read = (where: { readonly due: LocalDate | { readonly gte?: LocalDate; readonly gt?: LocalDate; readonly lt: LocalDate }; readonly id?: { readonly gt: Id } }): void => {
    const query = { where: { ...where, state: 'open' as const }, order: [{ by: 'due' as const }, { by: 'id' as const }], limit: input.most - rows.length };
    if (query.limit <= 0) return;
    if (input.what === 'promises') rows.push(...tx.find('promise', query).map((one) => ({ id: one.id, due: one.due, of: one.caseId })));
    else rows.push(...tx.find('planInstalment', query).map((one) => ({ id: one.id, due: one.due, of: one.planId })));
  };
  if (input.after === null) read({ due: { ...(input.what === 'instalments' && since.ok ? { gte: since.value } : {}), lt: input.asOf } });
  else {
    read({ due: input.after.due, id: { gt: input.after.id } });
    read({ due: { gt: input.after.due, lt: input.asOf } });
  }
  const plans = input.what === 'promises' ? null : new Map([...new Set(rows.map((row) => row.of))].flatMap((id) => { const plan = tx.get('plan', id); return plan && plan.state !== 'cancelled' ? [[id, plan.caseId] as const] : []; }));
  let changed = 0;
  for (const caseId of new Set(rows.flatMap((row) => (plans === null ? [row.of] : plans.get(row.of) ?? [])))) {
    changed += judgeNow(context, caseId, input.asOf, input.at, 'system');
  }
  const last = rows.at(-1);
  return { looked: rows.length, changed, next: rows.length < input.most || last === undefined ? null : { due: last.due, id: last.id } };
}
function judgePlans(context: MoveContext, input: JudgePromises): JudgedPromises {
  const { tx } = context;
  const plans = tx.find('plan', { where: { state: 'open', id: { gt: input.after?.id ?? '' } }, order: [{ by: 'id' }], limit: input.most });
  const waiting = plans.filter((plan) => tx.count('planInstalment', { planId: plan.id, state: 'open' }) === 0);
  let changed = 0;
  for (const caseId of new Set(waiting.map((plan) => plan.caseId))) changed += judgeNow(context, caseId, input.asOf, input.at, 'system');
  const last = plans.at(-1);
  return { looked: plans.length, changed, next: plans.length < input.most || last === undefined ? null : { due: input.asOf, id: last.id } };
}
