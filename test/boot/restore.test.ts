/** A backup put back: what is proven first, what is refused, and that nothing is ever lost on the way. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rootFile } from '../../src/adapters/evidence/index.js';
import { makePolicies, shippedTexts } from '../../src/adapters/packs/index.js';
import { backUp, SqliteStore } from '../../src/adapters/sqlite/index.js';
import { systemClock, uuidIds } from '../../src/adapters/system/index.js';
import { NodeEvidence } from '../../src/adapters/vault/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { EvidenceSealer } from '../../src/app/evidence/sealer.js';
import { DatabaseInUse, lockDatabase, networkFileSystem } from '../../src/boot/lock.js';
import { restoreDatabase } from '../../src/boot/restore.js';
import { quiet } from '../evidence/world.js';
import { pauseReason, world } from '../contract/records.js';
import { makeOld } from '../support/old-database.js';

const KEY = Buffer.alloc(32, 9);
const AT = Date.UTC(2026, 10, 22, 12);
const zones = loadZones();
let home: string;
let db: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'dunwell restore ')); db = join(home, 'dunwell.db'); });
afterEach(() => { rmSync(home, { recursive: true }); });
const config = (key = KEY) => ({ db, key: key.toString('base64'), oldKey: null, keyFile: join(home, 'key'), zones: null });
const open = (): SqliteStore => SqliteStore.inProcess({ file: db, ids: uuidIds(), zones, policies: makePolicies(zones, shippedTexts()), evidence: new NodeEvidence(KEY), synchronous: 'off' });

/** Writes these, signs them, and leaves the copies of the roots beside the database. */
async function write(...codes: readonly string[]): Promise<void> {
  const store = open();
  for (const code of codes) await store.run('create', { ...pauseReason(code), note: { type: 'made', actor: code } });
  const clock = systemClock({ onError: () => undefined });
  await new EvidenceSealer({ store, evidence: new NodeEvidence(KEY), clock, log: quiet, copies: rootFile(`${db}.roots`) }).seal();
  await store.close();
}
const codes = (file = db): readonly string[] => {
  const read = new Database(file, { readonly: true });
  try { return read.prepare<[], { code: string }>('select code from pause_reasons order by code').all().map((row) => row.code); } finally { read.close(); }
};
const plain = { force: false, brokenChain: false, at: AT };

