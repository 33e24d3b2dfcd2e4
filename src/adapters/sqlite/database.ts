/** Opens the file: who may read it, how it is written, and what SQLite's errors mean in words. */
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StoreFault, type FaultCode } from '../../app/store/errors.js';

export interface DatabaseSettings {
  /** `:memory:` only in process. */
  readonly file: string;
  /** How long to wait for another process's lock. */
  readonly busyTimeout: number;
  /** The file may not grow beyond this; null: as far as the disk goes. */
  readonly maxMegabytes: number | null;
  /** `off` only for tests and rehearsals: an acknowledged move may be lost with the machine. */
  readonly synchronous: 'full' | 'off';
  /** Folder of backups: a database is copied there before a migration changes it. null: it is not (tests, rehearsals). */
  readonly backups: string | null;
}
export const DATABASE_DEFAULTS = { busyTimeout: 5000, maxMegabytes: null, synchronous: 'full', backups: null } as const satisfies Partial<DatabaseSettings>;

/** Who opens the file. The checkpointer writes nothing of its own: it carries committed pages from the log into the file. */
export type Role = 'writer' | 'reader' | 'checkpointer';
/**
 * Pages each keeps in memory; the system's own cache lies behind. The writer's counts double in an import (DECISIONS 25).
 */
const CACHE_MEGABYTES: Readonly<Record<Role, number>> = { writer: 8, reader: 32, checkpointer: 1 };
/**
 * Pages in the log (64 MB) at which the writer itself carries them over, as part of a commit, so that the log can begin anew.
 * By then the checkpointer has done nearly all of them. SQLite's own 1000 make it do so in every commit of an import.
 */
const LOG_PAGES = 8_000;

/** "DWLL": marks the file as ours. */
export const APPLICATION_ID = 0x44574c4c;
/** Of a new file: half as many pages to log for rows of this size as with SQLite’s 4096, 8 % less work in an import. */
const PAGE = 8192;
const HEADER = 'SQLite format 3\0';

export function openDatabase(settings: DatabaseSettings, role: Role): Database.Database {
  if (settings.file !== ':memory:') prepareFile(settings.file);
  try {
    const db = new Database(settings.file, { timeout: settings.busyTimeout, readonly: role === 'reader' });
    try {
      setUp(db, settings, role);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } catch (error) {
    throw faultOf(error, settings.file) ?? error;
  }
}

function setUp(db: Database.Database, settings: DatabaseSettings, role: Role): void {
  db.pragma(`cache_size = -${CACHE_MEGABYTES[role] * 1024}`);
  db.pragma('temp_store = memory');
  db.pragma('trusted_schema = off');
  if (role === 'reader') { db.pragma('query_only = on'); return; }
  if (role === 'checkpointer') {
    // A checkpoint is no change of the database to SQLite.
    db.pragma('query_only = on');
    db.pragma(`synchronous = ${settings.synchronous}`);
    db.pragma('wal_autocheckpoint = 0');
    return;
  }
  mustBeOurs(db, settings.file);
  // Without effect on a file that has pages already.
  db.pragma(`page_size = ${PAGE}`);
  db.pragma('journal_mode = wal');
  db.pragma(`synchronous = ${settings.synchronous}`);
  db.pragma('foreign_keys = on');
  db.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
  db.pragma(`journal_size_limit = ${LOG_PAGES * PAGE}`);
  if (settings.maxMegabytes !== null) db.pragma(`max_page_count = ${Math.ceil(settings.maxMegabytes * 1024 * 1024 / Number(db.pragma('page_size', { simple: true })))}`);
}

/** The file is made before SQLite sees it, so that nobody else can read it for an instant; its -wal and -shm take its mode. */
function prepareFile(file: string): void {
  try {
    if (!existsSync(file)) {
      makeFolder(dirname(resolve(file)));
      closeSync(openSync(file, 'a', 0o600));
      return;
    }
    if (!statSync(file).isFile()) throw new StoreFault('not_a_database', `${file} is not a file`);
    const header = Buffer.alloc(HEADER.length);
    const descriptor = openSync(file, 'r');
    try {
      const length = readSync(descriptor, header, 0, header.length, 0);
      if (length > 0 && header.toString('latin1') !== HEADER) throw new StoreFault('not_a_database', `${file} is not a database`);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof StoreFault) throw error;
    throw new StoreFault('cannot_open', `can't open the database ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** One by one from the top: Node's own `recursive` never ends where making a folder says ENOENT (/proc, some mounts). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Before anything is changed, its journal mode included. */
function mustBeOurs(db: Database.Database, file: string): void {
  if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return;
  const theirs = db.prepare<[], { name: string }>("select name from sqlite_schema where name not like 'sqlite_%' limit 1").get();
  if (theirs) throw new StoreFault('foreign', `${file} belongs to another program: it is an SQLite database with tables, and not marked as Dunwell's`);
}

const FAULTS: readonly (readonly [RegExp, FaultCode, string])[] = [
  [/^SQLITE_FULL/, 'disk_full', 'the disk is full, or the database reached its largest size'],
  [/^SQLITE_READONLY/, 'read_only', 'the database is read-only'],
  // A write that the system refuses (a disk that turned read-only, a limit on files) is undone like one on a full disk; a failed sync is not.
  [/^SQLITE_IOERR_WRITE$/, 'read_only', 'the disk takes no writes (read-only, a limit, or broken)'],
  [/^SQLITE_NOTADB/, 'not_a_database', 'the file is not a database'],
  [/^SQLITE_CORRUPT/, 'damaged', 'the database is damaged: restore a backup'],
  [/^SQLITE_IOERR/, 'io', 'reading or writing the database failed'],
  [/^SQLITE_(BUSY|LOCKED)/, 'locked', 'another process holds the database'],
  [/^SQLITE_CANTOPEN/, 'cannot_open', "the database can't be opened"],
  [/^SQLITE_(?!CONSTRAINT)/, 'other', 'the database failed'],
];
/** What a SQLite error is in our words; undefined when it is a broken constraint or not SQLite's. */
export function faultOf(error: unknown, file: string): StoreFault | undefined {
  if (!(error instanceof Database.SqliteError)) return undefined;
  for (const [pattern, code, text] of FAULTS) if (pattern.test(error.code)) return new StoreFault(code, `${text} (${file}: ${error.code})`);
  return undefined;
}
/** After these nothing written through this connection can be trusted. */
export const isFatal = (fault: StoreFault): boolean => fault.code === 'io' || fault.code === 'damaged' || fault.code === 'not_a_database';
