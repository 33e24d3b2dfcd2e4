/** No deadline fires when nobody waits for it: a timer that was not cancelled shows as a late event of its own name. */
import { type MakeChecker } from '../eyes.js';

export const deadlines: MakeChecker = (eyes) => {
  const name = 'no stale deadline';
  const look = (): void => {
    for (const [key, count] of eyes.counters()) if (count > 0 && key.startsWith('dunwell_late_events_total') && /\w+Deadline/.test(key)) eyes.found(name, `a deadline came when nobody waited for it: ${key}`);
  };
  let lookedAt = 0;
  const sometimes = (): void => {
    if (eyes.now - lookedAt < 30_000) return;
    lookedAt = eyes.now;
    look();
  };
  return { name, look: sometimes, process: (alive) => { if (!alive) look(); }, end: look };
};
