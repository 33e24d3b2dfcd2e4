/** One process of `npm run bench:pacing`: plays the days it is sent. Argument: the folder of the compiled simulator. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const code = process.argv[2];
const load = (name) => import(pathToFileURL(join(code, 'boot', 'rehearsal', name)).href);
const [{ playDay }, { playTraced }, { readScenario }] = await Promise.all([load('day.js'), load('traced.js'), import(pathToFileURL(join(code, 'core', 'rehearsal', 'index.js')).href)]);

process.on('message', ({ id, file, policy, seed, incidents, every }) => {
  const scenario = readScenario(file);
  if (!scenario.ok) throw new Error(scenario.error.text);
  const job = { scenario: scenario.value, policy, seed, incidents };
  process.send({ id, result: every ? playTraced(job, every) : playDay(job) });
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
