/** Where a local day begins and ends, in time and in the stream. */
import { dayNumber, dayStart, type ZoneTable } from '../../core/time/zones.js';
import type { Instant, LocalDate, ZoneName } from '../../core/units.js';
import type { Store } from '../ports/store.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface DaySpan { readonly from: Instant; /** Exclusive. */ readonly to: Instant }
/** null: no such date or zone. */
export function spanOf(zones: ZoneTable, zone: ZoneName, day: LocalDate): DaySpan | null {
  const number = dayNumber(day);
  if (Number.isNaN(number)) return null;
  // Noon is in the day whatever the zone does at midnight; its offset is asked for twice, as the first is asked at UTC's noon.
  const noon = (of: number): Instant | null => {
    const utc = of * DAY + 12 * HOUR;
    const offset = zones.offsetMinutes(zone, utc);
    return offset === undefined ? null : utc - (zones.offsetMinutes(zone, utc - offset * 60_000) ?? offset) * 60_000;
  };
  const [here, next] = [noon(number), noon(number + 1)];
  const from = here === null ? undefined : dayStart(zones, zone, here);
  const to = next === null ? undefined : dayStart(zones, zone, next);
  return from === undefined || to === undefined ? null : { from, to };
}

/** Events are written in order of seq, and their instants follow it but for writers that waited: never by more than this. */
export const DISORDER = HOUR;
/** The number before the first event that can be of the day or later; 0 when all may be. */
export async function seqBefore(store: Store, at: Instant): Promise<number> {
  const last = (await store.find('streamEvent', { order: [{ by: 'seq', down: true }], limit: 1 }))[0]?.seq ?? 0;
  let low = 1;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [event] = await store.find('streamEvent', { where: { seq: { gte: middle } }, order: [{ by: 'seq' }], limit: 1 });
    if (event === undefined || event.at >= at - DISORDER) high = middle; else low = middle + 1;
  }
  return low - 1;
}
