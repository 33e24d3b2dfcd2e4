/** Databases as earlier versions left them: migrated so far and no further, with rows in every table. */
import type Database from 'better-sqlite3';
import { migrate } from '../../src/adapters/sqlite/migrate.js';
import { migrations } from '../../src/adapters/sqlite/migrations/index.js';
import { APPLICATION_ID } from '../../src/adapters/sqlite/database.js';
import { facts, KINDS } from '../../src/app/store/schema.js';

interface Column { readonly name: string; readonly type: string; readonly notnull: number; readonly pk: number }
interface Reference { readonly from: string; readonly table: string }
/** Words that migrations branch on: the others may be anything. */
const WORDS: Readonly<Record<string, readonly string[]>> = { outcome: ['human', 'busy', 'not_placed'], direction: ['outbound', 'inbound', 'outbound'], currency: ['CNY', 'CNY', 'JPY'], overdue_since: ['2026-05-01', '2026-06-01', '2026-07-01'], mode: ['predictive', 'manual', 'robot'] };
const JSON_COLUMNS = new Set(KINDS.flatMap((kind) => facts(kind).columns.filter((column) => column.type === 'json').map((column) => `${facts(kind).table}.${column.sql}`)));
/** Rows a table gets: the first with its nullable columns empty, the others full. */
export const ROWS = 3;

/** The schema after `migrated` migrations, every table filled generically. */
export function makeOld(db: Database.Database, migrated: number): void {
  migrate(db, migrations.slice(0, migrated), 0);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma('foreign_keys = on');
  for (const table of inOrder(db)) fill(db, table);
}
export const tablesOf = (db: Database.Database): readonly string[] => db.prepare<[], { name: string }>("select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%' and name <> 'dunwell_migrations' order by name").all().map((row) => row.name);
/** Every row of every table, by table and id. */
export function everything(db: Database.Database): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  return new Map(tablesOf(db).flatMap((table) => db.prepare<[], Record<string, unknown>>(`select * from ${table}`).all().map((row): [string, Record<string, unknown>] => [`${table} ${String(row['id'])}`, row])));
}

const columnsOf = (db: Database.Database, table: string): Column[] => db.prepare<[string], Column>('select name, type, "notnull", pk from pragma_table_info(?)').all(table);
const referencesOf = (db: Database.Database, table: string): Reference[] => db.prepare<[string], Reference>('select "from", "table" from pragma_foreign_key_list(?)').all(table);

/** What is pointed at comes first. */
function inOrder(db: Database.Database): readonly string[] {
  const left = new Set(tablesOf(db));
  const done: string[] = [];
  while (left.size > 0) {
    const ready = [...left].filter((table) => referencesOf(db, table).every((one) => one.table === table || !left.has(one.table)));
    if (ready.length === 0) throw new Error(`these point at one another: ${[...left].join(', ')}`);
    for (const table of ready) { left.delete(table); done.push(table); }
  }
  return done;
}

function fill(db: Database.Database, table: string): void {
  const columns = columnsOf(db, table);
  const points = new Map(referencesOf(db, table).map((one) => [one.from, one.table]));
  const put = db.prepare(`insert into ${table} (${columns.map((column) => `"${column.name}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`);
  for (let n = 0; n < ROWS; n += 1) put.run(...columns.map((column) => valueOf(table, column, points.get(column.name), n)));
}
function valueOf(table: string, { name, type, notnull, pk }: Column, to: string | undefined, n: number): string | number | null {
  if (pk === 1) return `${table}-${n}`;
  if (notnull === 0 && n === 0) return null;
  // A row may point at an earlier one of its own table, and never at itself.
  if (to !== undefined) return to === table ? `${table}-${Math.max(0, n - 1)}` : `${to}-${n}`;
  if (JSON_COLUMNS.has(`${table}.${name}`)) return '{}';
  if (type === 'TEXT') return WORDS[name]?.[n] ?? `${name} ${n} 试`;
  if (type === 'REAL') return n + 0.5;
  // Truth values are checked to be 0 or 1, sequences and numbers are unique from 1.
  if (name === 'seq' || name === 'n') return n + 1;
  return /_at$|^at$/.test(name) ? 1_760_000_000_000 + n : n % 2;
}
