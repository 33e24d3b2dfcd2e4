/** Promises and plans judged by payments: money counts once, more of it never harms, and the order of asking doesn't matter. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePlan, obligationsOf } from '../../../src/core/collections/plan.js';
import { judge, obligationOf, type Judgements, type Obligation, type Received, type Verdict } from '../../../src/core/collections/promise.js';
import type { Result } from '../../../src/core/result.js';
import { isoDate } from '../../../src/core/time/zones.js';

const RUNS = { seed: 20_261_122, numRuns: 1_500 };
const must = <T>(result: Result<T>): T => { if (!result.ok) throw new Error(result.error.code); return result.value; };
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);
const day = (n: number) => isoDate(20_600 + n);
const owes = (id: string, amount: number, due: number, more: Partial<Obligation> = {}): Obligation => ({ id, amount, currency: 'CNY', accountIds: ['a'], from: day(0), due: day(due), graceDays: 0, ...more });
const paid = (id: string, amount: number, on: number, more: Partial<Received> = {}): Received => ({ id, accountId: 'a', amount, currency: 'CNY', on: day(on), reversed: false, ...more });
const EXACT = { tolerance: null };
const states = (found: Judgements) => Object.fromEntries(found.judgements.map((one) => [one.id, one.state]));
const ask = (obligations: readonly Obligation[], payments: readonly Received[], today: number, tolerance: number | null = null) => states(must(judge(obligations, payments, { tolerance }, day(today))));

describe('a promise', () => {
  const one = [owes('p', 100, 5, { graceDays: 2 })];
  it.each([
    ['nothing yet, on the last day of grace', [], 7, null, 'open'], ['nothing, the day after', [], 8, null, 'broken'], ['part of it', [paid('x', 40, 3)], 8, null, 'partlyKept'], ['part of it, still in time', [paid('x', 40, 3)], 7, null, 'open'],
    ['all of it, early', [paid('x', 100, 0)], 1, null, 'kept'], ['in grace', [paid('x', 100, 7)], 8, null, 'kept'], ['a day after grace', [paid('x', 100, 8)], 9, null, 'broken'], ['before it was taken', [paid('x', 100, -1)], 8, null, 'broken'],
    ['in two payments', [paid('x', 60, 3), paid('y', 40, 6)], 8, null, 'kept'], ['reversed', [paid('x', 100, 3, { reversed: true })], 8, null, 'broken'], ['on another account', [paid('x', 100, 3, { accountId: 'b' })], 8, null, 'broken'],
    ['in another currency', [paid('x', 100, 3, { currency: 'USD' })], 8, null, 'broken'], ['short within the tolerance', [paid('x', 95, 3)], 8, 5, 'kept'], ['short beyond it', [paid('x', 94, 3)], 8, 5, 'partlyKept'], ['nothing, whatever the tolerance', [], 8, 1_000, 'broken'],
  ] as const)('%s', (_, payments, today, tolerance, wanted) => { expect(ask(one, payments, today, tolerance)).toEqual({ p: wanted }); });
  it('says what it counted, and when it was kept', () => {
    expect(must(judge(one, [paid('x', 60, 3), paid('y', 60, 6)], EXACT, day(7)))).toEqual({
      judgements: [{ id: 'p', state: 'kept', received: 100, missing: 0, until: day(7), keptOn: day(6), counted: [{ paymentId: 'x', amount: 60 }, { paymentId: 'y', amount: 40 }] }], left: [paid('y', 20, 6)],
    });
  });
  it('is served oldest due first; what a payment leaves over counts for the next, and nothing counts twice', () => {
    const two = [owes('late', 100, 9), owes('early', 100, 5)];
    expect(ask(two, [paid('x', 100, 3)], 10)).toEqual({ early: 'kept', late: 'broken' });
    expect(ask(two, [paid('x', 150, 3)], 10)).toEqual({ early: 'kept', late: 'partlyKept' });
    expect(ask(two, [paid('x', 200, 3)], 4)).toEqual({ early: 'kept', late: 'kept' });
    expect(ask(two, [paid('x', 100, 6)], 10)).toEqual({ early: 'broken', late: 'kept' });
  });
  it('that was cancelled, or belongs to a plan, isn’t judged itself', () => {
    const record = { id: 'p', amount: 100, currency: 'CNY', due: day(5), accountIds: ['a'], planId: null, graceDays: 2, takenOn: day(0), state: 'open' as const };
    expect(obligationOf(record)).toEqual(one[0]);
    expect([obligationOf({ ...record, state: 'cancelled' }), obligationOf({ ...record, planId: 'plan' })]).toEqual([null, null]);
  });
  it('refuses what can’t be judged, naming it', () => {
    expect([code(judge([owes('p', 0, 1)], [], EXACT, day(0))), code(judge([owes('p', 1, 1, { due: '2026-02-30' })], [], EXACT, day(0))), code(judge([owes('p', 1, 1, { graceDays: 0.5 })], [], EXACT, day(0))), code(judge([], [], EXACT, 'now')), code(judge([], [], { tolerance: -1 }, day(0)))]).toEqual(['promise.amount', 'promise.date', 'promise.grace', 'promise.date', 'promise.tolerance']);
    expect(judge([], [paid('x', 1, 0, { on: '' })], EXACT, day(0))).toMatchObject({ ok: false, error: { code: 'promise.date', at: 'x' } });
    expect(judge([], [paid('x', 0.5, 0)], EXACT, day(0))).toMatchObject({ ok: false, error: { code: 'promise.amount', at: 'x' } });
  });
});

const account = fc.constantFrom('a', 'b', 'c');
const obligations = fc.array(fc.record({ amount: fc.integer({ min: 1, max: 300 }), accountIds: fc.uniqueArray(account, { minLength: 1 }), from: fc.nat(10), length: fc.nat(10), graceDays: fc.nat(3) }), { minLength: 1, maxLength: 6 })
  .map((list) => list.map(({ length, from, ...one }, n) => owes(`o-${n}`, one.amount, from + length, { accountIds: one.accountIds, from: day(from), graceDays: one.graceDays })));
const payments = fc.array(fc.record({ amount: fc.integer({ min: 1, max: 400 }), accountId: account, on: fc.nat(22), reversed: fc.boolean() }), { maxLength: 8 }).map((list) => list.map((one, n) => paid(`p-${n}`, one.amount, one.on, { accountId: one.accountId, reversed: one.reversed })));
const settings = fc.record({ tolerance: fc.option(fc.nat(50)) });
const today = fc.nat(25).map(day);
const RANK: Readonly<Record<Verdict, number>> = { broken: 0, partlyKept: 1, open: 2, kept: 3 };

describe('judging', () => {
  it('counts each minor unit once, and none that is reversed', () => {
    fc.assert(fc.property(obligations, payments, settings, today, (all, money, how, now) => {
      const found = must(judge(all, money, how, now));
      for (const payment of money) {
        const used = found.judgements.flatMap((one) => one.counted).filter((use) => use.paymentId === payment.id).reduce((sum, use) => sum + use.amount, 0);
        const left = found.left.filter((one) => one.id === payment.id).reduce((sum, one) => sum + one.amount, 0);
        expect(used + left).toBe(payment.reversed ? 0 : payment.amount);
      }
      expect(found.judgements.length).toBe(all.length);
      for (const one of found.judgements) expect([one.received + one.missing, one.counted.reduce((sum, use) => sum + use.amount, 0)]).toEqual([all.find((own) => own.id === one.id)!.amount, one.received]);
    }), RUNS);
  });
  it('is monotone: one more payment never makes any promise worse', () => {
    fc.assert(fc.property(obligations, payments, fc.integer({ min: 1, max: 400 }), account, fc.nat(22), settings, today, (all, money, amount, accountId, on, how, now) => {
      const before = must(judge(all, money, how, now)).judgements;
      const after = must(judge(all, [...money, paid('more', amount, on, { accountId })], how, now)).judgements;
      for (const [n, one] of after.entries()) {
        expect(RANK[one.state]).toBeGreaterThanOrEqual(RANK[before[n]!.state]);
        expect(one.received).toBeGreaterThanOrEqual(before[n]!.received);
      }
    }), RUNS);
  });
  it('doesn’t depend on the order things are given in', () => {
    fc.assert(fc.property(obligations.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), payments.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), settings, today, ([all, shuffled], [money, moved], how, now) => {
      expect(judge(shuffled, moved, how, now)).toEqual(judge(all, money, how, now));
    }), RUNS);
  });
});

describe('a plan', () => {
  const instalments = obligationsOf({ currency: 'CNY', graceDays: 2 }, [1, 2, 3].map((n) => ({ id: `i-${n}`, due: day(n * 10), amount: 100 })), ['a'], day(0));
  const plan = (money: readonly Received[], now: number, missedAllowed = 0, tolerance: number | null = null) => {
    const found = must(judge(instalments, money, { tolerance }, day(now)));
    return judgePlan(instalments, found.judgements, found.left, { missedAllowed, tolerance }, day(now));
  };
  it.each([
    ['nothing due yet', [], 12, 0, 'open', 0], ['one missed, none allowed', [], 13, 0, 'broken', 1], ['one missed, one allowed', [], 13, 1, 'open', 1], ['part of one is a miss too', [paid('x', 99, 1)], 13, 0, 'broken', 1],
    ['all at once, early', [paid('x', 300, 1)], 1, 0, 'kept', 0], ['each in its time', [paid('x', 100, 10), paid('y', 100, 20), paid('z', 100, 30)], 30, 0, 'kept', 0],
    ['one missed but made up for', [paid('y', 200, 20), paid('z', 100, 30)], 30, 1, 'kept', 1], ['one missed and never made up for', [paid('y', 100, 20), paid('z', 100, 30)], 33, 1, 'broken', 1], ['the same before the end', [paid('y', 100, 20), paid('z', 100, 30)], 32, 1, 'open', 1],
    ['made up for after the end', [paid('y', 100, 20), paid('z', 100, 30), paid('w', 100, 33)], 33, 1, 'broken', 1],
  ] as const)('%s', (_, money, now, allowed, state, missed) => { expect(plan(money, now, allowed)).toMatchObject({ state, missed }); });
  it('says how much came late', () => {
    expect(plan([paid('y', 200, 20), paid('z', 100, 25), paid('w', 70, 26)], 32, 1)).toMatchObject({ received: 300, late: 100, because: 'all received, some of it late' });
    expect(plan([paid('y', 200, 20), paid('z', 97, 25)], 32, 1, 3)).toMatchObject({ state: 'kept', received: 297 });
    expect(judgePlan([], [], [], { missedAllowed: 0, tolerance: null }, day(0)).state).toBe('open');
  });
  it('is monotone too, in payments and in the misses allowed', () => {
    const rank = { broken: 0, open: 1, kept: 2 };
    const money = fc.array(fc.tuple(fc.integer({ min: 1, max: 250 }), fc.nat(35)), { maxLength: 6 }).map((list) => list.map(([amount, on], n) => paid(`p-${n}`, amount, on)));
    fc.assert(fc.property(money, fc.integer({ min: 1, max: 250 }), fc.nat(35), fc.nat(40), fc.nat(3), fc.option(fc.nat(20)), (all, amount, on, now, allowed, tolerance) => {
      const before = plan(all, now, allowed, tolerance);
      const after = plan([...all, paid('more', amount, on)], now, allowed, tolerance);
      expect(rank[after.state]).toBeGreaterThanOrEqual(rank[before.state]);
      expect(after.received).toBeGreaterThanOrEqual(before.received);
      expect(after.received).toBeLessThanOrEqual(300);
      expect(rank[plan(all, now, allowed + 1, tolerance).state]).toBeGreaterThanOrEqual(rank[before.state]);
    }), RUNS);
  });
});
