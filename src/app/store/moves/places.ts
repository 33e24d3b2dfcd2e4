/** Where contact points say somebody may be: written again where the tables it is read from have changed. */
import type { Places } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';

/** By which edition of the tables all contact points were placed; nobody edits it. */
export const PLACES_MARK: Id = 'compliance.places';

export interface PlacedPoint { readonly id: Id; /** Left out: as it is. */ readonly region?: string | null; readonly places: Places | null }
/** Points that are gone, or say so already, are left alone. `edition`: all were placed by it now. Answers how many changed. */
export function placePoints({ tx }: MoveContext, input: { readonly items: readonly PlacedPoint[]; readonly edition: number | null; readonly at: Instant }): number {
  let changed = 0;
  for (const { id, ...patch } of input.items) {
    const before = tx.get('contactPoint', id);
    if (!before || (JSON.stringify(before.places) === JSON.stringify(patch.places) && (patch.region === undefined || patch.region === before.region))) continue;
    tx.update('contactPoint', id, patch, input.at);
    changed += 1;
  }
  if (input.edition !== null) {
    const value = { edition: input.edition };
    if (tx.update('setting', PLACES_MARK, { value }, input.at) === undefined) tx.insert('setting', { id: PLACES_MARK, version: 1, createdAt: input.at, updatedAt: input.at, key: PLACES_MARK, value });
  }
  return changed;
}
