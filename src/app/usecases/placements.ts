import { creditorRulesOf } from '../../core/collections/creditor-rules.js';
import type { Placement, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Scope, Verb } from '../../core/rights/policy.js';
import type { Id, LocalDate } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import type { MovePlacement, MovedPlacement } from '../store/moves/placements.js';
import { allowed, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { creditorsOf, looks, reachCase, reachesCase } from './reach.js';
import { homeDay } from './home.js';

export interface PlacementAsk extends PageAsk { readonly caseId?: Id; readonly accountId?: Id; readonly batch?: string; readonly state?: Placement['state'] }

/** Placements (委案) within reach, newest first. */
export async function listPlacements(deps: Deps, by: User, ask: PlacementAsk): Promise<Result<Page<Placement>>> {
  const scope = allowed(by, 'placement.read');
  if (!scope.ok) return scope;
  const filter: Where<Placement> = { ...(ask.accountId === undefined ? {} : { accountId: ask.accountId }), ...(ask.batch === undefined ? {} : { batch: ask.batch }), ...(ask.state === undefined ? {} : { state: ask.state }) };
  const wheres = ask.caseId === undefined ? await placesOf(deps, by, scope.value, filter) : await ofCase(deps, by, ask.caseId, filter);
  return pageOf(deps.store, 'placement', ask, { wheres, down: true, keep: (row) => reachesPlacement(deps, by, scope.value, row, true) });
}
/** What my entity works; an account named may be placed elsewhere (its creditor's people look there), which `keep` decides. */
async function placesOf(deps: Deps, by: User, scope: Scope, filter: Where<Placement>): Promise<readonly Where<Placement>[]> {
  if (scope === 'all' || filter.accountId !== undefined) return [filter];
  if (scope === 'entity') return [{ ...filter, entityId: by.entityId }];
  const cases = await deps.store.find('case', { where: scope === 'team' && by.teamId !== null ? { entityId: by.entityId, teamId: by.teamId } : { entityId: by.entityId, userId: by.id }, limit: 5000 });
  const links = cases.length === 0 ? [] : await deps.store.find('caseAccount', { where: { caseId: { in: cases.map((one) => one.id) } }, limit: 20_000 });
  // Pages go by id, which a condition must not ask about: by account, and `keep` looks closer.
  return links.length === 0 ? [] : [{ ...filter, accountId: { in: [...new Set(links.map((link) => link.accountId))] } }];
}
async function ofCase(deps: Deps, by: User, caseId: Id, filter: Where<Placement>): Promise<readonly Where<Placement>[]> {
  const found = await reachCase(deps, by, 'placement.read', caseId);
  const links = found.ok ? await deps.store.find('caseAccount', { where: { caseId } }) : [];
  const accountIds = [...new Set(links.map((link) => link.accountId))].filter((id) => filter.accountId === undefined || filter.accountId === id);
  return found.ok && accountIds.length > 0 ? [{ ...filter, accountId: { in: accountIds }, entityId: found.value.entityId }] : [];
}
async function reachesPlacement(deps: Deps, by: User, scope: Scope, row: Placement, looking: boolean): Promise<boolean> {
  if (scope === 'all') return true;
  if (scope === 'entity') {
    const creditorId = (await deps.store.get('account', row.accountId))?.creditorId ?? '';
    const creditors = await creditorsOf(deps, by, scope);
    return (creditors === null || creditors.has(creditorId)) && (row.entityId === by.entityId || (looking && creditorId === by.entityId));
  }
  for (const link of await deps.store.find('caseAccount', { where: { placementId: row.id } })) {
    const found = await deps.store.get('case', link.caseId);
    if (found !== undefined && await reachesCase(deps, by, scope, found, looking)) return true;
  }
  return false;
}
export const getPlacement = (deps: Deps, by: User, id: Id): Promise<Result<Placement>> => reachPlacement(deps, by, 'placement.read', id);
async function reachPlacement(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<Placement>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('placement', id);
  return row !== undefined && await reachesPlacement(deps, by, scope.value, row, looks(verb)) ? ok(row) : unknown('placement');
}

/** What a person does to a placement: 撤案 recall, 退案 return, 留案 keep, end of the term, and back again. */
export const PLACEMENT_ACTS = { recall: 'recalled', return: 'returned', keep: 'kept', end: 'termOver', reopen: 'reopened' } as const satisfies Readonly<Record<string, MovePlacement['event']>>;
export type PlacementAct = keyof typeof PLACEMENT_ACTS;
/**
 * Stands once this resolves: committed, its cases out of the hopper, ringing calls cancelled. Whoever talks about one just then
 * hears the creditor's words on the desk (`case.recalled`); the call itself is theirs to end, and its disposition is kept.
 * Codes: `placement.unknown`, `placement.over`, `placement.to`, `record.stale`.
 */
export async function actOnPlacement(deps: Deps, by: User, id: Id, act: PlacementAct, input: { readonly expected: number | null; readonly to?: LocalDate | null; readonly reason?: string }): Promise<Result<Placement>> {
  const found = await reachPlacement(deps, by, 'placement.write', id);
  if (!found.ok) return found;
  const today = await homeDay(deps);
  if (input.to != null && input.to < today) return fail('placement.to', 'must be today or later', '/to');
  const moved = await deps.store.run('movePlacement', { placementId: id, event: PLACEMENT_ACTS[act], expectedVersion: input.expected, to: input.to ?? null, today, reason: input.reason ?? null, by: by.id, at: deps.clock.now() });
  if (!moved.ok) return moved;
  await tellCalls(deps, moved.value, PLACEMENT_ACTS[act]);
  const row = await deps.store.get('placement', id);
  return row === undefined ? unknown('placement') : ok(row);
}
/** Tells hoppers, ringing calls and collectors in talk what a moved placement means. Imports that recall tell it likewise. */
export async function tellCalls(deps: Pick<Deps, 'store' | 'conductor'>, moved: MovedPlacement, because: MovePlacement['event']): Promise<void> {
  for (const one of moved.cases) {
    if (!one.left) continue;
    const { recallWords } = creditorRulesOf(await deps.store.get('entity', one.creditorId));
    deps.conductor.forbid({ caseId: one.caseId }, because, { code: `case.${because}`, text: recallWords });
  }
  for (const campaignId of moved.campaignIds) deps.conductor.leadsAdded(campaignId);
}
