/** Calendars of the compliance clock: what is there, how long it lasts, and next year's taken in. */
import { coveredFrom, joinAll } from '../../core/compliance/calendar.js';
import type { Calendar } from '../../core/compliance/pack.js';
import type { PackActivation, User } from '../../core/records/index.js';
import type { Result } from '../../core/result.js';
import { fail, ok } from '../../core/result.js';
import { isoDate } from '../../core/time/zones.js';
import type { Id, Instant, LocalDate } from '../../core/units.js';
import type { Policies } from '../ports/policies.js';
import { inForceOf } from '../store/moves/in-force.js';
import { allowed, type Deps } from './context.js';

export interface CalendarDeps { readonly store: Deps['store']; readonly clock: Pick<Deps['clock'], 'now'>; readonly policies: Policies }
const DAY = 86_400_000;
/** Days before its end from which a calendar that is in use is warned about. */
export const WARN_DAYS = 30;

export interface CalendarPart { readonly version: string; readonly from: LocalDate; readonly to: LocalDate; readonly digest: string; readonly shipped: boolean; readonly at: Instant | null; readonly by: Id | null; readonly note: string | null }
export interface CalendarRow {
  readonly calendar: Calendar; readonly from: LocalDate; readonly to: LocalDate; readonly daysLeft: number;
  /** Packs in force that ask it. */
  readonly usedBy: readonly string[];
  /** It is in use and ends soon, or has ended: then the strictest hours hold. */
  readonly ends: boolean;
  readonly parts: readonly CalendarPart[];
}

/** What holds now, each name once, with the texts it is made of. Days are counted by Greenwich. */
export async function calendarsNow({ store, clock, policies }: CalendarDeps): Promise<readonly CalendarRow[]> {
  const rows = await store.find('packActivation', { order: [{ by: 'from' }, { by: 'id' }], limit: 10_000 });
  const now = clock.now();
  const today = Math.floor(now / DAY);
  const imported = rows.filter((row) => row.kind === 'calendar').flatMap((row) => { const read = policies.read('calendar', row.text ?? ''); return read.ok ? [{ row, value: read.value }] : []; });
  const policy = policies.policy(inForceOf(rows, policies, now));
  const joined = joinAll([...policies.calendars.map((one) => one.value), ...imported.map((one) => one.value)]);
  return (joined.ok ? joined.value : policies.calendars.map((one) => one.value)).map((calendar) => {
    const usedBy = policy.ok ? policy.value.packs.filter((pack) => pack.rules.some((rule) => rule.kind === 'window' && rule.table.calendar === calendar.id)).map((pack) => pack.id) : [];
    const daysLeft = coveredFrom(calendar, today);
    return {
      calendar, from: isoDate(calendar.from), to: isoDate(calendar.to), daysLeft, usedBy, ends: usedBy.length > 0 && daysLeft <= WARN_DAYS,
      parts: [
        ...policies.calendars.filter((one) => one.value.id === calendar.id).map((one) => partOf(one.value, one.digest, null)),
        ...imported.filter((one) => one.value.id === calendar.id).map((one) => partOf(one.value, one.row.digest, one.row)),
      ],
    };
  });
}
const partOf = (value: Calendar, digest: string, row: PackActivation | null): CalendarPart => ({ version: value.version, from: isoDate(value.from), to: isoDate(value.to), digest, shipped: row === null, at: row?.createdAt ?? null, by: row?.by ?? null, note: row?.note ?? null });

/** All calendars there are. */
export async function listCalendars(deps: CalendarDeps, by: User): Promise<Result<readonly CalendarRow[]>> {
  const scope = allowed(by, 'compliance.read');
  return scope.ok ? ok(await calendarsNow(deps)) : scope;
}

/** Takes in a calendar; it is in force at once. Codes: those of the move `importCalendar`. */
export async function importCalendar(deps: CalendarDeps, by: User, ask: { readonly text: string; readonly note?: string }): Promise<Result<CalendarRow>> {
  const scope = allowed(by, 'pack.activate');
  if (!scope.ok) return scope;
  const done = await deps.store.run('importCalendar', { text: ask.text, by: by.id, note: ask.note ?? null, at: deps.clock.now() });
  if (!done.ok) return done;
  const found = (await calendarsNow(deps)).find((one) => one.calendar.id === done.value.calendar);
  return found ? ok(found) : fail('calendar.unknown', 'no such calendar');
}
