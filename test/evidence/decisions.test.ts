/** Every decision is decided again from what it read: whoever changes the ledger, the record, the packs or the decision itself is told of, even with the vault's key in hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../src/core/records/index.js';
import { AT, attemptRow } from '../contract/records.js';
import { DEFAULT_TEST_SETTINGS } from '../contract/settings.js';
import { packText, policiesOf } from '../support/policies.js';
import { chained, type Chained, type Payload } from './world.js';

const CALENDAR = JSON.stringify({ calendar: 'XX', version: '2025.1', title: { zh: '历', en: 'calendar' }, coverage: { from: '2025-01-01', to: '2025-12-31' }, days: { '2025-11-22': 'holiday' } });
const LAW = packText('law', [
  { id: 'TALKS', kind: 'count', sources: [], confidence: 'D', texts: { zh: '每日两次', en: 'two talks a day' }, key: ['debtor'], window: { calDays: 1, zone: 'Asia/Shanghai' }, limit: 2, count: { results: ['conv'] } },
  { id: 'HOLIDAY', kind: 'window', sources: [], confidence: 'D', texts: { zh: '节假日', en: 'holidays' }, zones: ['Asia/Shanghai'], hours: { daily: [['00:00', '24:00']], holiday: [] }, calendar: 'XX', outside: 'strictest' },
], { requires: { tzdata: '2026f', calendars: [{ id: 'XX', coverDays: 0 }] } });
const HOUR = 3_600_000;
const fact = (id: string, at: number, more: object = {}) => ({ kind: 'standingFact' as const, at, row: { id, kind: 'hardship' as const, subjectKind: 'party' as const, subject: 'party-1', source: 'test', evidence: null, from: at, until: null, by: null, endedAt: null, ...more } });

let world: Chained;
/** Seq of each decision: two talks that were allowed, and the third, denied. */
let seqs: number[];
const places = async (): Promise<string[]> => [...new Set((await world.check()).problems.map((one) => `${one.kind} ${one.seq}`))];
const decisions = async (): Promise<StreamEvent[]> => (await world.store.find('streamEvent', { order: [{ by: 'seq' }] })).filter((one) => one.type.startsWith('gate.'));
beforeEach(async () => {
  world = await chained(policiesOf([LAW], ['law'], [CALENDAR]));
  await world.store.run('createMany', { rows: [fact('fact-1', AT - HOUR), fact('fact-2', AT - HOUR, { until: AT + 90 * 60_000 })] });
  expect(await world.call(1, { at: AT })).toBe('open');
  expect(await world.call(1, { at: AT + 1.2 * HOUR })).toBe('open');
  expect(await world.call(1, { at: AT + 2.4 * HOUR })).toBe('denied');
  await world.sealer.seal();
  seqs = (await decisions()).map((one) => one.seq);
  expect(seqs).toHaveLength(3);
  expect(await world.check()).toMatchObject({ problems: [], decisions: { again: 3, blind: 0 } });
});
afterEach(() => world.done());
const settledSeq = async (n: number): Promise<number> => (await world.store.find('streamEvent', { where: { type: 'attempt.settled' }, order: [{ by: 'seq' }] }))[n]!.seq;

it('what was decided by an imported calendar is decided again by it, and what came before without it', async () => {
  const next = JSON.stringify({ calendar: 'XX', version: '2026.1', title: { zh: '历', en: 'next' }, coverage: { from: '2026-01-01', to: '2026-12-31' }, days: {} });
  const day = Date.parse('2026-03-04T04:00:00Z');
  expect(await world.call(2, { at: day })).toBe('denied');
  expect(await world.store.run('importCalendar', { text: next, by: 'boss', note: null, at: day })).toMatchObject({ ok: true });
  expect(await world.call(3, { at: day + 1000 })).toBe('open');
  await world.sealer.seal();
  expect(await world.check()).toMatchObject({ problems: [], decisions: { again: 5, blind: 0 } });
});

