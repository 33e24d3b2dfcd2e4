/**
 * `npm run bench:pacing [-- OPTIONS]`: plays the pacing suite over several processes, prints the tables and writes them into
 * docs/pacing.md. Can be stopped and goes on where it was. Without options: everything, hours long.
 *
 *   --scenario base,lowp   --agents 10,30   --policy predictive,ratio   --seeds 1-6   some cells only
 *   --only suite,levers,near-zero,markov,sudden   some parts only
 *   --processes 2          days at once (default: as many as cores)
 *   --kept                 play nothing: report what is kept
 *   --no-write             print, don't write
 *
 * What is printed is what was asked for; the document gets every cell that is kept for the present code.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { install } from './install.mjs';
import { at, die, root, tool } from './lib.mjs';
import { allCells, daysOf, gridOf, seedsOf, SUDDEN, suddenDays } from './pacing/cells.mjs';
import { extraTable, indexOf, pairedTable, suiteTable, tableOf, targetRows } from './pacing/report.mjs';
import { bar, compile, kept, play } from './pacing/runner.mjs';
import { plot, summaryOf } from './pacing/sudden.mjs';

const DOC = at('docs', 'pacing.md');
const LIMIT = 0.03;
/** When a fixed ratio is chosen, it may be this far above the limit, in its favour. */
const LENIENT = 0.0005;

const list = (text) => text?.split(',').map((one) => one.trim());
let options;
try {
  options = parseArgs({ options: { scenario: { type: 'string' }, agents: { type: 'string' }, policy: { type: 'string' }, seeds: { type: 'string' }, only: { type: 'string' }, processes: { type: 'string' }, kept: { type: 'boolean' }, 'no-write': { type: 'boolean' } } }).values;
} catch (error) { die(`bench:pacing: ${error.message}`, 2); }
const wanted = { scenarios: list(options.scenario), sizes: list(options.agents)?.map(Number), policies: list(options.policy), groups: list(options.only), seeds: options.seeds === undefined ? undefined : seedsOf(options.seeds) };
const processes = Number(options.processes ?? availableParallelism());
const chosenBy = (values, value) => values === undefined || values.includes(value);

if (!existsSync(tool.tsc)) await install();
const built = await compile();
const { summarise } = await import(pathToFileURL(join(built.code, 'core', 'rehearsal', 'index.js')).href);

const run = (days, label) => (options.kept ? days.map((day) => kept(built, day)) : play(built, days, { processes, progress: bar(label) }));
const cells = allCells().filter((cell) => chosenBy(wanted.scenarios, cell.scenario) && chosenBy(wanted.sizes, cell.agents) && chosenBy(wanted.policies, cell.policy.startsWith('nearzero') ? 'nearzero' : cell.policy) && chosenBy(wanted.groups, cell.group));

/** Days of all plain cells in one go, so that no process waits for another cell's last day. */
async function measure() {
  const [plain, ratio] = [cells.filter((cell) => cell.policy !== 'ratio'), cells.filter((cell) => cell.policy === 'ratio')];
  await run(plain.flatMap((cell) => daysOf(cell, wanted.seeds)), 'suite');
  await run(ratio.flatMap((cell) => gridOf(cell).flatMap((one) => one.days)), 'fixed ratios');
  await run(ratio.map((cell) => ({ cell, chosen: tune(cell) })).filter((one) => one.chosen).flatMap(({ cell, chosen }) => daysOf({ ...cell, policy: chosen }, wanted.seeds)), 'best ratios');
}
/** What is kept of these cells: [{ cell, summary, chosen? }], cells without any left out; `chosen` null: no ratio keeps the limit. */
function collect(from, seeds) {
  return from.map((cell) => {
    const chosen = cell.policy === 'ratio' ? tune(cell) : cell.policy;
    return { cell, chosen, summary: chosen ? summaryFor({ ...cell, policy: chosen }, seeds) : undefined };
  }).filter((one) => one.summary !== undefined || one.chosen === null);
}
function summaryFor(cell, seeds) {
  const results = daysOf(cell, seeds).map((day) => kept(built, day)).filter((one) => one !== undefined);
  return results.length === 0 ? undefined : summarise({ scenario: cell.scenario, policy: cell.policy, agents: cell.agents, target: LIMIT }, results);
}
/** The ratio with the highest occupancy of those that keep the limit; null: none does; undefined: not played. */
function tune(cell) {
  let best = null;
  for (const { policy, days } of gridOf(cell)) {
    const results = days.map((day) => kept(built, day));
    if (results.some((one) => one === undefined)) return undefined;
    const summary = summarise({ scenario: cell.scenario, policy, agents: cell.agents, target: LIMIT }, results);
    if (summary.abandon.p95 <= LIMIT + LENIENT && (best === null || summary.occupancy.mean > best.occupancy)) best = { policy, occupancy: summary.occupancy.mean };
  }
  return best?.policy ?? null;
}

