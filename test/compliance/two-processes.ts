/**
 * Two operating-system processes, each with its own store adapter on one database file, permit one debtor at once. The file's write
 * lock decides who comes first; the limit must hold for both together, in every round.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { SqliteStore } from '../../src/adapters/sqlite/index.js';
import { testIds, testZones } from '../contract/records.js';
import { LAW, people } from '../contract/touch-world.js';
import { packText, policiesOf } from '../support/policies.js';
import { bundled } from '../support/worker-entry.js';

/** The limit of the law: attempts in flight or unanswered on one number a day. */
const LIMIT = 2;
interface Answer { readonly round: number; readonly opened: number; readonly denied: readonly string[] }

export async function twoProcesses(rounds: number): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'dunwell-two-'));
  const file = join(home, 'dunwell.db');
  const options = { file, ids: testIds(), zones: testZones, policies: policiesOf([LAW, packText('elsewhere')], ['law']), synchronous: 'off' as const };
  const store = SqliteStore.inProcess(options);
  const made = await store.run('createMany', { rows: people(rounds) });
  if (!made.ok) throw new Error(made.error.text);
  await store.close();
  const entry = fileURLToPath(await bundled('test/support/two-processes.ts'));
  const children = ['one', 'two'].map((who) => fork(entry, [file, who, String(rounds)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  try {
    await Promise.all(children.map((child) => next<object>(child)));
    let opened = 0;
    for (let round = 0; round < rounds; round += 1) {
      const answers = children.map((child) => next<Answer>(child));
      for (const child of children) child.send({ round });
      const both = await Promise.all(answers);
      const together = both.reduce((sum, one) => sum + one.opened, 0);
      expect([round, together]).toEqual([round, LIMIT]);
      expect(new Set(both.flatMap((one) => one.denied))).toEqual(new Set(['UNANS2']));
      opened += together;
    }
    const after = SqliteStore.inProcess(options);
    try {
      expect(opened).toBe(rounds * LIMIT);
      expect([await after.count('permit', {}), await after.count('touch', { result: 'reserved' })]).toEqual([opened, opened]);
    } finally { await after.close(); }
  } finally {
    for (const child of children) child.disconnect();
    await Promise.all(children.filter((child) => child.exitCode === null).map((child) => new Promise((gone) => { child.once('exit', gone); })));
    rmSync(home, { recursive: true, force: true });
  }
}
function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null): void => { reject(new Error(`the process ended with ${String(code)}`)); };
    child.once('exit', gone);
    child.once('message', (message) => { child.off('exit', gone); resolve(message as T); });
  });
}
