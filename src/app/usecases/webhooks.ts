/** Webhooks as people and integrators handle them: where a creditor's events are sent, and what became of them. */
import type { Delivery, StreamEvent, User, Webhook } from '../../core/records/index.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { checkMapping, checkTypes, isField, isPersonal, namesPersonal, PERSONAL_ROLES, wants } from '../outbox/fields.js';
import { headersOf } from '../outbox/lane.js';
import { touchesFor } from '../outbox/payload.js';
import type { HttpPost } from '../outbox/ports.js';
import { newSecret, secretsOf } from '../outbox/sign.js';
import { touchesOf } from '../outbox/touches.js';
import type { Outbox } from '../outbox/worker.js';
import { recordAccess } from './audit.js';
import { allowed, entityFor, make, reachRow, refuse, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

export interface WebhookDeps extends Deps { readonly outbox: Pick<Outbox, 'wake' | 'settings'>; readonly post: HttpPost }
export interface WebhookPatch { readonly url?: string; readonly types?: readonly string[]; readonly mapping?: Readonly<Record<string, string>>; readonly enabled?: boolean }
export interface WebhookInput extends WebhookPatch { readonly url: string; readonly entityId?: Id; readonly creditorId?: Id | null }
/** Webhooks one entity may have. */
const MOST = 20;
/** Events a replay of a range may span. */
const MOST_REPLAYED = 10_000;
const PAGE = 500;

export async function listWebhooks(deps: Deps, by: User, ask: PageAsk): Promise<Result<Page<Webhook>>> {
  const scope = allowed(by, 'webhook.read');
  return scope.ok ? pageOf(deps.store, 'webhook', ask, { wheres: [scope.value === 'all' ? {} : { entityId: by.entityId }] }) : scope;
}
export const getWebhook = (deps: Deps, by: User, id: Id): Promise<Result<Webhook>> => reachRow(deps, by, 'webhook.read', 'webhook', id, (row) => row);
const reachable = (deps: Deps, by: User, id: Id): Promise<Result<Webhook>> => reachRow(deps, by, 'webhook.write', 'webhook', id, (row) => row);

/** Begins at the events that come from now on; earlier ones by a replay. The secret is answered here and at a rotation, never again. */
export async function createWebhook(deps: WebhookDeps, by: User, input: WebhookInput): Promise<Result<{ readonly webhook: Webhook; readonly secret: string }>> {
  const scope = allowed(by, 'webhook.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, input.entityId);
  if (!entity.ok) return entity;
  const creditorId = input.creditorId ?? null;
  if (creditorId !== null && !await worksFor(deps, entity.value, creditorId)) return fail('reference.unknown', 'no such creditor', '/creditorId');
  const wrong = check(deps, by, { url: input.url, types: input.types ?? [], mapping: input.mapping ?? {} });
  if (wrong) return wrong;
  if (await deps.store.count('webhook', { entityId: entity.value }) >= MOST) return fail('webhook.too_many', `an entity has at most ${MOST} webhooks`);
  const secret = newSecret();
  const [last] = await deps.store.find('streamEvent', { order: [{ by: 'seq', down: true }], limit: 1 });
  const made = await make(deps, by, 'webhook', {
    entityId: entity.value, creditorId, url: input.url, secretSealed: deps.vault.seal('secret', secret), oldSecretSealed: null, oldSecretUntil: null, types: input.types ?? [], mapping: input.mapping ?? {}, enabled: input.enabled ?? true, cursor: last?.seq ?? 0,
  }, 'webhook.created', { entityId: entity.value, creditorId });
  if (!made.ok) return made;
  await tellPersonal(deps, by, made.value);
  deps.outbox.wake();
  return ok({ webhook: made.value, secret });
}
export async function changeWebhook(deps: WebhookDeps, by: User, id: Id, expected: number, patch: WebhookPatch): Promise<Result<Webhook>> {
  const found = await reachable(deps, by, id);
  if (!found.ok) return found;
  const { url, types, mapping } = { ...found.value, ...patch };
  // Switching one off is always allowed; whoever changes where, what or whether personal fields go answers for them.
  const onlyOff = patch.enabled === false && patch.url === undefined && patch.types === undefined && patch.mapping === undefined;
  const wrong = onlyOff ? null : check(deps, by, { url, types, mapping });
  if (wrong) return wrong;
  const fields = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const changed = await deps.store.run('changeWebhook', { id, expectedVersion: expected, patch: fields, type: 'webhook.changed', by: by.id, at: deps.clock.now() });
  if (!changed.ok) return changed;
  deps.outbox.wake();
  const after = await getWebhookRow(deps, id);
  if (after.ok && patch.mapping !== undefined) await tellPersonal(deps, by, after.value);
  return after;
}
const HOUR = 3_600_000;
/** Hours in which the secret before signs too, unless it is said otherwise. */
const OVERLAP = 24;
/** A new secret, at once; what is sent is signed with the one before too, for `overlapHours` (0 to 168): none for one that leaked. */
export async function rotateSecret(deps: WebhookDeps, by: User, id: Id, expected: number, overlapHours: number = OVERLAP): Promise<Result<{ readonly webhook: Webhook; readonly secret: string }>> {
  const found = await reachable(deps, by, id);
  if (!found.ok) return found;
  const secret = newSecret();
  const old = overlapHours > 0 ? { oldSecretSealed: found.value.secretSealed, oldSecretUntil: deps.clock.now() + overlapHours * HOUR } : { oldSecretSealed: null, oldSecretUntil: null };
  const changed = await deps.store.run('changeWebhook', { id, expectedVersion: expected, patch: { secretSealed: deps.vault.seal('secret', secret), ...old }, type: 'webhook.secretRotated', by: by.id, at: deps.clock.now() });
  if (!changed.ok) return changed;
  const after = await getWebhookRow(deps, id);
  return after.ok ? ok({ webhook: after.value, secret }) : after;
}
async function getWebhookRow(deps: Deps, id: Id): Promise<Result<Webhook>> {
  const row = await deps.store.get('webhook', id);
  return row ? ok(row) : fail('webhook.unknown', 'no such webhook');
}

export interface Tested { readonly delivered: boolean; readonly status: number | null; readonly error: string | null; readonly took: number; readonly eventId: Id }
/** Sends a signed `webhook.test` now, once, and says what came of it. Nothing of a case is in it. */
export async function testWebhook(deps: WebhookDeps, by: User, id: Id): Promise<Result<Tested>> {
  const found = await reachable(deps, by, id);
  if (!found.ok) return found;
  const eventId = deps.ids.id();
  const at = deps.clock.now();
  const body = JSON.stringify({ id: eventId, seq: 0, type: 'webhook.test', version: 1, at, by: by.id, items: [] });
  const began = deps.clock.monotonic();
  const posted = await deps.post.post({ url: found.value.url, headers: headersOf(secretsOf(deps.vault, found.value, at), at, eventId, 'webhook.test', body), body, timeout: deps.outbox.settings.timeout });
  const took = Math.round(deps.clock.monotonic() - began);
  if (posted.kind === 'failed') return ok({ delivered: false, status: null, error: posted.error, took, eventId });
  const delivered = posted.status >= 200 && posted.status < 300;
  return ok({ delivered, status: posted.status, error: delivered ? null : `http.${posted.status}`, took, eventId });
}

export interface ReplayAsk { readonly fromSeq?: number; readonly toSeq?: number; readonly dead?: boolean }
/** Sends the dead letters again, or every event of a range this webhook is for, under their old ids. Codes: `replay.ask`, `replay.range`. */
export async function replayWebhook(deps: WebhookDeps, by: User, id: Id, ask: ReplayAsk): Promise<Result<{ readonly waiting: number }>> {
  const found = await reachable(deps, by, id);
  if (!found.ok) return found;
  const range = ask.fromSeq !== undefined && ask.toSeq !== undefined;
  if ((ask.dead === true) === range || (ask.fromSeq === undefined) !== (ask.toSeq === undefined)) return fail('replay.ask', 'say either dead: true, or fromSeq and toSeq');
  const at = deps.clock.now();
  if (!range) return woken(deps, await deps.store.run('replayDeliveries', { webhookId: id, by: by.id, at, what: { dead: true } }));
  const { fromSeq = 0, toSeq = 0 } = ask;
  if (toSeq < fromSeq) return fail('replay.range', 'the range ends before it begins', '/toSeq');
  if (toSeq - fromSeq >= MOST_REPLAYED) return fail('replay.range', `a range spans at most ${MOST_REPLAYED} events; replay the rest after it`, '/toSeq');
  // What lies ahead of the cursor comes by itself.
  const events = await eventsOf(deps, found.value, fromSeq, Math.min(toSeq, found.value.cursor));
  return woken(deps, await deps.store.run('replayDeliveries', { webhookId: id, by: by.id, at, what: { events } }));
}
function woken(deps: WebhookDeps, answer: Result<{ readonly waiting: number }>): Result<{ readonly waiting: number }> {
  deps.outbox.wake();
  return answer;
}
async function eventsOf(deps: Deps, webhook: Webhook, from: number, to: number): Promise<readonly Pick<StreamEvent, 'seq' | 'type'>[]> {
  const events: Pick<StreamEvent, 'seq' | 'type'>[] = [];
  for (let after = from - 1; after < to;) {
    const page = await deps.store.find('streamEvent', { where: { seq: { gt: after, lte: to } }, order: [{ by: 'seq' }], limit: PAGE });
    const seen = await touchesOf(deps.store, page.filter((event) => wants(webhook.types, event.type)));
    events.push(...seen.filter((one) => touchesFor(webhook, one).length > 0).map(({ event }) => ({ seq: event.seq, type: event.type })));
    if (page.length < PAGE) break;
    after = page.at(-1)?.seq ?? to;
  }
  return events;
}

/** Deliveries, newest event first. */
export async function listDeliveries(deps: Deps, by: User, id: Id, ask: PageAsk & { readonly state?: Delivery['state'] }): Promise<Result<Page<Delivery>>> {
  const found = await getWebhook(deps, by, id);
  return found.ok ? pageOf(deps.store, 'delivery', ask, { wheres: [{ webhookId: id, ...(ask.state === undefined ? {} : { state: ask.state }) }], by: 'seq', down: true }) : found;
}

/** Does this entity work cases of that creditor? A creditor it has nothing to do with is unknown to it. */
export const worksFor = async (deps: Deps, entityId: Id, creditorId: Id): Promise<boolean> =>
  creditorId === entityId ? await deps.store.get('entity', creditorId) !== undefined : (await deps.store.find('case', { where: { entityId, creditorId }, limit: 1 })).length > 0;

function check(deps: WebhookDeps, by: User, { url, types, mapping }: Pick<Webhook, 'url' | 'types' | 'mapping'>): { readonly ok: false; readonly error: Failure } | null {
  const problems: Failure[] = [];
  for (const one of [deps.post.check(url), checkTypes(types)]) if (!one.ok) problems.push(one.error);
  problems.push(...checkMapping(mapping, (field) => isField(field) || isPersonal(field), '/mapping'));
  if (problems.length > 0) return refuse('webhook.invalid', problems);
  if (namesPersonal(mapping) && !PERSONAL_ROLES.some((role) => role === by.role)) return fail('webhook.personal', `names and phones go out only where ${PERSONAL_ROLES.join(' or ')} says so, and only they change such a webhook`, '/mapping');
  return null;
}
/** That names or numbers leave is written down with who allowed it. */
async function tellPersonal(deps: Deps, by: User, webhook: Webhook): Promise<void> {
  if (namesPersonal(webhook.mapping)) await recordAccess(deps, by, 'webhook.personalAllowed', webhook.id, { entityId: webhook.entityId, fields: Object.keys(webhook.mapping).filter(isPersonal).join(' ') });
}
