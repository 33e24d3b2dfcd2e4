/** Lawful hours and offsets as a week is drawn from them. Knows no browser. */
export interface Offset { readonly from: number; readonly minutes: number }
export interface Span { readonly from: number; readonly to: number }
/** A local day and its lawful spans, in minutes since its midnight. */
export interface LawfulDay { readonly date: string; readonly weekday: number; readonly spans: readonly { readonly from: number; readonly to: number }[] }

const DAY = 1440;
const MINUTE = 60_000;
/** Minutes east of UTC at an instant; before the first known change its own offset holds. */
export const offsetAt = (offsets: readonly Offset[], at: number): number => (offsets.findLast((one) => one.from <= at) ?? offsets[0])?.minutes ?? 0;
const two = (n: number): string => String(n).padStart(2, '0');
export const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
/** `2026-11-23 08:00` as a clock with these offsets shows it. */
export function localTime(at: number, offsets: readonly Offset[]): string {
  const shown = new Date(at + offsetAt(offsets, at) * MINUTE).toISOString();
  return `${shown.slice(0, 10)} ${shown.slice(11, 16)}`;
}
/** The days from `at` on, each with what is lawful of it: spans are cut at the callee's midnight. */
export function week(at: number, days: number, hours: readonly Span[], offsets: readonly Offset[]): readonly LawfulDay[] {
  const local = (instant: number): number => Math.round(instant / MINUTE) + offsetAt(offsets, instant);
  const first = Math.floor(local(at) / DAY);
  return Array.from({ length: days }, (_, index): LawfulDay => {
    const start = (first + index) * DAY;
    const spans = hours.flatMap((span) => {
      const from = Math.max(0, local(span.from) - start);
      // The end is not in the span: its offset is the one just before.
      const to = Math.min(DAY, Math.round(span.to / MINUTE) + offsetAt(offsets, span.to - 1) - start);
      return from < to ? [{ from, to }] : [];
    });
    const date = new Date(start * MINUTE);
    return { date: date.toISOString().slice(0, 10), weekday: date.getUTCDay(), spans };
  });
}
/** Hours of a period in `columns` equal parts, summed: what bars are drawn from. */
export function columns(from: number, to: number, count: number, hours: readonly { readonly hour: number; readonly hopper: number; readonly permit: number }[]): readonly number[] {
  const bars = Array.from({ length: count }, () => 0);
  for (const one of hours) {
    const at = Math.min(count - 1, Math.max(0, Math.floor(((one.hour - from) / (to - from)) * count)));
    bars[at] = (bars[at] ?? 0) + one.hopper + one.permit;
  }
  return bars;
}
