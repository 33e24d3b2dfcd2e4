/**
 * Where a number may be: a prefix stands for a set of zones, and for places of law. Curated where libraries name one zone and
 * several are possible (measured: any +62 mobile Jakarta, +61 4 Sydney, +7 9 Moscow, +1 850 Chicago); every other number may be
 * anywhere in its country. Sources: the numbering plans (ITU E.164, NANPA, ACMA, BRTI, Roskomnadzor, MIIT) and the borders of zones in
 * the IANA database. Mobile numbers move with their owner, and wired ones are ported: the set is evidence, never the answer.
 */
import type { Places } from '../records/index.js';
import { AREA_CODES } from './north-america.js';

/** No zones: the number says nothing about where it is, and no call may be made on its word. */
export interface NumberPlaces extends Places {
  readonly zones: readonly string[];
  readonly because: 'prefix' | 'country' | 'nonGeographic' | 'unknown';
}

/** To be raised with every change of these tables and of `placeOfAddress`: contact points are placed again then. */
export const PLACES_EDITION = 1;

const INDONESIA = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'];
const AUSTRALIA = ['Australia/Perth', 'Australia/Eucla', 'Australia/Darwin', 'Australia/Adelaide', 'Australia/Broken_Hill', 'Australia/Brisbane', 'Australia/Lindeman', 'Australia/Melbourne', 'Australia/Hobart', 'Australia/Sydney', 'Australia/Lord_Howe'];
const RUSSIA = ['Europe/Kaliningrad', 'Europe/Moscow', 'Europe/Samara', 'Asia/Yekaterinburg', 'Asia/Omsk', 'Asia/Krasnoyarsk', 'Asia/Irkutsk', 'Asia/Yakutsk', 'Asia/Vladivostok', 'Asia/Magadan', 'Asia/Kamchatka'];
/** Longest prefix wins; digits after the plus. */
const SETS: readonly { readonly prefixes: readonly string[]; readonly zones: readonly string[]; readonly regions: readonly string[] }[] = [
  // One legal time; the wired numbers of Xinjiang are told apart for the courtesy of its own clock.
  { prefixes: ['86'], zones: ['Asia/Shanghai'], regions: ['CN'] },
  { prefixes: ['990', '991', '992', '993', '994', '995', '996', '997', '998', '999', '901', '902', '903', '906', '908', '909'].map((area) => `86${area}`), zones: ['Asia/Shanghai'], regions: ['CN-XJ'] },
  { prefixes: ['62'], zones: INDONESIA, regions: ['ID'] },
  { prefixes: ['614', '615', '611'], zones: AUSTRALIA, regions: ['AU'] },
  { prefixes: ['612'], zones: ['Australia/Sydney', 'Australia/Broken_Hill', 'Australia/Lord_Howe'], regions: ['AU'] },
  { prefixes: ['613'], zones: ['Australia/Melbourne', 'Australia/Hobart', 'Australia/Sydney'], regions: ['AU'] },
  { prefixes: ['617'], zones: ['Australia/Brisbane', 'Australia/Lindeman', 'Australia/Sydney'], regions: ['AU'] },
  { prefixes: ['618'], zones: ['Australia/Perth', 'Australia/Eucla', 'Australia/Darwin', 'Australia/Adelaide', 'Australia/Broken_Hill'], regions: ['AU'] },
  { prefixes: ['79', '73', '74', '78'], zones: RUSSIA, regions: ['RU'] },
];
/** Free, premium, personal, machine and satellite numbers: they are nowhere. */
const NOWHERE: readonly string[] = [
  ...['800', '822', '833', '844', '855', '866', '877', '888', '900', '500', '521', '522', '523', '524', '525', '526', '527', '528', '529', '532', '533', '535', '538', '542', '543', '544', '545', '546', '547', '549', '550', '552', '553', '554', '556', '566', '569', '577', '578', '588', '589', '600', '622', '633', '644', '655', '677', '688', '700', '710'].map((area) => `1${area}`),
  '86400', '86800', '61180', '6113', '6119', '62800', '62807', '62808', '62809', '7800', '7803', '7804', '7809', '870', '878', '881', '882', '883', '800', '808', '979',
];
const BY_PREFIX = new Map([
  ...SETS.flatMap(({ prefixes, zones, regions }) => prefixes.map((prefix): [string, NumberPlaces] => [prefix, { zones, regions, because: 'prefix' }])),
  ...[...AREA_CODES].map(([code, places]): [string, NumberPlaces] => [`1${code}`, { ...places, because: 'prefix' }]),
  ...NOWHERE.map((prefix): [string, NumberPlaces] => [prefix, { zones: [], regions: [], because: 'nonGeographic' }]),
]);
const LONGEST = Math.max(...[...BY_PREFIX.keys()].map((prefix) => prefix.length));

const isNumber = (e164: string): boolean => /^\+[1-9]\d{6,14}$/.test(e164);
function byPrefix(digits: string): NumberPlaces | undefined {
  for (let length = LONGEST; length > 0; length -= 1) {
    const found = BY_PREFIX.get(digits.slice(0, length));
    if (found) return found;
  }
  return undefined;
}

/** What the digits themselves say beyond their country; null: nothing. No zones: the number is nowhere, and no call may be made on its word. */
export function prefixPlaces(e164: string): Places | null {
  // Nine in ten numbers of a Chinese file: mobiles, which say no more than their country.
  if (e164.startsWith('+861') || !isNumber(e164)) return null;
  const found = byPrefix(e164.slice(1));
  return found === undefined || found.regions.includes('CN') ? null : { zones: found.zones, regions: found.regions };
}
/**
 * `country`: ISO 3166-1 alpha-2 of the number, as its plan tells; null when it does not. `zonesOfCountry`: all IANA zones of a
 * country. A number without the plus, and one whose country nobody knows, is nowhere.
 */
export function placesOfNumber(e164: string, country: string | null, zonesOfCountry: (country: string) => readonly string[]): NumberPlaces {
  const found = isNumber(e164) ? byPrefix(e164.slice(1)) : undefined;
  if (found) return found;
  const zones = country === null || !isNumber(e164) ? [] : zonesOfCountry(country);
  return country === null || zones.length === 0 ? { zones: [], regions: [], because: 'unknown' } : { zones, regions: [country], because: 'country' };
}
