/** Which REST calls the page makes: the one place that knows paths. */
import { get, patch, post, put, type Page } from './api.js';
import type { User, Me, Campaign, CampaignChecks, Disposition, PauseReason, Callback, Lead, WhyNot, ImportRun, ImportProblem, Suppression, Entity, Team, Trunk, Of } from './types.js';

export type { User, Me, Campaign, CampaignChecks, Disposition, PauseReason, Callback, Lead, WhyNot, ImportRun, ImportProblem, Suppression, Entity, Team, Trunk } from './types.js';

export const login = (login: string, password: string, code: string): Promise<Of<'LoginAnswer'>> => post('/login', { login, password, ...(code === '' ? {} : { code }) });
export const logout = (): Promise<unknown> => post('/logout');
export const changePassword = (current: string, next: string): Promise<unknown> => post('/me/password', { current, next });
export const me = (): Promise<Me> => get('/me');

export const sessions = async (): Promise<Of<'OwnSessions'>['items']> => (await get<Of<'OwnSessions'>>('/me/sessions')).items;
export const endSession = (id: string): Promise<unknown> => post(`/me/sessions/${id}/end`);

export const dispositions = async (): Promise<readonly Disposition[]> => (await get<Page<Disposition>>('/dispositions')).items;
export const pauseReasons = async (): Promise<readonly PauseReason[]> => (await get<Page<PauseReason>>('/pause-reasons', { limit: 200 })).items;
export const campaigns = async (): Promise<readonly Campaign[]> => (await get<Page<Campaign>>('/campaigns', { limit: 200 })).items;
export const callbacksDue = async (before: number): Promise<readonly Callback[]> => (await get<Page<Callback>>('/callbacks', { state: 'open', before, limit: 50 })).items;

export const steer = (id: string, action: 'start' | 'pause' | 'drain' | 'stop'): Promise<unknown> => post(`/campaigns/${id}/${action}`);
export const launch = (id: string, reason: string | null): Promise<unknown> => post(`/campaigns/${id}/start${reason === null ? '' : `?${new URLSearchParams({ reason }).toString()}`}`);
export const campaignChecks = (id: string): Promise<CampaignChecks> => get(`/campaigns/${id}/checks`);
export const createCampaign = (body: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }): Promise<Campaign> => post('/campaigns', body);
export const changeCampaign = (id: string, body: { readonly version: number; readonly settings: Readonly<Record<string, unknown>> }): Promise<Campaign> => patch(`/campaigns/${id}`, body);
export const monitor = (attemptId: string, mode: 'listen' | 'whisper' | 'barge' | 'stop'): Promise<unknown> => post(`/live/calls/${attemptId}/monitor`, { mode });
export const steerCollector = (userId: string, wish: { readonly state: 'ready' } | { readonly state: 'paused'; readonly reason: string } | { readonly state: 'offline' }): Promise<unknown> => post(`/live/agents/${userId}/state`, wish);
export const sendMessage = (to: { readonly userId: string } | { readonly teamId: string }, text: string): Promise<Of<'MessageSent'>> => post('/live/messages', { ...to, text });
export const messagesSent = async (): Promise<Of<'Messages'>['items']> => (await get<Of<'Messages'>>('/live/messages')).items;
export const endCall = (attemptId: string): Promise<unknown> => post(`/live/calls/${attemptId}/end`);

export const importRun = (id: string): Promise<ImportRun> => get(`/imports/${id}`);
export const importProgress = (id: string): Promise<Of<'ImportProgress'>> => get(`/imports/${id}/progress`);
export const importProblems = async (id: string): Promise<readonly ImportProblem[]> => (await get<Page<ImportProblem>>(`/imports/${id}/problems`, { limit: 200 })).items;
export const importRuns = async (): Promise<readonly ImportRun[]> => (await get<Page<ImportRun>>('/imports', { limit: 10 })).items;

export const searchLeads = async (by: Readonly<Record<string, string>>): Promise<readonly Lead[]> => (await post<Page<Lead>>('/leads/search', { ...by, limit: 50 })).items;
export const why = (leadId: string): Promise<WhyNot> => get(`/leads/${leadId}/why`);
export const suppressions = async (): Promise<readonly Suppression[]> => (await get<Page<Suppression>>('/suppressions', { standing: true, limit: 50 })).items;
export const suppress = (number: string, source: string): Promise<Suppression> => post('/suppressions', { number, source });
export const users = async (): Promise<readonly User[]> => (await get<Page<User>>('/users', { limit: 200 })).items;
export const createUser = (body: unknown): Promise<Of<'UserCreated'>> => post('/users', body);
export const entities = async (): Promise<readonly Entity[]> => (await get<Page<Entity>>('/entities', { limit: 200 })).items;
export const trunks = async (): Promise<readonly Trunk[]> => (await get<Page<Trunk>>('/trunks', { limit: 200 })).items;
export const limitTrunk = (trunk: Pick<Trunk, 'id' | 'version'>, spend: Trunk['spend']): Promise<Trunk> => patch(`/trunks/${trunk.id}`, { version: trunk.version, spend });
export const setting = async (key: string): Promise<Of<'Setting'> | null> => (await get<Page<Of<'Setting'>>>('/settings', { limit: 200 })).items.find((one) => one.key === key) ?? null;
export const putSetting = (key: string, version: number | null, value: unknown): Promise<Of<'Setting'>> => put(`/settings/${key}`, { ...(version === null ? {} : { version }), value });
export const teams = async (): Promise<readonly Team[]> => (await get<Page<Team>>('/teams', { limit: 200 })).items;
