import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ok } from '../../src/core/result.js';
import { openInside, readRange } from '../../src/http/files.js';
import { attempt, IDENTITY, lead, makeWorld, NAME, NOW, NUMBER, type Said, type World } from './doubles.js';

const API = '/api/v1';
let world: World;
afterEach(() => world.app.close());
const asAdmin = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}, user = 'a-administrator') =>
  world.as(user, { method, url: `${API}${url}`, headers, ...(payload === undefined ? {} : { payload }) });

describe('problems', () => {
  it('have one shape for what is not there, not JSON, not the schema, too large', async () => {
    world = await makeWorld();
    const answers = [
      [404, 'route.unknown', await world.app.inject({ url: '/nothing' })], [401, 'session.required', await world.app.inject({ url: `${API}/users` })],
      [404, 'route.unknown', await asAdmin('GET', '/nothing')], [404, 'user.unknown', await asAdmin('GET', '/users/nobody-here')],
      [400, 'request.json', await world.as('a-administrator', { method: 'POST', url: `${API}/teams`, payload: '{', headers: { 'content-type': 'application/json' } })],
      [415, 'request.media_type', await world.as('a-administrator', { method: 'POST', url: `${API}/teams`, payload: 'x', headers: { 'content-type': 'text/plain' } })],
      [413, 'request.too_large', await asAdmin('POST', '/teams', { entityId: 'a', name: 'x'.repeat(300_000) })],
      [400, 'request.invalid', await asAdmin('POST', '/teams', { entityId: 'a', name: 7, colour: 'red' })],
      [400, 'request.invalid', await asAdmin('GET', '/users?limit=201')], [400, 'request.invalid', await asAdmin('GET', '/users?sort=x')], [400, 'cursor.invalid', await asAdmin('GET', '/users?cursor=x')],
      [422, 'reference.unknown', await asAdmin('POST', '/teams', { entityId: 'zzz', name: 'x' })],
    ] as const;
    for (const [status, code, answer] of answers) {
      expect([answer.statusCode, answer.json<Said>().code]).toEqual([status, code]);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json<Said>()).toMatchObject({ status, requestId: answer.headers['x-request-id'] });
    }
    expect(answers[7][2].json<Said>().problems.map((one) => one.at).sort()).toEqual(['', '/name']);
  });
  it('say nothing of the inside when something breaks, and log no personal data', async () => {
    world = await makeWorld();
    world.deps.store.find = () => Promise.reject(new Error(`broken at "${NAME.a}" ${NUMBER.a}`));
    const answer = await world.as(null, { method: 'POST', url: `${API}/login`, payload: { login: 'a', password: 'b' } });
    expect([answer.statusCode, answer.json<Said>().code]).toEqual([500, 'internal']);
    expect(answer.body).not.toContain(NAME.a);
    expect(world.log.lines.join('\n')).toContain(answer.json<Said>().requestId);
    expect(world.log.lines.join('\n')).not.toMatch(new RegExp(`${NAME.a}|138001`));
  });
  it('limit the rate', async () => {
    world = await makeWorld({ requestsPerMinute: 3 });
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push(await asAdmin('GET', '/me'));
    expect(statuses.map((one) => one.statusCode)).toEqual([200, 200, 200, 429]);
    expect(statuses[3]?.json<Said>().code).toBe('rate.limited');
    expect((await world.app.inject({ url: '/healthz' })).statusCode).toBe(200);
  });
});

