/** How collectors spent their time, and the day's promises by their date. */
import { index, table, type Migration } from '../migration.js';

export const agentSpells: Migration = {
  name: '0013-agent-spells',
  up: (db) => [
    ...table(db, 'agent_spells', {
      user_id: 'text -> users', entity_id: 'text -> entities', team_id: 'text? -> teams', state: 'text', reason: 'text?', campaign_ids: 'json', from: 'int', to: 'int?', cut: 'bool',
    }, { index: ['user_id where to is null', 'from', 'user_id, from', 'entity_id, from'] }),
    index(db, 'promises', 'taken_on'),
  ],
};
