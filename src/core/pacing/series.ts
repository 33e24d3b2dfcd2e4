import type { PacerState } from './types.js';

/**
 * What a pacer learned: named rows of numbers, and one row per person or script stage. Everything an estimator keeps
 * between two decisions lies here, so that saving this and restoring it changes no later decision.
 */
export class Series {
  readonly #rows = new Map<string, Float64Array>();
  readonly people = new Map<string, Float64Array>();
  readonly #saved: Readonly<Record<string, readonly number[]>>;

  constructor(saved: PacerState | null) {
    this.#saved = saved?.numbers ?? {};
    if (saved) for (const [name, row] of Object.entries(saved.people)) this.people.set(name, Float64Array.from(row));
  }

  /** The row of that name: as saved if it has the same length, else as given. */
  row(name: string, initial: ArrayLike<number>): Float64Array {
    const saved = this.#saved[name];
    const row = Float64Array.from(saved?.length === initial.length ? saved : initial);
    this.#rows.set(name, row);
    return row;
  }
  person(name: string): Float64Array {
    const known = this.people.get(name);
    if (known) return known;
    const made = new Float64Array(PERSON);
    this.people.set(name, made);
    return made;
  }

  numbers(): Record<string, number[]> { return Object.fromEntries([...this.#rows].map(([name, row]) => [name, [...row]])); }
  persons(): Record<string, number[]> { return Object.fromEntries([...this.people].map(([name, row]) => [name, [...row]])); }
}

/** Of one person or stage: ends of talk counted and expected, ends of wrap-up counted and expected. */
const PERSON = 4;

/** The element, or 0 outside: typed arrays read `number | undefined` by index. */
export const get = (row: Float64Array, i: number): number => row[i] ?? 0;
export const add = (row: Float64Array, i: number, x: number): void => { row[i] = (row[i] ?? 0) + x; };
/** As a list, to be told to others. */
export function listOf(row: Float64Array): number[] {
  const list: number[] = [];
  for (let i = 0; i < row.length; i += 1) list.push(get(row, i));
  return list;
}
export function scale(row: Float64Array, by: number): void { for (let i = 0; i < row.length; i += 1) row[i] = (row[i] ?? 0) * by; }
/** The probability after its odds were multiplied: a proportional change that stays below 1. */
export const odds = (p: number, by: number): number => by === 1 ? p : (by * p) / (1 - p + by * p);
export const clamp = (x: number, low: number, high: number): number => x < low ? low : x > high ? high : x;
