/** Tables of the dialer: lists, leads, attempts and what steers them. */
import type {
  Attempt, Callback, Campaign, Disposition, IdempotencyKey, ImportProblem, ImportRun, JournalEntry, Lead, List, Permit, Script, Trunk,
} from '../../../core/records/index.js';
import { kept, type Table } from './table.js';

export const list: Table<List> = {
  table: 'lists', columns: { ...kept, campaignId: 'text', name: 'text', entityId: 'text', active: 'bool', mix: 'int' }, refs: { campaignId: 'campaign', entityId: 'entity' },
  indexes: [{ on: ['campaignId'] }],
};
export const campaign: Table<Campaign> = {
  table: 'campaigns', columns: { ...kept, name: 'text', entityId: 'text', state: 'text', settings: 'json', teamIds: 'json' }, refs: { entityId: 'entity' },
  indexes: [{ on: ['state'] }, { on: ['entityId'] }],
};
export const lead: Table<Lead> = {
  table: 'leads',
  columns: {
    ...kept, listId: 'text', campaignId: 'text', caseId: 'text', partyId: 'text', entityId: 'text', state: 'text', because: 'text?', priority: 'int', overdueSince: 'text?',
    amount: 'int', currency: 'text', shuffle: 'real', nextAt: 'int', attempts: 'int', lastAttemptAt: 'int?', lastOutcome: 'text?', lastContactPointId: 'text?', tally: 'json',
    boundUserId: 'text?', claimOwner: 'text?', claimUntil: 'int?',
  },
  refs: { listId: 'list', campaignId: 'campaign', caseId: 'case', partyId: 'party', entityId: 'entity', lastContactPointId: 'contactPoint', boundUserId: 'user' },
  indexes: [
    // `id` at the end: thousands of fresh leads share nextAt 0, and a page of them must not sort them all.
    { on: ['campaignId', 'state', 'nextAt', 'id'] },
    { on: ['caseId'] }, { on: ['partyId'] }, { on: ['listId', 'state'] },
  ],
};
export const attempt: Table<Attempt> = {
  table: 'attempts',
  columns: {
    ...kept, leadId: 'text?', caseId: 'text?', partyId: 'text?', campaignId: 'text?', listId: 'text?', entityId: 'text', teamId: 'text?', accountIds: 'json',
    direction: 'text', mode: 'text', kind: 'text', contactPointId: 'text?', phoneIndex: 'text', phoneSealed: 'text', phoneMasked: 'text',
    node: 'text', legId: 'text', trunk: 'text?', callerId: 'text?', permitId: 'text?',
    stage: 'text?', daysPastDue: 'int?', risk: 'text?', scriptId: 'text?', scriptVersion: 'int?', userId: 'text?',
    openedAt: 'int', placedAt: 'int?', rangAt: 'int?', answeredAt: 'int?', bridgedAt: 'int?', endedAt: 'int?',
    outcome: 'text?', hangupCause: 'text?', sipStatus: 'int?', q850: 'int?', blame: 'text?', waitMs: 'int?', abandonedBy: 'text?', messagePlayed: 'bool',
    dispositionCode: 'text?', disposedAt: 'int?', disposedBy: 'text?', recordingPath: 'text?', statementsDue: 'int?', statementsSaid: 'int?', rate: 'json?',
  },
  refs: {
    leadId: 'lead', caseId: 'case', partyId: 'party', campaignId: 'campaign', listId: 'list', entityId: 'entity', teamId: 'team', contactPointId: 'contactPoint',
    legId: null, callerId: null,
    // The permit is written after its attempt and points back at it (permit.attemptId), so this side is not a foreign key.
    permitId: null,
    scriptId: 'script', userId: 'user', abandonedBy: null, disposedBy: 'user',
  },
  unique: [['legId']],
  indexes: [
    { on: ['phoneIndex', 'openedAt'] }, { on: ['partyId', 'openedAt'] }, { on: ['campaignId', 'openedAt'] }, { on: ['caseId', 'openedAt'] }, { on: ['userId', 'openedAt'] },
    { on: ['leadId'] },
    { on: ['openedAt'] },
    { on: ['node', 'openedAt'], whereNull: 'outcome' },
  ],
};
export const permit: Table<Permit> = {
  table: 'permits', columns: { ...kept, attemptId: 'text', phoneIndex: 'text', issuedAt: 'int', expiresAt: 'int', usedAt: 'int?', rules: 'text' }, refs: { attemptId: 'attempt' },
  indexes: [{ on: ['attemptId'] }],
};
export const journal: Table<JournalEntry> = {
  table: 'journal_entries', columns: { ...kept, seq: 'int', attemptId: 'text?', at: 'int', event: 'text', data: 'json?' }, refs: { attemptId: 'attempt' },
  unique: [['seq']],
  indexes: [{ on: ['attemptId', 'seq'] }],
  appendOnly: true,
};
export const disposition: Table<Disposition> = {
  table: 'dispositions',
  columns: {
    ...kept, code: 'text', parentCode: 'text?', nameEn: 'text', nameZh: 'text', hotkey: 'text?', leaf: 'bool', rightParty: 'bool', promise: 'bool', ledgerLevel: 'int',
    retry: 'json', caseEvent: 'text?', standingFact: 'text?', enabled: 'bool',
  },
  refs: {},
  unique: [['code']],
};
export const script: Table<Script> = {
  table: 'scripts', columns: { ...kept, name: 'text', entityId: 'text', stage: 'text?', campaignId: 'text?', bodyZh: 'text', bodyEn: 'text', enabled: 'bool' },
  refs: { entityId: 'entity', campaignId: 'campaign' },
  indexes: [{ on: ['campaignId'] }, { on: ['entityId'] }],
};
export const callback: Table<Callback> = {
  table: 'callbacks',
  columns: {
    ...kept, leadId: 'text', campaignId: 'text', dueAt: 'int', userId: 'text?', contactPointId: 'text?', note: 'text?', state: 'text', madeBy: 'text', attemptId: 'text?',
  },
  refs: { leadId: 'lead', campaignId: 'campaign', userId: 'user', contactPointId: 'contactPoint', madeBy: 'user', attemptId: 'attempt' },
  indexes: [{ on: ['state', 'dueAt'] }, { on: ['leadId'] }, { on: ['userId', 'state'] }, { on: ['campaignId', 'state'] }],
};
export const trunk: Table<Trunk> = {
  table: 'trunks',
  columns: { ...kept, gateway: 'text', node: 'text', enabled: 'bool', maxCalls: 'int', callsPerSecond: 'real', priority: 'int', plan: 'json', callerIds: 'json', spend: 'json?' },
  refs: {},
  unique: [['node', 'gateway']],
};
export const importRun: Table<ImportRun> = {
  table: 'import_runs',
  columns: {
    ...kept, kind: 'text', campaignId: 'text?', listId: 'text?', file: 'text', fileHash: 'text', state: 'text', rows: 'int', created: 'int', updated: 'int', unchanged: 'int',
    bad: 'int', duplicates: 'int', by: 'text?', endedAt: 'int?', error: 'text?', creditorId: 'text?', entityId: 'text?', dryRun: 'bool', batch: 'text?', missing: 'int?',
  },
  refs: { campaignId: 'campaign', listId: 'list', by: 'user', creditorId: 'entity', entityId: 'entity' },
  indexes: [{ on: ['fileHash'] }, { on: ['campaignId', 'createdAt'] }],
};
export const importProblem: Table<ImportProblem> = {
  table: 'import_problems',
  columns: { ...kept, importId: 'text', row: 'int', column: 'text?', value: 'text?', code: 'text', reason: 'text', severity: 'text' },
  refs: { importId: 'importRun' },
  indexes: [{ on: ['importId', 'row'] }],
};
export const idempotencyKey: Table<IdempotencyKey> = {
  table: 'idempotency_keys',
  columns: { ...kept, key: 'text', userId: 'text', route: 'text', requestHash: 'text', status: 'int', body: 'text' },
  refs: { userId: 'user' },
  unique: [['key', 'userId', 'route']],
};
