/** What was entered about a call, read into a command, or what is wrong with it. */
import type { DeskCommandMessage } from '../../contract/desk.js';
import type { Disposition } from '../shared/calls.js';
import type { Draft } from '../shared/drafts.js';
import { day, toMinor } from '../shared/format.js';
import { readPlan } from './plan.js';
import { t } from './t.js';

export type Dispose = Extract<DeskCommandMessage, { type: 'dispose' }>;
export interface FollowUp { readonly title: string; readonly at: number }
export interface Entered { readonly dispose: Dispose; readonly followUp: FollowUp | null }

export function read(draft: Draft, leaf: Disposition | null, attemptId: string, currency: string, now: number): Entered | string {
  if (leaf === null) return t('file.pick');
  const note = draft.note?.trim() ?? '';
  const parts: Partial<Pick<Dispose, 'note' | 'promise' | 'plan' | 'callback'>> = note === '' ? {} : { note };
  if (leaf.promise && draft.plan) {
    const plan = readPlan(draft.plan, currency, now);
    if (typeof plan === 'string') return plan;
    parts.plan = plan;
  } else if (leaf.promise) {
    const amount = toMinor(draft.amount ?? '', currency);
    if (amount === null || amount <= 0) return t('file.badAmount');
    if ((draft.due ?? '') === '' || (draft.due ?? '') < day(now)) return t('file.badDue');
    parts.promise = { amount, due: draft.due ?? '' };
  }
  if (leaf.retry.kind === 'callback') {
    const at = new Date(draft.callbackAt ?? '').getTime();
    if (Number.isNaN(at) || at <= now) return t('file.badAt');
    const remark = draft.callbackNote?.trim() ?? '';
    parts.callback = { at, mine: draft.callbackMine ?? true, ...(remark === '' ? {} : { note: remark }) };
  }
  const followUp = readFollowUp(draft, now);
  return typeof followUp === 'string' ? followUp : { dispose: { type: 'dispose', attemptId, code: leaf.code, ...parts }, followUp };
}
/** Both fields or neither. */
function readFollowUp(draft: Draft, now: number): FollowUp | null | string {
  const title = draft.followUp?.trim() ?? '';
  if (title === '' && (draft.followUpAt ?? '') === '') return null;
  const at = new Date(draft.followUpAt ?? '').getTime();
  return title === '' || Number.isNaN(at) || at <= now ? t('file.nextBad') : { title, at };
}
/** The instant the server named as lawful when it refused a callback; null when it named none. */
export function lawfulIn(text: string): number | null {
  const at = Date.parse(/the next is (\S+)/.exec(text)?.[1] ?? '');
  return Number.isNaN(at) ? null : at;
}
