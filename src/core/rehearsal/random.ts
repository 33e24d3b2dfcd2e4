/**
 * Random numbers for rehearsed days: one independent stream for each (seed, subject, index), so that what happens to the
 * 700th call doesn't depend on what was drawn before. Two policies in the same world therefore meet the same luck
 * (common random numbers), and a world can be asked in any order.
 */

/** What a stream is about; the numbers are part of a world's identity: never reuse one for something else. */
export const STREAM = { call: 1, connection: 2, drift: 3, agent: 4, pause: 5, wave: 6 } as const;

/** SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014) on two 32-bit halves. */
export class Draws {
  #high = 0;
  #low = 0;

  /** Whole numbers, 0 to 2^32 − 1. */
  constructor(seed: number, stream: number, index: number) {
    for (const part of [seed, stream, index]) {
      this.#step(0, part >>> 0);
      this.#word();
      this.#high = this.#outHigh;
      this.#low = this.#outLow;
    }
  }

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    this.#word();
    return (this.#outHigh * 2_097_152 + (this.#outLow >>> 11)) / 9_007_199_254_740_992;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Exponential with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Standard normal (Box and Muller 1958; one of the two values). */
  normal(): number {
    const u = 1 - this.next();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.next());
  }

  #outHigh = 0;
  #outLow = 0;
  /** One output word, by SplitMix64's finaliser. */
  #word(): void {
    this.#step(0x9e3779b9, 0x7f4a7c15);
    this.#outHigh = this.#high;
    this.#outLow = this.#low;
    this.#fold(30, 0xbf58476d, 0x1ce4e5b9);
    this.#fold(27, 0x94d049bb, 0x133111eb);
    const low = (this.#outLow >>> 31) | (this.#outHigh << 1);
    this.#outLow = (this.#outLow ^ low) >>> 0;
    this.#outHigh = (this.#outHigh ^ (this.#outHigh >>> 31)) >>> 0;
  }
  /** Adds a 64-bit number to the state. */
  #step(high: number, low: number): void {
    const sum = this.#low + low;
    this.#high = (this.#high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    this.#low = sum >>> 0;
  }
  /** z = (z ^ (z >>> shift)) × factor, modulo 2^64; shift below 32. */
  #fold(shift: number, factorHigh: number, factorLow: number): void {
    const low = (this.#outLow ^ ((this.#outLow >>> shift) | (this.#outHigh << (32 - shift)))) >>> 0;
    const high = (this.#outHigh ^ (this.#outHigh >>> shift)) >>> 0;
    // low × factorLow in full, from 16-bit parts; the rest only matters for the high half.
    const [l0, l1, f0, f1] = [low & 0xffff, low >>> 16, factorLow & 0xffff, factorLow >>> 16];
    const p00 = l0 * f0;
    const middle = l0 * f1 + (p00 >>> 16);
    const crossed = l1 * f0 + (middle & 0xffff);
    const carry = l1 * f1 + Math.floor(middle / 65_536) + Math.floor(crossed / 65_536);
    this.#outLow = Math.imul(low, factorLow) >>> 0;
    this.#outHigh = (carry + Math.imul(low, factorHigh) + Math.imul(high, factorLow)) >>> 0;
  }
}
