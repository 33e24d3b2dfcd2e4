/**
 * Words every part of the REST contract shares: ids, instants, pages, problems.
 * A leaf: browser and server both read it; it knows schemas and nothing of how they are served.
 */
import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox';

export const Id = Type.String({ minLength: 1, maxLength: 64, description: 'Identifier (UUIDv7)' });
export const Instant = Type.Integer({ description: 'Milliseconds since 1970-01-01T00:00Z' });
export const LocalDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Calendar date, YYYY-MM-DD' });
export const Minor = Type.Integer({ description: 'Amount in the minor unit of its currency (fen, cents)' });
export const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
export const Code = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' });
export const Note = Type.String({ maxLength: 2000 });

/** One of a closed set of words. */
export function choice<const V extends readonly string[]>(values: V, description?: string) {
  return Type.Unsafe<V[number]>({ type: 'string', enum: [...values], ...(description === undefined ? {} : { description }) });
}
/** The value or null, written the short way serialisers like. */
export function nullable<S extends TSchema>(schema: S) {
  const plain: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(schema));
  if (typeof plain['type'] !== 'string' || plain['type'] === 'object') return Type.Unsafe<Static<S> | null>(Type.Union([schema, Type.Null()]));
  return Type.Unsafe<Static<S> | null>({ ...plain, type: [plain['type'], 'null'], ...(Array.isArray(plain['enum']) ? { enum: [...(plain['enum'] as unknown[]), null] } : {}) });
}
/** An object that refuses fields it does not know: a typing mistake in a request is said, not swallowed. */
export function closed<P extends TProperties>(properties: P, description?: string): TObject<P> {
  return Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
}

/** Fields every kept record shows. `version` goes back in a change. */
export const kept = { id: Id, version: Type.Integer({ minimum: 1 }), createdAt: Instant, updatedAt: Instant };
/** In a change: the version you saw, unless `If-Match` says it. */
export const seen = { version: Type.Optional(Type.Integer({ minimum: 1, description: 'The version this change is based on; or send it as If-Match' })) };

export const IdParams = closed({ id: Id });
export type IdParams = Static<typeof IdParams>;

export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Rows a page, 1 to 200' })),
  cursor: Type.Optional(Type.String({ maxLength: 300, description: '`next` of the page before; opaque' })),
};
export const PageQuery = closed(pageQuery);
export interface PageAsk { readonly limit?: number; readonly cursor?: string }
/** A page; `next` is null on the last one. */
export function page<S extends TSchema>(item: S) {
  return Type.Object({ items: Type.Array(item), next: nullable(Type.String({ description: 'Give it as `cursor` to read on' })) });
}

/** RFC 9457. `code` is stable and is what programs should look at; `detail` is for people and holds no personal data. */
export const Problem = Type.Object({
  type: Type.String(), title: Type.String(), status: Type.Integer(), code: Type.String(), detail: Type.String(),
  at: Type.Optional(Type.String({ description: 'Where in the request: JSON pointer, parameter or column' })),
  problems: Type.Optional(Type.Array(Type.Object({ code: Type.String(), text: Type.String(), at: Type.Optional(Type.String()) }), { description: 'Every mistake, when there are several' })),
  current: Type.Optional(Type.Unknown({ description: 'The row as it is now, when somebody changed it first' })),
  requestId: Type.String(),
}, { description: 'application/problem+json' });
export type Problem = Static<typeof Problem>;
