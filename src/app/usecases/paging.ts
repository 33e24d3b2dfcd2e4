/** Pages by key, never by offset: a row inserted or changed between two pages is neither skipped nor shown twice. */
import type { Kind, Records } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Store } from '../ports/store.js';
import type { Query, Where } from '../store/tx.js';

export interface PageAsk { readonly limit?: number; readonly cursor?: string }
export interface Page<T> { readonly items: readonly T[]; readonly next: string | null }

export const DEFAULT_PAGE = 50;
const CHUNK = 200;
/** Rows looked at for one page at most when `keep` throws many away; the page is then short, with a cursor to go on. */
const MOST_SCANNED = 5000;

interface Key { readonly value: string | number; readonly id: string }
export interface PageOf<K extends Kind> {
  /** Alternatives (OR); each is a conjunction. Must not ask about `id`. Empty: nothing matches. */
  readonly wheres: readonly Where<Records[K]>[];
  /** A column that is never null; default `id`. */
  readonly by?: keyof Records[K] & string;
  readonly down?: boolean;
  /** A last check the store cannot make. */
  readonly keep?: (row: Records[K]) => boolean | Promise<boolean>;
}

export async function pageOf<K extends Kind>(store: Store, kind: K, ask: PageAsk, of: PageOf<K>): Promise<Result<Page<Records[K]>>> {
  const limit = ask.limit ?? DEFAULT_PAGE;
  let after: Key | null = null;
  if (ask.cursor !== undefined) {
    after = readCursor(ask.cursor);
    if (after === null) return fail('cursor.invalid', 'this cursor was not given by a page', 'cursor');
  }
  const items: Records[K][] = [];
  let scanned = 0;
  for (;;) {
    const want = of.keep === undefined ? limit + 1 - items.length : CHUNK;
    const rows = await fetchAfter(store, kind, of, after, want);
    for (const row of rows) {
      if (items.length === limit) return ok({ items, next: after === null ? null : writeCursor(after) });
      if (of.keep === undefined || await of.keep(row)) items.push(row);
      after = keyOf(row, of);
      scanned++;
    }
    if (rows.length < want) return ok({ items, next: null });
    if (items.length < limit && scanned >= MOST_SCANNED) return ok({ items, next: after === null ? null : writeCursor(after) });
  }
}

async function fetchAfter<K extends Kind>(store: Store, kind: K, of: PageOf<K>, after: Key | null, want: number): Promise<Records[K][]> {
  const parts = await Promise.all(of.wheres.map((where) => oneWhere(store, kind, of, where, after, want)));
  if (parts.length === 1) return parts[0] ?? [];
  const seen = new Map<string, Records[K]>();
  for (const row of parts.flat()) seen.set(row.id, row);
  const sign = of.down === true ? -1 : 1;
  return [...seen.values()].sort((a, b) => sign * compare(keyOf(a, of), keyOf(b, of))).slice(0, want);
}

async function oneWhere<K extends Kind>(store: Store, kind: K, of: PageOf<K>, where: Where<Records[K]>, after: Key | null, want: number): Promise<Records[K][]> {
  const down = of.down === true;
  const past = (value: string | number): object => down ? { lt: value } : { gt: value };
  const by = of.by ?? 'id';
  const order = by === 'id' ? [{ by: 'id', down }] : [{ by, down }, { by: 'id', down }];
  const find = (conditions: object, limit: number): Promise<Records[K][]> => store.find(kind, { where: conditions, order, limit } as unknown as Query<Records[K]>);
  if (after === null) return find(where, want);
  if (by === 'id') return find({ ...where, id: past(after.id) }, want);
  const tied = await find({ ...where, [by]: after.value, id: past(after.id) }, want);
  if (tied.length >= want) return tied;
  const asked = (where as Readonly<Record<string, unknown>>)[by];
  const range = typeof asked === 'object' && asked !== null ? asked : {};
  return [...tied, ...await find({ ...where, [by]: { ...range, ...past(after.value) } }, want - tied.length)];
}

function keyOf<K extends Kind>(row: Records[K], of: PageOf<K>): Key {
  const value = of.by === undefined ? row.id : row[of.by];
  return { value: typeof value === 'number' ? value : String(value), id: row.id };
}
function compare(a: Key, b: Key): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
function writeCursor(key: Key): string {
  return Buffer.from(JSON.stringify([key.value, key.id])).toString('base64url');
}
function readCursor(text: string): Key | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(read) || read.length !== 2) return null;
    const [value, id] = read as unknown[];
    return (typeof value === 'string' || typeof value === 'number') && typeof id === 'string' ? { value, id } : null;
  } catch { return null; }
}
