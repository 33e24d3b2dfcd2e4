/**
 * What collectors' time comes to: the figures of docs/reports.md from stretches of time spent in one state. Knows one stretch at a
 * time and nothing of stores, rights, zones or how they are grouped.
 */
import type { AgentSpell, SpellState } from '../records/index.js';
import type { Id, Instant, Millis } from '../units.js';
import { share } from './figures.js';

/** A stretch that lasts longer goes on in another row: so whoever reads some days looks no further back than this. */
export const LONGEST_SPELL: Millis = 12 * 3_600_000;

export interface PauseFigures { /** The reason's code; null: none was said. */ readonly reason: string | null; readonly time: Millis }
export interface TimeFigures {
  /** All of it: ready + reserved + talk + wrap-up + paused. */
  readonly signedIn: Millis;
  readonly ready: Millis; readonly reserved: Millis; readonly talking: Millis; readonly wrapUp: Millis; readonly paused: Millis;
  /** (talk + wrap-up) ÷ (signed in − paused); null: no unpaused time. */
  readonly occupancy: number | null;
  /** By reason, longest first; their sum is `paused`. */
  readonly pauses: readonly PauseFigures[];
}

/** Stretches one by one, already cut to what they count for. */
export class TimeTally {
  readonly #times: Record<SpellState, Millis> = { ready: 0, reserved: 0, talking: 0, wrapUp: 0, paused: 0 };
  readonly #pauses = new Map<string | null, Millis>();

  add(state: SpellState, reason: string | null, time: Millis): void {
    this.#times[state] += time;
    if (state === 'paused') this.#pauses.set(reason, (this.#pauses.get(reason) ?? 0) + time);
  }
  get occupancy(): number | null {
    const { ready, reserved, talking, wrapUp } = this.#times;
    return share(talking + wrapUp, ready + reserved + talking + wrapUp);
  }
  figures(): TimeFigures {
    const times = this.#times;
    const pauses = [...this.#pauses].map(([reason, time]) => ({ reason, time })).sort((a, b) => b.time - a.time || ((a.reason ?? '') < (b.reason ?? '') ? -1 : 1));
    return { signedIn: times.ready + times.reserved + times.talking + times.wrapUp + times.paused, ...times, occupancy: this.occupancy, pauses };
  }
}

/**
 * A time given to several campaigns in equal parts, whole milliseconds: the parts sum up to the time, so that campaigns sum up to
 * the total. Of no campaign: all of it under null.
 */
export function sharesOf(time: Millis, campaignIds: readonly Id[]): readonly { readonly campaignId: Id | null; readonly time: Millis }[] {
  if (campaignIds.length === 0) return [{ campaignId: null, time }];
  const part = Math.floor(time / campaignIds.length);
  const rest = time - part * campaignIds.length;
  return campaignIds.map((campaignId, at) => ({ campaignId, time: part + (at < rest ? 1 : 0) }));
}

/** The part of a stretch within [begin, end); one that goes on lasts until `now`. null: none. */
export function within({ from, to }: Pick<AgentSpell, 'from' | 'to'>, begin: Instant, end: Instant, now: Instant): { readonly from: Instant; readonly to: Instant } | null {
  const [first, last] = [Math.max(from, begin), Math.min(to ?? Math.max(from, now), end)];
  return last > first ? { from: first, to: last } : null;
}
