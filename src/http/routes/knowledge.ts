import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import type { Article } from '../../core/records/index.js';
import { authOf } from '../auth.js';
import { shown, shownPage } from '../present.js';
import { sendProblem } from '../problems.js';
import type { Router } from '../router.js';

/** Law, questions and products to look up; the terms of the index stay inside. */
const show = ({ id, version, createdAt, updatedAt, entityId, key, by, kind, language, creditorId, stage, tags, title, body, source, enabled }: Article) => ({ id, version, createdAt, updatedAt, entityId, key, by, kind, language, creditorId, stage, tags, title, body, source, enabled });
/** Of a file, in bytes: five thousand articles of some hundred words. */
const LARGEST = 8 * 1024 * 1024;

export function knowledgeRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'knowledge';
  router.add({ method: 'GET', url: '/articles', tag, summary: 'Articles of your entity, newest first', description: 'Drafts only to whoever may write.', verb: 'article.read', query: c.ArticleQuery, answer: c.page(c.Article), run: async ({ by, query }) => shownPage(await app.listArticles(deps, by, query), show) });
  router.add({
    method: 'POST', url: '/articles/search', tag, summary: 'Find articles by words, or by a case', description: 'In the body, as people type names. Every word must stand in it; Chinese is found by any two characters that stand together.', verb: 'article.read', body: c.ArticleSearch, answer: c.ArticlesFound, keyed: false,
    run: async ({ by, body }) => shown(await app.searchArticles(deps, by, body), (items) => ({ items: items.map(({ article, excerpt }) => ({ article: show(article), excerpt })) })),
  });
  router.add({ method: 'POST', url: '/articles', tag, summary: 'Write an article', verb: 'article.write', body: c.ArticleCreate, answer: c.Article, status: 201, run: async ({ by, body }) => shown(await app.createArticle(deps, by, body), show) });
  router.add({ method: 'POST', url: '/articles/shipped', tag, summary: 'Add the articles the product comes with', description: 'Questions debtors ask, and what Chinese law says of them. What is there under their keys stays as it was changed.', verb: 'article.write', body: c.ArticleImport, answer: c.ArticlesImported, run: ({ by, body }) => app.addShippedArticles(deps, by, body) });
  router.add({ method: 'GET', url: '/articles/:id', tag, summary: 'One article', verb: 'article.read', params: c.IdParams, answer: c.Article, run: async ({ by, params }) => shown(await app.getArticle(deps, by, params.id), show) });
  router.add({
    method: 'GET', url: '/articles/:id/editions', tag, summary: 'Every edition of an article, newest first', verb: 'article.write', params: c.IdParams, answer: c.ArticleEditions,
    run: async ({ by, params }) => shown(await app.articleEditions(deps, by, params.id), (items) => ({ items: items.map(({ number, at, by: who, kind, language, creditorId, stage, tags, title, body, source, enabled }) => ({ number, at, by: who, kind, language, creditorId, stage, tags, title, body, source, enabled })) })),
  });
  router.add({
    method: 'PATCH', url: '/articles/:id', tag, summary: 'Change an article', description: 'The edition before is kept.', verb: 'article.write', params: c.IdParams, body: c.ArticleChange, answer: c.Article, versioned: 'required',
    current: async ({ by, params }) => shown(await app.getArticle(deps, by, params.id), show), run: async ({ by, params, patch, expected }) => shown(await app.changeArticle(deps, by, params.id, expected, patch), show),
  });
  importRoute(router);
}

function importRoute(router: Router): void {
  const { deps } = router.context;
  router.app.route<{ Querystring: { readonly entityId?: string } }>({
    method: 'POST', url: '/articles/import', config: { problems: [400, 401, 403, 413, 415, 422, 429, 500], upload: true },
    schema: {
      tags: ['knowledge'], summary: 'Import articles from a file', description: `multipart/form-data with one part \`file\`: a JSON list of articles, or CSV or XLSX whose first line names key, kind, language, creditor, stage, tags, title, body, source, enabled. All or none: each row's mistakes stand in \`problems\`. At most ${LARGEST} bytes. Needs the right \`article.write\`.`,
      security: [{ bearer: [] }, { cookie: [] }], querystring: c.ArticleImport, response: { 200: { description: 'Written', content: { 'application/json': { schema: c.ArticlesImported } } } },
    },
    handler: async (request, reply) => {
      // The right is asked for before a byte is read.
      const right = app.allowed(authOf(request).user, 'article.write');
      if (!right.ok) return sendProblem(request, reply, right.error);
      const part = await request.file({ limits: { fileSize: LARGEST } });
      if (part === undefined) return sendProblem(request, reply, { code: 'import.no_file', text: 'no part named `file`', at: 'file' });
      const bytes = await part.toBuffer();
      const done = await app.importArticles(deps, authOf(request).user, request.query, { name: part.filename.slice(0, 200), bytes });
      if (!done.ok) return sendProblem(request, reply, done.error);
      return reply.send(done.value);
    },
  });
}