describe('campaign settings', () => {
  it('report every mistake at once', async () => {
    world = await makeWorld();
    const answer = await asAdmin('POST', '/campaigns', { name: 'X', settings: { mode: 'robotic', ringTimeout: 5, caps: { perPhonePerDay: 0 }, trunks: ['nowhere'], hopper: 3, window: { from: '06:00' } } });
    expect([answer.statusCode, answer.json<Said>().code]).toEqual([422, 'settings.invalid']);
    expect(answer.json<Said>().problems.map((one) => one.at).sort()).toEqual(['/caps/perPhonePerDay', '/hopper', '/mode', '/ringTimeout', '/trunks/0', '/window/from']);
  });
  it('take TEST-24H only while every gateway in use is on loopback', async () => {
    world = await makeWorld();
    const settings = { window: { name: 'TEST-24H' } };
    const made = await asAdmin('POST', '/campaigns', { name: 'X', settings });
    expect(made.json<Said>().settings.window).toEqual({ name: 'TEST-24H', from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] });
    world.conductor.view = { ...world.conductor.view, switches: [{ node: 'fs1', up: true, since: NOW, why: null, gateways: [{ name: 'sim', up: true, state: 'REGED', loopback: false }] }] };
    expect((await asAdmin('POST', '/campaigns', { name: 'Y', settings })).json<Said>().problems[0]?.code).toBe('settings.test_window');
    const start = await asAdmin('POST', `/campaigns/${made.json<Said>().id}/start`);
    expect([start.statusCode, start.json<Said>().code]).toEqual([422, 'settings.test_window']);
  });
  it('are launched only when no check is red, or with a reason that is written down', async () => {
    world = await makeWorld();
    const made = (await asAdmin('POST', '/campaigns', { name: 'X', entityId: 'a' })).json<{ id: string }>();
    type Found = { level: string; checks: { check: string; level: string; code: string; facts: Record<string, number> }[]; leads: { open: number } };
    const found = (await asAdmin('GET', `/campaigns/${made.id}/checks`)).json<Found>();
    expect(found.level).toBe('red');
    expect(found.checks.map((one) => one.check)).toEqual(['hours', 'trunks', 'agents', 'script', 'abandonment', 'leads']);
    expect(found.checks.find((one) => one.check === 'leads')).toMatchObject({ level: 'red', code: 'none', facts: { open: 0 } });
    const refused = await asAdmin('POST', `/campaigns/${made.id}/start`);
    expect([refused.statusCode, refused.json<Said>().code]).toEqual([422, 'campaign.checks']);
    expect(refused.json<Said>().problems.map((one) => one.code)).toEqual(found.checks.filter((one) => one.level === 'red').map((one) => `campaign.${one.check}.${one.code}`));
    expect(world.conductor.asked.some((one) => one.includes(made.id) && one.startsWith('start'))).toBe(false);
    expect((await asAdmin('POST', `/campaigns/${made.id}/start?reason=${encodeURIComponent('a drill')}`)).statusCode).toBe(200);
    const [event] = await world.store.find('streamEvent', { where: { type: 'campaign.launchedDespite' }, limit: 1 });
    expect(event).toMatchObject({ data: { reason: 'a drill' } });
    expect((event?.data as { checks: string }).checks).toContain('leads.none');
  });
  it('keep what a change does not name', async () => {
    world = await makeWorld();
    const changed = await asAdmin('PATCH', '/campaigns/a-campaign', { version: 1, settings: { caps: { perPhonePerDay: 2 }, recycle: { busy: null } } });
    expect(changed.json<Said>().settings.caps).toEqual({ perPhonePerDay: 2, perPartyPerDay: 6, phoneSpacing: 1_800_000 });
    expect(Object.keys(changed.json<Said>().settings.recycle)).not.toContain('busy');
    expect(Object.keys(changed.json<Said>().settings.recycle)).toContain('no_answer');
    expect(world.conductor.asked).toContain('changed campaign a-campaign');
  });
});

describe('versions', () => {
  it('refuse a change based on an older row, and show the present one', async () => {
    world = await makeWorld();
    expect((await asAdmin('PATCH', '/teams/a-team', { name: 'X' })).statusCode).toBe(428);
    const first = await asAdmin('PATCH', '/teams/a-team', { name: 'One' }, { 'if-match': '"1"' });
    expect([first.statusCode, first.headers.etag]).toEqual([200, '"2"']);
    const late = await asAdmin('PATCH', '/teams/a-team', { name: 'Two' }, { 'if-match': '"1"' });
    expect([late.statusCode, late.json<Said>().code, late.json<Said>().current.name]).toEqual([412, 'record.stale', 'One']);
    expect((await asAdmin('PATCH', '/teams/a-team', { name: 'Two', version: 1 })).statusCode).toBe(409);
  });
});

