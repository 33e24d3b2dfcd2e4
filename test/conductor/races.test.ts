/** Orders of events that are rare and dear: what one side did while the other waited for the disk or the switch. */
import { describe, expect, it } from 'vitest';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { once } from '../../src/sim/switch/faults.js';
import { Bench, MINUTE, SECOND, type BenchOptions } from './bench.js';

const placed = (bench: Bench): number => bench.node.world.gateways.get('carrier1')?.callsOut ?? 0;
const lines = (bench: Bench): number => bench.conductor.live().trunks.reduce((sum, trunk) => sum + trunk.calls, 0);
async function talking(options: BenchOptions = {}): Promise<{ bench: Bench; attemptId: string }> {
  const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'], ...options });
  await bench.ready('ann');
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking');
  return { bench, attemptId: bench.callOf('ann')!.attemptId };
}
const setLead = async (bench: Bench, n: number, patch: object): Promise<void> => { const lead = await bench.lead(n); await bench.store.run('change', { kind: 'lead', id: lead.id, expectedVersion: lead.version, patch, at: bench.now }); };

describe('while the disk works', () => {
  it.each([['10101', 300], ['10120', 5_000]] as const)('hung up before the attempt is committed: nothing leaves us, the line is given back (%s, %i ms)', async (behaviour, disk) => {
    const bench = await Bench.open({ leads: [behaviour], settings: { mode: 'manual' }, disk });
    await bench.ready('ann');
    await bench.campaign('start');
    const dialing = bench.conductor.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' });
    await bench.until(() => bench.calls().length === 1);
    expect(await bench.command('ann', { type: 'hangUp', attemptId: bench.calls()[0]!.attemptId })).toMatchObject({ ok: true });
    expect(await bench.settled(dialing)).toMatchObject({ ok: false });
    await bench.run(30 * SECOND);
    expect(placed(bench)).toBe(0);
    expect((await bench.attempts()).map((one) => one.outcome)).toEqual(['not_placed']);
    expect(bench.agent('ann').state).toBe('ready');
    expect(lines(bench)).toBe(0);
  });
  it('hung up before the gate denies: one line is given back, once', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101', '10101'], settings: { mode: 'manual' }, disk: 300 });
    await bench.ready('ann', 'bob');
    await bench.campaign('start');
    await bench.must('bob', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-1' });
    await bench.until(() => bench.agent('bob').state === 'talking');
    const dialing = bench.conductor.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' });
    await bench.until(() => bench.calls().length === 2);
    await bench.suppress('10101').done;
    await bench.command('ann', { type: 'hangUp', attemptId: bench.calls().find((call) => call.state === 'intent')!.attemptId });
    await bench.settled(dialing);
    await bench.run(10 * SECOND);
    expect(lines(bench)).toBe(1);
    expect(bench.agent('ann').state).toBe('ready');
    expect(bench.conductor.live().campaigns[0]?.outcomes).toEqual({});
  });
  it('forbidden, and then denied by the gate: what was said of an attempt that never was holds up nothing', async () => {
    const bench = await Bench.open({ leads: ['10101'], disk: 3_000 });
    await bench.ready('ann');
    void bench.campaign('start');
    await bench.until(() => bench.conductor.live().campaigns[0]?.hopper === 1);
    expect(bench.calls()).toEqual([]);
    // The suppression is on its way to the disk when the call is begun.
    const suppressed = bench.suppress('10101');
    await bench.until(() => bench.calls().length === 1);
    await bench.settled(suppressed.done);
    expect(bench.calls().map((call) => call.state)).toEqual(['intent']);
    bench.conductor.forbid({ phoneIndex: suppressed.index }, 'suppressed');
    await bench.until(() => bench.calls().length === 0);
    expect(await bench.attempts()).toEqual([]);
    await bench.put(...bench.debtor(1, '10120'));
    await bench.until(() => bench.agent('ann').state === 'talking');
    await bench.run(10 * SECOND);
    expect((await bench.journal(bench.callOf('ann')!.attemptId)).map((line) => line.event)).toContain('bridged');
    expect(bench.lines.filter((line) => line.includes('refuse'))).toEqual([]);
  });
  it('the campaign was paused: a preview still on the desk is not dialed', async () => {
    const bench = await Bench.open({ leads: ['10101'], settings: { mode: 'preview', preview: { limit: 20_000, autoDial: true } } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.seen('ann', 'preview').length === 1);
    await bench.campaign('pause');
    expect(await bench.command('ann', { type: 'previewTake', leadId: 'lead-0' })).toMatchObject({ ok: false });
    await bench.run(MINUTE);
    expect(await bench.attempts()).toEqual([]);
    expect(await bench.lead()).toMatchObject({ state: 'fresh' });
    expect(bench.seen('ann', 'previewGone')).toHaveLength(1);
    expect(bench.conductor.live().agents.find((one) => one.userId === 'ann')?.state).toBe('ready');
  });
  it('the campaign was stopped in the database and nobody told the dialer: no attempt is opened', async () => {
    const bench = await Bench.open({ leads: ['10101', '10101'], agents: ['ann', 'bob'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
    await bench.store.run('moveCampaign', { campaignId: 'campaign', event: 'stop', by: 'boss', at: bench.now });
    await bench.ready('bob');
    await bench.run(10 * SECOND);
    expect(await bench.attempts()).toHaveLength(1);
  });
  it('the server stops while a call waits for the trunk’s rhythm: it is not placed', async () => {
    const agents = ['a', 'b', 'c', 'd'];
    const bench = await Bench.open({ agents, leads: ['10120', '10120', '10120', '10120'], trunks: [{ gateway: 'carrier1', callsPerSecond: 2 }] });
    await bench.ready(...agents);
    await bench.campaign('start');
    await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
    await bench.run(250);
    const stopping = bench.conductor.stop();
    const before = placed(bench);
    await bench.settled(stopping);
    await bench.run(5 * SECOND);
    expect(placed(bench)).toBe(before);
    expect((await bench.attempts()).every((one) => one.outcome !== null)).toBe(true);
  });
});

describe('leads come out of `dialing`', () => {
  it('a message left and the next call asked for at once', async () => {
    const { bench, attemptId } = await talking({ leads: ['10301'] });
    await bench.must('ann', { type: 'dropVoicemail', attemptId });
    await bench.must('ann', { type: 'pause', reason: 'break' });
    await bench.must('ann', { type: 'ready' });
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null, MINUTE);
    expect((await bench.lead()).state).not.toBe('dialing');
    // The collector's word still counts.
    await bench.must('ann', { type: 'dispose', attemptId, code: 'do_not_call' });
    expect(await bench.lead()).toMatchObject({ state: 'done', because: 'do_not_call' });
  });
  it('handed to a number outside, and the wrap-up over long before that talk', async () => {
    const { bench, attemptId } = await talking({ settings: { wrapUp: { limit: 5_000, then: 'ready' } } });
    await bench.must('ann', { type: 'transferNumber', attemptId, number: '13899910101' });
    await bench.until(() => bench.agent('ann').state === 'wrapUp', 10 * SECOND);
    await bench.until(() => bench.agent('ann').state === 'ready', 10 * SECOND);
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null, 5 * SECOND);
    expect(await bench.lead()).toMatchObject({ state: 'done', because: 'reached' });
  });
  it('killed in wrap-up: the next process sends it on', async () => {
    const { bench, attemptId } = await talking();
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    expect((await bench.lead()).state).toBe('dialing');
    bench.kill();
    await bench.run(SECOND);
    await bench.boot();
    await bench.run(5 * SECOND);
    expect(await bench.lead()).toMatchObject({ state: 'done', because: 'reached' });
    await bench.must('ann', { type: 'dispose', attemptId, code: 'refuses' });
    expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'refuses' });
  });
});

