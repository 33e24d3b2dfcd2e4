/** `doctor`: looks at everything Dunwell needs and says what to mend. Works with the server running or not; changes nothing. */
import type { Command } from 'commander';
import { readConfig, ConfigError } from '../../config.js';
import type { DoctorCheck } from '../../contract/cli.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { wrong, type Check } from '../doctor/check.js';
import type { Io } from '../io.js';

export function doctor(program: Command, io: Io): void {
  program.command('doctor').description('checks settings, database, key, clock, switch, trunks, folders and the running server, and says what to mend')
    .addHelpText('after', '\nExit code 0: nothing is wrong (warnings may be there); 1: something must be mended.\n\nExamples:\n  $ dunwell doctor\n  $ dunwell doctor --json | jq \'.checks[] | select(.state=="wrong")\'')
    .action(act(io, run));
}

async function run(context: Context): Promise<void> {
  const checks = await examine(context);
  const healthy = checks.every((one) => one.state !== 'wrong');
  context.print({ healthy, checks }, () => report(checks));
  if (!healthy) throw new CliError(EXIT.failed, 'doctor.wrong', `${checks.filter((one) => one.state === 'wrong').length} thing(s) must be mended`);
}

async function examine(context: Context): Promise<readonly Check[]> {
  const { io } = context;
  let config;
  try { config = readConfig(io.env, io.cwd); } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((one) => wrong('settings', `${one.name}: ${one.text}`, `correct it (${one.where}); docs/settings.md lists them all`));
  }
  // Loaded only here: they bring the database driver and the switch's client with them.
  const [machine, { database }, { recordings }, { switches }, { server }, { zoneVersion }] = await Promise.all([import('../doctor/machine.js'), import('../doctor/database.js'), import('../doctor/folders.js'), import('../doctor/switch.js'), import('../doctor/server.js'), import('../../boot/zones.js')]);
  const all = [machine.settings, machine.disk, database, machine.key, machine.zones(zoneVersion), machine.clock, recordings, switches];
  const checks: Check[] = [];
  for (const check of all) checks.push(...await check(config));
  return [...checks, ...await server(context.api().server, config)];
}

const SIGNS: Readonly<Record<DoctorCheck['state'], string>> = { ok: '✓', warning: '!', wrong: '✗', skipped: '-' };
const report = (checks: readonly Check[]): string => checks.map((one) => `${SIGNS[one.state]} ${one.check}${one.about === null ? '' : ` ${one.about}`}: ${one.text}\n${one.mend === null ? '' : `    → ${one.mend}\n`}`).join('');
