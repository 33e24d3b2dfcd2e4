/** Whatever is asked, a table with its indexes answers as one would that looks at every row. */
import { describe, expect, it } from 'vitest';
import { compareValues } from '../../../src/adapters/memory/checks.js';
import { Tables, type Row } from '../../../src/adapters/memory/table.js';
import { MemoryTx } from '../../../src/adapters/memory/tx.js';
import type { Query, Where } from '../../../src/app/store/tx.js';
import type { StandingFact } from '../../../src/core/records/index.js';
import { integer, SeededDice } from '../../../src/sim/rng.js';

const dice = new SeededDice('table');
const oneOf = <T>(...all: readonly T[]): T => { const found = all[integer(dice, 0, all.length - 1)]; if (found === undefined) throw new Error('nothing to choose'); return found; };
const some = <T>(make: () => T): T[] => Array.from({ length: integer(dice, 0, 4) }, make);
const subject = (): string => `s${integer(dice, 0, 6)}`;
const kind = (): StandingFact['kind'] => oneOf('deceased', 'wrongNumber', 'dispute');
const at = (): number => integer(dice, 0, 20);
const orNull = <T>(make: () => T): T | null => (integer(dice, 0, 2) === 0 ? null : make());

function where(): Where<StandingFact> {
  return {
    ...(integer(dice, 0, 1) === 0 ? {} : { subject: oneOf<Where<StandingFact>['subject']>(subject(), { in: some(subject) }, { not: subject() }) ?? subject() }),
    ...(integer(dice, 0, 2) > 0 ? {} : { kind: oneOf<Where<StandingFact>['kind']>(kind(), { in: Array.from({ length: 20 }, kind) }) ?? kind() }),
    ...(integer(dice, 0, 1) === 0 ? {} : { endedAt: oneOf<Where<StandingFact>['endedAt']>(null, at(), { gte: at() }, { gt: 3, lt: at() }, { in: [null, at()] }, { not: null }, { in: [null] }) ?? null }),
    ...(integer(dice, 0, 3) > 0 ? {} : { id: oneOf<Where<StandingFact>['id']>(`f${integer(dice, 0, 300)}`, { in: some(() => `f${integer(dice, 0, 300)}`) }, { gt: 'f2' }) ?? '' }),
  };
}
function query(): Query<StandingFact> {
  return { where: where(), ...(integer(dice, 0, 1) === 0 ? {} : { order: [{ by: oneOf('endedAt', 'from', 'subject'), down: oneOf(true, false) }] }), limit: oneOf(1, 2, 10, 1000), offset: oneOf(0, 0, 0, 3) };
}
function holds(value: unknown, asked: unknown): boolean {
  if (typeof asked !== 'object' || asked === null) return value === asked;
  if ('in' in asked) return Array.isArray(asked.in) && asked.in.includes(value);
  if ('not' in asked) return value !== asked.not;
  return value !== null && Object.entries(asked).every(([how, bound]) => { const way = compareValues(value, bound); return how === 'gte' ? way >= 0 : how === 'gt' ? way > 0 : how === 'lte' ? way <= 0 : way < 0; });
}
const matching = (rows: Iterable<StandingFact>, asked: Where<StandingFact>): StandingFact[] => [...rows].filter((row) => Object.entries(asked).every(([name, one]) => holds(Reflect.get(row, name), one)));
function answer(rows: Iterable<StandingFact>, { where: asked = {}, order = [], limit = 1000, offset = 0 }: Query<StandingFact>): StandingFact[] {
  const by = [...order, { by: 'id' as const, down: order.at(-1)?.down ?? false }];
  return matching(rows, asked).sort((a, b) => { for (const { by: name, down } of by) { const way = compareValues(a[name], b[name]); if (way !== 0) return down === true ? -way : way; } return 0; }).slice(offset, offset + limit);
}

describe('a table in memory', () => {
  it('finds and counts what a look at every row would, through inserts, changes and what is taken back', () => {
    const tables = new Tables();
    const rows = new Map<string, StandingFact>();
    for (let n = 0; n < 300; n += 1) {
      const tx = new MemoryTx(tables);
      const before = new Map(rows);
      for (let writes = integer(dice, 1, 3); writes > 0; writes -= 1) {
        const known = rows.get(`f${integer(dice, 0, 300)}`);
        if (known === undefined) {
          const row: StandingFact = { id: `f${rows.size}`, version: 1, createdAt: n, updatedAt: n, kind: kind(), subjectKind: 'case', subject: subject(), source: 'test', evidence: null, from: at(), until: null, by: null, endedAt: orNull(at) };
          tx.insert('standingFact', row);
          rows.set(row.id, row);
        } else {
          const patch = oneOf({ endedAt: orNull(at) }, { subject: subject() }, { subject: subject(), endedAt: orNull(at), from: at() });
          expect(tx.update('standingFact', known.id, patch, n)).toEqual({ ...known, ...patch, version: known.version + 1, updatedAt: n });
          rows.set(known.id, { ...known, ...patch, version: known.version + 1, updatedAt: n });
        }
      }
      if (integer(dice, 0, 3) === 0) { tx.undo(); rows.clear(); for (const [id, row] of before) rows.set(id, row); }
      for (let asked = 0; asked < 10; asked += 1) {
        const one = query();
        expect(tx.find('standingFact', one), JSON.stringify(one)).toEqual(answer(rows.values(), one));
        expect(tx.count('standingFact', one.where ?? {}), JSON.stringify(one)).toBe(matching(rows.values(), one.where ?? {}).length);
      }
    }
    expect(rows.size).toBeGreaterThan(100);
  });
  it('keeps rows nobody can change', () => {
    const tx = new MemoryTx(new Tables());
    tx.insert('setting', { id: 's', version: 1, createdAt: 0, updatedAt: 0, key: 'k', value: { a: [1] } });
    const kept = tx.update('setting', 's', { key: 'other' }, 1);
    const isFrozen = (row: Row | undefined): boolean => row !== undefined && Object.isFrozen(row) && Object.isFrozen(row['value']);
    expect(isFrozen(kept as unknown as Row)).toBe(true);
    expect(kept).toEqual({ id: 's', version: 2, createdAt: 0, updatedAt: 1, key: 'other', value: { a: [1] } });
  });
});
