/** A server that closes, one that starts again, and one whose database takes nothing: who is on the line must not notice. */
import { describe, expect, it } from 'vitest';
import { StoreFault } from '../../src/app/store/errors.js';
import { Bench, MINUTE, SECOND, type BenchOptions } from './bench.js';

async function talking(options: BenchOptions = {}, before: (bench: Bench) => void = () => undefined): Promise<{ bench: Bench; attemptId: string }> {
  const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101', '10120', '10120'], ...options });
  before(bench);
  await bench.ready('ann');
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking');
  return { bench, attemptId: bench.callOf('ann')!.attemptId };
}
/** Closes, and says when it was over: null until then. */
function closing(bench: Bench, wait: number): { left: number | null; after: number } {
  const began = bench.now;
  const state: { left: number | null; after: number } = { left: null, after: 0 };
  void bench.conductor.close(wait).then((left) => { state.left = left; state.after = bench.now - began; });
  return state;
}

describe('a server that closes', () => {
  it('dials nothing new, cancels what rings, tells desks, and waits for the talk and what is written after it', async () => {
    const { bench, attemptId } = await talking({ settings: { wrapUp: { limit: MINUTE, then: 'ready' } } });
    await bench.ready('bob');
    await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
    const closed = closing(bench, 10 * MINUTE);
    await bench.run(3 * SECOND);
    expect(bench.calls().map((call) => call.state)).toEqual(['talking']);
    const placed = bench.node.world.gateways.get('carrier1')?.callsOut ?? 0;
    for (const who of ['ann', 'bob']) expect(bench.seen(who, 'notice').map((one) => one.code)).toContain('server.stopping');
    expect(bench.conductor.live().campaigns[0]?.trouble).toBe('the server is closing: nothing new is dialed');
    expect(await bench.command('bob', { type: 'manualDial', campaignId: 'campaign', number: '+8613800010101' })).toMatchObject({ ok: false, error: { code: 'server.stopping' } });
    expect(await bench.settled(bench.conductor.campaign('start', 'campaign', 'boss'))).toMatchObject({ ok: false, error: { code: 'server.stopping' } });
    expect(closed.left).toBeNull();
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.run(5 * SECOND);
    expect(closed.left).toBeNull();
    await bench.must('ann', { type: 'dispose', attemptId, code: 'refuses' });
    await bench.run(SECOND);
    expect(closed.left).toBe(0);
    expect(bench.node.world.gateways.get('carrier1')?.callsOut).toBe(placed);
    expect((await bench.attempts()).every((one) => one.outcome !== null)).toBe(true);
  });
  it('waits no longer than it was told, and no longer at all once hurried; the talk goes on at the switch', async () => {
    const { bench, attemptId } = await talking();
    const closed = closing(bench, 20 * SECOND);
    await bench.run(30 * SECOND);
    expect(closed).toEqual({ left: 1, after: 20 * SECOND });
    const other = await talking();
    const hurried = closing(other.bench, 10 * MINUTE);
    await other.bench.run(SECOND);
    other.bench.conductor.hurry();
    await other.bench.run(SECOND);
    expect(hurried.left).toBe(1);
    await other.bench.settled(other.bench.conductor.stop());
    expect(bench.node.customer(attemptId)?.peer).toBe(bench.node.desk('ann'));
  });
  it('who was answered as it closed gets the message', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(() => bench.calls().some((call) => call.state === 'ringing'));
    bench.conductor.deskGone('ann');
    await bench.until(() => bench.calls().some((call) => call.state === 'waiting'));
    const closed = closing(bench, MINUTE);
    await bench.run(20 * SECOND);
    expect(closed.left).toBe(0);
    expect(await bench.attempts()).toMatchObject([{ outcome: 'abandoned', messagePlayed: true }]);
  });
});

describe('a server that starts again', () => {
  it('gives a customer whose collector was lost meanwhile to another', async () => {
    const { bench, attemptId } = await talking();
    await bench.run(SECOND);
    bench.kill();
    bench.node.hangUp(bench.node.desk('ann'));
    await bench.run(SECOND);
    const customer = bench.node.customer(attemptId);
    expect(customer?.occupation.kind).toBe('park');
    await bench.boot();
    await bench.settled(bench.conductor.deskOpened('bob'));
    await bench.must('bob', { type: 'ready' });
    await bench.until(() => bench.agent('bob').state === 'talking');
    expect(bench.node.customer(attemptId)?.peer).toBe(bench.node.desk('bob'));
    expect(bench.callOf('bob')).toMatchObject({ attemptId });
  });
  it('killed while a customer waits for another collector, and away for long: the switch itself ends the customer’s line', async () => {
    const { bench, attemptId } = await talking();
    await bench.run(SECOND);
    bench.node.hangUp(bench.node.desk('ann'));
    await bench.until(() => bench.calls()[0]?.state === 'waiting', SECOND);
    await bench.run(100);
    bench.kill();
    // 8 s, and the 15 s somebody is looked for; the switch counts whole seconds.
    await bench.run(25 * SECOND);
    expect(bench.node.customer(attemptId)).toBeUndefined();
  });
  it('plays the message where nobody comes, and leaves nobody on a line that plays nothing', async () => {
    const { bench, attemptId } = await talking();
    await bench.run(SECOND);
    bench.kill();
    bench.node.hangUp(bench.node.desk('ann'));
    await bench.run(SECOND);
    await bench.boot();
    await bench.until(() => bench.node.customer(attemptId) === undefined, 40 * SECOND);
    await bench.run(5 * SECOND);
    expect((await bench.attempt(attemptId))).toMatchObject({ outcome: 'human', messagePlayed: true });
  });
});

