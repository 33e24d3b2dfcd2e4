/** Articles from a file (JSON, CSV or XLSX), all or none; and those the product comes with. */
import { ARTICLE_KINDS, ARTICLE_LANGUAGES, type ArticleText, type User } from '../../core/records/index.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { TableFile, TableFiles } from '../ports/files.js';
import { ARTICLES } from '../seed/articles.js';
import { readText, type ArticleInput } from './articles.js';
import { allowed, entityFor, refuse, type Deps } from './context.js';

export interface ArticlesImported { readonly created: number; readonly changed: number; readonly unchanged: number }
export interface ArticleImportAsk { readonly entityId?: Id }
const MOST_ROWS = 5_000;
/** Header of a table, or field of an object: each also as spreadsheets in Chinese name it. */
const COLUMNS: Readonly<Record<string, keyof ArticleInput>> = {
  key: 'key', 编号: 'key', kind: 'kind', 类别: 'kind', language: 'language', 语言: 'language', creditor: 'creditorId', creditorid: 'creditorId', 委托方: 'creditorId', stage: 'stage', 阶段: 'stage', tags: 'tags', 标签: 'tags', title: 'title', 标题: 'title', body: 'body', 正文: 'body', source: 'source', 依据: 'source', enabled: 'enabled', 启用: 'enabled',
};
const KINDS: Readonly<Record<string, string>> = { 法规: 'law', 法律: 'law', 问答: 'faq', 产品: 'product' };
const LANGUAGES: Readonly<Record<string, string>> = { 中文: 'zh', 英文: 'en', 'zh-cn': 'zh' };
const NO: ReadonlySet<string> = new Set(['false', '0', 'no', '否']);

interface Row { readonly at: string; readonly fields: ReadonlyMap<keyof ArticleInput, string> }

/**
 * Writes the articles of a file: with a key that is known the article is changed, else made. Nothing is written while a row is wrong.
 * Codes: `import.*` (the file), `article.import` (each row's mistakes in `all`, at `/row/field`).
 */
