/** Scripts over REST: what a checked text answers, and what keeps a script from being used. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorld, type Said, type World } from './doubles.js';

let world: World;
beforeEach(async () => { world = await makeWorld(); });
afterEach(() => world.app.close());
const ask = (user: string, method: 'POST' | 'PATCH', url: string, payload: object) => world.as(user, { method, url: `/api/v1${url}`, payload });
interface Row { readonly id: string; readonly version: number; readonly enabled: boolean }
const THREAT = '您好,请问是{{ name }}本人吗?不还就抓你';

it('refuses an enabled script with a critical finding, names it, and keeps it as a draft', async () => {
  const refused = await ask('a-supervisor', 'POST', '/scripts', { name: 'S', bodyZh: THREAT, bodyEn: '' });
  expect([refused.statusCode, refused.json<Said>().code]).toEqual([422, 'script.forbidden']);
  expect(refused.json<{ problems: object[] }>().problems).toEqual([{ code: 'script.arrest', at: '/bodyZh', text: expect.stringContaining('critical ARREST at 23–25 “抓你”') }]);
  const draft = await ask('a-supervisor', 'POST', '/scripts', { name: 'S', bodyZh: THREAT, bodyEn: '', enabled: false });
  const row = draft.json<Row>();
  expect([draft.statusCode, row.enabled]).toEqual([201, false]);
  expect((await ask('a-supervisor', 'PATCH', `/scripts/${row.id}`, { version: row.version, enabled: true })).json<Said>().code).toBe('script.forbidden');
  const mended = await ask('a-supervisor', 'PATCH', `/scripts/${row.id}`, { version: row.version, enabled: true, bodyZh: '您好,请问是{{ name }}本人吗?' });
  expect([mended.statusCode, mended.json<Row>().enabled]).toEqual([200, true]);
  expect((await ask('a-supervisor', 'PATCH', `/scripts/${row.id}`, { version: mended.json<Row>().version, bodyEn: 'You deadbeat' })).json<Said>().code).toBe('script.forbidden');
});
it('refuses a word about the debt before it is known who answers', async () => {
  const refused = await ask('a-supervisor', 'POST', '/scripts', { name: 'S', bodyZh: '我是{{ creditor }}委托的,会录音,您已逾期。您是本人吗?', bodyEn: '' });
  expect(refused.json<{ problems: { code: string }[] }>().problems.map((one) => one.code)).toEqual(['script.must_verify']);
});
it('checks any text with reasons and places, and keeps nothing', async () => {
  const checked = (await ask('a-quality', 'POST', '/scripts/check', { text: 'Agent: you loser\nCustomer: you idiot', kind: 'transcript', market: 'US' })).json<{ blocked: boolean; findings: { category: string; start: number; end: number }[] }>();
  expect(checked.blocked).toBe(true);
  expect(checked.findings.filter((one) => one.category === 'INSULT')).toMatchObject([{ start: 11, end: 16 }]);
  expect((await ask('a-finance', 'POST', '/scripts/check', { text: 'x' })).statusCode).toBe(403);
});
