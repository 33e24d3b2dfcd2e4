/** Everything a case screen shows, in four rounds of reads: the case, what hangs on it, what hangs on that, and its facts. */
import { totalOf } from '../../core/collections/components.js';
import { daysPastDue, stageOf } from '../../core/collections/stage.js';
import { creditorRulesOf } from '../../core/collections/creditor-rules.js';
import type {
  Account, Assignment, Attempt, Case, Contact, Hold, Payment, PaymentPromise, Placement, Plan, PlanInstalment, ScheduleRow, StandingFact, Task, User,
} from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import { scopeOf, type Verb } from '../../core/rights/policy.js';
import type { Id, Minor } from '../../core/units.js';
import { holdsCall } from './cases.js';
import type { Deps } from './context.js';
import type { FactRow } from './facts.js';
import { joinedParties, type JoinedParty } from './parties.js';
import { reachCase } from './reach.js';
import { homeDay } from './home.js';

export interface CaseRecord {
  readonly found: Case; readonly creditor: string; readonly stage: string | null; readonly daysPastDue: number | null; readonly held: boolean;
  /** The debtor's name is whole only while the asker has the call about the case in hand. */
  readonly masked: boolean;
  readonly people: readonly JoinedParty[];
  readonly accounts: readonly { readonly account: Account; readonly total: Minor; readonly schedule: readonly ScheduleRow[] }[];
  readonly placements: readonly Placement[]; readonly assignments: readonly Assignment[]; readonly holds: readonly Hold[]; readonly facts: readonly FactRow[];
  readonly contacts: readonly Contact[]; readonly promises: readonly PaymentPromise[]; readonly plans: readonly { readonly plan: Plan; readonly instalments: readonly PlanInstalment[] }[];
  readonly payments: readonly Payment[]; readonly attempts: readonly Attempt[]; readonly tasks: readonly Task[];
}
/** As many of each as a screen shows; more are in their own lists. */
const NEWEST = 50;

/** The record of a case. What the role has no right to read is empty. */
export async function caseRecord(deps: Deps, by: User, id: Id): Promise<Result<CaseRecord>> {
  const reached = await reachCase(deps, by, 'case.read', id);
  if (!reached.ok) return reached;
  const found = reached.value;
  const { store } = deps;
  const may = (verb: Verb): boolean => scopeOf(by.role, verb) !== null;
  const where = { caseId: id };
  const [creditor, links, holds, assignments, contacts, promises, plans, attempts, tasks, inHand] = await Promise.all([
    store.get('entity', found.creditorId), store.find('caseAccount', { where }), may('hold.read') ? store.find('hold', { where, order: [{ by: 'id', down: true }] }) : [],
    store.find('assignment', { where, order: [{ by: 'from', down: true }], limit: NEWEST }), may('contact.read') ? store.find('contact', { where, order: [{ by: 'at', down: true }], limit: NEWEST }) : [],
    may('promise.read') ? store.find('promise', { where, order: [{ by: 'id', down: true }], limit: NEWEST }) : [], may('plan.read') ? store.find('plan', { where, order: [{ by: 'id', down: true }], limit: NEWEST }) : [],
    may('attempt.read') ? store.find('attempt', { where, order: [{ by: 'openedAt', down: true }], limit: NEWEST }) : [], may('task.read') ? store.find('task', { where: { ...where, state: 'open' }, order: [{ by: 'dueAt' }], limit: NEWEST }) : [],
    holdsCall(deps, by, id),
  ]);
  const accountIds = [...new Set(links.map((link) => link.accountId))];
  const placementIds = [...new Set(links.map((link) => link.placementId))];
  const ofAccounts = { accountId: { in: accountIds } };
  const [accounts, schedule, placements, payments, joined, instalments] = await Promise.all([
    may('account.read') && accountIds.length > 0 ? store.find('account', { where: { id: { in: accountIds } }, limit: accountIds.length }) : [],
    may('account.read') && accountIds.length > 0 ? store.find('scheduleRow', { where: ofAccounts, order: [{ by: 'number' }] }) : [],
    may('placement.read') && placementIds.length > 0 ? store.find('placement', { where: { id: { in: placementIds } }, limit: placementIds.length }) : [],
    may('payment.read') && accountIds.length > 0 ? store.find('payment', { where: ofAccounts, order: [{ by: 'at', down: true }], limit: NEWEST }) : [],
    accountIds.length > 0 ? store.find('accountParty', { where: ofAccounts }) : [],
    plans.length > 0 ? store.find('planInstalment', { where: { planId: { in: plans.map((plan) => plan.id) } }, order: [{ by: 'number' }] }) : [],
  ]);
  const people = may('party.read') ? await joinedParties(deps, found.partyId, joined, inHand ? found.partyId : null) : [];
  const facts = may('fact.read') ? await factsOf(deps, found, accountIds, people) : [];
  const days = daysPastDue(found.overdueSince, await homeDay(deps));
  const now = deps.clock.now();
  return ok({
    found, creditor: creditor?.name ?? '', stage: stageOf(days, creditorRulesOf(creditor).bands), daysPastDue: days, masked: !inHand,
    held: holds.some((hold) => hold.liftedAt === null && (hold.until === null || hold.until > now)), people,
    accounts: accounts.map((account) => ({ account, total: totalOf(account), schedule: schedule.filter((row) => row.accountId === account.id) })),
    placements, assignments, holds, facts, contacts, promises, plans: plans.map((plan) => ({ plan, instalments: instalments.filter((one) => one.planId === plan.id) })), payments, attempts, tasks,
  });
}

/** What stands on the case, its accounts, its people and their numbers. */
async function factsOf(deps: Deps, found: Case, accountIds: readonly Id[], people: readonly JoinedParty[]): Promise<readonly FactRow[]> {
  const points = people.flatMap((one) => one.points);
  const subjects = [found.id, ...accountIds, ...people.map((one) => one.party.id), ...points.map((point) => point.id), ...points.map((point) => point.valueIndex)];
  const facts = await deps.store.find('standingFact', { where: { subject: { in: subjects }, endedAt: null }, order: [{ by: 'id', down: true }] });
  const number = (fact: StandingFact): string | null => points.find((point) => fact.subjectKind === 'contactPoint' ? point.id === fact.subject : fact.subjectKind === 'phone' && point.valueIndex === fact.subject)?.masked ?? null;
  return facts.map((fact) => ({ fact, number: number(fact) }));
}
