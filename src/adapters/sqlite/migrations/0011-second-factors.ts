/** One-time codes at login, for whoever turns them on. */
import { table, type Migration } from '../migration.js';

export const secondFactors: Migration = {
  name: '0011-second-factors',
  up: (db) => table(db, 'second_factors', { user_id: 'text -> users', secret_sealed: 'text?', confirmed_at: 'int?', last_step: 'int' }, { unique: ['user_id'] }),
};
