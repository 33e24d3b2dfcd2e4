/** What `simulate faults` does; read only when it is asked for, as it brings the whole dialer along. */
import { runSeeds } from '../boot/faults/seeds.js';
import { Coverage } from '../sim/faults/coverage.js';
import { LEAST_MINUTES } from '../sim/faults/minutes.js';
import { describeFinding, type SeedReport } from '../sim/faults/seed.js';
import type { Context } from './context.js';
import { CliError, EXIT } from './exit.js';
import { facts, percent, Progress } from './io.js';
import { num, str } from './options.js';

export async function runFaults(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const minutes = num(options['minutes']) ?? LEAST_MINUTES;
  const one = str(options['seed']);
  const [from, count] = [num(options['from']) ?? 1, num(options['seeds']) ?? 50];
  const names = one === undefined ? Array.from({ length: count }, (_, n) => String(from + n)) : [one];
  const coverage = new Coverage();
  const findings: SeedReport[] = [];
  const sum = { attempts: 0, minutes: 0, answered: 0, abandoned: 0, seeds: 0 };
  const prints: string[] = [];
  const least = { minutes: Infinity, attempts: Infinity, faults: Infinity };
  const bar = new Progress(context.io, 'faults', context.json);
  const began = performance.now();
  bar.show(0, `0 of ${names.length} seeds`);
  await runSeeds(names, { minutes, workers: num(options['workers']) ?? 1, onSeed: (report, done) => {
    coverage.add(report.coverage);
    sum.attempts += report.attempts; sum.minutes += report.minutes; sum.answered += report.answers.answered; sum.abandoned += report.answers.abandoned; sum.seeds += 1;
    least.minutes = Math.min(least.minutes, report.minutes); least.attempts = Math.min(least.attempts, report.attempts); least.faults = Math.min(least.faults, new Set(report.faults.map(({ kind }) => kind)).size);
    prints.push(`${report.seed}:${report.fingerprint}`);
    if (report.finding !== null) {
      findings.push(report);
      context.io.err(`${describeFinding(report, minutes)}\n`);
    }
    bar.show(done / names.length, `${done} of ${names.length} seeds, ${findings.length} with a finding`);
    return report.finding === null || options['stop'] !== true;
  } });
  bar.end();
  const seconds = Math.round((performance.now() - began) / 1000);
  const missing = coverage.missing();
  const share = sum.answered === 0 ? 0 : sum.abandoned / sum.answered;
  const result = {
    ...sum, seconds, least, share, missing, fingerprints: prints,
    findings: findings.map(({ seed, faults, finding }) => ({ seed, faults: faults.map(({ kind }) => kind), checker: finding?.checker, text: finding?.text })),
    coverage: coverage.data(),
  };
  context.print(result, () => [
    facts([
      ['seeds', sum.seeds], ['findings', findings.length], ['attempts', sum.attempts], ['simulated', `${sum.minutes} min`], ['each at least', `${least.minutes} min, ${least.attempts} attempts, ${least.faults} kinds of fault`], ['took', `${seconds} s`],
      ['abandoned', `${percent(share)} of ${sum.answered} who answered while nothing was wrong`],
    ]),
    coverage.table(), missing.length === 0 ? 'every fault met every state of a call' : `not met: ${missing.join(', ')}`,
  ].join('\n'));
  // All seeds together are a sample large enough for the limit itself, give or take what chance leaves open.
  const limit = 0.03 * sum.answered + 3 * Math.sqrt(0.03 * sum.answered) + 3;
  if (sum.abandoned > limit) throw new CliError(EXIT.failed, 'faults.abandonment', `${sum.abandoned} of ${sum.answered} were abandoned while nothing was wrong: above the budget`);
  if (findings.length > 0) throw new CliError(EXIT.failed, 'faults.found', `${findings.length} of ${sum.seeds} seeds found something: ${findings.map(({ seed }) => seed).join(', ')}`);
}
