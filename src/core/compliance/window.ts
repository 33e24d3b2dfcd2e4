import type { CallingWindow } from '../campaign/settings.js';
import { dayStart, wallTime, type ZoneTable } from '../time/zones.js';
import type { Instant, ZoneName } from '../units.js';

/** The one window that is always open; accepted only while every gateway in use is on loopback or simulated. */
export const TEST_WINDOW = 'TEST-24H';

/** `HH:MM` (00:00..24:00) → minutes; undefined when it is not one. */
export function minuteOf(text: string): number | undefined {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  if (!match) return undefined;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minute <= 1440 ? minute : undefined;
}

/** Is the wall time in the zone inside [from, to) on one of the days? undefined: the zone or the window can't be read, so nobody may be called. */
export function insideWindow(zones: ZoneTable, zone: ZoneName, window: CallingWindow, at: Instant): boolean | undefined {
  const wall = wallTime(zones, zone, at);
  const from = minuteOf(window.from);
  const to = minuteOf(window.to);
  if (!wall || from === undefined || to === undefined) return undefined;
  return window.days.includes(wall.weekday) && wall.minute >= from && wall.minute < to;
}

const QUARTER = 15 * 60_000;
const MINUTE = 60_000;

/**
 * The first instant at or after `at` that is inside the window; null if there is none within 8 days or it can't be read.
 * Found by asking instants, never by making a wall time and converting it back (a clock change would make it wrong).
 */
export function nextInsideWindow(zones: ZoneTable, zone: ZoneName, window: CallingWindow, at: Instant): Instant | null {
  if (insideWindow(zones, zone, window, at)) return at;
  const start = Math.floor(at / QUARTER) * QUARTER;
  for (let probe = start; probe <= at + 8 * 86_400_000; probe += QUARTER) {
    const inside = insideWindow(zones, zone, window, probe);
    if (inside === undefined) return null;
    if (!inside && !opensWithin(window, zones, zone, probe)) continue;
    // The opening lies in the quarter before `probe`, or shortly after it: walk it by the minute.
    for (let minute = Math.max(at, probe - QUARTER); minute <= probe + QUARTER; minute += MINUTE) {
      const aligned = Math.ceil(minute / MINUTE) * MINUTE;
      if (aligned >= at && insideWindow(zones, zone, window, aligned)) return aligned;
    }
  }
  return null;
}

/** A window shorter than a quarter of an hour could open and close between two probes. */
function opensWithin(window: CallingWindow, zones: ZoneTable, zone: ZoneName, probe: Instant): boolean {
  const wall = wallTime(zones, zone, probe);
  const from = minuteOf(window.from);
  return wall !== undefined && from !== undefined && window.days.includes(wall.weekday) && from - wall.minute >= 0 && from - wall.minute < 15;
}

/** First instant of the next local date; null for an unknown zone. */
export function nextDay(zones: ZoneTable, zone: ZoneName, at: Instant): Instant | null {
  const today = wallTime(zones, zone, at)?.date;
  for (let hours = 22; hours <= 28; hours += 1) {
    const start = dayStart(zones, zone, at);
    if (start === undefined || today === undefined) return null;
    const next = dayStart(zones, zone, start + hours * 3_600_000);
    if (next !== undefined && next > start) return next;
  }
  return null;
}
