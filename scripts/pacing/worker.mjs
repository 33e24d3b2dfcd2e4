/** One process of `npm run bench:pacing`: plays the days it is sent. Argument: the folder of the compiled simulator. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const code = process.argv[2];
const load = (...path) => import(pathToFileURL(join(code, ...path)).href);
const [{ policyOf, readPolicy, readScenario, runDay, World }, { playTraced }] = await Promise.all([load('core', 'rehearsal', 'index.js'), load('boot', 'rehearsal', 'traced.js')]);

/** Processor time of this process: what decisions cost, however many others want the machine. Collecting garbage is in it. */
const clock = () => { const { user, system } = process.cpuUsage(); return user + system; };

process.on('message', ({ id, file, policy, seed, incidents, every }) => {
  const [scenario, name] = [readScenario(file), readPolicy(policy)];
  if (!scenario.ok || !name.ok) throw new Error((scenario.ok ? name : scenario).error.text);
  const result = every
    ? playTraced({ scenario: scenario.value, policy, seed, incidents }, every)
    : runDay(new World(scenario.value, seed, incidents), policyOf(name.value, scenario.value), { clock });
  process.send({ id, result });
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
