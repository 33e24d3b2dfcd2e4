/** The page as it is shipped. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

export interface Built { readonly folder: string; file(path: string): Promise<{ readonly type: string; readonly body: Buffer } | null> }

/** As it stands in dist; built first when the sources changed since. */
export async function buildConsole(): Promise<Built> {
  await run(process.execPath, [join(root, 'scripts/build.mjs'), '--fast'], { cwd: root });
  const folder = join(root, 'dist/console');
  if (!existsSync(join(folder, 'index.html'))) throw new Error('the page was not built');
  return {
    folder,
    file: async (path) => {
      // As the server does it: a path without a file's ending is a screen's, and the page routes it.
      const full = normalize(join(folder, extname(path) === '' ? 'index.html' : path));
      const type = TYPES[extname(full)];
      if (!full.startsWith(folder) || type === undefined) return null;
      try { return { type, body: await readFile(full) }; } catch { return null; }
    },
  };
}
