/**
 * Where a number may be: a prefix stands for a set of zones, and for places of law. Curated where libraries name one zone and
 * several are possible (measured: any +62 mobile Jakarta, +61 4 Sydney, +7 9 Moscow, +1 850 Chicago); every other number may be
 * anywhere in its country. Sources: the numbering plans (ITU E.164, NANPA, ACMA, BRTI, Roskomnadzor, MIIT) and the borders of zones in
 * the IANA database. Mobile numbers move with their owner, and wired ones are ported: the set is evidence, never the answer.
 */

export interface NumberPlaces {
  /** IANA names; empty: the number says nothing about where it is, and no call may be made on its word. */
  readonly zones: readonly string[];
  /** ISO 3166 codes. */
  readonly regions: readonly string[];
  readonly because: 'prefix' | 'country' | 'nonGeographic' | 'unknown';
}

const INDONESIA = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'];
const AUSTRALIA = ['Australia/Perth', 'Australia/Eucla', 'Australia/Darwin', 'Australia/Adelaide', 'Australia/Broken_Hill', 'Australia/Brisbane', 'Australia/Lindeman', 'Australia/Melbourne', 'Australia/Hobart', 'Australia/Sydney', 'Australia/Lord_Howe'];
const RUSSIA = ['Europe/Kaliningrad', 'Europe/Moscow', 'Europe/Samara', 'Asia/Yekaterinburg', 'Asia/Omsk', 'Asia/Krasnoyarsk', 'Asia/Irkutsk', 'Asia/Yakutsk', 'Asia/Vladivostok', 'Asia/Magadan', 'Asia/Kamchatka'];
const [E, C, M, P] = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'];
const BC = ['America/Vancouver', 'America/Fort_Nelson', 'America/Creston', 'America/Dawson_Creek', 'America/Edmonton'];

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
  { prefixes: ['1850', '1448'], zones: [E, C], regions: ['US-FL'] },
  { prefixes: ['1541', '1458'], zones: [P, 'America/Boise'], regions: ['US-OR'] },
  { prefixes: ['1812', '1930', '1219', '1574'], zones: ['America/Indiana/Indianapolis', C, E], regions: ['US-IN'] },
  { prefixes: ['1606', '1270', '1364'], zones: [E, C], regions: ['US-KY'] },
  { prefixes: ['1423', '1931'], zones: [E, C], regions: ['US-TN'] },
  { prefixes: ['1605'], zones: [C, M], regions: ['US-SD'] },
  { prefixes: ['1701'], zones: [C, M], regions: ['US-ND'] },
  { prefixes: ['1308'], zones: [C, M], regions: ['US-NE'] },
  { prefixes: ['1785', '1620'], zones: [C, M], regions: ['US-KS'] },
  { prefixes: ['1906'], zones: ['America/Detroit', 'America/Menominee'], regions: ['US-MI'] },
  { prefixes: ['1208', '1986'], zones: [P, 'America/Boise'], regions: ['US-ID'] },
  { prefixes: ['1775'], zones: [P, M], regions: ['US-NV'] },
  { prefixes: ['1915', '1432'], zones: [C, M], regions: ['US-TX'] },
  { prefixes: ['1334'], zones: [C, E], regions: ['US-AL'] },
  // Navajo land keeps summer time, the rest of Arizona does not.
  { prefixes: ['1928'], zones: ['America/Phoenix', M], regions: ['US-AZ'] },
  { prefixes: ['1907'], zones: ['America/Anchorage', 'America/Adak'], regions: ['US-AK'] },
  { prefixes: ['1250', '1236', '1672', '1778'], zones: BC, regions: ['CA-BC'] },
  { prefixes: ['1807'], zones: ['America/Toronto', 'America/Winnipeg', 'America/Atikokan'], regions: ['CA-ON'] },
  { prefixes: ['1306', '1639', '1474'], zones: ['America/Regina', 'America/Edmonton'], regions: ['CA-SK'] },
  { prefixes: ['1709', '1879'], zones: ['America/St_Johns', 'America/Goose_Bay'], regions: ['CA-NL'] },
  { prefixes: ['1418', '1581', '1367'], zones: ['America/Toronto', 'America/Blanc-Sablon', 'America/Halifax'], regions: ['CA-QC'] },
  // Three territories under one area code.
  { prefixes: ['1867'], zones: ['America/Whitehorse', 'America/Yellowknife', 'America/Edmonton', 'America/Rankin_Inlet', 'America/Iqaluit', 'America/Resolute', 'America/Atikokan'], regions: ['CA'] },
];
/** Free, premium, personal, machine and satellite numbers: they are nowhere. */
const NOWHERE: readonly string[] = [
  ...['800', '822', '833', '844', '855', '866', '877', '888', '900', '500', '521', '522', '523', '524', '525', '526', '527', '528', '529', '532', '533', '535', '538', '542', '543', '544', '545', '546', '547', '549', '550', '552', '553', '554', '556', '566', '569', '577', '578', '588', '589', '600', '622', '633', '644', '655', '677', '688', '700', '710'].map((area) => `1${area}`),
  '86400', '86800', '61180', '6113', '6119', '62800', '62807', '62808', '62809', '7800', '7803', '7804', '7809', '870', '878', '881', '882', '883', '800', '808', '979',
];
/** Area codes that belong to places packs of law name; the zone stays that of the country. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  'US-MA': ['339', '351', '413', '508', '617', '774', '781', '857', '978'],
  'US-NY-NYC': ['212', '332', '347', '465', '646', '718', '917', '929'],
  'US-WA': ['206', '253', '360', '425', '509', '564'],
  'US-CA': ['209', '213', '279', '310', '323', '341', '350', '357', '369', '408', '415', '424', '442', '510', '530', '559', '562', '619', '626', '628', '650', '657', '661', '669', '707', '714', '738', '747', '760', '805', '818', '820', '831', '837', '840', '858', '909', '916', '925', '949', '951'],
};
const BY_PREFIX = new Map([
  ...SETS.flatMap(({ prefixes, zones, regions }) => prefixes.map((prefix): [string, NumberPlaces] => [prefix, { zones, regions, because: 'prefix' }])),
  ...NOWHERE.map((prefix): [string, NumberPlaces] => [prefix, { zones: [], regions: [], because: 'nonGeographic' }]),
]);
const STATE_OF = new Map(Object.entries(STATES).flatMap(([state, areas]) => areas.map((area): [string, string] => [area, state])));
const LONGEST = Math.max(...[...BY_PREFIX.keys()].map((prefix) => prefix.length));

/**
 * `country`: ISO 3166-1 alpha-2 of the number, as its plan tells; null when it does not. `zonesOfCountry`: all IANA zones of a
 * country. A number without the plus, and one whose country nobody knows, is nowhere.
 */
export function placesOfNumber(e164: string, country: string | null, zonesOfCountry: (country: string) => readonly string[]): NumberPlaces {
  if (!/^\+[1-9]\d{6,14}$/.test(e164)) return { zones: [], regions: [], because: 'unknown' };
  const digits = e164.slice(1);
  for (let length = LONGEST; length > 0; length -= 1) {
    const found = BY_PREFIX.get(digits.slice(0, length));
    if (found) return found;
  }
  if (country === null) return { zones: [], regions: [], because: 'unknown' };
  const state = digits.startsWith('1') && country === 'US' ? STATE_OF.get(digits.slice(1, 4)) : undefined;
  const zones = zonesOfCountry(country);
  return zones.length === 0 ? { zones, regions: [], because: 'unknown' } : { zones, regions: [state ?? country], because: 'country' };
}
