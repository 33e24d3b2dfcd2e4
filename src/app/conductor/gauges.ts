import type { Floor } from './floor.js';
import { pacingGauges } from './pacing-view.js';

const STATES = ['offline', 'paused', 'ready', 'reserved', 'talking', 'wrapUp'] as const;
const labelled = STATES.map((state) => ({ state }));

/** Puts what the floor holds now into the metrics. `raises`: standing legs that wait for their turn. */
export function tellGauges(floor: Floor, raises: number): void {
  const { clock, metrics } = floor.deps;
  let inAir = 0;
  for (const call of floor.calls.values()) if (call.state !== 'ended') inAir += 1;
  metrics.gauge('dunwell_calls_in_air', inAir);
  for (const [n, state] of STATES.entries()) {
    let count = 0;
    for (const agent of floor.agents.values()) if (agent.state === state) count += 1;
    metrics.gauge('dunwell_agents', count, labelled[n]);
  }
  for (const runner of floor.runners.values()) if (runner.campaign.state === 'running') { pacingGauges(metrics, runner, clock.now()); runner.abandonment.tell(clock.now()); }
  for (const [what, size] of Object.entries(floor.sizes())) metrics.gauge('dunwell_kept', size, { what });
  metrics.gauge('dunwell_kept', raises, { what: 'raises' });
  for (const { trunk, calls } of floor.trunks.inUse()) metrics.gauge('dunwell_trunk_calls', calls, { trunk: trunk.gateway, node: trunk.node });
}
