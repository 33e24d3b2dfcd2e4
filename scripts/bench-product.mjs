/**
 * `npm run bench:product [-- OPTIONS]`: days of the pacing suite through the whole product (campaign runner, gate, journal,
 * event-socket adapter, simulated switch; virtual time), beside the same days in the bare simulator. Each day is kept under a
 * key of the compiled code: stopped at any moment, the next run goes on.
 *
 *   --scenario base   --agents 30   --seeds 1-6   --hours 8   --policy predictive|progressive
 *   --campaigns 1     so many campaigns alike on the same collectors
 *   --processes 1     days at once
 *   --rehearsal       a list imported and dialed for --hours, the next day's --next-hours rehearsed and then played
 *   --tcp 5           over a real loopback socket, so many times as fast as real time (at most 5; one at a time)
 *   --write           put the table into docs/pacing.md
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyAssets, filesBelow } from './build.mjs';
import { install } from './install.mjs';
import { at, cache, die, node, root, tail, tool } from './lib.mjs';
import { scenarioFile, seedsOf } from './pacing/cells.mjs';
import { tableOf } from './pacing/report.mjs';

const DOC = at('docs', 'pacing.md');
const home = join(cache, 'product');

let options;
try {
  options = parseArgs({ options: { scenario: { type: 'string', default: 'base' }, agents: { type: 'string', default: '30' }, seeds: { type: 'string', default: '1-6' }, hours: { type: 'string', default: '8' }, policy: { type: 'string', default: 'predictive' }, processes: { type: 'string', default: '1' }, tcp: { type: 'string' }, campaigns: { type: 'string', default: '1' }, rehearsal: { type: 'boolean' }, rows: { type: 'string', default: '6000' }, 'next-hours': { type: 'string', default: '4' }, write: { type: 'boolean' } } }).values;
} catch (error) { die(`bench:product: ${error.message}`, 2); }
const { seeds: _seeds, policy: _policy, ...given } = scenarioFile(options.scenario);
const file = { ...given, agents: Number(options.agents), duration: Number(options.hours) * 3600 };
const campaigns = Number(options.campaigns);
const tcp = options.tcp === undefined ? null : Number(options.tcp);
if (tcp !== null && !(tcp > 0 && tcp <= 5)) die('bench:product: --tcp must be above 0 and at most 5: faster, timers and not the pacer decide', 2);
const jobs = seedsOf(options.seeds).map((seed) => ({ file, policy: options.policy, seed, tcp, campaigns }));

/** Compiles what a day needs into a folder named by its content, so that edits during a run change nothing. */
async function compile() {
  const next = join(home, `build-${process.pid}`);
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  const project = join(home, `tsconfig-${process.pid}.json`);
  writeFileSync(project, JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { rootDir: '../..', outDir: next, noCheck: true, sourceMap: false }, include: ['../../test/product/main.ts', '../../test/product/rehearsed.ts'], exclude: [] }));
  const run = await node(tool.tsc, ['-p', project, '--pretty', 'false'], { log: `product-build-${process.pid}.log` });
  rmSync(project, { force: true });
  if (run.code !== 0) die(tail(run.path));
  copyAssets(join(next, 'src'));
  const hash = createHash('sha256');
  for (const path of filesBelow(next)) hash.update(path.slice(next.length)).update('\0').update(readFileSync(path)).update('\0');
  const key = hash.digest('hex').slice(0, 16);
  const code = join(home, `code-${key}`);
  if (existsSync(code)) rmSync(next, { recursive: true }); else renameSync(next, code);
  for (const name of readdirSync(home)) if (/^(code|build)-/.test(name) && Date.now() - statSync(join(home, name)).mtimeMs > 86_400_000) rmSync(join(home, name), { recursive: true, force: true });
  return { code, key };
}

function play(built, job, entry = 'main.js') {
  const place = join(home, 'results', createHash('sha256').update(built.key).update(JSON.stringify({ ...job, seed: 0 })).digest('hex').slice(0, 24), `${job.seed}.json`);
  if (existsSync(place)) return JSON.parse(readFileSync(place, 'utf8'));
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--max-old-space-size=3000', join(built.code, 'test', 'product', entry), JSON.stringify(job)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
    child.on('close', (status) => {
      if (status !== 0) { fail(new Error(`seed ${job.seed} ended with ${status}`)); return; }
      const result = JSON.parse(out.trim().split('\n').at(-1));
      mkdirSync(join(place, '..'), { recursive: true });
      writeFileSync(place, JSON.stringify(result));
      done(result);
    });
  });
}

const pct = (share, digits = 2) => (share * 100).toFixed(digits);
const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;
const errorOf = (values) => (values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, one) => sum + (one - mean(values)) ** 2, 0) / (values.length - 1) / values.length));

if (!existsSync(tool.tsc)) await install();
const built = await compile();
if (options.rehearsal) { await rehearsals(); process.exit(0); }
const results = [];
let next = 0;
await Promise.all(Array.from({ length: Math.min(Number(options.processes), jobs.length) }, async () => {
  while (next < jobs.length) {
    const mine = next;
    next += 1;
    results[mine] = await play(built, jobs[mine]);
    const { bare, product } = results[mine];
    process.stderr.write(`seed ${jobs[mine].seed}: bare ${pct(bare.occupancy)} % (${pct(bare.abandon)} %), product ${pct(product.occupancy)} % (${product.byCampaign.map((one) => pct(one)).join(' and ')} %), ${product.seconds.toFixed(0)} s${tcp === null ? '' : `, the process stood still for ${product.behind.toFixed(0)} ms at most`}\n`);
  }
}));

