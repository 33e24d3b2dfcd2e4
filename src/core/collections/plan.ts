/** Whether a payment plan holds, from the judgements of its instalments (`promise.ts`; they are judged together with the case's promises). */
import type { Plan, PlanInstalment } from '../records/index.js';
import type { Id, LocalDate, Minor } from '../units.js';
import type { JudgeSettings, Judgement, Obligation, Received } from './promise.js';

/** Instalments that may be missed (`broken` or `partlyKept`) before the plan is broken: 0 or more. */
export interface PlanSettings extends JudgeSettings { readonly missedAllowed: number }

/**
 * What `judge` wants of the instalments: money from the day the plan was made counts, so paying early is paying. `accountIds`
 * and `madeOn` are the plan's, given apart because a plan taken over from another system may not name them.
 */
export const obligationsOf = (plan: Pick<Plan, 'currency' | 'graceDays'>, instalments: readonly Pick<PlanInstalment, 'id' | 'amount' | 'due'>[], accountIds: readonly Id[], madeOn: LocalDate): readonly Obligation[] =>
  instalments.map((one) => ({ id: one.id, amount: one.amount, currency: plan.currency, accountIds, from: madeOn, due: one.due, graceDays: plan.graceDays }));

export interface PlanJudgement {
  readonly state: 'open' | 'kept' | 'broken';
  readonly missed: number;
  /** In time and late together, minor units; never more than the plan's total. */
  readonly received: Minor;
  /** Received on missed instalments after their grace, minor units. It doesn't unmake the miss, but the plan can still end kept. */
  readonly late: Minor;
  readonly because: string;
}

/**
 * Judges one plan on a local date. `instalments` are its obligations, `judgements` those of the case, `left` the payments
 * none of them used: what of it came within the plan's time counts as late for what is missing.
 * - `broken` once more instalments are missed than allowed, or when the last one's grace is over and money is missing;
 * - `kept` once all of it is there, less the tolerance (once for the whole plan, and at least one minor unit), and not more missed than allowed;
 * - else `open`. A plan without instalments is open.
 * More payments never make it worse.
 */
export function judgePlan(instalments: readonly Obligation[], judgements: readonly Judgement[], left: readonly Received[], settings: PlanSettings, today: LocalDate): PlanJudgement {
  const ids = new Set(instalments.map((one) => one.id));
  const own = judgements.filter((one) => ids.has(one.id));
  const first = instalments[0];
  if (!first || own.length === 0) return { state: 'open', missed: 0, received: 0, late: 0, because: 'no instalments' };
  const missed = own.filter((one) => one.state === 'broken' || one.state === 'partlyKept').length;
  const end = own.reduce((last, one) => (one.until > last ? one.until : last), '');
  const inTime = own.reduce((sum, one) => sum + one.received, 0);
  const missing = own.reduce((sum, one) => sum + one.missing, 0);
  const pool = left.filter((one) => one.on >= first.from && one.on <= end && one.currency === first.currency && first.accountIds.includes(one.accountId)).reduce((sum, one) => sum + one.amount, 0);
  const late = Math.min(pool, missing);
  const facts = { missed, received: inTime + late, late };
  if (missed > settings.missedAllowed) return { ...facts, state: 'broken', because: `${missed} instalments missed, ${settings.missedAllowed} allowed` };
  const enough = Math.max(1, inTime + missing - (settings.tolerance ?? 0));
  if (facts.received >= enough) return { ...facts, state: 'kept', because: late > 0 ? 'all received, some of it late' : 'all received' };
  return today > end ? { ...facts, state: 'broken', because: `the last instalment’s grace is over and ${missing - late} minor units are missing` } : { ...facts, state: 'open', because: `${own.filter((one) => one.state === 'kept').length} of ${own.length} instalments kept` };
}
