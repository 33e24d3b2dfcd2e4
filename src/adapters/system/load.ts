/** How late timers come in this thread. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LoadMeter } from '../../app/ports/system.js';

/** Every so often a timer looks how late it comes; the monitor tells whole intervals, so one is taken off. */
const LOOK_EVERY = 20;

export function loopMeter(): LoadMeter & { stop(): void } {
  const monitor = monitorEventLoopDelay({ resolution: LOOK_EVERY });
  monitor.enable();
  return {
    loopDelay: () => {
      const longest = monitor.max / 1e6 - LOOK_EVERY;
      monitor.reset();
      return Number.isFinite(longest) ? Math.max(0, longest) : 0;
    },
    stop: () => { monitor.disable(); },
  };
}
