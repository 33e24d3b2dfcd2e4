/** Supervisors over people at work: whose state may be decided, who may be written to, and what is written down of it. */
import { afterEach, describe, expect, it } from 'vitest';
import { makeWorld, type Said, type World } from './doubles.js';

const API = '/api/v1';
let world: World;
afterEach(() => world.app.close());
const post = (who: string, url: string, payload: object) => world.as(who, { method: 'POST', url: `${API}${url}`, payload });

describe('a collector’s state', () => {
  it('is decided within reach, of people who work a desk of their own, and written down', async () => {
    world = await makeWorld();
    expect((await post('a-supervisor', '/live/agents/a-collector/state', { state: 'paused', reason: 'break' })).statusCode).toBe(200);
    expect(world.conductor.asked.filter((one) => one.startsWith('steer'))).toHaveLength(1);
    const [event] = await world.store.find('streamEvent', { where: { type: 'agent.steered' } });
    expect(event).toMatchObject({ actor: 'a-supervisor', data: { state: 'paused', reason: 'break', entityId: 'a' } });
    expect(event?.subjects).toContain('a-collector');
    for (const [id, why] of [['b-collector', 'another company’s'], ['a-integrator', 'speaks for others’ desks'], ['a-auditor', 'works none'], ['nobody', 'nobody']] as const) {
      const answer = await post('a-supervisor', `/live/agents/${id}/state`, { state: 'ready' });
      expect([answer.statusCode, answer.json<Said>().code], why).toEqual([404, 'user.unknown']);
    }
    expect((await post('a-collector', '/live/agents/a-collector/state', { state: 'ready' })).statusCode).toBe(403);
    expect((await post('a-supervisor', '/live/agents/a-collector/state', { state: 'paused' })).statusCode).toBe(400);
    expect(world.conductor.asked.filter((one) => one.startsWith('steer'))).toHaveLength(1);
  });
});

describe('a message', () => {
  it('goes to one collector, or to everybody of a team who works a desk; sealed, on the stream without its words, listed with who read it', async () => {
    world = await makeWorld();
    expect((await post('a-supervisor', '/live/messages', { userId: 'a-collector', text: '  请先处理张伟  ' })).json()).toEqual({ sent: 1 });
    const rows = await world.store.find('deskMessage', {});
    expect(rows).toMatchObject([{ userId: 'a-collector', by: 'a-supervisor', teamId: null, readAt: null }]);
    expect(world.conductor.asked).toContain('messaged 1');
    const [event] = await world.store.find('streamEvent', { where: { type: 'message.sent' } });
    expect([event?.actor, JSON.stringify(event).includes('张伟')]).toEqual(['a-supervisor', false]);
    const team = (await world.store.get('user', 'a-teamLead'))?.teamId ?? '';
    const sent = await post('a-supervisor', '/live/messages', { teamId: team, text: 'meeting' });
    const members = (await world.store.find('user', { where: { teamId: team, enabled: true } })).filter((one) => ['collector', 'teamLead', 'supervisor', 'administrator'].includes(one.role) && one.id !== 'a-supervisor');
    expect([sent.statusCode, sent.json()]).toEqual([201, { sent: members.length }]);
    const listed = await world.as('a-supervisor', { url: `${API}/live/messages` });
    expect(listed.json<{ items: { text: string; to: string }[] }>().items.map((one) => one.text)).toContain('请先处理张伟');
    expect((await world.as('b-supervisor', { url: `${API}/live/messages` })).json()).toEqual({ items: [] });
    expect((await world.as('a-collector', { url: `${API}/live/messages` })).statusCode).toBe(403);
  });
  it('is refused to nobody, to two, to other companies’ people and teams, and without words', async () => {
    world = await makeWorld();
    const said = async (payload: object) => { const answer = await post('a-supervisor', '/live/messages', payload); return [answer.statusCode, answer.json<Said>().code]; };
    const theirs = (await world.store.find('team', { where: { entityId: 'b' }, limit: 1 }))[0]?.id ?? 'b-team';
    expect(await said({ text: 'x' })).toEqual([422, 'message.to']);
    expect(await said({ userId: 'a-collector', teamId: theirs, text: 'x' })).toEqual([422, 'message.to']);
    expect(await said({ userId: 'b-collector', text: 'x' })).toEqual([404, 'user.unknown']);
    expect(await said({ teamId: theirs, text: 'x' })).toEqual([404, 'team.unknown']);
    expect(await said({ userId: 'a-collector', text: '   ' })).toEqual([422, 'message.text']);
    expect(await world.store.find('deskMessage', {})).toEqual([]);
  });
});
