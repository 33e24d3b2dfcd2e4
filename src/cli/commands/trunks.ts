/** `trunk add`, `trunk list`, `trunk limit`. */
import type { Command } from 'commander';
import { formatMicros } from '../../core/money/call-cost.js';
import { Live, Trunk } from '../../contract/rest.js';
import type { Api } from '../api.js';
import { act } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { table, type Io } from '../io.js';
import { collect, decimalNumber, num, str, strs, wholeNumber } from '../options.js';

export function trunks(program: Command, io: Io): void {
  const trunk = program.command('trunk').description('gateways on the switch, with their limits and numbers');
  trunk.command('add <gateway>').description('lets Dunwell dial through a gateway of the switch')
    .option('--node <name>', 'which switch', 'fs1')
    .option('--max-calls <n>', 'lines', wholeNumber(1, 2000), 30)
    .option('--cps <n>', 'new calls a second', decimalNumber(0.1, 200), 5)
    .option('--priority <n>', 'smaller is tried first', wholeNumber(0, 1000), 0)
    .option('--prefix <prefix[:strip[:add]]>', 'numbers it takes, as +E.164 prefix; strip characters from the front, then put add before. May be repeated; first match wins', collect)
    .option('--caller-id <number[@region]>', 'number shown; region is an E.164 prefix it is best for. May be repeated', collect)
    .addHelpText('after', '\nExamples:\n  $ dunwell trunk add carrier1 --max-calls 60 --cps 10 --prefix +86:3:0 --caller-id +861085550100@+8610\n  $ dunwell trunk add backup --priority 10 --prefix +')
    .action(act(io, async (context, [gateway = ''], options) => {
      const prefixes = strs(options['prefix']);
      const api = context.api();
      const made = await api.post(Trunk, '/trunks', {
        gateway, node: str(options['node']), maxCalls: num(options['maxCalls']), callsPerSecond: num(options['cps']), priority: num(options['priority']),
        plan: (prefixes.length === 0 ? ['+'] : prefixes).map(rule), callerIds: strs(options['callerId']).map(callerId),
      });
      context.print(made, () => rows([made]));
      const doubt = await doubtOf(api, made);
      if (doubt !== null) context.note(doubt);
    }));
  trunk.command('limit <gateway>').description('what its calls cost, and what they may cost in a day')
    .option('--node <name>', 'which switch', 'fs1')
    .option('--day <amount>', 'limit of one day, in the currency’s unit: no call is placed that could go beyond it')
    .option('--currency <code>', 'ISO 4217', 'CNY')
    .option('--zone <zone>', 'whose midnight ends the day', 'Asia/Shanghai')
    .option('--longest <minutes>', 'a call is ended after so long', wholeNumber(1, 240), 60)
    .option('--rate <prefix=minute[/first/step[/answer]]>', 'price of a minute for numbers of this prefix; charged for the first seconds whole, then by steps (60/60). May be repeated; the longest prefix fits, a number without one is not dialed', collect)
    .option('--none', 'no limit any more')
    .addHelpText('after', '\nExamples:\n  $ dunwell trunk limit carrier1 --day 200 --rate +86=0.045\n  $ dunwell trunk limit carrier1 --day 50 --currency EUR --zone Europe/Berlin --longest 30 --rate +49=0.01/1/1 --rate +4915=0.08/60/60\n  $ dunwell trunk limit carrier1 --none')
    .action(act(io, async (context, [gateway = ''], options) => {
      const api = context.api();
      const found = (await api.all(Trunk, '/trunks')).find((one) => one.gateway === gateway && one.node === str(options['node']));
      if (!found) throw new CliError(EXIT.failed, 'trunk.unknown', `there is no trunk ${gateway} of ${str(options['node']) ?? ''}: dunwell trunk list`);
      if ((options['none'] === true) === (options['day'] !== undefined)) throw new CliError(EXIT.usage, 'cli.usage', 'say either --day with --rate, or --none');
      const spend = options['none'] === true ? null : { currency: str(options['currency']), dailyLimit: micros(str(options['day']) ?? '', '--day'), zone: str(options['zone']), maxMinutes: num(options['longest']), rates: strs(options['rate']).map(rate) };
      const changed = await api.ask(Trunk, 'PATCH', `/trunks/${found.id}`, { body: { version: found.version, spend } });
      context.print(changed, () => rows([changed]));
    }));
  trunk.command('list').description('all trunks').action(act(io, async (context) => {
    const items = await context.api().all(Trunk, '/trunks');
    context.print({ items }, () => rows(items));
  }));
}

