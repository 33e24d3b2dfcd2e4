/** What people do with calls: dial by hand, take previews, call back, hand over, bring in a third, leave a message, write down. */
import { describe, expect, it } from 'vitest';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { Bench, MINUTE, numberOf, SECOND, TEN, type BenchOptions } from './bench.js';
import { annTalks } from './talking.js';

const HOUR = 60 * MINUTE;

describe('dialing by hand', () => {
  const manual = (more: BenchOptions = {}): Promise<Bench> => Bench.open({ leads: ['10102', '20100', '10101'], settings: { mode: 'manual' }, ...more });
  it('a lead: reserved while it rings, then in talk', async () => {
    const bench = await manual();
    await bench.ready('ann');
    await bench.campaign('start');
    const answer = await bench.must('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-2' });
    expect(answer.kind).toBe('dialing');
    expect(bench.agent('ann')).toMatchObject({ state: 'reserved', attemptId: answer.kind === 'dialing' ? answer.attemptId : '' });
    await bench.until(() => bench.agent('ann').state === 'talking');
    expect((await bench.attempts())).toMatchObject([{ leadId: 'lead-2', mode: 'manual', userId: 'ann' }]);
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-1' })).toMatchObject({ ok: false, error: { code: 'agent.not_ready' } });
  });
  it('unanswered, the collector goes back to where they were: ready or paused', async () => {
    const bench = await manual();
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.must('ann', { type: 'pause', reason: 'research' });
    await bench.must('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-1' });
    await bench.until(() => bench.agent('ann').state !== 'reserved');
    expect(bench.agent('ann')).toMatchObject({ state: 'paused', reason: 'research', leg: 'parked' });
    expect(bench.seen('ann', 'ended')).toMatchObject([{ outcome: 'busy', bridged: false }]);
    await bench.ready('ann');
    await bench.run(31 * MINUTE);
    await bench.must('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-1' });
    await bench.until(() => bench.agent('ann').state === 'ready');
  });
  it('a number: only one that belongs to a lead of the campaign', async () => {
    const bench = await manual();
    await bench.ready('ann');
    await bench.campaign('start');
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', number: '13900000000' })).toMatchObject({ error: { code: 'number.unknown' } });
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', number: '}${x}' })).toMatchObject({ error: { code: 'phone.invalid' } });
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'nobody' })).toMatchObject({ error: { code: 'lead.unknown' } });
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'nobody', leadId: 'lead-0' })).toMatchObject({ error: { code: 'campaign.unknown' } });
    expect(bench.agent('ann').state).toBe('ready');
    await bench.must('ann', { type: 'manualDial', campaignId: 'campaign', number: numberOf(2, '10101').slice(3) });
    await bench.until(() => bench.agent('ann').state === 'talking');
  });
  it('the gate is the same: a suppressed number is denied, and the collector stays free', async () => {
    const bench = await manual();
    await bench.suppress('10102').done;
    await bench.ready('ann');
    await bench.campaign('start');
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' })).toMatchObject({ error: { code: 'gate.denied' } });
    expect(bench.agent('ann').state).toBe('ready');
    expect(await bench.attempts()).toEqual([]);
  });
  it('not without a line, not in a campaign that rests', async () => {
    const bench = await manual();
    await bench.settled(bench.conductor.deskOpened('ann'));
    await bench.must('ann', { type: 'ready' });
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' })).toMatchObject({ ok: false });
    await bench.campaign('start');
    bench.node.hangUp(bench.node.desk('ann'));
    await bench.until(() => bench.agent('ann').leg !== 'parked');
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' })).toMatchObject({ error: { code: 'agent.leg_down' } });
    await bench.until(() => bench.agent('ann').leg === 'parked');
    await bench.campaign('pause');
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' })).toMatchObject({ error: { code: 'campaign.not_running' } });
  });
  it('two dial the same lead at once: one call', async () => {
    const bench = await manual({ agents: ['ann', 'bob'] });
    await bench.ready('ann', 'bob');
    await bench.campaign('start');
    const both = await bench.settled(Promise.all(['ann', 'bob'].map((userId) => bench.conductor.command(userId, { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-2' }))));
    expect(both.map((answer) => answer.ok).sort()).toEqual([false, true]);
    expect(await bench.attempts()).toHaveLength(1);
    await bench.until(() => ['ann', 'bob'].some((userId) => bench.agent(userId).state === 'talking'));
    expect(['ann', 'bob'].map((userId) => bench.agent(userId).state).sort()).toEqual(['ready', 'talking']);
  });
  it('hung up while it rings: cancelled', async () => {
    const bench = await manual({ leads: ['10120'] });
    await bench.ready('ann');
    await bench.campaign('start');
    const answer = await bench.must('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' });
    await bench.run(3 * SECOND);
    if (answer.kind !== 'dialing') throw new Error('unreachable');
    // The call is theirs from the moment it is dialed.
    expect(await bench.command('ann', { type: 'hangUp', attemptId: answer.attemptId })).toMatchObject({ ok: true });
    await bench.until(async () => (await bench.attempt(answer.attemptId)).outcome !== null, SECOND);
    expect(await bench.attempt(answer.attemptId)).toMatchObject({ outcome: 'cancelled' });
    await bench.until(() => bench.agent('ann').state === 'ready');
  });
});

describe('previews', () => {
  const preview = (more: Partial<NonNullable<BenchOptions['settings']>> = {}, rest: BenchOptions = {}): Promise<Bench> => Bench.open({ leads: ['10101', '10101'], settings: { mode: 'preview', preview: { limit: 20_000, autoDial: false }, ...more }, ...rest });
  it('are offered, and dialed when taken', async () => {
    const bench = await preview();
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.seen('ann', 'preview').length === 1);
    expect(bench.seen('ann', 'preview')[0]).toMatchObject({ pop: { leadId: 'lead-0', name: 'Debtor 0' }, until: expect.any(Number) });
    expect(await bench.attempts()).toEqual([]);
    expect(await bench.command('ann', { type: 'previewTake', leadId: 'lead-1' })).toMatchObject({ error: { code: 'preview.gone' } });
    await bench.must('ann', { type: 'previewTake', leadId: 'lead-0' });
    await bench.until(() => bench.agent('ann').state === 'talking');
    expect(await bench.attempts()).toMatchObject([{ leadId: 'lead-0', mode: 'preview', userId: 'ann' }]);
  });
  it('skipped, the lead rests and the next is offered', async () => {
    const bench = await preview();
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.seen('ann', 'preview').length === 1);
    await bench.must('ann', { type: 'previewSkip', leadId: 'lead-0', reason: 'just spoke' });
    await bench.until(() => bench.seen('ann', 'preview').length === 2);
    expect(bench.seen('ann', 'preview')[1]?.pop.leadId).toBe('lead-1');
    expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'skipped: just spoke' });
    expect(bench.seen('ann', 'previewGone')).toMatchObject([{ leadId: 'lead-0', why: 'skipped' }]);
  });
  it('not taken in time, the lead goes to whoever is free', async () => {
    const bench = await preview();
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.seen('ann', 'preview').length === 1);
    await bench.until(() => bench.seen('ann', 'previewGone').length === 1, 21 * SECOND);
    expect(bench.seen('ann', 'previewGone')[0]).toMatchObject({ leadId: 'lead-0', why: 'not taken in time' });
    await bench.until(() => bench.seen('ann', 'preview').length === 2, 5 * SECOND);
  });
  it('are dialed by themselves where the campaign says so', async () => {
    const bench = await preview({ preview: { limit: 5_000, autoDial: true } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking', 10 * SECOND);
  });
  it('are withdrawn when the collector pauses or the number may not be called any more', async () => {
    const bench = await preview();
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.seen('ann', 'preview').length === 1);
    await bench.must('ann', { type: 'pause', reason: 'break' });
    expect(bench.seen('ann', 'previewGone')).toHaveLength(1);
    expect(await bench.command('ann', { type: 'previewTake', leadId: 'lead-0' })).toMatchObject({ error: { code: 'preview.gone' } });
    await bench.ready('ann');
    await bench.until(() => bench.seen('ann', 'preview').length === 2);
    const { index, done } = bench.suppress('10101');
    await done;
    bench.conductor.forbid({ phoneIndex: index }, 'suppression');
    expect(bench.seen('ann', 'previewGone')).toHaveLength(2);
    await bench.run(5 * SECOND);
    expect(bench.seen('ann', 'preview').at(-1)?.pop.leadId).toBe('lead-1');
  });
});

