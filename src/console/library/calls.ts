/** The REST calls of scripts, recordings and the audit trail. */
import { get, patch, post, type Page } from '../shared/api.js';
import type { Of } from '../shared/types.js';

export type Script = Of<'Script'>;
export type Checked = Of<'ScriptChecked'>;
export type Finding = Checked['findings'][number];
export type Attempt = Of<'Attempt'>;
export type StreamEvent = Of<'StreamEvent'>;
type Query<K extends 'StreamQuery' | 'AttemptQuery'> = Readonly<{ [F in keyof Of<K>]?: Of<K>[F] | undefined }>;

export const scripts = async (): Promise<readonly Script[]> => (await get<Page<Script>>('/scripts', { limit: 200 })).items;
export const makeScript = (body: Of<'ScriptCreate'>): Promise<Script> => post('/scripts', body);
export const changeScript = (id: string, body: Of<'ScriptChange'>): Promise<Script> => patch(`/scripts/${id}`, body);
export const preview = (body: Of<'ScriptPreview'>): Promise<Of<'ScriptRendered'>> => post('/scripts/preview', body);
export const checkText = (text: string, market: string): Promise<Checked> => post('/scripts/check', { text, kind: 'script', market });
export const attempts = (query: Query<'AttemptQuery'>): Promise<Page<Attempt>> => get('/attempts', query);
export const events = (query: Query<'StreamQuery'>): Promise<Of<'StreamPage'>> => get('/events', query);
export type RecordingComment = Of<'RecordingComment'>;
export type Statements = Of<'Statements'>;
export const comments = async (attemptId: string): Promise<readonly RecordingComment[]> => (await get<Of<'RecordingComments'>>(`/attempts/${attemptId}/comments`)).items;
export const addComment = (attemptId: string, position: number, text: string): Promise<RecordingComment> => post(`/attempts/${attemptId}/comments`, { position, text });
export const withdrawComment = (id: string, version: number): Promise<RecordingComment> => post(`/comments/${id}/withdraw`, { version });
export const statements = (attemptId: string): Promise<Statements> => get(`/attempts/${attemptId}/statements`);
export type Article = Of<'Article'>;
export type ArticleEdition = Of<'ArticleEditions'>['items'][number];
export type ArticleBody = Omit<Of<'ArticleCreate'>, 'entityId'>;
export async function articles(): Promise<readonly Article[]> {
  const all: Article[] = [];
  for (let page = 0, cursor: string | undefined; page < 25; page++) {
    const got: Page<Article> = await get<Page<Article>>('/articles', { limit: 200, cursor });
    all.push(...got.items);
    if (got.next == null) break;
    cursor = got.next;
  }
  return all;
}
export const makeArticle = (body: ArticleBody): Promise<Article> => post('/articles', body);
export const changeArticle = (id: string, body: Of<'ArticleChange'>): Promise<Article> => patch(`/articles/${id}`, body);
export const editions = async (id: string): Promise<readonly ArticleEdition[]> => (await get<Of<'ArticleEditions'>>(`/articles/${id}/editions`)).items;
export const addShipped = (): Promise<Of<'ArticlesImported'>> => post('/articles/shipped');
export function importArticles(file: File): Promise<Of<'ArticlesImported'>> {
  const form = new FormData();
  form.append('file', file);
  return post('/articles/import', form);
}
/** The whole file: it is decoded for its waveform and played from memory, so one listening is one request. */
export async function recording(id: string): Promise<ArrayBuffer> {
  const response = await fetch(`/api/v1/attempts/${encodeURIComponent(id)}/recording`, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(String(response.status));
  return response.arrayBuffer();
}
