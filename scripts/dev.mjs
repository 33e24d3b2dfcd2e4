/** `npm run dev`: checks types on every change and, without errors, bundles and starts the server anew. The page is built by Vite, also on every change. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { build, copyAssets } from './build.mjs';
import { bundle } from './bundle.mjs';
import { install } from './install.mjs';
import { at, root, tool } from './lib.mjs';

await install();
await build();

let server = null;
let wanted = true;
let timer = null;

function start() {
  server = spawn(process.execPath, ['--enable-source-maps', at('dist', 'main.js'), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...process.env, DUNWELL_LOG_TO: process.env.DUNWELL_LOG_TO ?? '-' } });
  server.on('close', (code) => {
    server = null;
    if (!wanted) process.exit(code ?? 0);
    else if (timer === null) process.stdout.write('the server ended; waiting for a change\n');
  });
}
/** Soon, once: several files change at a time. */
function restart() {
  if (timer) clearTimeout(timer);
  timer = setTimeout(() => {
    timer = null;
    if (!server) { start(); return; }
    server.once('close', start);
    server.kill('SIGTERM');
  }, 300);
}

let first = true;
/** One after the other: a change may come while the one before is still being bundled. */
let bundling = Promise.resolve();
function bundled() {
  bundling = bundling.then(() => bundle(at('dist'))).then(restart, (error) => { process.stdout.write(`${error.message}\n`); });
}
function checker() {
  const tsc = spawn(process.execPath, [tool.tsc, '-p', root, '--noEmit', '--watch', '--preserveWatchOutput', '--pretty', String(process.stdout.isTTY ?? false)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  tsc.stdout.on('data', (chunk) => {
    const text = chunk.toString();
    if (!/Found 0 errors/.test(text)) { if (/error TS/.test(text)) process.stdout.write(text); return; }
    if (!first) bundled();
    first = false;
  });
  return tsc;
}
/** The page is built anew into `dist/console`; reload it. For hot reloading see CONTRIBUTING.md. */
const page = spawn(process.execPath, [tool.vite, 'build', '--watch', '--config', at('src', 'console', 'vite.config.mjs')], { cwd: root, stdio: 'inherit', env: { ...process.env, DUNWELL_CONSOLE_OUT: at('dist', 'console') } });
const compilers = [checker(), page];
const assets = watch(at('src'), { recursive: true }, (_event, path) => { if (path && !path.endsWith('.ts') && !path.startsWith('console')) copyAssets(at('dist')); });

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    wanted = false;
    assets.close();
    for (const one of compilers) one.kill();
    if (server) server.kill('SIGTERM'); else process.exit(0);
  });
}
start();
