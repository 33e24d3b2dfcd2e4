/** What is counted of a rehearsed day, and of several. Shares are fractions; times seconds; costs microseconds. */
import type { SimAgent } from './floor.js';

export interface DayResult {
  readonly seed: number;
  /** (Talk + wrap-up) ÷ time logged in and not paused; 0 without any. */
  readonly occupancy: number;
  /** Abandoned ÷ persons settled (connected and abandoned); 0 without any. */
  readonly abandon: number;
  readonly connects: number; readonly abandons: number; readonly dials: number;
  /** Mean idle time before a connection. */
  readonly waitMean: number;
  /** Worst running abandonment once 30 persons were settled. */
  readonly peakAfter30: number;
  /** Decisions by cost; see `Costs`. */
  readonly costs: readonly (readonly [number, number])[];
}

const PEAK_FROM = 30;

export class Tally {
  dials = 0;
  #connects = 0;
  #abandons = 0;
  #idle = 0;
  #busy = 0;
  #waits = 0;
  #peak = 0;
  readonly #costs = new Costs();

  constructor(private readonly seed: number, private readonly duration: number) {}

  spent(state: SimAgent['state'], from: number, to: number): void {
    const time = Math.max(0, Math.min(to, this.duration) - from);
    if (state === 'idle') this.#idle += time;
    if (state === 'talk' || state === 'wrap') this.#busy += time;
  }
  waited(seconds: number): void { this.#waits += seconds; }
  settled(result: 'connected' | 'abandoned'): void {
    if (result === 'connected') this.#connects += 1;
    else this.#abandons += 1;
    const all = this.#connects + this.#abandons;
    if (all >= PEAK_FROM) this.#peak = Math.max(this.#peak, this.#abandons / all);
  }
  cost(micros: number): void { this.#costs.add(micros); }

  result(): DayResult {
    const settled = this.#connects + this.#abandons;
    return {
      seed: this.seed, occupancy: share(this.#busy, this.#idle + this.#busy), abandon: share(this.#abandons, settled),
      connects: this.#connects, abandons: this.#abandons, dials: this.dials, waitMean: share(this.#waits, this.#connects), peakAfter30: this.#peak, costs: this.#costs.bins(),
    };
  }
}
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Costs in bins 2 % wide, so that days of many processes can be put together. */
export class Costs {
  readonly #bins = new Map<number, number>();
  add(micros: number, count = 1): void {
    const bin = Math.max(0, Math.round(Math.log(Math.max(micros, 0.01) / 0.01) / Math.log(1.02)));
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + count);
  }
  merge(bins: readonly (readonly [number, number])[]): void {
    for (const [bin, count] of bins) this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + count);
  }
  bins(): readonly (readonly [number, number])[] { return [...this.#bins].sort(([a], [b]) => a - b); }
  /** The cost that this share of decisions stayed within; 0 when none were measured. */
  quantile(share_: number): number {
    const bins = this.bins();
    let left = share_ * bins.reduce((sum, [, count]) => sum + count, 0);
    for (const [bin, count] of bins) {
      left -= count;
      if (left <= 0) return 0.01 * 1.02 ** bin;
    }
    return 0;
  }
}

/** The q-quantile (0 to 1) by linear interpolation between order statistics. NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined ? NaN : low + (high - low) * (place - Math.floor(place));
}
export const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length);
/** Standard error of the mean; 0 of fewer than two. */
export function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (values.length - 1) / values.length);
}

/** Several days of one scenario, size and policy: what `dunwell simulate --json` prints. */
export interface Summary {
  readonly scenario: string; readonly policy: string; readonly agents: number; readonly target: number;
  readonly occupancy: { readonly mean: number; readonly se: number };
  readonly abandon: { readonly mean: number; readonly p95: number; readonly max: number };
  readonly waitMean: number;
  readonly dialsPerConnect: number;
  readonly peakAfter30: { readonly p95: number };
  readonly decisionMicros: { readonly p50: number; readonly p99: number };
  readonly days: readonly { readonly seed: number; readonly occupancy: number; readonly abandon: number; readonly connects: number; readonly abandons: number; readonly dials: number }[];
}
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

export function summarise(of: { readonly scenario: string; readonly policy: string; readonly agents: number; readonly target: number }, given: readonly DayResult[]): Summary {
  const days = [...given].sort((a, b) => a.seed - b.seed);
  const occupancies = days.map((day) => day.occupancy);
  const abandons = days.map((day) => day.abandon);
  const costs = new Costs();
  for (const day of days) costs.merge(day.costs);
  const connects = days.reduce((sum, day) => sum + day.connects, 0);
  return {
    scenario: of.scenario, policy: of.policy, agents: of.agents, target: of.target,
    occupancy: { mean: rounded(mean(occupancies), 5), se: rounded(standardError(occupancies), 5) },
    abandon: { mean: rounded(mean(abandons), 6), p95: rounded(quantile(abandons, 0.95), 6), max: rounded(Math.max(0, ...abandons), 6) },
    waitMean: rounded(mean(days.filter((day) => day.connects > 0).map((day) => day.waitMean)), 2),
    dialsPerConnect: rounded(connects === 0 ? 0 : days.reduce((sum, day) => sum + day.dials, 0) / connects, 3),
    peakAfter30: { p95: rounded(quantile(days.map((day) => day.peakAfter30), 0.95), 5) },
    decisionMicros: { p50: rounded(costs.quantile(0.5), 2), p99: rounded(costs.quantile(0.99), 2) },
    days: days.map(({ seed, occupancy, abandon, connects: met, abandons: lost, dials }) => ({ seed, occupancy: rounded(occupancy, 6), abandon: rounded(abandon, 6), connects: met, abandons: lost, dials })),
  };
}
