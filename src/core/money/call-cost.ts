/**
 * What a call costs on a trunk, and what of a day's money it may use up. Amounts are micros: millionths of the currency's unit,
 * integers, as a minute costs fractions of a fen (0.045 CNY = 45 000). A day's sum of 10^15 stays exact in a double.
 */
import type { Failure } from '../result.js';
import type { Millis, ZoneName } from '../units.js';

export type Micros = number;
export const MICROS = 1_000_000;
/** 1 000 units of a currency a minute, and a thousand million a day. */
const MOST_RATE: Micros = 1_000 * MICROS;
const MOST_LIMIT: Micros = 1_000_000_000 * MICROS;

/** `prefix`: first digits `+…`, the longest fits. A call is charged from its answer: `setup`, then `perMinute` for the first `first` seconds whole and for each `step` seconds begun after them (60/60, 6/6, 30/6 are usual). */
export interface TrunkRate { readonly prefix: string; readonly perMinute: Micros; readonly setup: Micros; readonly first: number; readonly step: number }
export interface TrunkSpend {
  /** ISO 4217. */
  readonly currency: string;
  /** For one local day; at least one longest call of the dearest rate, or nothing could be dialed there. */
  readonly dailyLimit: Micros;
  /** Whose midnight the day ends at. */
  readonly zone: ZoneName;
  /** A call is ended after so many minutes, so that what it may still cost is known; 1..240. */
  readonly maxMinutes: number;
  readonly rates: readonly TrunkRate[];
}
/** As of dialing, kept with the attempt: what a trunk charges later changes no past day. */
export type CallRate = Omit<TrunkRate, 'prefix'> & { readonly currency: string };

/** null: nobody knows what this number costs here. */
export function rateFor({ rates, currency }: Pick<TrunkSpend, 'rates' | 'currency'>, number: string): CallRate | null {
  let best: TrunkRate | undefined;
  for (const rate of rates) if (number.startsWith(rate.prefix) && rate.prefix.length > (best?.prefix.length ?? 0)) best = rate;
  if (!best) return null;
  const { perMinute, setup, first, step } = best;
  return { perMinute, setup, first, step, currency };
}
/** Of a call that was answered and talked this long; rounded up to a micro. */
export function costOf(rate: Pick<CallRate, 'perMinute' | 'setup' | 'first' | 'step'>, talk: Millis): Micros {
  const seconds = Math.max(0, talk) / 1000;
  const charged = rate.first + Math.max(0, Math.ceil((seconds - rate.first) / rate.step)) * rate.step;
  return rate.setup + Math.ceil((rate.perMinute * charged) / 60);
}
/** The most one call may cost. */
export const mostOf = (rate: Pick<CallRate, 'perMinute' | 'setup' | 'first' | 'step'>, maxMinutes: number): Micros => costOf(rate, maxMinutes * 60_000);

/** Everything wrong with it, in words. */
export function checkSpend(spend: TrunkSpend, knownZone: (zone: ZoneName) => boolean): Failure[] {
  const problems: Failure[] = [];
  const say = (at: string, text: string): void => { problems.push({ code: 'trunk.field', text: `spend${at} ${text}`, at: `/spend${at}` }); };
  const whole = (value: number, least: number, most: number): boolean => Number.isSafeInteger(value) && value >= least && value <= most;
  if (!/^[A-Z]{3}$/.test(spend.currency)) say('/currency', 'must be a code of ISO 4217, e.g. CNY');
  if (!whole(spend.dailyLimit, 1, MOST_LIMIT)) say('/dailyLimit', 'must be a whole number of millionths of the currency’s unit, 1 or more');
  if (!knownZone(spend.zone)) say('/zone', 'is no known time zone');
  if (!whole(spend.maxMinutes, 1, 240)) say('/maxMinutes', 'must be a whole number from 1 to 240');
  const prefixes = new Set<string>();
  for (const [at, rate] of spend.rates.entries()) {
    if (!/^\+\d{0,15}$/.test(rate.prefix)) say(`/rates/${at}/prefix`, 'must be + and the first digits of the numbers');
    if (prefixes.has(rate.prefix)) say(`/rates/${at}/prefix`, 'is there twice');
    prefixes.add(rate.prefix);
    if (!whole(rate.perMinute, 0, MOST_RATE)) say(`/rates/${at}/perMinute`, 'must be a whole number of millionths, 0 to 1000 units');
    if (!whole(rate.setup, 0, MOST_RATE)) say(`/rates/${at}/setup`, 'must be a whole number of millionths, 0 to 1000 units');
    if (!whole(rate.first, 1, 3600)) say(`/rates/${at}/first`, 'must be whole seconds, 1 to 3600');
    if (!whole(rate.step, 1, 3600)) say(`/rates/${at}/step`, 'must be whole seconds, 1 to 3600');
  }
  if (spend.rates.length === 0) say('/rates', 'must say what numbers cost: a number without a rate is not dialed here');
  if (problems.length === 0) {
    const dearest = Math.max(...spend.rates.map((rate) => mostOf(rate, spend.maxMinutes)));
    if (dearest > spend.dailyLimit) say('/dailyLimit', `is less than one call of ${spend.maxMinutes} minutes may cost (${dearest})`);
  }
  return problems;
}
/** `12.5`, `0.045`: at most six decimals are shown, two at least. */
export const formatMicros = (amount: Micros): string => (amount / MICROS).toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1');
