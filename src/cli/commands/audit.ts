/** `audit verify|export|key`: the chain of evidence, and bundles that prove it elsewhere. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { ChainVerdict, EvidenceExported, EvidenceKeyShown } from '../../contract/rest.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { facts, table, type Io } from '../io.js';
import { str } from '../options.js';

export function audit(program: Command, io: Io): void {
  const group = program.command('audit').description('evidence: the chain of what was decided and done');
  group.command('verify').description('says whether the chain of the server, or a bundle, is whole, and where it is not')
    .option('--bundle <dir>', 'a bundle in this folder, without any server')
    .option('--key <publicKey>', 'public key of the installation, as `dunwell audit key` shows it; for a bundle from elsewhere')
    .addHelpText('after', `
Exit 1 when anything was changed, dropped, swapped, hashed anew or cut off; each place is named. A bundle verified without
--key is only shown to be of one piece: who made it, the key says.

Examples:
  $ dunwell audit verify
  $ dunwell audit verify --bundle ./evidence --key 3q2-7w…`)
    .action(act(io, (context, _args, options) => {
      const dir = str(options['bundle']);
      return dir === undefined ? verifyServer(context) : verifyFolder(context, dir, str(options['key']) ?? null);
    }));
  group.command('export').description('writes a debtor’s evidence as a bundle that verifies on another machine')
    .requiredOption('--debtor <id>', 'party, or a case of theirs')
    .requiredOption('--reason <text>', 'what for; it is kept on the chain with your name')
    .requiredOption('--out <dir>', 'new folder for the bundle')
    .option('--masked', 'without recordings, names, numbers and the key of what is sealed')
    .addHelpText('after', '\nExamples:\n  $ dunwell audit export --debtor 0190… --reason "complaint 12378-4711" --out ./evidence\n  $ dunwell audit export --debtor 0190… --reason "regulator" --out ./masked --masked')
    .action(act(io, write));
  group.command('key').description('the public key that verifies roots and bundles')
    .action(act(io, async (context) => { const key = await context.api().get(EvidenceKeyShown, '/audit/key'); context.print(key, () => facts([['public key', key.publicKey], ['id', key.keyId]])); }));
}

async function verifyServer(context: Context): Promise<void> {
  const verdict = await context.api().ask(ChainVerdict, 'POST', '/audit/verifications', { body: {}, timeout: 600_000 });
  context.print(verdict, () => `${facts([['events', verdict.events], ['signed roots', verdict.roots], ['not yet signed', verdict.unsealed], ['decided again', verdict.decisions.again], ['not decidable', verdict.decisions.blind], ['head', verdict.head === null ? '-' : `${verdict.head.seq} ${verdict.head.hash}`], ['public key', verdict.publicKey]])}${troubles(verdict.problems)}`);
  judge(verdict.problems.length, 'the chain');
}

async function verifyFolder(context: Context, dir: string, key: string | null): Promise<void> {
  const root = resolve(context.io.cwd, dir);
  const { verifyFiles } = await import('../bundle.js');
  const verified = verifyFiles(filesBelow(root), key);
  const { manifest, records, roots, recordings, decisions, problems } = verified;
  context.print({ whole: problems.length === 0, trusted: key !== null, records, roots, recordings, decisions, problems, publicKey: manifest?.publicKey ?? null }, () => `${facts([
    ['debtor', manifest?.debtorId], ['made by', manifest?.madeBy], ['reason', manifest?.reason], ['records', records], ['signed roots', roots], ['recordings', recordings], ['decided again', decisions.again], ['not decidable', decisions.blind], ['public key', manifest?.publicKey], ['checked against', key === null ? 'its own key: give --key to know who made it' : 'the key given'],
  ])}${troubles(problems)}`);
  judge(problems.length, 'the bundle');
}
const troubles = (problems: readonly { readonly kind: string; readonly seq: number | null; readonly text: string }[]): string => (problems.length === 0 ? 'whole\n' : table(['seq', 'what', 'why'], problems.map((one) => [one.seq, one.kind, one.text])));
function judge(problems: number, what: string): void {
  if (problems > 0) throw new CliError(EXIT.failed, 'evidence.broken', `${what} is not whole: ${problems} place${problems === 1 ? '' : 's'}`);
}
/** Every file below a folder, links left out. */
function filesBelow(root: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  try {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const place = join(entry.parentPath, entry.name);
      files.set(relative(root, place).split(sep).join('/'), readFileSync(place));
    }
  } catch { throw new CliError(EXIT.badInput, 'file.unreadable', `${root} can't be read`); }
  return files;
}

async function write(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const out = resolve(context.io.cwd, str(options['out']) ?? '');
  if (existsSync(out)) throw new CliError(EXIT.badInput, 'file.exists', `${out} is there already: name a new folder`);
  const made = await context.api().ask(EvidenceExported, 'POST', '/audit/exports', { body: { debtorId: str(options['debtor']), reason: str(options['reason']), masked: options['masked'] === true }, timeout: 600_000 });
  for (const one of made.files) {
    const place = resolve(out, one.path);
    // The server names the files; none may land elsewhere.
    if (!place.startsWith(out + sep)) throw new CliError(EXIT.failed, 'server.foreign', `the server named a file outside the folder: ${one.path}`);
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    writeFileSync(place, Buffer.from(one.base64, 'base64'), { mode: 0o600, flag: 'wx' });
  }
  context.print({ id: made.id, debtorId: made.debtorId, masked: made.masked, out, files: made.files.map(({ path, bytes }) => ({ path, bytes })) }, () => facts([['bundle', out], ['files', made.files.length], ['masked', made.masked], ['read', join(out, 'index.en.html')], ['verify', `dunwell audit verify --bundle ${out} --key PUBLIC-KEY`]]));
}
