/**
 * One server per database. A little SQLite file beside it is locked while we live: the operating system lets go of it when
 * the process ends, however it ends, so no stale lock is ever left. In the file stands who holds it.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

export interface Holder { readonly pid: number; readonly url: string | null }
export interface DatabaseLock {
  /** Written once we listen, so that a second start can say where the first one is. */
  say(url: string): void;
  release(): void;
}
export class DatabaseInUse extends Error {
  constructor(readonly file: string, readonly holder: Holder | null) {
    super(`${file} is in use by another Dunwell${holder === null ? '' : ` (process ${holder.pid}${holder.url === null ? '' : `, ${holder.url}`})`}`);
    this.name = 'DatabaseInUse';
  }
}

/** Throws `DatabaseInUse`. */
export function lockDatabase(file: string): DatabaseLock {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(`${file}.lock`, { timeout: 0 });
  try {
    db.pragma('journal_mode = delete');
    hold(db, { pid: process.pid, url: null });
  } catch (error) {
    const holder = busy(error) ? readHolder(db) : null;
    db.close();
    throw busy(error) ? new DatabaseInUse(file, holder) : error;
  }
  return {
    say: (url) => {
      // For an instant nobody holds it; a second start in that instant takes it, and we notice.
      db.exec('rollback');
      hold(db, { pid: process.pid, url });
    },
    release: () => { db.close(); },
  };
}

/** Writes who we are, then keeps a write transaction open: others may read, none may write. */
function hold(db: Database.Database, holder: Holder): void {
  db.exec('begin immediate');
  db.exec('create table if not exists holder (pid integer not null, url text)');
  db.exec('delete from holder');
  db.prepare('insert into holder values (?, ?)').run(holder.pid, holder.url);
  db.exec('commit');
  db.exec('begin immediate');
}
function readHolder(db: Database.Database): Holder | null {
  try { return db.prepare<[], Holder>('select pid, url from holder').get() ?? null; } catch { return null; }
}
const busy = (error: unknown): boolean => error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
