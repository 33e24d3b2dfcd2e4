/** What both suites of deaths do alike: kill a server again and again, and put seconds into words. */
import { pause, type Place } from './place.js';

export const DEATHS = Number(process.env['DUNWELL_DEATHS'] ?? '50');
const quantile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
export const seconds = (values: readonly number[]): string => (values.length === 0 ? '-' : `p50 ${quantile(values, 0.5).toFixed(2)}, longest ${Math.max(...values).toFixed(2)} s (${values.length})`);

/** Kills the server so often, and starts it again: seconds until everything was settled, and until the first call after it. */
export async function killServer(floor: Place, times: number): Promise<{ readonly deaths: number; readonly settled: string; readonly dial: string }> {
  const settled: number[] = [];
  const dialed: number[] = [];
  for (let n = 0; n < times; n += 1) {
    // Half of them soon after a start, when everything is being taken over; the others at work.
    await pause(n % 2 === 0 ? Math.random() * 700 : 500 + Math.random() * 4_000);
    await floor.killServer();
    const took = await floor.startServer(n % 2 === 1);
    settled.push(took.settled);
    if (took.dial !== null) dialed.push(took.dial);
  }
  return { deaths: times, settled: seconds(settled), dial: seconds(dialed) };
}
