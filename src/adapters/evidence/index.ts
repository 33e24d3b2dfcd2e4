/** Evidence on disk: copies of signed roots, one a line, and recordings below their folder. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, open, readFile, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { RecordingFiles, RootCopies } from '../../app/evidence/ports.js';
import type { SignedRoot } from '../../core/evidence/index.js';

/** Appends and syncs. A last line that a crash cut short is left out when it is read. */
export function rootFile(path: string): RootCopies {
  return {
    append: async (root) => {
      const file = await open(path, 'a', 0o640);
      try { await appendFile(file, `${JSON.stringify(root)}\n`); await file.sync(); } finally { await file.close(); }
    },
    read: async () => {
      let text: string;
      try { text = await readFile(path, 'utf8'); } catch (error) { if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []; throw error; }
      return text.split('\n').flatMap((line) => { const root = parse(line); return root === null ? [] : [root]; });
    },
  };
}
function parse(line: string): SignedRoot | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number' && 'signature' in value ? value as SignedRoot : null;
  } catch { return null; }
}

export function recordingFolder(root: string): RecordingFiles {
  return {
    digest: async (path) => {
      const place = await inside(root, path);
      if (place === null) return null;
      const hash = createHash('sha256');
      let bytes = 0;
      try { for await (const part of createReadStream(place)) { hash.update(part as Buffer); bytes += (part as Buffer).length; } } catch { return null; }
      return { sha256: hash.digest('hex'), bytes };
    },
    read: async (path) => {
      const place = await inside(root, path);
      try { return place === null ? null : await readFile(place); } catch { return null; }
    },
  };
}
/** The file's own place when it lies below the root and no link leads out of it. */
async function inside(root: string, path: string): Promise<string | null> {
  if (path.includes('\0')) return null;
  const within = relative(resolve(root), isAbsolute(path) ? resolve(path) : resolve(root, path));
  if (within === '' || within.startsWith(`..${sep}`) || within === '..' || isAbsolute(within)) return null;
  try {
    const expected = resolve(await realpath(root), within);
    return await realpath(expected) === expected ? expected : null;
  } catch { return null; }
}
