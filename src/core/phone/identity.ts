import { isDay } from '../intake/date.js';
import { fail, ok, type Result } from '../result.js';
import type { LocalDate } from '../units.js';

/** An identity number in the form in which it is sealed and indexed. */
export interface Identity {
  /** Upper case, no blanks; a Chinese number always in its 18-digit form. */
  readonly value: string;
  readonly kind: 'chinese' | 'other';
  /** Its check digit is wrong: probably a typing error. Still used, with a warning. */
  readonly doubtful: boolean;
  /** The birth date in a Chinese number; null in any other. */
  readonly birth: LocalDate | null;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';

/**
 * Normalises an identity number: Chinese 18-digit (checksum told as doubt), Chinese 15-digit (brought to 18), and others
 * of 4 to 32 letters, digits and `-`.
 * Fails with `identity.placeholder` (无, 000000: it would make one person of many), `identity.scientific` (a spreadsheet
 * destroyed it: `1.10101E+17`), `identity.birth` (18 digits whose birth date can't be) and `identity.invalid`.
 */
export function normaliseIdentity(raw: string): Result<Identity> {
  // Nine in ten are written plainly.
  if (/^\d{17}[\dX]$/.test(raw) && !/^(\d)\1+$/.test(raw)) return chinese(raw);
  const text = raw.normalize('NFKC').replace(/[\s'‘’`·.]+(?!\d*E)/gi, '').toUpperCase();
  if (/^\d(?:\.\d+)?E\+?\d+$/.test(text)) return fail('identity.scientific', 'a spreadsheet turned it into a rounded number; format the column as text and export again');
  if (/^(?:无|未知|暂无|空|NULL|NONE|N\/?A|UNKNOWN|[-/*]+)$/.test(text) || /^([0-9X*])\1+$/.test(text)) return fail('identity.placeholder', 'it is a placeholder, not an identity number; taken as not given');
  if (/^\d{17}[\dX]$/.test(text)) return chinese(text);
  if (/^\d{15}$/.test(text)) {
    const long = lengthen(text);
    if (long !== null) return chinese(long);
  }
  if (!/^[A-Z0-9-]{4,32}$/.test(text)) return fail('identity.invalid', 'not an identity number: 4 to 32 letters, digits or hyphens are wanted');
  return ok({ value: text, kind: 'other', doubtful: false, birth: null });
}

/** The 18th character of a Chinese identity number from its first 17 digits (GB 11643). */
export function checkCharacter(first17: string): string {
  let sum = 0;
  for (const [place, weight] of WEIGHTS.entries()) sum += Number(first17.charAt(place)) * weight;
  return CHECKS.charAt(sum % 11);
}

/** Nobody born earlier has a debt to collect: such a year is a slip of the pen, or another kind of number. */
const FIRST_YEAR = 1880;
function chinese(text: string): Result<Identity> {
  const digits = text.slice(6, 14);
  if (!hasBirthday(digits) || Number(digits.slice(0, 4)) < FIRST_YEAR) return fail('identity.birth', 'the birth date in it can not be');
  return ok({ value: text, kind: 'chinese', doubtful: checkCharacter(text) !== text.charAt(17), birth: `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` });
}
function hasBirthday(digits: string): boolean {
  return isDay(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8)));
}
/** The 18-digit form of a number given before 1999; null when it is none. */
function lengthen(text: string): string | null {
  const first17 = `${text.slice(0, 6)}19${text.slice(6)}`;
  return hasBirthday(first17.slice(6, 14)) ? first17 + checkCharacter(first17) : null;
}

/** A name in the form in which it is indexed: half-width, single blanks, trimmed. */
export function normaliseName(raw: string): string {
  return raw.normalize('NFKC').replace(/\s+/g, ' ').trim();
}
