/** Every route × every role. A new route without a row here fails. */
import { writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../src/app/store/moves/records.js';
import { ROLES, type Kind, type Role } from '../../src/core/records/index.js';
import { duties, makeWorld, NOW, type Said, type World } from './doubles.js';

const EVERYONE: readonly Role[] = ROLES;
const ADMIN: readonly Role[] = ['administrator'];
/** Read what their entity has. */
const READERS: readonly Role[] = ['supervisor', 'allocator', 'quality', 'compliance', 'legal', 'auditor', 'integrator', 'administrator'];
const WITH_LEAD: readonly Role[] = [...READERS, 'teamLead'];
const WITH_COLLECTOR: readonly Role[] = [...WITH_LEAD, 'collector'];
const WORK: readonly Role[] = [...WITH_COLLECTOR, 'finance'];
const RUNNERS: readonly Role[] = ['supervisor', 'integrator', 'administrator'];
const HALTERS: readonly Role[] = [...RUNNERS, 'compliance'];
const LISTERS: readonly Role[] = [...RUNNERS, 'allocator'];
const MONITORS: readonly Role[] = ['teamLead', 'supervisor', 'quality', 'compliance', 'administrator'];
const LISTENERS: readonly Role[] = ['teamLead', 'supervisor', 'quality', 'compliance', 'legal', 'auditor', 'administrator'];
const COMMENTERS: readonly Role[] = ['teamLead', 'supervisor', 'quality', 'compliance', 'administrator'];
const ARTICLERS: readonly Role[] = ['supervisor', 'quality', 'compliance', 'legal', 'administrator'];
const CALLBACKERS: readonly Role[] = ['collector', 'teamLead', 'supervisor', 'compliance', 'integrator', 'administrator'];
const TRUNK_READERS: readonly Role[] = ['supervisor', 'compliance', 'auditor', 'integrator', 'administrator'];
const TEMPLATE_READERS: readonly Role[] = ['supervisor', 'compliance', 'auditor', 'administrator'];
const SETTING_READERS: readonly Role[] = ['compliance', 'auditor', 'administrator'];
const STREAMERS: readonly Role[] = ['compliance', 'auditor', 'integrator', 'administrator'];
const STEERS: readonly Role[] = ['teamLead', 'supervisor', 'administrator'];
const DESKS: readonly Role[] = ['collector', 'teamLead', 'supervisor', 'integrator', 'administrator'];

const HOOK_READERS: readonly Role[] = ['compliance', 'auditor', 'integrator', 'administrator'];
const HOOK_WRITERS: readonly Role[] = ['integrator', 'administrator'];
const EXPORTERS: readonly Role[] = ['supervisor', 'compliance', 'finance', 'integrator', 'administrator'];

const REPORTERS: readonly Role[] = ['teamLead', 'supervisor', 'compliance', 'finance', 'auditor', 'integrator', 'administrator'];
const CASE_WRITERS: readonly Role[] = ['collector', 'teamLead', 'supervisor', 'allocator', 'legal', 'integrator', 'administrator'];
const PARTY_WRITERS: readonly Role[] = ['collector', 'teamLead', 'supervisor', 'legal', 'integrator', 'administrator'];
const PLACERS: readonly Role[] = ['supervisor', 'allocator', 'integrator', 'administrator'];
const FACT_LIFTERS: readonly Role[] = ['compliance', 'legal', 'administrator'];
const FIELDERS: readonly Role[] = ['supervisor', 'integrator', 'administrator'];

/** Where every act is allowed, and old news at worst. */
const OPEN_CASE: readonly [Kind, string, object] = ['case', 'a-case', { state: 'working', userId: 'a-collector' }];

/** Who sees money, who moves it, who takes promises. */
const MONEY_READERS: readonly Role[] = [...WORK];
const MONEY_WRITERS: readonly Role[] = ['supervisor', 'finance', 'integrator', 'administrator'];
const PROMISERS: readonly Role[] = ['collector', 'teamLead', 'supervisor', 'integrator', 'administrator'];

/** What is to be done, complained of, approved and handed out. */
const TASKERS: readonly Role[] = ['collector', 'teamLead', 'supervisor', 'allocator', 'quality', 'compliance', 'finance', 'legal', 'integrator', 'administrator'];
const COMPLAINERS: readonly Role[] = ['collector', 'teamLead', 'supervisor', 'quality', 'compliance', 'legal', 'integrator', 'administrator'];
const DECIDERS: readonly Role[] = ['teamLead', 'supervisor', 'compliance', 'finance', 'legal', 'administrator'];
const ASSIGNERS: readonly Role[] = ['teamLead', 'supervisor', 'allocator', 'administrator'];
const RULERS: readonly Role[] = ['supervisor', 'allocator', 'administrator'];
const RULES = { measure: { kind: 'cases' }, rules: [], escalations: [], reassignAfterDays: null };
const DUTIES = (): readonly Row[] => [
  { route: 'GET /today', roles: WORK, status: 200 }, { route: 'GET /tasks', roles: WORK, status: 200 }, { route: 'GET /tasks/{id}', url: '/tasks/a-task', roles: WORK, status: 200 },
  { route: 'POST /tasks', roles: TASKERS, status: 201, body: { caseId: 'a-money-case', title: 'x', dueAt: NOW + 1000 }, stranger: 422 },
  { route: 'PATCH /tasks/{id}', url: '/tasks/a-task', roles: TASKERS, status: 200, body: { title: 'y' }, row: ['task', 'a-task'], back: ['task', 'a-task', { state: 'open' }] },
  { route: 'GET /complaints', roles: WITH_COLLECTOR, status: 200 }, { route: 'GET /complaints/{id}', url: '/complaints/a-complaint', roles: WITH_COLLECTOR, status: 200 },
  { route: 'POST /complaints', roles: COMPLAINERS, status: 201, body: { caseId: 'a-case', byKind: 'party', channel: 'phone', about: 'other', text: 'x' }, stranger: 422 },
  { route: 'POST /complaints/{id}/close', url: '/complaints/a-complaint/close', roles: COMPLAINERS, status: 200, body: { state: 'rejected', outcome: 'x' }, row: ['complaint', 'a-complaint'], back: ['complaint', 'a-complaint', { state: 'open' }] },
  { route: 'GET /approvals', roles: WORK, status: 200 }, { route: 'GET /approvals/{id}', url: '/approvals/a-approval', roles: WORK, status: 200 },
  { route: 'POST /approvals', roles: TASKERS, status: 201, body: { kind: 'hold', subject: 'x', reason: 'because' } },
  { route: 'POST /approvals/{id}/decision', url: '/approvals/a-approval/decision', roles: DECIDERS, status: 200, body: { yes: true }, back: ['approval', 'a-approval', { state: 'submitted', decisions: [], decidedBy: null, decidedAt: null }] },
  { route: 'POST /approvals/{id}/apply', url: '/approvals/a-approval/apply', roles: TASKERS, status: 409, back: ['approval', 'a-approval', { state: 'submitted', decisions: [], decidedBy: null, decidedAt: null }] },
  { route: 'GET /assignment-rules', roles: WITH_LEAD, status: 200 }, { route: 'GET /assignment-rules/{id}', url: '/assignment-rules/a-rules', roles: WITH_LEAD, status: 200 },
  { route: 'POST /assignment-rules', roles: RULERS, status: 201, body: () => ({ name: fresh('r'), rules: RULES }) }, { route: 'PATCH /assignment-rules/{id}', url: '/assignment-rules/a-rules', roles: RULERS, status: 200, body: { rules: RULES }, row: ['assignmentRules', 'a-rules'] },
  { route: 'POST /assignments/proposal', roles: ASSIGNERS, status: 200, body: { rulesId: 'a-rules' }, stranger: 422 }, { route: 'POST /assignments', roles: ASSIGNERS, status: 200, body: { rulesId: 'a-rules' }, stranger: 422 },
  { route: 'POST /cases/{id}/assignment', url: '/cases/a-case/assignment', roles: ASSIGNERS, status: 200, body: { userId: 'a-collector' }, back: ['case', 'a-case', { state: 'working', teamId: 'a-team' }] },
  { route: 'GET /filters', roles: EVERYONE, status: 200 }, { route: 'GET /filters/{id}', url: '/filters/a-filter', roles: EVERYONE, status: 200 }, { route: 'POST /filters', roles: EVERYONE, status: 201, body: () => ({ name: fresh('f'), list: 'cases', filter: {} }) },
  { route: 'PATCH /filters/{id}', url: '/filters/nothing', roles: EVERYONE, status: 404, body: { version: 1, name: 'x' }, stranger: null },
  { route: 'POST /segments/count', roles: WORK, status: 200, body: { segment: {} } },
];

interface Row {
  /** As OpenAPI writes it. */
  readonly route: string; readonly roles: readonly Role[]; readonly status: number;
  readonly url?: string; readonly body?: object | ((role: string) => object); readonly row?: readonly [Kind, string]; readonly raw?: Partial<InjectOptions>;
  /** Set so before each role asks. */
  readonly back?: readonly [Kind, string, object];
  /** What company b's people of the same role get; default: 404 where the path names a row of company a. */
  readonly stranger?: number | null;
}
const multipart = (text: string): Partial<InjectOptions> => ({
  headers: { 'content-type': 'multipart/form-data; boundary=XX' }, payload: `--XX\r\nContent-Disposition: form-data; name="file"; filename="../../leads.csv"\r\nContent-Type: text/csv\r\n\r\n${text}\r\n--XX--\r\n`,
});
let serial = 0;
const fresh = (prefix: string): string => `${prefix}${(serial += 1)}`;

const ROWS: readonly Row[] = [
  { route: 'GET /me', roles: EVERYONE, status: 200 }, { route: 'POST /logout', roles: EVERYONE, status: 200 },
  { route: 'POST /me/password', roles: EVERYONE, status: 422, body: { current: 'not my password', next: 'a new and better one' } },
  { route: 'GET /me/sessions', roles: EVERYONE, status: 200 }, { route: 'POST /me/sessions/{id}/end', url: '/me/sessions/no-such-session/end', roles: EVERYONE, status: 404 },
  { route: 'GET /me/second-factor', roles: EVERYONE, status: 200 }, { route: 'POST /me/second-factor', roles: EVERYONE, status: 200 },
  { route: 'POST /me/second-factor/confirm', roles: EVERYONE, status: 422, body: { code: '000000' } }, { route: 'POST /me/second-factor/remove', roles: EVERYONE, status: 422, body: { password: 'not my password' } },
  { route: 'POST /me/proof', roles: EVERYONE, status: 422, body: { password: 'not my password' } }, { route: 'POST /me/second-factor/recovery-codes', roles: EVERYONE, status: 409 },
  { route: 'POST /users/{id}/second-factor/remove', url: '/users/b-nobody/second-factor/remove', roles: ADMIN, status: 200, body: { reason: 'lost it' }, stranger: null },
  { route: 'GET /users/{id}/access', url: '/users/a-collector/access', roles: ADMIN, status: 200 }, { route: 'POST /users/{id}/unlock', url: '/users/a-collector/unlock', roles: ADMIN, status: 200, body: { reason: 'asked on the phone' } },
  { route: 'POST /users/{id}/sessions/end', url: '/users/b-nobody/sessions/end', roles: ADMIN, status: 200, body: { reason: 'left the page open' }, stranger: null },
  { route: 'GET /users', roles: WITH_LEAD, status: 200 }, { route: 'GET /users/{id}', url: '/users/a-collector', roles: WITH_LEAD, status: 200 },
  { route: 'POST /users', roles: ADMIN, status: 201, body: () => ({ login: fresh('new'), displayName: 'N', role: 'collector', entityId: 'a' }) },
  { route: 'PATCH /users/{id}', url: '/users/a-finance', roles: ADMIN, status: 200, body: { displayName: 'M' }, row: ['user', 'a-finance'] },
  { route: 'POST /users/{id}/password', url: '/users/b-nobody/password', roles: ADMIN, status: 200, body: { reason: 'forgot it' }, stranger: null },
  { route: 'GET /entities', roles: EVERYONE, status: 200 }, { route: 'GET /entities/{id}', url: '/entities/a', roles: EVERYONE, status: 200 },
  { route: 'POST /entities', roles: ADMIN, status: 201, body: { kind: 'creditor', name: 'Bank' } }, { route: 'PATCH /entities/{id}', url: '/entities/a', roles: ADMIN, status: 200, body: { name: 'X' }, row: ['entity', 'a'] },
  { route: 'GET /departments', roles: EVERYONE, status: 200 }, { route: 'GET /departments/{id}', url: '/departments/a-department', roles: EVERYONE, status: 200 },
  { route: 'POST /departments', roles: ADMIN, status: 201, body: { entityId: 'a', name: 'X' } }, { route: 'PATCH /departments/{id}', url: '/departments/a-department', roles: ADMIN, status: 200, body: { name: 'X' }, row: ['department', 'a-department'] },
  { route: 'GET /teams', roles: EVERYONE, status: 200 }, { route: 'GET /teams/{id}', url: '/teams/a-team', roles: EVERYONE, status: 200 },
  { route: 'POST /teams', roles: ADMIN, status: 201, body: { entityId: 'a', name: 'X' } }, { route: 'PATCH /teams/{id}', url: '/teams/a-team', roles: ADMIN, status: 200, body: { name: 'X' }, row: ['team', 'a-team'] },
  { route: 'GET /pause-reasons', roles: EVERYONE, status: 200 }, { route: 'POST /pause-reasons', roles: ADMIN, status: 201, body: () => ({ code: fresh('p'), nameEn: 'x', nameZh: 'x' }) },
  { route: 'PATCH /pause-reasons/{id}', url: '/pause-reasons/pause', roles: ADMIN, status: 200, body: { nameEn: 'X' }, row: ['pauseReason', 'pause'], stranger: null },
  { route: 'GET /settings', roles: SETTING_READERS, status: 200 }, { route: 'GET /settings/{key}', url: '/settings/greeting', roles: SETTING_READERS, status: 200, stranger: null },
  { route: 'PUT /settings/{key}', url: '/settings/greeting', roles: ADMIN, status: 200, body: { value: { x: 1 } }, row: ['setting', 'setting'], stranger: null },
  { route: 'GET /campaigns', roles: WORK, status: 200 }, { route: 'GET /campaigns/{id}', url: '/campaigns/a-campaign', roles: WORK, status: 200 }, { route: 'GET /campaigns/{id}/pacing', url: '/campaigns/a-campaign/pacing', roles: WORK, status: 200 },
  { route: 'POST /campaigns', roles: RUNNERS, status: 201, body: { name: 'X', settings: { mode: 'progressive' } } }, { route: 'PATCH /campaigns/{id}', url: '/campaigns/a-campaign', roles: RUNNERS, status: 200, body: { settings: { hopperSize: 10 } }, row: ['campaign', 'a-campaign'] },
  // Its one lead waits for a callback: there is nothing to rehearse, and whoever may ask hears that.
  { route: 'POST /campaigns/{id}/rehearsals', url: '/campaigns/a-campaign/rehearsals', roles: RUNNERS, status: 422, body: { teams: [2], from: '09:00', to: '10:00', seeds: [1, 1] } },
  { route: 'GET /campaigns/{id}/checks', url: '/campaigns/a-campaign/checks', roles: WORK, status: 200 },
  { route: 'POST /campaigns/{id}/start', url: '/campaigns/a-campaign/start?reason=test', roles: RUNNERS, status: 200 },
  ...['pause', 'drain', 'stop'].map((action): Row => ({ route: `POST /campaigns/{id}/${action}`, url: `/campaigns/a-campaign/${action}`, roles: HALTERS, status: 200 })),
  { route: 'GET /lists', roles: WITH_LEAD, status: 200 }, { route: 'GET /lists/{id}', url: '/lists/a-list', roles: WITH_LEAD, status: 200 },
  { route: 'POST /lists', roles: LISTERS, status: 201, body: { campaignId: 'a-campaign', name: 'X' }, stranger: 422 }, { route: 'PATCH /lists/{id}', url: '/lists/a-list', roles: LISTERS, status: 200, body: { active: false }, row: ['list', 'a-list'] },
  { route: 'POST /imports', url: '/imports?campaignId=a-campaign&kind=placement', roles: LISTERS, status: 202, raw: multipart('name,phone\nx,1'), stranger: 422 },
  { route: 'POST /imports/preview', url: '/imports/preview?campaignId=a-campaign&kind=placement', roles: LISTERS, status: 200, raw: multipart('name,phone\nx,1'), stranger: 422 },
  { route: 'GET /imports', roles: READERS, status: 200 }, { route: 'GET /imports/{id}', url: '/imports/a-import', roles: READERS, status: 200 }, { route: 'GET /imports/{id}/progress', url: '/imports/a-import/progress', roles: READERS, status: 200 },
  { route: 'GET /imports/{id}/problems', url: '/imports/a-import/problems', roles: READERS, status: 200 }, { route: 'GET /imports/{id}/problems.csv', url: '/imports/a-import/problems.csv', roles: READERS, status: 200 },
  ...['changes', 'missing', 'missing.csv'].map((what): Row => ({ route: `GET /imports/{id}/${what}`, url: `/imports/a-import/${what}`, roles: READERS, status: 200 })),
  { route: 'GET /mapping-profiles', roles: [...READERS, 'finance'], status: 200 }, { route: 'GET /mapping-profiles/{id}', url: '/mapping-profiles/a-profile', roles: [...READERS, 'finance'], status: 200 },
  { route: 'POST /mapping-profiles', roles: LISTERS, status: 201, body: () => ({ creditorId: 'a', kind: 'payment', name: fresh('p'), columns: { x: 'contract' } }), stranger: 422 },
  { route: 'PATCH /mapping-profiles/{id}', url: '/mapping-profiles/a-profile', roles: LISTERS, status: 200, body: { columns: { y: 'contract' } }, row: ['mappingProfile', 'a-profile'] },
  { route: 'GET /leads', roles: WORK, status: 200 }, { route: 'POST /leads/search', roles: WORK, status: 200, body: { phone: '13800138001' } },
  { route: 'GET /leads/{id}', url: '/leads/a-lead', roles: WORK, status: 200 }, { route: 'GET /leads/{id}/why', url: '/leads/a-lead/why', roles: WORK, status: 200 },
  { route: 'GET /cases/{id}', url: '/cases/a-case', roles: WORK, status: 200 }, { route: 'POST /parties/{id}/unmask', url: '/parties/a-party/unmask', roles: ['compliance', 'legal'], status: 200, body: { caseId: 'a-case', reason: 'a letter must go out' } },
  { route: 'GET /cases', roles: WORK, status: 200 }, { route: 'POST /search', roles: WORK, status: 200, body: { phone: '13800138001' } },
  { route: 'GET /cases/{id}/reach', url: '/cases/a-case/reach', roles: WORK, status: 200 }, { route: 'GET /cases/{id}/record', url: '/cases/a-case/record', roles: WORK, status: 200 }, { route: 'GET /cases/{id}/history', url: '/cases/a-case/history', roles: WORK, status: 200 },
  { route: 'PATCH /cases/{id}', url: '/cases/a-case', roles: CASE_WRITERS, status: 200, body: { risk: 'high', custom: { branch_a: 'x' } }, row: ['case', 'a-case'] },
  { route: 'GET /cases/{id}/contacts', url: '/cases/a-case/contacts', roles: WORK, status: 200 },
  { route: 'POST /cases/{id}/notes', url: '/cases/a-case/notes', roles: ['collector', 'teamLead', 'supervisor', 'compliance', 'legal', 'integrator', 'administrator'], status: 201, body: { text: 'said so' } },
  { route: 'GET /cases/{id}/holds', url: '/cases/a-case/holds', roles: WORK, status: 200 }, { route: 'POST /cases/{id}/holds', url: '/cases/a-case/holds', roles: ['teamLead', 'supervisor', 'compliance', 'legal', 'integrator', 'administrator'], status: 201, body: { reason: 'negotiating' } },
  { route: 'POST /holds/{id}/lift', url: '/holds/a-hold/lift', roles: ['teamLead', 'supervisor', 'compliance', 'legal', 'administrator'], status: 200, body: {}, back: ['hold', 'a-hold', { liftedAt: null, liftedBy: null }] },
  { route: 'POST /cases/{id}/dispute', url: '/cases/a-case/dispute', roles: CASE_WRITERS, status: 200, body: {}, back: OPEN_CASE }, { route: 'POST /cases/{id}/close-dispute', url: '/cases/a-case/close-dispute', roles: FACT_LIFTERS, status: 200, body: {}, back: OPEN_CASE },
  ...['plan-visit', 'begin-legal', 'end-legal'].map((act): Row => ({ route: `POST /cases/{id}/${act}`, url: `/cases/a-case/${act}`, roles: CASE_WRITERS, status: 200, body: {}, back: OPEN_CASE })),
  { route: 'POST /cases/{id}/write-off', url: '/cases/a-case/write-off', roles: PLACERS, status: 200, body: {}, back: OPEN_CASE }, { route: 'POST /cases/{id}/reopen', url: '/cases/a-case/reopen', roles: PLACERS, status: 200, body: {}, back: OPEN_CASE },
  { route: 'GET /cases/{id}/parties', url: '/cases/a-case/parties', roles: WORK, status: 200 }, { route: 'GET /cases/{id}/accounts', url: '/cases/a-case/accounts', roles: WORK, status: 200 },
  { route: 'GET /parties/{id}', url: '/parties/a-party', roles: WORK, status: 200 }, { route: 'PATCH /parties/{id}', url: '/parties/a-party', roles: PARTY_WRITERS, status: 200, body: { language: 'zh-CN' }, row: ['party', 'a-party'] },
  { route: 'GET /parties/{id}/contact-points', url: '/parties/a-party/contact-points', roles: WORK, status: 200 },
  { route: 'POST /parties/{id}/contact-points', url: '/parties/a-party/contact-points', roles: PARTY_WRITERS, status: 201, body: () => ({ kind: 'phone', value: `1390000${String(1000 + Number(fresh('')))}`, ownerRole: 'debtor', source: 'said so' }) },
  { route: 'PATCH /contact-points/{id}', url: '/contact-points/a-point', roles: PARTY_WRITERS, status: 200, body: { rank: 1 }, row: ['contactPoint', 'a-point'] },
  { route: 'GET /facts', roles: WITH_COLLECTOR, status: 200 }, { route: 'GET /facts/{id}', url: '/facts/a-fact', roles: WITH_COLLECTOR, status: 200 },
  { route: 'POST /facts', roles: ['collector', 'teamLead', 'supervisor', 'compliance', 'legal', 'integrator', 'administrator'], status: 201, body: { kind: 'hardship', subjectKind: 'party', subject: 'a-party', source: 'said so' }, stranger: 422 },
  { route: 'POST /facts/{id}/lift', url: '/facts/a-fact/lift', roles: FACT_LIFTERS, status: 200, body: { reason: 'over now' }, back: ['standingFact', 'a-fact', { endedAt: null }] },
  { route: 'GET /accounts/{id}', url: '/accounts/a-account?balanceOn=2027-01-15', roles: WORK, status: 200 }, { route: 'GET /accounts/{id}/balance-events', url: '/accounts/a-account/balance-events', roles: WORK, status: 200 },
  { route: 'GET /placements', roles: WORK, status: 200 }, { route: 'GET /placements/{id}', url: '/placements/a-placement', roles: WORK, status: 200 },
  ...['keep', 'recall', 'reopen', 'return', 'end'].map((act): Row => ({ route: `POST /placements/{id}/${act}`, url: `/placements/a-placement/${act}`, roles: PLACERS, status: 200, body: {}, back: ['placement', 'a-placement', { state: 'placed', to: null }] })),
  { route: 'GET /custom-fields', roles: EVERYONE, status: 200 }, { route: 'POST /custom-fields', roles: FIELDERS, status: 201, body: () => ({ key: fresh('k'), nameEn: 'x', nameZh: 'x', type: 'text' }) },
  { route: 'PATCH /custom-fields/{id}', url: '/custom-fields/a-field', roles: FIELDERS, status: 200, body: { nameEn: 'X' }, row: ['customField', 'a-field'] },
  { route: 'GET /attempts', roles: WORK, status: 200 }, { route: 'GET /attempts/{id}', url: '/attempts/a-attempt', roles: WORK, status: 200 },
  { route: 'GET /attempts/{id}/journal', url: '/attempts/a-attempt/journal', roles: WITH_LEAD, status: 200 }, { route: 'GET /attempts/{id}/statements', url: '/attempts/a-attempt/statements', roles: WORK, status: 200 },
  { route: 'GET /attempts/{id}/comments', url: '/attempts/a-attempt/comments', roles: LISTENERS, status: 200 }, { route: 'POST /attempts/{id}/comments', url: '/attempts/a-attempt/comments', roles: COMMENTERS, status: 201, body: { position: 1500, text: 'x' } },
  { route: 'POST /comments/{id}/withdraw', url: '/comments/nowhere/withdraw', roles: COMMENTERS, status: 404, body: {}, stranger: null },
  { route: 'GET /attempts/{id}/recording', url: '/attempts/a-attempt/recording', roles: LISTENERS, status: 200 },
  { route: 'GET /callbacks', roles: WITH_COLLECTOR, status: 200 }, { route: 'GET /callbacks/{id}', url: '/callbacks/a-callback', roles: WITH_COLLECTOR, status: 200 },
  { route: 'PATCH /callbacks/{id}', url: '/callbacks/a-callback', roles: CALLBACKERS, status: 200, body: { dueAt: NOW + 7_200_000 }, row: ['callback', 'a-callback'] },
  { route: 'GET /suppressions', roles: WITH_COLLECTOR, status: 200 }, { route: 'GET /suppressions/{id}', url: '/suppressions/a-suppression', roles: WITH_COLLECTOR, status: 200 },
  { route: 'POST /suppressions', roles: ['collector', 'teamLead', 'supervisor', 'compliance', 'legal', 'integrator', 'administrator'], status: 201, body: { caseId: 'a-case', source: 'asked' }, stranger: 422 },
  { route: 'POST /suppressions/{id}/lift', url: '/suppressions/a-suppression/lift', roles: ['compliance', 'administrator'], status: 200, body: { reason: 'was a mistake' } },
  { route: 'GET /live', roles: WITH_COLLECTOR, status: 200 }, { route: 'GET /live/agents', roles: WITH_COLLECTOR, status: 200 }, { route: 'GET /live/calls', roles: WITH_COLLECTOR, status: 200 }, { route: 'GET /live/campaigns', roles: WITH_COLLECTOR, status: 200 },
  { route: 'POST /live/calls/{id}/end', url: '/live/calls/a-live/end', roles: ['teamLead', 'supervisor', 'compliance', 'administrator'], status: 200 }, { route: 'POST /live/calls/{id}/monitor', url: '/live/calls/a-live/monitor', roles: MONITORS, status: 200, body: { mode: 'listen' } },
  { route: 'POST /live/agents/{id}/state', url: '/live/agents/a-collector/state', roles: STEERS, status: 200, body: { state: 'offline' } },
  { route: 'POST /live/messages', roles: STEERS, status: 201, body: { userId: 'a-collector', text: 'x' } }, { route: 'GET /live/messages', roles: STEERS, status: 200 },
  { route: 'POST /desk/commands', roles: DESKS, status: 200, body: { command: { type: 'ready' } } },
  { route: 'POST /desk/softphone', roles: DESKS, status: 422 },
  { route: 'GET /events', roles: STREAMERS, status: 200 },
  { route: 'GET /dispositions', roles: EVERYONE, status: 200 }, { route: 'POST /dispositions', roles: ADMIN, status: 201, body: () => ({ code: fresh('d'), leaf: true, nameEn: 'x', nameZh: 'x' }) },
  { route: 'PATCH /dispositions/{id}', url: '/dispositions/disposition', roles: ADMIN, status: 200, body: { enabled: false }, row: ['disposition', 'disposition'], stranger: null },
  { route: 'POST /compliance/check', roles: READERS, status: 200, body: { caseId: 'a-case' }, stranger: 404 }, { route: 'GET /compliance/packs', roles: READERS, status: 200 },
  { route: 'POST /compliance/packs/activation', roles: ['compliance', 'administrator'], status: 200, body: { pack: 'open', reviewer: 'A Lawyer' } }, { route: 'POST /compliance/packs/end', roles: ['compliance', 'administrator'], status: 422, body: { pack: 'no-such-pack' } },
  { route: 'GET /compliance/calendars', roles: READERS, status: 200 }, { route: 'POST /compliance/calendars', roles: ['compliance', 'administrator'], status: 422, body: { text: '{}' } },
  { route: 'GET /compliance/denials', roles: READERS, status: 200 }, { route: 'POST /compliance/simulate', roles: READERS, status: 200, body: { packs: ['open'] } },
  { route: 'POST /compliance/touches', roles: ['compliance', 'integrator', 'administrator'], status: 200, body: { source: 'agency', items: [{ externalId: 'x1', at: NOW, result: 'conv', phone: '13800138001' }] } },
  { route: 'GET /backups', roles: SETTING_READERS, status: 200 }, { route: 'POST /backups', roles: ADMIN, status: 201 }, { route: 'POST /retention/runs', roles: ADMIN, status: 200, body: { dryRun: true } },
  { route: 'POST /audit/verifications', roles: ['compliance', 'auditor', 'administrator'], status: 200 }, { route: 'GET /audit/key', roles: ['compliance', 'auditor', 'administrator'], status: 200 },
  { route: 'POST /audit/exports', roles: ['compliance', 'auditor', 'administrator'], status: 201, body: { debtorId: 'a-party', reason: 'a complaint', masked: true }, stranger: 404 },
  { route: 'POST /audit/erasures', roles: ['compliance', 'administrator'], status: 404, body: { debtorId: 'a-party', reason: 'asked for it' } },
  { route: 'GET /scripts', roles: WITH_COLLECTOR, status: 200 }, { route: 'POST /scripts', roles: ['supervisor', 'administrator'], status: 201, body: { name: 'S', bodyZh: '{{ name }}', bodyEn: 'x' } }, { route: 'POST /scripts/preview', roles: WITH_COLLECTOR, status: 200, body: { bodyZh: 'x' } }, { route: 'POST /scripts/check', roles: WITH_COLLECTOR, status: 200, body: { text: '您好' } },
  { route: 'GET /articles', roles: EVERYONE, status: 200 }, { route: 'POST /articles/search', roles: EVERYONE, status: 200, body: { text: '利息' } }, { route: 'GET /articles/{id}', url: '/articles/a-article', roles: EVERYONE, status: 200 },
  { route: 'POST /articles', roles: ARTICLERS, status: 201, body: { kind: 'faq', language: 'zh', title: 'x', body: 'y' } }, { route: 'POST /articles/shipped', roles: ARTICLERS, status: 200, body: {} }, { route: 'GET /articles/{id}/editions', url: '/articles/a-article/editions', roles: ARTICLERS, status: 200 },
  { route: 'PATCH /articles/{id}', url: '/articles/a-article', roles: ARTICLERS, status: 200, body: () => ({ title: fresh('t') }), row: ['article', 'a-article'] },
  { route: 'POST /articles/import', roles: ARTICLERS, status: 200, raw: multipart('kind,language,title,body\nfaq,zh,x,y'), stranger: 200 },
  { route: 'GET /scripts/{id}', url: '/scripts/a-script', roles: WITH_COLLECTOR, status: 200 }, { route: 'GET /scripts/{id}/preview', url: '/scripts/a-script/preview', roles: WITH_COLLECTOR, status: 200 },
  { route: 'PATCH /scripts/{id}', url: '/scripts/a-script', roles: ['supervisor', 'administrator'], status: 200, body: { name: 'T' }, row: ['script', 'a-script'] },
  { route: 'GET /trunks', roles: TRUNK_READERS, status: 200 }, { route: 'GET /trunks/{id}', url: '/trunks/trunk', roles: TRUNK_READERS, status: 200, stranger: null },
  { route: 'POST /trunks', roles: ADMIN, status: 201, body: () => ({ gateway: fresh('g'), node: 'fs1', maxCalls: 5, callsPerSecond: 1 }) }, { route: 'PATCH /trunks/{id}', url: '/trunks/trunk', roles: ADMIN, status: 200, body: { maxCalls: 3 }, row: ['trunk', 'trunk'], stranger: null },
  { route: 'GET /payments', roles: MONEY_READERS, status: 200 }, { route: 'GET /payments/{id}', url: '/payments/a-payment', roles: MONEY_READERS, status: 200 },
  { route: 'POST /payments', roles: MONEY_WRITERS, status: 201, body: () => ({ externalId: fresh('pay'), accountId: 'a-money', amount: 1, currency: 'CNY' }), stranger: 404 },
  { route: 'POST /payments/{id}/reversal', url: '/payments/a-payment/reversal', roles: MONEY_WRITERS, status: 200, body: {} },
  { route: 'POST /accounts/{id}/correction', url: '/accounts/a-money/correction', roles: MONEY_WRITERS, status: 200, body: () => ({ principal: 5_000 + (serial += 1), interest: 0, penalty: 0, fees: 0, reason: 'mistake' }), row: ['account', 'a-money'] },
  { route: 'POST /accounts/{id}/settlement', url: '/accounts/a-money/settlement', roles: MONEY_WRITERS, status: 200, body: { how: 'settled', reason: 'hardship' }, row: ['account', 'a-money'] },
  { route: 'GET /accounts/{id}/statement', url: '/accounts/a-money/statement?from=2026-01-01&to=2027-12-31', roles: MONEY_READERS, status: 200 },
  { route: 'GET /promises', roles: MONEY_READERS, status: 200 }, { route: 'POST /cases/{id}/promises', url: '/cases/a-money-case/promises', roles: PROMISERS, status: 201, body: { amount: 100, due: '2027-02-01' } },
  { route: 'POST /promises/{id}/cancel', url: '/promises/a-promise/cancel', roles: PROMISERS, status: 200, body: {} },
  { route: 'GET /cases/{id}/plans', url: '/cases/a-money-case/plans', roles: MONEY_READERS, status: 200 }, { route: 'GET /plans/{id}', url: '/plans/a-plan', roles: MONEY_READERS, status: 200 },
  { route: 'POST /cases/{id}/plans', url: '/cases/a-money-case/plans', roles: [...PROMISERS, 'legal'], status: 201, body: { terms: { count: 3, start: '2027-02-01', rhythm: { kind: 'monthly', day: null } } } },
  { route: 'POST /cases/{id}/plans/preview', url: '/cases/a-money-case/plans/preview', roles: [...PROMISERS, 'legal'], status: 200, body: { terms: { count: 3, start: '2027-02-01', rhythm: { kind: 'monthly', day: null } } } },
  { route: 'POST /plans/{id}/cancel', url: '/plans/a-plan/cancel', roles: [...PROMISERS, 'legal'], status: 200, body: {} },
  { route: 'GET /roll', roles: SETTING_READERS, status: 200 }, { route: 'POST /roll', roles: ADMIN, status: 200 },
  { route: 'GET /desk-templates', roles: TEMPLATE_READERS, status: 200 }, { route: 'POST /desk-templates', roles: ADMIN, status: 201, body: () => ({ name: fresh('t'), dialString: 'sofia/gateway/x/{number}' }) },
  { route: 'PATCH /desk-templates/{id}', url: '/desk-templates/template', roles: ADMIN, status: 200, body: { name: 'y' }, row: ['deskTemplate', 'template'], stranger: null },
  { route: 'POST /desk-templates/{id}/approval', url: '/desk-templates/template/approval', roles: ADMIN, status: 200, body: { approved: true }, row: ['deskTemplate', 'template'], stranger: null },
  { route: 'GET /webhooks', roles: HOOK_READERS, status: 200 }, { route: 'GET /webhooks/{id}', url: '/webhooks/a-webhook', roles: HOOK_READERS, status: 200 }, { route: 'GET /webhooks/{id}/deliveries', url: '/webhooks/a-webhook/deliveries', roles: HOOK_READERS, status: 200 },
  { route: 'POST /webhooks', roles: HOOK_WRITERS, status: 201, body: { url: 'https://bank.example/hook', enabled: false } }, { route: 'PATCH /webhooks/{id}', url: '/webhooks/a-webhook', roles: HOOK_WRITERS, status: 200, body: { types: ['payment.*'] }, row: ['webhook', 'a-webhook'] },
  { route: 'POST /webhooks/{id}/secret', url: '/webhooks/a-webhook/secret', roles: HOOK_WRITERS, status: 200, body: {}, row: ['webhook', 'a-webhook'] }, { route: 'POST /webhooks/{id}/test', url: '/webhooks/a-webhook/test', roles: HOOK_WRITERS, status: 200 },
  { route: 'POST /webhooks/{id}/replay', url: '/webhooks/a-webhook/replay', roles: HOOK_WRITERS, status: 202, body: { dead: true } },
  { route: 'GET /exports', roles: EXPORTERS, status: 200 }, { route: 'GET /exports/{id}', url: '/exports/a-export', roles: EXPORTERS, status: 200 }, { route: 'GET /exports/{id}/file', url: '/exports/a-export/file', roles: EXPORTERS, status: 200 },
  { route: 'POST /exports', roles: EXPORTERS, status: 201, body: (role) => ({ creditorId: 'a', day: '2027-01-13', ...(role.endsWith('administrator') ? { entityId: 'a' } : {}) }), stranger: 422 },
  { route: 'GET /exports/profiles/{id}', url: '/exports/profiles/a', roles: [...READERS, 'finance'], status: 200 },
  { route: 'PUT /exports/profiles/{id}', url: '/exports/profiles/a', roles: ['supervisor', 'allocator', 'integrator', 'administrator'], status: 200, body: { zone: 'Asia/Shanghai', columns: {} }, row: ['setting', 'a-profile'] },
  { route: 'GET /reports/calls', url: '/reports/calls?from=2027-01-15&to=2027-01-15&by=collector', roles: WORK, status: 200, stranger: 200 },
  { route: 'GET /reports/best-hour', url: '/reports/best-hour?from=2027-01-15&to=2027-01-15&campaignId=a-campaign', roles: WORK, status: 200, stranger: 422 },
  { route: 'GET /reports/recovery', url: '/reports/recovery?from=2026-01-01&to=2026-12-31&by=stage', roles: WORK, status: 200, stranger: 200 },
  { route: 'GET /reports/times', url: '/reports/times?from=2027-01-15&to=2027-01-15&by=team', roles: WORK, status: 200, stranger: 200 },
  { route: 'POST /reports/exports', roles: REPORTERS, status: 200, body: { report: 'calls', format: 'csv', reason: 'weekly meeting', from: '2027-01-15', to: '2027-01-15' } },
  // Last: handing out takes cases from who had them.
  ...DUTIES(),
];
const OPEN = ['POST /login'];
const API = '/api/v1';

async function prepared(): Promise<World> {
  const world = await makeWorld();
  await world.store.run('createMany', { rows: [...duties('a'), ...duties('b')] });
  const file = join(world.recordings, '2026/a-attempt.wav');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'RIFFdata');
  const daily = join(world.deps.exportsRoot, 'a/a/2027-01-14/payments.csv');
  mkdirSync(dirname(daily), { recursive: true });
  writeFileSync(daily, 'seq');
  world.conductor.view = { ...world.conductor.view,
    agents: [{ userId: 'a-collector', name: 'a', entityId: 'a', teamId: 'a-team', state: 'talking', reason: null, since: NOW, leg: 'busy', legTrouble: null, attemptId: 'a-live', desk: true, readyAt: null, after: 'ready', callsToday: 1, talkToday: 0 }],
    calls: [{ attemptId: 'a-live', campaignId: 'a-campaign', entityId: 'a', mode: 'predictive', state: 'talking', number: '138****8001', since: NOW, userId: 'a-collector', trunk: 'sim', node: 'fs1' }] };
  return world;
}