describe('a call back', () => {
  it('does not open a lead that is done, and is no abandoned call', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await setLead(bench, 0, { state: 'done', because: 'reached' });
    await bench.campaign('start');
    bench.node.ring({ from: '13800010101', to: '055550000', gateway: 'carrier1', hangUpAfter: 1_500 } as never);
    await bench.until(() => bench.calls().length === 1);
    await bench.until(() => bench.calls().length === 0, 2 * MINUTE);
    await bench.run(100);
    expect(await bench.attempts()).toMatchObject([{ direction: 'inbound', leadId: 'lead-0' }]);
    expect(await bench.lead()).toMatchObject({ state: 'done', because: 'reached', attempts: 0, tally: {} });
    expect(bench.conductor.live().campaigns[0]).toMatchObject({ abandoned: 0, abandonRatio: 0 });
  });
});

describe('lines of collectors', () => {
  it('answered and never in park, by what we heard: raised anew', async () => {
    const bench = await Bench.open();
    bench.node.world.faults.add(once((event) => event.name === 'CHANNEL_PARK', { kind: 'lose' }));
    await bench.settled(bench.conductor.deskOpened('ann'));
    await bench.must('ann', { type: 'ready' });
    await bench.until(() => bench.agent('ann').leg === 'parked', 20 * SECOND);
    await bench.run(SECOND);
    expect(bench.node.legs('agent')).toHaveLength(1);
  });
  it('let go while the switch could not be reached: hung up when it can', async () => {
    const bench = await Bench.open();
    await bench.ready('ann');
    bench.node.freeze();
    await bench.until(() => bench.conductor.live().switches.every((node) => !node.up), 10 * SECOND);
    bench.node.dropConnections();
    await bench.must('ann', { type: 'logout' });
    bench.node.thaw();
    await bench.until(() => bench.conductor.live().switches.every((node) => node.up), MINUTE);
    await bench.run(5 * SECOND);
    expect(bench.node.legs('agent')).toEqual([]);
    await bench.ready('ann');
    await bench.run(SECOND);
    expect(bench.node.legs('agent')).toHaveLength(1);
  });
});

