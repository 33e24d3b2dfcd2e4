/** `keys status|rotate`: the key that seals personal data, on the database's own machine. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { readConfig, type Config } from '../../config.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT, type ExitCode } from '../exit.js';
import { facts, table, type Io } from '../io.js';

export function keys(program: Command, io: Io): void {
  const group = program.command('keys').description('the key that seals names, numbers and what else is personal');
  group.command('status').description('which key seals the database, when it was changed, and what opens with older ones only')
    .addHelpText('after', '\nReads the database of the settings, while the server runs or not. Keys are named by an id that says nothing about them.\n\nExamples:\n  $ dunwell keys status\n  $ dunwell keys status --json')
    .action(act(io, status));
  group.command('rotate').description('seals everything with a new key, makes the blind indexes anew, and proves that nothing is left under the old one')
    .addHelpText('after', `
The server must be stopped. The work is done on a copy beside the database, which takes its place at the end: until then
everything is as it was, and a run that was killed is simply run again. Room for one more copy of the database is needed.

Key in a file (DUNWELL_KEY_FILE): a new one is made; the old file stays beside it under the old key's id. Key in DUNWELL_KEY:
put the new one there (\`openssl rand -base64 32\`) and the present one into DUNWELL_OLD_KEY.

The chain of evidence stays as it is and verifies; from now on its roots are signed by a new key: give \`dunwell audit key\` to
whoever verifies bundles. Backups made before open with the old key only: keep it as long as them, apart from them.

Examples:
  $ dunwell keys rotate
  $ DUNWELL_OLD_KEY="$DUNWELL_KEY" DUNWELL_KEY="$(openssl rand -base64 32)" dunwell keys rotate`)
    .action(act(io, rotate));
}
const configOf = ({ io }: Context): Config => readConfig(io.env, io.cwd);

async function rotate(context: Context): Promise<void> {
  const config = configOf(context);
  const { rotateKeys } = await import('../../boot/rotate.js');
  const began = performance.now();
  const done = await rotateKeys(config, Date.now()).catch((error: unknown): never => { throw refusal(error); });
  context.print({ ...done, took: Math.round(performance.now() - began) }, () => `${done.already ? 'it was done already\n' : ''}${facts([
    ['old key', done.from], ['new key', done.to], ['sealed anew', done.done?.seals], ['blind indexes', done.done?.indexes], ['debtors’ keys', done.done?.keys], ['took', `${((performance.now() - began) / 1000).toFixed(1)} s`],
    ['old key file', done.oldKeyFile], ['backups that need it', done.oldBackups.length === 0 ? 'none' : done.oldBackups.join(', ')],
  ])}${config.key === null ? `keep a copy of ${config.keyFile} elsewhere now\n` : 'DUNWELL_OLD_KEY is of no use to the server: take it out of its environment\n'}`);
}

async function status(context: Context): Promise<void> {
  const config = configOf(context);
  const [{ sealedBy, keyIdOf, nextFile }, { backupsOf }, { keyFromFile, parseKey }, { default: Database }] = await Promise.all([import('../../boot/key.js'), import('../../boot/rotate.js'), import('../../adapters/vault/index.js'), import('better-sqlite3')]);
  if (!existsSync(config.db)) throw new CliError(EXIT.notFound, 'keys.no_database', `there is no database ${config.db}`);
  const given = config.key !== null ? keyIdOf(parseKey(config.key)) : existsSync(config.keyFile) ? keyIdOf(keyFromFile(config.keyFile).key) : null;
  const sealed = sealedBy(config.db);
  const db = new Database(config.db, { readonly: true, timeout: 5000 });
  let changed: readonly { readonly at: number; readonly data: string }[];
  try { changed = db.prepare<[], { at: number; data: string }>("select at, data from stream_events where type = 'keys.rotated' order by seq desc").all(); } finally { db.close(); }
  const shown = {
    database: config.db, sealedBy: sealed, key: given, from: config.key === null ? config.keyFile : 'DUNWELL_KEY', opens: sealed === null ? null : sealed === given,
    unfinished: config.key === null && existsSync(nextFile(config.keyFile)), changes: changed.length, lastChange: changed[0]?.at ?? null, formerKeys: config.key === null ? formerOf(config.keyFile) : [],
    backups: backupsOf(config),
  };
  context.print(shown, () => `${facts([
    ['database', `${shown.database}, sealed by ${shown.sealedBy ?? 'nothing yet'}`], ['key', `${shown.key ?? 'missing'} (${shown.from})${shown.opens === false ? ': NOT the one of the database' : ''}`],
    ['changed', shown.lastChange === null ? 'never' : `${shown.changes} times, last ${new Date(shown.lastChange).toISOString()}`], ['former keys kept', shown.formerKeys.join(', ') || 'none'],
    ...(shown.unfinished ? [['unfinished', 'a rotation was begun: run `dunwell keys rotate` again'] as const] : []),
  ])}${shown.backups.length === 0 ? '' : table(['backup', 'opens with'], shown.backups.map((one) => [one.file, one.keyId ?? '-']))}`);
}
/** Names of key files that were put aside: the id of a key has eight letters. */
function formerOf(keyFile: string): readonly string[] {
  const folder = dirname(keyFile);
  const name = basename(keyFile);
  return existsSync(folder) ? readdirSync(folder).filter((one) => one.startsWith(`${name}.`) && /^[\w-]{8}$/.test(one.slice(name.length + 1))).map((one) => join(folder, one)) : [];
}

/** Their words are for people already. */
function refusal(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const as = (exit: ExitCode, named: string, text = error.message): CliError => new CliError(exit, named, text);
  if (error.name === 'DatabaseInUse') return as(EXIT.refused, 'keys.running', `${error.message}: keys are changed while it is stopped; stop it first`);
  if (error.constructor.name === 'FileInUse') return as(EXIT.refused, 'keys.running');
  if (code.startsWith('keys.')) return as(code === 'keys.no_database' ? EXIT.notFound : code === 'keys.unproven' ? EXIT.failed : code === 'keys.disk' ? EXIT.refused : EXIT.badInput, code);
  if (error.name === 'StoreFault') return as(EXIT.failed, `keys.${code}`);
  if (error.name === 'VaultError') return as(EXIT.badInput, 'keys.foreign');
  return error;
}
