/** A new key for what is sealed: all of it or none, whenever it is killed; the chain holds, old numbers are still counted, old backups still open. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rootFile } from '../../src/adapters/evidence/index.js';
import { backUpAtOnce, SqliteStore } from '../../src/adapters/sqlite/index.js';
import { uuidIds } from '../../src/adapters/system/index.js';
import { AesVault, NodeEvidence } from '../../src/adapters/vault/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { checkChain } from '../../src/app/evidence/check.js';
import { EvidenceSealer } from '../../src/app/evidence/sealer.js';
import { keyIdOf, openKey, unlock } from '../../src/boot/key.js';
import { lockDatabase } from '../../src/boot/lock.js';
import { restoreDatabase } from '../../src/boot/restore.js';
import { rotateKeys, type Rotated } from '../../src/boot/rotate.js';
import { AT } from '../contract/records.js';
import { chained, KEY, quiet, type Chained } from '../evidence/world.js';
import { restore, testPolicies } from '../support/policies.js';

const PHONE = '+8613800138000';
const NAME = '王小明';
const zones = loadZones();
/** For a broken build, not for a slow machine: each case syncs whole databases to the disk. */
const LIMIT = 900_000;
class Killed extends Error {}
let chain: Chained;
const config = (more: { key?: string | null; oldKey?: string | null } = {}) => ({ db: chain.file, key: null, oldKey: null, keyFile: join(chain.home, 'key'), zones: null, backups: join(chain.home, 'backups'), ...more });
const open = (key: Buffer): SqliteStore => SqliteStore.inProcess({ file: chain.file, ids: uuidIds(), zones, policies: testPolicies, evidence: new NodeEvidence(key), synchronous: 'off' });

/** A debtor with seals of every field, a number that is suppressed by its index alone, decisions of the gate, an entry that may only be added. */
async function fill(): Promise<void> {
  const vault = new AesVault(KEY);
  const { store } = chain;
  const index = vault.index('phone', PHONE);
  const done = await store.run('createMany', { rows: [
    { kind: 'setting', at: AT, row: { key: 'vault.check', value: vault.seal('name', 'dunwell') } },
    { kind: 'party', at: AT, row: { id: 'wang', kind: 'person', nameSealed: vault.seal('name', NAME), nameIndex: vault.index('name', NAME), identitySealed: vault.seal('identity', '110101199003070011'), identityIndex: vault.index('identity', '110101199003070011'), language: null } },
    { kind: 'contactPoint', at: AT, row: { id: 'cp-wang', partyId: 'wang', kind: 'phone', valueSealed: vault.seal('phone', PHONE), valueIndex: index, masked: '138****8000', ownerRole: 'debtor', source: 'import', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region: 'CN', places: null, barred: null } },
    { kind: 'standingFact', at: AT, row: { id: 'dnc', kind: 'suppression', subjectKind: 'phone', subject: vault.index('phone', '+8613900000000'), source: 'test', evidence: null, from: AT, until: null, by: null, endedAt: null } },
    { kind: 'secondFactor', at: AT, row: { userId: 'boss', secretSealed: vault.seal('secret', 'ABCDEFGH'), confirmedAt: AT, lastStep: 0 } },
    { kind: 'journal', at: AT, row: { seq: 1, attemptId: null, at: AT, event: 'script', data: { sealed: vault.seal('note', '他说的话'), more: [vault.seal('note', 'again')] } } },
    // Looks sealed and is not: whoever writes such a note must not keep the key from being changed.
    { kind: 'task', at: AT, row: { caseId: 'case-1', entityId: 'operator', kind: 'task', title: `v1.${vault.keyId}.AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA`, dueAt: AT, state: 'open', madeBy: 'boss' } },
  ] });
  if (!done.ok) throw new Error(done.error.text);
  expect(await chain.call(1)).toBe('open');
  expect(await chain.call(2)).toBe('open');
  await chain.sealer.seal();
}
/** What a server that starts on it finds; it must be able to start. */
async function served(): Promise<{ readonly name: string; readonly found: number; readonly words: string; readonly problems: readonly unknown[]; readonly again: number; readonly changes: number }> {
  const { key } = openKey(config());
  const store = open(key);
  try {
    const { vault, evidence } = await unlock(store, key, AT);
    const [party] = await store.find('party', { where: { nameIndex: vault.index('name', NAME) } });
    const found = await store.find('contactPoint', { where: { valueIndex: vault.index('phone', PHONE) } });
    const dnc = await store.find('standingFact', { where: { subject: vault.index('phone', '+8613900000000') } });
    const [line] = await store.find('journal', { where: { event: 'script' } });
    const data = line?.data as { sealed: string; more: string[] };
    const checked = await checkChain({ store, evidence, copies: { append: () => Promise.resolve(), read: () => Promise.resolve(chain.copies) }, restore, digest: (text) => testPolicies.digest(text) });
    return {
      name: vault.open('name', party?.nameSealed ?? ''), found: found.length + dnc.length, words: `${vault.open('note', data.sealed)} ${vault.open('note', data.more[0] ?? '')} ${vault.open('phone', found[0]?.valueSealed ?? '')}`,
      problems: checked.problems, again: checked.decisions.again, changes: evidence.former.length,
    };
  } finally { await store.close(); }
}
const RIGHT = { name: NAME, found: 2, words: `他说的话 again ${PHONE}`, problems: [], again: 2 };
/** The file's bytes, whatever row or unused place they lie in. */
const bytes = (): string => readFileSync(chain.file).toString('latin1');

