/** A small stand-in for the REST API, in the shapes of the contract, with a memory of what was asked. */
import { ARTICLES } from '../../src/app/seed/articles.js';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { scopeOf, VERBS } from '../../src/core/rights/policy.js';
import type { User } from '../../src/core/records/index.js';
import type { Built } from './build.js';
import { pop } from './play.js';
import { bestHour, callsReport, recovery, times } from './report-answers.js';

const kept = { version: 1, createdAt: 0, updatedAt: 0 };
const leaf = (code: string, parentCode: string, nameZh: string, nameEn: string, hotkey: string, more: object = {}): object =>
  ({ ...kept, id: code, code, parentCode, nameZh, nameEn, hotkey, leaf: true, rightParty: true, promise: false, ledgerLevel: 1, retry: { kind: 'byOutcome' }, caseEvent: null, standingFact: null, enabled: true, ...more });
const node = (code: string, nameZh: string, nameEn: string): object => leaf(code, '', nameZh, nameEn, '', { parentCode: null, leaf: false, hotkey: null });
const DISPOSITIONS = [
  node('debtor', '本人', 'Debtor'), leaf('PTP', 'debtor', '承诺还款', 'Promise to pay', 'p', { promise: true }), leaf('REFUSE', 'debtor', '拒绝还款', 'Refuses', 'r'), leaf('CALLBACK', 'debtor', '要求回拨', 'Call back', 'c', { retry: { kind: 'callback' } }), leaf('DISPUTE', 'debtor', '有争议', 'Disputes', 'd'),
  node('third', '第三方', 'Third party'), leaf('LEFT_WORD', 'third', '已转告', 'Left word', 't'), leaf('WRONG', 'third', '错号', 'Wrong number', 'w'),
  node('none', '未通', 'Not reached'), leaf('MACHINE', 'none', '语音信箱', 'Voicemail', 'v'), leaf('SILENT', 'none', '无声', 'Silence', 's'),
];
export const campaign = { ...kept, id: 'c-1', name: '信用卡 M1 十一月', entityId: 'e-1', state: 'running', teamIds: [], settings: { mode: 'predictive', dispositionRoot: null, abandonTarget: 0.03, maxDialLevel: 3, pacing: { nearZeroRisk: 0.001, target: null, windows: ['24h'], stop: { share: 0.05, fromLive: 200 }, cancelAfterRing: null, knownWrapEnd: false, falseMachines: 0, inboundReserve: 0 } } };

/** Of what the case of `play` owes. */
function scheduleOf(body: string): { readonly currency: string; readonly owed: number; readonly total: number; readonly instalments: readonly { readonly number: number; readonly due: string; readonly amount: number }[] } {
  const { terms } = JSON.parse(body) as { terms: { count: number; start: string; principal?: number } };
  const total = terms.principal ?? 1_354_150;
  return { currency: 'CNY', owed: 1_354_150, total, instalments: Array.from({ length: terms.count }, (_, n) => ({ number: n + 1, due: terms.start, amount: Math.floor(total / terms.count) + (n < total % terms.count ? 1 : 0) })) };
}

/** An answer that is no success. */
class Refused { constructor(readonly status: number, readonly problem: object) {} }
/** A file to keep. */
class Attachment { constructor(readonly name: string, readonly type: string, readonly body: string) {} }
export interface Asked { readonly method: string; readonly path: string; readonly body: string }
export interface FakeApi { readonly listener: RequestListener; readonly asked: Asked[]; requestsFailed: string[] }

