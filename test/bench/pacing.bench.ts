/** What a decision of the pacer costs, its tables' refreshes included, beside the first pacing model's in the same run. */
import { makePacer } from '../../src/core/pacing/pacer.js';
import { DEFAULT_PACER, type PacingSnapshot } from '../../src/core/pacing/types.js';
import { BASE, quantile, runDay, World, type Policy } from '../../src/core/rehearsal/index.js';
import { productPolicy } from '../../src/core/rehearsal/product.js';
import { decidePacing } from './first-pacing.js';
import type { BenchReport, BenchRow } from './report.js';

const SEED = 1001;
const micros = (): number => Number(process.hrtime.bigint()) / 1000;

/** Plays some time of the base scenario and times each decision. */
function play(agents: number, seconds: number): { readonly ours: number[]; readonly old: number[]; readonly share: number } {
  const scenario = { ...BASE, agents, duration: seconds };
  const pacer = makePacer(DEFAULT_PACER);
  const ours: number[] = [];
  const old: number[] = [];
  const timed = {
    state: () => pacer.state(),
    decide: (events: Parameters<typeof pacer.decide>[0], s: PacingSnapshot) => {
      const before = micros();
      const decision = pacer.decide(events, s);
      const between = micros();
      decidePacing({ mode: 'predictive', ready: s.ready, ringing: s.ringing.length, waiting: s.waiting + s.screening.length, abandoned: 20, connected: 1_000, finished: 2_000, answered: 400, abandonTarget: 0.03, maxDialLevel: 3, trunkRoom: 1_000, hopper: 1_000, trouble: null, at: s.at });
      old.push(micros() - between);
      ours.push(between - before);
      return decision;
    },
  };
  const policy: Policy = productPolicy(scenario, { kind: 'predictive' }, timed);
  runDay(new World(scenario, SEED), policy);
  return { ours, old, share: ours.reduce((a, b) => a + b, 0) / 1e6 / seconds };
}

export default function bench(): Promise<BenchReport> {
  const rows: BenchRow[] = [];
  play(30, 600);
  for (const [agents, limit] of [[10, null], [30, 500], [100, null], [300, 2_000]] as const) {
    // The same day decides the same: of three runs the least of each decision leaves out what else the machine was doing.
    const runs = [play(agents, 1_800), play(agents, 1_800), play(agents, 1_800)];
    const least = (of: 'ours' | 'old'): number[] => (runs[0]?.[of] ?? []).map((_, i) => Math.min(...runs.map((run) => run[of][i] ?? Infinity)));
    const [ours, old] = [least('ours'), least('old')];
    const share = Math.min(...runs.map((run) => run.share));
    const p99 = quantile(ours, 0.99);
    rows.push({ what: `decision, ${agents} collectors, median`, value: quantile(ours, 0.5), unit: 'µs' });
    rows.push({ what: `decision, ${agents} collectors, p99`, value: p99, unit: 'µs', ...(limit === null ? {} : { target: `< ${limit}`, ok: p99 < limit }) });
    rows.push({ what: `the first pacing model, ${agents} collectors, p99`, value: quantile(old, 0.99), unit: 'µs' });
    if (agents === 300) rows.push({ what: 'of one core, 300 collectors at 250 ms', value: share * 100, unit: '%', target: '< 2', ok: share < 0.02 });
  }
  return Promise.resolve({ name: 'pacing decisions', rows, notes: ['Half an hour of the base scenario in the bare simulator, the least of three runs for each decision, table refreshes included.'] });
}
