/** A database of today's schema at a path, copied from one that was migrated once: hundreds of tests open one each, and making its tables is most of that. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SqliteStore, type InProcessOptions } from '../../src/adapters/sqlite/index.js';

let template: string | null = null;

function made(options: InProcessOptions): string {
  if (template !== null && existsSync(template)) return template;
  const home = mkdtempSync(join(tmpdir(), 'dunwell-template-'));
  process.once('exit', () => { rmSync(home, { recursive: true, force: true }); });
  const file = join(home, 'dunwell.db');
  void SqliteStore.inProcess({ ...options, file }).close();
  // Everything into the one file that is copied.
  const db = new Database(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return (template = file);
}

/** As `SqliteStore.inProcess`, of a file that must not be there yet. */
export function freshStore(options: InProcessOptions): SqliteStore {
  if (existsSync(options.file)) throw new RangeError(`${options.file} is there already`);
  copyFileSync(made(options), options.file);
  return SqliteStore.inProcess(options);
}
