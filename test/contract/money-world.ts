/** A creditor, an agency, and debtors with one case of one or more accounts each, for tests of money. */
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { Account } from '../../src/core/records/index.js';
import type { Kept } from '../../src/core/records/org.js';
import { AT, leadRow } from './records.js';
import { DEFAULT_TEST_SETTINGS } from './settings.js';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
/** The local date of AT, and of days around it. */
export const day = (n: number): string => new Date(Date.UTC(2025, 10, 21 + n)).toISOString().slice(0, 10);

export const base = (rules: unknown = null): CreateOf[] => [
  { kind: 'entity', at: AT, row: { id: 'agency', kind: 'agency', name: 'Agency', parentId: null, creditorGroup: null } },
  { kind: 'entity', at: AT, row: { id: 'bank', kind: 'creditor', name: 'Bank', parentId: null, creditorGroup: null, rules } },
  { kind: 'campaign', at: AT, row: { id: 'campaign', name: 'Campaign', entityId: 'agency', state: 'running', settings: DEFAULT_TEST_SETTINGS, teamIds: [] } },
  { kind: 'list', at: AT, row: { id: 'list', campaignId: 'campaign', name: 'List', entityId: 'agency', active: true, mix: 100 } },
  ...['ann', 'bob'].map((id): CreateOf => ({ kind: 'user', at: AT, row: { id, login: id, displayName: id, passwordHash: 'x', role: 'collector', entityId: 'agency', teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } })),
];
export type Money = Partial<Omit<Account, keyof Kept>>;
/** Case `case-N` with an account for each of `accounts` (`account-N`, `account-N-1` …), opening balances written as an import would. */
export function debtor(n: number, ...accounts: readonly Money[]): CreateOf[] {
  const own = (accounts.length === 0 ? [{}] : accounts).map((more, k) => ({ id: k === 0 ? `account-${n}` : `account-${n}-${k}`, creditorId: 'bank', contract: `C${n}-${k}`, product: null, currency: 'CNY', principal: 1_000, interest: 200, penalty: 50, fees: 30, minimumDue: null, asOf: AT - DAY, overdueSince: '2025-11-01', closed: null, ...more }));
  return [
    { kind: 'party', at: AT, row: { id: `party-${n}`, kind: 'person', nameSealed: 'v1.sealed', nameIndex: `name-${n}`, identitySealed: null, identityIndex: null, language: null } },
    { kind: 'case', at: AT, row: { id: `case-${n}`, partyId: `party-${n}`, creditorId: 'bank', entityId: 'agency', teamId: null, batch: 'b', state: 'working', risk: 'low', riskSource: null, riskAt: null, tags: [], custom: {}, userId: 'ann', amount: own.reduce((sum, one) => sum + one.principal + one.interest + one.penalty + one.fees, 0), currency: own[0]?.currency ?? 'CNY', overdueSince: '2025-11-01' } },
    { kind: 'assignment', at: AT, row: { caseId: `case-${n}`, teamId: null, userId: 'ann', from: AT - DAY, to: null, why: 'test' } },
    ...own.flatMap((row, k): CreateOf[] => [
      { kind: 'account', at: AT, row },
      { kind: 'placement', at: AT, row: { id: `placement-${n}-${k}`, accountId: row.id, entityId: 'agency', batch: 'b', placedAmount: 1, from: '2025-01-01', to: '2026-12-31', state: 'placed' } },
      { kind: 'caseAccount', at: AT, row: { caseId: `case-${n}`, accountId: row.id, placementId: `placement-${n}-${k}` } },
      { kind: 'accountParty', at: AT, row: { accountId: row.id, partyId: `party-${n}`, role: 'debtor', evidence: null, from: null, until: null } },
      { kind: 'balanceEvent', at: AT, row: { accountId: row.id, at: AT - DAY, cause: 'import', reference: 'import-1', principal: row.principal, interest: row.interest, penalty: row.penalty, fees: row.fees } },
    ]),
    { kind: 'lead', at: AT, row: { ...leadRow(n), id: `lead-${n}`, entityId: 'agency', amount: 1_280 } },
  ];
}
