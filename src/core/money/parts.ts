/** Division of money without a float: what is divided is an integer, and what comes out sums to it. */
import type { Minor } from '../units.js';

/** A share of an amount, exactly: numerator ÷ denominator. Both are whole, the denominator at least 1. */
export interface Ratio { readonly numerator: number; readonly denominator: number }

/**
 * numerator ÷ denominator to the nearest integer, ties to the even one ("banker's rounding": no drift over many
 * roundings; the default of IEEE 754 and ISO 80000-1 B.3 rule A). The denominator must be positive, the numerator not negative.
 */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const down = numerator / denominator;
  const twice = (numerator - down * denominator) * 2n;
  if (twice === denominator) return down + (down % 2n);
  return twice > denominator ? down + 1n : down;
}

/** `ratio` of an amount, in its minor unit, rounded half to even. For amounts and ratios not below zero. */
export const shareOf = (amount: Minor, ratio: Ratio): Minor =>
  Number(divideHalfEven(BigInt(amount) * BigInt(ratio.numerator), BigInt(ratio.denominator)));

/**
 * An amount cut into `count` parts by largest remainder: they sum to it exactly and differ by at most one minor unit; the
 * larger ones come first. For an amount not below zero and a whole count of at least 1.
 */
export function equalParts(amount: Minor, count: number): readonly Minor[] {
  const larger = amount % count;
  const part = (amount - larger) / count;
  return Array.from({ length: count }, (_, n) => (n < larger ? part + 1 : part));
}
