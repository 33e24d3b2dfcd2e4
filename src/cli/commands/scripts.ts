/** `script check`: what a text must not say and must. Needs no server. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { CASE_FACTS, TEXT_KINDS, type CaseFact, type TextKind } from '../../core/script-check/types.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import type { Io } from '../io.js';
import { collect, str, strs } from '../options.js';

export function scripts(program: Command, io: Io): void {
  const group = program.command('script').description('what is said to debtors');
  group.command('check <file>').description('finds threats, false claims and disclosures in a text, and what it fails to say')
    .addOption(new Option('--kind <kind>', 'what the text is').choices([...TEXT_KINDS]).default('script'))
    .option('--market <country>', 'ISO 3166 country whose rules apply', 'CN')
    .addOption(new Option('--to <whom>', 'whom it is said to').choices(['debtor', 'thirdParty']).default('debtor'))
    .addOption(new Option('--stage <stage>', 'first conversation about the debt, or later').choices(['first', 'later']).default('first'))
    .option('--fact <fact>', `what the case file bears out: ${CASE_FACTS.join(', ')}; may be repeated`, collect)
    .addOption(new Option('--lang <language>', 'language of the explanations').choices(['zh', 'en']).default('en'))
    .addHelpText('after', `
Exit 1 when something critical or high is found: such a script can not be enabled. docs/scripts.md has the categories.

Examples:
  $ dunwell script check m1.txt
  $ dunwell script check call.txt --kind transcript --json | jq .findings
  $ dunwell script check offer.txt --kind message --market US --fact offerEnds`)
    .action(act(io, check));
}

async function check(context: Context, [file = '']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const path = resolve(context.io.cwd, file);
  const text = read(path);
  const market = (str(options['market']) ?? 'CN').toUpperCase();
  if (!/^[A-Z]{2}$/.test(market)) throw new CliError(EXIT.usage, 'cli.usage', '--market must be a country of two letters, e.g. CN');
  const facts = strs(options['fact']);
  const strange = facts.find((one) => !isFact(one));
  if (strange !== undefined) throw new CliError(EXIT.usage, 'cli.usage', `--fact "${strange}" is none of ${CASE_FACTS.join(', ')}`);
  const { blocks, checkScript, findingsText, LEXICON } = await import('../../core/script-check/index.js');
  const found = checkScript(text, { kind: kindOf(str(options['kind'])), market, to: options['to'] === 'thirdParty' ? 'thirdParty' : 'debtor', stage: options['stage'] === 'later' ? 'later' : 'first', facts: facts.filter(isFact) });
  const stopping = found.findings.filter(blocks).length;
  context.print({ lexicon: LEXICON, blocked: stopping > 0, ...found }, () => findingsText(found, text, options['lang'] === 'zh' ? 'zh' : 'en') || 'nothing found');
  if (stopping > 0) throw new CliError(EXIT.failed, 'script.forbidden', `${file}: ${stopping} finding${stopping === 1 ? '' : 's'} would keep it from being used`);
}
const isFact = (word: string): word is CaseFact => CASE_FACTS.some((one) => one === word);
const kindOf = (word: string | undefined): TextKind => TEXT_KINDS.find((one) => one === word) ?? 'script';
function read(path: string): string {
  try { return readFileSync(path, 'utf8').replace(/^\uFEFF/, ''); } catch { throw new CliError(EXIT.badInput, 'file.unreadable', `${path} can't be read`); }
}
