/**
 * `npm test`: everything a fresh clone can be asked for, with nothing before it: installs, builds, checks and tests.
 * The last line is `N passed, N failed, N skipped`. Arguments narrow it to some tests: `npm test -- test/core`.
 * `--live` and `--deep` run those suites instead (npm run test:live, npm run test:deep).
 */
import { conclude, runStatics, runVitest, statics } from './check.mjs';
import { installAndBuild } from './build.mjs';
import { at } from './lib.mjs';

const given = process.argv.slice(2);
const suite = ['live', 'deep'].find((name) => given.includes(`--${name}`));
const rest = given.filter((arg) => arg !== `--${suite}`);

// Beside one another: tests wait for facts, and a browser that waits leaves the processor to the compiler; and the driver is compiled
// on one core. One static part at a time, so that the memory of a small machine is enough.
let checks;
await installAndBuild(suite || rest.length > 0 ? undefined : () => { checks = runStatics(statics, 1); });
if (suite === 'live' && !process.env.FREESWITCH_HOME) process.stdout.write('FREESWITCH_HOME is not set: tests that need a real FreeSWITCH are skipped. Point it at a FreeSWITCH 1.10 installation (the folder that holds bin/freeswitch).\n');
if (suite) conclude(await runVitest(['--config', at(`vitest.${suite}.config.ts`), ...rest], suite));
else if (rest.length > 0) conclude(await runVitest(rest));
else conclude(...await Promise.all([checks, runVitest([])]));
