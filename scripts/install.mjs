/**
 * Makes sure `node_modules` is what `package-lock.json` says and that the database driver loads on this Node.
 * Does nothing, fast, when it already is.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { at, busy, die, isMain, locked, quietly, root, tail } from './lib.mjs';

const LEAST = [20, 19];

/** What is wrong with the installation, or null. */
export function whatIsMissing() {
  if (!existsSync(at('node_modules', '.package-lock.json'))) return 'nothing is installed';
  const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  const there = JSON.parse(readFileSync(at('node_modules', '.package-lock.json'), 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const got = there[path];
    if (!got && (entry.optional || entry.devOptional || entry.peer)) continue;
    if (got?.version !== entry.version) return `${path.replace('node_modules/', '')} ${entry.version} is missing`;
  }
  return null;
}

/** Does the native driver load on the Node that runs now? (It is compiled for one major version of Node.) */
function driverLoads() {
  return spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:').close()"], { cwd: root, stdio: 'ignore' }).status === 0;
}

/** `beside` is done after the packages are there, on the core that the compiling of the driver leaves free. */
export async function install({ beside } = {}) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) die(`Dunwell needs Node ${LEAST.join('.')} or newer; this is ${process.versions.node}.`);
  if (whatIsMissing() !== null || !driverLoads()) await locked('install', async () => {
    const missing = whatIsMissing();
    if (missing !== null) {
      const first = missing === 'nothing is installed';
      // `ci` empties node_modules first; with something there, bringing it up to date spares the compiler.
      await npm(first ? ['ci', '--ignore-scripts'] : ['install', '--no-save'], first ? 'installing' : `installing (${missing})`);
    }
    if (driverLoads()) return;
    const done = busy(`compiling the database driver for Node ${process.versions.node}${beside ? ' and building' : ''} (about a minute)`);
    await Promise.all([npm(['rebuild', 'better-sqlite3']), beside?.({ quiet: true })]);
    done();
    if (!driverLoads()) die('The database driver (better-sqlite3) was installed but does not load. A C++ compiler and python3 are needed to build it: on Debian, apt install build-essential python3.');
  });
  await beside?.();
}

/** Without a text somebody else says what is under way. */
async function npm(args, text = null) {
  const done = text === null ? () => undefined : busy(text);
  const own = process.env.npm_execpath;
  const [command, before] = own && /^npm/.test(basename(own)) ? [process.execPath, [own]] : ['npm', []];
  // Production mode would leave out the compiler; a home that can't be written to must not matter.
  const env = { npm_config_production: undefined, ...(homeWritable() ? {} : { npm_config_cache: join(tmpdir(), 'dunwell-npm-cache') }) };
  const result = await quietly(command, [...before, ...args, '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn'], { log: 'install.log', env });
  if (result.code === 0) { done(); return; }
  done('failed');
  die(`npm ${args.join(' ')} failed${result.why ? ` (${result.why})` : ''}; the end of ${result.path}:\n\n${tail(result.path)}`);
}

function homeWritable() {
  try { accessSync(homedir(), constants.W_OK); return true; } catch { return false; }
}

if (isMain(import.meta.url)) await install();