describe('callbacks', () => {
  const callback = (bench: Bench, more: object = {}): CreateOf => ({ kind: 'callback', at: bench.now, row: { id: 'cb', leadId: 'lead-0', campaignId: 'campaign', dueAt: bench.now + MINUTE, userId: null, contactPointId: 'cp-0', note: null, state: 'open', madeBy: 'ann', attemptId: null, ...more } });
  async function waiting(bench: Bench): Promise<void> {
    const lead = await bench.lead();
    await bench.store.run('change', { kind: 'lead', id: 'lead-0', expectedVersion: lead.version, patch: { state: 'callback' }, at: bench.now });
  }
  it('mine comes to me, when it is due and not before, though another is free longer', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'] });
    await waiting(bench);
    await bench.put(callback(bench, { userId: 'ann' }));
    await bench.ready('bob', 'ann');
    await bench.campaign('start');
    await bench.run(59 * SECOND);
    expect(await bench.attempts()).toEqual([]);
    await bench.until(() => bench.agent('ann').state === 'talking', 10 * SECOND);
    expect(bench.agent('bob').state).toBe('ready');
    expect(await bench.attempts()).toMatchObject([{ mode: 'callback', leadId: 'lead-0' }]);
    expect(await bench.store.get('callback', 'cb')).toMatchObject({ state: 'done' });
  });
  it('mine waits for me', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'] });
    await waiting(bench);
    await bench.put(callback(bench, { userId: 'ann' }));
    await bench.ready('bob');
    await bench.campaign('start');
    await bench.run(5 * MINUTE);
    expect(await bench.attempts()).toEqual([]);
    await bench.ready('ann');
    await bench.until(() => bench.agent('ann').state === 'talking', 10 * SECOND);
  });
  it('due while I am in pause: my desk is told, once; moved, it is told again', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await waiting(bench);
    await bench.put(callback(bench, { userId: 'ann', note: 'after lunch' }));
    await bench.ready('ann');
    await bench.must('ann', { type: 'pause', reason: 'break' });
    await bench.campaign('start');
    await bench.run(59 * SECOND);
    expect(bench.seen('ann', 'callbackDue')).toEqual([]);
    await bench.run(2 * MINUTE);
    expect(bench.seen('ann', 'callbackDue')).toMatchObject([{ callbackId: 'cb', leadId: 'lead-0', note: 'after lunch' }]);
    const row = (await bench.store.get('callback', 'cb'))!;
    await bench.store.run('change', { kind: 'callback', id: 'cb', expectedVersion: row.version, patch: { dueAt: bench.now + MINUTE }, at: bench.now });
    await bench.run(2 * MINUTE);
    expect(bench.seen('ann', 'callbackDue')).toHaveLength(2);
  });
  it('anyone’s comes to whoever is free', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'] });
    await waiting(bench);
    await bench.put(callback(bench));
    await bench.ready('bob');
    await bench.campaign('start');
    await bench.until(() => bench.agent('bob').state === 'talking', 2 * MINUTE);
    expect(await bench.attempts()).toMatchObject([{ leadId: 'lead-0' }]);
  });
  it('due outside the window is moved to the next lawful time, and the collector told', async () => {
    const bench = await Bench.open({ start: TEN + 12 * HOUR - 2 * MINUTE, leads: ['10101'] });
    await waiting(bench);
    await bench.put(callback(bench, { userId: 'ann', dueAt: bench.now + 3 * MINUTE }));
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.run(5 * MINUTE);
    expect(await bench.attempts()).toEqual([]);
    expect(await bench.store.get('callback', 'cb')).toMatchObject({ state: 'open', dueAt: TEN + 22 * HOUR });
    expect(bench.seen('ann', 'notice')).toMatchObject([{ code: 'callback.moved' }]);
  });
  it('agreed in a disposition: an unlawful time is refused with the next lawful one', async () => {
    const { bench, attemptId } = await annTalks();
    const night = TEN + 13 * HOUR;
    const dispose = (at: number) => bench.command('ann', { type: 'dispose', attemptId, code: 'callback', callback: { at, mine: true } });
    expect(await dispose(night)).toMatchObject({ ok: false, error: { code: 'callback.unlawful', text: expect.stringContaining('2026-11-21T00:00:00.000Z') } });
    expect(await dispose(TEN + HOUR)).toMatchObject({ ok: true, value: { kind: 'disposed', callbackId: expect.any(String) } });
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.run(SECOND);
    expect(await bench.lead()).toMatchObject({ state: 'callback' });
    await bench.until(() => bench.agent('ann').state === 'talking', HOUR);
    expect(bench.now - TEN).toBeGreaterThan(HOUR);
  });
});

