/** The compliance clock for people and other systems: may this be called, which packs hold, what was denied, what would be. */
import type { Verdict } from '../../core/compliance/gate.js';
import { prefixPlaces } from '../../core/compliance/numbering.js';
import { mayActivate, unverifiedRules } from '../../core/compliance/load.js';
import type { Pack } from '../../core/compliance/pack.js';
import { DUTY_TO_PAY, type Campaign, type Case, type ContactPoint, type DialMode, type PackActivation, type PartyRole, type Places, type RuleReview, type User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id, Instant, LocalDate } from '../../core/units.js';
import type { InForce, Policies } from '../ports/policies.js';
import type { GateAnswer, NewTouch, SimulatePacks } from '../store/moves/compliance.js';
import type { GateSettings } from '../store/moves/judge.js';
import { calendarsNow } from './calendars.js';
import { allowed, refuse, type Deps } from './context.js';
import { reachCase, reachesCase } from './reach.js';

export interface ComplianceDeps extends Deps { readonly policies: Policies }
const DAY = 86_400_000;
/** Where no campaign is named, only the packs and the record speak. */
const ANY: GateSettings = { zone: 'Asia/Shanghai', window: { name: 'any', from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }, caps: { perPhonePerDay: 1_000_000, perPartyPerDay: 1_000_000, phoneSpacing: 0 } };
/** Cases of one number that are asked about. */
const MOST_CASES = 5;

export interface CheckAsk { readonly phone?: string; readonly country?: string; readonly caseId?: Id; readonly campaignId?: Id; readonly at?: Instant; readonly mode?: 'manual' | 'preview' | 'progressive' | 'predictive' | 'callback' | 'robot'; readonly notify?: boolean; readonly days?: number }
export interface Checked { readonly caseId: Id | null; readonly contactPointId: Id | null; readonly number: string | null; readonly ownerRole: PartyRole; readonly answer: GateAnswer }
export interface CheckAnswer { readonly at: Instant; readonly allow: boolean; readonly nextAt: Instant | null; readonly asked: readonly Checked[] }

/** May this be called, as dialing would ask it? Codes: `compliance.subject`, `phone.invalid`, `case.unknown`, `campaign.unknown`, `compliance.at`. */
export async function checkCall(deps: ComplianceDeps, by: User, ask: CheckAsk): Promise<Result<CheckAnswer>> {
  const scope = allowed(by, 'compliance.read');
  if (!scope.ok) return scope;
  if ((ask.phone === undefined) === (ask.caseId === undefined)) return fail('compliance.subject', 'name a number or a case, and not both', '/phone');
  const at = ask.at ?? deps.clock.now();
  if (Math.abs(at - deps.clock.now()) > 400 * DAY) return fail('compliance.at', 'must lie within 400 days', '/at');
  const campaign = ask.campaignId === undefined ? undefined : await deps.store.get('campaign', ask.campaignId);
  if (ask.campaignId !== undefined && (campaign === undefined || (scope.value !== 'all' && campaign.entityId !== by.entityId))) return fail('campaign.unknown', 'no such campaign', '/campaignId');
  const subjects = await subjectsOf(deps, by, scope.value === 'all', ask);
  if (!subjects.ok) return subjects;
  const asked: Checked[] = [];
  for (const one of subjects.value) {
    const answer = await askOf(deps, by, one, { at, mode: ask.mode ?? 'manual', notify: ask.notify === true, campaign: campaign ?? null, until: (ask.days ?? 7) === 0 ? null : at + (ask.days ?? 7) * DAY });
    asked.push({ caseId: one.found?.id ?? null, contactPointId: one.point?.id ?? null, number: one.point?.masked ?? null, ownerRole: one.point?.ownerRole ?? 'unknown', answer });
  }
  return ok({ at, allow: asked.every((one) => one.answer.verdict.allow), nextAt: latest(asked.map((one) => one.answer.verdict)), asked });
}
interface AskedHow { readonly at: Instant; readonly mode: DialMode; readonly notify: boolean; readonly campaign: Campaign | null; /** Lawful hours are told up to then. */ readonly until: Instant | null }
async function askOf(deps: ComplianceDeps, by: User, one: Subject, { at, mode, notify, campaign, until }: AskedHow): Promise<GateAnswer> {
  const links = one.found === null ? [] : await deps.store.find('caseAccount', { where: { caseId: one.found.id } });
  return deps.store.run('askGate', {
    at, mode, kind: notify ? 'notify' : 'interactive', phoneIndex: one.index, country: one.country, places: one.places, contactPointId: one.point?.id ?? null, partyId: one.found?.partyId ?? null, caseId: one.found?.id ?? null,
    accountIds: [...new Set(links.map((link) => link.accountId))], ownerRole: one.point?.ownerRole ?? 'unknown', settings: campaign?.settings ?? ANY, entityId: one.found?.entityId ?? by.entityId, campaignId: campaign?.id ?? null, daysPastDue: null,
    gauges: { abandonment: 0 }, testGateways: false, hoursUntil: until,
  });
}
/** The latest of the next instants; null when any has none, or nothing denies. */
function latest(verdicts: readonly Verdict[]): Instant | null {
  let at: Instant | null = null;
  for (const one of verdicts) {
    if (one.allow) continue;
    if (one.nextAt === null) return null;
    at = Math.max(at ?? 0, one.nextAt);
  }
  return at;
}

