/** The roll walks the open plans in order of id. */
import { index, type Migration } from '../migration.js';

export const plans: Migration = { name: '0005-plans', up: (db) => [index(db, 'plans', 'state, id')] };
