/** A world of two companies, a conductor that only remembers, and a server over the memory store. */
import { keptFiles } from '../../src/adapters/files/kept.js';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { makeTableFiles } from '../../src/adapters/files/index.js';
import { spreadsheets } from '../../src/adapters/files/spreadsheets.js';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import { recordingFolder } from '../../src/adapters/evidence/index.js';
import { NodeEvidence } from '../../src/adapters/vault/index.js';
import { EvidenceSealer } from '../../src/app/evidence/sealer.js';
import { makeExportFiles } from '../../src/adapters/outbox/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { uuidIds } from '../../src/adapters/system/index.js';
import type { LiveView, LoadView } from '../../src/app/conductor-api.js';
import type { CasePop } from '../../src/app/ports/desk.js';
import type { Clock, Log, LogFields } from '../../src/app/ports/system.js';
import type { Store } from '../../src/app/ports/store.js';
import type { Vault } from '../../src/app/ports/vault.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { DailyFiles, Outbox, type Posted } from '../../src/app/outbox/index.js';
import { hashPassword } from '../../src/app/usecases/passwords.js';
import { makeImporter } from '../../src/app/import/index.js';
import type { Importer } from '../../src/app/usecases/imports.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { ROLES, type Kind, type Role } from '../../src/core/records/index.js';
import { fail, ok } from '../../src/core/result.js';
import { Softphones } from '../../src/app/usecases/index.js';
import { createHttpServer, type HttpDeps, type HttpSettings } from '../../src/http/server.js';
import { restore, testPolicies } from '../support/policies.js';

export const NOW = 1_800_000_000_000;
export const PASSWORD = 'correct horse battery';
export const NUMBER = { a: '+8613800138001', b: '+8613900139002' } as const;
export const NAME = { a: '王小明', b: '赵大宝' } as const;
export const IDENTITY = { a: '11010519491231002X', b: '440524188001010014' } as const;

/** A desk domain of a real switch, with a TURN server. */
const SOFTPHONE = { domain: 'desks.test', websocket: 'wss://pbx.test:7443', stun: ['stun:pbx.test:3478'], turn: ['turn:pbx.test:3478'], turnSecret: 'turn secret', simulated: false };
export const SWITCH_SECRET = 'a secret of the switch';

export class TestClock implements Clock {
  readonly shifted = null;
  at = NOW;
  now(): number { return this.at; }
  monotonic(): number { return this.at; }
  after(ms: number, run: () => void): { cancel(): void } { const timer = setTimeout(run, ms); timer.unref(); return { cancel: () => { clearTimeout(timer); } }; }
  every(): { cancel(): void } { return { cancel: () => undefined }; }
}
export class TestLog implements Log {
  constructor(readonly lines: string[] = []) {}
  debug(fields: LogFields, text: string): void { this.lines.push(`${JSON.stringify(fields)} ${text}`); }
  info(fields: LogFields, text: string): void { this.debug(fields, text); }
  warn(fields: LogFields, text: string): void { this.debug(fields, text); }
  error(fields: LogFields, text: string): void { this.debug(fields, text); }
  child(): Log { return this; }
}
export const vault: Vault = {
  seal: (field, plain) => `sealed:${field}:${Buffer.from(plain).toString('base64')}`,
  open: (field, sealed) => {
    if (!sealed.startsWith(`sealed:${field}:`)) throw new Error('not sealed so');
    return Buffer.from(sealed.slice(`sealed:${field}:`.length), 'base64').toString();
  },
  index: (field, plain) => createHash('sha256').update(`${field} ${plain}`).digest('hex'),
};

