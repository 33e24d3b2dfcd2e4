import type { InterestMethod } from '../../core/collections/instalments.js';
import type { Rhythm } from '../../core/collections/calendar.js';
import { ratePpm } from '../../core/collections/instalments.js';
import type { Plan, PlanInstalment, User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import type { Id, LocalDate, Minor } from '../../core/units.js';
import type { AgreePlan } from '../store/moves/plans.js';
import { allowed, unknown, type Deps } from './context.js';
import { homeDay } from './home.js';
import { looks, reachCase, reachesCase } from './reach.js';

export interface PlanView { readonly plan: Plan; readonly instalments: readonly PlanInstalment[] }
export interface PlanInput {
  readonly accountIds?: readonly Id[]; readonly partyId?: Id; readonly graceDays?: number; readonly missedAllowed?: number;
  readonly terms: {
    readonly count: number; readonly start: LocalDate; readonly rhythm: Rhythm; readonly principal?: Minor;
    /** Parts per million a period of the rhythm. */
    readonly interest?: { readonly ppm: number; readonly method: InterestMethod };
  } | { readonly total: Minor; readonly instalments: readonly { readonly due: LocalDate; readonly amount: Minor }[] };
}

/** Plans of a case, newest first; each case has few. */
export async function listPlans(deps: Deps, by: User, caseId: Id): Promise<Result<readonly PlanView[]>> {
  const found = await reachCase(deps, by, 'plan.read', caseId);
  if (!found.ok) return found;
  const plans = await deps.store.find('plan', { where: { caseId }, order: [{ by: 'id', down: true }], limit: 200 });
  return ok(await Promise.all(plans.map((plan) => viewOf(deps, plan))));
}
const viewOf = async (deps: Deps, plan: Plan): Promise<PlanView> => ({ plan, instalments: await deps.store.find('planInstalment', { where: { planId: plan.id }, order: [{ by: 'number' }] }) });

async function reachPlan(deps: Deps, by: User, verb: 'plan.read' | 'plan.write', id: Id): Promise<Result<Plan>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('plan', id);
  const found = row && await deps.store.get('case', row.caseId);
  return row !== undefined && found !== undefined && await reachesCase(deps, by, scope.value, found, looks(verb)) ? ok(row) : unknown('plan');
}
export async function getPlan(deps: Deps, by: User, id: Id): Promise<Result<PlanView>> {
  const found = await reachPlan(deps, by, 'plan.read', id);
  return found.ok ? ok(await viewOf(deps, found.value)) : found;
}
/** Agrees a plan; an open one, and open promises of the case, are taken back. Codes: those of the move. */
export async function agreePlan(deps: Deps, by: User, caseId: Id, input: PlanInput): Promise<Result<PlanView>> {
  const found = await reachCase(deps, by, 'plan.write', caseId);
  if (!found.ok) return found;
  const made = await deps.store.run('agreePlan', await moveOf(deps, by, caseId, input));
  if (!made.ok) return made;
  const plan = await deps.store.get('plan', made.value.planId);
  return plan === undefined ? unknown('plan') : ok(await viewOf(deps, plan));
}
export interface PlanPreview { readonly currency: string; readonly owed: Minor; readonly total: Minor; readonly instalments: readonly { readonly number: number; readonly due: LocalDate; readonly amount: Minor }[] }
/** What `agreePlan` would agree to, by the same reckoning; nothing is kept. */
export async function previewPlan(deps: Deps, by: User, caseId: Id, input: PlanInput): Promise<Result<PlanPreview>> {
  const found = await reachCase(deps, by, 'plan.write', caseId);
  if (!found.ok) return found;
  const seen = await deps.store.run('previewPlan', await moveOf(deps, by, caseId, input));
  return seen.ok ? ok({ ...seen.value, instalments: seen.value.instalments.map((one, n) => ({ number: n + 1, ...one })) }) : seen;
}
async function moveOf(deps: Deps, by: User, caseId: Id, { terms, ...input }: PlanInput): Promise<AgreePlan> {
  return {
    caseId, partyId: input.partyId ?? null, accountIds: input.accountIds ?? null, graceDays: input.graceDays ?? null, missedAllowed: input.missedAllowed ?? null, by: by.id, at: deps.clock.now(), today: await homeDay(deps),
    terms: 'instalments' in terms ? terms : { count: terms.count, start: terms.start, rhythm: terms.rhythm, principal: terms.principal ?? null, interest: terms.interest === undefined ? null : { rate: ratePpm(terms.interest.ppm), method: terms.interest.method } },
  };
}
export async function cancelPlan(deps: Deps, by: User, id: Id, expected: number | null): Promise<Result<PlanView>> {
  const found = await reachPlan(deps, by, 'plan.write', id);
  if (!found.ok) return found;
  const done = await deps.store.run('cancelPlan', { planId: id, expectedVersion: expected, by: by.id, at: deps.clock.now() });
  return done.ok ? ok(await viewOf(deps, await deps.store.get('plan', id) ?? found.value)) : done;
}
