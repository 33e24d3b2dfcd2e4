/** The chain in a real database: what is written with each decision, and that any touch of the file is told by its place. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonical } from '../../src/core/evidence/index.js';
import { AT } from '../contract/records.js';
import { chained, type Chained } from './world.js';

let world: Chained;
beforeEach(async () => { world = await chained(); });
afterEach(() => world.done());
const events = () => world.store.find('streamEvent', { order: [{ by: 'seq' }] });
const places = async (): Promise<string[]> => (await world.check()).problems.map((one) => `${one.kind} ${one.seq}`);

describe('decisions', () => {
  it('are written before the dial, in its transaction, denials too, with all they rest on sealed', async () => {
    expect(await world.call(1)).toBe('open');
    // 03:00 in the campaign's zone.
    expect(await world.call(1, { at: AT - (AT % 86_400_000) + 19 * 3_600_000 })).toBe('denied');
    const decisions = (await events()).filter((one) => one.type.startsWith('gate.'));
    expect(decisions.map((one) => one.type)).toEqual(['gate.allowed', 'gate.denied']);
    expect(decisions[1]).toMatchObject({ caseId: 'case-1', debtorId: 'party-1', data: { attemptId: 'call-2', permitId: null, rules: ['WINDOW'] } });
    const [allowed] = decisions;
    expect(canonical(allowed?.data)).not.toContain('phone-1');
    expect(allowed?.sealed).not.toContain('phone-1');
    const key = await world.store.get('evidenceKey', 'party-1');
    const opened = JSON.parse(world.evidence.open(key!.wrapped!, 'party-1', allowed!.id, allowed!.sealed!)) as { readonly permitId: string };
    expect(opened).toMatchObject({ v: 2, phoneIndex: 'phone-1', allow: true, caps: { perPhonePerDay: 3 } });
    expect(opened.permitId).toBe((await world.store.get('attempt', 'call-1'))?.permitId);
    expect(await places()).toEqual([]);
  });
  it('of a move that is taken back leave nothing, and the chain goes on', async () => {
    await world.call(1);
    const before = (await events()).length;
    // The same leg again: refused by a key, with everything its move wrote.
    await expect(world.call(2, { legId: 'call-1' })).rejects.toThrow('legId');
    expect((await events()).length).toBe(before);
    await world.call(2);
    expect((await events()).length).toBeGreaterThan(before);
    expect(await places()).toEqual([]);
  });
});

describe('whoever touches the file', () => {
  let last: number;
  beforeEach(async () => {
    for (let n = 0; n < 5; n += 1) { await world.call(n); await world.sealer.seal(); }
    last = (await events()).length;
    expect(await world.check()).toMatchObject({ problems: [], unsealed: 0, roots: 5, events: last });
  });
  it('changes any byte of any event: the place', async () => {
    const columns = { type: "'x.y'", subjects: `'["z"]'`, actor: "'nobody'", at: 'at + 1', data: `'{"a":1}'`, case_id: "'other'", hash: "'AAAA'", debtor_id: "'other'", sealed: "'e1.a.b.c'", id: "'other'", type_version: '2', created_at: 'created_at + 1', version: '2', updated_at: '0' };
    let at = 1;
    for (const [column, value] of Object.entries(columns)) {
      const seq = 1 + (at += 3) % (last - 1);
      world.tamper(`create table if not exists kept as select * from stream_events`, `update stream_events set ${column} = ${value} where seq = ${seq}`);
      expect((await world.check()).problems.map((one) => one.seq), column).toEqual([seq]);
      world.tamper(`delete from stream_events`, `insert into stream_events select * from kept`);
    }
    expect(await places()).toEqual([]);
  });
  it('flips one bit of a sealed payload, or breaks its JSON', async () => {
    const seq = (await events()).find((one) => one.sealed !== null)!.seq;
    world.tamper(`update stream_events set sealed = substr(sealed, 1, 20) || case substr(sealed, 21, 1) when 'A' then 'B' else 'A' end || substr(sealed, 22) where seq = ${seq}`);
    expect(await places()).toEqual([`changed ${seq}`]);
    world.tamper(`update stream_events set data = '{' where seq = ${seq + 1}`);
    expect(await places()).toContain(`unreadable ${seq + 1}`);
  });
  it('drops an event, swaps two, cuts off the tail', async () => {
    world.tamper('create table kept as select * from stream_events', 'delete from stream_events where seq = 4');
    expect((await places())[0]).toBe('missing 4');
    world.tamper('delete from stream_events', 'insert into stream_events select * from kept', 'update stream_events set seq = -1 where seq = 3', 'update stream_events set seq = 3 where seq = 6', 'update stream_events set seq = 6 where seq = -1');
    expect(await places()).toEqual(expect.arrayContaining(['changed 3', 'changed 6']));
    world.tamper('delete from stream_events', 'insert into stream_events select * from kept', `delete from stream_events where seq > ${last - 2}`);
    // The last debtor's key has nothing left that it sealed: that shows even where nothing was signed yet.
    expect(await places()).toEqual(['payload null', `truncated ${last - 1}`]);
    world.tamper(`delete from evidence_roots where n = 5`, `delete from stream_events where seq > (select max(to_seq) from evidence_roots)`);
    expect(await places()).toEqual(['payload null', 'rootMissing null', expect.stringMatching(/^truncated \d+$/)]);
  });
  it('cuts off what was not signed yet: permits and ends of calls without their events show where', async () => {
    await world.call(1, { at: AT + 4 * 3_600_000 });
    expect(await places()).toEqual([]);
    world.tamper('create table kept as select * from stream_events', `delete from stream_events where seq = (select max(seq) from stream_events)`);
    expect(await places()).toEqual([`truncated ${last + 2}`]);
    world.tamper(`delete from stream_events where seq > ${last}`);
    expect(await places()).toEqual([`truncated ${last + 1}`]);
    world.tamper('delete from stream_events', 'insert into stream_events select * from kept');
    expect(await places()).toEqual([]);
  });
  it('takes every hash away, so that it looks like a time before the chain: the roots know better', async () => {
    world.tamper('update stream_events set hash = null', 'delete from evidence_keys');
    expect((await places())[0]).toBe('unchained 1');
  });
  it('rewrites a root, or drops one', async () => {
    world.tamper(`create table kept as select * from evidence_roots`, `update evidence_roots set root = 'x' where n = 3`);
    const [from] = await world.store.find('evidenceRoot', { where: { n: 3 } });
    expect((await places())[0]).toBe(`rootForged ${from!.fromSeq}`);
    world.tamper('delete from evidence_roots', 'insert into evidence_roots select * from kept where n <> 3');
    expect((await places())[0]).toBe(`rootMissing ${from!.fromSeq}`);
  });
});
it('erasing a debtor destroys what was sealed and leaves the chain whole', async () => {
  await world.call(1);
  await world.call(2);
  await world.sealer.seal();
  const user = 'boss';
  expect(await world.store.run('eraseEvidence', { debtorId: 'party-1', by: user, reason: 'asked for it', entityId: 'operator', at: AT + 9000 })).toMatchObject({ ok: true });
  const key = await world.store.get('evidenceKey', 'party-1');
  expect(key).toMatchObject({ wrapped: null, destroyedBy: user });
  expect(await world.store.run('eraseEvidence', { debtorId: 'party-1', by: user, reason: 'x', entityId: 'operator', at: AT + 9000 })).toMatchObject({ ok: false, error: { code: 'evidence.erased' } });
  await world.call(1);
  await world.sealer.seal();
  expect(await world.check()).toMatchObject({ problems: [], unsealed: 0 });
  expect((await events()).filter((one) => one.debtorId === 'party-1' && one.type.startsWith('gate.')).map((one) => one.sealed === null)).toEqual([false, true]);
});
it('a database of a time before the chain begins one where it stands', async () => {
  await world.call(1);
  world.tamper('update stream_events set hash = null, sealed = null, debtor_id = null', 'delete from evidence_keys');
  await world.call(2);
  await world.sealer.seal();
  expect(await world.check()).toMatchObject({ problems: [], unsealed: 0, roots: 1 });
});
