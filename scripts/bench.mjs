/**
 * `npm run bench [-- NAME…] [--OPTION VALUE]`: compiles src and test/bench, runs each `*.bench.ts` in a process of its own, prints a table
 * and writes bench-results.json. A bench module's default export is a function that resolves to
 * `{ name, rows: [{ what, value, unit, target?, ok? }], notes? }` (test/bench/report.ts has the type).
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, copyAssets } from './build.mjs';
import { install } from './install.mjs';
import { at, busy, cache, die, node, tail, tool } from './lib.mjs';

const out = join(cache, 'bench');

async function compile() {
  const done = busy('compiling the benches');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const project = join(cache, 'tsconfig.bench.json');
  writeFileSync(project, JSON.stringify({ extends: '../tsconfig.json', compilerOptions: { rootDir: '..', outDir: './bench', noCheck: true }, include: ['../src', '../test/bench', '../test/support'], exclude: ['../src/console'] }));
  const result = await node(tool.tsc, ['-p', project, '--pretty', 'false'], { log: 'bench-build.log' });
  if (result.code !== 0) { done('failed'); die(tail(result.path)); }
  copyAssets(join(out, 'src'));
  for (const name of existsSync(at('test')) ? readdirSync(at('test')) : []) if (!existsSync(join(out, 'test', name))) symlinkSync(at('test', name), join(out, 'test', name));
  done();
}

/** Runs one bench in a child, so that memory and event loop are its own; its last line of output is the report. */
function run(file) {
  const report = join(cache, 'bench-report.json');
  rmSync(report, { force: true });
  const code = `const m = await import(${JSON.stringify(pathToFileURL(file).href)}); if (typeof m.default !== 'function') throw new Error('a bench exports a function by default'); const r = await m.default(); (await import('node:fs')).writeFileSync(${JSON.stringify(report)}, JSON.stringify(r)); process.exit(0);`;
  // A file and not --input-type with -e: worker threads would inherit that flag and die of it.
  const entry = join(cache, 'bench-entry.mjs');
  writeFileSync(entry, code);
  return new Promise((done) => {
    const child = spawn(process.execPath, ['--expose-gc', '--enable-source-maps', entry], { cwd: at(), stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...options } });
    child.on('close', (status) => done(status === 0 ? JSON.parse(readFileSync(report, 'utf8')) : { name: file, failed: `ended with ${status}`, rows: [] }));
  });
}

function print(report) {
  process.stdout.write(`\n${report.name}${report.failed ? `: FAILED (${report.failed})` : ''}\n`);
  const cells = report.rows.map((row) => [row.what, typeof row.value === 'number' ? row.value.toLocaleString('en', { maximumFractionDigits: 2 }) : String(row.value), row.unit ?? '', row.target ?? '', row.ok === undefined ? '' : row.ok ? 'ok' : 'MISSED']);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...cells.map((row) => row[column].length)));
  for (const row of cells) process.stdout.write(`  ${row[0].padEnd(widths[0])}  ${row[1].padStart(widths[1])} ${row[2].padEnd(widths[2])}  ${row[3].padEnd(widths[3])}  ${row[4]}\n`);
  for (const note of report.notes ?? []) process.stdout.write(`  ${note}\n`);
}

/** Names, and `--minutes 60` as DUNWELL_BENCH_MINUTES=60: what a bench can be told stands at its top. */
function read(given) {
  const names = [];
  const told = {};
  for (let n = 0; n < given.length; n += 1) {
    const option = /^--([a-z-]+)(?:=(.*))?$/.exec(given[n]);
    if (!option) { names.push(given[n]); continue; }
    const value = option[2] ?? given[n += 1];
    if (value === undefined) die(`bench: --${option[1]} needs a value`, 2);
    told[`DUNWELL_BENCH_${option[1].replaceAll('-', '_').toUpperCase()}`] = value;
  }
  return [names, told];
}

const [wanted, options] = read(process.argv.slice(2));
await install();
await build();
await compile();
const folder = join(out, 'test', 'bench');
const files = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith('.bench.js') && (wanted.length === 0 || wanted.some((one) => name.startsWith(one)))).sort();
if (files.length === 0) die('no bench of that name in test/bench');
const reports = [];
for (const file of files) {
  process.stdout.write(`\n${file.replace('.bench.js', '')} …\n`);
  const report = await run(join(folder, file));
  reports.push(report);
  print(report);
}
const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), kernel: release() };
writeFileSync(at('bench-results.json'), `${JSON.stringify({ at: new Date().toISOString(), machine, reports }, null, 2)}\n`);
process.stdout.write(`\nwritten to bench-results.json (${machine.cores} × ${machine.cpu}, Node ${machine.node})\n`);
process.exitCode = reports.every((report) => !report.failed && report.rows.every((row) => row.ok !== false)) ? 0 : 1;
