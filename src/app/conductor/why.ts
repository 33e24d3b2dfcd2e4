import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { WhyNot } from '../conductor-api.js';
import type { Floor } from './floor.js';

type Reason = WhyNot['reasons'][number];
const reason = (rule: string, text: string, until: number | null): Reason => ({ rule, code: `why.${rule.toLowerCase()}`, text, until });

/** "Why isn't this lead being dialed?": the lead's own state, then the campaign, then the gate asked now. */
export async function whyNot(floor: Floor, leadId: Id): Promise<Result<WhyNot>> {
  const { deps } = floor;
  const now = deps.clock.now();
  const lead = await deps.store.get('lead', leadId);
  if (!lead) return fail('lead.unknown', 'no such lead');
  const campaign = floor.runners.get(lead.campaignId)?.campaign ?? await deps.store.get('campaign', lead.campaignId);
  if (!campaign) return fail('lead.unknown', 'no such lead');
  const reasons: Reason[] = [];
  if (lead.state === 'done') reasons.push(reason('LEAD-DONE', `finished: ${lead.because ?? 'done'}`, null));
  if (lead.state === 'dialing') {
    const call = [...floor.calls.values()].find((one) => one.attempt.leadId === leadId);
    reasons.push(reason('LEAD-DIALING', call ? `it is being called now (${call.state})` : 'its last call awaits a disposition', null));
  }
  if (lead.state === 'claimed') reasons.push(reason('LEAD-CLAIMED', 'it is in the hopper and will be dialed when a collector is ready', null));
  if (lead.state === 'callback') {
    const callback = (await deps.store.find('callback', { where: { leadId, state: 'open' }, order: [{ by: 'dueAt' }], limit: 1 }))[0];
    reasons.push(reason('LEAD-CALLBACK', callback ? 'a callback is agreed' : 'it waits for a callback that no longer stands', callback?.dueAt ?? null));
  }
  if (lead.nextAt > now && (lead.state === 'resting' || lead.state === 'fresh')) reasons.push(reason('LEAD-RESTING', `it rests after: ${lead.because ?? lead.lastOutcome ?? 'an attempt'}`, lead.nextAt));
  const list = await deps.store.get('list', lead.listId);
  if (list && !list.active) reasons.push(reason('LIST-OFF', 'its list is switched off', null));
  if (campaign.state !== 'running') reasons.push(reason('CAMPAIGN', `the campaign is ${campaign.state}`, null));
  const runner = floor.runners.get(campaign.id);
  const trouble = runner && campaign.state === 'running' ? runner.trouble() : null;
  if (trouble !== null) reasons.push(reason('TROUBLE', trouble, null));
  const asked = await deps.store.run('explainLead', { leadId, settings: campaign.settings, now, testGateways: floor.trunks.allOnLoopback(), gauges: runner?.gauges(now) ?? { abandonment: 0 } });
  let nextAt: number | null = now;
  if (asked && 'denials' in asked.prepared) {
    for (const denial of asked.prepared.denials) reasons.push(reason(denial.rule, denial.text, denial.until));
    nextAt = asked.prepared.nextAt;
  }
  if (lead.state === 'done') nextAt = null;
  else if (nextAt !== null && lead.nextAt > nextAt) nextAt = lead.nextAt;
  if (reasons.length === 0 && runner && floor.freeAgents(runner.campaign, runner.node.node).length === 0) reasons.push(reason('NO-AGENT', 'it may be dialed; no collector is ready', null));
  const answerShare = asked && 'lead' in asked.prepared ? runner?.shares.now(asked.prepared.lead, now).value ?? null : null;
  return ok({ leadId, answerShare, mayDial: reasons.every((one) => one.rule === 'NO-AGENT' || one.rule === 'LEAD-CLAIMED'), reasons, nextAt });
}
