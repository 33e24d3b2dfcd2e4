/** Clocks elsewhere, by offsets the server sends: the browser's own zone table may be older. Knows no browser. */
const two = (n: number): string => String(n).padStart(2, '0');
/** What clocks show at those offsets from UTC (minutes): `14:05`, or from the earliest to the latest. Empty: unknown. */
export function timesAt(instant: number, offsets: readonly number[]): string {
  const shown = offsets.map((offset) => { const d = new Date(instant + offset * 60_000); return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`; });
  return shown.length <= 1 ? shown[0] ?? '' : `${shown[0] ?? ''}–${shown.at(-1) ?? ''}`;
}
/** Do clocks there show what ours does? */
export const alike = (instant: number, offsets: readonly number[]): boolean => offsets.length === 1 && offsets[0] === -new Date(instant).getTimezoneOffset();
