import type { NextLead } from '../../core/pacing/types.js';
import { AnswerShare, cellsOf, type ResolvedCall, type ShareCells, type ShareState } from '../../core/pacing/share.js';
import { wallTime, type WallTime } from '../../core/time/zones.js';
import type { Instant, Millis, ZoneName } from '../../core/units.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';

/** A lead's answer share, relative to the campaign's mean, and what it was read from; stamped in the hopper, and kept by its call. */
export interface LeadShare { readonly value: number; readonly cells: ShareCells | null; /** As the pacer is told of a lead that anybody may take. */ readonly next: NextLead }
export const AVERAGE: LeadShare = { value: 1, cells: null, next: { share: 1, group: null } };
/**
 * Of two leads that the campaign's order does not tell apart, the likelier to answer goes first; waiting this long counts as much as
 * a whole average share. Shares lie between 0.2 and 5, so after 48 minutes no newcomer goes before: none waits for ever.
 */
const PATIENCE: Millis = 10 * 60_000;
/** Not answered for reasons of the network or of ours: says nothing of the person. */
const SILENT: ReadonlySet<string | null> = new Set(['carrier_fault', 'congestion', 'cancelled', 'unknown', 'not_placed']);

/** The answer shares of one campaign's leads: learned from its calls, stamped on its hopper's leads, and their order by them. */
export class LeadShares {
  #estimator: AnswerShare;
  #heard: ResolvedCall[] = [];
  readonly #stamps = new WeakMap<HopperLead, LeadShare>();
  readonly #told = new WeakSet<Call>();

  /** `prior`: answer share of the campaign before its first call. The callee is taken to live in the campaign's zone, in which the gate reads the hour too. */
  constructor(private readonly floor: Floor, private readonly zone: () => ZoneName, private readonly prior: number) { this.#estimator = new AnswerShare(prior); }

  state(): ShareState { this.#learn(); return this.#estimator.state(); }
  restore(state: ShareState): void { this.#estimator = new AnswerShare(this.prior, state); }

  /** As stamped last; a lead that never lay in the hopper (dialed by hand) is taken as average. */
  of(lead: HopperLead): LeadShare { return this.#stamps.get(lead) ?? AVERAGE; }
  /** What is to be said of a lead now. */
  now(lead: Pick<HopperLead, 'history'>, now: Instant): LeadShare { return this.#at(lead, now, this.#wall(now)); }
  #wall(now: Instant): WallTime | undefined { return wallTime(this.floor.deps.zones, this.zone(), now); }
  #at({ history }: Pick<HopperLead, 'history'>, now: Instant, wall: WallTime | undefined): LeadShare {
    if (!wall) return AVERAGE;
    const { attempts, last, lastAt } = history;
    const cells = cellsOf({ hour: Math.floor(wall.minute / 60), weekday: wall.weekday, attempts, last, since: lastAt === null ? null : Math.max(0, now - lastAt) });
    const value = this.#estimator.of(cells);
    return { value, cells, next: { share: value, group: null } };
  }
  /** A call's ringing ended of itself. */
  ended(call: Call, live: boolean): void {
    const { cells } = call.share;
    if (cells === null || this.#told.has(call) || (!live && SILENT.has(call.facts.outcome))) return;
    this.#told.add(call);
    this.#heard.push({ cells, live });
  }

  /** Stamps the leads, and puts each run of equal ones in order; `since`: when a lead first came. Callbacks keep their place. */
  order(leads: readonly HopperLead[], since: (lead: HopperLead) => Instant, now: Instant): HopperLead[] {
    this.#learn();
    if (leads.length === 0) return [];
    const wall = this.#wall(now);
    const judged: { readonly lead: HopperLead; readonly merit: number }[] = [];
    for (const lead of leads) {
      let share = this.#at(lead, now, wall);
      const before = this.#stamps.get(lead);
      if (before && isSame(before, share)) share = before; else this.#stamps.set(lead, share);
      judged.push({ lead, merit: share.value + (now - since(lead)) / PATIENCE });
    }
    const ordered: HopperLead[] = [];
    for (let from = 0; from < leads.length;) {
      const first = leads[from];
      let to = from + 1;
      while (to < leads.length && first?.callbackId === null && leads[to]?.callbackId === null && leads[to]?.tie === first.tie) to += 1;
      const run = judged.slice(from, to);
      if (run.length > 1) run.sort((a, b) => b.merit - a.merit);
      for (const { lead } of run) ordered.push(lead);
      from = to;
    }
    return ordered;
  }

  #learn(): void {
    if (this.#heard.length === 0) return;
    this.#estimator.learn(this.#heard, this.floor.deps.clock.now());
    this.#heard = [];
  }
}

const isSame = (a: LeadShare, b: LeadShare): boolean => a.value === b.value && (a.cells === b.cells || (a.cells !== null && b.cells !== null && a.cells.every((cell, n) => cell === b.cells?.[n])));
