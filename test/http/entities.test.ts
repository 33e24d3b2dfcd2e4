/** Companies as a supervisor sees them: their own, and those whose debts it works. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorld, NOW, type World } from './doubles.js';

let world: World;
beforeEach(async () => { world = await makeWorld(); });
afterEach(() => world.app.close());
const seen = async (user: string): Promise<string[]> => (await world.as(user, { method: 'GET', url: '/api/v1/entities' })).json<{ items: { id: string }[] }>().items.map((one) => one.id);
const company = (id: string, parentId: string | null, kind = 'creditor'): Promise<unknown> => world.store.run('create', { kind: 'entity', at: NOW, row: { id, kind, name: id, parentId, creditorGroup: null, rules: null } as never });

it('are its own, creditors under it, and creditors it holds cases of; nobody else’s', async () => {
  await company('mine', 'a');
  await company('held', null);
  await company('theirs', 'b');
  await company('sister', 'a', 'agency');
  expect(await seen('a-supervisor')).toEqual(['a', 'mine']);
  const [one] = await world.store.find('case', { where: { entityId: 'a' }, limit: 1 });
  if (!one) throw new Error('no case');
  await world.store.run('create', { kind: 'case', at: NOW, row: { ...one, id: 'of-held', creditorId: 'held' } });
  expect(await seen('a-supervisor')).toEqual(['a', 'held', 'mine']);
  expect(await seen('b-supervisor')).toEqual(['b', 'theirs']);
});
