/** The fields a case is laid out by. */
import type { Case, CustomField } from '../core/records/index.js';
import type { Store } from './ports/store.js';

/** Those its creditor declared, then those of who works the case under keys the creditor left free; each in the order they were declared. */
export async function caseFields(store: Pick<Store, 'find'>, of: Pick<Case, 'creditorId' | 'entityId'>): Promise<readonly CustomField[]> {
  const rows = await store.find('customField', { where: { entityId: { in: [of.creditorId, of.entityId] }, enabled: true }, order: [{ by: 'createdAt' }, { by: 'id' }] });
  const theirs = rows.filter((field) => field.entityId === of.creditorId);
  const taken = new Set(theirs.map((field) => field.key));
  return [...theirs, ...rows.filter((field) => field.entityId !== of.creditorId && !taken.has(field.key))];
}
