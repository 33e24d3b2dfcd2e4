/**
 * A payment's external id is the creditor's own (流水号): two creditors may number theirs alike. What is kept, and must be
 * unique in the installation, is the creditor's id before it.
 */
import type { Id } from '../units.js';

/** What `payment.externalId` keeps. */
export const paymentKey = (creditorId: Id, externalId: string): string => `${creditorId}/${externalId}`;
/** The creditor's own id of a payment, from what is kept: what people, files and events are shown. */
export function externalIdOf(key: string): string {
  const slash = key.indexOf('/');
  return slash < 0 ? key : key.slice(slash + 1);
}