/** Answers yes and remembers what it was asked. */
export class FakeConductor {
  readonly asked: string[] = [];
  view: LiveView = { at: NOW, clock: null, switches: [{ node: 'fs1', up: true, since: NOW, why: null, gateways: [{ name: 'sim', up: true, state: 'REGED', loopback: true }] }], trunks: [], agents: [], calls: [], campaigns: [] };
  command(userId: string, command: { readonly type: string }) { this.asked.push(`command ${userId} ${command.type}`); return Promise.resolve(ok({ kind: 'done' as const })); }
  campaign(action: string, id: string) { this.asked.push(`${action} ${id}`); return Promise.resolve(ok({ state: 'running' as const })); }
  changed(what: string, id: string): void { this.asked.push(`changed ${what} ${id}`); }
  forbid(what: object): void { this.asked.push(`forbid ${Object.keys(what).join()}`); }
  leadsAdded(id: string): void { this.asked.push(`leadsAdded ${id}`); }
  endCall(id: string) { this.asked.push(`end ${id}`); return Promise.resolve(ok(undefined)); }
  steer(userId: string, wish: { readonly state: string }, by: string) { this.asked.push(`steer ${userId} ${wish.state} ${by}`); return Promise.resolve(ok(undefined)); }
  messaged(ids: readonly string[]) { this.asked.push(`messaged ${ids.length}`); return Promise.resolve(); }
  monitor(id: string, by: string, mode: string) { this.asked.push(`monitor ${id} ${by} ${mode}`); return Promise.resolve(ok(undefined)); }
  live(): LiveView { return this.view; }
  present(): LiveView { return this.view; }
  load(): LoadView | null { return this.view.load ?? null; }
  pacing(): null { return null; }
  why(leadId: string) { return Promise.resolve(ok({ leadId, mayDial: false, answerShare: null, reasons: [{ code: 'window.closed', text: 'outside the window', rule: 'window', until: NOW + 1 }], nextAt: NOW + 1 })); }
  pop(caseId: string, leadId: string | null) {
    const side = caseId.startsWith('b') ? 'b' : 'a';
    const pop: CasePop = { caseId, leadId, partyId: `${side}-party`, name: NAME[side], identityMasked: null, creditor: 'A', state: 'new', risk: 'none', stage: 'M1', daysPastDue: 3, accounts: [], phones: [], promises: [], history: [], facts: [], offsets: [], script: null, custom: {}, fields: [] };
    return Promise.resolve(ok(pop));
  }
}

const passwordHash = await hashPassword(PASSWORD);
export const tokenOf = (userId: string): string => createHash('sha256').update(`token of ${userId}`).digest('base64url');
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

function person(side: string, role: Role, more: object = {}): CreateOf[] {
  const id = `${side}-${role}`;
  return [
    { kind: 'user', at: NOW, row: { id, login: id.toLowerCase(), displayName: id, passwordHash, role, entityId: side, teamId: `${side}-team`, skills: [], desk: null, enabled: true, mustChangePassword: false, ...more } },
    { kind: 'session', at: NOW, row: { userId: id, tokenHash: hashToken(tokenOf(id)), expiresAt: NOW + 43_200_000, revokedAt: null } },
  ];
}

