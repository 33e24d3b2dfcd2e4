/** Orders of events that are rare and dear: what one side did while the other waited for the disk or the switch. */
import { describe, expect, it, vi } from 'vitest';
import { once } from '../../src/sim/switch/faults.js';
import { Bench, MINUTE, SECOND, type BenchOptions } from './bench.js';

vi.mock('node:net', async (original) => ({ ...await original<object>(), connect: (await import('./wire.js')).connect }));

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
