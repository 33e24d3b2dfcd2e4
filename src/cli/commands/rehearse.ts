/** `rehearse`: a campaign's next day, played in simulated time by the server. */
import { InvalidArgumentError, type Command } from 'commander';
import { Rehearsal } from '../../contract/rehearsals.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { findCampaign } from '../find.js';
import { facts, percent, Progress, table, type Io } from '../io.js';
import { num, str, wholeNumber } from '../options.js';

export function rehearse(program: Command, io: Io): void {
  program.command('rehearse').description('plays a campaign\'s next day in simulated time: occupancy, abandonment, people reached, when the list is done')
    .requiredOption('--campaign <campaign>', 'name or id')
    .requiredOption('--hours <from-to>', 'local hours of the campaign\'s zone, like 9-18 or 9:30-17', hours)
    .option('--agents <n>', 'collectors', wholeNumber(1, 500))
    .option('--teams <n,n…>', 'several team sizes at once, in place of --agents', list(1, 500, true))
    .option('--targets <share,share…>', 'limits of abandonment, like 0.01,0.03 (default: the campaign\'s)', list(0, 0.05, false))
    .option('--seeds <first-last>', 'one day for each seed, both included (default: 1-5)', seeds)
    .addHelpText('after', `
Plays the campaign's own leads, its history of 30 days and its settings with the pacer it uses. Nothing is dialed.

Examples:
  $ dunwell rehearse --campaign "M1 morning" --agents 12 --hours 9-18
  $ dunwell rehearse --campaign "M1 morning" --teams 8,12,16 --targets 0.01,0.03 --hours 9-18 --json | jq -r '.results[].text'`)
    .action(act(io, run));
}

async function run(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const agents = num(options['agents']);
  const teams = numbers(options['teams']) ?? (agents === undefined ? undefined : [agents]);
  if (teams === undefined) throw new CliError(EXIT.usage, 'cli.usage', 'say how many people: --agents N or --teams N,N (dunwell rehearse --help)');
  const [from = '', to = ''] = (str(options['hours']) ?? '').split('-');
  const targets = numbers(options['targets']);
  const range = numbers(options['seeds']);
  const api = context.api();
  const campaign = await findCampaign(api, str(options['campaign']) ?? '');
  const bar = new Progress(context.io, 'rehearse', context.json);
  bar.show(0, `${teams.length * (targets?.length ?? 1)} × ${range === undefined ? 5 : (range[1] ?? 0) - (range[0] ?? 0) + 1} days`);
  const said = await api.post(Rehearsal, `/campaigns/${campaign.id}/rehearsals`, { teams, from, to, ...(targets === undefined ? {} : { targets }), ...(range === undefined ? {} : { seeds: range }) });
  bar.end();
  context.print(said, () => report(campaign.name, said));
}

function report(name: string, said: Rehearsal): string {
  const range = ({ mean, low, high }: Rehearsal['results'][number]['occupancy'], of: (value: number) => string): string => `${of(mean)} (${of(low)}–${of(high)})`;
  const whole = (value: number): string => String(Math.round(value));
  const head = facts([
    ['campaign', name], ['day', `${said.date}, ${said.from} to ${said.to} ${said.zone}`], ['leads', `${said.leads.rehearsed} of ${said.leads.open} open ones may be dialed that day`],
    ['history', `${said.history.text}: ${percent(said.history.answerShare)} answered by a person, talk ${whole(said.history.talkMean)} s, wrap-up ${whole(said.history.wrapMean)} s`], ['days each', said.seeds[1] - said.seeds[0] + 1],
  ]);
  const rows = said.results.map((one) => [one.agents, percent(one.target), range(one.occupancy, percent), range(one.abandon, percent), range(one.reached, whole), whole(one.dials.mean), percent(one.withoutLeads.mean), one.triedAt ?? '-', one.doneAt === null ? 'not that day' : `${one.doneAt}${one.doneShare < 1 ? ` (${percent(one.doneShare)} of days)` : ''}`]);
  return `${head}\n${table(['people', 'limit', 'occupancy', 'abandoned', 'reached', 'dials', 'no lead due', 'all tried', 'list done'], rows)}\n${said.results.map((one) => `${one.text}\n`).join('')}`;
}

function hours(text: string): string {
  const time = /^(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?$/.exec(text);
  const [, from = '', fromMinute = '00', to = '', toMinute = '00'] = time ?? [];
  if (time === null || Number(from) * 60 + Number(fromMinute) >= Number(to) * 60 + Number(toMinute) || Number(to) > 24 || Number(fromMinute) > 59 || Number(toMinute) > 59) throw new InvalidArgumentError('must be FROM-TO, like 9-18 or 9:30-17:00, within one day.');
  return `${from}:${fromMinute}-${to}:${toMinute}`;
}
const list = (min: number, max: number, whole: boolean) => (text: string): readonly number[] => text.split(',').map((part) => {
  const value = Number(part.trim());
  if (!/^\d+(\.\d+)?$/.test(part.trim()) || value < min || value > max || (whole && !Number.isInteger(value))) throw new InvalidArgumentError(`must be ${whole ? 'whole numbers' : 'numbers'} from ${min} to ${max}, separated by commas.`);
  return value;
});
function seeds(text: string): readonly number[] {
  const [, from = '', to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  if (from === '' || Number(to) < Number(from)) throw new InvalidArgumentError('must be FIRST-LAST, like 1-5.');
  return [Number(from), Number(to)];
}
const numbers = (value: unknown): readonly number[] | undefined => (Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : undefined);
