/** Where the callee may be and what the facts of the record mean to a pack. Pure: countries and facts in, the words of a request out. */
import { FORBIDDING } from './gate.js';
import { holds } from './condition.js';
import type { Policy } from './policy.js';
import type { GateAsk, RequestFact } from './request.js';
import type { ContactPoint, StandingFact } from '../records/index.js';

/** The countries themselves, and every place below one that a pack of law speaks of: where only the country is known, each is possible. */
export const regionsOf = (countries: readonly string[], places: readonly string[]): readonly string[] => [...countries, ...places.filter((place) => countries.some((country) => place.startsWith(`${country}-`)))];

/**
 * A region no pack of law covers: nobody has said what may be done there. `null`: all are covered. Where no region is known at
 * all, only a pack that speaks of every place covers it.
 */
export function uncovered(policy: Policy, ask: GateAsk, countries: readonly string[]): string | null {
  const covers = (regions: readonly string[]): boolean => policy.packs.some((pack) => pack.kind === 'law'
    && (pack.effective.from ?? -Infinity) <= ask.now && ask.now < (pack.effective.until ?? Infinity) && (pack.when === undefined || holds(pack.when, { ...ask, regions }, ask.now)));
  if (countries.length === 0) return covers([]) ? null : 'unknown';
  return countries.find((country) => !covers([country])) ?? null;
}

/** `21:00-22:30`, with or without the zone behind it, within the evidence of hours that were agreed. Hours nobody wrote down lift nothing. */
const HOURS = /(?:^|\s)([01]\d|2[0-3]):([0-5]\d)\s*[-–—~至]\s*([01]\d|2[0-4]):([0-5]\d)(?:\s+([A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+)+))?/;

/** Facts in seconds. What forbids begins early and ends late, what lifts begins late and ends early. */
export function requestFacts(facts: readonly Pick<StandingFact, 'kind' | 'from' | 'until' | 'evidence'>[], consent: ContactPoint['consent'] | null, zone: string, daysPastDue: number | null): readonly RequestFact[] {
  const found: RequestFact[] = [];
  for (const fact of facts) {
    const forbids = FORBIDDING.has(fact.kind);
    const span = { from: forbids ? Math.floor(fact.from / 1000) : Math.ceil(fact.from / 1000), ...(fact.until === null ? {} : { until: forbids ? Math.ceil(fact.until / 1000) : Math.floor(fact.until / 1000) }) };
    if (fact.kind !== 'agreedHours') { found.push({ kind: fact.kind, ...span }); continue; }
    const match = HOURS.exec(fact.evidence ?? '');
    if (!match) continue;
    const second = (hour: string | undefined, minute: string | undefined): number => Number(hour) * 3600 + Number(minute) * 60;
    const hours = { zone: match[5] ?? zone, open: second(match[1], match[2]), close: second(match[3], match[4]) };
    if (hours.open < hours.close && hours.close <= 86_400) found.push({ kind: fact.kind, ...span, hours });
  }
  if (consent === 'given') found.push({ kind: 'consent' });
  if (consent === 'withdrawn') found.push({ kind: 'consentWithdrawn' });
  if (daysPastDue !== null && daysPastDue > 15) found.push({ kind: 'past15Days' });
  return found;
}