describe('an Idempotency-Key', () => {
  it('makes a create happen once, whoever asks how often', async () => {
    world = await makeWorld();
    const ask = (name: string, key = 'k1', user = 'a-administrator') => asAdmin('POST', '/users', { login: name, displayName: 'N', role: 'collector', entityId: 'a' }, { 'idempotency-key': key }, user);
    const answers = await Promise.all([ask('once'), ask('once'), ask('once')]);
    expect(answers.map((one) => one.statusCode)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((one) => one.body)).size).toBe(1);
    expect((await ask('once')).headers['idempotency-replayed']).toBe('true');
    const other = await ask('another');
    expect([other.statusCode, other.json<Said>().code]).toEqual([422, 'idempotency.mismatch']);
    expect((await ask('once', 'k1', 'b-administrator')).json<Said>().code).toBe('user.login_taken');
    // What is kept for the answer is sealed: it holds the generated password.
    expect(JSON.stringify(await world.store.find('idempotencyKey', {}))).not.toContain(answers[0].json<Said>().password);
  });
  it('gives a refusal again too, and lets a failure of ours be tried anew', async () => {
    world = await makeWorld();
    const bad = () => asAdmin('POST', '/trunks', { gateway: 'a b', node: 'fs1', maxCalls: 0, callsPerSecond: 500, plan: [{ prefix: '86', strip: 0, add: '9' }], callerIds: [{ number: '}"', region: 'x' }] }, { 'idempotency-key': 'k' });
    expect((await bad()).json<Said>().problems.map((one) => one.at)).toEqual(['/gateway', '/maxCalls', '/callsPerSecond', '/plan/0/prefix', '/plan/0/add', '/callerIds/0/number', '/callerIds/0/region']);
    expect((await bad()).headers['idempotency-replayed']).toBe('true');
    world.conductor.view = { ...world.conductor.view, calls: [{ attemptId: 'x', campaignId: null, entityId: 'a', mode: 'manual', state: 'talking', number: '1', since: NOW, userId: null, trunk: null, node: 'fs1' }] };
    world.conductor.endCall = () => Promise.reject(new Error('boom'));
    const end = () => asAdmin('POST', '/live/calls/x/end', undefined, { 'idempotency-key': 'e' });
    expect((await end()).statusCode).toBe(500);
    world.conductor.endCall = () => Promise.resolve(ok(undefined));
    expect((await end()).statusCode).toBe(200);
  });
});

describe('pages', () => {
  it('show every row once, though rows come and go between them', async () => {
    world = await makeWorld();
    await world.store.run('createMany', { rows: Array.from({ length: 25 }, (_, n) => attempt('a', `a-x${String(n).padStart(2, '0')}`, { openedAt: NOW - (n % 5) })) });
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && page < 20; page++) {
      const answer = await asAdmin('GET', `/attempts?campaignId=a-campaign&limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`, undefined, {}, 'a-supervisor');
      seen.push(...answer.json<Said>().items.map((one) => one.id));
      cursor = answer.json<Said>().next;
      await world.store.run('createMany', { rows: [attempt('a', `a-new${page}`, { openedAt: NOW + 1000 + page })] });
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(26);
  });
  it('merge what is mine by two ways, once', async () => {
    world = await makeWorld();
    await world.store.run('createMany', { rows: Array.from({ length: 7 }, (_, n) => lead('a', `a-l${n}`, { boundUserId: n % 2 === 0 ? 'a-collector' : null, caseId: 'a-case' })) });
    const first = (await asAdmin('GET', '/leads?limit=3', undefined, {}, 'a-collector')).json<Said>();
    const rest = (await asAdmin('GET', `/leads?limit=200&cursor=${first.next}`, undefined, {}, 'a-collector')).json<Said>();
    expect([...first.items, ...rest.items].map((one) => one.id)).toEqual(['a-l0', 'a-l1', 'a-l2', 'a-l3', 'a-l4', 'a-l5', 'a-l6', 'a-lead']);
    expect(rest.next).toBeNull();
  });
});

