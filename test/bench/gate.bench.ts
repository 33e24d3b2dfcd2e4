/**
 * The gate: a full decision with the Chinese pack for a debtor with 200 events, in memory (core alone) and from SQLite (the move that
 * reads ledger, facts, holds and placements); and 20,000 leads filtered as the hopper does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { makePolicies, shippedTexts } from '../../src/adapters/packs/index.js';
import { SqliteStore } from '../../src/adapters/sqlite/index.js';
import { uuidIds } from '../../src/adapters/system/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { evaluate } from '../../src/core/compliance/evaluate.js';
import type { GateAsk, LedgerEvent } from '../../src/core/compliance/request.js';
import { quantile } from '../../src/core/rehearsal/index.js';
import { chainCost, type Compared } from './chain-cost.js';
import type { BenchReport } from './report.js';
import { put, recordTables, smallDebtor, smallWorld } from './tables.js';

/** A working day, 11:00 in Beijing. */
const NOW = Date.UTC(2026, 10, 24, 3);
const LEADS = 20_000;
const EVENTS = 200;
const zones = loadZones();
const policies = makePolicies(zones, shippedTexts());
const SETTINGS = { ...DEFAULT_SETTINGS, caps: { perPhonePerDay: 90, perPartyPerDay: 90, phoneSpacing: 0 } };

export default async function gate(): Promise<BenchReport> {
  const memory = inMemory();
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-bench-gate-'));
  try {
    const sqlite = await fromSqlite(join(folder, 'dunwell.db'));
    const chain = await chainCost({ folder, now: NOW, zones, policies, settings: SETTINGS }, 8, 300);
    const adds = ({ bare, chained }: Compared): number => (chained / bare - 1) * 100;
    return {
      name: 'gate',
      rows: [
        { what: 'decision in memory, 200 events, p50', value: memory.p50, unit: 'µs' }, { what: 'decision in memory, 200 events, p99', value: memory.p99, unit: 'µs', target: '< 100', ok: memory.p99 < 100 },
        { what: 'decision from SQLite, 200 events, p50', value: sqlite.p50, unit: 'ms' }, { what: 'decision from SQLite, 200 events, p99', value: sqlite.p99, unit: 'ms', target: '< 1', ok: sqlite.p99 < 1 },
        { what: '20,000 leads decided in memory', value: memory.filtered, unit: 's', target: '< 1', ok: memory.filtered < 1 }, { what: '20,000 leads filtered by the hopper’s move, in SQLite', value: sqlite.filtered, unit: 's' },
        { what: 'an attempt’s processor time in the writer, unchained', value: chain.known.bare, unit: 'µs' }, { what: 'chaining adds, debtor known', value: adds(chain.known), unit: '%', target: '< 5', ok: adds(chain.known) < 5 }, { what: 'chaining adds, debtor’s first (a key is made)', value: adds(chain.first), unit: '%' },
      ],
      notes: ['The pack in force is the one a new installation has. From SQLite: askGate within its transaction, which also reads the campaign’s own history, facts, holds and placements.', 'The hopper’s move claims the leads it finds lawful, 500 a transaction; claiming writes a row each.'],
    };
  } finally { await rm(folder, { recursive: true, force: true }); }
}

function inMemory(): { readonly p50: number; readonly p99: number; readonly filtered: number } {
  const policy = policies.policy(policies.packs.filter((one) => policies.defaults.includes(one.value.id)).map(({ value, digest }) => ({ kind: 'pack', pack: value.id, packVersion: value.version, digest, text: null, signature: null })));
  if (!policy.ok) throw new Error(policy.error.text);
  const now = NOW / 1000;
  const ask = (n: number): GateAsk => ({ now, zones: ['Asia/Shanghai'], debtor: `d${n}`, phone: `p${n}`, debts: [`a${n}`], creditorGroup: 'bank', channel: 'voice', mode: 'human', role: 'debtor', regions: ['CN'], facts: [], highWater: now - 1 });
  const events = (n: number, count: number): LedgerEvent[] => Array.from({ length: count }, (_, k) => ({ at: now - 3600 - Math.floor((k * 4 * 86_400) / count), result: k % 9 === 0 ? 'conv' : k % 2 === 0 ? 'noanswer' : 'busy', direction: 'out', channel: 'voice', mode: 'human', debtor: `d${n}`, phone: k % 3 === 0 ? `p${n}` : `q${n}`, debts: [`a${n}`], creditorGroup: 'bank' }));
  const many = events(0, EVENTS);
  const times: number[] = [];
  for (let n = 0; n < 22_000; n += 1) {
    const began = performance.now();
    evaluate(ask(0), many, policy.value);
    if (n >= 2_000) times.push((performance.now() - began) * 1000);
  }
  const few = Array.from({ length: 500 }, (_, n) => events(n, 5));
  const began = performance.now();
  for (let n = 0; n < LEADS; n += 1) evaluate(ask(n % 500), few[n % 500] ?? [], policy.value);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), filtered: (performance.now() - began) / 1000 };
}

