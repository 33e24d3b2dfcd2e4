/** Imports over HTTP: who may, what is handed on, findings as lists and files; mapping profiles. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, NOW, type World } from './doubles.js';

describe('imports over HTTP', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
    const finding = (severity: 'error' | 'change' | 'missing', column: string, value: string) => ({ kind: 'importProblem' as const, at: NOW, row: { importId: 'a-import', row: severity === 'missing' ? 0 : 3, column, value, code: `x.${severity}`, reason: '=cmd()', severity } });
    await world.store.run('createMany', { rows: [
      finding('error', '=HYPERLINK("x")', '@SUM(1)'), finding('change', 'account.principal', '1.00 → 2.00'), finding('missing', 'a-placement', 'HT-****01'),
      { kind: 'entity', at: NOW, row: { id: 'stranger', kind: 'creditor', name: 'Stranger', parentId: null, creditorGroup: null } },
    ] });
  });
  afterAll(async () => { await world.app.close(); });

  const send = (user: string, query: string) => world.as(user, { method: 'POST', url: `/api/v1/imports?${query}`, headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: '--x\r\ncontent-disposition: form-data; name="file"; filename="f.csv"\r\n\r\na,b\r\n--x--\r\n' });
  const last = () => world.imports.at(-1)?.options;

  it('a file goes to its importer with all it was asked', async () => {
    expect((await send('a-supervisor', 'kind=payment&creditorId=a&dryRun=true&resumes=a-import')).statusCode).toBe(202);
    expect(last()).toMatchObject({ kind: 'payment', creditorId: 'a', entityId: 'a', campaignId: null, dryRun: true, resumes: 'a-import', profile: null, batch: null });
    expect((await send('a-administrator', 'kind=payment&creditorId=a')).statusCode).toBe(202);
    expect(last()).toMatchObject({ entityId: null, dryRun: false });
    expect((await send('a-administrator', 'kind=placement&creditorId=a&entityId=b&batch=B1')).statusCode).toBe(202);
    expect(last()).toMatchObject({ entityId: 'b', batch: 'B1' });
  });
  it.each([
    ['a-allocator', 'kind=payment&creditorId=a', 'right.denied'], ['a-allocator', 'kind=history&creditorId=a', 'right.denied'], ['a-collector', 'kind=placement&creditorId=a', 'right.denied'], ['a-supervisor', 'kind=payment&entityId=b', 'reference.unknown'],
    ['a-supervisor', 'kind=placement&campaignId=b-campaign', 'reference.unknown'], ['a-supervisor', 'kind=placement&campaignId=a-campaign&listId=b-list', 'reference.unknown'], ['a-supervisor', 'kind=payment&creditorId=a&resumes=b-import', 'reference.unknown'],
    ['a-supervisor', 'kind=payment&creditorId=a&profile=none', 'reference.unknown'], ['a-supervisor', 'kind=placement&campaignId=a-campaign&entityId=b', 'query.contradiction'], ['a-supervisor', 'kind=nonsense', 'request.invalid'],
  ])('%s with %s: %s', async (user, query, code) => {
    const before = world.imports.length;
    expect((await send(user, query)).json()).toMatchObject({ code });
    expect(world.imports.length).toBe(before);
  });

  it('problems, changes and what is missing are lists of their own', async () => {
    const read = async (user: string, what: string) => (await world.as(user, { method: 'GET', url: `/api/v1/imports/a-import/${what}` })).json<{ items: { code?: string; placementId?: string; contract?: string; amount?: number }[] }>();
    expect((await read('a-auditor', 'problems')).items.map((one) => one.code)).toEqual(['phone.invalid', 'x.error']);
    expect((await read('a-auditor', 'changes')).items.map((one) => one.code)).toEqual(['x.change']);
    expect((await read('a-auditor', 'missing')).items).toMatchObject([{ placementId: 'a-placement', contract: 'HT-****01', amount: 1, currency: 'CNY', state: 'placed' }]);
    for (const what of ['problems', 'changes', 'missing', 'problems.csv', 'missing.csv']) expect([what, (await world.as('b-auditor', { method: 'GET', url: `/api/v1/imports/a-import/${what}` })).statusCode]).toEqual([what, 404]);
  });
  it('as files nothing of them runs in a spreadsheet', async () => {
    const problems = (await world.as('a-auditor', { method: 'GET', url: '/api/v1/imports/a-import/problems.csv' })).body;
    expect(problems).toContain('3,"\'=HYPERLINK(""x"")",\'@SUM(1),x.error,\'=cmd(),error');
    const missing = (await world.as('a-auditor', { method: 'GET', url: '/api/v1/imports/a-import/missing.csv' })).body;
    expect(missing.split('\r\n').slice(0, 2)).toEqual(['\ufeffcontract,batch,state,amount,currency,placementId,accountId', 'HT-****01,1,placed,0.01,CNY,a-placement,a-account']);
  });

  const look = async (user: string, query: string, file: string, mapping?: unknown) => {
    const field = mapping === undefined ? '' : `--x\r\ncontent-disposition: form-data; name="mapping"\r\n\r\n${JSON.stringify(mapping)}\r\n`;
    return world.as(user, { method: 'POST', url: `/api/v1/imports/preview?${query}`, headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: `${field}--x\r\ncontent-disposition: form-data; name="file"; filename="f.csv"\r\n\r\n${file}\r\n--x--\r\n` });
  };
  it('a look at a file says what it would do, shows nobody, proposes the creditor’s profile, and answers bad input', async () => {
    const file = '姓名,借据,欠款金额,手机号\n张三丰,HT-2026-000001,100,13812348000\n李四,,5,x';
    const plain = await look('a-supervisor', 'kind=placement&creditorId=a', file);
    expect([plain.statusCode, plain.json()]).toEqual([200, expect.objectContaining({ lacks: ['contract number (合同号)'], rows: [], profile: null, headerRow: 1 })]);
    await world.as('a-supervisor', { method: 'POST', url: '/api/v1/mapping-profiles', payload: { creditorId: 'a', kind: 'placement', name: 'morning', columns: { 借据: 'contract' } } });
    const seen = (await look('a-supervisor', 'kind=placement&creditorId=a', file)).json<{ profile: unknown; columns: { by: string }[]; rows: { verdict: string; troubles: { code: string }[] }[] }>();
    expect(seen).toMatchObject({ profile: { name: 'morning' }, lacks: [], rows: [{ row: 2, verdict: 'created' }, { row: 3, verdict: 'refused' }] });
    expect(seen.columns.map((one) => one.by)).toEqual(['header', 'profile', 'header', 'header']);
    expect(seen.rows[1]?.troubles.map((one) => one.code)).toEqual(['contract.missing', 'phone.invalid', 'phone.none']);
    for (const secret of ['张三丰', 'HT-2026-000001', '13812348000']) expect(JSON.stringify(seen)).not.toContain(secret);
    expect((await look('a-supervisor', 'kind=placement&creditorId=a', file, { '#2': 'shoe' })).json()).toMatchObject({ code: 'import.mapping' });
    expect((await look('a-supervisor', 'kind=placement&creditorId=a', file, ['x', 3])).json()).toMatchObject({ code: 'import.mapping', at: 'mapping' });
    expect((await look('a-supervisor', 'kind=placement&creditorId=a&headerRow=19', file)).json()).toMatchObject({ code: 'import.headerRow' });
    expect((await look('a-supervisor', 'kind=placement&creditorId=a', '')).json()).toMatchObject({ code: 'import.empty' });
    expect((await look('a-supervisor', 'kind=placement&creditorId=a&dryRun=true', file)).statusCode).toBe(400);
    expect((await look('a-collector', 'kind=placement&creditorId=a', file)).json()).toMatchObject({ code: 'right.denied' });
    expect((await look('a-supervisor', 'kind=placement&campaignId=b-campaign', file)).json()).toMatchObject({ code: 'reference.unknown' });
    // Another entity is not told what the profiles of this creditor are.
    expect((await look('b-supervisor', 'kind=placement&creditorId=a', file)).json()).toMatchObject({ profile: null });
    expect((await send('a-supervisor', 'kind=placement&creditorId=a&headerRow=3')).statusCode).toBe(202);
    expect(last()).toMatchObject({ headerRow: 3 });
  });

  it('mapping profiles: kept by creditor and kind, used by an import, checked, versioned, scoped', async () => {
    const post = (user: string, payload: object) => world.as(user, { method: 'POST', url: '/api/v1/mapping-profiles', payload });
    const good = { creditorId: 'a', kind: 'payment', name: 'daily', columns: { 编号: 'externalId', 账: 'contract', 色: 'ignore', 备注: 'custom.note' } };
    const made = await post('a-allocator', good);
    expect([made.statusCode, made.json()]).toEqual([201, expect.objectContaining({ ...good, version: 1 })]);
    expect((await post('a-allocator', good)).json()).toMatchObject({ code: 'record.conflict' });
    expect((await post('a-allocator', { ...good, name: 'x', columns: { 名: 'name', 号: 'shoe' } })).json()).toMatchObject({ code: 'mapping.field', problems: [{ at: '/columns/名' }, { at: '/columns/号' }] });
    expect((await post('a-allocator', { ...good, creditorId: 'stranger' })).json()).toMatchObject({ code: 'reference.unknown', at: '/creditorId' });
    expect((await post('a-collector', good)).statusCode).toBe(403);
    const { id } = made.json<{ id: string }>();
    const at = (user: string, version: number, payload: object) => world.as(user, { method: 'PATCH', url: `/api/v1/mapping-profiles/${id}`, headers: { 'if-match': `"${version}"` }, payload });
    expect((await at('b-allocator', 1, { name: 'mine' })).statusCode).toBe(404);
    expect((await at('a-allocator', 1, { columns: { 编号: 'externalId' } })).json()).toMatchObject({ version: 2, columns: { 编号: 'externalId' } });
    expect((await at('a-allocator', 1, { name: 'late' })).json()).toMatchObject({ code: 'record.stale', current: { version: 2 } });
    const list = async (user: string) => (await world.as(user, { method: 'GET', url: '/api/v1/mapping-profiles?kind=payment' })).json<{ items: { id: string }[] }>().items.map((one) => one.id);
    expect([await list('a-auditor'), await list('b-auditor'), await list('a-administrator')]).toEqual([[id], [], [id]]);
    expect((await send('a-supervisor', 'kind=payment&creditorId=a&profile=daily')).statusCode).toBe(202);
    expect(last()).toMatchObject({ profile: { 编号: 'externalId' } });
    expect((await send('a-supervisor', 'kind=update&creditorId=a&profile=daily')).json()).toMatchObject({ code: 'reference.unknown', at: '/profile' });
    expect((await send('b-supervisor', 'kind=payment&creditorId=a&profile=daily')).json()).toMatchObject({ code: 'reference.unknown', at: '/profile' });
  });
});
