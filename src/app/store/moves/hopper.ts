import { gaugeLevels, type GaugeLevel } from '../../../core/compliance/gauges.js';
import type { Denial } from '../../../core/compliance/gate.js';
import type { CampaignSettings, LeadOrder } from '../../../core/campaign/settings.js';
import { daysPastDue, stageOf } from '../../../core/collections/stage.js';
import { dialable, tryOrder } from '../../../core/lead/choose-phone.js';
import { isMove } from '../../../core/machine/table.js';
import { leadTable } from '../../../core/lead/machine.js';
import type { Case, ContactPoint, Lead } from '../../../core/records/index.js';
import { wallTime } from '../../../core/time/zones.js';
import type { Id, Instant } from '../../../core/units.js';
import { linksOf, workedOf } from './case-facts.js';
import type { MoveContext } from './context.js';
import type { Query, Where } from '../tx.js';
import { refused } from './evidence.js';
import { policyOf, standingNow, type Standing } from './in-force.js';
import { judge, type Gauges } from './judge.js';
import type { PhoneHistory } from './readings.js';
import { leaveBySegment, leftSegment } from './segment.js';
import { DenialsSeen } from './tally.js';

/** A lead ready to be dialed: everything an attempt needs, so that dialing reads nothing. */
export interface HopperLead {
  readonly leadId: Id; readonly caseId: Id; readonly partyId: Id; readonly listId: Id; readonly entityId: Id; readonly teamId: Id | null;
  readonly accountIds: readonly Id[]; readonly boundUserId: Id | null; readonly callbackId: Id | null;
  /** Who has the case: asked first where the campaign binds leads. */
  readonly caseUserId: Id | null;
  readonly contactPoint: ContactPoint;
  /** Of the number to be dialed, when the lead was claimed. */
  readonly history: PhoneHistory;
  /** Equal in leads that the campaign's order does not tell apart: which of them is dialed first is the runner's to say. */
  readonly tie: string;
  readonly daysPastDue: number | null; readonly stage: string | null; readonly risk: string;
  readonly claimUntil: Instant;
}
export interface FillHopper {
  readonly campaignId: Id; readonly settings: CampaignSettings; readonly owner: string; readonly now: Instant; readonly claimUntil: Instant;
  /** How many to claim; 1..500. */
  readonly want: number;
  readonly testGateways: boolean;
  readonly gauges?: Gauges | undefined;
}
export interface FilledHopper {
  readonly leads: readonly HopperLead[];
  /** Leads looked at and denied, by rule: what the gate said. */
  readonly denied: Readonly<Record<string, number>>;
  /** The first gauge that denied, if any did: it holds the campaign. */
  readonly gauge: Denial | null;
  /** Levels of the gauges in force. */
  readonly levels: readonly GaugeLevel[];
  /** When nothing was found: the earliest `nextAt` of this campaign's leads, null when none waits. */
  readonly nextAt: Instant | null;
}

/** Chooses the next leads in the campaign's order, asks the gate of each, and claims them for `owner` in the same transaction. */
export function fillHopper(context: MoveContext, input: FillHopper): FilledHopper {
  const leads: HopperLead[] = [];
  const denied = new DenialsSeen();
  let gauge: Denial | null = null;
  const standing = standingNow(context, input.now);
  const campaign = context.tx.get('campaign', input.campaignId);
  const mode = input.settings.mode === 'preview' ? 'preview' : input.settings.mode === 'progressive' ? 'progressive' : 'predictive';
  for (const lead of candidates(context, input)) {
    if (leads.length >= input.want) break;
    const left = campaign ? leftSegment(context, campaign, lead.caseId, input.now) : null;
    if (left !== null) { leaveBySegment(context, lead, left, input.now); continue; }
    const ready = prepare(context, lead, { ...input, mode, standing });
    if ('lead' in ready) {
      if (claim(context, lead, input)) leads.push({ ...ready.lead, claimUntil: input.claimUntil });
      continue;
    }
    denied.add(ready.denials);
    gauge ??= ready.denials.find((one) => one.gauge === true) ?? null;
    // News only: what held it before is on the chain already. Between, its place in `because` tells of calls that were made.
    if (ready.denials[0]?.rule !== lead.because) refused(context, { lead, where: 'hopper', mode, ...ready, policy: policyOf(standing), at: input.now });
    putOff(context, lead, ready.denials, ready.nextAt, input.now);
  }
  denied.write(context, 'hopper', { campaignId: input.campaignId, entityId: campaign?.entityId ?? null }, input.now);
  const next = leads.length > 0 ? undefined : context.tx.first('lead', { where: { campaignId: input.campaignId, state: { in: ['fresh', 'resting'] } }, order: [{ by: 'nextAt' }], limit: 1 });
  return { leads, denied: denied.byRule(), gauge, levels: standing.policy.ok ? gaugeLevels(standing.policy.value) : [], nextAt: next?.nextAt ?? null };
}

