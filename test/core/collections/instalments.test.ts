/** Instalments sum exactly, with interest and without; due dates keep their day. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dueDates, inMonth, type Rhythm } from '../../../src/core/collections/calendar.js';
import { equalInstalments, instalmentsWithInterest, planInstalments, ratePpm, yearlyRate, type Part } from '../../../src/core/collections/instalments.js';
import { formatMinor, minorDigits, parseMinor } from '../../../src/core/money/currency.js';
import type { Result } from '../../../src/core/result.js';
import { dayNumber, isoDate } from '../../../src/core/time/zones.js';

const RUNS = { seed: 20_261_122, numRuns: 500 };
const must = <T>(result: Result<T>): T => { if (!result.ok) throw new Error(result.error.code); return result.value; };
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);
const sum = (parts: readonly Part[], name: keyof Part): number => parts.reduce((all, part) => all + part[name], 0);
const count = fc.integer({ min: 1, max: 120 });
const method = fc.constantFrom('equalPayment' as const, 'equalPrincipal' as const);

describe('instalments without interest', () => {
  it('sum exactly in every currency, and none differs by more than one minor unit', () => {
    fc.assert(fc.property(fc.constantFrom('JPY', 'CNY', 'KWD'), fc.integer({ min: 120, max: 999_999_999_999 }), count, (currency, total, n) => {
      const parts = must(equalInstalments(total, n));
      expect(parts.length).toBe(n);
      // As people see them: the texts, read back with the currency's decimals, sum to the total's text.
      const read = parts.map((part) => must(parseMinor(formatMinor(part.amount, currency), currency)));
      expect(formatMinor(read.reduce((all, one) => all + one, 0), currency)).toBe(formatMinor(total, currency));
      expect(Math.max(...read) - Math.min(...read)).toBeLessThanOrEqual(1);
      expect(minorDigits(currency)).toBe({ JPY: 0, CNY: 2, KWD: 3 }[currency]);
    }), RUNS);
    expect(must(equalInstalments(100_00, 3)).map((part) => part.amount)).toEqual([33_34, 33_33, 33_33]);
  });
  it.each([[0, 3, 'plan.amount'], [-5, 3, 'plan.amount'], [1.5, 1, 'plan.amount'], [5, 0, 'plan.count'], [5, 601, 'plan.count'], [5, 1.5, 'plan.count'], [2, 3, 'plan.tooSmall']])('%s in %s is %s', (total, n, wanted) => { expect(code(equalInstalments(total, n))).toBe(wanted); });
});

describe('instalments with interest', () => {
  it('agree with exact fractions (reckoned apart, in Python): 10,000.00 at 1 % a month for 12', () => {
    const parts = must(instalmentsWithInterest(10_000_00, 12, ratePpm(10_000), 'equalPayment'));
    expect(parts.slice(0, 2)).toEqual([{ principal: 788_49, interest: 100_00, amount: 888_49 }, { principal: 796_37, interest: 92_12, amount: 888_49 }]);
    expect(parts.at(-1)!.amount).toBe(888_47);
    expect(must(instalmentsWithInterest(12_000_00, 12, yearlyRate(120_000, 12), 'equalPrincipal')).map((part) => part.amount).slice(0, 3)).toEqual([1_120_00, 1_110_00, 1_100_00]);
  });
  it('pay the principal off exactly, each the interest of what is left to half a unit; equal but for the last', () => {
    fc.assert(fc.property(fc.integer({ min: 1_000_000, max: 999_999_999_999 }), count, fc.nat(60_000), method, (principal, n, ppm, how) => {
      const parts = must(instalmentsWithInterest(principal, n, ratePpm(ppm), how));
      expect(sum(parts, 'principal')).toBe(principal);
      let left = BigInt(principal);
      for (const part of parts) {
        expect(part.amount).toBe(part.principal + part.interest);
        expect(part.principal).toBeGreaterThanOrEqual(0);
        const off = 2n * (BigInt(part.interest) * 1_000_000n - left * BigInt(ppm));
        expect(off <= 1_000_000n && off >= -1_000_000n).toBe(true);
        left -= BigInt(part.principal);
      }
      const equal = parts.slice(0, -1).map((part) => (how === 'equalPayment' ? part.amount : part.principal));
      // Without interest both are the largest remainder.
      if (equal.length > 0) expect(Math.max(...equal) - Math.min(...equal)).toBeLessThanOrEqual(how === 'equalPayment' && ppm > 0 ? 0 : 1);
    }), RUNS);
  });
  it('an annuity’s last instalment is off by no more than the roundings, grown by the interest', () => {
    fc.assert(fc.property(fc.integer({ min: 1_000_000, max: 999_999_999_999 }), count, fc.integer({ min: 1, max: 60_000 }), (principal, n, ppm) => {
      const parts = must(instalmentsWithInterest(principal, n, ratePpm(ppm), 'equalPayment'));
      const i = ppm / 1e6;
      expect(Math.abs(parts.at(-1)!.amount - parts[0]!.amount)).toBeLessThanOrEqual(1 + 2 * (((1 + i) ** n - 1) / i));
    }), RUNS);
  });
  it('never gives an instalment of nothing, whatever the amounts: it refuses', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), count, fc.nat(1_000_000), method, (principal, n, ppm, how) => {
      const parts = instalmentsWithInterest(principal, n, ratePpm(ppm), how);
      if (!parts.ok) return parts.error.code === 'plan.tooSmall';
      return sum(parts.value, 'principal') === principal && parts.value.every((part) => part.amount > 0 && part.principal >= 0);
    }), { ...RUNS, numRuns: 2_000 });
  });
  it('refuses rates that are none, and sums no amount holds', () => {
    for (const rate of [ratePpm(-1), ratePpm(1_000_001), ratePpm(0.5), ratePpm(Number.NaN), { numerator: 1, denominator: 0 }, { numerator: 1, denominator: 2e9 }]) expect(code(instalmentsWithInterest(1000, 10, rate, 'equalPayment'))).toBe('plan.rate');
    expect(code(instalmentsWithInterest(999_999_999_999_999, 600, ratePpm(1_000_000), 'equalPayment'))).toBe('plan.tooLarge');
  });
});

describe('due dates', () => {
  it('keep the day of the month, and take the last where there is none', () => {
    expect(must(dueDates('2026-12-31', { kind: 'monthly', day: null }, 4))).toEqual(['2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31']);
    expect(must(dueDates('2028-01-30', { kind: 'monthly', day: null }, 3))).toEqual(['2028-01-30', '2028-02-29', '2028-03-30']);
    expect(must(dueDates('2026-11-22', { kind: 'monthly', day: 5 }, 2))).toEqual(['2026-12-05', '2027-01-05']);
    expect(must(dueDates('2026-02-28', { kind: 'monthly', day: 31 }, 2))).toEqual(['2026-02-28', '2026-03-31']);
    expect(must(dueDates('2026-12-28', { kind: 'weekly' }, 2))).toEqual(['2026-12-28', '2027-01-04']);
    expect(must(dueDates('2028-02-28', { kind: 'days', every: 10 }, 3))).toEqual(['2028-02-28', '2028-03-09', '2028-03-19']);
    expect([must(inMonth('2026-03-31', -1, 31)), must(addDays('2026-01-01', -1))]).toEqual(['2026-02-28', '2025-12-31']);
  });
  const rhythm = fc.oneof(fc.record({ kind: fc.constant('monthly' as const), day: fc.option(fc.integer({ min: 1, max: 31 })) }), fc.constant<Rhythm>({ kind: 'weekly' }), fc.record({ kind: fc.constant('days' as const), every: fc.integer({ min: 1, max: 366 }) }));
  it('rise, begin at the start or at the first such day after it, and are real', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40_000 }).map(isoDate), rhythm, count, (start, how, n) => {
      const dates = must(dueDates(start, how, n));
      expect(dates.length).toBe(n);
      expect(dates[0]! >= start && dayNumber(dates[0]!) - dayNumber(start) < 31).toBe(true);
      if (how.kind !== 'monthly' || how.day === null) expect(dates[0]).toBe(start);
      for (let k = 1; k < n; k++) {
        const gap = dayNumber(dates[k]!) - dayNumber(dates[k - 1]!);
        if (how.kind === 'monthly') expect(gap >= 28 && gap <= 31).toBe(true);
        else expect(gap).toBe(how.kind === 'weekly' ? 7 : how.every);
      }
    }), RUNS);
  });
  it('refuses what is none', () => {
    expect([code(dueDates('2026-02-30', { kind: 'weekly' }, 1)), code(dueDates('', { kind: 'monthly', day: null }, 1)), code(dueDates('', { kind: 'monthly', day: 5 }, 1)), code(dueDates('9999-12-31', { kind: 'weekly' }, 2)), code(dueDates('9999-12-31', { kind: 'monthly', day: null }, 2))]).toEqual(Array(5).fill('date.invalid'));
    expect([code(dueDates('2026-01-01', { kind: 'days', every: 0 }, 1)), code(dueDates('2026-01-01', { kind: 'monthly', day: 32 }, 1)), code(dueDates('2026-01-01', { kind: 'weekly' }, 0))]).toEqual(['plan.rhythm', 'plan.rhythm', 'plan.count']);
  });
});

it('a plan is its parts on its dates', () => {
  const terms = { principal: 1_000_00, count: 3, start: '2027-01-31', rhythm: { kind: 'monthly', day: null } as const, interest: null };
  expect(must(planInstalments(terms)).map((one) => [one.number, one.due, one.amount])).toEqual([[1, '2027-01-31', 333_34], [2, '2027-02-28', 333_33], [3, '2027-03-31', 333_33]]);
  expect(must(planInstalments({ ...terms, interest: { rate: ratePpm(5_000), method: 'equalPrincipal' } })).map((one) => one.interest)).toEqual([5_00, 3_33, 1_67]);
  expect(code(planInstalments({ ...terms, start: 'x' }))).toBe('date.invalid');
});
