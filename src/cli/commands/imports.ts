/** `import KIND FILE --creditor X`: uploads, waits for the server to work through it, and tells what became of the rows. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import type { Static } from 'typebox';
import { ImportChange, ImportPreview, ImportProblem, ImportProgress, ImportRun, ImportStarted, List } from '../../contract/rest.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { findCampaign, findEntity, isId } from '../find.js';
import { facts, Progress, table, type Io } from '../io.js';
import { num, str, wholeNumber } from '../options.js';
import type { Api } from '../api.js';
import { fileUpload } from '../upload.js';

const KINDS = ['placement', 'update', 'payment', 'recall', 'history'] as const;
type Kind = (typeof KINDS)[number];
const isKind = (text: string | undefined): text is Kind => KINDS.some((kind) => kind === text);

export function imports(program: Command, io: Io): void {
  program.command('import').argument('<kind>', `what the file holds (${KINDS.join(', ')}); left out, with --campaign: placement`).argument('[file]', 'CSV or XLSX')
    .description('takes in a CSV or XLSX file; the same file twice changes nothing')
    .option('--creditor <creditor>', 'whose debts they are, by name or id (needed without --campaign)')
    .option('--entity <entity>', 'who works them, by name or id (default: the campaign\'s, else yours)')
    .option('--campaign <campaign>', 'where leads are made, by name or id; without it only cases are')
    .option('--batch <batch>', 'placement batch of rows that name none; placements of it that the file lacks are reported')
    .option('--profile <profile>', 'mapping profile of the creditor, by name or id')
    .option('--preview', 'shows what the columns are taken for and what the first ten rows would become, and imports nothing')
    .option('--header-row <n>', 'the row that names the columns, where it is not found (1 is the first)', wholeNumber(1, 1000))
    .option('--dry-run', 'says what would change, and changes nothing')
    .option('--resume <import>', 'id of an import of this file that did not come to its end: goes on where it stopped')
    .addOption(new Option('--kind <kind>', 'what the file holds, where it is not said before it').choices([...KINDS]))
    .option('--list <list>', 'name of the list; made if it is not there (default: one named after the file)')
    .option('--country <code>', 'country of numbers without a country code, e.g. CN (default: the campaign\'s, else CN)')
    .option('--mapping <file>', 'JSON file: your header → our field, where a header is not recognised (docs/imports.md)')
    .option('--problems <n>', 'how many bad rows to show', wholeNumber(0, 100_000), 20)
    .addHelpText('after', `
Good rows are kept, bad rows are told with row, column, masked value and reason; then the exit code is 1.

Examples:
  $ dunwell import placement cases.xlsx --creditor "Bank A" --batch 2026-11
  $ dunwell import payment paid-today.csv --creditor "Bank A" --profile daily
  $ dunwell import recall recalls.csv --creditor "Bank A" --dry-run
  $ dunwell import placement cases.xlsx --creditor "Bank A" --preview
  $ dunwell import leads.csv --campaign "M1 morning"
  $ dunwell import update balances.csv --creditor "Bank A" --json | jq .run`)
    .action(act(io, run));
}

/** `KIND FILE`, or `FILE` alone as it was before there were kinds. */
function asked([first = '', second]: readonly string[], options: Readonly<Record<string, unknown>>): { readonly kind: Kind; readonly file: string } {
  const named = str(options['kind']);
  if (second !== undefined && !isKind(first)) throw new CliError(EXIT.usage, 'cli.usage', `"${first}" is no kind of file: ${KINDS.join(', ')} (dunwell import --help)`);
  if (second !== undefined && named !== undefined && named !== first) throw new CliError(EXIT.usage, 'cli.usage', `the kind is said twice: ${first} and --kind ${named} (dunwell import --help)`);
  if (str(options['campaign']) === undefined && str(options['creditor']) === undefined) throw new CliError(EXIT.usage, 'cli.usage', 'say whose debts they are with --creditor, or where leads are made with --campaign (dunwell import --help)');
  if (second === undefined && isKind(first)) throw new CliError(EXIT.usage, 'cli.usage', 'missing required argument \'file\' (dunwell import --help)');
  const kind = isKind(first) ? first : isKind(named) ? named : 'placement';
  return { kind, file: second ?? first };
}

