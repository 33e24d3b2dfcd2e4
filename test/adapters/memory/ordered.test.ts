import { describe, expect, it } from 'vitest';
import { OrderedIndex } from '../../../src/adapters/memory/ordered.js';
import { integer, SeededDice } from '../../../src/sim/rng.js';

interface Slot { row: { readonly id: string; readonly at: number | null } }

describe('rows in order of a number', () => {
  it('whatever is added, moved and taken out, the edges are those of a sort, with all that ties', () => {
    const dice = new SeededDice('ordered');
    const index = new OrderedIndex<Slot>('at');
    let slots: Slot[] = [];
    const some = (): number | null => (integer(dice, 0, 9) === 0 ? null : integer(dice, 0, 30));
    for (let n = 0; n < 2_000; n += 1) {
      const what = integer(dice, 0, 3);
      const slot = slots[integer(dice, 0, Math.max(0, slots.length - 1))];
      if (what <= 1 || slot === undefined) {
        const made: Slot = { row: { id: String(n), at: some() } };
        slots.push(made);
        index.add(made.row, made);
      } else if (what === 2) {
        const before = slot.row;
        slot.row = { ...before, at: some() };
        index.remove(before, slot);
        index.add(slot.row, slot);
      } else {
        slots = slots.filter((one) => one !== slot);
        index.remove(slot.row, slot);
      }
      if (n % 50 !== 0 || slots.length === 0) continue;
      for (const down of [false, true]) {
        const count = integer(dice, 1, 5);
        const key = (one: Slot): number => one.row.at ?? -Infinity;
        const sorted = [...slots].sort((a, b) => (down ? key(b) - key(a) : key(a) - key(b)) || 0);
        const last = sorted[Math.min(count, sorted.length) - 1]!;
        const wanted = sorted.filter((one) => (down ? key(one) >= key(last) : key(one) <= key(last)));
        expect(new Set(index.edge(count, down))).toEqual(new Set(wanted));
      }
    }
  });
});
