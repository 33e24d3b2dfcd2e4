/**
 * A million parties, accounts and cases in SQLite as production opens it: search by what is known exactly, the record of a
 * case as its screen reads it, and filtered lists, by p50 and p99. `DUNWELL_BENCH_ROWS`: fewer, for a look.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { systemClock } from '../../src/adapters/system/index.js';
import { AesVault } from '../../src/adapters/vault/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import type { Log } from '../../src/app/ports/system.js';
import { caseRecord, listCases, searchCases, type CaseAsk, type Deps, type SearchAsk } from '../../src/app/usecases/index.js';
import type { User } from '../../src/core/records/index.js';
import { quantile } from '../../src/core/rehearsal/index.js';
import type { Result } from '../../src/core/result.js';
import { openStore } from '../../src/boot/store.js';
import type { BenchReport } from './report.js';
import { put, recordTables } from './tables.js';

const ROWS = Number(process.env['DUNWELL_BENCH_ROWS'] ?? 1_000_000);
const quiet: Log = { debug() { /* quiet */ }, info() { /* quiet */ }, warn() { /* quiet */ }, error(fields, text) { console.error(text, fields); }, child: () => quiet };
const id = (kind: string, n: number): string => `${kind}-${String(n).padStart(9, '0')}`;
const phoneOf = (n: number): string => `+86139${String(n).padStart(8, '0')}`;
/** One name in 200 people, as common names are. */
const nameOf = (n: number, rows: number): string => `王${n % Math.max(1, Math.floor(rows / 200))}`;
const STATES = ['new', 'assigned', 'working', 'working', 'promised', 'settled'];

/** Straight into the file: what is measured is reading. */
function fill(file: string, rows: number, vault: AesVault): void {
  const db = new Database(file);
  db.pragma('synchronous = off');
  const tables = recordTables(db);
  for (const [name, kind] of [['agency', 'agency'], ['other', 'agency'], ['bank', 'creditor']]) tables.entities.run(name, kind, name, null, null, null);
  put(db, 'teams', 'entity_id, department_id, name, creditor_ids').run('team', 'agency', null, 'Team', null);
  put(db, 'users', 'login, display_name, password_hash, role, entity_id, team_id, skills, desk, enabled, must_change_password').run('boss', 'boss', 'Boss', 'x', 'supervisor', 'agency', null, '[]', null, 1, 0);
  const schedule = put(db, 'schedule_rows', 'account_id, number, due, amount, paid');
  const contact = put(db, 'contacts', 'case_id, party_id, attempt_id, channel, at, user_id, reached, result, note, entity_id');
  const sealed = { name: vault.seal('name', '王小明'), phone: vault.seal('phone', phoneOf(0)), identity: vault.seal('identity', '11010519491231002X') };
  for (let from = 0; from < rows; from += 20_000) {
    db.transaction(() => {
      for (let n = from; n < Math.min(rows, from + 20_000); n += 1) {
        const entityId = n % 3 === 0 ? 'other' : 'agency';
        const overdue = new Date(Date.now() - (n % 400) * 86_400_000).toISOString().slice(0, 10);
        tables.parties.run(id('p', n), 'person', sealed.name, vault.index('name', nameOf(n, rows)), sealed.identity, vault.index('identity', `ID${String(n).padStart(9, '0')}`), null);
        tables.contact_points.run(id('t', n), id('p', n), 'phone', sealed.phone, vault.index('phone', phoneOf(n)), '139****0000', 'debtor', 'bench', 1, 0, null, null, 'unknown', 'CN');
        tables.accounts.run(id('a', n), 'bank', `HT-${n}`, n % 2 === 0 ? 'card' : 'loan', 'CNY', (n * 7919) % 1_000_000, 0, 0, 0, null, 0, overdue, null);
        tables.account_parties.run(id('j', n), id('a', n), id('p', n), 'debtor', null, null, null);
        tables.placements.run(id('w', n), id('a', n), entityId, 'b1', 1, '2026-01-01', null, 'placed');
        tables.cases.run(id('c', n), id('p', n), 'bank', entityId, entityId === 'agency' && n % 20 === 1 ? 'team' : null, 'b1', STATES[n % STATES.length], n % 50 === 0 ? 'high' : 'none', null, null, '[]', '{}', null, (n * 7919) % 1_000_000, 'CNY', overdue, n % 2 === 0 ? 'card' : 'loan', 'CN', null, null, null, n % 10 === 0 ? n : null);
        tables.case_accounts.run(id('l', n), id('c', n), id('a', n), id('w', n));
        if (n % 10 === 1) for (let m = 1; m <= 12; m += 1) schedule.run(`${id('s', n)}-${m}`, id('a', n), m, `2026-${String(m).padStart(2, '0')}-01`, 100, 0);
        if (n % 10 === 1) for (let m = 1; m <= 20; m += 1) contact.run(`${id('k', n)}-${m}`, id('c', n), id('p', n), null, 'note', m, null, null, null, 'x', entityId);
      }
    })();
  }
  db.close();
}

