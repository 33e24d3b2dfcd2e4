/** Consulted transfers and transfers to a team: each way to end one, whoever goes at the wrong moment, and what a restart finds. */
import { describe, expect, it } from 'vitest';
import type { Bench} from './bench.js';
import { SECOND, type BenchOptions } from './bench.js';
import { annTalks } from './talking.js';

const talking = (options: BenchOptions = {}) => annTalks(options, (bench) => {
  const playing = new Set<string>();
  music.set(bench, playing);
  bench.node.world.onEvent((event) => { if (event.name === 'PLAYBACK_START') playing.add(event.leg ?? ''); if (event.name === 'PLAYBACK_STOP') playing.delete(event.leg ?? ''); });
});
/** Ann speaks with Bob, the customer is on hold. */
async function consulting(options: BenchOptions = {}): Promise<{ bench: Bench; attemptId: string }> {
  const { bench, attemptId } = await talking(options);
  await bench.must('ann', { type: 'consult', attemptId, userId: 'bob' });
  await bench.until(() => phase(bench, 'ann') === 'talking', SECOND);
  return { bench, attemptId };
}
/** Legs on which something plays now. */
const music = new WeakMap<Bench, Set<string>>();
const hears = (bench: Bench, leg: { readonly uuid: string } | undefined): boolean => music.get(bench)?.has(leg?.uuid ?? '') === true;
const phase = (bench: Bench, who: string): string | undefined => bench.seen(who, 'consult').at(-1)?.phase;
const why = (bench: Bench, who: string): string | null | undefined => bench.seen(who, 'consult').at(-1)?.why;
const withCustomer = (bench: Bench, attemptId: string, who: string): boolean => { if (state(bench) === 'bridging') return false; const peer = bench.node.customer(attemptId)?.peer; return peer !== undefined && peer === bench.node.desk(who); };
const together = (bench: Bench, one: string, other: string): boolean => { const peer = bench.node.desk(one)?.peer; return peer !== undefined && peer === bench.node.desk(other); };
/** Is ann's line bridged to the number's? */
const onTheNumber = (bench: Bench): boolean => { const peer = bench.node.desk('ann')?.peer; return peer !== undefined && peer === bench.node.legs('outside')[0]; };
const state = (bench: Bench): string | undefined => bench.calls()[0]?.state;
/** Nobody is left with a line that hears nothing, and everybody can go on. */
async function clean(bench: Bench): Promise<void> {
  for (const call of bench.calls()) await bench.settled(bench.conductor.endCall(call.attemptId, 'boss'));
  await bench.until(() => bench.calls().length === 0, 30 * SECOND);
  await bench.until(() => bench.conductor.live().agents.every((one) => one.userId === 'boss' || one.leg === 'parked' || one.leg === 'down'), 10 * SECOND);
  await bench.run(100);
  expect(bench.node.legs('customer')).toEqual([]);
  expect(bench.node.legs('outside')).toEqual([]);
  expect(bench.conductor.live().agents.filter((one) => one.state === 'reserved' || one.state === 'talking')).toEqual([]);
  expect((await bench.attempts()).every((attempt) => attempt.outcome !== null)).toBe(true);
}

