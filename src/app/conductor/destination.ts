/** What leaves for where: the numbering plans' word on a number, how a refusal is told, and calls that lasted as long as their trunk lets them. */
import { DEFAULT_SETTINGS } from '../../core/campaign/defaults.js';
import { DEFAULT_OUTBOUND, destinationDenials, destinationRule, NO_OUTBOUND, OUTBOUND_NUMBERS, readDestination, readOutbound, type Destination } from '../../core/compliance/destination.js';
import type { Denial } from '../../core/compliance/gate.js';
import { fail, type Result } from '../../core/result.js';
import type { E164 } from '../../core/units.js';
import type { PhoneBook } from '../ports/phones.js';
import type { ConductorDeps } from './deps.js';
import type { Floor } from './floor.js';

/** A number no plan knows is of no country and no kind: nothing allows it. */
export function destinationOf(phones: PhoneBook, number: E164): Destination {
  const read = phones.normalise(number, 'CN');
  return read.ok && read.value.e164 === number ? { number, country: read.value.region, kind: read.value.kind } : { number, country: null, kind: 'other' };
}

const CODES = { 'DEST-COUNTRY': 'destination.country', 'DEST-KIND': 'destination.kind', 'DEST-PREFIX': 'destination.prefix' } as const;
/** Codes: `destination.country`, `destination.kind`, `destination.prefix`, else `gate.denied`. */
export function refusalOf(denials: readonly Denial[], before = ''): Result<never> {
  const rule = destinationRule(denials);
  return fail(rule === undefined ? 'gate.denied' : CODES[rule], before + denials.map((denial) => denial.text).join('; '));
}

/** Longest number inside a company's own exchange. */
const EXTENSION = 6;
/**
 * May the standing leg of a desk go there? What goes through a gateway is held to the rules for numbers, in whatever form it is
 * written for the gateway. What is no number of a plan is a line of the company's own exchange, unless the gateway is a trunk.
 */
export async function mayReach({ store, phones }: Pick<ConductorDeps, 'store' | 'phones'>, dialString: string): Promise<boolean> {
  const [, gateway, dialed] = /^sofia\/gateway\/([^/]+)\/(.*)$/.exec(dialString) ?? [];
  if (gateway === undefined || dialed === undefined) return true;
  const [row] = await store.find('setting', { where: { key: OUTBOUND_NUMBERS }, limit: 1 });
  const read = row === undefined ? undefined : readOutbound(row.value);
  const rules = read === undefined ? DEFAULT_OUTBOUND : read.ok ? read.value : NO_OUTBOUND;
  for (const home of rules.countries ?? [DEFAULT_SETTINGS.defaultCountry]) {
    const number = phones.normalise(dialed, home);
    if (number.ok) return destinationDenials(readDestination({ number: number.value.e164, country: number.value.region, kind: number.value.kind }, rules, home)).length === 0;
  }
  return new RegExp(`^\\d{1,${EXTENSION}}$`).test(dialed) || await store.count('trunk', { gateway }) === 0;
}

/** A trunk with a limit lets no call last beyond what was held for it. */
export function endLongCalls(floor: Floor): void {
  const now = floor.deps.clock.now();
  for (const call of [...floor.calls.values()]) {
    const limit = call.token?.hold?.limit;
    if (limit === undefined || call.facts.answeredAt === null || now - call.facts.answeredAt < limit || !call.takes('hangUpAsked')) continue;
    floor.journal.note(call.attempt.id, 'endedAtLimit', { minutes: Math.round(limit / 60_000) });
    if (call.agent) floor.deps.desk.push(call.agent.user.id, { type: 'notice', at: now, level: 'warning', code: 'call.limit', text: `the call was ended: its trunk lets none last longer than ${Math.round(limit / 60_000)} minutes` });
    call.apply('hangUpAsked');
  }
  for (const leg of [...floor.outside.values()]) leg.endIfTooLong(now);
}
