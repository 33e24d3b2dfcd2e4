/** What files do to cases: of two accounts, of two creditors, from one batch into the next. */
import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { attemptRow } from '../contract/records.js';
import { bring, makeWorld, take, type World } from './world.js';
import { MOBILE } from '../support/destination.js';

const ROW = (contract: string, amount: string, batch: string): string => `${contract},王小明,11010519491231002X,13800138000,${amount},CNY,${batch}\n`;
const HEAD = '合同号,姓名,身份证号,手机号,本金,币种,批次\n';
const DAY = 86_400_000;
let open: World | null = null;
afterEach(async () => {
  if (open === null) return;
  await open.store.close();
  await rm(open.folder, { recursive: true, force: true });
  open = null;
});

describe.each(['memory', 'sqlite'] as const)('%s', (kind) => {
  const placed = async (): Promise<World> => {
    open = await makeWorld(kind);
    await bring(open, HEAD + ROW('C1', '100.00', 'b1') + ROW('C2', '70.00', 'b1'));
    return open;
  };
  const caseOf = async (world: World, batch: string) => (await world.store.find('case', { where: { entityId: 'operator', batch } }))[0]!;

  it('of two accounts one is taken back and the other paid: the case is over, its lead done, nobody has it, and calls are told', async () => {
    const world = await placed();
    const found = await caseOf(world, 'b1');
    await world.store.run('assignCases', { hands: [{ caseId: found.id, teamId: null, userId: 'boss', why: 'x' }], entityId: 'operator', by: 'boss', at: world.clock.at });
    await take(world, 'recall', '合同号,类型\nC1,撤案\n');
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'assigned', amount: 7_000, userId: 'boss' });
    expect(world.forbidden).toEqual([]);
    await take(world, 'payment', `流水号,合同号,还款金额,还款日期\nP1,C2,70.00,${new Date(world.clock.at).toISOString().slice(0, 10)}\n`);
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'settled', userId: null });
    expect(world.forbidden).toEqual([`${found.id} paid`]);
    expect((await world.store.find('lead', { where: { caseId: found.id } }))[0]).toMatchObject({ state: 'done', because: 'paid' });
    expect(await world.store.count('assignment', { caseId: found.id, to: null })).toBe(0);
    // The other account is owed still: nothing says that the case is paid.
    expect(await world.store.count('standingFact', { subject: found.id })).toBe(0);
    world.clock.at += DAY;
    await take(world, 'payment', `流水号,合同号,还款金额,还款日期,类型\nP1,C2,,${new Date(world.clock.at).toISOString().slice(0, 10)},冲正\n`);
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'working', userId: 'boss', amount: 7_000 });
  });

  it('an account taken back is not counted again by the next placement file', async () => {
    const world = await placed();
    await take(world, 'recall', '合同号,类型\nC1,撤案\n');
    world.clock.at += DAY;
    await bring(world, HEAD + ROW('C2', '75.00', 'b1'));
    expect(await caseOf(world, 'b1')).toMatchObject({ amount: 7_500 });
    // And a row of the account that was taken back moves its own picture only.
    await bring(world, HEAD + ROW('C1', '120.00', 'b1'));
    expect(await caseOf(world, 'b1')).toMatchObject({ amount: 7_500 });
  });

  it('from one batch into the next: the old case is returned, and nobody has it any more', async () => {
    const world = await placed();
    const old = await caseOf(world, 'b1');
    await world.store.run('assignCases', { hands: [{ caseId: old.id, teamId: null, userId: 'boss', why: 'x' }], entityId: 'operator', by: 'boss', at: world.clock.at });
    world.clock.at += DAY;
    await bring(world, HEAD + ROW('C1', '110.00', 'b2'));
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'assigned', amount: 7_000, userId: 'boss' });
    expect((await world.store.find('lead', { where: { caseId: old.id } }))[0]).toMatchObject({ amount: 7_000 });
    await bring(world, HEAD + ROW('C2', '70.00', 'b2'));
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'returned', userId: null });
    expect(await world.store.count('assignment', { caseId: old.id, to: null })).toBe(0);
    expect(await caseOf(world, 'b2')).toMatchObject({ state: 'new', amount: 18_000 });
  });

  it('two creditors send the same bytes on different days: each recall ends its placement on its own day', async () => {
    const world = await placed();
    world.clock.at += DAY;
    await bring(world, HEAD + ROW('C1', '100.00', 'b1'), { creditorId: 'lender', campaignId: null, list: null });
    const file = '合同号,类型\nC1,撤案\n';
    const day = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
    await take(world, 'recall', file);
    const first = day(world.clock.at);
    world.clock.at += 3 * DAY;
    await take(world, 'recall', file, { creditorId: 'lender' });
    const recalled = await world.store.find('placement', { where: { state: 'recalled' }, order: [{ by: 'id' }] });
    expect(recalled.map((one) => one.to)).toEqual([first, day(world.clock.at)]);
  });

  it('an attempt names what is worked when it begins, not what was when its lead was claimed', async () => {
    const world = await placed();
    const found = await caseOf(world, 'b1');
    const accountIds = (await world.store.find('caseAccount', { where: { caseId: found.id }, order: [{ by: 'id' }] })).map((link) => link.accountId);
    expect(accountIds).toHaveLength(2);
    await take(world, 'recall', '合同号,类型\nC1,撤案\n');
    const { permitId, ...row } = { ...attemptRow(1), leadId: null, campaignId: null, listId: null, caseId: found.id, partyId: found.partyId, accountIds, openedAt: world.clock.at };
    expect(permitId).toBeNull();
    expect(await world.store.run('openAttempt', { attempt: { ...row, id: 'attempt' }, settings: DEFAULT_SETTINGS, ownerRole: 'debtor', destination: MOBILE, country: 'CN', testGateways: false, owner: null, callbackId: null })).toMatchObject({ kind: 'open' });
    expect((await world.store.get('attempt', 'attempt'))?.accountIds).toEqual([accountIds[1]]);
  });

  it('one that lay in the hold pool when it was paid off lies there again when the payment is taken back', async () => {
    const world = await placed();
    const at = world.clock.at;
    await world.store.run('createMany', { rows: [
      { kind: 'team', at, row: { id: 'team', entityId: 'operator', departmentId: null, name: 'Team' } },
      { kind: 'user', at, row: { id: 'ann', login: 'ann', displayName: 'Ann', passwordHash: 'x', role: 'collector', entityId: 'operator', teamId: 'team', skills: [], desk: null, enabled: true, mustChangePassword: false } },
    ] });
    const found = await caseOf(world, 'b1');
    const give = (userId: string | null) => world.store.run('assignCases', { hands: [{ caseId: found.id, teamId: null, userId, why: 'x' }], entityId: 'operator', by: 'boss', at: world.clock.at });
    const pay = (type: string) => take(world, 'payment', `流水号,合同号,还款金额,还款日期,类型\nP1,C1,${type === '还款' ? '100.00' : ''},${new Date(at).toISOString().slice(0, 10)},${type}\nP2,C2,${type === '还款' ? '70.00' : ''},${new Date(at).toISOString().slice(0, 10)},${type}\n`);
    await give('ann');
    await give(null);
    await pay('还款');
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'settled' });
    await pay('冲正');
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'working', userId: null, teamId: null });
    expect(await world.store.count('assignment', { caseId: found.id, to: null })).toBe(0);
  });

  it('a term that ends takes promises back, and the case says so', async () => {
    open = await makeWorld(kind);
    const world = open;
    const day = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
    await bring(world, `${HEAD.trimEnd()},委案到期日\n${ROW('C1', '100.00', 'b1').trimEnd()},${day(world.clock.at)}\n`);
    const found = await caseOf(world, 'b1');
    const promised = await world.store.run('makePromise', { caseId: found.id, partyId: null, amount: 10_000, due: day(world.clock.at + 3 * DAY), accountIds: null, attemptId: null, by: 'boss', at: world.clock.at, today: day(world.clock.at) });
    expect(promised).toMatchObject({ ok: true });
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'promised', promiseState: 'open' });
    world.clock.at += DAY;
    for (let done = false; !done;) ({ done } = await world.store.run('rollPage', { at: world.clock.at, most: 100 }));
    expect(await caseOf(world, 'b1')).toMatchObject({ state: 'returned', promiseState: 'cancelled' });
  });
});