describe('a database that takes nothing', () => {
  it('nothing new is dialed and it is said; a talk goes on, its disposition is not acknowledged; nothing is lost when there is room again', async () => {
    const { bench, attemptId } = await talking();
    bench.refusing = () => new StoreFault('disk_full', 'the disk is full');
    expect(await bench.settled(bench.conductor.command('ann', { type: 'dispose', attemptId, code: 'refuses' }).catch((error: unknown) => String(error)))).toContain('disk is full');
    await bench.must('ann', { type: 'hangUp', attemptId });
    const before = bench.node.world.gateways.get('carrier1')?.callsOut ?? 0;
    await bench.ready('bob');
    await bench.run(20 * SECOND);
    expect(bench.conductor.live().campaigns[0]?.trouble).toContain('the disk is full');
    expect(bench.node.world.gateways.get('carrier1')?.callsOut).toBe(before);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: null });
    bench.refusing = null;
    await bench.run(40 * SECOND);
    const attempt = await bench.attempt(attemptId);
    expect(attempt).toMatchObject({ outcome: 'human', userId: 'ann' });
    expect(attempt.bridgedAt).not.toBeNull();
    const events = (await bench.journal(attemptId)).map((line) => line.event);
    expect(events.filter((event) => event === 'hangup' || event === 'settled')).toEqual(['hangup', 'settled']);
    // And dialing goes on.
    expect(bench.node.world.gateways.get('carrier1')?.callsOut).toBeGreaterThan(before);
  });
  it('a talk that began meanwhile is its collector’s all the same: they are asked to file it again, and may when there is room', async () => {
    const { bench, attemptId } = await talking({}, (made) => { made.refusing = (move) => (move === 'note' ? new StoreFault('read_only', 'the disk takes no writes') : null); });
    expect(await bench.command('ann', { type: 'dispose', attemptId, code: 'refuses' })).toMatchObject({ ok: false, error: { code: 'store.refused' } });
    bench.refusing = null;
    expect(await bench.command('ann', { type: 'dispose', attemptId, code: 'refuses' })).toMatchObject({ ok: true });
  });
  it('a wrap-up that ends meanwhile moves its lead on when there is room again, its campaign stopped or not', async () => {
    for (const stopped of [false, true]) {
      const { bench, attemptId } = await talking({ settings: { wrapUp: { limit: 5 * SECOND, then: 'ready' } } });
      if (stopped) await bench.campaign('stop');
      bench.refusing = () => new StoreFault('read_only', 'the disk takes no writes');
      await bench.must('ann', { type: 'hangUp', attemptId });
      await bench.until(() => bench.agent('ann').state === 'wrapUp', SECOND);
      await bench.until(() => bench.agent('ann').state !== 'wrapUp', 10 * SECOND);
      expect((await bench.lead()).state).toBe('dialing');
      bench.refusing = null;
      await bench.run(60 * SECOND);
      expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human', dispositionCode: null });
      expect((await bench.lead()).state).not.toBe('dialing');
    }
  });
  it('a number that was brought in and is gone meanwhile is settled when there is room again, and counted once', async () => {
    const { bench, attemptId } = await talking();
    await bench.must('ann', { type: 'transferNumber', attemptId, number: '+8613899910120' });
    await bench.until(() => bench.node.legs('outside').length === 1, 5 * SECOND);
    const other = (await bench.attempts()).find((one) => one.mode === 'transfer')!.id;
    bench.refusing = () => new StoreFault('disk_full', 'the disk is full');
    bench.node.hangUp(bench.node.legs('outside')[0]);
    await bench.run(5 * SECOND);
    expect(await bench.attempt(other)).toMatchObject({ outcome: null });
    // The switch is looked over anew meanwhile: whose end is on its way to the disk is nobody's open intent.
    bench.node.dropConnections();
    await bench.run(5 * SECOND);
    bench.refusing = null;
    await bench.run(40 * SECOND);
    expect(await bench.attempt(other)).not.toMatchObject({ outcome: null });
    expect((await bench.journal(other)).filter((line) => line.event === 'settled')).toHaveLength(1);
    expect([...bench.counts].filter(([key]) => key.startsWith('dunwell_attempts_total')).reduce((sum, [, count]) => sum + count, 0)).toBe((await bench.attempts()).filter((one) => one.outcome !== null).length);
  });
});
