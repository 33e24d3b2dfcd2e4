/** From every schema there ever was, with rows in every table, to today's: nothing is lost, everything can be read, and a copy was kept. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/adapters/sqlite/migrate.js';
import { migrations } from '../../../src/adapters/sqlite/migrations/index.js';
import { inspect, SqliteStore } from '../../../src/adapters/sqlite/index.js';
import { copyBefore } from '../../../src/adapters/sqlite/serve.js';
import { KINDS } from '../../../src/app/store/schema.js';
import { openStore } from '../../../src/boot/store.js';
import { testIds, testZones } from '../../contract/records.js';
import { everything, makeOld, ROWS, tablesOf } from '../../support/old-database.js';
import { testPolicies } from '../../support/policies.js';
import { storeWorkerEntry } from '../../support/worker-entry.js';

let home: string;
let file: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'dunwell-upgrade-')); file = join(home, 'dunwell.db'); });
afterEach(() => { rmSync(home, { recursive: true }); });
const old = (migrated: number): ReturnType<typeof everything> => {
  const db = new Database(file);
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = off');
  makeOld(db, migrated);
  const rows = everything(db);
  db.close();
  return rows;
};
/** What a migration rewrites on purpose, with what it makes of it. */
const REWRITTEN: Readonly<Record<string, (before: unknown) => unknown>> = { 'campaigns.settings': (before) => JSON.stringify({ ...JSON.parse(String(before)) as object, segment: null, binding: null }) };

describe('an older database', () => {
  it.each(migrations.slice(0, -1).map((one, at) => ({ name: one.name, migrated: at + 1 })))('of $name goes on with every row it had, all of it readable, and is kept as it was', async ({ migrated }) => {
    const before = old(migrated);
    expect(before.size).toBeGreaterThanOrEqual(20 * ROWS);
    const backups = join(home, 'kept');
    const store = SqliteStore.inProcess({ file, backups, ids: testIds(), zones: testZones, policies: testPolicies });
    for (const kind of KINDS) await store.find(kind, { limit: 1000 });
    await store.close();
    const db = new Database(file, { readonly: true });
    const after = everything(db);
    for (const [id, row] of before) {
      const now = after.get(id);
      expect(now, id).toBeDefined();
      for (const [column, value] of Object.entries(row)) {
        const rewritten = migrated === 1 ? REWRITTEN[`${id.split(' ')[0] ?? ''}.${column}`] : undefined;
        expect(now?.[column], `${id}.${column}`).toEqual(rewritten ? rewritten(value) : value);
      }
    }
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.close();
    const [kept = '', ...others] = readdirSync(backups);
    expect(others).toEqual([]);
    expect(kept).toMatch(new RegExp(`^dunwell-\\d{8}T\\d{6}Z-before-${migrations[migrated]?.name ?? ''}\\.db$`));
    expect(inspect(join(backups, kept)).schema).toEqual(migrations.slice(0, migrated).map((one) => one.name));
    const copy = new Database(join(backups, kept), { readonly: true });
    expect(everything(copy)).toEqual(before);
    copy.close();
  });
  it('is migrated by the worker, too, with a copy; one that is up to date is not copied', async () => {
    old(3);
    const backups = join(home, 'kept');
    for (let starts = 0; starts < 2; starts += 1) {
      const store = await openStore({ file, backups, entry: await storeWorkerEntry() });
      await store.close();
    }
    expect(readdirSync(backups)).toHaveLength(1);
  });
  it('is left byte for byte when the copy can not be made', () => {
    old(2);
    const before = readFileSync(file);
    writeFileSync(join(home, 'kept'), 'a file where the folder should be');
    expect(() => SqliteStore.inProcess({ file, backups: join(home, 'kept'), ids: testIds(), zones: testZones, policies: testPolicies })).toThrow(/no backup could be made.*Nothing was changed/s);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
  it('is left as it was when a migration fails in its middle, and the copy is kept', () => {
    const before = old(migrations.length);
    const db = new Database(file);
    const broken = { name: '9998-fine', up: (b: Parameters<(typeof migrations)[0]['up']>[0]) => [b.schema.createTable('fine').addColumn('x', 'text')] };
    const worse = { name: '9999-broken', up: (b: Parameters<(typeof migrations)[0]['up']>[0]) => [b.schema.alterTable('attempts').dropColumn('leg_id'), b.schema.createTable('users').addColumn('x', 'text')] };
    mkdirSync(join(home, 'kept'));
    expect(() => migrate(db, [...migrations, broken, worse], 5, copyBefore({ file, backups: join(home, 'kept') }, 5))).toThrow('9999-broken failed');
    expect(everything(db)).toEqual(before);
    expect(tablesOf(db)).not.toContain('fine');
    expect(migrate(db, migrations, 6).applied).toEqual([]);
    db.close();
    expect(readdirSync(join(home, 'kept'))).toEqual(['dunwell-19700101T000000Z-before-9998-fine.db']);
  });
  it('a second one that would migrate at the same time waits, and finds it done', () => {
    old(4);
    const one = new Database(file, { timeout: 50 });
    const other = new Database(file, { timeout: 50 });
    let met: unknown;
    migrate(one, migrations, 0, () => { try { migrate(other, migrations, 0); } catch (error) { met = error; } });
    expect(String(met)).toMatch(/locked/);
    expect(migrate(other, migrations, 0).applied).toEqual([]);
    one.close();
    other.close();
  });
  it('no copy of a database that is new', () => {
    void SqliteStore.inProcess({ file, backups: join(home, 'kept'), ids: testIds(), zones: testZones, policies: testPolicies }).close();
    expect(existsSync(join(home, 'kept'))).toBe(false);
  });
});
