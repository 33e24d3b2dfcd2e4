/**
 * Wall time to the second, for the compliance clock: a zone's offsets as two arrays and binary search. Everything here is in
 * whole seconds since 1970-01-01T00:00Z ("instants") and in whole seconds of wall time since 1970-01-01 of the wall's calendar.
 * An instant is always turned into wall time to decide; a wall time is turned into an instant only segment by segment (a
 * segment: a stretch of one offset), so that a lost or doubled hour can't make a wrong answer.
 */
export const DAY_SECONDS = 86_400;

/** One zone: `offsets[i]` (seconds east of UTC) holds from `begins[i - 1]` (−∞ for i = 0) until `begins[i]` (+∞ for the last). */
export interface ZoneClock {
  readonly name: string;
  readonly begins: Float64Array;
  readonly offsets: Int32Array;
}
/** Gives the clock of a zone; undefined: no such zone. `from` and `until` bound what the data speaks about. */
export interface ZoneClocks {
  /** Release of the IANA data, e.g. `2026f`. */
  readonly version: string;
  readonly from: number;
  readonly until: number;
  clock(zone: string): ZoneClock | undefined;
}

/** `2026f` against `2026aa`: by year, then by letters as IANA counts them (z, then za). Below zero: the first is older. */
export function compareReleases(a: string, b: string): number {
  const year = Number(a.slice(0, 4)) - Number(b.slice(0, 4));
  return year !== 0 ? year : a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Index of the segment an instant is in. */
export function segmentAt(clock: ZoneClock, at: number): number {
  const { begins } = clock;
  let low = 0;
  let high = begins.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((begins[middle] ?? Infinity) <= at) low = middle + 1; else high = middle;
  }
  return low;
}
/** Seconds east of UTC at an instant. */
export const offsetAt = (clock: ZoneClock, at: number): number => clock.offsets[segmentAt(clock, at)] ?? 0;
/** First instant after the segment; Infinity for the last one. */
export const segmentEnd = (clock: ZoneClock, segment: number): number => clock.begins[segment] ?? Infinity;

/** Day number (days since 1970-01-01) of the local date at an instant. */
export const localDay = (clock: ZoneClock, at: number): number => Math.floor((at + offsetAt(clock, at)) / DAY_SECONDS);

/** Least instant ≥ `at` whose local date is `day` or later. It is 01:00 where the zone skips midnight, and another date where it skips the whole day. */
export function reachDay(clock: ZoneClock, at: number, day: number): number {
  for (let segment = segmentAt(clock, at), from = at; ; segment += 1) {
    const offset = clock.offsets[segment] ?? 0;
    const reached = Math.max(from, day * DAY_SECONDS - offset);
    const end = segmentEnd(clock, segment);
    if (reached < end) return reached;
    from = end;
  }
}
/** First instant of the local date that holds at `at`, as far back as that date has held without a break. */
export function dayBegan(clock: ZoneClock, at: number): number {
  const day = localDay(clock, at);
  for (let segment = segmentAt(clock, at); ; segment -= 1) {
    const began = day * DAY_SECONDS - (clock.offsets[segment] ?? 0);
    const from = segment === 0 ? -Infinity : segmentEnd(clock, segment - 1);
    if (began >= from) return began;
    // The date may have begun in the segment before, unless the clock jumped from another date right to this one.
    if (localDay(clock, from - 1) !== day) return from;
  }
}
