/**
 * Packs made ready to be asked: their rules with the zones and calendars they need. Every rule of every pack must allow; a
 * pack that is added can only deny more, because what lifts a rule is part of that rule.
 */
import { fail, ok, type Result } from '../result.js';
import type { ZoneClocks } from '../time/clock.js';
import { holds, stands } from './condition.js';
import { judgeOf, type Asked, type Figures, type Judge } from './judge.js';
import { HORIZON, nextOpen } from './opening.js';
import type { Calendar, Condition, Pack, PackRule } from './pack.js';
import type { GateAsk } from './request.js';

/** Checks that belong to no law: the clock may not have stepped back, a permit lives 5 s, the zone and place of the callee must be known. */
export interface Guards { readonly clock: boolean; readonly permit: boolean; readonly zone: boolean; readonly place: boolean }
export const ALL_GUARDS: Guards = { clock: true, permit: true, zone: true, place: true };
export const NO_GUARDS: Guards = { clock: false, permit: false, zone: false, place: false };

export interface PolicyRule {
  readonly pack: Pack;
  readonly rule: PackRule;
  next(asked: Asked, at: number): number;
  figures(asked: Asked, at: number): Figures;
}
export interface Policy {
  readonly packs: readonly Pack[];
  /** Those that its rules ask. */
  readonly calendars: readonly Calendar[];
  readonly guards: Guards;
  readonly rules: readonly PolicyRule[];
  readonly zones: ZoneClocks;
  /** Lengths after which a lift by a fact ends. */
  readonly lifts: readonly number[];
  /** Some rule asks where the callee is; a request that doesn't know is denied. */
  readonly placed: boolean;
  /** How far back events must be read for every count, in seconds. */
  readonly lookBack: number;
}

/** Fails with `policy.zone` or `policy.calendar`: a rule names what there is no data for. */
export function makePolicy(packs: readonly Pack[], calendars: readonly Calendar[], zones: ZoneClocks, guards: Guards = ALL_GUARDS): Result<Policy> {
  const rules: PolicyRule[] = [];
  const used = new Set<Calendar>();
  for (const pack of packs) for (const rule of pack.rules) {
    const names = zonesOf(rule);
    const clocks = names.map((name) => zones.clock(name)).filter((clock) => clock !== undefined);
    const missing = names.find((name) => !zones.clock(name));
    if (missing !== undefined) return fail('policy.zone', `${pack.id} ${rule.id}: there is no data for the time zone ${missing}`);
    const wanted = rule.kind === 'window' ? rule.table.calendar : undefined;
    const calendar = calendars.find((one) => one.id === wanted);
    if (wanted !== undefined && !calendar) return fail('policy.calendar', `${pack.id} ${rule.id}: there is no calendar ${wanted}`);
    if (calendar) used.add(calendar);
    const judge = judgeOf(rule, { clocks, calendar });
    if (judge) rules.push(policyRule(pack, rule, judge, zones));
  }
  const lifts = [...new Set(packs.flatMap((pack) => pack.rules.flatMap((rule) => rule.liftedBy.flatMap(({ within }) => (within === undefined ? [] : [within])))))];
  const placed = packs.some((pack) => asksPlace(pack.when) || pack.rules.some((rule) => asksPlace(rule.when)));
  return ok({ packs, calendars: [...used], guards, rules, zones, lifts, placed, lookBack: Math.max(0, ...packs.flatMap((pack) => pack.rules.map(reach))) });
}

function asksPlace(condition: Condition | undefined): boolean {
  if (condition === undefined) return false;
  if (condition.is === 'not') return asksPlace(condition.of);
  return condition.is === 'region' || ((condition.is === 'all' || condition.is === 'any') && condition.of.some(asksPlace));
}

function zonesOf(rule: PackRule): readonly string[] {
  if (rule.kind === 'window') return rule.zones === 'candidates' ? [] : rule.zones;
  if ((rule.kind === 'count' || rule.kind === 'cooldown') && rule.window.form === 'calDays' && rule.window.zone !== 'candidates') return [rule.window.zone];
  return [];
}
/** A calendar day may be a day longer than 24 hours of each zone, and zones lie up to 26 hours apart. */
function reach(rule: PackRule): number {
  if (rule.kind === 'spacing') return rule.between;
  if (rule.kind !== 'count' && rule.kind !== 'cooldown') return 0;
  return rule.window.form === 'rolling' ? rule.window.seconds : (rule.window.days + 3) * 86_400;
}

/**
 * The rule where it applies: between its own dates and those of its pack, under its conditions, and not lifted. Whether it
 * applies changes only at those dates and where a fact begins or ends, so the first such instant before the rule's own answer
 * at which it does not apply is its answer instead.
 */
function policyRule(pack: Pack, rule: PackRule, judge: Judge, zones: ZoneClocks): PolicyRule {
  const from = Math.max(rule.from ?? -Infinity, pack.effective.from ?? -Infinity);
  const until = Math.min(rule.until ?? Infinity, pack.effective.until ?? Infinity);
  const conditions: readonly Condition[] = [pack.when, rule.when].filter((one) => one !== undefined);
  const channels = new Set(rule.channels);
  const applies = (ask: GateAsk, at: number): boolean =>
    at >= from && at < until && channels.has(ask.channel) && conditions.every((one) => holds(one, ask, at)) && !lifted(rule, ask, at);
  const timeless = from === -Infinity && until === Infinity;
  return {
    pack, rule,
    next: (asked, at) => {
      if (!applies(asked.ask, at)) return at;
      const own = judge.next(asked, at);
      if (own === at || (timeless && asked.steady)) return own;
      let best = Math.min(own, agreedHours(rule, asked, at, zones));
      for (const one of [...asked.boundaries, until]) if (one > at && one < best && !applies(asked.ask, one)) best = one;
      return best;
    },
    figures: (asked, at) => judge.figures(asked, at),
  };
}

function lifted(rule: PackRule, ask: GateAsk, at: number): boolean {
  return rule.liftedBy.some(({ evidence, within }) => ask.facts.some((fact) => fact.kind === evidence && fact.hours === undefined && stands(fact, at) && fresh(fact.from, within, at)));
}
/** Evidence that may only be so old must say when it was given. */
const fresh = (given: number | undefined, within: number | undefined, at: number): boolean => within === undefined || (given !== undefined && at < given + within);

/** Least instant ≥ `at` inside hours that were agreed with the debtor and lift this rule; Infinity when there are none. */
function agreedHours(rule: PackRule, { ask }: Asked, at: number, zones: ZoneClocks): number {
  let best = Infinity;
  for (const { evidence, within } of rule.liftedBy) for (const fact of ask.facts) {
    const { hours } = fact;
    const clock = hours && fact.kind === evidence ? zones.clock(hours.zone) : undefined;
    if (!hours || !clock || (within !== undefined && fact.from === undefined)) continue;
    const end = Math.min(fact.until ?? Infinity, within === undefined || fact.from === undefined ? Infinity : fact.from + within);
    const found = nextOpen(clock, () => [hours.open, hours.close], Math.max(at, fact.from ?? at), at + HORIZON);
    if (found < end) best = Math.min(best, found);
  }
  return best;
}
