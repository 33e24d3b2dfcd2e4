import type { Outcome } from '../../../core/call/outcome.js';
import type { CampaignSettings } from '../../../core/campaign/settings.js';
import { destinationRule, type Destination } from '../../../core/compliance/destination.js';
import type { Denial } from '../../../core/compliance/gate.js';
import { planByDisposition, planByOutcome, type LeadPlan } from '../../../core/lead/retry.js';
import { isMove } from '../../../core/machine/table.js';
import { leadTable } from '../../../core/lead/machine.js';
import { CLOSED_CASES, type Attempt, type CaseAccount, type Disposition, type Lead, type PartyRole, type Permit, type Places } from '../../../core/records/index.js';
import { saidIn, STATEMENT_EVENTS, tallyOf } from '../../../core/script/said.js';
import type { Id, Instant } from '../../../core/units.js';
import { linksOf, touchCase, workedOf } from './case-facts.js';
import type { MoveContext } from './context.js';
import { decided } from './evidence.js';
import { giveBack, hasCallback } from './hopper.js';
import { isOwnNumber, judge, type Gauges, type GateSettings, type Judged } from './judge.js';
import { leaveBySegment, leftSegment } from './segment.js';
import { append } from './stream.js';
import { DenialsSeen } from './tally.js';
import { reserveTouch, settleTouch } from './touches.js';

/** A permit lives this long at most, and is used once. */
export const PERMIT_LIFE = 5_000;
const MINUTE = 60_000;
/** From our order to the INVITE. */
const ON_ITS_WAY = 500;

export interface OpenAttempt {
  /** Everything but what the transaction itself decides. `id` is chosen by the asker, so that a lost answer can be looked up. */
  readonly attempt: Omit<Attempt, 'version' | 'createdAt' | 'updatedAt' | 'permitId'>;
  /** Of an attempt outside any campaign; a campaign's own are read where the gate is asked, as they are committed. */
  readonly settings: GateSettings;
  readonly ownerRole: PartyRole;
  /** Country (ISO 3166-1 alpha-2) of a number that is no contact point of anybody; left out: as the contact point says. */
  readonly country?: string | null;
  /** What its prefix says beyond the country. */
  readonly places?: Places | null;
  /** The number that the trunk is about to be given, and what the plans say of it. Not kept. */
  readonly destination: Destination;
  readonly testGateways: boolean;
  /** Shares of the campaign by the names of gauges, as its runner knows them. */
  readonly gauges?: Gauges | undefined;
  /** Who claimed the lead; null: the lead is taken here (manual, callback) or there is none. */
  readonly owner: string | null;
  /** The callback this attempt keeps. */
  readonly callbackId: Id | null;
}
export type OpenedAttempt =
  | { readonly kind: 'open'; readonly permit: Permit }
  | { readonly kind: 'denied'; readonly denials: readonly Denial[]; readonly nextAt: Instant | null }
  /** The lead is not (any more) the asker's: dialed already, done, or claimed by another. */
  | { readonly kind: 'taken'; readonly why: string };

/**
 * The one way to begin an attempt: in ONE transaction the gate is asked again on what is committed now, the permit is issued
 * and consumed, the attempt is journalled (which reserves the caps: an open attempt counts), and the lead goes to `dialing`.
 * After it resolves, and only then, may the originate be sent.
 */