describe('a consultation with a colleague', () => {
  it('joins the two while the customer hears hold, and says so on both desks', async () => {
    const { bench, attemptId } = await consulting();
    expect(together(bench, 'ann', 'bob')).toBe(true);
    const customer = bench.node.customer(attemptId)!;
    expect([state(bench), customer.peer]).toEqual(['held', undefined]);
    expect(bench.agents(['ann', 'bob'])).toEqual(['talking', 'talking']);
    expect(bench.seen('bob', 'reserved').at(-1)).toMatchObject({ call: { attemptId }, pop: { name: 'Debtor 0' } });
    expect(bench.seen('bob', 'consult').at(-1)).toMatchObject({ role: 'asked', who: 'ann', phase: 'talking' });
    expect(bench.seen('ann', 'consult').at(-1)).toMatchObject({ role: 'asker', who: 'bob', phase: 'talking' });
    expect(hears(bench, customer)).toBe(true);
    await bench.run(60 * SECOND);
    expect(hears(bench, customer)).toBe(true);
    // Whoever is asked acts on their own line only.
    expect(await bench.command('bob', { type: 'hold', attemptId, on: true })).toMatchObject({ error: { code: 'call.not_yours' } });
    expect(await bench.command('bob', { type: 'consultThen', attemptId, then: 'complete' })).toMatchObject({ error: { code: 'consult.none' } });
    expect(await bench.command('ann', { type: 'transferAgent', attemptId, userId: 'bob' })).toMatchObject({ error: { code: 'call.not_talking' } });
    expect((await bench.settled(bench.conductor.deskOpened('ann'))).map((event) => event.type)).toEqual(['state', 'reserved', 'connected', 'consult']);
    await clean(bench);
  });
  it('completed: the customer goes to the colleague, who files it; the asker wraps up', async () => {
    const { bench, attemptId } = await consulting();
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'complete' });
    await bench.until(() => withCustomer(bench, attemptId, 'bob'), 2 * SECOND);
    await bench.run(200);
    expect([bench.agents(['ann', 'bob']), bench.callOf('bob')?.state, why(bench, 'ann')]).toEqual([['wrapUp', 'talking'], 'talking', 'completed']);
    await bench.until(() => bench.agent('ann').leg === 'parked', SECOND);
    await bench.run(20 * SECOND);
    expect(withCustomer(bench, attemptId, 'bob')).toBe(true);
    await bench.must('bob', { type: 'hangUp', attemptId });
    await bench.run(100);
    expect(bench.seen('ann', 'ended')).toMatchObject([{ bridged: true, dispositionDue: false }]);
    expect(bench.seen('bob', 'ended')).toMatchObject([{ bridged: true, dispositionDue: true }]);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human', userId: 'bob' });
    expect((await bench.journal(attemptId)).map((line) => line.event)).toEqual(expect.arrayContaining(['consultAsked', 'held', 'consult', 'transferAgent']));
    await clean(bench);
  });
  it('back: the colleague is free again, the customer talks on with the asker, whose talk counts as one', async () => {
    const { bench, attemptId } = await consulting();
    await bench.run(10 * SECOND);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'back' });
    await bench.until(() => withCustomer(bench, attemptId, 'ann') && state(bench) === 'talking', 2 * SECOND);
    expect([bench.agent('bob').state, bench.agent('bob').attemptId]).toEqual(['ready', null]);
    await bench.until(() => bench.agent('bob').leg === 'parked', SECOND);
    expect(bench.seen('bob', 'ended')).toMatchObject([{ attemptId, dispositionDue: false }]);
    await bench.run(20 * SECOND);
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.run(100);
    expect(bench.agent('ann').callsToday).toBe(1);
    expect(bench.agent('ann').talkToday).toBeGreaterThan(30 * SECOND);
    expect(await bench.attempt(attemptId)).toMatchObject({ outcome: 'human', userId: 'ann' });
    expect(bench.seen('ann', 'ended')).toMatchObject([{ dispositionDue: true }]);
    await clean(bench);
  });
  it('swapped: the customer while the colleague hears hold, and the colleague again; then completed from either side', async () => {
    const { bench, attemptId } = await consulting();
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'swap' });
    await bench.until(() => phase(bench, 'ann') === 'aside' && state(bench) === 'talking', 2 * SECOND);
    expect(withCustomer(bench, attemptId, 'ann')).toBe(true);
    expect(hears(bench, bench.node.desk('bob'))).toBe(true);
    expect(await bench.command('ann', { type: 'transferAgent', attemptId, userId: 'bob' })).toMatchObject({ error: { code: 'call.consulting' } });
    expect(await bench.command('ann', { type: 'dropVoicemail', attemptId })).toMatchObject({ error: { code: 'call.consulting' } });
    expect(await bench.command('bob', { type: 'digits', attemptId, digits: '1' })).toMatchObject({ error: { code: 'call.not_yours' } });
    await bench.run(20 * SECOND);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'swap' });
    await bench.until(() => phase(bench, 'ann') === 'talking', 2 * SECOND);
    expect(together(bench, 'ann', 'bob')).toBe(true);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'swap' });
    await bench.until(() => phase(bench, 'ann') === 'aside' && state(bench) === 'talking', 2 * SECOND);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'complete' });
    await bench.until(() => withCustomer(bench, attemptId, 'bob'), 2 * SECOND);
    await bench.run(SECOND);
    expect(bench.agents(['ann', 'bob'])).toEqual(['wrapUp', 'talking']);
    await clean(bench);
  });
  it.each(['talking', 'aside'] as const)('joined from %s: three in one room; the asker hangs up for all', async (from) => {
    const { bench, attemptId } = await consulting();
    if (from === 'aside') { await bench.must('ann', { type: 'consultThen', attemptId, then: 'swap' }); await bench.until(() => phase(bench, 'ann') === 'aside' && state(bench) === 'talking', 2 * SECOND); }
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'join' });
    await bench.until(() => bench.node.legs().filter((leg) => leg.occupation.kind === 'conference').length === 3, 2 * SECOND);
    expect([state(bench), bench.agents(['ann', 'bob']), why(bench, 'ann')]).toEqual(['talking', ['talking', 'talking'], 'joined']);
    await bench.run(70 * SECOND);
    expect(bench.node.customer(attemptId)).toBeDefined();
    await bench.must('bob', { type: 'hangUp', attemptId });
    await bench.run(SECOND);
    expect([bench.agent('bob').state, bench.agent('ann').state]).toEqual(['ready', 'talking']);
    await bench.must('ann', { type: 'hangUp', attemptId });
    await clean(bench);
  });
  it('refused: nobody, oneself, who is not free, another company’s, two at once, not in talk', async () => {
    const { bench, attemptId } = await talking({ agents: ['ann', 'bob', 'cid'] });
    const ask = (more: object) => bench.command('ann', { type: 'consult', attemptId, ...more });
    expect(await ask({})).toMatchObject({ error: { code: 'consult.who' } });
    expect(await ask({ userId: 'bob', number: '13899910101' })).toMatchObject({ error: { code: 'consult.who' } });
    expect(await ask({ userId: 'ann' })).toMatchObject({ error: { code: 'agent.unknown' } });
    expect(await ask({ userId: 'nobody' })).toMatchObject({ error: { code: 'agent.unknown' } });
    expect(await ask({ teamId: 'nowhere' })).toMatchObject({ error: { code: 'team.unknown' } });
    await bench.must('bob', { type: 'pause', reason: 'break' });
    expect(await ask({ userId: 'bob' })).toMatchObject({ error: { code: 'agent.not_ready' } });
    expect(await bench.command('ann', { type: 'consultThen', attemptId, then: 'back' })).toMatchObject({ error: { code: 'consult.none' } });
    await bench.ready('bob', 'cid');
    await bench.must('ann', { type: 'consult', attemptId, userId: 'bob' });
    expect(await ask({ userId: 'cid' })).toMatchObject({ ok: false });
    expect(await bench.command('ann', { type: 'consultThen', attemptId, then: 'complete' })).toMatchObject({ error: { code: 'consult.not_now' } });
    await clean(bench);
  });
  it('is not completed to a closed desk, and lasts no longer than the limit', async () => {
    const { bench, attemptId } = await consulting({ conductor: { holdLimit: 60_000 } });
    bench.conductor.deskGone('bob');
    expect(await bench.command('ann', { type: 'consultThen', attemptId, then: 'complete' })).toMatchObject({ error: { code: 'agent.desk_gone' } });
    expect(together(bench, 'ann', 'bob')).toBe(true);
    await bench.until(() => withCustomer(bench, attemptId, 'ann'), 61 * SECOND);
    expect(why(bench, 'ann')).toBe('tooLong');
    expect(bench.agent('bob').state).toBe('paused');
    await clean(bench);
  });
});

