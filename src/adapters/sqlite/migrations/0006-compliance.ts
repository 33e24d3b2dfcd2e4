/**
 * The ledger of raw touches, the packs in force, the tallies of denials. The ledger begins with the attempts of the last 30 days
 * before the newest one, judged by how they ended as the settling of an attempt does (core/compliance/touch.ts).
 */
import { sql } from 'kysely';
import { table, type Builder, type Migration } from '../migration.js';

const text = (_: Builder, statement: string): { compile(): ReturnType<ReturnType<typeof sql.raw>['compile']> } => ({ compile: () => sql.raw(statement).compile(_) });

export const compliance: Migration = {
  name: '0006-compliance',
  up: (db) => [
    ...table(db, 'touches', {
      at: 'int', result: 'text', direction: 'text', channel: 'text', mode: 'text?', party_id: 'text? -> parties', phone_index: 'text?', account_ids: 'json', creditor_group: 'text?', collector: 'text?',
      user_id: 'text? -> users', campaign_id: 'text? -> campaigns', attempt_id: 'text? -> attempts', marks: 'json', source: 'text', external_id: 'text?',
    }, { unique: ['external_id'], index: ['party_id, at', 'phone_index, at', 'at'] }),
    ...table(db, 'pack_activations', {
      kind: 'text', pack: 'text', pack_version: 'text', digest: 'text', text: 'text?', signature: 'text?', from: 'int', until: 'int?', by: 'text? -> users', reviewer: 'text?', note: 'text?',
    }, { index: ['pack'] }),
    ...table(db, 'denial_tallies', {
      hour: 'int', rule: 'text', pack: 'text?', campaign_id: 'text? -> campaigns', entity_id: 'text? -> entities', hopper: 'int', permit: 'int',
    }, { index: ['hour'] }),
    text(db, `insert into touches
      select a.id, 1, a.opened_at, a.updated_at, a.opened_at,
        case
          when a.outcome is null then 'reserved'
          when a.outcome = 'not_placed' then 'released'
          when a.outcome = 'human' and d.standing_fact = 'wrongNumber' then 'wrong'
          when a.outcome = 'human' and d.ledger_level = 4 and d.right_party = 0 then 'thirdparty'
          when a.outcome = 'human' and a.kind = 'notify' then 'notify'
          when a.outcome = 'human' then 'conv'
          when a.outcome = 'machine' and a.message_played = 1 then 'vm_msg'
          when a.outcome = 'machine' and a.bridged_at is null then 'machine_hangup'
          when a.outcome = 'machine' then 'vm_nomsg'
          when a.outcome = 'abandoned' then 'abandoned'
          when a.outcome = 'busy' then 'busy'
          when a.outcome = 'invalid' then 'invalid'
          when a.outcome in ('carrier_fault', 'congestion') and a.rang_at is null then 'failed'
          else 'noanswer'
        end,
        case a.direction when 'inbound' then 'in' else 'out' end, 'voice',
        case when a.direction = 'inbound' then null when a.kind = 'notify' then 'notify' when a.mode = 'robot' then 'ai' when a.mode = 'predictive' then 'predictive' else 'human' end,
        a.party_id, a.phone_index, a.account_ids, coalesce(e.creditor_group, e.id), a.entity_id, a.user_id, a.campaign_id, a.id, '[]', case a.node when 'history' then 'import' else 'own' end, null
      from attempts a left join cases c on c.id = a.case_id left join entities e on e.id = c.creditor_id left join dispositions d on d.code = a.disposition_code
      where a.opened_at > (select max(opened_at) from attempts) - 2592000000`),
  ],
};
