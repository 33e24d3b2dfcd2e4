import type { Millis } from '../../core/units.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';

/** The customer's own words come within milliseconds of the others' where they come at all. */
const WORDS_WITHIN: Millis = 1_000;

/**
 * Whoever the customer talked with is alone, and nothing was heard of the customer: a switch drops events when its queue to us is
 * full, and nobody is left talking to a leg that is no more. The switch is asked. `still`: is it as it was?
 */
export function askIfGone(floor: Floor, call: Call, still: () => boolean): void {
  floor.deps.clock.after(WORDS_WITHIN, () => {
    if (!still() || !call.node.isUp()) return;
    void call.node.exists(call.leg).then((exists) => {
      if (exists !== false || !still()) return;
      floor.journal.note(call.attempt.id, 'hangup', { cause: 'unheard' });
      call.apply('gone');
    });
  });
}
