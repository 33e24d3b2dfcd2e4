import type { Outcome } from '../call/outcome.js';
import type { CampaignSettings } from '../campaign/settings.js';
import type { DispositionRetry, Lead } from '../records/index.js';
import type { Instant } from '../units.js';

/** Where a lead goes after an attempt. */
export type LeadPlan =
  | { readonly kind: 'rest'; readonly nextAt: Instant; readonly because: string }
  | { readonly kind: 'callback'; readonly because: string }
  | { readonly kind: 'done'; readonly because: string };

/** Outcomes that say nothing of the debtor: they don't use up an attempt. */
const FREE: ReadonlySet<Outcome> = new Set<Outcome>(['not_placed']);

/**
 * The plan by outcome alone (a disposition may override it). `unknown` is retried no sooner than a no-answer:
 * the call may well have rung.
 */
export function planByOutcome(outcome: Outcome, lead: Pick<Lead, 'attempts' | 'tally'>, settings: Pick<CampaignSettings, 'recycle' | 'maxAttempts'>, now: Instant): LeadPlan {
  if (outcome === 'human') return { kind: 'done', because: 'reached' };
  const attempts = lead.attempts + (FREE.has(outcome) ? 0 : 1);
  if (attempts >= settings.maxAttempts) return { kind: 'done', because: `all ${settings.maxAttempts} attempts are used` };
  const rule = settings.recycle[outcome];
  if (!rule) return { kind: 'done', because: `${outcome}: no retry is planned` };
  const times = (lead.tally[outcome] ?? 0) + 1;
  if (times > rule.max) return { kind: 'done', because: `${outcome} ${times} times, at most ${rule.max}` };
  const delay = outcome === 'unknown' ? Math.max(rule.delay, settings.recycle.no_answer?.delay ?? 0) : rule.delay;
  return { kind: 'rest', nextAt: now + delay, because: outcome };
}

export function planByDisposition(retry: DispositionRetry, byOutcome: LeadPlan, now: Instant, code: string): LeadPlan {
  switch (retry.kind) {
    case 'byOutcome': return byOutcome;
    case 'after': return { kind: 'rest', nextAt: now + retry.delay, because: code };
    case 'nextNumber': return { kind: 'rest', nextAt: now, because: code };
    case 'callback': return { kind: 'callback', because: code };
    case 'stop': return { kind: 'done', because: code };
  }
}
