import type { CampaignSettings } from '../../../core/campaign/settings.js';
import type { Rhythm } from '../../../core/collections/calendar.js';
import { caseTable, CASE_EVENTS, type CaseEventName } from '../../../core/collections/case-machine.js';
import { planByDisposition, planByOutcome } from '../../../core/lead/retry.js';
import { isMove } from '../../../core/machine/table.js';
import { FACT_KINDS, type Attempt, type Disposition, type FactKind, type Lead } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant, LocalDate, Minor } from '../../../core/units.js';
import { afterCallIn, applyPlan } from './attempts.js';
import { touchCase } from './case-facts.js';
import type { MoveContext } from './context.js';
import { checkPlan, writePlan, type AgreePlan } from './plans.js';
import { checkPromise, writePromise, type MakePromise } from './promises.js';
import { append } from './stream.js';
import { settleTouch } from './touches.js';

export interface PlanOffer { readonly count: number; readonly start: LocalDate; readonly rhythm: Rhythm; readonly principal: Minor | null }
export interface DisposeAttempt {
  readonly attemptId: Id; readonly userId: Id; readonly at: Instant; readonly code: string; readonly note: string | null;
  readonly promise: { readonly amount: Minor; readonly due: LocalDate } | null;
  /** Instalments instead of one promise: on all that is owed, or on `principal`. */
  readonly plan?: PlanOffer | null;
  readonly callback: { readonly at: Instant; readonly mine: boolean; readonly contactPointId: Id | null; readonly note: string | null } | null;
  readonly settings: CampaignSettings | null;
  /** A supervisor may dispose for another; a collector only their own call. */
  readonly anyAttempt: boolean;
  /** Local date of `at`, for the promise. */
  readonly today: LocalDate;
}
export interface Disposed { readonly promiseId: Id | null; readonly planId: Id | null; readonly callbackId: Id | null; readonly again: boolean; readonly fact: WrittenFact | null }
/** A standing fact that was written: on whom or on what number it stands. */
export interface WrittenFact { readonly kind: FactKind; readonly phoneIndex: string | null; readonly partyId: Id | null }

/**
 * The collector's last word on a call: code, note, promise, callback, standing fact, case event and the lead's way on, all or nothing.
 * Sent again with the same code it changes nothing and answers as before (`again`).
 * Codes: `attempt.unknown`, `call.not_yours`, `disposition.unknown`, `disposition.not_leaf`, `attempt.already_disposed`, `promise.*`, `plan.*`, `callback.*`.
 */
export function disposeAttempt(context: MoveContext, input: DisposeAttempt): Result<Disposed> {
  const { tx } = context;
  const attempt = tx.get('attempt', input.attemptId);
  if (!attempt) return fail('attempt.unknown', 'no such attempt');
  if (attempt.userId !== input.userId && !input.anyAttempt) return fail('call.not_yours', 'this call was not yours to dispose');
  if (attempt.dispositionCode !== null) return attempt.dispositionCode === input.code && attempt.disposedBy === input.userId ? ok({ promiseId: null, planId: null, callbackId: null, again: true, fact: null }) : fail('attempt.already_disposed', `this call is disposed as ${attempt.dispositionCode}`);
  const leaf = tx.first('disposition', { where: { code: input.code } });
  if (!leaf?.enabled) return fail('disposition.unknown', `no disposition ${input.code}`, '/code');
  if (!leaf.leaf) return fail('disposition.not_leaf', `${input.code} is a group: choose one of its codes`, '/code');
  const wrong = check(input, leaf, attempt);
  if (wrong) return wrong;
  const promise = promiseOf(input, attempt);
  const checked = promise === null ? null : checkPromise(context, promise);
  if (checked?.ok === false) return checked;
  const plan = planOf(input, attempt);
  const agreed = plan === null ? null : checkPlan(context, plan);
  if (agreed?.ok === false) return agreed;
  const disposed = tx.update('attempt', attempt.id, { dispositionCode: leaf.code, disposedAt: input.at, disposedBy: input.userId, ...(leaf.caseEvent === 'machine' && attempt.outcome === 'human' ? { outcome: 'machine' as const } : {}) }, input.at) ?? attempt;
  // An attempt that is still up is judged by the code when it ends.
  const touch = disposed.outcome === null ? {} : { touch: settleTouch(context, disposed, disposed.outcome, leaf, input.at) };
  const promiseId = promise === null || checked === null ? null : writePromise(context, promise, checked.value);
  const planId = plan === null || agreed === null ? null : writePlan(context, plan, agreed.value).planId;
  const callbackId = writeCallback(context, input, attempt);
  const fact = writeFact(context, input, attempt, leaf);
  moveCase(context, attempt, leaf, input.at);
  writeNote(context, input, attempt, leaf);
  append(context, { type: 'attempt.disposed', actor: input.userId, data: { ...disposedData(attempt, leaf, promiseId, callbackId, fact), ...(planId === null ? {} : { planId }), ...touch } }, [attempt.id, ...(attempt.caseId === null ? [] : [attempt.caseId])], input.at);
  moveLead(context, input, attempt, leaf, callbackId !== null);
  return ok({ promiseId, planId, callbackId, again: false, fact });
}

