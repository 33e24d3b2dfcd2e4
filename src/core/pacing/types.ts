import type { Instant, Millis } from '../units.js';

/**
 * The contract between the pacer and whoever drives it: the campaign runner, the simulator, a replay.
 *
 * Every length of time is in milliseconds and may be fractional. A snapshot is the whole truth of now; events are what
 * was learned since the last decision, each complete in itself (nothing is joined by key). The order of events within
 * one decision, and of the entries of a snapshot's lists, does not matter.
 */

/** How a placed call's ringing ended, as far as a person is concerned: what AMD said where it runs, else what answered. */
export type RingOutcome =
  /** A person, ready for a collector. */
  | 'live'
  /** Answered by no person: machine, fax, screening assistant. */
  | 'machine'
  /** Never answered: busy, rejected, no answer, network failure, the callee's own hang-up while ringing. */
  | 'failed'
  /** We hung it up ourselves (a cancelled long ring, a suppression): it teaches only that nobody had answered until then. */
  | 'cancelled';

export type PacingEvent =
  /** A call's ringing ended and its outcome is known: at the answer, or once AMD decided (then `amd` is its delay), or when it failed. */
  | {
    readonly kind: 'call'; readonly outcome: RingOutcome;
    /** When the ringing ended: answer, failure, cancel. Not when AMD decided. */
    readonly at: Instant;
    /** From originate to `at`. */
    readonly age: Millis;
    /** From answer to AMD's verdict; null where AMD is off or the call was not answered. */
    readonly amd: Millis | null;
    /** Its lead's answer share, relative to the campaign's mean: 1 = average. */
    readonly share: number;
  }
  /** A live answer was settled: with a collector in time, or lost. A false "machine" of AMD and a refused connect are abandoned too. */
  | { readonly kind: 'answer'; readonly result: 'connected' | 'abandoned'; readonly at: Instant }
  /** A conversation ended after `length`. */
  | { readonly kind: 'talk'; readonly at: Instant; readonly length: Millis; readonly agent: string; readonly stage: string | null }
  /** A wrap-up ended after `length`. `ready`: the collector went ready (false: pause, log-out). `announced`: the snapshot had said they would leave. */
  | { readonly kind: 'wrap'; readonly at: Instant; readonly length: Millis; readonly agent: string; readonly ready: boolean; readonly announced: boolean };

/** A line placed and not yet answered. */
export interface RingingCall {
  /** Names it in `Decision.cancel`. */
  readonly key: string;
  /** Since originate. */
  readonly age: Millis;
  /** Since the first 18x; null before it. */
  readonly since18x: Millis | null;
  /** Its lead's answer share: 1 = average. */
  readonly share: number;
  /** The group whose collectors alone may take it; null: any collector. */
  readonly group: string | null;
}
/** Answered, AMD undecided. */
export interface ScreenedCall {
  /** From originate to answer. */
  readonly ringAge: Millis;
  /** Since answer. */
  readonly since: Millis;
  readonly share: number;
  readonly group: string | null;
}
/** A collector in talk or wrap-up who may come back to this campaign's calls. Who is paused or logged out is not listed. */
export interface BusyCollector {
  /** For estimates of their own, shrunk to the campaign's. */
  readonly agent: string;
  readonly phase: 'talk' | 'wrap';
  /** In this phase so far. */
  readonly elapsed: Millis;
  /** Time until a known end of wrap-up (timed wrap, "ready in 10 s"); null: not known. */
  readonly endsIn: Millis | null;
  /** A pause or log-out is announced: they do not come back. */
  readonly leaving: boolean;
  /** Script stage of the conversation, where known. */
  readonly stage: string | null;
  /** Groups whose bound calls they may take. Any collector may take a call of no group. */
  readonly groups: readonly string[];
}
/** Collectors and waiting calls of one group; both are also counted in the snapshot's `ready` and `waiting`. */
export interface GroupNow { readonly key: string; readonly ready: number; readonly waiting: number }

