/** Copies of the database, made while it is written to. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupFolder, backupName } from '../../../src/adapters/backups/index.js';
import { backUp, inspect, SqliteStore } from '../../../src/adapters/sqlite/index.js';
import { BackupKeeper } from '../../../src/app/backups.js';
import { openStore } from '../../../src/boot/store.js';
import { VirtualClock } from '../../../src/sim/clock/virtual.js';
import { pauseReason, testIds, testZones } from '../../contract/records.js';
import { testPolicies } from '../../support/policies.js';
import { storeWorkerEntry } from '../../support/worker-entry.js';

let home: string;
let file: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'dunwell-backup-')); file = join(home, 'dunwell.db'); });
afterEach(() => { rmSync(home, { recursive: true }); });
const codesIn = (path: string): readonly string[] => {
  const db = new Database(path, { readonly: true });
  try { return db.prepare<[], { code: string }>('select code from pause_reasons order by code').all().map((row) => row.code); } finally { db.close(); }
};

describe('a backup', () => {
  it('is of one instant while moves go on, whole, in one file for its owner only', async () => {
    const store = await openStore({ file, entry: await storeWorkerEntry(), synchronous: 'off' });
    await store.run('createMany', { rows: Array.from({ length: 3000 }, (_, n) => pauseReason(`before-${String(n).padStart(5, '0')}`, { nameEn: 'x'.repeat(1000) })) });
    const state = { done: false };
    let written = 0;
    // Pairs: half of one in the copy would show that it is of no single instant.
    const writing = (async (): Promise<void> => { while (!state.done) { await store.run('createMany', { rows: [pauseReason(`n${written}-a`), pauseReason(`n${written}-b`)] }); written += 1; } })();
    const to = join(home, 'copies', 'one.db');
    const made = await store.backUp(to);
    const during = written;
    state.done = true;
    await writing;
    // The writer was never held up for the whole of it.
    expect(during).toBeGreaterThan(0);
    expect(made).toMatchObject({ file: to, bytes: statSync(to).size });
    expect(inspect(to).schema.length).toBe(made.schema);
    expect(readdirSync(join(home, 'copies'))).toEqual(['one.db']);
    expect(statSync(to).mode & 0o077).toBe(0);
    const codes = new Set(codesIn(to));
    expect([...codes].filter((code) => code.startsWith('before')).length).toBe(3000);
    for (const code of codes) if (!code.startsWith('before')) expect(codes.has(code.endsWith('-a') ? code.replace('-a', '-b') : code.replace('-b', '-a')), code).toBe(true);
    await store.close();
  });
  it('writes over nothing, and leaves nothing when it fails', async () => {
    const store = SqliteStore.inProcess({ file, ids: testIds(), zones: testZones, policies: testPolicies, synchronous: 'off' });
    await store.run('create', pauseReason('one'));
    writeFileSync(join(home, 'taken.db'), 'somebody’s');
    await expect(store.backUp(join(home, 'taken.db'))).rejects.toMatchObject({ code: 'exists' });
    mkdirSync(join(home, 'folder'));
    writeFileSync(join(home, 'folder', 'f'), '');
    await expect(store.backUp(join(home, 'folder', 'f', 'x.db'))).rejects.toThrow();
    expect(readdirSync(join(home, 'folder'))).toEqual(['f']);
    await store.close();
    const theirs = new Database(join(home, 'theirs.db'));
    theirs.exec('create table t (x)');
    theirs.close();
    await expect(backUp(join(home, 'theirs.db'), join(home, 'out.db'))).rejects.toMatchObject({ code: 'foreign' });
    expect(existsSync(join(home, 'out.db'))).toBe(false);
  });
  it('of a stopped server is made from its file', async () => {
    const store = SqliteStore.inProcess({ file, ids: testIds(), zones: testZones, policies: testPolicies, synchronous: 'off' });
    await store.run('create', pauseReason('one'));
    await store.close();
    await backUp(file, join(home, 'copy.db'));
    expect(codesIn(join(home, 'copy.db'))).toEqual(['one']);
  });
  it.each<[string, (db: Database.Database) => void, string]>([
    ['of another program', (db) => { db.pragma('application_id = 1'); }, 'foreign'],
    ['whose rows point at nothing', (db) => { db.pragma('foreign_keys = off'); db.exec("insert into second_factors (id, version, created_at, updated_at, user_id, secret_sealed, confirmed_at, last_step) values ('x', 1, 0, 0, 'nobody', null, null, 0)"); }, 'damaged'],
  ])('%s is told', async (_, spoil, code) => {
    await SqliteStore.inProcess({ file, ids: testIds(), zones: testZones, policies: testPolicies, synchronous: 'off' }).close();
    const db = new Database(file);
    spoil(db);
    db.close();
    expect(() => inspect(file)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the keeper of backups', () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (fields: object) => { said.push(JSON.stringify(fields)); }, child: () => log };
  let said: string[] = [];
  const gauges = new Map<string, number>();
  const metrics = { count: () => undefined, gauge: (name: string, value: number) => { gauges.set(name, value); }, observe: () => undefined };
  const HOUR = 3_600_000;
  const make = (clock: VirtualClock, copy: (to: string) => Promise<{ bytes: number }>): BackupKeeper => new BackupKeeper({ backups: backupFolder(join(home, 'kept'), copy), clock, log, metrics, settings: { every: 24 * HOUR, keep: 3 } });
  beforeEach(() => { said = []; gauges.clear(); });

  it('makes one a day, keeps the newest, and touches nothing else in the folder', async () => {
    const clock = new VirtualClock({ start: Date.UTC(2026, 10, 22, 3) });
    mkdirSync(join(home, 'kept'));
    for (const name of ['notes.txt', 'dunwell-20250101T000000Z-before-0002-record.db', 'dunwell.db']) writeFileSync(join(home, 'kept', name), '');
    const keeper = make(clock, (to) => { writeFileSync(to, 'copy'); return Promise.resolve({ bytes: 4 }); });
    for (let hour = 0; hour < 6 * 24; hour += 1) { await keeper.look(); clock.advance(HOUR); }
    const names = readdirSync(join(home, 'kept')).sort();
    expect(names).toEqual(['dunwell-20250101T000000Z-before-0002-record.db', 'dunwell-20261125T040000Z.db', 'dunwell-20261126T040000Z.db', 'dunwell-20261127T040000Z.db', 'dunwell.db', 'notes.txt']);
    expect((await keeper.list()).map((one) => one.of)).toEqual(['database', 'database', 'database', 'migration']);
    expect(gauges.get('dunwell_backup_age_seconds')).toBe(22 * 3600);
    await keeper.stop();
  });
  it('says so when none can be made, and tries again ten minutes later', async () => {
    const clock = new VirtualClock({ start: Date.UTC(2026, 10, 22) });
    let tries = 0;
    const keeper = make(clock, () => { tries += 1; return Promise.reject(new Error('the disk is full')); });
    clock.advance(11 * 60_000);
    for (let minute = 0; minute < 15; minute += 1) { await keeper.look(); clock.advance(60_000); }
    expect(tries).toBe(2);
    expect(said[0]).toContain('the disk is full');
    await expect(keeper.make()).rejects.toThrow('the disk is full');
  });
  it('two who ask at once get the same one', async () => {
    const clock = new VirtualClock({ start: 0 });
    let copies = 0;
    const keeper = make(clock, (to) => { copies += 1; writeFileSync(to, ''); return Promise.resolve({ bytes: 0 }); });
    const [one, other] = await Promise.all([keeper.make(), keeper.make()]);
    expect(one).toEqual(other);
    expect(copies).toBe(1);
    expect(backupName(0)).toBe('dunwell-19700101T000000Z.db');
  });
});
