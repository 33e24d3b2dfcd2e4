/**
 * Places every contact point again when the tables of prefixes and addresses have a new edition, or never did: what is sealed can
 * only be read where the key is. Until it is through, a number of an unknown prefix stands for its whole country.
 */
import { placeOfAddress } from '../core/compliance/located.js';
import { PLACES_EDITION, prefixPlaces } from '../core/compliance/numbering.js';
import type { ContactPoint } from '../core/records/index.js';
import type { Store } from './ports/store.js';
import type { Clock, Log } from './ports/system.js';
import type { Vault } from './ports/vault.js';
import { PLACES_MARK, type PlacedPoint } from './store/moves/places.js';

export interface PlacingDeps { readonly store: Store; readonly vault: Vault; readonly clock: Clock; readonly log: Log }
const PAGE = 500;

/** Ends early, to go on at the next start, when `stopped` says so. Answers how many points changed. */
export async function placeContactPoints({ store, vault, clock, log }: PlacingDeps, stopped: () => boolean = () => false): Promise<number> {
  const mark = (await store.get('setting', PLACES_MARK))?.value;
  if (typeof mark === 'object' && mark !== null && 'edition' in mark && mark.edition === PLACES_EDITION) return 0;
  let changed = 0;
  let after = '';
  for (;;) {
    if (stopped()) return changed;
    const page = await store.find('contactPoint', { where: { id: { gt: after } }, order: [{ by: 'id' }], limit: PAGE });
    const items = page.flatMap((point) => placed(point, vault, log));
    const done = page.length < PAGE;
    if (items.length > 0 || done) changed += await store.run('placePoints', { items, edition: done ? PLACES_EDITION : null, at: clock.now() });
    if (done) break;
    after = page.at(-1)?.id ?? '';
  }
  if (changed > 0) log.info({ changed }, 'contact points were placed in their zones');
  return changed;
}
function placed(point: ContactPoint, vault: Vault, log: Log): readonly PlacedPoint[] {
  if (point.kind !== 'phone' && (point.kind !== 'address' || point.region !== null)) return [];
  try {
    return [point.kind === 'phone' ? { id: point.id, places: prefixPlaces(vault.open('phone', point.valueSealed)) } : { id: point.id, ...placeOfAddress(vault.open('address', point.valueSealed)) }];
  } catch (error) {
    log.warn({ contactPoint: point.id, error: String(error) }, 'a contact point can’t be read: it stands for its whole country');
    return [];
  }
}