async function run(context: Context, args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const { kind, file } = asked(args, options);
  const path = resolve(context.io.cwd, file);
  const progress = new Progress(context.io, 'import', context.json);
  const mapping = str(options['mapping']);
  const preview = options['preview'] === true;
  if (preview && (options['dryRun'] === true || str(options['resume']) !== undefined)) throw new CliError(EXIT.usage, 'cli.usage', '--preview imports nothing: leave out --dry-run and --resume (dunwell import --help)');
  // The files are looked at before the server is asked anything.
  const upload = fileUpload(path, { mapping: mapping === undefined ? undefined : read(resolve(context.io.cwd, mapping)) }, (sent, all) => { progress.show(all === 0 ? null : sent / all, 'sent'); });
  const api = context.api();
  const asks = { kind, ...await places(api, options, !preview), batch: str(options['batch']), profile: str(options['profile']), headerRow: num(options['headerRow']), defaultCountry: str(options['country']) };
  const timeout = 60_000 + Math.round(upload.bytes / 100);
  if (preview) {
    const seen = await api.ask(ImportPreview, 'POST', '/imports/preview', { query: asks, stream: upload, timeout });
    progress.end();
    context.print(seen, () => previewText(seen));
    if (seen.lacks.length > 0) throw new CliError(EXIT.failed, 'import.headers', `the header lacks: ${seen.lacks.join('; ')}; say what the columns are with --mapping`);
    return;
  }
  const query = { ...asks, dryRun: options['dryRun'] === true ? true : undefined, resumes: str(options['resume']) };
  const { importId } = await api.ask(ImportStarted, 'POST', '/imports', { query, stream: upload, timeout });
  const done = await follow(api, importId, progress);
  progress.end();
  const problems = await someProblems(api, importId, num(options['problems']) ?? 20);
  const changes = done.dryRun ? await api.all(ImportChange, `/imports/${importId}/changes`) : [];
  context.print({ run: done, problems, changes }, () => report(done, problems, changes));
  if (done.state === 'failed') throw new CliError(EXIT.failed, 'import.failed', `the import failed: ${done.error ?? 'no reason given'}`);
  if (done.bad > 0) throw new CliError(EXIT.failed, 'import.bad_rows', `${done.bad} of ${done.rows} rows ${done.dryRun ? 'would be bad; nothing was changed' : 'were bad; the others were taken in'}`);
}

interface Places { readonly campaignId: string | undefined; readonly listId: string | undefined; readonly creditorId: string | undefined; readonly entityId: string | undefined }
async function places(api: Api, options: Readonly<Record<string, unknown>>, make: boolean): Promise<Places> {
  const campaign = str(options['campaign']);
  const list = str(options['list']);
  const campaignId = campaign === undefined ? undefined : (await findCampaign(api, campaign)).id;
  // An id needs no look-up: who may import for a creditor need not be allowed to list all.
  const entity = async (given: string | undefined): Promise<string | undefined> => (given === undefined || isId(given) ? given : (await findEntity(api, given)).id);
  return { campaignId, listId: list === undefined || campaignId === undefined ? undefined : await listOf(api, campaignId, list, make), creditorId: await entity(str(options['creditor'])), entityId: await entity(str(options['entity'])) };
}

/** `make`: a list that is not there is made. */
async function listOf(api: Api, campaignId: string, name: string, make: boolean): Promise<string | undefined> {
  const lists = await api.all(List, '/lists', { campaignId });
  return lists.find((one) => one.name === name || one.id === name)?.id ?? (make ? (await api.post(List, '/lists', { campaignId, name })).id : undefined);
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
function report(done: Static<typeof ImportRun>, problems: readonly Static<typeof ImportProblem>[], changes: readonly Static<typeof ImportChange>[]): string {
  const sum = facts([
    ...(done.dryRun ? [['dry run', 'nothing was changed'] as const] : []), ['rows', done.rows], ['created', done.created], ['updated', done.updated], ['unchanged', done.unchanged], ['bad', done.bad], ['possible duplicates', done.duplicates],
    ...(done.missing === null ? [] : [['missing from the file', done.missing] as const]), ['import', done.id],
  ]);
  const bad = problems.length === 0 ? '' : `\n${table(['row', 'column', 'value', 'what', 'why'], problems.map((one) => [one.row, one.column, one.value, one.severity, one.reason]))}`;
  return `${sum}${bad}${changes.length === 0 ? '' : `\n${table(['row', 'what would change', 'from → to', 'of'], changes.map((one) => [one.row, one.column, one.value, one.reason]))}`}`;
}
function previewText({ headerRow, profile, columns, lacks, rows }: Static<typeof ImportPreview>): string {
  const head = facts([['header in row', headerRow], ...(profile === null ? [] : [['profile', profile.name] as const]), ...(lacks.length === 0 ? [] : [['lacks', lacks.join('; ')] as const])]);
  const of = table(['#', 'column', 'is', 'by', 'for example'], columns.map((one) => [one.place, one.header, one.field ?? '(left out)', one.by === 'twice' ? 'another column says it' : one.by, one.samples.join(' | ')]));
  const shown = rows.map((row) => [row.row, row.verdict, row.becomes.map(({ field, value }) => `${field}=${value}`).join('  '), row.troubles.map(({ column, reason }) => (column === null ? reason : `${column}: ${reason}`)).join('; ')]);
  return `${head}\n${of}${shown.length === 0 ? '' : `\n${table(['row', 'would be', 'what', 'why'], shown)}`}`;
}
function read(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    JSON.parse(text);
    return text;
  } catch { throw new CliError(EXIT.badInput, 'file.not_json', `${path} can't be read as JSON`); }
}
