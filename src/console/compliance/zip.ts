/** Files in one archive, stored as they are (PKZIP APPNOTE 4.3; method 0): a bundle's recordings and signatures do not shrink. */
export interface ZipFile { readonly path: string; readonly bytes: Uint8Array }

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
/** 1 January 1980, 00:00: an archive says nothing of when it was packed. */
const DOS_DATE = 0x21;
const UTF8 = 0x0800;

export function zip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  let directorySize = 0;
  for (const { path, bytes } of files) {
    const name = new TextEncoder().encode(path);
    const crc = crc32(bytes);
    const common = [[2, 20], [2, UTF8], [2, 0], [2, 0], [2, DOS_DATE], [4, crc], [4, bytes.length], [4, bytes.length], [2, name.length], [2, 0]] as const;
    const local = fields([[4, 0x04034b50], ...common]);
    parts.push(local, name, bytes);
    const entry = fields([[4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]);
    directory.push(entry, name);
    offset += local.length + name.length + bytes.length;
    directorySize += entry.length + name.length;
  }
  const end = fields([[4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, directorySize], [4, offset], [2, 0]]);
  const whole = new Uint8Array(offset + directorySize + end.length);
  let at = 0;
  for (const part of [...parts, ...directory, end]) { whole.set(part, at); at += part.length; }
  return whole;
}
function fields(list: readonly (readonly [size: 2 | 4, value: number])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(list.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of list) { if (size === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true); at += size; }
  return bytes;
}
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
