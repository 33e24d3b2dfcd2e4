import { Secret, TOTP } from 'otpauth';
import { afterEach, describe, expect, it } from 'vitest';
import { ensureAdministrator } from '../../src/app/usecases/sessions.js';
import { authorize } from '../../src/app/usecases/index.js';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import { uuidIds } from '../../src/adapters/system/index.js';
import { makeWorld, PASSWORD, TestClock, tokenOf, type Said, type World } from './doubles.js';
import { testPolicies } from '../support/policies.js';

const API = '/api/v1';
let world: World;
afterEach(() => world.app.close());
const login = (name: string, password: string, remoteAddress = '10.0.0.1') => world.app.inject({ method: 'POST', url: `${API}/login`, payload: { login: name, password }, remoteAddress });

describe('login', () => {
  it('gives a bearer token and the same as a cookie a script cannot read', async () => {
    world = await makeWorld({ cookieSecure: true });
    const answer = await login('A-Supervisor', PASSWORD);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).not.toContain('argon2');
    expect(answer.cookies[0]).toMatchObject({ name: 'dunwell_session', httpOnly: true, sameSite: 'Strict', secure: true, path: '/', value: answer.json<Said>().token });
    expect((await world.app.inject({ url: `${API}/me`, headers: { authorization: `Bearer ${answer.json<Said>().token}` } })).json<Said>().user.login).toBe('a-supervisor');
  });
  it('keeps no token in the store', async () => {
    world = await makeWorld();
    const { token } = (await login('a-supervisor', PASSWORD)).json<Said>();
    expect(JSON.stringify(await world.store.find('session', {}))).not.toContain(token);
  });
  it('says the same of a wrong password, an unknown and a disabled user', async () => {
    world = await makeWorld();
    await world.store.run('change', { kind: 'user', id: 'a-legal', expectedVersion: 1, patch: { enabled: false }, at: 1 });
    const answers = await Promise.all([login('a-supervisor', 'wrong password'), login('nobody', PASSWORD), login('a-legal', PASSWORD)]);
    for (const answer of answers) expect([answer.statusCode, answer.json<Said>().code, answer.json<Said>().detail]).toEqual([401, 'login.failed', answers[0].json<Said>().detail]);
  });
  it('is throttled by login name, whatever the address, and forgets after five minutes', async () => {
    world = await makeWorld();
    for (let tries = 0; tries < 10; tries++) expect((await login('a-supervisor', 'wrong', `10.0.0.${tries}`)).statusCode).toBe(401);
    const stopped = await login('a-supervisor', PASSWORD, '10.0.0.99');
    expect([stopped.statusCode, stopped.json<Said>().code, Number(stopped.headers['retry-after'])]).toEqual([429, 'login.throttled', 300]);
    expect((await login('a-quality', PASSWORD, '10.0.0.99')).statusCode).toBe(200);
    world.clock.at += 300_001;
    expect((await login('a-supervisor', PASSWORD)).statusCode).toBe(200);
  });
  it('is throttled by address, whatever the login', async () => {
    world = await makeWorld();
    await Promise.all(Array.from({ length: 30 }, (_, n) => login(`guess-${n}`, 'wrong')));
    expect((await login('a-quality', PASSWORD)).statusCode).toBe(429);
    expect((await login('a-quality', PASSWORD, '10.0.0.2')).statusCode).toBe(200);
  });
});

