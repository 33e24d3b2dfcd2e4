/** The command line as a text: every command is documented, has a schema for --json, and mistakes are one clear line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { everyCommand, programOf, runCli } from '../../src/cli/program.js';
import { commandsText, exitCodesText, failureText, isRun, pathOf } from '../../src/cli/document.js';
import { EXIT } from '../../src/cli/exit.js';
import type { Io } from '../../src/cli/io.js';
import { CLI_OUTPUT } from '../../src/contract/cli.js';

function recorder(): Io & { readonly said: { out: string; err: string } } {
  const said = { out: '', err: '' };
  return { said, out: (text) => { said.out += text; }, err: (text) => { said.err += text; }, outTty: false, errTty: false, env: {}, cwd: '/nonexistent' };
}
const leaves = everyCommand(programOf(recorder())).filter(isRun);

describe('every command', () => {
  it('has a schema of what it prints under --json, and no schema is without one', () => {
    expect(leaves.map(pathOf).sort()).toEqual(Object.keys(CLI_OUTPUT).sort());
  });
  it('docs/cli.md says what the program says (UPDATE_DOCS=1 writes it)', () => {
    let doc = readFileSync('docs/cli.md', 'utf8');
    for (const [part, text] of [['exit codes', exitCodesText()], ['failure', failureText()], ['commands', commandsText(programOf(recorder()))]] as const) {
      const [before = '', rest = ''] = doc.split(`<!-- ${part} -->\n`);
      doc = `${before}<!-- ${part} -->\n${text}<!-- /${part} -->${rest.split(`<!-- /${part} -->`)[1] ?? ''}`;
    }
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync('docs/cli.md', doc);
    expect(readFileSync('docs/cli.md', 'utf8')).toBe(doc);
  });
});

describe('mistakes', () => {
  it.each([
    [['campain', 'list'], 'Did you mean campaign?'], [['import', '--campaign', 'c'], 'missing required argument'], [['import', 'x.csv'], '--campaign'], [['trunk', 'add', 'x', '--cps', 'many'], 'must be a number from 0.1 to 200'],
    [['user', 'create', 'x', '--role', 'king'], 'Allowed choices are'], [['agents', '--wat'], 'unknown option'], [['trunk', 'add', 'x', '--prefix', '86'], '--prefix "86" must be'],
  ])('%j is one clear line and code 2', async (args, text) => {
    const io = recorder();
    expect(await runCli(args, io)).toBe(EXIT.usage);
    expect(io.said.err).toMatch(/^dunwell: [^\n]+\n$/);
    expect(io.said.err).toContain(text);
    expect(io.said.out).toBe('');
  });
  it('what stands behind a subcommand is its own, whatever its parent calls so', async () => {
    const io = recorder();
    // `simulate --seeds 0` is the day of seed 0; `simulate faults --seeds 0` would be no seed at all.
    expect(await runCli(['simulate', 'faults', '--seeds', '0'], io)).toBe(EXIT.usage);
    expect(io.said.err).toContain('must be a whole number from 1');
  });
  it('under --json they are JSON', async () => {
    const io = recorder();
    expect(await runCli(['agents', '--wat', '--json'], io)).toBe(EXIT.usage);
    expect(JSON.parse(io.said.err)).toMatchObject({ error: { code: 'cli.usage', exit: 2 } });
  });
  it('--help and --version are no mistakes', async () => {
    for (const args of [['--help'], ['campaign', 'create', '--help'], ['--version']]) {
      const io = recorder();
      expect(await runCli(args, io)).toBe(EXIT.ok);
      expect(io.said.out.length).toBeGreaterThan(4);
    }
  });
  it('wrong settings are told in words', async () => {
    const io = { ...recorder(), env: { DUNWELL_URL: 'nowhere' } };
    expect(await runCli(['agents'], io)).toBe(EXIT.badInput);
  });
});
