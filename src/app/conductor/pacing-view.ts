import { abandonAim, pacingOf } from '../../core/campaign/pacing.js';
import { renderBecause } from '../../core/pacing/because.js';
import type { NextLead } from '../../core/pacing/types.js';
import type { Metrics } from '../ports/system.js';
import type { Instant } from '../../core/units.js';
import type { CampaignView, PacingView } from '../conductor-api.js';
import type { CampaignRunner } from './runner.js';

/** The last decision as the live view carries it. */
export function pacingLine({ pacing }: CampaignRunner, now: Instant): CampaignView['pacing'] {
  const { decision } = pacing;
  if (decision === null) return null;
  const { limitedBy, ready, busy, freeing, ringing, expectedAnswers, risk, threshold, budgetLeft } = decision.because;
  return { at: decision.at, dial: decision.dial, because: renderBecause(decision), figures: { limitedBy, ready, busy, freeing, ringing, expectedAnswers, risk, threshold, budgetLeft, hour: pacing.calibration.lastHour(now) } };
}

/** Everything a supervisor may ask about a campaign's pacing. */
export function pacingView(runner: CampaignRunner, now: Instant): PacingView {
  const { pacing, settings } = runner;
  const { decision } = pacing;
  const counts = pacing.counted(now);
  const target = abandonAim(settings);
  return {
    campaignId: runner.campaign.id,
    decision: decision === null ? null : { at: decision.at, dial: decision.dial, cancelled: decision.cancel.length, text: renderBecause(decision), because: decision.because, level: levelOf(runner), nextShare: meanShare(decision.snapshot.next) },
    budget: {
      limit: settings.abandonTarget, target,
      windows: pacingOf(settings).windows.map((kind) => {
        const { live, abandoned } = kind === '24h' ? counts.day : counts.both;
        return { kind, live, abandoned, ratio: live === 0 ? 0 : abandoned / live, left: target * live - abandoned };
      }),
    },
    calibration: { hour: pacing.calibration.lastHour(now), day: pacing.calibration.lastDay(now) },
  };
}

const meanShare = (next: readonly NextLead[]): number | null => next.length === 0 ? null : next.reduce((sum, { share }) => sum + share, 0) / next.length;

/** Lines in the air after the decision, per collector at work. */
function levelOf({ pacing: { decision } }: CampaignRunner): number {
  if (decision === null) return 0;
  const { because } = decision;
  return (because.ringing + because.screening + decision.dial - decision.cancel.length) / Math.max(1, because.ready + because.busy);
}

export function pacingGauges(metrics: Metrics, runner: CampaignRunner, now: Instant): void {
  const { decision, calibration } = runner.pacing;
  if (decision === null) return;
  const campaign = runner.campaign.name;
  const labels = { campaign };
  const [actual, forecast] = [{ campaign, kind: 'actual' }, { campaign, kind: 'forecast' }];
  const hour = calibration.lastHour(now);
  metrics.gauge('dunwell_pacing_level', levelOf(runner), labels);
  metrics.gauge('dunwell_pacing_risk', decision.because.risk, labels);
  metrics.gauge('dunwell_pacing_threshold', decision.because.threshold, labels);
  metrics.gauge('dunwell_pacing_budget_left', decision.because.budgetLeft, labels);
  metrics.gauge('dunwell_pacing_answers', hour.answers, actual);
  metrics.gauge('dunwell_pacing_answers', hour.forecastAnswers, forecast);
  metrics.gauge('dunwell_pacing_abandons', hour.abandons, actual);
  metrics.gauge('dunwell_pacing_abandons', hour.forecastAbandons, forecast);
}
