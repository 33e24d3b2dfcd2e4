/** What a move must know of a creditor and of this installation before it touches money: rules, zone, limits. */
import { creditorRulesOf, type CreditorRules } from '../../../core/collections/creditor-rules.js';
import { dayNumber, dayStart, wallTime } from '../../../core/time/zones.js';
import type { Id, Instant, LocalDate, Minor, ZoneName } from '../../../core/units.js';
import type { MoveContext } from './context.js';

export const rulesOf = ({ tx }: Pick<MoveContext, 'tx'>, creditorId: Id): CreditorRules => creditorRulesOf(tx.get('entity', creditorId));

/** The value of a setting of the installation; undefined when nobody set it. */
export const settingOf = ({ tx }: Pick<MoveContext, 'tx'>, key: string): unknown => tx.first('setting', { where: { key } })?.value;
function wholeSetting(context: MoveContext, key: string, least: number, most: number): number | null {
  const value = settingOf(context, key);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most ? value : null;
}

export const DEFAULT_ZONE: ZoneName = 'Asia/Shanghai';
/** The zone in which days of money are counted: setting `zone`, else `DEFAULT_ZONE`. Campaigns have their own for calling hours. */
export function zoneOf(context: Pick<MoveContext, 'tx' | 'zones'>): ZoneName {
  const value = settingOf(context, 'zone');
  return typeof value === 'string' && context.zones.has(value) ? value : DEFAULT_ZONE;
}
/** The local date of an instant in that zone. */
export function localDay(context: Pick<MoveContext, 'tx' | 'zones'>, at: Instant, zone: ZoneName = zoneOf(context)): LocalDate {
  return wallTime(context.zones, zone, at)?.date ?? new Date(at).toISOString().slice(0, 10);
}
/** The first instant of a local date. */
export function startOfDay(context: Pick<MoveContext, 'tx' | 'zones'>, day: LocalDate, zone: ZoneName = zoneOf(context)): Instant {
  const midnight = dayNumber(day) * 86_400_000;
  const noon = midnight + 43_200_000 - (context.zones.offsetMinutes(zone, midnight) ?? 0) * 60_000;
  return dayStart(context.zones, zone, noon) ?? midnight;
}

/** Days ahead a promise may be due: setting `promise.mostDays`, 1 to 3660; default 366. */
export const mostPromiseDays = (context: MoveContext): number => wholeSetting(context, 'promise.mostDays', 1, 3660) ?? 366;
/** What may be promised, in percent of what is owed: setting `promise.mostPercent`, 100 to 1000; null: no limit, as interest may accrue until it is due. */
export const mostPromisePercent = (context: MoveContext): number | null => wholeSetting(context, 'promise.mostPercent', 100, 1000);
/**
 * What one person may waive (减免) without an approval, in minor units: setting `waiver.limit`, a number for every currency or
 * `{ "CNY": 50000 }` by currency; null: no limit (nobody set one, or not for this currency).
 */
export function waiverLimit(context: MoveContext, currency: string): Minor | null {
  const value = settingOf(context, 'waiver.limit');
  const own: unknown = typeof value === 'object' && value !== null && Object.hasOwn(value, currency) ? Reflect.get(value, currency) : value;
  return typeof own === 'number' && Number.isSafeInteger(own) && own >= 0 ? own : null;
}
