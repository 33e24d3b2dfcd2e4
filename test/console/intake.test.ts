/** A supervisor looks at a file before it is imported, says what its columns are, and imports just what was seen: a real browser against the real server. */
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { NOW } from '../http/doubles.js';
import { noBrowser } from './browser.js';
import { languages } from './languages.js';
import { offices } from './office.js';

describe.skipIf(noBrowser !== null)(`the import screen${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 90_000 }, () => {
  const open = offices();

  const CSV = `委案清单,,,,,,
客户,借据,手机,欠款总额,首次逾期,省份,备用列
张三丰,HT-2026-0001,13812348000,"12,345.60",2026-01-31,新疆,甲
李四,HT-2026-0002,138,500,2026-02-30,北京,乙
王五,,13912340001,8.8万,20260105,亚特兰蒂斯,
赵六,HT-2026-0004,13712340002,66,2026/1/9,广东,丙
`;

  it.each(languages())('proposes, is corrected, survives an error, imports what was seen, keeps a profile (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    page.setDefaultTimeout(20_000);
    await office.world.store.run('createMany', { rows: [{ kind: 'entity', at: NOW, row: { id: 'bank', kind: 'creditor', name: '甲银行', parentId: 'a', creditorGroup: null } }] });
    await office.login('a-supervisor');
    await office.open('/bridge/imports', '#import-file');
    await page.locator('#import-campaign option[value=a-campaign]').waitFor({ state: 'attached' });
    await page.selectOption('#import-creditor', 'bank');
    await page.setInputFiles('#import-file', { name: 'cases.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await page.locator('.look-columns .mind').waitFor();
    expect(await page.isDisabled('#import-go')).toBe(true);
    await office.clean(`intake-lacking-${lang}`);
    await page.selectOption('[data-place="1"]', 'name');
    await page.selectOption('[data-place="2"]', 'contract');
    await page.selectOption('[data-place="5"]', 'overdueSince');
    await page.selectOption('[data-place="7"]', 'custom.备用列');
    await page.locator('.look-rows li').nth(3).waitFor();
    const rows = await page.locator('.look-rows li').allInnerTexts();
    expect(rows[0]).toContain('12345.60 CNY');
    expect(rows[0]).toContain('CN-XJ');
    expect(rows[1]).toContain('2026-02-30');
    expect(rows[2]).toContain('亚特兰蒂斯');
    expect(await page.locator('.look-rows li.refused').count()).toBe(2);
    expect(await page.locator('.look-rows').innerText()).not.toContain('张三丰');
    await office.clean(`intake-${lang}`);

    // A thing that comes once leaves the column it was in.
    await page.selectOption('[data-place="3"]', 'total');
    expect(await page.inputValue('[data-place="4"]')).toBe('ignore');
    await page.selectOption('[data-place="4"]', 'total');
    await page.selectOption('[data-place="3"]', 'phone');
    await page.locator('.look-rows li.created').nth(1).waitFor();

    await page.fill('#look-name', 'daily');
    await page.click('#look-save');
    await page.locator('.toast, [role=status]', { hasText: lang === 'en' ? 'Profile kept' : '映射方案已保存' }).first().waitFor();
    expect((await world.store.find('mappingProfile', {}))[0]?.columns).toMatchObject({ 客户: 'name', 借据: 'contract', 备用列: 'custom.备用列' });

    // The server is gone for the moment of the try: nothing chosen is lost.
    await page.route('**/api/v1/imports?*', (route) => route.abort());
    await page.click('#import-go');
    await page.locator('section.card > .error[role=alert]').waitFor();
    expect([await page.inputValue('[data-place="1"]'), await page.inputValue('[data-place="7"]'), await page.inputValue('#import-creditor')]).toEqual(['name', 'custom.备用列', 'bank']);
    await page.unroute('**/api/v1/imports?*');
    await page.click('#import-go');
    await page.locator('.figures').waitFor();
    expect((await page.locator('.figure b').allInnerTexts()).slice(0, 5)).toEqual(['4', '2', '0', '0', '2']);
    const made = await world.store.find('account', { where: { creditorId: 'bank', contract: { in: ['HT-2026-0001', 'HT-2026-0004'] } }, order: [{ by: 'contract' }] });
    expect(made.map((one) => [one.principal, one.overdueSince])).toEqual([[1_234_560, '2026-01-31'], [6_600, '2026-01-09']]);
    await office.clean(`intake-done-${lang}`);

    // The next file of this creditor is understood at once, by the profile.
    await page.setInputFiles('#import-file', { name: 'next.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await page.locator('.look-rows li').nth(3).waitFor();
    expect(await page.locator('.look-columns .hint').innerText()).toContain('daily');
    expect((await page.locator('.look-rows .verdict-line .tag').allInnerTexts())[0]).toBe(lang === 'en' ? 'no change' : '不变');
    expect(office.troubles.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
  });

  it('reads a workbook and the head of a long file, and tells plainly of one that is none', async () => {
    const office = await open('en');
    const { page } = office;
    await office.world.store.run('createMany', { rows: [{ kind: 'entity', at: NOW, row: { id: 'bank', kind: 'creditor', name: '甲银行', parentId: 'a', creditorGroup: null } }] });
    await office.login('a-supervisor');
    await office.open('/bridge/imports', '#import-file');
    await page.selectOption('#import-creditor', 'bank');
    const path = join(tmpdir(), `dunwell-intake-${process.pid}.xlsx`);
    await writeExcelFile([['姓名', '合同号', '欠款金额'], ['Ada Byron', 'X1', '5']].map((row) => row.map((value) => ({ value, type: String })))).toFile(path);
    await page.setInputFiles('#import-file', { name: 'book.xlsx', mimeType: 'application/octet-stream', buffer: await readFile(path) });
    await page.locator('.look-rows li.created').waitFor();
    expect(await page.locator('.look-columns h2').innerText()).toContain('XLSX');
    const long = `姓名,合同号,欠款金额\n${Array.from({ length: 60_000 }, (_, n) => `张三${n},HT${n},${n + 1}`).join('\n')}\n`;
    await page.setInputFiles('#import-file', { name: 'long.csv', mimeType: 'text/csv', buffer: Buffer.from(long) });
    await page.locator('.look-rows li').nth(9).waitFor();
    const sent = office.looked.at(-1) ?? 0;
    expect([long.length > 1_000_000, sent > 500_000, sent <= 512 * 1024]).toEqual([true, true, true]);
    await page.setInputFiles('#import-file', { name: 'old.xls', mimeType: 'application/octet-stream', buffer: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]) });
    await page.locator('#look-wrong').waitFor();
    expect(await page.isDisabled('#import-go')).toBe(true);
    expect(office.troubles).toEqual([]);
  });
});
