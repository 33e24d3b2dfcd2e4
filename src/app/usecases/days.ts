import { DEFAULT_SETTINGS } from '../../core/campaign/defaults.js';
import { wallTime } from '../../core/time/zones.js';
import type { LocalDate, ZoneName } from '../../core/units.js';
import type { Deps } from './context.js';

/** The zone days are counted in where nothing says otherwise. */
export const HOME_ZONE: ZoneName = DEFAULT_SETTINGS.zone;
/** Today's date there. */
export function todayOf(deps: Pick<Deps, 'clock' | 'zones'>, zone: ZoneName = HOME_ZONE): LocalDate {
  const now = deps.clock.now();
  return wallTime(deps.zones, zone, now)?.date ?? new Date(now).toISOString().slice(0, 10);
}