interface Documented { readonly responses: Record<string, { content?: Record<string, { schema: object }> }>; readonly summary?: string; readonly description?: string; readonly tags?: string[]; readonly security?: object[] }
function documented(world: World): Map<string, Documented> {
  const paths = (world.app.swagger() as unknown as { paths: Record<string, Record<string, Documented>> }).paths;
  return new Map(Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, doc]) => [`${method.toUpperCase()} ${path.replace(/\/$/, '')}`, doc])));
}

/** What an earlier role took back, settled or reversed is there again. */
async function moneyAgain({ store }: World): Promise<void> {
  const set = async (kind: 'promise' | 'plan' | 'account' | 'case', id: string, patch: object): Promise<void> => { const row = await store.get(kind, id); if (row) await store.run('change', { kind, id, expectedVersion: row.version, patch, at: NOW }); };
  await set('promise', 'a-promise', { state: 'open' });
  await set('plan', 'a-plan', { state: 'open' });
  await set('case', 'a-money-case', { state: 'working', userId: 'a-collector' });
  if ((await store.get('account', 'a-money'))?.closed !== null) await set('account', 'a-money', { closed: null, principal: 5_000 });
}

let shared: World;
beforeAll(async () => { shared = await prepared(); });
afterAll(() => shared.app.close());

