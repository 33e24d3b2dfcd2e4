import { wallTime } from '../../core/time/zones.js';
import type { LocalDate, ZoneName } from '../../core/units.js';
import { DEFAULT_ZONE } from '../store/moves/creditor.js';
import type { Deps } from './context.js';

/** The zone in which days of money are counted: setting `zone`, as the moves read it. */
export async function homeZone(deps: Pick<Deps, 'store' | 'zones'>): Promise<ZoneName> {
  const value = (await deps.store.find('setting', { where: { key: 'zone' }, limit: 1 }))[0]?.value;
  return typeof value === 'string' && deps.zones.has(value) ? value : DEFAULT_ZONE;
}
/** Today's date there. */
export async function homeDay(deps: Pick<Deps, 'store' | 'zones' | 'clock'>): Promise<LocalDate> {
  const now = deps.clock.now();
  return wallTime(deps.zones, await homeZone(deps), now)?.date ?? new Date(now).toISOString().slice(0, 10);
}
