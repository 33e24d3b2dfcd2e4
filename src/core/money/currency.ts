import { fail, ok, type Result } from '../result.js';
import type { Minor } from '../units.js';

/** Currencies whose minor unit isn't a hundredth: ISO 4217, list one, column "minor unit". */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code): [string, number] => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code): [string, number] => [code, 3]),
]);
/** Digits an amount may have in minor units: every such integer, and the sum of nine of them, is exact in a double. */
export const MOST_DIGITS = 15;

/** Decimals of a currency's minor unit: 0 (JPY, KRW, VND, CLP …), 3 (BHD, KWD, OMR …), else 2. Unknown codes have 2. */
export const minorDigits = (currency: string): number => DIGITS.get(currency) ?? 2;

/** Whether a number is an amount at all: a whole number of minor units that a double holds exactly. */
export const isMinor = (amount: number): amount is Minor => Number.isSafeInteger(amount);

/**
 * Reads a plain decimal text (`1234.5`, `-0.05`; ASCII digits, a point, no grouping, no sign of a currency) as minor
 * units of `currency`, exactly. More decimals than the currency has are refused even when they are zeros: `1.005` in
 * CNY isn't rounded, and `100.00` in JPY was written for another currency than the one it claims. Fewer are fine.
 * What a spreadsheet's cell may look like is `intake/amount.ts`'s business; this is for the API, the command line and files
 * with a contract. Fails with `amount.invalid`, `amount.decimals`, `amount.tooLarge` (more than `MOST_DIGITS` digits).
 */
export function parseMinor(text: string, currency: string): Result<Minor> {
  const read = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!read) return fail('amount.invalid', 'not a decimal amount');
  const decimals = minorDigits(currency);
  const fraction = read[3] ?? '';
  if (fraction.length > decimals) return fail('amount.decimals', `${fraction.length} decimals; ${currency} has ${decimals}`);
  return minorOf((read[2] ?? '') + fraction.padEnd(decimals, '0'), read[1] === '-');
}

/** The digits of an amount in minor units as a number. Fails with `amount.tooLarge`; zero is never negative. */
export function minorOf(digits: string, negative: boolean): Result<Minor> {
  const plain = digits.replace(/^0+/, '');
  if (plain.length > MOST_DIGITS) return fail('amount.tooLarge', `more than ${MOST_DIGITS} digits`);
  const size = Number(plain);
  return ok(negative && size !== 0 ? -size : size);
}

/**
 * An amount in minor units as decimal text with all the currency's decimals: 123450 CNY → `1234.50`, 5 KWD → `0.005`,
 * 7 JPY → `7`. `group` goes between thousands (`1,234.50`). Without a group, `parseMinor` reads back what this writes.
 */
export function formatMinor(amount: Minor, currency: string, group = ''): string {
  const decimals = minorDigits(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(?:\d{3})+$)/g, () => group);
  return `${amount < 0 ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}
