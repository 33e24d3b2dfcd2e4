import type { Task } from '../../../core/records/index.js';
import type { Id } from '../../../core/units.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { hear } from './hear.js';
import type { RolledPage, RollPage } from './roll.js';

/** Follow-ups that fall due on the day (and since the day rolled before): their cases hear `followUpFallsDue`. Read by whose they are, as the index has them. */
export function followUpsDue(context: MoveContext, page: RollPage): RolledPage {
  const { tx } = context;
  const users: readonly (Id | null)[] = [null, ...tx.find('user', { order: [{ by: 'id' }], limit: 100_000 }).map((user) => user.id)];
  const [fromUser = '', fromDue = '', fromId = ''] = page.cursor ?? [];
  let budget = page.most;
  let looked = 0;
  let changed = 0;
  for (const userId of users) {
    const key = userId ?? '';
    if (key < fromUser) continue;
    const resumed = page.cursor !== null && key === fromUser && fromDue !== '';
    if (budget <= 0) return { cursor: resumed ? [key, fromDue, fromId] : [key, '', ''], looked, changed };
    const rows = resumed ? after(context, userId, Number(fromDue), fromId, page, budget) : read(context, userId, { gte: page.from, lt: page.to }, budget);
    for (const task of rows) {
      if (task.kind !== 'followUp' || hear(context, task.caseId, 'followUpFallsDue', page.at, 'system') !== 'moved') continue;
      refreshCaseFacts(context, task.caseId, page.at);
      changed += 1;
    }
    looked += rows.length;
    const last = rows.at(-1);
    if (last && rows.length === budget) return { cursor: [key, String(last.dueAt), last.id], looked, changed };
    budget -= rows.length + 1;
  }
  return { cursor: null, looked, changed };
}

const read = ({ tx }: MoveContext, userId: Id | null, dueAt: { readonly gte?: number; readonly gt?: number; readonly lt: number }, limit: number): Task[] =>
  tx.find('task', { where: { userId, state: 'open', dueAt }, order: [{ by: 'dueAt' }, { by: 'id' }], limit });
function after(context: MoveContext, userId: Id | null, due: number, id: Id, page: RollPage, limit: number): Task[] {
  const tied = context.tx.find('task', { where: { userId, state: 'open', dueAt: due, id: { gt: id } }, order: [{ by: 'id' }], limit });
  return tied.length === limit ? tied : [...tied, ...read(context, userId, { gt: due, lt: page.to }, limit - tied.length)];
}
