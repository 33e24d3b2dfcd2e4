/** Short words of supervisors to collectors, kept until they are read. */
import { table, type Migration } from '../migration.js';

export const messages: Migration = {
  name: '0016-messages',
  up: (db) => table(db, 'desk_messages', { entity_id: 'text -> entities', user_id: 'text -> users', by: 'text -> users', team_id: 'text? -> teams', text_sealed: 'text', read_at: 'int?' }, { index: ['user_id, read_at', 'entity_id, created_at'] }),
};
