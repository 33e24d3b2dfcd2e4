/** Tables of the collections record: who owes what to whom, and what was said and paid. */
import type {
  Account, AccountParty, Approval, Assignment, BalanceEvent, Case, CaseAccount, Contact, ContactPoint, Hold, Party, Payment, PaymentPromise, Placement, Plan,
  PlanInstalment, ScheduleRow, StandingFact, StreamEvent,
} from '../../../core/records/index.js';
import { kept, type Table } from './table.js';

export const party: Table<Party> = {
  table: 'parties',
  columns: { ...kept, kind: 'text', nameSealed: 'text', nameIndex: 'text', identitySealed: 'text?', identityIndex: 'text?', language: 'text?' },
  refs: {},
  unique: [['identityIndex']],
  indexes: [{ on: ['nameIndex'] }],
};
export const accountParty: Table<AccountParty> = {
  table: 'account_parties',
  columns: { ...kept, accountId: 'text', partyId: 'text', role: 'text', evidence: 'text?', from: 'text?', until: 'text?' },
  refs: { accountId: 'account', partyId: 'party' },
  indexes: [{ on: ['accountId'] }, { on: ['partyId'] }],
};
export const contactPoint: Table<ContactPoint> = {
  table: 'contact_points',
  columns: {
    ...kept, partyId: 'text', kind: 'text', valueSealed: 'text', valueIndex: 'text', masked: 'text', ownerRole: 'text', source: 'text', confidence: 'real', rank: 'int',
    validFrom: 'text?', validUntil: 'text?', consent: 'text', region: 'text?', places: 'json?', barred: 'json?',
  },
  refs: { partyId: 'party' },
  indexes: [{ on: ['valueIndex'] }, { on: ['partyId', 'rank'] }],
};
export const account: Table<Account> = {
  table: 'accounts',
  columns: {
    ...kept, creditorId: 'text', contract: 'text', product: 'text?', currency: 'text', principal: 'int', interest: 'int', penalty: 'int', fees: 'int', minimumDue: 'int?',
    asOf: 'int', overdueSince: 'text?', closed: 'text?',
  },
  refs: { creditorId: 'entity' },
  unique: [['creditorId', 'contract']],
  indexes: [{ on: ['contract'] }],
};
export const balanceEvent: Table<BalanceEvent> = {
  table: 'balance_events',
  columns: { ...kept, accountId: 'text', at: 'int', cause: 'text', reference: 'text?', principal: 'int', interest: 'int', penalty: 'int', fees: 'int' },
  refs: { accountId: 'account' },
  indexes: [{ on: ['accountId', 'at'] }],
  appendOnly: true,
};
export const scheduleRow: Table<ScheduleRow> = {
  table: 'schedule_rows', columns: { ...kept, accountId: 'text', number: 'int', due: 'text', amount: 'int', paid: 'int' }, refs: { accountId: 'account' },
  unique: [['accountId', 'number']],
};
export const placement: Table<Placement> = {
  table: 'placements',
  columns: { ...kept, accountId: 'text', entityId: 'text', batch: 'text', placedAmount: 'int', from: 'text', to: 'text?', state: 'text' },
  refs: { accountId: 'account', entityId: 'entity' },
  indexes: [{ on: ['accountId', 'state'] }, { on: ['entityId', 'batch', 'id'] }],
};
const caseTable: Table<Case> = {
  table: 'cases',
  columns: {
    ...kept, partyId: 'text', creditorId: 'text', entityId: 'text', teamId: 'text?', batch: 'text', state: 'text', risk: 'text', riskSource: 'text?', riskAt: 'int?',
    tags: 'json', custom: 'json',
    userId: 'text?', amount: 'int', currency: 'text', overdueSince: 'text?', product: 'text?', region: 'text?', lastContactAt: 'int?', lastResult: 'text?', promiseState: 'text?', nextDueAt: 'int?',
  },
  refs: { partyId: 'party', creditorId: 'entity', entityId: 'entity', teamId: 'team', userId: 'user' },
  indexes: [
    { on: ['partyId', 'creditorId'] }, { on: ['entityId', 'batch'] }, { on: ['teamId', 'state'] }, { on: ['userId', 'state'] }, { on: ['updatedAt'] },
    // `id` at the end: pages of lists go by (sorted column, id), and must not sort what they don't show.
    { on: ['entityId', 'id'] }, { on: ['entityId', 'state', 'id'] }, { on: ['entityId', 'amount', 'id'] }, { on: ['entityId', 'overdueSince', 'id'] }, { on: ['entityId', 'nextDueAt', 'id'] },
    { on: ['creditorId', 'id'] },
  ],
};
export { caseTable as case };
export const caseAccount: Table<CaseAccount> = {
  table: 'case_accounts', columns: { ...kept, caseId: 'text', accountId: 'text', placementId: 'text' },
  refs: { caseId: 'case', accountId: 'account', placementId: 'placement' },
  unique: [['caseId', 'accountId', 'placementId']],
  indexes: [{ on: ['accountId'] }, { on: ['placementId'] }],
};
export const hold: Table<Hold> = {
  table: 'holds', columns: { ...kept, caseId: 'text', reason: 'text', until: 'int?', by: 'text', liftedAt: 'int?', liftedBy: 'text?' }, refs: { caseId: 'case', by: 'user', liftedBy: 'user' },
  indexes: [{ on: ['caseId'] }],
};
export const assignment: Table<Assignment> = {
  table: 'assignments', columns: { ...kept, caseId: 'text', teamId: 'text?', userId: 'text?', from: 'int', to: 'int?', why: 'text' },
  refs: { caseId: 'case', teamId: 'team', userId: 'user' },
  indexes: [{ on: ['caseId', 'from'] }, { on: ['userId', 'to'] }],
};
export const contact: Table<Contact> = {
  table: 'contacts',
  columns: {
    ...kept, caseId: 'text?', partyId: 'text?', attemptId: 'text?', channel: 'text', at: 'int', userId: 'text?', reached: 'text?', result: 'text?', note: 'text?', entityId: 'text?',
  },
  refs: { caseId: 'case', partyId: 'party', attemptId: 'attempt', userId: 'user', entityId: 'entity' },
  indexes: [{ on: ['caseId', 'at'] }, { on: ['partyId', 'at'] }, { on: ['attemptId'] }],
};
export const payment: Table<Payment> = {
  table: 'payments',
  columns: { ...kept, externalId: 'text', accountId: 'text', amount: 'int', currency: 'text', at: 'int', channel: 'text?', reversed: 'bool', reversedBy: 'text?', reversedAt: 'int?' },
  refs: { externalId: null, accountId: 'account', reversedBy: null },
  unique: [['externalId']],
  indexes: [{ on: ['accountId', 'at'] }],
};
export const promise: Table<PaymentPromise> = {
  table: 'promises',
  columns: {
    ...kept, caseId: 'text', partyId: 'text', amount: 'int', currency: 'text', due: 'text', accountIds: 'json', planId: 'text?', attemptId: 'text?', takenBy: 'text',
    graceDays: 'int', state: 'text', takenOn: 'text', paid: 'int', judgedAt: 'int?',
  },
  refs: { caseId: 'case', partyId: 'party', planId: 'plan', attemptId: 'attempt', takenBy: 'user' },
  indexes: [{ on: ['caseId'] }, { on: ['state', 'due'] }, { on: ['attemptId'] }, { on: ['takenOn'] }],
};
export const plan: Table<Plan> = {
  table: 'plans', columns: { ...kept, caseId: 'text', currency: 'text', total: 'int', state: 'text', partyId: 'text?', accountIds: 'json', madeBy: 'text?', madeOn: 'text?', graceDays: 'int', missedAllowed: 'int' },
  refs: { caseId: 'case', partyId: 'party', madeBy: 'user' }, indexes: [{ on: ['caseId'] }, { on: ['state', 'id'] }],
};
export const planInstalment: Table<PlanInstalment> = {
  table: 'plan_instalments', columns: { ...kept, planId: 'text', number: 'int', due: 'text', amount: 'int', state: 'text', paid: 'int' }, refs: { planId: 'plan' },
  unique: [['planId', 'number']],
  indexes: [{ on: ['state', 'due'] }],
};
export const standingFact: Table<StandingFact> = {
  table: 'standing_facts',
  columns: {
    ...kept, kind: 'text', subjectKind: 'text', subject: 'text', source: 'text', evidence: 'text?', from: 'int', until: 'int?', by: 'text?', endedAt: 'int?',
  },
  refs: { by: 'user' },
  indexes: [{ on: ['subject', 'kind'] }, { on: ['kind', 'from'] }],
};
export const approval: Table<Approval> = {
  table: 'approvals',
  columns: { ...kept, kind: 'text', state: 'text', subject: 'text', payload: 'json?', askedBy: 'text', decidedBy: 'text?', decidedAt: 'int?', expiresAt: 'int?', entityId: 'text?', amount: 'int?', reason: 'text?', evidence: 'text?', needed: 'int', decisions: 'json', appliedAt: 'int?' },
  refs: { askedBy: 'user', decidedBy: 'user', entityId: 'entity' },
  indexes: [{ on: ['state', 'expiresAt'] }, { on: ['subject'] }],
};
export const streamEvent: Table<StreamEvent> = {
  table: 'stream_events',
  columns: { ...kept, seq: 'int', type: 'text', typeVersion: 'int', subjects: 'json', actor: 'text', at: 'int', data: 'json?', caseId: 'text?', hash: 'text?', debtorId: 'text?', sealed: 'text?' },
  // No foreign key: an event may be written before its case, and nothing is ever deleted.
  refs: { caseId: null, debtorId: null },
  unique: [['seq']],
  indexes: [{ on: ['type', 'seq'] }, { on: ['caseId', 'seq'] }, { on: ['debtorId', 'seq'], whereNull: 'caseId' }],
  appendOnly: true,
};