export async function importArticles(deps: Deps & { readonly tables: TableFiles }, by: User, ask: ArticleImportAsk, file: { readonly name: string; readonly bytes: Uint8Array }): Promise<Result<ArticlesImported>> {
  const scope = allowed(by, 'article.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, ask.entityId);
  if (!entity.ok) return entity;
  const rows = await rowsOf(deps.tables, file);
  if (!rows.ok) return rows;
  const problems: Failure[] = [];
  const read: { readonly key: string | null; readonly text: ArticleText }[] = [];
  const keys = new Set<string>();
  for (const row of rows.value) {
    const input = inputOf(row, problems);
    if (input === null) continue;
    if (input.key != null && keys.has(input.key)) problems.push({ code: 'article.key_taken', text: 'this key stands twice in the file', at: `${row.at}/key` });
    if (input.key != null) keys.add(input.key);
    const text = await readText(deps, by, input);
    if (text.ok) read.push({ key: input.key ?? null, text: text.value });
    else for (const one of 'all' in text.error && Array.isArray(text.error.all) ? text.error.all as readonly Failure[] : [text.error]) problems.push({ ...one, at: `${row.at}${one.at ?? ''}` });
  }
  if (problems.length > 0) return refuse('article.import', problems.slice(0, 200));
  return keep(deps, by, entity.value, read);
}

/** The articles the product comes with, under their keys; what is there by such a key stays as it was changed. */
export async function addShippedArticles(deps: Deps, by: User, ask: ArticleImportAsk): Promise<Result<ArticlesImported>> {
  const scope = allowed(by, 'article.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, ask.entityId);
  if (!entity.ok) return entity;
  const there = new Set((await deps.store.find('article', { where: { entityId: entity.value, key: { in: ARTICLES.map((one) => one.key) } } })).map((one) => one.key));
  const fresh = ARTICLES.filter((one) => !there.has(one.key)).map(({ key, ...text }) => ({ key, text: { ...text, creditorId: null, stage: null, enabled: true } }));
  const kept = await keep(deps, by, entity.value, fresh);
  return kept.ok ? ok({ ...kept.value, unchanged: there.size }) : kept;
}

async function keep(deps: Deps, by: User, entityId: Id, rows: readonly { readonly key: string | null; readonly text: ArticleText }[]): Promise<Result<ArticlesImported>> {
  const done = await deps.store.run('keepArticles', { entityId, rows, by: by.id, at: deps.clock.now() });
  return ok(done);
}

function inputOf({ at, fields }: Row, problems: Failure[]): ArticleInput | null {
  const word = (name: keyof ArticleInput): string => fields.get(name)?.trim() ?? '';
  const kindText = word('kind').toLowerCase();
  const languageText = word('language').toLowerCase();
  const kind = ARTICLE_KINDS.find((one) => one === (KINDS[kindText] ?? kindText));
  const language = ARTICLE_LANGUAGES.find((one) => one === (LANGUAGES[languageText] ?? languageText));
  if (kind === undefined) problems.push({ code: 'article.kind', text: `must be one of ${ARTICLE_KINDS.join(', ')}`, at: `${at}/kind` });
  if (language === undefined) problems.push({ code: 'article.language', text: `must be one of ${ARTICLE_LANGUAGES.join(', ')}`, at: `${at}/language` });
  for (const [name, most] of [['title', 200], ['body', 20_000], ['stage', 16], ['source', 300], ['key', 64]] as const) if (word(name).length > most) problems.push({ code: 'article.long', text: `at most ${most} characters`, at: `${at}/${name}` });
  if (kind === undefined || language === undefined) return null;
  const key = word('key');
  return { kind, language, title: word('title'), body: fields.get('body') ?? '', tags: word('tags').split(/[;；,，、|]/), creditorId: word('creditorId') || null, stage: word('stage') || null, source: word('source') || null, enabled: !NO.has(word('enabled').toLowerCase()), key: key === '' ? null : key };
}

async function rowsOf(tables: TableFiles, file: { readonly name: string; readonly bytes: Uint8Array }): Promise<Result<readonly Row[]>> {
  const head = new TextDecoder().decode(file.bytes.subarray(0, 64)).replace(/^\ufeff/, '').trimStart();
  if (head.startsWith('[') || head.startsWith('{')) return jsonRows(new TextDecoder().decode(file.bytes));
  const opened = await tables.open({ stream: (async function* () { yield await Promise.resolve(file.bytes); })() }, { fileName: file.name });
  if (!opened.ok) return opened;
  try { return await tableRows(opened.value); } finally { await opened.value.close(); }
}
async function tableRows(file: TableFile): Promise<Result<readonly Row[]>> {
  let names: readonly (keyof ArticleInput | undefined)[] | null = null;
  const rows: Row[] = [];
  for await (const row of file.rows()) {
    if (row.problem) return fail(row.problem.code, row.problem.reason, `/${row.number}`);
    if (names === null) {
      names = row.cells.map((cell) => COLUMNS[cell.trim().toLowerCase()]);
      if (!['kind', 'language', 'title', 'body'].every((name) => names?.includes(name as keyof ArticleInput))) return fail('article.columns', 'the first line must name kind, language, title and body', '/1');
      continue;
    }
    if (row.cells.every((cell) => cell === '')) continue;
    if (rows.length >= MOST_ROWS) return fail('article.many', `at most ${MOST_ROWS} articles a file`);
    const named = names;
    rows.push({ at: `/${row.number}`, fields: new Map(row.cells.flatMap((cell, at) => { const name = named[at]; return name === undefined ? [] : [[name, cell] as const]; })) });
  }
  return ok(rows);
}
/** A list of objects, or an object with `articles`. */
function jsonRows(text: string): Result<readonly Row[]> {
  let read: unknown;
  try { read = JSON.parse(text.replace(/^\ufeff/, '')); } catch { return fail('import.damaged', 'the file is not JSON'); }
  const list = Array.isArray(read) ? read as readonly unknown[] : typeof read === 'object' && read !== null && 'articles' in read && Array.isArray(read.articles) ? read.articles as readonly unknown[] : null;
  if (list === null) return fail('import.format', 'must be a list of articles');
  if (list.length > MOST_ROWS) return fail('article.many', `at most ${MOST_ROWS} articles a file`);
  return ok(list.map((one, at): Row => ({ at: `/${at + 1}`, fields: new Map(Object.entries(typeof one === 'object' && one !== null ? one : {}).flatMap(([field, value]: [string, unknown]) => {
    const name = COLUMNS[field.toLowerCase()];
    return name === undefined || value === null ? [] : [[name, Array.isArray(value) ? value.map(String).join(';') : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''] as const];
  })) })));
}
