/** What the node bench puts into the database before the server starts: people with sessions, trunks, a campaign, leads through the real import. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTableFiles } from '../../src/adapters/files/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { SqliteStore } from '../../src/adapters/sqlite/index.js';
import { systemClock, uuidIds } from '../../src/adapters/system/index.js';
import { AesVault, keyFromFile } from '../../src/adapters/vault/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { importPlacements } from '../../src/app/import/index.js';
import type { Log } from '../../src/app/ports/system.js';
import { SCRIPTS } from '../../src/app/seed/index.js';
import { DEFAULT_SETTINGS, TEST_WINDOW } from '../../src/core/campaign/defaults.js';
import { writeCsv } from './import-files.js';
import { DOMAIN, FIRST_PHONE, GATEWAYS, SWITCH_NODE } from './node-switch.js';
import { testPolicies } from '../support/policies.js';

export const silent: Log = { debug() { /* silent */ }, info() { /* silent */ }, warn() { /* silent */ }, error(fields, text) { console.error(text, fields); }, child: () => silent };
export interface NodeWorld { readonly db: string; readonly data: string; readonly campaignId: string; readonly tokens: readonly string[] }

/** `callsPerSecond`: what the trunks take together. */
export async function makeWorld(folder: string, size: { readonly agents: number; readonly leads: number; readonly callsPerSecond: number }): Promise<NodeWorld> {
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const db = join(data, 'dunwell.db');
  const csv = join(folder, 'placements.csv');
  await writeCsv(csv, size.leads);
  const { key } = keyFromFile(join(data, 'key'));
  const zones = loadZones();
  // Nothing is measured here: no thread of its own, and no waiting for the disk.
  const store = SqliteStore.inProcess({ file: db, ids: uuidIds(), zones, policies: testPolicies, synchronous: 'off' });
  try {
    const clock = systemClock({ onError: (error) => { throw error; } });
    const at = clock.now();
    const team = 'bench-team';
    const campaignId = 'bench-campaign';
    const tokens = Array.from({ length: size.agents }, () => randomBytes(32).toString('base64url'));
    await store.run('createMany', { rows: [
      { kind: 'entity', at, row: { id: 'agency', kind: 'operator', name: 'Agency', parentId: null, creditorGroup: null } },
      { kind: 'entity', at, row: { id: 'bank', kind: 'creditor', name: 'Bank', parentId: 'agency', creditorGroup: null } },
      { kind: 'team', at, row: { id: team, entityId: 'agency', departmentId: null, name: 'Bench' } },
      ...SCRIPTS.map((script, n) => ({ kind: 'script' as const, at, row: { ...script, campaignId: null, id: `script-${n}`, entityId: 'agency' } })),
      ...GATEWAYS.map((gateway, n) => ({ kind: 'trunk' as const, at, row: { gateway, node: SWITCH_NODE, enabled: true, maxCalls: 1000, callsPerSecond: size.callsPerSecond / GATEWAYS.length, priority: n, plan: [{ prefix: '+86', strip: 3, add: '' }], callerIds: [{ number: '+861055550100', region: '*' }] } })),
      { kind: 'campaign', at, row: { id: campaignId, name: 'Bench', entityId: 'agency', state: 'draft', teamIds: [team], settings: { ...DEFAULT_SETTINGS, record: false, node: SWITCH_NODE, window: { name: TEST_WINDOW, from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] } } } },
      ...tokens.flatMap((token, n) => [
        // No password hash can match: these people only ever come with their session.
        { kind: 'user' as const, at, row: { id: `user-${n}`, login: `bench-${n}`, displayName: `Bench ${n}`, passwordHash: '!', role: 'collector' as const, entityId: 'agency', teamId: team, skills: [], desk: { kind: 'user' as const, user: String(FIRST_PHONE + n), domain: DOMAIN }, enabled: true, mustChangePassword: false } },
        { kind: 'session' as const, at, row: { userId: `user-${n}`, tokenHash: createHash('sha256').update(token).digest('hex'), expiresAt: at + 12 * 3_600_000, revokedAt: null } },
      ]),
    ] });
    const done = await importPlacements(
      { source: { path: csv }, fileName: 'placements.csv', campaignId, list: { name: 'bench' }, creditorId: 'bank', entityId: 'agency', defaultCountry: 'CN', by: null },
      { store, vault: new AesVault(key), phones: makePhoneBook(), files: makeTableFiles({ temporary: folder }), clock, zones, log: silent },
    );
    if (!done.ok) throw new Error(done.error.text);
    if (done.value.state !== 'done' || done.value.bad > 0) throw new Error(`the leads could not be imported: ${done.value.error?.text ?? `${done.value.bad} bad rows`}`);
    return { db, data, campaignId, tokens };
  } finally {
    await store.close();
  }
}
