/**
 * Words for writing migrations. A migration lists statements built with kysely and cannot read the database, so its text is
 * the same on every machine and its checksum means something. Once released, a migration and these words never change what
 * they say: add a new migration instead.
 */
import { type ColumnDefinitionBuilder, DummyDriver, Kysely, sql, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Compilable } from 'kysely';

export type Statements = readonly Compilable[];
/** Builds only; nothing it makes is run through it. */
export type Builder = Kysely<unknown>;
export interface Migration {
  /** `0001-first`: four digits, a dash, a word or two. */
  readonly name: string;
  up(db: Builder): Statements;
}

export const builder = (): Builder => new Kysely<unknown>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** `text`, `int`, `real`, `bool` or `json`; `?` when it may be null; ` -> table` when it points at a row there. */
export type ColumnText = `${'text' | 'int' | 'real' | 'bool' | 'json'}${'' | '?'}${'' | ` -> ${string}`}`;
export interface Keys {
  readonly unique?: readonly string[];
  /** `a, b`, or `a, b where c is null`. */
  readonly index?: readonly string[];
  readonly appendOnly?: true;
}
const SQL_TYPE = { text: 'text', int: 'integer', real: 'real', bool: 'integer', json: 'text' } as const;

/** A STRICT table with its keys, references (nothing is ever deleted, so RESTRICT) and indexes. */
export function table(db: Builder, name: string, columns: Readonly<Record<string, ColumnText>>, keys: Keys = {}): Statements {
  let create = db.schema.createTable(name).addColumn('id', 'text', (column) => column.primaryKey().notNull());
  const all: Readonly<Record<string, ColumnText>> = { version: 'int', created_at: 'int', updated_at: 'int', ...columns };
  for (const [column, text] of Object.entries(all)) {
    const { type, build } = columnOf(name, column, text);
    create = create.addColumn(column, type, build);
  }
  return [
    create.modifyEnd(sql`strict`),
    ...(keys.unique ?? []).map((on) => uniqueKey(db, name, on)),
    ...(keys.index ?? []).map((on) => index(db, name, on)),
    ...(keys.appendOnly ? appendOnly(db, name) : []),
  ];
}

/** What one column's text means. */
function columnOf(name: string, column: string, text: ColumnText): { readonly type: 'text' | 'integer' | 'real'; readonly need: string | number | null; readonly build: (built: ColumnDefinitionBuilder) => ColumnDefinitionBuilder } {
  const parts = /^(text|int|real|bool|json)(\??)(?: -> (\w+))?$/.exec(text);
  const type = parts?.[1];
  if (!parts || !isType(type)) throw new TypeError(`${name}.${column}: what is ${text}?`);
  return {
    type: SQL_TYPE[type], need: parts[2] === '?' ? null : type === 'text' ? '' : type === 'json' ? '[]' : 0,
    build: (built) => {
      let made = built;
      if (parts[2] !== '?') made = made.notNull();
      if (type === 'bool') made = made.check(sql`${sql.ref(column)} in (0, 1)`);
      if (parts[3] !== undefined) made = made.references(`${parts[3]}.id`).onDelete('restrict').onUpdate('restrict');
      return made;
    },
  };
}

/** Columns a table gets later. One that may not be null holds an empty text, 0 or `[]` in the rows that are there. */
export function add(db: Builder, name: string, columns: Readonly<Record<string, ColumnText>>): Statements {
  return Object.entries(columns).map(([column, text]) => {
    const { type, need, build } = columnOf(name, column, text);
    return db.schema.alterTable(name).addColumn(column, type, (built) => (need === null ? build(built) : build(built).defaultTo(sql.lit(need))));
  });
}

export function uniqueKey(db: Builder, name: string, on: string): Compilable {
  const columns = on.split(', ');
  return db.schema.createIndex(`uq_${name}_${columns.join('_')}`).on(name).columns(columns).unique();
}
export function index(db: Builder, name: string, on: string): Compilable {
  const [text = '', whereNull] = on.replace(/ is null$/, '').split(' where ');
  const columns = text.split(', ');
  const made = db.schema.createIndex(`ix_${name}_${columns.join('_')}${whereNull === undefined ? '' : `_no_${whereNull}`}`).on(name).columns(columns);
  return whereNull === undefined ? made : made.where(sql.ref(whereNull), 'is', null);
}
/** Not even a slip in our own code changes what was journalled. */
export function appendOnly(db: Builder, name: string): Statements {
  return (['update', 'delete'] as const).map((verb) => {
    const statement = sql`create trigger ${sql.id(`no_${verb}_of_${name}`)} before ${sql.raw(verb)} on ${sql.id(name)} begin select raise(abort, ${sql.lit(`${name} is append-only`)}); end`;
    return { compile: () => statement.compile(db) };
  });
}
const isType = (text: string | undefined): text is keyof typeof SQL_TYPE => text !== undefined && text in SQL_TYPE;
