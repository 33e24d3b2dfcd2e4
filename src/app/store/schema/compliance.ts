/** Tables of the compliance clock. */
import type { DenialTally, PackActivation, Touch } from '../../../core/records/index.js';
import { kept, type Table } from './table.js';

export const touch: Table<Touch> = {
  table: 'touches',
  columns: {
    ...kept, at: 'int', result: 'text', direction: 'text', channel: 'text', mode: 'text?', partyId: 'text?', phoneIndex: 'text?', accountIds: 'json', creditorGroup: 'text?', collector: 'text?',
    userId: 'text?', campaignId: 'text?', attemptId: 'text?', marks: 'json', source: 'text', externalId: 'text?',
  },
  refs: { partyId: 'party', userId: 'user', campaignId: 'campaign', attemptId: 'attempt', externalId: null },
  unique: [['externalId']],
  // "By this person since", "by this number since", and the latest instant ever written.
  indexes: [{ on: ['partyId', 'at'] }, { on: ['phoneIndex', 'at'] }, { on: ['at'] }],
};
export const packActivation: Table<PackActivation> = {
  table: 'pack_activations',
  columns: { ...kept, kind: 'text', pack: 'text', packVersion: 'text', digest: 'text', text: 'text?', signature: 'text?', from: 'int', until: 'int?', by: 'text?', reviewer: 'text?', note: 'text?', reviews: 'json?' },
  refs: { by: 'user' },
  indexes: [{ on: ['pack'] }],
};
export const denialTally: Table<DenialTally> = {
  table: 'denial_tallies',
  columns: { ...kept, hour: 'int', rule: 'text', pack: 'text?', campaignId: 'text?', entityId: 'text?', hopper: 'int', permit: 'int' },
  refs: { campaignId: 'campaign', entityId: 'entity' },
  indexes: [{ on: ['hour'] }],
};
