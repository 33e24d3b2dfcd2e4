/** The far side of the store: what a worker thread does. The worker's entry file (src/boot) gives it ids and zones. */
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Seals } from '../../app/ports/evidence.js';
import type { Policies } from '../../app/ports/policies.js';
import type { Ids } from '../../app/ports/system.js';
import { StoreFault } from '../../app/store/errors.js';
import { backUp, backUpAtOnce, stampOf } from './backup.js';
import { faultOf, openDatabase, type DatabaseSettings } from './database.js';
import { migrate, type Migrated } from './migrate.js';
import { migrations } from './migrations/index.js';
import { SqliteReads } from './tx.js';
import { wireError, type FromCheckpointer, type FromCopier, type FromReader, type FromWriter, type Read, type ReadAnswer, type ToCheckpointer, type ToReader, type ToWriter, type WorkerData, type WireReply } from './wire.js';
import { Writer, type Reply } from './writer.js';

/** What moves need beside the database. */
export interface Wiring { readonly ids: Ids; readonly zones: ZoneTable; readonly policies: Policies; /** Without, no chain is kept. */ readonly evidence?: Seals | undefined }
/** `wiring` is asked only by the writer: reads need none of it. */
export function serve(port: MessagePort, data: WorkerData, wiring: () => Wiring): void {
  try {
    if (data.role === 'writer') serveWriter(port, data, wiring());
    else if (data.role === 'reader') serveReader(port, data);
    else if (data.role === 'copier') serveCopier(port, data);
    else serveCheckpointer(port, data);
  } catch (error) {
    const failed: FromWriter & FromReader = { type: 'failed', error: wireError(faultOf(error, data.settings.file) ?? error) };
    port.postMessage(failed);
    port.close();
  }
}

function serveWriter(port: MessagePort, data: WorkerData, wiring: Wiring): void {
  const say = (message: FromWriter): void => { port.postMessage(message); };
  const db = openDatabase(data.settings, 'writer');
  const migrated = migrateOrClose(db, data);
  const writer = new Writer({
    db, file: data.settings.file, ...wiring,
    done: ({ replies, took }) => { sayDone(say, replies.map(wireReply), took); },
    fatal: (fault) => { say({ type: 'fatal', error: wireError(fault) }); },
  });
  port.on('message', (message: ToWriter) => {
    if (message.type === 'move') { writer.push(message.job); return; }
    writer.close();
    say({ type: 'closed' });
    port.close();
  });
  say({ type: 'ready', migrated });
}
/** Before a migration changes a database, it is kept as it is: `BACKUPS/dunwell-STAMP-before-0012-name.db`. */
export function copyBefore(settings: Pick<DatabaseSettings, 'file' | 'backups'>, at: number): (due: readonly string[]) => void {
  const { file, backups } = settings;
  if (backups === null || file === ':memory:') return () => undefined;
  return (due) => {
    try {
      backUpAtOnce(file, join(backups, `dunwell-${stampOf(at)}-before-${due[0] ?? ''}.db`));
    } catch (error) {
      throw new StoreFault('migration', `the database is from an earlier version, and no backup could be made of it before it is changed: ${error instanceof Error ? error.message : String(error)}. Nothing was changed`);
    }
  };
}
function migrateOrClose(db: Database, { settings, at }: WorkerData): Migrated {
  try {
    return migrate(db, migrations, at, copyBefore(settings, at));
  } catch (error) {
    db.close();
    throw error;
  }
}
const wireReply = (reply: Reply): WireReply => (reply.ok ? reply : { n: reply.n, ok: false, error: wireError(reply.error) });

/** One message for the batch; reply by reply only when a move returned something that can't cross a thread. */
function sayDone(say: (message: FromWriter) => void, replies: readonly WireReply[], took: number): void {
  try {
    say({ type: 'done', replies, took });
  } catch {
    for (const reply of replies) {
      try {
        say({ type: 'done', replies: [reply], took });
      } catch (error) {
        say({ type: 'done', replies: [{ n: reply.n, ok: false, error: wireError(error) }], took });
      }
    }
  }
}

function serveReader(port: MessagePort, data: WorkerData): void {
  const say = (message: FromReader): void => { port.postMessage(message); };
  const db = openDatabase(data.settings, 'reader');
  const reads = new SqliteReads(db);
  port.on('message', (message: ToReader) => {
    if (message.type === 'close') {
      db.close();
      say({ type: 'closed' });
      port.close();
      return;
    }
    try {
      say({ type: 'answer', n: message.n, answer: answer(reads, message.read) });
    } catch (error) {
      say({ type: 'refused', n: message.n, error: wireError(faultOf(error, data.settings.file) ?? error) });
    }
  });
  say({ type: 'ready' });
}

/** Carries pages from the log into the file beside the writer, which then finds little left to carry in its commits. */
function serveCheckpointer(port: MessagePort, data: WorkerData): void {
  const say = (message: FromCheckpointer): void => { port.postMessage(message); };
  const db = openDatabase(data.settings, 'checkpointer');
  port.on('message', (message: ToCheckpointer) => {
    if (message.type === 'close') {
      db.close();
      say({ type: 'closed' });
      port.close();
      return;
    }
    // Passive: waits for nobody and holds nobody up. A fault here will meet the writer too, which knows what to do about it.
    try { db.pragma('wal_checkpoint(passive)'); } catch { /* the writer carries them itself */ }
    say({ type: 'carried' });
  });
  say({ type: 'ready' });
}

/** One backup, then it ends. Its rests block this thread and no other. */
function serveCopier(port: MessagePort, data: WorkerData): void {
  const say = (message: FromCopier): void => { port.postMessage(message); };
  say({ type: 'ready' });
  void backUp(data.settings.file, data.to ?? '').then((made) => { say({ type: 'copied', made }); }, (error: unknown) => { say({ type: 'uncopied', error: wireError(error) }); }).then(() => {
    say({ type: 'closed' });
    port.close();
  });
}

export function answer(reads: SqliteReads, read: Read): ReadAnswer {
  switch (read.op) {
    case 'get': return reads.rawGet(read.kind, read.id);
    case 'find': return reads.rawFind(read.kind, read.query);
    case 'pick': return reads.rawPick(read.kind, read.fields, read.query);
    case 'count': return reads.countOf(read.kind, read.where);
  }
}