it('a transfer to the company’s own number is decided again like any other, and is none of it any more once that word is taken out', async () => {
  await world.store.run('create', { kind: 'setting', at: AT, row: { key: 'ownNumbers', value: [{ number: '+861055550000', name: 'Branch' }] } });
  const { permitId, ...row } = { ...attemptRow(1), leadId: null, partyId: null, caseId: null, accountIds: [], mode: 'transfer' as const, openedAt: AT + 3 * HOUR };
  expect(permitId).toBeNull();
  for (const id of ['own-1', 'own-2']) {
    const opened = await world.store.run('openAttempt', { attempt: { ...row, id, legId: id, phoneIndex: 'branch', openedAt: row.openedAt + (id === 'own-2' ? 60_000 : 0) }, settings: DEFAULT_TEST_SETTINGS, ownerRole: 'unknown', country: 'CN', destination: { number: '+861055550000', country: 'CN', kind: 'landline' }, testGateways: false, owner: null, callbackId: null });
    expect(opened).toMatchObject({ kind: 'open', permit: { rules: 'own-number' } });
  }
  await world.sealer.seal();
  expect(await world.check()).toMatchObject({ problems: [], decisions: { again: 5, blind: 0 } });
  const seq = (await decisions()).at(-1)!.seq;
  await world.forge(seq, (_, payload) => { delete payload['ownNumber']; });
  expect((await places()).some((one) => one.endsWith(` ${seq}`))).toBe(true);
});

describe('a row that was read', () => {
  it.each([
    ["update touches set result = 'noanswer' where id = 'call-1'", [1, 2], [0]], ["update touches set at = at - 86400000 where id = 'call-1'", [0, 1, 2], []], ["update touches set party_id = 'party-2' where id = 'call-2'", [1, 2], []],
    ["update touches set account_ids = '[]' where id = 'call-1'", [0, 1, 2], []], ["update touches set direction = 'in' where id = 'call-1'", [0, 1, 2], []], ["update touches set phone_index = 'other' where id = 'call-2'", [1, 2], []], ["update touches set channel = 'sms' where id = 'call-2'", [1, 2], []], ["update touches set collector = 'x' where id = 'call-2'", [1, 2], []],
    ["update touches set creditor_group = 'x' where id = 'call-1'", [0, 1, 2], []], ["update touches set marks = '[\"attorneyCall\"]' where id = 'call-1'", [1, 2], []], ["delete from touches where id = 'call-1'", [0, 1, 2], [0]], ["update touches set result = 'released' where id = 'call-2'", [2], [1]],
    ["insert into touches select 'planted', version, created_at, updated_at, at - 60000, result, direction, channel, mode, party_id, phone_index, account_ids, creditor_group, collector, null, null, null, marks, 'import', null from touches where id = 'call-1'", [1, 2], []],
    ["update attempts set opened_at = opened_at - 60000 where id = 'call-1'", [0, 1, 2], []],
  ])('of the ledger: %s', async (sql, read, told) => {
    world.tamper('pragma foreign_keys = off', sql);
    const wanted = [...read.map((n) => seqs[n]), ...await Promise.all(told.map(settledSeq))].sort((a, b) => a! - b!);
    expect((await places()).sort((a, b) => Number(a.split(' ')[1]) - Number(b.split(' ')[1]))).toEqual(wanted.map((seq) => `ledger ${seq}`));
  });
  it.each([
    ["update standing_facts set kind = 'pregnancy' where id = 'fact-1'", [0, 1, 2]], ["update standing_facts set until = until + 1 where id = 'fact-2'", [0, 1, 2]], ['update standing_facts set "from" = "from" - 1 where id = \'fact-1\'', [0, 1, 2]], ["update standing_facts set subject = 'party-3' where id = 'fact-1'", [0, 1, 2]],
    ["delete from standing_facts where id = 'fact-2'", [0, 1, 2]], [`update standing_facts set ended_at = ${AT + HOUR} where id = 'fact-1'`, [1, 2]],
    ["insert into standing_facts select 'planted', version, created_at, updated_at, 'suppression', subject_kind, subject, source, evidence, \"from\", until, \"by\", ended_at from standing_facts where id = 'fact-1'", [0, 1, 2]],
    [`insert into holds select 'planted', 1, ${AT - HOUR}, ${AT - HOUR}, 'case-1', 'complaint', null, 'boss', null, null`, [0, 1, 2]],
  ])('of the record: %s', async (sql, read) => {
    world.tamper('pragma foreign_keys = off', sql);
    expect(await places()).toEqual(read.map((n) => `fact ${seqs[n]}`));
  });
  it('is told also where it was legitimately written since', async () => {
    await world.store.run('change', { kind: 'standingFact', id: 'fact-1', expectedVersion: 1, patch: { endedAt: AT + 5 * HOUR }, at: AT + 5 * HOUR });
    expect(await places()).toEqual([]);
    world.tamper("update standing_facts set kind = 'illness' where id = 'fact-1'");
    expect(await places()).toEqual(seqs.map((seq) => `fact ${seq}`));
  });
});