function disposedData(attempt: Attempt, leaf: Disposition, promiseId: Id | null, callbackId: Id | null, fact: WrittenFact | null): Readonly<Record<string, unknown>> {
  const { entityId, caseId, accountIds, userId } = attempt;
  return { code: leaf.code, promise: promiseId !== null, callback: callbackId !== null, entityId, caseId, accountIds, userId, promiseId, callbackId, rightParty: leaf.rightParty, ledgerLevel: leaf.ledgerLevel, factKind: fact?.kind ?? null };
}

function check(input: DisposeAttempt, leaf: Disposition, attempt: Attempt): Result<Disposed> | null {
  if (leaf.promise && !input.promise && !input.plan) return fail('promise.missing', `${leaf.code} needs an amount and a date`, '/promise');
  if (input.promise && input.plan) return fail('promise.or_plan', 'either one promise or a plan: what was said last holds', '/plan');
  if (input.promise || input.plan) {
    if (!attempt.caseId || !attempt.partyId) return fail('promise.no_case', 'a promise needs a case', '/promise');
  }
  if (leaf.retry.kind === 'callback' && !input.callback) return fail('callback.missing', `${leaf.code} needs a time to call back`, '/callback');
  if (input.callback) {
    if (!attempt.leadId) return fail('callback.no_lead', 'a callback needs a lead', '/callback');
    if (input.callback.at <= input.at) return fail('callback.past', 'the time must lie ahead', '/callback/at');
    if (input.callback.at > input.at + 366 * 86_400_000) return fail('callback.far', 'the time must lie within a year', '/callback/at');
  }
  return null;
}

/** The promise the collector took, as any other is made; the attempt's accounts are what it is about. */
function promiseOf(input: DisposeAttempt, attempt: Attempt): MakePromise | null {
  if (!input.promise || !attempt.caseId || !attempt.partyId) return null;
  return { caseId: attempt.caseId, partyId: attempt.partyId, amount: input.promise.amount, due: input.promise.due, accountIds: attempt.accountIds, attemptId: attempt.id, by: input.userId, at: input.at, today: input.today };
}

/** The plan the collector agreed, on what is open of the case. */
function planOf(input: DisposeAttempt, attempt: Attempt): AgreePlan | null {
  if (!input.plan || !attempt.caseId || !attempt.partyId) return null;
  return { caseId: attempt.caseId, partyId: attempt.partyId, accountIds: null, terms: { ...input.plan, interest: null }, graceDays: null, missedAllowed: null, by: input.userId, at: input.at, today: input.today };
}

function writeCallback(context: MoveContext, input: DisposeAttempt, attempt: Attempt): Id | null {
  if (!input.callback || !attempt.leadId || !attempt.campaignId) return null;
  // What was agreed last holds; an older appointment would be one call more than was agreed.
  for (const older of context.tx.find('callback', { where: { leadId: attempt.leadId, state: 'open' } })) context.tx.update('callback', older.id, { state: 'cancelled' }, input.at);
  const id = context.ids.id();
  context.tx.insert('callback', {
    id, version: 1, createdAt: input.at, updatedAt: input.at, leadId: attempt.leadId, campaignId: attempt.campaignId, dueAt: input.callback.at, userId: input.callback.mine ? input.userId : null,
    contactPointId: input.callback.contactPointId ?? attempt.contactPointId, note: input.callback.note, state: 'open', madeBy: input.userId, attemptId: attempt.id,
  });
  return id;
}

