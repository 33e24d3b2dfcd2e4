import type { Floor } from './floor.js';
import { pacingGauges } from './pacing-view.js';

/** Puts what the floor holds now into the metrics. `raises`: standing legs that wait for their turn. */
export function tellGauges(floor: Floor, raises: number): void {
  const { clock, metrics } = floor.deps;
  metrics.gauge('dunwell_calls_in_air', [...floor.calls.values()].filter((call) => call.state !== 'ended').length);
  const states: Record<string, number> = { offline: 0, paused: 0, ready: 0, reserved: 0, talking: 0, wrapUp: 0 };
  for (const agent of floor.agents.values()) states[agent.state] = (states[agent.state] ?? 0) + 1;
  for (const [state, count] of Object.entries(states)) metrics.gauge('dunwell_agents', count, { state });
  for (const runner of floor.runners.values()) if (runner.campaign.state === 'running') { pacingGauges(metrics, runner, clock.now()); runner.abandonment.tell(clock.now()); }
  for (const [what, size] of Object.entries(floor.sizes())) metrics.gauge('dunwell_kept', size, { what });
  metrics.gauge('dunwell_kept', raises, { what: 'raises' });
  for (const line of floor.trunks.views(clock.now())) metrics.gauge('dunwell_trunk_calls', line.calls, { trunk: line.gateway, node: line.node });
}
