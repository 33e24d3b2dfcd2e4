import type { CampaignState } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import { isMove } from '../../../core/machine/table.js';
import { campaignTable, type CampaignEffect, type CampaignEventName } from '../../../core/campaign/machine.js';
import type { MoveContext } from './context.js';
import { prepare, type Prepared, type PrepareFor } from './hopper.js';
import { append } from './stream.js';

/** Starts, pauses, drains, stops a campaign by its table; answers with the effects the runner must do. */
export function moveCampaign(context: MoveContext, input: { readonly campaignId: Id; readonly event: CampaignEventName; readonly by: string; readonly at: Instant }): Result<{ readonly state: CampaignState; readonly effects: readonly CampaignEffect[] }> {
  const campaign = context.tx.get('campaign', input.campaignId);
  if (!campaign) return fail('campaign.unknown', 'no such campaign');
  const cell = campaignTable[campaign.state][input.event];
  if (!isMove(cell)) return cell === 'late' ? ok({ state: campaign.state, effects: [] }) : fail('campaign.refused', `a ${campaign.state} campaign can't do: ${input.event}`);
  if (cell.to !== campaign.state) {
    context.tx.update('campaign', campaign.id, { state: cell.to }, input.at);
    append(context, { type: `campaign.${cell.to}`, actor: input.by }, [campaign.id], input.at);
  }
  return ok({ state: cell.to, effects: cell.do });
}

/** Makes one lead ready for a dial by hand or preview, asking the gate; changes nothing. */
export function prepareLead(context: MoveContext, input: { readonly leadId: Id } & PrepareFor): Prepared | null {
  const lead = context.tx.get('lead', input.leadId);
  return lead ? prepare(context, lead, input) : null;
}

export interface AbandonCount { readonly abandoned: number; readonly connected: number; readonly strict: number; readonly outcomes: Readonly<Record<string, number>>; readonly answered: number; readonly finished: number }
/** What the ledger holds for a campaign since an instant: the runner's start values after a restart. */
export function countOutcomes(context: MoveContext, input: { readonly campaignId: Id; readonly since: Instant }): AbandonCount {
  const outcomes: Record<string, number> = {};
  let connected = 0;
  let strict = 0;
  for (const row of context.tx.find('attempt', { where: { campaignId: input.campaignId, openedAt: { gte: input.since }, direction: 'outbound' }, limit: 100_000 })) {
    if (row.outcome === null) continue;
    outcomes[row.outcome] = (outcomes[row.outcome] ?? 0) + 1;
    if (row.bridgedAt !== null && row.outcome !== 'abandoned') connected += 1;
    if (row.answeredAt !== null && row.outcome !== 'machine' && (row.bridgedAt === null || row.bridgedAt - row.answeredAt > 2_000)) strict += 1;
  }
  const finished = Object.entries(outcomes).reduce((sum, [outcome, n]) => sum + (outcome === 'not_placed' || outcome === 'cancelled' ? 0 : n), 0);
  const answered = (outcomes['human'] ?? 0) + (outcomes['machine'] ?? 0) + (outcomes['abandoned'] ?? 0);
  return { abandoned: outcomes['abandoned'] ?? 0, connected, strict, outcomes, answered, finished };
}
