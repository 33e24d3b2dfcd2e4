import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { importPlacements } from '../../src/app/import/index.js';
import { checkCharacter } from '../../src/core/phone/index.js';
import { DUTY_TO_PAY } from '../../src/core/records/index.js';
import { gb18030 } from './bytes.js';
import { bring, makeWorld, put, snapshot, type World } from './world.js';

const ID = ['110101199001011237', '110101199001010015', `44030119850202201${checkCharacter('44030119850202201')}`] as const;
const HEAD = '姓名,身份证号,手机号,合同号,欠款金额,逾期日期,联系人姓名1,联系人电话1';
const FILE = `${HEAD}
张三,${ID[0]},138 0013 8000;010-62345678,C1,"1,234.56",2026-01-31,李四,13900139000
张三,${ID[0]},13800138000,C2,100,2026/1/1,李四,13900139000
王五,${ID[1]},13700137000,C3,¥88,20260115,,
`;

describe.each(['memory', 'sqlite'] as const)('placement import on %s', (kind) => {
  let world: World;
  beforeEach(async () => { world = await makeWorld(kind); });
  afterEach(async () => { await world.store.close(); await rm(world.folder, { recursive: true, force: true }); });

  test('people, numbers, debts, placements, cases and leads of a small file', async () => {
    const done = await bring(world, FILE);
    expect(done).toMatchObject({ state: 'done', rows: 3, created: 3, updated: 0, unchanged: 0, bad: 0, duplicates: 0, share: 1, encoding: 'utf-8' });
    const { store, vault } = world;
    const parties = await store.find('party', {});
    expect(parties.map((party) => vault.open('name', party.nameSealed)).sort()).toEqual(['张三', '李四', '王五'].sort());
    const zhang = parties.find((party) => party.identityIndex === vault.index('identity', ID[0]))!;
    const points = await store.find('contactPoint', { where: { partyId: zhang.id }, order: [{ by: 'rank' }] });
    expect(points.map((point) => [vault.open('phone', point.valueSealed), point.masked, point.ownerRole, point.region, point.rank])).toEqual([['+8613800138000', '138****8000', 'debtor', 'CN', 0], ['+861062345678', '+861****678', 'debtor', 'CN', 1]]);
    const cases = await store.find('case', {});
    expect(cases.map((one) => [one.partyId === zhang.id, one.batch, one.state])).toEqual([[true, 'List', 'new'], [false, 'List', 'new']]);
    const leads = await store.find('lead', { order: [{ by: 'amount', down: true }] });
    expect(leads.map((lead) => [lead.amount, lead.overdueSince, lead.state, lead.currency])).toEqual([[133_456, '2026-01-01', 'fresh', 'CNY'], [8_800, '2026-01-15', 'fresh', 'CNY']]);
    expect((await store.find('account', { order: [{ by: 'contract' }] })).map((one) => [one.contract, one.principal])).toEqual([['C1', 123_456], ['C2', 10_000], ['C3', 8_800]]);
    expect(await store.count('balanceEvent', {})).toBe(3);
    expect(await store.count('placement', { state: 'placed' })).toBe(3);
    // 李四 is one person joined to both of 张三's accounts, and nobody dials her.
    const li = parties.find((party) => party.nameIndex === vault.index('name', '李四'))!;
    expect((await store.find('accountParty', { where: { partyId: li.id } })).map((one) => one.role)).toEqual(['contact', 'contact']);
    expect((await store.find('contactPoint', { where: { partyId: li.id } })).map((one) => DUTY_TO_PAY.has(one.ownerRole))).toEqual([false]);
    const events = await store.find('streamEvent', {});
    expect(new Set(events.map((event) => event.type))).toEqual(new Set(['import.started', 'case.placed', 'import.finished']));
    expect(JSON.stringify(events)).not.toMatch(/张三|13800138000|138\*|1101011990/);
  });

  test('the same file again changes nothing, on another day neither', async () => {
    const file = `${HEAD},逾期天数,风险等级,标签,担保人姓名,担保人电话,配偶电话\n张三,${ID[0]},13800138000,C1,100,,李四,13900139000,35,高,甲;乙,赵六,13600136000,13500135000\n张三,${ID[0]},13800138001,C2,200,,李四,,40,低,丙,,,\n王五,,13700137000,C3,300,,,13900139001,5,,,,,\n`;
    const first = await bring(world, file);
    expect(first).toMatchObject({ created: 3, bad: 0 });
    const before = await snapshot(world.store);
    world.clock.at += 2 * 86_400_000;
    const second = await bring(world, file);
    expect(second).toMatchObject({ state: 'done', rows: 3, created: 0, updated: 0, unchanged: 3, bad: 0, duplicates: 0 });
    expect(await snapshot(world.store)).toEqual(before);
    expect(await world.store.count('importRun', {})).toBe(2);
  });

  test('tomorrow’s file updates: balance, a new number, priority; an older one changes nothing', async () => {
    const head = '姓名,手机号,合同号,本金,利息,逾期日期,数据日期,优先级';
    const monday = `${head}\n张三,13800138000,C1,100.00,1.00,2026-01-31,2026-11-16,1\n`;
    await bring(world, monday);
    const tuesday = `${head}\n张三,13800138000/13800138001,C1,90.00,1.50,2026-01-31,2026-11-17,5\n`;
    expect(await bring(world, tuesday)).toMatchObject({ created: 0, updated: 1 });
    expect(await world.store.find('account', {})).toMatchObject([{ principal: 9_000, interest: 150 }]);
    expect((await world.store.find('balanceEvent', { order: [{ by: 'id' }] })).map((event) => [event.principal, event.interest, event.cause])).toEqual([[10_000, 100, 'import'], [9_000, 150, 'import']]);
    expect(await world.store.find('lead', {})).toMatchObject([{ amount: 9_150, priority: 5, state: 'fresh' }]);
    expect(await world.store.count('contactPoint', {})).toBe(2);
    const stale = await bring(world, monday);
    expect(stale.problems.map((problem) => problem.code)).toEqual(['import.older']);
    expect(await world.store.find('account', {})).toMatchObject([{ principal: 9_000 }]);
  });

  test('a shared phone never merges two people; it is reported once a pair', async () => {
    const done = await bring(world, `${HEAD}\n张三,${ID[0]},13800138000;13800138009,C1,1,2026-01-01,,\n王五,${ID[1]},13800138000;13800138009,C2,1,2026-01-01,,\n`);
    expect(done).toMatchObject({ created: 2, duplicates: 1 });
    expect(done.problems).toMatchObject([{ row: 3, code: 'import.possibleDuplicate', severity: 'warning', value: '138****8000', column: '手机号' }]);
    expect(await world.store.count('party', {})).toBe(2);
    expect(await world.store.count('importProblem', { code: 'import.possibleDuplicate' })).toBe(1);
  });

  test('a contract of somebody with another identity number is refused; an identity learnt later is kept', async () => {
    await bring(world, `姓名,身份证号,手机号,合同号,金额\n张三,,13800138000,C1,1\n王五,${ID[1]},13700137000,C2,1\n`);
    const done = await bring(world, `姓名,身份证号,手机号,合同号,金额\n张三,${ID[0]},13800138000,C1,1\n赵六,${ID[2]},13600136000,C2,1\n`);
    expect(done).toMatchObject({ updated: 1, bad: 1 });
    expect(done.problems).toMatchObject([{ row: 3, code: 'import.otherDebtor', severity: 'error' }]);
    expect(await world.store.count('party', { identityIndex: world.vault.index('identity', ID[0]) })).toBe(1);
    expect(await world.store.count('party', {})).toBe(2);
  });

  test('bad rows are reported with row, column, masked value and reason; good rows are kept', async () => {
    const rows = [
      `张三,${ID[0]},13800138000,C1,100,2026-01-31`, `,${ID[1]},13700137000,C2,100,2026-01-31`, `王五,1.10101E+17,13700137000,C3,100,2026-01-31`, '李雷,,13700137001,C4,一百,2026-01-31',
      '韩梅,,13700137002,C5,100,03/04/2026', '赵六,,12345,C6,100,2026-01-31', `孙七,${ID[1].slice(0, 17)}0,13700137003,C7,100,2026-01-31`, '周八,,13700137004,C8,"1,5",00,2026-01-31', '吴九,,010-62345678转801,C9,1,2026-01-31', '"郑十,,13700137005,C10,1,2026-01-31', '冯一,,13700137006,C11,1,2026-01-31',
      '陈二,,13700137007,C1,999,2026-01-31', '无名,无,13700137008,C12,-5,2026-01-31',
    ];
    const done = await bring(world, `姓名,身份证号,手机号,合同号,金额,逾期日期\n${rows.join('\n')}\n`);
    expect(done.problems.map((one) => [one.row, one.column, one.value, one.code, one.severity])).toEqual([
      [3, '姓名', null, 'name.missing', 'error'], [4, '身份证号', '1*********7', 'identity.scientific', 'error'], [5, '金额', '一百', 'amount.invalid', 'error'], [6, '逾期日期', '03/04/2026', 'date.ambiguous', 'error'],
      [7, '手机号', '1****', 'phone.invalid', 'warning'], [7, '手机号', null, 'phone.none', 'warning'], [8, '身份证号', '110***********0010', 'identity.checksum', 'warning'], [9, null, null, 'import.cells', 'error'],
      [10, '手机号', '010****01', 'phone.extension', 'warning'], [10, '手机号', null, 'phone.none', 'warning'], [11, null, null, 'import.quote', 'error'], [13, null, null, 'import.contractTwice', 'error'], [14, '金额', '-5', 'amount.negative', 'error'],
    ]);
    expect(done).toMatchObject({ rows: 13, created: 5, bad: 8 });
    expect(await world.store.find('importRun', {})).toMatchObject([{ rows: 13, created: 5, bad: 8, state: 'done', fileHash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    const kept = await world.store.find('importProblem', {});
    expect(kept).toHaveLength(13);
    expect(JSON.stringify(kept)).not.toMatch(/张三|李雷|13700137|62345678|11010119/);
  });

  test('a new batch places an account again and returns the old case; the old file does not bring it back', async () => {
    const head = '姓名,手机号,合同号,金额,批次号,委案日期\n张三,13800138000,C1,100,';
    const first = `${head}B1,2026-10-01\n`;
    await bring(world, first);
    expect(await bring(world, `${head}B2,2026-11-01\n`)).toMatchObject({ updated: 1 });
    expect((await world.store.find('placement', { order: [{ by: 'batch' }] })).map((one) => [one.batch, one.state, one.to])).toEqual([['B1', 'ended', '2026-11-01'], ['B2', 'placed', null]]);
    expect((await world.store.find('case', { order: [{ by: 'batch' }] })).map((one) => one.state)).toEqual(['returned', 'new']);
    expect((await world.store.find('lead', {})).map((lead) => lead.state).sort()).toEqual(['done', 'fresh']);
    const again = await bring(world, first);
    expect(again).toMatchObject({ unchanged: 1 });
    expect(again.problems.map((one) => one.code)).toEqual(['import.placementOver']);
  });

  test('English headers, a mapping, title rows, custom fields, a list by name, GB18030, other countries', async () => {
    const english = 'Placement of October\n\nFull Name,ID Number,Mobile Phone,Emergency Contact,Emergency Contact Phone,Loan Number,Balance,Days Past Due,Internal Note,Favourite Colour\nJohn Smith,E1234567,(202) 555-0123,Jane,+1 202 555 0199,L-1,"$1,234.50",31,vip,red\n';
    const done = await bring(world, english, { defaultCountry: 'US', list: { name: 'October' }, mapping: { 'Internal Note': 'custom.note' } });
    expect(done).toMatchObject({ created: 1, bad: 0 });
    expect(done.problems.map((one) => [one.code, one.column])).toEqual([['import.unknownColumn', 'Favourite Colour']]);
    expect(await world.store.find('case', {})).toMatchObject([{ custom: { note: 'vip' }, batch: 'October' }]);
    expect(await world.store.find('account', {})).toMatchObject([{ currency: 'USD', principal: 123_450, overdueSince: '2025-10-21' }]);
    expect((await bring(world, gb18030('客户姓名,联系电话,借据号,欠款总额(万元)\n赵六,13800138000,G1,1.5\n')))).toMatchObject({ created: 1, encoding: 'gb18030' });
    expect(await world.store.find('account', { where: { contract: 'G1' } })).toMatchObject([{ principal: 1_500_000 }]);
  });

  test('XLSX of a real writer gives what the CSV gives', async () => {
    const path = join(world.folder, 'real.xlsx');
    await writeExcelFile([HEAD.split(',').map((value) => ({ value })), [{ value: '张三' }, { value: ID[0] }, { value: 13_800_138_000, type: Number }, { value: 'C1' }, { value: 1234.56, type: Number }, { value: new Date(Date.UTC(2026, 0, 31)), type: Date, format: 'yyyy/mm/dd' }, null, null]]).toFile(path);
    expect(await bring(world, '', { source: { path } })).toMatchObject({ format: 'xlsx', created: 1, bad: 0 });
    expect(await bring(world, FILE)).toMatchObject({ created: 2, updated: 1 });
  });

  test('what can not begin is a clear error and writes nothing', async () => {
    const begin = async (data: string | Buffer, more = {}) => {
      const result = await importPlacements({ source: { path: await put(world, data) }, fileName: 'x.csv', campaignId: 'campaign', list: { id: 'list' }, creditorId: 'bank', entityId: 'operator', defaultCountry: 'CN', by: null, ...more }, world.deps);
      return result.ok ? 'ok' : result.error.code;
    };
    expect(await begin(FILE, { campaignId: 'nobody' })).toBe('campaign.unknown');
    expect(await begin(FILE, { list: { id: 'nowhere' } })).toBe('list.unknown');
    expect(await begin(FILE, { creditorId: 'nobody' })).toBe('entity.unknown');
    expect(await begin('a,b\n1,2\n')).toBe('import.headers');
    expect(await begin('姓名,手机号\n张三,13800138000\n')).toBe('import.headers');
    expect(await begin(FILE, { mapping: { 手机号: 'shoe size' } })).toBe('import.mapping');
    expect(await begin(FILE, { mapping: { 鞋码: 'phone' } })).toBe('import.mapping');
    expect(await begin(Buffer.from([0xff, 0xff, 0x0a, 0xff, 0x80, 0x0a]))).toBe('import.encoding');
    expect(await begin('')).toBe('import.empty');
    expect(await world.store.count('importRun', {})).toBe(0);
  });

  test('an import cut off in the middle is completed by the next', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => `人${at},,1380013${String(8000 + at)},K${at},${at + 1},2026-01-01`);
    const file = `姓名,身份证号,手机号,合同号,金额,逾期日期\n${rows.join('\n')}\n`;
    let batches = 0;
    const run = world.store.run.bind(world.store);
    const broken: typeof run = (move, input) => (move === 'importPlacements' && ++batches > 3 ? Promise.reject(new Error('killed')) : run(move, input));
    const cut = await importPlacements({ source: { path: await put(world, file) }, fileName: 'x.csv', campaignId: 'campaign', list: { id: 'list' }, creditorId: 'bank', entityId: 'operator', defaultCountry: 'CN', by: null },
      { ...world.deps, store: { ...world.store, get: world.store.get.bind(world.store), count: world.store.count.bind(world.store), run: broken } }, { settings: { batchRows: 10 } });
    expect(cut).toMatchObject({ ok: true, value: { state: 'failed', created: 30, error: { code: 'import.store' } } });
    expect(await bring(world, file, {}, { settings: { batchRows: 7 } })).toMatchObject({ state: 'done', created: 30, unchanged: 30 });
    expect(await world.store.count('lead', {})).toBe(60);
    await world.store.run('create', { kind: 'importRun', at: 1, row: { kind: 'placement', campaignId: null, listId: null, file: 'x', fileHash: 'x', state: 'running', rows: 0, created: 0, updated: 0, unchanged: 0, bad: 0, duplicates: 0, by: null, endedAt: null, error: null, dryRun: false } });
    expect(await world.store.run('importsInterrupted', { at: 5 })).toBe(1);
  });

  test('progress, a stream as source, and a cap on kept problems', async () => {
    const rows = Array.from({ length: 90 }, (_, at) => `,,1380013${String(8000 + at)},K${at},${at + 1},`);
    async function* stream() { yield Buffer.from('姓名,身份证号,手机号,合同号,金额,逾期日期\n'); for (const row of rows) yield Buffer.from(`${row}\n`); }
    const seen: number[] = [];
    const done = await bring(world, '', { source: { stream: stream() } }, { settings: { batchRows: 20, keptProblems: 30 }, onProgress: (progress) => seen.push(progress.rows) });
    expect(done).toMatchObject({ rows: 90, bad: 90 });
    expect(seen).toEqual([20, 40, 60, 80, 90, 90]);
    expect(await world.store.count('importProblem', {})).toBe(30);
  });
});