interface Subject { readonly index: string; readonly country: string | null; readonly places: Places | null; readonly point: ContactPoint | null; readonly found: Case | null }
async function subjectsOf(deps: ComplianceDeps, by: User, everywhere: boolean, ask: CheckAsk): Promise<Result<readonly Subject[]>> {
  if (ask.caseId !== undefined) {
    const found = await reachCase(deps, by, 'case.read', ask.caseId);
    if (!found.ok) return found;
    const points = await deps.store.find('contactPoint', { where: { partyId: found.value.partyId, kind: 'phone' }, order: [{ by: 'rank' }], limit: MOST_CASES });
    return points.length === 0 ? fail('compliance.no_number', 'the debtor of this case has no number', '/caseId') : ok(points.map((point) => ({ index: point.valueIndex, country: null, places: null, point, found: found.value })));
  }
  const number = deps.phones.normalise(ask.phone ?? '', ask.country ?? 'CN');
  if (!number.ok) return fail('phone.invalid', 'this is not a phone number', '/phone');
  const index = deps.vault.index('phone', number.value.e164);
  const places = prefixPlaces(number.value.e164);
  const subjects: Subject[] = [];
  for (const point of await deps.store.find('contactPoint', { where: { valueIndex: index, kind: 'phone' }, limit: 20 })) {
    for (const found of await casesOf(deps, point.partyId)) if (subjects.length < MOST_CASES && (everywhere || await reachesCase(deps, by, 'entity', found, true))) subjects.push({ index, country: number.value.region, places, point, found });
  }
  return ok(subjects.length > 0 ? subjects : [{ index, country: number.value.region, places, point: null, found: null }]);
}
/** Cases of a person, as debtor or as who else has to do with the debt; the newest first. */
async function casesOf({ store }: Deps, partyId: Id): Promise<readonly Case[]> {
  const own = await store.find('case', { where: { partyId }, order: [{ by: 'createdAt', down: true }], limit: MOST_CASES });
  if (own.length > 0) return own;
  const joined = await store.find('accountParty', { where: { partyId }, limit: MOST_CASES });
  const links = joined.length === 0 ? [] : await store.find('caseAccount', { where: { accountId: { in: joined.map((row) => row.accountId) } }, limit: 50 });
  const ids = [...new Set(links.map((link) => link.caseId))];
  return ids.length === 0 ? [] : store.find('case', { where: { id: { in: ids } }, order: [{ by: 'createdAt', down: true }], limit: MOST_CASES });
}