/** More than wanted, as the gate will deny some; the rest is looked at next time. One query a state, so that an index gives the order. */
function candidates(context: MoveContext, input: FillHopper): Lead[] {
  const limit = Math.min(1000, input.want * 2);
  const active = context.tx.find('list', { where: { campaignId: input.campaignId, active: true } });
  const order = orderBy(input.settings.order);
  const ready = (state: 'fresh' | 'resting', extra: Where<Lead>, most: number): Lead[] =>
    context.tx.find('lead', { where: { campaignId: input.campaignId, state, nextAt: { lte: input.now }, ...extra }, order, limit: most });
  const of = (extra: Where<Lead>, most: number): Lead[] => [...ready('fresh', extra, most), ...ready('resting', extra, most)].sort(byOrder(order)).slice(0, most);
  if (input.settings.order !== 'mix') return of({ listId: { in: active.map((list) => list.id) } }, limit);
  const whole = active.reduce((sum, list) => sum + list.mix, 0) || 1;
  return active.flatMap((list) => of({ listId: list.id }, Math.max(1, Math.round((limit * list.mix) / whole))));
}

/** The same order in memory as in the query; nulls first, as in SQL. */
function byOrder(order: NonNullable<Query<Lead>['order']>): (a: Lead, b: Lead) => number {
  return (a, b) => {
    for (const { by, down } of order) {
      const [x, y] = [a[by], b[by]];
      if (x === y) continue;
      const less = x === null || (y !== null && x < y);
      return less === (down ?? false) ? 1 : -1;
    }
    return 0;
  };
}

function orderBy(order: LeadOrder): NonNullable<Query<Lead>['order']> {
  switch (order) {
    case 'priority': return [{ by: 'priority', down: true }, { by: 'nextAt' }, { by: 'id' }];
    case 'daysPastDue': return [{ by: 'overdueSince' }, { by: 'id' }];
    case 'amount': return [{ by: 'amount', down: true }, { by: 'id' }];
    case 'lastAttempt': return [{ by: 'lastAttemptAt' }, { by: 'id' }];
    case 'random': return [{ by: 'shuffle' }];
    case 'mix': return [{ by: 'priority', down: true }, { by: 'nextAt' }];
  }
}

export interface PrepareFor { readonly settings: CampaignSettings; readonly now: Instant; readonly testGateways: boolean; readonly mode: 'predictive' | 'progressive' | 'preview' | 'manual' | 'callback'; readonly contactPointId?: Id; readonly gauges?: Gauges | undefined; /** Read once where many are asked about. */ readonly standing?: Standing }
export type Prepared = { readonly lead: HopperLead } | { readonly denials: readonly Denial[]; readonly nextAt: Instant | null };

