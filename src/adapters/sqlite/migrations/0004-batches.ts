/** A batch's placements are read a page at a time, in order of id. */
import { sql } from 'kysely';
import { index, type Migration } from '../migration.js';

export const batches: Migration = {
  name: '0004-batches',
  up: (db) => [{ compile: () => sql`drop index ix_placements_entity_id_batch`.compile(db) }, index(db, 'placements', 'entity_id, batch, id')],
};
