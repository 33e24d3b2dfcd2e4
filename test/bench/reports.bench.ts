/**
 * A day of 100 000 calls in SQLite as production opens it: each report as its route asks for it, by the median, and how long the
 * thread that decides is held at once meanwhile. `DUNWELL_BENCH_ROWS`: fewer, for a look.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import { systemClock } from '../../src/adapters/system/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { bestHourOf, callsOf, recoveryOf, type Deps } from '../../src/app/usecases/index.js';
import { openStore } from '../../src/boot/store.js';
import type { User } from '../../src/core/records/index.js';
import { quantile } from '../../src/core/rehearsal/index.js';
import type { Result } from '../../src/core/result.js';
import type { BenchReport } from './report.js';
import { put, recordTables } from './tables.js';

const ROWS = Number(process.env['DUNWELL_BENCH_ROWS'] ?? 100_000);
const CASES = Math.max(1, Math.floor(ROWS / 5));
const COLLECTORS = 300;
const DAY = '2026-11-24';
const BEGIN = Date.parse(`${DAY}T08:00:00+08:00`);
const id = (kind: string, n: number): string => `${kind}-${String(n).padStart(9, '0')}`;
const OUTCOMES = ['no_answer', 'no_answer', 'no_answer', 'busy', 'unavailable', 'machine', 'rejected', 'human', 'human', 'invalid'];

function fill(file: string): void {
  const db = new Database(file);
  db.pragma('synchronous = off');
  const tables = recordTables(db);
  tables.entities.run('agency', 'agency', 'agency', null, null, null);
  tables.entities.run('bank', 'creditor', 'bank', null, null, null);
  put(db, 'teams', 'entity_id, department_id, name, creditor_ids').run('team', 'agency', null, 'Team', null);
  const user = put(db, 'users', 'login, display_name, password_hash, role, entity_id, team_id, skills, desk, enabled, must_change_password');
  user.run('boss', 'boss', 'Boss', 'x', 'supervisor', 'agency', null, '[]', null, 1, 0);
  for (let n = 0; n < COLLECTORS; n += 1) user.run(id('u', n), id('u', n), `Collector ${n}`, 'x', 'collector', 'agency', 'team', '[]', null, 1, 0);
  put(db, 'dispositions', 'code, parent_code, name_en, name_zh, hotkey, leaf, right_party, promise, ledger_level, retry, case_event, standing_fact, enabled').run('promise', 'promise', null, 'p', 'p', null, 1, 1, 1, 5, '{"kind":"byOutcome"}', null, null, 1);
  const attempt = put(db, 'attempts', 'case_id, party_id, entity_id, team_id, account_ids, direction, mode, kind, phone_index, phone_sealed, phone_masked, node, leg_id, trunk, caller_id, user_id, opened_at, placed_at, answered_at, bridged_at, ended_at, outcome, message_played, disposition_code, disposed_at, disposed_by');
  const promise = put(db, 'promises', 'case_id, party_id, amount, currency, due, account_ids, plan_id, attempt_id, taken_by, grace_days, state, taken_on, paid, judged_at');
  const payment = put(db, 'payments', 'external_id, account_id, amount, currency, "at", channel, reversed, reversed_by, reversed_at');
  db.transaction(() => {
    for (let n = 0; n < CASES; n += 1) {
      tables.parties.run(id('p', n), 'person', 'x', id('p', n), null, null, null);
      tables.accounts.run(id('a', n), 'bank', `HT-${n}`, null, 'CNY', 10_000, 0, 0, 0, null, 0, '2026-10-01', null);
      tables.placements.run(id('w', n), id('a', n), 'agency', 'b1', 10_000, '2026-11-01', null, 'placed');
      tables.cases.run(id('c', n), id('p', n), 'bank', 'agency', 'team', 'b1', 'working', 'none', null, null, '[]', '{}', id('u', n % COLLECTORS), 10_000, 'CNY', '2026-10-01', null, null, null, null, null, null);
      tables.case_accounts.run(id('l', n), id('c', n), id('a', n), id('w', n));
      if (n % 4 === 0) payment.run(id('y', n), `bank/${n}`, id('a', n), 500, 'CNY', BEGIN, null, 0, null, null);
    }
    for (let n = 0; n < ROWS; n += 1) {
      const outcome = OUTCOMES[n % OUTCOMES.length] ?? 'unknown';
      const human = outcome === 'human';
      const at = BEGIN + Math.floor((n / ROWS) * 13 * 3_600_000);
      const [c, u] = [n % CASES, id('u', n % COLLECTORS)];
      attempt.run(id('t', n), id('c', c), id('p', c), 'agency', 'team', '[]', 'outbound', 'predictive', 'interactive', id('x', c), 'x', '138****0000', 'fs1', id('leg', n), `trunk-${n % 4}`, `+8610555500${n % 8}0`, human ? u : null, at, at + 50, human ? at + 9_000 : null, human ? at + 9_200 : null, at + 60_000, outcome, 0, human ? 'promise' : null, human ? at + 75_000 : null, human ? u : null);
      if (human && n % 5 === 0) promise.run(id('r', n), id('c', c), id('p', c), 5_000, 'CNY', '2026-11-30', '[]', null, id('t', n), u, 0, 'open', DAY, 0, null);
    }
  })();
  db.close();
}

export default async function bench(): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-bench-'));
  const file = join(folder, 'dunwell.db');
  await (await openStore({ file })).close();
  fill(file);
  const store = await openStore({ file });
  try {
    const deps = { store, clock: systemClock({ onError: (error) => { throw error; } }), zones: loadZones() } as unknown as Deps;
    const boss = await store.get('user', 'boss') as User;
    const rows: BenchReport['rows'][number][] = [];
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const time = async <T>(what: string, ask: () => Promise<Result<T>>, right: (value: T) => boolean, most = 2): Promise<void> => {
      const took: number[] = [];
      let whole = true;
      for (let turn = 0; turn < 5; turn += 1) {
        const began = performance.now();
        const made = await ask();
        took.push((performance.now() - began) / 1000);
        whole &&= made.ok && right(made.value);
      }
      const median = quantile(took, 0.5);
      rows.push({ what, value: Math.round(median * 1000) / 1000, unit: 's', target: `< ${most} s`, ok: whole && median < most });
    };
    const days = { from: DAY, to: DAY };
    await callsOf(deps, boss, { ...days, by: 'day' });
    delay.enable();
    for (const by of ['day', 'hour', 'collector', 'trunk'] as const) await time(`${ROWS} calls of a day by ${by}`, () => callsOf(deps, boss, { ...days, by }), ({ total, groups }) => total.attempts === ROWS && groups.reduce((sum, one) => sum + one.attempts, 0) === ROWS);
    await time(`best hour of ${ROWS} calls`, () => bestHourOf(deps, boss, days), ({ placed }) => placed === ROWS);
    delay.disable();
    const held = delay.max / 1e6;
    rows.push({ what: 'the deciding thread held at once by them, longest', value: Math.round(held * 10) / 10, unit: 'ms', target: '< 100 ms', ok: held < 100 });
    await time(`recovery of ${CASES} placements by collector`, () => recoveryOf(deps, boss, { from: '2026-11-01', to: '2026-11-30', by: 'collector' }), ({ total }) => total.placements === CASES && (total.amounts[0]?.recovered ?? 0) > 0, 1);
    return { name: 'reports', rows, notes: ['one process on its own threads: one writes, one reads, one decides', `${COLLECTORS} collectors, a fifth of the calls talked, every fifth of those with a promise`] };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
