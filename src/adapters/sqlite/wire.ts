/** What the store's threads say to each other, and how an error crosses over without losing its class. */
import type { Kind } from '../../core/records/index.js';
import { StoreFault, type FaultCode } from '../../app/store/errors.js';
import { BrokenReference, Conflict } from '../../app/store/tx.js';
import type { BackupMade } from './backup.js';
import type { DatabaseSettings, Role } from './database.js';
import type { Migrated } from './migrate.js';
import type { RawRow } from './sql.js';
import type { Job } from './writer.js';

export interface WorkerData {
  readonly role: Role | 'copier';
  readonly settings: DatabaseSettings;
  /** The instant written beside migrations. */
  readonly at: number;
  /** What the worker's own wiring needs, e.g. where the zone table lies. */
  readonly extra: unknown;
  /** Where the copier's copy goes. */
  readonly to?: string;
}
export type ToWriter = { readonly type: 'move'; readonly job: Job } | { readonly type: 'close' };
export type WireReply = { readonly n: number; readonly ok: true; readonly value: unknown } | { readonly n: number; readonly ok: false; readonly error: WireError };
export type FromWriter =
  | { readonly type: 'ready'; readonly migrated: Migrated }
  | { readonly type: 'done'; readonly replies: readonly WireReply[]; readonly took: number }
  | { readonly type: 'failed'; readonly error: WireError }
  | { readonly type: 'fatal'; readonly error: WireError }
  | { readonly type: 'closed' };

export type Read = { readonly op: 'get'; readonly kind: Kind; readonly id: string } | { readonly op: 'find'; readonly kind: Kind; readonly query: object } | { readonly op: 'pick'; readonly kind: Kind; readonly fields: readonly string[]; readonly query: object } | { readonly op: 'count'; readonly kind: Kind; readonly where: object };
/** Rows cross as plain arrays: a row's names would be copied with each of them. */
export type ReadAnswer = RawRow | undefined | readonly RawRow[] | number;
export type ToReader = { readonly type: 'read'; readonly n: number; readonly read: Read } | { readonly type: 'close' };
export type FromReader =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly n: number; readonly answer: ReadAnswer }
  | { readonly type: 'refused'; readonly n: number; readonly error: WireError }
  | { readonly type: 'failed'; readonly error: WireError }
  | { readonly type: 'closed' };

export type ToCheckpointer = { readonly type: 'checkpoint' } | { readonly type: 'close' };
export type FromCheckpointer = { readonly type: 'ready' } | { readonly type: 'carried' } | { readonly type: 'failed'; readonly error: WireError } | { readonly type: 'closed' };

export type FromCopier = { readonly type: 'ready' } | { readonly type: 'copied'; readonly made: BackupMade } | { readonly type: 'uncopied'; readonly error: WireError } | { readonly type: 'failed'; readonly error: WireError } | { readonly type: 'closed' };

export type WireError =
  | { readonly type: 'conflict'; readonly kind: Kind; readonly key: string }
  | { readonly type: 'reference'; readonly kind: Kind; readonly column: string }
  | { readonly type: 'fault'; readonly code: FaultCode; readonly message: string }
  | { readonly type: 'other'; readonly name: string; readonly message: string; readonly stack: string | undefined };

export function wireError(error: unknown): WireError {
  if (error instanceof Conflict) return { type: 'conflict', kind: error.kind, key: error.key };
  if (error instanceof BrokenReference) return { type: 'reference', kind: error.kind, column: error.column };
  if (error instanceof StoreFault) return { type: 'fault', code: error.code, message: error.message };
  if (error instanceof Error) return { type: 'other', name: error.name, message: error.message, stack: error.stack };
  return { type: 'other', name: 'Error', message: String(error), stack: undefined };
}
export function unwireError(error: WireError): Error {
  switch (error.type) {
    case 'conflict': return new Conflict(error.kind, error.key);
    case 'reference': return new BrokenReference(error.kind, error.column);
    case 'fault': return new StoreFault(error.code, error.message);
    case 'other': {
      const made = error.name === 'TypeError' ? new TypeError(error.message) : error.name === 'RangeError' ? new RangeError(error.message) : new Error(error.message);
      if (made.name !== error.name) made.name = error.name;
      // Where it was thrown, in the other thread.
      if (error.stack !== undefined) made.stack = error.stack;
      return made;
    }
  }
}
