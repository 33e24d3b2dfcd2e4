/**
 * Plants each bug of planted-bugs.mjs in a copy of the server and runs `simulate faults` worlds until a checker finds it.
 *   node scripts/plant-bugs.mjs [--only WORD] [--from N] [--most SEEDS] [--seed SEED] [--json FILE]
 * `--seed`: this one alone, as a finding names it; `STORY=1` prints what led to it.
 * Prints a row a bug: the seeds it took, the checker and what it said. Exits with 1 when one was not found or does not fit.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { filesBelow } from './build.mjs';
import { at, root } from './lib.mjs';
import { BUGS } from './planted-bugs.mjs';

const option = (name, otherwise) => { const here = process.argv.indexOf(`--${name}`); return here < 0 ? otherwise : process.argv[here + 1]; };
const most = Number(option('most', '12'));
const only = option('only', '');
const json = option('json', '');
const given = option('seed', '');
const from = Number(option('from', '0'));

const out = mkdtempSync(join(tmpdir(), 'planted-'));
const targetOf = (path) => join(out, relative(root, path).replace(/\.ts$/, '.js'));
const emit = (path, text) => {
  mkdirSync(dirname(targetOf(path)), { recursive: true });
  writeFileSync(targetOf(path), ts.transpileModule(text, { fileName: path, compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true } }).outputText);
};
process.on('exit', () => { rmSync(out, { recursive: true, force: true }); });
writeFileSync(join(out, 'package.json'), '{"type":"module"}');
symlinkSync(at('node_modules'), join(out, 'node_modules'));
for (const path of filesBelow(at('src')).filter((one) => !one.startsWith(at('src', 'console', '')))) {
  if (path.endsWith('.ts')) emit(path, readFileSync(path, 'utf8'));
  else { mkdirSync(dirname(targetOf(path)), { recursive: true }); copyFileSync(path, targetOf(path)); }
}
// Draws seeds until one suits the bug, then runs it: what has no fault in it that could show the bug says nothing.
writeFileSync(join(out, 'run.mjs'), `
import { faultParts } from './src/boot/faults/parts.js';
import { describeFinding, drawSeed, runSeed } from './src/sim/faults/seed.js';
const { kinds, when, most, given } = JSON.parse(process.argv[2]);
const parts = faultParts();
let ran = 0;
for (let seed = given === '' ? 1 : Number(given); ran < most && seed < 100_000; seed += 1) {
  const { drawn, company } = drawSeed(String(seed));
  if (given !== '' && ran > 0) break;
  if (given === '' && kinds.length > 0 && !kinds.some((kind) => drawn.some((one) => one.kind === kind))) continue;
  if (given === '' && when !== undefined && company.when !== when) continue;
  ran += 1;
  const report = await runSeed(String(seed), 30, parts);
  if (report.finding === null) continue;
  process.stdout.write(JSON.stringify({ seed: report.seed, ran, minutes: report.minutes, checker: report.finding.checker, text: report.finding.text }) + '\\n');
  if (process.env.STORY) process.stderr.write(describeFinding(report, 30) + '\\n');
  process.exit(0);
}
process.stdout.write(JSON.stringify({ seed: null, ran }) + '\\n');
process.exit(0);
`);

const rows = [];
for (const bug of BUGS.slice(from).filter(({ name }) => name.includes(only))) {
  const paths = [...new Set(bug.edits.map(([path]) => at(path)))];
  const texts = new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));
  let trouble = '';
  for (const [path, find, replace] of bug.edits) {
    const before = texts.get(at(path));
    if (before.split(find).length !== 2) trouble ||= `${path} has not exactly one: ${find.slice(0, 80)}`;
    texts.set(at(path), before.replace(find, () => replace));
  }
  let said = { seed: null, ran: 0 };
  if (trouble === '') {
    for (const [path, text] of texts) emit(path, text);
    const run = spawnSync(process.execPath, [join(out, 'run.mjs'), JSON.stringify({ kinds: bug.kinds, when: bug.when, most, given })], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 1024 * 1024 });
    try { said = JSON.parse(run.stdout.trim().split('\n').at(-1)); } catch { trouble = `the run ended with ${run.status}`; }
    for (const path of paths) emit(path, readFileSync(path, 'utf8'));
  }
  const row = { bug: bug.name, ...said, ...(trouble === '' ? {} : { trouble }) };
  rows.push(row);
  if (json !== '') writeFileSync(json, JSON.stringify(rows, null, 1));
  process.stdout.write(`${row.seed === null ? 'NOT FOUND' : 'found    '} ${row.bug}: ${trouble !== '' ? trouble : row.seed === null ? `in ${row.ran} seeds` : `seed ${row.seed} (${row.ran}. run, minute ${row.minutes}), ${row.checker}: ${row.text}`}\n`);
}
process.exit(rows.some(({ seed }) => seed === null) ? 1 : 0);