describe('a session', () => {
  it('ends with logout, after 12 hours, and when the user is disabled or their password reset', async () => {
    world = await makeWorld();
    const me = (user: string) => world.as(user, { url: `${API}/me` }).then((answer) => answer.statusCode);
    expect(await me('a-finance')).toBe(200);
    await world.as('a-finance', { method: 'POST', url: `${API}/logout` });
    expect(await me('a-finance')).toBe(401);
    await world.as('a-administrator', { method: 'PATCH', url: `${API}/users/a-legal`, payload: { version: 1, enabled: false, reason: 'left' } });
    expect(await me('a-legal')).toBe(401);
    await world.as('a-administrator', { method: 'POST', url: `${API}/users/a-quality/password`, payload: { reason: 'forgot it' } });
    expect(await me('a-quality')).toBe(401);
    expect(await me('a-auditor')).toBe(200);
    world.clock.at += 12 * 3_600_000;
    expect(await me('a-auditor')).toBe(401);
  });
  describe('of a page', () => {
    const MINUTE = 60_000;
    const page = async (): Promise<string> => (await world.app.inject({ method: 'POST', url: `${API}/login`, payload: { login: 'a-collector', password: PASSWORD }, headers: { 'x-dunwell': '1' } })).json<Said>().token;
    const me = async (token: string): Promise<number> => (await world.app.inject({ url: `${API}/me`, headers: { cookie: `dunwell_session=${token}` } })).statusCode;
    it('ends after half an hour without use, and no socket brings it back; a program’s does not', async () => {
      world = await makeWorld();
      const [token, program] = [await page(), (await login('a-collector', PASSWORD)).json<Said>().token];
      for (let n = 0; n < 3; n += 1) { world.clock.at += 29 * MINUTE; expect(await me(token)).toBe(200); }
      world.clock.at += 36 * MINUTE;
      expect(await authorize(world.deps, token)).toBeNull();
      expect(await me(token)).toBe(401);
      expect(await me(program)).toBe(200);
    });
    it('goes on while a desk is open: its socket asks each minute', async () => {
      world = await makeWorld();
      const token = await page();
      for (let minute = 0; minute < 90; minute += 1) { world.clock.at += MINUTE; expect((await authorize(world.deps, token))?.id).toBe('a-collector'); }
      expect(await me(token)).toBe(200);
      // Written down at times only.
      expect((await world.store.find('session', { where: { userId: 'a-collector', seenAt: { gt: 0 } } }))[0]?.version).toBeLessThan(25);
    });
    it('is shown to its user with the others, who ends any of them, and nobody else’s', async () => {
      world = await makeWorld();
      const [first, second] = [await page(), await page()];
      const list = async (token: string) => (await world.app.inject({ url: `${API}/me/sessions`, headers: { cookie: `dunwell_session=${token}` } })).json<{ items: { id: string; here: boolean; seenAt: number | null }[] }>().items;
      const end = async (token: string, id: string) => { const answer = await world.app.inject({ method: 'POST', url: `${API}/me/sessions/${id}/end`, headers: { cookie: `dunwell_session=${token}`, 'x-dunwell': '1' } }); return [answer.statusCode, answer.json<Said>().code]; };
      const mine = await list(first);
      expect(mine.filter((one) => one.here)).toHaveLength(1);
      expect(JSON.stringify(mine)).not.toContain(first);
      const other = (await list(second)).find((one) => one.here)!.id;
      const stranger = (await world.store.find('session', { where: { userId: 'a-quality' } }))[0]!.id;
      expect(await end(first, stranger)).toEqual([404, 'session.unknown']);
      expect((await end(first, other))[0]).toBe(200);
      expect([await me(first), await me(second)]).toEqual([200, 401]);
      expect(await end(first, other)).toEqual([404, 'session.unknown']);
    });
  });
  it('is known to the desk gateway by the same token', async () => {
    world = await makeWorld();
    expect((await authorize(world.deps, tokenOf('a-collector')))?.id).toBe('a-collector');
    expect(await authorize(world.deps, 'x'.repeat(43))).toBeNull();
    expect(await authorize(world.deps, "' OR 1=1")).toBeNull();
  });
  it('goes no further until a password given by others is changed', async () => {
    world = await makeWorld();
    const made = await world.as('a-administrator', { method: 'POST', url: `${API}/users`, payload: { login: 'New.Person', displayName: 'N', role: 'supervisor', entityId: 'a' } });
    const { password } = made.json<Said>();
    expect(password).toHaveLength(20);
    const first = await login('new.person', password);
    const headers = { authorization: `Bearer ${first.json<Said>().token}` };
    expect((await world.app.inject({ url: `${API}/campaigns`, headers })).json<Said>().code).toBe('password.must_change');
    expect((await world.app.inject({ method: 'POST', url: `${API}/me/password`, headers, payload: { current: password, next: 'short one 1' } })).json<Said>().code).toBe('request.invalid');
    expect((await world.app.inject({ method: 'POST', url: `${API}/me/password`, headers, payload: { current: password, next: 'new.person 123456' } })).json<Said>().code).toBe('password.simple');
    const changed = await world.app.inject({ method: 'POST', url: `${API}/me/password`, headers, payload: { current: password, next: 'a wholly different one' } });
    expect(changed.statusCode).toBe(200);
    expect((await world.app.inject({ url: `${API}/me`, headers })).statusCode).toBe(401);
    expect((await world.app.inject({ url: `${API}/campaigns`, headers: { authorization: `Bearer ${changed.json<Said>().token}` } })).statusCode).toBe(200);
  });
  it('never leaves the installation without an administrator', async () => {
    world = await makeWorld();
    const admin = (payload: object, id = 'a-administrator') => world.as('a-administrator', { method: 'PATCH', url: `${API}/users/${id}`, payload: { version: 1, reason: 'test', ...payload } });
    expect((await admin({ enabled: false })).json<Said>().code).toBe('user.self');
    expect((await admin({ role: 'supervisor' })).json<Said>().code).toBe('user.self');
    expect((await admin({ role: 'supervisor' }, 'b-administrator')).statusCode).toBe(200);
  });
});