/** A name typed wrong is taken, since a gateway may be added later; but it is said at once, not when the first call fails. */
async function doubtOf(api: Api, { gateway, node }: Trunk): Promise<string | null> {
  const { switches } = await api.get(Live, '/live');
  const found = switches.find((one) => one.node === node);
  if (!found) return `No call goes there yet: there is no node ${node}; there is ${switches.map((one) => one.node).join(', ') || 'none'}.`;
  if (!found.up || found.gateways.some((one) => one.name === gateway)) return null;
  return `No call goes there yet: ${node} has no gateway ${gateway}; it has ${found.gateways.map((one) => one.name).join(', ') || 'none'} (sip-profiles/gateways/TEMPLATE.txt).`;
}

const rows = (items: readonly Trunk[]): string => table(
  ['gateway', 'node', 'enabled', 'lines', 'cps', 'priority', 'takes', 'caller ids', 'day’s limit'],
  items.map((one) => [one.gateway, one.node, one.enabled, one.maxCalls, one.callsPerSecond, one.priority, one.plan.map((rule) => rule.prefix).join(' '), one.callerIds.length, one.spend === null ? '' : `${formatMicros(one.spend.dailyLimit)} ${one.spend.currency}`]), 'no trunks: dunwell trunk add --help',
);
/** `+86:3:0`: +8613… is dialed as 013…; */
function rule(text: string): { readonly prefix: string; readonly strip: number; readonly add: string } {
  const match = /^(\+\d{0,15})(?::(\d{1,2})(?::([0-9*#+]{0,16}))?)?$/.exec(text);
  if (match?.[1] === undefined) throw new CliError(EXIT.usage, 'cli.usage', `--prefix "${text}" must be +PREFIX, +PREFIX:STRIP or +PREFIX:STRIP:ADD`);
  return { prefix: match[1], strip: Number(match[2] ?? 0), add: match[3] ?? '' };
}
function callerId(text: string): { readonly number: string; readonly region: string } {
  const match = /^(\+?\d{3,15})(?:@(\*|\+\d{1,15}))?$/.exec(text);
  if (match?.[1] === undefined) throw new CliError(EXIT.usage, 'cli.usage', `--caller-id "${text}" must be NUMBER or NUMBER@+PREFIX`);
  return { number: match[1], region: match[2] ?? '*' };
}
/** Decimals of the currency's unit in millionths. */
function micros(text: string, option: string): number {
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(text)) throw new CliError(EXIT.usage, 'cli.usage', `${option} "${text}" must be an amount such as 200 or 0.045`);
  return Math.round(Number(text) * 1_000_000);
}
/** `+86=0.045/60/60/0.01`. */
function rate(text: string): { readonly prefix: string; readonly perMinute: number; readonly first: number; readonly step: number; readonly setup: number } {
  const match = /^(\+\d{0,15})=([\d.]+)(?:\/(\d{1,4})\/(\d{1,4})(?:\/([\d.]+))?)?$/.exec(text);
  if (match?.[1] === undefined) throw new CliError(EXIT.usage, 'cli.usage', `--rate "${text}" must be +PREFIX=MINUTE or +PREFIX=MINUTE/FIRST/STEP`);
  return { prefix: match[1], perMinute: micros(match[2] ?? '', '--rate'), first: Number(match[3] ?? 60), step: Number(match[4] ?? 60), setup: micros(match[5] ?? '0', '--rate') };
}
