/** Standing facts as the officer's screen asks, records and ends them. Knows no browser. */
import { get, post, type Page } from '../shared/api.js';
import type { Of } from '../shared/types.js';

export type Fact = Of<'Fact'>;
export type CaseRecord = Of<'CaseRecord'>;
export type CaseItem = Of<'SearchAnswer'>['items'][number];
export interface Subject { readonly kind: Fact['subjectKind']; readonly id: string; readonly label: string }

/** By a person's words: digits and signs are a number, a whole name else; `contract:` or letters with digits are looked for as a contract. */
export function askOf(text: string, by: 'phone' | 'name' | 'identity' | 'contract', country: string): Readonly<Record<string, string>> {
  return { [by]: text.trim(), ...(by === 'phone' ? { country } : {}) };
}
export const search = (ask: Readonly<Record<string, string>>): Promise<Of<'SearchAnswer'>> => post('/search', ask);
export const record = (caseId: string): Promise<CaseRecord> => get(`/cases/${caseId}/record`);
/** All that ever stood on one thing, ended ones too, newest first. */
export const everOn = async (subjectKind: Fact['subjectKind'], subject: string): Promise<readonly Fact[]> => (await get<Page<Fact>>('/facts', { subjectKind, subject, limit: 100 })).items;

export interface NewFact { readonly kind: string; readonly subject: Subject; readonly source: string; readonly evidence: string; readonly until: number | null }
/** "Do not call" has a way of its own: of a person or a case. */
export function add({ kind, subject, source, evidence, until }: NewFact): Promise<unknown> {
  const said = { source, ...(evidence === '' ? {} : { evidence }), ...(until === null ? {} : { until }) };
  if (kind === 'suppression') return post('/suppressions', { ...(subject.kind === 'case' ? { caseId: subject.id } : { partyId: subject.id }), ...said });
  return post('/facts', { kind, subjectKind: subject.kind, subject: subject.id, ...said });
}
export const lift = (fact: Fact, reason: string): Promise<unknown> => post(`/${fact.kind === 'suppression' ? 'suppressions' : 'facts'}/${fact.id}/lift`, { version: fact.version, reason });

/** Kinds somebody may write down here; complaints, recalls and settlements come with what they are about. */
export const KINDS = [
  'suppression', 'ceaseRequest', 'consentWithdrawn', 'consent', 'priorConsent', 'revokedOtherTopic', 'agreedHours', 'inconvenient', 'workplaceForbidden', 'whereabouts', 'attorney', 'dispute', 'hardship', 'illness', 'pregnancy', 'disability', 'bereavement', 'minor', 'deceased',
  'wrongNumber', 'thirdParty', 'thirdPartyRefused', 'numberWithoutSource', 'assignmentNotNotified', 'lostDebtorProof', 'jointDebtProof', 'deferral', 'paid',
] as const;
/** What such a fact may stand on, here. */
export function fits(kind: string, subject: Subject['kind']): boolean {
  if (kind === 'suppression') return subject === 'party' || subject === 'case';
  if (kind === 'dispute') return subject !== 'case';
  return true;
}
/** Ended ones, each once, that no longer stand. */
export function ended(lists: readonly (readonly Fact[])[], now: number): readonly Fact[] {
  const all = new Map(lists.flat().map((fact) => [fact.id, fact]));
  return [...all.values()].filter((fact) => fact.endedAt !== null || (fact.until !== null && fact.until <= now)).sort((a, b) => (b.endedAt ?? b.until ?? 0) - (a.endedAt ?? a.until ?? 0));
}
