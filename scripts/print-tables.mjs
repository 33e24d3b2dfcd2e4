/**
 * Writes the state tables of `src/core` into ARCHITECTURE.md and the rights into docs/rights.md, between their marks, so that the documents can't lie.
 * `--check` writes nothing and fails when one is stale (test/core/architecture.test.ts).
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const BEGIN = '<!-- tables:begin -->';
const END = '<!-- tables:end -->';

const TABLES = [
  { title: 'A call', file: 'call/machine', name: 'callTable' },
  { title: 'A consultation', file: 'call/consult', name: 'consultTable' },
  { title: 'A collector', file: 'agent/machine', name: 'agentTable' },
  { title: 'A collector’s standing leg', file: 'agent/desk-leg', name: 'deskLegTable' },
  { title: 'A campaign', file: 'campaign/machine', name: 'campaignTable' },
  { title: 'A lead', file: 'lead/machine', name: 'leadTable' },
  { title: 'A case', file: 'collections/case-machine', name: 'caseTable' },
  { title: 'A placement', file: 'collections/placement-machine', name: 'placementTable' },
  { title: 'An approval', file: 'collections/approval-machine', name: 'approvalTable' },
];

/** The tables as they stand in the source, not in whatever was built last. */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'dunwell-tables-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const file of ['machine/table', ...TABLES.map((table) => table.file)]) {
      const { outputText } = ts.transpileModule(readFileSync(join(root, 'src/core', `${file}.ts`), 'utf8'), { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true } });
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, `${file}.js`), outputText);
    }
    const loaded = [];
    for (const { title, file, name } of TABLES) loaded.push({ title, table: (await import(pathToFileURL(join(folder, `${file}.js`)).href))[name] });
    return loaded;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One row a state. Events with the same cell stand together; what is not named is late. */
function rows(table) {
  return Object.entries(table).map(([state, cells]) => {
    const moves = new Map();
    const refused = [];
    for (const [event, cell] of Object.entries(cells)) {
      if (cell === 'refuse') refused.push(event);
      if (typeof cell === 'string') continue;
      const what = `**${cell.to === state ? 'stays' : cell.to}**${cell.do.length > 0 ? `: ${cell.do.join(', ')}` : ''}`;
      moves.set(what, [...(moves.get(what) ?? []), event]);
    }
    const lines = [...moves].map(([what, events]) => `${events.join(', ')} → ${what}`);
    return `| ${state} | ${lines.join('<br>') || '—'} | ${refused.join(', ') || '—'} |`;
  });
}

/** Verb × role: how far each reaches. */
async function rights() {
  const folder = mkdtempSync(join(tmpdir(), 'dunwell-rights-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const file of ['rights/policy', 'records/org']) {
      const { outputText } = ts.transpileModule(readFileSync(join(root, 'src/core', `${file}.ts`), 'utf8'), { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true } });
      mkdirSync(dirname(join(folder, `${file}.js`)), { recursive: true });
      writeFileSync(join(folder, `${file}.js`), outputText);
    }
    const { VERBS, scopeOf } = await import(pathToFileURL(join(folder, 'rights/policy.js')).href);
    const { ROLES } = await import(pathToFileURL(join(folder, 'records/org.js')).href);
    const lines = VERBS.map((verb) => `| ${verb} | ${ROLES.map((role) => scopeOf(role, verb) ?? '—').join(' | ')} |`);
    return `| verb | ${ROLES.join(' | ')} |\n|---|${ROLES.map(() => '---|').join('')}\n${lines.join('\n')}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const machines = (await load()).map(({ title, table }) => `### ${title}\n\n| state | event → next: effects, in order | refused |\n|---|---|---|\n${rows(table).join('\n')}\n`).join('\n');
const stale = [];
for (const [name, text] of [['ARCHITECTURE.md', machines], ['docs/rights.md', await rights()]]) {
  const document = join(root, name);
  const before = readFileSync(document, 'utf8');
  const [from, to] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (from < 0 || to < from) {
    console.error(`${name} has no ${BEGIN} … ${END}`);
    process.exit(2);
  }
  const after = `${before.slice(0, from + BEGIN.length)}\n\n${text}\n${before.slice(to)}`;
  if (after === before) continue;
  if (process.argv.includes('--check')) stale.push(name);
  else writeFileSync(document, after);
}
if (stale.length > 0) {
  console.error(`${stale.join(', ')} does not show the tables as they are: run \`node scripts/print-tables.mjs\``);
  process.exit(1);
}