const callback = (bench: Bench, id: string, more: object = {}): CreateOf => ({ kind: 'callback', at: bench.now, row: { id, leadId: 'lead-0', campaignId: 'campaign', dueAt: bench.now, userId: null, contactPointId: null, note: null, state: 'open', madeBy: 'ann', attemptId: null, ...more } });
/** A second campaign of the same team, with a lead of its own. */
const second = (bench: Bench, n: number, behaviour: string): CreateOf[] => [
  { kind: 'campaign', at: bench.now, row: { id: 'other', name: 'Other', entityId: 'operator', state: 'draft', settings: { ...DEFAULT_SETTINGS, mode: 'progressive' }, teamIds: ['team-1'] } },
  { kind: 'list', at: bench.now, row: { id: 'other-list', campaignId: 'other', name: 'Other', entityId: 'operator', active: true, mix: 100 } },
  ...bench.debtor(n, behaviour).map((one): CreateOf => (one.kind === 'lead' ? { ...one, row: { ...one.row, campaignId: 'other', listId: 'other-list' } } : one)),
];

describe('who is dialed for whom', () => {
  it('two campaigns, one collector: both get on', async () => {
    const bench = await Bench.open({ leads: Array.from({ length: 200 }, () => '20105') });
    await bench.put(...second(bench, 900, '20100'));
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.run(5 * SECOND);
    await bench.campaign('start', 'other');
    await bench.run(MINUTE);
    expect((await bench.attempts()).some((one) => one.campaignId === 'other')).toBe(true);
  });
  it('two campaigns, one collector: one line at a time', async () => {
    const bench = await Bench.open({ leads: ['10108', '10108'] });
    await bench.put(...second(bench, 900, '10108'));
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.campaign('start', 'other');
    await bench.until(() => bench.calls().length > 0);
    await bench.run(5 * SECOND);
    expect(bench.calls()).toHaveLength(1);
  });
  it('a callback of mine is kept though another campaign has leads for me', async () => {
    const bench = await Bench.open({ leads: ['10101', ...Array.from({ length: 200 }, () => '20105')] });
    await bench.put(...second(bench, 900, '10101'));
    await setLead(bench, 900, { state: 'callback' });
    await bench.put(callback(bench, 'cb', { leadId: 'lead-900', campaignId: 'other', userId: 'ann', dueAt: bench.now + 20 * SECOND }));
    await setLead(bench, 0, { state: 'done' });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.campaign('start', 'other');
    await bench.until(() => bench.agent('ann').state === 'talking', MINUTE);
    expect((await bench.attempts()).at(-1)).toMatchObject({ campaignId: 'other', mode: 'callback' });
  });
  it('a callback of mine while every line is taken: the collector waits as ready, and is not told so a thousand times', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101', '10101'], trunks: [{ gateway: 'carrier1', maxCalls: 1 }] });
    await setLead(bench, 1, { state: 'callback' });
    await bench.ready('bob');
    await bench.campaign('start');
    await bench.until(() => bench.agent('bob').state === 'talking');
    await bench.put(callback(bench, 'cb', { leadId: 'lead-1', userId: 'ann' }));
    await bench.ready('ann');
    await bench.run(5 * SECOND);
    const before = bench.seen('ann', 'state').length;
    await bench.run(10 * SECOND);
    expect(bench.seen('ann', 'state').length - before).toBeLessThan(5);
    await bench.must('bob', { type: 'hangUp', attemptId: bench.callOf('bob')!.attemptId });
    await bench.until(() => bench.agent('ann').state === 'talking', 10 * SECOND);
  });
  it('anyone’s callback in a campaign dialed by hand stays where it can be seen, and may be dialed', async () => {
    const bench = await Bench.open({ leads: ['10101'], settings: { mode: 'manual' } });
    await setLead(bench, 0, { state: 'callback' });
    await bench.put(callback(bench, 'cb'));
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.run(10 * SECOND);
    expect(await bench.lead()).toMatchObject({ state: 'callback' });
    await bench.must('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' });
  });
});