describe('restore', () => {
  it('takes the place of a database that is kept beside it, knows of the roots made since, and goes on with the chain', async () => {
    await write('a', 'b');
    await backUp(db, join(home, 'copy.db'));
    await write('later');
    const roots = await rootFile(`${db}.roots`).read();
    const done = await restoreDatabase(config(), join(home, 'copy.db'), { ...plain, force: true });
    expect(done).toMatchObject({ events: 2, roots: 1, laterRoots: 1, troubles: 0, migrated: 0, aside: `${db}.before-restore-20261122T120000Z` });
    expect(codes()).toEqual(['a', 'b']);
    expect(codes(done.aside ?? '')).toEqual(['a', 'b', 'later']);
    expect((await rootFile(`${db}.roots`).read()).map((one) => one.n)).toEqual([1]);
    expect(await rootFile(`${db}.roots.before-restore-20261122T120000Z`).read()).toEqual(roots);
    const store = open();
    const [last] = await store.find('streamEvent', { order: [{ by: 'seq', down: true }], limit: 1 });
    expect(last).toMatchObject({ type: 'database.restored', data: { backup: 'copy.db', lastEvent: 2, laterRoots: 1 } });
    await store.close();
    await write('after');
    expect((await restoreAgain()).troubles).toBe(0);
    expect(readdirSync(home).filter((name) => name.includes('restoring') || name.includes('-wal'))).toEqual([]);
    async function restoreAgain() {
      await backUp(db, join(home, 'second.db'));
      return restoreDatabase(config(), join(home, 'second.db'), { ...plain, force: true, at: AT + 1000 });
    }
  });
  it('pauses campaigns that ran: what happened since the backup is not known', async () => {
    const store = open();
    await store.run('createMany', { rows: world(1) });
    const [campaign] = await store.find('campaign', { limit: 1 });
    await store.run('moveCampaign', { campaignId: campaign?.id ?? '', event: 'start', by: 'test', at: AT });
    await store.close();
    await backUp(db, join(home, 'copy.db'));
    rmSync(db);
    const done = await restoreDatabase(config(), join(home, 'copy.db'), plain);
    expect(done).toMatchObject({ aside: null, paused: [campaign?.name] });
    const after = open();
    expect((await after.get('campaign', campaign?.id ?? ''))?.state).toBe('paused');
    await after.close();
  });
  it('brings a backup of an earlier version up to date, and leaves the backup as it is', async () => {
    const old = new Database(join(home, 'old.db'));
    makeOld(old, 3);
    // Events from before the chain are in order and bare, as then.
    old.close();
    const before = readFileSync(join(home, 'old.db'));
    const done = await restoreDatabase(config(), join(home, 'old.db'), { ...plain, brokenChain: true });
    expect(done.migrated).toBeGreaterThan(5);
    expect(readFileSync(join(home, 'old.db')).equals(before)).toBe(true);
  });
  describe('refuses, and changes nothing', () => {
    beforeEach(async () => {
      await write('a');
      await backUp(db, join(home, 'copy.db'));
    });
    const refused = async (more: Partial<Parameters<typeof restoreDatabase>[2]>, expected: object, from = 'copy.db', key = KEY): Promise<void> => {
      const before = readFileSync(db);
      await expect(restoreDatabase(config(key), join(home, from), { ...plain, ...more })).rejects.toMatchObject(expected);
      expect(readFileSync(db).equals(before)).toBe(true);
      expect(readdirSync(home).filter((name) => name.includes('restoring') || name.includes('before-restore'))).toEqual([]);
    };
    it('while a server runs on it', async () => {
      const lock = lockDatabase(db);
      await refused({ force: true }, { name: 'DatabaseInUse' });
      lock.release();
    });
    it('a database that is there, without --force', () => refused({}, { code: 'restore.exists' }));
    it('a database another program has open', async () => {
      const other = new Database(db);
      other.prepare('begin').run();
      other.prepare('select * from users').all();
      const wal = new Database(db);
      wal.pragma('journal_mode = wal');
      await expect(restoreDatabase(config(), join(home, 'copy.db'), { ...plain, force: true })).rejects.toMatchObject({ code: 'restore.exists' });
      wal.close();
      other.close();
      expect(codes()).toEqual(['a']);
    });
    it('a file that is none', async () => {
      writeFileSync(join(home, 'text.db'), 'just a text, nothing more');
      await refused({ force: true }, { code: 'not_a_database' }, 'text.db');
      await refused({ force: true }, { code: 'cannot_open' }, 'nowhere.db');
    });
    it('a damaged one', async () => {
      const bytes = readFileSync(join(home, 'copy.db'));
      bytes.fill(0x5a, bytes.length - 30_000);
      writeFileSync(join(home, 'copy.db'), bytes);
      await refused({ force: true }, { code: 'damaged' });
    });
    it('one of a newer version', async () => {
      const newer = new Database(join(home, 'copy.db'));
      newer.exec("insert into dunwell_migrations values ('9999-future', 'x', 0)");
      newer.close();
      await refused({ force: true }, { code: 'restore.newer' });
    });
    it('one whose chain was tampered with, unless told to', async () => {
      const copy = new Database(join(home, 'copy.db'));
      copy.exec("drop trigger no_update_of_stream_events; update stream_events set actor = 'somebody else'");
      copy.close();
      await refused({ force: true }, { code: 'restore.chain' });
      expect((await restoreDatabase(config(), join(home, 'copy.db'), { force: true, brokenChain: true, at: AT })).troubles).toBeGreaterThan(0);
    });
    it('without the key, or with another', async () => {
      const bare = { ...config(), key: null };
      await expect(restoreDatabase(bare, join(home, 'copy.db'), { ...plain, force: true })).rejects.toMatchObject({ code: 'restore.key' });
      expect(existsSync(bare.keyFile)).toBe(false);
      await refused({ force: true }, { code: 'restore.chain' }, 'copy.db', Buffer.alloc(32, 1));
    });
  });
});

describe('one server a database', () => {
  it('is refused with who holds it and where; whoever died holds nothing, whatever they left behind', () => {
    const first = lockDatabase(db);
    first.say('http://127.0.0.1:8080');
    expect(() => lockDatabase(db)).toThrow(`in use by another Dunwell (process ${process.pid}, http://127.0.0.1:8080)`);
    first.release();
    // A note of a killed process, whose number another program has by now, is believed by nobody.
    writeFileSync(`${db}.lock.json`, JSON.stringify({ pid: process.ppid, host: 'elsewhere', url: 'http://old' }));
    const second = lockDatabase(db);
    expect(() => lockDatabase(db)).toThrow(`process ${process.pid})`);
    writeFileSync(`${db}.lock.json`, '{"pid');
    expect(() => lockDatabase(db)).toThrow(DatabaseInUse);
    second.release();
  });
  it('by whatever name it is reached', () => {
    writeFileSync(db, '');
    symlinkSync(db, join(home, 'link.db'));
    const first = lockDatabase(db);
    expect(() => lockDatabase(join(home, 'link.db'))).toThrow(DatabaseInUse);
    first.release();
  });
  it('knows network file systems by their numbers', () => {
    expect(networkFileSystem(home, () => 0x6969)).toBe('NFS');
    expect(networkFileSystem(home, () => -11317950)).toBe('CIFS');
    expect(networkFileSystem(home, () => 0xef53)).toBeNull();
  });
});