/** What people say of themselves: it stands on whoever was rung. All else is said of the debt, and stands on its debtor. */
const OF_THE_SPEAKER: ReadonlySet<FactKind> = new Set<FactKind>(['suppression', 'consentWithdrawn', 'attorney', 'minor', 'agreedHours']);

function writeFact(context: MoveContext, input: DisposeAttempt, attempt: Attempt, leaf: Disposition): WrittenFact | null {
  const kind = FACT_KINDS.find((known): known is FactKind => known === leaf.standingFact);
  if (!kind) return null;
  // A wrong number or a third party speaks of the number; everything else of the person.
  const rung = attempt.contactPointId === null ? undefined : context.tx.get('contactPoint', attempt.contactPointId)?.partyId;
  const partyId = kind === 'wrongNumber' || kind === 'thirdParty' || kind === 'thirdPartyRefused' ? null : (OF_THE_SPEAKER.has(kind) ? rung : undefined) ?? attempt.partyId;
  context.tx.insert('standingFact', {
    id: context.ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, kind, subjectKind: partyId === null ? 'phone' : 'party', subject: partyId ?? attempt.phoneIndex,
    source: `disposition ${leaf.code}`, evidence: attempt.id, from: input.at, until: null, by: input.userId, endedAt: null,
  });
  return { kind, phoneIndex: attempt.phoneIndex, partyId };
}

function moveCase({ tx }: MoveContext, attempt: Attempt, leaf: Disposition, at: Instant): void {
  const event = CASE_EVENTS.find((name): name is CaseEventName => name === leaf.caseEvent);
  const found = attempt.caseId === null ? undefined : tx.get('case', attempt.caseId);
  if (!event || !found) return;
  const cell = caseTable[found.state][event];
  if (isMove(cell)) tx.update('case', found.id, { state: cell.to }, at);
}

function writeNote(context: MoveContext, input: DisposeAttempt, attempt: Attempt, leaf: Disposition): void {
  const contact = context.tx.first('contact', { where: { attemptId: attempt.id } });
  // What the collector says of the call is its result, from the moment the call is written down.
  if (contact && attempt.caseId !== null) touchCase(context, attempt.caseId, contact.at, leaf.code, input.at);
  if (contact) { context.tx.update('contact', contact.id, { result: leaf.code, note: input.note, userId: input.userId, reached: leaf.rightParty ? 'rightParty' : null }, input.at); return; }
  if (input.note === null) return;
  context.tx.insert('contact', {
    id: context.ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, caseId: attempt.caseId, partyId: attempt.partyId, attemptId: null, channel: 'note', at: input.at, userId: input.userId,
    reached: null, result: leaf.code, note: input.note, entityId: attempt.entityId,
  });
}

function moveLead(context: MoveContext, input: DisposeAttempt, attempt: Attempt, leaf: Disposition, hasCallback: boolean): void {
  const lead = attempt.leadId === null ? undefined : context.tx.get('lead', attempt.leadId);
  // The outcome is not written yet: settleAttempt moves the lead, it will find the code.
  if (!lead || attempt.outcome === null || input.settings === null) {
    if (lead && hasCallback && lead.state === 'done') applyPlan(context, lead.id, { kind: 'callback', because: leaf.code }, input.at);
    return;
  }
  if (attempt.direction === 'inbound') { afterCallIn(context, attempt, lead, leaf, input.at); return; }
  if (lead.state !== 'dialing') { moveLate(context, input, attempt, lead, leaf, hasCallback); return; }
  const outcome = leaf.caseEvent === 'machine' && attempt.outcome === 'human' ? 'machine' : attempt.outcome;
  let { tally } = lead;
  if (outcome !== attempt.outcome) {
    // Counted as a person when it was settled: the lead must look as if the collector had said so before.
    const counted = tally[attempt.outcome] ?? 0;
    const others = Object.fromEntries(Object.entries(tally).filter(([name]) => name !== attempt.outcome));
    tally = { ...others, ...(counted > 1 ? { [attempt.outcome]: counted - 1 } : {}), [outcome]: (tally[outcome] ?? 0) + 1 };
    context.tx.update('lead', lead.id, { tally, lastOutcome: outcome }, input.at);
  }
  // The tally of this attempt is already counted, so the plan is asked as of before it.
  const before = { attempts: Math.max(0, lead.attempts - 1), tally: { ...tally, [outcome]: Math.max(0, (tally[outcome] ?? 0) - 1) } };
  const byOutcome = planByOutcome(outcome, before, input.settings, input.at);
  applyPlan(context, lead.id, hasCallback ? { kind: 'callback', because: leaf.code } : planByDisposition(leaf.retry, byOutcome, input.at, leaf.code), input.at);
}

