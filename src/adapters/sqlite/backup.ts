/**
 * A copy of the database as it stood at one instant, made beside the running writer: another connection holds a read
 * transaction (in WAL a reader keeps nobody from writing, https://www.sqlite.org/wal.html) and copies pages in small steps
 * (https://www.sqlite.org/backup.html), so that the disk is shared with the commits of dialing. The copy is read back and
 * synced before it gets its name: a file of that name is whole.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StoreFault } from '../../app/store/errors.js';
import { APPLICATION_ID, faultOf } from './database.js';

export interface BackupSettings {
  /** Pages copied in one go; 16 to 4096. */
  readonly pages: number;
  /** Milliseconds of rest after each go, so that commits find the disk free; 0 to 100. Blocks the calling thread. */
  readonly rest: number;
}
/** 2 MB, then 4 ms for others: some 200 MB a second at most, and a commit waits for one step at the worst. */
export const BACKUP_DEFAULTS: BackupSettings = { pages: 256, rest: 4 };

export interface BackupMade {
  readonly file: string;
  readonly bytes: number;
  /** Migrations the copy has seen. */
  readonly schema: number;
  /** Number of the newest event in its stream. */
  readonly lastEvent: number;
  /** Milliseconds. */
  readonly took: number;
}

/** Throws `StoreFault`: `exists` when `to` is there already, `foreign` for another program's database, `damaged` when the copy does not hold. */
export async function backUp(from: string, to: string, settings: BackupSettings = BACKUP_DEFAULTS): Promise<BackupMade> {
  const began = performance.now();
  const part = startPart(to);
  try {
    const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 5000 });
    try {
      if (source.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw new StoreFault('foreign', `${from} is not a database of Dunwell's`);
      // Held to the end: without it each commit of the writer would begin the copy anew.
      source.exec('begin');
      source.prepare('select 1 from sqlite_schema limit 1').get();
      await source.backup(part, { progress: () => { rest(settings.rest); return settings.pages; } });
      source.exec('commit');
    } finally { source.close(); }
    return { ...finish(part, to), took: performance.now() - began };
  } catch (error) {
    dropFile(part);
    throw faultOf(error, to) ?? error;
  }
}

/** The same in one go, for when nobody dials yet: before migrations, whose connection `db` may hold the write lock. */
export function backUpAtOnce(from: string, to: string): BackupMade {
  const began = performance.now();
  const part = startPart(to);
  try {
    const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 5000 });
    try { source.prepare('vacuum into ?').run(part); } finally { source.close(); }
    return { ...finish(part, to), took: performance.now() - began };
  } catch (error) {
    dropFile(part);
    throw faultOf(error, to) ?? error;
  }
}

/** What stands in a backup; throws `StoreFault` when it is none, is damaged, or its references are broken. Changes nothing but SQLite's own side files. */
export function inspect(file: string): { readonly schema: readonly string[]; readonly lastEvent: number; readonly bytes: number } {
  if (!existsSync(file)) throw new StoreFault('cannot_open', `there is no ${file}`);
  try {
    const db = new Database(file, { fileMustExist: true, timeout: 5000 });
    try { return { ...look(db, file), bytes: statSync(file).size }; } finally { db.close(); }
  } catch (error) { throw faultOf(error, file) ?? error; }
}

function look(db: Database.Database, file: string): { readonly schema: readonly string[]; readonly lastEvent: number } {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw new StoreFault('foreign', `${file} is not a database of Dunwell's`);
  const verdict = String(db.pragma('integrity_check(1)', { simple: true }));
  if (verdict !== 'ok') throw new StoreFault('damaged', `${file} is damaged: ${verdict}`);
  const broken = db.pragma('foreign_key_check');
  if (Array.isArray(broken) && broken.length > 0) throw new StoreFault('damaged', `${file}: rows point at nothing`);
  const schema = db.prepare<[], { name: string }>('select name from dunwell_migrations order by name').all().map((row) => row.name);
  const last = db.prepare<[], { seq: number | null }>('select max(seq) as seq from stream_events').get();
  return { schema, lastEvent: last?.seq ?? 0 };
}

function startPart(to: string): string {
  const place = resolve(to);
  if (existsSync(place)) throw new StoreFault('exists', `${to} is there already: nothing is written over`);
  mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
  const part = join(dirname(place), `.${basename(place)}.${process.pid}.part`);
  dropFile(part);
  // Made before SQLite sees it, so that nobody else can read it for an instant.
  closeSync(openSync(part, 'wx', 0o600));
  return part;
}
function finish(part: string, to: string): Omit<BackupMade, 'took'> {
  const db = new Database(part, { fileMustExist: true });
  let seen;
  try {
    // One file: no log beside it that a copy could forget.
    db.pragma('journal_mode = delete');
    seen = look(db, to);
  } finally { db.close(); }
  sync(part);
  renameSync(part, to);
  sync(dirname(resolve(to)));
  return { file: to, bytes: statSync(to).size, schema: seen.schema.length, lastEvent: seen.lastEvent };
}
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try { fsyncSync(descriptor); } finally { closeSync(descriptor); }
}
export function dropFile(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
}
function rest(ms: number): void {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** `20261122T141300Z`. */
export const stampOf = (at: number): string => new Date(at).toISOString().replace(/[-:]/g, '').replace(/\.\d+Z$/, 'Z');
