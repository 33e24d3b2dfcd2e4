/** The page as it is shipped: built by its own configuration into a folder of its own. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

export interface Built { readonly folder: string; file(path: string): Promise<{ readonly type: string; readonly body: Buffer } | null>; remove(): Promise<void> }

export async function buildConsole(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-console-'));
  await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', join(root, 'src/console/vite.config.mjs')], { cwd: root, env: { ...process.env, DUNWELL_CONSOLE_OUT: folder, NODE_ENV: 'production' } });
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
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
