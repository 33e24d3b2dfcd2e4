/** What was entered about instalments, read into terms the server reckons with; what the server says of them is shown as it says it. */
import type { DeskCommandMessage } from '../../contract/desk.js';
import { day, toMinor } from '../shared/format.js';
import type { PlanDraft } from '../shared/drafts.js';
import { t } from './t.js';

export type PlanOffer = NonNullable<Extract<DeskCommandMessage, { type: 'dispose' }>['plan']>;

/** The same day next month is too far for most: two weeks from now. */
const FIRST_AFTER = 14 * 86_400_000;
export const newPlan = (now: number): PlanDraft => ({ count: '3', start: day(now + FIRST_AFTER), rhythm: 'monthly', every: '14', amount: '' });

/** Terms, or what is wrong with them. An empty amount: all that is owed. */
export function readPlan(draft: PlanDraft, currency: string, now: number): PlanOffer | string {
  const count = Number(draft.count);
  if (!/^\d+$/.test(draft.count) || count < 2 || count > 600) return t('plan.badCount');
  if (draft.start === '' || draft.start < day(now)) return t('file.badDue');
  const every = Number(draft.every);
  if (draft.rhythm === 'days' && (!/^\d+$/.test(draft.every) || every < 1 || every > 366)) return t('plan.badEvery');
  const amount = draft.amount.trim() === '' ? null : toMinor(draft.amount, currency);
  if (draft.amount.trim() !== '' && (amount === null || amount <= 0)) return t('file.badAmount');
  const rhythm = draft.rhythm === 'monthly' ? { kind: 'monthly', day: null } as const : draft.rhythm === 'weekly' ? { kind: 'weekly' } as const : { kind: 'days', every } as const;
  return { count, start: draft.start, rhythm, ...(amount === null ? {} : { principal: amount }) };
}
