import type { Task } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

export type NewTask = Pick<Task, 'caseId' | 'teamId' | 'userId' | 'kind' | 'title' | 'note' | 'dueAt' | 'remindAt'>;
/** A follow-up or task about a case. Codes: `case.unknown`. */
export function makeTask(context: MoveContext, input: { readonly task: NewTask; readonly by: Id; readonly at: Instant }): Result<Task> {
  const found = context.tx.get('case', input.task.caseId);
  if (!found) return fail('case.unknown', 'no such case');
  const row: Task = {
    ...input.task, teamId: input.task.teamId ?? found.teamId, id: context.ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, entityId: found.entityId, remindAt: input.task.remindAt ?? input.task.dueAt, remindedAt: null,
    state: 'open', madeBy: input.by, doneAt: null, doneBy: null,
  };
  context.tx.insert('task', row);
  append(context, { type: 'task.made', actor: input.by, data: { kind: row.kind, dueAt: row.dueAt, userId: row.userId, entityId: row.entityId } }, [row.id, row.caseId], input.at);
  refreshCaseFacts(context, row.caseId, input.at);
  return ok(row);
}

export type TaskPatch = Partial<Pick<Task, 'teamId' | 'userId' | 'title' | 'note' | 'dueAt' | 'remindAt'>> & { readonly state?: 'done' | 'cancelled' };
/** Changes an open task. Codes: `task.unknown`, `record.stale`, `task.closed`. A task moved to another time reminds again. */
export function changeTask(context: MoveContext, input: { readonly id: Id; readonly expectedVersion: number; readonly patch: TaskPatch; readonly by: Id; readonly at: Instant }): Result<Task> {
  const found = context.tx.get('task', input.id);
  if (!found) return fail('task.unknown', 'no such task');
  if (found.version !== input.expectedVersion) return fail('record.stale', `task was changed by another: version is ${found.version}, you had ${input.expectedVersion}`);
  if (found.state !== 'open') return fail('task.closed', `this task is ${found.state}`);
  const { patch } = input;
  const moved = patch.dueAt !== undefined || patch.remindAt !== undefined;
  const after = context.tx.update('task', found.id, {
    ...patch, ...(moved ? { remindAt: patch.remindAt ?? patch.dueAt ?? found.remindAt, remindedAt: null } : {}), ...(patch.state === undefined ? {} : { doneAt: input.at, doneBy: input.by }),
  }, input.at);
  append(context, { type: patch.state === undefined ? 'task.changed' : `task.${patch.state}`, actor: input.by, data: { fields: Object.keys(patch), entityId: found.entityId } }, [found.id, found.caseId], input.at);
  refreshCaseFacts(context, found.caseId, input.at);
  return after ? ok(after) : fail('task.unknown', 'no such task');
}

/** Tasks whose reminder is due for those at their desks, marked as told, so that a restart tells nobody twice. */
export function takeReminders({ tx }: MoveContext, input: { readonly userIds: readonly Id[]; readonly now: Instant; readonly most: number }): readonly Task[] {
  const due = tx.find('task', { where: { state: 'open', userId: { in: input.userIds }, remindedAt: null, remindAt: { lte: input.now } }, order: [{ by: 'remindAt' }], limit: input.most });
  for (const task of due) tx.update('task', task.id, { remindedAt: input.now }, input.now);
  return due;
}