/** Picks the number to try and asks the gate; the first number that may be called wins. Changes nothing. */
export function prepare(context: MoveContext, lead: Lead, how: PrepareFor): Prepared {
  const { tx, zones } = context;
  const standing = how.standing ?? standingNow(context, how.now);
  const today = wallTime(zones, how.settings.zone, how.now)?.date;
  const found = tx.get('case', lead.caseId);
  if (!today || !found) return { denials: [{ rule: 'INFRA-LEAD', text: 'the lead’s case or zone can not be read', until: null }], nextAt: null };
  const links = linksOf(context, lead.caseId);
  const accountIds = workedOf(context, links);
  const all = pointsOf(context, lead, accountIds);
  const points = numbersToTry(all.filter((point) => point.kind === 'phone'), lead, how, today);
  const days = daysPastDue(lead.overdueSince, today);
  if (points.length === 0) return { denials: [{ rule: 'NO-NUMBER', text: 'no number of somebody with a duty to pay is left', until: null }], nextAt: null };
  const denials: Denial[] = [];
  let soonest: Instant | null = null;
  for (const point of points) {
    const { verdict, history } = judge(context, {
      now: how.now, mode: how.mode, kind: how.settings.kind, phoneIndex: point.valueIndex, contactPoint: point, country: null, partyId: lead.partyId, caseId: lead.caseId, accountIds, ownerRole: point.ownerRole, settings: how.settings,
      testGateways: how.testGateways, entityId: lead.entityId, campaignId: lead.campaignId, userId: null, daysPastDue: days, gauges: how.gauges, destination: 'onFile', links, points: all.filter((one) => one.partyId === point.partyId),
    }, standing);
    if (verdict.allow) return { lead: hopperLead(lead, found, accountIds, point, { history, tie: tieOf(lead, how.settings.order), days }) };
    denials.push(...verdict.denials);
    if (verdict.nextAt !== null) soonest = soonest === null ? verdict.nextAt : Math.min(soonest, verdict.nextAt);
  }
  return { denials, nextAt: soonest };
}

/** Numbers and addresses of everybody who has to do with the debts. */
function pointsOf({ tx }: MoveContext, lead: Lead, accountIds: readonly Id[]): ContactPoint[] {
  const people = new Set<Id>([lead.partyId]);
  for (const accountId of accountIds) for (const joined of tx.find('accountParty', { where: { accountId } })) people.add(joined.partyId);
  return tx.find('contactPoint', { where: { partyId: { in: [...people] }, kind: { in: ['phone', 'address'] } } });
}
function numbersToTry(all: readonly ContactPoint[], lead: Lead, how: PrepareFor, today: string): ContactPoint[] {
  if (how.contactPointId !== undefined) return all.filter((point) => point.id === how.contactPointId);
  const rule = lead.lastOutcome === null ? undefined : how.settings.recycle[lead.lastOutcome];
  const own = dialable(all.filter((point) => point.partyId === lead.partyId), today);
  const others = dialable(all.filter((point) => point.partyId !== lead.partyId), today);
  return tryOrder([...own, ...others], { contactPointId: lead.lastContactPointId, outcome: lead.lastOutcome, nextNumber: rule?.nextNumber ?? false });
}

/** What the order says of a lead, without what only breaks its ties. In random order each lead has a place of its own, as drawn. */
function tieOf(lead: Lead, order: LeadOrder): string {
  switch (order) {
    case 'priority': return String(lead.priority);
    case 'mix': return `${lead.listId}|${lead.priority}`;
    case 'daysPastDue': return lead.overdueSince ?? '';
    case 'amount': return String(lead.amount);
    case 'lastAttempt': return String(lead.lastAttemptAt ?? '');
    case 'random': return lead.id;
  }
}

function hopperLead(lead: Lead, found: Case, accountIds: readonly Id[], contactPoint: ContactPoint, { history, tie, days }: Pick<HopperLead, 'history' | 'tie'> & { readonly days: number | null }): HopperLead {
  return {
    leadId: lead.id, caseId: lead.caseId, partyId: lead.partyId, listId: lead.listId, entityId: lead.entityId, teamId: found.teamId, accountIds, boundUserId: lead.boundUserId, callbackId: null, caseUserId: found.userId,
    contactPoint, history, tie, daysPastDue: days, stage: stageOf(days), risk: found.risk, claimUntil: 0,
  };
}

