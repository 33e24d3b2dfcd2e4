/** Evidence over REST: who may, what is said on the chain of it, and what a bundle shows to whom. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorld, type Said, type World } from './doubles.js';

let world: World;
beforeEach(async () => { world = await makeWorld(); });
afterEach(() => world.app.close());
const post = (user: string, url: string, payload: object = {}) => world.as(user, { method: 'POST', url: `/api/v1${url}`, payload });
const ask = { debtorId: 'a-party', reason: 'complaint 4711' };
interface Made { readonly id: string; readonly files: readonly { readonly path: string; readonly base64: string }[] }
const textOf = (made: Made, path: string): string => Buffer.from(made.files.find((one) => one.path === path)?.base64 ?? '', 'base64').toString('utf8');

it('verifies the chain and names its key', async () => {
  await post('a-supervisor', '/scripts', { name: 'S', bodyZh: '您好', bodyEn: 'x' });
  const verdict = (await post('a-auditor', '/audit/verifications')).json<{ whole: boolean; events: number; publicKey: string }>();
  expect(verdict).toMatchObject({ whole: true, problems: [] });
  expect(verdict.events).toBeGreaterThan(0);
  expect((await world.as('a-auditor', { method: 'GET', url: '/api/v1/audit/key' })).json()).toMatchObject({ publicKey: verdict.publicKey });
});
it('writes down who exported what and why before it leaves', async () => {
  const made = (await post('a-compliance', '/audit/exports', ask)).json<Made>();
  expect(JSON.parse(textOf(made, 'manifest.json'))).toMatchObject({ id: made.id, debtorId: 'a-party', reason: 'complaint 4711', masked: false });
  expect(textOf(made, 'index.zh.html')).toContain('王小明');
  const [event] = await world.store.find('streamEvent', { where: { type: 'evidence.exported' } });
  expect(event).toMatchObject({ actor: 'a-compliance', subjects: [made.id, 'a-party'], data: { reason: 'complaint 4711', masked: false } });
  // The export stands in the bundle itself.
  expect(textOf(made, 'records.jsonl')).toContain('evidence.exported');
});
it('an auditor gets it masked only; other companies’ debtors and cases are nobody', async () => {
  expect((await post('a-auditor', '/audit/exports', ask)).json<Said>().code).toBe('right.denied');
  const masked = (await post('a-auditor', '/audit/exports', { ...ask, debtorId: 'a-case', masked: true })).json<Made>();
  expect(textOf(masked, 'index.zh.html')).not.toContain('王小明');
  for (const debtorId of ['b-party', 'b-case', 'nobody']) expect((await post('a-compliance', '/audit/exports', { ...ask, debtorId })).json<Said>().code).toBe('party.unknown');
});
it('erases once, says so, and the chain stays whole', async () => {
  await world.store.run('testify', { note: { type: 'gate.allowed', actor: 'gate', caseId: 'a-case', sealed: { debtorId: 'a-party', payload: { phone: 'x' } } }, subjects: ['a-case'], at: world.clock.now() });
  expect((await post('a-auditor', '/audit/erasures', ask)).statusCode).toBe(403);
  expect((await post('a-compliance', '/audit/erasures', ask)).json()).toEqual({ debtorId: 'a-party' });
  expect((await post('a-compliance', '/audit/erasures', ask)).json<Said>().code).toBe('evidence.erased');
  expect((await world.store.get('evidenceKey', 'a-party'))?.wrapped).toBeNull();
  expect((await post('a-compliance', '/audit/verifications')).json()).toMatchObject({ whole: true });
});
