/**
 * The campaign's own rules and the packs in force, as one verdict: what either denies is denied, and the next instant is the least
 * at which both allow.
 */
import type { Instant } from '../units.js';
import { evaluate, shownRule, type GateDecision, type RuleDenial } from './evaluate.js';
import type { Denial, Verdict } from './gate.js';
import type { Policy } from './policy.js';
import { askSecond, type GateAsk, type LedgerEvent } from './request.js';

export interface Inquiry {
  readonly now: Instant;
  /** One for each type of call this may be for the law; every one must be allowed. Their `now` is set here. */
  readonly asks: readonly GateAsk[];
  /** The ledger; more than one where what is in flight may end in several ways: every one must be allowed. */
  readonly ledgers: readonly (readonly LedgerEvent[])[];
  readonly policy: Policy;
  /** The campaign's own rules, as of an instant from now on. */
  house(at: Instant): Verdict;
}
/** Between hours that never meet it would go on for ever. */
const MOST_STEPS = 200;

export function combine(of: Inquiry): Verdict {
  const house = of.house(of.now);
  const denials: Denial[] = house.allow ? [] : [...house.denials];
  const seen = new Set<string>();
  const decisions = asked(of, of.now);
  for (const decision of decisions) for (const one of decision.denials) {
    const rule = shownRule(one);
    if (!seen.has(rule)) { seen.add(rule); denials.push(denialOf(rule, one, of.policy)); }
  }
  return denials.length === 0 ? { allow: true } : { allow: false, denials, nextAt: earliest(of, later(of.now, house, decisions)) };
}
const asked = (of: Inquiry, at: Instant): readonly GateDecision[] => of.asks.flatMap((ask) => of.ledgers.map((events) => evaluate({ ...ask, now: askSecond(at) }, events, of.policy)));

/** The latest of the answers; `at` itself when nothing denies, null when facts must change. */
function later(at: Instant, house: Verdict, decisions: readonly GateDecision[]): Instant | null {
  let latest = at;
  if (!house.allow) {
    if (house.nextAt === null) return null;
    latest = Math.max(latest, house.nextAt, at + 1);
  }
  for (const decision of decisions) {
    if (decision.allow) continue;
    if (decision.next === null) return null;
    latest = Math.max(latest, decision.next * 1000, at + 1);
  }
  return latest;
}
/** Takes the later of both answers and asks both again there, until neither denies: each answer is a lower bound. */
function earliest(of: Inquiry, from: Instant | null): Instant | null {
  let at = from;
  for (let step = 0; at !== null && step < MOST_STEPS; step += 1) {
    const next = later(at, of.house(at), asked(of, at));
    if (next === at) return at;
    at = next;
  }
  return null;
}

function denialOf(rule: string, one: RuleDenial, policy: Policy): Denial {
  const counted = one.count === undefined || one.limit === undefined ? '' : ` (${one.count}/${one.limit})`;
  return {
    rule, text: `${one.texts.en}${counted}`, zh: `${one.texts.zh}${counted}`, until: one.next === null ? null : one.next * 1000, pack: one.pack, version: one.version,
    ...(one.count === undefined ? {} : { count: one.count }), ...(one.limit === undefined ? {} : { limit: one.limit }),
    ...(one.windowStart === undefined ? {} : { windowStart: one.windowStart * 1000 }), ...(one.windowEnd === undefined ? {} : { windowEnd: one.windowEnd * 1000 }),
    ...(policy.rules.some(({ rule: { id, kind } }) => kind === 'gauge' && id === one.rule) ? { gauge: true } : {}),
  };
}
