/** A supervisor decides what a collector does, and sends a word that stays on the desk until it is read. */
import { describe, expect, it } from 'vitest';
import { Bench, SECOND } from './bench.js';

async function talking(): Promise<{ bench: Bench; attemptId: string }> {
  const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10101'] });
  await bench.ready('ann');
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking');
  return { bench, attemptId: bench.callOf('ann')!.attemptId };
}
const steer = (bench: Bench, userId: string, wish: Parameters<Bench['conductor']['steer']>[1]) => bench.settled(bench.conductor.steer(userId, wish, 'Boss'));

describe('a collector’s state, decided by a supervisor', () => {
  it('at rest it changes at once, and the desk says who did', async () => {
    const bench = await Bench.open({ agents: ['ann'] });
    await bench.settled(bench.conductor.deskOpened('ann'));
    expect(await steer(bench, 'ann', { state: 'ready' })).toMatchObject({ ok: true });
    await bench.until(() => bench.agent('ann').leg === 'parked');
    expect(bench.agent('ann').state).toBe('ready');
    expect(await steer(bench, 'ann', { state: 'paused', reason: 'meeting' })).toMatchObject({ ok: true });
    expect(bench.agent('ann')).toMatchObject({ state: 'paused', reason: 'meeting' });
    expect(await steer(bench, 'ann', { state: 'offline' })).toMatchObject({ ok: true });
    expect(bench.agent('ann').state).toBe('offline');
    expect(bench.seen('ann', 'notice').map((event) => event.code)).toEqual(['agent.steered_ready', 'agent.steered_paused', 'agent.steered_offline']);
    expect(bench.seen('ann', 'notice')[0]?.text).toContain('Boss');
  });
  it('in a call it holds after the call: the customer is not dropped', async () => {
    const { bench, attemptId } = await talking();
    expect(await steer(bench, 'ann', { state: 'offline' })).toMatchObject({ ok: true });
    await bench.run(SECOND);
    expect(bench.agent('ann')).toMatchObject({ state: 'talking', after: 'offline' });
    expect(bench.node.customer(attemptId)?.peer).toBe(bench.node.desk('ann'));
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.must('ann', { type: 'dispose', attemptId, code: 'refuses' });
    await bench.until(() => bench.agent('ann').state === 'offline', 5 * SECOND);
  });
  it('is refused where the desk is closed, of who is not there, and with a reason that does not exist', async () => {
    const bench = await Bench.open({ agents: ['ann'] });
    expect(await steer(bench, 'ann', { state: 'ready' })).toMatchObject({ error: { code: 'agent.desk_gone' } });
    expect(await steer(bench, 'nobody', { state: 'ready' })).toMatchObject({ error: { code: 'user.unknown' } });
    await bench.put({ kind: 'pauseReason', at: bench.now, row: { code: 'break', nameEn: 'Break', nameZh: '休息', billable: false, enabled: true } });
    await bench.settled(bench.conductor.deskOpened('ann'));
    expect(await steer(bench, 'ann', { state: 'paused', reason: 'nonsense' })).toMatchObject({ error: { code: 'pause.unknown_reason' } });
    expect(bench.agent('ann').state).toBe('offline');
  });
});

describe('a word to a collector', () => {
  const send = async (bench: Bench, userId: string, text: string): Promise<string> => {
    const made = await bench.store.run('create', { kind: 'deskMessage', at: bench.now, row: { entityId: 'operator', userId, by: 'boss', textSealed: bench.vault.seal('note', text) } });
    if (!made.ok) throw new Error(made.error.text);
    await bench.settled(bench.conductor.messaged([made.value.id]));
    return made.value.id;
  };
  it('is on an open desk at once, on one opened later too, and after a restart; until it is read', async () => {
    const bench = await Bench.open({ agents: ['ann', 'bob'] });
    await bench.settled(bench.conductor.deskOpened('ann'));
    const id = await send(bench, 'ann', '请先处理 M1');
    expect(bench.seen('ann', 'message')).toMatchObject([{ messageId: id, text: '请先处理 M1', toTeam: false }]);
    await send(bench, 'bob', 'later');
    expect(bench.seen('bob', 'message')).toEqual([]);
    expect((await bench.settled(bench.conductor.deskOpened('bob'))).filter((event) => event.type === 'message')).toHaveLength(1);
    bench.kill();
    await bench.run(SECOND);
    await bench.boot();
    expect((await bench.settled(bench.conductor.deskOpened('ann'))).filter((event) => event.type === 'message')).toMatchObject([{ messageId: id }]);
    expect(await bench.command('bob', { type: 'messageRead', messageId: id })).toMatchObject({ error: { code: 'message.unknown' } });
    await bench.must('ann', { type: 'messageRead', messageId: id });
    await bench.must('ann', { type: 'messageRead', messageId: id });
    expect(bench.seen('ann', 'messageGone').length).toBeGreaterThan(0);
    expect((await bench.settled(bench.conductor.deskOpened('ann'))).filter((event) => event.type === 'message')).toEqual([]);
    expect((await bench.store.find('streamEvent', { where: { type: 'message.read' } })).map((event) => event.actor)).toEqual(['ann']);
    expect((await bench.store.get('deskMessage', id))?.textSealed).not.toContain('M1');
  });
});
