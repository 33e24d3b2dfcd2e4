/** Grave acts ask again who it is; recovery codes; a second factor that a role must have. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorize } from '../../src/app/usecases/index.js';
import { ROLES } from '../../src/core/records/index.js';
import { scopeOf, type Verb } from '../../src/core/rights/policy.js';
import { makeWorld, PASSWORD, tokenOf, type Said, type World } from './doubles.js';

const API = '/api/v1';
const MINUTE = 60_000;
const WHY = { reason: 'asked for by phone' };
let world: World;
beforeEach(async () => { world = await makeWorld(); });
afterEach(() => world.app.close());
const post = async (user: string, url: string, payload: object = {}): Promise<readonly [number, string | undefined]> => { const answer = await world.as(user, { method: 'POST', url: `${API}${url}`, payload }); return [answer.statusCode, answer.json<Said>().code]; };
const codeAt = (secret: string, at: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
async function turnOn(user: string): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
  const { secret } = (await world.as(user, { method: 'POST', url: `${API}/me/second-factor` })).json<{ secret: string }>();
  const done = await world.as(user, { method: 'POST', url: `${API}/me/second-factor/confirm`, payload: { code: codeAt(secret, world.clock.at) } });
  return { secret, ...done.json<{ recoveryCodes: string[] }>() };
}
const login = async (user: string, code?: string): Promise<readonly [number, string | undefined]> => { const answer = await world.app.inject({ method: 'POST', url: `${API}/login`, payload: { login: user, password: PASSWORD, ...(code === undefined ? {} : { code }) } }); return [answer.statusCode, answer.json<Said>().code]; };

interface Documented { readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-proof'?: string; readonly description?: string }>>>> }
/** Every route that asks for proof, as the API document says. */
async function grave(): Promise<readonly { readonly route: string; readonly when: string; readonly verb: Verb | null }[]> {
  const { paths } = (await world.app.inject({ url: '/docs/json' })).json<Documented>();
  return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, one]) => (one['x-proof'] === undefined ? [] : [{
    route: `${method.toUpperCase()} ${path.replace(API, '')}`, when: one['x-proof'], verb: (/Needs the right `([\w.]+)`/.exec(one.description ?? '')?.[1] ?? null) as Verb | null,
  }])));
}

