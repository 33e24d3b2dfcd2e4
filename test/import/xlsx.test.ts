import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { makeTableFiles } from '../../src/adapters/files/index.js';
import type { FileLimits, RawRow } from '../../src/app/ports/files.js';
import { all, book, gb18030, zip } from './bytes.js';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'dunwell-xlsx-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));
let made = 0;
async function put(data: Buffer | string) {
  const path = join(folder, `f${made++}`);
  await writeFile(path, data);
  return path;
}
async function open(data: Buffer | string, options: { sheet?: string; encoding?: 'auto' | 'utf-8' | 'gb18030' } = {}, limits: Partial<FileLimits> = {}) {
  return makeTableFiles({ limits }).open({ path: await put(data) }, { fileName: 'x', ...options });
}
async function rows(data: Buffer | string, options = {}, limits = {}): Promise<RawRow[]> {
  const file = await open(data, options, limits);
  if (!file.ok) throw new Error(`${file.error.code}: ${file.error.text}`);
  return all(file.value.rows());
}
const failure = async (data: Buffer | string, options = {}, limits = {}) => {
  const file = await open(data, options, limits);
  if (!file.ok) return file.error.code;
  try { await all(file.value.rows()); return 'ok'; } catch (error) { return (error as { failure?: { code: string } }).failure?.code ?? String(error); }
};

describe('XLSX', () => {
  test('a file of a real writer: texts, numbers, dates, empty cells', async () => {
    const path = join(folder, 'real.xlsx');
    await writeExcelFile([
      [{ value: '姓名' }, { value: '手机号' }, { value: '金额' }, { value: '逾期日期' }],
      [{ value: '张三 & <李>' }, { value: 13_800_138_000, type: Number }, { value: 1234.56, type: Number }, { value: new Date(Date.UTC(2026, 0, 31)), type: Date, format: 'yyyy-mm-dd' }],
      [{ value: 'John "x"' }, null, { value: 0.1 + 0.2, type: Number }, null],
    ]).toFile(path);
    const file = await makeTableFiles().open({ path }, { fileName: 'real.xlsx' });
    if (!file.ok) throw new Error(file.error.text);
    const found = await all(file.value.rows());
    expect(found.map((row) => row.cells.slice(0, 4))).toEqual([['姓名', '手机号', '金额', '逾期日期'], ['张三 & <李>', '13800138000', '1234.56', '2026-01-31'], ['John "x"', '', '0.3']]);
    expect(file.value.progress()).toBe(1);
  });
  test('shared, rich, phonetic and inline strings; formulas; sparse cells; escapes', async () => {
    const sheet = '<sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row><row r="5"><c t="inlineStr"><is><t>a_x000D_b</t></is></c><c t="str"><f>A1</f><v>f&amp;g</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row></sheetData>';
    const strings = '<si><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>かな</t></rPh></si><si><t><![CDATA[<丙>]]></t></si>';
    expect(await rows(book({ sheet, strings }))).toEqual([{ number: 2, cells: ['甲 乙', '', '<丙>'] }, { number: 5, cells: ['a\rb', 'f&g', 'TRUE', '#N/A'] }]);
  });
  test('dates by style, 1904 workbooks, numbers that lost digits', async () => {
    const styles = '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="171" formatCode="[Red]#,##0.00"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="22"/></cellXfs>';
    const sheet = '<sheetData><row><c s="1"><v>46053</v></c><c s="2"><v>46053</v></c><c s="3"><v>46053</v></c><c s="4"><v>46053.5</v></c><c><v>110101199001011000</v></c><c><v>1.3800138E10</v></c><c><v>1234.5599999999999</v></c></row></sheetData>';
    expect((await rows(book({ sheet, styles })))[0]?.cells).toEqual(['2026-01-31', '2026-01-31', '46053', '2026-01-31 12:00:00', '1.10101E+17', '13800138000', '1234.56']);
    const old = book({ sheet, styles, workbook: '<workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets>' });
    expect((await rows(old))[0]?.cells[0]).toBe('2030-02-01');
  });
  test('merged cells carry their value downwards, and say so', async () => {
    const sheet = '<sheetData><row r="1"><c r="A1" t="str"><v>n</v></c><c r="B1" t="str"><v>k</v></c></row><row r="2"><c r="A2" t="str"><v>张三</v></c><c r="B2"><v>1</v></c></row><row r="3"><c r="A3"/><c r="B3"><v>2</v></c></row><row r="4"><c r="B4"><v>3</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>';
    expect((await rows(book({ sheet }))).slice(1)).toEqual([{ number: 2, cells: ['张三', '1'] }, { number: 3, cells: ['张三', '2'], merged: [0] }, { number: 4, cells: ['', '3'] }]);
  });
  test('a cell over 64 KB is an error of its row', async () => {
    const big = 'x'.repeat(70_000);
    const sheet = `<sheetData><row><c t="s"><v>0</v></c></row><row><c t="inlineStr"><is><t>${big}</t></is></c></row><row><c><v>1</v></c></row></sheetData>`;
    expect((await rows(book({ sheet, strings: `<si><t>${big}</t></si>` }))).map((row) => row.problem?.code ?? row.cells)).toEqual(['import.cellTooLong', 'import.cellTooLong', ['1']]);
  });
  test('the first visible sheet, or the one named', async () => {
    const workbook = '<sheets><sheet name="secret" state="hidden" r:id="rId9"/><sheet name="甲" r:id="rId1"/></sheets>';
    const data = book({ sheet: '<sheetData><row><c><v>1</v></c></row></sheetData>', workbook });
    expect((await rows(data))[0]?.cells).toEqual(['1']);
    expect((await rows(data, { sheet: '甲' })).length).toBe(1);
    expect(await failure(data, { sheet: '乙' })).toBe('import.sheet');
  });
  test('prefixed elements and any attribute order', async () => {
    const data = book({ sheet: '<x:sheetData><x:row spans="1:2" r="3"><x:c s="0" t="str" r="B3"><x:v>y</x:v></x:c></x:row></x:sheetData>' });
    expect(await rows(data)).toEqual([{ number: 3, cells: ['', 'y'] }]);
  });

  test('damaged, foreign and hostile files are clear errors', async () => {
    const good = book({ sheet: `<sheetData>${'<row><c><v>1</v></c></row>'.repeat(2000)}</sheetData>` });
    expect(await failure(good.subarray(0, good.length - 40))).toBe('import.damaged');
    const broken = Buffer.from(good);
    broken[good.indexOf('xl/worksheets/sheet1.xml') + 60]! ^= 0xff;
    expect(await failure(broken)).toBe('import.damaged');
    expect(await failure(zip([{ name: 'a.txt', data: 'x' }]))).toBe('import.format');
    expect(await failure(Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]))).toBe('import.format');
    expect(await failure(book({ sheet: '<sheetData><row><c><v>1</v></c></row>' }))).toBe('import.damaged');
    expect(await failure(book({ sheet: '<!DOCTYPE x [<!ENTITY a "b">]><sheetData/>' }))).toBe('import.damaged');
    expect(await failure('')).toBe('import.empty');
    expect((await makeTableFiles().open({ path: join(folder, 'nowhere') }, { fileName: 'x' }))).toMatchObject({ ok: false, error: { code: 'import.file' } });
  });
  test('a zip bomb is refused early', async () => {
    const sheet = `<sheetData>${' '.repeat(48 * 1024 ** 2)}</sheetData>`;
    expect(deflateRawSync(Buffer.from(sheet)).length * 200).toBeLessThan(sheet.length);
    expect(await failure(book({ sheet }))).toBe('import.tooBig');
    expect(await failure(book({ sheet: '<sheetData/>', strings: `<si><t>${'a'.repeat(60_000)}</t></si>`.repeat(40) }), {}, { sharedStringBytes: 1_048_576 })).toBe('import.tooBig');
  });
  test('a stream is copied to a private file that is removed', async () => {
    const temporary = await mkdtemp(join(folder, 'spool-'));
    async function* stream() { yield Buffer.from('a,b\n'); yield Buffer.from('1,2\n'); }
    const file = await makeTableFiles({ temporary }).open({ stream: stream() }, { fileName: 'x.csv' });
    if (!file.ok) throw new Error(file.error.text);
    expect(await readdir(temporary)).toHaveLength(1);
    expect((await all(file.value.rows())).length).toBe(2);
    await file.value.close();
    expect(await readdir(temporary)).toHaveLength(0);
    expect(await makeTableFiles({ temporary, limits: { bytes: 5 } }).open({ stream: stream() }, { fileName: 'x.csv' })).toMatchObject({ ok: false, error: { code: 'import.tooBig' } });
    expect(await readdir(temporary)).toHaveLength(0);
  });
});

