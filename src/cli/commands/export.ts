/** `export --creditor X --day D`, `webhook list|add|test|replay`. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Static } from 'typebox';
import type { ExportMade} from '../../contract/rest.js';
import { ExportsMade, Webhook, WebhookReplayed, WebhookSecret, WebhookTested } from '../../contract/rest.js';
import { BASE, type Api } from '../api.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT, exitOf } from '../exit.js';
import { findEntity, isId } from '../find.js';
import { facts, table, type Io } from '../io.js';
import { collect, num, str, strs, wholeNumber } from '../options.js';

const KINDS = ['contacts', 'results', 'promises', 'payments'] as const;

export function exportsAndWebhooks(program: Command, io: Io): void {
  program.command('export').description('makes the daily files of a creditor and, with --out, fetches them; the same events make the same bytes')
    .requiredOption('--creditor <creditor>', 'name or id')
    .requiredOption('--day <date>', 'the creditor\'s local day, YYYY-MM-DD', date)
    .addOption(new Option('--kind <kind>', 'only this file (default: all four)').choices([...KINDS]))
    .option('--entity <entity>', 'whose work: name or id (default: your own entity)')
    .option('--out <folder>', 'where to put them; made if it is not there')
    .addHelpText('after', '\nExamples:\n  $ dunwell export --creditor "Bank of A" --day 2027-03-10 --out files\n  $ dunwell export --creditor "Bank of A" --day 2027-03-10 --kind payments --json | jq .items[0].file.sha256')
    .action(act(io, run));
  const webhook = program.command('webhook').description('where events are sent as they happen');
  webhook.command('list').description('all webhooks').action(act(io, async (context) => {
    const items = await context.api().all(Webhook, '/webhooks');
    context.print({ items }, () => rows(items));
  }));
  webhook.command('add <url>').description('sends events from now on to a URL; the secret is shown this once')
    .option('--creditor <creditor>', 'only cases of this creditor: name or id')
    .option('--entity <entity>', 'whose cases: name or id (default: your own entity)')
    .option('--type <type>', 'only these events, e.g. payment.* or attempt.settled. May be repeated', collect)
    .option('--map <ours=theirs>', 'send our field under the creditor\'s name, and only such fields. May be repeated', collect)
    .addHelpText('after', '\nExamples:\n  $ dunwell webhook add https://bank.example/dunwell --creditor "Bank of A" --type "payment.*" --type "promise.*"\n  $ dunwell webhook add https://bank.example/dunwell --map contract=loanNo --map amount=amt')
    .action(act(io, add));
  webhook.command('test <id>').description('sends a signed test event now').action(act(io, async (context, [id = '']) => {
    const told = await context.api().post(WebhookTested, `/webhooks/${encodeURIComponent(id)}/test`);
    context.print(told, () => facts([['delivered', told.delivered], ['status', told.status], ['error', told.error], ['took', `${told.took} ms`], ['event', told.eventId]]));
    if (!told.delivered) throw new CliError(EXIT.failed, 'webhook.not_delivered', `the receiver did not take it: ${told.error ?? 'no reason given'}`);
  }));
  webhook.command('replay <id>').description('sends again: the dead letters, or every event of a range')
    .option('--dead', 'the dead letters')
    .option('--from <seq>', 'first event', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--to <seq>', 'last event', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addHelpText('after', '\nExamples:\n  $ dunwell webhook replay ID --dead\n  $ dunwell webhook replay ID --from 1200 --to 1300')
    .action(act(io, async (context, [id = ''], options) => {
      const body = { ...(options['dead'] === true ? { dead: true } : {}), ...(num(options['from']) === undefined ? {} : { fromSeq: num(options['from']) }), ...(num(options['to']) === undefined ? {} : { toSeq: num(options['to']) }) };
      const told = await context.api().post(WebhookReplayed, `/webhooks/${encodeURIComponent(id)}/replay`, body);
      context.print(told, () => `${told.waiting} sent again\n`);
    }));
}

async function run(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const api = context.api();
  const out = str(options['out']);
  const made = await api.post(ExportsMade, '/exports', { creditorId: await entityId(api, str(options['creditor']) ?? ''), day: str(options['day']), ...await entityOption(api, options) });
  const kind = str(options['kind']);
  const items = made.items.filter((one) => kind === undefined || one.file.kind === kind);
  const put: { readonly item: Static<typeof ExportMade>; readonly path: string | null }[] = [];
  for (const item of items) put.push({ item, path: out === undefined ? null : await fetchFile(api, item, resolve(context.io.cwd, out)) });
  context.print({ items: put.map(({ item, path }) => ({ ...item, path })) }, () => table(['file', 'rows', 'state', 'sha256', 'path'], put.map(({ item, path }) => [item.file.kind, item.file.rows, item.state, item.file.sha256.slice(0, 12), path])));
  for (const item of items) if (item.state === 'grown' && item.before) context.note(`${item.file.kind}: later events belong to ${item.file.day}; it had ${item.before.rows} rows, now ${item.file.rows}.`);
}

/** To disk as it comes, checked against what the server says it is, and put in its place whole. */
async function fetchFile(api: Api, { file }: Static<typeof ExportMade>, folder: string): Promise<string> {
  const path = join(folder, `${file.day}-${file.kind}.csv`);
  const draft = `${path}.part`;
  let response: Response;
  try {
    response = await fetch(`${api.server.url}${BASE}/exports/${file.id}/file`, { redirect: 'error', signal: AbortSignal.timeout(600_000), headers: api.server.token === null ? {} : { authorization: `Bearer ${api.server.token}` } });
  } catch { throw new CliError(EXIT.unreachable, 'server.unreachable', `no answer from ${api.server.url}`); }
  if (!response.ok || response.body === null) throw new CliError(exitOf(response.status), `http.${response.status}`, `the server answered ${response.status} for ${file.kind}`);
  const hash = createHash('sha256');
  try {
    await mkdir(folder, { recursive: true });
    const body = Readable.fromWeb(response.body);
    body.on('data', (part: Buffer) => { hash.update(part); });
    await pipeline(body, createWriteStream(draft));
    if (hash.digest('hex') !== file.sha256) throw new CliError(EXIT.failed, 'export.broken', `${file.kind} did not arrive whole, or was made anew meanwhile: run it again`);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => null);
    if (error instanceof CliError) throw error;
    throw new CliError(EXIT.failed, 'export.unwritable', `${path} can't be written: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
  return path;
}

async function add(context: Context, [url = '']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const api = context.api();
  const creditor = str(options['creditor']);
  const mapping = Object.fromEntries(strs(options['map']).map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) throw new CliError(EXIT.usage, 'cli.usage', `--map "${text}" must be OURS=THEIRS`);
    return [text.slice(0, at), text.slice(at + 1)];
  }));
  const told = await api.post(WebhookSecret, '/webhooks', { url, types: strs(options['type']), mapping, ...(creditor === undefined ? {} : { creditorId: await entityId(api, creditor) }), ...await entityOption(api, options) });
  context.print(told, () => `${rows([told.webhook])}\nsecret  ${told.secret}\n`);
  context.note('The secret is not shown again. docs/webhooks.md says how a receiver checks the signature.');
}

async function entityOption(api: Api, options: Readonly<Record<string, unknown>>): Promise<{ readonly entityId?: string }> {
  const given = str(options['entity']);
  return given === undefined ? {} : { entityId: await entityId(api, given) };
}
/** An id is taken as it is: a creditor may be worked for without its company being in one's list. */
const entityId = async (api: Api, given: string): Promise<string> => (isId(given) ? given : (await findEntity(api, given)).id);
function date(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(`${text}T00:00:00Z`))) throw new InvalidArgumentError('must be a date, YYYY-MM-DD.');
  return text;
}
const rows = (items: readonly Webhook[]): string => table(['id', 'url', 'enabled', 'creditor', 'types', 'cursor'], items.map((one) => [one.id, one.url, one.enabled, one.creditorId, one.types.join(' ') || 'all', one.cursor]), 'no webhooks: dunwell webhook add --help');