/** The lead went on by its outcome before the collector spoke. Their word still counts, unless the lead was dialed again since. */
function moveLate(context: MoveContext, input: DisposeAttempt, attempt: Attempt, lead: Lead, leaf: Disposition, hasCallback: boolean): void {
  if (lead.lastAttemptAt !== attempt.openedAt || (!hasCallback && leaf.retry.kind === 'byOutcome')) return;
  applyPlan(context, lead.id, hasCallback ? { kind: 'callback', because: leaf.code } : planByDisposition(leaf.retry, { kind: 'done', because: leaf.code }, input.at, leaf.code), input.at);
}

/** 催记: a note by hand. */
export function writeCaseNote(context: MoveContext, input: { readonly caseId: Id; readonly userId: Id; readonly text: string; readonly at: Instant }): Result<{ readonly contactId: Id }> {
  const found = context.tx.get('case', input.caseId);
  if (!found) return fail('case.unknown', 'no such case');
  const id = context.ids.id();
  context.tx.insert('contact', { id, version: 1, createdAt: input.at, updatedAt: input.at, caseId: found.id, partyId: found.partyId, attemptId: null, channel: 'note', at: input.at, userId: input.userId, reached: null, result: null, note: input.text, entityId: found.entityId });
  append(context, { type: 'case.noted', actor: input.userId, data: { entityId: found.entityId, caseId: found.id, contactId: id, channel: 'note', userId: input.userId } }, [found.id], input.at);
  return ok({ contactId: id });
}

/** The wrap-up clock ran out with no disposition: the lead moves on by its outcome; the collector may still dispose later. */
export function releaseUndisposed(context: MoveContext, input: { readonly attemptId: Id; readonly settings: CampaignSettings; readonly at: Instant }): void {
  const attempt = context.tx.get('attempt', input.attemptId);
  const lead = attempt?.leadId ? context.tx.get('lead', attempt.leadId) : undefined;
  if (!attempt || !lead || attempt.outcome === null || attempt.direction === 'inbound' || lead.state !== 'dialing' || attempt.dispositionCode !== null) return;
  if (context.tx.count('attempt', { leadId: lead.id, outcome: null }) > 0) return;
  const before = { attempts: Math.max(0, lead.attempts - 1), tally: { ...lead.tally, [attempt.outcome]: Math.max(0, (lead.tally[attempt.outcome] ?? 0) - 1) } };
  applyPlan(context, lead.id, planByOutcome(attempt.outcome, before, input.settings, input.at), input.at);
}

/**
 * When a process begins: leads that a dead one left in `dialing`, their last attempt over and nobody there to write it down, go
 * on by its outcome. Those with an open attempt wait for recovery. Returns how many went on.
 */
export function releaseLeftDialing(context: MoveContext, input: { readonly at: Instant }): number {
  const { tx } = context;
  let released = 0;
  for (const campaign of tx.find('campaign', { limit: 100_000 })) {
    for (const lead of tx.find('lead', { where: { campaignId: campaign.id, state: 'dialing' }, limit: 100_000 })) {
      const last = tx.first('attempt', { where: { leadId: lead.id, direction: 'outbound' }, order: [{ by: 'openedAt', down: true }], limit: 1 });
      if (!last || last.outcome === null || tx.count('attempt', { leadId: lead.id, outcome: null }) > 0) continue;
      releaseUndisposed(context, { attemptId: last.id, settings: campaign.settings, at: input.at });
      released += 1;
    }
  }
  return released;
}
