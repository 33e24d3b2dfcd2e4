/** The page as it is shipped: compiled by its own tsconfig into a folder of its own, with its html and css beside it. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

export interface Built { readonly folder: string; file(path: string): Promise<{ readonly type: string; readonly body: Buffer } | null>; remove(): Promise<void> }

export async function buildConsole(): Promise<Built> {
  const out = await mkdtemp(join(tmpdir(), 'dunwell-console-'));
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'src/console'), '--outDir', out, '--sourceMap', 'false'], { cwd: root });
  const folder = join(out, 'console');
  for (const name of ['index.html', 'style.css', 'icon.svg']) await cp(join(root, 'src/console', name), join(folder, name));
  return {
    folder,
    file: async (path) => {
      const full = normalize(join(folder, path === '/' ? 'index.html' : path));
      const type = TYPES[extname(full)];
      if (!full.startsWith(folder) || type === undefined) return null;
      try { return { type, body: await readFile(full) }; } catch { return null; }
    },
    remove: () => rm(out, { recursive: true, force: true }),
  };
}
