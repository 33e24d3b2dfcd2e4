import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/adapters/files/index.js';
import { FILE_LIMITS } from '../../src/app/ports/files.js';
import { all, gb18030, pieces } from './bytes.js';

const read = (bytes: Uint8Array, cuts: readonly number[] = [], encoding: 'utf-8' | 'gb18030' = 'utf-8') => all(readCsv(pieces(bytes, cuts), { encoding, limits: FILE_LIMITS }));
const cells = async (text: string) => (await read(Buffer.from(text))).map((row) => row.problem?.code ?? row.cells);

describe('CSV', () => {
  test('quotes, doubled quotes, newlines in cells, CRLF, blank lines, byte order mark', async () => {
    expect(await cells('\ufeffa,b,c\r\n"x ""y""","1\r\n2",z\r\n\r\n,,\r\nlast,row,"end"')).toEqual([['a', 'b', 'c'], ['x "y"', '1\r\n2', 'z'], ['', '', ''], ['last', 'row', 'end']]);
    expect((await read(Buffer.from('a,b\n\n\nc,d\n'))).map((row) => row.number)).toEqual([1, 4]);
  });
  test('delimiters and newlines are found out', async () => {
    expect(await cells('a;b;c\n1,5;2;3\n')).toEqual([['a', 'b', 'c'], ['1,5', '2', '3']]);
    expect(await cells('a\tb\n"x\ty"\tz')).toEqual([['a', 'b'], ['x\ty', 'z']]);
    expect(await cells('a|b\r1|2\r3|"4\r5"')).toEqual([['a', 'b'], ['1', '2'], ['3', '4\r5']]);
  });
  test('a cell that spreadsheets protect as text is unwrapped', async () => {
    expect(await cells('a,b\n="013",x\n')).toEqual([['a', 'b'], ['013', 'x']]);
  });
  test('quotation marks used as letters stay', async () => {
    expect(await cells('a,b\n"恒大"花园,1\n5" pipe,2\n')).toEqual([['a', 'b'], ['"恒大"花园', '1'], ['5" pipe', '2']]);
  });
  test('a stray quote costs its own row only', async () => {
    const lines = ['id,name,phone,amount', '1,张三,138,100', '2,"李四,139,200', '3,王五,137,300', '4,赵"六,136,400'];
    expect(await cells(lines.join('\n'))).toEqual([lines[0]!.split(','), lines[1]!.split(','), 'import.quote', lines[3]!.split(','), lines[4]!.split(',')]);
  });
  test('two stray quotes in one column some rows apart do not swallow the rows between', async () => {
    expect(await cells('id,name,phone\n1,"张三,138\n2,李四,139\n3,王五",137\n4,x,1\n')).toEqual([['id', 'name', 'phone'], 'import.quote', ['2', '李四', '139'], ['3', '王五"', '137'], ['4', 'x', '1']]);
  });
  test('a cell over 64 KB and a line over 1 MB are errors of their rows', async () => {
    const big = 'x'.repeat(70_000);
    const chinese = '债'.repeat(22_000);
    const long = Array.from({ length: 40 }, () => 'y'.repeat(30_000)).join(',');
    expect(await cells(`a,b\n1,${big}\n2,ok\n"${big}",3\n${chinese},4\n${long}\n5,ok\n"${'z'.repeat(1_100_000)}",6\n7,ok\n`)).toEqual([
      ['a', 'b'], 'import.cellTooLong', ['2', 'ok'], 'import.cellTooLong', 'import.cellTooLong', 'import.lineTooLong', ['5', 'ok'], 'import.lineTooLong', ['7', 'ok'],
    ]);
  });
  test('bytes that are no characters are an error of their row', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,x\n'), Buffer.from([0x32, 0x2c, 0xff, 0xfe, 0x0a]), Buffer.from('3,张\n')]);
    expect((await read(bytes)).map((row) => row.problem?.code ?? row.cells)).toEqual([['a', 'b'], ['1', 'x'], 'import.encoding', ['3', '张']]);
  });

  const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', '1', ' ', ',', '"', '\n', '张', '“', '\u{20bb7}', ';') }), fc.constant(''), fc.stringMatching(/^[a-z0-9]{1,8}$/));
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  test('what was written is read, cut anywhere (UTF-8)', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 }), fc.array(fc.nat(), { maxLength: 20 }), async (rows, cuts) => {
      const written = [['k', 'v'], ...rows];
      const text = written.map((row) => row.map(quote).join(',')).join('\n');
      const found = await read(Buffer.from(text), cuts);
      expect(found.map((row) => row.cells)).toEqual(written.map((row) => row.map((one) => one.trim())));
    }), { numRuns: 400 });
  });
  test('any bytes, cut anywhere, give the same rows (UTF-8 and GB18030)', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', ',', ',', '"', '\n', '\n', '\r\n', '张', '款', '=', ' '), maxLength: 200 });
    await fc.assert(fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 30 }), fc.constantFrom('utf-8' as const, 'gb18030' as const), async (body, cuts, encoding) => {
      const full = `甲,乙,丙\n${body}`;
      const bytes = encoding === 'utf-8' ? Buffer.from(full) : gb18030(full);
      expect(await read(bytes, cuts, encoding)).toEqual(await read(bytes, [], encoding));
    }), { numRuns: 600 });
  });

  test('a line of 1 GB fills no memory and the rows after it are read', { timeout: 60_000 }, async () => {
    const block = Buffer.alloc(1_048_576, 'x');
    let peak = 0;
    async function* giant() {
      yield Buffer.from('a,b\n1,2\n3,');
      for (let block_ = 0; block_ < 1024; block_++) {
        if (block_ % 64 === 0) { const { heapUsed, arrayBuffers } = process.memoryUsage(); peak = Math.max(peak, heapUsed + arrayBuffers); }
        yield block;
      }
      yield Buffer.from('\n4,5\n');
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const rows = await all(readCsv(giant(), { encoding: 'utf-8', limits: FILE_LIMITS }));
    expect(rows.map((row) => row.problem?.code ?? row.cells)).toEqual([['a', 'b'], ['1', '2'], 'import.lineTooLong', ['4', '5']]);
    expect(peak - heapUsed - arrayBuffers).toBeLessThan(96 * 1024 ** 2);
  });
  test('1 GB behind a quote that never closes', { timeout: 60_000 }, async () => {
    async function* giant() {
      yield Buffer.from('a,b\n1,2\n3,"');
      const line = Buffer.from(`${'y'.repeat(1_048_575)}\n`);
      for (let block = 0; block < 256; block++) yield line;
      yield Buffer.from('4,5\n');
    }
    const rows = await all(readCsv(giant(), { encoding: 'utf-8', limits: FILE_LIMITS }));
    expect(rows.slice(0, 2).map((row) => row.cells)).toEqual([['a', 'b'], ['1', '2']]);
    expect(rows.at(-1)?.cells).toEqual(['4', '5']);
  });
});