beforeEach(async () => {
  chain = await chained();
  writeFileSync(join(chain.home, 'key'), `${KEY.toString('base64')}\n`, { mode: 0o600 });
  await fill();
  await chain.store.close();
});
afterEach(() => chain.done());

describe('keys rotate', { timeout: LIMIT }, () => {
  it('leaves nothing under the old key, finds everything by the new one, and keeps the chain', async () => {
    const old = new AesVault(KEY);
    const [oldId, oldIndex] = [old.keyId, old.index('phone', PHONE)];
    expect(bytes()).toContain(oldIndex);
    const done = await rotateKeys(config(), AT + 1);
    expect(done).toMatchObject({ from: oldId, already: false, oldKeyFile: join(chain.home, `key.${oldId}`) });
    expect(done.done).toMatchObject({ strange: 1 });
    expect(done.to).not.toBe(oldId);
    expect(await served()).toMatchObject({ ...RIGHT, changes: 1 });
    // One text only looks like it; no index of the old key is anywhere.
    expect(bytes().split(`v1.${oldId}.`)).toHaveLength(2);
    for (const plain of [PHONE, '+8613900000000']) expect(bytes()).not.toContain(old.index('phone', plain));
    expect(bytes()).not.toContain(old.index('name', NAME));
    expect(readFileSync(join(chain.home, `key.${oldId}`), 'utf8').trim()).toBe(KEY.toString('base64'));
    expect(existsSync(join(chain.home, 'key.next'))).toBe(false);
    expect(existsSync(`${chain.file}.rekeying`)).toBe(false);
  });
  it('again and again: indexes and decisions of all times are still found', async () => {
    const ids = new Set<string>();
    for (const n of [1, 2, 3]) {
      const done = await rotateKeys(config(), AT + n);
      ids.add(done.to);
      expect(await served()).toMatchObject({ ...RIGHT, changes: n });
      // Its roots are signed on, each by the key of its time.
      const { key } = openKey(config());
      const store = open(key);
      const { evidence } = await unlock(store, key, AT);
      const clock = { now: () => AT + n, monotonic: () => 0, after: () => ({ cancel: () => undefined }), every: () => ({ cancel: () => undefined }), shifted: null };
      expect(await new EvidenceSealer({ store, evidence, clock, log: quiet, copies: { append: (root) => { chain.copies.push(root); return Promise.resolve(); }, read: () => Promise.resolve(chain.copies) } }).seal()).toBe(1);
      await store.close();
    }
    expect(ids.size).toBe(3);
    expect(await served()).toMatchObject({ ...RIGHT, changes: 3 });
  });
  it('killed at any step, serves as before or as after, and the next run ends it', async () => {
    const home = chain.home;
    const pristine = readFileSync(chain.file);
    const steps: string[] = [];
    await rotateKeys(config(), AT + 1, (what) => { steps.push(what); });
    expect(steps).toEqual(expect.arrayContaining(['key made', 'copied', 'opened', 'parties 0', 'ring kept', 'said', 'proven', 'swapping', 'swapped', 'old key kept']));
    const before = keyIdOf(KEY);
    // Each step of its own kind, and some of those that are one table after another.
    const ofTables = steps.flatMap((name, at) => (/ \d+$/.test(name) ? [at] : []));
    const some = new Set(fc.sample(fc.constantFrom(...ofTables), { numRuns: 2 }));
    for (const [at, name] of steps.entries()) {
      if (ofTables.includes(at) && !some.has(at)) continue;
      // As it was at first.
      for (const file of ['key.next', `key.${before}`, 'dunwell.db.rekeying', 'dunwell.db-wal', 'dunwell.db-shm']) rmSync(join(home, file), { force: true });
      writeFileSync(join(home, 'key'), `${KEY.toString('base64')}\n`, { mode: 0o600 });
      writeFileSync(chain.file, pristine);
      let n = 0;
      await expect(rotateKeys(config(), AT + 1, () => { n += 1; if (n === at + 1) throw new Killed(name); }), name).rejects.toThrow(Killed);
      // Nobody ran it again: a server starts, with the one key or the other.
      const between = Number(steps.indexOf('swapped') <= at);
      expect(await served(), `server after ${name}`).toMatchObject({ ...RIGHT, changes: between });
      const done: Rotated = await rotateKeys(config(), AT + 2).catch((error: unknown) => { throw new Error(`${name}: ${String(error)}`); });
      // Where the server already moved the files up, this is one more rotation, and whole, too.
      expect(done.already || done.done !== null, name).toBe(true);
      const after = await served();
      expect(after, name).toMatchObject(RIGHT);
      expect(after.changes, name).toBeGreaterThanOrEqual(1);
      expect(bytes().split(`v1.${before}.`), name).toHaveLength(2);
    }
  }, LIMIT);
  it('with keys of the environment', async () => {
    const next = Buffer.alloc(32, 77).toString('base64');
    await expect(rotateKeys(config({ key: KEY.toString('base64') }), AT)).rejects.toMatchObject({ code: 'keys.old_missing' });
    await expect(rotateKeys(config({ key: next, oldKey: Buffer.alloc(32, 5).toString('base64') }), AT)).rejects.toMatchObject({ code: 'keys.foreign' });
    const done = await rotateKeys(config({ key: next, oldKey: KEY.toString('base64') }), AT);
    expect(done).toMatchObject({ to: keyIdOf(Buffer.alloc(32, 77)), oldKeyFile: null, already: false });
    expect(await rotateKeys(config({ key: next, oldKey: KEY.toString('base64') }), AT)).toMatchObject({ already: true, done: null });
  });
  it('refuses in words: a server that runs, no database, a key that is not its own', async () => {
    const lock = lockDatabase(chain.file);
    await expect(rotateKeys(config(), AT)).rejects.toMatchObject({ name: 'DatabaseInUse' });
    lock.release();
    await expect(rotateKeys({ ...config(), db: join(chain.home, 'none.db') }, AT)).rejects.toMatchObject({ code: 'keys.no_database' });
    writeFileSync(join(chain.home, 'key'), `${Buffer.alloc(32, 3).toString('base64')}\n`);
    await expect(rotateKeys(config(), AT)).rejects.toMatchObject({ code: 'keys.foreign' });
    expect(existsSync(join(chain.home, 'key.next'))).toBe(false);
  });
  it('a backup from before is restored under today’s key, and says whose key it needs when that is gone', async () => {
    mkdirSync(join(chain.home, 'backups'));
    const backup = join(chain.home, 'backups', 'dunwell-1.db');
    backUpAtOnce(chain.file, backup);
    await rootFile(`${chain.file}.roots`).append(chain.copies[0]!);
    const done = await rotateKeys(config(), AT + 1);
    expect(done.oldBackups).toEqual([backup]);
    const restored = await restoreDatabase(config(), backup, { force: true, brokenChain: true, at: AT + 2 });
    expect(restored).toMatchObject({ rekeyed: true });
    expect(await served()).toMatchObject({ ...RIGHT, changes: 1 });
    writeFileSync(join(chain.home, `key.${done.from}`), `${Buffer.alloc(32, 3).toString('base64')}\n`);
    await expect(restoreDatabase(config(), backup, { force: true, brokenChain: true, at: AT + 3 })).rejects.toMatchObject({ code: 'restore.key' });
    await expect(restoreDatabase(config({ oldKey: KEY.toString('base64') }), backup, { force: true, brokenChain: true, at: AT + 5000 })).resolves.toMatchObject({ rekeyed: true });
  });
  it('a root signed with a former key after its time is forged', async () => {
    await rotateKeys(config(), AT + 1);
    const { key } = openKey(config());
    const store = open(key);
    const clock = { now: () => AT + 9, monotonic: () => 0, after: () => ({ cancel: () => undefined }), every: () => ({ cancel: () => undefined }), shifted: null };
    await new EvidenceSealer({ store, evidence: new NodeEvidence(KEY), clock, log: quiet, copies: { append: () => Promise.resolve(), read: () => Promise.resolve([]) } }).seal();
    await store.close();
    expect((await served()).problems).toMatchObject([{ kind: 'rootForged' }]);
  });
  it('leaves the triggers that keep what is only added', async () => {
    await rotateKeys(config(), AT + 1);
    const db = new Database(chain.file);
    expect(() => db.exec("update journal_entries set event = 'x'")).toThrow(/append-only/);
    db.close();
  });
});
