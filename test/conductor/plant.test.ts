/** Trunks, switches and the process itself: failover, rhythm, outages, kills; and calls that come in. */
import { describe, expect, it } from 'vitest';
import { attemptRow } from '../contract/records.js';
import { Bench, human, MINUTE, numberOf, SECOND, type BenchOptions } from './bench.js';

const TWO_TRUNKS: BenchOptions['trunks'] = [{ gateway: 'carrier1' }, { gateway: 'carrier2' }];
async function talking(options: BenchOptions = {}): Promise<{ bench: Bench; attemptId: string }> {
  const bench = await Bench.open({ leads: ['10101'], ...options });
  await bench.ready(...(options.agents ?? ['ann']));
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking');
  return { bench, attemptId: bench.callOf('ann')!.attemptId };
}
const events = async (bench: Bench, attemptId: string): Promise<readonly string[]> => (await bench.journal(attemptId)).map((line) => line.event);

describe('trunks', () => {
  it('what certainly rang nobody goes to the next trunk, in the same attempt, under a fresh permit', async () => {
    const tried: number[] = [];
    const bench = await Bench.open({ trunks: TWO_TRUNKS, leads: ['10101'], callees: { behaviour: (_, at) => (tried.push(at), tried.length === 1 ? { kind: 'refused', end: { kind: 'refuse', after: 200, status: 503, phrase: 'Service Unavailable' } } : human(2_000)) } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
    const attempts = await bench.attempts();
    expect(attempts).toMatchObject([{ trunk: 'carrier2', outcome: null }]);
    expect(tried).toHaveLength(2);
    const permits = await bench.store.find('permit', { order: [{ by: 'issuedAt' }] });
    expect(permits.map((permit) => permit.attemptId)).toEqual([attempts[0]!.id, attempts[0]!.id]);
    expect(attempts[0]!.permitId).toBe(permits[1]!.id);
    // Each originate was under its own permit, within its life.
    for (const [n, at] of tried.entries()) { expect(at).toBeGreaterThanOrEqual(permits[n]!.issuedAt); expect(at).toBeLessThan(permits[n]!.expiresAt); }
    expect(await events(bench, attempts[0]!.id)).toContain('failedOver');
    expect(bench.conductor.live().trunks.map((trunk) => trunk.calls)).toEqual([0, 1]);
  });
  it('when every trunk refuses, the attempt ends as the last one said, and every line is given back', async () => {
    const bench = await Bench.open({ trunks: TWO_TRUNKS, leads: ['20600'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(async () => (await bench.attempts())[0]?.outcome !== undefined && (await bench.attempts())[0]?.outcome !== null);
    expect(await bench.attempts()).toMatchObject([{ outcome: 'congestion', trunk: 'carrier2' }]);
    expect(await bench.store.count('permit', {})).toBe(2);
    expect(bench.conductor.live().trunks.map((trunk) => trunk.calls)).toEqual([0, 0]);
    expect(await bench.lead()).toMatchObject({ attempts: 1, tally: { congestion: 1 } });
  });
  it.each(['20302', '20105', '20400', '20200', '40100'])('%s may have rung somebody: no second trunk', async (behaviour) => {
    const bench = await Bench.open({ trunks: TWO_TRUNKS, leads: [behaviour], settings: { ringTimeout: 15_000 } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(async () => (await bench.attempts())[0]?.outcome !== undefined && (await bench.attempts())[0]?.outcome !== null);
    expect(await bench.store.count('permit', {})).toBe(1);
    expect(bench.node.world.gateways.get('carrier2')?.callsOut).toBe(0);
  });
  it('suppressed between the trunks: the fresh permit is denied, nothing more is placed', async () => {
    const bench = await Bench.open({ trunks: TWO_TRUNKS, leads: ['10101'], disk: 50, callees: { behaviour: () => ({ kind: 'refused', end: { kind: 'refuse', after: 500, status: 503, phrase: 'Service Unavailable' } }) } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.node.legs('customer').length === 1);
    await bench.suppress('10101').done;
    await bench.until(async () => (await bench.attempts())[0]?.outcome !== null);
    expect(await bench.attempts()).toMatchObject([{ outcome: 'congestion', trunk: 'carrier1' }]);
    expect(bench.node.world.gateways.get('carrier2')?.callsOut).toBe(0);
    expect(bench.conductor.live().trunks.map((trunk) => trunk.calls)).toEqual([0, 0]);
  });
  it('place calls evenly: never more than calls per second and one in any second', async () => {
    const agents = Array.from({ length: 12 }, (_, n) => `a${n}`);
    const placed: number[] = [];
    const bench = await Bench.open({ agents, leads: agents.map(() => '10110'), trunks: [{ callsPerSecond: 2 }], callees: { behaviour: (_, at) => { placed.push(at); return human(10_000); } } });
    await bench.ready(...agents);
    await bench.campaign('start');
    await bench.until(() => placed.length === 12, 20 * SECOND);
    for (const [n, at] of placed.entries()) if (n > 0) expect(at - placed[n - 1]!).toBeGreaterThanOrEqual(490);
    expect(placed.at(-1)! - placed[0]!).toBeLessThan(7_500);
  });
  it('take no more calls than they have lines', async () => {
    const agents = ['a', 'b', 'c', 'd', 'e'];
    const bench = await Bench.open({ agents, leads: agents.map(() => '10110'), trunks: [{ maxCalls: 2 }] });
    await bench.ready(...agents);
    let most = 0;
    bench.onStep = () => { most = Math.max(most, bench.node.legs('customer').length); };
    await bench.campaign('start');
    await bench.run(30 * SECOND);
    expect(most).toBe(2);
  });
  it('a gateway that is down is left out, and says why; up again it is used', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await bench.ready('ann');
    bench.node.setGateway('carrier1', { up: false });
    await bench.run(SECOND);
    await bench.campaign('start');
    await bench.run(10 * SECOND);
    expect(await bench.attempts()).toEqual([]);
    expect(bench.conductor.live().campaigns[0]?.trouble).toMatch(/carrier1 is/);
    bench.node.setGateway('carrier1', { up: true });
    await bench.until(() => bench.agent('ann').state === 'talking', 15 * SECOND);
  });
  it('TEST-24H opens only while every enabled gateway is on loopback', async () => {
    const night = Date.parse('2026-11-20T19:00:00Z');
    const settings = { window: { name: 'TEST-24H', from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] } };
    const bench = await Bench.open({ start: night, leads: ['10101'], settings });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
    const real = await Bench.open({ start: night, leads: ['10101'], settings });
    Object.assign(real.node.world.gateways.get('carrier1')!, { proxy: '203.0.113.9:5060' });
    await real.run(6 * SECOND);
    await real.ready('ann');
    await real.campaign('start');
    await real.run(MINUTE);
    expect(await real.attempts()).toEqual([]);
    expect(real.counts.get('dunwell_gate_denials_total TEST-WINDOW')).toBeGreaterThan(0);
  });
});

describe('a switch that goes away', () => {
  it('frozen: nothing is dialed after the first missed probe; thawed, the campaign goes on', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await bench.ready('ann');
    bench.node.freeze();
    await bench.until(() => bench.conductor.live().switches[0]?.up === false, 5 * SECOND);
    await bench.campaign('start');
    await bench.run(20 * SECOND);
    expect(await bench.attempts()).toEqual([]);
    bench.node.thaw();
    await bench.until(() => bench.agent('ann').state === 'talking', 90 * SECOND);
  });
  it.each([false, true])('connections drop, the switch stays: who talks goes on talking, who rings is hung up, and nobody is blamed (uuid untold: %s)', async (anonymous) => {
    const { bench, attemptId } = await talking({ agents: ['ann', 'bob'], leads: ['10101', '10115'], anonymous });
    const lines = bench.node.legs('agent');
    await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
    bench.node.dropConnections();
    await bench.until(() => bench.conductor.live().switches[0]?.up === false, SECOND);
    await bench.until(() => bench.conductor.live().switches[0]?.up === true, 10 * SECOND);
    expect(bench.callOf('ann')).toMatchObject({ attemptId, state: 'talking' });
    expect(bench.node.customer(attemptId)?.peer).toBeDefined();
    expect(bench.node.legs('agent')).toEqual(lines);
    await bench.run(30 * SECOND);
    expect(bench.node.legs('customer').map((leg) => leg.peer)).toEqual([bench.node.desk('ann')]);
    expect((await bench.attempts()).find((attempt) => attempt.id !== attemptId)).toMatchObject({ outcome: 'cancelled', blame: 'us' });
    expect(bench.agent('bob')).toMatchObject({ state: 'ready', leg: 'parked' });
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(() => bench.agent('ann').state === 'wrapUp' && bench.agent('ann').leg === 'parked', 2 * SECOND);
  });
  it('the customer hangs up during the gap: settled as talked, the collector wraps up with a good line', async () => {
    const { bench, attemptId } = await talking();
    bench.node.dropConnections();
    await bench.run(20);
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.agent('ann').state === 'wrapUp', 10 * SECOND);
    await bench.until(() => bench.agent('ann').leg === 'parked', 10 * SECOND);
    await bench.run(50);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human' });
    await bench.must('ann', { type: 'dispose', attemptId, code: 'refuses' });
    await bench.put(...bench.debtor(1, '10101'));
    bench.conductor.leadsAdded('campaign');
    await bench.until(() => bench.agent('ann').state === 'talking');
  });
  it('the collector’s line drops during the gap: the customer, back in park, goes to another', async () => {
    const { bench, attemptId } = await talking({ agents: ['ann', 'bob'] });
    const userId = bench.calls().find((call) => call.state === 'talking')!.userId!;
    bench.node.dropConnections();
    await bench.run(20);
    bench.node.hangUp(bench.node.desk(userId));
    await bench.until(() => bench.calls()[0]?.state === 'talking' && bench.calls()[0]?.userId !== userId, 15 * SECOND);
    expect(bench.node.customer(attemptId)?.peer).toBe(bench.node.desk(bench.calls()[0]!.userId!));
    await bench.until(() => bench.agent(userId).leg === 'parked', 10 * SECOND);
  });
  it('the connection drops while a line is being raised: one line stands in the end, not two', async () => {
    for (const after of [1, 5, 25, 150, 222]) {
      const bench = await Bench.open({ seed: `raise-${after}` });
      await bench.settled(bench.conductor.deskOpened('ann'));
      await bench.must('ann', { type: 'ready' });
      await bench.until(() => bench.node.legs('agent').length === 1);
      await bench.run(after);
      bench.node.dropConnections();
      await bench.run(20 * SECOND);
      await bench.until(() => bench.agent('ann').leg === 'parked', 40 * SECOND);
      expect(bench.node.legs('agent'), `after ${after} ms`).toHaveLength(1);
    }
  });
  it('it crashes and comes back: talk is talked, what rang is unknown, nobody is dialed twice, lines are raised again, the campaign goes on', async () => {
    const { bench, attemptId } = await talking({ agents: ['ann', 'bob'], leads: ['10101', '10120', '10101', '10101'] });
    await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
    const ringing = bench.calls().find((call) => call.state === 'ringing')!.attemptId;
    bench.node.crash();
    await bench.until(() => bench.conductor.live().switches[0]?.up === false, SECOND);
    await bench.run(30 * SECOND);
    expect(await bench.attempts()).toHaveLength(2);
    bench.node.restart();
    await bench.until(() => bench.conductor.live().switches[0]?.up === true, 15 * SECOND);
    await bench.run(100);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human' });
    expect(await bench.attempt(ringing)).toMatchObject({ outcome: 'unknown' });
    expect((await bench.store.get('lead', 'lead-1'))?.nextAt).toBeGreaterThan(bench.now + 30 * MINUTE);
    await bench.until(() => bench.agent('ann').leg === 'parked' && bench.agent('bob').leg === 'parked', 90 * SECOND);
    const waiting = bench.seen('ann', 'state').at(-1)?.state === 'wrapUp' ? 'ann' : 'bob';
    await bench.must(waiting, { type: 'ready' });
    await bench.until(() => bench.agent('ann').state === 'talking' && bench.agent('bob').state === 'talking');
    expect((await bench.attempts()).map((attempt) => attempt.leadId).sort()).toEqual(['lead-0', 'lead-1', 'lead-2', 'lead-3']);
    expect(bench.node.legs('agent')).toHaveLength(2);
  });
  it('absent at the start: the server starts and keeps trying', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    bench.kill();
    bench.node.crash();
    await bench.boot();
    expect(bench.conductor.live().switches[0]).toMatchObject({ up: false });
    await bench.run(MINUTE);
    bench.node.restart();
    await bench.until(() => bench.conductor.live().switches[0]?.up === true, 15 * SECOND);
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
  });
  it('of two: the campaign moves to the other, and the lines with it', async () => {
    const bench = await Bench.open({ nodes: ['fs1', 'fs2'], trunks: [{ gateway: 'carrier1', node: 'fs1' }, { gateway: 'carrier1', node: 'fs2' }], leads: ['10101'] });
    await bench.ready('ann');
    bench.nodes[0]!.crash();
    await bench.until(() => bench.conductor.live().switches[0]?.up === false, 5 * SECOND);
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking', 2 * MINUTE);
    expect(bench.nodes[1]!.legs('customer')).toHaveLength(1);
  });
});

describe('the process is killed', () => {
  it('who talks goes on and is adopted by the next; who waits hears the message; intents close as unknown', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob', 'cid'], leads: ['10101', '10105', '10120'] });
    await bench.ready('ann', 'bob', 'cid');
    await bench.campaign('start');
    await bench.until(() => bench.calls().some((call) => call.state === 'talking'));
    const talk = bench.calls().find((call) => call.state === 'talking')!;
    const second = (await bench.attempts()).find((one) => one.leadId === 'lead-1')!.id;
    for (const userId of ['ann', 'bob', 'cid']) if (userId !== talk.userId) await bench.must(userId, { type: 'pause', reason: 'break' });
    await bench.until(() => bench.calls().find((call) => call.attemptId === second)?.state === 'waiting');
    await bench.run(300);
    bench.kill();
    await bench.run(SECOND);
    expect(bench.node.customer(second)).toBeDefined();
    await bench.boot();
    await bench.run(SECOND);
    // In talk: the same two, under the same attempt.
    expect(bench.callOf(talk.userId!)).toMatchObject({ attemptId: talk.attemptId, state: 'talking' });
    expect(bench.agent(talk.userId!).state).toBe('talking');
    expect(bench.conductor.live().trunks[0]?.calls).toBeGreaterThanOrEqual(1);
    expect(bench.node.customer(talk.attemptId)?.peer).toBe(bench.node.desk(talk.userId!));
    // Waiting: the message, then hung up; abandoned.
    await bench.until(async () => (await bench.attempt(second)).outcome !== null, 15 * SECOND);
    expect(await bench.attempt(second)).toMatchObject({ outcome: 'abandoned' });
    // Ringing: nobody of ours knows what became of it, so it was hung up.
    await bench.run(5 * SECOND);
    const third = (await bench.attempts()).find((one) => one.leadId === 'lead-2')!;
    expect(['unknown', 'cancelled']).toContain(third.outcome);
    expect(await bench.attempts()).toHaveLength(3);
    expect(bench.node.legs('customer')).toHaveLength(1);
    // The desk comes back to its call and ends it as ever.
    const picture = await bench.settled(bench.conductor.deskOpened(talk.userId!));
    expect(picture.map((event) => event.type)).toEqual(['state', 'reserved', 'connected']);
    await bench.must(talk.userId!, { type: 'hangUp', attemptId: talk.attemptId });
    await bench.until(async () => (await bench.attempt(talk.attemptId)).outcome === 'human', 5 * SECOND);
    await bench.must(talk.userId!, { type: 'dispose', attemptId: talk.attemptId, code: 'refuses' });
    await bench.run(50);
    expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'refuses' });
  });
  it('with a customer just answered: the switch itself ends that leg within eight seconds', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls()[0]?.state === 'bridging');
    await bench.run(5);
    bench.kill();
    const from = bench.now;
    while (bench.node.legs('customer').length > 0 && bench.now - from < 20 * SECOND) await bench.step();
    expect(bench.now - from).toBeLessThan(8_500);
  });
  it('with an intent on its way to the disk: nobody is dialed, nothing is lost', async () => {
    const bench = await Bench.open({ leads: ['10101'], disk: 200 });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls().length === 1);
    await bench.run(50);
    bench.kill();
    await bench.run(10 * SECOND);
    expect(bench.node.legs('customer')).toEqual([]);
    await bench.boot();
    await bench.ready('ann');
    await bench.until(() => bench.agent('ann').state === 'talking', 3 * MINUTE);
    expect((await bench.attempts()).map((attempt) => attempt.outcome)).toEqual([null]);
  });
  it('with an intent committed and never placed: closed as unknown, and tried no sooner than a no-answer', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(async () => (await bench.attempts()).length === 1);
    bench.kill();
    expect(bench.node.legs('customer')).toEqual([]);
    await bench.run(5 * SECOND);
    await bench.boot();
    await bench.run(2 * SECOND);
    expect(await bench.attempts()).toMatchObject([{ outcome: 'unknown' }]);
    expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'unknown', attempts: 1 });
    expect((await bench.lead()).nextAt).toBeGreaterThanOrEqual(bench.now + 50 * MINUTE);
  });
  it('with an intent of a process whose clock was fast: closed as well, not only once that hour has come', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    bench.clockOff = 5 * MINUTE;
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(async () => (await bench.attempts()).length === 1);
    bench.kill();
    bench.clockOff = 0;
    await bench.run(5 * SECOND);
    await bench.boot();
    await bench.run(2 * SECOND);
    expect(await bench.attempts()).toMatchObject([{ outcome: 'unknown' }]);
  });
  it('with an intent on a node that is in the settings no more: closed by another', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await bench.put({ kind: 'attempt', at: bench.now, row: { id: 'intent', ...attemptRow(0), openedAt: bench.now, node: 'gone-node' } });
    bench.kill();
    await bench.run(5 * SECOND);
    await bench.boot();
    await bench.run(2 * SECOND);
    expect(await bench.attempt('intent')).toMatchObject({ outcome: 'unknown' });
  });
  it('claims of the dead are taken again', async () => {
    const bench = await Bench.open({ leads: ['10101', '10101', '10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
    expect(await bench.store.count('lead', { state: 'claimed' })).toBe(2);
    bench.kill();
    await bench.boot();
    expect(await bench.store.count('lead', { state: 'claimed' })).toBe(0);
  });
});

describe('a call that comes in', () => {
  it('uses a line of its trunk, and gives it back', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    const lines = (): number | undefined => bench.conductor.live().trunks[0]?.calls;
    const leg = bench.node.ring({ from: '13900001111', to: '+861055550000', gateway: 'carrier1' });
    await bench.until(() => lines() === 1, SECOND);
    bench.node.hangUp(bench.node.legs().find((one) => one.uuid === leg));
    await bench.until(() => lines() === 0, 5 * SECOND);
  });
  it('of a debtor: hears who called, then gets a collector of the team; it is written down with the case', async () => {
    const bench = await Bench.open({ leads: ['20100'], settings: { recycle: {} } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(async () => (await bench.attempts())[0]?.outcome === 'busy');
    bench.node.ring({ from: numberOf(0, '20100'), to: '+861055550000', gateway: 'carrier1' });
    await bench.until(() => bench.agent('ann').state === 'talking');
    const call = bench.callOf('ann')!;
    expect(await bench.attempt(call.attemptId)).toMatchObject({ direction: 'inbound', mode: 'inbound', caseId: 'case-0', leadId: 'lead-0', callerId: '+861055550000', permitId: null });
    expect(bench.seen('ann', 'reserved').at(-1)).toMatchObject({ call: { direction: 'inbound' }, pop: { name: 'Debtor 0' } });
    await bench.run(20 * SECOND);
    expect(bench.agent('ann').state).toBe('talking');
    await bench.must('ann', { type: 'hangUp', attemptId: call.attemptId });
    await bench.run(SECOND);
    expect(await bench.attempt(call.attemptId)).toMatchObject({ outcome: 'human', userId: 'ann' });
    expect(await bench.store.find('contact', { where: { channel: 'inbound' } })).toMatchObject([{ caseId: 'case-0' }]);
  });
  it('of somebody nobody knows: the greeting and the busy message when nobody of the house is free', async () => {
    const bench = await Bench.open({ leads: [] });
    const leg = bench.node.ring({ from: '13900001111', to: '+861055550000', gateway: 'carrier1' });
    await bench.until(async () => (await bench.attempts()).length === 1, SECOND);
    await bench.until(async () => (await bench.attempts())[0]?.outcome !== null, 30 * SECOND);
    expect((await bench.attempts())[0]).toMatchObject({ caseId: null, leadId: null, direction: 'inbound', legId: leg });
    expect(bench.node.legs()).toEqual([]);
  });
  it('with its number withheld is taken all the same', async () => {
    const bench = await Bench.open({ leads: [] });
    await bench.ready('ann');
    bench.node.ring({ from: '', to: '+861055550000', gateway: 'carrier1' });
    await bench.until(async () => (await bench.attempts())[0]?.phoneMasked === 'withheld', SECOND);
  });
  it('that hangs up during the greeting leaves nothing behind', async () => {
    const bench = await Bench.open({ leads: [] });
    await bench.ready('ann');
    const leg = bench.node.ring({ from: '13900001111', to: '+861055550000', gateway: 'carrier1', caller: { hangUpAfter: 1_000 } });
    await bench.until(() => bench.node.world.channels.get(leg!)?.isAnswered === true, SECOND);
    await bench.run(3 * SECOND);
    expect(bench.calls()).toEqual([]);
    expect((await bench.attempts())[0]?.outcome).not.toBeNull();
    expect(bench.agent('ann').state).toBe('ready');
  });
  it('is refused where the house takes none', async () => {
    const bench = await Bench.open({ leads: [], conductor: { inbound: false } });
    bench.node.ring({ from: '13900001111', to: '+861055550000', gateway: 'carrier1' });
    await bench.run(SECOND);
    expect(bench.node.legs()).toEqual([]);
    expect(await bench.attempts()).toEqual([]);
  });
});
