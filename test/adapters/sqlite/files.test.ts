/** The file and its migrations: what is refused, in words, and what survives. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, isFatal } from '../../../src/adapters/sqlite/database.js';
import { migrate } from '../../../src/adapters/sqlite/migrate.js';
import { migrations } from '../../../src/adapters/sqlite/migrations/index.js';
import { SqliteStore, type SqliteOptions } from '../../../src/adapters/sqlite/index.js';
import { openStore } from '../../../src/boot/store.js';
import { StoreBusy, StoreFault } from '../../../src/app/store/errors.js';
import { pauseReason, testIds, testZones } from '../../contract/records.js';
import { storeWorkerEntry } from '../../support/worker-entry.js';
import { testPolicies } from '../../support/policies.js';

let home: string;
let file: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'dunwell-files-')); file = join(home, 'dunwell.db'); });
afterEach(() => { rmSync(home, { recursive: true }); });
const open = (more: Partial<SqliteOptions> = {}): SqliteStore => SqliteStore.inProcess({ file, ids: testIds(), zones: testZones, policies: testPolicies, ...more });
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('what the file system answers', () => {
  it('a refused write is like a full disk, to be tried again; a failed sync or read is the end', () => {
    const said = (code: string): readonly [string | undefined, boolean | undefined] => { const fault = faultOf(new Database.SqliteError('x', code), file); return [fault?.code, fault && isFatal(fault)]; };
    expect(said('SQLITE_IOERR_WRITE')).toEqual(['read_only', false]);
    expect(said('SQLITE_READONLY')).toEqual(['read_only', false]);
    expect(said('SQLITE_FULL')).toEqual(['disk_full', false]);
    for (const code of ['SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_READ', 'SQLITE_IOERR']) expect(said(code)).toEqual(['io', true]);
  });
});

describe('the database file', () => {
  it('is made with its folder, for its owner only, in WAL', async () => {
    file = join(home, 'deep', 'er', 'dunwell.db');
    const store = open();
    await store.run('create', pauseReason('a'));
    expect([mode(file), mode(`${file}-wal`), mode(join(home, 'deep'))]).toEqual(['600', '600', '700']);
    await store.close();
    const db = new Database(file, { readonly: true });
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    db.close();
  });
  it('keeps everything over a reopening, sequences going on', async () => {
    for (const code of ['a', 'b']) {
      const store = SqliteStore.inProcess({ file, ids: testIds(code.repeat(8)), zones: testZones, policies: testPolicies });
      await store.run('create', { ...pauseReason(code), note: { type: 't', actor: code } });
      await store.close();
    }
    const store = open();
    expect((await store.find('streamEvent', { order: [{ by: 'seq' }] })).map((event) => [event.seq, event.actor])).toEqual([[1, 'a'], [2, 'b']]);
    await store.close();
  });
  it.each<[string, () => void, string, RegExp]>([
    ['text', () => { writeFileSync(file, 'this is a text and no database at all'); }, 'not_a_database', /not a database/],
    ['a short file', () => { writeFileSync(file, 'x'); }, 'not_a_database', /not a database/],
    ['a folder', () => { mkdirSync(file); }, 'not_a_database', /not a file/],
    ['a header with rubbish behind it', () => { writeFileSync(file, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8000, 7)])); }, 'not_a_database', /not a database/],
    ["another program's database", () => { const db = new Database(file); db.exec('create table theirs (x)'); db.close(); }, 'foreign', /another program/],
    ['a place where none can be', () => { file = '/proc/nowhere/dunwell.db'; }, 'cannot_open', /can't open/],
    ['a folder that is a file', () => { writeFileSync(join(home, 'f'), ''); file = join(home, 'f', 'dunwell.db'); }, 'cannot_open', /can't open/],
  ])('refuses %s', async (_, prepare, code, text) => {
    prepare();
    const thrown = (() => { try { open(); return undefined; } catch (error) { return error; } })();
    expect(thrown).toBeInstanceOf(StoreFault);
    expect(thrown).toMatchObject({ code, message: expect.stringMatching(text) });
  });
  it('says the same from its worker', async () => {
    writeFileSync(file, 'this is a text and no database at all');
    await expect(openStore({ file, entry: await storeWorkerEntry() })).rejects.toMatchObject({ code: 'not_a_database', message: expect.stringMatching(/not a database/) });
    rmSync(file);
    const db = new Database(file);
    migrate(db, [...migrations, { name: '9999-future', up: () => [] }], 0);
    db.close();
    await expect(openStore({ file, entry: await storeWorkerEntry() })).rejects.toMatchObject({ code: 'newer' });
  });
  it('refuses another user’s file in words', () => {
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    // Root may write anything: then there is nothing to refuse.
    if (process.getuid?.() === 0) { void open().close(); return; }
    expect(() => open()).toThrow(/read-only|can't open/);
  });
  it('says so when a database is locked by another', () => {
    const holder = open();
    const other = new Database(file);
    other.exec('begin immediate');
    expect(() => open({ busyTimeout: 50 })).toThrow(/another process/);
    other.exec('rollback');
    other.close();
    void holder.close();
  });
});

describe('migrations', () => {
  it('run once', () => {
    const db = new Database(file);
    expect(migrate(db, migrations, 0).applied).toEqual(migrations.map((one) => one.name));
    expect(migrate(db, migrations, 0)).toEqual({ applied: [], already: migrations.length });
    db.close();
  });
  it('refuse a database from the future', () => {
    const db = new Database(file);
    migrate(db, [...migrations, { name: '9999-future', up: () => [] }], 0);
    expect(() => migrate(db, migrations, 0)).toThrow(/newer.*9999-future/);
    db.close();
    expect(() => open()).toThrow(/newer/);
  });
  it('refuse a migration that is not the one that was run', () => {
    const db = new Database(file);
    migrate(db, [{ name: '0001-first', up: (b) => [b.schema.createTable('a').addColumn('x', 'text')] }], 0);
    expect(() => migrate(db, migrations, 0)).toThrow('0001-first is not the one');
    db.close();
  });
  it('leave nothing of one that fails', () => {
    const db = new Database(file);
    const broken = { name: '9999-broken', up: (b: Parameters<(typeof migrations)[0]['up']>[0]) => [b.schema.createTable('half').addColumn('x', 'text'), b.schema.createTable('half').addColumn('x', 'text')] };
    expect(() => migrate(db, [...migrations, broken], 0)).toThrow('9999-broken failed');
    expect(db.prepare("select count(*) from sqlite_schema where name in ('half', 'leads', 'dunwell_migrations')").pluck().get()).toBe(0);
    db.close();
  });
});

describe('limits', () => {
  it('refuses more moves than the backlog allows, and says how many wait', async () => {
    const store = open({ maxBacklog: 10 });
    const tries = await Promise.allSettled(Array.from({ length: 15 }, (_, n) => store.run('create', pauseReason(`${n}`))));
    const refused = tries.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ reason: expect.any(StoreBusy) });
    expect(store.backlog()).toBe(0);
    expect(await store.count('pauseReason', {})).toBe(10);
    await store.close();
  });
  it('survives a full disk: says so, keeps nothing of the batch, and goes on with what fits', async () => {
    const fatal: unknown[] = [];
    const store = open({ maxMegabytes: 4, onFatal: (fault) => fatal.push(fault) });
    await store.run('create', pauseReason('before'));
    const big = store.run('createMany', { rows: Array.from({ length: 5000 }, (_, n) => pauseReason(`big-${n}`, { nameEn: 'x'.repeat(1000) })) });
    await expect(big).rejects.toMatchObject({ code: 'disk_full', message: expect.stringContaining('full') });
    expect(await store.count('pauseReason', {})).toBe(1);
    expect(await store.run('create', pauseReason('after'))).toMatchObject({ ok: true });
    expect(fatal).toEqual([]);
    await store.close();
  });
  it('one commit for moves that come together', async () => {
    const commits: number[] = [];
    const store = open({ onCommit: (_, moves) => commits.push(moves) });
    await Promise.all(Array.from({ length: 200 }, (_, n) => store.run('create', pauseReason(`${n}`))));
    expect(commits.reduce((sum, moves) => sum + moves, 0)).toBe(200);
    expect(commits.length).toBeLessThan(50);
    await store.close();
  });
});

describe('a row that was damaged', () => {
  it('is an error that names it', async () => {
    const store = open();
    await store.run('create', { kind: 'setting', at: 1, row: { id: 'broken', key: 'k', value: { a: 1 } } });
    const db = new Database(file);
    db.exec("update settings set value = '{oops'");
    db.close();
    await expect(store.get('setting', 'broken')).rejects.toThrow('settings.value of broken is not JSON');
    await store.close();
  });
});
