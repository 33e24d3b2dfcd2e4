/** Metrics for Prometheus. The names are the port's; what they mean, their labels and buckets are here. No personal data. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterName, GaugeName, HistogramName, Metrics } from '../../app/ports/system.js';

interface Meaning { readonly help: string; readonly labels?: readonly string[] }
export const COUNTERS: { readonly [N in CounterName]: Meaning } = {
  dunwell_attempts_total: { help: 'Attempts closed, by campaign and outcome', labels: ['campaign', 'outcome'] },
  dunwell_esl_events_total: { help: 'Events read from the switch', labels: ['node', 'event'] },
  dunwell_esl_refused_total: { help: 'Events and replies of the switch that could not be understood', labels: ['node', 'reason'] },
  dunwell_gate_denials_total: { help: 'Times the compliance gate said no, by rule', labels: ['rule'] },
  dunwell_bridge_failures_total: { help: 'Bridges that did not come about within their deadline', labels: ['reason'] },
  dunwell_late_events_total: { help: 'Network facts that came too late to matter', labels: ['event'] },
  dunwell_desk_messages_total: { help: 'Messages to and from desks', labels: ['direction', 'type'] },
  dunwell_stranded_legs_total: { help: 'Legs found without an owner and ended', labels: ['reason'] },
};
export const GAUGES: { readonly [N in GaugeName]: Meaning } = {
  dunwell_calls_in_air: { help: 'Calls placed and not yet over', labels: ['campaign'] },
  dunwell_agents: { help: 'Collectors, by state', labels: ['state'] },
  dunwell_abandon_ratio: { help: 'Abandoned ÷ (abandoned + connected) over the last 24 h', labels: ['campaign'] },
  dunwell_pacing_level: { help: 'Lines in the air per collector at work', labels: ['campaign'] },
  dunwell_pacing_risk: { help: 'Probability that one more line meets or makes an overflow', labels: ['campaign'] },
  dunwell_pacing_threshold: { help: 'The most risk of one more line that is accepted now', labels: ['campaign'] },
  dunwell_pacing_budget_left: { help: 'Abandoned calls the tightest window still bears; negative in debt', labels: ['campaign'] },
  dunwell_pacing_answers: { help: 'Live answers of the last hour, actual and as forecast', labels: ['campaign', 'kind'] },
  dunwell_pacing_abandons: { help: 'Abandoned calls of the last hour, actual and as forecast', labels: ['campaign', 'kind'] },
  dunwell_switch_up: { help: '1 when the switch answers its probes', labels: ['node'] },
  dunwell_hopper: { help: 'Leads ready to be dialed next', labels: ['campaign'] },
  dunwell_backup_age_seconds: { help: 'Since the newest backup in the folder was made' },
  dunwell_recovery_seconds: { help: 'From the start of the process to: its first look at a switch settled, its first new dial', labels: ['node', 'until'] },
  dunwell_recovered_calls: { help: 'What the last look at a switch found, by what was done with it', labels: ['node', 'what'] },
  dunwell_stopping: { help: '1 while the server lets calls in talk end before it stops' },
  dunwell_trunk_calls: { help: 'Calls on a trunk', labels: ['node', 'trunk'] },
  dunwell_load_level: { help: 'What the server still takes: 0 all, 1 fewer new calls, 2 no new call and no report' },
  dunwell_event_lag_seconds: { help: 'How late the switch’s events came beyond their usual way, at worst in the last second' },
  dunwell_writer_queue: { help: 'Moves that wait for the database' },
  dunwell_kept: { help: 'Entries of what the dialer keeps in memory, by collection', labels: ['what'] },
};
export const HISTOGRAMS: { readonly [N in HistogramName]: Meaning & { readonly buckets: readonly number[] } } = {
  dunwell_bridge_latency_seconds: { help: 'From the later of customer parked and cleared, agent free, to CHANNEL_BRIDGE', buckets: [0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5] },
  dunwell_answer_wait_seconds: { help: 'From answer to bridge', buckets: [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.25, 1.5, 1.8, 2, 2.5, 3, 5] },
  dunwell_bridge_command_seconds: { help: 'From the decision to the bridge command on the wire', buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1] },
  dunwell_commit_seconds: { help: 'One commit of the database, with all moves that shared it', buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] },
  dunwell_tick_seconds: { help: 'One tick of a campaign', buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1] },
};

export interface PrometheusMetrics extends Metrics { text(): Promise<string>; readonly contentType: string }

export function prometheusMetrics(): PrometheusMetrics {
  const registry = new Registry();
  const make = <N extends string, M, I>(meanings: Readonly<Record<N, M>>, build: (name: N, meaning: M) => I): ReadonlyMap<N, I> =>
    new Map(keysOf(meanings).map((name) => [name, build(name, meanings[name])]));
  const base = (name: string, { help, labels }: Meaning): { name: string; help: string; labelNames: string[]; registers: Registry[] } => ({ name, help, labelNames: [...(labels ?? [])], registers: [registry] });
  const counters = make(COUNTERS, (name, meaning) => new Counter(base(name, meaning)));
  const gauges = make(GAUGES, (name, meaning) => new Gauge(base(name, meaning)));
  const histograms = make(HISTOGRAMS, (name, meaning) => new Histogram({ ...base(name, meaning), buckets: [...meaning.buckets] }));
  watchLoop(registry);
  watchProcess(registry);
  /** A label nobody declared is left out: counting must never stop a call. */
  const known = (meaning: Meaning, labels: Readonly<Record<string, string>>): Record<string, string> => {
    for (const label in labels) if (meaning.labels?.includes(label) !== true) return Object.fromEntries(Object.entries(labels).filter(([name]) => meaning.labels?.includes(name)));
    return labels;
  };
  return {
    contentType: registry.contentType,
    count: (name, labels = {}, by = 1) => { if (by >= 0 && Number.isFinite(by)) counters.get(name)?.inc(known(COUNTERS[name], labels), by); },
    gauge: (name, value, labels = {}) => { if (Number.isFinite(value)) gauges.get(name)?.set(known(GAUGES[name], labels), value); },
    observe: (name, seconds) => { if (Number.isFinite(seconds)) histograms.get(name)?.observe(seconds); },
    text: () => registry.metrics(),
  };
}

