/**
 * How long a start takes with calls in the air: the built server is killed at work and started again, on the simulated switch over
 * TCP. The times are the server's own figures, from the start of its process. `--deaths 3 --agents 6` for a short look.
 */
import { pause, Place } from '../support/deaths/place.js';
import type { BenchReport, BenchRow } from './report.js';

const DEATHS = Number(process.env['DUNWELL_BENCH_DEATHS'] ?? 20);
const AGENTS = Number(process.env['DUNWELL_BENCH_AGENTS'] ?? 30);

export default async function bench(): Promise<BenchReport> {
  const place = await Place.open({ agents: AGENTS, leads: AGENTS * 200 });
  try {
    await place.more(AGENTS * 2, 120_000);
    const settled: number[] = [];
    const dialed: number[] = [];
    const found: Record<string, number> = {};
    for (let n = 0; n < DEATHS; n += 1) {
      await pause(2_000);
      await place.killServer();
      const took = await place.startServer(true);
      settled.push(took.settled);
      if (took.dial !== null) dialed.push(took.dial);
      for (const what of ['talking', 'waiting', 'ended', 'orphans', 'intents', 'lines', 'linesRaisedAnew']) found[what] = (found[what] ?? 0) + (await place.figure('dunwell_recovered_calls', `what="${what}"`) ?? 0);
    }
    const { findings } = await place.end();
    const at = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
    const rows: BenchRow[] = [
      { what: 'process start → every leg settled, p50', value: at(settled, 0.5), unit: 's' },
      { what: '… longest', value: at(settled, 1), unit: 's', target: '< 8 s (the dead-man)', ok: at(settled, 1) < 8 },
      { what: 'process start → first new call, p50', value: at(dialed, 0.5), unit: 's' },
      { what: '… longest', value: at(dialed, 1), unit: 's' },
      { what: 'findings of the checkers', value: findings.length, target: '0', ok: findings.length === 0 },
    ];
    return { name: `recovery: ${AGENTS} agents, ${DEATHS} times killed at work`, rows, notes: [`found and taken over, in all: ${Object.entries(found).map(([what, count]) => `${what} ${count}`).join(', ')}`, ...findings.slice(0, 5)] };
  } finally { await place.close(); }
}
