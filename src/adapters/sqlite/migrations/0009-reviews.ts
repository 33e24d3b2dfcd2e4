/** Who answers for each rule of a pack that was not verified on the text of the law; before, one name stood for all of them. */
import { add, type Migration } from '../migration.js';

export const reviews: Migration = { name: '0009-reviews', up: (db) => add(db, 'pack_activations', { reviews: 'json?' }) };
