/**
 * What a simulated collector does: how long one talks, wraps up and pauses, and what one writes down. Pure and seeded;
 * the desk client that acts on it is elsewhere. A talk ends when either side hangs up: this is the collector's side.
 */
import type { Millis } from '../../core/units.js';
import { chance, logNormal, between, SeededDice, weighted } from '../rng.js';

export interface CollectorSettings {
  /** Median and spread (sigma of the logarithm) of the talk, as far as the collector decides. */
  readonly talk: readonly [median: Millis, sigma: number];
  readonly wrapUp: readonly [median: Millis, sigma: number];
  /** After how long one finds out that a machine answered, evenly spread. */
  readonly machineAfter: readonly [Millis, Millis];
  /** Share of talks with the debtor that end in a promise: 0 to 1. */
  readonly promise: number;
  /** Per call, the chance to take a pause after it: 0 to 1. */
  readonly pauseChance: number;
  readonly pause: readonly [median: Millis, sigma: number];
  /** How much collectors differ in speed: 0 all alike; 0.2 is usual. */
  readonly spread: number;
  /** Disposition codes by what was met, with their weights (each ≥ 0). */
  readonly dispositions: Readonly<Record<MetOnLine, Readonly<Record<string, number>>>>;
  /** Pause reasons with weights. */
  readonly pauseReasons: Readonly<Record<string, number>>;
}

/** What the collector found on the line. */
export type MetOnLine = 'debtor' | 'wrongPerson' | 'machine' | 'hungUp';

export const DEFAULT_COLLECTOR: CollectorSettings = {
  talk: [110_000, 0.7],
  wrapUp: [18_000, 0.6],
  machineAfter: [2500, 6000],
  promise: 0.22,
  pauseChance: 0.03,
  pause: [300_000, 0.6],
  spread: 0.2,
  dispositions: {
    debtor: { promise: 0, refuses: 0.25, callback: 0.2, disputes: 0.08, hardship: 0.12, paid: 0.1, other: 0.25 },
    wrongPerson: { wrong_number: 0.7, third_party: 0.3 },
    machine: { machine: 1 },
    hungUp: { hung_up: 1 },
  },
  pauseReasons: { break: 0.5, meal: 0.15, coaching: 0.1, admin: 0.25 },
};

/** Talks shorter than this were hung up on. */
const HUNG_UP_UNDER: Millis = 4000;

export interface TalkPlan {
  /** The collector hangs up this long after the bridge, unless the other side did. */
  readonly hangUpAfter: Millis;
}
export interface WrapUpPlan {
  readonly length: Millis;
  readonly disposition: string;
  /** Present with a promise: part of the balance promised (0 to 1] and in how many days (1 to 30). */
  readonly promise?: { readonly share: number; readonly inDays: number };
}
export interface PausePlan { readonly length: Millis; readonly reason: string }

/** One collector, e.g. `new CollectorModel('seed', 'agent-7')`. Each call is drawn from (seed, agent, how many before). */
export class CollectorModel {
  readonly #settings: CollectorSettings;
  readonly #root: SeededDice;
  readonly #speed: number;

  constructor(seed: string | number, agent: string, settings: Partial<CollectorSettings> = {}) {
    this.#settings = { ...DEFAULT_COLLECTOR, ...settings };
    this.#root = new SeededDice(`${seed}/collector/${agent}`);
    this.#speed = logNormal(this.#root.stream('speed'), 1, this.#settings.spread);
  }

  /** `call`: 0, 1, 2 … of this collector. */
  talk(call: number, met: MetOnLine): TalkPlan {
    const dice = this.#root.stream(`talk/${call}`);
    const s = this.#settings;
    if (met === 'machine') return { hangUpAfter: between(dice, s.machineAfter[0], s.machineAfter[1]) };
    if (met === 'wrongPerson') return { hangUpAfter: between(dice, 10_000, 40_000) * this.#speed };
    return { hangUpAfter: Math.max(5000, logNormal(dice, s.talk[0], s.talk[1]) * this.#speed) };
  }

  /** `talked`: how long the two really talked. */
  wrapUp(call: number, met: MetOnLine, talked: Millis): WrapUpPlan {
    const dice = this.#root.stream(`wrapUp/${call}`);
    const s = this.#settings;
    const length = Math.max(1500, logNormal(dice, s.wrapUp[0], s.wrapUp[1]) * this.#speed);
    const found: MetOnLine = met === 'debtor' && talked < HUNG_UP_UNDER ? 'hungUp' : met;
    if (found === 'debtor' && chance(dice, s.promise)) {
      return { length, disposition: 'promise', promise: { share: chance(dice, 0.6) ? 1 : Math.ceil(between(dice, 1, 10)) / 10, inDays: Math.ceil(between(dice, 0, 14)) } };
    }
    return { length: found === 'debtor' ? length : length * 0.4, disposition: weighted(dice, s.dispositions[found]) ?? 'other' };
  }

  /** After a call; undefined: goes on. */
  pause(call: number): PausePlan | undefined {
    const dice = this.#root.stream(`pause/${call}`);
    const s = this.#settings;
    if (!chance(dice, s.pauseChance)) return undefined;
    return { length: Math.max(30_000, logNormal(dice, s.pause[0], s.pause[1])), reason: weighted(dice, s.pauseReasons) ?? 'break' };
  }
}
