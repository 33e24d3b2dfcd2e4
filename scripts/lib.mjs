/**
 * What every script here shares: where things are, running a tool with its output kept for the moment it fails,
 * a lock between scripts that run at the same time. Plain Node, no dependency: it runs before anything is installed.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const cache = join(root, '.cache');
/** A path inside the repository. */
export const at = (...parts) => join(root, ...parts);
/** The JavaScript file of an installed tool, so that no shell or PATH is needed. */
export const tool = {
  vite: at('node_modules', 'vite', 'bin', 'vite.js'),
  vueTsc: at('node_modules', 'vue-tsc', 'bin', 'vue-tsc.js'),
  // The native compiler; `typescript` itself stays for the tools that are built on its JavaScript (vue-tsc, ESLint).
  tsc: at('node_modules', 'typescript-7', 'bin', 'tsc'),
  oxlint: at('node_modules', 'oxlint', 'bin', 'oxlint'),
  eslint: at('node_modules', 'eslint', 'bin', 'eslint.js'),
  depcruise: at('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
  vitest: at('node_modules', 'vitest', 'vitest.mjs'),
};

export function logFile(name) {
  mkdirSync(cache, { recursive: true });
  return join(cache, name);
}

/** Runs a tool quietly; its whole output goes to `.cache/<log>`. Resolves to its exit code and how long it took. */
export function quietly(command, args, { log, env = {}, cwd = root } = {}) {
  const path = logFile(log);
  const out = openSync(path, 'w');
  const began = Date.now();
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', out, out], env: { ...process.env, ...env } });
    const stop = (signal) => child.kill(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const end = (code, why) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      closeSync(out);
      done({ code, why, path, ms: Date.now() - began });
    };
    child.on('error', (error) => end(127, error.message));
    child.on('close', (code, signal) => end(code ?? 1, signal ? `ended by ${signal}` : undefined));
  });
}
/** `quietly` for a tool written in JavaScript. */
export const node = (script, args, options) => quietly(process.execPath, [script, ...args], options);

/** The last lines of a log, for the moment something failed. */
export function tail(path, lines = 40) {
  let text = '';
  try { text = readFileSync(path, 'utf8'); } catch { return ''; }
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** Says on one line that something long is under way, and that it still lives. On a terminal the seconds count up in place. */
export function busy(text, stream = process.stderr) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  stream.write(`${text} …`);
  const beat = setInterval(() => stream.write(stream.isTTY ? `\r${text} … ${seconds()} s` : ' .'), stream.isTTY ? 1000 : 10_000);
  return (how = 'done') => { clearInterval(beat); stream.write(`${stream.isTTY ? `\r${text} …` : ''} ${how}${seconds() > 1 ? ` (${seconds()} s)` : ''}\n`); };
}

const alive = (pid) => { try { process.kill(pid, 0); return true; } catch (error) { return error.code === 'EPERM'; } };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Runs `work` while no other script of this clone holds `name`; a holder that died is ignored. */
export async function locked(name, work) {
  const folder = logFile(`${name}.lock`);
  const holder = join(folder, 'pid');
  for (;;) {
    try {
      mkdirSync(folder);
      writeFileSync(holder, String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      let pid = 0;
      try { pid = Number(readFileSync(holder, 'utf8')); } catch { /* being written */ }
      let age = 0;
      try { age = Date.now() - statSync(folder).mtimeMs; } catch { continue; }
      if (pid > 0 ? !alive(pid) : age > 5000) rmSync(folder, { recursive: true, force: true });
      else await pause(100);
    }
  }
  try { return await work(); } finally { rmSync(folder, { recursive: true, force: true }); }
}

/** Is this file the one Node was started with? */
export const isMain = (url) => process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(url);

/** Ends with a clear text instead of a stack. */
export function die(text, code = 1) {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}
