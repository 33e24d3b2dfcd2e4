/** UUIDv7 ids: later ones sort later, also within one millisecond and when the clock steps back. */
import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Instant } from '../../core/units.js';
import type { Ids } from '../../app/ports/system.js';

const SEQUENCE = 2 ** 32;
const RANDOM_BYTES = 16;

/** `now`: the clock to stamp them with; the machine's own when left out. */
export function uuidIds(now: () => Instant = Date.now): Ids {
  const pool = Buffer.alloc(RANDOM_BYTES * 256);
  let at = pool.length;
  let last = -Infinity;
  let sequence = 0;
  return {
    id: () => {
      if (at >= pool.length) {
        randomFillSync(pool);
        at = 0;
      }
      const random = pool.subarray(at, (at += RANDOM_BYTES));
      const instant = Math.max(Math.floor(now()), last);
      // Each millisecond starts somewhere in the lower half of the counter, so that two makers rarely meet and none overflows.
      if (instant > last) sequence = random.readUInt32BE(0) >>> 1;
      else sequence += 1;
      last = instant;
      if (sequence >= SEQUENCE) {
        last += 1;
        sequence = 0;
      }
      return v7({ msecs: last, seq: sequence | 0, random });
    },
  };
}
