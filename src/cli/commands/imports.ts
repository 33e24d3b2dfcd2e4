/** `import FILE --campaign C`: uploads, waits for the server to work through it, and tells what became of the rows. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import type { Static } from 'typebox';
import { ImportProblem, ImportProgress, ImportRun, ImportStarted, List } from '../../contract/rest.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { findCampaign, findEntity } from '../find.js';
import { facts, Progress, table, type Io } from '../io.js';
import { num, str, wholeNumber } from '../options.js';
import type { Api } from '../api.js';
import { fileUpload } from '../upload.js';

const KINDS = ['placement', 'update', 'payment', 'recall'] as const;

export function imports(program: Command, io: Io): void {
  program.command('import <file>').description('takes in a CSV or XLSX file; the same file twice changes nothing')
    .requiredOption('--campaign <campaign>', 'name or id')
    .addOption(new Option('--kind <kind>', 'what the file holds').choices([...KINDS]).default('placement'))
    .option('--list <list>', 'name of the list; made if it is not there (default: one named after the file)')
    .option('--creditor <name>', 'creditor of accounts whose row names none')
    .option('--country <code>', 'country of numbers without a country code, e.g. CN (default: the campaign\'s)')
    .option('--mapping <file>', 'JSON file: your header → our field, where a header is not recognised (docs/import.md)')
    .option('--problems <n>', 'how many bad rows to show', wholeNumber(0, 100_000), 20)
    .addHelpText('after', `
Good rows are kept, bad rows are told with row, column, masked value and reason; then the exit code is 1.

Examples:
  $ dunwell import leads.csv --campaign "M1 morning"
  $ dunwell import paid-today.xlsx --campaign "M1 morning" --kind payment
  $ dunwell import leads.csv --campaign M1 --json | jq .run`)
    .action(act(io, run));
}

async function run(context: Context, [given = '']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const path = resolve(context.io.cwd, given);
  const progress = new Progress(context.io, 'import', context.json);
  const mapping = str(options['mapping']);
  // The files are looked at before the server is asked anything.
  const upload = fileUpload(path, { mapping: mapping === undefined ? undefined : read(resolve(context.io.cwd, mapping)) }, (sent, all) => { progress.show(all === 0 ? null : sent / all, 'sent'); });
  const api = context.api();
  const campaign = await findCampaign(api, str(options['campaign']) ?? '');
  const list = str(options['list']);
  const creditor = str(options['creditor']);
  const query = {
    kind: str(options['kind']), campaignId: campaign.id, defaultCountry: str(options['country']),
    listId: list === undefined ? undefined : await listOf(api, campaign.id, list), creditorId: creditor === undefined ? undefined : (await findEntity(api, creditor)).id,
  };
  const { importId } = await api.ask(ImportStarted, 'POST', '/imports', { query, stream: upload, timeout: 60_000 + Math.round(upload.bytes / 100) });
  const done = await follow(api, importId, progress);
  progress.end();
  const problems = await someProblems(api, importId, num(options['problems']) ?? 20);
  context.print({ run: done, problems }, () => report(done, problems));
  if (done.state === 'failed') throw new CliError(EXIT.failed, 'import.failed', `the import failed: ${done.error ?? 'no reason given'}`);
  if (done.bad > 0) throw new CliError(EXIT.failed, 'import.bad_rows', `${done.bad} of ${done.rows} rows were bad; the others were taken in`);
}

async function listOf(api: Api, campaignId: string, name: string): Promise<string> {
  const lists = await api.all(List, '/lists', { campaignId });
  return lists.find((one) => one.name === name || one.id === name)?.id ?? (await api.post(List, '/lists', { campaignId, name })).id;
}

/** Asks until it ended; a server that restarts meanwhile is waited for a little. */
async function follow(api: Api, importId: string, progress: Progress): Promise<Static<typeof ImportRun>> {
  let missed = 0;
  for (let wait = 100; ; wait = Math.min(1000, wait * 1.5)) {
    await pause(wait);
    try {
      const now = await api.get(ImportProgress, `/imports/${importId}/progress`);
      missed = 0;
      if (now.state !== 'running') return await api.get(ImportRun, `/imports/${importId}`);
      progress.show(now.share, `${now.rows} rows`);
    } catch (error) {
      if (!(error instanceof CliError) || error.exit !== EXIT.unreachable || ++missed > 10) throw error;
    }
  }
}
async function someProblems(api: Api, importId: string, most: number): Promise<Static<typeof ImportProblem>[]> {
  if (most === 0) return [];
  return (await api.all(ImportProblem, `/imports/${importId}/problems`, { limit: Math.min(200, most) }, most)).slice(0, most);
}
function report(done: Static<typeof ImportRun>, problems: readonly Static<typeof ImportProblem>[]): string {
  const sum = facts([['rows', done.rows], ['created', done.created], ['updated', done.updated], ['unchanged', done.unchanged], ['bad', done.bad], ['possible duplicates', done.duplicates], ['import', done.id]]);
  return problems.length === 0 ? sum : `${sum}\n${table(['row', 'column', 'value', 'what', 'why'], problems.map((one) => [one.row, one.column, one.value, one.severity, one.reason]))}`;
}
function read(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    JSON.parse(text);
    return text;
  } catch { throw new CliError(EXIT.badInput, 'file.not_json', `${path} can't be read as JSON`); }
}
