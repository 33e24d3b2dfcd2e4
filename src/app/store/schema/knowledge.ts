/** Tables of the knowledge collectors look up. */
import type { Article, ArticleEdition } from '../../../core/records/index.js';
import { kept, type Table } from './table.js';

const text = { kind: 'text', language: 'text', creditorId: 'text?', stage: 'text?', tags: 'json', title: 'text', body: 'text', source: 'text?', enabled: 'bool' } as const;
export const article: Table<Article> = {
  table: 'articles', columns: { ...kept, entityId: 'text', key: 'text?', by: 'text', terms: 'text', ...text }, refs: { entityId: 'entity', creditorId: 'entity', by: 'user' },
  unique: [['entityId', 'key']], indexes: [{ on: ['entityId', 'kind'] }], searched: 'terms',
};
export const articleEdition: Table<ArticleEdition> = {
  table: 'article_editions', columns: { ...kept, articleId: 'text', number: 'int', by: 'text', at: 'int', ...text }, refs: { articleId: 'article', creditorId: 'entity', by: 'user' },
  unique: [['articleId', 'number']], appendOnly: true,
};
