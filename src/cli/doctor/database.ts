/** The database file, read only: is it one, is it whole, is it of this version. Never changes it. */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrations } from '../../adapters/sqlite/migrations/index.js';
import { fine, skipped, warning, wrong, type Check, type Checker } from './check.js';

export interface KnownTrunk { readonly gateway: string; readonly node: string; readonly enabled: boolean }

export const database: Checker = (config) => {
  if (!existsSync(config.db)) return Promise.resolve([skipped('database', `${config.db} is made at the first start`)]);
  try {
    const db = new Database(config.db, { readonly: true, timeout: 2000 });
    try {
      const checks: Check[] = [];
      const verdict = String(db.pragma('quick_check(1)', { simple: true }));
      checks.push(verdict === 'ok' ? fine('database', `${config.db} is whole`) : wrong('database', `${config.db} is damaged: ${verdict}`, 'stop Dunwell and restore the newest backup'));
      checks.push(migrated(db));
      return Promise.resolve(checks);
    } finally { db.close(); }
  } catch (error) {
    return Promise.resolve([wrong('database', `${config.db} can't be opened: ${error instanceof Error ? error.message : ''}`, 'is it the right file (DUNWELL_DB), and may this user read it?')]);
  }
};

function migrated(db: Database.Database): Check {
  const done = db.prepare<[], { name: string }>('select name from dunwell_migrations order by name').all().map((row) => row.name);
  const known = migrations.map((one) => one.name);
  const strange = done.filter((name) => !known.includes(name));
  if (strange.length > 0) return wrong('database', `it was written by a newer Dunwell (${strange.join(', ')})`, 'run that version, or restore a backup made before it');
  const due = known.length - done.length;
  return due > 0 ? warning('database', `${due} migration(s) are due; the next start makes them`, 'take a backup first') : fine('database', `${done.length} migration(s), up to date`);
}

/** Trunks as stored; empty when there is no database yet. */
export function knownTrunks(path: string): readonly KnownTrunk[] {
  if (!existsSync(path)) return [];
  try {
    const db = new Database(path, { readonly: true, timeout: 2000 });
    try { return db.prepare<[], { gateway: string; node: string; enabled: number }>('select gateway, node, enabled from trunks').all().map((row) => ({ gateway: row.gateway, node: row.node, enabled: row.enabled === 1 })); } finally { db.close(); }
  } catch { return []; }
}
