/**
 * Numbering plans by libphonenumber-js (`max` metadata, read once at load), behind a fast path for Chinese mobiles and a cache.
 * Must not know what a number is used for.
 */
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode, type PhoneNumberType } from 'libphonenumber-js/max';
import type { PhoneBook } from '../../app/ports/phones.js';
import { isChineseMobile, isE164, isGlobal, type PhoneKind, type PhoneNumber } from '../../core/phone/number.js';
import { fail, ok, type Result } from '../../core/result.js';

/** Longest text looked at: longer ones are no number. */
const LONGEST = 64;

export interface PhoneBookOptions { /** Answers kept; the oldest are forgotten. */ readonly cacheSize?: number }

export function makePhoneBook(options: PhoneBookOptions = {}): PhoneBook {
  const most = options.cacheSize ?? 5_000;
  const cache = new Map<string, Result<PhoneNumber>>();
  return {
    normalise(raw, defaultCountry) {
      const quick = chineseMobile(raw, defaultCountry);
      if (quick) return quick;
      const key = `${defaultCountry}|${raw}`;
      const known = cache.get(key);
      if (known) return known;
      const answer = normalise(raw, defaultCountry);
      if (cache.size >= most) for (const oldest of cache.keys()) { cache.delete(oldest); break; }
      if (raw.length <= LONGEST) cache.set(key, answer);
      return answer;
    },
  };
}

/** Eleven digits, with or without 86 in front: nine in ten numbers of a Chinese file, without the library. */
function chineseMobile(raw: string, defaultCountry: string): Result<PhoneNumber> | null {
  if (raw.length < 11 || raw.length > 24) return null;
  const text = raw.replace(/[\s()-]/g, '');
  const international = /^(?:\+|00)86(1\d{10})$/.exec(text)?.[1];
  const national = international ?? (defaultCountry === 'CN' ? /^(?:86)?(1\d{10})$/.exec(text)?.[1] : undefined);
  return national !== undefined && isChineseMobile(national) ? ok({ e164: `+86${national}`, region: 'CN', kind: 'mobile' }) : null;
}

function normalise(raw: string, defaultCountry: string): Result<PhoneNumber> {
  if (!isSupportedCountry(defaultCountry)) return fail('phone.country', `unknown country ${defaultCountry.slice(0, 8)}`);
  if (raw.length > LONGEST) return fail('phone.invalid', 'not a phone number');
  const text = tidy(raw);
  if (/^\d(?:\.\d+)?E\+?\d+$/i.test(text)) return fail('phone.scientific', 'a spreadsheet turned it into a rounded number; format the column as text and export again');
  if (/[^\d\s+().x#*,;~-]/i.test(text.replace(/ext\.?|转|分机/gi, 'x'))) return fail('phone.invalid', 'not a phone number');
  const main = parse(text, defaultCountry);
  if (!main?.isValid()) return looksExtended(text) && parse(text.replace(EXTENSION, ''), defaultCountry)?.isValid() ? extension() : fail('phone.invalid', 'not a number of any numbering plan');
  if (main.ext !== undefined) return extension();
  return isE164(main.number) ? ok({ e164: main.number, region: main.country ?? null, kind: isGlobal(main.number) ? 'global' : kindOf(main.getType()) }) : fail('phone.invalid', 'not a number of any numbering plan');
}

/** Full-width forms, a leading `00`, and the `0` in `+86 (0)10`. */
function tidy(raw: string): string {
  return raw.normalize('NFKC').replace(/[‐-―−－]/g, '-').replace(/^['"`‘’\s]+|[\s'"`‘’]+$/g, '').replace(/^00(?=[1-9])/, '+').replace(/^(\+\d{1,3}\s*)\(0\)/, '$1');
}

/** `010-12345678-801`, `12345678转801`, `x801`, `ext. 801`. */
const EXTENSION = /\s*(?:转|分机|ext\.?|x|#|\*|,|;|~|-)\s*\d{1,6}$/i;
const looksExtended = (text: string): boolean => EXTENSION.test(text);
const extension = (): Result<PhoneNumber> => fail('phone.extension', 'it has an extension: the number alone reaches a switchboard');

/** Chinese files write 86 without a plus; a valid national reading goes first. */
function parse(text: string, country: CountryCode): ReturnType<typeof parsePhoneNumberFromString> {
  const national = parsePhoneNumberFromString(text.replace(/转|分机/g, ' ext. '), { defaultCountry: country, extract: false });
  if (national?.isValid() || text.startsWith('+')) return national;
  const digits = text.replace(/\D/g, '');
  const plus = digits.length >= 10 ? parsePhoneNumberFromString(`+${digits}`, { extract: false }) : undefined;
  return plus?.isValid() && plus.country === country ? plus : national;
}

function kindOf(type: PhoneNumberType | undefined): PhoneKind {
  switch (type) {
    case 'MOBILE': return 'mobile';
    case 'FIXED_LINE': return 'landline';
    case 'FIXED_LINE_OR_MOBILE': return 'mobileOrLandline';
    case 'TOLL_FREE': return 'tollFree';
    case 'PREMIUM_RATE': return 'premium';
    case 'SHARED_COST': return 'sharedCost';
    case 'PERSONAL_NUMBER': return 'personal';
    case 'PAGER': return 'pager';
    case 'VOICEMAIL': return 'voicemail';
    case 'VOIP': return 'voip';
    case 'UAN': return 'companyWide';
    default: return 'other';
  }
}