describe('a decision, with the chain hashed and signed anew', () => {
  const denial = (payload: Payload): Record<string, unknown> => (payload['denials'] as Record<string, unknown>[])[0]!;
  it.each<[string, number, (event: StreamEvent, payload: Payload) => void]>([
    ['a denial said to be leave', 2, (event, payload) => { payload['allow'] = true; Object.assign(event, { type: 'gate.allowed' }); }],
    ['leave said to be a denial', 0, (_, payload) => { Object.assign(payload, { allow: false, denials: [{ rule: 'X', text: 'x', until: null }], nextAt: null }); }],
    ['other words in clear', 2, (event) => { (event.data as Record<string, unknown>)['rules'] = ['OTHER']; }], ['another attempt in clear', 0, (event) => { (event.data as Record<string, unknown>)['attemptId'] = 'call-2'; }],
    ['another rule', 2, (event, payload) => { denial(payload)['rule'] = 'OTHER'; (event.data as Record<string, unknown>)['rules'] = ['OTHER']; }], ['another pack', 2, (_, payload) => { denial(payload)['pack'] = 'lax'; }],
    ['another count', 2, (_, payload) => { denial(payload)['count'] = 3; }], ['another limit', 2, (_, payload) => { denial(payload)['limit'] = 1; }], ['another window', 2, (_, payload) => { denial(payload)['windowStart'] = 0; }], ['another next instant', 2, (_, payload) => { payload['nextAt'] = AT; }],
    ['another time', 0, (_, payload) => { payload['at'] = AT + 12 * HOUR; }], ['a cap that was not', 1, (_, payload) => { (payload['caps'] as Record<string, unknown>)['perPhonePerDay'] = 1; }], ['a window that was not', 1, (_, payload) => { (payload['window'] as Record<string, unknown>)['to'] = '09:00'; }],
    ['a fact that forbids', 0, (_, payload) => { ((payload['facts'] ??= []) as unknown[]).push(['fact-9', 'suppression', AT - HOUR]); }], ['a clock that was behind', 0, (_, payload) => { payload['highWater'] = AT + HOUR; }], ['nothing that can be read', 0, (_, payload) => { payload['touches'] = 'x'; }],
  ])('%s', async (_, n, change) => {
    await world.forge(seqs[n]!, change);
    expect(await places()).toContain(`decision ${seqs[n]}`);
  });
  it('a touch left out: the count and the ledger both say so', async () => {
    await world.forge(seqs[2]!, (_, payload) => { payload['touches'] = (payload['touches'] as unknown[]).slice(1); });
    expect(await places()).toEqual([`decision ${seqs[2]}`, `ledger ${seqs[2]}`]);
  });
  it('a fact left out of one that nothing depends on', async () => {
    await world.forge(seqs[0]!, (_, payload) => { payload['facts'] = (payload['facts'] as unknown[]).slice(1); });
    expect(await places()).toEqual([`fact ${seqs[0]}`]);
  });
  it('a payload that its debtor’s key does not open', async () => {
    world.tamper("update evidence_keys set wrapped = substr(wrapped, 1, 30) || case substr(wrapped, 31, 1) when 'A' then 'B' else 'A' end || substr(wrapped, 32)");
    expect(await places()).toEqual(seqs.map((seq) => `payload ${seq}`));
    world.tamper('delete from evidence_keys');
    expect(await places()).toEqual([`payload ${seqs[0]}`]);
  });
});

