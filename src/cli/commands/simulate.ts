/** `simulate`: plays the days of a scenario file with a pacing policy. Needs no server. */
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, type Command } from 'commander';
import type { Scenario, Summary } from '../../core/rehearsal/index.js';
import { readPolicy } from '../../core/rehearsal/policy-name.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { facts, percent, Progress, table, type Io } from '../io.js';
import { readObject } from '../json-file.js';
import { num, str, wholeNumber } from '../options.js';
import { simulateFaults } from './simulate-faults.js';

/** The suite's own scenarios. */
const SHIPPED = new URL('../../core/rehearsal/scenarios/', import.meta.url);

export function simulate(program: Command, io: Io): void {
  const command = program.command('simulate').description('plays a campaign\'s day, many times over, with a pacing policy: occupancy, abandonment, waits')
    .option('--scenario <file>', `a scenario file (docs/pacing.md has the format), or the name of a shipped one: ${shipped().join(', ')}`)
    .option('--policy <policy>', 'predictive, nearzero:RISK, progressive, ratio:LINES, vicidial:average, vicidial:hard or vicidial:tapered (default: the scenario\'s)', policy)
    .option('--agents <n>', 'collectors (default: the scenario\'s)', wholeNumber(1, 3000))
    .option('--seeds <first-last>', 'one day for each seed, both included (default: the scenario\'s)', seeds)
    .option('--threads <n>', 'days played at once (default: as many as the machine has cores)', wholeNumber(1, 256))
    .addHelpText('after', `
The same seed is the same world under every policy. The predictive policy is the pacer that campaigns use.

Examples:
  $ dunwell simulate --scenario base --agents 30 --seeds 1-6
  $ dunwell simulate --scenario my-day.json --policy progressive --json | jq .occupancy`)
    .action(act(io, run));
  simulateFaults(command, io);
}

async function run(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const file = str(options['scenario']);
  if (file === undefined) throw new CliError(EXIT.usage, 'cli.usage', 'required option \'--scenario <file>\' not specified');
  const [{ summarise }, { playDays }] = await Promise.all([import('../../core/rehearsal/index.js'), import('../../boot/rehearsal/days.js')]);
  const given = await read(context, file);
  const scenario: Scenario = { ...given, agents: num(options['agents']) ?? given.agents };
  const named = str(options['policy']) ?? scenario.policy;
  const [first, last] = pairOf(options['seeds']) ?? scenario.seeds;
  const jobs = Array.from({ length: last - first + 1 }, (_, i) => ({ scenario, policy: named, seed: first + i }));
  const bar = new Progress(context.io, 'simulate', context.json);
  bar.show(0, `0 of ${jobs.length} days`);
  const days = await playDays(jobs, { threads: num(options['threads']) ?? availableParallelism(), onDay: (_, done) => { bar.show(done / jobs.length, `${done} of ${jobs.length} days`); } });
  bar.end();
  const summary = summarise({ scenario: scenario.name, policy: named, agents: scenario.agents, target: scenario.target }, days);
  context.print(summary, () => report(summary));
}

const shipped = (): readonly string[] => (existsSync(SHIPPED) ? readdirSync(SHIPPED).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)).sort() : []);

/** A file of this name goes before a shipped scenario. */
async function read(context: Context, name: string): Promise<Scenario> {
  const { readScenario } = await import('../../core/rehearsal/scenario.js');
  const path = resolve(context.io.cwd, name);
  const own = !existsSync(path) && shipped().includes(name) ? fileURLToPath(new URL(`${name}.json`, SHIPPED)) : path;
  const made = readScenario(readObject(own));
  if (!made.ok) throw new CliError(EXIT.badInput, made.error.code, `${own === path ? path : name}: ${made.error.text}`);
  return made.value;
}

function policy(text: string): string {
  const known = readPolicy(text);
  if (!known.ok) throw new InvalidArgumentError(`${known.error.text}.`);
  return text;
}
const MOST_DAYS = 10_000;
function seeds(text: string): readonly [number, number] {
  const [, from = '', to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || last < first || last - first >= MOST_DAYS) throw new InvalidArgumentError(`must be FIRST-LAST, like 1-24, at most ${MOST_DAYS} days.`);
  return [first, last];
}
const pairOf = (value: unknown): readonly [number, number] | undefined => (Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number' ? [value[0], value[1]] : undefined);

function report(of: Summary): string {
  const head = facts([
    ['scenario', of.scenario], ['policy', of.policy], ['collectors', of.agents], ['days', of.days.length],
    ['occupancy', `${percent(of.occupancy.mean)} ± ${percent(of.occupancy.se)}`],
    ['abandoned', `${percent(of.abandon.mean)}, 95 % of days at most ${percent(of.abandon.p95)}, worst ${percent(of.abandon.max)} (target ${percent(of.target)})`],
    ['wait', `${of.waitMean} s before a connection`], ['dials', `${of.dialsPerConnect} per connection`],
    ['early peak', `${percent(of.peakAfter30.p95)} (95 % of days, after 30 answers)`],
    ['a decision', `${of.decisionMicros.p50} µs, 99 % within ${of.decisionMicros.p99} µs`],
  ]);
  return `${head}\n${table(['seed', 'occupancy', 'abandoned', 'connected', 'lost', 'dials'], of.days.map((day) => [day.seed, percent(day.occupancy), percent(day.abandon), day.connects, day.abandons, day.dials]))}`;
}