export function fakeApi(page: Built, users: ReadonlyMap<string, User>): FakeApi {
  const asked: Asked[] = [];
  const requestsFailed: string[] = [];
  let plans: readonly object[] = [];
  /** One for everybody: enough for a page. */
  let second: 'off' | 'on' = 'off';
  const answers: Readonly<Record<string, (body: string, url: URL) => unknown>> = {
    'GET /dispositions': () => ({ items: DISPOSITIONS }),
    'GET /pause-reasons': () => ({ items: [{ ...kept, id: 'p1', code: 'lunch', nameZh: '午餐', nameEn: 'Lunch', billable: false, maxMinutes: 60, enabled: true }, { ...kept, id: 'p2', code: 'coach', nameZh: '辅导', nameEn: 'Coaching', billable: true, maxMinutes: null, enabled: true }], next: null }),
    'GET /campaigns': () => ({ items: [campaign], next: null }),
    'POST /desk/softphone': () => ({ mode: 'simulated' }),
    'GET /callbacks': () => ({ items: [{ ...kept, id: 'cb-1', leadId: 'l-9', campaignId: 'c-1', dueAt: Date.now() - 60_000, userId: 'u-anna', contactPointId: null, note: '下班后再打', state: 'open', madeBy: 'u-anna', attemptId: null }], next: null }),
    'GET /campaigns/c-1/checks': () => ({
      campaignId: 'c-1', at: Date.now(), level: 'red', leads: { open: 1840, asked: 200, now: 0, today: 120, later: 60, never: 20, rules: [{ rule: 'WINDOW', text: 'outside the calling window', today: 120, later: 60, never: 0 }, { rule: 'NO-NUMBER', text: 'no number of somebody with a duty to pay is left', today: 0, later: 0, never: 20 }] },
      checks: [
        { check: 'hours', level: 'amber', code: 'laterToday', facts: {}, details: [], at: Date.now() + 3_600_000 }, { check: 'trunks', level: 'green', code: 'up', facts: { trunks: 1, up: 1, lines: 120, free: 108 }, details: [], at: null }, { check: 'agents', level: 'green', code: 'here', facts: { people: 10, withPhone: 10, signedIn: 9, ready: 2 }, details: [], at: null },
        { check: 'script', level: 'red', code: 'forbidden', facts: { scripts: 2, refused: 1 }, details: ['M2: critical THREAT “不还就抓人”'], at: null }, { check: 'abandonment', level: 'green', code: 'within', facts: { percent: 1.2 }, details: [], at: null }, { check: 'leads', level: 'amber', code: 'today', facts: { open: 1840, asked: 200, now: 0, today: 120, later: 60, never: 20 }, details: [], at: null },
      ],
    }),
    'POST /campaigns/c-1/pause': () => ({ state: 'paused' }), 'POST /campaigns/c-1/start': () => ({ state: 'running' }),
    'POST /imports/preview': () => ({
      format: 'csv', encoding: 'utf-8', headerRow: 1, profile: null, lacks: [],
      columns: [{ place: 1, header: '姓名', field: 'name', by: 'header', samples: ['张*'] }, { place: 2, header: '手机号', field: 'phone', by: 'header', samples: ['138****00'] }],
      rows: [{ row: 2, verdict: 'refused', becomes: [], troubles: [{ row: 2, column: null, value: null, code: 'contract.missing', reason: 'the row has no contract number', severity: 'error' }] }],
      fields: [{ field: 'name', kind: 'name', zh: '姓名', en: 'name', many: false, needed: true }, { field: 'phone', kind: 'phone', zh: '手机', en: 'phone', many: true, needed: false }],
    }),
    'POST /imports': () => ({ importId: 'i-1' }),
    'GET /imports': () => ({ items: [], next: null }),
    'GET /imports/i-1/progress': () => ({ state: 'running', rows: 0, share: 0 }),
    'GET /imports/i-1': () => ({ ...kept, id: 'i-1', kind: 'placement', campaignId: 'c-1', listId: 'li-1', file: 'list.csv', fileHash: 'x', state: 'done', rows: 1000, created: 970, updated: 10, unchanged: 17, bad: 3, duplicates: 1, by: 'u-boss', endedAt: 1, error: null }),
    'GET /imports/i-1/problems': () => ({ items: [{ row: 17, column: '手机号', value: '138****', code: 'phone.invalid', reason: '号码位数不对', severity: 'error' }], next: null }),
    'POST /leads/search': () => ({ items: [{ ...kept, id: 'l-1', listId: 'li-1', campaignId: 'c-1', caseId: 'k-1', partyId: 'pa-1', entityId: 'e-1', state: 'resting', because: 'no_answer', name: '张**', priority: 0, overdueSince: '2026-10-01', amount: 1234567, currency: 'CNY', nextAt: Date.now() + 7_200_000, attempts: 2, lastAttemptAt: 1, lastOutcome: 'no_answer', boundUserId: null }], next: null }),
    ...Object.fromEntries(['k-1', 'k-2'].map((id) => [`GET /cases/${id}/reach`, () => ({ at: Date.now(), items: [{ contactPointId: 'cp-1', number: '138****8000', ownerRole: 'debtor', allow: false, nextAt: Date.now() + 7_200_000, reason: { en: 'two hours between calls', zh: '同一号码两次拨打需间隔 2 小时' }, openUntil: Date.now() + 3_600_000, opensAt: null, counters: [{ rule: 'x', pack: 'cn', en: 'a day', zh: '每日', count: 1, limit: 3, left: 2, days: 1, seconds: null }] }] })])),
    'GET /leads/l-1/why': () => ({ leadId: 'l-1', mayDial: false, answerShare: null, nextAt: Date.now() + 7_200_000, reasons: [{ code: 'gate.spacing', rule: 'phone.spacing', text: '同一号码两次拨打需间隔 2 小时', until: Date.now() + 7_200_000 }] }),
    'GET /leads/l-2/why': () => ({ leadId: 'l-2', mayDial: true, answerShare: null, nextAt: null, reasons: [] }),
    'GET /me/sessions': () => ({ items: [{ id: 's-1', openedAt: 1, seenAt: 2, expiresAt: 3, here: true }] }),
    'GET /me/second-factor': () => ({ state: second, since: second === 'on' ? 1 : null, recoveryLeft: second === 'on' ? 10 : 0, required: false }), 'POST /me/second-factor': () => ({ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Dunwell:anna?secret=JBSWY3DPEHPK3PXP' }),
    'POST /me/second-factor/confirm': (body) => ((JSON.parse(body) as { code: string }).code === '123456' ? (second = 'on', { state: 'on', since: 1, recoveryLeft: 10, required: false, recoveryCodes: Array.from({ length: 10 }, (_, n) => `AAAA-BBBB-CCCC-000${n}`) }) : new Refused(422, { code: 'second_factor.code', detail: 'the code is wrong' })),
    'POST /me/second-factor/remove': () => (second = 'off', { state: 'off', since: null, recoveryLeft: 0, required: false }),
    'GET /attempts': () => ({ items: [{ ...kept, id: 'a-old', bridgedAt: 1_000, endedAt: 181_000, dispositionCode: 'PTP' }, { ...kept, id: 'a-older', bridgedAt: null, endedAt: 5, dispositionCode: null }], next: null }),
    'GET /custom-fields': () => ({ items: [{ ...kept, id: 'f-1', entityId: 'e-1', key: '城市', nameZh: '所在城市', nameEn: 'City', type: 'text', choices: [], enabled: true }], next: null }),
    'GET /filters': () => ({ items: [{ ...kept, id: 'fi-1', entityId: 'e-1', userId: 'u-anna', name: '高风险', list: 'cases', filter: { risk: 'high' }, shared: false }], next: null }),
    'GET /today': () => ({
      date: '2026-11-23', tasks: [{ ...kept, id: 'ta-1', caseId: 'k-2', entityId: 'e-1', teamId: null, userId: 'u-anna', kind: 'followUp', title: '核对还款凭证', note: null, dueAt: Date.now() - 60_000, remindAt: null, remindedAt: null, state: 'open', madeBy: 'u-anna', doneAt: null, doneBy: null, late: true }],
      promisesDue: [{ id: 'pr-1', caseId: 'k-2', amount: 120000, currency: 'CNY', due: '2026-11-23', paid: 0 }], promisesBroken: [], callbacks: [{ id: 'cb-1', leadId: 'l-9', campaignId: 'c-1', dueAt: Date.now() + 600_000, note: '下班后再打', lawfulAt: null }],
      cases: { 'k-2': { name: '王**', state: 'promised', amount: 120000, currency: 'CNY' } },
    }),
    'PATCH /tasks/ta-1': () => ({ ...kept, id: 'ta-1' }), 'POST /tasks': () => ({ ...kept, id: 'ta-2' }),
    'GET /cases': () => ({ items: ['王**', '陈*', '赵**'].map((name, i) => ({ ...kept, id: `k-${i + 2}`, partyId: 'pa-2', creditorId: 'e-2', entityId: 'e-1', teamId: 't-1', userId: 'u-anna', batch: 'b', state: i === 0 ? 'promised' : 'working', risk: 'middle', riskSource: null, riskAt: null, tags: [], custom: {}, amount: 120000 * (i + 1), currency: 'CNY', overdueSince: '2026-10-20', daysPastDue: 34, stage: 'M2', product: '信用卡', region: null, lastContactAt: null, lastResult: null, promiseState: i === 0 ? 'open' : null, nextDueAt: null, name })), next: null }),
    'GET /cases/k-2': () => ({ ...pop, caseId: 'k-2', leadId: 'l-2', name: '王**', masked: true, script: null }),
    'GET /cases/k-1/plans': () => ({ items: plans }), 'GET /cases/k-2/plans': () => ({ items: [] }),
    'POST /cases/k-1/plans/preview': (body) => scheduleOf(body),
    'POST /cases/k-1/plans': (body) => {
      const { currency, total, instalments } = scheduleOf(body);
      const plan = { ...kept, id: `pl-${plans.length + 1}`, caseId: 'k-1', partyId: 'pa-1', accountIds: ['ac-1'], currency, total, state: 'open', madeBy: 'u-anna', madeOn: '2026-11-23', graceDays: 0, missedAllowed: 0, instalments: instalments.map((one) => ({ ...one, id: `in-${one.number}`, paid: one.number === 1 ? one.amount : 0, state: one.number === 1 ? 'kept' : 'open' })) };
      plans = [plan, ...plans];
      return plan;
    },
    'POST /articles/search': (body) => ({ items: ARTICLES.filter((one) => one.language === 'zh' && `${one.title}${one.body}`.includes((JSON.parse(body) as { text?: string }).text ?? '')).slice(0, 8).map(({ key, ...one }) => ({ article: { ...kept, id: key, entityId: 'e-1', key, by: 'u-root', creditorId: null, stage: null, enabled: true, ...one }, excerpt: one.body.slice(0, 80) })) }),
    'GET /leads': () => ({ items: [{ ...kept, id: 'l-2', campaignId: 'c-1', caseId: 'k-2' }], next: null }),
    'POST /scripts/check': (body) => ({ lexicon: '1', blocked: false, conditions: [], findings: (JSON.parse(body) as { text: string }).text.includes('抓') ? [{ category: 'ARREST', severity: 'critical', name: { zh: '以拘留、判刑相威胁', en: 'Threat of arrest or prison' }, start: 0, end: 1, text: '抓', why: { zh: '', en: '' }, law: '', instead: null }] : [] }),
    'GET /suppressions': () => ({ items: [{ ...kept, id: 's-1', subjectKind: 'phone', subjectId: null, number: '139****0001', source: '客户要求', evidence: null, from: Date.now(), until: null, by: null, endedAt: null }], next: null }),
    'POST /suppressions': () => ({ ...kept, id: 's-2' }),
    'GET /settings': () => ({ items: [], next: null }),
    'GET /users': () => ({ items: [...users.values()].map((u) => ({ ...u, passwordHash: undefined })), next: null }),
    'POST /users': (body) => ({ user: { ...kept, id: 'u-new', ...(JSON.parse(body) as object) }, password: 'abcd-efgh-ijkl' }),
    'GET /entities': () => ({ items: [{ ...kept, id: 'e-1', kind: 'agency', name: '鼎晟咨询', parentId: null, creditorGroup: null }, { ...kept, id: 'e-2', kind: 'creditor', name: '华信银行', parentId: null, creditorGroup: null }], next: null }),
    'GET /teams': () => ({ items: [{ ...kept, id: 't-1', entityId: 'e-1', departmentId: null, name: '一组' }], next: null }),
    'GET /trunks': () => ({ items: [{ ...kept, id: 'tr-1', gateway: 'carrier1', node: 'fs1', enabled: true, maxCalls: 120, callsPerSecond: 20, priority: 0, plan: [{ prefix: '+86', strip: 3, add: '' }], callerIds: [{ number: '02160000000', region: '*' }] }], next: null }),
    'PATCH /campaigns/c-1': (body) => ((JSON.parse(body) as { settings: { abandonTarget: number } }).settings.abandonTarget > 0.05
      ? new Refused(422, { code: 'settings.invalid', detail: '/settings/abandonTarget must be a number from 0 to 0.05', problems: [{ text: 'must be a number from 0 to 0.05', at: '/settings/abandonTarget' }] }) : campaign),
    'GET /reports/calls': (_, url) => callsReport(url), 'GET /reports/best-hour': () => bestHour(), 'GET /reports/recovery': () => recovery(), 'GET /reports/times': (_, url) => times(url), 'POST /reports/exports': () => new Attachment('calls-day.csv', 'text/csv; charset=utf-8', '日期,拨打\r\n'),
    'POST /campaigns': () => campaign, 'POST /live/calls/a-77/monitor': () => ({ done: true }), 'POST /live/calls/a-77/end': () => ({ done: true }), 'POST /live/agents/u-0/state': () => ({ done: true }), 'POST /live/messages': () => ({ sent: 3 }),
  };
  const send = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void => { response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value)); };
  const meOf = (request: IncomingMessage): User | undefined => users.get(/dunwell_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '');
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://x');
    if (!url.pathname.startsWith('/api/v1')) {
      const file = await page.file(url.pathname);
      if (file === null) { requestsFailed.push(url.pathname); response.writeHead(404).end(); return; }
      response.writeHead(200, { 'content-type': file.type, 'content-security-policy': "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; object-src 'none'" }).end(file.body);
      return;
    }
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const path = url.pathname.slice('/api/v1'.length);
    const method = request.method ?? 'GET';
    asked.push({ method, path, body });
    if (method !== 'GET' && request.headers['x-dunwell'] !== '1') { send(response, 403, { code: 'csrf', detail: 'x-dunwell is missing' }); return; }
    if (path === '/login') {
      const { login, password, code } = JSON.parse(body) as { login: string; password: string; code?: string };
      if (!users.has(login) || password !== 'correct horse battery') { send(response, 401, { code: 'login.failed', detail: 'login or password is wrong' }); return; }
      if (second === 'on' && code !== '654321') { send(response, 401, { code: code === undefined ? 'login.code_required' : 'login.code_wrong', detail: '' }); return; }
      send(response, 200, { token: login, expiresAt: 0, user: users.get(login) }, { 'set-cookie': `dunwell_session=${login}; Path=/; HttpOnly; SameSite=Strict` });
      return;
    }
    const me = meOf(request);
    if (!me) { send(response, 401, { code: 'session.required', detail: 'log in' }); return; }
    if (path === '/logout') { send(response, 200, { done: true }, { 'set-cookie': 'dunwell_session=; Path=/; Max-Age=0' }); return; }
    if (path === '/me') { send(response, 200, { user: me, rights: Object.fromEntries(VERBS.flatMap((verb) => { const scope = scopeOf(me.role, verb); return scope === null ? [] : [[verb, scope]]; })) }); return; }
    const run = answers[`${method} ${path}`];
    const said = run?.(body, url);
    if (said instanceof Attachment) { response.writeHead(200, { 'content-type': said.type, 'content-disposition': `attachment; filename="${said.name}"` }).end(said.body); return; }
    if (said instanceof Refused) send(response, said.status, said.problem); else if (run) send(response, 200, said); else send(response, 404, { code: 'route.unknown', detail: `${method} ${path}` });
  };
  return { listener: (request, response) => { void answer(request, response); }, asked, requestsFailed };
}
