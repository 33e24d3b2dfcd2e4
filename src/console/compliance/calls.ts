/** The REST calls of the officer's screens. */
import { get, post } from '../shared/api.js';
import type { Of } from '../shared/types.js';

export type Check = Of<'ComplianceAnswer'>;
export type Asked = Check['asked'][number];
export type Packs = Of<'CompliancePacks'>;
export type Pack = Packs['items'][number];
export type Calendar = Of<'ComplianceCalendars'>['items'][number];
export type Denials = Of<'Denials'>;
export type Simulated = Of<'PackSimulated'>;
export type ChainVerdict = Of<'ChainVerdict'>;
export type Exported = Of<'EvidenceExported'>;
export type StreamEvent = Of<'StreamEvent'>;

export const check = (ask: Partial<Of<'ComplianceAsk'>>): Promise<Check> => post('/compliance/check', ask);
export const packs = (): Promise<Packs> => get('/compliance/packs');
export const activate = (ask: Partial<Of<'PackActivate'>>): Promise<Pack> => post('/compliance/packs/activation', ask);
export const end = (ask: Of<'PackEnd'>): Promise<unknown> => post('/compliance/packs/end', ask);
export const calendars = async (): Promise<readonly Calendar[]> => (await get<Of<'ComplianceCalendars'>>('/compliance/calendars')).items;
export const takeCalendar = (text: string): Promise<Calendar> => post('/compliance/calendars', { text });
export const denials = (from: number, to: number): Promise<Denials> => get('/compliance/denials', { from, to });
export const simulate = (ask: Of<'PackSimulation'>): Promise<Simulated> => post('/compliance/simulate', ask);
export const verifyChain = (): Promise<ChainVerdict> => post('/audit/verifications');
export const evidenceKey = (): Promise<Of<'EvidenceKeyShown'>> => get('/audit/key');
export const exportEvidence = (ask: Of<'EvidenceExportAsk'>): Promise<Exported> => post('/audit/exports', ask);
export type StreamAsk = Readonly<{ [K in keyof Of<'StreamQuery'>]?: Of<'StreamQuery'>[K] | undefined }>;
export const events = (ask: StreamAsk): Promise<Of<'StreamPage'>> => get('/events', ask);
