import type { User } from '../../core/records/index.js';
import type { Deps } from './context.js';
import type { Id } from '../../core/units.js';

/**
 * Writes down that someone was shown what is masked by default (a name, a recording): an access kept as an approval that
 * the policy gave by itself, with its event on the stream, durable before anything is shown. `data` holds no personal data.
 */
export async function recordAccess(deps: Deps, by: User, kind: string, subject: Id, data: Readonly<Record<string, string>>): Promise<void> {
  const at = deps.clock.now();
  const made = await deps.store.run('create', {
    kind: 'approval', at, note: { type: kind, actor: by.id, subjects: [subject], data },
    row: { kind, state: 'applied', subject, payload: data, askedBy: by.id, decidedAt: at, needed: 0, decisions: [], entityId: data['entityId'] ?? by.entityId },
  });
  if (!made.ok) throw new Error(`an access could not be written down: ${made.error.code}`);
}
