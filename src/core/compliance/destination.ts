/**
 * Which numbers may be dialed at all: countries that are allowed, kinds of numbers and prefixes that are not. Against toll fraud:
 * somebody who earns by what calls to a number cost (premium rate, "international revenue share", Wangiri) puts it into a file, on
 * a desk or behind a stolen login. Asked with each permit, of the number that the trunk is about to be given.
 */
import { PHONE_KINDS, type PhoneKind } from '../phone/number.js';
import { fail, ok, type Result } from '../result.js';
import type { E164 } from '../units.js';
import type { Denial } from './gate.js';
import { isObject } from './reader.js';

/** The setting that holds the rules. */
export const OUTBOUND_NUMBERS = 'outboundNumbers';

export interface OutboundRules {
  /** ISO 3166-1 alpha-2; null: the country of each campaign. */
  readonly countries: readonly string[] | null;
  /** Kinds of numbers that are not dialed. */
  readonly kinds: readonly PhoneKind[];
  /** First digits, `+…`, of numbers that are not dialed, whatever else allows them. */
  readonly barred: readonly string[];
  /** First digits of numbers that are dialed although their kind or country is not allowed; the longer of this and `barred` holds. */
  readonly allowed: readonly string[];
}
export const DEFAULT_OUTBOUND: OutboundRules = { countries: null, kinds: ['premium', 'sharedCost', 'personal', 'pager', 'voicemail', 'global', 'other'], barred: [], allowed: [] };
/** Nothing is dialed: the rules that are kept can't be read. */
export const NO_OUTBOUND: OutboundRules = { countries: [], kinds: PHONE_KINDS, barred: [], allowed: [] };

/** What the numbering plans say of a number. */
export interface Destination { readonly number: E164; /** null: of no country. */ readonly country: string | null; readonly kind: PhoneKind }
/** What the gate read of a destination and decides by; never the number. */
export interface DestinationRead {
  readonly country: string | null;
  /** null: not asked, as the number was not at hand (before a permit is asked for). */
  readonly kind: PhoneKind | null;
  readonly countries: readonly string[];
  /** What forbids it besides its country; `exempt`: an allowed prefix covers it. */
  readonly shut: 'kind' | 'prefix' | 'exempt' | null;
}
/** Kept with a number that a permit was refused for, so that the next number is tried; `edition`: of the rules it was refused by. */
export interface Barred { readonly rule: DestinationRule; readonly edition: number }
export const DESTINATION_RULES = ['DEST-COUNTRY', 'DEST-KIND', 'DEST-PREFIX'] as const;
export type DestinationRule = (typeof DESTINATION_RULES)[number];

const countriesOf = (rules: OutboundRules, country: string | null, home: string | null): readonly string[] => rules.countries ?? (home !== null ? [home] : country === null ? [] : [country]);
/** `home`: the campaign's own country; null: it is about no campaign. */
export function readDestination({ number, country, kind }: Destination, rules: OutboundRules, home: string | null): DestinationRead {
  const longest = (list: readonly string[]): number => Math.max(0, ...list.filter((prefix) => number.startsWith(prefix)).map((prefix) => prefix.length));
  const [barred, allowed] = [longest(rules.barred), longest(rules.allowed)];
  const shut = barred > 0 && barred >= allowed ? 'prefix' : allowed > 0 ? 'exempt' : rules.kinds.includes(kind) ? 'kind' : null;
  return { country, kind, countries: countriesOf(rules, country, home), shut };
}

/** Before a permit is asked for, the number is not at hand: what its record says. null: nothing to judge by. */
export function readOnFile(point: { readonly region: string | null; readonly barred: Barred | null }, rules: OutboundRules, edition: number, home: string | null): DestinationRead | undefined {
  const shut = point.barred?.edition !== edition ? null : point.barred.rule === 'DEST-PREFIX' ? 'prefix' : point.barred.rule === 'DEST-KIND' ? 'kind' : null;
  if (point.region === null && shut === null) return undefined;
  // A prefix may be allowed in a country that is not: only the number itself tells.
  const unsure = rules.allowed.length > 0 && shut === null;
  return unsure ? undefined : { country: point.region, kind: null, countries: countriesOf(rules, point.region, home), shut };
}

