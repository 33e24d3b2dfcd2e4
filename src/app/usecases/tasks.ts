import type { Task, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { reaches, type Scope } from '../../core/rights/policy.js';
import type { Id, Instant } from '../../core/units.js';
import type { TaskPatch } from '../store/moves/tasks.js';
import type { Where } from '../store/tx.js';
import { allowed, teamOf, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { caseKeeper, reachCase } from './reach.js';

const FURTHEST = 366 * 86_400_000;
export interface TaskAsk extends PageAsk { readonly caseId?: Id; readonly userId?: Id; readonly state?: Task['state']; readonly kind?: Task['kind']; readonly mine?: boolean; readonly before?: Instant }

/** Follow-ups and tasks within reach, soonest first. */
export async function listTasks(deps: Deps, by: User, ask: TaskAsk): Promise<Result<Page<Task>>> {
  const scope = allowed(by, 'task.read');
  if (!scope.ok) return scope;
  const base: Where<Task> = {
    ...(ask.caseId === undefined ? {} : { caseId: ask.caseId }), ...(ask.userId === undefined ? {} : { userId: ask.userId }), ...(ask.state === undefined ? {} : { state: ask.state }), ...(ask.kind === undefined ? {} : { kind: ask.kind }),
    ...(ask.before === undefined ? {} : { dueAt: { lt: ask.before } }),
  };
  const keeps = await caseKeeper(deps, by, scope.value);
  return pageOf(deps.store, 'task', ask, { wheres: ask.mine === true ? [{ ...base, userId: by.id }] : scoped(by, scope.value, base), by: 'dueAt', ...(keeps === null ? {} : { keep: (task: Task) => keeps(task.caseId) }) });
}
function scoped(by: User, scope: Scope, base: Where<Task>): readonly Where<Task>[] {
  if (scope === 'all') return [base];
  if (scope === 'entity') return [{ ...base, entityId: by.entityId }];
  const own: Where<Task>[] = [...(base.userId === undefined ? [{ ...base, userId: by.id }] : base.userId === by.id ? [base] : []), { ...base, madeBy: by.id }];
  return scope === 'team' && by.teamId !== null ? [{ ...base, entityId: by.entityId, teamId: by.teamId }, ...own] : own;
}

export async function getTask(deps: Deps, by: User, id: Id, verb: 'task.read' | 'task.write' = 'task.read'): Promise<Result<Task>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const task = await deps.store.get('task', id);
  if (task === undefined || !reaches(by, scope.value, { entityId: task.entityId, teamId: task.teamId, userIds: [task.madeBy, ...(task.userId === null ? [] : [task.userId])] })) return unknown('task');
  const keeps = await caseKeeper(deps, by, scope.value);
  return keeps === null || await keeps(task.caseId) ? ok(task) : unknown('task');
}

export interface TaskInput { readonly caseId: Id; readonly kind?: Task['kind']; readonly title: string; readonly note?: string | null; readonly dueAt: Instant; readonly remindAt?: Instant | null; readonly userId?: Id | null; readonly teamId?: Id | null }
/** Codes: `case.unknown`, `task.due`, `task.remind`, `reference.unknown`. Nobody named: it is the asker's own. */
export async function makeTask(deps: Deps, by: User, input: TaskInput): Promise<Result<Task>> {
  const found = await reachCase(deps, by, 'task.write', input.caseId);
  if (!found.ok) return found.error.code === 'case.unknown' ? fail('reference.unknown', 'no such case', '/caseId') : found;
  const wrong = timesWrong(deps.clock.now(), input) ?? await holdersWrong(deps, found.value.entityId, input);
  if (wrong) return wrong;
  const userId = input.userId === undefined && input.teamId === undefined ? by.id : input.userId ?? null;
  return deps.store.run('makeTask', { task: { caseId: input.caseId, teamId: input.teamId ?? null, userId, kind: input.kind ?? 'followUp', title: input.title.trim(), note: input.note ?? null, dueAt: input.dueAt, remindAt: input.remindAt ?? null }, by: by.id, at: deps.clock.now() });
}

/** Codes: `task.unknown`, `task.closed`, `record.stale`, `task.due`, `task.remind`, `reference.unknown`. */
export async function changeTask(deps: Deps, by: User, id: Id, expected: number, patch: TaskPatch): Promise<Result<Task>> {
  const found = await getTask(deps, by, id, 'task.write');
  if (!found.ok) return found;
  const wrong = timesWrong(deps.clock.now(), patch) ?? await holdersWrong(deps, found.value.entityId, patch);
  if (wrong) return wrong;
  return deps.store.run('changeTask', { id, expectedVersion: expected, patch: { ...patch, ...(patch.title === undefined ? {} : { title: patch.title.trim() }) }, by: by.id, at: deps.clock.now() });
}

type Failed = ReturnType<typeof fail>;
function timesWrong(now: Instant, input: { readonly dueAt?: Instant; readonly remindAt?: Instant | null }): Failed | null {
  if (input.dueAt !== undefined && (input.dueAt <= now || input.dueAt > now + FURTHEST)) return fail('task.due', 'must be due within the next 366 days', '/dueAt');
  if (input.remindAt != null && (input.remindAt > now + FURTHEST || (input.dueAt !== undefined && input.remindAt > input.dueAt))) return fail('task.remind', 'the reminder must come no later than the task is due', '/remindAt');
  return null;
}
async function holdersWrong(deps: Deps, entityId: Id, input: { readonly userId?: Id | null; readonly teamId?: Id | null }): Promise<Failed | null> {
  if (input.userId != null) { const user = await deps.store.get('user', input.userId); if (user?.entityId !== entityId || !user.enabled) return fail('reference.unknown', 'no such user in this entity', '/userId'); }
  if (input.teamId != null && !(await teamOf(deps, entityId, input.teamId)).ok) return fail('reference.unknown', 'no such team in this entity', '/teamId');
  return null;
}
