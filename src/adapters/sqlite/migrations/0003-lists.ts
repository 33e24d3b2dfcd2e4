/** What lists, search and history of cases are answered from. Released: never changes. */
import { sql } from 'kysely';
import { add, index, type Migration } from '../migration.js';

export const lists: Migration = {
  name: '0003-lists',
  up: (db) => [
    ...add(db, 'teams', { creditor_ids: 'json?' }),
    ...add(db, 'stream_events', { case_id: 'text?' }),
    index(db, 'stream_events', 'case_id, seq'),
    index(db, 'accounts', 'contract'),
    { compile: () => sql`drop index ix_cases_entity_id_overdue_since`.compile(db) },
    ...['entity_id, id', 'entity_id, state, id', 'entity_id, amount, id', 'entity_id, overdue_since, id', 'entity_id, next_due_at, id', 'creditor_id, id'].map((on) => index(db, 'cases', on)),
  ],
};
