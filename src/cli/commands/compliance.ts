/** `compliance`: the packs and what they decide, without a server. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '../../config.js';
import type { Mismatch } from '../../core/compliance/check.js';
import type { Expected } from '../../core/compliance/vectors.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import type { Io } from '../io.js';
import { str } from '../options.js';
import { complianceAsk } from './compliance-ask.js';
import { complianceCalendars } from './compliance-calendars.js';

export function compliance(program: Command, io: Io): void {
  const group = program.command('compliance').description('the compliance clock: its packs and what they decide');
  group.command('check').description('runs a file of cases with expected answers and prints every answer that differs')
    .requiredOption('--vectors <file>', 'JSON list of cases: id, packs, request, history, expect')
    .addHelpText('after', `
Exit 0: every case passes. 1: some answers differ. 2: the file is not one of cases.
Packs are named as in the case files (CN, US, …; CLOCK, TOKEN and TZ are the engine's own guards).

Examples:
  $ dunwell compliance check --vectors vectors.json
  $ dunwell compliance check --vectors vectors.json --json | jq .failed`)
    .action(act(io, check));
  complianceAsk(group, io);
  complianceCalendars(group, io);
}

async function check(context: Context, _: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const path = str(options['vectors']) ?? '';
  const [{ checkVectors }, { problemText }, { parseVectors }, { policiesForVectors }] = await Promise.all([import('../../core/compliance/check.js'), import('../../core/compliance/schema.js'), import('../../core/compliance/vectors.js'), import('../../boot/compliance.js')]);
  const parsed = parseVectors(readJson(resolve(context.io.cwd, path), path));
  if (!parsed.ok) throw malformed(path, parsed.problems.map(problemText));
  const { vectors, ignored } = parsed.value;
  for (const at of ignored.slice(0, 20)) context.note(`${at} is nothing this version knows: not looked at`);
  const checked = checkVectors(vectors, policiesForVectors(readConfig(context.io.env, context.io.cwd).zones));
  context.print(checked, () => `${checked.failed.map(mismatch).join('')}${checked.passed} passed, ${checked.failed.length} failed\n`);
  if (checked.failed.length > 0) throw new CliError(EXIT.failed, 'vectors.differ', '');
}

/** A file of cases that can't be read is a mistake on the command line: 1 is kept for answers that differ. */
function readJson(file: string, path: string): unknown {
  let text: string;
  try { text = readFileSync(file, 'utf8').replace(/^\uFEFF/, ''); } catch (error) {
    throw new CliError(EXIT.usage, 'file.unreadable', `${path} can't be read: ${error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : 'it is no file, or permission is denied'}`);
  }
  try { return JSON.parse(text); } catch (error) {
    throw new CliError(EXIT.usage, 'file.not_json', `${path} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
const malformed = (path: string, problems: readonly string[]): CliError =>
  new CliError(EXIT.usage, 'vectors.malformed', `${path} is not a file of cases: ${problems.length} thing(s) are wrong`, problems.slice(0, 20));

const mismatch = ({ id, expected, got, note }: Mismatch): string => `${id}: expected ${answer(expected)}\n${' '.repeat(id.length)}  got      ${note ?? answer(got)}\n`;
const answer = ({ decision, rules, earliest_next: next }: Expected): string => `${decision}${rules.length > 0 ? ` by ${[...rules].sort().join(', ')}` : ''}${decision === 'DENY' ? `, from ${next ?? 'never without other facts'}` : ''}`;
