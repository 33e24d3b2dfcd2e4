/** Moves of what leaves for creditors' systems: the cursor of a webhook, its deliveries, the rows of daily files. */
import type { DailyFile, Kept, Webhook } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { Patch } from '../tx.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

export interface QueueDeliveries {
  readonly webhookId: Id; /** The cursor the asker read from. */ readonly from: number; /** The last event looked at. */ readonly to: number;
  readonly events: readonly { readonly seq: number; readonly type: string }[]; readonly at: Instant;
}
/**
 * What a page of the stream means for a webhook, in one transaction: its deliveries are written and the cursor moves. Refused
 * (`moved: false`) when the cursor is no longer where the asker read from, or the webhook is switched off: nothing changes.
 */
export function queueDeliveries(context: MoveContext, input: QueueDeliveries): { readonly moved: boolean } {
  const { tx } = context;
  const webhook = tx.get('webhook', input.webhookId);
  if (!webhook?.enabled || webhook.cursor !== input.from || input.to <= input.from) return { moved: false };
  for (const event of input.events) {
    if (tx.count('delivery', { webhookId: webhook.id, seq: event.seq }) === 0) insertDelivery(context, webhook.id, event, input.at);
  }
  tx.update('webhook', webhook.id, { cursor: input.to }, input.at);
  return { moved: true };
}
function insertDelivery({ tx, ids }: MoveContext, webhookId: Id, event: { readonly seq: number; readonly type: string }, at: Instant): void {
  tx.insert('delivery', { id: ids.id(), version: 1, createdAt: at, updatedAt: at, webhookId, seq: event.seq, type: event.type, state: 'waiting', tries: 0, nextAt: at, status: null, error: null, deliveredAt: null });
}

export interface Attempted {
  readonly deliveryId: Id; /** As it was when it was sent: a replay in between counts anew. */ readonly tries: number; readonly at: Instant; readonly status: number | null;
  readonly outcome: { readonly kind: 'delivered' } | { readonly kind: 'again'; readonly nextAt: Instant; readonly error: string } | { readonly kind: 'dead'; readonly error: string };
}
/** What became of deliveries that were sent. One that is not waiting any more, or was begun anew, is left as it is. Dead letters are told on the stream. */
export function settleDeliveries(context: MoveContext, input: { readonly results: readonly Attempted[] }): void {
  const { tx } = context;
  for (const { deliveryId, tries, at, status, outcome } of input.results) {
    const delivery = tx.get('delivery', deliveryId);
    if (delivery?.state !== 'waiting' || delivery.tries !== tries) continue;
    if (outcome.kind === 'delivered') { tx.update('delivery', delivery.id, { state: 'delivered', tries: tries + 1, status, error: null, deliveredAt: at }, at); continue; }
    tx.update('delivery', delivery.id, { tries: tries + 1, status, error: outcome.error, ...(outcome.kind === 'dead' ? { state: 'dead' as const } : { nextAt: outcome.nextAt }) }, at);
    const entityId = tx.get('webhook', delivery.webhookId)?.entityId ?? null;
    if (outcome.kind === 'dead') append(context, { type: 'webhook.deadLetter', actor: 'outbox', data: { entityId, seq: delivery.seq, status, error: outcome.error } }, [delivery.webhookId, delivery.id], at);
  }
}

export interface Replay { readonly webhookId: Id; readonly by: Id; readonly at: Instant; readonly what: { readonly dead: true } | { readonly events: readonly { readonly seq: number; readonly type: string }[] } }
/** Deliveries that wait again from their first try: the dead ones (10 000 at most at a time, oldest first), or those of given events, written where there are none. Codes: `webhook.unknown`. */
export function replayDeliveries(context: MoveContext, input: Replay): Result<{ readonly waiting: number }> {
  const { tx } = context;
  const webhook = tx.get('webhook', input.webhookId);
  if (!webhook) return fail('webhook.unknown', 'no such webhook');
  const again = (id: Id): void => { tx.update('delivery', id, { state: 'waiting', tries: 0, nextAt: input.at, status: null, error: null, deliveredAt: null }, input.at); };
  let waiting = 0;
  if ('dead' in input.what) {
    for (const row of tx.find('delivery', { where: { webhookId: webhook.id, state: 'dead' }, order: [{ by: 'seq' }], limit: 10_000 })) { again(row.id); waiting++; }
  } else {
    for (const event of input.what.events) {
      const row = tx.first('delivery', { where: { webhookId: webhook.id, seq: event.seq } });
      if (row) again(row.id); else insertDelivery(context, webhook.id, event, input.at);
      waiting++;
    }
  }
  if (waiting > 0) append(context, { type: 'webhook.replayed', actor: input.by, data: { entityId: webhook.entityId, waiting } }, [webhook.id], input.at);
  return ok({ waiting });
}

