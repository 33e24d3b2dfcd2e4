import { minorDigits, minorOf } from '../money/currency.js';
import { fail, ok, type Result } from '../result.js';
import type { Minor } from '../units.js';

/** Longest text looked at. */
const LONGEST = 200;

export interface Amount {
  readonly minor: Minor;
  /** More decimals were written than the currency has; rounded half up. */
  readonly rounded: boolean;
}
/** What one unit of the number stands for, as the header says: `（元）`, `（分）`, `（万元）`, `（千元）`. */
export type AmountScale = 'unit' | 'minor' | 'thousand' | 'tenThousand';

/** Decimals of a currency's minor unit: 0, 2 or 3. */
export const decimalsOf = minorDigits;

/** Which currencies a sign may stand for. */
const SIGNS: ReadonlyMap<string, RegExp> = new Map([
  ['¥', /^(?:CNY|JPY)$/], ['$', /^(?:..D|MXN|CLP|COP|ARS|UYU)$/], ['US$', /^USD$/], ['HK$', /^HKD$/], ['NT$', /^TWD$/], ['S$', /^SGD$/], ['€', /^EUR$/], ['£', /^GBP$/], ['₹', /^INR$/], ['₱', /^PHP$/],
  ['₫', /^VND$/], ['฿', /^THB$/], ['₩', /^KRW$/], ['RP', /^IDR$/], ['RM', /^MYR$/], ['RMB', /^CNY$/], ['人民币', /^CNY$/], ['元', /^(?:CNY|HKD|TWD|MOP|USD)$/], ['圆', /^(?:CNY|HKD|TWD|MOP|USD)$/], ['円', /^JPY$/], ['분', /^$/],
]);

/**
 * Reads an amount exactly, by its digits; no floating point is involved.
 * `1,234.56`, `¥1,234.56`, `１２３４．５`, `1 234,56`, `1.234,56`, `(12.00)`, `-12`, `1.2万` are understood.
 * Fails with `amount.invalid`, `amount.currency` (a sign of another currency), `amount.ambiguous` (`1.234`: thousands or
 * decimals?), `amount.scientific`, `amount.tooLarge`.
 */