export interface PackRow { readonly pack: Pack; readonly digest: string; readonly shipped: boolean; readonly active: ActiveRow | null }
/** `reviews`: who answers for each rule that was not verified, and since when. */
export interface ActiveRow { readonly from: Instant; readonly by: Id | null; readonly reviewer: string | null; readonly reviews: readonly RuleReview[]; readonly byDefault: boolean }
/** The calendar's last day is near, or past: beyond it the strictest hours of these packs hold. */
export interface PackWarning { readonly code: 'calendar.ends'; readonly calendar: string; readonly to: LocalDate; readonly daysLeft: number; readonly packs: readonly string[] }
/** All packs of the build and the installation's own, each with what holds now. */
export async function listPacks(deps: ComplianceDeps, by: User): Promise<Result<{ readonly zones: string; readonly items: readonly PackRow[]; readonly warnings: readonly PackWarning[] }>> {
  const scope = allowed(by, 'compliance.read');
  if (!scope.ok) return scope;
  const now = deps.clock.now();
  const rows = (await deps.store.find('packActivation', { where: { kind: 'pack' }, order: [{ by: 'from' }], limit: 10_000 }));
  const standing = (id: string, version: string): PackRow['active'] => {
    if (rows.length === 0) return deps.policies.defaults.includes(id) ? { from: 0, by: null, reviewer: null, reviews: [], byDefault: true } : null;
    const row = rows.find((one) => one.pack === id && one.packVersion === version && one.from <= now && (one.until === null || one.until > now));
    return row ? { from: row.from, by: row.by, reviewer: row.reviewer, reviews: row.reviews ?? [], byDefault: row.by === null } : null;
  };
  const shipped = deps.policies.packs.map(({ value, digest }): PackRow => ({ pack: value, digest, shipped: true, active: standing(value.id, value.version) }));
  const own = rows.filter((row): row is PackActivation & { readonly text: string } => row.text !== null).flatMap((row): PackRow[] => {
    const pack = deps.policies.read('pack', row.text);
    return pack.ok ? [{ pack: pack.value, digest: row.digest, shipped: false, active: standing(row.pack, row.packVersion) }] : [];
  });
  const warnings = (await calendarsNow(deps)).filter((one) => one.ends).map(({ calendar, to, daysLeft, usedBy }): PackWarning => ({ code: 'calendar.ends', calendar: calendar.id, to, daysLeft, packs: usedBy }));
  return ok({ zones: deps.policies.zones, items: [...shipped, ...own], warnings });
}

/** The setting with the public keys (SPKI, base64, by name) whose owners may sign packs of this installation. */
const PACK_KEYS = 'packKeys';
export interface ActivateAsk { readonly pack?: string; readonly text?: string; readonly from?: Instant; readonly reviewer?: string; readonly reviews?: readonly { readonly rule: string; readonly name: string; readonly note?: string }[]; readonly note?: string }
/**
 * Puts a shipped pack or a signed one of the installation in force. Codes: `pack.which`, `pack.unknown`, `pack.status`,
 * `pack.review` (rules nobody verified need a named reviewer; each that has none is told), `pack.reviewed`, `pack.from`, `pack.unsigned`, `pack.signature`, `pack.tenant`, …
 */
