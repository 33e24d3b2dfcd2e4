/** Tables from disk or a stream: tells CSV from XLSX by content, spools streams to a private temporary file. */
import { randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_LIMITS, type FileLimits, type FileSource, type TableFiles } from '../../app/ports/files.js';
import { fail, ok, type Result } from '../../core/result.js';
import { openCsv } from './csv.js';
import { openXlsx } from './xlsx.js';

export { readCsv } from './csv.js';

export interface FilesOptions { readonly limits?: Partial<FileLimits>; /** Where copies of streams go; they are readable by the owner only and removed at close. */ readonly temporary?: string }

export function makeTableFiles(settings: FilesOptions = {}): TableFiles {
  const limits: FileLimits = { ...FILE_LIMITS, ...settings.limits };
  return {
    breathe: () => new Promise((resolve) => { setImmediate(resolve); }),
    async open(source, options) {
      const spooled = await spool(source, settings.temporary ?? tmpdir(), limits.bytes);
      if (!spooled.ok) return spooled;
      const { path, remove } = spooled.value;
      try {
        const kind = await sniff(path, limits.bytes);
        const table = !kind.ok ? kind : kind.value === 'xlsx' ? await openXlsx(path, options, limits) : await openCsv(path, options, limits);
        if (!table.ok) { await remove(); return table; }
        return ok({ ...table.value, close: remove });
      } catch (error) {
        await remove();
        if (isErrno(error)) return fail('import.file', `the file can't be read: ${error.code}`);
        throw error;
      }
    },
  };
}

async function spool(source: FileSource, folder: string, most: number): Promise<Result<{ readonly path: string; readonly remove: () => Promise<void> }>> {
  if ('path' in source) return ok({ path: source.path, remove: () => Promise.resolve() });
  const path = join(folder, `dunwell-import-${randomUUID()}`);
  const remove = (): Promise<void> => rm(path, { force: true });
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      let bytes = 0;
      for await (const chunk of source.stream) {
        bytes += chunk.length;
        if (bytes > most) { await remove(); return fail('import.tooBig', `the file is larger than ${most} bytes`); }
        await file.writeFile(chunk);
      }
    } finally { await file.close(); }
    return ok({ path, remove });
  } catch (error) {
    await remove();
    if (isErrno(error)) return fail('import.file', `the upload can't be kept: ${error.code}`);
    throw error;
  }
}

async function sniff(path: string, most: number): Promise<Result<'csv' | 'xlsx'>> {
  const facts = await stat(path);
  if (!facts.isFile()) return fail('import.file', 'not a file');
  if (facts.size === 0) return fail('import.empty', 'the file is empty');
  if (facts.size > most) return fail('import.tooBig', `the file is larger than ${most} bytes`);
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(8);
    await file.read(head, 0, 8, 0);
    if (head.readUInt32BE(0) === 0x504b0304 || head.readUInt32BE(0) === 0x504b0506) return ok('xlsx');
    if (head.readUInt32BE(0) === 0xd0cf11e0) return fail('import.format', 'an old .xls or a file with a password; save it as .xlsx without one, or as CSV');
    return ok('csv');
  } finally { await file.close(); }
}

const isErrno = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]/.test(error.code);
