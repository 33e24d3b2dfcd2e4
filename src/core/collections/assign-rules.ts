/** Who may take a case: the vocabulary of assignment rules, and what of them applies. `assign.ts` deals the cases out. */
import type { Case } from '../records/index.js';
import { fail, type Failure } from '../result.js';
import type { Id, LocalDate, Minor } from '../units.js';

export interface AssignableCase {
  readonly id: Id; readonly region: string | null; readonly product: string | null;
  /** What is owed, in minor units; all cases of a run are in one currency. */
  readonly amount: Minor;
  readonly stage: string | null; readonly risk: Case['risk'];
  /** Skills its collector must all have. */
  readonly skills: readonly string[];
  readonly assignee: {
    readonly userId: Id;
    readonly since: LocalDate;
    /** The last day with a result (whatever the caller counts as one); null: none since. */
    readonly lastResult: LocalDate | null;
    /** A person gave it by hand: stays, however long it is without result, while the assignee may work it. */
    readonly byHand: boolean;
  } | null;
}
/** A list that is null takes anything; otherwise the case's value must be in it, and an unknown one isn't. */
export interface Scope { readonly regions: readonly string[] | null; readonly products: readonly string[] | null; readonly stages: readonly string[] | null }
export interface Collector extends Scope {
  readonly userId: Id; readonly teamId: Id; readonly skills: readonly string[];
  /** The most load this person carries, in the run's measure. */
  readonly capacity: number;
  /** Load of what isn't in the run's cases (other creditors, other currencies), in the run's measure. */
  readonly load: number;
}
export interface RuleMatch extends Scope {
  readonly risks: readonly Case['risk'][] | null;
  /** Minor units; from inclusive, below exclusive; null: no bound. */
  readonly amountFrom: Minor | null; readonly amountBelow: Minor | null;
}
/** `average`: the least loaded next. `byCapacity`: the least filled (load ÷ capacity) next. `byHand`: to the team, where a person gives it to somebody. */
export type AssignMethod = 'average' | 'byCapacity' | 'byHand';
export interface AssignRule {
  readonly name: string; readonly match: RuleMatch;
  readonly teamIds: readonly Id[]; readonly userIds: readonly Id[];
  readonly method: AssignMethod;
  /** When nobody of this rule may take it: hold it, or ask the next rule that matches. */
  readonly otherwise: 'hold' | 'next';
}
/** Comes before every rule: a case in one of the stages, or of the amount or more, goes to this team and nobody else, averaged. */
export interface Escalation { readonly name: string; readonly stages: readonly string[]; readonly amountFrom: Minor | null; readonly teamId: Id }
/** `cases`: each 1. `amount`: its minor units. `weighted`: see `weightOf`. */
export type LoadMeasure = { readonly kind: 'cases' } | { readonly kind: 'amount' } | { readonly kind: 'weighted'; readonly amountUnit: Minor };
export interface AssignSettings {
  readonly measure: LoadMeasure; readonly rules: readonly AssignRule[]; readonly escalations: readonly Escalation[];
  /** Whole days without result after which a case goes to somebody else; null: never. */
  readonly reassignAfterDays: number | null;
}

/** A weighted case counts 1,000 and up to four times as much again for its amount. */
const CASE_WEIGHT = 1_000;
const MOST_FOR_AMOUNT = 4_000;
/**
 * The load of one case, a whole number. `cases`: 1. `amount`: its minor units, at least 0. `weighted`: thousandths of a plain
 * case: 1,000 + 1,000 × amount ÷ `amountUnit`, rounded down, the second part at most 4,000; so a case of `amountUnit` counts two
 * plain ones, and no amount counts more than five.
 */
export function weightOf(one: Pick<AssignableCase, 'amount'>, measure: LoadMeasure): number {
  if (measure.kind === 'cases') return 1;
  const amount = Math.max(0, one.amount);
  return measure.kind === 'amount' ? amount : CASE_WEIGHT + Math.min(MOST_FOR_AMOUNT, Math.floor((CASE_WEIGHT * amount) / measure.amountUnit));
}