/** A lead that may be dialed next, in the hopper's order. */
export interface NextLead { readonly share: number; readonly group: string | null }

/** What another campaign that shares these collectors has in the air: its last `Decision.demand`. */
export interface PoolDemand {
  /** Lines ringing and in screening after its decision, answered calls waiting included. */
  readonly lines: number;
  /** Mean and variance of its calls that will have asked for a collector by each of `CHECKPOINTS`. */
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/** One legal window of the abandonment budget, counted to now. */
export interface BudgetWindow {
  readonly kind: '24h' | '30d';
  /** Live answers (connected and abandoned) and abandoned ones inside it. For `30d`: without the current day, which the `24h` window counts, if both are kept. */
  readonly live: number;
  readonly abandoned: number;
  /** Dialing time left until the window (24h: the working day) ends; null: it rolls, any instant may be the one that is measured. */
  readonly left: Millis | null;
}
export interface Budget {
  /** The law's or contract's limit, a share of live answers (0.03). */
  readonly limit: number;
  /** What is aimed at, a little below (0.0295). 0: the progressive floor only. */
  readonly target: number;
  /** One or both legal windows. Empty: no budget is known, and only the progressive floor is dialed. */
  readonly windows: readonly BudgetWindow[];
  /** At or above this share in any window, once it holds `fromLive` live answers, nothing is dialed; null: no such level. */
  readonly stop: { readonly share: number; readonly fromLive: number } | null;
}

export interface Limits {
  /** Lines the trunks take now; null: no limit. */
  readonly freeLines: number | null;
  /** Calls that may start until the next decision (calls per second); null: no limit. */
  readonly startsLeft: number | null;
  /** Lines in the air (ringing, screening) per collector of the campaign, ready or busy; 20 is usual. */
  readonly linesPerCollector: number;
}

export interface Levers {
  /** Believe `BusyCollector.endsIn`. */
  readonly knownWrapEnd: boolean;
  /** At risk, hang up calls that rang this long since their first 18x; below 15 000 it is taken as 15 000. null: never. */
  readonly cancelAfterRing: Millis | null;
  /** How long an answered call waits for a collector before it counts as abandoned (2 000). */
  readonly hold: Millis;
}

/** `nearZero`: a fixed small risk (0.001) per call; the budget only cuts out. */
export type PacingMode = { readonly kind: 'predictive' } | { readonly kind: 'nearZero'; readonly risk: number } | { readonly kind: 'progressive' } | { readonly kind: 'preview' } | { readonly kind: 'manual' };

export interface PacingSnapshot {
  readonly at: Instant;
  readonly mode: PacingMode;
  /** Something needed is not certain (no heartbeat of the switch, a stale snapshot): dial nothing and say this. */
  readonly trouble: string | null;
  /** Collectors ready, leg parked, not reserved. */
  readonly ready: number;
  /** Of the pool, this many collectors are kept free for inbound calls. */
  readonly reservedForInbound: number;
  /** Answered live calls waiting for a collector. */
  readonly waiting: number;
  readonly ringing: readonly RingingCall[];
  readonly screening: readonly ScreenedCall[];
  readonly busy: readonly BusyCollector[];
  /** Groups that bound calls or leads name. Empty where nothing is bound. */
  readonly groups: readonly GroupNow[];
  /** The next leads in order; further ones up to `leads` are taken as average and unbound. */
  readonly next: readonly NextLead[];
  /** How many leads may be dialed now, `next` included. */
  readonly leads: number;
  /** Other campaigns on the same collectors; empty where none. */
  readonly rivals: readonly PoolDemand[];
  readonly limits: Limits;
  readonly budget: Budget;
  readonly levers: Levers;
}

/** Why this many and no more. */
export type LimitedBy =
  /** One more line would risk more than the threshold. */
  | 'risk'
  /** The budget allows nothing: only one line per ready collector. */
  | 'budget'
  /** Progressive: one line per ready collector. */
  | 'floor'
  /** Trunk lines, calls per second, lines per collector, leads. */
  | 'lines' | 'starts' | 'linesPerCollector' | 'leads'
  /** Nothing is heard from the carrier: a few lines try it; after that the usual rate is come back to on a slope. */
  | 'carrier'
  /** The regulator's stop level. */
  | 'stop'
  /** Nobody is logged in for it. */
  | 'collectors'
  /** People dial (manual, preview). */
  | 'mode'
  | 'trouble';

/** The figures of a decision, for the screen, the journal and replays. Shares are fractions, not percent. */
export interface Because {
  readonly limitedBy: LimitedBy;
  /** Only with `limitedBy: 'trouble'`. */
  readonly trouble: string | null;
  readonly mode: PacingMode['kind'];
  readonly ready: number;
  readonly waiting: number;
  readonly reserved: number;
  readonly busy: number;
  /** Expected number of busy collectors who are ready within 10 s. */
  readonly freeing: number;
  readonly ringing: number;
  readonly screening: number;
  /** Expected live answers of the calls in the air, this decision's included. */
  readonly expectedAnswers: number;
  /** Expected share of live answers of an average new call, now. */
  readonly answerShare: number;
  /** Probability that one more line meets or makes an overflow (the refused one where risk limits, else the last dialed). */
  readonly risk: number;
  /** The most that is accepted now. */
  readonly threshold: number;
  /** Share of the next live answers that the budget lets be lost (β). */
  readonly allowance: number;
  /** Abandoned calls the tightest window could still bear now; negative in debt. */
  readonly budgetLeft: number;
}

export interface Decision {
  /** Lines to place now. */
  readonly dial: number;
  /** Which leads: indexes in the hopper's order, ascending, `dial` of them. 0…dial−1 unless bound leads are passed over. */
  readonly picks: readonly number[];
  /** Keys of ringing calls to hang up (retry as no-answer). */
  readonly cancel: readonly string[];
  readonly because: Because;
  /** Of this decision's calls: how many should reach a person, and how many of those be lost. Summed up against what happened they say how good the forecast is. */
  readonly forecast: { readonly answers: number; readonly abandons: number };
  /** For `rivals` of campaigns on the same collectors. */
  readonly demand: PoolDemand;
}

/** Instants ahead, in seconds, at which the overflow is looked at. */
export const CHECKPOINTS: readonly number[] = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27];

