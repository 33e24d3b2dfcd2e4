/**
 * Plays days over several processes and keeps each day's result in .cache/pacing/results, under a key made of the code that
 * could change it (simulator, scenario, and for our own policies the pacer): stopped at any moment, the next run goes on.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, cache, die, node, tail, tool } from '../lib.mjs';
import { filesBelow } from '../build.mjs';

const home = join(cache, 'pacing');
const results = join(home, 'results');

/** Compiles the simulator and the pacer alone, into a folder named by their content, so that edits during a run change nothing. */
export async function compile() {
  const next = join(home, `build-${process.pid}`);
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  const project = join(home, `tsconfig-${process.pid}.json`);
  writeFileSync(project, JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { rootDir: '../../src', outDir: next, noCheck: true, sourceMap: false }, include: ['../../src/boot/rehearsal'] }));
  const run = await node(tool.tsc, ['-p', project, '--pretty', 'false'], { log: `pacing-build-${process.pid}.log` });
  rmSync(project, { force: true });
  if (run.code !== 0) die(tail(run.path));
  const code = join(home, `code-${hashOf(next, () => true)}`);
  if (existsSync(code)) rmSync(next, { recursive: true }); else renameSync(next, code);
  // Another run may still use its own; what is a day old is nobody's.
  for (const name of readdirSync(home)) if (/^(code|build)-/.test(name) && Date.now() - statSync(join(home, name)).mtimeMs > 86_400_000) rmSync(join(home, name), { recursive: true, force: true });
  const pacer = (path) => /core\/(pacing\/|rehearsal\/product)/.test(path);
  const played = imported(code, [join(code, 'core', 'rehearsal', 'index.js'), join(code, 'boot', 'rehearsal', 'traced.js')]);
  return { code, keys: { ours: hashOf(code, (path) => played.has(path)), others: hashOf(code, (path) => played.has(path) && !pacer(path)) } };
}
/** What these files import, and what that imports: the code that a day depends on. */
function imported(code, entries) {
  const found = new Set();
  const look = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const [, to] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) look(join(path, '..', to));
  };
  entries.forEach(look);
  return found;
}
function hashOf(folder, wanted) {
  const hash = createHash('sha256');
  for (const path of filesBelow(folder).sort()) if (wanted(path)) hash.update(path.slice(folder.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex').slice(0, 16);
}
const isOurs = (policy) => /^(predictive|nearzero)/.test(policy);

/** Where the result of one day of a cell is kept. A day: { file (scenario as JSON), policy, seed, incidents?, every? }. */
export function placeOf(built, { seed, ...cell }) {
  const key = createHash('sha256').update(isOurs(cell.policy) ? built.keys.ours : built.keys.others).update(JSON.stringify(cell)).digest('hex').slice(0, 24);
  return join(results, key, `${seed}.json`);
}
export function kept(built, day) {
  try { return JSON.parse(readFileSync(placeOf(built, day), 'utf8')); } catch { return undefined; }
}

/** Plays what isn't kept yet. Resolves to all results in the order asked. */
export async function play(built, days, { processes, progress }) {
  const missing = days.filter((day) => kept(built, day) === undefined);
  const began = Date.now();
  let next = 0;
  let done = 0;
  progress(done, missing.length, days.length, began);
  const work = () => new Promise((finish, fail) => {
    const child = fork(at('scripts', 'pacing', 'worker.mjs'), [built.code], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
    let mine;
    let over = false;
    child.on('message', (message) => {
      if (mine !== undefined) {
        const place = placeOf(built, mine);
        mkdirSync(join(place, '..'), { recursive: true });
        writeFileSync(`${place}.${process.pid}`, JSON.stringify(message.result));
        renameSync(`${place}.${process.pid}`, place);
        done += 1;
        progress(done, missing.length, days.length, began);
      }
      mine = missing[next];
      next += 1;
      if (mine === undefined) { over = true; child.disconnect(); } else child.send({ id: next, ...mine });
    });
    child.on('exit', (code) => (over ? finish() : fail(new Error(`a simulating process ended with ${code}`))));
  });
  await Promise.all(Array.from({ length: Math.min(processes, missing.length) }, work));
  return days.map((day) => kept(built, day));
}

/** A bar with the time that is left; on anything but a terminal a line every 20 s. */
export function bar(label) {
  let last = 0;
  return (done, missing, all, began) => {
    const tty = process.stderr.isTTY;
    if (missing === 0 || (done < missing && Date.now() - last < (tty ? 200 : 20_000))) return;
    last = Date.now();
    const share = done / missing;
    const left = done === 0 ? '' : `, ${Math.ceil(((Date.now() - began) / done) * (missing - done) / 60_000)} min left`;
    process.stderr.write(`${tty ? '\r\u001b[2K' : ''}${label} ${'█'.repeat(Math.round(share * 24)).padEnd(24, '░')} ${done}/${missing} days (${all - missing} kept)${left}${tty && done < missing ? '' : '\n'}`);
  };
}