describe('grave acts', () => {
  it('are asked for again ten minutes after the login, and not within ten minutes of an answer', async () => {
    expect((await post('a-administrator', '/users/a-quality/password', WHY))[0]).toBe(200);
    world.clock.at += 10 * MINUTE + 1;
    expect(await post('a-administrator', '/users/a-quality/password', WHY)).toEqual([403, 'proof.required']);
    expect(await post('a-administrator', '/me/proof', { password: 'not my password' })).toEqual([422, 'password.wrong']);
    expect(await post('a-administrator', '/users/a-quality/password', WHY)).toEqual([403, 'proof.required']);
    const proof = await world.as('a-administrator', { method: 'POST', url: `${API}/me/proof`, payload: { password: PASSWORD } });
    expect(proof.json()).toEqual({ until: world.clock.at + 10 * MINUTE });
    expect((await post('a-administrator', '/users/a-legal/password', WHY))[0]).toBe(200);
    world.clock.at += 10 * MINUTE + 1;
    expect(await post('a-administrator', '/users/a-legal/password', WHY)).toEqual([403, 'proof.required']);
    const events = (await world.store.find('streamEvent', { where: { type: 'session.proved' } })).map((one) => one.actor);
    expect(events).toEqual(['a-administrator']);
  });
  it('are proven for one session only', async () => {
    const other = (await world.app.inject({ method: 'POST', url: `${API}/login`, payload: { login: 'a-administrator', password: PASSWORD } })).json<Said>().token;
    world.clock.at += 11 * MINUTE;
    expect((await post('a-administrator', '/me/proof', { password: PASSWORD }))[0]).toBe(200);
    const answer = await world.app.inject({ method: 'POST', url: `${API}/users/a-quality/password`, headers: { authorization: `Bearer ${other}` }, payload: WHY });
    expect(answer.json<Said>().code).toBe('proof.required');
  });
  it('take a code in place of the password, each once; wrong ones count as failed logins', async () => {
    const { secret, recoveryCodes } = await turnOn('a-compliance');
    world.clock.at += 11 * MINUTE;
    const code = codeAt(secret, world.clock.at);
    expect(await post('a-compliance', '/me/proof', { code: recoveryCodes[0] })).toEqual([400, 'request.invalid']);
    expect((await post('a-compliance', '/me/proof', { code }))[0]).toBe(200);
    expect(await post('a-compliance', '/me/proof', { code })).toEqual([401, 'login.code_wrong']);
    expect(await post('a-auditor', '/me/proof', { code })).toEqual([409, 'second_factor.off']);
    for (let n = 0; n < 9; n += 1) await post('a-compliance', '/me/proof', { password: 'wrong' });
    expect((await post('a-compliance', '/me/proof', { password: PASSWORD }))[1]).toBe('login.throttled');
    expect((await login('a-compliance'))[1]).toBe('login.throttled');
  });
  it('are all refused without proof, for every role that may do them, and stand in docs/rights.md with their roles (UPDATE_DOCS=1 writes it)', async () => {
    const rows = await grave();
    expect(rows.map((one) => one.route).sort()).toEqual([
      'PATCH /users/{id}', 'PATCH /webhooks/{id}', 'POST /audit/erasures', 'POST /audit/exports', 'POST /compliance/packs/activation', 'POST /compliance/packs/end', 'POST /me/second-factor/recovery-codes', 'POST /retention/runs',
      'POST /users', 'POST /users/{id}/password', 'POST /users/{id}/second-factor/remove', 'POST /webhooks', 'PUT /settings/{key}',
    ]);
    const file = new URL('../../docs/rights.md', import.meta.url);
    const document = readFileSync(file, 'utf8');
    const table = ['| route | when | who may do it |', '|---|---|---|', ...rows.map(({ route, when, verb }) => `| \`${route}\` | ${when} | ${verb === null ? 'everybody' : ROLES.filter((role) => scopeOf(role, verb) !== null).join(', ')} |`)].join('\n');
    const told = document.replace(/(<!-- proof:begin -->\n\n)[\s\S]*(\n\n<!-- proof:end -->)/, (_all, before: string, after: string) => `${before}${table}${after}`);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, told); else expect(document).toBe(told);
    expect(told).toContain(table);
    world.clock.at += 11 * MINUTE;
    const bodies: Readonly<Record<string, { readonly url: string; readonly body: object }>> = {
      'PATCH /users/{id}': { url: '/users/a-quality', body: { version: 1, role: 'legal' } }, 'PATCH /webhooks/{id}': { url: '/webhooks/x', body: { version: 1, url: 'https://elsewhere.example' } },
      'POST /audit/erasures': { url: '/audit/erasures', body: { debtorId: 'a-party', reason: 'asked for it' } }, 'POST /audit/exports': { url: '/audit/exports', body: { debtorId: 'a-party', reason: 'a complaint' } },
      'POST /compliance/packs/activation': { url: '/compliance/packs/activation', body: { pack: 'cn' } }, 'POST /compliance/packs/end': { url: '/compliance/packs/end', body: { pack: 'cn' } },
      'POST /me/second-factor/recovery-codes': { url: '/me/second-factor/recovery-codes', body: {} }, 'POST /retention/runs': { url: '/retention/runs', body: {} },
      'POST /users': { url: '/users', body: { login: 'another', displayName: 'A', role: 'administrator', entityId: 'a' } }, 'POST /users/{id}/password': { url: '/users/a-quality/password', body: WHY },
      'POST /users/{id}/second-factor/remove': { url: '/users/a-quality/second-factor/remove', body: WHY }, 'POST /webhooks': { url: '/webhooks', body: { url: 'https://x.example', mapping: { phone: 'tel' } } }, 'PUT /settings/{key}': { url: '/settings/secondFactor', body: { value: { roles: [] } } },
    };
    for (const { route, verb } of rows) for (const role of ROLES) {
      const { url, body } = bodies[route]!;
      const answer = await world.as(`a-${role}`, { method: route.split(' ')[0] as 'POST', url: `${API}${url}`, payload: body });
      const may = verb === null || scopeOf(role, verb) !== null;
      expect([answer.statusCode, answer.json<Said>().code], `${route} ${role}`).toEqual([403, may ? 'proof.required' : 'right.denied']);
    }
  });
  it('are not what is not grave: a name, a dry run, a webhook of ids', async () => {
    world.clock.at += 11 * MINUTE;
    expect((await world.as('a-administrator', { method: 'PATCH', url: `${API}/users/a-quality`, payload: { version: 1, displayName: 'Q' } })).statusCode).toBe(200);
    expect((await post('a-administrator', '/retention/runs', { dryRun: true }))[0]).toBe(200);
    expect((await post('a-administrator', '/webhooks', { url: 'https://x.example' }))[0]).toBe(201);
    expect((await world.as('a-administrator', { method: 'PUT', url: `${API}/settings/anything`, payload: { value: 1 } })).statusCode).toBe(200);
  });
});

