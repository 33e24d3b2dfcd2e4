/** Which number next, and when again; days past due and stages. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOMES, type Outcome } from '../../src/core/call/outcome.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { daysPastDue, stageOf } from '../../src/core/collections/stage.js';
import { dialable, tryOrder } from '../../src/core/lead/choose-phone.js';
import { planByDisposition, planByOutcome } from '../../src/core/lead/retry.js';
import { DUTY_TO_PAY, PARTY_ROLES, type ContactPoint } from '../../src/core/records/index.js';
import { isoDate } from '../../src/core/time/zones.js';

const RUNS = { seed: 20_261_121, numRuns: 1_000 };
const NOW = 1_763_700_000_000;
const lead = (more: { attempts?: number; tally?: Partial<Record<Outcome, number>> } = {}) => ({ attempts: 0, tally: {}, ...more });

describe('when again, by outcome', () => {
  it.each(Object.entries(DEFAULT_SETTINGS.recycle))('%s rests as its rule says, until it recurred too often', (name, rule) => {
    const outcome = OUTCOMES.find((one) => one === name)!;
    if (rule.max > 0) expect(planByOutcome(outcome, lead({ tally: { [outcome]: rule.max - 1 } }), DEFAULT_SETTINGS, NOW)).toEqual({ kind: 'rest', nextAt: NOW + rule.delay, because: outcome });
    expect(planByOutcome(outcome, lead({ tally: { [outcome]: rule.max } }), DEFAULT_SETTINGS, NOW).kind).toBe('done');
  });
  it('a person reached is done', () => { expect(planByOutcome('human', lead(), DEFAULT_SETTINGS, NOW)).toEqual({ kind: 'done', because: 'reached' }); });
  it('an outcome without a rule is done', () => { expect(planByOutcome('busy', lead(), { ...DEFAULT_SETTINGS, recycle: {} }, NOW)).toEqual({ kind: 'done', because: 'busy: no retry is planned' }); });
  it('all attempts used is done; what never left us uses none', () => {
    expect(planByOutcome('busy', lead({ attempts: 9 }), DEFAULT_SETTINGS, NOW).kind).toBe('done');
    expect(planByOutcome('busy', lead({ attempts: 8 }), DEFAULT_SETTINGS, NOW).kind).toBe('rest');
    expect(planByOutcome('not_placed', lead({ attempts: 9 }), DEFAULT_SETTINGS, NOW).kind).toBe('rest');
  });
  it('unknown is tried again no sooner than a no-answer', () => {
    const recycle = { unknown: { delay: 1_000, max: 3, nextNumber: false }, no_answer: { delay: 3_600_000, max: 3, nextNumber: true } };
    expect(planByOutcome('unknown', lead(), { recycle, maxAttempts: 10 }, NOW)).toMatchObject({ nextAt: NOW + 3_600_000 });
    expect(planByOutcome('unknown', lead(), { recycle: { unknown: recycle.unknown }, maxAttempts: 10 }, NOW)).toMatchObject({ nextAt: NOW + 1_000 });
  });
  it('ends for every lead: no order of outcomes dials for ever', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...OUTCOMES), { minLength: 200, maxLength: 200 }), (outcomes) => {
      let now = lead();
      for (const outcome of outcomes) {
        if (planByOutcome(outcome, now, DEFAULT_SETTINGS, NOW).kind === 'done') return true;
        now = { attempts: now.attempts + (outcome === 'not_placed' ? 0 : 1), tally: { ...now.tally, [outcome]: (now.tally[outcome] ?? 0) + 1 } };
      }
      return false;
    }), RUNS);
  });
});

describe('when again, by disposition', () => {
  const byOutcome = { kind: 'rest', nextAt: NOW + 5, because: 'busy' } as const;
  it.each([
    [{ kind: 'byOutcome' }, byOutcome],
    [{ kind: 'after', delay: 7_000 }, { kind: 'rest', nextAt: NOW + 7_000, because: 'code' }],
    [{ kind: 'nextNumber' }, { kind: 'rest', nextAt: NOW, because: 'code' }],
    [{ kind: 'callback' }, { kind: 'callback', because: 'code' }],
    [{ kind: 'stop' }, { kind: 'done', because: 'code' }],
  ] as const)('%j', (retry, wanted) => { expect(planByDisposition(retry, byOutcome, NOW, 'code')).toEqual(wanted); });
});

const point = (id: string, more: Partial<ContactPoint> = {}): ContactPoint => ({
  id, version: 1, createdAt: 0, updatedAt: 0, partyId: 'p', kind: 'phone', valueSealed: 's', valueIndex: id, masked: 'm', ownerRole: 'debtor', source: 'import', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region: null, places: null, barred: null, ...more,
});
const TODAY = '2026-11-21';
const points = fc.array(fc.record({
  ownerRole: fc.constantFrom(...PARTY_ROLES), rank: fc.integer({ min: 0, max: 3 }), kind: fc.constantFrom('phone' as const, 'phone' as const, 'email' as const), consent: fc.constantFrom('given' as const, 'unknown' as const, 'withdrawn' as const),
  validFrom: fc.constantFrom(null, '2026-11-20', TODAY, '2026-11-22'), validUntil: fc.constantFrom(null, '2026-11-20', TODAY, '2026-11-22'),
}), { maxLength: 8 }).map((list) => list.map((one, n) => point(`cp-${n}`, one)));

describe('which number', () => {
  it('is only ever of somebody with a duty to pay, valid today, with no consent withdrawn; a contact person’s is never next', () => {
    fc.assert(fc.property(points, (all) => {
      const chosen = dialable(all, TODAY);
      for (const one of all) {
        const may = one.kind === 'phone' && DUTY_TO_PAY.has(one.ownerRole) && one.consent !== 'withdrawn' && (one.validFrom ?? TODAY) <= TODAY && (one.validUntil ?? TODAY) >= TODAY;
        expect(chosen.some((found) => found.id === one.id), one.ownerRole).toBe(may);
      }
      const ranks = chosen.map((one) => one.rank);
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }), RUNS);
  });
  it('goes round: the next number after one that says so, the same again otherwise; each once', () => {
    fc.assert(fc.property(points, fc.nat(7), fc.boolean(), (all, last, nextNumber) => {
      const may = dialable(all, TODAY);
      const before = may[last];
      const order = tryOrder(may, { contactPointId: before?.id ?? 'gone', outcome: 'no_answer', nextNumber });
      expect([...order].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([...may].sort((a, b) => (a.id < b.id ? -1 : 1)));
      if (before) expect(order[0]!.id).toBe(nextNumber ? may[(last + 1) % may.length]!.id : before.id);
      else expect(order).toEqual(may);
    }), RUNS);
  });
});

describe('stages', () => {
  it.each([[null, null], [0, null], [1, 'M1'], [30, 'M1'], [31, 'M2'], [60, 'M2'], [61, 'M3'], [90, 'M3'], [91, 'M3+'], [4_000, 'M3+']] as const)('%s days past due: %s', (days, stage) => { expect(stageOf(days)).toBe(stage); });
  it('counts the first day after the due date as 1, across leap days and years', () => {
    expect(daysPastDue('2026-11-21', '2026-11-21')).toBe(1);
    expect(daysPastDue('2026-11-22', '2026-11-21')).toBe(0);
    expect(daysPastDue('2024-02-28', '2024-03-01')).toBe(3);
    expect(daysPastDue(null, TODAY)).toBeNull();
    expect(daysPastDue('2026-02-30', TODAY)).toBeNull();
    fc.assert(fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: -50, max: 5_000 }), (since, later) => daysPastDue(isoDate(since), isoDate(since + later)) === Math.max(0, later + 1)), RUNS);
  });
});