describe('a consultation with a number', () => {
  const NUMBER = '13899910101';
  const asking = async (number = NUMBER): Promise<{ bench: Bench; attemptId: string }> => {
    const { bench, attemptId } = await talking();
    expect((await bench.must('ann', { type: 'consult', attemptId, number })).kind).toBe('dialing');
    return { bench, attemptId };
  };
  const outside = (bench: Bench) => bench.node.legs('outside')[0];
  const speaking = async (): Promise<{ bench: Bench; attemptId: string }> => {
    const { bench, attemptId } = await asking();
    await bench.until(() => phase(bench, 'ann') === 'talking', 15 * SECOND);
    return { bench, attemptId };
  };
  it('rings while the customer is on hold, talks, and takes the customer when completed', async () => {
    const { bench, attemptId } = await asking();
    await bench.until(() => state(bench) === 'held', SECOND);
    expect(phase(bench, 'ann')).toBe('calling');
    await bench.until(() => phase(bench, 'ann') === 'talking', 15 * SECOND);
    expect(bench.node.desk('ann')?.peer).toBe(outside(bench));
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'complete' });
    await bench.until(() => bench.node.customer(attemptId)?.peer === outside(bench) && outside(bench) !== undefined, 2 * SECOND);
    // On hold they had a dead-man: longer than that would let them talk.
    await bench.run(45 * SECOND);
    expect([state(bench), bench.agent('ann').state]).toEqual(['away', expect.stringMatching(/wrapUp|ready/)]);
    bench.node.hangUp(outside(bench));
    await bench.until(() => bench.calls().length === 0, 5 * SECOND);
    await bench.run(50);
    expect((await bench.attempts()).map((one) => [one.mode, one.outcome])).toEqual([['progressive', 'human'], ['transfer', 'human']]);
    await clean(bench);
  });
  it('not answered: back to the customer, and the desk says why', async () => {
    const { bench, attemptId } = await asking('13899920105');
    await bench.until(() => withCustomer(bench, attemptId, 'ann') && phase(bench, 'ann') === 'over', 20 * SECOND);
    expect(why(bench, 'ann')).toBe('USER_BUSY');
    await clean(bench);
  });
  it('taken back while it rings, and the order to hang up is lost with the connection: it is hung up all the same', async () => {
    // Rings for longer than this test looks.
    const { bench, attemptId } = await asking('13899920200');
    await bench.until(() => outside(bench) !== undefined && phase(bench, 'ann') === 'calling', 5 * SECOND);
    await bench.run(2 * SECOND);
    void bench.conductor.command('ann', { type: 'consultThen', attemptId, then: 'back' });
    bench.node.dropConnections();
    await bench.run(SECOND);
    expect(outside(bench)).toBeDefined();
    await bench.until(() => outside(bench) === undefined, 8 * SECOND);
    // Whoever is free talks to the customer meanwhile.
    await bench.until(() => bench.node.customer(attemptId)?.peer !== undefined, 10 * SECOND);
    await clean(bench);
  });
  it('the asker hears the ring-back tone of that country while it rings, and it ends with the answer, the refusal and the customer’s end', async () => {
    const { bench, attemptId } = await asking('13899910104');
    await bench.until(() => hears(bench, bench.node.desk('ann')), 2 * SECOND);
    expect(outside(bench)?.isAnswered).toBe(false);
    await bench.until(() => phase(bench, 'ann') === 'talking', 15 * SECOND);
    expect(hears(bench, bench.node.desk('ann'))).toBe(false);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'back' });
    await bench.until(() => withCustomer(bench, attemptId, 'ann'), 3 * SECOND);
    // Declined after a while.
    await bench.must('ann', { type: 'consult', attemptId, number: '13899820302' });
    await bench.until(() => hears(bench, bench.node.desk('ann')), 2 * SECOND);
    await bench.until(() => withCustomer(bench, attemptId, 'ann'), 10 * SECOND);
    expect(hears(bench, bench.node.desk('ann'))).toBe(false);
    // The customer has had enough: nobody is left with a tone.
    await bench.must('ann', { type: 'consult', attemptId, number: '13899710120' });
    await bench.until(() => hears(bench, bench.node.desk('ann')), 2 * SECOND);
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.run(200);
    expect(hears(bench, bench.node.desk('ann'))).toBe(false);
    expect(bench.agent('ann').state).toBe('wrapUp');
    await clean(bench);
  });
  it('the asker hears what the network plays instead, into which it answers; and is back with the customer when that ends in a refusal', async () => {
    const { bench, attemptId } = await asking('13899930205');
    await bench.until(() => onTheNumber(bench), 3 * SECOND);
    expect([outside(bench)?.isAnswered, phase(bench, 'ann'), hears(bench, bench.node.desk('ann'))]).toEqual([false, 'calling', false]);
    // Nobody to hand the customer to yet.
    expect(await bench.command('ann', { type: 'consultThen', attemptId, then: 'complete' })).toMatchObject({ error: { code: 'consult.not_now' } });
    await bench.until(() => phase(bench, 'ann') === 'talking', 15 * SECOND);
    expect([outside(bench)?.isAnswered, onTheNumber(bench)]).toEqual([true, true]);
    // The switch would have ended it 8 s after its answer.
    await bench.run(12 * SECOND);
    expect(onTheNumber(bench)).toBe(true);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'swap' });
    await bench.until(() => phase(bench, 'ann') === 'aside' && state(bench) === 'talking', 2 * SECOND);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'back' });
    await bench.until(() => outside(bench) === undefined, 2 * SECOND);
    // "The number you have dialled is switched off", then 480: whoever listened keeps their line.
    const line = bench.node.desk('ann')?.uuid;
    await bench.must('ann', { type: 'consult', attemptId, number: '13899830102' });
    await bench.until(() => onTheNumber(bench), 3 * SECOND);
    await bench.until(() => withCustomer(bench, attemptId, 'ann'), 20 * SECOND);
    expect([why(bench, 'ann'), bench.node.desk('ann')?.uuid]).toEqual(['NO_USER_RESPONSE', line]);
    // Left while it sounds.
    await bench.must('ann', { type: 'consult', attemptId, number: '13899730215' });
    await bench.until(() => onTheNumber(bench), 3 * SECOND);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'back' });
    await bench.until(() => withCustomer(bench, attemptId, 'ann') && outside(bench) === undefined, 3 * SECOND);
    // It sounds for longer than a number may ring.
    await bench.must('ann', { type: 'consult', attemptId, number: '13899630290' });
    await bench.until(() => onTheNumber(bench), 3 * SECOND);
    await bench.until(() => withCustomer(bench, attemptId, 'ann') && outside(bench) === undefined, 60 * SECOND);
    expect(why(bench, 'ann')).toBe('gone');
    await clean(bench);
  });
  it('the customer, the asker’s line or the connection is lost while the network plays: nobody is left behind', async () => {
    for (const lost of ['customer', 'asker', 'connection'] as const) {
      const { bench, attemptId } = await asking('13899930215');
      await bench.until(() => onTheNumber(bench), 3 * SECOND);
      if (lost === 'customer') bench.node.hangUp(bench.node.customer(attemptId));
      else if (lost === 'asker') bench.node.hangUp(bench.node.desk('ann'));
      else bench.node.dropConnections();
      await bench.until(() => outside(bench) === undefined, 10 * SECOND);
      if (lost === 'connection') await bench.until(() => withCustomer(bench, attemptId, 'ann'), 5 * SECOND);
      await clean(bench);
    }
  });
  it('hangs up in the talk, on hold, or is left: back to the customer each time', async () => {
    const { bench, attemptId } = await speaking();
    bench.node.hangUp(outside(bench));
    await bench.until(() => withCustomer(bench, attemptId, 'ann'), 3 * SECOND);
    await bench.must('ann', { type: 'consult', attemptId, number: '13899810101' });
    await bench.until(() => phase(bench, 'ann') === 'talking', 15 * SECOND);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'swap' });
    await bench.until(() => phase(bench, 'ann') === 'aside' && state(bench) === 'talking', 2 * SECOND);
    await bench.run(70 * SECOND);
    expect(hears(bench, outside(bench))).toBe(true);
    bench.node.hangUp(outside(bench));
    await bench.until(() => phase(bench, 'ann') === 'over', SECOND);
    expect(withCustomer(bench, attemptId, 'ann')).toBe(true);
    await bench.must('ann', { type: 'consult', attemptId, number: '13899710101' });
    await bench.run(500);
    await bench.must('ann', { type: 'hangUp', attemptId });
    await bench.until(() => withCustomer(bench, attemptId, 'ann') && outside(bench) === undefined, 3 * SECOND);
    await clean(bench);
  });
  it('joined: three in one room', async () => {
    const { bench, attemptId } = await speaking();
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'join' });
    await bench.until(() => bench.node.legs().filter((leg) => leg.occupation.kind === 'conference').length === 3, 2 * SECOND);
    await bench.run(70 * SECOND);
    expect(bench.node.legs('outside')).toHaveLength(1);
    bench.node.hangUp(outside(bench));
    await bench.run(SECOND);
    expect(bench.callOf('ann')?.state).toBe('talking');
    await clean(bench);
  });
  it('denied by the gate: nothing has changed', async () => {
    const { bench, attemptId } = await talking();
    await bench.suppress('10101', 999).done;
    expect(await bench.command('ann', { type: 'consult', attemptId, number: NUMBER })).toMatchObject({ error: { code: 'gate.denied' } });
    expect([state(bench), withCustomer(bench, attemptId, 'ann')]).toEqual(['talking', true]);
    await clean(bench);
  });
});

