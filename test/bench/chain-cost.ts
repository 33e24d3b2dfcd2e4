/**
 * What chaining adds to an attempt: the writer's processor time for one (opened, four notes, settled) with and without the key,
 * in rounds that take turns, in one thread, without syncs to disk. Of debtors met before (their key is there) and of new ones.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SqliteStore } from '../../src/adapters/sqlite/index.js';
import { uuidIds } from '../../src/adapters/system/index.js';
import { NodeEvidence } from '../../src/adapters/vault/index.js';
import type { Policies } from '../../src/app/ports/policies.js';
import type { CampaignSettings } from '../../src/core/campaign/settings.js';
import type { ZoneTable } from '../../src/core/time/zones.js';
import { recordTables, smallDebtor, smallWorld } from './tables.js';

/** Microseconds of processor time an attempt, the best round. */
export interface Compared { readonly bare: number; readonly chained: number }
export interface ChainCost { readonly first: Compared; readonly known: Compared }
export interface ChainWorld { readonly folder: string; readonly now: number; readonly zones: ZoneTable; readonly policies: Policies; readonly settings: CampaignSettings }

export async function chainCost(world: ChainWorld, rounds: number, attempts: number): Promise<ChainCost> {
  const make = (name: string, evidence?: NodeEvidence): SqliteStore => {
    const file = join(world.folder, `${name}.db`);
    const store = SqliteStore.inProcess({ file, ids: uuidIds(), zones: world.zones, policies: world.policies, synchronous: 'off', ...(evidence ? { evidence } : {}) });
    fill(file, attempts * (rounds + 1), world.settings);
    return store;
  };
  const stores = { bare: make('bare'), chained: make('chained', new NodeEvidence(Buffer.alloc(32, 1))) };
  const best = { first: { bare: Infinity, chained: Infinity }, known: { bare: Infinity, chained: Infinity } };
  try {
    for (let round = 0; round <= rounds; round += 1) {
      // The same debtors twice, half an hour apart: their keys are made in the first pass.
      for (const pass of [0, 1]) for (const name of round % 2 === 0 ? ['bare', 'chained'] as const : ['chained', 'bare'] as const) {
        const spent = await run(stores[name], world, round, pass, attempts);
        // The first round warms up.
        if (round === 0) continue;
        const of = best[pass === 0 ? 'first' : 'known'];
        of[name] = Math.min(of[name], spent);
      }
    }
    return best;
  } finally { await stores.bare.close(); await stores.chained.close(); }
}
async function run(store: SqliteStore, { now, settings }: ChainWorld, round: number, pass: number, attempts: number): Promise<number> {
  const began = process.cpuUsage();
  for (let k = 0; k < attempts; k += 1) {
    const n = round * attempts + k;
    // Time never goes back, and nobody is called twice within the half hour their rules ask for; all of it within one lawful day.
    const [id, at] = [`a-${n}-${pass}`, now + (round * 2 + pass) * 31 * 60_000 + k];
    const opened = await store.run('openAttempt', {
      attempt: {
        id, leadId: null, caseId: `case-${n}`, partyId: `party-${n}`, campaignId: 'campaign', listId: null, entityId: 'agency', teamId: null, accountIds: [`account-${n}`], direction: 'outbound', mode: 'progressive', kind: 'interactive', contactPointId: `cp-${n}`, phoneIndex: `phone-${n}`, phoneSealed: 's', phoneMasked: '139****0000',
        node: 'fs1', legId: id, trunk: 't1', callerId: null, stage: 'M1', daysPastDue: 10, risk: 'none', scriptId: null, scriptVersion: null, userId: null, openedAt: at, placedAt: null, rangAt: null, answeredAt: null, bridgedAt: null, endedAt: null, outcome: null, hangupCause: null, sipStatus: null, q850: null, blame: null,
        waitMs: null, abandonedBy: null, messagePlayed: false, dispositionCode: null, disposedAt: null, disposedBy: null, recordingPath: null, rate: null, statementsDue: null, statementsSaid: null,
      }, settings, ownerRole: 'debtor', destination: { number: '+8613800138000', country: 'CN', kind: 'mobile' }, testGateways: false, gauges: { abandonment: 0 }, owner: null, callbackId: null,
    });
    if (opened.kind !== 'open') throw new Error(`refused: ${JSON.stringify(opened)}`);
    for (const [step, facts] of [['placed', { placedAt: at }], ['rang', { rangAt: at }], ['answered', { answeredAt: at }], ['bridged', { bridgedAt: at }]] as const) await store.run('note', { lines: [{ attemptId: id, at, event: step, facts }] });
    await store.run('settleAttempt', { attemptId: id, at: at + 1000, outcome: 'human', facts: {}, settings: null, awaitDisposition: false });
  }
  const { user, system } = process.cpuUsage(began);
  return (user + system) / attempts;
}
function fill(file: string, debtors: number, settings: CampaignSettings): void {
  const db = new Database(file);
  const tables = recordTables(db);
  db.transaction(() => {
    smallWorld(db, tables, settings);
    for (let n = 0; n < debtors; n += 1) smallDebtor(tables, n);
  })();
  db.close();
}
