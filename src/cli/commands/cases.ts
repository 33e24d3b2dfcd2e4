/** `case show ID`, `assign`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { formatMinor } from '../../core/money/currency.js';
import { Assigned, CaseRecord, Proposal, Rules, User } from '../../contract/rest.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { facts, table, when, type Io } from '../io.js';
import { str } from '../options.js';

export function cases(program: Command, io: Io): void {
  program.command('case').description('the collections record').command('show <id>').description('a case: who owes what, what was said, promised and paid; names and numbers are masked')
    .addHelpText('after', '\nExamples:\n  $ dunwell case show 01a20115-5e69-7591-810a-e4d4c99e1a6e\n  $ dunwell case show ID --json | jq .promises')
    .action(act(io, show));
  program.command('assign').description('hands out cases by kept rules or by a file; --dry-run only shows who would get what and the loads side by side')
    .option('--rules <rules>', 'name or id of kept rules').option('--file <file>', 'JSON file with rules in place of kept ones').option('--segment <file>', 'JSON file: which cases (default: all open ones)').option('--dry-run', 'change nothing')
    .addHelpText('after', '\nExamples:\n  $ dunwell assign --rules "Team B" --dry-run\n  $ dunwell assign --file rules.json --segment m2.json --json | jq .loads')
    .action(act(io, assign));
}

async function show(context: Context, [id = '']: readonly string[]): Promise<void> {
  const found = await context.api().get(CaseRecord, `/cases/${encodeURIComponent(id)}/record`);
  const money = (amount: number): string => `${formatMinor(amount, found.currency, ',')} ${found.currency}`;
  context.print(found, () => [
    facts([['case', found.id], ['creditor', found.creditor], ['state', `${found.state}${found.held ? ' (held)' : ''}`], ['debtor', found.people.find((one) => one.roles.some((join) => join.role === 'debtor'))?.party.name ?? '-'], ['owed', money(found.amount)], ['overdue since', found.overdueSince ?? '-'], ['with', found.userId ?? 'nobody']]),
    table(['contract', 'product', 'principal', 'interest', 'penalty', 'fees', 'closed'], found.accounts.map((one) => [one.contract, one.product, money(one.principal), money(one.interest), money(one.penalty), money(one.fees), one.closed]), 'no accounts'),
    table(['promised', 'due', 'state'], found.promises.map((one) => [money(one.amount), one.due, one.state]), 'no promises'),
    table(['at', 'channel', 'result'], found.contacts.slice(0, 10).map((one) => [when(one.at), one.channel, one.result]), 'no contacts'),
  ].join('\n\n'));
}

async function assign(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const api = context.api();
  const read = (name: string): unknown => {
    const given = str(options[name]);
    if (given === undefined) return undefined;
    const path = resolve(context.io.cwd, given);
    try { return JSON.parse(readFileSync(path, 'utf8')); } catch (error) { throw new CliError(EXIT.badInput, 'assign.file', `${path}: ${error instanceof SyntaxError ? 'is not JSON' : 'can not be read'}`); }
  };
  const [named, settings, segment] = [str(options['rules']), read('file'), read('segment')];
  if ((named === undefined) === (settings === undefined)) throw new CliError(EXIT.usage, 'cli.usage', 'give either --rules or --file (dunwell assign --help)');
  const rules = named === undefined ? undefined : (await api.all(Rules, '/assignment-rules')).find((one) => one.id === named || one.name === named);
  if (named !== undefined && rules === undefined) throw new CliError(EXIT.notFound, 'rules.unknown', `no rules ${named}`);
  const body = { ...(rules === undefined ? {} : { rulesId: rules.id }), ...(settings === undefined ? {} : { settings }), ...(segment === undefined ? {} : { segment }) };
  const names = new Map((await api.all(User, '/users')).map((one) => [one.id, one.displayName]));
  const loads = (rows: readonly { readonly userId: string; readonly before: number; readonly after: number; readonly casesBefore: number; readonly casesAfter: number }[]): string =>
    table(['collector', 'load before', 'load after', 'cases before', 'cases after'], rows.map((one) => [names.get(one.userId) ?? one.userId, one.before, one.after, one.casesBefore, one.casesAfter]), 'no collectors');
  if (options['dryRun'] === true) {
    const plan = await api.post(Proposal, '/assignments/proposal', body);
    context.print(plan, () => [`${plan.proposals.length} would be handed out, ${plan.stays.length} stay, ${plan.held.length} are held; nothing was changed`, loads(plan.loads), table(['held case', 'because'], plan.held.slice(0, 20).map((one) => [one.caseId, one.because]), 'nothing is held')].join('\n\n'));
    return;
  }
  const done = await api.post(Assigned, '/assignments', body);
  context.print(done, () => [`${done.assigned} handed out, ${done.same} were there already, ${done.held} held, ${done.skipped.length} left alone as they changed meanwhile`, loads(done.loads)].join('\n\n'));
}
