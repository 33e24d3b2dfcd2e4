import type { PhoneNumber } from '../../core/phone/number.js';
import type { Result } from '../../core/result.js';

/**
 * The world's numbering plans.
 * `normalise` fails with `phone.invalid`, `phone.country` (the default country is no ISO 3166-1 alpha-2 code it knows),
 * `phone.extension` (the line behind a switchboard: dialing the number alone would reach somebody else) and
 * `phone.scientific` (`1.38E+10`: a spreadsheet destroyed it). Texts of failures never hold the number.
 */
export interface PhoneBook {
  /** `raw`: one number as people write it. `defaultCountry`: for numbers without a country code, e.g. `CN`. */
  normalise(raw: string, defaultCountry: string): Result<PhoneNumber>;
}
