/** Threads and processes that die. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqliteStore } from '../../../src/adapters/sqlite/index.js';
import { zonesFile } from '../../../src/adapters/zones/index.js';
import { StoreFault } from '../../../src/app/store/errors.js';
import { openStore } from '../../../src/boot/store.js';
import { pauseReason, testIds, testZones } from '../../contract/records.js';
import { bundled, storeWorkerEntry } from '../../support/worker-entry.js';
import { testPolicies } from '../../support/policies.js';

let home: string;
let entry: URL;
beforeAll(async () => { home = mkdtempSync(join(tmpdir(), 'dunwell-crash-')); entry = await storeWorkerEntry(); });
afterAll(() => { rmSync(home, { recursive: true }); });

/** A worker that serves like the real one until a message of this type comes, and then does `act`. */
function worker(name: string, type: string, act: string): URL {
  const file = join(home, `${name}.mjs`);
  writeFileSync(file, `import { parentPort } from 'node:worker_threads';\nparentPort.on('message', async (m) => { if (m.type === '${type}') { ${act} } });\nawait import(${JSON.stringify(entry.href)});\n`);
  return pathToFileURL(file);
}

describe('a worker that dies', () => {
  it.each([
    ['the writer throws', 'move', "throw new Error('boom')", /writer thread crashed: boom/],
    ['the writer exits', 'move', 'process.exit(3)', /writer thread crashed: it ended with code 3/],
  ])('%s: everything pending is rejected, and the owner hears of it once', async (name, type, act, text) => {
    const fatal: StoreFault[] = [];
    const store = await openStore({ file: join(home, `${name}.db`), entry: worker(name, type, act), onFatal: (fault) => fatal.push(fault) });
    const pending = await Promise.allSettled([1, 2, 3].map((n) => store.run('create', pauseReason(`${n}`))));
    for (const one of pending) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'crashed', message: expect.stringMatching(text) } });
    expect(fatal).toHaveLength(1);
    expect(fatal[0]).toBeInstanceOf(StoreFault);
    expect(store.backlog()).toBe(0);
    await expect(store.run('create', pauseReason('later'))).rejects.toThrow('crashed');
    await expect(store.get('lead', 'x')).rejects.toThrow('crashed');
    await store.close();
  });
  it('the reader exits: its questions and the store’s promises are rejected', async () => {
    const fatal: StoreFault[] = [];
    const store = await openStore({ file: join(home, 'reader.db'), entry: worker('reader', 'read', 'process.exit(4)'), onFatal: (fault) => fatal.push(fault) });
    await expect(store.get('lead', 'x')).rejects.toThrow(/reader thread crashed: it ended with code 4/);
    expect(fatal).toHaveLength(1);
    await store.close();
  });
  it('the checkpointer exits: the store goes on without it', async () => {
    const fatal: StoreFault[] = [];
    const mark = join(home, 'checkpointer.died');
    const store = await openStore({ file: join(home, 'checkpointer.db'), entry: worker('checkpointer', 'checkpoint', `(await import('node:fs')).writeFileSync(${JSON.stringify(mark)}, ''); process.exit(5)`), onFatal: (fault) => fatal.push(fault) });
    let n = 0;
    const write = (): Promise<unknown> => store.run('createMany', { rows: Array.from({ length: 2000 }, () => pauseReason(`${n++}`)) });
    while (!existsSync(mark)) await write();
    for (let more = 0; more < 5; more += 1) await write();
    expect(await store.count('pauseReason', {})).toBe(n);
    expect(fatal).toEqual([]);
    await store.close();
  });
  it('closing leaves no log behind', async () => {
    const file = join(home, 'closed.db');
    const store = await openStore({ file, entry });
    await store.run('create', pauseReason('one'));
    await store.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
  });
  it('a worker that never gets up, or is not there, refuses the opening', async () => {
    const bad = join(home, 'bad.mjs');
    writeFileSync(bad, "throw new Error('no way');");
    await expect(openStore({ file: join(home, 'bad.db'), entry: pathToFileURL(bad) })).rejects.toThrow(/crashed: no way/);
    await expect(openStore({ file: join(home, 'bad.db') })).rejects.toThrow(/missing: build first/);
  });
});

describe('a process that is killed', () => {
  it('leaves everything that was acknowledged, and nothing half', async () => {
    const script = fileURLToPath(await bundled('test/support/kill-writer.ts'));
    const file = join(home, 'killed.db');
    const acknowledged: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      acknowledged.push(...await writeUntilKilled(script, file, round * 1_000_000, 100 + round * 117));
      const db = new Database(file);
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
      const store = SqliteStore.inProcess({ file, ids: testIds(), zones: testZones, policies: testPolicies });
      const codes = new Set((await store.find('pauseReason', { limit: 100_000 })).map((row) => row.code));
      expect(acknowledged.filter((n) => !codes.has(`${n}-a`) || !codes.has(`${n}-b`))).toEqual([]);
      expect([...codes].filter((code) => !codes.has(code.endsWith('-a') ? code.replace('-a', '-b') : code.replace('-b', '-a')))).toEqual([]);
      const events = await store.find('streamEvent', { order: [{ by: 'seq' }], limit: 100_000 });
      expect(events.map((event) => event.seq)).toEqual(Array.from({ length: codes.size }, (_, at) => at + 1));
      await store.close();
    }
    expect(acknowledged.length).toBeGreaterThan(300);
  }, 120_000);
});

function writeUntilKilled(script: string, file: string, from: number, kill: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, file, entry.href, zonesFile(), String(from)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let trouble = '';
    child.stderr.on('data', (data: Buffer) => { trouble += data.toString(); });
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (said.split('\n').length > kill) child.kill('SIGKILL');
    });
    child.on('close', (_, signal) => {
      // The last line may be cut off: it was not acknowledged as a whole.
      if (signal === 'SIGKILL') resolve(said.slice(0, said.lastIndexOf('\n')).split('\n').filter(Boolean).map(Number));
      else reject(new Error(`the writer ended by itself: ${trouble}`));
    });
  });
}
