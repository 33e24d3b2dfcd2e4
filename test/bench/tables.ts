/** Rows straight into a database file, for benchmarks of what reads them. */
import type Database from 'better-sqlite3';
import type { CampaignSettings } from '../../src/core/campaign/settings.js';

const COLUMNS = {
  entities: 'kind, name, parent_id, creditor_group, rules',
  parties: 'kind, name_sealed, name_index, identity_sealed, identity_index, language',
  contact_points: 'party_id, kind, value_sealed, value_index, masked, owner_role, source, confidence, rank, valid_from, valid_until, consent, region',
  accounts: 'creditor_id, contract, product, currency, principal, interest, penalty, fees, minimum_due, as_of, overdue_since, closed',
  account_parties: 'account_id, party_id, role, evidence, "from", "until"',
  placements: 'account_id, entity_id, batch, placed_amount, "from", "to", state',
  cases: 'party_id, creditor_id, entity_id, team_id, batch, state, risk, risk_source, risk_at, tags, custom, user_id, amount, currency, overdue_since, product, region, last_contact_at, last_result, promise_state, next_due_at',
  case_accounts: 'case_id, account_id, placement_id',
} as const;

/** An insert of a record's own columns, the given ones after its id. */
export function put(db: Database.Database, table: string, columns: string): Database.Statement {
  return db.prepare(`insert into ${table} (id, version, created_at, updated_at, ${columns}) values (?, 1, 0, 0, ${columns.split(',').map(() => '?').join(', ')})`);
}
export type RecordTables = Readonly<Record<keyof typeof COLUMNS, Database.Statement>>;
/** The inserts of a debtor's record, from the entity to the case. */
export function recordTables(db: Database.Database): RecordTables {
  const of = (table: keyof typeof COLUMNS): Database.Statement => put(db, table, COLUMNS[table]);
  return { entities: of('entities'), parties: of('parties'), contact_points: of('contact_points'), accounts: of('accounts'), account_parties: of('account_parties'), placements: of('placements'), cases: of('cases'), case_accounts: of('case_accounts') };
}

/** One agency with a creditor and a running campaign. */
export function smallWorld(db: Database.Database, tables: RecordTables, settings: CampaignSettings): void {
  tables.entities.run('agency', 'operator', 'Agency', null, null, null);
  tables.entities.run('bank', 'creditor', 'Bank', null, 'bank', null);
  put(db, 'campaigns', 'name, entity_id, state, settings, team_ids').run('campaign', 'Bench', 'agency', 'running', JSON.stringify(settings), '[]');
}
/** The nth debtor: one number, one placed account, one case. */
export function smallDebtor(tables: RecordTables, n: number): void {
  tables.parties.run(`party-${n}`, 'person', 's', `n${n}`, null, null, null);
  tables.contact_points.run(`cp-${n}`, `party-${n}`, 'phone', 's', `phone-${n}`, '139****0000', 'debtor', 'bench', 1, 0, null, null, 'unknown', 'CN');
  tables.accounts.run(`account-${n}`, 'bank', `C${n}`, null, 'CNY', 100, 0, 0, 0, null, 0, '2026-11-01', null);
  tables.account_parties.run(`j-${n}`, `account-${n}`, `party-${n}`, 'debtor', null, null, null);
  tables.placements.run(`placement-${n}`, `account-${n}`, 'agency', 'b', 1, '2026-01-01', null, 'placed');
  tables.cases.run(`case-${n}`, `party-${n}`, 'bank', 'agency', null, 'b', 'working', 'none', null, null, '[]', '{}', null, 100, 'CNY', '2026-11-01', null, 'CN', null, null, null, null);
  tables.case_accounts.run(`l-${n}`, `case-${n}`, `account-${n}`, `placement-${n}`);
}