const within = (list: readonly string[] | null, value: string | null): boolean => list === null || (value !== null && list.includes(value));
const inScope = (scope: Scope, one: AssignableCase): boolean => within(scope.regions, one.region) && within(scope.products, one.product) && within(scope.stages, one.stage);
export const matches = (match: RuleMatch, one: AssignableCase): boolean =>
  inScope(match, one) && within(match.risks, one.risk) && (match.amountFrom === null || one.amount >= match.amountFrom) && (match.amountBelow === null || one.amount < match.amountBelow);
/** Whether a collector may work a case at all, room apart: every skill it needs, and within their regions, products and stages. */
export const mayWork = (collector: Collector, one: AssignableCase): boolean => one.skills.every((skill) => collector.skills.includes(skill)) && inScope(collector, one);

/** A rule or an escalation that applies to a case, in the order in which they are asked. */
export interface Target { readonly name: string; readonly escalated: boolean; readonly teamIds: readonly Id[]; readonly userIds: readonly Id[]; readonly method: AssignMethod }
/** The first escalation alone; else the rules that match, up to and with the first that holds. */
export function targetsOf(one: AssignableCase, settings: AssignSettings): readonly Target[] {
  const escalation = settings.escalations.find((step) => (one.stage !== null && step.stages.includes(one.stage)) || (step.amountFrom !== null && one.amount >= step.amountFrom));
  if (escalation) return [{ name: escalation.name, escalated: true, teamIds: [escalation.teamId], userIds: [], method: 'average' }];
  const targets: Target[] = [];
  for (const rule of settings.rules) {
    if (!matches(rule.match, one)) continue;
    targets.push({ ...rule, escalated: false });
    if (rule.otherwise === 'hold') break;
  }
  return targets;
}
export const isOf = (target: Target, collector: Collector): boolean => target.teamIds.includes(collector.teamId) || target.userIds.includes(collector.userId);

/** What is wrong with settings and collectors, all of it; `at` is a JSON pointer into the settings, or the collector's id. */
export function checkAssignment(settings: AssignSettings, collectors: readonly Collector[]): readonly Failure[] {
  const wrong: Failure[] = [];
  const say = (text: string, at: string): void => { wrong.push(fail('assign.settings', text, at).error); };
  const bound = (amount: Minor | null): boolean => amount === null || (Number.isSafeInteger(amount) && amount >= 0);
  const days = settings.reassignAfterDays;
  if (days !== null && (!Number.isInteger(days) || days < 1)) say('must be 1 day or more', '/reassignAfterDays');
  if (settings.measure.kind === 'weighted' && !(Number.isSafeInteger(settings.measure.amountUnit) && settings.measure.amountUnit > 0)) say('must be a positive whole number of minor units', '/measure/amountUnit');
  for (const [n, rule] of settings.rules.entries()) {
    const { amountFrom, amountBelow } = rule.match;
    if (rule.teamIds.length + rule.userIds.length === 0) say('names no team and no user', `/rules/${n}`);
    if (rule.method === 'byHand' && rule.teamIds.length === 0) say('by hand needs a team whose lead gives it', `/rules/${n}/teamIds`);
    if (!bound(amountFrom) || !bound(amountBelow) || (amountFrom !== null && amountBelow !== null && amountFrom >= amountBelow)) say('amounts must be whole minor units, from below to', `/rules/${n}/match`);
    if (settings.rules.findIndex((other) => other.name === rule.name) !== n) say('the name is used by another rule', `/rules/${n}/name`);
  }
  for (const [n, step] of settings.escalations.entries()) if (!bound(step.amountFrom) || (step.stages.length === 0 && step.amountFrom === null)) say('needs a stage or an amount', `/escalations/${n}`);
  for (const [n, one] of collectors.entries()) {
    if (!Number.isFinite(one.capacity) || !Number.isFinite(one.load) || one.capacity < 0 || one.load < 0) say('capacity and load must be numbers not below zero', one.userId);
    if (collectors.findIndex((other) => other.userId === one.userId) !== n) say('the collector is there twice', one.userId);
  }
  return wrong;
}