export function openAttempt(context: MoveContext, input: OpenAttempt): OpenedAttempt {
  const { tx } = context;
  const { attempt } = input;
  const now = attempt.openedAt;
  const lead = attempt.leadId === null ? undefined : tx.get('lead', attempt.leadId);
  if (attempt.leadId !== null) {
    if (!lead) return { kind: 'taken', why: 'the lead is unknown' };
    if (input.owner !== null && (lead.state !== 'claimed' || lead.claimOwner !== input.owner)) return { kind: 'taken', why: `the lead is ${lead.state}` };
    if (input.owner === null && lead.state === 'claimed' && (lead.claimUntil ?? 0) > now) return { kind: 'taken', why: 'the dialer is about to call this lead' };
    if (!isMove(leadTable[lead.state].opened) && lead.state !== 'done') return { kind: 'taken', why: `the lead is ${lead.state}` };
    if (tx.count('attempt', { leadId: lead.id, outcome: null }) > 0) return { kind: 'taken', why: 'this lead is being called' };
    // A pause or a stop that is committed holds, whatever the dialer still believes.
    const campaign = tx.get('campaign', lead.campaignId);
    if (campaign && campaign.state !== 'running') {
      if (input.owner !== null) giveBack(tx, lead, now);
      return { kind: 'taken', why: `the campaign is ${campaign.state}` };
    }
    const left = campaign ? leftSegment(context, campaign, lead.caseId, now) : null;
    if (left !== null) {
      if (input.owner !== null) leaveBySegment(context, lead, left, now);
      return { kind: 'taken', why: `the case left the campaign’s segment (${left})` };
    }
  }
  const settings = committed(context, input);
  const links = attempt.caseId === null ? [] : linksOf(context, attempt.caseId);
  const judged = ask(context, input, settings, now, links);
  const { verdict, basis } = judged;
  if (!verdict.allow) {
    deny(context, attempt, verdict.denials, now);
    decided(context, { attempt, judged, permit: null });
    bar(context, attempt, judged, now);
    if (lead && input.owner !== null) tx.update('lead', lead.id, { state: hasCallback(tx, lead.id) ? 'callback' : 'resting', because: verdict.denials[0]?.rule ?? 'denied', nextAt: verdict.denials.some((one) => one.gauge) ? now + 60_000 : verdict.nextAt ?? now + 3_600_000, claimOwner: null, claimUntil: null }, now);
    return { kind: 'denied', denials: verdict.denials, nextAt: verdict.nextAt };
  }
  const permit: Permit = { id: context.ids.id(), version: 1, createdAt: now, updatedAt: now, attemptId: attempt.id, phoneIndex: attempt.phoneIndex, issuedAt: now, expiresAt: expiryOf(now, basis), usedAt: now, rules: judged.grounds.ownNumber === true ? 'own-number' : rulesOf(settings, basis) };
  // An account may have been taken back since the lead was claimed: nothing is said of it any more.
  const accountIds = attempt.caseId === null ? attempt.accountIds : workedOf(context, links);
  tx.insert('attempt', { ...attempt, accountIds, permitId: permit.id, version: 1, createdAt: now, updatedAt: now });
  reserveTouch(context, { ...attempt, accountIds }, now);
  tx.insert('permit', permit);
  decided(context, { attempt: { ...attempt, accountIds }, judged, permit });
  if (input.callbackId) tx.update('callback', input.callbackId, { state: 'done' }, now);
  if (lead) {
    tx.update('lead', lead.id, { state: 'dialing', claimOwner: null, claimUntil: null, lastAttemptAt: now, lastContactPointId: attempt.contactPointId }, now);
  }
  journal(context, { attemptId: attempt.id, at: now, event: 'opened', data: { mode: attempt.mode, trunk: attempt.trunk, node: attempt.node, leg: attempt.legId } });
  return { kind: 'open', permit };
}

/** A window narrowed or a cap lowered holds from its commit on, whatever the dialer still remembers. */
const committed = ({ tx }: MoveContext, input: Pick<OpenAttempt, 'attempt' | 'settings'>): GateSettings => (input.attempt.campaignId === null ? undefined : tx.get('campaign', input.attempt.campaignId)?.settings) ?? input.settings;

function ask(context: MoveContext, input: Pick<OpenAttempt, 'attempt' | 'ownerRole' | 'country' | 'places' | 'destination' | 'testGateways' | 'gauges'>, settings: GateSettings, now: Instant, links?: readonly CaseAccount[]): Judged {
  const { attempt } = input;
  const contactPoint = attempt.contactPointId === null ? null : context.tx.get('contactPoint', attempt.contactPointId) ?? null;
  return judge(context, {
    now, mode: attempt.mode, kind: attempt.kind, phoneIndex: attempt.phoneIndex, contactPoint, country: input.country ?? null, places: input.places, destination: input.destination, ownNumber: attempt.mode === 'transfer' && contactPoint === null && isOwnNumber(context, input.destination.number, attempt.phoneIndex), partyId: attempt.partyId, caseId: attempt.caseId, accountIds: attempt.accountIds, ownerRole: input.ownerRole, settings,
    testGateways: input.testGateways, entityId: attempt.entityId, campaignId: attempt.campaignId, userId: attempt.userId, daysPastDue: attempt.daysPastDue, gauges: input.gauges, exceptAttempt: attempt.id, links,
  });
}
function deny(context: MoveContext, attempt: OpenAttempt['attempt'], denials: readonly Denial[], now: Instant): void {
  const seen = new DenialsSeen();
  seen.add(denials);
  seen.write(context, 'permit', { campaignId: attempt.campaignId, entityId: attempt.entityId }, now);
}
/** What was refused for the number's own sake is remembered with it, so that the lead's next number is tried until the rules change. */
function bar({ tx }: MoveContext, attempt: OpenAttempt['attempt'], { verdict, edition }: Judged, at: Instant): void {
  const rule = verdict.allow ? undefined : destinationRule(verdict.denials);
  if (rule !== undefined && attempt.contactPointId !== null) tx.update('contactPoint', attempt.contactPointId, { barred: { rule, edition } }, at);
}
/**
 * The end of a permit's life: not beyond what the same rules allow. Windows and days begin and end with a minute; a disk that takes
 * its time must not carry a call over the end of the window it was allowed in.
 */
