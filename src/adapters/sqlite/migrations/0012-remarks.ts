/** What was to be said in a call and was, counted on the attempt; comments on recordings. */
import { add, table, type Migration } from '../migration.js';

export const remarks: Migration = {
  name: '0012-remarks',
  up: (db) => [
    ...add(db, 'attempts', { statements_due: 'int?', statements_said: 'int?' }),
    ...table(db, 'recording_comments', { attempt_id: 'text -> attempts', entity_id: 'text -> entities', by: 'text -> users', position: 'int', text_sealed: 'text', withdrawn_at: 'int?' }, { index: ['attempt_id, position'] }),
  ],
};
