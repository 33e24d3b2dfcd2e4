/** When a browser's session was last used. Those that are open have no such instant, and last as they did. */
import { add, type Migration } from '../migration.js';

export const idleSessions: Migration = { name: '0018-idle-sessions', up: (db) => add(db, 'sessions', { seen_at: 'int?' }) };
