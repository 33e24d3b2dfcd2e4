import type { E164 } from '../units.js';

/**
 * What a number is, as far as the numbering plan tells. `global`: of no country, where calls cost what their operator asks
 * (satellites +870 and +881, networks +882 and +883, universal numbers +878, premium rate +979, shared cost +808). `other`: the
 * plan does not say.
 */
export const PHONE_KINDS = ['mobile', 'landline', 'mobileOrLandline', 'voip', 'companyWide', 'tollFree', 'premium', 'sharedCost', 'personal', 'pager', 'voicemail', 'global', 'other'] as const;
export type PhoneKind = (typeof PHONE_KINDS)[number];

/** A number as the world dials it. */
export interface PhoneNumber {
  readonly e164: E164;
  /** ISO 3166-1 alpha-2 of the numbering plan, e.g. `CN`; null where a plan is shared and the digits don't decide. */
  readonly region: string | null;
  readonly kind: PhoneKind;
}

/** Codes with which a raw text is refused as a phone number. */
export const PHONE_FAILURES = ['phone.invalid', 'phone.extension', 'phone.scientific', 'phone.country'] as const;

/** Chinese mobile numbers: segments in use; eleven digits. */
const CN_MOBILE = /^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9\d)\d{8}$/;

/** Strict shape of what may ever be handed to a trunk: `+`, then 7 to 15 digits, the first not 0. */
export const isE164 = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text);

/** Is it a Chinese mobile number, national form, digits only? */
export const isChineseMobile = (digits: string): boolean => CN_MOBILE.test(digits);

/** ITU-T E.164, codes assigned to no country (E.164.1, E.169, E.212 lists of assigned codes); +800, universal freephone, is not among them. */
const GLOBAL = /^\+(?:808|87[08]|88[123]|888|979)/;
export const isGlobal = (e164: E164): boolean => GLOBAL.test(e164);

/** Separators between several numbers in one cell. Blanks are not among them: numbers are written with blanks inside. */
const BETWEEN = /[;；、，,|/／\n\r\t]+/;

/** Most numbers taken from one cell; more are not looked at. */
export const NUMBERS_PER_CELL = 10;

/**
 * Splits a cell that may hold several numbers (`13800138000;010-12345678`), dropping remarks in brackets (`（本人）`).
 * Pure text work: nothing here says whether a piece is a number.
 */
export function splitNumbers(cell: string): readonly string[] {
  const text = cell.replace(/[（(【[][^0-9+）)】\]]{0,60}[）)】\]]/g, ' ');
  return text.split(BETWEEN).map((piece) => piece.trim()).filter((piece) => piece !== '').slice(0, NUMBERS_PER_CELL);
}
