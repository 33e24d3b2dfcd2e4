/** Packs, calendars and zone tables as they were when a decision first rested on them; and events of a debtor with no case at hand. */
import { index, table, type Migration } from '../migration.js';

export const ruleTexts: Migration = { name: '0010-rule-texts', up: (db) => [
  ...table(db, 'rule_texts', { kind: 'text', name: 'text', label: 'text', text: 'text' }, { appendOnly: true }),
  index(db, 'stream_events', 'debtor_id, seq where case_id is null'),
] };