describe('dispositions', () => {
  it('are checked, and each refusal changes nothing', async () => {
    const { bench, attemptId } = await annTalks();
    const before = await bench.attempt(attemptId);
    const wrong = async (userId: string, more: object): Promise<string> => { const answer = await bench.command(userId, { type: 'dispose', attemptId, code: 'refuses', ...more }); return answer.ok ? 'ok' : answer.error.code; };
    expect(await wrong('ann', { attemptId: 'nobody' })).toBe('attempt.unknown');
    expect(await wrong('bob', {})).toBe('call.not_yours');
    expect(await wrong('ann', { code: 'no_such' })).toBe('disposition.unknown');
    expect(await wrong('ann', { code: 'right_party' })).toBe('disposition.not_leaf');
    expect(await wrong('ann', { code: 'promise' })).toBe('promise.missing');
    expect(await wrong('ann', { code: 'promise', promise: { amount: -1, due: '2026-11-25' } })).toBe('promise.amount');
    expect(await wrong('ann', { code: 'promise', promise: { amount: 1, due: '2026-11-19' } })).toBe('promise.due');
    expect(await wrong('ann', { code: 'callback' })).toBe('callback.missing');
    expect(await bench.attempt(attemptId)).toEqual(before);
    expect(await wrong('ann', { code: 'promise', promise: { amount: 5_000, due: '2026-11-20' } })).toBe('ok');
    expect(await wrong('ann', { code: 'promise', promise: { amount: 5_000, due: '2026-11-20' } })).toBe('ok');
    expect(await bench.store.count('promise', {})).toBe(1);
    expect(await wrong('ann', {})).toBe('attempt.already_disposed');
  });
  it('do not call: the talk goes on, the next attempt is denied', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.must('ann', { type: 'dispose', attemptId, code: 'do_not_call' });
    await bench.run(SECOND);
    expect(bench.agent('ann').state).toBe('talking');
    const why = await bench.settled(bench.conductor.why('lead-0'));
    expect(why).toMatchObject({ ok: true, value: { mayDial: false } });
    expect(why.ok ? why.value.reasons.map((reason) => reason.rule) : []).toContain('FACT-suppression');
  });
  it('a note is a contact of the case; an empty one is not', async () => {
    const { bench } = await annTalks();
    expect(await bench.must('ann', { type: 'note', caseId: 'case-0', text: ' lost the job ' })).toMatchObject({ kind: 'noted' });
    expect(await bench.store.find('contact', {})).toMatchObject([{ channel: 'note', note: 'lost the job', userId: 'ann' }]);
    expect(await bench.command('ann', { type: 'note', caseId: 'case-0', text: '  ' })).toMatchObject({ error: { code: 'note.length' } });
    expect(await bench.command('ann', { type: 'note', caseId: 'nobody', text: 'x' })).toMatchObject({ error: { code: 'case.unknown' } });
  });
});