describe('every route has a row and a document', () => {
  let world: World;
  beforeAll(() => { world = shared; });
  it('the table is whole', () => {
    const routes = [...documented(world).keys()].filter((one) => one.includes(API)).map((one) => one.replace(API, ''));
    expect(routes.filter((one) => !one.startsWith('HEAD ')).sort()).toEqual([...ROWS.map((row) => row.route), ...OPEN].sort());
  });
  it('every route says what it is, its answers and its problems', () => {
    for (const [route, doc] of documented(world)) {
      if (route.startsWith('HEAD')) continue;
      expect(doc.summary, route).toBeTruthy();
      expect(doc.tags?.length, route).toBe(1);
      expect(doc.security, route).toBeDefined();
      const statuses = Object.keys(doc.responses);
      expect(statuses.some((status) => status.startsWith('2')), route).toBe(true);
      if (route.includes(API)) expect(statuses, route).toEqual(expect.arrayContaining(['400', '401', '429', '500']));
    }
  });
});

describe.each(ROWS)('$route', (row) => {
  let world: World;
  // One world for all, but for what ends the sessions of those who come after.
  const alone = row.route === 'POST /logout';
  beforeAll(async () => { world = alone ? await prepared() : shared; });
  afterAll(() => alone ? world.app.close() : undefined);
  const [method = 'GET', path = ''] = row.route.split(' ');
  const ask = async (user: string | null): Promise<Awaited<ReturnType<World['as']>>> => {
    const body = typeof row.body === 'function' ? row.body(user ?? '') : row.body;
    const version = row.row === undefined ? {} : { 'if-match': String(await world.version(...row.row)) };
    return world.as(user, { method: method, url: `${API}${row.url ?? path}`, headers: { ...version, ...row.raw?.headers }, ...(body === undefined ? row.raw?.payload === undefined ? {} : { payload: row.raw.payload } : { payload: body }) });
  };
  it('asks for a login', async () => {
    const answer = await ask(null);
    expect([answer.statusCode, answer.json<Said>().code]).toEqual([401, 'session.required']);
  });
  it('answers every role as the table says', async () => { for (const role of EVERYONE) await check(role); });
  async function check(role: Role): Promise<void> {
    await moneyAgain(world);
    // What an earlier role changed is set back where one change is all there is.
    const { back } = row;
    if (back !== undefined) await world.store.run('change', { kind: back[0], id: back[1], expectedVersion: await world.version(back[0], back[1]), patch: back[2], at: NOW } as ChangeOf);
    if (row.route === 'POST /suppressions/{id}/lift') await world.store.run('change', { kind: 'standingFact', id: 'a-suppression', expectedVersion: await world.version('standingFact', 'a-suppression'), patch: { endedAt: null }, at: NOW });
    const answer = await ask(`a-${role}`);
    const expected = row.roles.includes(role) ? row.status : 403;
    expect(answer.statusCode, `${role}: ${answer.body.slice(0, 300)}`).toBe(expected);
    if (expected === 403) expect(answer.json<Said>().code).toBe('right.denied');
    if (expected < 300) {
      const content = documented(world).get(`${method} ${API}${path}`)?.responses[String(expected)]?.content;
      const schema = content?.['application/json']?.schema;
      if (schema !== undefined) expect([...Compile(schema).Errors(answer.json<Said>())], answer.body.slice(0, 500)).toEqual([]);
      else expect(content).toBeDefined();
    } else expect(answer.headers['content-type']).toContain('application/problem+json');
  }
  const stranger = row.stranger === undefined ? row.url === undefined ? null : 404 : row.stranger;
  if (stranger !== null) {
    it('is nothing to people of another company', async () => {
      for (const role of row.roles.filter((one) => one !== 'administrator')) {
        const answer = await ask(`b-${role}`);
        expect(answer.statusCode, `${role}: ${answer.body.slice(0, 300)}`).toBe(stranger);
      }
    });
  }
});
