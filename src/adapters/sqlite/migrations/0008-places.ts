/**
 * What a number's prefix or an address says beyond its country. The values are sealed, so a migration can't read them: null means
 * "anywhere in the country", which is the wider, and the server fills the rows when it starts (app/places.ts).
 */
import { add, type Migration } from '../migration.js';

export const places: Migration = { name: '0008-places', up: (db) => add(db, 'contact_points', { places: 'json?' }) };
