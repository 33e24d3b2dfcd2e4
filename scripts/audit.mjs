/**
 * `npm run audit`: asks the registry which of what is loaded at run time has a known advisory. Exit 0: none is known to it;
 * 1: there are some, each is printed; 2: it was not answered, and so nothing is known (docs/dependencies.md has what was found by hand).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { at, root } from './lib.mjs';

const asked = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8', timeout: 120_000, shell: process.platform === 'win32' });
let said;
try { said = JSON.parse(asked.stdout); } catch { said = null; }

const vulnerabilities = said?.vulnerabilities;
if (vulnerabilities === undefined) {
  const why = said?.message ?? asked.error?.message ?? asked.stderr?.trim().split('\n').find((line) => line.includes('audit')) ?? 'no answer';
  process.stderr.write(`not answered: ${why}\nNothing is known from this. What was found by hand, and when: docs/dependencies.md. Ask again where the registry's advisory service is reached.\n`);
  process.exit(2);
}
const count = said.metadata?.dependencies?.prod ?? Object.keys(JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages).length;
const found = Object.values(vulnerabilities);
if (found.length === 0) { process.stdout.write(`${count} packages loaded at run time: no advisory known to the registry\n`); process.exit(0); }
for (const one of found) {
  process.stdout.write(`${one.severity.padEnd(9)} ${one.name} ${one.range}${one.isDirect ? '' : `  (by ${one.effects.join(', ') || 'others'})`}\n`);
  for (const via of one.via) if (typeof via !== 'string') process.stdout.write(`          ${via.title} ${via.url}\n`);
}
process.stdout.write(`${found.length} of ${count} packages: decide by whether the code in question is reached, and write it into docs/dependencies.md\n`);
process.exit(1);
