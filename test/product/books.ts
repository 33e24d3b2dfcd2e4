/** What a day in the product came to, by its journal and its desks alone. Shares are fractions, times milliseconds unless said. */
import type { Attempt } from '../../src/core/records/index.js';
import { quantile } from '../../src/core/rehearsal/index.js';
import type { Instant } from '../../src/core/units.js';
import type { Bench } from '../conductor/bench.js';
import type { Desks, Spent } from './desks.js';
import type { Network } from './network.js';

export interface ProductDay {
  readonly seed: number;
  /** (Talk + wrap-up) ÷ time ready, reserved, in talk and in wrap-up. */
  readonly occupancy: number;
  /** Persons not connected within 2 s, of all persons whose two seconds ran. */
  readonly abandon: number;
  readonly connects: number; readonly abandons: number; readonly dials: number;
  /** Abandonment of each campaign, in the order of their names. */
  readonly byCampaign: readonly number[];
  readonly spent: Spent;
  readonly losses: Losses;
  /** What the product logged as a warning or an error, and refusals of desk commands. */
  readonly troubles: readonly string[];
}
/** Where time goes that the bare simulator doesn't know. Shares are of all paid time. */
export interface Losses {
  /** Reserved: from the match to the bridge. */
  readonly reserved: number;
  /** Ready while the standing leg was not up. */
  readonly unparked: number;
  /** Talk and wrap-up beyond what the world gave: hanging up, writing down; the last, unfinished conversations count too. */
  readonly overrun: number;
  /** From the verdict to the bridge: median and 99 % (ms). */
  readonly wait50: number; readonly wait99: number;
  /** Of persons: bridged, but later than 2 s. */
  readonly lateBridges: number;
  /** Attempts that the gate, a trunk or the switch stopped before the network saw them, of all. */
  readonly notPlaced: number;
  /** Share of seconds in which no lead was at hand; in which something was in trouble. */
  readonly hopperEmpty: number; readonly trouble: number;
}

/** A look each second at the campaign's live picture. */
export interface Watch { looks: number; empty: number; trouble: number }

/** The two-second clock: from the verdict "human" (no AMD: from the answer) to the bridge. */
const IN_TIME = 2_000;

export async function booksOf(bench: Bench, of: { readonly seed: number; readonly end: Instant; readonly network: Network; readonly desks: Desks; readonly watch: Watch }): Promise<Omit<ProductDay, 'troubles'>> {
  const { network, desks, end } = of;
  const bridged = new Map((await bench.store.find('journal', { where: { event: 'bridged' }, limit: MANY })).map((line) => [line.attemptId, line]));
  const waits: number[] = [];
  let [connects, abandons, late, unplaced] = [0, 0, 0, 0];
  const campaigns = new Map<string, { connects: number; abandons: number }>();
  for (const attempt of await bench.store.find('attempt', { where: { direction: 'outbound' }, limit: MANY })) {
    if (attempt.outcome === 'not_placed') unplaced += 1;
    const fate = network.answered.get(attempt.id);
    if (fate?.outcome !== 'live' || attempt.answeredAt === null) continue;
    const own = campaigns.get(attempt.campaignId ?? '') ?? { connects: 0, abandons: 0 };
    campaigns.set(attempt.campaignId ?? '', own);
    const began = clockOf(attempt, fate.verdict?.after ?? null);
    const line = bridged.get(attempt.id);
    const wait = line === undefined || attempt.bridgedAt === null ? null : attempt.bridgedAt - began;
    if (wait !== null && wait <= IN_TIME) { if (line !== undefined && line.at <= end) { connects += 1; own.connects += 1; waits.push(wait); } continue; }
    if (began + IN_TIME > end) continue;
    abandons += 1;
    own.abandons += 1;
    if (wait !== null) late += 1;
  }
  const { spent } = desks;
  const busy = spent.talking + spent.wrapUp;
  const paid = busy + spent.ready + spent.reserved;
  const { watch } = of;
  return {
    seed: of.seed, occupancy: busy / Math.max(1, paid), abandon: abandons / Math.max(1, abandons + connects), connects, abandons, dials: network.dials,
    byCampaign: [...campaigns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one.abandons / Math.max(1, one.abandons + one.connects)),
    spent: { ...spent },
    losses: {
      reserved: spent.reserved / Math.max(1, paid), unparked: desks.unparked / Math.max(1, paid), overrun: (busy - desks.given * 1000) / Math.max(1, paid),
      wait50: waits.length === 0 ? 0 : quantile(waits, 0.5), wait99: waits.length === 0 ? 0 : quantile(waits, 0.99), lateBridges: late / Math.max(1, abandons + connects),
      notPlaced: unplaced / Math.max(1, network.dials), hopperEmpty: watch.empty / Math.max(1, watch.looks), trouble: watch.trouble / Math.max(1, watch.looks),
    },
  };
}
/** `answeredAt` is the switch's word; the verdict comes `after` seconds later. */
const clockOf = (attempt: Attempt, after: number | null): Instant => (attempt.answeredAt ?? 0) + (after ?? 0) * 1000;
const MANY = 100_000;
