/** `simulate faults`: the whole dialer on virtual time while everything around it fails. Needs no server. */
import type { Command } from 'commander';
import { LEAST_MINUTES } from '../../sim/faults/minutes.js';
import { act } from '../context.js';
import type { Io } from '../io.js';
import { wholeNumber } from '../options.js';

export function simulateFaults(simulate: Command, io: Io): void {
  simulate.command('faults').description('runs the whole dialer on virtual time while switches, carriers, disk, clock, desks and its own process fail')
    .option('--seeds <n>', 'how many seeds', wholeNumber(1, 1_000_000), 50)
    .option('--from <n>', 'the first', wholeNumber(0, 1_000_000_000), 1)
    .option('--seed <name>', 'this one only, as a finding says it')
    .option('--minutes <n>', 'simulated minutes of each, at least; the last three heal', wholeNumber(LEAST_MINUTES, 100_000), LEAST_MINUTES)
    .option('--workers <n>', 'seeds run at once', wholeNumber(1, 256), 1)
    .option('--stop', 'ends with the first finding')
    .addHelpText('after', `
Each seed is one world: which faults there are, how often and how bad is drawn from it. First they strike, then they are
healed and everything must drain; checkers that share no code with the dialer look on (docs/reliability.md). Exits with 1
when anything was found, and prints what was drawn, the last lines of the story and the command that shows it again.

Examples:
  $ dunwell simulate faults --seeds 10000 --workers 4
  $ dunwell simulate faults --seed 17`)
    .action(act(io, async (...asked) => (await import('../run-faults.js')).runFaults(...asked)));
}