/** One company with everything in it; ids begin with its letter. */
function company(side: 'a' | 'b'): CreateOf[] {
  const at = NOW;
  const phone = NUMBER[side];
  return [
    { kind: 'entity', at, row: { id: side, kind: 'agency', name: `Company ${side}`, parentId: null, creditorGroup: null } },
    { kind: 'department', at, row: { id: `${side}-department`, entityId: side, name: 'D' } },
    { kind: 'team', at, row: { id: `${side}-team`, entityId: side, departmentId: null, name: 'T' } },
    ...ROLES.flatMap((role) => person(side, role)),
    { kind: 'user', at, row: { id: `${side}-nobody`, login: `${side}-nobody`, displayName: 'Nobody', passwordHash, role: 'finance', entityId: side, teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } },
    { kind: 'campaign', at, row: { id: `${side}-campaign`, name: 'C', entityId: side, state: 'draft', settings: DEFAULT_SETTINGS, teamIds: [] } },
    { kind: 'list', at, row: { id: `${side}-list`, campaignId: `${side}-campaign`, name: 'L', entityId: side, active: true, mix: 0 } },
    { kind: 'script', at, row: { id: `${side}-script`, name: 'S', entityId: side, stage: null, campaignId: null, bodyZh: '您好 {{ name }}', bodyEn: 'Hello {{ name }}', enabled: true } },
    { kind: 'party', at, row: { id: `${side}-party`, kind: 'person', nameSealed: vault.seal('name', NAME[side]), nameIndex: vault.index('name', NAME[side]), identitySealed: vault.seal('identity', IDENTITY[side]), identityIndex: vault.index('identity', IDENTITY[side]), language: null } },
    { kind: 'contactPoint', at, row: { id: `${side}-point`, partyId: `${side}-party`, kind: 'phone', valueSealed: vault.seal('phone', phone), valueIndex: vault.index('phone', phone), masked: `${phone.slice(3, 6)}****${phone.slice(-4)}`, ownerRole: 'debtor', source: 'import', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region: 'CN', places: null, barred: null } },
    { kind: 'account', at, row: { id: `${side}-account`, creditorId: side, contract: `HT-${side}-0001`, product: null, currency: 'CNY', principal: 1, interest: 0, penalty: 0, fees: 0, minimumDue: null, asOf: at, overdueSince: null, closed: null } },
    { kind: 'placement', at, row: { id: `${side}-placement`, accountId: `${side}-account`, entityId: side, batch: '1', placedAmount: 1, from: '2026-01-01', to: null, state: 'placed' } },
    { kind: 'case', at, row: { id: `${side}-case`, partyId: `${side}-party`, creditorId: side, entityId: side, teamId: `${side}-team`, batch: '1', state: 'assigned', risk: 'none', riskSource: null, riskAt: null, tags: [], custom: {}, amount: 0, currency: 'CNY' } },
    { kind: 'caseAccount', at, row: { caseId: `${side}-case`, accountId: `${side}-account`, placementId: `${side}-placement` } },
    { kind: 'assignment', at, row: { caseId: `${side}-case`, teamId: `${side}-team`, userId: `${side}-collector`, from: at, to: null, why: 'first' } },
    lead(side, `${side}-lead`),
    attempt(side, `${side}-attempt`, { recordingPath: `2026/${side}-attempt.wav`, outcome: 'human', disposedAt: at, answeredAt: at, bridgedAt: at }),
    { kind: 'journal', at, row: { seq: side === 'a' ? 1 : 2, attemptId: `${side}-attempt`, at, event: 'placed', data: null } },
    { kind: 'callback', at, row: { id: `${side}-callback`, leadId: `${side}-lead`, campaignId: `${side}-campaign`, dueAt: at + 3_600_000, userId: `${side}-collector`, contactPointId: null, note: null, state: 'open', madeBy: `${side}-collector`, attemptId: null } },
    { kind: 'standingFact', at, row: { id: `${side}-suppression`, kind: 'suppression', subjectKind: 'case', subject: `${side}-case`, source: 'test', evidence: null, from: at, until: null, by: null, endedAt: null } },
    { kind: 'accountParty', at, row: { id: `${side}-joined`, accountId: `${side}-account`, partyId: `${side}-party`, role: 'debtor' } },
    { kind: 'balanceEvent', at, row: { accountId: `${side}-account`, at, cause: 'import', reference: null, principal: 1, interest: 0, penalty: 0, fees: 0 } },
    { kind: 'hold', at, row: { id: `${side}-hold`, caseId: `${side}-case`, reason: 'negotiating', until: at - 1, by: `${side}-supervisor` } },
    { kind: 'standingFact', at, row: { id: `${side}-fact`, kind: 'hardship', subjectKind: 'party', subject: `${side}-party`, source: 'test', from: at, by: null } },
    { kind: 'customField', at, row: { id: `${side}-field`, entityId: side, key: `branch_${side}`, nameEn: 'Branch', nameZh: '支行', type: 'text', choices: [], enabled: true } },
    ...money(side),
    { kind: 'importRun', at, row: { id: `${side}-import`, kind: 'placement', campaignId: `${side}-campaign`, listId: null, file: 'f.csv', fileHash: 'h', state: 'done', rows: 1, created: 0, updated: 0, unchanged: 0, bad: 1, duplicates: 0, by: null, endedAt: at, error: null, dryRun: false } },
    { kind: 'webhook', at, row: { id: `${side}-webhook`, entityId: side, creditorId: null, url: `https://${side}.example/hook`, secretSealed: vault.seal('secret', 'whsec_test'), oldSecretSealed: null, oldSecretUntil: null, types: [], mapping: {}, enabled: false, cursor: 0 } },
    { kind: 'setting', at, row: { id: `${side}-profile`, key: `exports.${side}.${side}`, value: { zone: 'Asia/Shanghai', columns: {} } } },
    { kind: 'dailyFile', at, row: { id: `${side}-export`, entityId: side, creditorId: side, day: '2027-01-14', kind: 'payments', path: `${side}/${side}/2027-01-14/payments.csv`, rows: 0, sha256: 'x', fromSeq: 0, toSeq: 0 } },
    { kind: 'mappingProfile', at, row: { id: `${side}-profile`, creditorId: side, kind: 'placement', name: 'daily', columns: { 编号: 'contract' } } },
    { kind: 'importProblem', at, row: { importId: `${side}-import`, row: 2, column: 'phone', value: '=13****', code: 'phone.invalid', reason: 'not a "number", really', severity: 'error' } },
  ];
}
/** What is to be done and decided in a company; only where a test walks every route. */
export function duties(side: 'a' | 'b'): CreateOf[] {
  const at = NOW;
  return [
    { kind: 'article', at, row: { id: `${side}-article`, entityId: side, key: null, by: `${side}-compliance`, terms: '利 息 利息', kind: 'law', language: 'zh', creditorId: null, stage: null, tags: [], title: '利息', body: '利息', source: null, enabled: true } },
    { kind: 'task', at, row: { id: `${side}-task`, caseId: `${side}-money-case`, entityId: side, teamId: `${side}-team`, userId: `${side}-collector`, kind: 'followUp', title: 'ring again', dueAt: at + 3_600_000, remindAt: at + 3_600_000, state: 'open', madeBy: `${side}-collector` } },
    { kind: 'complaint', at, row: { id: `${side}-complaint`, entityId: side, caseId: `${side}-case`, byKind: 'party', channel: 'phone', about: 'entity', textSealed: vault.seal('note', `words of ${NAME[side]}`), receivedAt: at, dueAt: at + 86_400_000, state: 'open', takenBy: `${side}-collector` } },
    { kind: 'approval', at, row: { id: `${side}-approval`, kind: 'waiver', state: 'submitted', subject: `${side}-case`, payload: null, askedBy: `${side}-collector`, expiresAt: at + 86_400_000, entityId: side, needed: 1, decisions: [] } },
    { kind: 'savedFilter', at, row: { id: `${side}-filter`, entityId: side, userId: `${side}-collector`, name: `mine ${side}`, list: 'cases', filter: {}, shared: true } },
    { kind: 'assignmentRules', at, row: { id: `${side}-rules`, entityId: side, name: `rules ${side}`, rules: { measure: { kind: 'cases' }, rules: [], escalations: [], reassignAfterDays: null }, enabled: true, nightly: false } },
  ];
}
/** A debt of the same debtor in a case of its own, with a payment, a promise and a plan. */
function money(side: 'a' | 'b'): CreateOf[] {
  const at = NOW;
  const parts = { principal: 5_000, interest: 0, penalty: 0, fees: 0 };
  return [
    { kind: 'account', at, row: { id: `${side}-money`, creditorId: side, contract: `HT-${side}-0002`, product: null, currency: 'CNY', ...parts, minimumDue: null, asOf: at, overdueSince: '2026-12-01', closed: null } },
    { kind: 'placement', at, row: { id: `${side}-money-placement`, accountId: `${side}-money`, entityId: side, batch: '2', placedAmount: 5_000, from: '2026-01-01', to: null, state: 'placed' } },
    { kind: 'case', at, row: { id: `${side}-money-case`, partyId: `${side}-party`, creditorId: side, entityId: side, teamId: `${side}-team`, batch: '2', state: 'working', risk: 'none', riskSource: null, riskAt: null, tags: [], custom: {}, amount: 5_000, currency: 'CNY', userId: `${side}-collector` } },
    { kind: 'caseAccount', at, row: { caseId: `${side}-money-case`, accountId: `${side}-money`, placementId: `${side}-money-placement` } },
    { kind: 'assignment', at, row: { caseId: `${side}-money-case`, teamId: `${side}-team`, userId: `${side}-collector`, from: at, to: null, why: 'first' } },
    { kind: 'balanceEvent', at, row: { accountId: `${side}-money`, at: at - 1, cause: 'import', reference: 'i', ...parts } },
    { kind: 'payment', at, row: { id: `${side}-payment`, externalId: `${side}/P-1`, accountId: `${side}-money`, amount: 10, currency: 'CNY', at, channel: 'bank', reversed: false, reversedBy: null, reversedAt: null } },
    { kind: 'paymentAllocation', at, row: { paymentId: `${side}-payment`, accountId: `${side}-money`, at, reversal: false, penalty: 0, interest: 0, fees: 0, principal: 10, over: 0 } },
    { kind: 'promise', at, row: { id: `${side}-promise`, caseId: `${side}-money-case`, partyId: `${side}-party`, amount: 100, currency: 'CNY', due: '2027-01-20', accountIds: [`${side}-money`], planId: null, attemptId: null, takenBy: `${side}-collector`, graceDays: 0, state: 'open', takenOn: '2027-01-15', paid: 0, judgedAt: null } },
    { kind: 'plan', at, row: { id: `${side}-plan`, caseId: `${side}-money-case`, currency: 'CNY', total: 300, state: 'open', partyId: `${side}-party`, accountIds: [`${side}-money`], madeBy: `${side}-collector`, madeOn: '2027-01-15', graceDays: 0, missedAllowed: 0 } },
    { kind: 'planInstalment', at, row: { planId: `${side}-plan`, number: 1, due: '2027-02-01', amount: 300, state: 'open', paid: 0 } },
  ];
}
export function lead(side: 'a' | 'b', id: string, more: object = {}): CreateOf {
  return { kind: 'lead', at: NOW, row: { id, listId: `${side}-list`, campaignId: `${side}-campaign`, caseId: `${side}-case`, partyId: `${side}-party`, entityId: side, state: 'callback', because: null, priority: 0, overdueSince: null, amount: 100, currency: 'CNY', shuffle: 0.5, nextAt: 0, attempts: 0, lastAttemptAt: null, lastOutcome: null, lastContactPointId: null, tally: {}, boundUserId: null, claimOwner: null, claimUntil: null, ...more } };
}
export function attempt(side: 'a' | 'b', id: string, more: object = {}): CreateOf {
  return {
    kind: 'attempt', at: NOW,
    row: {
      id, leadId: `${side}-lead`, caseId: `${side}-case`, partyId: `${side}-party`, campaignId: `${side}-campaign`, listId: `${side}-list`, entityId: side, teamId: `${side}-team`, accountIds: [], direction: 'outbound', mode: 'predictive', kind: 'interactive', contactPointId: null,
      phoneIndex: vault.index('phone', NUMBER[side]), phoneSealed: vault.seal('phone', NUMBER[side]), phoneMasked: '138****8001', node: 'fs1', legId: `leg ${id}`, trunk: 'sim', callerId: null, permitId: null, stage: null, daysPastDue: null, risk: null, scriptId: null, scriptVersion: null,
      userId: `${side}-collector`, openedAt: NOW, placedAt: NOW, rangAt: null, answeredAt: null, bridgedAt: null, endedAt: null, outcome: null, hangupCause: null, sipStatus: null, q850: null, blame: null, waitMs: null, abandonedBy: null, messagePlayed: false, dispositionCode: null, disposedAt: null, disposedBy: null, recordingPath: null, statementsDue: null, statementsSaid: null, ...more,
    },
  };
}
const shared: CreateOf[] = [
  { kind: 'disposition', at: NOW, row: { id: 'disposition', code: 'PTP', parentCode: null, nameEn: 'Promise', nameZh: '承诺', hotkey: '1', leaf: true, rightParty: true, promise: true, ledgerLevel: 3, retry: { kind: 'byOutcome' }, caseEvent: null, standingFact: null, enabled: true } },
  { kind: 'pauseReason', at: NOW, row: { id: 'pause', code: 'break', nameEn: 'Break', nameZh: '休息', billable: false, maxMinutes: null, enabled: true } },
  { kind: 'trunk', at: NOW, row: { id: 'trunk', gateway: 'sim', node: 'fs1', enabled: true, maxCalls: 10, callsPerSecond: 5, priority: 0, plan: [], callerIds: [] } },
  { kind: 'deskTemplate', at: NOW, row: { id: 'template', name: 'desk', dialString: 'user/{number}@desk.local', approvedBy: null, approvedAt: null } },
  { kind: 'setting', at: NOW, row: { id: 'setting', key: 'greeting', value: 'hello' } },
];

