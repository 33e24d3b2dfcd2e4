/** Small makers of bytes for the import's tests: GB18030 text, ZIP archives, workbooks, pieces. */
import { crc32, deflateRawSync } from 'node:zlib';

let table: Map<string, number> | null = null;
/** GB18030 bytes (one- and two-byte characters only), by inverting Node's decoder. */
export function gb18030(text: string): Buffer {
  if (!table) {
    table = new Map();
    const decoder = new TextDecoder('gb18030');
    for (let lead = 0x81; lead <= 0xfe; lead++) for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const letter = decoder.decode(Uint8Array.of(lead, trail));
      if (letter.length === 1 && letter !== '\ufffd' && !table.has(letter)) table.set(letter, lead * 256 + trail);
    }
  }
  const bytes: number[] = [];
  for (const letter of text) {
    if (letter < '\u0080') { bytes.push(letter.charCodeAt(0)); continue; }
    const code = table.get(letter);
    if (code === undefined) throw new Error(`not in the table: ${letter}`);
    bytes.push(code >> 8, code & 255);
  }
  return Buffer.from(bytes);
}

export interface Part { readonly name: string; readonly data: string | Buffer; readonly store?: boolean; readonly lieSize?: number }
/** A ZIP archive. */
export function zip(parts: readonly Part[]): Buffer {
  const out: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const data = Buffer.from(part.data);
    const packed = part.store ? data : deflateRawSync(data);
    const name = Buffer.from(part.name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(part.store ? 0 : 8, 8);
    head.writeUInt32LE(crc32(data), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(data.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(part.store ? 0 : 8, 10);
    entry.writeUInt32LE(crc32(data), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(part.lieSize ?? data.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    out.push(head, name, packed);
    directory.push(entry, name);
    offset += 30 + name.length + packed.length;
  }
  const tail = Buffer.alloc(22);
  const listing = Buffer.concat(directory);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(parts.length, 8);
  tail.writeUInt16LE(parts.length, 10);
  tail.writeUInt32LE(listing.length, 12);
  tail.writeUInt32LE(offset, 16);
  return Buffer.concat([...out, listing, tail]);
}

export interface BookParts { readonly sheet: string; readonly strings?: string; readonly styles?: string; readonly workbook?: string }
/** A workbook from raw XML of its parts. `sheet`: what stands inside `<worksheet>`. */
export function book(parts: BookParts): Buffer {
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zip([
    { name: '_rels/.rels', data: `${xml}<Relationships><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>` },
    { name: 'xl/workbook.xml', data: `${xml}<workbook xmlns:r="${office}">${parts.workbook ?? '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'}</workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', data: `${xml}<Relationships><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="${office}/styles" Target="/xl/styles.xml"/></Relationships>` },
    { name: 'xl/worksheets/sheet1.xml', data: `${xml}<worksheet>${parts.sheet}</worksheet>` },
    ...(parts.strings === undefined ? [] : [{ name: 'xl/sharedStrings.xml', data: `${xml}<sst>${parts.strings}</sst>` }]),
    ...(parts.styles === undefined ? [] : [{ name: 'xl/styles.xml', data: `${xml}<styleSheet>${parts.styles}</styleSheet>` }]),
  ]);
}

/** Bytes in pieces cut at the given places. */
export async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
  yield bytes.subarray(from);
}
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
