/** Files of every kind against both stores: what they change, and what they refuse. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { totalOf } from '../../src/core/collections/components.js';
import { checkCharacter } from '../../src/core/phone/index.js';
import { readRecord } from '../../src/app/store/moves/readings.js';
import type { Tx } from '../../src/app/store/tx.js';
import { testZones } from '../contract/records.js';
import { bring, everything, makeWorld, take, type World } from './world.js';

const DAY = 86_400_000;
const PLACED = '姓名,身份证号,手机号,合同号,本金,利息,罚息,费用,逾期日期,批次\n张三,110101199001011237,13800138000,C1,1000.00,100.00,10.00,1.00,2025-09-01,B1\n张三,110101199001011237,13800138000,C2,200.00,0,0,0,2025-10-01,B1\n王五,,13700137000,C3,50.00,0,0,0,2025-10-15,B1\n';

describe.each(['memory', 'sqlite'] as const)('imports on %s', (kind) => {
  let world: World;
  beforeEach(async () => { world = await makeWorld(kind); });
  afterEach(async () => { await world.store.close(); await rm(world.folder, { recursive: true, force: true }); });

  const account = async (contract: string, creditorId = 'bank') => (await world.store.find('account', { where: { contract, creditorId } }))[0]!;
  const caseOf = async (contract: string) => {
    const [link] = await world.store.find('caseAccount', { where: { accountId: (await account(contract)).id } });
    return (await world.store.get('case', link!.caseId))!;
  };
  const codes = (done: { readonly problems: readonly { readonly row: number; readonly code: string }[] }) => done.problems.map((one) => `${one.row} ${one.code}`);

  describe('placements', () => {
    test('a schedule in numbered columns and in one cell; the same again changes nothing; a later file updates by number', async () => {
      const head = '姓名,手机号,合同号,金额,最低还款额,期次1应还日,期次1应还金额,期次1已还金额,第2期应还日,第2期应还金额,还款计划\n';
      const file = `${head}张三,13800138000,C1,240,20,2026-01-05,120.00,20,2026-02-05,120,\n王五,13700137000,C2,240,,,,,,,1:2026-01-05:1200.00:0;2:2026/2/5:1200.00\n`;
      expect(await bring(world, file)).toMatchObject({ created: 2, bad: 0, problems: [] });
      const rows = async (contract: string) => (await world.store.find('scheduleRow', { where: { accountId: (await account(contract)).id }, order: [{ by: 'number' }] })).map((row) => [row.number, row.due, row.amount, row.paid]);
      expect(await rows('C1')).toEqual([[1, '2026-01-05', 12_000, 2_000], [2, '2026-02-05', 12_000, 0]]);
      expect(await rows('C2')).toEqual([[1, '2026-01-05', 120_000, 0], [2, '2026-02-05', 120_000, 0]]);
      expect((await account('C1')).minimumDue).toBe(2_000);
      const before = await everything(world.store);
      expect(await bring(world, file)).toMatchObject({ unchanged: 2, updated: 0 });
      expect((await everything(world.store)).length - before.length).toBeLessThan(2_000);
      expect(await bring(world, `${head}张三,13800138000,C1,240,20,2026-01-05,120.00,120,,,\n`)).toMatchObject({ updated: 1 });
      expect(await rows('C1')).toEqual([[1, '2026-01-05', 12_000, 12_000], [2, '2026-02-05', 12_000, 0]]);
    });

    test('what is wrong with a schedule is an error of its row', async () => {
      const head = '姓名,手机号,合同号,金额,还款计划,期次1应还日,期次1应还金额\n';
      const many = Array.from({ length: 61 }, (_, n) => `${n + 1}:2026-01-05:1`).join(';');
      const done = await bring(world, `${head}甲,13800138000,C1,1,1-2026,,\n乙,13800138001,C2,1,1:2026-02-30:5,,\n丙,13800138002,C3,1,1:2026-01-05:5;1:2026-02-05:5,,\n丁,13800138003,C4,1,,2026-01-05,\n戊,13800138004,C5,1,${many},,\n己,13800138005,C6,1,61:2026-01-05:5,,\n庚,13800138006,C7,1,1:2026-01-05:-5,,\n`);
      expect(codes(done)).toEqual(['2 schedule.shape', '3 date.invalid', '4 schedule.twice', '5 schedule.incomplete', '6 schedule.many', '7 schedule.number', '8 amount.negative']);
      expect(done).toMatchObject({ bad: 7, created: 0 });
    });

    test('an account that joins a case, and one whose balance moves, are in the case’s facts and its lead', async () => {
      await bring(world, PLACED);
      expect(await caseOf('C1')).toMatchObject({ amount: 131_100, overdueSince: '2025-09-01', currency: 'CNY' });
      await bring(world, '姓名,手机号,合同号,本金,逾期日期,批次,身份证号\n张三,13800138000,C1,900.00,2025-09-01,B1,110101199001011237\n张三,13800138000,C9,7.00,2025-08-01,B1,110101199001011237\n');
      const found = await caseOf('C1');
      expect(found.amount).toBe(90_000 + 20_000 + 700);
      const ids = (await world.store.find('caseAccount', { where: { caseId: found.id } })).map((link) => link.accountId);
      const owed = (await world.store.find('account', { where: { id: { in: ids } } })).reduce((sum, one) => sum + totalOf(one), 0);
      expect([found.amount, found.overdueSince, ids.length]).toEqual([owed, '2025-08-01', 3]);
      expect((await world.store.find('lead', { where: { caseId: found.id } })).map((lead) => [lead.amount, lead.overdueSince])).toEqual([[found.amount, found.overdueSince]]);
    });

    test('two creditors with one contract number are two accounts', async () => {
      await bring(world, PLACED);
      await take(world, 'placement', '姓名,手机号,合同号,金额\n赵六,13600136000,C1,5\n', { creditorId: 'lender' });
      expect([totalOf(await account('C1')), totalOf(await account('C1', 'lender'))]).toEqual([111_100, 500]);
      await take(world, 'payment', '流水号,合同号,金额,还款日期\nP1,C1,5,2025-11-20\n', { creditorId: 'lender' });
      expect([totalOf(await account('C1')), totalOf(await account('C1', 'lender'))]).toEqual([111_100, 0]);
    });

    test('a birth date that can not be is an error; one that lies ahead too', async () => {
      const id = (birth: string) => `110101${birth}001${checkCharacter(`110101${birth}001`)}`;
      const done = await bring(world, `姓名,身份证号,手机号,合同号,金额\n甲,${id('19900230')},13800138000,C1,1\n乙,${id('20990101')},13800138001,C2,1\n`);
      expect(codes(done)).toEqual(['2 identity.birth', '3 identity.birth']);
      expect(await world.store.count('party', {})).toBe(0);
    });

    test('what today’s file does not name is counted and listed; nothing is changed by absence', async () => {
      await bring(world, PLACED);
      const before = await world.store.find('placement', {});
      // A bad row that shows its contract is no absence.
      const done = await bring(world, '姓名,手机号,合同号,金额,批次\n张三,13800138000,C1,1111,B1\n,13700137000,C3,50,B1\n');
      expect(done).toMatchObject({ missing: 1, bad: 1 });
      const run = await world.store.get('importRun', done.importId);
      expect(run).toMatchObject({ missing: 1, batch: 'List' });
      const c2 = await account('C2');
      expect((await world.store.find('importProblem', { where: { severity: 'missing' } })).map((one) => [one.importId, one.column, one.value])).toEqual([[done.importId, before.find((one) => one.accountId === c2.id)!.id, '****']]);
      expect((await world.store.find('placement', {})).map((one) => one.state)).toEqual(['placed', 'placed', 'placed']);
      expect(await take(world, 'placement', '姓名,手机号,合同号,金额\n钱七,13500135000,C8,1\n', { batch: 'B1' })).toMatchObject({ missing: 3, created: 1 });
      expect(await take(world, 'placement', '姓名,手机号,合同号,金额\n孙八,13500135001,C9,1\n', { batch: 'B2' })).toMatchObject({ missing: 0 });
    });

    test('without a campaign cases are made, and no leads', async () => {
      expect(await take(world, 'placement', PLACED)).toMatchObject({ created: 3, bad: 0 });
      expect([await world.store.count('case', {}), await world.store.count('lead', {}), await world.store.count('list', {})]).toEqual([2, 0, 1]);
    });
  });

  describe('updates', () => {
    beforeEach(async () => { await bring(world, PLACED); });
    test('only what is given changes; numbers and tags are added; the case follows; the same again is unchanged', async () => {
      const file = '合同号,利息,最低还款额,产品,手机号,标签,风险,custom_x,数据日期\nC1,150.00,50,消费贷,13800138001,甲,高,v,2025-11-21\nC3,,,,,,,,\n';
      const done = await take(world, 'update', file, { mapping: { custom_x: 'custom.x' } });
      expect(done).toMatchObject({ updated: 1, unchanged: 1, bad: 0 });
      expect(await account('C1')).toMatchObject({ principal: 100_000, interest: 15_000, penalty: 1_000, fees: 100, minimumDue: 5_000, product: '消费贷' });
      expect(await caseOf('C1')).toMatchObject({ amount: 136_100, risk: 'high', tags: ['甲'], custom: { x: 'v' } });
      expect(await world.store.count('contactPoint', {})).toBe(3);
      expect((await world.store.find('balanceEvent', { where: { cause: 'update' } })).map((one) => one.interest)).toEqual([15_000]);
      expect((await world.store.find('lead', { where: { caseId: (await caseOf('C1')).id } }))[0]).toMatchObject({ amount: 136_100 });
      expect(await take(world, 'update', file, { mapping: { custom_x: 'custom.x' } })).toMatchObject({ updated: 0, unchanged: 2, bad: 0 });
      await take(world, 'update', '合同号,欠款总额\nC1,500\n');
      expect(await account('C1')).toMatchObject({ principal: 33_900, interest: 15_000 });
    });
    test('a file out of order changes nothing and says so; unknown contracts and impossible totals are bad', async () => {
      await take(world, 'update', '合同号,本金,数据日期\nC1,900,2025-11-21\n');
      const done = await take(world, 'update', '合同号,本金,欠款总额,数据日期\nC1,950,,2025-11-01\nC77,1,,\nC2,,-1,\n');
      expect(codes(done).sort()).toEqual(['2 import.older', '3 contract.unknown', '4 amount.negative']);
      expect(done).toMatchObject({ unchanged: 1, bad: 2 });
      expect((await account('C1')).principal).toBe(90_000);
      expect(codes(await take(world, 'update', '合同号,欠款总额\nC1,50\n'))).toEqual(['2 update.total']);
    });
  });

  describe('payments', () => {
    beforeEach(async () => { await bring(world, PLACED); });
    const HEAD = '流水号,合同号,还款金额,还款时间,类型,原流水号,渠道\n';
    test('booked by the creditor’s order, once; paid in full closes the case and forbids calls', async () => {
      const file = `${HEAD}P1,C3,50.00,2025-11-20 18:05,,,银联\nP2,C1,11,2025-11-20,还款,,\n`;
      const done = await take(world, 'payment', file);
      expect(done).toMatchObject({ created: 2, bad: 0, problems: [] });
      expect(await account('C3')).toMatchObject({ principal: 0, closed: 'paid' });
      const found = await caseOf('C3');
      expect([found.state, found.amount]).toEqual(['settled', 0]);
      expect(world.forbidden).toEqual([`${found.id} paid`]);
      expect(totalOf(await account('C1'))).toBe(110_000);
      expect((await caseOf('C1')).amount).toBe(130_000);
      expect((await world.store.find('payment', { order: [{ by: 'externalId' }] })).map((one) => [one.externalId, one.amount, one.at, one.channel])).toEqual([['bank/P1', 5_000, Date.parse('2025-11-20T18:05:00+08:00'), '银联'], ['bank/P2', 1_100, Date.parse('2025-11-20T00:00:00+08:00'), null]]);
      const before = await everything(world.store);
      expect(await take(world, 'payment', file)).toMatchObject({ created: 0, unchanged: 2, bad: 0 });
      const quiet = (text: string) => (JSON.parse(text) as [string, unknown][]).filter(([name]) => name !== 'streamEvent');
      expect(quiet(await everything(world.store))).toEqual(quiet(before));
    });
    test('reversals give back what was taken; an unknown one, an unknown contract, wrong decimals, minus signs are bad', async () => {
      await take(world, 'payment', `${HEAD}P1,C3,50.00,2025-11-20,,,\n`);
      const done = await take(world, 'payment', `${HEAD}R1,C3,50.00,2025-11-21,冲正,P1,\nR2,C3,1,2025-11-21,冲正,P9,\nP3,C99,1,2025-11-21,,,\nP4,C1,1.005,2025-11-21,,,\nP5,C1,-5,2025-11-21,,,\nP6,C1,5,2025-11-21,猜,,\n,C1,5,2025-11-21,,,\nP7,C1,,2025-11-21,,,\nP8,C1,5,2026-02-30,,,\nP9,C1,5,2026-02-20,,,\nP1,C1,5,2025-11-20,,,\n1.2E+17,C1,5,2025-11-20,,,\n`);
      expect(codes(done).sort()).toEqual(['3 payment.unknown', '4 contract.unknown', '5 amount.decimals', '6 amount.negative', '7 payment.type', '8 payment.externalId', '9 amount.missing', '10 date.invalid', '11 payment.date', '12 payment.conflict', '13 payment.scientific'].sort());
      expect(done).toMatchObject({ updated: 1, bad: 11 });
      expect(await account('C3')).toMatchObject({ principal: 5_000, closed: null });
      expect(await world.store.find('payment', {})).toMatchObject([{ reversed: true, reversedBy: 'R1' }]);
      expect(await take(world, 'payment', `${HEAD}P1,C3,,2025-11-21,reversal,,\n`)).toMatchObject({ unchanged: 1 });
    });
    test('three decimals where the currency has three, none where it has none', async () => {
      await bring(world, '姓名,手机号,合同号,金额,币种\n甲,13900139000,K1,1.234,KWD\n乙,13900139001,Y1,1000,JPY\n');
      const done = await take(world, 'payment', '流水号,合同号,金额,币种,还款日期\nK-1,K1,0.234,KWD,2025-11-20\nY-1,Y1,100.00,JPY,2025-11-20\nY-2,Y1,100,JPY,2025-11-20\nY-3,Y1,1,CNY,2025-11-20\n');
      expect(codes(done)).toEqual(['3 amount.decimals', '5 payment.currency']);
      expect([totalOf(await account('K1')), totalOf(await account('Y1'))]).toEqual([1000, 900]);
    });
    test('more than is owed is kept as overpaid, with a warning', async () => {
      const done = await take(world, 'payment', `${HEAD}P1,C3,80.00,2025-11-20,,,\n`);
      expect(codes(done)).toEqual(['2 payment.over']);
      expect((await world.store.find('paymentAllocation', {})).reduce((sum, one) => sum + one.over, 0)).toBe(3_000);
    });
    test('an entity is not told of contracts placed with another', async () => {
      const done = await take(world, 'payment', `${HEAD}P1,C3,50.00,2025-11-20,,,\n`, { entityId: 'agency' });
      expect(codes(done)).toEqual(['2 contract.unknown']);
      expect(await take(world, 'payment', `${HEAD}P1,C3,50.00,2025-11-20,,,\n`, { entityId: null })).toMatchObject({ created: 1 });
    });
  });

  describe('recalls and settlements', () => {
    beforeEach(async () => { await bring(world, PLACED); });
    const HEAD = '合同号,类型,日期,金额,原因\n';
    test('recall, settlement, return, keep; again they change nothing; unknown ones are bad', async () => {
      const [one, three] = [await caseOf('C1'), await caseOf('C3')];
      const file = `${HEAD}C3,撤案,2025-11-21,,creditor.asked\nC1,结清,,800.00,\nC2,留案,2026-03-31,,\nC99,撤案,,,\nC1,,,,\n`;
      const done = await take(world, 'recall', file);
      expect(codes(done).sort()).toEqual(['5 contract.unknown', '6 recall.type']);
      expect(done).toMatchObject({ updated: 3, bad: 2 });
      expect(await world.store.get('case', three.id)).toMatchObject({ state: 'recalled' });
      expect(world.forbidden).toEqual([`${three.id} recalled`]);
      expect(await account('C1')).toMatchObject({ closed: 'settled', principal: 0 });
      expect((await world.store.find('balanceEvent', { where: { cause: 'correction' } })).map((event) => event.reference)).toEqual(['settled:creditor.for.80000']);
      expect(await world.store.find('placement', { where: { accountId: (await account('C2')).id } })).toMatchObject([{ state: 'kept', to: '2026-03-31' }]);
      expect((await world.store.get('case', one.id))?.amount).toBe(20_000);
      expect(await take(world, 'recall', file)).toMatchObject({ updated: 0, unchanged: 3, bad: 2 });
      await take(world, 'recall', `${HEAD}C2,return,,,\n`);
      expect(await world.store.get('case', one.id)).toMatchObject({ state: 'returned' });
      expect(world.forbidden.at(-1)).toBe(`${one.id} returned`);
      expect(codes(await take(world, 'recall', `${HEAD}C2,留案,2026-03-31,,\nC3,撤案,2027-01-01,,\n`))).toEqual(['3 recall.date', '2 placement.over']);
    });
  });

  describe('history', () => {
    beforeEach(async () => { await bring(world, PLACED); });
    const HEAD = '合同号,类型,时间,号码,呼叫结果,渠道,结果,备注,催收员,承诺金额,承诺日期,承诺状态\n';
    test('contacts, promises and calls; calls count against the gate’s caps; the same file changes nothing', async () => {
      const file = `${HEAD}C1,外呼,2025-11-21 10:00,13800138000,接通,,,说下周还,boss,,,\nC1,外呼,2025-09-01 10:00,13800138000,无人接听,,,,,,,\nC1,催记,2025-11-20 09:00,,,外访,不在家,门口留了条,nobody,,,\nC1,承诺,2025-11-20,,,,,,boss,100.00,2025-11-30,\nC3,承诺,2025-10-01,,,,,,,20,2025-10-10,违约\n`;
      const done = await take(world, 'history', file);
      expect(codes(done)).toEqual(['3 history.oldCall']);
      expect(done).toMatchObject({ created: 5, bad: 0 });
      const found = await caseOf('C1');
      expect(found).toMatchObject({ state: 'promised', promiseState: 'open', lastContactAt: Date.parse('2025-11-21T10:00:00+08:00') });
      expect((await world.store.find('attempt', {})).map((one) => [one.outcome, one.userId, one.caseId, one.node])).toEqual([['human', 'boss', found.id, 'history']]);
      expect((await world.store.find('contact', { order: [{ by: 'at' }] })).map((one) => [one.channel, one.result, one.note, one.userId])).toEqual([['voice', 'no_answer', null, null], ['visit', '不在家', '门口留了条', null], ['voice', 'human', '说下周还', 'boss']]);
      expect((await world.store.find('promise', { order: [{ by: 'due' }] })).map((one) => [one.amount, one.due, one.state, one.takenOn])).toEqual([[2_000, '2025-10-10', 'broken', '2025-10-01'], [10_000, '2025-11-30', 'open', '2025-11-20']]);
      expect(await take(world, 'history', file)).toMatchObject({ created: 0, unchanged: 5, bad: 0 });
      if (kind !== 'memory') return;
      const attempts = await world.store.find('attempt', {});
      const tx = { find: (what: string) => (what === 'attempt' ? attempts : []), pick: (what: string) => (what === 'attempt' ? attempts : []), first: () => attempts[0], get: () => undefined, count: () => 0 } as unknown as Tx;
      const { record } = readRecord({ tx, zones: testZones }, { now: world.clock.at, zone: 'Asia/Shanghai', phoneIndex: world.vault.index('phone', '+8613800138000'), contactPoint: null, partyId: found.partyId, caseId: null, accountIds: [] });
      const at = Date.parse('2025-11-21T10:00:00+08:00');
      expect([record.onPhone.map((one) => one.at), record.onParty.map((one) => one.at)]).toEqual([[at], [at]]);
    });
    test('what can not be taken over is bad', async () => {
      const done = await take(world, 'history', `${HEAD}C99,催记,2025-11-20,,,,,x,,,,\nC1,外呼,2025-11-20 10:00,,接通,,,,,,,\nC1,外呼,2025-11-20 10:00,13800138000,好,,,,,,,\nC1,承诺,2025-11-20,,,,,,,5,,\nC1,催记,2027-01-01,,,,,x,,,,\nC1,催记,,,,,,x,,,,\n`);
      expect(codes(done).sort()).toEqual(['2 contract.unknown', '3 history.number', '4 history.outcome', '5 history.promise', '6 history.time', '7 history.time']);
      expect(done).toMatchObject({ created: 0, bad: 6 });
    });
  });

  describe('dry run', () => {
    test('says what the real import does, and leaves every table byte for byte as it was', async () => {
      await bring(world, PLACED);
      const files = [
        ['placement', '姓名,手机号,合同号,金额,批次\n张三,13800138000,C1,900,B1\n张三,13800138009,C1,900,B1\n钱七,13500135000,C8,1,B3\n,,C9,1,\n'], ['update', '合同号,利息\nC1,5\nC77,1\nC3,0\n'],
        ['payment', '流水号,合同号,金额,还款日期\nP1,C3,50,2025-11-20\nP1,C3,50,2025-11-20\nP2,C1,1.005,2025-11-20\n'], ['recall', '合同号,类型\nC3,撤案\nC1,结清\nC99,撤案\n'], ['history', '合同号,时间,备注\nC1,2025-11-20,x\nC1,2025-11-20,x\n'],
      ] as const;
      for (const [what, file] of files) {
        const other = await makeWorld(kind);
        await bring(other, PLACED);
        const more = what === 'placement' ? { campaignId: 'campaign', list: { name: 'new list' } } : {};
        const before = await everything(world.store);
        // One row a batch: what an earlier batch would have made is not there when the next is judged.
        const dry = await take(world, what, file, { dryRun: true, ...more }, { settings: { batchRows: 1, batchRowsDialing: 1 } });
        expect([what, await everything(world.store) === before]).toEqual([what, true]);
        const real = await take(other, what, file, more);
        const { rows, created, updated, unchanged, bad } = real;
        expect([what, dry]).toEqual([what, expect.objectContaining({ rows, created, updated, unchanged, bad, state: 'done' })]);
        expect(codes(dry).sort()).toEqual(codes(real).sort());
        expect(await world.store.get('importRun', dry.importId)).toMatchObject({ dryRun: true, rows, created, updated, unchanged, bad, state: 'done' });
        expect(dry.changes.length).toBeGreaterThan(0);
        expect(JSON.stringify(dry.changes)).not.toMatch(/张三|钱七|13500135000|13800138009/);
        await other.store.close();
        await rm(other.folder, { recursive: true, force: true });
      }
      expect(world.forbidden).toEqual([]);
      const changes = await world.store.find('importProblem', { where: { severity: 'change', column: 'account.principal' } });
      expect(changes.some((one) => one.value === '1000.00 → 900.00' || one.value === '1000.00 → 789.00')).toBe(true);
    });
  });

  describe('bad files', () => {
    test('wrong encoding, header only, empty, a cell of 64 KB', async () => {
      await bring(world, PLACED);
      const head = '流水号,合同号,金额,还款日期,渠道\n';
      await expect(take(world, 'payment', Buffer.from([0xff, 0xff, 0x0a, 0xff, 0x80, 0x0a]))).rejects.toThrow('import.encoding');
      await expect(take(world, 'payment', '')).rejects.toThrow('import.empty');
      await expect(take(world, 'payment', '甲,乙\n1,2\n')).rejects.toThrow('import.headers');
      await expect(take(world, 'payment', '流水号,合同号,金额\nP1,C1,1\n')).rejects.toThrow('when it was paid');
      expect(await take(world, 'payment', head)).toMatchObject({ state: 'done', rows: 0, bad: 0 });
      const done = await take(world, 'payment', `${head}P1,C1,1,2025-11-20,${'x'.repeat(66_000)}\nP2,C1,1,2025-11-20,ok\n`);
      expect(codes(done)).toEqual(['2 import.cellTooLong']);
      expect(done).toMatchObject({ created: 1, bad: 1 });
    });
    test('a profile names the creditor’s columns; known headers and a mapping go on working', async () => {
      await bring(world, PLACED);
      const done = await take(world, 'payment', '编号X,号Y,还款金额,哪天\nP1,C1,1,2025-11-20\n', { profile: { 编号X: 'externalId', 号Y: 'contract', 没有的: 'payChannel' }, mapping: { 哪天: 'paidAt' } });
      expect(done).toMatchObject({ created: 1, bad: 0, problems: [] });
    });
  });

  test('a call is forbidden batch by batch, in the middle of a file', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => `人${n},1380013${String(8000 + n)},K${n},1`);
    await bring(world, `姓名,手机号,合同号,金额\n${rows.join('\n')}\n`);
    const told: number[] = [];
    const paid = rows.map((_, n) => `P${n},K${n},1,2025-11-20`);
    await take(world, 'payment', `流水号,合同号,金额,还款日期\n${paid.join('\n')}\n`, {}, { settings: { batchRows: 10, batchRowsDialing: 10 }, onProgress: () => { told.push(world.forbidden.length); } });
    expect(told.slice(0, 3)).toEqual([10, 20, 30]);
  });

  test('resumed, the counts come out as if it had run once; what can not be resumed is refused', async () => {
    const rows = Array.from({ length: 50 }, (_, n) => (n % 9 === 4 ? `,1380013${String(8000 + n)},K${n},1,B1` : `人${n},1380013${String(8000 + n)},K${n},${n + 1},B1`));
    const file = `姓名,手机号,合同号,金额,批次,闲\n${rows.join('\n')}\n`;
    const whole = await makeWorld(kind);
    const once = await take(whole, 'placement', file);
    let batches = 0;
    const run = world.store.run.bind(world.store);
    const killed: typeof run = (move, input) => (move === 'importPlacements' && ++batches > 3 ? Promise.reject(new Error('killed')) : run(move, input));
    const bind = <M extends 'get' | 'find' | 'pick' | 'count'>(name: M): World['store'][M] => world.store[name].bind(world.store) as World['store'][M];
    const deps = { ...world.deps, store: { get: bind('get'), find: bind('find'), pick: bind('pick'), count: bind('count'), run: killed, backlog: () => 0, close: () => Promise.resolve() } };
    const cut = await take({ ...world, deps }, 'placement', file, {}, { settings: { batchRows: 10, batchRowsDialing: 10 } });
    expect(cut).toMatchObject({ state: 'failed', rows: 30 });
    await expect(take(world, 'placement', file, { resumes: 'nobody' })).rejects.toThrow('import.unknown');
    await expect(take(world, 'placement', `${file}x`, { resumes: cut.importId })).rejects.toThrow('another file');
    world.clock.at += DAY;
    const done = await take(world, 'placement', file, { resumes: cut.importId }, { settings: { batchRows: 7, batchRowsDialing: 7 } });
    const counts = ({ rows: all, created, updated, unchanged, bad, missing }: typeof once) => ({ all, created, updated, unchanged, bad, missing });
    expect([done.importId, counts(done)]).toEqual([cut.importId, counts(once)]);
    expect(await world.store.get('importRun', cut.importId)).toMatchObject({ state: 'done', rows: 50, created: once.created, bad: once.bad, error: null });
    expect(await world.store.count('importProblem', { importId: cut.importId })).toBe(await whole.store.count('importProblem', {}));
    await expect(take(world, 'placement', file, { resumes: cut.importId })).rejects.toThrow('it is done');
    await whole.store.close();
    await rm(whole.folder, { recursive: true, force: true });
  });
});
