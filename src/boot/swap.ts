/** One database file takes another's place: at every moment one of the two has the name, whole. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { stampOf } from '../adapters/sqlite/index.js';

/** Another program has the file open. */
export class FileInUse extends Error {}

/** The old one keeps a name at every moment, and the new one takes the old one's in one step: a start in between finds the one or the other. */
export function putInPlace(database: string, draft: string, at: number): string | null {
  toOneFile(draft);
  sync(draft);
  let aside: string | null = null;
  if (existsSync(database)) {
    aside = `${database}.before-restore-${stampOf(at)}`;
    toOneFile(database);
    linkSync(database, aside);
  } else drop(database);
  renameSync(draft, database);
  sync(dirname(database));
  return aside;
}
/** The same, and nothing of the old one is kept. `step` is told before what can't be taken back. */
export function putInstead(database: string, draft: string, step: (what: string) => void): void {
  toOneFile(draft);
  sync(draft);
  toOneFile(database);
  step('swapping');
  renameSync(draft, database);
  sync(dirname(database));
}
/** What its log still holds goes into the file. One that is too damaged for that is put aside with its log. */
function toOneFile(file: string): void {
  try {
    const db = new Database(file, { fileMustExist: true, timeout: 2000 });
    try { db.pragma('journal_mode = delete'); } finally { db.close(); }
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) throw new FileInUse(`${file} is open in another program: close it first`);
  }
  for (const end of ['-wal', '-shm']) if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${file}.damaged${end}`);
}
export function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try { fsyncSync(descriptor); } finally { closeSync(descriptor); }
}
export function drop(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
}
