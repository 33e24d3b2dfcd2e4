/**
 * Plays one seed in the bare simulator and through the product, in a process of its own (scripts/bench-product.mjs):
 * argument { file, policy, seed, tcp } as JSON, the last line of output { bare, product }. `tcp`: over a real loopback socket in
 * real time, so many times as fast; null: over a stream in this process, on virtual time.
 */
import { policyOf, readPolicy, readScenario, runDay, World } from '../../src/core/rehearsal/index.js';
import { playProductDay } from './day.js';

interface Job { readonly file: unknown; readonly policy: string; readonly seed: number; readonly tcp: number | null; readonly campaigns?: number }
const job = JSON.parse(process.argv[2] ?? '') as Job;
const scenario = readScenario(job.file);
const policy = readPolicy(job.policy);
if (!scenario.ok) throw new Error(scenario.error.text);
if (!policy.ok) throw new Error(policy.error.text);
const micros = (): number => performance.now() * 1000;
const bare = runDay(new World(scenario.value, job.seed), policyOf(policy.value, scenario.value), { clock: micros });
const minutes = scenario.value.duration / 60;
const began = performance.now();
const factor = job.tcp;
// Behind by more than this, the machine was too slow for the factor and the day says nothing.
let behind = 0;
const pace = factor === null ? {} : { pace: { elapsed: () => (performance.now() - began) * factor, rest: () => new Promise<void>((resolve) => { setTimeout(resolve, 1); }) } };
if (factor !== null) { let last = performance.now(); setInterval(() => { behind = Math.max(behind, performance.now() - last - 20); last = performance.now(); }, 20); }
const product = await playProductDay({ ...pace, campaigns: job.campaigns ?? 1, scenario: scenario.value, seed: job.seed, mode: policy.value.kind === 'progressive' ? 'progressive' : 'predictive', onMinute: (done) => { if (done % 15 === 0) process.stderr.write(`  seed ${job.seed}: ${done} of ${minutes} min\n`); } });
const cpu = process.cpuUsage();
process.stdout.write(`${JSON.stringify({ bare: { ...bare, costs: [] }, product: { ...product, seconds: (performance.now() - began) / 1000, cpu: (cpu.user + cpu.system) / 1e6, behind } })}\n`);
process.exit(0);