export async function activatePack(deps: ComplianceDeps, by: User, ask: ActivateAsk): Promise<Result<PackRow>> {
  const scope = allowed(by, 'pack.activate');
  if (!scope.ok) return scope;
  if ((ask.pack === undefined) === (ask.text === undefined)) return fail('pack.which', 'name a shipped pack or send a text, and not both', '/pack');
  const at = deps.clock.now();
  const found = ask.text === undefined ? shippedPack(deps.policies, ask.pack ?? '') : await ownPack(deps, ask.text, at);
  if (!found.ok) return found;
  const { pack, what } = found.value;
  const named = (ask.reviews ?? []).map((one): RuleReview => ({ rule: one.rule, name: one.name.trim(), at, note: one.note ?? null }));
  const { reviewer } = ask;
  // One name may stand for the rest, and is still written down for each of them.
  const rest = reviewer === undefined ? [] : unverifiedRules(pack).filter((rule) => !named.some((one) => one.rule === rule)).map((rule): RuleReview => ({ rule, name: reviewer.trim(), at, note: ask.note ?? null }));
  const reviews = [...named, ...rest];
  const twice = named.findIndex((one, place) => named.findIndex((other) => other.rule === one.rule) < place);
  if (twice >= 0) return fail('pack.reviewed', `${named[twice]?.rule ?? ''} is named twice`, `/reviews/${twice}/rule`);
  const may = mayActivate(pack, reviews);
  if (!may.ok) return 'missing' in may ? refuse('pack.review', may.missing.map((rule) => ({ code: 'pack.review', text: `${pack.id} ${rule}: a named reviewer is needed`, at: '/reviews' }))) : may;
  const done = await deps.store.run('activatePack', { ...what, from: ask.from ?? at, by: by.id, reviewer: ask.reviewer?.trim() ?? null, reviews, note: ask.note ?? null, at });
  return done.ok ? ok({ pack, digest: what.digest, shipped: what.text === null, active: { from: ask.from ?? at, by: by.id, reviewer: ask.reviewer?.trim() ?? null, reviews, byDefault: false } }) : done;
}
function shippedPack(policies: Policies, id: string): Result<{ readonly pack: Pack; readonly what: InForce }> {
  const found = policies.packs.find((one) => one.value.id === id);
  return found ? ok({ pack: found.value, what: inForce(found.value, found.digest) }) : fail('pack.unknown', `this build has no pack ${id}`, '/pack');
}
const inForce = (pack: Pack, digest: string): InForce => ({ kind: 'pack', pack: pack.id, packVersion: pack.version, digest, text: null, signature: null });
async function ownPack({ store, policies }: ComplianceDeps, text: string, at: Instant): Promise<Result<{ readonly pack: Pack; readonly what: InForce }>> {
  const [setting] = await store.find('setting', { where: { key: PACK_KEYS }, limit: 1 });
  const value = setting?.value;
  const keys = typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).filter((one): one is [string, string] => typeof one[1] === 'string')) : {};
  const calendars = (await calendarsNow({ store, policies, clock: { now: () => at } })).map((one) => one.calendar);
  const loaded = policies.install(text, keys, Math.floor(at / DAY), calendars);
  if (!loaded.ok) return loaded;
  const { pack, signedBy } = loaded.value;
  if (pack.kind !== 'tenant') return fail('pack.tenant', 'a pack of your own must be of kind "tenant": it may only add to the others', '/kind');
  return ok({ pack, what: { ...inForce(pack, policies.digest(text)), text, signature: signedBy.join(' ') } });
}
export async function endPack(deps: ComplianceDeps, by: User, ask: { readonly pack: string; readonly from?: Instant; readonly note?: string }): Promise<Result<{ readonly id: Id }>> {
  const scope = allowed(by, 'pack.activate');
  if (!scope.ok) return scope;
  const at = deps.clock.now();
  return deps.store.run('endPack', { pack: ask.pack, from: ask.from ?? at, by: by.id, note: ask.note ?? null, at });
}

export interface DenialRow { readonly rule: string; readonly pack: string | null; readonly hopper: number; readonly permit: number; readonly hours: readonly { readonly hour: Instant; readonly hopper: number; readonly permit: number }[] }
/** Denials by rule over time, the most frequent first. Default: the last 24 hours; at most 62 days. */
export async function listDenials(deps: Deps, by: User, ask: { readonly from?: Instant; readonly to?: Instant; readonly rule?: string; readonly campaignId?: Id }): Promise<Result<{ readonly from: Instant; readonly to: Instant; readonly items: readonly DenialRow[] }>> {
  const scope = allowed(by, 'compliance.read');
  if (!scope.ok) return scope;
  const to = ask.to ?? deps.clock.now() + 1;
  const from = ask.from ?? to - DAY;
  if (from >= to || to - from > 62 * DAY) return fail('query.span', 'from must lie before to, by at most 62 days', 'from');
  const rows = await deps.store.find('denialTally', { where: { hour: { gte: from - from % 3_600_000, lt: to }, ...(ask.rule === undefined ? {} : { rule: ask.rule }), ...(ask.campaignId === undefined ? {} : { campaignId: ask.campaignId }), ...(scope.value === 'all' ? {} : { entityId: by.entityId }) }, limit: 100_000 });
  const byRule = new Map<string, { pack: string | null; hours: Map<Instant, { hopper: number; permit: number }> }>();
  for (const row of rows) {
    const rule = byRule.get(row.rule) ?? { pack: row.pack, hours: new Map<Instant, { hopper: number; permit: number }>() };
    const hour = rule.hours.get(row.hour) ?? { hopper: 0, permit: 0 };
    rule.hours.set(row.hour, { hopper: hour.hopper + row.hopper, permit: hour.permit + row.permit });
    byRule.set(row.rule, rule);
  }
  const items = [...byRule].map(([rule, { pack, hours }]): DenialRow => {
    const list = [...hours].sort((a, b) => a[0] - b[0]).map(([hour, counts]) => ({ hour, ...counts }));
    return { rule, pack, hopper: list.reduce((sum, one) => sum + one.hopper, 0), permit: list.reduce((sum, one) => sum + one.permit, 0), hours: list };
  });
  return ok({ from, to, items: items.sort((a, b) => b.hopper + b.permit - a.hopper - a.permit || (a.rule < b.rule ? -1 : 1)) });
}

