/** `backup` and `restore`: copies of the database named in the settings, on its own machine. A backup is made beside a running server. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readConfig, type Config } from '../../config.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { facts, table, type Io } from '../io.js';

export function backups(program: Command, io: Io): void {
  program.command('backup').argument('[file]', 'new file for the copy (default: one named by the time, in DUNWELL_BACKUPS)')
    .description('copies the database as it is now, while the server runs or not, and proves the copy')
    .option('--list', 'shows what is in DUNWELL_BACKUPS instead')
    .addHelpText('after', `
Dialing goes on meanwhile. Not in it, to be kept beside it: the vault's key (without it nobody can read names and numbers),
recordings, daily files, certificates, and the copies of signed roots. The server makes one by itself: DUNWELL_BACKUP_HOURS.
From elsewhere: POST /backups.

Examples:
  $ dunwell backup
  $ dunwell backup /mnt/safe/dunwell.db
  $ dunwell backup --list`)
    .action(act(io, (context, args, options) => (options['list'] === true ? list(context) : make(context, args[0]))));
  program.command('restore').argument('<file>', 'a backup')
    .description('puts a backup in the database\'s place, after proving file, version, key and chain of evidence')
    .option('--force', 'although a database is there: it is put aside, never deleted')
    .option('--broken-chain', 'although the chain of evidence does not hold; that is written on it')
    .addHelpText('after', `
Refused while a server runs on the database. What was dialed, said and paid after the backup is not known to the restored
database: load what the loan system knows, look at the switch's own records, then start the campaigns, which are paused.
A backup from before a change of the key is sealed with today's: its key is looked for beside the key file (key.<id>) and in
DUNWELL_OLD_KEY.

Examples:
  $ dunwell restore data/backups/dunwell-20261122T030000Z.db
  $ dunwell restore /mnt/safe/dunwell.db --force`)
    .action(act(io, (context, args, options) => restore(context, args[0] ?? '', { force: options['force'] === true, brokenChain: options['brokenChain'] === true })));
}

const configOf = ({ io }: Context): Config => readConfig(io.env, io.cwd);
/** What a backup does not hold, and where it lies. */
const notInIt = (config: Config): readonly { readonly what: string; readonly path: string }[] => [
  { what: 'key', path: config.key === null ? config.keyFile : 'DUNWELL_KEY' }, { what: 'recordings', path: config.recordings }, { what: 'daily files', path: config.exports },
  { what: 'certificates', path: config.certificates }, { what: 'copies of signed roots', path: `${config.db}.roots` },
];

async function make(context: Context, file: string | undefined): Promise<void> {
  const config = configOf(context);
  // They bring the database driver with them.
  const [{ backUp }, { backupName }] = await Promise.all([import('../../adapters/sqlite/index.js'), import('../../adapters/backups/index.js')]);
  if (!existsSync(config.db)) throw new CliError(EXIT.notFound, 'database.missing', `there is no database ${config.db}`);
  const to = file === undefined ? join(config.backups, backupName(Date.now())) : resolve(context.io.cwd, file);
  const made = await backUp(config.db, to).catch((error: unknown): never => { throw refusal(error); });
  const left = notInIt(config);
  context.print({ ...made, took: Math.round(made.took), notInIt: left }, () => `${facts([['backup', made.file], ['bytes', made.bytes], ['events', made.lastEvent], ['took', `${(made.took / 1000).toFixed(1)} s`]])}not in it:\n${facts(left.map(({ what, path }) => [`  ${what}`, path]))}`);
}
async function list(context: Context): Promise<void> {
  const config = configOf(context);
  const { backupFolder } = await import('../../adapters/backups/index.js');
  const items = await backupFolder(config.backups, () => Promise.reject(new Error('only a list'))).list();
  context.print({ folder: config.backups, items }, () => `${config.backups}\n${table(['file', 'bytes', 'of'], items.map((one) => [one.name, one.bytes, one.of === 'migration' ? 'before a migration' : '']))}`);
}

async function restore(context: Context, file: string, options: { readonly force: boolean; readonly brokenChain: boolean }): Promise<void> {
  const config = configOf(context);
  const { restoreDatabase } = await import('../../boot/restore.js');
  const done = await restoreDatabase(config, resolve(context.io.cwd, file), { ...options, at: Date.now() }).catch((error: unknown): never => { throw refusal(error); });
  context.print(done, () => facts([['database', done.database], ['from', done.from], ['put aside', done.aside], ['events', done.events], ['signed roots', done.roots], ['roots made after it', done.laterRoots], ['troubles of the chain', done.troubles], ['migrations made', done.migrated], ['sealed with today’s key', done.rekeyed ? 'it was under a former one' : undefined], ['paused campaigns', done.paused.join(', ') || 'none']]));
}

/** Their words are for people already; what is a refusal and what a bad file is told by the code. */
function refusal(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const details = 'details' in error && Array.isArray(error.details) ? error.details.filter((one): one is string => typeof one === 'string') : [];
  if (error.name === 'DatabaseInUse') return new CliError(EXIT.refused, 'restore.running', `${error.message}: stop it first`);
  if (code.startsWith('restore.')) return new CliError(code === 'restore.chain' || code === 'restore.newer' ? EXIT.badInput : EXIT.refused, code, error.message, details);
  if (error.name === 'StoreFault') return new CliError(code === 'exists' ? EXIT.refused : code === 'disk_full' || code === 'io' || code === 'read_only' ? EXIT.failed : EXIT.badInput, `backup.${code}`, error.message);
  if (error.name === 'VaultError') return new CliError(EXIT.badInput, 'restore.key', error.message);
  return error;
}
