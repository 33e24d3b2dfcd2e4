/** Big placement files for the bench, written as streams: the bench measures the import's memory, not the maker's. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

export const HEADERS = ['姓名', '身份证号', '手机号', '合同号', '产品', '本金', '利息', '罚息', '逾期日期', '联系人姓名1', '联系人关系1', '联系人电话1', '风险等级', '批次号'];
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** Distinct for n below 12 000 000, with right birthdays and check digits. */
const identity = (n: number): string => {
  const first = `110101${String(1960 + Math.floor(n / 336_000) % 40)}${String(1 + Math.floor(n / 28_000) % 12).padStart(2, '0')}${String(1 + Math.floor(n / 1000) % 28).padStart(2, '0')}${String(n % 1000).padStart(3, '0')}`;
  return first + '10X98765432'.charAt(Array.from(first).reduce((sum, digit, at) => sum + Number(digit) * (WEIGHTS[at] ?? 0), 0) % 11);
};
const FAMILY = '王李张刘陈杨黄赵周吴徐孙马朱胡';
const GIVEN = '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超';
const pick = (letters: string, n: number): string => letters.charAt(n % letters.length);
const SCHEDULED = 12;
/** The same with a second number and a repayment schedule of twelve instalments in numbered columns. */
export const WIDE_HEADERS = [...HEADERS, '备用电话', '最低还款额', '数据日期', ...Array.from({ length: SCHEDULED }, (_, at) => [`期次${at + 1}应还日`, `期次${at + 1}应还金额`, `期次${at + 1}已还金额`]).flat()];
export function wideCellsOf(n: number): string[] {
  return [
    ...cellsOf(n), `137${String(n).padStart(8, '0')}`, '100.00', '2026-11-20',
    ...Array.from({ length: SCHEDULED }, (_, at) => [`2026-${String(at + 1).padStart(2, '0')}-05`, `${100 + (n % 900)}.${String((n + at) % 100).padStart(2, '0')}`, at < n % SCHEDULED ? `${100 + (n % 900)}.00` : '0']).flat(),
  ];
}
/** Row `n`: one person, one contract, a mobile, and for every other row a contact person. */
export function cellsOf(n: number): string[] {
  const contact = n % 2 === 0;
  return [
    pick(FAMILY, n) + pick(GIVEN, Math.floor(n / 15)) + pick(GIVEN, Math.floor(n / 300)), identity(n), `138${String(n).padStart(8, '0')}`, `HT2026${String(n).padStart(8, '0')}`, '消费贷',
    `${1000 + (n % 50_000)}.${String(n % 100).padStart(2, '0')}`, `${n % 900}.50`, `${n % 300}.25`, `2026-0${1 + (n % 9)}-1${n % 9}`,
    contact ? pick(FAMILY, n + 7) + pick(GIVEN, n) : '', contact ? '朋友' : '', contact ? `139${String(n).padStart(8, '0')}` : '', '中', 'B202611',
  ];
}

export const writeWideCsv = (path: string, rows: number): Promise<void> => writeCsv(path, rows, WIDE_HEADERS, wideCellsOf);
export async function writeCsv(path: string, rows: number, headers: readonly string[] = HEADERS, cells: (n: number) => readonly string[] = cellsOf): Promise<void> {
  const out = createWriteStream(path);
  out.write(`\ufeff${headers.join(',')}\r\n`);
  for (let n = 0; n < rows; n++) if (!out.write(`${cells(n).join(',')}\r\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
}

/** A workbook as Excel writes it: texts shared, amounts as numbers. */
export async function writeXlsx(path: string, rows: number): Promise<void> {
  const sheet = new PartWriter(`${path}.sheet`);
  const strings = new PartWriter(`${path}.strings`);
  const known = new Map<string, number>();
  const share = async (text: string): Promise<number> => {
    const place = known.get(text);
    if (place !== undefined) return place;
    if (known.size < 100_000 || text.length < 8) known.set(text, strings.count);
    await strings.write(`<si><t>${text}</t></si>`);
    return strings.count++;
  };
  await strings.write('<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">');
  await sheet.write('<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>');
  for (let n = -1; n < rows; n++) {
    const cells = n < 0 ? HEADERS : cellsOf(n);
    let xml = `<row r="${n + 2}" spans="1:${cells.length}">`;
    for (const [at, cell] of cells.entries()) {
      const name = `${String.fromCharCode(65 + at)}${n + 2}`;
      if (cell === '') continue;
      xml += n >= 0 && at >= 5 && at <= 7 ? `<c r="${name}" s="1"><v>${cell}</v></c>` : `<c r="${name}" t="s"><v>${await share(cell)}</v></c>`;
    }
    await sheet.write(`${xml}</row>`);
  }
  await sheet.write('</sheetData></worksheet>');
  await strings.write('</sst>');
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const small = async (name: string, text: string): Promise<Packed> => {
    const part = new PartWriter(`${path}.small`);
    await part.write(text);
    return part.end(name);
  };
  await writeZip(path, [
    await small('_rels/.rels', `<Relationships><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
    await small('xl/workbook.xml', `<workbook xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`),
    await small('xl/_rels/workbook.xml.rels', `<Relationships><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`),
    await sheet.end('xl/worksheets/sheet1.xml'), await strings.end('xl/sharedStrings.xml'),
  ]);
}

interface Packed { readonly name: string; readonly data: Buffer; readonly crc: number; readonly size: number }
class PartWriter {
  count = 0;
  private readonly deflate = createDeflateRaw();
  private readonly done: Promise<unknown>;
  private crc = 0;
  private size = 0;
  constructor(private readonly path: string) {
    this.done = once(this.deflate.pipe(createWriteStream(path)), 'close');
  }
  async write(text: string): Promise<void> {
    const data = Buffer.from(text);
    this.crc = crc32(data, this.crc);
    this.size += data.length;
    if (!this.deflate.write(data)) await once(this.deflate, 'drain');
  }
  async end(name: string): Promise<Packed> {
    this.deflate.end();
    await this.done;
    const data = await readFile(this.path);
    await rm(this.path);
    return { name, data, crc: this.crc, size: this.size };
  }
}

async function writeZip(path: string, parts: readonly Packed[]): Promise<void> {
  const file = await open(path, 'w');
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const head = Buffer.alloc(30);
    const entry = Buffer.alloc(46);
    head.writeUInt32LE(0x04034b50, 0);
    entry.writeUInt32LE(0x02014b50, 0);
    for (const [buffer, at] of [[head, 8], [entry, 10]] as const) {
      buffer.writeUInt16LE(8, at);
      buffer.writeUInt32LE(part.crc, at + 6);
      buffer.writeUInt32LE(part.data.length, at + 10);
      buffer.writeUInt32LE(part.size, at + 14);
      buffer.writeUInt16LE(name.length, at + 18);
    }
    entry.writeUInt32LE(offset, 42);
    await file.write(Buffer.concat([head, name, part.data]));
    directory.push(entry, name);
    offset += 30 + name.length + part.data.length;
  }
  const listing = Buffer.concat(directory);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(parts.length, 8);
  tail.writeUInt16LE(parts.length, 10);
  tail.writeUInt32LE(listing.length, 12);
  tail.writeUInt32LE(offset, 16);
  await file.write(Buffer.concat([listing, tail]));
  await file.close();
}
