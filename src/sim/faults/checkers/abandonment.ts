/**
 * Abandonment within the budget once the estimators have settled: of the customers who answered while nothing was wrong, by the
 * switch's own times. One seed is a small sample, so it is judged by what chance leaves open, and all seeds of a run together
 * by the limit itself.
 */
import type { Instant, Millis } from '../../../core/units.js';
import { isCustomer, type MakeChecker } from '../eyes.js';

const LIMIT: Millis = 2_000;
/** The pacer has learned a little by then. */
const SETTLED = 40;

export interface Answers { answered: number; abandoned: number }

/** `wait`: the longest verdict, before which the two seconds do not begin. */
export const abandonment = (wait: Millis, into: Answers): MakeChecker => (eyes) => {
  const name = 'abandonment within budget';
  const open = new Map<string, { readonly at: Instant; readonly calm: boolean }>();
  let seen = 0;
  const over = (leg: string, connected: boolean): void => {
    const one = open.get(leg);
    open.delete(leg);
    if (one === undefined) return;
    seen += 1;
    const waited = eyes.now - one.at;
    // Who hung up at once was not kept waiting by us.
    if (seen <= SETTLED || !one.calm || !eyes.calm(20_000) || (!connected && waited < 1_000)) return;
    into.answered += 1;
    if (!connected || waited > LIMIT + wait) into.abandoned += 1;
  };
  return {
    name,
    truth: (event, leg) => {
      if (leg === undefined) return;
      if (event.name === 'CHANNEL_ANSWER' && isCustomer(leg)) open.set(leg.uuid, { at: eyes.now, calm: eyes.calm(20_000) });
      else if (event.name === 'CHANNEL_BRIDGE') { over(leg.uuid, true); if (leg.peer) over(leg.peer.uuid, true); }
      else if (event.name === 'PLAYBACK_START' || event.name === 'CHANNEL_HANGUP') over(leg.uuid, false);
    },
    end: () => {
      const expected = into.answered * eyes.rules.abandonment;
      // Four standard deviations above the limit, and two for a start with nobody known.
      const most = expected + 4 * Math.sqrt(expected) + 3;
      if (into.abandoned > most) eyes.found(name, `${into.abandoned} of ${into.answered} answered calls were abandoned; the budget is ${(100 * eyes.rules.abandonment).toFixed(0)} %`);
    },
  };
};
