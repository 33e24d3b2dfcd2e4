import { creditorRulesOf } from '../../../core/collections/creditor-rules.js';
import { misfit, type Segment, type SegmentDay } from '../../../core/collections/segment.js';
import type { StageBand } from '../../../core/collections/stage.js';
import { hashText } from '../../../core/intake/seen.js';
import { CLOSED_CASES, type Campaign, type Case, type Lead, type List } from '../../../core/records/index.js';
import { wallTime } from '../../../core/time/zones.js';
import type { Id, Instant, ZoneName } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

/** The words a lead carries whose case left the segment; the condition follows. */
const LEFT = 'segment: ';

/** The day a segment is read for, in a zone; null when the zone can't be read (nothing fits then). */
export function segmentDay({ tx, zones }: MoveContext, zone: ZoneName, now: Instant): SegmentDay | null {
  const today = wallTime(zones, zone, now)?.date;
  if (today === undefined) return null;
  const known = new Map<Id, readonly StageBand[]>();
  return { today, now, bandsOf: (creditorId) => {
    const before = known.get(creditorId);
    if (before) return before;
    const { bands } = creditorRulesOf(tx.get('entity', creditorId));
    known.set(creditorId, bands);
    return bands;
  } };
}

/** Why a campaign may not call about a case any more: the condition of its segment; null when it may, or has no segment. */
export function leftSegment(context: MoveContext, campaign: Campaign, caseId: Id, now: Instant): keyof Segment | null {
  const { segment, zone } = campaign.settings;
  if (segment === null) return null;
  const found = context.tx.get('case', caseId);
  const day = segmentDay(context, zone, now);
  return found && day ? misfit(segment, found, day) : 'states';
}
/** The lead leaves the campaign; it comes back when its case fits again. */
export function leaveBySegment({ tx }: MoveContext, lead: Lead, condition: keyof Segment, now: Instant): void {
  tx.update('lead', lead.id, { state: 'done', because: `${LEFT}${condition}`, claimOwner: null, claimUntil: null }, now);
}

export interface SyncSegment {
  readonly campaignId: Id; readonly now: Instant;
  /** All cases in order of id after `after`; or those that changed since an instant. */
  readonly from: { readonly after: Id } | { readonly changedSince: Instant };
  /** Cases looked at in this transaction; 1..1000, so that dialing never waits long for the writer. */
  readonly most: number;
}
export interface SyncedSegment { readonly looked: number; readonly added: number; readonly left: readonly Id[]; /** Where to go on; null: done. */ readonly next: Id | null }

/**
 * Brings a campaign's leads up to its segment, a page of cases at a time: a case that fits gets a lead (once), a lead whose
 * case fits no more is done and says why, and comes back when it fits again. Leads being dialed, in talk or awaiting their
 * disposition are left alone: the next look finds them.
 */
export function syncSegment(context: MoveContext, input: SyncSegment): SyncedSegment {
  const { tx } = context;
  const campaign = tx.get('campaign', input.campaignId);
  const day = campaign ? segmentDay(context, campaign.settings.zone, input.now) : null;
  if (!campaign || !day || campaign.settings.segment === null) return { looked: 0, added: 0, left: [], next: null };
  const { segment } = campaign.settings;
  const page = 'after' in input.from
    ? tx.find('case', { where: { entityId: campaign.entityId, id: { gt: input.from.after } }, order: [{ by: 'id' }], limit: input.most })
    : tx.find('case', { where: { entityId: campaign.entityId, updatedAt: { gte: input.from.changedSince } }, order: [{ by: 'updatedAt' }], limit: 100_000 });
  const left: Id[] = [];
  let added = 0;
  let list: List | null = null;
  for (const found of page) {
    const why = CLOSED_CASES.has(found.state) ? 'states' : misfit(segment, found, day);
    const lead = tx.first('lead', { where: { campaignId: campaign.id, caseId: found.id } });
    if (why === null && !lead) {
      list ??= segmentList(context, campaign, input.now);
      addLead(context, campaign, list, found, input.now);
      added += 1;
    } else if (why === null && lead?.state === 'done' && lead.because?.startsWith(LEFT) === true) {
      tx.update('lead', lead.id, { state: lead.attempts === 0 ? 'fresh' : 'resting', because: null, nextAt: Math.max(lead.nextAt, 0) }, input.now);
      added += 1;
    } else if (why !== null && lead && (lead.state === 'fresh' || lead.state === 'resting' || lead.state === 'claimed')) {
      leaveBySegment(context, lead, why, input.now);
      left.push(lead.id);
    }
  }
  return { looked: page.length, added, left, next: 'after' in input.from && page.length === input.most ? page.at(-1)?.id ?? null : null };
}

function segmentList({ tx, ids, ...rest }: MoveContext, campaign: Campaign, at: Instant): List {
  const known = tx.first('list', { where: { campaignId: campaign.id, name: 'segment' } });
  if (known) return known;
  const list: List = { id: ids.id(), version: 1, createdAt: at, updatedAt: at, campaignId: campaign.id, name: 'segment', entityId: campaign.entityId, active: true, mix: 100 };
  tx.insert('list', list);
  append({ tx, ids, ...rest }, { type: 'list.created', actor: 'dialer', data: { entityId: campaign.entityId } }, [list.id], at);
  return list;
}
function addLead({ tx, ids }: MoveContext, campaign: Campaign, list: List, found: Case, at: Instant): void {
  tx.insert('lead', {
    id: ids.id(), version: 1, createdAt: at, updatedAt: at, listId: list.id, campaignId: campaign.id, caseId: found.id, partyId: found.partyId, entityId: found.entityId, state: 'fresh', because: null, priority: 0,
    overdueSince: found.overdueSince, amount: found.amount, currency: found.currency, shuffle: (hashText(found.id) % 1_000_003) / 1_000_003, nextAt: 0, attempts: 0, lastAttemptAt: null, lastOutcome: null, lastContactPointId: null,
    tally: {}, boundUserId: null, claimOwner: null, claimUntil: null,
  });
}