const PAGE = 200;
const MOST_SIMULATED = 50_000;
/** A set of shipped packs against what was dialed: "it would have stopped 312 calls". The thread is given back between pages. */
export async function simulatePacks(deps: ComplianceDeps, by: User, ask: { readonly packs: readonly string[]; readonly from?: Instant; readonly to?: Instant }): Promise<Result<{ readonly from: Instant; readonly to: Instant; readonly asked: number; readonly stopped: number; readonly byRule: readonly { readonly rule: string; readonly stopped: number }[]; readonly whole: boolean }>> {
  const scope = allowed(by, 'compliance.read');
  if (!scope.ok) return scope;
  const to = ask.to ?? deps.clock.now();
  const from = ask.from ?? to - DAY;
  if (from >= to || to - from > 31 * DAY) return fail('query.span', 'from must lie before to, by at most 31 days', '/from');
  const set: InForce[] = [];
  for (const id of ask.packs) { const found = shippedPack(deps.policies, id); if (!found.ok) return found; set.push(found.value.what); }
  const byRule = new Map<string, number>();
  let [asked, stopped] = [0, 0];
  let after: { readonly openedAt: Instant; readonly id: Id } | null = null;
  do {
    const page: Awaited<ReturnType<typeof nextPage>> = await nextPage(deps, { inForce: set, from, to, entityId: scope.value === 'all' ? null : by.entityId, after, limit: PAGE, gauges: { abandonment: 0 } });
    if (!page.ok) return page;
    asked += page.value.asked;
    stopped += page.value.stopped;
    for (const [rule, count] of Object.entries(page.value.byRule)) byRule.set(rule, (byRule.get(rule) ?? 0) + count);
    after = page.value.last;
  } while (after !== null && asked < MOST_SIMULATED);
  return ok({ from, to, asked, stopped, byRule: [...byRule].map(([rule, count]) => ({ rule, stopped: count })).sort((a, b) => b.stopped - a.stopped || (a.rule < b.rule ? -1 : 1)), whole: after === null });
}
const nextPage = (deps: Deps, input: SimulatePacks) => deps.store.run('simulatePacks', input);