describe('recovery codes', () => {
  it('are ten, open one session each, and are kept as hashes', async () => {
    const { recoveryCodes: codes } = await turnOn('a-supervisor');
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(JSON.stringify(await world.store.find('secondFactor', {}))).not.toContain(codes[0]!.slice(5));
    expect(await login('a-supervisor')).toEqual([401, 'login.code_required']);
    const both = await Promise.all([login('a-supervisor', codes[0]), login('a-supervisor', codes[0])]);
    expect(both.map(([status]) => status).sort(), 'two logins with one code').toEqual([200, 401]);
    expect(await login('a-supervisor', codes[0])).toEqual([401, 'login.code_wrong']);
    // As people type.
    expect((await login('a-supervisor', codes[1]!.toLowerCase().replaceAll('-', ' ')))[0]).toBe(200);
    expect(await login('a-supervisor', `${codes[2]!.slice(0, -1)}${codes[2]!.endsWith('0') ? '1' : '0'}`)).toEqual([401, 'login.code_wrong']);
    expect((await world.as('a-supervisor', { url: `${API}/me/second-factor` })).json()).toMatchObject({ state: 'on', recoveryLeft: 8 });
    expect((await world.store.find('streamEvent', { where: { type: 'user.recoveryCodeUsed' } })).map((one) => one.data)).toEqual([{ left: 9 }, { left: 8 }]);
  });
  it('are made anew on demand, and those before are worth nothing', async () => {
    const { recoveryCodes: old } = await turnOn('a-supervisor');
    const answer = await world.as('a-supervisor', { method: 'POST', url: `${API}/me/second-factor/recovery-codes` });
    const { codes } = answer.json<{ codes: string[] }>();
    expect(codes).toHaveLength(10);
    expect(await login('a-supervisor', old[3])).toEqual([401, 'login.code_wrong']);
    expect((await login('a-supervisor', codes[3]))[0]).toBe(200);
    expect(await world.store.count('streamEvent', { type: 'user.recoveryCodesMade' })).toBe(1);
    expect((await world.as('a-quality', { method: 'POST', url: `${API}/me/second-factor/recovery-codes` })).json<Said>().code).toBe('second_factor.off');
  });
});

describe('a second factor that a role must have', () => {
  const require = (roles: readonly unknown[]) => world.as('a-administrator', { method: 'PUT', url: `${API}/settings/secondFactor`, payload: { value: { roles } } });
  it('is set up before anything else, by whoever has none', async () => {
    expect((await world.as('a-compliance', { url: `${API}/me` })).json()).toMatchObject({ secondFactorDue: false });
    expect((await require(['compliance'])).statusCode).toBe(200);
    const get = async (url: string): Promise<string | number> => { const answer = await world.as('a-compliance', { url: `${API}${url}` }); return answer.statusCode < 300 ? answer.statusCode : answer.json<Said>().code; };
    expect(await get('/campaigns')).toBe('second_factor.must_set_up');
    expect(await authorize(world.deps, tokenOf('a-compliance')), 'no desk or wallboard either').toBeNull();
    expect((await world.as('a-compliance', { url: `${API}/me` })).json()).toMatchObject({ secondFactorDue: true });
    expect((await world.as('a-supervisor', { url: `${API}/campaigns` })).statusCode).toBe(200);
    await turnOn('a-compliance');
    expect(await get('/campaigns')).toBe(200);
    expect((await authorize(world.deps, tokenOf('a-compliance')))?.id).toBe('a-compliance');
    expect(await post('a-compliance', '/me/second-factor/remove', { password: PASSWORD })).toEqual([409, 'second_factor.required']);
    expect((await world.as('a-compliance', { url: `${API}/me/second-factor` })).json()).toMatchObject({ state: 'on', required: true, recoveryLeft: 10 });
  });
  it('is asked of nobody when it can’t be read, and its roles are checked when it is set', async () => {
    expect((await require(['boss'])).json<Said>().code).toBe('setting.secondFactor');
    expect((await world.as('a-administrator', { method: 'PUT', url: `${API}/settings/secondFactor`, payload: { value: ['compliance'] } })).json<Said>().code).toBe('setting.secondFactor');
    expect((await world.as('a-compliance', { url: `${API}/campaigns` })).statusCode).toBe(200);
  });
  it('after it was taken away by an administrator, is set up again', async () => {
    await turnOn('a-legal');
    await require(['legal']);
    expect((await world.as('a-legal', { url: `${API}/campaigns` })).statusCode).toBe(200);
    expect((await post('a-administrator', '/users/a-legal/second-factor/remove', WHY))[0]).toBe(200);
    expect((await world.as('a-legal', { url: `${API}/campaigns` })).json<Said>().code).toBe('second_factor.must_set_up');
  });
});
