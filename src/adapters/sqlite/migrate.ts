/** Brings a database up to date, under the write lock, and refuses one it does not understand. */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { StoreFault } from '../../app/store/errors.js';
import { APPLICATION_ID } from './database.js';
import { builder, type Migration } from './migration.js';

const LEDGER = 'dunwell_migrations';

export interface Migrated { readonly applied: readonly string[]; readonly already: number }

/**
 * `at`: the instant written beside what is applied now. `before`: asked once, with what is due, when a database with something
 * in it is about to be changed; nobody else can write meanwhile, and when it throws nothing is changed.
 */
export function migrate(db: Database, list: readonly Migration[], at: number, before: (due: readonly string[]) => void = () => undefined): Migrated {
  const texts = list.map((migration) => ({ name: migration.name, statements: statementsOf(migration) }));
  // IMMEDIATE: a second process that starts now waits here, then finds everything applied.
  db.exec('begin immediate');
  try {
    db.exec(`create table if not exists ${LEDGER} (name text primary key not null, checksum text not null, applied_at integer not null) strict`);
    const done = db.prepare<[], { name: string; checksum: string }>(`select name, checksum from ${LEDGER} order by name`).all();
    done.forEach(({ name, checksum }, at) => {
      const known = texts[at];
      if (known?.name !== name) throw new StoreFault('newer', `the database was written by a newer or other version of Dunwell (migration ${name} is unknown here): run that version, or restore a backup`);
      if (checksumOf(known.statements) !== checksum) throw new StoreFault('migration', `migration ${name} is not the one this database was made with`);
    });
    const due = texts.slice(done.length);
    if (done.length > 0 && due.length > 0) before(due.map((one) => one.name));
    const applied: string[] = [];
    for (const { name, statements } of due) {
      for (const statement of statements) runStatement(db, name, statement);
      db.prepare(`insert into ${LEDGER} values (?, ?, ?)`).run(name, checksumOf(statements), at);
      applied.push(name);
    }
    const broken = db.pragma('foreign_key_check');
    if (applied.length > 0 && Array.isArray(broken) && broken.length > 0) throw new StoreFault('migration', 'a migration left references to nothing');
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.exec('commit');
    return { applied, already: done.length };
  } catch (error) {
    if (db.inTransaction) db.exec('rollback');
    throw error;
  }
}

const written = new WeakMap<Migration, readonly string[]>();
/** Written out once in a process: a migration's text never changes. */
function statementsOf(migration: Migration): readonly string[] {
  const before = written.get(migration);
  if (before !== undefined) return before;
  const db = builder();
  const texts = migration.up(db).map((statement) => {
    const { sql, parameters } = statement.compile();
    if (parameters.length > 0) throw new TypeError(`${migration.name}: a migration's statements take no parameters`);
    return sql;
  });
  written.set(migration, texts);
  return texts;
}
export const checksumOf = (statements: readonly string[]): string => createHash('sha256').update(statements.join(';\n')).digest('hex');
export const checksumOfMigration = (migration: Migration): string => checksumOf(statementsOf(migration));

function runStatement(db: Database, name: string, statement: string): void {
  try {
    db.exec(statement);
  } catch (error) {
    throw new StoreFault('migration', `migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