it('a key destroyed without an erasure, or there again after one', async () => {
  const [key] = await world.store.find('evidenceKey', {});
  world.tamper(`update evidence_keys set wrapped = null, destroyed_at = ${AT}, destroyed_by = 'boss', reason = 'x', version = 2`);
  expect(await places()).toEqual([`payload ${seqs[0]}`]);
  world.tamper(`update evidence_keys set wrapped = '${key!.wrapped}', destroyed_at = null, destroyed_by = null, reason = null, version = 1`);
  expect(await places()).toEqual([]);
  await world.store.run('eraseEvidence', { debtorId: 'party-1', by: 'boss', reason: 'asked for it', entityId: 'operator', at: AT + 9 * HOUR });
  expect(await world.check()).toMatchObject({ problems: [], decisions: { again: 0, blind: 3 } });
  world.tamper(`update evidence_keys set wrapped = '${key!.wrapped}'`);
  expect(await places()).toEqual([`payload ${(await world.store.find('streamEvent', { where: { type: 'evidence.erased' } }))[0]!.seq}`]);
});
describe('the packs as they were in force', () => {
  it('are kept with the first decision, each text once, and decide again whatever the build ships later', async () => {
    const kept = await world.store.find('ruleText', {});
    expect(kept.map((one) => one.kind).sort()).toEqual(['calendar', 'pack', 'set', 'zones']);
    expect(kept.find((one) => one.kind === 'pack')).toMatchObject({ name: 'law', label: '1.0', text: LAW });
    expect(kept.find((one) => one.kind === 'set')?.label).toBe('law@1.0');
  });
  it('changed or gone: every decision by them', async () => {
    for (const kind of ['pack', 'calendar', 'zones', 'set']) {
      world.tamper('create table kept as select * from rule_texts', `update rule_texts set text = replace(text, '2', '3') where kind = '${kind}'`);
      expect(await places(), kind).toEqual([...seqs.map((seq) => `rules ${seq}`), 'rules null']);
      world.tamper('delete from rule_texts', 'insert into rule_texts select * from kept', `delete from rule_texts where kind = '${kind}'`);
      expect((await places()).slice(0, 3), kind).toEqual(seqs.map((seq) => `rules ${seq}`));
      world.tamper('delete from rule_texts', 'insert into rule_texts select * from kept', 'drop table kept');
    }
    expect(await places()).toEqual([]);
  });
  it('swapped for laxer ones that are kept as well: what they would have decided', async () => {
    const lax = policiesOf([packText('lax')], ['lax']);
    const policy = lax.policy(lax.packs.map(({ value, digest }) => ({ kind: 'pack', pack: value.id, packVersion: value.version, digest, text: null, signature: null })));
    if (!policy.ok) throw new Error(policy.error.text);
    const [set, ...parts] = lax.texts(policy.value);
    const before = new Set((await world.store.find('ruleText', {})).map((one) => one.id));
    await world.store.run('createMany', { rows: [set!, ...parts].filter((one) => !before.has(one.digest)).map(({ digest, ...row }) => ({ kind: 'ruleText' as const, at: AT, row: { id: digest, ...row } })) });
    await world.forge(seqs[2]!, (_, payload) => { payload['rules'] = set!.digest; });
    expect(await places()).toEqual([`decision ${seqs[2]}`]);
  });
});
