import { fail, ok, type Result } from '../../core/result.js';
import type { DeskMessage } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import type { CommandAnswer } from '../conductor-api.js';
import type { DeskEvent } from '../ports/desk.js';
import type { Agent } from './agent.js';
import type { Floor } from './floor.js';

/** More unread ones than this wait until some are read. */
const MOST = 50;

/** Supervisors' words on collectors' desks: told at once, told again to a desk opened anew, until they are read. */
export class Messages {
  constructor(private readonly floor: Floor) {}

  async written(ids: readonly Id[]): Promise<void> {
    for (const id of ids) {
      const message = await this.floor.deps.store.get('deskMessage', id);
      if (message && this.floor.agents.get(message.userId)?.desk === true) this.floor.deps.desk.push(message.userId, await this.#event(message));
    }
  }
  /** Oldest first. */
  async unread(userId: Id): Promise<readonly DeskEvent[]> {
    const waiting = await this.floor.deps.store.find('deskMessage', { where: { userId, readAt: null }, order: [{ by: 'createdAt' }, { by: 'id' }], limit: MOST });
    return Promise.all(waiting.map((one) => this.#event(one)));
  }
  /** Read twice is read once. Codes: `message.unknown`. */
  async read(agent: Agent, id: Id): Promise<Result<CommandAnswer>> {
    const { store, clock, desk } = this.floor.deps;
    const message = await store.get('deskMessage', id);
    if (message?.userId !== agent.user.id) return fail('message.unknown', 'no such message');
    const at = clock.now();
    if (message.readAt === null) {
      const done = await store.run('change', { kind: 'deskMessage', id, expectedVersion: message.version, patch: { readAt: at }, at, note: { type: 'message.read', actor: agent.user.id, data: { entityId: message.entityId, by: message.by } } });
      // Read on another screen in the same moment.
      if (!done.ok && done.error.code !== 'record.stale') return done;
    }
    desk.push(agent.user.id, { type: 'messageGone', at, messageId: id });
    return ok({ kind: 'done' });
  }

  async #event(message: DeskMessage): Promise<DeskEvent> {
    const { store, vault } = this.floor.deps;
    const from = (await store.get('user', message.by))?.displayName ?? '';
    return { type: 'message', at: message.createdAt, messageId: message.id, from, toTeam: message.teamId !== null, text: vault.open('note', message.textSealed) };
  }
}