export default async function bench(): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-bench-'));
  const file = join(folder, 'dunwell.db');
  const vault = new AesVault(Buffer.alloc(32, 1));
  await (await openStore({ file })).close();
  const began = performance.now();
  fill(file, ROWS, vault);
  const built = (performance.now() - began) / 1000;
  const store = await openStore({ file });
  try {
    const clock = systemClock({ onError: (error) => { throw error; } });
    const deps = { store, vault, clock, zones: loadZones(), phones: makePhoneBook(), log: quiet } as unknown as Deps;
    const boss = await store.get('user', 'boss') as User;
    const rows: BenchReport['rows'][number][] = [{ what: `${ROWS} parties, accounts and cases written`, value: built, unit: 's' }];
    const time = async (what: string, target: number | null, times: number, ask: (n: number) => Promise<Result<unknown>>, filled: (value: never) => boolean): Promise<void> => {
      const took: number[] = [];
      let right = true;
      for (let turn = 0; turn < times; turn += 1) {
        // Debtors of the agency, all over the file.
        const n = (turn * 7_919 * 30 + 1) % (ROWS - (ROWS % 30));
        const from = performance.now();
        const answer = await ask(n);
        took.push(performance.now() - from);
        right &&= answer.ok && filled(answer.value as never);
      }
      const p99 = quantile(took, 0.99);
      rows.push({ what: `${what}: p50`, value: quantile(took, 0.5), unit: 'ms' }, { what: `${what}: p99`, value: p99, unit: 'ms', ...(target === null ? {} : { target: `< ${target} ms` }), ok: right && (target === null || p99 < target) });
    };
    const search = (what: string, ask: (n: number) => SearchAsk): Promise<void> => time(`search by ${what}`, 50, 300, (n) => searchCases(deps, boss, ask(n)), (value: { readonly items: readonly unknown[] }) => value.items.length > 0);
    await search('phone', (n) => ({ phone: phoneOf(n) }));
    await search('identity number', (n) => ({ identity: `ID${String(n).padStart(9, '0')}` }));
    await search('contract', (n) => ({ contract: `HT-${n}` }));
    await search('a name 200 people have', (n) => ({ name: nameOf(n, ROWS) }));
    await time('a case’s record', 10, 500, (n) => caseRecord(deps, boss, id('c', n)), (value: { readonly accounts: readonly unknown[] }) => value.accounts.length === 1);
    const list = (what: string, ask: CaseAsk): Promise<void> => time(`list of cases, ${what}`, 50, 100, () => listCases(deps, boss, ask), (value: { readonly items: readonly unknown[] }) => value.items.length === 50);
    await list('newest', {});
    await list('by state', { state: 'promised' });
    await list('by days and product', { daysFrom: 31, daysTo: 60, product: 'card' });
    await list('by amount', { amountFrom: 500_000, amountTo: 1_000_000, currency: 'CNY' });
    await list('of a team, high risk left out', { teamId: 'team', risk: 'none' });
    await list('high risk', { risk: 'high' });
    return { name: 'collections record', rows, notes: ['two agencies and one creditor; asked as a supervisor of one; SQLite in worker threads'] };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