describe('an administrator and somebody’s account', () => {
  const admin = (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object) => world.as('a-administrator', { method, url: `${API}/users/${path}`, ...(payload === undefined ? {} : { payload }) });
  it('sees a lock, unlocks, ends sessions, and each act says why on the stream', async () => {
    world = await makeWorld();
    await Promise.all(Array.from({ length: 10 }, () => login('a-collector', 'wrong')));
    expect((await login('a-collector', PASSWORD, '10.0.0.9')).statusCode).toBe(429);
    const seen = (await admin('GET', 'a-collector/access')).json<{ lockedFor: number; secondFactor: unknown; sessions: unknown[] }>();
    expect([seen.lockedFor > 0 && seen.lockedFor <= 300, seen.secondFactor, seen.sessions.length]).toEqual([true, { state: 'off', since: null }, 1]);
    expect((await admin('POST', 'a-collector/unlock', {})).json<Said>().code).toBe('request.invalid');
    expect((await admin('POST', 'a-collector/unlock', { reason: ' asked at the desk ' })).statusCode).toBe(200);
    expect((await login('a-collector', PASSWORD, '10.0.0.9')).statusCode).toBe(200);
    expect((await admin('POST', 'a-collector/sessions/end', { reason: 'left it open' })).json()).toEqual({ ended: 2 });
    expect((await world.as('a-collector', { url: `${API}/me` })).statusCode).toBe(401);
    expect((await admin('PATCH', 'a-collector', { version: 1, enabled: false })).json()).toMatchObject({ code: 'user.reason', at: '/reason' });
    expect((await admin('PATCH', 'a-collector', { version: 1, enabled: false, reason: 'left the company' })).json()).toMatchObject({ enabled: false });
    const said = (await world.store.find('streamEvent', { where: { type: { in: ['user.unlocked', 'user.sessionsEnded', 'user.changed'] } } })).map((one) => [one.type, one.actor, one.data]);
    expect(said).toEqual([['user.unlocked', 'a-administrator', { reason: 'asked at the desk' }], ['user.sessionsEnded', 'a-administrator', { reason: 'left it open', ended: 2 }], ['user.changed', 'a-administrator', { fields: ['enabled'], entityId: 'a', reason: 'left the company', enabled: false }]]);
  });
  it('two who disable each other in one moment leave one', async () => {
    world = await makeWorld();
    const disable = (by: string, of: string) => world.as(by, { method: 'PATCH', url: `${API}/users/${of}`, payload: { version: 1, enabled: false, reason: 'test' } });
    const answers = await Promise.all([disable('a-administrator', 'b-administrator'), disable('b-administrator', 'a-administrator')]);
    expect(answers.filter((one) => one.statusCode === 200)).toHaveLength(1);
    expect(await world.store.count('user', { role: 'administrator', enabled: true })).toBe(1);
  });
});

describe('a request with the cookie', () => {
  const post = (headers: Record<string, string>) => world.app.inject({ method: 'POST', url: `${API}/campaigns`, headers: { cookie: `dunwell_session=${tokenOf('a-supervisor')}`, host: 'dunwell.local', ...headers }, payload: { name: 'X' } });
  it('needs our header and our origin to change anything', async () => {
    world = await makeWorld();
    const status = async (headers: Record<string, string>) => { const answer = await post(headers); return [answer.statusCode, answer.statusCode < 300 ? 'made' : answer.json<Said>().code]; };
    expect(await status({})).toEqual([403, 'csrf.refused']);
    expect(await status({ 'x-dunwell': '1', origin: 'https://evil.example' })).toEqual([403, 'csrf.refused']);
    expect(await status({ 'x-dunwell': '1', origin: 'null' })).toEqual([403, 'csrf.refused']);
    expect(await status({ 'x-dunwell': '1', 'sec-fetch-site': 'cross-site' })).toEqual([403, 'csrf.refused']);
    expect(await status({ 'x-dunwell': '1', origin: 'http://dunwell.local' })).toEqual([201, 'made']);
    expect((await world.app.inject({ url: `${API}/campaigns`, headers: { cookie: `dunwell_session=${tokenOf('a-supervisor')}` } })).statusCode).toBe(200);
  });
  it('is not asked for with a bearer token', async () => {
    world = await makeWorld();
    expect((await world.as('a-supervisor', { method: 'POST', url: `${API}/campaigns`, payload: { name: 'X' } })).statusCode).toBe(201);
  });
});

