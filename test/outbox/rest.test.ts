/** Webhooks and files over REST: who may, what is refused, what is shown once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, NOW, type World } from '../http/doubles.js';

const API = '/api/v1';
let world: World;
beforeAll(async () => { world = await makeWorld(); });
afterAll(() => world.app.close());
const ask = async (user: string, method: 'GET' | 'POST' | 'PATCH' | 'PUT', url: string, payload?: object, headers: Record<string, string> = {}) => {
  const answer = await world.as(user, { method, url: `${API}${url}`, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: (answer.headers['content-type'] ?? '').toString().includes('json') ? answer.json<Record<string, unknown>>() : {} };
};

describe('webhooks', () => {
  it('show their secret at birth and at rotation, and nowhere else', async () => {
    const made = await ask('a-integrator', 'POST', '/webhooks', { url: 'https://bank.example/hook', creditorId: 'a' });
    expect(made).toMatchObject({ status: 201, json: { secret: expect.stringMatching(/^whsec_[\w-]{43}$/) as string, webhook: { entityId: 'a', creditorId: 'a', enabled: true } } });
    const { secret, webhook } = made.json as { secret: string; webhook: { id: string; version: number } };
    for (const url of ['/webhooks', `/webhooks/${webhook.id}`]) expect((await ask('a-administrator', 'GET', url)).text).not.toMatch(/secret|whsec/i);
    const rotated = await ask('a-integrator', 'POST', `/webhooks/${webhook.id}/secret`, {}, { 'if-match': String(webhook.version) });
    expect(rotated.json['secret']).not.toBe(secret);
    const kept = (await world.store.get('webhook', webhook.id))!;
    expect([world.deps.vault.open('secret', kept.oldSecretSealed!), kept.oldSecretUntil! - world.clock.now()]).toEqual([secret, 24 * 3_600_000]);
    expect((await ask('a-integrator', 'POST', `/webhooks/${webhook.id}/secret`, { overlapHours: 169 }, { 'if-match': String(kept.version) })).status).toBe(400);
    expect((await ask('a-integrator', 'POST', `/webhooks/${webhook.id}/secret`, { overlapHours: 0 }, { 'if-match': String(kept.version) })).status).toBe(200);
    expect((await world.store.get('webhook', webhook.id))!.oldSecretSealed).toBeNull();
    expect(JSON.stringify(await world.store.find('streamEvent', { limit: 1000 }))).not.toMatch(/whsec|sealed:|"sealed":"/);
  });
  it.each([
    ['a URL that is none', { url: 'http://bank.example/' }, 'webhook.url', '/url'], ['types nobody sends', { url: 'https://x.example/', types: ['user.*'] }, 'webhook.types', '/types/0'],
    ['a field that is none', { url: 'https://x.example/', mapping: { identity: 'id' } }, 'mapping.field', '/mapping/identity'], ['a name with signs', { url: 'https://x.example/', mapping: { amount: '=a' } }, 'mapping.name', '/mapping/amount'],
    ['two under one name', { url: 'https://x.example/', mapping: { amount: 'a', due: 'a' } }, 'mapping.twice', '/mapping/due'],
  ])('refuse %s', async (_, body, code, at) => {
    expect(await ask('a-integrator', 'POST', '/webhooks', body)).toMatchObject({ status: 422, json: { code: 'webhook.invalid', problems: [{ code, at }] } });
  });
  it('of a creditor one has nothing to do with are no different from one that is not there', async () => {
    const [foreign, none] = [await ask('a-integrator', 'POST', '/webhooks', { url: 'https://x.example/', creditorId: 'b' }), await ask('a-integrator', 'POST', '/webhooks', { url: 'https://x.example/', creditorId: 'nobody' })];
    expect([foreign.status, foreign.json['code'], foreign.json['detail']]).toEqual([none.status, none.json['code'], none.json['detail']]);
    expect(await ask('a-integrator', 'POST', '/webhooks', { url: 'https://x.example/', entityId: 'b' })).toMatchObject({ status: 422, json: { code: 'reference.unknown' } });
  });
  it('send names and phones only where an administrator said so, and it is written down; nobody else may then change where they go', async () => {
    const body = { url: 'https://bank.example/hook', entityId: 'a', mapping: { contract: 'c', name: 'n' } };
    expect(await ask('a-integrator', 'POST', '/webhooks', body)).toMatchObject({ status: 422, json: { code: 'webhook.personal' } });
    const made = await ask('a-administrator', 'POST', '/webhooks', body);
    expect(made.status).toBe(201);
    const { id } = made.json['webhook'] as { id: string };
    expect(await world.store.find('streamEvent', { where: { type: 'webhook.personalAllowed' } })).toMatchObject([{ actor: 'a-administrator', data: { entityId: 'a', fields: 'name' } }]);
    expect(await ask('a-integrator', 'PATCH', `/webhooks/${id}`, { url: 'https://elsewhere.example/' }, { 'if-match': '1' })).toMatchObject({ status: 422, json: { code: 'webhook.personal' } });
    expect((await ask('a-integrator', 'PATCH', `/webhooks/${id}`, { enabled: false }, { 'if-match': '1' })).status).toBe(200);
  });
  it('may be changed while they work: a cursor that moved is nobody’s change, another person’s change is', async () => {
    const made = await ask('a-integrator', 'POST', '/webhooks', { url: 'https://bank.example/hook' });
    const { id, cursor } = made.json['webhook'] as { id: string; cursor: number };
    expect(await world.store.run('queueDeliveries', { webhookId: id, from: cursor, to: cursor + 5, events: [], at: NOW })).toEqual({ moved: true });
    expect((await ask('a-integrator', 'PATCH', `/webhooks/${id}`, { types: ['payment.*'] }, { 'if-match': '1' })).status).toBe(200);
    expect(await ask('a-administrator', 'PATCH', `/webhooks/${id}`, { types: [] }, { 'if-match': '1' })).toMatchObject({ status: 412, json: { code: 'record.stale', current: { types: ['payment.*'] } } });
  });
  it.each([[{}], [{ fromSeq: 1 }], [{ dead: true, fromSeq: 1, toSeq: 2 }], [{ fromSeq: 5, toSeq: 2 }], [{ fromSeq: 1, toSeq: 10_001 }]])('refuse a replay of %j', async (body) => {
    expect((await ask('a-integrator', 'POST', '/webhooks/a-webhook/replay', body)).status).toBe(422);
  });
});

describe('exports', () => {
  it('are made, fetched in ranges, and the fetching is written down once', async () => {
    const made = await ask('a-finance', 'POST', '/exports', { creditorId: 'a', day: '2027-01-15' });
    expect(made.status).toBe(201);
    const items = made.json['items'] as { file: { id: string; kind: string }; state: string }[];
    expect(items.map((one) => one.file.kind)).toEqual(['contacts', 'results', 'promises', 'payments']);
    const whole = await ask('a-finance', 'GET', `/exports/${items[3]!.file.id}/file`);
    expect([whole.status, whole.text.slice(0, 5)]).toEqual([200, '\uFEFFseq,']);
    expect(await ask('a-finance', 'GET', `/exports/${items[3]!.file.id}/file`, undefined, { range: 'bytes=3-5' })).toMatchObject({ status: 206, text: 'seq' });
    expect((await ask('a-finance', 'GET', `/exports/${items[3]!.file.id}/file`, undefined, { range: 'bytes=99999-' })).status).toBe(416);
    expect(await world.store.count('streamEvent', { type: 'export.read' })).toBe(1);
    expect((await ask('b-finance', 'GET', `/exports/${items[3]!.file.id}/file`)).status).toBe(404);
  });
  it.each([[{ creditorId: 'a', day: '2027-02-30' }, 'export.day'], [{ creditorId: 'a', day: '2099-01-01' }, 'export.day'], [{ creditorId: 'b', day: '2027-01-14' }, 'reference.unknown'], [{ creditorId: 'a', day: 'today' }, 'request.invalid']])('refuse %j', async (body, code) => {
    expect((await ask('a-finance', 'POST', '/exports', body)).json['code']).toBe(code);
  });
  it('a profile is checked whole before it is kept', async () => {
    const put = (body: object) => ask('a-supervisor', 'PUT', '/exports/profiles/a', body, { 'if-match': '1' });
    expect(await put({ zone: 'Nowhere', columns: { payments: { name: 'x' }, results: {} } })).toMatchObject({ status: 422, json: { code: 'export.invalid', problems: [{ at: '/zone' }, { code: 'export.columns' }, { code: 'mapping.field', at: '/columns/payments/name' }] } });
    expect(await put({ zone: 'Asia/Tokyo', columns: { payments: { amount: '金额' } } })).toMatchObject({ status: 200, json: { zone: 'Asia/Tokyo', version: 2 } });
  });
});
