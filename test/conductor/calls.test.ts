/** One call at a time: how a customer gets to a collector, and every way in which that goes wrong. */
import { describe, expect, it } from 'vitest';
import { once } from '../../src/sim/switch/faults.js';
import { Bench, MINUTE, SECOND } from './bench.js';

/** A bench whose first collector talks to the first customer. */
async function talking(options: Parameters<typeof Bench.open>[0] = {}): Promise<{ bench: Bench; attemptId: string; userId: string }> {
  const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'], ...options });
  await bench.ready(...(options.agents ?? ['ann', 'bob']));
  await bench.campaign('start');
  await bench.until(() => bench.calls().some((call) => call.state === 'talking'));
  const call = bench.calls().find((one) => one.state === 'talking')!;
  return { bench, attemptId: call.attemptId, userId: call.userId! };
}
const other = (userId: string): string => (userId === 'ann' ? 'bob' : 'ann');

describe('a call', () => {
  it('goes from the lead to the collector and on', async () => {
    const bench = await Bench.open({ leads: ['10102'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
    const { attemptId } = bench.callOf('ann')!;
    expect(bench.seen('ann', 'reserved').map((event) => [event.call.attemptId, event.call.mode, event.pop?.name ?? null])).toEqual([[attemptId, 'progressive', null], [attemptId, 'progressive', 'Debtor 0']]);
    expect(bench.seen('ann', 'connected')).toMatchObject([{ attemptId }]);
    expect(bench.node.customer(attemptId)?.peer).toBe(bench.node.desk('ann'));
    // The dead-man is off: nobody is cut after eight seconds.
    await bench.run(30 * SECOND);
    expect(bench.agent('ann').state).toBe('talking');
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human', userId: 'ann', abandonedBy: null, messagePlayed: false, hangupCause: 'NORMAL_CLEARING', trunk: 'carrier1', callerId: '+861055550000' });
    expect((await bench.attempt(attemptId)).waitMs).toBeLessThan(150);
    await bench.until(() => bench.agent('ann').state === 'wrapUp');
    expect(await bench.lead()).toMatchObject({ state: 'dialing' });
    expect(await bench.must('ann', { type: 'dispose', attemptId, code: 'refuses' })).toMatchObject({ kind: 'disposed' });
    expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'refuses' });
    await bench.until(() => bench.agent('ann').state === 'ready' && bench.agent('ann').leg === 'parked');
    expect(bench.seen('ann', 'ended')).toMatchObject([{ attemptId, bridged: true, dispositionDue: true, by: 'collector' }]);
    expect((await bench.journal(attemptId)).map((line) => line.event)).toEqual(['opened', 'placed', 'answered', 'bridged', 'hangup', 'settled']);
    expect(bench.node.legs().map((leg) => leg.variables.get('dunwell_kind'))).toEqual(['agent']);
    expect(Math.max(...bench.observed.get('dunwell_bridge_latency_seconds')!)).toBeLessThan(0.15);
  });

  it('that finds nobody in time hears the message within two seconds, and is abandoned by the deadline', async () => {
    const bench = await Bench.open({ leads: ['10104'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls()[0]?.state === 'ringing');
    await bench.must('ann', { type: 'pause', reason: 'break' });
    const { attemptId } = bench.calls()[0]!;
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    const attempt = await bench.attempt(attemptId);
    expect(attempt).toMatchObject({ outcome: 'abandoned', abandonedBy: 'deadline', messagePlayed: true, bridgedAt: null, userId: null });
    const sounded = (await bench.journal(attemptId)).find((line) => line.event === 'message')!;
    expect(sounded.at - attempt.answeredAt!).toBeGreaterThanOrEqual(1_800);
    expect(sounded.at - attempt.answeredAt!).toBeLessThanOrEqual(2_000);
    expect(bench.conductor.live().campaigns[0]).toMatchObject({ abandoned: 1, connected: 0, abandonRatio: 1 });
    expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'abandoned' });
    expect(bench.node.legs('customer')).toEqual([]);
  });
  it('waits for a collector who turns ready within the two seconds', async () => {
    const bench = await Bench.open({ leads: ['10104'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls()[0]?.state === 'ringing');
    await bench.must('ann', { type: 'pause', reason: 'break' });
    await bench.until(() => bench.calls()[0]?.state === 'waiting');
    const { attemptId } = bench.calls()[0]!;
    await bench.run(1_500);
    await bench.must('ann', { type: 'ready' });
    await bench.until(() => bench.agent('ann').state === 'talking', SECOND);
    const attempt = await bench.attempt(attemptId);
    await bench.run(100);
    expect((await bench.attempt(attemptId)).waitMs).toBeLessThan(2_000);
    expect(attempt.outcome).toBeNull();
  });

  it('of a customer who hangs up in the bridge window costs the collector nothing', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.callOf('ann')?.state === 'bridging');
    const { attemptId } = bench.callOf('ann')!;
    await bench.run(10);
    bench.node.hangUp(bench.node.customer(attemptId));
    const from = bench.now;
    await bench.until(() => bench.agent('ann').state === 'ready' && bench.agent('ann').leg === 'parked');
    expect(bench.now - from).toBeLessThanOrEqual(300);
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'abandoned', abandonedBy: 'callee', messagePlayed: false });
    expect(bench.seen('ann', 'ended')).toMatchObject([{ bridged: false, dispositionDue: false }]);
    // And the line is a good one: the next customer gets through.
    await bench.put(...bench.debtor(1, '10101'));
    bench.conductor.leadsAdded('campaign');
    await bench.until(() => bench.agent('ann').state === 'talking');
  });
  it('anywhere in the window: the collector is free again at once, the customer is abandoned or was connected', async () => {
    for (let after = 0; after <= 90; after += 6) {
      const bench = await Bench.open({ seed: `window-${after}`, leads: ['10101'], settings: { wrapUp: { limit: 1_000, then: 'ready' } } });
      await bench.ready('ann');
      await bench.campaign('start');
      await bench.until(() => bench.callOf('ann')?.state === 'bridging');
      const { attemptId } = bench.callOf('ann')!;
      await bench.run(after);
      const state = bench.callOf('ann')?.state;
      bench.node.hangUp(bench.node.customer(attemptId));
      await bench.until(() => bench.agent('ann').state === 'ready' && bench.agent('ann').leg === 'parked', state === 'talking' ? 2_000 : 300 + 1_100);
      await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
      const attempt = await bench.attempt(attemptId);
      expect([attempt.outcome, attempt.bridgedAt !== null], `after ${after} ms`).toEqual(attempt.bridgedAt === null ? ['abandoned', false] : ['human', true]);
    }
  });

  it('whose collector’s line dies in the window: nobody is left in silence, and the line comes back', async () => {
    for (let after = 0; after <= 90; after += 15) {
      const bench = await Bench.open({ seed: `leg-${after}`, agents: ['ann', 'bob'], leads: ['10101'] });
      await bench.ready('ann', 'bob');
      await bench.campaign('start');
      await bench.until(() => bench.calls().some((call) => call.state === 'bridging'));
      const call = bench.calls().find((one) => one.state === 'bridging')!;
      await bench.run(after);
      bench.node.hangUp(bench.node.desk(call.userId!));
      const next = other(call.userId!);
      // The switch hangs the customer up in this window, or parks them: then the other collector gets them.
      await bench.until(() => bench.callOf(next)?.state === 'talking' || bench.calls().length === 0, 2 * SECOND);
      await bench.until(() => bench.agent(call.userId!).leg === 'parked');
      expect(['ready', 'wrapUp']).toContain(bench.agent(call.userId!).state);
      for (const leg of bench.node.legs('customer')) expect(leg.peer, `after ${after} ms`).toBe(bench.node.desk(next));
    }
  });
  it('whose collector’s line dies in talk goes to the next collector', async () => {
    const { bench, attemptId, userId } = await talking();
    await bench.run(5 * SECOND);
    bench.node.hangUp(bench.node.desk(userId));
    await bench.until(() => bench.callOf(other(userId))?.state === 'talking', SECOND);
    expect(bench.node.customer(attemptId)?.peer).toBe(bench.node.desk(other(userId)));
    expect(bench.agent(userId).state).toBe('wrapUp');
    expect(bench.seen(userId, 'notice')).toMatchObject([{ code: 'leg.lost' }]);
    await bench.until(() => bench.agent(userId).leg === 'parked');
    await bench.must(other(userId), { type: 'hangUp', attemptId });
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human', userId: other(userId) });
  });
  it('whose collector’s line dies in talk, with nobody else free: waits, then hears the message', async () => {
    const { bench, attemptId } = await talking({ agents: ['ann'] });
    await bench.must('ann', { type: 'pause', reason: 'break' });
    bench.node.hangUp(bench.node.desk('ann'));
    await bench.until(() => bench.calls()[0]?.state === 'waiting', SECOND);
    await bench.run(14 * SECOND);
    expect(bench.calls()[0]?.state).toBe('waiting');
    await bench.until(() => bench.calls()[0]?.state === 'message', 2 * SECOND);
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human', messagePlayed: true });
  });

  it('of whose end no word is heard: the collector’s own line tells, and nobody talks on to nobody', async () => {
    const { bench, attemptId, userId } = await talking();
    await bench.run(5 * SECOND);
    const customer = bench.node.customer(attemptId)!;
    bench.node.world.faults.add((event) => (event.leg === customer.uuid && event.name.startsWith('CHANNEL_HANGUP') ? { kind: 'lose' } : undefined));
    bench.node.hangUp(customer);
    await bench.until(() => bench.agent(userId).state === 'wrapUp', 2 * SECOND);
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human', userId });
    expect(bench.agent(userId).leg).toBe('parked');
  });
  it('handed to a number, of whose end no word is heard, ends with that line', async () => {
    const { bench, attemptId, userId } = await talking();
    const customer = bench.node.customer(attemptId)!;
    await bench.must(userId, { type: 'transferNumber', attemptId, number: '13899910101' });
    await bench.until(() => bench.calls().some((call) => call.attemptId === attemptId && call.state === 'away'), 10 * SECOND);
    await bench.run(SECOND);
    bench.node.world.faults.add((event) => (event.leg === customer.uuid && event.name.startsWith('CHANNEL_HANGUP') ? { kind: 'lose' } : undefined));
    bench.node.hangUp(customer);
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null, 5 * SECOND);
    await bench.until(() => bench.node.legs('outside').length === 0, SECOND);
  });

  it('whose customer hangs up in the very moment they are handed to a number: nobody there is left in silence', async () => {
    for (const after of [0, 5, 20, 45]) {
      const { bench, attemptId, userId } = await talking();
      const customer = bench.node.customer(attemptId)!;
      await bench.must(userId, { type: 'transferNumber', attemptId, number: '13899910101' });
      await bench.until(() => bench.calls().some((call) => call.attemptId === attemptId && call.state === 'away'), 10 * SECOND);
      await bench.run(after);
      bench.node.hangUp(customer);
      await bench.until(() => bench.node.legs('outside').length === 0 && bench.node.legs('customer').length === 0, 2 * SECOND);
      await bench.until(async () => (await bench.attempts()).every((one) => one.outcome !== null), 5 * SECOND);
    }
  });

  it('whose bridge is never heard of is taken back at the deadline: nobody stays in silence, the collector is free', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'] });
    await bench.ready('ann', 'bob');
    bench.node.world.faults.add(once((event) => event.name === 'CHANNEL_BRIDGE', { kind: 'lose' }));
    await bench.campaign('start');
    await bench.until(() => bench.calls().some((call) => call.state === 'bridging'));
    const call = bench.calls().find((one) => one.state === 'bridging')!;
    const from = bench.now;
    await bench.until(() => bench.calls()[0]?.state === 'rescuing');
    expect(bench.now - from).toBe(300);
    // Two legs that were joined after all: the customer may not answer the park, then they are hung up and counted.
    await bench.until(() => bench.calls()[0]?.state === 'talking' || bench.calls().length === 0, SECOND);
    expect(bench.node.legs('customer').every((leg) => leg.peer !== undefined)).toBe(true);
    expect(bench.counts.get('dunwell_bridge_failures_total')).toBe(1);
    await bench.until(() => ['ann', 'bob'].every((one) => bench.agent(one).leg === 'parked' || bench.callOf(one) !== undefined));
    expect((await bench.attempt(call.attemptId)).bridgedAt).toBeNull();
  });
  it('that can’t be parked any more is hung up and counted as stranded', async () => {
    const bench = await Bench.open({ agents: ['ann'], leads: ['10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls()[0]?.state === 'bridging');
    const { attemptId } = bench.calls()[0]!;
    bench.node.world.faults.add((event) => (event.name === 'CHANNEL_BRIDGE' || (event.name === 'CHANNEL_PARK' && event.leg === bench.node.customer(attemptId)?.uuid) ? { kind: 'lose' } : undefined));
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null, 2 * SECOND);
    expect(bench.counts.get('dunwell_stranded_legs_total')).toBe(1);
    expect(bench.node.legs('customer')).toEqual([]);
    await bench.until(() => bench.agent('ann').state === 'ready' && bench.agent('ann').leg === 'parked');
  });

  it('two customers, one collector: one talks, the other hears the message; nobody hears a third voice', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10103', '10103'] });
    await bench.ready('ann', 'bob');
    await bench.campaign('start');
    await bench.until(() => bench.calls().filter((call) => call.state === 'ringing').length === 2);
    await bench.must('bob', { type: 'pause', reason: 'break' });
    let most = 0;
    bench.onStep = () => { most = Math.max(most, bench.calls().filter((call) => call.userId === 'ann').length); };
    await bench.until(() => bench.calls().some((call) => call.state === 'talking'));
    await bench.until(() => bench.calls().some((call) => call.state === 'message'), 3 * SECOND);
    expect(most).toBe(1);
    await bench.until(() => bench.calls().length === 1);
    await bench.run(50);
    expect((await bench.attempts()).map((attempt) => attempt.outcome).sort()).toEqual(['abandoned', null]);
  });

  it('answered by nobody ends as the network said, and the lead goes on by its rule', async () => {
    const wanted = { '20105': 'busy', '20302': 'rejected', '20400': 'invalid', '20502': 'unavailable', '20600': 'congestion', '20700': 'carrier_fault', '20200': 'no_answer', '40100': 'carrier_fault', '30100': 'unavailable', '30300': 'invalid' };
    const bench = await Bench.open({ agents: ['a', 'b', 'c', 'd'], leads: Object.keys(wanted), settings: { ringTimeout: 17_000 } });
    await bench.ready('a', 'b', 'c', 'd');
    await bench.campaign('start');
    await bench.until(async () => { const all = await bench.attempts(); return all.length >= 10 && all.every((one) => one.outcome !== null); }, 3 * MINUTE);
    const attempts = await bench.attempts();
    const outcomes = Object.fromEntries(Object.keys(wanted).map((behaviour, n) => [behaviour, attempts.find((one) => one.leadId === `lead-${n}`)?.outcome]));
    expect(outcomes).toEqual(wanted);
    expect(attempts).toHaveLength(10);
    expect(bench.node.legs('customer')).toEqual([]);
  });
  it('that a machine’s verdict ended is a machine', async () => {
    const bench = await Bench.open({ leads: ['10101'], screening: { screen: () => Promise.resolve('machine') } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(async () => (await bench.attempts())[0]?.outcome === 'machine');
    expect(bench.seen('ann', 'reserved')).toEqual([]);
    expect((await bench.attempts())[0]).toMatchObject({ abandonedBy: null });
  });
  it('early media is ringing: the leg parks only at the answer', async () => {
    const bench = await Bench.open({ leads: ['30203'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
    const attempt = (await bench.attempts())[0]!;
    await bench.run(100);
    expect((await bench.attempt(attempt.id)).rangAt).toBeLessThan((await bench.attempt(attempt.id)).answeredAt! - 2_000);
  });
});

describe('stopping a call', () => {
  it('a suppression while it rings cancels it', async () => {
    const bench = await Bench.open({ leads: ['10120'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls()[0]?.state === 'ringing');
    const { attemptId } = bench.calls()[0]!;
    await bench.run(3 * SECOND);
    const { index, done } = bench.suppress('10120');
    await done;
    bench.conductor.forbid({ phoneIndex: index }, 'suppression');
    await bench.until(async () => (await bench.attempt(attemptId)).outcome !== null, SECOND);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'cancelled', blame: 'us' });
    expect(bench.node.legs('customer')).toEqual([]);
    await bench.run(2 * MINUTE);
    expect(await bench.attempts()).toHaveLength(1);
  });
  it('a suppression does not touch a call in talk', async () => {
    const { bench, userId } = await talking();
    const { index, done } = bench.suppress('10101');
    await done;
    bench.conductor.forbid({ phoneIndex: index }, 'suppression');
    await bench.run(5 * SECOND);
    expect(bench.agent(userId).state).toBe('talking');
  });
  it('forbidden while the disk works: journalled, never placed', async () => {
    const bench = await Bench.open({ leads: ['10101'], disk: 100 });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls().length === 1);
    bench.conductor.forbid({ caseId: 'case-0' }, 'paid');
    await bench.until(async () => (await bench.attempts())[0]?.outcome !== undefined && (await bench.attempts())[0]?.outcome !== null);
    expect((await bench.attempts())[0]).toMatchObject({ outcome: 'not_placed', placedAt: null });
    expect(bench.node.world.gateways.get('carrier1')?.callsOut).toBe(0);
    expect(await bench.lead()).toMatchObject({ state: 'resting', attempts: 0 });
  });
  it('suppressed between hopper and dialing: the gate in the transaction denies, the lead rests', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101', '10101', '10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
    expect(await bench.lead(1)).toMatchObject({ state: 'claimed' });
    // Nobody tells the conductor.
    await bench.suppress('10101', 1).done;
    await bench.ready('bob');
    await bench.until(() => bench.agent('bob').state === 'talking');
    expect(await bench.lead(1)).toMatchObject({ state: 'resting', because: 'FACT-suppression' });
    expect((await bench.attempts()).map((attempt) => attempt.leadId)).toEqual(['lead-0', 'lead-2']);
    expect(bench.counts.get('dunwell_gate_denials_total FACT-suppression')).toBe(1);
  });
  it('a supervisor ends a call', async () => {
    const { bench, attemptId, userId } = await talking();
    expect(await bench.conductor.endCall(attemptId, 'boss')).toMatchObject({ ok: true });
    await bench.until(() => bench.agent(userId).state === 'wrapUp', SECOND);
    expect(await bench.conductor.endCall('nobody', 'boss')).toMatchObject({ ok: false, error: { code: 'call.unknown' } });
  });
  it('a campaign that stops cancels what rings and leaves who talks', async () => {
    const { bench, attemptId, userId } = await talking({ leads: ['10101', '10120'] });
    await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
    expect(await bench.campaign('stop')).toBe('stopped');
    await bench.until(() => bench.calls().length === 1, SECOND);
    expect(bench.calls()).toMatchObject([{ attemptId, state: 'talking', userId }]);
    await bench.run(50);
    expect((await bench.attempts()).find((one) => one.id !== attemptId)).toMatchObject({ outcome: 'cancelled' });
    await bench.run(MINUTE);
    expect(await bench.attempts()).toHaveLength(2);
    expect(await bench.store.count('lead', { state: 'claimed' })).toBe(0);
  });
  it('a campaign that pauses lets what rings finish and dials no more; its claims are given back', async () => {
    const bench = await Bench.open({ leads: ['10105', '10101', '10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls()[0]?.state === 'ringing');
    expect(await bench.campaign('pause')).toBe('paused');
    await bench.run(100);
    expect(await bench.store.count('lead', { state: 'claimed' })).toBe(0);
    await bench.until(() => bench.agent('ann').state === 'talking');
    await bench.must('ann', { type: 'hangUp', attemptId: bench.callOf('ann')!.attemptId });
    await bench.must('ann', { type: 'ready' });
    await bench.run(MINUTE);
    expect(await bench.attempts()).toHaveLength(1);
    await bench.campaign('start');
    await bench.until(() => bench.agent('ann').state === 'talking');
  });
  it('a campaign that drains stops when nothing is in the air', async () => {
    const bench = await Bench.open({ leads: ['10105', '10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls()[0]?.state === 'ringing');
    expect(await bench.campaign('drain')).toBe('draining');
    await bench.until(() => bench.agent('ann').state === 'talking');
    expect((await bench.store.get('campaign', 'campaign'))?.state).toBe('draining');
    await bench.must('ann', { type: 'hangUp', attemptId: bench.callOf('ann')!.attemptId });
    await bench.until(async () => (await bench.store.get('campaign', 'campaign'))?.state === 'stopped', 2 * SECOND);
    expect(await bench.attempts()).toHaveLength(1);
  });
  it('an idle campaign that drains stops at once', async () => {
    const bench = await Bench.open({ leads: ['10105'] });
    await bench.campaign('start');
    await bench.campaign('drain');
    await bench.until(async () => (await bench.store.get('campaign', 'campaign'))?.state === 'stopped', SECOND);
  });
  it('the server’s stop cancels what rings, leaves who talks to the switch, and comes to an end', async () => {
    const { bench, attemptId } = await talking({ leads: ['10101', '10120'] });
    await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
    await bench.settled(bench.conductor.stop());
    expect((await bench.attempts()).filter((one) => one.id !== attemptId)).toMatchObject([{ outcome: 'cancelled' }]);
    expect(bench.node.customer(attemptId)?.peer).toBeDefined();
    await bench.run(30 * SECOND);
    expect(bench.node.legs('customer')).toHaveLength(1);
  });
});

describe('after a call', () => {
  it('the wrap-up clock sends the collector on, and the lead by its outcome', async () => {
    const { bench, attemptId, userId } = await talking({ settings: { wrapUp: { limit: 20_000, then: 'ready' } } });
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.agent(userId).state === 'wrapUp', SECOND);
    const from = bench.now;
    await bench.until(() => bench.agent(userId).state === 'ready');
    expect(bench.now - from).toBeGreaterThanOrEqual(19_900);
    expect(bench.now - from).toBeLessThanOrEqual(20_000);
    await bench.run(100);
    expect(await bench.lead()).toMatchObject({ state: 'done', because: 'reached' });
    // Still theirs to write down.
    expect(await bench.command(userId, { type: 'dispose', attemptId, code: 'refuses' })).toMatchObject({ ok: true });
  });
  it('or into a pause, as the campaign says', async () => {
    const { bench, attemptId, userId } = await talking({ settings: { wrapUp: { limit: 20_000, then: 'paused' } } });
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.agent(userId).state === 'paused', 25 * SECOND);
  });
  it('a pause or the end of the shift asked for in talk comes after the wrap-up', async () => {
    const { bench, attemptId, userId } = await talking();
    await bench.must(userId, { type: 'pause', reason: 'lunch' });
    expect(bench.agent(userId).state).toBe('talking');
    await bench.must(userId, { type: 'logout' });
    await bench.must(userId, { type: 'hangUp', attemptId });
    await bench.until(() => bench.agent(userId).state === 'wrapUp');
    await bench.must(userId, { type: 'dispose', attemptId, code: 'refuses' });
    expect(bench.agent(userId)).toMatchObject({ state: 'offline', leg: 'down' });
    await bench.until(() => bench.node.desk(userId) === undefined, SECOND);
  });
  it('a disposition in talk sends the collector on as soon as the call ends', async () => {
    const { bench, attemptId, userId } = await talking();
    await bench.must(userId, { type: 'dispose', attemptId, code: 'refuses' });
    expect(bench.agent(userId).state).toBe('talking');
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.agent(userId).state === 'ready' && bench.agent(userId).leg === 'parked', SECOND);
    await bench.run(50);
    expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'refuses' });
  });
  it('a desk that goes while talking keeps the customer; no more calls until it is back', async () => {
    const { bench, attemptId, userId } = await talking({ agents: ['ann'], leads: ['10101', '10101'] });
    bench.conductor.deskGone(userId);
    await bench.run(MINUTE);
    expect(bench.callOf('ann')).toMatchObject({ attemptId, state: 'talking' });
    const picture = await bench.settled(bench.conductor.deskOpened('ann'));
    expect(picture.map((event) => event.type)).toEqual(['state', 'reserved', 'connected']);
    bench.conductor.deskGone(userId);
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.agent('ann').state === 'paused', 2 * MINUTE);
    await bench.run(MINUTE);
    expect(await bench.attempts()).toHaveLength(1);
    await bench.ready('ann');
    await bench.until(() => bench.agent('ann').state === 'talking');
  });
  it('a desk that goes while ready gets no call', async () => {
    const bench = await Bench.open({ leads: ['10101'] });
    await bench.ready('ann');
    bench.conductor.deskGone('ann');
    await bench.campaign('start');
    await bench.run(MINUTE);
    expect(bench.agent('ann').state).toBe('paused');
    expect(await bench.attempts()).toEqual([]);
  });
});

describe('the standing line', () => {
  it('is raised again when it drops, with patience', async () => {
    const bench = await Bench.open();
    await bench.ready('ann');
    bench.node.hangUp(bench.node.desk('ann'));
    await bench.until(() => bench.agent('ann').leg === 'backoff', SECOND);
    expect(bench.agent('ann').state).toBe('ready');
    await bench.until(() => bench.agent('ann').leg === 'parked', 3 * SECOND);
    expect(bench.node.legs('agent')).toHaveLength(1);
  });
  it('keeps trying a phone that is not registered, and says so', async () => {
    const bench = await Bench.open();
    bench.node.world.users.set('1000@rig.test', { name: '1000', domain: 'rig.test', registered: false });
    await bench.settled(bench.conductor.deskOpened('ann'));
    await bench.must('ann', { type: 'ready' });
    await bench.until(() => bench.agent('ann').leg === 'backoff');
    expect(bench.agent('ann').legTrouble).toMatch(/USER_NOT_REGISTERED|SUBSCRIBER_ABSENT/);
    await bench.run(MINUTE);
    bench.node.world.users.set('1000@rig.test', { name: '1000', domain: 'rig.test', registered: true });
    await bench.until(() => bench.agent('ann').leg === 'parked', 45 * SECOND);
  });
  it('stands for two idle hours', async () => {
    const bench = await Bench.open({ conductor: { tick: 1_000 } });
    await bench.ready('ann');
    const leg = bench.node.desk('ann');
    await bench.run(120 * MINUTE);
    expect(bench.node.desk('ann')).toBe(leg);
    expect(bench.agent('ann')).toMatchObject({ state: 'ready', leg: 'parked' });
  });
  it('the longest idle is called first', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob', 'cid'], leads: ['10105'] });
    await bench.ready('bob');
    await bench.run(SECOND);
    await bench.ready('cid', 'ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls().some((call) => call.state === 'talking'));
    expect(bench.calls()[0]?.userId).toBe('bob');
  });
});
