/** Tables of what is to be done about cases, and of what others complain of. */
import type { AssignmentRules, Complaint, CustomField, DeskMessage, MappingProfile, PaymentAllocation, RecordingComment, SavedFilter, Task } from '../../../core/records/index.js';
import { kept, type Table } from './table.js';

export const task: Table<Task> = {
  table: 'tasks',
  columns: {
    ...kept, caseId: 'text', entityId: 'text', teamId: 'text?', userId: 'text?', kind: 'text', title: 'text', note: 'text?', dueAt: 'int', remindAt: 'int?', remindedAt: 'int?', state: 'text',
    madeBy: 'text', doneAt: 'int?', doneBy: 'text?',
  },
  refs: { caseId: 'case', entityId: 'entity', teamId: 'team', userId: 'user', madeBy: 'user', doneBy: 'user' },
  indexes: [{ on: ['caseId', 'state'] }, { on: ['userId', 'state', 'dueAt'] }, { on: ['state', 'remindAt'] }],
};
export const complaint: Table<Complaint> = {
  table: 'complaints',
  columns: {
    ...kept, entityId: 'text', caseId: 'text?', partyId: 'text?', byKind: 'text', channel: 'text', about: 'text', contactId: 'text?', aboutUserId: 'text?', textSealed: 'text', receivedAt: 'int', dueAt: 'int',
    state: 'text', outcome: 'text?', takenBy: 'text', closedAt: 'int?', closedBy: 'text?', factId: 'text?',
  },
  refs: { entityId: 'entity', caseId: 'case', partyId: 'party', contactId: 'contact', aboutUserId: 'user', takenBy: 'user', closedBy: 'user', factId: 'standingFact' },
  indexes: [{ on: ['entityId', 'state', 'dueAt'] }, { on: ['caseId'] }],
};
export const recordingComment: Table<RecordingComment> = {
  table: 'recording_comments', columns: { ...kept, attemptId: 'text', entityId: 'text', by: 'text', position: 'int', textSealed: 'text', withdrawnAt: 'int?' },
  refs: { attemptId: 'attempt', entityId: 'entity', by: 'user' }, indexes: [{ on: ['attemptId', 'position'] }],
};
export const deskMessage: Table<DeskMessage> = {
  table: 'desk_messages', columns: { ...kept, entityId: 'text', userId: 'text', by: 'text', teamId: 'text?', textSealed: 'text', readAt: 'int?' },
  refs: { entityId: 'entity', userId: 'user', by: 'user', teamId: 'team' }, indexes: [{ on: ['userId', 'readAt'] }, { on: ['entityId', 'createdAt'] }],
};
export const savedFilter: Table<SavedFilter> = {
  table: 'saved_filters', columns: { ...kept, entityId: 'text', userId: 'text', name: 'text', list: 'text', filter: 'json?', shared: 'bool' }, refs: { entityId: 'entity', userId: 'user' },
  unique: [['userId', 'list', 'name']], indexes: [{ on: ['entityId', 'list'] }],
};
export const customField: Table<CustomField> = {
  table: 'custom_fields', columns: { ...kept, entityId: 'text', key: 'text', nameEn: 'text', nameZh: 'text', type: 'text', choices: 'json', enabled: 'bool' }, refs: { entityId: 'entity' },
  unique: [['entityId', 'key']],
};
export const mappingProfile: Table<MappingProfile> = {
  table: 'mapping_profiles', columns: { ...kept, creditorId: 'text', kind: 'text', name: 'text', columns: 'json' }, refs: { creditorId: 'entity' }, unique: [['creditorId', 'kind', 'name']],
};
export const assignmentRules: Table<AssignmentRules> = {
  table: 'assignment_rules', columns: { ...kept, entityId: 'text', name: 'text', rules: 'json?', enabled: 'bool', nightly: 'bool', dealtOn: 'text?' }, refs: { entityId: 'entity' }, unique: [['entityId', 'name']],
};
export const paymentAllocation: Table<PaymentAllocation> = {
  table: 'payment_allocations',
  columns: { ...kept, paymentId: 'text', accountId: 'text', at: 'int', reversal: 'bool', penalty: 'int', interest: 'int', fees: 'int', principal: 'int', over: 'int' },
  refs: { paymentId: 'payment', accountId: 'account' },
  indexes: [{ on: ['paymentId'] }, { on: ['accountId', 'at'] }],
  appendOnly: true,
};
