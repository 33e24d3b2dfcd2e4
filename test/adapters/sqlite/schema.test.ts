/** The migrated database, as SQLite itself describes it, is exactly what the schema declares. */
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksumOfMigration, migrate } from '../../../src/adapters/sqlite/migrate.js';
import { migrations } from '../../../src/adapters/sqlite/migrations/index.js';
import { facts, KINDS, snake } from '../../../src/app/store/schema.js';

const SQL_TYPE = { text: 'TEXT', int: 'INTEGER', real: 'REAL', bool: 'INTEGER', json: 'TEXT' } as const;

describe('the migrated database', () => {
  let db: Database.Database;
  beforeAll(() => { db = new Database(':memory:'); migrate(db, migrations, 0); });
  afterAll(() => { db.close(); });
  const all = <T>(sql: string, ...params: unknown[]): T[] => db.prepare<unknown[], T>(sql).all(...params);

  it('has the declared tables, all STRICT, and its ledger', () => {
    const tables = all<{ name: string; strict: number }>("select name, strict from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'");
    expect(tables.map((table) => table.name).sort()).toEqual([...KINDS.map((kind) => facts(kind).table), 'dunwell_migrations'].sort());
    expect(tables.filter((table) => table.strict !== 1)).toEqual([]);
  });
  it.each(KINDS)('%s: columns, references, unique keys and indexes', (kind) => {
    const table = facts(kind);
    const columns = all<{ name: string; type: string; notnull: number; pk: number }>('select name, type, "notnull", pk from pragma_table_info(?)', table.table);
    expect(columns).toEqual(table.columns.map((column) => ({ name: column.sql, type: SQL_TYPE[column.type], notnull: column.nullable ? 0 : 1, pk: column.name === 'id' ? 1 : 0 })));

    const refs = all<{ from: string; table: string; to: string; on_delete: string; on_update: string }>('select "from", "table", "to", on_delete, on_update from pragma_foreign_key_list(?)', table.table);
    expect(refs.map((ref) => `${ref.from} -> ${ref.table}.${ref.to} ${ref.on_delete} ${ref.on_update}`).sort())
      .toEqual(table.refs.map((ref) => `${snake(ref.column)} -> ${facts(ref.to).table}.id RESTRICT RESTRICT`).sort());

    const indexes = all<{ name: string; unique: number; origin: string; partial: number }>('select name, "unique", origin, partial from pragma_index_list(?)', table.table).filter((index) => index.origin !== 'pk');
    const described = indexes.map((index) => {
      const on = all<{ name: string }>('select name from pragma_index_info(?) order by seqno', index.name).map((column) => column.name).join();
      const where = index.partial === 1 ? String(all<{ sql: string }>('select sql from sqlite_schema where name = ?', index.name)[0]?.sql).split(' where ')[1] : '';
      return `${index.unique === 1 ? 'unique ' : ''}${on}${where ? ` where ${where}` : ''}`;
    });
    expect(described.sort()).toEqual([
      ...table.unique.map((on) => `unique ${on.map(snake).join()}`),
      ...table.indexes.map((index) => `${index.on.map(snake).join()}${index.whereNull === undefined ? '' : ` where "${snake(index.whereNull)}" is null`}`),
    ].sort());

    const checks = String(all<{ sql: string }>('select sql from sqlite_schema where name = ?', table.table)[0]?.sql).match(/in \(0, 1\)/g) ?? [];
    expect(checks).toHaveLength(table.columns.filter((column) => column.type === 'bool').length);
    expect(all('select name from sqlite_schema where type = ? and tbl_name = ?', 'trigger', table.table)).toHaveLength(table.appendOnly || table.searched !== null ? 2 : 0);
  });
  it('gives cases of an older database their facts', () => {
    const old = new Database(':memory:');
    migrate(old, migrations.slice(0, 1), 0);
    old.exec(`
      insert into entities values ('e', 1, 0, 0, 'creditor', 'C', null, null);
      insert into parties values ('p', 1, 0, 0, 'person', 's', 'n', null, null, null);
      insert into cases values ('c', 1, 0, 0, 'p', 'e', 'e', null, 'b', 'new', 'none', null, null, '[]', '{}');
      insert into accounts values ('a1', 1, 0, 0, 'e', 'K1', 'card', 'CNY', 100, 20, 3, 4, null, 0, '2026-05-02', null), ('a2', 1, 0, 0, 'e', 'K2', 'card', 'CNY', 1000, 0, 0, 0, null, 0, '2026-04-01', null), ('a3', 1, 0, 0, 'e', 'K3', 'card', 'CNY', 9, 0, 0, 0, null, 0, '2020-01-01', 'paid');
      insert into placements select 'pl' || id, 1, 0, 0, id, 'e', 'b', 1, '2026-01-01', null, 'placed' from accounts;
      insert into case_accounts select 'l' || id, 1, 0, 0, 'c', id, 'pl' || id from accounts;
    `);
    migrate(old, migrations, 1);
    expect(old.prepare('select amount, currency, overdue_since, product, user_id from cases').all()).toEqual([{ amount: 1127, currency: 'CNY', overdue_since: '2026-04-01', product: 'card', user_id: null }]);
    old.close();
  });
  it('begins the ledger of an older database with its attempts of the last 30 days', () => {
    const old = new Database(':memory:');
    migrate(old, migrations.slice(0, 5), 0);
    const day = 86_400_000;
    old.exec(`
      insert into entities values ('bank', 1, 0, 0, 'creditor', 'C', null, 'group', null), ('us', 1, 0, 0, 'operator', 'O', null, null, null);
      insert into parties values ('p', 1, 0, 0, 'person', 's', 'n', null, null, null);
      insert into cases (id, version, created_at, updated_at, party_id, creditor_id, entity_id, batch, state, risk, tags, custom, amount, currency) values ('c', 1, 0, 0, 'p', 'bank', 'us', 'b', 'new', 'none', '[]', '{}', 0, 'CNY');
      insert into dispositions values ('d', 1, 0, 0, 'wrong_number', null, 'x', 'x', null, 1, 0, 0, 4, '{}', null, 'wrongNumber', 1);
    `);
    const put = old.prepare(`insert into attempts (id, version, created_at, updated_at, case_id, party_id, entity_id, account_ids, direction, mode, kind, phone_index, phone_sealed, phone_masked, node, leg_id, opened_at, message_played, outcome, bridged_at, disposition_code)
      values (@id, 1, 0, 0, 'c', 'p', 'us', '["a"]', @direction, @mode, 'interactive', 'x', 's', 'm', 'fs1', @id, @at, 0, @outcome, null, @code)`);
    const now = 100 * day;
    for (const [id, at, outcome, more] of [['talk', now, 'human'], ['wrong', now, 'human', { code: 'wrong_number' }], ['open', now, null], ['never', now, 'not_placed'], ['machine', now, 'machine'], ['lost', now, 'unknown'], ['in', now, 'human', { direction: 'inbound', mode: 'inbound' }], ['old', now - 31 * day, 'human']] as const) {
      put.run({ id, at, outcome, direction: 'outbound', mode: 'predictive', code: null, ...more });
    }
    migrate(old, migrations, 1);
    const rows = old.prepare<[], { id: string }>('select id, result, direction, mode, party_id, phone_index, account_ids, creditor_group, collector, source from touches order by id').all();
    expect(rows.map((row) => [row.id, ...Object.values(row).slice(1, 4)])).toEqual([
      ['in', 'conv', 'in', null], ['lost', 'noanswer', 'out', 'predictive'], ['machine', 'machine_hangup', 'out', 'predictive'], ['never', 'released', 'out', 'predictive'], ['open', 'reserved', 'out', 'predictive'], ['talk', 'conv', 'out', 'predictive'], ['wrong', 'wrong', 'out', 'predictive'],
    ]);
    expect(rows[0]).toMatchObject({ party_id: 'p', phone_index: 'x', account_ids: '["a"]', creditor_group: 'group', collector: 'us', source: 'own' });
    old.close();
  });
  it('keeps journals even from its own hands', () => {
    db.prepare("insert into journal_entries values ('j', 1, 0, 0, 1, null, 0, 'x', null)").run();
    expect(() => db.prepare("update journal_entries set event = 'y'").run()).toThrow('append-only');
    expect(() => db.prepare('delete from journal_entries').run()).toThrow('append-only');
  });
  it.each([
    ['the hopper', 'select * from leads where campaign_id = ? and state = ? and next_at <= ? order by next_at, id limit 500', 'ix_leads_campaign_id_state_next_at_id'],
    ['calls of a number today', 'select count(*) from attempts where phone_index = ? and opened_at >= ?', 'ix_attempts_phone_index_opened_at'],
    ['calls of a person today', 'select count(*) from attempts where party_id = ? and opened_at >= ?', 'ix_attempts_party_id_opened_at'],
    ['open intents', 'select * from attempts where outcome is null and node = ? order by opened_at, id', 'ix_attempts_node_opened_at_no_outcome'],
    ['due callbacks', 'select * from callbacks where state = ? and due_at <= ?', 'ix_callbacks_state_due_at'],
    ['a page of an entity’s cases', 'select * from cases where entity_id = ? order by id desc limit 51', 'ix_cases_entity_id_id'],
    ['a page of cases in a state', 'select * from cases where entity_id = ? and state = ? order by id desc limit 51', 'ix_cases_entity_id_state_id'],
    ['cases by amount', 'select * from cases where entity_id = ? and amount >= ? and amount <= ? order by amount, id limit 51', 'ix_cases_entity_id_amount_id'],
    ['cases by overdue date', 'select * from cases where entity_id = ? and overdue_since <= ? order by overdue_since, id limit 51', 'ix_cases_entity_id_overdue_since_id'],
    ['cases by what is due next', 'select * from cases where entity_id = ? and next_due_at < ? order by next_due_at, id limit 51', 'ix_cases_entity_id_next_due_at_id'],
    ['a creditor’s cases', 'select * from cases where creditor_id = ? order by id limit 51', 'ix_cases_creditor_id_id'],
    ['a contract of any creditor', 'select * from accounts where contract = ? order by id', 'ix_accounts_contract'],
    ['the history of a case', 'select * from stream_events where case_id = ? order by seq desc limit 51', 'ix_stream_events_case_id_seq'],
    ['facts of a subject', 'select * from standing_facts where subject = ? and kind = ?', 'ix_standing_facts_subject_kind'],
  ])('answers %s from an index', (_, sql, index) => {
    const plan = db.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...Array.from(sql.matchAll(/\?/g), () => 1)).map((step) => step.detail).join('\n');
    expect(plan).toContain(index);
    if (/_id$/.test(index) && sql.includes('limit')) expect(plan).not.toContain('TEMP B-TREE');
  });
  it('was made by migrations whose text never changes again', () => {
    // A released migration is history: when this fails, put it back and add a new one.
    expect(migrations.map((migration) => [migration.name, checksumOfMigration(migration).slice(0, 16)])).toMatchInlineSnapshot(`
      [
        [
          "0001-first",
          "f2fa3ab6195516a6",
        ],
        [
          "0002-record",
          "ff92b8aebe066c2d",
        ],
        [
          "0003-lists",
          "ca010660782edc53",
        ],
        [
          "0004-batches",
          "692fd0ac725f51c0",
        ],
        [
          "0005-nights",
          "1b274158542d2490",
        ],
        [
          "0006-compliance",
          "f918e4d45ba20ea2",
        ],
        [
          "0007-evidence",
          "c7e7e79e5b1efdbc",
        ],
        [
          "0008-places",
          "9f1015f3d00148e1",
        ],
        [
          "0009-reviews",
          "fd692766db924017",
        ],
        [
          "0010-rule-texts",
          "3f96b492653f11b0",
        ],
        [
          "0011-second-factors",
          "4c20c310945f405a",
        ],
        [
          "0012-remarks",
          "0e563133d50a84c4",
        ],
        [
          "0013-agent-spells",
          "7425a6b694b7e176",
        ],
        [
          "0014-knowledge",
          "4cc38c3d7feadf8e",
        ],
        [
          "0015-outbound-numbers",
          "ac1f823f13f51a18",
        ],
        [
          "0016-messages",
          "0836b2aac646a8cd",
        ],
        [
          "0018-idle-sessions",
          "47e8874a90a8a394",
        ],
        [
          "0019-proofs",
          "8fe9cc79a7e8a8d7",
        ],
      ]
    `);
  });
});
