/** When a session last proved who it is, after it was opened; and the recovery codes of a second factor, hashed. */
import { add, type Migration } from '../migration.js';

export const proofs: Migration = { name: '0019-proofs', up: (db) => [...add(db, 'sessions', { proved_at: 'int?' }), ...add(db, 'second_factors', { recovery: 'json?' })] };
