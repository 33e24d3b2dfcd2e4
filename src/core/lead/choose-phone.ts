import type { Outcome } from '../call/outcome.js';
import { DUTY_TO_PAY, type ContactPoint } from '../records/index.js';
import type { Id, LocalDate } from '../units.js';

/** The numbers of a lead that automatic modes may try, in order: of people with a duty to pay, valid today; a contact person's never. */
export function dialable(points: readonly ContactPoint[], today: LocalDate): ContactPoint[] {
  return points
    .filter((point) => point.kind === 'phone' && DUTY_TO_PAY.has(point.ownerRole) && point.consent !== 'withdrawn'
      && (point.validFrom === null || point.validFrom <= today) && (point.validUntil === null || today <= point.validUntil))
    .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
}

/**
 * The order in which to try them now: from the one after the last when the last outcome says "next number", else from the last
 * one used; then the rest. Empty: nothing to dial.
 */
export function tryOrder(points: readonly ContactPoint[], last: { readonly contactPointId: Id | null; readonly outcome: Outcome | null; readonly nextNumber: boolean }): ContactPoint[] {
  const at = points.findIndex((point) => point.id === last.contactPointId);
  if (at < 0) return [...points];
  const from = last.nextNumber ? (at + 1) % points.length : at;
  return [...points.slice(from), ...points.slice(0, from)];
}