/** Every so often a timer looks how late it comes. */
const LOOK_EVERY = 10;
/** A reading sooner than this after the last one goes on with it, so that two readers don't take each other's figures away. */
const LEAST_SPAN = 10_000;
/** How late timers come in this thread, since the reading before. The monitor tells whole intervals, so one is taken off. */
function watchLoop(registry: Registry): void {
  const monitor = monitorEventLoopDelay({ resolution: LOOK_EVERY });
  monitor.enable();
  let began = performance.now();
  const late = (nanoseconds: number): number => (Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - LOOK_EVERY / 1000) : 0);
  new Gauge({
    name: 'dunwell_event_loop_delay_seconds', help: 'How late timers come in the thread that decides, since the reading before (10 s at least); quantile 1: the longest', labelNames: ['quantile'], registers: [registry],
    collect() {
      for (const quantile of [0.5, 0.99]) this.set({ quantile: String(quantile) }, late(monitor.percentile(quantile * 100)));
      this.set({ quantile: '1' }, late(monitor.max));
      if (performance.now() - began >= LEAST_SPAN) { monitor.reset(); began = performance.now(); }
    },
  });
}
/** What this process holds: memory by kind, and what keeps its event loop alive by type (timers, sockets, files). A figure that only ever grows is a leak. */
function watchProcess(registry: Registry): void {
  new Gauge({
    name: 'dunwell_memory_bytes', help: 'Memory of the process: resident, the heap used by this thread, and what lies outside the heap', labelNames: ['kind'], registers: [registry],
    collect() {
      const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
      for (const [kind, bytes] of Object.entries({ rss, heap: heapUsed, external, arrayBuffers })) this.set({ kind }, bytes);
    },
  });
  new Gauge({
    name: 'dunwell_active_resources', help: 'What keeps the event loop of this thread alive, by type', labelNames: ['type'], registers: [registry],
    collect() {
      this.reset();
      for (const type of process.getActiveResourcesInfo()) this.inc({ type });
    },
  });
}
function keysOf<N extends string>(record: Readonly<Record<N, unknown>>): N[] {
  return Object.keys(record).filter((name): name is N => name in record);
}