function expiryOf(now: Instant, basis: Judged['basis']): Instant {
  const end = now + PERMIT_LIFE;
  const minute = (Math.floor(now / MINUTE) + 1) * MINUTE;
  return minute - ON_ITS_WAY >= end || basis === null || basis.at(minute).allow ? end : Math.min(end, minute - ON_ITS_WAY);
}
/** The campaign's window and the packs a permit was given by. */
const rulesOf = (settings: GateSettings, basis: Judged['basis']): string => [settings.window.name, ...(basis?.policy.packs.map((pack) => `${pack.id}@${pack.version}`) ?? [])].join(' ');

/** A fresh permit within the same attempt, for the next gateway when the first certainly rang nobody: new leg, new trunk, the gate asked again. */
export function renewPermit(context: MoveContext, input: Omit<OpenAttempt, 'owner' | 'callbackId'>): OpenedAttempt {
  const { tx } = context;
  const before = tx.get('attempt', input.attempt.id);
  if (before?.leadId && (tx.get('campaign', before.campaignId ?? '')?.state ?? 'running') !== 'running') return { kind: 'taken', why: 'the campaign does not run' };
  if (!before || before.outcome !== null || before.answeredAt !== null || before.rangAt !== null) return { kind: 'taken', why: 'the attempt is over or rang' };
  const now = input.attempt.openedAt;
  const settings = committed(context, input);
  const judged = ask(context, input, settings, now);
  const { verdict, basis } = judged;
  if (!verdict.allow) { deny(context, input.attempt, verdict.denials, now); decided(context, { attempt: input.attempt, judged, permit: null }); return { kind: 'denied', denials: verdict.denials, nextAt: verdict.nextAt }; }
  const permit: Permit = { id: context.ids.id(), version: 1, createdAt: now, updatedAt: now, attemptId: before.id, phoneIndex: before.phoneIndex, issuedAt: now, expiresAt: expiryOf(now, basis), usedAt: now, rules: rulesOf(settings, basis) };
  tx.insert('permit', permit);
  decided(context, { attempt: input.attempt, judged, permit });
  tx.update('attempt', before.id, { permitId: permit.id, legId: input.attempt.legId, trunk: input.attempt.trunk, callerId: input.attempt.callerId, rate: input.attempt.rate }, now);
  journal(context, { attemptId: before.id, at: now, event: 'failedOver', data: { trunk: input.attempt.trunk, leg: input.attempt.legId } });
  return { kind: 'open', permit };
}

/** An inbound call written down: no permit, as nobody is called. */
export function openInbound(context: MoveContext, input: { readonly attempt: Omit<Attempt, 'version' | 'createdAt' | 'updatedAt' | 'permitId'> }): void {
  const now = input.attempt.openedAt;
  context.tx.insert('attempt', { ...input.attempt, permitId: null, version: 1, createdAt: now, updatedAt: now });
  reserveTouch(context, input.attempt, now);
  journal(context, { attemptId: input.attempt.id, at: now, event: 'inbound', data: { trunk: input.attempt.trunk, leg: input.attempt.legId } });
}

export interface JournalLine { readonly attemptId: Id | null; readonly at: Instant; readonly event: string; readonly data?: unknown }
type AttemptFacts = Partial<Pick<Attempt, 'placedAt' | 'rangAt' | 'answeredAt' | 'bridgedAt' | 'userId' | 'waitMs' | 'abandonedBy' | 'messagePlayed' | 'recordingPath' | 'teamId'>>;

function journal(context: MoveContext, line: JournalLine): void {
  context.tx.insert('journal', { id: context.ids.id(), version: 1, createdAt: line.at, updatedAt: line.at, seq: context.tx.nextSeq('journal'), attemptId: line.attemptId, at: line.at, event: line.event, data: line.data ?? null });
}

