import { checkAssignment, weightOf, type AssignableCase, type AssignSettings, type Collector } from '../../core/collections/assign-rules.js';
import { assignmentSteps, type AssignmentPlan } from '../../core/collections/assign.js';
import { EVERY_CASE, readSegment } from '../../core/collections/segment.js';
import { stageOn } from '../../core/collections/stage.js';
import { CLOSED_CASES, type Assignment, type AssignmentRules, type Case, type User } from '../../core/records/index.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import { wallTime } from '../../core/time/zones.js';
import type { Id, Instant, LocalDate, ZoneName } from '../../core/units.js';
import type { Hand, Handed } from '../store/moves/assign.js';
import { inTurn } from './turns.js';
import { allowed, alter, make, refuse, unknown, type Deps } from './context.js';
import { homeZone } from './home.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { caseWheres, reachCase } from './reach.js';
import { bandsByCreditor, casesOf } from './segments.js';

/** What one collector carries and takes; what isn't said of somebody is the run's default. */
export interface CollectorTerms { readonly userId: Id; readonly capacity?: number; readonly regions?: readonly string[] | null; readonly products?: readonly string[] | null; readonly stages?: readonly string[] | null }
export interface ProposalInput {
  readonly entityId?: Id; readonly rulesId?: Id; readonly settings?: AssignSettings; readonly segment?: unknown; readonly zone?: ZoneName;
  /** Load a collector carries at most, unless their terms say otherwise. */ readonly capacity?: number; readonly collectors?: readonly CollectorTerms[];
}
/** Cases of one run; a bigger portfolio is dealt out in segments. */
const MOST_CASES = 200_000;
const BATCH = 200;

/**
 * What the rules would do now: who gets what and why, who stays, what is held, and the loads side by side. Changes nothing.
 * Codes: `assign.settings` (all mistakes in `all`), `rules.unknown`, `assign.many`, `assign.currencies`, `segment.invalid`.
 */
export async function proposeAssignment(deps: Deps, by: User, input: ProposalInput): Promise<Result<AssignmentPlan & { readonly measure: AssignSettings['measure'] }>> {
  const scope = allowed(by, 'case.assign');
  if (!scope.ok) return scope;
  const settings = await settingsOf(deps, by, input);
  if (!settings.ok) return settings;
  const problems: Failure[] = [];
  const segment = input.segment === undefined ? EVERY_CASE : readSegment(input.segment, '/segment', problems);
  if (problems.length > 0) return refuse('segment.invalid', problems);
  const zone = input.zone ?? await homeZone(deps);
  const today = wallTime(deps.zones, zone, deps.clock.now())?.date;
  if (today === undefined) return fail('zone.unknown', 'no such time zone', '/zone');
  const entityId = input.entityId ?? by.entityId;
  const wheres = (await caseWheres(deps, by, scope.value, false, { entityId })).map((where) => ({ ...where, entityId }));
  const cases: Case[] = [];
  for await (const found of casesOf(deps, wheres, segment, zone)) {
    cases.push(found);
    if (cases.length > MOST_CASES) return fail('assign.many', `more than ${MOST_CASES} cases: narrow the segment`, '/segment');
  }
  if (settings.value.measure.kind !== 'cases' && new Set(cases.map((one) => one.currency)).size > 1) return fail('assign.currencies', 'amounts of several currencies can’t be weighed together: name one in the segment', '/segment/currency');
  const collectors = await collectorsOf(deps, entityId, scope.value === 'team' ? by.teamId : null, input, settings.value, cases);
  const wrong = checkAssignment(settings.value, collectors);
  if (wrong.length > 0) return refuse('assign.settings', wrong);
  return ok({ ...await inTurn(deps, assignmentSteps(await assignable(deps, cases, today, zone), collectors, settings.value, today)), measure: settings.value.measure });
}