describe('in talk', () => {
  it('the recording is told, by the switch’s word', async () => {
    const { bench, attemptId } = await annTalks();
    expect(bench.seen('ann', 'recording')).toMatchObject([{ attemptId, on: true }]);
    const silent = await annTalks({ settings: { record: false } });
    expect(silent.bench.seen('ann', 'recording')).toEqual([]);
  });
  it('hold and digits reach the switch; only one’s own call, only in talk', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.must('ann', { type: 'hold', attemptId, on: true });
    await bench.until(() => bench.seen('ann', 'held').length === 1, SECOND);
    expect(bench.node.customer(attemptId)?.held).toBe(true);
    await bench.must('ann', { type: 'hold', attemptId, on: false });
    await bench.until(() => bench.seen('ann', 'held').length === 2, SECOND);
    await bench.must('ann', { type: 'digits', attemptId, digits: '12#' });
    expect(await bench.command('ann', { type: 'digits', attemptId, digits: '1x' })).toMatchObject({ error: { code: 'digits.invalid' } });
    expect(await bench.command('bob', { type: 'hold', attemptId, on: true })).toMatchObject({ error: { code: 'call.not_yours' } });
    expect(await bench.command('bob', { type: 'hangUp', attemptId })).toMatchObject({ error: { code: 'call.not_yours' } });
    expect(await bench.command('ann', { type: 'hangUp', attemptId: 'nobody' })).toMatchObject({ error: { code: 'call.unknown' } });
  });
  it('transfer to a collector: the customer goes over, the asker wraps up', async () => {
    const { bench, attemptId } = await annTalks();
    expect(await bench.command('ann', { type: 'transferAgent', attemptId, userId: 'ann' })).toMatchObject({ error: { code: 'agent.unknown' } });
    await bench.must('ann', { type: 'transferAgent', attemptId, userId: 'bob' });
    await bench.until(() => bench.agent('bob').state === 'talking', 2 * SECOND);
    expect(bench.node.customer(attemptId)?.peer).toBe(bench.node.desk('bob'));
    expect(bench.agent('ann').state).toBe('wrapUp');
    await bench.until(() => bench.agent('ann').leg === 'parked', SECOND);
    await bench.must('bob', { type: 'hangUp', attemptId });
    await bench.until(() => bench.agent('bob').state === 'wrapUp');
    await bench.run(50);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human', userId: 'bob' });
    // Whose talk it was last files it.
    expect(bench.seen('ann', 'ended')).toMatchObject([{ bridged: true, dispositionDue: false }]);
    expect(bench.seen('bob', 'ended')).toMatchObject([{ bridged: true, dispositionDue: true }]);
  });
  it('transfer to a collector who is not free is refused, and changes nothing', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.must('bob', { type: 'pause', reason: 'break' });
    expect(await bench.command('ann', { type: 'transferAgent', attemptId, userId: 'bob' })).toMatchObject({ error: { code: 'agent.not_ready' } });
    expect(bench.agent('ann').state).toBe('talking');
  });
  it('transfer to a collector whose line dies on the way: another takes the customer, and nobody is stuck', async () => {
    const { bench, attemptId } = await annTalks({ agents: ['ann', 'bob', 'cid'] });
    await bench.ready('cid');
    await bench.must('ann', { type: 'transferAgent', attemptId, userId: 'bob' });
    bench.node.hangUp(bench.node.desk('bob'));
    await bench.until(() => bench.agent('cid').state === 'talking' || bench.agent('bob').state === 'talking', 5 * SECOND);
    await bench.run(5 * SECOND);
    expect(bench.agents(['ann', 'bob', 'cid'])).not.toContain('reserved');
    expect(bench.node.customer(attemptId)?.peer).toBeDefined();
  });
  it('transfer outside: the customer talks to the number, the collector wraps up; whoever hangs up ends it', async () => {
    const { bench, attemptId } = await annTalks();
    const answer = await bench.must('ann', { type: 'transferNumber', attemptId, number: '13899910101' });
    expect(answer.kind).toBe('dialing');
    await bench.until(() => bench.agent('ann').state === 'wrapUp', 10 * SECOND);
    await bench.run(5 * SECOND);
    const outside = bench.node.legs('outside')[0];
    expect(bench.node.customer(attemptId)?.peer).toBe(outside);
    expect(bench.seen('ann', 'party').map((event) => event.what)).toContain('joined');
    await bench.run(30 * SECOND);
    expect(bench.calls()).toMatchObject([{ attemptId, state: 'away' }]);
    bench.node.hangUp(outside);
    await bench.until(() => bench.calls().length === 0, 5 * SECOND);
    await bench.run(50);
    expect(bench.node.legs('customer')).toEqual([]);
    expect((await bench.attempts()).map((attempt) => [attempt.mode, attempt.outcome])).toEqual([['progressive', 'human'], ['transfer', 'human']]);
  });
  it('transfer outside to nobody who answers: the collector keeps the customer', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.must('ann', { type: 'transferNumber', attemptId, number: '13899920105' });
    await bench.until(() => bench.seen('ann', 'party').length > 0, 10 * SECOND);
    expect(bench.seen('ann', 'party')).toMatchObject([{ what: 'failed', why: 'USER_BUSY' }]);
    expect(bench.callOf('ann')).toMatchObject({ attemptId, state: 'talking' });
    await bench.run(50);
    expect((await bench.attempts()).find((one) => one.mode === 'transfer')).toMatchObject({ outcome: 'busy' });
    expect(await bench.command('ann', { type: 'transferNumber', attemptId, number: 'abc' })).toMatchObject({ ok: false });
  });
  it('transfer outside to a suppressed number is denied', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.suppress('10101', 999).done;
    expect(await bench.command('ann', { type: 'transferNumber', attemptId, number: '13899910101' })).toMatchObject({ error: { code: 'gate.denied' } });
  });
  it('the customer hangs up while the number rings: that leg goes too', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.must('ann', { type: 'transferNumber', attemptId, number: '13899910120' });
    await bench.run(3 * SECOND);
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.node.legs('outside').length === 0, 2 * SECOND);
    await bench.run(5 * SECOND);
    expect((await bench.attempts()).every((attempt) => attempt.outcome !== null)).toBe(true);
  });
  it('conference with a collector: three in one room; the customer’s hang-up ends it for all', async () => {
    const { bench, attemptId } = await annTalks();
    expect(await bench.command('ann', { type: 'conference', attemptId })).toMatchObject({ error: { code: 'conference.who' } });
    await bench.must('ann', { type: 'conference', attemptId, userId: 'bob' });
    await bench.until(() => bench.node.legs().filter((leg) => leg.occupation.kind === 'conference').length === 3, 2 * SECOND);
    expect(bench.agent('bob').state).toBe('talking');
    await bench.run(20 * SECOND);
    expect(bench.callOf('ann')?.state).toBe('talking');
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.agent('ann').state === 'wrapUp' && bench.agent('ann').leg === 'parked' && bench.agent('bob').leg === 'parked', 2 * SECOND);
    expect(bench.agent('bob').state).toBe('ready');
    expect(await bench.attempt(attemptId)).toMatchObject({ userId: 'ann' });
  });
  it('conference with a number', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.must('ann', { type: 'conference', attemptId, number: '13899910101' });
    await bench.until(() => bench.node.legs().filter((leg) => leg.occupation.kind === 'conference').length === 3, 10 * SECOND);
    await bench.run(20 * SECOND);
    expect(bench.node.legs('outside')).toHaveLength(1);
    bench.node.hangUp(bench.node.legs('outside')[0]);
    await bench.run(SECOND);
    expect(bench.callOf('ann')?.state).toBe('talking');
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(() => bench.calls().length === 0, 2 * SECOND);
    await bench.until(() => bench.agent('ann').leg === 'parked', SECOND);
    await bench.run(50);
    expect((await bench.attempts()).every((attempt) => attempt.outcome !== null)).toBe(true);
  });
  it('one key leaves the message: the collector is free at once, the message plays on', async () => {
    const { bench, attemptId } = await annTalks({ leads: ['10301'] });
    await bench.must('ann', { type: 'dropVoicemail', attemptId });
    expect(bench.agent('ann').state).toBe('wrapUp');
    await bench.must('ann', { type: 'dispose', attemptId, code: 'voicemail' });
    await bench.until(() => bench.agent('ann').state === 'ready' && bench.agent('ann').leg === 'parked', SECOND);
    await bench.until(async () => (await bench.attempt(attemptId)).messagePlayed, SECOND);
    expect(bench.node.customer(attemptId)).toBeDefined();
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null, 10 * SECOND);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'machine', dispositionCode: 'voicemail', abandonedBy: null });
    expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'machine' });
  });
});