describe('outside legs', () => {
  it('asked for twice at once: one', async () => {
    const { bench, attemptId } = await talking();
    const both = await bench.settled(Promise.all(['13899910101', '13899810101'].map((number) => bench.conductor.command('ann', { type: 'transferNumber', attemptId, number }))));
    expect(both.map((one) => one.ok).sort()).toEqual([false, true]);
    await bench.run(500);
    expect(bench.node.legs('outside')).toHaveLength(1);
  });
  it('answered after the customer was given to another collector: they are not torn away', async () => {
    const { bench, attemptId } = await talking();
    await bench.ready('bob');
    await bench.must('ann', { type: 'transferNumber', attemptId, number: '13899910105' });
    await bench.must('ann', { type: 'transferAgent', attemptId, userId: 'bob' });
    await bench.until(() => bench.agent('bob').state === 'talking', 2 * SECOND);
    await bench.run(15 * SECOND);
    expect(bench.callOf('bob')).toMatchObject({ attemptId, state: 'talking' });
    expect(bench.node.customer(attemptId)?.peer).toBe(bench.node.desk('bob'));
    expect(bench.node.legs('outside')).toEqual([]);
  });
  it('lost with the switch: the line is given back', async () => {
    const { bench, attemptId } = await talking();
    await bench.must('ann', { type: 'transferNumber', attemptId, number: '13899910101' });
    await bench.until(() => bench.agent('ann').state === 'wrapUp', 10 * SECOND);
    bench.node.crash();
    await bench.run(2 * SECOND);
    bench.node.restart();
    await bench.until(() => bench.conductor.live().switches.every((node) => node.up), MINUTE);
    await bench.run(5 * SECOND);
    expect(lines(bench)).toBe(0);
    expect(bench.calls()).toEqual([]);
    expect((await bench.attempts()).every((one) => one.outcome !== null)).toBe(true);
  });
  it('whose talk with the customer ended in a gap: nobody is left in silence', async () => {
    const { bench, attemptId } = await talking();
    await bench.must('ann', { type: 'transferNumber', attemptId, number: '13899910101' });
    await bench.until(() => bench.agent('ann').state === 'wrapUp', 10 * SECOND);
    await bench.run(2 * SECOND);
    bench.node.dropConnections();
    bench.node.hangUp(bench.node.legs('outside')[0]);
    await bench.until(() => bench.calls().length === 0, 20 * SECOND);
    expect(bench.node.legs('customer')).toEqual([]);
    await bench.run(50);
    expect((await bench.attempt(attemptId)).outcome).toBe('human');
  });
});

describe('across a restart', () => {
  it('a desk that is ready before the switch is looked over keeps its customer', async () => {
    const { bench, attemptId } = await talking();
    const line = bench.node.desk('ann');
    bench.kill();
    await bench.run(SECOND);
    bench.onStep = () => { bench.onStep = null; void bench.conductor.deskOpened('ann').then(() => bench.conductor.command('ann', { type: 'ready' })); };
    await bench.boot();
    await bench.run(5 * SECOND);
    expect(bench.node.desk('ann')).toBe(line);
    expect(bench.callOf('ann')).toMatchObject({ attemptId, state: 'talking' });
    expect(bench.node.legs('agent')).toHaveLength(1);
  });
  it('a drained campaign with nothing left stops', async () => {
    const { bench, attemptId } = await talking();
    await bench.campaign('drain');
    bench.kill();
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.run(SECOND);
    await bench.boot();
    await bench.until(async () => (await bench.store.get('campaign', 'campaign'))?.state === 'stopped', 10 * SECOND);
  });
  it('a connection that comes and goes while the switch is looked over: each customer is one call', async () => {
    const { bench, attemptId } = await talking();
    bench.kill();
    await bench.run(SECOND);
    const booted = bench.boot();
    for (const after of [400, 300, 700]) { await bench.run(after); bench.node.dropConnections(); }
    await booted;
    await bench.run(10 * SECOND);
    expect(bench.calls()).toMatchObject([{ attemptId, state: 'talking', userId: 'ann' }]);
    expect((await bench.journal(attemptId)).filter((line) => line.event === 'adopted')).toHaveLength(1);
  });
});