export interface TouchItem { readonly externalId: string; readonly at: Instant; readonly result: string; readonly direction?: 'out' | 'in'; readonly channel?: string; readonly mode?: string; readonly phone?: string; readonly country?: string; readonly caseId?: Id; readonly collector?: string }
/** Touches of a lender or another agency. Those that can't be read are named; the others are taken. */
export async function takeTouches(deps: Deps, by: User, ask: { readonly source: string; readonly items: readonly TouchItem[] }): Promise<Result<{ readonly taken: number; readonly known: number; readonly bad: readonly { readonly externalId: string; readonly code: string }[] }>> {
  const scope = allowed(by, 'touch.write');
  if (!scope.ok) return scope;
  const bad: { externalId: string; code: string }[] = [];
  const items: NewTouch[] = [];
  for (const item of ask.items) {
    const read = await touchOf(deps, by, scope.value === 'all', ask.source, item);
    if (read.ok) items.push(read.value); else bad.push({ externalId: item.externalId, code: read.error.code });
  }
  const done = items.length === 0 ? { taken: 0, known: 0 } : await deps.store.run('takeTouches', { items, by: by.id, entityId: by.entityId, at: deps.clock.now() });
  return ok({ ...done, bad });
}
async function touchOf(deps: Deps, by: User, everywhere: boolean, source: string, item: TouchItem): Promise<Result<NewTouch>> {
  if (item.phone === undefined && item.caseId === undefined) return fail('touch.subject', 'a touch needs a number or a case');
  const number = item.phone === undefined ? null : deps.phones.normalise(item.phone, item.country ?? 'CN');
  if (number !== null && !number.ok) return fail('phone.invalid', 'this is not a phone number');
  const phoneIndex = number === null ? null : deps.vault.index('phone', number.value.e164);
  const found = item.caseId === undefined ? await caseOfNumber(deps, by, everywhere, phoneIndex) : await deps.store.get('case', item.caseId);
  if (item.caseId !== undefined && (found === undefined || !(everywhere || await reachesCase(deps, by, 'entity', found)))) return fail('case.unknown', 'no such case');
  const links = found === undefined ? [] : await deps.store.find('caseAccount', { where: { caseId: found.id } });
  const creditor = found === undefined ? undefined : await deps.store.get('entity', found.creditorId);
  return ok({
    externalId: `${source}:${item.externalId}`, at: item.at, result: item.result, direction: item.direction ?? 'out', channel: item.channel ?? 'voice', mode: item.mode ?? null, partyId: found?.partyId ?? null, phoneIndex, accountIds: [...new Set(links.map((link) => link.accountId))],
    creditorGroup: creditor === undefined ? null : creditor.creditorGroup ?? creditor.id, collector: item.collector ?? source, marks: [],
  });
}
async function caseOfNumber(deps: Deps, by: User, everywhere: boolean, phoneIndex: string | null): Promise<Case | undefined> {
  if (phoneIndex === null) return undefined;
  for (const point of await deps.store.find('contactPoint', { where: { valueIndex: phoneIndex, kind: 'phone' }, limit: 20 })) {
    for (const found of await casesOf(deps, point.partyId)) if (everywhere || await reachesCase(deps, by, 'entity', found)) return found;
  }
  return undefined;
}

/** What the law leaves of one number today. */
export interface LeftOfNumber { readonly point: ContactPoint; readonly answer: GateAnswer; /** The lawful span that holds now ends then; null: none holds, or it does not end within a day. */ readonly openUntil: Instant | null; readonly opensAt: Instant | null }
/**
 * For whoever works the case: how often each number of the debtor was called by what the rules count, what they leave, and until when.
 * The campaign's own window and caps are asked as well, of the newest lead. A debtor without a number has an empty list. Codes: `case.unknown`.
 */
export async function leftOfCase(deps: ComplianceDeps, by: User, caseId: Id): Promise<Result<{ readonly at: Instant; readonly items: readonly LeftOfNumber[] }>> {
  const subjects = await subjectsOf(deps, by, false, { caseId });
  const at = deps.clock.now();
  if (!subjects.ok) return subjects.error.code === 'compliance.no_number' ? ok({ at, items: [] }) : subjects;
  const [lead] = await deps.store.find('lead', { where: { caseId }, order: [{ by: 'id', down: true }], limit: 1 });
  const campaign = lead === undefined ? null : await deps.store.get('campaign', lead.campaignId) ?? null;
  const items: LeftOfNumber[] = [];
  for (const one of subjects.value) {
    if (one.point === null || !DUTY_TO_PAY.has(one.point.ownerRole)) continue;
    const answer = await askOf(deps, by, one, { at, mode: 'manual', notify: false, campaign, until: at + DAY });
    const now = answer.hours.find((span) => span.from <= at && at < span.to);
    items.push({ point: one.point, answer, openUntil: now === undefined || now.to >= at + DAY ? null : now.to, opensAt: now !== undefined ? null : answer.hours.find((span) => span.from > at)?.from ?? (answer.verdict.allow ? null : answer.verdict.nextAt) });
  }
  return ok({ at, items });
}
