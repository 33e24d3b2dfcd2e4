/** Daily files on disk: written beside their place, and moved there whole. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportFiles, Sheet } from '../../app/outbox/ports.js';

const PATH = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}){0,5}$/;
/** Written out once so much has come together. */
const CHUNK = 64 * 1024;
let serial = 0;

export function makeExportFiles(root: string): ExportFiles {
  return { begin: async (path) => {
    if (!PATH.test(path)) throw new TypeError('this is no path of an export');
    const place = join(root, path);
    const draft = `${place}.${process.pid}-${(serial += 1)}.part`;
    await mkdir(dirname(place), { recursive: true, mode: 0o750 });
    const file = await open(draft, 'wx', 0o640);
    const hash = createHash('sha256');
    let waiting = '';
    let bytes = 0;
    const flush = async (): Promise<void> => {
      const part = Buffer.from(waiting, 'utf8');
      waiting = '';
      if (part.length === 0) return;
      hash.update(part);
      bytes += part.length;
      await file.writeFile(part);
    };
    const sheet: Sheet = {
      write: async (text) => {
        waiting += text;
        if (waiting.length >= CHUNK) await flush();
      },
      keep: async () => {
        await flush();
        await file.sync();
        await file.close();
        const sha256 = hash.digest('hex');
        // The same bytes keep their file, with its date.
        if (await hashOf(place) === sha256) await rm(draft); else await rename(draft, place);
        return { sha256, bytes };
      },
      abandon: async () => {
        await file.close().catch(() => null);
        await rm(draft, { force: true });
      },
    };
    return sheet;
  } };
}
async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try { for await (const part of createReadStream(path)) hash.update(part as Buffer); } catch { return null; }
  return hash.digest('hex');
}
