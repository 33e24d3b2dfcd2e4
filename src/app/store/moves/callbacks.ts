import type { CampaignSettings } from '../../../core/campaign/settings.js';
import type { Denial } from '../../../core/compliance/gate.js';
import { nextInsideWindow } from '../../../core/compliance/window.js';
import type { Callback } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { claim, hasCallback, prepare, type HopperLead } from './hopper.js';
import { refused } from './evidence.js';
import { policyOf, standingNow } from './in-force.js';
import type { Gauges } from './judge.js';

export interface TakeCallbacks {
  readonly campaignId: Id; readonly settings: CampaignSettings; readonly owner: string; readonly now: Instant; readonly claimUntil: Instant; readonly testGateways: boolean; readonly gauges?: Gauges | undefined;
  /** Collectors free now: callbacks promised by one of them, or to anyone, are taken. */
  readonly readyUserIds: readonly Id[];
  /** Only those promised by one of them: where people dial by hand, nobody would be given anyone's. */
  readonly mineOnly?: boolean;
  readonly want: number;
}
/** Callbacks whose time has come, claimed for dialing; one that is not lawful now is moved to the next lawful instant, never dialed. */
export function takeCallbacks(context: MoveContext, input: TakeCallbacks): { readonly leads: readonly HopperLead[]; readonly movedTo: readonly Moved[] } {
  const leads: HopperLead[] = [];
  const movedTo: Moved[] = [];
  const due = dueNow(context, input);
  if (due.length === 0) return { leads, movedTo };
  const standing = standingNow(context, input.now);
  for (const callback of due) {
    if (leads.length >= input.want) break;
    const lead = context.tx.get('lead', callback.leadId);
    if (!lead || lead.state === 'claimed' || lead.state === 'dialing') continue;
    if (lead.state === 'done') { movedTo.push(cancel(context, callback, input.now, 'the lead is finished')); continue; }
    const ready = prepare(context, lead, { settings: input.settings, now: input.now, testGateways: input.testGateways, mode: 'callback', standing, gauges: input.gauges, ...(callback.contactPointId === null ? {} : { contactPointId: callback.contactPointId }) });
    if ('lead' in ready) {
      if (claim(context, lead, input)) leads.push({ ...ready.lead, boundUserId: callback.userId, callbackId: callback.id, claimUntil: input.claimUntil });
    } else {
      refused(context, { lead, where: 'callback', mode: 'callback', ...ready, policy: policyOf(standing), at: input.now });
      movedTo.push(putOff(context, callback, input, ready));
    }
  }
  return { leads, movedTo };
}

/** Those of absent collectors are not looked at: however many wait, they hide nobody else's. */
function dueNow({ tx }: MoveContext, input: TakeCallbacks): Callback[] {
  const of = (userId: null | { readonly in: readonly Id[] }): Callback[] => tx.find('callback', { where: { campaignId: input.campaignId, state: 'open', dueAt: { lte: input.now }, userId }, order: [{ by: 'dueAt' }], limit: 200 });
  const mine = input.readyUserIds.length === 0 ? [] : of({ in: input.readyUserIds });
  return [...mine, ...(input.mineOnly === true ? [] : of(null))].sort((a, b) => a.dueAt - b.dueAt);
}

interface Moved { readonly callbackId: Id; readonly userId: Id | null; readonly to: Instant | null }
const HOUR = 3_600_000;
/** What only a change of facts lifts. Anything else that has no instant (a hold, a clock, gateways) may pass: it is asked again. */
const final = (rule: string): boolean => rule.startsWith('FACT-') || rule === 'CONSENT' || rule === 'PLACEMENT' || rule === 'ROLE' || rule === 'NO-NUMBER';

function putOff(context: MoveContext, callback: Callback, input: TakeCallbacks, denied: { readonly denials: readonly Denial[]; readonly nextAt: Instant | null }): Moved {
  const { tx } = context;
  const never = denied.denials.find((denial) => denial.until === null && final(denial.rule));
  if (!never) {
    const to = Math.max(denied.nextAt ?? input.now + HOUR, input.now + 60_000);
    tx.update('callback', callback.id, { dueAt: to }, input.now);
    return { callbackId: callback.id, userId: callback.userId, to };
  }
  const moved = cancel(context, callback, input.now, 'may not be called any more');
  // The lead waits for nothing now; like any lead that may not be called, it is looked at every hour.
  if (tx.get('lead', callback.leadId)?.state === 'callback' && !hasCallback(tx, callback.leadId)) tx.update('lead', callback.leadId, { state: 'resting', because: never.rule, nextAt: input.now + HOUR }, input.now);
  return moved;
}
function cancel({ tx }: MoveContext, callback: Callback, now: Instant, why: string): Moved {
  tx.update('callback', callback.id, { state: 'cancelled', note: callback.note ?? why }, now);
  return { callbackId: callback.id, userId: callback.userId, to: null };
}

/** Is the instant inside the window the campaign may call in? What an agreed callback is checked against when it is made. */
export function lawfulCallbackAt(context: Pick<MoveContext, 'zones'>, settings: Pick<CampaignSettings, 'zone' | 'window'>, at: Instant): Instant | null {
  return nextInsideWindow(context.zones, settings.zone, settings.window, at);
}
