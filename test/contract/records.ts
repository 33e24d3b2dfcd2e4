/** Rows for store tests: small worlds, no personal data. */
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { Ids } from '../../src/app/ports/system.js';
import type { Attempt, Lead, PauseReason } from '../../src/core/records/index.js';
import type { ZoneTable } from '../../src/core/time/zones.js';
import type { Kept } from '../../src/core/records/org.js';
import { DEFAULT_TEST_SETTINGS } from './settings.js';

export const AT = 1_763_700_000_000;
export const testZones: ZoneTable = { version: 'test', has: () => true, offsetMinutes: () => 480 };
export function testIds(prefix = '00000000'): Ids {
  let next = 0;
  return { id: () => `${prefix}-0000-7000-8000-${(next += 1).toString(16).padStart(12, '0')}` };
}

export const pauseReason = (code: string, more: Partial<Omit<PauseReason, keyof Kept>> = {}): CreateOf => ({
  kind: 'pauseReason', at: AT, row: { code, nameEn: code, nameZh: code, billable: false, maxMinutes: null, enabled: true, ...more },
});

/** One operator, a campaign, a list and `count` parties, cases and leads. Ids are readable. */
export function world(count: number): CreateOf[] {
  const rows: CreateOf[] = [
    { kind: 'entity', at: AT, row: { id: 'operator', kind: 'operator', name: 'Operator', parentId: null, creditorGroup: null } },
    { kind: 'campaign', at: AT, row: { id: 'campaign', name: 'Campaign', entityId: 'operator', state: 'running', settings: DEFAULT_TEST_SETTINGS, teamIds: [] } },
    { kind: 'list', at: AT, row: { id: 'list', campaignId: 'campaign', name: 'List', entityId: 'operator', active: true, mix: 100 } },
  ];
  for (let n = 0; n < count; n += 1) rows.push(...debtor(n));
  return rows;
}
export function debtor(n: number): CreateOf[] {
  return [
    { kind: 'party', at: AT, row: { id: `party-${n}`, kind: 'person', nameSealed: 'v1.sealed', nameIndex: `name-${n % 100}`, identitySealed: null, identityIndex: null, language: null } },
    { kind: 'case', at: AT, row: { id: `case-${n}`, partyId: `party-${n}`, creditorId: 'operator', entityId: 'operator', teamId: null, batch: 'b1', state: 'new', risk: 'none', riskSource: null, riskAt: null, tags: [], custom: {}, amount: 0, currency: 'CNY' } },
    { kind: 'lead', at: AT, row: { ...leadRow(n), id: `lead-${n}` } },
  ];
}
export const leadRow = (n: number): Omit<Lead, keyof Kept> => ({
  listId: 'list', campaignId: 'campaign', caseId: `case-${n}`, partyId: `party-${n}`, entityId: 'operator', state: 'fresh', because: null, priority: n % 10, overdueSince: null,
  amount: n, currency: 'CNY', shuffle: (n * 7919 % 1000) / 1000, nextAt: 0, attempts: 0, lastAttemptAt: null, lastOutcome: null, lastContactPointId: null, tally: {}, boundUserId: null,
  claimOwner: null, claimUntil: null,
});
export const attemptRow = (n: number): Omit<Attempt, keyof Kept> => ({
  leadId: `lead-${n}`, caseId: `case-${n}`, partyId: `party-${n}`, campaignId: 'campaign', listId: 'list', entityId: 'operator', teamId: null, accountIds: ['a', 'b'],
  direction: 'outbound', mode: 'progressive', kind: 'interactive', contactPointId: null, phoneIndex: `phone-${n}`, phoneSealed: 'v1.sealed', phoneMasked: '138****0000',
  node: 'fs1', legId: `leg-${n}`, trunk: 't1', callerId: null, permitId: null, stage: 'M1', daysPastDue: 3, risk: 'none', scriptId: null, scriptVersion: null, userId: null,
  openedAt: AT, placedAt: null, rangAt: null, answeredAt: null, bridgedAt: null, endedAt: null, outcome: null, hangupCause: null, sipStatus: null, q850: null, blame: null,
  waitMs: null, abandonedBy: null, messagePlayed: false, dispositionCode: null, disposedAt: null, disposedBy: null, recordingPath: null, rate: null, statementsDue: null, statementsSaid: null,
});
