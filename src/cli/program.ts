/** The command line as a whole: which commands there are, how they end. */
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config.js';
import { audit } from './commands/audit.js';
import { backups } from './commands/backup.js';
import { retention } from './commands/retention.js';
import { campaigns } from './commands/campaigns.js';
import { cases } from './commands/cases.js';
import { compliance } from './commands/compliance.js';
import { desk } from './commands/desk.js';
import { doctor } from './commands/doctor.js';
import { exportsAndWebhooks } from './commands/export.js';
import { imports } from './commands/imports.js';
import { keys } from './commands/keys.js';
import { live } from './commands/live.js';
import { rehearse } from './commands/rehearse.js';
import { serve } from './commands/serve.js';
import { pacing } from './commands/pacing.js';
import { scripts } from './commands/scripts.js';
import { simulate } from './commands/simulate.js';
import { trunks } from './commands/trunks.js';
import { users } from './commands/users.js';
import { CliError, EXIT, EXIT_MEANING, type ExitCode } from './exit.js';
import type { Io } from './io.js';

export const VERSION = '0.1.0';

export function programOf(io: Io): Command {
  // A subcommand's option may have its parent's name (`simulate --seeds`, `simulate faults --seeds`): what stands behind a command is its own.
  const program = new Command('dunwell').enablePositionalOptions();
  program.description('Predictive dialer and collections system on FreeSWITCH').version(VERSION, '--version')
    .option('--json', 'print JSON (docs/cli.md has the schemas)')
    .option('--url <url>', 'server to talk to (or DUNWELL_URL)')
    .option('--token <token>', 'token for it (better DUNWELL_TOKEN, or dunwell login)')
    .addHelpText('after', `
Commands talk to the running server. On its own machine and in its folder no login is needed; elsewhere: dunwell login.

Examples:
  $ dunwell doctor
  $ dunwell campaign list
  $ dunwell import leads.csv --campaign "M1 morning"
  $ dunwell desk --user demo --talk 20 --dispose promise

Exit codes:
${Object.entries(EXIT_MEANING).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`).join('\n')}`);
  serve(program, io);
  users(program, io);
  trunks(program, io);
  campaigns(program, io);
  imports(program, io);
  cases(program, io);
  exportsAndWebhooks(program, io);
  live(program, io);
  desk(program, io);
  doctor(program, io);
  backups(program, io);
  keys(program, io);
  retention(program, io);
  simulate(program, io);
  pacing(program, io);
  scripts(program, io);
  audit(program, io);
  rehearse(program, io);
  compliance(program, io);
  for (const command of everyCommand(program)) {
    command.exitOverride((error) => { throw helpAt(error, command); }).configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => undefined }).showSuggestionAfterError(true);
    // `--json` may stand behind the command as well as before it.
    if (command !== program) command.option('--json', 'print JSON').option('--url <url>', 'server to talk to').option('--token <token>', 'token for it');
  }
  return program;
}
/** A mistake on a command's line is explained by that command's own help. */
function helpAt(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0 || error.code === 'commander.help') return error;
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return new CliError(EXIT.usage, 'cli.usage', `${error.message.replace(/^error: /, '').replaceAll('\n', ' ')} (${names.join(' ')} --help)`);
}
export function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap((one) => everyCommand(one))];
}

/** Runs one command line; never throws, answers the exit code. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  const json = args.includes('--json');
  try {
    await programOf(io).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    return tell(error, json, io);
  }
}

function tell(error: unknown, json: boolean, io: Io): ExitCode {
  if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const known = asCliError(error);
  // What was printed has said it all.
  if (known.message === '') return known.exit;
  if (json) io.err(`${JSON.stringify({ error: { code: known.code, text: known.message, exit: known.exit, details: known.details } })}\n`);
  else io.err(`dunwell: ${known.message}\n${known.details.map((one) => `  ${one}\n`).join('')}`);
  return known.exit;
}
function asCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof ConfigError) return new CliError(EXIT.badInput, 'settings', error.message.trimEnd());
  return new CliError(EXIT.failed, 'failed', error instanceof Error ? error.message : String(error));
}
