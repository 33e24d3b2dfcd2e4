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

/** Remembers for each key what was said about it first. About 60 bytes a key. */
export class Seen {
  private readonly said = new Map<number, number>();
  /** `first`: nothing was said yet; `same` / `other`: compared with what was said first, which stays. */
  check(key: string, facts: string): 'first' | 'same' | 'other' {
    const place = hashText(key);
    const now = hashText(facts);
    const before = this.said.get(place);
    if (before === undefined) { this.said.set(place, now); return 'first'; }
    return before === now ? 'same' : 'other';
  }
  get size(): number { return this.said.size; }
}
