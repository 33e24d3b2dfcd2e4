/**
 * Instalments that sum exactly. Interest is computed with whole numbers of any size, so no floating point decides a cent;
 * each period's interest is rounded half to even, and the last instalment absorbs what the roundings left.
 */
import { divideHalfEven, equalParts, shareOf, type Ratio } from '../money/parts.js';
import { isMinor } from '../money/currency.js';
import { fail, ok, type Result } from '../result.js';
import type { LocalDate, Minor } from '../units.js';
import { dueDates, MOST_INSTALMENTS, type Rhythm } from './calendar.js';

/** One instalment, in minor units: `amount` = `principal` + `interest`. */
export interface Part { readonly principal: Minor; readonly interest: Minor; readonly amount: Minor }
/** `equalPayment`: annuity, each instalment the same but the last. `equalPrincipal`: each pays the same part of the principal, and the interest on what is left. */
export type InterestMethod = 'equalPayment' | 'equalPrincipal';

const PPM = 1_000_000;
/** A rate per period as a ratio, from parts per million: 5_000 is 0.5 % a period. */
export const ratePpm = (ppm: number): Ratio => ({ numerator: ppm, denominator: PPM });
/** The rate per period of a nominal yearly rate in parts per million, exactly: yearly ÷ periods (12 months, 52 weeks). */
export const yearlyRate = (ppm: number, periodsPerYear: number): Ratio => ({ numerator: ppm, denominator: PPM * periodsPerYear });

/**
 * A total without interest in `count` instalments: they sum to it, none differs from another by more than one minor unit,
 * the larger ones come first. Fails with `plan.amount` (not whole or not above zero), `plan.count` (not 1–600),
 * `plan.tooSmall` (less than one minor unit each).
 */
export function equalInstalments(total: Minor, count: number): Result<readonly Part[]> {
  const wrong = checkSize(total, count);
  if (wrong) return wrong;
  return ok(equalParts(total, count).map((principal) => ({ principal, interest: 0, amount: principal })));
}

/**
 * A principal with interest in `count` instalments, one a period; `rate` per period, from 0 to 1 (100 %), denominator up to 10⁹.
 * `equalPayment`: A = P·i·(1+i)ⁿ ÷ ((1+i)ⁿ − 1), the present value of an ordinary annuity solved for the payment, rounded
 * half to even once; interest of a period = what is left × i, rounded half to even; the last pays all that is left.
 * `equalPrincipal`: the principal cut by largest remainder. The principal parts sum to the principal exactly.
 * Fails as `equalInstalments` (`plan.tooSmall`: also when rounding would leave an instalment of nothing), or with `plan.rate`, `plan.tooLarge`.
 */
export function instalmentsWithInterest(principal: Minor, count: number, rate: Ratio, method: InterestMethod): Result<readonly Part[]> {
  const wrong = checkSize(principal, count);
  if (wrong) return wrong;
  const { numerator, denominator } = rate;
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator < 1 || denominator > 1e9 || numerator < 0 || numerator > denominator) return fail('plan.rate', 'must be a ratio of whole numbers from 0 to 1, its denominator at most a milliard');
  if (numerator === 0) return equalInstalments(principal, count);
  const payment = method === 'equalPayment' ? annuity(principal, count, rate) : null;
  const cut = equalParts(principal, count);
  const parts: Part[] = [];
  let left = principal;
  for (let n = 0; n < count; n += 1) {
    const interest = shareOf(left, rate);
    const wanted = payment === null ? (cut[n] ?? 0) : payment - interest;
    const own = n === count - 1 ? left : Math.min(wanted, left);
    if (own + interest <= 0) return fail('plan.tooSmall', 'too little to pay in so many instalments');
    parts.push({ principal: own, interest, amount: own + interest });
    left -= own;
  }
  return isMinor(parts.reduce((sum, part) => sum + part.amount, 0)) ? ok(parts) : fail('plan.tooLarge', 'principal and interest are more than an amount can hold');
}

/** With i = a ÷ b: P·a·(a+b)ⁿ ÷ (b·((a+b)ⁿ − bⁿ)). */
function annuity(principal: Minor, count: number, { numerator, denominator }: Ratio): Minor {
  const a = BigInt(numerator);
  const b = BigInt(denominator);
  const grown = (a + b) ** BigInt(count);
  return Number(divideHalfEven(BigInt(principal) * a * grown, b * (grown - b ** BigInt(count))));
}

function checkSize(amount: Minor, count: number): ReturnType<typeof fail> | null {
  if (!isMinor(amount) || amount <= 0) return fail('plan.amount', 'the amount must be a positive whole number of minor units');
  if (!Number.isInteger(count) || count < 1 || count > MOST_INSTALMENTS) return fail('plan.count', `must be 1 to ${MOST_INSTALMENTS} instalments`);
  return amount < count ? fail('plan.tooSmall', 'less than one minor unit for each instalment') : null;
}

export interface PlanTerms {
  /** What is paid off: minor units. */
  readonly principal: Minor; readonly count: number; readonly start: LocalDate; readonly rhythm: Rhythm;
  /** null: without interest. The rate is per period of the rhythm, however long it is. */
  readonly interest: { readonly rate: Ratio; readonly method: InterestMethod } | null;
}
/** An instalment to be: `number` from 1. */
export interface PlannedInstalment extends Part { readonly number: number; readonly due: LocalDate }

/** The instalments of a plan with their due dates. Fails as its parts do: `plan.*`, `date.invalid`. */
export function planInstalments(terms: PlanTerms): Result<readonly PlannedInstalment[]> {
  const parts = terms.interest === null ? equalInstalments(terms.principal, terms.count) : instalmentsWithInterest(terms.principal, terms.count, terms.interest.rate, terms.interest.method);
  if (!parts.ok) return parts;
  const dates = dueDates(terms.start, terms.rhythm, terms.count);
  if (!dates.ok) return dates;
  return ok(parts.value.map((part, n) => ({ number: n + 1, due: dates.value[n] ?? terms.start, ...part })));
}
