/** The collections record comes alive: allocations, tasks, complaints, rules, what leaves for creditors; and facts of a case brought together. */
import { sql } from 'kysely';
import { add, index, table, type Builder, type Migration } from '../migration.js';

const text = (_: Builder, statement: string): { compile(): ReturnType<ReturnType<typeof sql.raw>['compile']> } => ({ compile: () => sql.raw(statement).compile(_) });

export const record: Migration = {
  name: '0002-record',
  up: (db) => [
    ...add(db, 'entities', { rules: 'json?' }),
    ...add(db, 'cases', {
      user_id: 'text? -> users', amount: 'int', currency: 'text', overdue_since: 'text?', product: 'text?', region: 'text?', last_contact_at: 'int?', last_result: 'text?',
      promise_state: 'text?', next_due_at: 'int?',
    }),
    index(db, 'cases', 'user_id, state'), index(db, 'cases', 'entity_id, overdue_since'), index(db, 'cases', 'updated_at'),
    ...add(db, 'holds', { lifted_by: 'text? -> users' }),
    ...add(db, 'payments', { reversed_by: 'text?', reversed_at: 'int?' }),
    ...add(db, 'promises', { taken_on: 'text', paid: 'int', judged_at: 'int?' }),
    ...add(db, 'plans', { party_id: 'text? -> parties', account_ids: 'json', made_by: 'text? -> users', made_on: 'text?', grace_days: 'int', missed_allowed: 'int' }),
    ...add(db, 'plan_instalments', { paid: 'int' }),
    ...add(db, 'approvals', { entity_id: 'text? -> entities', amount: 'int?', reason: 'text?', evidence: 'text?', needed: 'int', decisions: 'json', applied_at: 'int?' }),
    ...add(db, 'import_runs', { creditor_id: 'text? -> entities', entity_id: 'text? -> entities', dry_run: 'bool', batch: 'text?', missing: 'int?' }),
    ...table(db, 'payment_allocations', {
      payment_id: 'text -> payments', account_id: 'text -> accounts', at: 'int', reversal: 'bool', penalty: 'int', interest: 'int', fees: 'int', principal: 'int', over: 'int',
    }, { index: ['payment_id', 'account_id, at'], appendOnly: true }),
    ...table(db, 'tasks', {
      case_id: 'text -> cases', entity_id: 'text -> entities', team_id: 'text? -> teams', user_id: 'text? -> users', kind: 'text', title: 'text', note: 'text?', due_at: 'int', remind_at: 'int?', reminded_at: 'int?',
      state: 'text', made_by: 'text -> users', done_at: 'int?', done_by: 'text? -> users',
    }, { index: ['case_id, state', 'user_id, state, due_at', 'state, remind_at'] }),
    ...table(db, 'complaints', {
      entity_id: 'text -> entities', case_id: 'text? -> cases', party_id: 'text? -> parties', by_kind: 'text', channel: 'text', about: 'text', contact_id: 'text? -> contacts', about_user_id: 'text? -> users',
      text_sealed: 'text', received_at: 'int', due_at: 'int', state: 'text', outcome: 'text?', taken_by: 'text -> users', closed_at: 'int?', closed_by: 'text? -> users', fact_id: 'text? -> standing_facts',
    }, { index: ['entity_id, state, due_at', 'case_id'] }),
    ...table(db, 'saved_filters', {
      entity_id: 'text -> entities', user_id: 'text -> users', name: 'text', list: 'text', filter: 'json?', shared: 'bool',
    }, { unique: ['user_id, list, name'], index: ['entity_id, list'] }),
    ...table(db, 'custom_fields', {
      entity_id: 'text -> entities', key: 'text', name_en: 'text', name_zh: 'text', type: 'text', choices: 'json', enabled: 'bool',
    }, { unique: ['entity_id, key'] }),
    ...table(db, 'mapping_profiles', { creditor_id: 'text -> entities', kind: 'text', name: 'text', columns: 'json' }, { unique: ['creditor_id, kind, name'] }),
    ...table(db, 'assignment_rules', { entity_id: 'text -> entities', name: 'text', rules: 'json?', enabled: 'bool' }, { unique: ['entity_id, name'] }),
    ...table(db, 'webhooks', {
      entity_id: 'text -> entities', creditor_id: 'text? -> entities', url: 'text', secret_sealed: 'text', types: 'json', mapping: 'json', enabled: 'bool', cursor: 'int',
    }, { index: ['entity_id'] }),
    ...table(db, 'deliveries', {
      webhook_id: 'text -> webhooks', seq: 'int', type: 'text', state: 'text', tries: 'int', next_at: 'int', status: 'int?', error: 'text?', delivered_at: 'int?',
    }, { unique: ['webhook_id, seq'], index: ['webhook_id, state, next_at'] }),
    ...table(db, 'daily_files', {
      entity_id: 'text -> entities', creditor_id: 'text -> entities', day: 'text', kind: 'text', path: 'text', rows: 'int', sha256: 'text', from_seq: 'int', to_seq: 'int',
    }, { unique: ['entity_id, creditor_id, day, kind'] }),
    // What was there before gets its facts.
    text(db, `update cases set
      amount = coalesce((select sum(a.principal + a.interest + a.penalty + a.fees) from case_accounts l join accounts a on a.id = l.account_id where l.case_id = cases.id and a.closed is null), 0),
      currency = coalesce((select a.currency from case_accounts l join accounts a on a.id = l.account_id where l.case_id = cases.id order by l.id limit 1), 'CNY'),
      overdue_since = (select min(a.overdue_since) from case_accounts l join accounts a on a.id = l.account_id where l.case_id = cases.id and a.closed is null),
      product = (select a.product from case_accounts l join accounts a on a.id = l.account_id where l.case_id = cases.id order by l.id limit 1),
      region = (select p.region from contact_points p where p.party_id = cases.party_id and p.kind = 'phone' order by p.rank limit 1),
      last_contact_at = (select max(c.at) from contacts c where c.case_id = cases.id and c.channel <> 'note'),
      user_id = (select s.user_id from assignments s where s.case_id = cases.id and s."to" is null limit 1)`),
    text(db, `update promises set taken_on = date(created_at / 1000 + 28800, 'unixepoch')`),
    text(db, `update approvals set needed = 1`),
    text(db, `update campaigns set settings = json_set(settings, '$.segment', json('null'), '$.binding', json('null'))`),
  ],
};
