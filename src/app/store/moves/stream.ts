import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';

/** What a move says on the event stream: the one sequence that webhooks, reports and the audit chain read. No personal data. */
export interface StreamNote { readonly type: string; readonly actor: string; readonly subjects?: readonly Id[]; readonly data?: unknown }

export function append(context: MoveContext, note: StreamNote, subjects: readonly Id[], at: Instant): void {
  context.tx.insert('streamEvent', {
    id: context.ids.id(), version: 1, createdAt: at, updatedAt: at, seq: context.tx.nextSeq('streamEvent'),
    type: note.type, typeVersion: 1, subjects: [...subjects, ...(note.subjects ?? [])], actor: note.actor, at, data: note.data ?? null,
  });
}