describe('personal data', () => {
  it('is found by name, phone, identity and contract, and shown masked', async () => {
    world = await makeWorld();
    for (const query of [{ name: NAME.a }, { phone: '138 0013 8001' }, { identity: IDENTITY.a.toLowerCase() }, { contract: 'HT-a-0001' }, { name: NAME.a, phone: NUMBER.a }]) {
      const answer = await asAdmin('POST', '/leads/search', query, {}, 'a-supervisor');
      expect(answer.json<Said>().items.map((one) => [one.id, one.name]), JSON.stringify(query)).toEqual([['a-lead', '王**']]);
    }
    for (const query of [{ name: NAME.b }, { phone: NUMBER.b }, { identity: IDENTITY.b }, { contract: 'HT-b-0001' }, { name: NAME.a, phone: NUMBER.b }]) {
      expect((await asAdmin('POST', '/leads/search', query, {}, 'a-supervisor')).json<Said>().items, JSON.stringify(query)).toEqual([]);
    }
  });
  it('is whole in a case only while its call is in hand', async () => {
    world = await makeWorld();
    expect((await asAdmin('GET', '/cases/a-case', undefined, {}, 'a-collector')).json<Said>()).toMatchObject({ name: '王**', masked: true });
    await world.store.run('createMany', { rows: [attempt('a', 'a-now', { bridgedAt: NOW })] });
    expect((await asAdmin('GET', '/cases/a-case', undefined, {}, 'a-collector')).json<Said>()).toMatchObject({ name: NAME.a, masked: false });
    expect((await asAdmin('GET', '/cases/a-case', undefined, {}, 'a-supervisor')).json<Said>()).toMatchObject({ masked: true });
  });
  it('is unmasked for a reason, and that is written down first', async () => {
    world = await makeWorld();
    const answer = await asAdmin('POST', '/parties/a-party/unmask', { caseId: 'a-case', reason: 'a court asks' }, {}, 'a-compliance');
    expect(answer.json<Said>()).toMatchObject({ name: NAME.a, identity: IDENTITY.a, phones: [{ number: NUMBER.a }] });
    const events = (await asAdmin('GET', '/events?type=personal.unmasked', undefined, {}, 'a-compliance')).json<Said>();
    expect(events.items).toMatchObject([{ actor: 'a-compliance', data: { reason: 'a court asks', caseId: 'a-case' } }]);
    expect((await asAdmin('GET', '/events?type=personal.unmasked', undefined, {}, 'b-compliance')).json<Said>().items).toEqual([]);
    expect((await asAdmin('POST', '/parties/b-party/unmask', { caseId: 'a-case', reason: 'curious' }, {}, 'a-compliance')).statusCode).toBe(404);
  });
  it('of one company is in no answer to another', async () => {
    world = await makeWorld();
    await asAdmin('POST', '/suppressions', { number: NUMBER.b, source: 'asked' }, {}, 'b-compliance');
    const lists = ['/users', '/entities', '/departments', '/teams', '/campaigns', '/lists', '/imports', '/leads', '/attempts', '/callbacks', '/suppressions', '/live', '/events', '/scripts'];
    for (const role of ['collector', 'teamLead', 'supervisor', 'compliance', 'auditor', 'integrator']) {
      for (const url of lists) {
        const answer = await asAdmin('GET', `${url}?limit=200`.replace('/live?limit=200', '/live'), undefined, {}, `a-${role}`);
        expect(answer.body, `${role} ${url}`).not.toMatch(/"b"|"b-|Company b|赵|139\*{4}9002|13900139002/);
      }
    }
  });
  it('stays out of the log', async () => {
    world = await makeWorld();
    await asAdmin('GET', `/leads?name=${encodeURIComponent(NAME.a)}&phone=13800138001`);
    await asAdmin('POST', '/leads/search', { identity: IDENTITY.a });
    expect(world.log.lines.length).toBeGreaterThan(1);
    expect(world.log.lines.join('\n')).not.toMatch(/13800138001|%E7|王|11010519/);
  });
});

describe('suppressions and callbacks', () => {
  it('stand in the store before the conductor is told', async () => {
    world = await makeWorld();
    const made = await asAdmin('POST', '/suppressions', { number: '13800138001', source: 'asked on the phone' }, {}, 'a-compliance');
    expect(made.json<Said>()).toMatchObject({ subjectKind: 'phone', subjectId: null, number: '138****8001' });
    expect(world.conductor.asked).toEqual(['forbid phoneIndex']);
    expect((await asAdmin('POST', '/suppressions', { number: '13800138001', source: 'x' }, {}, 'a-collector')).statusCode).toBe(403);
    expect((await asAdmin('POST', '/suppressions', { number: '13800138001', caseId: 'a-case', source: 'x' }, {}, 'a-compliance')).json<Said>().code).toBe('suppression.subject');
    const lifted = await asAdmin('POST', `/suppressions/${made.json<Said>().id}/lift`, { reason: 'agreed again' }, {}, 'a-compliance');
    expect(lifted.json<Said>().endedAt).toBe(NOW);
    expect((await asAdmin('POST', `/suppressions/${made.json<Said>().id}/lift`, { reason: 'agreed again' }, {}, 'a-compliance')).statusCode).toBe(409);
  });
  it('a re-timed callback takes its lead along; a cancelled one lets it go', async () => {
    world = await makeWorld();
    expect((await asAdmin('PATCH', '/callbacks/a-callback', { version: 1, dueAt: NOW - 1 })).statusCode).toBe(422);
    await asAdmin('PATCH', '/callbacks/a-callback', { version: 1, dueAt: NOW + 9000 });
    expect(await world.store.get('lead', 'a-lead')).toMatchObject({ state: 'callback', nextAt: NOW + 9000 });
    await asAdmin('PATCH', '/callbacks/a-callback', { version: 2, state: 'cancelled' });
    expect(await world.store.get('lead', 'a-lead')).toMatchObject({ state: 'resting', nextAt: NOW });
    expect((await asAdmin('PATCH', '/callbacks/a-callback', { version: 3, dueAt: NOW + 1 })).json<Said>().code).toBe('callback.closed');
  });
});

describe('recordings', () => {
  const get = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') => world.as('a-supervisor', { method, url: `${API}/attempts/a-attempt/recording`, headers });
  it('are played in ranges, and each listening is written down once', async () => {
    world = await makeWorld();
    mkdirSync(join(world.recordings, '2026'));
    writeFileSync(join(world.recordings, '2026/a-attempt.wav'), '0123456789');
    const whole = await get();
    expect([whole.statusCode, whole.body, whole.headers['content-type'], whole.headers['accept-ranges']]).toEqual([200, '0123456789', 'audio/wav', 'bytes']);
    for (const [range, body, header] of [['bytes=2-4', '234', 'bytes 2-4/10'], ['bytes=7-', '789', 'bytes 7-9/10'], ['bytes=-2', '89', 'bytes 8-9/10'], ['bytes=8-99', '89', 'bytes 8-9/10']] as const) {
      const part = await get({ range });
      expect([part.statusCode, part.body, part.headers['content-range'], part.headers['content-length']]).toEqual([206, body, header, String(body.length)]);
    }
    expect((await get({ range: 'bytes=10-' })).statusCode).toBe(416);
    expect((await get({}, 'HEAD')).headers['content-length']).toBe('10');
    expect((await asAdmin('GET', '/events?type=recording.read')).json<Said>().items).toHaveLength(1);
  });
  it('never come from outside their folder', async () => {
    world = await makeWorld();
    const root = world.recordings;
    mkdirSync(join(root, 'sub'));
    writeFileSync(join(root, 'sub/real.wav'), 'x');
    symlinkSync('/etc/passwd', join(root, 'link.wav'));
    symlinkSync(join(root, 'sub'), join(root, 'folder'));
    for (const path of ['../../etc/passwd', '/etc/passwd', 'link.wav', 'folder/real.wav', 'sub', '.', '', 'sub/../../x', 'no\0pe', 'missing.wav']) expect(await openInside(root, path), path).toBeNull();
    const file = await openInside(root, join(root, 'sub/real.wav'));
    expect(file).not.toBeNull();
    await file?.close();
  });
  it('read ranges as RFC 9110 says', () => {
    expect([readRange(undefined, 5), readRange('bytes=-', 5), readRange('bytes=0-1,2-3', 5), readRange('lines=1-2', 5), readRange('bytes=3-1', 5)]).toEqual([null, null, null, null, null]);
    expect([readRange('bytes=-0', 5), readRange('bytes=0-', 0)]).toEqual(['unsatisfiable', 'unsatisfiable']);
  });
});

describe('imports', () => {
  it('stream the file, remember only its last name, and hand over the mapping', async () => {
    world = await makeWorld();
    const payload = '--XX\r\nContent-Disposition: form-data; name="mapping"\r\n\r\n{"姓名":"name"}\r\n--XX\r\nContent-Disposition: form-data; name="file"; filename="..\\\\..\\\\九月.csv"\r\n\r\na,b\r\n--XX--\r\n';
    const send = (key: string) => world.as('a-supervisor', { method: 'POST', url: `${API}/imports?campaignId=a-campaign&kind=placement`, headers: { 'content-type': 'multipart/form-data; boundary=XX', 'idempotency-key': key }, payload });
    expect((await send('k')).statusCode).toBe(202);
    expect((await send('k')).json<Said>()).toEqual({ importId: 'new-import' });
    expect(world.imports).toHaveLength(1);
    expect(world.imports[0]?.options).toMatchObject({ fileName: '九月.csv', mapping: { 姓名: 'name' }, entityId: 'a', by: 'a-supervisor', defaultCountry: 'CN' });
  });
  it('give their problems as CSV no spreadsheet will run', async () => {
    world = await makeWorld();
    const answer = await asAdmin('GET', '/imports/a-import/problems.csv');
    expect(answer.body).toBe('\ufeffrow,column,value,code,reason,severity\r\n2,phone,\'=13****,phone.invalid,"not a ""number"", really",error\r\n');
  });
});
