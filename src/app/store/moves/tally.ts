/** How often each rule denied, by the hour: what "denials over time" is answered from without a row for every look at a lead. */
import type { Denial } from '../../../core/compliance/gate.js';
import type { DenialTally } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';

const HOUR = 3_600_000;

/** Denials of one move, summed before they are written. */
export class DenialsSeen {
  readonly #seen = new Map<string, { readonly pack: string | null; count: number }>();

  /** Those of one decision: a rule that denied several numbers of one lead denied each of them. */
  add(denials: readonly Denial[]): void {
    for (const { rule, pack } of denials) {
      const known = this.#seen.get(rule);
      if (known) known.count += 1; else this.#seen.set(rule, { pack: pack ?? null, count: 1 });
    }
  }
  byRule(): Readonly<Record<string, number>> { return Object.fromEntries([...this.#seen].map(([rule, { count }]) => [rule, count])); }

  /** One row an hour, rule and campaign. */
  write({ tx }: MoveContext, where: 'hopper' | 'permit', of: Pick<DenialTally, 'campaignId' | 'entityId'>, now: Instant): void {
    const hour = Math.floor(now / HOUR) * HOUR;
    for (const [rule, { pack, count }] of this.#seen) {
      const id: Id = `${hour}/${of.campaignId ?? of.entityId ?? '-'}/${rule}`;
      const before = tx.get('denialTally', id);
      if (before) tx.update('denialTally', id, where === 'hopper' ? { hopper: before.hopper + count } : { permit: before.permit + count }, now);
      else tx.insert('denialTally', { id, version: 1, createdAt: now, updatedAt: now, hour, rule, pack, ...of, hopper: where === 'hopper' ? count : 0, permit: where === 'permit' ? count : 0 });
    }
  }
}