export interface ChangeWebhook { readonly id: Id; readonly expectedVersion: number; readonly patch: Patch<Omit<Webhook, keyof Kept | 'cursor' | 'entityId'>>; readonly type: 'webhook.changed' | 'webhook.secretRotated'; readonly by: Id; readonly at: Instant }
/**
 * A person's change. `record.stale` when another person's came first; that the cursor moved in the meantime is nobody's
 * change: a webhook at work could otherwise hardly ever be changed. Codes: `record.unknown`, `record.stale`.
 */
export function changeWebhook(context: MoveContext, input: ChangeWebhook): Result<{ readonly version: number }> {
  const { tx } = context;
  const before = tx.get('webhook', input.id);
  if (!before) return fail('record.unknown', 'no such webhook');
  if (input.expectedVersion > before.version || changedAt(context, input.id) > input.expectedVersion) return fail('record.stale', `webhook was changed by another: version is ${before.version}, you had ${input.expectedVersion}`);
  const after = tx.update('webhook', input.id, input.patch, input.at);
  if (!after) return fail('record.unknown', 'no such webhook');
  append(context, { type: input.type, actor: input.by, data: { entityId: before.entityId, fields: Object.keys(input.patch).filter((field) => field !== 'secretSealed'), changedVersion: after.version } }, [input.id], input.at);
  return ok({ version: after.version });
}
/** The version the last change by a person made; 1 when there was none. */
function changedAt({ tx }: MoveContext, id: Id): number {
  let last = 1;
  for (const type of ['webhook.changed', 'webhook.secretRotated']) {
    // Changes by people are few; the newest thousand of all webhooks are looked through.
    const event = tx.find('streamEvent', { where: { type }, order: [{ by: 'seq', down: true }], limit: 1000 }).find((one) => one.subjects[0] === id);
    const data: unknown = event?.data;
    if (typeof data === 'object' && data !== null && 'changedVersion' in data && typeof data.changedVersion === 'number') last = Math.max(last, data.changedVersion);
  }
  return last;
}

export interface KeepDailyFile { readonly file: Omit<DailyFile, keyof Kept>; readonly by: string; readonly at: Instant }
export type KeptDailyFile = { readonly id: Id; readonly state: 'made' | 'same' | 'grown' | 'changed'; readonly before: Pick<DailyFile, 'rows' | 'sha256' | 'toSeq'> | null };
/**
 * Writes down a day's file of one kind. `same`: the very bytes as before, nothing is written. `grown`: events of that day came
 * after the last run. `changed`: the same events in other words (another mapping or zone).
 */
export function keepDailyFile(context: MoveContext, input: KeepDailyFile): KeptDailyFile {
  const { tx, ids } = context;
  const { file, at } = input;
  const { entityId, creditorId, day, kind } = file;
  const before = tx.first('dailyFile', { where: { entityId, creditorId, day, kind } });
  if (before && before.sha256 === file.sha256 && before.path === file.path) return { id: before.id, state: 'same', before };
  const id = before?.id ?? ids.id();
  const state = !before ? 'made' : file.rows > before.rows ? 'grown' : 'changed';
  if (before) tx.update('dailyFile', id, file, at); else tx.insert('dailyFile', { id, version: 1, createdAt: at, updatedAt: at, ...file });
  append(context, { type: 'export.made', actor: input.by, data: { entityId, creditorId, day, kind, rows: file.rows, sha256: file.sha256, fromSeq: file.fromSeq, toSeq: file.toSeq, state } }, [id], at);
  return { id, state, before: before ? { rows: before.rows, sha256: before.sha256, toSeq: before.toSeq } : null };
}
