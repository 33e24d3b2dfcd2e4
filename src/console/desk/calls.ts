/** REST calls of the desk alone. */
import type { Static } from 'typebox';
import type * as Rest from '../../contract/rest.js';
import { get, patch, post, type Page } from '../shared/api.js';
import type { PlanOffer } from './plan.js';
import type { Reach } from './reach.js';

export type Today = Static<typeof Rest.Today>;
export type CaseItem = Static<typeof Rest.CaseItem>;
export type CaseView = Static<typeof Rest.CasePop>;
export type SavedFilter = Static<typeof Rest.SavedFilter>;
export type ScriptFinding = Static<typeof Rest.ScriptFinding>;
export type CaseFilter = Readonly<Record<string, string | number | boolean>>;
type Attempt = Static<typeof Rest.Attempt>;

export const reachOf = (caseId: string): Promise<Reach> => get(`/cases/${caseId}/reach`);
export const today = (): Promise<Today> => get('/today');
export const finishTask = (id: string, version: number): Promise<unknown> => patch(`/tasks/${id}`, { version, state: 'done' });
export const makeFollowUp = (caseId: string, title: string, dueAt: number): Promise<unknown> => post('/tasks', { caseId, kind: 'followUp', title, dueAt, remindAt: dueAt });
export const cases = (filter: CaseFilter): Promise<Page<CaseItem>> => get('/cases', { limit: 50, ...filter });
export const caseView = (id: string, leadId: string | null): Promise<CaseView> => get(`/cases/${id}`, leadId === null ? {} : { leadId });
export const leadsOfCase = async (caseId: string): Promise<readonly Static<typeof Rest.Lead>[]> => (await get<Page<Static<typeof Rest.Lead>>>('/leads', { caseId, limit: 10 })).items;
export const savedFilters = async (): Promise<readonly SavedFilter[]> => (await get<Page<SavedFilter>>('/filters', { list: 'cases', limit: 100 })).items;
export const saveFilter = (name: string, filter: CaseFilter): Promise<SavedFilter> => post('/filters', { name, list: 'cases', filter });
export type Plan = Static<typeof Rest.Plan>;
export type PlanPreview = Static<typeof Rest.PlanPreview>;
export const plansOf = async (caseId: string): Promise<readonly Plan[]> => (await get<Static<typeof Rest.Plans>>(`/cases/${caseId}/plans`)).items;
export const previewPlan = (caseId: string, terms: PlanOffer): Promise<PlanPreview> => post(`/cases/${caseId}/plans/preview`, { terms });
export const agreePlan = (caseId: string, terms: PlanOffer): Promise<Plan> => post(`/cases/${caseId}/plans`, { terms });
export const cancelPlan = (id: string, version: number): Promise<Plan> => post(`/plans/${id}/cancel`, { version });
export type ArticleFound = Static<typeof Rest.ArticlesFound>['items'][number];
export const searchArticles = async (ask: Static<typeof Rest.ArticleSearch>): Promise<readonly ArticleFound[]> => (await post<Static<typeof Rest.ArticlesFound>>('/articles/search', ask)).items;
/** What must not be said, found in a text. */
export const checkText = async (text: string): Promise<readonly ScriptFinding[]> => (await post<{ readonly findings: readonly ScriptFinding[] }>('/scripts/check', { text, kind: 'message' })).findings;
/** This user's attempts since an instant, newest first; at most five pages. */
export async function ownAttempts(userId: string, from: number): Promise<readonly Attempt[]> {
  const all: Attempt[] = [];
  for (let page = 0, cursor: string | undefined; page < 5; page++) {
    const got: Page<Attempt> = await get<Page<Attempt>>('/attempts', { userId, from, limit: 200, cursor });
    all.push(...got.items);
    if (got.next === null || got.next === undefined) break;
    cursor = got.next;
  }
  return all;
}
