/** When a number may be called in the days to come, all else unchanged: a calendar of lawful hours. */
import type { Instant, Millis } from '../units.js';
import type { Verdict } from './gate.js';

export interface OpenHours { readonly from: Instant; /** First instant at which it is closed again; the end of what was asked, where it stays open. */ readonly to: Instant }
const STEP: Millis = 15 * 60_000;
/** Days with many openings end here: a rule that opens and closes by the minute is no calendar. */
const MOST = 200;

/** `at` is asked instants; openings are exact, a closing is found to the second within a quarter of an hour. */
export function openHours(at: (instant: Instant) => Verdict, from: Instant, until: Instant): readonly OpenHours[] {
  const found: OpenHours[] = [];
  let start: Instant | null = from;
  while (start !== null && start < until && found.length < MOST) {
    const verdict = at(start);
    if (!verdict.allow) {
      // Whatever it says, it goes on in time.
      start = verdict.nextAt === null ? null : Math.max(verdict.nextAt, start + 1000);
      continue;
    }
    const end = closing(at, start, until);
    found.push({ from: start, to: end });
    start = end;
  }
  return found;
}
function closing(at: (instant: Instant) => Verdict, open: Instant, until: Instant): Instant {
  let last = open;
  for (;;) {
    const probe = Math.min(last + STEP, until);
    if (!at(probe).allow) {
      let [low, high] = [last, probe];
      while (high - low > 1000) {
        const middle = Math.floor((low + high) / 2000) * 1000;
        if (middle <= low) break;
        if (at(middle).allow) low = middle; else high = middle;
      }
      return Math.floor(high / 1000) * 1000 > low ? Math.floor(high / 1000) * 1000 : high;
    }
    if (probe >= until) return until;
    last = probe;
  }
}
