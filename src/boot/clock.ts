/** Which clock the server runs on: the machine's, or the demo's, which starts at 10:00 of a working day. */
import { shiftedClock, shiftToWorkday, systemClock } from '../adapters/system/index.js';
import type { Clock, Log, Timer } from '../app/ports/system.js';
import type { Store } from '../app/ports/store.js';
import { CLOCK_MARK, markOf } from '../app/store/moves/in-force.js';
import type { ZoneTable } from '../core/time/zones.js';
import type { Instant } from '../core/units.js';

const onError = (log: Log) => (error: unknown): void => { log.error({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'a timer\'s function threw'); };

export const realClock = (log: Log): Clock => systemClock({ onError: onError(log) });

/** Never before what the database already holds: time does not go back over a restart. */
export async function demoClock(store: Store, zones: ZoneTable, zone: string, log: Log): Promise<Clock> {
  const shift = shiftToWorkday(zones, zone, Date.now(), { notBefore: await latest(store) });
  return shiftedClock(shift.offset, shift.description, { onError: onError(log) });
}
async function latest(store: Store): Promise<Instant> {
  const [mark, [event], [entry]] = await Promise.all([
    store.get('setting', CLOCK_MARK),
    store.find('streamEvent', { order: [{ by: 'seq', down: true }], limit: 1 }),
    store.find('journal', { order: [{ by: 'seq', down: true }], limit: 1 }),
  ]);
  return Math.max(event?.at ?? 0, entry?.at ?? 0, markOf(mark?.value));
}

const MARK_EVERY = 5_000;
/** What the compliance clock remembers of the time while nothing is dialed: a clock put back later is found out. */
export function keepMark(store: Store, clock: Clock, log: Log): Timer {
  return clock.every(MARK_EVERY, () => { store.run('markClock', { at: clock.now() }).catch((error: unknown) => { log.error({ error: String(error) }, 'the clock’s mark could not be written'); }); });
}
