/**
 * The record of one decision of the gate: all that was read, in few words, and what was said. A touch is kept as it stood (its
 * row goes on to its end), and only where it differs from the request. Written by the store, read by whoever decides it again.
 */
import type { FactRead, Grounds, TouchRead } from '../compliance/grounds.js';
import type { Denial, Verdict } from '../compliance/gate.js';
import type { DestinationRead } from '../compliance/destination.js';
import { PHONE_KINDS } from '../phone/number.js';
import { eventSecond } from '../compliance/request.js';
import { CHANNELS, EVENT_MARKS } from '../compliance/vocabulary.js';
import type { Attempt } from '../records/index.js';
import { FACT_KINDS, PARTY_ROLES } from '../records/debt.js';
import type { DialMode } from '../records/dialing.js';
import type { Id, Instant } from '../units.js';
import { Shape, Unreadable } from './shape.js';

/** What it was about besides what was asked. */
export interface Deed {
  readonly attemptId: Id; readonly permitId: Id | null; readonly expiresAt: Instant | null; readonly caseId: Id | null; readonly contactPointId: Id | null;
  /** Whose number it is, where somebody's. */
  readonly calledId: Id | null;
  readonly phoneMasked: string; readonly trunk: string | null; readonly callerId: string | null; readonly leg: string; readonly scriptId: Id | null; readonly scriptVersion: number | null; readonly stage: string | null;
  /** Accounts the call was about, where they are not those asked with: one was taken back since. */
  readonly debts?: readonly Id[];
}
export interface Decision {
  readonly grounds: Grounds; readonly events: readonly TouchRead[];
  /** Digest of the set of texts it was decided by; null: what was in force could not be read. */
  readonly rules: string | null;
  readonly verdict: Verdict; readonly deed: Deed;
}
/** Of records in this shape; older ones can be read and not decided again. */
export const DECISION_FORMAT = 2;

/** Facts whose own words decide. */
export const WORDED: ReadonlySet<FactRead['kind']> = new Set<FactRead['kind']>(['agreedHours', 'whereabouts']);

/** As plain data for a payload. What is null, empty, or said by another field already is left out: a record is written for every call. */
export function decisionRecord({ grounds: of, events, rules, verdict, deed }: Decision): Readonly<Record<string, unknown>> {
  const { record } = of;
  // Does not compile when something is read that is not written down.
  const written: Readonly<Record<Exclude<keyof Grounds, 'now' | 'record'>, unknown>> = {
    mode: of.mode, kind: of.kind, phoneIndex: of.phoneIndex, partyId: of.partyId ?? undefined, accountIds: of.accountIds, ownerRole: of.ownerRole, consent: of.consent ?? undefined, zone: of.zone, window: of.window, caps: of.caps, testGateways: of.testGateways,
    countries: some(of.countries), regions: some(of.regions), zones: some(of.zones), creditorGroup: of.creditorGroup ?? undefined, entityId: of.entityId, campaignId: of.campaignId ?? undefined, userId: of.userId ?? undefined,
    daysPastDue: of.daysPastDue ?? undefined, highWater: of.highWater, gauges: of.gauges ?? undefined, ownNumber: of.ownNumber, destination: of.destination,
  };
  return {
    v: DECISION_FORMAT, at: of.now, rules: rules ?? undefined, allow: verdict.allow, denials: verdict.allow ? undefined : verdict.denials, nextAt: verdict.allow ? undefined : verdict.nextAt ?? undefined,
    ...written, phoneMasked: deed.phoneMasked,
    attemptId: deed.attemptId, permitId: deed.permitId ?? undefined, expiresAt: deed.expiresAt ?? undefined, caseId: deed.caseId ?? undefined, contactPointId: deed.contactPointId ?? undefined, calledId: deed.calledId ?? undefined,
    trunk: deed.trunk ?? undefined, callerId: deed.callerId ?? undefined, leg: deed.leg, scriptId: deed.scriptId ?? undefined, scriptVersion: deed.scriptVersion ?? undefined, stage: deed.stage ?? undefined, debts: deed.debts,
    onPhone: some(record.onPhone.map(({ id, at }) => [id, at])), onParty: some(record.onParty.map(({ id, at }) => [id, at])), placed: record.placed ?? undefined, holds: some(record.holds.map(({ id, until }) => [id, until])),
    facts: some(record.facts.map(({ id, kind, from, until, evidence }) => (WORDED.has(kind) ? [id, kind, from, until, evidence] : until === null ? [id, kind, from] : [id, kind, from, until]))),
    touches: some(events.map((event) => packed(event, of))),
  };
}
const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);
/** `[id, milliseconds, result, type of call, what differs from the request]`; trailing parts are left out where there is nothing to say. */
function packed(event: TouchRead, of: Grounds): readonly unknown[] {
  const rest: Record<string, unknown> = {};
  if (event.direction === 'in') rest['in'] = true;
  if (event.channel !== 'voice') rest['channel'] = event.channel ?? null;
  if ((event.debtor ?? null) !== of.partyId) rest['debtor'] = event.debtor ?? null;
  if (event.phone !== of.phoneIndex) rest['phone'] = event.phone ?? null;
  if (!same(event.debts ?? [], of.accountIds)) rest['debts'] = event.debts ?? [];
  if ((event.creditorGroup ?? null) !== of.creditorGroup) rest['group'] = event.creditorGroup ?? null;
  if (event.collector !== of.entityId) rest['collector'] = event.collector ?? null;
  if (event.agent !== undefined) rest['agent'] = event.agent;
  if ((event.campaign ?? null) !== of.campaignId) rest['campaign'] = event.campaign ?? null;
  if (event.marks !== undefined) rest['marks'] = event.marks;
  if (Object.keys(rest).length > 0) return [event.touch, event.ms, event.result, event.mode ?? null, rest];
  return event.mode === undefined ? [event.touch, event.ms, event.result] : [event.touch, event.ms, event.result, event.mode];
}
const same = (a: readonly string[], b: readonly string[]): boolean => a === b || (a.length === b.length && a.every((one, at) => one === b[at]));

