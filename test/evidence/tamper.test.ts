/** Whatever is changed anywhere in the chain shows: any bit of any column of any event, root or key, any row dropped, doubled or swapped, drawn at random. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AT } from '../contract/records.js';
import { chained, type Chained } from './world.js';

type Cell = string | number | null;
type Row = Readonly<Record<string, Cell>>;
interface Table { readonly name: string; readonly rows: readonly Row[]; readonly columns: readonly string[]; /** What puts a row in its place. */ readonly place: string }

let world: Chained;
let tables: readonly Table[];
beforeAll(async () => {
  world = await chained();
  for (let n = 0; n < 4; n += 1) { await world.call(n, { at: AT + n * 60_000 }); await world.sealer.seal(); }
  await world.store.run('testify', { note: { type: 'test.said', actor: 'test', data: { n: 1, text: 'é"\\u0000', deep: [{ a: null }] }, sealed: { debtorId: 'party-1', payload: { secret: 'words' } } }, subjects: [], at: AT + 300_000 });
  await world.store.run('eraseEvidence', { debtorId: 'party-3', by: 'boss', reason: 'asked for it', entityId: 'operator', at: AT + 400_000 });
  await world.sealer.seal();
  expect(await world.check()).toMatchObject({ problems: [], unsealed: 0, roots: 5 });
  world.tamper('pragma foreign_keys = off');
  const db = new Database(world.file);
  tables = [['stream_events', 'seq'], ['evidence_roots', 'n'], ['evidence_keys', 'id'], ['rule_texts', 'id']].map(([name, place]) => {
    const rows = db.prepare(`select * from ${name} order by ${place}`).all() as Row[];
    return { name: name!, place: place!, rows, columns: Object.keys(rows[0]!) };
  });
  db.close();
});
afterAll(() => world.done());

/** Runs it on the file, gives what verification says, and puts every table back. */
async function told(work: (db: Database.Database) => void): Promise<readonly { readonly kind: string; readonly seq: number | null }[]> {
  const db = new Database(world.file);
  db.pragma('foreign_keys = off');
  try {
    work(db);
    return (await world.check()).problems;
  } finally {
    for (const { name, rows, columns } of tables) {
      db.exec(`delete from ${name}`);
      const insert = db.prepare(`insert into ${name} (${columns.map((one) => `"${one}"`).join()}) values (${columns.map(() => '?').join()})`);
      for (const row of rows) insert.run(columns.map((one) => row[one]));
    }
    db.close();
  }
}
/** Another value of the same type: one bit of one byte, or of the number; where it is null, something. */
function flipped(value: Cell, at: number, bit: number): Cell {
  if (value === null) return bit % 2 === 0 ? 'x' : 1;
  if (typeof value === 'number') return value + (bit % 2 === 0 ? 1 : -1) * 2 ** (at % 40);
  if (value === '') return 'x';
  const bytes = Buffer.from(value, 'utf8');
  const place = at % bytes.length;
  // Below 128 it stays text.
  bytes[place] = bytes[place]! ^ (1 << bit % 7);
  const made = bytes.toString('utf8');
  return made === value ? `${value}x` : made;
}
const any = (of: number): fc.Arbitrary<number> => fc.nat(of);
const OPTIONS = { numRuns: 60, endOnFailure: true } as const;

it('a bit of any column of any event: by its place', async () => {
  await fc.assert(fc.asyncProperty(any(10_000), any(100), any(100_000), any(63), async (r, c, at, bit) => {
    const { rows, columns } = tables[0]!;
    const row = rows[r % rows.length]!;
    const column = columns[c % columns.length]!;
    const value = flipped(row[column]!, at, bit);
    const problems = await told((db) => { try { db.prepare(`update stream_events set "${column}" = ? where seq = ?`).run(value, row['seq']!); } catch { db.prepare('update stream_events set at = at + 1 where seq = ?').run(row['seq']!); } });
    // An event that took another's number is told where it is missing or where it stands now.
    const near = column === 'seq' ? [row['seq'], value, Number(row['seq']) + 1] : [row['seq']];
    expect(problems.map((one) => one.seq).some((seq) => near.includes(seq)), `${column} of ${row['seq']}: ${String(row[column])} → ${String(value)}: ${JSON.stringify(problems)}`).toBe(true);
  }), OPTIONS);
}, 120_000);
it('a bit of any column of any root, key or text', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3 }), any(10_000), any(100), any(100_000), any(63), async (t, r, c, at, bit) => {
    const { name, rows, columns } = tables[t]!;
    const row = rows[r % rows.length]!;
    const column = columns[c % columns.length]!;
    const value = flipped(row[column]!, at, bit);
    const refused: unknown[] = [];
    const problems = await told((db) => { try { db.prepare(`update ${name} set "${column}" = ? where id = ?`).run(value, row['id']!); } catch (error) { refused.push(error); } });
    // What the database itself doesn't take (a reference that points nowhere) was not changed.
    if (refused.length === 0) expect(problems.length, `${name}.${column}: ${String(row[column]).slice(0, 60)} → ${String(value).slice(0, 60)}`).toBeGreaterThan(0);
  }), OPTIONS);
}, 120_000);
it('rows dropped, doubled or swapped: by their place', async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom('drop', 'double', 'swap'), any(1), any(10_000), any(10_000), async (how, t, a, b) => {
    const { name, rows, place, columns } = tables[t]!;
    const [one, two] = [rows[a % rows.length]!, rows[b % rows.length]!];
    if (how === 'swap' && one[place] === two[place]) return;
    const problems = await told((db) => {
      if (how === 'drop') db.prepare(`delete from ${name} where ${place} = ?`).run(one[place]);
      else if (how === 'double') db.prepare(`insert into ${name} (${columns.map((column) => `"${column}"`).join()}) select ${columns.map((column) => (column === 'id' ? `id || 'x'` : column === place ? `(select max(${place}) + 1 from ${name})` : `"${column}"`)).join()} from ${name} where ${place} = ?`).run(one[place]);
      else for (const [to, from] of [[-1, one[place]], [one[place], two[place]], [two[place], -1]]) db.prepare(`update ${name} set ${place} = ? where ${place} = ?`).run(to, from);
    });
    expect(problems.length, `${how} ${name} ${String(one[place])} ${String(two[place])}`).toBeGreaterThan(0);
    if (name === 'stream_events' && how !== 'double') expect(problems.map((problem) => problem.seq)).toContain(Math.min(Number(one['seq']), how === 'swap' ? Number(two['seq']) : Infinity));
  }), OPTIONS);
}, 120_000);
