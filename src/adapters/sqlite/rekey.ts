/**
 * Goes over every row of a database file and makes what a key made anew: sealed texts wherever they stand (a column, the middle of
 * a JSON), blind indexes, wrapped keys. It knows no key, only what to do with a text; and it knows no record, so that a table
 * which is added tomorrow is not forgotten. What is hashed into the chain is left as it is.
 * Only for a copy that nobody serves from: triggers are put aside meanwhile.
 */
import Database from 'better-sqlite3';
import { faultOf } from './database.js';

export interface Rekeying {
  /** Finds sealed texts of the old key; must have the flag g. */
  readonly sealed: RegExp;
  /** The same, sealed anew; null: the old key does not open it, it is a text that looks like one. */
  reseal(text: string): string | null;
  reindex(index: string): string;
  rewrap(id: string, wrapped: string): string;
}
export interface Rekeyed { readonly rows: number; readonly seals: number; readonly indexes: number; readonly keys: number; /** Texts that look sealed and are not. */ readonly strange: number }

/** Hashed upon one another, or named by their digest: a change would break the chain. */
const CHAINED = new Set(['stream_events', 'evidence_roots', 'rule_texts', 'dunwell_migrations']);
/** Rows read at a time. */
const PAGE = 2000;

interface Column { readonly name: string; readonly type: string }
type Row = Readonly<Record<string, unknown>> & { readonly rowid_: number };

/** Throws `StoreFault`. `step`: told after each page; what it throws ends the work, and the file is of no use. */
export function rekeyFile(file: string, how: Rekeying, step: (what: string) => void): Rekeyed {
  try {
    const db = new Database(file, { fileMustExist: true });
    try {
      db.pragma('journal_mode = delete');
      // Nothing of what was there before stays in the file's unused places.
      db.pragma('secure_delete = on');
      db.pragma('synchronous = off');
      return new Rekeyer(db, how, step).all();
    } finally { db.close(); }
  } catch (error) { throw faultOf(error, file) ?? error; }
}
/** How many sealed texts `matches` finds, in every row of every table. */
export function countSealed(file: string, matches: (text: string) => number): number {
  const db = new Database(file, { fileMustExist: true, readonly: true, timeout: 5000 });
  try {
    let found = 0;
    for (const table of tablesOf(db)) {
      const texts = textsOf(db, table).map(({ name }) => name);
      if (texts.length === 0) continue;
      for (const row of db.prepare<[], readonly unknown[]>(`select ${texts.map(quoted).join(', ')} from ${quoted(table)}`).raw().iterate()) for (const value of row) if (typeof value === 'string') found += matches(value);
    }
    return found;
  } finally { db.close(); }
}

class Rekeyer {
  #rows = 0; #seals = 0; #indexes = 0; #keys = 0; #strange = 0;
  constructor(private readonly db: Database.Database, private readonly how: Rekeying, private readonly step: (what: string) => void) {}
  all(): Rekeyed {
    for (const table of tablesOf(this.db)) if (!CHAINED.has(table)) this.#table(table);
    return { rows: this.#rows, seals: this.#seals, indexes: this.#indexes, keys: this.#keys, strange: this.#strange };
  }

  #table(table: string): void {
    const columns = textsOf(this.db, table);
    if (columns.length === 0) return;
    const triggers = this.db.prepare<[string], { name: string; sql: string }>("select name, sql from sqlite_schema where type = 'trigger' and tbl_name = ? and name like 'no_update_of_%'").all(table);
    for (const { name } of triggers) this.db.exec(`drop trigger ${quoted(name)}`);
    const read = this.db.prepare<[number], Row>(`select rowid as rowid_, ${columns.map(({ name }) => quoted(name)).join(', ')}${table === 'standing_facts' ? ', subject_kind as kind_' : ''} from ${quoted(table)} where rowid > ? order by rowid limit ${PAGE}`);
    for (let after = 0; ;) {
      const page = read.all(after);
      this.db.transaction(() => { for (const row of page) this.#row(table, columns, row); })();
      this.step(`${table} ${after}`);
      if (page.length < PAGE) break;
      after = page.at(-1)?.rowid_ ?? after;
    }
    for (const { sql } of triggers) this.db.exec(sql);
  }
  #row(table: string, columns: readonly Column[], row: Row): void {
    const changed = new Map<string, string>();
    for (const { name } of columns) {
      const value = row[name];
      if (typeof value !== 'string' || value === '') continue;
      const made = this.#value(table, name, value, row);
      if (made !== value) changed.set(name, made);
    }
    this.#rows += 1;
    if (changed.size === 0) return;
    this.db.prepare(`update ${quoted(table)} set ${[...changed.keys()].map((name) => `${quoted(name)} = ?`).join(', ')} where rowid = ?`).run(...changed.values(), row.rowid_);
  }
  #value(table: string, column: string, value: string, row: Row): string {
    if (column.endsWith('_index') || (table === 'standing_facts' && column === 'subject' && row['kind_'] === 'phone')) {
      const made = this.how.reindex(value);
      if (made !== value) this.#indexes += 1;
      return made;
    }
    if (table === 'evidence_keys' && column === 'wrapped') { this.#keys += 1; return this.how.rewrap(String(row['id']), value); }
    return value.replace(this.how.sealed, (text) => {
      const made = this.how.reseal(text);
      if (made === null) { this.#strange += 1; return text; }
      this.#seals += 1;
      return made;
    });
  }
}

/** Plain tables; what is searched by words (FTS) holds nothing sealed and keeps its own. */
function tablesOf(db: Database.Database): readonly string[] {
  return db.prepare<[], { name: string; type: string }>("select name, type from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'").all().map(({ name }) => name).sort();
}
const textsOf = (db: Database.Database, table: string): readonly Column[] => db.prepare<[string], Column>("select name, type from pragma_table_info(?) where lower(type) = 'text'").all(table);
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