/** null: it is of another format, or was not written by us. */
export function readDecision(payload: unknown): Decision | null {
  try { return decisionOf(new Shape(payload)); } catch (error) { if (error instanceof Unreadable) return null; throw error; }
}
const MODES: readonly DialMode[] = ['manual', 'preview', 'progressive', 'predictive', 'robot', 'callback', 'inbound', 'transfer'];
const KINDS: readonly Attempt['kind'][] = ['notify', 'interactive'];
const CONSENTS = ['given', 'withdrawn', 'unknown'] as const;

function decisionOf(of: Shape): Decision {
  if (of.number('v') !== DECISION_FORMAT) throw new Unreadable('format');
  const window = of.object('window');
  const caps = of.object('caps');
  const counted = (name: string) => of.tuples(name).map((one) => ({ id: one.text(0), at: one.number(1) }));
  const grounds: Grounds = {
    now: of.number('at'), mode: of.word('mode', MODES), kind: of.word('kind', KINDS), phoneIndex: of.text('phoneIndex'), partyId: of.textOrNull('partyId'), accountIds: of.texts('accountIds'), ownerRole: of.word('ownerRole', PARTY_ROLES),
    consent: of.has('consent') ? of.word('consent', CONSENTS) : null, zone: of.text('zone'),
    window: { name: window.text('name'), from: window.text('from'), to: window.text('to'), days: window.numbers('days') }, caps: { perPhonePerDay: caps.number('perPhonePerDay'), perPartyPerDay: caps.number('perPartyPerDay'), phoneSpacing: caps.number('phoneSpacing') },
    testGateways: of.yesNo('testGateways'), countries: of.texts('countries'), regions: of.texts('regions'), zones: of.texts('zones'), creditorGroup: of.textOrNull('creditorGroup'), entityId: of.text('entityId'), campaignId: of.textOrNull('campaignId'), userId: of.textOrNull('userId'),
    daysPastDue: of.numberOrNull('daysPastDue'), highWater: of.number('highWater'), gauges: of.has('gauges') ? of.object('gauges').shares() : null,
    record: { onPhone: counted('onPhone'), onParty: counted('onParty'), facts: of.tuples('facts').map(factOf), holds: of.tuples('holds').map((one) => ({ id: one.text(0), until: one.numberOrNull(1) })), placed: of.has('placed') ? of.yesNo('placed') : null },
    ...(of.has('destination') ? { destination: destinationOf(of.object('destination')) } : {}),
    ...(of.has('ownNumber') ? { ownNumber: of.yesNo('ownNumber') } : {}),
  };
  const allow = of.yesNo('allow');
  return {
    grounds, events: of.tuples('touches').map((one) => touchOf(one, grounds)), rules: of.textOrNull('rules'),
    verdict: allow ? { allow } : { allow, denials: of.tuples('denials').map(denialOf), nextAt: of.numberOrNull('nextAt') },
    deed: {
      attemptId: of.text('attemptId'), permitId: of.textOrNull('permitId'), expiresAt: of.numberOrNull('expiresAt'), caseId: of.textOrNull('caseId'), contactPointId: of.textOrNull('contactPointId'), calledId: of.textOrNull('calledId'), phoneMasked: of.text('phoneMasked'),
      trunk: of.textOrNull('trunk'), callerId: of.textOrNull('callerId'), leg: of.text('leg'), scriptId: of.textOrNull('scriptId'), scriptVersion: of.numberOrNull('scriptVersion'), stage: of.textOrNull('stage'), ...(of.has('debts') ? { debts: of.texts('debts') } : {}),
    },
  };
}
const destinationOf = (one: Shape): DestinationRead => ({ country: one.textOrNull('country'), kind: one.has('kind') ? one.word('kind', PHONE_KINDS) : null, countries: one.texts('countries'), shut: one.has('shut') ? one.word('shut', ['kind', 'prefix', 'exempt'] as const) : null });
const factOf = (one: Shape): FactRead => ({ id: one.text(0), kind: one.word(1, FACT_KINDS), from: one.number(2), until: one.numberOrNull(3), evidence: one.textOrNull(4) });
function denialOf(one: Shape): Denial {
  const number = (name: 'count' | 'limit' | 'windowStart' | 'windowEnd'): Partial<Record<typeof name, number>> => (one.has(name) ? { [name]: one.number(name) } : {});
  return {
    rule: one.text('rule'), text: one.text('text'), until: one.numberOrNull('until'), ...(one.has('pack') ? { pack: one.text('pack') } : {}), ...(one.has('version') ? { version: one.text('version') } : {}), ...(one.has('zh') ? { zh: one.text('zh') } : {}),
    ...number('count'), ...number('limit'), ...number('windowStart'), ...number('windowEnd'), ...(one.has('gauge') ? { gauge: true } : {}),
  };
}
function touchOf(one: Shape, of: Grounds): TouchRead {
  const rest = one.has(4) ? one.object(4) : new Shape({});
  const differs = (name: string, asked: string | null): string | null => (rest.names(name) ? rest.textOrNull(name) : asked);
  const channel = rest.names('channel') ? (rest.has('channel') ? rest.word('channel', CHANNELS) : undefined) : 'voice';
  const [mode, debtor, phone, group, collector, agent, campaign] = [one.textOrNull(3), differs('debtor', of.partyId), differs('phone', of.phoneIndex), differs('group', of.creditorGroup), differs('collector', of.entityId), differs('agent', null), differs('campaign', of.campaignId)];
  const ms = one.number(1);
  return {
    touch: one.text(0), ms, at: eventSecond(ms), result: one.text(2), direction: rest.has('in') ? 'in' : 'out', debts: rest.has('debts') ? rest.texts('debts') : of.accountIds, ...(channel === undefined ? {} : { channel }), ...(mode === null ? {} : { mode }),
    ...(debtor === null ? {} : { debtor }), ...(phone === null ? {} : { phone }), ...(group === null ? {} : { creditorGroup: group }), ...(collector === null ? {} : { collector }), ...(agent === null ? {} : { agent }), ...(campaign === null ? {} : { campaign }),
    ...(rest.has('marks') ? { marks: EVENT_MARKS.filter((mark) => rest.texts('marks').includes(mark)) } : {}),
  };
}
