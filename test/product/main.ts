/**
 * Plays one seed in the bare simulator and through the product, in a process of its own (scripts/bench-product.mjs):
 * argument { file, policy, seed } as JSON, the last line of output { bare, product }.
 */
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { policyOf, readPolicy, readScenario, runDay, World } from '../../src/core/rehearsal/index.js';
import { connect } from '../conductor/wire.js';

// The adapter's own `connect` is the one thing that is replaced: its bytes go to a simulated switch in this process.
Object.assign(net, { connect });
syncBuiltinESMExports();
const { playProductDay } = await import('./day.js');

interface Job { readonly file: unknown; readonly policy: string; readonly seed: number }
const job = JSON.parse(process.argv[2] ?? '') as Job;
const scenario = readScenario(job.file);
const policy = readPolicy(job.policy);
if (!scenario.ok) throw new Error(scenario.error.text);
if (!policy.ok) throw new Error(policy.error.text);
const micros = (): number => performance.now() * 1000;
const bare = runDay(new World(scenario.value, job.seed), policyOf(policy.value, scenario.value), { clock: micros });
const minutes = scenario.value.duration / 60;
const began = performance.now();
const product = await playProductDay({ scenario: scenario.value, seed: job.seed, mode: policy.value.kind === 'progressive' ? 'progressive' : 'predictive', onMinute: (done) => { if (done % 15 === 0) process.stderr.write(`  seed ${job.seed}: ${done} of ${minutes} min\n`); } });
const cpu = process.cpuUsage();
process.stdout.write(`${JSON.stringify({ bare: { ...bare, costs: [] }, product: { ...product, seconds: (performance.now() - began) / 1000, cpu: (cpu.user + cpu.system) / 1e6 } })}\n`);
process.exit(0);
