/** Browsers as phones: a password for one session, and the switch that asks about it. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRANT_LENGTH, type SoftphoneGrant } from '../../src/app/usecases/index.js';
import { makeWorld, NOW, SWITCH_SECRET, tokenOf, type World } from './doubles.js';

let world: World;
const settings = { switch: { secret: SWITCH_SECRET, addresses: ['127.0.0.1', '10.0.0.7'] } };
beforeEach(async () => {
  world = await makeWorld(settings);
  for (const [id, user] of [['a-collector', '1000'], ['b-collector', '1001']] as const) await give(id, { kind: 'user', user, domain: 'desks.test' });
});
afterEach(() => world.app.close());

const give = async (id: string, desk: object | null): Promise<void> => { await world.store.run('change', { kind: 'user', id, expectedVersion: await world.version('user', id), patch: { desk } as never, at: NOW }); };
const grant = async (user: string) => world.as(user, { method: 'POST', url: '/api/v1/desk/softphone' });
const granted = async (user: string): Promise<Extract<SoftphoneGrant, { mode: 'sip' }>> => { const answer = await grant(user); expect(answer.statusCode).toBe(200); return answer.json(); };
const basic = (secret: string): string => `Basic ${Buffer.from(`dunwell:${secret}`).toString('base64')}`;
const ask = (form: Record<string, string>, { from = '127.0.0.1', headers = { authorization: basic(SWITCH_SECRET) } }: { readonly from?: string; readonly headers?: Record<string, string> } = {}) =>
  world.app.inject({ method: 'POST', url: '/switch/directory', remoteAddress: from, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, payload: new URLSearchParams(form).toString() });
const lookUp = (user: string) => ask({ section: 'directory', tag_name: 'domain', key_name: 'name', key_value: 'desks.test', action: 'sofia_auth', user, domain: 'desks.test' });
const hash = (user: string, password: string): string => createHash('md5').update(`${user}:desks.test:${password}`).digest('hex');

describe('a browser', () => {
  it('is given a password that the switch finds, and TURN credentials', async () => {
    const one = await granted('a-collector');
    expect(one).toMatchObject({ mode: 'sip', uri: 'sip:1000@desks.test', user: '1000', websocket: 'wss://pbx.test:7443', expiresAt: NOW + GRANT_LENGTH });
    expect(one.password.length).toBeGreaterThanOrEqual(32);
    expect(one.iceServers).toEqual([{ urls: 'stun:pbx.test:3478' }, { urls: 'turn:pbx.test:3478', username: `${NOW / 1000 + 6 * 3600}:a-collector`, credential: expect.any(String) as string }]);
    const found = await lookUp('1000');
    expect([found.statusCode, found.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(found.body).toContain('<user id="1000">');
    expect(found.body).toContain(`name="a1-hash" value="${hash('1000', one.password)}"`);
    expect(found.body).toContain('outbound_redirect_fatal=true');
    expect(found.body).not.toContain(one.password);
  });
  it('has one password at a time, which ends with its time, its session and its desk', async () => {
    const [first, second] = [await granted('a-collector'), await granted('a-collector')];
    expect((await lookUp('1000')).body).toContain(hash('1000', second.password));
    expect((await lookUp('1000')).body).not.toContain(hash('1000', first.password));
    world.clock.at = NOW + GRANT_LENGTH;
    expect((await lookUp('1000')).body).toContain('not found');
    world.clock.at = NOW;
    await granted('a-collector');
    await world.as('a-collector', { method: 'POST', url: '/api/v1/logout' });
    expect((await lookUp('1000')).body).toContain('not found');
    await granted('b-collector');
    await give('b-collector', { kind: 'user', user: '1009', domain: 'desks.test' });
    expect((await lookUp('1001')).body).toContain('not found');
  });
  it('needs a desk in the domain, and the right to use one', async () => {
    await give('a-collector', null);
    expect((await grant('a-collector')).json()).toMatchObject({ status: 422, code: 'softphone.desk' });
    await give('a-collector', { kind: 'user', user: '1000', domain: 'elsewhere.test' });
    expect((await grant('a-collector')).json()).toMatchObject({ code: 'softphone.desk' });
    expect((await grant('a-finance')).statusCode).toBe(403);
    expect((await world.app.inject({ method: 'POST', url: '/api/v1/desk/softphone' })).statusCode).toBe(401);
  });
  it('with the session’s cookie it must come from our page', async () => {
    const cookie = { cookie: `dunwell_session=${tokenOf('a-collector')}` };
    expect((await world.app.inject({ method: 'POST', url: '/api/v1/desk/softphone', headers: cookie })).json()).toMatchObject({ code: 'csrf.refused' });
    expect((await world.app.inject({ method: 'POST', url: '/api/v1/desk/softphone', headers: { ...cookie, 'x-dunwell': '1' } })).statusCode).toBe(200);
  });
});

describe('the switch', () => {
  it('hears "not found" of whom we do not know, and goes on to its own files', async () => {
    await granted('a-collector');
    for (const form of [{ section: 'directory', user: '1001', domain: 'desks.test' }, { section: 'directory', user: '1000', domain: 'other.test' }, { section: 'directory', purpose: 'gateways' }, { section: 'dialplan', user: '1000', domain: 'desks.test' }, { section: 'directory', user: '1000"/><x', domain: 'desks.test' }]) {
      const answer = await ask(form);
      expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining('<result status="not found"')]);
    }
  });
  it('is known by its address and its secret; nobody else learns a hash', async () => {
    await granted('a-collector');
    const form = { section: 'directory', user: '1000', domain: 'desks.test' };
    expect((await ask(form, { from: '10.0.0.7' })).body).toContain('a1-hash');
    for (const refused of [
      await ask(form, { from: '10.0.0.8' }), await ask(form, { headers: { authorization: basic('wrong') } }), await ask(form, { headers: {} }), await ask(form, { headers: { authorization: `Bearer ${tokenOf('a-administrator')}` } }),
      await ask(form, { headers: { authorization: basic(SWITCH_SECRET), 'x-forwarded-for': '10.0.0.7' } }),
    ]) expect([refused.statusCode, refused.body.includes('a1-hash')]).toEqual([401, false]);
    expect((await ask({ section: 'x'.repeat(70_000) })).statusCode).toBe(413);
  });
  it('is nobody where no secret is set', async () => {
    await world.app.close();
    world = await makeWorld();
    expect((await lookUp('1000')).statusCode).toBe(401);
  });
});
