/** What the rows of one file said, remembered in a few bytes each, so that two rows that contradict each other are noticed. */

/** A 53-bit hash of a text (cyrb53): among a million texts two agree by chance once in nine thousand files. */
export function hashText(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}

/**
 * Remembers for each key what was said about it first, in 16 to 32 bytes a key: two hashes in flat tables, probed in order.
 * Texts themselves are not kept.
 */
export class Seen {
  private keys = new Float64Array(1024);
  private said = new Float64Array(1024);
  private count = 0;

  /** `first`: nothing was said yet; `same` / `other`: compared with what was said first, which stays. */
  check(key: string, facts: string): 'first' | 'same' | 'other' {
    // 0 marks a free place.
    const wanted = hashText(key) + 1;
    const now = hashText(facts);
    const place = this.place(wanted);
    if (this.keys[place] === wanted) return this.said[place] === now ? 'same' : 'other';
    this.keys[place] = wanted;
    this.said[place] = now;
    this.count++;
    if (this.count * 2 > this.keys.length) this.grow();
    return 'first';
  }
  /** Was anything said of the key? Says nothing itself. */
  has(key: string): boolean {
    const wanted = hashText(key) + 1;
    return this.keys[this.place(wanted)] === wanted;
  }
  get size(): number { return this.count; }

  /** Where the key is, or the free place where it belongs. */
  private place(wanted: number): number {
    const mask = this.keys.length - 1;
    let place = wanted & mask;
    while (this.keys[place] !== 0 && this.keys[place] !== wanted) place = (place + 1) & mask;
    return place;
  }
  private grow(): void {
    const { keys, said } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.said = new Float64Array(keys.length * 2);
    for (const [from, wanted] of keys.entries()) {
      if (wanted === 0) continue;
      const place = this.place(wanted);
      this.keys[place] = wanted;
      this.said[place] = said[from] ?? 0;
    }
  }
}
