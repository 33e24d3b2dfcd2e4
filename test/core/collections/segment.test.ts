/** Which cases a segment has on a day, and how one is read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERY_CASE, misfit, overdueDates, readSegment, type Segment } from '../../../src/core/collections/segment.js';
import { daysPastDue, DEFAULT_BANDS } from '../../../src/core/collections/stage.js';
import type { Case } from '../../../src/core/records/index.js';
import type { Failure } from '../../../src/core/result.js';
import { isoDate } from '../../../src/core/time/zones.js';

const NOW = Date.parse('2026-11-20T04:00:00Z');
const day = { today: '2026-11-20', now: NOW, bandsOf: () => DEFAULT_BANDS };
const one: Case = {
  id: 'c', version: 1, createdAt: 0, updatedAt: 0, partyId: 'p', creditorId: 'bank', entityId: 'e', teamId: 't', batch: 'b1', state: 'working', risk: 'low', riskSource: null, riskAt: null, tags: ['vip'], custom: { branch: '12', since: '2026-05-01' },
  userId: 'ann', amount: 750_000, currency: 'CNY', overdueSince: '2026-10-20', product: 'card', region: 'CN', lastContactAt: NOW - 3 * 86_400_000, lastResult: 'refuses', promiseState: 'broken', nextDueAt: null,
};
const fits = (more: Partial<Segment>, found: Partial<Case> = {}): string | null => misfit({ ...EVERY_CASE, ...more }, { ...one, ...found }, day);

describe('a segment', () => {
  it('the issue’s own: 30–60 days, ¥5,000–10,000, team B', () => {
    const segment = { days: { from: 30, to: 60 }, amount: { from: 500_000, to: 1_000_000 }, currency: 'CNY', teamIds: ['t'] };
    expect(fits(segment)).toBeNull();
    expect([fits(segment, { overdueSince: '2026-11-01' }), fits(segment, { amount: 499_999 }), fits(segment, { teamId: null }), fits(segment, { currency: 'USD' }), fits(segment, { overdueSince: null })]).toEqual(['days', 'amount', 'teamIds', 'currency', 'days']);
  });
  it.each<readonly [keyof Segment, Partial<Segment>, Partial<Segment>]>([
    ['stages', { stages: ['M2'] }, { stages: ['M1', 'M3'] }], ['tagsAll', { tagsAll: ['vip'] }, { tagsAll: ['vip', 'new'] }], ['tagsNone', { tagsNone: ['new'] }, { tagsNone: ['vip'] }], ['promises', { promises: ['broken'] }, { promises: ['none', 'open'] }],
    ['lastContactDays', { lastContactDays: { from: 2, to: 3 } }, { lastContactDays: { from: 4, to: null } }], ['lastResults', { lastResults: ['refuses'] }, { lastResults: ['promise'] }], ['risks', { risks: ['low'] }, { risks: ['high'] }],
    ['custom', { custom: [{ key: 'branch', is: 'atLeast', value: '9' }] }, { custom: [{ key: 'branch', is: 'atMost', value: '9' }] }], ['custom', { custom: [{ key: 'since', is: 'atMost', value: '2026-06-01' }] }, { custom: [{ key: 'nothing', is: 'is', value: '' }] }],
  ])('%s', (condition, yes, no) => {
    expect(fits(yes)).toBeNull();
    expect(fits(no)).toBe(condition);
  });
  it('never contacted is longer ago than any number of days', () => {
    expect(fits({ lastContactDays: { from: 30, to: null } }, { lastContactAt: null })).toBeNull();
    expect(fits({ lastContactDays: { from: null, to: 30 } }, { lastContactAt: null })).toBe('lastContactDays');
  });
  it('the overdue dates of a range of days are exactly the dates whose days past due lie in it', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 900 }), (from, more, ago) => {
      const dates = overdueDates({ from, to: from + more }, day.today);
      const since = isoDate(Math.floor(NOW / 86_400_000) - ago);
      const days = daysPastDue(since, day.today) ?? -1;
      expect(since >= (dates.from ?? '') && since <= (dates.to ?? '9')).toBe(days >= from && days <= from + more);
    }), { numRuns: 500 });
  });
  it('is read with every mistake at once', () => {
    const problems: Failure[] = [];
    expect(readSegment({ stages: ['M1'], amount: { from: 1 }, currency: 'CNY', custom: [{ key: 'a', is: 'is', value: 'b' }] }, '', problems)).toMatchObject({ stages: ['M1'], amount: { from: 1, to: null }, custom: [{ key: 'a', is: 'is', value: 'b' }] });
    expect(problems).toEqual([]);
    readSegment({ risks: ['huge'], days: { from: 9, to: 1 }, amount: { from: -1 }, custom: [{ key: '', is: 'like', value: 3 }], colour: 1 }, '/segment', problems);
    expect(problems.map((wrong) => wrong.at).sort()).toEqual(['/segment/amount/from', '/segment/colour', '/segment/currency', '/segment/custom/0/is', '/segment/custom/0/key', '/segment/custom/0/value', '/segment/days/to', '/segment/risks']);
  });
});
