/**
 * The gate's judgement: may this be done at this instant, and if not, by which rules and from when? Pure: the same request,
 * events, policy and zone data give the same answer on every machine.
 */
import type { ZoneClock } from '../time/clock.js';
import { boundaries } from './condition.js';
import { distinct } from './counting.js';
import type { Asked, Figures } from './judge.js';
import { HORIZON } from './opening.js';
import type { Texts } from './pack.js';
import type { Policy } from './policy.js';
import type { GateAsk, LedgerEvent } from './request.js';

/** `INFRA` where no pack denies but the machine itself; shown as `INFRA-CLOCK-BACK` to people. */
export interface RuleDenial extends Figures {
  readonly rule: string;
  readonly pack: string;
  readonly version: string;
  readonly texts: Texts;
  /** Least instant at which this rule alone would allow; null: facts must change. */
  readonly next: number | null;
}
export interface GateDecision {
  readonly allow: boolean;
  readonly denials: readonly RuleDenial[];
  /** Least instant at which every rule allows, all else unchanged; null when it is allowed now, or when facts must change. */
  readonly next: number | null;
}
export const INFRA = 'INFRA';
/** The clock may be put right by so many seconds without stopping the dialer. */
export const CLOCK_SLACK = 2;
/** Life of a permit in seconds. */
export const PERMIT_LIFE = 5;

/** `events` null: the ledger can't be read. */
export function evaluate(ask: GateAsk, events: readonly LedgerEvent[] | null, policy: Policy): GateDecision {
  const asked = prepare(ask, events ?? [], policy);
  const guards = guard(ask, events, asked, policy);
  const denials: RuleDenial[] = [...guards];
  let latest = ask.now;
  for (const one of guards) latest = Math.max(latest, one.next ?? Infinity);
  for (const one of policy.rules) {
    const next = one.next(asked, ask.now);
    if (next === ask.now) continue;
    latest = Math.max(latest, next);
    denials.push({ rule: one.rule.id, pack: one.pack.id, version: one.pack.version, texts: one.rule.texts, next: finite(next), ...one.figures(asked, ask.now) });
  }
  if (denials.length === 0) return { allow: true, denials, next: null };
  // Only a permit that has expired denies without naming a later instant: ask again.
  return { allow: false, denials, next: finite(first(asked, policy, latest === ask.now ? ask.now + 1 : latest)) };
}

/** Takes the latest of the rules' own answers and asks again there, until nothing denies. */
function first(asked: Asked, policy: Policy, from: number): number {
  let at = from;
  // The hours of two packs may never meet: an opening common to all is sought as far ahead as that of one.
  let since = from;
  while (Number.isFinite(at)) {
    let latest = at;
    for (const one of policy.rules) {
      const next = one.next(asked, at);
      if (next === at) continue;
      latest = Math.max(latest, next);
      // An answer beyond the horizon is a date of the rule or of a fact, and no opening.
      if (one.rule.kind !== 'window' || next > at + HORIZON) since = Math.max(since, next);
    }
    if (latest === at) return at;
    if (latest > since + HORIZON) return Infinity;
    at = latest;
  }
  return Infinity;
}

/** Judged only at the request's own instant. */
function guard(ask: GateAsk, events: readonly LedgerEvent[] | null, asked: Asked, policy: Policy): readonly RuleDenial[] {
  const { guards } = policy;
  const found: RuleDenial[] = [];
  if (guards.clock && ask.highWater !== undefined && ask.now < ask.highWater - CLOCK_SLACK) found.push(infra('CLOCK-BACK', ask.highWater));
  if (guards.permit && ask.permitIssued !== undefined && ask.now > ask.permitIssued + PERMIT_LIFE) found.push(infra('TOKEN-EXPIRED', ask.now));
  if (guards.zone && !asked.located) found.push(infra('TZ-UNKNOWN', null));
  if (guards.place && policy.placed && ask.regions.length === 0) found.push(infra('PLACE-UNKNOWN', null));
  if (events === null) found.push(infra('LEDGER-UNREADABLE', null));
  return found;
}
const infra = (rule: keyof typeof INFRA_TEXTS, next: number | null): RuleDenial => ({ rule, pack: INFRA, version: '', texts: INFRA_TEXTS[rule], next });
export const INFRA_TEXTS = {
  'CLOCK-BACK': { zh: '系统时钟早于已记录的时间，暂不可外呼', en: 'The clock is behind what was already recorded' },
  'TOKEN-EXPIRED': { zh: '拨号许可已过期，须重新申请', en: 'The permit has expired and must be asked for again' },
  'TZ-UNKNOWN': { zh: '无法确定被叫所在时区', en: 'The callee\'s time zone is not known' },
  'PLACE-UNKNOWN': { zh: '无法确定被叫所在地，不知适用何地规则', en: 'It is not known where the callee is, nor whose rules hold' },
  'LEDGER-UNREADABLE': { zh: '无法读取联系记录', en: 'The ledger of contacts can not be read' },
} as const satisfies Readonly<Record<string, Texts>>;
/** The rule's id as people and records see it: what no law denies is told apart. */
export const shownRule = (denial: RuleDenial): string => (denial.pack === INFRA ? `INFRA-${denial.rule}` : denial.rule);

function prepare(ask: GateAsk, events: readonly LedgerEvent[], policy: Policy): Asked {
  const zones: ZoneClock[] = [];
  let located = ask.zones.length > 0 && ask.now >= policy.zones.from && ask.now < policy.zones.until - 2 * HORIZON;
  for (const name of ask.zones) {
    const clock = policy.zones.clock(name);
    if (clock) zones.push(clock); else located = false;
  }
  const changes = boundaries(ask, policy.lifts);
  const steady = changes.length === 0 && ask.facts.every((fact) => fact.hours === undefined);
  return { ask, events: distinct(events), zones, located, boundaries: changes, steady, found: new Map() };
}
const finite = (at: number): number | null => (Number.isFinite(at) ? at : null);
