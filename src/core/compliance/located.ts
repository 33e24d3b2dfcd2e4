/** What is on file about where a person may be: their numbers, addresses and own words, as evidence of zones and places of law. Pure. */
import type { ContactPoint, Places, StandingFact } from '../records/index.js';
import { STATE_ZONES } from './north-america.js';
import { whereabouts, type Whereabouts, type ZoneEvidence } from './whereabouts.js';

/** What is known of an address: its country, and what it says beyond it. */
export interface Placed { readonly region: string | null; readonly places: Places | null }
const NOWHERE_KNOWN: Placed = { region: null, places: null };
const REGION = /^([A-Z]{2})(?:-[A-Z0-9]{1,3})?$/;

/** A place by its code: ISO 3166-1 (`CN`) or -2 (`US-CA`, `CN-XJ`). Undefined: it is no such code. */
export function placeOfRegion(code: string): Placed | undefined {
  const country = REGION.exec(code)?.[1];
  if (country === undefined) return undefined;
  return code === country ? { region: country, places: null } : { region: country, places: { zones: STATE_ZONES.get(code) ?? null, regions: [code] } };
}

/** Does `told` name a place that `known` does not name as well? A country alone says no more than a place within it. */
export function saysMore(told: Placed, known: Placed): boolean {
  if (told.region === null || told.region !== known.region) return told.region !== null;
  return (told.places?.regions ?? []).some((place) => known.places?.regions.includes(place) !== true);
}

/** State and ZIP, province and postal code, at the end of a line or of the address. */
const AMERICAN = /\b([A-Z]{2})[.,]?\s+\d{5}(?:-\d{4})?\b/;
const CANADIAN = /\b([A-Z]{2})[.,]?\s+[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b/;
/** Provinces and cities of that rank; Taiwan, Hong Kong and Macau have plans and law of their own. */
const CHINESE = /^(?:中国|中华人民共和国)?\s*(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆)/;

/** Where an address lies, as far as its text tells by a post code or a Chinese province; no place is guessed. */
export function placeOfAddress(text: string): Placed {
  const line = text.normalize('NFKC').trim();
  if (CHINESE.test(line)) return line.slice(0, 14).includes('新疆') ? { region: 'CN', places: { zones: null, regions: ['CN-XJ'] } } : { region: 'CN', places: null };
  const upper = line.toUpperCase();
  const [state, province] = [AMERICAN.exec(upper)?.[1], CANADIAN.exec(upper)?.[1]];
  if (state !== undefined && STATE_ZONES.has(`US-${state}`)) return placeOfRegion(`US-${state}`) ?? NOWHERE_KNOWN;
  if (province !== undefined && STATE_ZONES.has(`CA-${province}`)) return placeOfRegion(`CA-${province}`) ?? NOWHERE_KNOWN;
  return NOWHERE_KNOWN;
}

/** IANA names within the words of a statement ("lives in Urumqi now: Asia/Urumqi"), of those there is data for. */
export const statedZones = (evidence: string | null, known: (zone: string) => boolean): readonly string[] => [...new Set(evidence?.match(/\b[A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+)+/g) ?? [])].filter(known);

export interface OnFile {
  /** All numbers and addresses of the person called. */
  readonly points: readonly ContactPoint[];
  /** The number to be called: it counts whatever its validity says. */
  readonly dialed: Pick<ContactPoint, 'valueIndex' | 'region' | 'places'>;
  /** Standing facts about that person and that number. */
  readonly facts: readonly StandingFact[];
  /** Milliseconds. */
  readonly now: number;
  zonesOf(country: string): readonly string[];
  known(zone: string): boolean;
}
export interface Located {
  readonly where: Whereabouts;
  /** Countries that any of it names. */
  readonly countries: readonly string[];
  /** Places below a country that any of it names. */
  readonly regions: readonly string[];
}

/**
 * The union of what every number that is valid, every address and the debtor's own words say. An address that nobody placed may
 * be anywhere in the countries of the others; a number that is nowhere says nothing.
 */
export function locate(of: OnFile): Located {
  const numbers = [of.dialed, ...of.points.filter((point) => point.kind === 'phone' && point.valueIndex !== of.dialed.valueIndex && isValid(point, of.now))];
  const addresses = of.points.filter((point) => point.kind === 'address' && isValid(point, of.now));
  const all = [...numbers, ...addresses];
  const countries = [...new Set(all.flatMap(({ region, places }) => (region === null || isNowhere(places) ? [] : [region])))];
  const zones = ({ region, places }: Placed): readonly string[] => places?.zones ?? (region === null ? [] : of.zonesOf(region));
  const anywhere = countries.flatMap((country) => of.zonesOf(country));
  const evidence: ZoneEvidence[] = [
    ...numbers.map((one): ZoneEvidence => ({ source: 'number', zones: zones(one), at: null })),
    ...addresses.map((one): ZoneEvidence => ({ source: 'address', zones: one.region === null ? anywhere : zones(one), at: null })),
    ...of.facts.filter((fact) => fact.kind === 'whereabouts').map((fact): ZoneEvidence => ({ source: 'statement', zones: statedZones(fact.evidence, (zone) => of.known(zone)), at: Math.ceil(fact.from / 1000), ...(fact.until === null ? {} : { until: Math.floor(fact.until / 1000) }) })),
  ];
  return { where: whereabouts(evidence, Math.floor(of.now / 1000)), countries, regions: [...new Set(all.flatMap((one) => one.places?.regions.filter((place) => place.includes('-')) ?? []))] };
}
const isNowhere = (places: Places | null): boolean => places?.zones?.length === 0;
/** By whole days, and a day wider on either side: what is lawful in more zones is lawful. */
function isValid({ validFrom, validUntil }: Pick<ContactPoint, 'validFrom' | 'validUntil'>, now: number): boolean {
  const day = (shift: number): string => new Date(now + shift * 86_400_000).toISOString().slice(0, 10);
  return (validFrom === null || validFrom <= day(1)) && (validUntil === null || validUntil >= day(-1));
}