describe('a transfer to a team', () => {
  it('a ready member gets the customer at once', async () => {
    const { bench, attemptId } = await talking();
    await bench.must('ann', { type: 'transferTeam', attemptId, teamId: 'team-1' });
    await bench.until(() => withCustomer(bench, attemptId, 'bob'), 2 * SECOND);
    await bench.run(100);
    expect(bench.agents(['ann', 'bob'])).toEqual(['wrapUp', 'talking']);
    expect(bench.seen('bob', 'connected')).toHaveLength(1);
    await clean(bench);
  });
  it('nobody free: the customer hears hold until somebody turns ready', async () => {
    const { bench, attemptId } = await talking();
    await bench.must('bob', { type: 'pause', reason: 'break' });
    await bench.must('ann', { type: 'transferTeam', attemptId, teamId: 'team-1' });
    await bench.run(20 * SECOND);
    expect([state(bench), phase(bench, 'ann'), hears(bench, bench.node.customer(attemptId))]).toEqual(['held', 'seeking', true]);
    await bench.must('bob', { type: 'ready' });
    await bench.until(() => withCustomer(bench, attemptId, 'bob'), 2 * SECOND);
    expect(bench.agent('ann').state).toBe('wrapUp');
    await clean(bench);
  });
  it('nobody in time, or taken back: the customer talks on with the asker', async () => {
    const { bench, attemptId } = await talking({ conductor: { teamWait: 20_000 } });
    await bench.must('bob', { type: 'pause', reason: 'break' });
    await bench.must('ann', { type: 'transferTeam', attemptId, teamId: 'team-1' });
    await bench.run(19 * SECOND);
    expect(state(bench)).toBe('held');
    await bench.until(() => withCustomer(bench, attemptId, 'ann') && state(bench) === 'talking', 3 * SECOND);
    expect(why(bench, 'ann')).toBe('nobodyFree');
    await bench.must('ann', { type: 'transferTeam', attemptId, teamId: 'team-1' });
    await bench.run(SECOND);
    await bench.must('ann', { type: 'consultThen', attemptId, then: 'back' });
    await bench.until(() => withCustomer(bench, attemptId, 'ann'), 2 * SECOND);
    await bench.must('bob', { type: 'ready' });
    await bench.run(SECOND);
    expect(bench.agents(['ann', 'bob'])).toEqual(['talking', 'ready']);
    await clean(bench);
  });
  it('a team may be asked first, too; and one where nobody works is refused', async () => {
    const { bench, attemptId } = await talking();
    await bench.put({ kind: 'team', at: bench.now, row: { id: 'team-2', entityId: 'operator', departmentId: null, name: 'Two' } });
    expect(await bench.command('ann', { type: 'transferTeam', attemptId, teamId: 'team-2' })).toMatchObject({ error: { code: 'team.nobody' } });
    await bench.must('ann', { type: 'consult', attemptId, teamId: 'team-1' });
    await bench.until(() => phase(bench, 'ann') === 'talking' && together(bench, 'ann', 'bob'), 2 * SECOND);
    await clean(bench);
  });
});

