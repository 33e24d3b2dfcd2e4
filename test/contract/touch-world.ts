/** A small world for tests of the ledger: one lender of a group, debtors with a number, an account and a case each, a little law. Knows no test runner. */
import { DISPOSITIONS } from '../../src/app/seed/dispositions.js';
import type { OpenAttempt } from '../../src/app/store/moves/attempts.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { Attempt, Kept } from '../../src/core/records/index.js';
import { packText } from '../support/policies.js';
import { AT, attemptRow, debtor } from './records.js';
import { DEFAULT_TEST_SETTINGS } from './settings.js';

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
/** AT is a Friday, 12:40 in Shanghai. */
export const LOCAL_MIDNIGHT = Math.floor((AT + 8 * HOUR) / DAY) * DAY - 8 * HOUR;
/** Loose caps: only the packs speak. */
export const SETTINGS = { ...DEFAULT_TEST_SETTINGS, window: { name: 'day', from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }, caps: { perPhonePerDay: 90, perPartyPerDay: 90, phoneSpacing: 0 } };

const rule = (id: string, more: object): object => ({ id, sources: [], confidence: 'D', texts: { zh: id, en: id }, ...more });
/** Conversations of a debtor and creditor, three a day; unanswered attempts on a number, two a day; hours in the callee's zones, for numbers of one country. */
export const LAW = packText('law', [
  rule('CONV3', { kind: 'count', key: ['debtor', 'creditorGroup'], window: { calDays: 1, zone: 'Asia/Shanghai' }, limit: 3, count: { results: ['conv'] }, when: { not: { mode: ['notify'] } } }),
  rule('NOTIFY1', { kind: 'count', key: ['debtor', 'creditorGroup'], window: { calDays: 1, zone: 'Asia/Shanghai' }, limit: 1, count: { results: ['notify'] }, when: { mode: ['notify'] } }),
  rule('UNANS2', { kind: 'count', key: ['phone'], window: { calDays: 1, zone: 'Asia/Shanghai' }, limit: 2, count: { results: ['noanswer', 'busy', 'reserved', 'failed'] } }),
  rule('HOURS', { kind: 'window', zones: ['Asia/Shanghai'], hours: { daily: [['08:00', '20:00']] }, liftedBy: [{ evidence: 'agreedHours' }] }),
], { when: { region: ['CN'] } });
/** One operator, a creditor of a group, a campaign, and debtors with a number, an account, a placement, a case and a lead each. */
export function people(count: number, region: string | null = 'CN'): CreateOf[] {
  const rows: CreateOf[] = [
    { kind: 'entity', at: AT, row: { id: 'operator', kind: 'operator', name: 'Operator', parentId: null, creditorGroup: null } },
    { kind: 'entity', at: AT, row: { id: 'bank', kind: 'creditor', name: 'Bank', parentId: null, creditorGroup: 'bank-group' } },
    { kind: 'campaign', at: AT, row: { id: 'campaign', name: 'Campaign', entityId: 'operator', state: 'running', settings: SETTINGS, teamIds: [] } },
    { kind: 'list', at: AT, row: { id: 'list', campaignId: 'campaign', name: 'List', entityId: 'operator', active: true, mix: 100 } },
    { kind: 'user', at: AT, row: { id: 'ann', login: 'ann', displayName: 'Ann', passwordHash: 'x', role: 'collector', entityId: 'operator', teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } },
    ...DISPOSITIONS.map((row): CreateOf => ({ kind: 'disposition', at: AT, row })),
  ];
  for (let n = 0; n < count; n += 1) {
    const own = debtor(n).map((one): CreateOf => (one.kind === 'case' ? { ...one, row: { ...one.row, creditorId: 'bank' } } : one));
    rows.push(...own,
      { kind: 'account', at: AT, row: { id: `account-${n}`, creditorId: 'bank', contract: `C${n}`, product: null, currency: 'CNY', principal: 100, interest: 0, penalty: 0, fees: 0, minimumDue: null, asOf: AT, overdueSince: null, closed: null } },
      { kind: 'placement', at: AT, row: { id: `placement-${n}`, accountId: `account-${n}`, entityId: 'operator', batch: 'b', placedAmount: 100, from: '2025-01-01', to: null, state: 'placed' } },
      { kind: 'caseAccount', at: AT, row: { caseId: `case-${n}`, accountId: `account-${n}`, placementId: `placement-${n}` } },
      { kind: 'accountParty', at: AT, row: { accountId: `account-${n}`, partyId: `party-${n}`, role: 'debtor', evidence: null, from: null, until: null } },
      { kind: 'contactPoint', at: AT, row: { id: `cp-${n}`, partyId: `party-${n}`, kind: 'phone', valueSealed: 'v1.sealed', valueIndex: `phone-${n}`, masked: '138****0000', ownerRole: 'debtor', source: 'import', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region, places: null, barred: null } });
  }
  return rows;
}
export function draft(n: number, id: string, more: Partial<Omit<Attempt, keyof Kept>> = {}): OpenAttempt['attempt'] {
  const { permitId, ...row } = { ...attemptRow(n), leadId: null, accountIds: [`account-${n}`], contactPointId: `cp-${n}`, legId: `leg-${id}`, ...more };
  if (permitId !== null) throw new Error('a draft has no permit');
  return { ...row, id };
}
