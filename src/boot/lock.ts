/**
 * One server per database. A little SQLite file beside it is locked from the start of the process to its end; the operating
 * system lets go of it when the process ends, however it ends, so no stale lock is ever left and no process id is believed.
 * Who holds it stands in a text beside, which is only read when the lock is held: what a dead process left there says nothing.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

export interface Holder { readonly pid: number; readonly host: string; readonly url: string | null }
export interface DatabaseLock {
  /** Written once we listen, so that a second start can say where the first one is. */
  say(url: string): void;
  release(): void;
}
export class DatabaseInUse extends Error {
  constructor(readonly file: string, readonly holder: Holder | null) {
    super(`${file} is in use by another Dunwell${holder === null ? '' : ` (process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`}${holder.url === null ? '' : `, ${holder.url}`})`}`);
    this.name = 'DatabaseInUse';
  }
}

/** Throws `DatabaseInUse`. A database reached by another name (a link) is the same database. */
export function lockDatabase(file: string): DatabaseLock {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const place = existsSync(file) ? realpathSync(file) : file;
  const note = `${place}.lock.json`;
  const db = openLock(`${place}.lock`);
  try {
    db.pragma('journal_mode = delete');
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|READONLY|IOERR|FULL)/.test(error.code)) throw unwritable(place, error.code);
    throw busy(error) ? new DatabaseInUse(file, readHolder(note)) : error;
  }
  const say = (url: string | null): void => {
    // Seen whole or not at all: another start may read it at this moment.
    writeFileSync(`${note}.new`, JSON.stringify({ pid: process.pid, host: hostname(), url }), { mode: 0o600 });
    renameSync(`${note}.new`, note);
  };
  // Where nothing can be written any more (a full disk), the lock holds without its note.
  const trySay = (url: string | null): void => { try { say(url); } catch { /* the message of a second start says less */ } };
  trySay(null);
  return { say: trySay, release: () => { rmSync(note, { force: true }); db.close(); } };
}

const unwritable = (path: string, code: string): Error => new Error(`${dirname(path)} can't be written to (${code}): is its disk read-only or full, and does the folder belong to the user that runs Dunwell?`);
/** SQLite says "unable to open database file" of a folder that takes no files. */
function openLock(path: string): Database.Database {
  try { return new Database(path, { timeout: 0 }); } catch (error) {
    if (!(error instanceof Database.SqliteError) || !/^SQLITE_(CANTOPEN|READONLY|IOERR|FULL)/.test(error.code)) throw error;
    throw unwritable(path, error.code);
  }
}

function readHolder(note: string): Holder | null {
  try {
    const said: unknown = JSON.parse(readFileSync(note, 'utf8'));
    if (typeof said !== 'object' || said === null || !('pid' in said) || typeof said.pid !== 'number') return null;
    return { pid: said.pid, host: 'host' in said && typeof said.host === 'string' ? said.host : hostname(), url: 'url' in said && typeof said.url === 'string' ? said.url : null };
  } catch { return null; }
}
const busy = (error: unknown): boolean => error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');

/** Magic numbers of statfs(2), Linux: NFS, SMB, CIFS, SMB2, AFS, Ceph, Coda. */
const NETWORK = new Map([[0x6969, 'NFS'], [0x517b, 'SMB'], [0xff534d42, 'CIFS'], [0xfe534d42, 'SMB2'], [0x5346414f, 'AFS'], [0x00c36400, 'Ceph'], [0x73757245, 'Coda']]);
/**
 * The network file system a database lies on, or null. There a lock may hold for this machine only, and SQLite's log needs
 * memory that all its processes share (https://www.sqlite.org/wal.html, "does not work over a network filesystem").
 */
export function networkFileSystem(folder: string, typeOf: (folder: string) => number = (path) => statfsSync(path).type): string | null {
  if (process.platform !== 'linux') return null;
  try { return NETWORK.get(typeOf(folder) >>> 0) ?? null; } catch { return null; }
}
