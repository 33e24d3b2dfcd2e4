/**
 * `npm run check`: types, lint, boundaries and the quick tests, as much at once as the machine has cores.
 * `npm test` (test.mjs) uses the same parts with all tests. Each static part counts as one test.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { installAndBuild } from './build.mjs';
import { at, isMain, logFile, node, root, tail, tool } from './lib.mjs';

/** Folders under test/ that start processes or take long: left to `npm test`. */
export const SLOW = ['cli', 'boot', 'browser', 'bench', 'soak'];

const console_ = () => existsSync(at('src', 'console', 'tsconfig.json'));
/** What needs no test runner. */
export const statics = [
  { name: 'types', run: () => node(tool.tsc, ['-p', at('test'), '--pretty', 'false', '--incremental', '--tsBuildInfoFile', at('.cache', 'types.tsbuildinfo')], { log: 'types.log' }) },
  { name: 'types of the page', when: console_, run: () => node(tool.vueTsc, ['-p', at('src', 'console'), '--noEmit', '--pretty', 'false'], { log: 'types-console.log' }) },
  { name: 'lint', run: () => node(tool.oxlint, ['.', '--deny-warnings'], { log: 'lint.log' }) },
  { name: 'lint of the page', when: console_, run: () => node(tool.eslint, ['.', '--max-warnings', '0', '--cache', '--cache-location', at('.cache', 'eslint')], { log: 'lint-console.log' }) },
  { name: 'boundaries', run: () => node(tool.depcruise, ['src', '--config', at('.dependency-cruiser.cjs'), '--output-type', 'err'], { log: 'boundaries.log' }) },
];

/** Runs the parts, a few at a time, and says one line about each. Resolves to { passed, failed }. */
export async function runStatics(parts = statics, atOnce = Math.max(1, availableParallelism())) {
  const waiting = parts.filter((part) => part.when?.() ?? true);
  const tally = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const result = await part.run();
      if (result.code === 0) tally.passed += 1; else tally.failed += 1;
      process.stdout.write(` ${result.code === 0 ? '✓' : '✗'} ${part.name} ${result.ms} ms\n`);
      if (result.code !== 0) process.stdout.write(`${tail(result.path, 60)}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return tally;
}

/** Runs vitest with its own report on the screen and ours in a file. Resolves to { passed, failed, skipped, code }. */
export function runVitest(args, name = 'tally') {
  const path = logFile(`${name}.json`);
  rmSync(path, { force: true });
  return new Promise((done) => {
    const child = spawn(process.execPath, [tool.vitest, 'run', '--reporter=default', `--reporter=${at('scripts', 'vitest-reporter.mjs')}`, '--silent=passed-only', ...args],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, DUNWELL_TALLY: path, NO_COLOR: process.stdout.isTTY ? undefined : '1' } });
    child.on('close', (code) => {
      let tally = { passed: 0, failed: 0, skipped: [] };
      try { tally = JSON.parse(readFileSync(path, 'utf8')); } catch { tally.failed = 1; }
      // A runner that ended badly with nothing failed is itself a failure: never report it as passed.
      if (code !== 0 && tally.failed === 0) tally.failed = 1;
      done({ ...tally, code });
    });
  });
}

/** Why each test was skipped, and then the one line that tools read. Sets the exit code. */
export function conclude(...tallies) {
  const sum = { passed: 0, failed: 0, skipped: [] };
  for (const tally of tallies) { sum.passed += tally.passed; sum.failed += tally.failed; sum.skipped.push(...(tally.skipped ?? [])); }
  const reasons = Map.groupBy ? Map.groupBy(sum.skipped, (one) => one.why) : groupBy(sum.skipped, (one) => one.why);
  for (const [why, tests] of reasons) process.stdout.write(`skipped (${why}):\n${tests.map((one) => `  ${one.test}\n`).join('')}`);
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped.length} skipped\n`);
  // Nothing run at all is a mistake somewhere, not a success; everything skipped (no FreeSWITCH here) is not.
  process.exitCode = sum.failed === 0 && sum.passed + sum.skipped.length > 0 ? 0 : 1;
}
function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

if (isMain(import.meta.url)) {
  await installAndBuild();
  const [tally, tests] = await Promise.all([runStatics(), runVitest(SLOW.flatMap((folder) => ['--exclude', `test/${folder}/**`]))]);
  conclude(tally, tests);
}
