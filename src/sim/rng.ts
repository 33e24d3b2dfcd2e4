/**
 * Seeded randomness for the whole simulated world. One seed gives one world: every subject takes its own named
 * substream, so that a draw more in one place does not shift the draws of all others.
 */
import type { Dice } from '../app/ports/system.js';

/** xoshiro128** seeded from text; `stream(name)` depends on the seed and the name only, not on draws made before. */
export class SeededDice implements Dice {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: string | number) {
    this.#seed = String(seed);
    [this.#a, this.#b, this.#c, this.#d] = hash128(this.#seed);
  }

  /** Uniform in [0, 1). */
  next(): number {
    const mixed = Math.imul(rotl(Math.imul(this.#b, 5), 7), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotl(this.#d, 11);
    return (mixed >>> 0) / 4294967296;
  }

  /** Independent dice for one subject. */
  stream(name: string): SeededDice {
    return new SeededDice(`${this.#seed}/${name}`);
  }
}

const rotl = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** FNV-like text hash into four non-zero words. */
function hash128(text: string): [number, number, number, number] {
  let a = 0x9e3779b9, b = 0x243f6a88, c = 0xb7e15162, d = 0x71374491;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 0x9e3779b1);
    b = c ^ Math.imul(b ^ k, 0x85ebca77);
    c = d ^ Math.imul(c ^ k, 0xc2b2ae3d);
    d = a ^ Math.imul(d ^ k, 0x27d4eb2f);
  }
  a = Math.imul(c ^ (a >>> 18), 0x9e3779b1);
  b = Math.imul(d ^ (b >>> 22), 0x85ebca77);
  c = Math.imul(a ^ (c >>> 17), 0xc2b2ae3d);
  d = Math.imul(b ^ (d >>> 19), 0x27d4eb2f);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, (d ^ a) | 1];
}

/** Uniform in [low, high). */
export const between = (dice: Dice, low: number, high: number): number => low + (high - low) * dice.next();

/** An integer in [low, high], both included. */
export const integer = (dice: Dice, low: number, high: number): number => low + Math.floor(dice.next() * (high - low + 1));

/** True with probability `p` (0 to 1). */
export const chance = (dice: Dice, p: number): boolean => dice.next() < p;

/** Standard normal (Box-Muller, one of the two values). */
export function normal(dice: Dice): number {
  const u = 1 - dice.next();
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * dice.next());
}

/** Log-normal with the given median (same unit as the result) and sigma of the logarithm (0 = always the median). */
export const logNormal = (dice: Dice, median: number, sigma: number): number => median * Math.exp(sigma * normal(dice));

/** Exponential with the given mean. */
export const exponential = (dice: Dice, mean: number): number => -mean * Math.log(1 - dice.next());

/** One key of `weights` (each ≥ 0, at least one above), with probability in proportion. */
export function weighted<K extends string>(dice: Dice, weights: Readonly<Record<K, number>>): K | undefined {
  let total = 0;
  for (const key in weights) total += weights[key];
  let left = dice.next() * total;
  let last: K | undefined;
  for (const key in weights) {
    if (weights[key] <= 0) continue;
    last = key;
    left -= weights[key];
    if (left < 0) return key;
  }
  return last;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** A version-4-shaped uuid from the dice. */
export function uuidFrom(dice: Dice): string {
  let out = '';
  for (let i = 0; i < 16; i++) {
    let byte = Math.floor(dice.next() * 256);
    if (i === 6) byte = (byte & 0x0f) | 0x40;
    if (i === 8) byte = (byte & 0x3f) | 0x80;
    if (i === 4 || i === 6 || i === 8 || i === 10) out += '-';
    out += HEX[byte] ?? '00';
  }
  return out;
}
