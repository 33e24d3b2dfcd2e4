/** The chain over the event stream, the keys its payloads are sealed with, and its signed roots. Events from before have no hash. */
import { add, table, type Migration } from '../migration.js';

export const evidence: Migration = { name: '0007-evidence', up: (db) => [
  ...add(db, 'stream_events', { hash: 'text?', debtor_id: 'text?', sealed: 'text?' }),
  ...table(db, 'evidence_keys', { wrapped: 'text?', destroyed_at: 'int?', destroyed_by: 'text? -> users', reason: 'text?' }),
  ...table(db, 'evidence_roots', { n: 'int', from_seq: 'int', to_seq: 'int', root: 'text', head: 'text', before: 'text', at: 'int', key_id: 'text', signature: 'text' }, { unique: ['n'], appendOnly: true }),
] };
