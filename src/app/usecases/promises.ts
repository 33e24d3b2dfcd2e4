import type { PaymentPromise, User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import type { Id, LocalDate, Minor } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { allowed, unknown, type Deps } from './context.js';
import { homeDay } from './home.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { looks, reachCase, reachesCase } from './reach.js';

export interface PromiseAsk extends PageAsk { readonly caseId?: Id; readonly state?: PaymentPromise['state']; readonly dueFrom?: LocalDate; readonly dueTo?: LocalDate; readonly mine?: boolean }

/** Promises within reach: by due date where a state is asked for, newest first otherwise. */
export async function listPromises(deps: Deps, by: User, ask: PromiseAsk): Promise<Result<Page<PaymentPromise>>> {
  const scope = allowed(by, 'promise.read');
  if (!scope.ok) return scope;
  const where: Where<PaymentPromise> = {
    ...(ask.caseId === undefined ? {} : { caseId: ask.caseId }), ...(ask.state === undefined ? {} : { state: ask.state }), ...(ask.mine === true ? { takenBy: by.id } : {}),
    ...(ask.dueFrom === undefined && ask.dueTo === undefined ? {} : { due: { ...(ask.dueFrom === undefined ? {} : { gte: ask.dueFrom }), ...(ask.dueTo === undefined ? {} : { lte: ask.dueTo }) } }),
  };
  const order = ask.state === undefined || ask.caseId !== undefined ? { down: true } : { by: 'due' as const };
  if (ask.caseId !== undefined) return pageOf(deps.store, 'promise', ask, { wheres: (await reachCase(deps, by, 'promise.read', ask.caseId)).ok ? [where] : [], ...order });
  const keep = scope.value === 'all' ? {} : { keep: caseReach(deps, by, scope.value) };
  return pageOf(deps.store, 'promise', ask, { wheres: [where], ...order, ...keep });
}
function caseReach(deps: Deps, by: User, scope: 'own' | 'team' | 'entity'): (row: { readonly caseId: Id }) => Promise<boolean> {
  const seen = new Map<Id, Promise<boolean>>();
  const look = async (id: Id): Promise<boolean> => { const row = await deps.store.get('case', id); return row !== undefined && await reachesCase(deps, by, scope, row, true); };
  return ({ caseId }) => { const known = seen.get(caseId) ?? look(caseId); seen.set(caseId, known); return known; };
}

async function reachPromise(deps: Deps, by: User, verb: 'promise.read' | 'promise.write', id: Id): Promise<Result<PaymentPromise>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('promise', id);
  const found = row && await deps.store.get('case', row.caseId);
  return row !== undefined && found !== undefined && await reachesCase(deps, by, scope.value, found, looks(verb)) ? ok(row) : unknown('promise');
}
export const getPromise = (deps: Deps, by: User, id: Id): Promise<Result<PaymentPromise>> => reachPromise(deps, by, 'promise.read', id);

/** Writes down a promise made outside a call. An open one of the case is replaced. Codes: those of the move. */
export async function makePromise(deps: Deps, by: User, caseId: Id, input: { readonly amount: Minor; readonly due: LocalDate; readonly accountIds?: readonly Id[]; readonly partyId?: Id }): Promise<Result<PaymentPromise>> {
  const found = await reachCase(deps, by, 'promise.write', caseId);
  if (!found.ok) return found;
  const made = await deps.store.run('makePromise', { caseId, partyId: input.partyId ?? null, amount: input.amount, due: input.due, accountIds: input.accountIds ?? null, attemptId: null, by: by.id, at: deps.clock.now(), today: await homeDay(deps) });
  if (!made.ok) return made;
  const row = await deps.store.get('promise', made.value.promiseId);
  return row === undefined ? unknown('promise') : ok(row);
}
export async function cancelPromise(deps: Deps, by: User, id: Id, expected: number | null): Promise<Result<PaymentPromise>> {
  const found = await reachPromise(deps, by, 'promise.write', id);
  if (!found.ok) return found;
  const done = await deps.store.run('cancelPromise', { promiseId: id, expectedVersion: expected, by: by.id, at: deps.clock.now() });
  return done.ok ? ok(await deps.store.get('promise', id) ?? found.value) : done;
}
