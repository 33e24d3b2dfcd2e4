/** What every new installation starts with. Adds what is missing by code and never touches what is there. */
import type { Store } from '../ports/store.js';
import type { Instant } from '../../core/units.js';
import { DISPOSITIONS } from './dispositions.js';
import { PAUSE_REASONS } from './pauses.js';

export { DISPOSITIONS } from './dispositions.js';
export { PAUSE_REASONS } from './pauses.js';
export { ARTICLES } from './articles.js';
export { SCRIPTS } from './scripts.js';

export interface Seeded { readonly dispositions: number; readonly pauseReasons: number }

/** Only into an installation that has none: codes somebody removed do not come back. */
export async function seedCatalogue(store: Store, at: Instant): Promise<Seeded> {
  const note = (type: string) => ({ type, actor: 'first-run' });
  const dispositions = await store.count('disposition', {}) > 0 ? [] : DISPOSITIONS;
  const pauses = await store.count('pauseReason', {}) > 0 ? [] : PAUSE_REASONS;
  const rows = [
    ...dispositions.map((row) => ({ kind: 'disposition' as const, row, at, note: note('disposition.created') })),
    ...pauses.map((row) => ({ kind: 'pauseReason' as const, row, at, note: note('pauseReason.created') })),
  ];
  if (rows.length > 0) {
    const made = await store.run('createMany', { rows });
    if (!made.ok) throw new Error(`the first catalogue could not be written: ${made.error.text}`);
  }
  return { dispositions: dispositions.length, pauseReasons: pauses.length };
}
