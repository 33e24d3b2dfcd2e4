/** Amounts as text and back, in currencies of 0, 2 and 3 decimals: nothing is rounded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, parseAmount } from '../../../src/core/intake/index.js';
import { formatMinor, isMinor, minorDigits, parseMinor } from '../../../src/core/money/currency.js';
import { divideHalfEven, equalParts, shareOf } from '../../../src/core/money/parts.js';

const RUNS = { seed: 20_261_122, numRuns: 2_000 };
const CURRENCIES = ['CNY', 'USD', 'JPY', 'KRW', 'VND', 'CLP', 'BHD', 'KWD', 'OMR', 'JOD', 'TND', 'IQD', 'LYD', 'XYZ'] as const;
const currency = fc.constantFrom(...CURRENCIES);
const amount = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
const read = (text: string, code: string) => { const found = parseMinor(text, code); return found.ok ? found.value : found.error.code; };

describe('minor units', () => {
  it.each([['CNY', 2], ['EUR', 2], ['JPY', 0], ['KRW', 0], ['VND', 0], ['CLP', 0], ['BHD', 3], ['KWD', 3], ['OMR', 3], ['JOD', 3], ['TND', 3], ['IQD', 3], ['LYD', 3]] as const)('%s has %i decimals, for the import too', (code, digits) => {
    expect([minorDigits(code), decimalsOf(code)]).toEqual([digits, digits]);
  });
  it.each([
    ['1234.5', 'CNY', 123_450], ['1234', 'CNY', 123_400], ['-0.05', 'CNY', -5], ['-0.00', 'CNY', 0], ['007', 'JPY', 7], ['1.234', 'KWD', 1_234], ['1.2', 'KWD', 1_200],
    ['1.005', 'CNY', 'amount.decimals'], ['1.500', 'CNY', 'amount.decimals'], ['100.00', 'JPY', 'amount.decimals'], ['1.2345', 'KWD', 'amount.decimals'],
    ['1,234', 'CNY', 'amount.invalid'], ['1.', 'CNY', 'amount.invalid'], ['.5', 'CNY', 'amount.invalid'], ['1e3', 'CNY', 'amount.invalid'], ['', 'CNY', 'amount.invalid'], [' 1', 'CNY', 'amount.invalid'], ['+1', 'CNY', 'amount.invalid'], ['１', 'CNY', 'amount.invalid'], ['--1', 'CNY', 'amount.invalid'],
    ['9999999999999.99', 'CNY', 999_999_999_999_999], ['10000000000000.00', 'CNY', 'amount.tooLarge'], ['1000000000000000', 'JPY', 'amount.tooLarge'],
  ] as const)('%s %s is %s', (text, code, wanted) => { expect(read(text, code)).toBe(wanted); });
  it('are read back as they were written, and every one of them is exact', () => {
    fc.assert(fc.property(amount, currency, (minor, code) => read(formatMinor(minor, code), code) === minor + 0 && isMinor(minor)), RUNS);
  });
  it('mean the same to the import wherever both understand the text', () => {
    fc.assert(fc.property(fc.nat(999_999_999), currency, (minor, code) => {
      const cell = parseAmount(formatMinor(minor, code), code);
      return !cell.ok ? cell.error.code === 'amount.ambiguous' : cell.value.minor === minor && !cell.value.rounded;
    }), RUNS);
  });
  it('are shown in groups where asked', () => {
    expect([formatMinor(-123_456_789, 'CNY', ','), formatMinor(1_234, 'JPY', ','), formatMinor(999, 'CNY', ','), formatMinor(5, 'KWD', ' '), formatMinor(1_000_000, 'JPY', '$1')]).toEqual(['-1,234,567.89', '1,234', '9.99', '0.005', '1$1000$1000']);
  });
});

describe('parts', () => {
  it('sum to the whole and differ by one minor unit at most, the larger first', () => {
    fc.assert(fc.property(fc.nat(999_999_999_999_999), fc.integer({ min: 1, max: 600 }), (whole, count) => {
      const parts = equalParts(whole, count);
      expect(parts.length).toBe(count);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole);
      expect(parts[0]! - parts[count - 1]!).toBeLessThanOrEqual(1);
      for (let n = 1; n < count; n++) expect(parts[n]! <= parts[n - 1]!).toBe(true);
    }), { ...RUNS, numRuns: 300 });
  });
  it('are rounded half to even, never further than half a unit', () => {
    expect([0n, 1n, 2n, 3n, 5n, 6n, 7n, 10n].map((n) => divideHalfEven(n, 4n))).toEqual([0n, 0n, 0n, 1n, 1n, 2n, 2n, 2n]);
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 15n }), (numerator, denominator) => {
      const rest = 2n * (divideHalfEven(numerator, denominator) * denominator - numerator);
      return rest <= denominator && -rest <= denominator;
    }), RUNS);
    expect(shareOf(12_345, { numerator: 5_000, denominator: 1_000_000 })).toBe(62);
  });
});