/** What is believed before the first call. Means, not limits: some tens of calls outweigh them. */
export interface PacerSettings {
  /** Share of placed calls a person answers. */
  readonly liveShare: number;
  /** Share of placed calls a machine answers. */
  readonly machineShare: number;
  readonly talkMean: Millis;
  readonly wrapMean: Millis;
  /** AMD runs on this campaign's calls. */
  readonly amd: boolean;
}
export const DEFAULT_PACER: PacerSettings = { liveShare: 0.2, machineShare: 0.2, talkMean: 100_000, wrapMean: 15_000, amd: true };

/** A pacer of one campaign. Holds what it learned; given the same settings, state, events and snapshots it decides the same. */
export interface Pacer {
  /** At most every 250 ms, and at once when a collector turns ready. `at` must not go back. */
  decide(events: readonly PacingEvent[], snapshot: PacingSnapshot): Decision;
  /** What it learned, a copy: plain JSON, to be given to `makePacer` after a restart. */
  state(): PacerState;
}

/** Plain JSON; bump the version with every change of what a field means. */
export interface PacerState {
  readonly version: 1;
  /** The last decision. */
  readonly at: Instant | null;
  /** Named series of numbers; see the estimators. */
  readonly numbers: Readonly<Record<string, readonly number[]>>;
  /** Per collector and per stage, by name: talk and wrap-up. */
  readonly people: Readonly<Record<string, readonly number[]>>;
}
