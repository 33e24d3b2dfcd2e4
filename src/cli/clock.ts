/** The machine's clock, for commands; the server's is src/adapters/system. */
import type { Clock, Timer } from '../app/ports/system.js';

const LONGEST = 2_147_483_647;

export function cliClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(after, run): Timer {
      const timer = setTimeout(run, Math.min(after, LONGEST));
      return { cancel: () => { clearTimeout(timer); } };
    },
    every(every, run): Timer {
      const timer = setInterval(run, every);
      return { cancel: () => { clearInterval(timer); } };
    },
    shifted: null,
  };
}
