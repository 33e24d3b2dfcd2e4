/**
 * `dist/` from `src/`: the server and the command line bundled (bundle.mjs), the page by Vite (src/console/vite.config.mjs), everything else copied beside it.
 * Built in a folder of its own and then swapped in, so that a running server never sees half of it.
 * `npm run build` checks types as well; `--fast` (npm start, npm test) leaves that to `npm run check`.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';
import { install } from './install.mjs';
import { at, busy, die, isMain, locked, logFile, node, root, tail, tool } from './lib.mjs';

/** Every file below a folder, in a fixed order. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]));
}
/** The page's folder is Vite's alone. */
const isAsset = (path) => !path.endsWith('.ts') && !path.startsWith(at('src', 'console', ''));

/** Copies what neither of them reads: JSON, sounds. */
export function copyAssets(to) {
  for (const path of filesBelow(at('src')).filter(isAsset)) {
    const target = join(to, relative(at('src'), path));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const path of [...filesBelow(at('src')), at('scripts', 'bundle.mjs'), at('tsconfig.json'), at('package.json'), at('package-lock.json')]) hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
const stampOf = (folder) => { try { return readFileSync(join(folder, '.stamp'), 'utf8'); } catch { return ''; } };
export const isFresh = () => existsSync(at('dist', 'main.js')) && stampOf(at('dist')) === fingerprint();

/** The page, into a folder. Types are checked apart (vue-tsc), as for the server. */
export const buildConsole = (folder) => node(tool.vite, ['build', '--config', at('src', 'console', 'vite.config.mjs')], { log: 'build-console.log', env: { DUNWELL_CONSOLE_OUT: folder, NODE_ENV: 'production' } });

/** Beside each text of the page its compressed forms, so that the server packs nothing while it works. */
export function compress(folder) {
  for (const path of filesBelow(folder).filter((one) => ['.js', '.css', '.html', '.svg', '.json'].includes(extname(one)))) {
    const body = readFileSync(path);
    if (body.length < 1024) continue;
    writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }));
  }
}

/** The server and the command line, into a folder; what went wrong is told as a tool would. */
async function bundled(folder) {
  const path = logFile('build-server.log');
  try {
    await bundle(folder);
    return { code: 0, path };
  } catch (error) {
    writeFileSync(path, error.message);
    return { code: 1, path };
  }
}

/** Builds when `src` changed since the last time. `fast`: types are not checked. Returns whether it built. */
export async function build({ fast = true, quiet = false } = {}) {
  if (fast && isFresh()) return false;
  return locked('build', async () => {
    if (fast && isFresh()) return false;
    const done = quiet ? () => undefined : busy('building');
    const stamp = fingerprint();
    const next = at(`dist-${process.pid}`);
    rmSync(next, { recursive: true, force: true });
    const runs = [bundled(next), buildConsole(join(next, 'console'))];
    if (!fast) runs.push(
      node(tool.tsc, ['-p', root, '--noEmit', '--pretty', 'false'], { log: 'types-server.log' }),
      node(tool.vueTsc, ['-p', at('src', 'console'), '--noEmit', '--pretty', 'false'], { log: 'types-console.log' }),
    );
    const failed = (await Promise.all(runs)).filter((run) => run.code !== 0);
    if (failed.length > 0) {
      done('failed');
      rmSync(next, { recursive: true, force: true });
      die(failed.map((run) => tail(run.path)).join('\n'));
    }
    copyAssets(next);
    compress(join(next, 'console'));
    writeFileSync(join(next, '.stamp'), stamp);
    swap(next, at('dist'));
    done();
    return true;
  });
}

/** From a fresh clone to something that runs. `built`: called once, perhaps while the driver is still compiled. */
export async function installAndBuild(built = () => undefined) {
  let told = false;
  await install({ beside: async (how) => {
    await build(how);
    if (!told) built();
    told = true;
  } });
}

function swap(next, dist) {
  const old = `${next}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}

if (isMain(import.meta.url)) {
  await install();
  await build({ fast: process.argv.includes('--fast') });
}