export function parseAmount(raw: string, currency: string, scale: AmountScale = 'unit'): Result<Amount> {
  if (raw.length > LONGEST) return fail('amount.invalid', 'not an amount');
  const plain = /^\d{1,12}(?:\.(\d{1,2}))?$/.test(raw) ? raw : null;
  let text = plain ?? raw.normalize('NFKC').toUpperCase().replace(/[\s'_]/g, '');
  let negative = false;
  let power = 0;
  if (plain === null) {
    if (/\dE[+-]?\d/.test(text)) return fail('amount.scientific', 'a spreadsheet wrote it in scientific notation; format the column as a plain number');
    const bracketed = /^\((.*)\)$/.exec(text);
    if (bracketed) { text = bracketed[1] ?? ''; negative = true; }
    const signed = /^[^\d]*?([-−﹣])/.exec(text);
    if (signed) { negative = !negative; text = text.replace(/[-−﹣]/, ''); }
    text = text.replace(/^\+/, '');
    const parts = /^([^\d.,]*)([\d.,]+)([^\d.,]*)$/.exec(text);
    if (!parts) return fail('amount.invalid', 'not an amount');
    text = parts[2] ?? '';
    let tail = parts[3] ?? '';
    if (tail.startsWith('万')) { power = 4; tail = tail.slice(1); }
    for (const sign of [parts[1] ?? '', tail]) {
      if (sign !== '' && sign !== currency && !SIGNS.get(sign)?.test(currency)) return fail(SIGNS.has(sign) || /^[A-Z]{3}$/.test(sign) ? 'amount.currency' : 'amount.invalid', `written in another currency than ${currency}, or not an amount`);
    }
  }
  const shape = plain === null ? digitsOf(text, decimalsOf(currency)) : splitAt(plain, plain.indexOf('.'));
  if (shape === null) return fail('amount.invalid', 'not an amount');
  if (shape === 'ambiguous') return fail('amount.ambiguous', 'could mean thousands or decimals; write two decimals or none');
  const decimals = decimalsOf(currency);
  const shift = { unit: decimals, minor: 0, thousand: decimals + 3, tenThousand: decimals + 4 }[scale] + power;
  return shifted(shape.whole, shape.fraction, shift, negative);
}

interface Digits { readonly whole: string; readonly fraction: string }
const splitAt = (text: string, place: number): Digits => (place < 0 ? { whole: text, fraction: '' } : { whole: text.slice(0, place), fraction: text.slice(place + 1) });

/** Finds out which of `.` and `,` is the decimal sign. */
function digitsOf(text: string, decimals: number): Digits | 'ambiguous' | null {
  if (/^\d+$/.test(text)) return splitAt(text, -1);
  if (/^\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?$/.test(text)) return splitAt(text.replace(/,/g, ''), text.replace(/,/g, '').indexOf('.'));
  if (/^\d{1,3}(?:\.\d{3})+,\d*$/.test(text) || /^\d{1,3}(?:\.\d{3}){2,}$/.test(text)) {
    const european = text.replace(/\./g, '').replace(',', '.');
    return splitAt(european, european.indexOf('.'));
  }
  if (/^\d+,\d{1,2}$/.test(text)) return splitAt(text, text.indexOf(','));
  const point = /^(\d*)\.(\d*)$/.exec(text);
  if (!point || text === '.') return null;
  const whole = point[1] ?? '';
  const fraction = point[2] ?? '';
  if (fraction.length === 3 && decimals !== 3 && /^[1-9]\d{0,2}$/.test(whole)) return 'ambiguous';
  return { whole, fraction };
}

/** `whole.fraction` × 10^shift as an integer, rounded half up (away from zero). */
function shifted(whole: string, fraction: string, shift: number, negative: boolean): Result<Amount> {
  const kept = fraction.slice(0, shift).padEnd(shift, '0');
  const dropped = fraction.slice(shift);
  const size = minorOf(whole + kept, negative);
  if (!size.ok) return size;
  const up = dropped.charAt(0) >= '5' ? (negative ? -1 : 1) : 0;
  return ok({ minor: size.value + up, rounded: /[1-9]/.test(dropped) });
}

/** `人民币`, `RMB`, `cny` → `CNY`; null when it is no ISO 4217 code. */
export function parseCurrency(raw: string): string | null {
  const text = raw.normalize('NFKC').trim().toUpperCase();
  if (/^(?:人民币|RMB|¥|元|人民币元)$/.test(text)) return 'CNY';
  if (/^(?:美元|US\$|\$)$/.test(text)) return 'USD';
  if (/^(?:港币|港元|HK\$)$/.test(text)) return 'HKD';
  return /^[A-Z]{3}$/.test(text) ? text : null;
}

const CURRENCIES = 'CN:CNY HK:HKD TW:TWD MO:MOP JP:JPY KR:KRW US:USD GB:GBP SG:SGD MY:MYR TH:THB VN:VND ID:IDR PH:PHP IN:INR PK:PKR BD:BDT LK:LKR AU:AUD NZ:NZD CA:CAD MX:MXN BR:BRL CO:COP PE:PEN CL:CLP AR:ARS ZA:ZAR NG:NGN KE:KES GH:GHS TZ:TZS UG:UGX EG:EGP TR:TRY RU:RUB UA:UAH KZ:KZT PL:PLN CZ:CZK HU:HUF RO:RON SE:SEK NO:NOK DK:DKK CH:CHF AE:AED SA:SAR KW:KWD BH:BHD OM:OMR JO:JOD IL:ILS';
const EURO = 'AT BE HR CY EE FI FR DE GR IE IT LV LT LU MT NL PT SK SI ES';
const byCountry: ReadonlyMap<string, string> = new Map([
  ...CURRENCIES.split(' ').map((pair): [string, string] => [pair.slice(0, 2), pair.slice(3)]), ...EURO.split(' ').map((country): [string, string] => [country, 'EUR']),
]);
/** The currency of a country (ISO 3166-1 alpha-2); null where the table has none. */
export const currencyOf = (country: string): string | null => byCountry.get(country) ?? null;