/** What happened to calls, in order, behind the act: nobody waits for it. Facts of an attempt that is over are only journalled. */
export function note(context: MoveContext, input: { readonly lines: readonly (JournalLine & { readonly facts?: AttemptFacts })[] }): void {
  for (const line of input.lines) {
    journal(context, line);
    if (line.facts && line.attemptId !== null && context.tx.get('attempt', line.attemptId)?.outcome === null) context.tx.update('attempt', line.attemptId, line.facts, line.at);
  }
  for (const attemptId of new Set(input.lines.flatMap((line) => (line.attemptId !== null && STATEMENT_EVENTS.has(line.event) ? [line.attemptId] : [])))) countStatements(context, attemptId, input.lines.at(-1)?.at ?? 0);
}
/** How many required statements were due and made, as the journal has it now; an attempt whose script asks for none keeps null. */
function countStatements({ tx }: MoveContext, attemptId: Id, at: Instant): void {
  const attempt = tx.get('attempt', attemptId);
  const tally = tallyOf(saidIn(tx.find('journal', { where: { attemptId }, order: [{ by: 'seq' }], limit: 5_000 })));
  if (attempt === undefined || tally === null || (attempt.statementsDue === tally.due && attempt.statementsSaid === tally.said)) return;
  tx.update('attempt', attemptId, { statementsDue: tally.due, statementsSaid: tally.said }, at);
}

export interface SettleAttempt {
  readonly attemptId: Id; readonly at: Instant; readonly outcome: Outcome;
  readonly facts: AttemptFacts & Partial<Pick<Attempt, 'hangupCause' | 'sipStatus' | 'q850' | 'blame'>>;
  /** null: as the attempt's campaign has them; with no campaign the lead, if any, is left as it is. */
  readonly settings: CampaignSettings | null;
  /** A disposition by a collector is still to come: the lead waits in `dialing` for it. */
  readonly awaitDisposition: boolean;
  /** The callback this attempt was to keep: open again when nothing left us. */
  readonly callbackId?: Id | null;
}
/** Writes the outcome, once: a second call changes nothing and says so. The lead moves on unless a disposition is awaited. */
export function settleAttempt(context: MoveContext, input: SettleAttempt): { readonly settled: boolean; readonly outcome: Outcome; readonly plan: LeadPlan | null } {
  const { tx } = context;
  const before = tx.get('attempt', input.attemptId);
  if (!before) return { settled: false, outcome: 'unknown', plan: null };
  if (before.outcome !== null) return { settled: false, outcome: before.outcome, plan: null };
  const leaf = before.dispositionCode === null ? undefined : tx.first('disposition', { where: { code: before.dispositionCode } });
  // The collector may have said "a machine" while the leg was still up.
  const outcome = before.dispositionCode !== null && isMachine(leaf?.caseEvent ?? null) && input.outcome === 'human' ? 'machine' : input.outcome;
  const after = tx.update('attempt', before.id, { ...input.facts, outcome, endedAt: input.at }, input.at);
  journal(context, { attemptId: before.id, at: input.at, event: 'settled', data: { outcome, cause: input.facts.hangupCause ?? null, sip: input.facts.sipStatus ?? null } });
  const touch = settleTouch(context, after ?? before, outcome, leaf, input.at);
  writeContact(context, after ?? before, outcome, leaf?.rightParty === true, input.at);
  if (outcome === 'invalid' && before.contactPointId !== null && input.facts.sipStatus !== undefined) retire(context, before, input.at);
  append(context, { type: 'attempt.settled', actor: 'dialer', data: { ...settledData(after ?? before, outcome, leaf?.rightParty === true), touch } }, [before.id, ...(before.caseId === null ? [] : [before.caseId])], input.at);
  const lead = before.leadId === null ? undefined : tx.get('lead', before.leadId);
  // Whoever ends it may not know its campaign any more: it was stopped before a restart, and its talk was adopted.
  const settings = input.settings ?? (before.campaignId === null ? null : tx.get('campaign', before.campaignId)?.settings ?? null);
  if (!lead || settings === null) return { settled: true, outcome, plan: null };
  if (before.direction === 'inbound') return { settled: true, outcome, plan: afterCallIn(context, before, lead, leaf, input.at) };
  const byOutcome = planByOutcome(outcome, lead, settings, input.at);
  tally(context, lead, outcome, input.at);
  if (input.awaitDisposition && before.dispositionCode === null) return { settled: true, outcome, plan: null };
  const promisedCallback = tx.count('callback', { attemptId: before.id, state: 'open' }) > 0 || (outcome === 'not_placed' && reopen(context, input.callbackId ?? null, input.at));
  const plan: LeadPlan = promisedCallback ? { kind: 'callback', because: leaf?.code ?? 'callback' } : leaf ? planByDisposition(leaf.retry, byOutcome, input.at, leaf.code) : byOutcome;
  applyPlan(context, lead.id, plan, input.at);
  return { settled: true, outcome, plan };
}

