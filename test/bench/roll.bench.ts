/**
 * The nightly roll over 1 million accounts in SQLite as production opens it: stages, promises, instalments, placements, holds,
 * facts, follow-ups. While it runs, small moves go on as dialing makes them; their latency is measured with the roll and
 * without. `DUNWELL_BENCH_ROWS` shortens it. The database is written by SQL, not by moves: this measures the roll, not an import.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { systemClock } from '../../src/adapters/system/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import type { Log } from '../../src/app/ports/system.js';
import type { Store } from '../../src/app/ports/store.js';
import { runRoll, ROLL_DEFAULTS } from '../../src/app/roll/index.js';
import { openStore } from '../../src/boot/store.js';
import type { RollProgress } from '../../src/core/collections/roll-day.js';
import type { BenchReport } from './report.js';

const ROWS = Number(process.env['DUNWELL_BENCH_ROWS'] ?? 1_000_000);
const DAY = 86_400_000;
const quiet: Log = { debug() { /* quiet */ }, info() { /* quiet */ }, warn() { /* quiet */ }, error(fields, text) { console.error(text, fields); }, child: () => quiet };
const TARGET_SECONDS = 300;

/** `N` debts, each with a case, a placement, a lead and an assignment; promises, plans, payments, tasks, holds and facts of a share of them. */
export function fill(file: string, rows: number, now: number): void {
  const db = new Database(file);
  db.pragma('synchronous = off');
  db.pragma('cache_size = -400000');
  db.pragma('foreign_keys = off');
  const date = (days: number): string => new Date(now + 8 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
  const id = (kind: number, n = 'n'): string => `printf('0190a000-00${String(kind).padStart(2, '0')}-7000-8000-%012x', ${n})`;
  const kept = `1, ${now}, ${now}`;
  const many = (table: string, columns: string, values: string, where = '1'): void => {
    db.exec(`insert into ${table} (id, version, created_at, updated_at, ${columns}) with recursive count(n) as (select 1 union all select n + 1 from count where n < ${rows}) select ${values} from count where ${where}`);
  };
  db.exec('begin');
  for (const [name, kind] of [['agency', 'agency'], ['agency-2', 'agency'], ['bank', 'creditor'], ['lender', 'creditor']]) db.exec(`insert into entities (id, version, created_at, updated_at, kind, name) values ('${name}', ${kept}, '${kind}', '${name}')`);
  for (let n = 0; n < 200; n += 1) db.exec(`insert into users (id, version, created_at, updated_at, login, display_name, password_hash, role, entity_id, skills, enabled, must_change_password) values ('user-${String(n).padStart(3, '0')}', ${kept}, 'user-${n}', 'x', 'x', 'collector', '${n % 2 === 0 ? 'agency' : 'agency-2'}', '[]', 1, 0)`);
  const agency = "case n % 2 when 0 then 'agency' else 'agency-2' end";
  const creditor = "case n % 3 when 0 then 'lender' else 'bank' end";
  // Days past due spread over 200 days: a fiftieth of all moves to another stage each night.
  const overdue = `date('${date(0)}', '-' || (n * 7919 % 200) || ' days')`;
  const owner = "'user-' || printf('%03d', (n * 2 + n % 2) % 200)";
  db.exec(`insert into campaigns (id, version, created_at, updated_at, name, entity_id, state, settings, team_ids) values ('campaign', ${kept}, 'c', 'agency', 'draft', '{}', '[]')`);
  db.exec(`insert into lists (id, version, created_at, updated_at, campaign_id, name, entity_id, active, mix) values ('list', ${kept}, 'campaign', 'l', 'agency', 1, 100)`);
  many('parties', 'kind, name_sealed, name_index', `${id(1)}, ${kept}, 'person', 'v1.sealed', 'name-' || n`);
  many('accounts', 'creditor_id, contract, currency, principal, interest, penalty, fees, as_of, overdue_since', `${id(2)}, ${kept}, ${creditor}, 'C' || n, 'CNY', 100000 + n % 9000, 2000, 300, 50, ${now}, ${overdue}`);
  // One in a thousand is at the end of its term.
  many('placements', '"account_id", entity_id, batch, placed_amount, "from", "to", state', `${id(3)}, ${kept}, ${id(2)}, ${agency}, 'b', 102350, '${date(-60)}', case when n % 1000 = 7 then '${date(-1)}' else '${date(60)}' end, 'placed'`);
  many('cases', 'party_id, creditor_id, entity_id, batch, state, risk, tags, custom, user_id, amount, currency, overdue_since', `${id(4)}, ${kept}, ${id(1)}, ${creditor}, ${agency}, 'b', case when n % 10 = 3 then 'promised' else 'working' end, 'low', '[]', '{}', ${owner}, 102350 + n % 9000, 'CNY', ${overdue}`);
  many('case_accounts', 'case_id, account_id, placement_id', `${id(5)}, ${kept}, ${id(4)}, ${id(2)}, ${id(3)}`);
  many('assignments', 'case_id, user_id, "from", why', `${id(6)}, ${kept}, ${id(4)}, ${owner}, ${now - DAY}, 'bench'`);
  many('leads', 'list_id, campaign_id, case_id, party_id, entity_id, state, priority, overdue_since, amount, currency, shuffle, next_at, attempts, tally', `${id(7)}, ${kept}, 'list', 'campaign', ${id(4)}, ${id(1)}, ${agency}, 'fresh', 0, ${overdue}, 102350 + n % 9000, 'CNY', 0.5, 0, 0, '{}'`);
  many('balance_events', 'account_id, at, cause, reference, principal, interest, penalty, fees', `${id(8)}, ${kept}, ${id(2)}, ${now - 30 * DAY}, 'import', 'i', 100000 + n % 9000, 2000, 300, 50`);
  // Every tenth has a promise, one in ten of them due yesterday; every second of these was paid.
  many('promises', 'case_id, party_id, amount, currency, due, account_ids, taken_by, grace_days, state, taken_on, paid', `${id(9)}, ${kept}, ${id(4)}, ${id(1)}, 5000, 'CNY', case when n % 100 = 3 then '${date(-1)}' else '${date(10)}' end, '["' || ${id(2)} || '"]', ${owner}, 0, 'open', '${date(-5)}', 0`, 'n % 10 = 3');
  many('payments', 'external_id, account_id, amount, currency, at, reversed', `${id(10)}, ${kept}, ${creditor} || '/' || n, ${id(2)}, 5000, 'CNY', ${now - 2 * DAY}, 0`, 'n % 200 = 3');
  many('payment_allocations', 'payment_id, account_id, at, reversal, penalty, interest, fees, principal, over', `${id(11)}, ${kept}, ${id(10)}, ${id(2)}, ${now - 2 * DAY}, 0, 0, 0, 0, 5000, 0`, 'n % 200 = 3');
  many('plans', 'case_id, currency, total, state, party_id, account_ids, made_by, made_on, grace_days, missed_allowed', `${id(12)}, ${kept}, ${id(4)}, 'CNY', 60000, 'open', ${id(1)}, '["' || ${id(2)} || '"]', ${owner}, '${date(-40)}', 0, 1`, 'n % 50 = 9');
  for (let k = 0; k < 12; k += 1) many('plan_instalments', 'plan_id, number, due, amount, state, paid', `${id(13 + k)}, ${kept}, ${id(12)}, ${k + 1}, date('${date(0)}', '${(k - 1) * 30} days', '-' || (n / 50 % 30) || ' days'), 5000, 'open', 0`, 'n % 50 = 9');
  many('tasks', 'case_id, entity_id, user_id, kind, title, due_at, state, made_by', `${id(30)}, ${kept}, ${id(4)}, ${agency}, ${owner}, 'followUp', 't', ${now} + (n / 10 % 10) * ${DAY}, 'open', ${owner}`, 'n % 10 = 5');
  many('holds', 'case_id, reason, until, "by"', `${id(31)}, ${kept}, ${id(4)}, 'r', ${now} + (n / 100 % 20 - 1) * ${DAY}, ${owner}`, 'n % 100 = 11');
  many('standing_facts', 'kind, subject_kind, subject, source, "from", until', `${id(32)}, ${kept}, 'hardship', 'case', ${id(4)}, 's', ${now - 9 * DAY}, ${now} + (n / 20 % 30 - 1) * ${DAY}`, 'n % 20 = 13');
  db.exec('commit');
  db.pragma('wal_checkpoint(truncate)');
  db.close();
}

/** Small moves one after the other every 20 ms, as dialing makes them: how long each took to be committed. */
function others(store: Store): { stop(): Promise<number[]> } {
  const took: number[] = [];
  const end = new AbortController();
  let n = 0;
  const run = (async () => {
    while (!end.signal.aborted) {
      const began = performance.now();
      n += 1;
      await store.run('create', { kind: 'pauseReason', at: Date.now(), row: { code: `bench-${began}-${n}`, nameEn: 'x', nameZh: 'x', billable: false, maxMinutes: null, enabled: true } });
      took.push(performance.now() - began);
      await new Promise((go) => setTimeout(go, 20));
    }
  })();
  return { stop: async () => { end.abort(); await run; return took.sort((a, b) => a - b); } };
}
const at = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export interface RollBench { readonly rows: number; readonly seconds: number; readonly fillSeconds: number; readonly longestCommitMs: number; readonly peakRssMb: number; readonly loopDelayP99Ms: number; readonly alone: readonly number[]; readonly beside: readonly number[]; readonly progress: RollProgress; readonly againMs: number }
export async function benchRoll(rows = ROWS): Promise<RollBench> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-roll-'));
  const file = join(folder, 'dunwell.db');
  try {
    await (await openStore({ file })).close();
    const now = Date.now();
    const filling = performance.now();
    // In a process of its own, so that its caches are not counted.
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `const m = await import(${JSON.stringify(import.meta.url)}); m.fill(${JSON.stringify(file)}, ${rows}, ${now});`]);
    const fillSeconds = (performance.now() - filling) / 1000;
    let commit = 0;
    const store = await openStore({ file, onCommit: (took) => { commit = Math.max(commit, took); } });
    try {
      const clock = systemClock({ onError: (error) => { throw error; } });
      const quietly = others(store);
      await new Promise((go) => setTimeout(go, 5_000));
      const alone = await quietly.stop();
      commit = 0;
      let peak = process.memoryUsage.rss();
      const sampler = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 20);
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const busy = others(store);
      const began = performance.now();
      const deps = { store, clock, zones: loadZones(), log: quiet, conductor: { forbid: () => undefined } };
      const progress = await runRoll(deps, ROLL_DEFAULTS);
      const seconds = (performance.now() - began) / 1000;
      delay.disable();
      clearInterval(sampler);
      const beside = await busy.stop();
      const again = performance.now();
      await runRoll(deps, ROLL_DEFAULTS);
      return { rows, seconds, fillSeconds, longestCommitMs: commit, peakRssMb: peak / 1024 ** 2, loopDelayP99Ms: delay.percentile(99) / 1e6, alone, beside, progress, againMs: performance.now() - again };
    } finally { await store.close(); }
  } finally { await rm(folder, { recursive: true, force: true }); }
}