describe('the first administrator', () => {
  it('is made once, and must change the printed password', async () => {
    world = await makeWorld();
    const clock = new TestClock();
    const ids = uuidIds(() => clock.now());
    const store = new MemoryStore({ ids, zones: world.deps.zones, policies: testPolicies });
    const first = await ensureAdministrator({ store, clock, ids });
    expect(first?.login).toBe('admin');
    expect(first?.password).toHaveLength(20);
    expect(await ensureAdministrator({ store, clock, ids })).toBeNull();
    expect((await store.find('user', {}))[0]).toMatchObject({ role: 'administrator', mustChangePassword: true, enabled: true });
  });
});

describe('a second factor', () => {
  const headers = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const loginWith = (code: string | undefined, name = 'a-supervisor') => world.app.inject({ method: 'POST', url: `${API}/login`, payload: { login: name, password: PASSWORD, ...(code === undefined ? {} : { code }) } });
  const codeAt = (secret: string, at: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
  async function turnOn(): Promise<{ readonly secret: string; readonly token: string }> {
    world = await makeWorld();
    const token = tokenOf('a-supervisor');
    const begun = (await world.app.inject({ method: 'POST', url: `${API}/me/second-factor`, headers: headers(token) })).json<{ secret: string; uri: string }>();
    expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Dunwell:a-supervisor\?/);
    expect((await loginWith(undefined)).statusCode, 'not asked for before it is confirmed').toBe(200);
    const wrong = await world.app.inject({ method: 'POST', url: `${API}/me/second-factor/confirm`, headers: headers(token), payload: { code: codeAt(begun.secret, world.clock.at - 3_600_000) } });
    expect([wrong.statusCode, wrong.json<Said>().code]).toEqual([422, 'second_factor.code']);
    const done = await world.app.inject({ method: 'POST', url: `${API}/me/second-factor/confirm`, headers: headers(token), payload: { code: codeAt(begun.secret, world.clock.at) } });
    expect([done.statusCode, done.json<{ state: string }>().state]).toEqual([200, 'on']);
    return { secret: begun.secret, token };
  }

  it('is asked for after the right password only, once for each code, and is sealed in the store', async () => {
    const { secret, token } = await turnOn();
    expect((await loginWith(undefined)).json<Said>().code).toBe('login.code_required');
    expect((await world.app.inject({ method: 'POST', url: `${API}/login`, payload: { login: 'a-supervisor', password: 'wrong password', code: '000000' } })).json<Said>().code).toBe('login.failed');
    expect((await loginWith(codeAt(secret, world.clock.at))).json<Said>().code, 'the code of the confirmation is used up').toBe('login.code_wrong');
    world.clock.at += 30_000;
    const code = codeAt(secret, world.clock.at);
    const both = await Promise.all([loginWith(code), loginWith(code)]);
    expect(both.map((answer) => answer.statusCode).sort(), 'two logins with one code').toEqual([200, 401]);
    world.clock.at += 90_000;
    expect((await loginWith(codeAt(secret, world.clock.at - 30_000))).statusCode, 'a clock one step behind').toBe(200);
    world.clock.at += 300_001;
    expect((await loginWith(codeAt(secret, world.clock.at - 90_000))).json<Said>().code, 'three steps behind').toBe('login.code_wrong');
    expect(JSON.stringify(await world.store.find('secondFactor', {}))).not.toContain(secret);
    expect((await world.app.inject({ method: 'POST', url: `${API}/me/second-factor`, headers: headers(token) })).json<Said>().code, 'not replaced by a page left open').toBe('second_factor.on');
  });
  it('cannot be guessed: wrong codes count as failed logins', async () => {
    await turnOn();
    for (let tries = 0; tries < 9; tries++) await loginWith('000000');
    expect((await loginWith('000000')).statusCode).toBe(401);
    expect((await loginWith('000000')).json<Said>().code).toBe('login.throttled');
  });
  it('is removed by its owner with the password, or by an administrator', async () => {
    const { token } = await turnOn();
    const remove = (password: string) => world.app.inject({ method: 'POST', url: `${API}/me/second-factor/remove`, headers: headers(token), payload: { password } });
    expect((await remove('not my password')).json<Said>().code).toBe('password.wrong');
    expect((await remove(PASSWORD)).json<{ state: string }>().state).toBe('off');
    expect((await loginWith(undefined)).statusCode).toBe(200);
    const again = await turnOn();
    expect(again.token).toBeTruthy();
    expect((await world.as('a-administrator', { method: 'POST', url: `${API}/users/a-supervisor/second-factor/remove`, payload: { reason: 'lost the phone' } })).statusCode).toBe(200);
    expect((await loginWith(undefined)).statusCode).toBe(200);
  });
});
