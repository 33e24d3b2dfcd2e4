import type { Instant, Millis } from '../units.js';

/** A trunk's limits at work: lines in use, and a smooth rate (evenly spaced, never a burst). Immutable values in, values out. */
export interface TrunkMeter { readonly calls: number; readonly nextAt: Instant }

export const idleMeter: TrunkMeter = { calls: 0, nextAt: 0 };

/** Least time between two new calls, in milliseconds. */
export const spacing = (callsPerSecond: number): Millis => 1000 / callsPerSecond;

/** May one call start now? */
export function hasRoom(meter: TrunkMeter, limits: { readonly maxCalls: number }, now: Instant): boolean {
  return meter.calls < limits.maxCalls && meter.nextAt <= now;
}

/** A timer may fire this late without costing rate. */
const CATCH_UP: Millis = 5;

/** Takes one token. An idle trunk saves nothing up: the next call is one spacing away (less at most 5 ms of timer lateness). */
export function take(meter: TrunkMeter, limits: { readonly callsPerSecond: number }, now: Instant): TrunkMeter {
  const step = spacing(limits.callsPerSecond);
  return { calls: meter.calls + 1, nextAt: Math.max(meter.nextAt, now - Math.min(step, CATCH_UP)) + step };
}
export const giveBack = (meter: TrunkMeter): TrunkMeter => ({ ...meter, calls: Math.max(0, meter.calls - 1) });
