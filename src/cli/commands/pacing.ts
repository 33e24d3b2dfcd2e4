/** `pacing replay`: decides recorded decisions again and compares. Needs no server. */
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { Replay as PacingReplay, ReplayChange } from '../../core/pacing/replay.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { facts, when, type Io } from '../io.js';
import { collect, strs } from '../options.js';
import { readPacingFile } from '../pacing-file.js';

export function pacing(program: Command, io: Io): void {
  const group = program.command('pacing').description('what the pacer decided, and why');
  group.command('replay <file>').description('decides a recorded day again with the very pacer and compares decision by decision')
    .option('--set <name=value>', `another setting than was recorded: ${Object.keys(SETTINGS).join(', ')}; may be repeated`, setting)
    .addHelpText('after', `
Recordings are made while DUNWELL_PACING_LOG names a folder. Exit 1 when a decision comes out otherwise than recorded.
With --set each recorded situation is decided anew under that setting: what would have been placed there and then, not
how the day would have gone on.

Examples:
  $ dunwell pacing replay pacing-20261122T080000000Z-C1.jsonl.gz
  $ dunwell pacing replay pacing-20261122T080000000Z-C1.jsonl.gz --set target=0.02 --json`)
    .action(act(io, run));
}

const number = (min: number, max: number) => (text: string): number => {
  const value = Number(text);
  if (text === '' || !(value >= min && value <= max)) throw new InvalidArgumentError(`must be a number from ${min} to ${max}.`);
  return value;
};
const yesNo = (text: string): boolean => {
  if (text !== 'yes' && text !== 'no') throw new InvalidArgumentError('must be yes or no.');
  return text === 'yes';
};
function mode(text: string): 'predictive' | 'nearZero' | 'progressive' {
  if (text !== 'predictive' && text !== 'nearZero' && text !== 'progressive') throw new InvalidArgumentError('must be predictive, nearZero or progressive.');
  return text;
}
const SETTINGS: { readonly [K in keyof ReplayChange]-?: (text: string) => ReplayChange[K] } = {
  target: number(0, 0.05), limit: number(0, 0.05), mode, nearZeroRisk: number(0, 0.02), cancelAfterRing: (text) => (text === 'never' ? null : number(15_000, 60_000)(text)),
  knownWrapEnd: yesNo, inboundReserve: number(0, 1_000), linesPerCollector: number(1, 20),
};
const isSetting = (name: string): name is keyof ReplayChange => Object.hasOwn(SETTINGS, name);
function setting(text: string, before: readonly string[] | undefined): readonly string[] {
  read(text);
  return collect(text, before);
}
function read(text: string): ReplayChange {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  if (at < 0 || !isSetting(name)) throw new InvalidArgumentError(`must be NAME=VALUE, NAME one of ${Object.keys(SETTINGS).join(', ')}.`);
  return { [name]: SETTINGS[name](text.slice(at + 1)) };
}

interface Sums { decisions: number; lines: number; cancelled: number; answers: number; abandons: number }
const none = (): Sums => ({ decisions: 0, lines: 0, cancelled: 0, answers: 0, abandons: 0 });

async function run(context: Context, [file = '']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const sets = strs(options['set']);
  const change = sets.reduce<ReplayChange>((all, one) => ({ ...all, ...read(one) }), {});
  const { Replay } = await import('../../core/pacing/replay.js');
  let replay: PacingReplay | null = null;
  let campaign = '';
  let [from, to]: [number | null, number | null] = [null, null];
  const [recorded, again] = [none(), none()];
  let differing = 0;
  let first: { readonly line: number; readonly at: number; readonly differs: readonly string[]; readonly recorded: number; readonly again: number } | null = null;
  for await (const one of readPacingFile(resolve(context.io.cwd, file))) {
    if ('begin' in one) { replay = new Replay(one.begin.settings, one.begin.state, change); campaign = one.begin.campaign; continue; }
    if (!replay) break;
    const { line } = one;
    let out;
    try { out = replay.next(line.e, line.s, line.d); } catch { throw new CliError(EXIT.badInput, 'pacing.bad_line', `${file}: line ${one.number} can not be decided on: it is not what the pacer sees`); }
    from ??= line.s.at;
    to = line.s.at;
    sum(recorded, line.d);
    sum(again, out.decision);
    if (out.differs.length === 0) continue;
    differing += 1;
    first ??= { line: one.number, at: line.s.at, differs: out.differs, recorded: line.d.dial, again: out.decision.dial };
  }
  const result = { file, campaign, from, to, set: sets, decisions: recorded.decisions, differing, first, recorded, again };
  context.print(result, () => facts([
    ['campaign', campaign], ['from', when(from)], ['to', when(to)], ['decisions', recorded.decisions], ['set', sets.join(', ') || 'nothing: as recorded'],
    ['decided otherwise', differing], ...(first === null ? [] : [['first', `line ${first.line}, ${when(first.at)}: ${first.differs.join(', ')}; ${first.recorded} lines recorded, ${first.again} now`] as const]),
    ['lines', `${recorded.lines} recorded, ${again.lines} now`], ['rings cut', `${recorded.cancelled} recorded, ${again.cancelled} now`],
    ['expected answers', `${recorded.answers.toFixed(1)} recorded, ${again.answers.toFixed(1)} now`], ['expected abandons', `${recorded.abandons.toFixed(2)} recorded, ${again.abandons.toFixed(2)} now`],
  ]));
  if (differing > 0 && sets.length === 0) throw new CliError(EXIT.failed, 'pacing.differs', `${differing} of ${recorded.decisions} decisions come out otherwise than recorded`);
}
function sum(sums: Sums, decision: { readonly dial: number; readonly cancel: readonly string[]; readonly forecast: { readonly answers: number; readonly abandons: number } }): void {
  sums.decisions += 1;
  sums.lines += decision.dial;
  sums.cancelled += decision.cancel.length;
  sums.answers += decision.forecast.answers;
  sums.abandons += decision.forecast.abandons;
}
