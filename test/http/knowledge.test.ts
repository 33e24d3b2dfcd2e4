/** What collectors look up: written, kept in editions, found by words and by the case, imported, shipped. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askedTerms, excerptOf, termsOf } from '../../src/core/knowledge/terms.js';
import { ARTICLES } from '../../src/app/seed/articles.js';
import { makeWorld, NOW, type Said, type World } from './doubles.js';

let world: World;
beforeEach(async () => { world = await makeWorld(); });
afterEach(() => world.app.close());
const ask = (user: string, method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => world.as(user, { method, url: `/api/v1${url}`, ...(payload === undefined ? {} : { payload }) });
interface Row { readonly id: string; readonly version: number; readonly title: string; readonly enabled: boolean; readonly creditorId: string | null }
interface Found { readonly items: readonly { readonly article: Row; readonly excerpt: string }[] }
const write = async (more: object = {}, user = 'a-compliance') => ask(user, 'POST', '/articles', { kind: 'law', language: 'zh', title: '逾期利息', body: '未按期还款的，按约定支付逾期利息。', ...more });
const find = async (text: string, more: object = {}, user = 'a-collector'): Promise<readonly string[]> => (await ask(user, 'POST', '/articles/search', { text, ...more })).json<Found>().items.map((one) => one.article.title);
const upload = (user: string, name: string, content: string | Buffer) => world.as(user, {
  method: 'POST', url: '/api/v1/articles/import', headers: { 'content-type': 'multipart/form-data; boundary=XX' },
  payload: Buffer.concat([Buffer.from(`--XX\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n--XX--\r\n')]),
});

it('cuts Chinese into characters and pairs, other words whole, in one width and case', () => {
  expect(termsOf('逾期利息', 'ＡＰＲ 5%').split(' ')).toEqual(['逾', '期', '利', '息', '逾期', '期利', '利息', 'apr', '5']);
  expect(askedTerms('利息 apr 息')).toEqual(['利息', 'apr*', '息']);
  expect(askedTerms(' “”、 ')).toEqual([]);
  expect(excerptOf(`${'前'.repeat(100)}利息${'后'.repeat(200)}`, '利息')).toMatch(/^…前{30}利息后+…$/);
});
it('is written by those who may, found by any two characters, and drafts are nobody else’s', async () => {
  expect((await write({}, 'a-collector')).json<Said>().code).toBe('right.denied');
  const made = (await write()).json<Row>();
  await write({ title: '提前还款', body: '按实际借款期间计算利息。', language: 'zh' });
  const draft = (await write({ title: '草稿利息', enabled: false })).json<Row>();
  expect(await find('利息')).toEqual(['逾期利息', '提前还款']);
  expect(await find('期利')).toEqual(['逾期利息']);
  expect(await find('利息 提前')).toEqual(['提前还款']);
  expect([await find('没有'), await find('"*'), (await find('')).length]).toEqual([[], [], 2]);
  expect((await ask('a-collector', 'GET', `/articles/${draft.id}`)).json<Said>().code).toBe('article.unknown');
  expect((await ask('a-quality', 'GET', `/articles/${draft.id}`)).statusCode).toBe(200);
  expect((await ask('b-collector', 'GET', `/articles/${made.id}`)).json<Said>().code).toBe('article.unknown');
  expect(await find('利息', {}, 'b-collector')).toEqual([]);
  expect(JSON.stringify((await ask('a-collector', 'GET', `/articles/${made.id}`)).json())).not.toContain('terms');
});
it('keeps every edition, and the index follows the last', async () => {
  const made = (await write()).json<Row>();
  const changed = await ask('a-quality', 'PATCH', `/articles/${made.id}`, { version: 1, title: '罚息', body: '罚息按合同。' });
  expect([changed.statusCode, changed.json<Row>().version]).toEqual([200, 2]);
  expect((await ask('a-quality', 'PATCH', `/articles/${made.id}`, { version: 1, title: 'x' })).json<Said>().code).toBe('record.stale');
  // The same text again is no edition.
  expect((await ask('a-quality', 'PATCH', `/articles/${made.id}`, { version: 2, title: '罚息' })).json<Row>().version).toBe(2);
  expect([await find('逾期'), await find('罚息')]).toEqual([[], ['罚息']]);
  const editions = (await ask('a-quality', 'GET', `/articles/${made.id}/editions`)).json<{ items: { number: number; title: string; by: string }[] }>().items;
  expect(editions.map((one) => [one.number, one.title, one.by])).toEqual([[2, '罚息', 'a-quality'], [1, '逾期利息', 'a-compliance']]);
  expect((await world.store.find('streamEvent', { where: { type: { in: ['article.created', 'article.changed'] } }, order: [{ by: 'seq' }] })).map((one) => [one.type, one.actor])).toEqual([['article.created', 'a-compliance'], ['article.changed', 'a-quality']]);
});
it('with a case: what is for its creditor or for all, its stage first', async () => {
  await world.store.run('create', { kind: 'entity', at: NOW, row: { id: 'other-bank', kind: 'creditor', name: 'Other Bank', parentId: 'a', creditorGroup: null } });
  await world.store.run('change', { kind: 'case', id: 'a-case', expectedVersion: await world.version('case', 'a-case'), patch: { overdueSince: '2027-01-01' }, at: NOW });
  await write({ title: '通用利息' });
  await write({ title: '本行利息', creditorId: 'a' });
  await write({ title: '阶段利息', stage: 'M1' });
  expect((await write({ title: '他行利息', creditorId: 'Other Bank' })).json<Row>().creditorId).toBe('other-bank');
  expect(await find('利息', { caseId: 'a-case' })).toEqual(['本行利息', '阶段利息', '通用利息']);
  expect(await find('', { caseId: 'a-case' })).toEqual(['本行利息', '阶段利息', '通用利息']);
  expect((await ask('b-collector', 'POST', '/articles/search', { caseId: 'a-case' })).json<Said>().code).toBe('reference.unknown');
  expect((await write({ creditorId: 'b' })).json<{ problems: object[] }>().problems).toEqual([{ code: 'reference.unknown', text: 'no such creditor', at: '/creditorId' }]);
});
it('is imported from JSON, CSV (GB18030 too) or not at all', async () => {
  const csv = '编号,类别,语言,标签,标题,正文,委托方\r\nk1,法规,zh,利息;罚息,利息怎么算,"按约定, 分段",Company a\r\nk2,问答,中文,,还款渠道,见委托方公告,\r\n';
  expect((await upload('a-collector', 'a.csv', csv)).json<Said>().code).toBe('right.denied');
  expect((await upload('a-supervisor', 'a.csv', csv)).json()).toEqual({ created: 2, changed: 0, unchanged: 0 });
  expect((await upload('a-supervisor', 'a.json', JSON.stringify([{ key: 'k1', kind: 'law', language: 'zh', title: '利息怎么算', body: '改了', tags: ['利息'] }, { key: 'k2', kind: 'faq', language: 'zh', title: '还款渠道', body: '见委托方公告' }]))).json()).toEqual({ created: 0, changed: 1, unchanged: 1 });
  expect(await find('罚息')).toEqual([]);
  const gb = Buffer.concat([Buffer.from('kind,language,title,body\nlaw,zh,'), Buffer.from([0xb7, 0xa3, 0xcf, 0xa2]), Buffer.from(',x\n')]);
  expect((await upload('a-supervisor', 'gb.csv', gb)).json()).toEqual({ created: 1, changed: 0, unchanged: 0 });
  expect(await find('罚息')).toEqual(['罚息']);
  const before = await world.store.count('article', {});
  const wrong = await upload('a-supervisor', 'a.csv', 'kind,language,title,body\nlaw,zh,good,x\nbad,fr,,\n');
  expect([wrong.statusCode, wrong.json<Said>().code, wrong.json<{ problems: { at: string }[] }>().problems.map((one) => one.at)]).toEqual([422, 'article.import', ['/3/kind', '/3/language']]);
  expect((await upload('a-supervisor', 'a.json', '[{')).json<Said>().code).toBe('import.damaged');
  expect((await upload('a-supervisor', 'a.csv', 'name,phone\nx,1\n')).json<Said>().code).toBe('article.columns');
  expect(await world.store.count('article', {})).toBe(before);
});
it('ships articles that name their law, once, and leaves what was changed', async () => {
  const add = () => ask('a-compliance', 'POST', '/articles/shipped', {});
  expect((await add()).json()).toEqual({ created: ARTICLES.length, changed: 0, unchanged: 0 });
  const [one] = (await ask('a-collector', 'POST', '/articles/search', { text: '诉讼时效' })).json<Found>().items;
  expect(one?.article.title).toMatch(/^诉讼时效/);
  await ask('a-compliance', 'PATCH', `/articles/${one?.article.id ?? ''}`, { version: 1, title: '时效（本公司口径）' });
  expect((await add()).json()).toEqual({ created: 0, changed: 0, unchanged: ARTICLES.length });
  expect(await find('本公司口径')).toEqual(['时效（本公司口径）']);
  for (const seed of ARTICLES) if (seed.kind === 'law') expect(seed.source, seed.key).toMatch(/第\d+|articles? \d+/);
});
