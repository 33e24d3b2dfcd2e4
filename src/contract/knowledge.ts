/** What collectors look up while they talk. */
import Type, { type Static } from 'typebox';
import { ARTICLE_KINDS, ARTICLE_LANGUAGES } from '../core/records/index.js';
import { Id, Instant, choice, closed, kept, nullable, pageQuery, seen } from './common.js';

const Stage = Type.String({ minLength: 1, maxLength: 16, pattern: '\\S' });
const text = {
  kind: choice(ARTICLE_KINDS), language: choice(ARTICLE_LANGUAGES), creditorId: nullable(Id), stage: nullable(Type.String()), tags: Type.Array(Type.String()), title: Type.String(),
  body: Type.String({ description: 'Plain text: shown as it stands, never as markup' }), source: nullable(Type.String({ description: 'The law and its article, or the document it is from' })), enabled: Type.Boolean(),
};
export const Article = Type.Object({ ...kept, entityId: Id, key: nullable(Type.String()), by: Id, ...text }, { description: 'Something collectors look up' });
export type Article = Static<typeof Article>;
export const ArticleQuery = closed({ ...pageQuery, kind: Type.Optional(choice(ARTICLE_KINDS)), language: Type.Optional(choice(ARTICLE_LANGUAGES)), creditorId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'What is for this creditor or for all' })), stage: Type.Optional(Stage) });
export const ArticleSearch = closed({
  text: Type.Optional(Type.String({ maxLength: 200, description: 'Words that must all stand in it; none: what fits the case' })), caseId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'Only what is for its creditor or for all; what is for its stage comes first' })),
  kind: Type.Optional(choice(ARTICLE_KINDS)), language: Type.Optional(choice(ARTICLE_LANGUAGES)), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
});
export const ArticlesFound = Type.Object({ items: Type.Array(Type.Object({ article: Article, excerpt: Type.String() })) });
const written = {
  creditorId: Type.Optional(nullable(Id)), stage: Type.Optional(nullable(Type.String({ maxLength: 16 }))), tags: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 })),
  source: Type.Optional(nullable(Type.String({ maxLength: 300 }))), enabled: Type.Optional(Type.Boolean()),
};
const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const Body = Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' });
export const ArticleCreate = closed({ entityId: Type.Optional(Id), key: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 64, pattern: '\\S' }))), kind: choice(ARTICLE_KINDS), language: choice(ARTICLE_LANGUAGES), title: Title, body: Body, ...written });
export const ArticleChange = closed({ ...seen, kind: Type.Optional(choice(ARTICLE_KINDS)), language: Type.Optional(choice(ARTICLE_LANGUAGES)), title: Type.Optional(Title), body: Type.Optional(Body), ...written });
export const ArticleEditions = Type.Object({ items: Type.Array(Type.Object({ number: Type.Integer(), at: Instant, by: Id, ...text })) }, { description: 'Every edition of an article, newest first' });
export const ArticleImport = closed({ entityId: Type.Optional(Id) });
export const ArticlesImported = Type.Object({ created: Type.Integer(), changed: Type.Integer(), unchanged: Type.Integer() });
