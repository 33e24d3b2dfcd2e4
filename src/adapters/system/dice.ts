/** Dice: the system's, or seeded ones that fall the same way every time. */
import { randomFillSync } from 'node:crypto';
import type { Dice } from '../../app/ports/system.js';

const BYTES = 8;

export function cryptoDice(): Dice {
  const pool = Buffer.alloc(BYTES * 128);
  let at = pool.length;
  return {
    next: () => {
      if (at >= pool.length) {
        randomFillSync(pool);
        at = 0;
      }
      const high = pool.readUInt32BE(at) >>> 5;
      const low = pool.readUInt32BE(at + 4) >>> 6;
      at += BYTES;
      return (high * 2 ** 26 + low) / 2 ** 53;
    },
  };
}

/** sfc32, seeded by splitting the number (or a text) over its state. Not for secrets. */
export function seededDice(seed: number | string): Dice {
  let [a, b, c, counter] = spread(String(seed));
  const step = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  for (let n = 0; n < 15; n += 1) step();
  return { next: () => ((step() >>> 5) * 2 ** 26 + (step() >>> 6)) / 2 ** 53 };
}
function spread(text: string): [number, number, number, number] {
  const one = (salt: number): number => {
    let hash = 2_166_136_261 ^ salt;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
    return Math.imul(hash ^ (hash >>> 15), 2_246_822_507) | 0;
  };
  return [one(1), one(2), one(3), 1];
}