async function settingsOf(deps: Deps, by: User, input: ProposalInput): Promise<Result<AssignSettings>> {
  if (input.settings !== undefined) return ok(input.settings);
  if (input.rulesId === undefined) return fail('assign.settings', 'give the rules, or the id of kept ones', '/rulesId');
  const rules = await deps.store.get('assignmentRules', input.rulesId);
  return rules?.entityId === (input.entityId ?? by.entityId) && rules.enabled ? ok(known(rules).rules) : fail('reference.unknown', 'no such rules', '/rulesId');
}

async function assignable(deps: Deps, cases: readonly Case[], today: LocalDate, zone: ZoneName): Promise<readonly AssignableCase[]> {
  const bandsOf = await bandsByCreditor(deps.store);
  const dayOf = (at: Instant): LocalDate => wallTime(deps.zones, zone, at)?.date ?? today;
  const held = cases.filter((one) => one.userId !== null);
  const open = new Map<Id, Assignment>();
  for (let at = 0; at < held.length; at += 500) for (const row of await deps.store.find('assignment', { where: { caseId: { in: held.slice(at, at + 500).map((one) => one.id) }, to: null }, limit: 100_000 })) open.set(row.caseId, row);
  return cases.map((one): AssignableCase => {
    const row = open.get(one.id);
    return {
      id: one.id, region: one.region, product: one.product, amount: one.amount, stage: stageOn(one.overdueSince, today, bandsOf(one.creditorId)), risk: one.risk, skills: one.tags.flatMap((tag) => (tag.startsWith('skill:') ? [tag.slice(6)] : [])),
      assignee: one.userId === null || row === undefined ? null : { userId: one.userId, since: dayOf(row.from), lastResult: one.lastContactAt !== null && one.lastContactAt >= row.from ? dayOf(one.lastContactAt) : null, byHand: row.why.startsWith(BY_HAND) },
    };
  });
}
const BY_HAND = 'by hand';

async function collectorsOf(deps: Deps, entityId: Id, teamId: Id | null, input: ProposalInput, settings: AssignSettings, cases: readonly Case[]): Promise<readonly Collector[]> {
  const users = (await deps.store.find('user', { where: { entityId, role: 'collector', enabled: true, ...(teamId === null ? {} : { teamId }) }, limit: 10_000 })).filter((user) => user.teamId !== null);
  const terms = new Map((input.collectors ?? []).map((one) => [one.userId, one]));
  const mine = new Set(cases.map((one) => one.id));
  return Promise.all(users.map(async (user): Promise<Collector> => {
    const own = terms.get(user.id);
    const others = (await deps.store.find('case', { where: { userId: user.id, state: { not: 'settled' } }, limit: 100_000 })).filter((one) => !mine.has(one.id) && !CLOSED_CASES.has(one.state));
    return {
      userId: user.id, teamId: user.teamId ?? '', skills: user.skills, capacity: own?.capacity ?? input.capacity ?? Number.MAX_SAFE_INTEGER, load: others.reduce((sum, one) => sum + weightOf(one, settings.measure), 0),
      regions: own?.regions ?? null, products: own?.products ?? null, stages: own?.stages ?? null,
    };
  }));
}

/** Proposes and does it, a few hundred cases a transaction; a case that moved meanwhile is left alone and named. */
export async function applyAssignment(deps: Deps, by: User, input: ProposalInput): Promise<Result<Handed & { readonly plan: AssignmentPlan }>> {
  const plan = await proposeAssignment(deps, by, input);
  if (!plan.ok) return plan;
  const hands: Hand[] = [
    ...plan.value.proposals.map((one): Hand => ({ caseId: one.caseId, teamId: one.teamId, userId: one.userId, why: one.because, from: one.from })),
    // The hold pool is nobody's: who had the case loses it.
    ...plan.value.held.flatMap((one): Hand[] => (one.from === null ? [] : [{ caseId: one.caseId, teamId: null, userId: null, why: one.because, from: one.from }])),
  ];
  let done: Handed = { assigned: 0, same: 0, skipped: [] };
  for (let at = 0; at < hands.length; at += BATCH) {
    const part = await deps.store.run('assignCases', { hands: hands.slice(at, at + BATCH), entityId: input.entityId ?? by.entityId, by: by.id, at: deps.clock.now() });
    if (!part.ok) return part;
    done = { assigned: done.assigned + part.value.assigned, same: done.same + part.value.same, skipped: [...done.skipped, ...part.value.skipped] };
  }
  return ok({ ...done, plan: plan.value });
}