function reopen({ tx }: MoveContext, callbackId: Id | null, at: Instant): boolean {
  if (callbackId === null || tx.get('callback', callbackId)?.state !== 'done') return false;
  tx.update('callback', callbackId, { state: 'open' }, at);
  return true;
}

/** A call by the debtor uses up no attempt and opens no lead that is done; only what the collector wrote down moves the lead, and not one being dialed. */
export function afterCallIn(context: MoveContext, attempt: Attempt, lead: Lead, leaf: Disposition | undefined, at: Instant): LeadPlan | null {
  if (lead.state === 'dialing' || !leaf) return null;
  const called = context.tx.count('callback', { attemptId: attempt.id, state: 'open' }) > 0;
  if (!called && (leaf.retry.kind === 'byOutcome' || (lead.state === 'done' && leaf.retry.kind !== 'stop'))) return null;
  const plan: LeadPlan = called ? { kind: 'callback', because: leaf.code } : planByDisposition(leaf.retry, { kind: 'done', because: leaf.code }, at, leaf.code);
  applyPlan(context, lead.id, plan, at);
  return plan;
}

const isMachine = (caseEvent: string | null): boolean => caseEvent === 'machine';

/** The network said that this number does not exist: it is not tried again until someone says otherwise. */
function retire({ tx }: MoveContext, attempt: Attempt, at: Instant): void {
  if (attempt.contactPointId !== null) tx.update('contactPoint', attempt.contactPointId, { validUntil: new Date(at - 86_400_000).toISOString().slice(0, 10) }, at);
}

function tally({ tx }: MoveContext, lead: Lead, outcome: Outcome, at: Instant): void {
  const free = outcome === 'not_placed';
  tx.update('lead', lead.id, { attempts: lead.attempts + (free ? 0 : 1), lastOutcome: outcome, tally: { ...lead.tally, [outcome]: (lead.tally[outcome] ?? 0) + 1 } }, at);
}

/** Where a lead goes after a call. One whose case was closed meanwhile (paid, recalled in talk) is done, whatever was agreed. */
export function applyPlan({ tx }: MoveContext, leadId: Id, wanted: LeadPlan, at: Instant): void {
  const found = tx.get('case', tx.get('lead', leadId)?.caseId ?? '');
  const plan: LeadPlan = found && CLOSED_CASES.has(found.state) ? { kind: 'done', because: `the case is ${found.state}` } : wanted;
  if (plan.kind === 'rest') tx.update('lead', leadId, { state: 'resting', because: plan.because, nextAt: plan.nextAt, claimOwner: null, claimUntil: null }, at);
  else if (plan.kind === 'callback') tx.update('lead', leadId, { state: 'callback', because: plan.because, claimOwner: null, claimUntil: null }, at);
  else tx.update('lead', leadId, { state: 'done', because: plan.because, claimOwner: null, claimUntil: null }, at);
}

/** All that a creditor's files and webhooks tell of an attempt: they read the stream and nothing else. */
function settledData(attempt: Attempt, outcome: Outcome, rightParty: boolean): Readonly<Record<string, unknown>> {
  const { entityId, caseId, accountIds, direction, mode, userId, stage, daysPastDue, openedAt, placedAt, answeredAt, bridgedAt, endedAt } = attempt;
  return { outcome, entityId, caseId, accountIds, direction, mode, userId, stage, daysPastDue, reached: rightParty ? 'rightParty' : null, openedAt, placedAt, answeredAt, bridgedAt, endedAt };
}

/** An attempt is a voice contact of its case. */
function writeContact(context: MoveContext, attempt: Attempt, outcome: Outcome, rightParty: boolean, at: Instant): void {
  if (outcome === 'not_placed') return;
  context.tx.insert('contact', {
    id: context.ids.id(), version: 1, createdAt: at, updatedAt: at, caseId: attempt.caseId, partyId: attempt.partyId, attemptId: attempt.id,
    channel: attempt.direction === 'inbound' ? 'inbound' : 'voice', at: attempt.placedAt ?? attempt.openedAt, userId: attempt.userId, reached: rightParty ? 'rightParty' : null, result: attempt.dispositionCode ?? outcome, note: null, entityId: attempt.entityId,
  });
  if (attempt.caseId !== null && (outcome === 'human' || outcome === 'machine')) touchCase(context, attempt.caseId, attempt.placedAt ?? attempt.openedAt, attempt.dispositionCode ?? outcome, at);
}