export function destinationDenials(read: DestinationRead | undefined): readonly Denial[] {
  if (read === undefined || read.shut === 'exempt') return [];
  const denials: Denial[] = [];
  if (read.shut === 'prefix') denials.push({ rule: 'DEST-PREFIX', text: 'numbers that begin like this one are barred', zh: '该号段已被禁止外呼', until: null });
  if (read.shut === 'kind') denials.push({ rule: 'DEST-KIND', text: `numbers of this kind are not dialed (${read.kind ?? 'barred before'})`, zh: `不允许外呼此类号码（${read.kind ?? '此前已禁止'}）`, until: null });
  if (read.country === null ? read.kind !== null : !read.countries.includes(read.country)) {
    const [where, open] = [read.country ?? '?', read.countries.join(', ')];
    denials.push({ rule: 'DEST-COUNTRY', text: `calls to this country are not allowed (${where}; allowed: ${open})`, zh: `不允许呼叫该国家或地区（${where}；允许：${open}）`, until: null });
  }
  return denials;
}
export const destinationRule = (denials: readonly Pick<Denial, 'rule'>[]): DestinationRule | undefined => DESTINATION_RULES.find((rule) => denials.some((one) => one.rule === rule));

const MOST = 250;
/** As the setting holds them; parts left out have their defaults. Fails with `setting.outboundNumbers` and the place. */
export function readOutbound(value: unknown): Result<OutboundRules> {
  const wrong = (text: string, at = ''): Result<never> => fail('setting.outboundNumbers', text, `/value${at}`);
  if (!isObject(value)) return wrong('must be an object with countries, kinds, barred and allowed');
  const stranger = Object.keys(value).find((name) => !(name in DEFAULT_OUTBOUND));
  if (stranger !== undefined) return wrong('is no part of these rules', `/${stranger}`);
  const list = <T extends string>(name: keyof OutboundRules, fits: (text: string) => text is T, words: string): Result<readonly T[] | undefined> => {
    const given = value[name];
    if (given === undefined) return ok(undefined);
    if (!Array.isArray(given) || given.length > MOST) return wrong(`must be a list of at most ${MOST}`, `/${name}`);
    const all: readonly unknown[] = given;
    const read: T[] = [];
    for (const [at, one] of all.entries()) {
      if (typeof one !== 'string' || !fits(one)) return wrong(words, `/${name}/${at}`);
      if (!read.includes(one)) read.push(one);
    }
    return ok(read);
  };
  const prefix = (text: string): text is string => /^\+[1-9]\d{0,14}$/.test(text);
  const countries = value['countries'] === null ? ok(null) : list('countries', (text): text is string => /^[A-Z]{2}$/.test(text), 'must be an ISO 3166-1 alpha-2 code, e.g. CN');
  const kinds = list('kinds', (text): text is PhoneKind => PHONE_KINDS.some((kind) => kind === text), `must be one of ${PHONE_KINDS.join(', ')}`);
  const barred = list('barred', prefix, 'must be + and the first digits of the numbers');
  const allowed = list('allowed', prefix, 'must be + and the first digits of the numbers');
  if (!countries.ok) return countries;
  if (!kinds.ok) return kinds;
  if (!barred.ok) return barred;
  if (!allowed.ok) return allowed;
  return ok({ countries: countries.value === undefined ? DEFAULT_OUTBOUND.countries : countries.value, kinds: kinds.value ?? DEFAULT_OUTBOUND.kinds, barred: barred.value ?? [], allowed: allowed.value ?? [] });
}
