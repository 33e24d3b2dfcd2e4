/** What collectors look up while they talk: kept by those who may, every edition, found by words or by the case on the screen. */
import { askedTerms, excerptOf, scoreOf } from '../../core/knowledge/terms.js';
import type { Article, ArticleEdition, ArticleKind, ArticleLanguage, ArticleText, User } from '../../core/records/index.js';
import { scopeOf } from '../../core/rights/policy.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { daysPastDue, stageOf } from '../../core/collections/stage.js';
import { homeDay } from './home.js';
import { allowed, entityFor, reachRow, refuse, unknown, type Deps } from './context.js';
import { ofEntity } from './org.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { creditorsOf, reachCase } from './reach.js';

export interface ArticleAsk extends PageAsk { readonly kind?: ArticleKind; readonly language?: ArticleLanguage; readonly creditorId?: Id; readonly stage?: string }
/** Candidates the index gives at most; the best of them are shown. */
const MOST_FOUND = 500;
const MOST_TAGS = 20;

/** Whoever writes sees drafts; everybody else only what is enabled. Nobody sees what is for a creditor beyond their own. */
function wheres(by: User, ask: Omit<ArticleAsk, 'limit' | 'cursor'>): Result<readonly Where<Article>[]> {
  const places = ofEntity(by, allowed(by, 'article.read'), undefined);
  if (!places.ok) return places;
  const where: Where<Article> = {
    ...(scopeOf(by.role, 'article.write') === null ? { enabled: true } : {}), ...(ask.kind === undefined ? {} : { kind: ask.kind }), ...(ask.language === undefined ? {} : { language: ask.language }),
    ...(ask.creditorId === undefined ? {} : { creditorId: { in: [null, ask.creditorId] } }), ...(ask.stage === undefined ? {} : { stage: { in: [null, ask.stage] } }),
  };
  return ok(places.value.map((place) => ({ ...place, ...where })));
}
async function keeperOf(deps: Deps, by: User): Promise<(row: Article) => boolean> {
  const scope = allowed(by, 'article.read');
  const creditors = scope.ok ? await creditorsOf(deps, by, scope.value) : new Set<Id>();
  return (row) => row.creditorId === null || creditors === null || creditors.has(row.creditorId);
}

/** Articles of the entity, newest first. */
export async function listArticles(deps: Deps, by: User, ask: ArticleAsk): Promise<Result<Page<Article>>> {
  const found = wheres(by, ask);
  if (!found.ok) return found;
  const keep = await keeperOf(deps, by);
  return pageOf(deps.store, 'article', ask, { wheres: found.value, down: true, keep });
}
export async function getArticle(deps: Deps, by: User, id: Id): Promise<Result<Article>> {
  const found = await reachRow(deps, by, 'article.read', 'article', id, (row) => row);
  if (!found.ok) return found;
  return (found.value.enabled || scopeOf(by.role, 'article.write') !== null) && (await keeperOf(deps, by))(found.value) ? found : unknown('article');
}
/** Every edition, newest first. */
export async function articleEditions(deps: Deps, by: User, id: Id): Promise<Result<readonly ArticleEdition[]>> {
  const scope = allowed(by, 'article.write');
  if (!scope.ok) return scope;
  const found = await getArticle(deps, by, id);
  return found.ok ? ok(await deps.store.find('articleEdition', { where: { articleId: id }, order: [{ by: 'number', down: true }], limit: 500 })) : found;
}

export interface ArticleSearch { readonly text?: string; readonly caseId?: Id; readonly kind?: ArticleKind; readonly language?: ArticleLanguage; readonly limit?: number }
export interface ArticleFound { readonly article: Article; readonly excerpt: string }
/**
 * Enabled articles that hold every term asked for, the best first; without words, those that fit the case best. With a case only what is
 * for its creditor or for all, and what is for its stage comes first.
 */
