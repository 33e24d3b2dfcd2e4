/** An event as a webhook's receiver gets it: one item for each of its cases, in the creditor's own words. */
import type { Attempt, Party, StreamEvent, Webhook } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Vault } from '../ports/vault.js';
import { mapped, namesPersonal, outwardData, type Plain } from './fields.js';
import type { Seen, Touch } from './touches.js';

/** The cases of an event this webhook may hear of: its entity's, and its creditor's where it is for one. */
export const touchesFor = (webhook: Pick<Webhook, 'entityId' | 'creditorId'>, seen: Seen): readonly Touch[] =>
  seen.touches.filter((touch) => touch.entityId === webhook.entityId && (webhook.creditorId === null || touch.creditorId === webhook.creditorId));

/** Names and numbers a mapping asks for, opened only for these events. */
export interface Personal { readonly parties: ReadonlyMap<Id, Party>; readonly attempts: ReadonlyMap<Id, Attempt>; readonly vault: Vault }
export async function personalOf(store: Store, vault: Vault, webhook: Webhook, seen: readonly Seen[]): Promise<Personal | null> {
  if (!namesPersonal(webhook.mapping)) return null;
  const parties = await store.find('party', { where: { id: { in: [...new Set(seen.flatMap((one) => touchesFor(webhook, one).map((touch) => touch.partyId)))] } }, limit: 100_000 });
  const attempts = await store.find('attempt', { where: { id: { in: [...new Set(seen.flatMap((one) => (one.event.type.startsWith('attempt.') ? one.event.subjects : [])))] } }, limit: 100_000 });
  return { vault, parties: new Map(parties.map((one) => [one.id, one])), attempts: new Map(attempts.map((one) => [one.id, one])) };
}

export function bodyOf(webhook: Webhook, seen: Seen, personal: Personal | null): string {
  const { event } = seen;
  const data = outwardData(event.data);
  const items = touchesFor(webhook, seen).map((touch) => mapped({ ...fieldsOf(data, touch), ...personalFields(personal, webhook, event, touch) }, webhook.mapping));
  return JSON.stringify({ id: event.id, seq: event.seq, type: event.type, version: event.typeVersion, at: event.at, by: event.actor, items });
}

function fieldsOf(data: Readonly<Record<string, Plain>>, touch: Touch): Readonly<Record<string, Plain>> {
  // What else the event names (cases, accounts) is another item's, or another creditor's: only this case's own is told.
  const known = new Set<unknown>(touch.accountIds);
  return {
    ...Object.fromEntries(Object.entries(data).filter(([name, value]) => name !== 'caseIds' && (name !== 'accountId' || known.has(value)))),
    caseId: touch.caseId, accountIds: touch.accountIds, contract: touch.contracts[0] ?? null, contracts: touch.contracts,
  };
}
function personalFields(personal: Personal | null, webhook: Webhook, event: StreamEvent, touch: Touch): Readonly<Record<string, Plain>> {
  if (!personal) return {};
  const fields: Record<string, Plain> = {};
  const party = personal.parties.get(touch.partyId);
  if (webhook.mapping['name'] !== undefined && party) fields['name'] = personal.vault.open('name', party.nameSealed);
  const attempt = event.subjects.map((id) => personal.attempts.get(id)).find((one) => one?.caseId === touch.caseId);
  if (webhook.mapping['phone'] !== undefined && attempt) fields['phone'] = personal.vault.open('phone', attempt.phoneSealed);
  return fields;
}