/** The atomic claim: only a lead whose table lets it be claimed. */
export function claim({ tx }: MoveContext, lead: Lead, by: { readonly owner: string; readonly claimUntil: Instant; readonly now: Instant }): boolean {
  const cell = leadTable[lead.state].claimed;
  if (!isMove(cell)) return false;
  return tx.update('lead', lead.id, { state: cell.to, claimOwner: by.owner, claimUntil: by.claimUntil }, by.now) !== undefined;
}

/** Denied leads are looked at again when they may be lawful: never sooner than a minute, and every hour when only facts can change it. */
function putOff({ tx }: MoveContext, lead: Lead, denials: readonly Denial[], nextAt: Instant | null, now: Instant): void {
  const because = denials[0]?.rule ?? 'denied';
  if (because === 'NO-NUMBER') { tx.update('lead', lead.id, { state: 'done', because: 'no number left' }, now); return; }
  // A gauge holds the campaign and says nothing of this lead.
  const later = denials.some((one) => one.gauge) ? now + 60_000 : nextAt ?? now + 3_600_000;
  tx.update('lead', lead.id, { state: lead.state === 'fresh' ? 'fresh' : 'resting', because, nextAt: Math.max(later, now + 60_000) }, now);
}

/** Where a lead goes whose claim is given back: to its open callback, if there is one, so that nobody else is given it meanwhile. */
export function giveBack(tx: MoveContext['tx'], lead: Lead, now: Instant): void {
  tx.update('lead', lead.id, { state: hasCallback(tx, lead.id) ? 'callback' : lead.attempts === 0 ? 'fresh' : 'resting', claimOwner: null, claimUntil: null }, now);
}
export const hasCallback = (tx: MoveContext['tx'], leadId: Id): boolean => tx.count('callback', { leadId, state: 'open' }) > 0;

/** Gives claimed leads back (campaign paused, hopper dropped, owner gone). Leads that moved on are left alone. */
export function releaseClaims({ tx }: MoveContext, input: { readonly leadIds?: readonly Id[]; readonly owner?: string; readonly expiredBefore?: Instant; readonly exceptOwner?: string; readonly now: Instant }): number {
  const rows = input.leadIds
    ? input.leadIds.flatMap((id) => tx.get('lead', id) ?? [])
    // By campaign, as their index has it: asked for the state alone, a store would look at every lead there is.
    : tx.find('lead', { where: { campaignId: { in: tx.pick('campaign', ['id'], { limit: 100_000 }).map((one) => one.id) }, state: 'claimed', ...(input.owner === undefined ? {} : { claimOwner: input.owner }) }, limit: 100_000 });
  let released = 0;
  for (const lead of rows) {
    if (lead.state !== 'claimed') continue;
    if (input.owner !== undefined && lead.claimOwner !== input.owner) continue;
    if (input.exceptOwner !== undefined && lead.claimOwner === input.exceptOwner) continue;
    if (input.expiredBefore !== undefined && (lead.claimUntil ?? 0) >= input.expiredBefore) continue;
    giveBack(tx, lead, input.now);
    released += 1;
  }
  return released;
}

/** Puts a claimed lead aside until an instant; nothing happens when it is not `owner`'s any more. */
export function restLead({ tx }: MoveContext, input: { readonly leadId: Id; readonly owner: string; readonly because: string; readonly nextAt: Instant; readonly at: Instant }): boolean {
  const lead = tx.get('lead', input.leadId);
  if (lead?.state !== 'claimed' || lead.claimOwner !== input.owner) return false;
  tx.update('lead', lead.id, { state: 'resting', because: input.because, nextAt: input.nextAt, claimOwner: null, claimUntil: null }, input.at);
  return true;
}

/** Asks the gate about one lead now, changing nothing: what "why isn't it dialed?" shows. */
export function explainLead(context: MoveContext, input: { readonly leadId: Id; readonly settings: CampaignSettings; readonly now: Instant; readonly testGateways: boolean; readonly gauges?: Gauges }): { readonly lead: Lead; readonly prepared: Prepared } | null {
  const lead = context.tx.get('lead', input.leadId);
  if (!lead) return null;
  return { lead, prepared: prepare(context, lead, { settings: input.settings, now: input.now, testGateways: input.testGateways, gauges: input.gauges, mode: 'predictive' }) };
}