export default async function bench(): Promise<BenchReport> {
  const found = await benchRoll();
  const { looked, changed, endedAt } = found.progress;
  const target = (TARGET_SECONDS * found.rows) / 1_000_000;
  return {
    name: 'nightly roll',
    rows: [
      { what: `${found.rows} accounts rolled`, value: found.seconds, unit: 's', target: `< ${target} s`, ok: endedAt !== null && found.seconds < target },
      { what: 'longest transaction', value: found.longestCommitMs, unit: 'ms' },
      { what: 'peak memory of the process', value: found.peakRssMb, unit: 'MB' },
      { what: 'event-loop delay p99', value: found.loopDelayP99Ms, unit: 'ms', target: '< 30 ms', ok: found.loopDelayP99Ms < 30 },
      { what: 'a small move, without the roll: p50', value: at(found.alone, 0.5), unit: 'ms' },
      { what: 'a small move, without the roll: p99', value: at(found.alone, 0.99), unit: 'ms' },
      { what: 'a small move, while it rolls: p50', value: at(found.beside, 0.5), unit: 'ms' },
      { what: 'a small move, while it rolls: p99', value: at(found.beside, 0.99), unit: 'ms' },
      { what: 'the day again', value: found.againMs, unit: 'ms' },
    ],
    notes: [`looked at ${JSON.stringify(looked)}`, `changed ${JSON.stringify(changed)}`, `filled in ${found.fillSeconds.toFixed(1)} s; SQLite in worker threads, synchronous=FULL`],
  };
}
