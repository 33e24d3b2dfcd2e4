/** Rows straight into a database file, for benchmarks of what reads them. */
import type Database from 'better-sqlite3';

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
/** The inserts of a debtor's record, from the entity to the case. */
export function recordTables(db: Database.Database): Readonly<Record<keyof typeof COLUMNS, Database.Statement>> {
  const of = (table: keyof typeof COLUMNS): Database.Statement => put(db, table, COLUMNS[table]);
  return { entities: of('entities'), parties: of('parties'), contact_points: of('contact_points'), accounts: of('accounts'), account_parties: of('account_parties'), placements: of('placements'), cases: of('cases'), case_accounts: of('case_accounts') };
}
