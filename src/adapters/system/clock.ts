/** The machine's clock, and one that is ahead of it by a fixed length: the demo always starts at 10:00 of a working day. */
import type { Instant, LocalDate, Millis, ZoneName } from '../../core/units.js';
import { dayStart, wallTime, type ZoneTable } from '../../core/time/zones.js';
import type { Clock, Timer } from '../../app/ports/system.js';

export interface ClockOptions {
  /** An exception of a timer's function ends here, never in the loop. */
  readonly onError: (error: unknown) => void;
}
/** setTimeout takes no more (24.8 days): longer waits are cut in pieces. */
const LONGEST = 2 ** 31 - 1;

export const systemClock = (options: ClockOptions): Clock => new ShiftedClock(0, null, options);
/** `offset` is added to every `now`; timers and `monotonic` run as ever. `description`: what screens say about it. */
export const shiftedClock = (offset: Millis, description: string, options: ClockOptions): Clock => new ShiftedClock(offset, description, options);

class ShiftedClock implements Clock {
  constructor(private readonly offset: Millis, readonly shifted: string | null, private readonly options: ClockOptions) {}
  now(): Instant { return Date.now() + this.offset; }
  monotonic(): Millis { return performance.now(); }

  after(after: Millis, run: () => void): Timer {
    let handle: NodeJS.Timeout | undefined;
    const wait = (left: Millis): void => {
      handle = left > LONGEST
        ? setTimeout(() => { wait(left - LONGEST); }, LONGEST)
        // One millisecond more: Node cuts fractions off and may come up to one early.
        : setTimeout(() => { handle = undefined; this.#safely(run); }, Math.max(0, Math.ceil(left)));
    };
    wait(Number.isFinite(after) ? after : LONGEST);
    return { cancel: () => { clearTimeout(handle); } };
  }
  every(every: Millis, run: () => void): Timer {
    let cancelled = false;
    let timer: Timer | undefined;
    const next = (): void => {
      timer = this.after(every, () => {
        this.#safely(run);
        if (!cancelled) next();
      });
    };
    next();
    return { cancel: () => { cancelled = true; timer?.cancel(); } };
  }
  #safely(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.options.onError(error);
    }
  }
}

export interface Shift { readonly offset: Millis; readonly description: string }
/**
 * How far ahead a clock must be to show 10:00 of a working day in the zone: the first one that is not before `now`, nor
 * before `notBefore` (the latest instant already written, so that time never goes back over a restart).
 */
export function shiftToWorkday(zones: ZoneTable, zone: ZoneName, now: Instant, options: { readonly notBefore?: Instant; readonly isWorkday?: (date: LocalDate, weekday: number) => boolean } = {}): Shift {
  const isWorkday = options.isWorkday ?? ((_, weekday) => weekday <= 5);
  const earliest = Math.max(now, options.notBefore ?? now);
  for (let days = 0; days < 60; days += 1) {
    const start = dayStart(zones, zone, earliest + days * 86_400_000);
    const today = start === undefined ? undefined : wallTime(zones, zone, start);
    if (start === undefined || !today) throw new Error(`no such zone: ${zone}`);
    // From what the wall shows at the day's first minute: a day that starts at 01:00, or springs forward, still has its 10:00.
    let ten = start + (600 - today.minute) * 60_000;
    ten += (600 - (wallTime(zones, zone, ten)?.minute ?? 600)) * 60_000;
    if (ten >= earliest && isWorkday(today.date, today.weekday)) {
      return { offset: ten - now, description: `${today.date} 10:00 (${zone}) at start, ${lengthInWords(ten - now)} ahead` };
    }
  }
  throw new Error(`no working day within 60 days in ${zone}`);
}
function lengthInWords(length: Millis): string {
  const minutes = Math.round(length / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
