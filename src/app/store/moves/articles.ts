/** Knowledge: articles written and changed, each edition kept beside the article. */
import type { Article, ArticleText } from '../../../core/records/index.js';
import { termsOf } from '../../../core/knowledge/terms.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

export interface KeepArticle {
  /** null: a new one. */
  readonly id: Id | null;
  readonly entityId: Id; readonly key: string | null; readonly text: ArticleText;
  /** null: whatever it is now. */
  readonly expectedVersion: number | null;
  readonly by: Id; readonly at: Instant;
}
export interface KeptArticle { readonly id: Id; readonly version: number; readonly what: 'created' | 'changed' | 'unchanged' }

/** Writes an article and its edition. The same text again changes nothing. Codes: `article.unknown`, `article.key_taken`, `record.stale`. */
export function keepArticle(context: MoveContext, input: KeepArticle): Result<KeptArticle> {
  const { tx } = context;
  const { text, at, by } = input;
  const before = input.id === null ? undefined : tx.get('article', input.id);
  if (input.id !== null && before?.entityId !== input.entityId) return fail('article.unknown', 'no such article');
  if (before !== undefined && input.expectedVersion !== null && before.version !== input.expectedVersion) return fail('record.stale', `article was changed by another: version is ${before.version}, you had ${input.expectedVersion}`);
  if (before === undefined && input.key !== null && tx.count('article', { entityId: input.entityId, key: input.key }) > 0) return fail('article.key_taken', 'this key is taken', '/key');
  if (before !== undefined && sameText(before, text)) return ok({ id: before.id, version: before.version, what: 'unchanged' });
  const terms = termsOf(text.title, text.tags.join(' '), text.body, text.source ?? '');
  const id = before?.id ?? context.ids.id();
  if (before === undefined) tx.insert('article', { id, version: 1, createdAt: at, updatedAt: at, entityId: input.entityId, key: input.key, by, terms, ...text });
  else tx.update('article', id, { ...text, terms, by }, at);
  const number = (before?.version ?? 0) + 1;
  tx.insert('articleEdition', { id: context.ids.id(), version: 1, createdAt: at, updatedAt: at, articleId: id, number, by, at, ...text });
  append(context, { type: before === undefined ? 'article.created' : 'article.changed', actor: by, data: { entityId: input.entityId, kind: text.kind, language: text.language, version: number } }, [id], at);
  return ok({ id, version: number, what: before === undefined ? 'created' : 'changed' });
}
const FIELDS = ['kind', 'language', 'creditorId', 'stage', 'title', 'body', 'source', 'enabled'] as const;
const sameText = (one: Article, other: ArticleText): boolean => FIELDS.every((field) => one[field] === other[field]) && one.tags.join('\n') === other.tags.join('\n');

/** Many articles of one entity in one transaction: by a key that is known the article is changed, else it is made. */
export function keepArticles(context: MoveContext, input: { readonly entityId: Id; readonly rows: readonly { readonly key: string | null; readonly text: ArticleText }[]; readonly by: Id; readonly at: Instant }): { readonly created: number; readonly changed: number; readonly unchanged: number } {
  const count = { created: 0, changed: 0, unchanged: 0 };
  for (const { key, text } of input.rows) {
    const known = key === null ? undefined : context.tx.first('article', { where: { entityId: input.entityId, key } });
    const kept = keepArticle(context, { id: known?.id ?? null, entityId: input.entityId, key, text, expectedVersion: null, by: input.by, at: input.at });
    if (kept.ok) count[kept.value.what] += 1;
  }
  return count;
}
