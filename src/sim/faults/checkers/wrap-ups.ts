/** A wrap-up ends when its time is over, whatever becomes of the call, its desk or the disk. */
import type { Instant, Millis } from '../../../core/units.js';
import { type MakeChecker } from '../eyes.js';

/** For the look itself. */
const LATE: Millis = 2_000;

export const wrapUps: MakeChecker = (eyes) => {
  const name = 'a wrap-up ends';
  const since = new Map<string, { readonly attempt: string | null; readonly at: Instant }>();
  return {
    name,
    process: () => { since.clear(); },
    look: () => {
      for (const { userId, state, attemptId } of eyes.live()?.agents ?? []) {
        const before = since.get(userId);
        if (state !== 'wrapUp') since.delete(userId);
        else if (before?.attempt !== attemptId) since.set(userId, { attempt: attemptId, at: eyes.now });
        else if (eyes.now - before.at > eyes.rules.wrapUp + LATE) eyes.found(name, `${userId} is in wrap-up for ${eyes.now - before.at} ms; ${eyes.rules.wrapUp} are allowed`);
      }
    },
  };
};