const rows = results.map(({ bare, product }, i) => [jobs[i].seed, pct(bare.occupancy), pct(product.occupancy), pct(product.occupancy - bare.occupancy), pct(bare.abandon), pct(product.abandon), bare.dials, product.dials, product.connects, product.abandons]);
const differences = results.map(({ bare, product }) => product.occupancy - bare.occupancy);
const lost = results.map(({ bare, product }) => product.abandon - bare.abandon);
const by = (pick) => mean(results.map(pick));
rows.push(['**mean**', pct(by((one) => one.bare.occupancy)), pct(by((one) => one.product.occupancy)), `**${pct(mean(differences))} ± ${pct(errorOf(differences))}**`, pct(by((one) => one.bare.abandon)), `${pct(by((one) => one.product.abandon))} (difference ${pct(mean(lost))} ± ${pct(errorOf(lost))})`, '', '', '', '']);
const loss = (pick) => by((one) => pick(one.product.losses));
const losses = tableOf(['where paid time goes that the bare simulator does not know', 'share of paid time (%)'], [
  ['reserved: from the match to the bridge', pct(loss((one) => one.reserved), 3)], ['ready, the phone’s line not up yet', pct(loss((one) => one.unparked), 3)],
  ['talk and wrap-up beyond the world’s: hanging up, writing down', pct(loss((one) => one.overrun), 3)],
]);
const facts = `Verdict to bridge: median ${loss((one) => one.wait50).toFixed(0)} ms, 99 % within ${loss((one) => one.wait99).toFixed(0)} ms; bridged later than 2 s: ${pct(loss((one) => one.lateBridges), 3)} % of persons. Attempts stopped before the network saw them: ${pct(loss((one) => one.notPlaced), 3)} %. Seconds with an empty hopper: ${pct(loss((one) => one.hopperEmpty))} %, in trouble: ${pct(loss((one) => one.trouble))} %. Warnings logged: ${results.reduce((sum, one) => sum + one.product.troubles.length, 0)}.`;
/** Each seed: yesterday, the rehearsal of today, and today. */
async function rehearsals() {
  const of = { rows: Number(options.rows), agents: Number(options.agents), hours: Number(options.hours), nextHours: Number(options['next-hours']) };
  const done = [];
  for (const seed of seedsOf(options.seeds)) done.push(await play(built, { ...of, seed }, 'rehearsed.js'));
  const span = ({ mean: middle, low, high }, as) => `${as(middle)} (${as(low)} to ${as(high)})`;
  const share = (x) => `${pct(x, 1)} %`;
  const whole = (x) => String(Math.round(x));
  const table = tableOf(['seed', 'occupancy, rehearsed', 'was', 'abandoned, rehearsed', 'was', 'leads reached, rehearsed', 'was', 'dials, rehearsed', 'was', 'list, rehearsed'], done.map(({ seed, said, was }) => [seed, span(said.occupancy, share), share(was.occupancy), span(said.abandon, (x) => `${pct(x)} %`), `${pct(was.abandon)} %`, span(said.reached, whole), was.reached, span(said.dials, whole), was.dials, said.text.split(', ').at(-1)]));
  const words = `\`npm run bench:product -- --rehearsal --rows ${of.rows} --agents ${of.agents} --hours ${of.hours} --next-hours ${of.nextHours} --seeds ${options.seeds}\`, ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${git('rev-parse', '--short', 'HEAD')}. In brackets the lowest and the highest of the rehearsal's days.\n\n${table}`;
  process.stdout.write(`\n${words}`);
  if (options.write) put('rehearsal', words);
}
function git(...args) { try { return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(); } catch { return ''; } }
const changed = git('status', '--porcelain', '--', 'src/core', 'src/app', 'src/adapters', 'src/sim', 'test/product') === '' ? '' : ' with changes not committed';
const head = `\`npm run bench:product -- --scenario ${options.scenario} --agents ${options.agents} --hours ${options.hours} --seeds ${options.seeds}${tcp === null ? '' : ` --tcp ${tcp}`}${campaigns === 1 ? '' : ` --campaigns ${campaigns}`}\`, ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${git('rev-parse', '--short', 'HEAD')}${changed}; ${by((one) => one.product.seconds).toFixed(0)} s a day.`;
const text = `${head}\n\n${tableOf(['seed', 'occupancy, bare (%)', 'product', 'difference (points)', 'abandoned, bare (%)', 'product', 'dials, bare', 'product', 'connected', 'abandoned'], rows)}\n${losses}\n${facts}\n`;
process.stdout.write(`\n${text}`);
if (options.write) put(tcp !== null ? 'tcp' : campaigns === 1 ? 'product' : 'pool', text);

function put(part, words) {
  const [begin, end] = [`<!-- bench:${part} -->`, `<!-- /bench:${part} -->`];
  const doc = readFileSync(DOC, 'utf8');
  const [before, rest] = [doc.indexOf(begin), doc.indexOf(end)];
  if (before < 0 || rest < before) die('docs/pacing.md lacks the markers of ' + part);
  writeFileSync(DOC, `${doc.slice(0, before + begin.length)}\n${words}${doc.slice(rest)}`);
  process.stdout.write('written to docs/pacing.md\n');
}
