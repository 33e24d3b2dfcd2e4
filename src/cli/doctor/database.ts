/** The database file, read only: is it one, is it whole, is it of this version. Never changes it. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrations } from '../../adapters/sqlite/migrations/index.js';
import { fine, skipped, warning, wrong, type Check, type Checker } from './check.js';

export const database: Checker = (config) => {
  if (!existsSync(config.db)) {
    // A file somebody named is expected to be there, except before the very first start.
    return Promise.resolve([config.dbNamed
      ? warning('database', `there is no ${config.db}; the next start makes an empty one`, 'right before the first start only: otherwise correct DUNWELL_DB, or put the file back')
      : skipped('database', `${config.db} is made at the first start`)]);
  }
  try {
    const db = new Database(config.db, { readonly: true, timeout: 2000 });
    try {
      const checks: Check[] = [];
      const verdict = String(db.pragma('quick_check(1)', { simple: true }));
      checks.push(verdict === 'ok' ? fine('database', `${config.db} is whole`) : wrong('database', `${config.db} is damaged: ${verdict}`, 'stop Dunwell and restore the newest backup'));
      checks.push(migrated(db, config.db));
      return Promise.resolve(checks);
    } finally { db.close(); }
  } catch (error) {
    return Promise.resolve([unreadable(config.db, error)]);
  }
};

function unreadable(path: string, error: unknown): Check {
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code.startsWith('SQLITE_BUSY')) return wrong('database', `${path} is locked by another program`, 'end what holds it for itself (a backup, the sqlite3 shell); Dunwell\'s own server does not');
  if (code === 'SQLITE_NOTADB') return wrong('database', `${path} is not a database`, 'correct DUNWELL_DB, or restore the newest backup');
  if (code.startsWith('SQLITE_CORRUPT')) return wrong('database', `${path} is damaged`, 'stop Dunwell and restore the newest backup');
  return wrong('database', `${path} can't be opened: ${error instanceof Error ? error.message : ''}`, 'is it the right file (DUNWELL_DB), and may this user read it and write to its folder?');
}

function migrated(db: Database.Database, path: string): Check {
  const ours = db.prepare<[], { n: number }>('select count(*) as n from sqlite_master where name = \'dunwell_migrations\'').get();
  if (ours?.n !== 1) return wrong('database', `${path} is not a database of Dunwell's`, 'correct DUNWELL_DB; the next start would build its tables in that file');
  const done = db.prepare<[], { name: string }>('select name from dunwell_migrations order by name').all().map((row) => row.name);
  const known = migrations.map((one) => one.name);
  const strange = done.filter((name) => !known.includes(name));
  if (strange.length > 0) return wrong('database', `it was written by a newer Dunwell (${strange.join(', ')})`, 'run that version, or restore a backup made before it');
  const due = known.length - done.length;
  return due > 0 ? warning('database', `${due} migration(s) are due; the next start makes them`, 'take a backup first') : fine('database', `${done.length} migration(s), up to date`);
}