async function suddenWorlds() {
  if (!chosenBy(wanted.groups, 'sudden') || (wanted.scenarios !== undefined || wanted.policies !== undefined || wanted.sizes !== undefined)) return [];
  const worlds = SUDDEN.map((world) => ({ world, days: suddenDays(world, wanted.seeds ?? seedsOf(world.agents >= 100 ? '1-3' : '1-6')) }));
  await run(worlds.flatMap((one) => one.days), 'sudden worlds');
  return worlds.map(({ world, days }) => ({ world, days: days.map((day) => kept(built, day)).filter((one) => one !== undefined) })).filter((one) => one.days.length > 0).map(({ world, days }) => summaryOf(world, days, LIMIT));
}

function git(...args) {
  try { return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(); } catch { return ''; }
}
function heading() {
  const changed = git('status', '--porcelain', '--', 'src/core', 'src/boot/rehearsal') === '' ? '' : ' with changes not committed';
  return `Written ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC by \`npm run bench:pacing\` of commit ${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed}; Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}. The same command repeats it; a cell again: \`npm run bench:pacing -- --scenario base --agents 10 --policy predictive\`.\n`;
}
const minutes = (seconds) => (seconds === null ? 'not within the time looked at' : seconds === 0 ? '0' : seconds < 120 ? `${seconds} s` : `${(seconds / 60).toFixed(1)} min`);
const suddenTable = (all) => tableOf(['what happens', 'days', 'abandoned in the 5 min after', 'of the day', 'worst day', 'most calls placed in 10 s, before → after', 'occupancy back after'], all.map((one) => [`[${one.world.title}](pacing-${one.world.name}.svg)`, one.days, `${(one.fiveMinutes * 100).toFixed(1)} %`, `${(one.day * 100).toFixed(2)} %`, `${(one.worst * 100).toFixed(2)} %${one.kept ? '' : ' **above 3 %**'}`, `${one.burstBefore} → ${one.burstAfter}`, minutes(one.recovered)]));

/** Puts `text` between a part's markers, the file's other words left as they are. */
function put(part, text) {
  const [begin, end] = [`<!-- bench:${part} -->`, `<!-- /bench:${part} -->`];
  const doc = readFileSync(DOC, 'utf8');
  const [before, rest] = [doc.indexOf(begin), doc.indexOf(end)];
  if (before < 0 || rest < before) die(`docs/pacing.md lacks the markers of ${part}`);
  writeFileSync(DOC, `${doc.slice(0, before + begin.length)}\n${text}${doc.slice(rest)}`);
}

/** The parts of the report about cells, by the markers they stand between. */
function partsOf(done) {
  const find = indexOf(done);
  const measured = done.filter((one) => one.summary !== undefined);
  return [['targets', tableOf(['what', 'target', 'measured', ''], targetRows(find, measured))], ['suite', suiteTable(find)], ['paired', pairedTable(find)], ['extra', extraTable(measured)]];
}

await measure();
const sudden = await suddenWorlds();
const played = collect(cells, wanted.seeds);
if (played.length > 0) process.stdout.write(`\n${heading()}\n${partsOf(played).map(([, text]) => text).join('\n')}`);
if (sudden.length > 0) process.stdout.write(`\n${suddenTable(sudden)}`);
if (!options['no-write']) {
  // The document shows all that is kept for this code, not only what was asked for now.
  for (const [part, text] of [['head', heading()], ...partsOf(collect(allCells()))]) put(part, text);
  if (sudden.length > 0) {
    put('sudden', `${suddenTable(sudden)}\n${sudden.map((one) => `![${one.world.title}](pacing-${one.world.name}.svg)`).join('\n\n')}\n`);
    for (const one of sudden) writeFileSync(at('docs', `pacing-${one.world.name}.svg`), plot(one));
  }
  process.stdout.write('\nwritten to docs/pacing.md\n');
}
