/** `retention`: what was kept long enough, deleted or only counted. */
import type { Command } from 'commander';
import { Retained } from '../../contract/backups.js';
import { act } from '../context.js';
import { table, type Io } from '../io.js';

export function retention(program: Command, io: Io): void {
  program.command('retention').description('deletes what was kept long enough by the setting "retention"; the server does so each night')
    .option('--dry-run', 'counts what is due, and changes nothing')
    .addHelpText('after', `
Days by kind: recordings, debtors (all cases closed: names, numbers, notes and recordings are written over), dailyFiles,
importFindings; null keeps. Set with PUT /settings/retention {"value": {"recordings": 730, "debtors": 1825}}.

Examples:
  $ dunwell retention --dry-run`)
    .action(act(io, async (context, _args, options) => {
      const done = await context.api().post(Retained, '/retention/runs', { dryRun: options['dryRun'] === true });
      context.print(done, () => table(['kind', 'days', done.dryRun ? 'due' : 'deleted', 'held'], done.kinds.map((one) => [one.kind, one.days ?? 'for ever', one.count, one.held])));
    }));
}