export async function searchArticles(deps: Deps, by: User, ask: ArticleSearch): Promise<Result<readonly ArticleFound[]>> {
  const of = ask.caseId === undefined ? null : await placeOf(deps, by, ask.caseId);
  if (of !== null && !of.ok) return of.error.code === 'case.unknown' ? fail('reference.unknown', 'no such case', '/caseId') : of;
  const place = of?.value ?? null;
  const text = ask.text?.trim() ?? '';
  const terms = askedTerms(text);
  if (text !== '' && terms.length === 0) return ok([]);
  const found = wheres(by, { ...(ask.kind === undefined ? {} : { kind: ask.kind }), ...(ask.language === undefined ? {} : { language: ask.language }), ...(place === null ? {} : { creditorId: place.creditorId }) });
  if (!found.ok) return found;
  const rows = (await Promise.all(found.value.map((where) => deps.store.find('article', { where: { ...where, enabled: true, ...(terms.length === 0 ? {} : { terms: { match: terms } }) }, order: [{ by: 'id', down: true }], limit: MOST_FOUND })))).flat().filter(await keeperOf(deps, by));
  const fits = (row: Article): number => (place === null ? 0 : (row.creditorId === place.creditorId ? 3 : 0) + (row.stage !== null && row.stage === place.stage ? 2 : 0));
  const ranked = rows.map((article) => ({ article, score: scoreOf(article, text) + fits(article) })).sort((a, b) => b.score - a.score || b.article.updatedAt - a.article.updatedAt || (a.article.id < b.article.id ? -1 : 1));
  return ok(ranked.slice(0, ask.limit ?? 20).map(({ article }) => ({ article, excerpt: excerptOf(article.body, text) })));
}
async function placeOf(deps: Deps, by: User, caseId: Id): Promise<Result<{ readonly creditorId: Id; readonly stage: string | null }>> {
  const found = await reachCase(deps, by, 'case.read', caseId);
  return found.ok ? ok({ creditorId: found.value.creditorId, stage: stageOf(daysPastDue(found.value.overdueSince, await homeDay(deps))) }) : found;
}

export type ArticleInput = Pick<ArticleText, 'kind' | 'language' | 'title' | 'body'> & Partial<Omit<ArticleText, 'kind' | 'language' | 'title' | 'body'>> & { readonly entityId?: Id; readonly key?: string | null };
/** Codes: `article.invalid` (each mistake in `all`), `article.key_taken`. */
export async function createArticle(deps: Deps, by: User, input: ArticleInput): Promise<Result<Article>> {
  const scope = allowed(by, 'article.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, input.entityId);
  if (!entity.ok) return entity;
  const text = await readText(deps, by, input);
  if (!text.ok) return text;
  const made = await deps.store.run('keepArticle', { id: null, entityId: entity.value, key: input.key?.trim() ?? null, text: text.value, expectedVersion: null, by: by.id, at: deps.clock.now() });
  return made.ok ? getArticle(deps, by, made.value.id) : made;
}
/** Codes: as `createArticle`, `article.unknown`, `record.stale`. */
export async function changeArticle(deps: Deps, by: User, id: Id, expected: number, patch: Partial<Omit<ArticleInput, 'entityId' | 'key'>>): Promise<Result<Article>> {
  const scope = allowed(by, 'article.write');
  if (!scope.ok) return scope;
  const found = await getArticle(deps, by, id);
  if (!found.ok) return found;
  const text = await readText(deps, by, { ...found.value, ...patch });
  if (!text.ok) return text;
  const kept = await deps.store.run('keepArticle', { id, entityId: found.value.entityId, key: found.value.key, text: text.value, expectedVersion: expected, by: by.id, at: deps.clock.now() });
  return kept.ok ? getArticle(deps, by, id) : kept;
}

/** A creditor may be named by its id, or by its name where no other has it. */
export async function readText(deps: Deps, by: User, input: ArticleInput): Promise<Result<ArticleText>> {
  const problems: Failure[] = [];
  const title = input.title.trim();
  const body = input.body.replace(/\r\n?/g, '\n').trim();
  if (title === '') problems.push({ code: 'article.title', text: 'needs a title', at: '/title' });
  if (body === '') problems.push({ code: 'article.body', text: 'says nothing', at: '/body' });
  const tags = [...new Set((input.tags ?? []).map((tag) => tag.trim()).filter((tag) => tag !== ''))];
  if (tags.length > MOST_TAGS) problems.push({ code: 'article.tags', text: `at most ${MOST_TAGS} tags`, at: '/tags' });
  const creditor = input.creditorId == null || input.creditorId === '' ? null : await creditorOf(deps, by, input.creditorId);
  if (creditor === undefined) problems.push({ code: 'reference.unknown', text: 'no such creditor', at: '/creditorId' });
  if (problems.length > 0 || creditor === undefined) return refuse('article.invalid', problems);
  const plain = (text: string | null | undefined): string | null => { const trimmed = text?.trim() ?? ''; return trimmed === '' ? null : trimmed; };
  return ok({ kind: input.kind, language: input.language, creditorId: creditor, stage: plain(input.stage), tags, title, body, source: plain(input.source), enabled: input.enabled ?? true });
}
/** Only a creditor the asker may see: their own entity, its parents' and children's creditors, or whose cases their entity works. */
async function creditorOf(deps: Deps, by: User, name: string): Promise<Id | undefined> {
  const byId = await deps.store.get('entity', name);
  const found = byId ?? (await deps.store.find('entity', { where: { name }, limit: 2 })).at(0);
  if (found === undefined) return undefined;
  if (scopeOf(by.role, 'article.write') === 'all' || found.id === by.entityId || found.parentId === by.entityId) return found.id;
  return await deps.store.count('case', { entityId: by.entityId, creditorId: found.id }) > 0 ? found.id : undefined;
}
