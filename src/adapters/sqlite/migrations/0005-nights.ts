/** What the roll does each night: it walks the open plans in order of id, and deals out cases by rules that are meant for it. */
import { add, index, type Migration } from '../migration.js';

export const nights: Migration = { name: '0005-nights', up: (db) => [
  index(db, 'plans', 'state, id'),
  ...add(db, 'assignment_rules', { nightly: 'bool', dealt_on: 'text?' }),
  // A secret that was replaced signs beside the new one for a while.
  ...add(db, 'webhooks', { old_secret_sealed: 'text?', old_secret_until: 'int?' }),
] };