async function fromSqlite(file: string): Promise<{ readonly p50: number; readonly p99: number; readonly filtered: number }> {
  const store = SqliteStore.inProcess({ file, ids: uuidIds(), zones, policies, synchronous: 'off' });
  try {
    fill(file);
    const times: number[] = [];
    for (let n = 0; n < 2_200; n += 1) {
      const began = performance.now();
      await store.run('askGate', { at: NOW, mode: 'manual', kind: 'interactive', phoneIndex: 'phone-0', country: null, contactPointId: 'cp-0', partyId: 'party-0', caseId: 'case-0', accountIds: ['account-0'], ownerRole: 'debtor', settings: SETTINGS, entityId: 'agency', campaignId: 'campaign', daysPastDue: 10, gauges: { abandonment: 0 }, testGateways: false, hoursUntil: null });
      if (n >= 200) times.push(performance.now() - began);
    }
    const began = performance.now();
    let claimed = 0;
    for (;;) {
      const found = await store.run('fillHopper', { campaignId: 'campaign', settings: SETTINGS, owner: 'bench', now: NOW, claimUntil: NOW + 60_000, want: 500, testGateways: false, gauges: { abandonment: 0 } });
      claimed += found.leads.length;
      if (found.leads.length === 0) break;
    }
    if (claimed < LEADS / 2) throw new Error(`only ${claimed} of ${LEADS} leads were lawful`);
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), filtered: (performance.now() - began) / 1000 };
  } finally { await store.close(); }
}

/** Straight into the file: what is measured is deciding. */
function fill(file: string): void {
  const db = new Database(file);
  const tables = recordTables(db);
  db.transaction(() => {
    smallWorld(db, tables, SETTINGS);
    put(db, 'lists', 'campaign_id, name, entity_id, active, mix').run('list', 'campaign', 'List', 'agency', 1, 100);
    const lead = put(db, 'leads', 'list_id, campaign_id, case_id, party_id, entity_id, state, because, priority, overdue_since, amount, currency, shuffle, next_at, attempts, last_attempt_at, last_outcome, last_contact_point_id, tally, bound_user_id, claim_owner, claim_until');
    const touch = put(db, 'touches', 'at, result, direction, channel, mode, party_id, phone_index, account_ids, creditor_group, collector, user_id, campaign_id, attempt_id, marks, source, external_id');
    for (let n = 0; n < LEADS; n += 1) {
      smallDebtor(tables, n);
      lead.run(`lead-${n}`, 'list', 'campaign', `case-${n}`, `party-${n}`, 'agency', 'fresh', null, n % 10, '2026-11-01', 100, 'CNY', (n * 7919 % 1000) / 1000, 0, 0, null, null, null, '{}', null, null, null);
      const events = n === 0 ? EVENTS : 2;
      for (let k = 0; k < events; k += 1) touch.run(`t-${n}-${k}`, NOW - 3_600_000 - Math.floor((k * 3 * 86_400_000) / events), k % 2 === 0 ? 'noanswer' : 'busy', 'out', 'voice', 'human', `party-${n}`, k % 3 === 0 ? `phone-${n}` : `other-${n}`, `["account-${n}"]`, 'bank', 'agency', null, null, null, '[]', 'own', null);
    }
  })();
  db.close();
}