export interface World {
  readonly app: FastifyInstance; readonly store: Store; readonly conductor: FakeConductor; readonly clock: TestClock; readonly log: TestLog; readonly imports: { path: string; options: unknown }[]; readonly deps: HttpDeps; readonly recordings: string;
  /** As a user (`a-supervisor`), with a bearer token. */
  as(user: string | null, request: InjectOptions): Promise<LightMyRequestResponse>;
  version(kind: Kind, id: string): Promise<number>;
}
const TEST_ZONES = { version: 'test', has: (zone: string) => zone.includes('/'), offsetMinutes: () => 480 };
export const makeStore = (clock: Clock, policies = testPolicies): Store => new MemoryStore({ ids: uuidIds(() => clock.now()), zones: TEST_ZONES, policies, evidence: new NodeEvidence(Buffer.alloc(32, 7)) });
/** Two companies, `a` and `b`, and what they share. */
export const fillStore = (store: Store): Promise<unknown> => store.run('createMany', { rows: [...company('a'), ...company('b'), ...shared] });
export async function makeWorld(settings: Partial<HttpSettings> = {}, more: Partial<HttpDeps> = {}): Promise<World> {
  const clock = new TestClock();
  const log = new TestLog();
  const ids = uuidIds(() => clock.now());
  const zones = TEST_ZONES;
  const store = more.store ?? makeStore(clock, more.policies);
  await fillStore(store);
  const conductor = new FakeConductor();
  const imports: { path: string; options: unknown }[] = [];
  // A look at a file writes nothing: the real one.
  const real = makeImporter({ store, vault, phones: makePhoneBook(), files: makeTableFiles(), clock, zones, log });
  const importer: Importer = { start: (path, options) => { imports.push({ path, options }); return Promise.resolve(ok({ importId: 'new-import', done: Promise.resolve() })); }, preview: (path, options) => real.preview(path, options), progress: () => undefined, running: () => [] };
  const recordings = mkdtempSync(join(tmpdir(), 'dunwell-recordings-'));
  const exportsRoot = mkdtempSync(join(tmpdir(), 'dunwell-exports-'));
  // Posts to nobody; what is about sending is in test/outbox.
  const post = { check: (url: string) => (url.startsWith('https://') ? ok(null) : fail('webhook.url', 'must begin with https://', '/url')), post: (): Promise<Posted> => Promise.resolve({ kind: 'answered', status: 204 }) };
  const outbox = new Outbox({ store, clock, dice: { next: () => 0 }, ids, vault, log, post });
  const daily = new DailyFiles({ store, clock, zones, log, files: makeExportFiles(exportsRoot) });
  const evidence = new NodeEvidence(Buffer.alloc(32, 7));
  const rootCopies = { append: () => Promise.resolve(), read: () => Promise.resolve([]) };
  const deps: HttpDeps = {
    keeper: { make: () => Promise.resolve({ name: 'dunwell-20260101T000000Z.db', bytes: 1, at: clock.now(), of: 'database' as const }), list: () => Promise.resolve([]) },
    evidence, rootCopies, recordings: recordingFolder(recordings), sealer: new EvidenceSealer({ store, evidence, clock, log, copies: rootCopies }), digest: (bytes) => createHash('sha256').update(bytes).digest('hex'), restore,
    store, policies: testPolicies, conductor, vault, clock, ids, log, zones, phones: makePhoneBook(), importer, tables: makeTableFiles(), softphones: new Softphones({ store, clock }, SOFTPHONE), spreadsheets, metricsText: () => Promise.resolve('dunwell_calls_in_air 0\n'), recordingsRoot: recordings, exportsRoot, recordingFiles: keptFiles(recordings), dailyFiles: keptFiles(exportsRoot), outbox, post, daily, consoleRoot: null,
    settings: { host: '127.0.0.1', port: 0, cookieSecure: false, metricsToken: 'metrics-token', public: false, requestsPerMinute: 100_000, ...settings }, ...more,
  };
  const app = createHttpServer(deps);
  await app.ready();
  return {
    app, store, conductor, clock, log, imports, deps, recordings,
    as: (user, request) => app.inject({ ...request, headers: { ...(user === null ? {} : { authorization: `Bearer ${tokenOf(user)}` }), ...request.headers } }),
    version: async (kind, id) => (await store.get(kind, id))?.version ?? 0,
  };
}

/** Whatever an answer's body may hold, for tests that look at parts of it. */
export interface Said {
  readonly code: string; readonly detail: string; readonly requestId: string; readonly status: number; readonly problems: { readonly at: string; readonly code: string }[]; readonly current: { readonly name: string };
  readonly id: string; readonly items: { readonly id: string; readonly name: string }[]; readonly next: string | null; readonly token: string; readonly password: string; readonly user: { readonly login: string };
  readonly settings: { readonly window: object; readonly caps: object; readonly recycle: object }; readonly endedAt: number | null; readonly reasons: string[]; readonly openapi: string;
  readonly components: { readonly securitySchemes: object }; readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: { readonly in: string; readonly name: string }[]; readonly requestBody?: { readonly content: Record<string, object> } }>>>>;
}
