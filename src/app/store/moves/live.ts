import type { Outcome } from '../../../core/call/outcome.js';
import { costOf } from '../../../core/money/call-cost.js';
import type { CampaignState } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import { isMove } from '../../../core/machine/table.js';
import { campaignTable, type CampaignEffect, type CampaignEventName } from '../../../core/campaign/machine.js';
import type { MoveContext } from './context.js';
import { prepare, type Prepared, type PrepareFor } from './hopper.js';
import { refused } from './evidence.js';
import { policyOf, standingNow } from './in-force.js';
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

/** Makes one lead ready for a dial by hand or preview, asking the gate; changes nothing. That it was refused is on the chain: somebody wanted to call. */
export function prepareLead(context: MoveContext, input: { readonly leadId: Id } & PrepareFor): Prepared | null {
  const lead = context.tx.get('lead', input.leadId);
  if (!lead) return null;
  const standing = standingNow(context, input.now);
  const ready = prepare(context, lead, { ...input, standing });
  if ('denials' in ready) refused(context, { lead, where: 'hand', mode: input.mode, ...ready, policy: policyOf(standing), at: input.now });
  return ready;
}

/** What ended of the attempts that began within one hour. */
export interface HourCount { readonly from: Instant; readonly abandoned: number; readonly connected: number; readonly strict: number; readonly outcomes: Readonly<Partial<Record<Outcome, number>>> }
const HOUR = 3_600_000;
/** Attempts of so long are read at once: at 100 calls a second they stay below the limit of a query. */
const STEP = 600_000;
/** A campaign's own calls by the hour they began in, hours without any left out; open intents and calls in are not counted. At most 31 days. */
export function outcomesByHour({ tx }: MoveContext, input: { readonly campaignId: Id; readonly from: Instant; readonly to: Instant }): readonly HourCount[] {
  if (input.to - input.from > 31 * 24 * HOUR) throw new RangeError('at most 31 days');
  const hours = new Map<Instant, { abandoned: number; connected: number; strict: number; readonly outcomes: Partial<Record<Outcome, number>> }>();
  const { campaignId } = input;
  for (let from = input.from, to: Instant; from < input.to; from = to) {
    to = Math.min(from + STEP, input.to);
    const rows = tx.pick('attempt', ['openedAt', 'outcome', 'bridgedAt', 'answeredAt'], { where: { campaignId, openedAt: { gte: from, lt: to }, direction: 'outbound' }, limit: 100_000 });
    // Nights and days of rest are passed over at once.
    if (rows.length === 0) to = tx.pick('attempt', ['openedAt'], { where: { campaignId, openedAt: { gte: to, lt: input.to } }, order: [{ by: 'openedAt' }], limit: 1 })[0]?.openedAt ?? input.to;
    for (const { openedAt, outcome, bridgedAt, answeredAt } of rows) {
      if (outcome === null) continue;
      const hour = Math.floor(openedAt / HOUR) * HOUR;
      const known = hours.get(hour) ?? { abandoned: 0, connected: 0, strict: 0, outcomes: {} };
      hours.set(hour, known);
      known.outcomes[outcome] = (known.outcomes[outcome] ?? 0) + 1;
      if (outcome === 'abandoned') known.abandoned += 1;
      if (bridgedAt !== null && outcome !== 'abandoned') known.connected += 1;
      if (answeredAt !== null && outcome !== 'machine' && (bridgedAt === null || bridgedAt - answeredAt > 2_000)) known.strict += 1;
    }
  }
  return [...hours].sort((one, other) => one[0] - other[0]).map(([from, counts]) => ({ from, ...counts }));
}

/** What the calls of a trunk cost that began since then and are over: by the rate each was dialed at. */
export function spentOn({ tx }: MoveContext, input: { readonly node: string; readonly gateway: string; readonly since: Instant }): number {
  let spent = 0;
  for (let after = ''; ;) {
    const rows = tx.find('attempt', { where: { openedAt: { gte: input.since }, trunk: input.gateway, node: input.node, outcome: { not: null }, answeredAt: { gt: 0 }, id: { gt: after } }, order: [{ by: 'id' }], limit: PAGE });
    for (const { rate, answeredAt, endedAt, openedAt } of rows) if (rate !== null) spent += costOf(rate, (endedAt ?? openedAt) - (answeredAt ?? openedAt));
    if (rows.length < PAGE) return spent;
    after = rows.at(-1)?.id ?? '';
  }
}
const PAGE = 10_000;