describe('listening', () => {
  it('a supervisor hears a call in talk, and only that', async () => {
    const { bench, attemptId } = await annTalks();
    const listen = (mode: 'listen' | 'whisper' | 'barge' | 'stop') => bench.settled(bench.conductor.monitor(attemptId, 'boss', mode));
    expect(await listen('listen')).toMatchObject({ error: { code: 'agent.leg_down' } });
    bench.node.world.users.set('999@rig.test', { name: '999', domain: 'rig.test', registered: true });
    await bench.until(() => bench.agent('boss').leg === 'parked', 45 * SECOND);
    expect(await listen('listen')).toMatchObject({ ok: true });
    expect(await listen('whisper')).toMatchObject({ ok: true });
    expect(await listen('stop')).toMatchObject({ ok: true });
    await bench.run(50);
    expect((await bench.journal(attemptId)).filter((line) => line.event === 'monitored').map((line) => line.data)).toMatchObject([{ mode: 'listen' }, { mode: 'whisper' }]);
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.calls().length === 0);
    expect(await listen('listen')).toMatchObject({ error: { code: 'call.not_talking' } });
  });
});

describe('who answered', () => {
  it('is verified once they talk: written down, told to the desk, told again to a desk opened anew', async () => {
    const { bench, attemptId } = await annTalks();
    expect(await bench.command('ann', { type: 'verify', attemptId, checks: [] })).toMatchObject({ error: { code: 'verify.checks' } });
    expect(await bench.command('bob', { type: 'verify', attemptId, checks: ['name'] })).toMatchObject({ error: { code: 'call.not_yours' } });
    await bench.must('ann', { type: 'verify', attemptId, checks: ['name', 'identity'] });
    expect(bench.seen('ann', 'verified')).toMatchObject([{ attemptId, checks: ['name', 'identity'] }]);
    await bench.run(SECOND);
    expect((await bench.journal(attemptId)).find((one) => one.event === 'verified')?.data).toEqual({ by: 'ann', checks: ['name', 'identity'] });
    const picture = await bench.settled(bench.conductor.deskOpened('ann'));
    expect(picture.map((event) => event.type)).toEqual(['state', 'reserved', 'connected', 'verified']);
  });
  it('is asked again by the collector a call is handed to', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.must('ann', { type: 'verify', attemptId, checks: ['name'] });
    await bench.must('ann', { type: 'transferAgent', attemptId, userId: 'bob' });
    await bench.until(() => bench.agent('bob').state === 'talking');
    expect((await bench.settled(bench.conductor.deskOpened('bob'))).map((event) => event.type)).not.toContain('verified');
  });
  it('is shown again in the wrap-up to a desk opened anew', async () => {
    const { bench, attemptId } = await annTalks();
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(() => bench.agent('ann').state === 'wrapUp');
    expect(await bench.settled(bench.conductor.deskOpened('ann'))).toMatchObject([{ type: 'state', state: 'wrapUp', attemptId }, { type: 'reserved', call: { attemptId }, pop: { name: 'Debtor 0' } }]);
  });
});

