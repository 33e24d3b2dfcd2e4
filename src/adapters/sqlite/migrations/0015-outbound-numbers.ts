/** Where calls may go and what they may cost: prices and a day's limit of trunks, the price of each call, numbers that were refused. */
import { add, type Migration } from '../migration.js';

export const outboundNumbers: Migration = {
  name: '0015-outbound-numbers',
  up: (db) => [...add(db, 'contact_points', { barred: 'json?' }), ...add(db, 'attempts', { rate: 'json?' }), ...add(db, 'trunks', { spend: 'json?' })],
};
