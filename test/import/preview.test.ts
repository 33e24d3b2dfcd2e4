/** A look at the first rows before importing: the columns, what rows become, what is refused; the store stays as it was. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { importFile, previewImport, type ImportPreview, type PreviewRequest } from '../../src/app/import/index.js';
import { bring, everything, makeWorld, put, take, type World } from './world.js';

describe.each(['memory', 'sqlite'] as const)('preview on %s', (kind) => {
  let world: World;
  beforeEach(async () => { world = await makeWorld(kind); });
  afterEach(async () => { await world.store.close(); await rm(world.folder, { recursive: true, force: true }); });

  const ask = async (data: string, more: Partial<PreviewRequest> = {}) => previewImport({ source: { path: await put(world, data) }, fileName: 'f.csv', kind: 'placement', campaignId: 'campaign', listId: null, creditorId: 'bank', entityId: 'operator', defaultCountry: 'CN', by: 'boss', profiles: [], ...more }, world.deps);
  const look = async (data: string, more: Partial<PreviewRequest> = {}): Promise<ImportPreview> => {
    const seen = await ask(data, more);
    if (!seen.ok) throw new Error(`${seen.error.code}: ${seen.error.text}`);
    return seen.value;
  };
  const verdicts = (seen: ImportPreview): unknown => seen.rows.map((row) => [row.row, row.verdict, ...row.troubles.filter((one) => one.severity === 'error').map((one) => one.code)]);
  const columns = (seen: ImportPreview): unknown => seen.columns.map((one) => [one.header, one.field, one.by]);

  test('says what each row becomes by what is on file, and writes nothing at all', async () => {
    await bring(world, 'name,contract,amount,phone\nAda Byron,C1,100.00,13800138000\nBob,C2,7,13800138001\n');
    const before = await everything(world.store);
    const runs = await world.store.count('importRun', {});
    const seen = await look('姓名,合同号,欠款金额,手机号,省份,色\nAda Byron,C1,90,13800138000,新疆,red\n\nBob,C2,7,13800138001,,\nCyd,C3,1.2万,12,上海,\nDee,C4,abc,13800138003,,\n,C5,1,,,\nAda Byron,C1,80,,,\n');
    expect(verdicts(seen)).toEqual([[2, 'updated'], [4, 'unchanged'], [5, 'created'], [6, 'refused', 'amount.invalid'], [7, 'refused', 'name.missing'], [8, 'refused', 'import.contractTwice']]);
    expect(columns(seen)).toEqual([['姓名', 'name', 'header'], ['合同号', 'contract', 'header'], ['欠款金额', 'total', 'header'], ['手机号', 'phone', 'header'], ['省份', 'region', 'header'], ['色', null, null]]);
    expect(seen.rows[0]?.becomes).toEqual([{ field: 'name', value: 'A** B****' }, { field: 'contract', value: '****' }, { field: 'total', value: '90.00 CNY' }, { field: 'phone', value: '138****8000' }, { field: 'address', value: '新***' }, { field: 'region', value: 'CN-XJ' }]);
    expect(seen.rows[2]?.becomes).toContainEqual({ field: 'total', value: '12000.00 CNY' });
    expect(seen.rows[2]?.troubles.map((one) => one.code)).toEqual(['phone.invalid', 'phone.none']);
    expect(seen).toMatchObject({ format: 'csv', encoding: 'utf-8', headerRow: 1, profile: null, lacks: [] });
    expect(seen.columns[3]?.samples).toEqual(['138****00', '138****01', '****']);
    expect(seen.columns[5]?.samples).toEqual(['r***']);
    expect(await everything(world.store)).toBe(before);
    expect(await world.store.count('importRun', {})).toBe(runs);
  });

  test('the store’s own refusals are told, of every kind of file', async () => {
    await bring(world, 'name,contract,amount,phone\nAda,C1,100,13800138000\n');
    const cases: [PreviewRequest['kind'], string, unknown][] = [
      ['update', 'contract,amount\nC1,90\nnone,4\n', [[2, 'updated'], [3, 'refused', 'contract.unknown']]],
      ['payment', '合同号,流水号,还款金额,还款日期\nC1,P1,10,2025-11-20\nC1,P2,0.001,2025-11-20\nnone,P3,1,2025-11-20\n', [[2, 'created'], [3, 'refused', 'amount.decimals'], [4, 'refused', 'contract.unknown']]],
      ['recall', '合同号,类型\nC1,撤案\nC1,谜\n', [[2, 'updated'], [3, 'refused', 'recall.type']]],
      ['history', 'contract,time,note\nC1,2025-11-20 10:00,said hello\nC1,never,x\n', [[2, 'created'], [3, 'refused', 'date.invalid']]],
    ];
    for (const [of, data, expected] of cases) {
      const before = await everything(world.store);
      expect([of, verdicts(await look(data, { kind: of, campaignId: null }))]).toEqual([of, expected]);
      expect(await everything(world.store)).toBe(before);
    }
  });

  test('a header nobody knows, below a title, is proposed as it stands, and a mapping by place with its row is imported as seen', async () => {
    const data = 'A Bank,,,\nKunde,Vertrag,Schuld,Tel\nAda,C1,5,13800138000\n';
    const none = await look(data);
    expect(none).toMatchObject({ headerRow: 2, rows: [], columns: [{ header: 'Kunde', field: null, by: null, samples: ['A***'] }, {}, {}, {}] });
    expect(none.lacks).toHaveLength(3);
    const mapping = { '#1': 'name', '#2': 'contract', '#3': 'total', '#4': 'custom.Telefon' };
    const seen = await look(data, { mapping, headerRow: 2 });
    expect([verdicts(seen), columns(seen)]).toEqual([[[3, 'created']], [['Kunde', 'name', 'mapping'], ['Vertrag', 'contract', 'mapping'], ['Schuld', 'total', 'mapping'], ['Tel', 'custom.Telefon', 'mapping']]]);
    const wrong = await importFile({ source: { path: await put(world, data) }, fileName: 'f.csv', kind: 'placement', campaignId: null, list: null, creditorId: 'bank', entityId: 'operator', defaultCountry: 'CN', by: 'boss', mapping, headerRow: 19 }, world.deps);
    expect(wrong).toMatchObject({ ok: false, error: { code: 'import.headerRow' } });
    expect(await take(world, 'placement', data, { mapping, headerRow: 2 })).toMatchObject({ created: 1, rows: 1 });
  });

  test('the profile that explains the file best is taken; two columns of one thing are told; unread fields are numbered', async () => {
    const profiles = [{ id: 'p1', name: 'other', columns: { Vertrag: 'product' } }, { id: 'p2', name: 'ours', columns: { Vertrag: 'contract', Rest: 'ignore' } }];
    const seen = await look('name,Vertrag,amount,balance,Rest,mobile,phone 2\nAda,C1,5,6,x,13800138000,13800138001\n', { profiles });
    expect(seen.profile).toEqual({ id: 'p2', name: 'ours' });
    expect(columns(seen)).toEqual([['name', 'name', 'header'], ['Vertrag', 'contract', 'profile'], ['amount', 'total', 'header'], ['balance', null, 'twice'], ['Rest', null, 'profile'], ['mobile', 'phone', 'header'], ['phone 2', 'phone2', 'header']]);
    expect((await look('name,contract,amount\nAda,C1,5\n', { profiles })).profile).toBeNull();
  });

  test('a workbook, ten rows of many, and what can not be read', async () => {
    const path = join(world.folder, 'x.xlsx');
    await writeExcelFile([['姓名', '合同号', '欠款金额'].map((value) => ({ value, type: String })), ...Array.from({ length: 30 }, (_, n) => [{ value: `人${n}`, type: String }, { value: `C${n}`, type: String }, { value: n + 0.5, type: Number }])]).toFile(path);
    const seen = await look('', { source: { path }, fileName: 'x.xlsx' });
    expect([seen.format, seen.rows.length, seen.rows[9]?.becomes.find((one) => one.field === 'total')]).toEqual(['xlsx', 10, { field: 'total', value: '9.50 CNY' }]);
    expect(await ask('')).toMatchObject({ ok: false, error: { code: 'import.empty' } });
    expect(await ask('name,contract\nx', { mapping: { nothing: 'name' } })).toMatchObject({ ok: false, error: { code: 'import.mapping' } });
    expect(await ask('name,contract\nx', { headerRow: 7 })).toMatchObject({ ok: false, error: { code: 'import.headerRow' } });
    expect(await ask('name,contract\nx', { entityId: null })).toMatchObject({ ok: false, error: { code: 'import.entity' } });
  });
});