describe('where they are', () => {
  it('is told in the clocks of every zone the gate asks, and what they said of it narrows', async () => {
    const { bench } = await annTalks();
    expect(bench.seen('ann', 'reserved').at(-1)).toMatchObject({ pop: { offsets: [360, 480], phones: [{ offsets: [360, 480] }] } });
    await bench.put({ kind: 'standingFact', at: TEN, row: { kind: 'whereabouts', subjectKind: 'party', subject: 'party-0', source: 'test', evidence: 'now in Asia/Shanghai', from: TEN, until: null, by: null, endedAt: null } });
    const pop = (await bench.settled(bench.conductor.deskOpened('ann'))).find((event) => event.type === 'reserved')?.pop;
    expect([pop?.offsets, pop?.phones[0]?.offsets]).toEqual([[480], [360, 480]]);
  });
});

describe('what must be said', () => {
  const SCRIPT = { kind: 'script', at: TEN, row: { id: 'script', name: 'S', entityId: 'operator', stage: null, campaignId: null, bodyZh: '您好\n- [ ] 本次通话会录音\n# 说明 !\n- [ ] 欠款 100 元', bodyEn: '', enabled: true } } as const satisfies CreateOf;
  const open = () => annTalks({}, (bench) => bench.put(SCRIPT));
  const say = (attemptId: string, statement: number, on = true) => ({ type: 'said', attemptId, statement, on }) as const;
  const pictureOf = async (bench: Bench, who: string) => (await bench.settled(bench.conductor.deskOpened(who))).find((event) => event.type === 'said')?.statements;

  it('is ticked into the journal, told again to a desk opened anew, counted on the call, and the words are sealed', async () => {
    const { bench, attemptId } = await open();
    expect(await bench.command('ann', say(attemptId, 2))).toMatchObject({ error: { code: 'statement.unknown' } });
    expect(await bench.command('bob', say(attemptId, 0))).toMatchObject({ error: { code: 'call.not_yours' } });
    await bench.must('ann', say(attemptId, 0));
    await bench.must('ann', say(attemptId, 0));
    expect(bench.seen('ann', 'said').at(-1)).toMatchObject({ attemptId, statements: [0] });
    await bench.run(SECOND);
    expect(await bench.attempt(attemptId)).toMatchObject({ statementsDue: 1, statementsSaid: 1 });
    await bench.must('ann', { type: 'verify', attemptId, checks: ['name'] });
    await bench.run(SECOND);
    expect(await bench.attempt(attemptId)).toMatchObject({ statementsDue: 2, statementsSaid: 1 });
    expect(await pictureOf(bench, 'ann')).toEqual([0]);
    const journal = await bench.journal(attemptId);
    expect(journal.filter((one) => one.event === 'said').map((one) => one.data)).toEqual([{ by: 'ann', n: 0, on: true }]);
    expect(journal.find((one) => one.event === 'script')?.data).toMatchObject({ by: 'ann', scriptId: 'script', gated: [false, true] });
    expect(JSON.stringify(journal)).not.toMatch(/录音|欠款/);
  });
  it('is known to another process, and may be ticked in the wrap-up', async () => {
    const { bench, attemptId } = await open();
    await bench.must('ann', say(attemptId, 0));
    await bench.run(SECOND);
    bench.kill();
    await bench.boot();
    await bench.until(() => bench.agent('ann').state === 'talking');
    expect(await pictureOf(bench, 'ann')).toEqual([0]);
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(() => bench.agent('ann').state === 'wrapUp');
    await bench.must('ann', say(attemptId, 1));
    expect(await pictureOf(bench, 'ann')).toEqual([0, 1]);
    await bench.must('ann', { type: 'pause', reason: 'break' });
    await bench.until(() => bench.agent('ann').state === 'paused');
    expect(await bench.command('ann', say(attemptId, 1, false))).toMatchObject({ error: { code: 'call.not_yours' } });
    await bench.run(SECOND);
    // Not verified: what stands behind the gate was not due.
    expect(await bench.attempt(attemptId)).toMatchObject({ statementsDue: 1, statementsSaid: 1 });
  });
  it('is a fresh list to the collector a call is handed to; the call counts what either said', async () => {
    const { bench, attemptId } = await open();
    await bench.must('ann', say(attemptId, 0));
    await bench.must('ann', { type: 'transferAgent', attemptId, userId: 'bob' });
    await bench.until(() => bench.agent('bob').state === 'talking');
    expect(await pictureOf(bench, 'bob')).toEqual([]);
    await bench.must('bob', { type: 'verify', attemptId, checks: ['name'] });
    await bench.must('bob', say(attemptId, 1));
    await bench.run(SECOND);
    expect(await bench.attempt(attemptId)).toMatchObject({ statementsDue: 2, statementsSaid: 2 });
  });
});
