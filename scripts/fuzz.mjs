/**
 * `npm run fuzz -- [--runs 1000000] [--seed S] [--only NAME]`: hostile inputs for every parser that faces outside
 * (test/deep/fuzz.test.ts). Prints for each the inputs, the slowest in milliseconds of processor time, and what was found.
 */
import { parseArgs } from 'node:util';
import { conclude, runVitest } from './check.mjs';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { at, die } from './lib.mjs';

let options;
try { options = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } } }).values; } catch (error) { die(`fuzz: ${error.message}`, 2); }
for (const [name, value] of Object.entries(options)) process.env[`DUNWELL_FUZZ_${name.toUpperCase()}`] = value;
await install();
await build();
conclude(await runVitest(['--config', at('vitest.deep.config.ts'), 'test/deep/fuzz.test.ts', '--reporter', 'verbose'], 'fuzz'));
