/** Where somebody lives, as a column of its own says it: a code, a province, a state. Cities are not guessed. */
import { placeOfAddress, placeOfRegion, type Placed } from '../compliance/located.js';
import { STATE_ZONES } from '../compliance/north-america.js';
import { currencyOf } from './amount.js';

export interface Region extends Placed {
  /** As it is kept: an ISO 3166 code, or the words of a Chinese province. */
  readonly words: string;
}

/** Territories with law and numbering of their own, by ISO 3166-1. */
const BESIDE: readonly (readonly [RegExp, string])[] = [[/^(?:中国)?香港/, 'HK'], [/^(?:中国)?澳门/, 'MO'], [/^(?:中国)?台湾/, 'TW'], [/^(?:中国|中华人民共和国|china)$/i, 'CN'], [/^(?:美国|united states(?: of america)?|usa)$/i, 'US'], [/^(?:加拿大|canada)$/i, 'CA']];

/** States of the USA and provinces of Canada by name: ISO 3166-2 after the country. */
const NAMES = `US-AL Alabama;US-AK Alaska;US-AZ Arizona;US-AR Arkansas;US-CA California;US-CO Colorado;US-CT Connecticut;US-DE Delaware;US-DC District of Columbia;US-FL Florida;US-GA Georgia;US-HI Hawaii;US-ID Idaho;US-IL Illinois;US-IN Indiana;US-IA Iowa;US-KS Kansas;US-KY Kentucky;US-LA Louisiana;US-ME Maine;US-MD Maryland;US-MA Massachusetts;US-MI Michigan;US-MN Minnesota;US-MS Mississippi;US-MO Missouri;US-MT Montana;US-NE Nebraska;US-NV Nevada;US-NH New Hampshire;US-NJ New Jersey;US-NM New Mexico;US-NY New York;US-NC North Carolina;US-ND North Dakota;US-OH Ohio;US-OK Oklahoma;US-OR Oregon;US-PA Pennsylvania;US-RI Rhode Island;US-SC South Carolina;US-SD South Dakota;US-TN Tennessee;US-TX Texas;US-UT Utah;US-VT Vermont;US-VA Virginia;US-WA Washington;US-WV West Virginia;US-WI Wisconsin;US-WY Wyoming;CA-AB Alberta;CA-BC British Columbia;CA-MB Manitoba;CA-NB New Brunswick;CA-NL Newfoundland and Labrador;CA-NS Nova Scotia;CA-NT Northwest Territories;CA-NU Nunavut;CA-ON Ontario;CA-PE Prince Edward Island;CA-QC Quebec;CA-SK Saskatchewan;CA-YT Yukon`;
const BY_NAME: ReadonlyMap<string, string> = new Map(NAMES.split(';').map((one): [string, string] => [one.slice(6).toLowerCase(), one.slice(0, 5)]));

/**
 * `US-CA`, `CN-XJ`, `HK`; a state or province by its letters (`CA` in a file whose `country` is US is California) or its name;
 * a Chinese province by its first words (新疆维吾尔自治区…). Null: nobody knows where that is.
 */
export function parseRegion(raw: string, country: string): Region | null {
  const text = raw.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const code = codeOf(text, country);
  const coded = code === undefined ? undefined : placeOfRegion(code);
  if (code !== undefined && coded !== undefined) return { words: code, ...coded };
  const said = placeOfAddress(text);
  return said.region === 'CN' ? { words: text.slice(0, 60), ...said } : null;
}

function codeOf(text: string, country: string): string | undefined {
  const beside = BESIDE.find(([words]) => words.test(text))?.[1];
  if (beside !== undefined) return beside;
  const upper = text.toUpperCase();
  if (STATE_ZONES.has(`${country}-${upper}`)) return `${country}-${upper}`;
  const [nation = '', below] = upper.split('-');
  if (/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/.test(upper) && currencyOf(nation) !== null) {
    // The two countries whose places are all known here: a slip is told, not kept.
    return below !== undefined && (nation === 'US' || nation === 'CA') && !STATE_ZONES.has(upper) ? undefined : upper;
  }
  return BY_NAME.get(text.toLowerCase());
}
