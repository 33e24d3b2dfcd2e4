/** The first database: every table of src/app/store/schema.ts as it then was. A test holds the sum of all migrations to that schema. */
import { table, type Migration } from '../migration.js';

export const first: Migration = {
  name: '0001-first',
  up: (db) => [
    // the organisation
    ...table(db, 'entities', {
      kind: 'text', name: 'text', parent_id: 'text? -> entities', creditor_group: 'text?',
    }, { index: ['creditor_group', 'parent_id'] }),
    ...table(db, 'departments', {
      entity_id: 'text -> entities', name: 'text',
    }, { index: ['entity_id'] }),
    ...table(db, 'teams', {
      entity_id: 'text -> entities', department_id: 'text? -> departments', name: 'text',
    }, { index: ['entity_id'] }),
    ...table(db, 'users', {
      login: 'text', display_name: 'text', password_hash: 'text', role: 'text', entity_id: 'text -> entities', team_id: 'text? -> teams',
      skills: 'json', desk: 'json?', enabled: 'bool', must_change_password: 'bool',
    }, { unique: ['login'], index: ['team_id', 'entity_id'] }),
    ...table(db, 'desk_templates', {
      name: 'text', dial_string: 'text', approved_by: 'text? -> users', approved_at: 'int?',
    }, { unique: ['name'] }),
    ...table(db, 'sessions', {
      user_id: 'text -> users', token_hash: 'text', expires_at: 'int', revoked_at: 'int?',
    }, { unique: ['token_hash'], index: ['user_id'] }),
    ...table(db, 'pause_reasons', {
      code: 'text', name_en: 'text', name_zh: 'text', billable: 'bool', max_minutes: 'int?', enabled: 'bool',
    }, { unique: ['code'] }),
    ...table(db, 'settings', {
      key: 'text', value: 'json?',
    }, { unique: ['key'] }),
    // the collections record
    ...table(db, 'parties', {
      kind: 'text', name_sealed: 'text', name_index: 'text', identity_sealed: 'text?', identity_index: 'text?', language: 'text?',
    }, { unique: ['identity_index'], index: ['name_index'] }),
    ...table(db, 'account_parties', {
      account_id: 'text -> accounts', party_id: 'text -> parties', role: 'text', evidence: 'text?', from: 'text?', until: 'text?',
    }, { index: ['account_id', 'party_id'] }),
    ...table(db, 'contact_points', {
      party_id: 'text -> parties', kind: 'text', value_sealed: 'text', value_index: 'text', masked: 'text', owner_role: 'text', source: 'text',
      confidence: 'real', rank: 'int', valid_from: 'text?', valid_until: 'text?', consent: 'text', region: 'text?',
    }, { index: ['value_index', 'party_id, rank'] }),
    ...table(db, 'accounts', {
      creditor_id: 'text -> entities', contract: 'text', product: 'text?', currency: 'text', principal: 'int', interest: 'int', penalty: 'int',
      fees: 'int', minimum_due: 'int?', as_of: 'int', overdue_since: 'text?', closed: 'text?',
    }, { unique: ['creditor_id, contract'] }),
    ...table(db, 'balance_events', {
      account_id: 'text -> accounts', at: 'int', cause: 'text', reference: 'text?', principal: 'int', interest: 'int', penalty: 'int', fees: 'int',
    }, { index: ['account_id, at'], appendOnly: true }),
    ...table(db, 'schedule_rows', {
      account_id: 'text -> accounts', number: 'int', due: 'text', amount: 'int', paid: 'int',
    }, { unique: ['account_id, number'] }),
    ...table(db, 'placements', {
      account_id: 'text -> accounts', entity_id: 'text -> entities', batch: 'text', placed_amount: 'int', from: 'text', to: 'text?', state: 'text',
    }, { index: ['account_id, state', 'entity_id, batch'] }),
    ...table(db, 'cases', {
      party_id: 'text -> parties', creditor_id: 'text -> entities', entity_id: 'text -> entities', team_id: 'text? -> teams', batch: 'text',
      state: 'text', risk: 'text', risk_source: 'text?', risk_at: 'int?', tags: 'json', custom: 'json',
    }, { index: ['party_id, creditor_id', 'entity_id, batch', 'team_id, state'] }),
    ...table(db, 'case_accounts', {
      case_id: 'text -> cases', account_id: 'text -> accounts', placement_id: 'text -> placements',
    }, { unique: ['case_id, account_id, placement_id'], index: ['account_id', 'placement_id'] }),
    ...table(db, 'holds', {
      case_id: 'text -> cases', reason: 'text', until: 'int?', by: 'text -> users', lifted_at: 'int?',
    }, { index: ['case_id'] }),
    ...table(db, 'assignments', {
      case_id: 'text -> cases', team_id: 'text? -> teams', user_id: 'text? -> users', from: 'int', to: 'int?', why: 'text',
    }, { index: ['case_id, from', 'user_id, to'] }),
    ...table(db, 'contacts', {
      case_id: 'text? -> cases', party_id: 'text? -> parties', attempt_id: 'text? -> attempts', channel: 'text', at: 'int',
      user_id: 'text? -> users', reached: 'text?', result: 'text?', note: 'text?', entity_id: 'text? -> entities',
    }, { index: ['case_id, at', 'party_id, at', 'attempt_id'] }),
    ...table(db, 'payments', {
      external_id: 'text', account_id: 'text -> accounts', amount: 'int', currency: 'text', at: 'int', channel: 'text?', reversed: 'bool',
    }, { unique: ['external_id'], index: ['account_id, at'] }),
    ...table(db, 'promises', {
      case_id: 'text -> cases', party_id: 'text -> parties', amount: 'int', currency: 'text', due: 'text', account_ids: 'json',
      plan_id: 'text? -> plans', attempt_id: 'text? -> attempts', taken_by: 'text -> users', grace_days: 'int', state: 'text',
    }, { index: ['case_id', 'state, due', 'attempt_id'] }),
    ...table(db, 'plans', {
      case_id: 'text -> cases', currency: 'text', total: 'int', state: 'text',
    }, { index: ['case_id'] }),
    ...table(db, 'plan_instalments', {
      plan_id: 'text -> plans', number: 'int', due: 'text', amount: 'int', state: 'text',
    }, { unique: ['plan_id, number'], index: ['state, due'] }),
    ...table(db, 'standing_facts', {
      kind: 'text', subject_kind: 'text', subject: 'text', source: 'text', evidence: 'text?', from: 'int', until: 'int?', by: 'text? -> users',
      ended_at: 'int?',
    }, { index: ['subject, kind', 'kind, from'] }),
    ...table(db, 'approvals', {
      kind: 'text', state: 'text', subject: 'text', payload: 'json?', asked_by: 'text -> users', decided_by: 'text? -> users', decided_at: 'int?',
      expires_at: 'int?',
    }, { index: ['state, expires_at', 'subject'] }),
    ...table(db, 'stream_events', {
      seq: 'int', type: 'text', type_version: 'int', subjects: 'json', actor: 'text', at: 'int', data: 'json?',
    }, { unique: ['seq'], index: ['type, seq'], appendOnly: true }),
    // the dialer
    ...table(db, 'lists', {
      campaign_id: 'text -> campaigns', name: 'text', entity_id: 'text -> entities', active: 'bool', mix: 'int',
    }, { index: ['campaign_id'] }),
    ...table(db, 'campaigns', {
      name: 'text', entity_id: 'text -> entities', state: 'text', settings: 'json', team_ids: 'json',
    }, { index: ['state', 'entity_id'] }),
    ...table(db, 'leads', {
      list_id: 'text -> lists', campaign_id: 'text -> campaigns', case_id: 'text -> cases', party_id: 'text -> parties',
      entity_id: 'text -> entities', state: 'text', because: 'text?', priority: 'int', overdue_since: 'text?', amount: 'int', currency: 'text',
      shuffle: 'real', next_at: 'int', attempts: 'int', last_attempt_at: 'int?', last_outcome: 'text?',
      last_contact_point_id: 'text? -> contact_points', tally: 'json', bound_user_id: 'text? -> users', claim_owner: 'text?', claim_until: 'int?',
    }, { index: ['campaign_id, state, next_at, id', 'case_id', 'party_id', 'list_id, state'] }),
    ...table(db, 'attempts', {
      lead_id: 'text? -> leads', case_id: 'text? -> cases', party_id: 'text? -> parties', campaign_id: 'text? -> campaigns',
      list_id: 'text? -> lists', entity_id: 'text -> entities', team_id: 'text? -> teams', account_ids: 'json', direction: 'text', mode: 'text',
      kind: 'text', contact_point_id: 'text? -> contact_points', phone_index: 'text', phone_sealed: 'text', phone_masked: 'text', node: 'text',
      leg_id: 'text', trunk: 'text?', caller_id: 'text?', permit_id: 'text?', stage: 'text?', days_past_due: 'int?', risk: 'text?',
      script_id: 'text? -> scripts', script_version: 'int?', user_id: 'text? -> users', opened_at: 'int', placed_at: 'int?', rang_at: 'int?',
      answered_at: 'int?', bridged_at: 'int?', ended_at: 'int?', outcome: 'text?', hangup_cause: 'text?', sip_status: 'int?', q850: 'int?',
      blame: 'text?', wait_ms: 'int?', abandoned_by: 'text?', message_played: 'bool', disposition_code: 'text?', disposed_at: 'int?',
      disposed_by: 'text? -> users', recording_path: 'text?',
    }, { unique: ['leg_id'], index: ['phone_index, opened_at', 'party_id, opened_at', 'campaign_id, opened_at', 'case_id, opened_at', 'user_id, opened_at', 'lead_id', 'opened_at', 'node, opened_at where outcome is null'] }),
    ...table(db, 'permits', {
      attempt_id: 'text -> attempts', phone_index: 'text', issued_at: 'int', expires_at: 'int', used_at: 'int?', rules: 'text',
    }, { index: ['attempt_id'] }),
    ...table(db, 'journal_entries', {
      seq: 'int', attempt_id: 'text? -> attempts', at: 'int', event: 'text', data: 'json?',
    }, { unique: ['seq'], index: ['attempt_id, seq'], appendOnly: true }),
    ...table(db, 'dispositions', {
      code: 'text', parent_code: 'text?', name_en: 'text', name_zh: 'text', hotkey: 'text?', leaf: 'bool', right_party: 'bool', promise: 'bool',
      ledger_level: 'int', retry: 'json', case_event: 'text?', standing_fact: 'text?', enabled: 'bool',
    }, { unique: ['code'] }),
    ...table(db, 'scripts', {
      name: 'text', entity_id: 'text -> entities', stage: 'text?', campaign_id: 'text? -> campaigns', body_zh: 'text', body_en: 'text',
      enabled: 'bool',
    }, { index: ['campaign_id', 'entity_id'] }),
    ...table(db, 'callbacks', {
      lead_id: 'text -> leads', campaign_id: 'text -> campaigns', due_at: 'int', user_id: 'text? -> users',
      contact_point_id: 'text? -> contact_points', note: 'text?', state: 'text', made_by: 'text -> users', attempt_id: 'text? -> attempts',
    }, { index: ['state, due_at', 'lead_id', 'user_id, state', 'campaign_id, state'] }),
    ...table(db, 'trunks', {
      gateway: 'text', node: 'text', enabled: 'bool', max_calls: 'int', calls_per_second: 'real', priority: 'int', plan: 'json',
      caller_ids: 'json',
    }, { unique: ['node, gateway'] }),
    ...table(db, 'import_runs', {
      kind: 'text', campaign_id: 'text? -> campaigns', list_id: 'text? -> lists', file: 'text', file_hash: 'text', state: 'text', rows: 'int',
      created: 'int', updated: 'int', unchanged: 'int', bad: 'int', duplicates: 'int', by: 'text? -> users', ended_at: 'int?', error: 'text?',
    }, { index: ['file_hash', 'campaign_id, created_at'] }),
    ...table(db, 'import_problems', {
      import_id: 'text -> import_runs', row: 'int', column: 'text?', value: 'text?', code: 'text', reason: 'text', severity: 'text',
    }, { index: ['import_id, row'] }),
    ...table(db, 'idempotency_keys', {
      key: 'text', user_id: 'text -> users', route: 'text', request_hash: 'text', status: 'int', body: 'text',
    }, { unique: ['key, user_id, route'] }),
  ],
};
