/**
 * Reads a ZIP archive by its central directory: parts are unpacked as streams, in bounded memory, with a limit on their size and
 * on how much they grow (a "zip bomb"), and checked by their CRC. Must not know what the parts hold.
 */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { DamagedFile, type FileLimits } from '../../app/ports/files.js';

export interface ZipEntry { readonly name: string; readonly method: number; readonly flags: number; readonly packed: number; readonly unpacked: number; readonly crc: number; readonly offset: number }

const MOST_ENTRIES = 5_000;
const MOST_DIRECTORY = 8 * 1024 ** 2;
/** Growth is judged only beyond this size: small parts of repeated text pack well. */
const RATIO_FROM = 16 * 1024 ** 2;

export const damaged = (text: string): DamagedFile => new DamagedFile({ code: 'import.damaged', text: `the XLSX file is damaged: ${text}` });

export class ZipArchive {
  private constructor(private readonly path: string, private readonly entries: ReadonlyMap<string, ZipEntry>, private readonly limits: FileLimits) {}

  /** Throws `DamagedFile`. */
  static async open(path: string, limits: FileLimits): Promise<ZipArchive> {
    const file = await open(path, 'r');
    try {
      return new ZipArchive(path, await readDirectory(file), limits);
    } finally { await file.close(); }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }
  size(name: string): number {
    return this.entries.get(name)?.unpacked ?? 0;
  }

  /** The bytes of a part. Throws `DamagedFile` when it is missing, broken, encrypted or too large. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) throw damaged(`it has no ${name}`);
    if (entry.flags & 1) throw new DamagedFile({ code: 'import.format', text: 'the file has a password; save it without one' });
    if (entry.method !== 0 && entry.method !== 8) throw damaged(`${name} is packed in an unknown way`);
    const from = await this.dataStart(entry);
    if (entry.packed === 0) return;
    if (!Number.isSafeInteger(from + entry.packed)) throw damaged('a part ends where no file does');
    const raw = createReadStream(this.path, { start: from, end: from + entry.packed - 1, highWaterMark: 65_536 });
    const inflate = entry.method === 8 ? createInflateRaw({ chunkSize: 65_536 }) : null;
    if (inflate) {
      raw.on('error', (error) => inflate.destroy(error));
      raw.pipe(inflate);
    }
    let sum = 0;
    let size = 0;
    try {
      for await (const chunk of (inflate ?? raw) as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > this.limits.unpackedBytes || (size > RATIO_FROM && size > entry.packed * this.limits.unpackedRatio)) {
          throw new DamagedFile({ code: 'import.tooBig', text: `${name} grows beyond its limit when unpacked` });
        }
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof DamagedFile) throw error;
      throw damaged(`${name} can't be unpacked`);
    } finally {
      raw.destroy();
      inflate?.destroy();
    }
    if (sum !== entry.crc || size !== entry.unpacked) throw damaged(`${name} is incomplete or changed`);
  }

  private async dataStart(entry: ZipEntry): Promise<number> {
    const file = await open(this.path, 'r');
    try {
      const head = await readAt(file, entry.offset, 30);
      if (head.readUInt32LE(0) !== 0x04034b50) throw damaged('a part is not where the directory says');
      return entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
    } finally { await file.close(); }
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  // An archive can name any place: one beyond what a file can have is refused here, not by Node with an error of its own.
  if (!Number.isSafeInteger(at) || at < 0) throw damaged('it names a place that no file has');
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  if (bytesRead !== length) throw damaged('it ends too early');
  return buffer;
}

async function readDirectory(file: FileHandle): Promise<Map<string, ZipEntry>> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (at < 0 || at + 22 > tail.length) throw damaged('it ends too early');
  let count = tail.readUInt16LE(at + 10);
  let length = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  if (count === 0xffff || length === 0xffffffff || offset === 0xffffffff) {
    const locator = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 6, 7]));
    if (locator < 0 || locator + 16 > tail.length) throw damaged('its directory is missing');
    const end = await readAt(file, Number(tail.readBigUInt64LE(locator + 8)), 56);
    count = Number(end.readBigUInt64LE(32));
    length = Number(end.readBigUInt64LE(40));
    offset = Number(end.readBigUInt64LE(48));
  }
  if (count > MOST_ENTRIES || length > MOST_DIRECTORY) throw damaged('its directory is too large');
  return parseDirectory(await readAt(file, offset, length), count);
}

function parseDirectory(directory: Buffer, count: number): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let place = 0; place < count; place++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw damaged('its directory is broken');
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength).replace(/\\/g, '/').replace(/^\//, '');
    const large = zip64(directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength), [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)]);
    entries.set(name, { name, flags: directory.readUInt16LE(at + 8), method: directory.readUInt16LE(at + 10), crc: directory.readUInt32LE(at + 16), unpacked: large[0], packed: large[1], offset: large[2] });
    at += 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Values of 0xffffffff stand in the ZIP64 field instead, in order. */
function zip64(extra: Buffer, values: [number, number, number]): [number, number, number] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let from = at + 4;
    for (const [place, value] of values.entries()) {
      if (value !== 0xffffffff || from + 8 > extra.length) continue;
      values[place] = Number(extra.readBigUInt64LE(from));
      from += 8;
    }
  }
  return values;
}