describe('encodings', () => {
  const text = '姓名,合同号\n张三,C1\n李四,C2\n';
  const encoding = async (data: Buffer | string, asked?: 'utf-8' | 'gb18030') => { const file = await open(data, asked ? { encoding: asked } : {}); return file.ok ? file.value.encoding : file.error.code; };
  test('byte order mark, UTF-8, GB18030, UTF-16', async () => {
    expect(await encoding(`\ufeff${text}`)).toBe('utf-8');
    expect(await encoding(text)).toBe('utf-8');
    expect(await encoding('a,b\n1,2\n')).toBe('utf-8');
    expect(await encoding(gb18030(text))).toBe('gb18030');
    expect((await rows(gb18030(text))).map((row) => row.cells)).toEqual([['姓名', '合同号'], ['张三', 'C1'], ['李四', 'C2']]);
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    expect(await encoding(wide)).toBe('utf-16le');
    expect((await rows(wide))[1]?.cells).toEqual(['张三', 'C1']);
  });
  test('neither, or not what was said: a clear error', async () => {
    expect(await encoding(Buffer.concat([Buffer.from('a,b\n'), ...Array.from({ length: 5 }, () => Buffer.from([0xff, 0x2c, 0x80, 0x0a]))]))).toBe('import.encoding');
    expect(await encoding(gb18030(text), 'utf-8')).toBe('import.encoding');
    expect(await encoding(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 3]))).toBe('import.format');
  });
  test('one dirty line in a long file is an error of that row', async () => {
    const lines = Array.from({ length: 500 }, (_, at) => Buffer.from(`张三${at},C${at}\n`));
    const data = Buffer.concat([Buffer.from('姓名,合同号\n'), ...lines.slice(0, 250), Buffer.from([0xc0, 0xc1, 0x2c, 0x31, 0x0a]), ...lines.slice(250)]);
    const found = await rows(data);
    expect(found.filter((row) => row.problem).map((row) => [row.number, row.problem?.code])).toEqual([[252, 'import.encoding']]);
    expect(found.length).toBe(502);
  });
});
