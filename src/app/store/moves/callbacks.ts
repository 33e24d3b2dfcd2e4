import type { CampaignSettings } from '../../../core/campaign/settings.js';
import { nextInsideWindow } from '../../../core/compliance/window.js';
import type { Callback } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { claim, prepare, type HopperLead } from './hopper.js';

export interface TakeCallbacks {
  readonly campaignId: Id; readonly settings: CampaignSettings; readonly owner: string; readonly now: Instant; readonly claimUntil: Instant; readonly testGateways: boolean;
  /** Collectors free now: callbacks promised by one of them, or to anyone, are taken. */
  readonly readyUserIds: readonly Id[];
  readonly want: number;
}
/** Callbacks whose time has come, claimed for dialing; one that is not lawful now is moved to the next lawful instant, never dialed. */
export function takeCallbacks(context: MoveContext, input: TakeCallbacks): { readonly leads: readonly HopperLead[]; readonly movedTo: readonly { readonly callbackId: Id; readonly userId: Id | null; readonly to: Instant | null }[] } {
  const leads: HopperLead[] = [];
  const movedTo: { callbackId: Id; userId: Id | null; to: Instant | null }[] = [];
  const due = context.tx.find('callback', { where: { campaignId: input.campaignId, state: 'open', dueAt: { lte: input.now } }, order: [{ by: 'dueAt' }], limit: 200 });
  for (const callback of due) {
    if (leads.length >= input.want) break;
    if (callback.userId !== null && !input.readyUserIds.includes(callback.userId)) continue;
    const lead = context.tx.get('lead', callback.leadId);
    if (!lead || lead.state === 'claimed' || lead.state === 'dialing') continue;
    const ready = prepare(context, lead, { settings: input.settings, now: input.now, testGateways: input.testGateways, mode: 'callback', ...(callback.contactPointId === null ? {} : { contactPointId: callback.contactPointId }) });
    if ('lead' in ready) {
      if (claim(context, lead, input)) leads.push({ ...ready.lead, boundUserId: callback.userId, callbackId: callback.id, claimUntil: input.claimUntil });
    } else movedTo.push(putOff(context, callback, input, ready.nextAt));
  }
  return { leads, movedTo };
}

function putOff(context: MoveContext, callback: Callback, input: TakeCallbacks, nextAt: Instant | null): { callbackId: Id; userId: Id | null; to: Instant | null } {
  if (nextAt === null) context.tx.update('callback', callback.id, { state: 'cancelled', note: callback.note ?? 'may not be called any more' }, input.now);
  else context.tx.update('callback', callback.id, { dueAt: Math.max(nextAt, input.now + 60_000) }, input.now);
  return { callbackId: callback.id, userId: callback.userId, to: nextAt };
}

/** Is the instant inside the window the campaign may call in? What an agreed callback is checked against when it is made. */
export function lawfulCallbackAt(context: Pick<MoveContext, 'zones'>, settings: Pick<CampaignSettings, 'zone' | 'window'>, at: Instant): Instant | null {
  return nextInsideWindow(context.zones, settings.zone, settings.window, at);
}