describe('whoever goes at the wrong moment', () => {
  /** How many ms after a wish: before the switch acts, between park and bridge, in the bridge's window, after it. */
  const MOMENTS = [0, 5, 25, 35, 50, 70, 90, 120, 300];
  it.each(MOMENTS)('the customer hangs up %i ms after the consultation is asked for', async (after) => {
    const { bench, attemptId } = await talking();
    void bench.conductor.command('ann', { type: 'consult', attemptId, userId: 'bob' });
    await bench.run(after);
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.calls().length === 0, 5 * SECOND);
    await bench.until(() => bench.agent('ann').state === 'wrapUp' && bench.agent('bob').state === 'ready', 3 * SECOND);
    await clean(bench);
    await bench.until(() => bench.agent('ann').leg === 'parked' && bench.agent('bob').leg === 'parked', 5 * SECOND);
  });
  it('the customer hangs up in the talk of the two', async () => {
    const { bench, attemptId } = await consulting();
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.agent('ann').state === 'wrapUp' && bench.agent('bob').state === 'ready', 2 * SECOND);
    expect(bench.seen('ann', 'ended')).toMatchObject([{ by: 'customer', dispositionDue: true }]);
    await clean(bench);
  });
  it.each(MOMENTS)('the colleague’s line dies %i ms after completion is asked for', async (after) => {
    const { bench, attemptId } = await consulting();
    void bench.conductor.command('ann', { type: 'consultThen', attemptId, then: 'complete' });
    await bench.run(after);
    bench.node.hangUp(bench.node.desk('bob'));
    await bench.run(20 * SECOND);
    expect(bench.agents(['ann', 'bob'])).not.toContain('reserved');
    // With somebody, or hung up after the search and the message: never in silence.
    const customer = bench.node.customer(attemptId);
    expect(customer === undefined || customer.peer !== undefined || state(bench) === 'message').toBe(true);
    await clean(bench);
  });
  it.each(MOMENTS)('the colleague’s line dies %i ms after they are asked', async (after) => {
    const { bench, attemptId } = await talking();
    void bench.conductor.command('ann', { type: 'consult', attemptId, userId: 'bob' });
    await bench.run(after);
    bench.node.hangUp(bench.node.desk('bob'));
    await bench.run(20 * SECOND);
    expect([bench.agent('ann').state, withCustomer(bench, attemptId, 'ann')]).toEqual(['talking', true]);
    await clean(bench);
  });
  it.each(MOMENTS)('the asker’s line dies %i ms after they ask: another has the customer', async (after) => {
    const { bench, attemptId } = await talking({ agents: ['ann', 'bob', 'cid'] });
    await bench.ready('cid');
    void bench.conductor.command('ann', { type: 'consult', attemptId, userId: 'bob' });
    await bench.run(after);
    bench.node.hangUp(bench.node.desk('ann'));
    await bench.run(20 * SECOND);
    const customer = bench.node.customer(attemptId);
    expect(customer === undefined || customer.peer !== undefined).toBe(true);
    await clean(bench);
  });
  it('the asker’s line dies in the talk of the two: the colleague, free again, has the customer', async () => {
    const { bench, attemptId } = await consulting();
    bench.node.hangUp(bench.node.desk('ann'));
    await bench.until(() => withCustomer(bench, attemptId, 'bob'), 5 * SECOND);
    await clean(bench);
  });
  it('the colleague hangs up in the talk: back to the customer', async () => {
    const { bench, attemptId } = await consulting();
    await bench.must('bob', { type: 'hangUp', attemptId });
    await bench.until(() => withCustomer(bench, attemptId, 'ann') && bench.agent('bob').leg === 'parked', 3 * SECOND);
    expect([why(bench, 'ann'), bench.agent('bob').state]).toEqual(['gone', 'ready']);
    await clean(bench);
  });
  it('a supervisor ends the call: everybody is free', async () => {
    const { bench, attemptId } = await consulting();
    await bench.settled(bench.conductor.endCall(attemptId, 'boss'));
    await bench.until(() => bench.calls().length === 0 && bench.agent('bob').state === 'ready', 3 * SECOND);
    await clean(bench);
  });
});

