/** Faults of the switch's event stream, for tests: lose, double or delay what matches. The socket's faults live in the server. */
import type { Dice } from '../../app/ports/system.js';
import type { Millis } from '../../core/units.js';
import { between, chance } from '../rng.js';
import type { RawEvent } from './event.js';

/** What becomes of an event; undefined: this fault leaves it alone. */
export type EventFate = { readonly kind: 'lose' } | { readonly kind: 'double' } | { readonly kind: 'delay'; readonly by: Millis };
export type EventFault = (event: RawEvent) => EventFate | undefined;

export interface RandomFaults {
  /** Share of events lost, doubled, delayed: 0 to 1 each; their sum at most 1. */
  readonly lose?: number;
  readonly double?: number;
  readonly delay?: number;
  /** How long a delayed event waits, evenly spread. Default 20 to 2000 ms. */
  readonly delayBy?: readonly [Millis, Millis];
  /** Only events of these names; default: all but HEARTBEAT. */
  readonly only?: readonly string[];
}

export function randomFaults(dice: Dice, faults: RandomFaults): EventFault {
  const names = faults.only === undefined ? undefined : new Set(faults.only);
  const lose = faults.lose ?? 0, double = faults.double ?? 0, delay = faults.delay ?? 0;
  const [low, high] = faults.delayBy ?? [20, 2000];
  return (event) => {
    if (names ? !names.has(event.name) : event.name === 'HEARTBEAT') return undefined;
    const draw = dice.next();
    if (draw < lose) return { kind: 'lose' };
    if (draw < lose + double) return { kind: 'double' };
    if (draw < lose + double + delay) return { kind: 'delay', by: between(dice, low, high) };
    return undefined;
  };
}

/** Applies `fate` to the next event that matches, once. */
export function once(matches: (event: RawEvent) => boolean, fate: EventFate): EventFault {
  let spent = false;
  return (event) => {
    if (spent || !matches(event)) return undefined;
    spent = true;
    return fate;
  };
}

/** Applies `fate` to matching events with probability `p`. */
export const sometimes = (dice: Dice, p: number, matches: (event: RawEvent) => boolean, fate: EventFate): EventFault =>
  (event) => (matches(event) && chance(dice, p) ? fate : undefined);
