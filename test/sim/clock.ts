/** The machine's clock as the port has it, for tests that use real sockets. */
import type { Clock, Timer } from '../../src/app/ports/system.js';

export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (after, run): Timer => { const t = setTimeout(run, after); return { cancel: () => { clearTimeout(t); } }; },
  every: (every, run): Timer => { const t = setInterval(run, every); return { cancel: () => { clearInterval(t); } }; },
  shifted: null,
};
