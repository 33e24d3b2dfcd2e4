import type { Id } from '../../core/units.js';
import type { Floor } from './floor.js';

const LOOK_BACK = 24 * 3_600_000;

/**
 * Tells a collector at their desk that a callback they promised, a follow-up or a task is due: also while they talk, rest or
 * write up, when the dialer can't place the call for them. Each once; a desk that was away hears of it when it is back.
 */
export class Reminders {
  readonly #told = new Map<Id, number>();
  constructor(private readonly floor: Floor) {}

  async look(): Promise<void> {
    const { store, clock, desk } = this.floor.deps;
    const now = clock.now();
    for (const [id, dueAt] of this.#told) if (dueAt < now - LOOK_BACK) this.#told.delete(id);
    const here = [...this.floor.agents.values()].filter((agent) => agent.desk).map((agent) => agent.user.id);
    if (here.length === 0) return;
    const due = await store.find('callback', { where: { state: 'open', userId: { in: here }, dueAt: { lte: now, gte: now - LOOK_BACK } }, order: [{ by: 'dueAt' }], limit: 500 });
    for (const callback of due) {
      // Moved to another time, it is told again.
      if (callback.userId === null || this.#told.get(callback.id) === callback.dueAt) continue;
      this.#told.set(callback.id, callback.dueAt);
      desk.push(callback.userId, { type: 'callbackDue', at: now, callbackId: callback.id, leadId: callback.leadId, dueAt: callback.dueAt, note: callback.note });
    }
    for (const task of await store.run('takeReminders', { userIds: here, now, most: 500 })) {
      if (task.userId !== null) desk.push(task.userId, { type: 'taskDue', at: now, taskId: task.id, caseId: task.caseId, kind: task.kind, title: task.title, dueAt: task.dueAt });
    }
  }
}
