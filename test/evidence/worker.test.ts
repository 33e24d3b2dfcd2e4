/** Production's store: the writer's thread has the key, and chains and seals what it writes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NodeEvidence } from '../../src/adapters/vault/index.js';
import { checkChain } from '../../src/app/evidence/check.js';
import { openStore } from '../../src/boot/store.js';
import { AT, world } from '../contract/records.js';
import { storeWorkerEntry } from '../support/worker-entry.js';
import { restore, testPolicies } from '../support/policies.js';
import { KEY } from './world.js';

it('chains in the writer’s thread, also across a restart', async () => {
  const home = mkdtempSync(join(tmpdir(), 'dunwell-evidence-'));
  const evidence = new NodeEvidence(KEY);
  for (const round of [1, 2]) {
    const store = await openStore({ file: join(home, 'dunwell.db'), key: KEY, entry: await storeWorkerEntry() });
    if (round === 1) await store.run('createMany', { rows: world(2) });
    for (let n = 0; n < 5; n += 1) await store.run('testify', { note: { type: 'test.said', actor: 'test', data: { n }, sealed: { debtorId: 'party-1', payload: { secret: 'words' } } }, subjects: ['party-1'], at: AT + n });
    expect(await checkChain({ store, evidence, copies: { append: () => Promise.resolve(), read: () => Promise.resolve([]) }, restore, digest: (text) => testPolicies.digest(text) })).toMatchObject({ problems: [], events: round * 5 });
    const [event] = await store.find('streamEvent', { order: [{ by: 'seq' }], limit: 1 });
    const key = await store.get('evidenceKey', 'party-1');
    expect(evidence.open(key!.wrapped!, 'party-1', event!.id, event!.sealed!)).toBe('{"secret":"words"}');
    await store.close();
  }
  rmSync(home, { recursive: true });
});