describe('when the switch’s connection is lost', () => {
  it.each([0, 25, 60, 2_000])('%i ms after they ask: the customer is with somebody, or gone', async (after) => {
    const { bench, attemptId } = await talking();
    void bench.conductor.command('ann', { type: 'consult', attemptId, userId: 'bob' });
    await bench.run(after);
    bench.node.dropConnections();
    await bench.run(30 * SECOND);
    const customer = bench.node.customer(attemptId);
    expect(customer === undefined || customer.peer !== undefined || phase(bench, 'ann') === 'talking').toBe(true);
    await clean(bench);
  });
  it('and the colleague’s line dies meanwhile: back to the customer', async () => {
    const { bench, attemptId } = await consulting();
    bench.node.dropConnections();
    bench.node.hangUp(bench.node.desk('bob'));
    await bench.until(() => withCustomer(bench, attemptId, 'ann'), 20 * SECOND);
    await clean(bench);
  });
  it('and the customer hangs up meanwhile: the two are parted', async () => {
    const { bench, attemptId } = await consulting();
    bench.node.dropConnections();
    bench.node.hangUp(bench.node.customer(attemptId));
    await bench.until(() => bench.calls().length === 0, 20 * SECOND);
    await clean(bench);
  });
});

describe('after kill -9', () => {
  const restart = async (bench: Bench, away = 2 * SECOND): Promise<void> => {
    bench.kill();
    await bench.run(away);
    await bench.boot();
    await bench.run(5 * SECOND);
  };
  it('in the talk of the two: the colleague is let go, the customer is back with their collector', async () => {
    const { bench, attemptId } = await consulting();
    await bench.run(100);
    await restart(bench);
    expect([withCustomer(bench, attemptId, 'ann'), state(bench)]).toEqual([true, 'talking']);
    expect(bench.agent('bob').leg).toBe('down');
    await bench.settled(bench.conductor.deskOpened('bob'));
    await bench.must('bob', { type: 'ready' });
    await bench.until(() => bench.agent('bob').leg === 'parked', 10 * SECOND);
    await bench.run(60 * SECOND);
    expect(withCustomer(bench, attemptId, 'ann')).toBe(true);
    await bench.must('ann', { type: 'hangUp', attemptId });
    await clean(bench);
  });
  it('in the talk with a number: it is hung up, the customer is back with their collector', async () => {
    const { bench, attemptId } = await talking();
    await bench.must('ann', { type: 'consult', attemptId, number: '13899910101' });
    await bench.until(() => phase(bench, 'ann') === 'talking', 15 * SECOND);
    await bench.run(100);
    await restart(bench);
    expect([withCustomer(bench, attemptId, 'ann'), bench.node.legs('outside')]).toEqual([true, []]);
    await clean(bench);
  });
  it.each([0, 5, 25, 35, 50, 70, 90, 120])('%i ms after they ask: nobody is left on a dead line', async (after) => {
    const { bench, attemptId } = await talking();
    void bench.conductor.command('ann', { type: 'consult', attemptId, userId: 'bob' });
    await bench.run(after);
    await restart(bench, 500);
    await bench.run(20 * SECOND);
    const customer = bench.node.customer(attemptId);
    expect(customer === undefined || customer.peer !== undefined || state(bench) === 'message').toBe(true);
    await clean(bench);
  });
  it.each(['complete', 'back', 'swap', 'join'] as const)('as “%s” is asked for: nobody is left on a dead line', async (then) => {
    for (const after of [0, 5, 25, 50, 80]) {
      const { bench, attemptId } = await consulting();
      await bench.run(100);
      void bench.conductor.command('ann', { type: 'consultThen', attemptId, then });
      await bench.run(after);
      await restart(bench, 500);
      await bench.run(20 * SECOND);
      const customer = bench.node.customer(attemptId);
      expect(customer === undefined || customer.peer !== undefined || state(bench) === 'message', `${after} ms`).toBe(true);
      await clean(bench);
    }
  });
  it('and the process stays away: the switch itself ends the customer’s line within the dead-man', async () => {
    const { bench, attemptId } = await consulting();
    await bench.run(20 * SECOND);
    bench.kill();
    await bench.run(46 * SECOND);
    expect(bench.node.customer(attemptId)).toBeUndefined();
    await bench.boot();
    await bench.run(5 * SECOND);
    // The two who spoke about them are parted, too.
    expect(bench.node.desk('ann')?.peer).toBeUndefined();
    await clean(bench);
  });
});