/** One case by hand; nobody and no team: to the hold pool. Codes: `case.unknown`, `case.closed`, `user.unknown`, `team.unknown`. */
export async function assignByHand(deps: Deps, by: User, caseId: Id, input: { readonly userId?: Id | null; readonly teamId?: Id | null; readonly why?: string }): Promise<Result<Case>> {
  const found = await reachCase(deps, by, 'case.assign', caseId);
  if (!found.ok) return found;
  const handed = await deps.store.run('assignCases', { hands: [{ caseId, userId: input.userId ?? null, teamId: input.teamId ?? null, why: `${BY_HAND}${input.why === undefined ? '' : `: ${input.why.trim()}`}` }], entityId: found.value.entityId, by: by.id, at: deps.clock.now() });
  if (!handed.ok) return handed.error.code.endsWith('.unknown') ? fail('reference.unknown', handed.error.text, handed.error.at) : handed;
  if (handed.value.skipped.length > 0) return fail('case.closed', 'this case is closed');
  const after = await deps.store.get('case', caseId);
  return after ? ok(after) : unknown('case');
}
/** Kept rules; what they say was checked when they were kept. */
export type KeptRules = Omit<AssignmentRules, 'rules'> & { readonly rules: AssignSettings };
const known = (row: AssignmentRules): KeptRules => ({ ...row, rules: row.rules as AssignSettings });
const knownOf = (found: Result<AssignmentRules>): Result<KeptRules> => (found.ok ? ok(known(found.value)) : found);

export async function listRules(deps: Deps, by: User, ask: PageAsk): Promise<Result<Page<KeptRules>>> {
  const scope = allowed(by, 'rules.read');
  if (!scope.ok) return scope;
  const page = await pageOf(deps.store, 'assignmentRules', ask, { wheres: [scope.value === 'all' ? {} : { entityId: by.entityId }] });
  return page.ok ? ok({ items: page.value.items.map(known), next: page.value.next }) : page;
}
export async function makeRules(deps: Deps, by: User, input: { readonly name: string; readonly rules: AssignSettings; readonly nightly?: boolean }): Promise<Result<KeptRules>> {
  const scope = allowed(by, 'rules.write');
  if (!scope.ok) return scope;
  const wrong = checkAssignment(input.rules, []);
  return wrong.length > 0 ? refuse('assign.settings', wrong) : knownOf(await make(deps, by, 'assignmentRules', { entityId: by.entityId, name: input.name.trim(), rules: input.rules, enabled: true, nightly: input.nightly ?? false, dealtOn: null }, 'rules.created', { entityId: by.entityId }));
}
export async function changeRules(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string; readonly rules?: AssignSettings; readonly enabled?: boolean; readonly nightly?: boolean }): Promise<Result<KeptRules>> {
  const found = await getRules(deps, by, id, 'rules.write');
  if (!found.ok) return found;
  const wrong = patch.rules === undefined ? [] : checkAssignment(patch.rules, []);
  return wrong.length > 0 ? refuse('assign.settings', wrong) : knownOf(await alter(deps, by, 'assignmentRules', id, expected, patch, 'rules.changed', { fields: Object.keys(patch), entityId: found.value.entityId }));
}
export async function getRules(deps: Deps, by: User, id: Id, verb: 'rules.read' | 'rules.write' = 'rules.read'): Promise<Result<KeptRules>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('assignmentRules', id);
  return row !== undefined && (scope.value === 'all' || row.entityId === by.entityId) ? ok(known(row)) : unknown('rules');
}
