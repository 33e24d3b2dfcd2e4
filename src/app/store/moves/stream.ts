import { GENESIS, linkHash } from '../../../core/evidence/index.js';
import type { Kind } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { debtorKey } from './evidence-keys.js';

/** What a move says on the event stream: the one sequence that webhooks, reports and the audit chain read. No personal data. */
export interface StreamNote {
  readonly type: string; readonly actor: string; readonly subjects?: readonly Id[]; readonly data?: unknown;
  /** Whose history it belongs to, where neither `data.caseId` nor the type says so. */
  readonly caseId?: Id | null;
  /** Whose evidence it is about, where nothing is sealed. */
  readonly debtorId?: string;
  /** What only whoever holds the debtor's key may read. Kept only by stores that seal. */
  readonly sealed?: { readonly debtorId: string; readonly payload: unknown };
}

export function append(context: MoveContext, note: StreamNote, subjects: readonly Id[], at: Instant): void {
  const all = [...subjects, ...(note.subjects ?? [])];
  const id = context.ids.id();
  const event = {
    id, seq: context.tx.nextSeq('streamEvent'), type: note.type, typeVersion: 1, subjects: all, actor: note.actor, at, data: note.data ?? null, caseId: caseOf(context, note, all),
    debtorId: note.sealed?.debtorId ?? note.debtorId ?? null, sealed: note.sealed === undefined ? null : seal(context, note.sealed, id, at),
  };
  context.tx.insert('streamEvent', { ...event, version: 1, createdAt: at, updatedAt: at, hash: link(context, event) });
}

/** The event's place in the chain. Events of stores that seal nothing have none. */
function link({ tx, evidence }: MoveContext, event: Parameters<typeof linkHash>[1]): string | null {
  if (!evidence) return null;
  const known = tx.memo.chain;
  const before = known?.seq === event.seq - 1 ? known.hash : tx.pick('streamEvent', ['hash'], { where: { seq: event.seq - 1 }, limit: 1 })[0]?.hash ?? GENESIS;
  const hash = linkHash(before, event, (text) => evidence.hash(text));
  tx.memo.chain = { seq: event.seq, hash };
  return hash;
}
function seal(context: MoveContext, sealed: NonNullable<StreamNote['sealed']>, eventId: Id, at: Instant): string | null {
  const key = debtorKey(context, sealed.debtorId, at);
  return key === null || !context.evidence ? null : context.evidence.seal(key, sealed.debtorId, eventId, JSON.stringify(sealed.payload));
}

/** Kinds of records that belong to a case and say which. */
const OF_A_CASE = ['attempt', 'lead', 'hold', 'promise', 'plan', 'task', 'complaint', 'contact', 'assignment'] as const satisfies readonly Kind[];
/** The case an event belongs to: as it says, or its first subject, or the case its first subject belongs to. */
function caseOf({ tx }: MoveContext, note: StreamNote, subjects: readonly Id[]): Id | null {
  if (note.caseId !== undefined) return note.caseId;
  const { data } = note;
  if (typeof data === 'object' && data !== null && 'caseId' in data && typeof data.caseId === 'string') return data.caseId;
  const [first] = subjects;
  const name = note.type.split('.')[0];
  if (first === undefined || name === undefined) return null;
  if (name === 'case') return first;
  const kind = OF_A_CASE.find((one) => one === name);
  return kind === undefined ? null : tx.get(kind, first)?.caseId ?? null;
}
