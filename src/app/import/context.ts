/** What rows are read and written in: the zone and the day dates count from, whose file it is, and where its leads go. */
import { currencyOf, type LocalTime } from '../../core/intake/index.js';
import { wallTime } from '../../core/time/zones.js';
import type { Id, Instant, ZoneName } from '../../core/units.js';
import type { WorkContext } from './kinds.js';
import type { RowPlan } from './plan.js';
import type { ImportDeps, ImportRequest } from './types.js';

export interface Grounds {
  readonly zone: ZoneName;
  /** When this very file came first. */
  readonly firstAt: Instant;
  readonly listId: Id | null;
  /** Placement batch of rows that name none. */
  readonly batch: string | null;
}

export function workContext(request: Omit<ImportRequest, 'source' | 'fileName' | 'list'>, deps: ImportDeps, plan: RowPlan, { zone, firstAt, listId, batch }: Grounds): WorkContext {
  const today = wallTime(deps.zones, zone, firstAt)?.date ?? new Date(firstAt).toISOString().slice(0, 10);
  const instantOf = ({ date, millis, offset }: LocalTime): Instant => {
    const wall = Date.parse(`${date}T00:00:00Z`) + (millis ?? 0);
    return wall - (offset ?? deps.zones.offsetMinutes(zone, wall - (deps.zones.offsetMinutes(zone, wall) ?? 0) * 60_000) ?? 0) * 60_000;
  };
  const { defaultCountry, campaignId, entityId, by, creditorId } = request;
  return { row: { plan, phones: deps.phones, defaultCountry, currency: currencyOf(defaultCountry), today, instantOf }, vault: deps.vault, store: deps.store, campaignId, entityId: entityId ?? '', listId, defaultBatch: batch ?? '', by, creditorId };
}
