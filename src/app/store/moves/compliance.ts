/** Questions to the compliance clock and what changes it: "may I call this?", packs put in force, other systems' touches, a pack set against what was dialed. */
import { counters, type Counter } from '../../../core/compliance/counters.js';
import { evaluate, shownRule } from '../../../core/compliance/evaluate.js';
import type { Verdict } from '../../../core/compliance/gate.js';
import { openHours, type OpenHours } from '../../../core/compliance/hours.js';
import { askSecond, eventSecond } from '../../../core/compliance/request.js';
import type { Whereabouts } from '../../../core/compliance/whereabouts.js';
import type { Attempt, DialMode, PackActivation, PartyRole, Places, Touch } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { InForce } from '../../ports/policies.js';
import type { MoveContext } from './context.js';
import { calendarsAt, defaultsOf, standingNow } from './in-force.js';
import { judge, type Gauges, type GateSettings, type Question } from './judge.js';
import { append } from './stream.js';

export interface AskGate {
  readonly at: Instant; readonly mode: DialMode; readonly kind: Attempt['kind']; readonly phoneIndex: string; readonly country: string | null; readonly places?: Places | null; readonly contactPointId: Id | null;
  readonly partyId: Id | null; readonly caseId: Id | null; readonly accountIds: readonly Id[]; readonly ownerRole: PartyRole; readonly settings: GateSettings;
  readonly entityId: Id; readonly campaignId: Id | null; readonly daysPastDue: number | null; readonly gauges: Gauges; readonly testGateways: boolean;
  /** Until when lawful hours are told; null: they are not. */
  readonly hoursUntil: Instant | null;
}
export interface GateAnswer {
  readonly verdict: Verdict; readonly counters: readonly Counter[]; readonly hours: readonly OpenHours[];
  readonly packs: readonly { readonly id: string; readonly version: string }[]; readonly zones: Whereabouts['zones']; /** What stands instead of all the rest. */ readonly narrowedBy: Whereabouts['narrowedBy']; readonly regions: readonly string[];
}
/** Asks the gate as dialing would, at any instant, and changes nothing. */
export function askGate(context: MoveContext, input: AskGate): GateAnswer {
  const contactPoint = input.contactPointId === null ? null : context.tx.get('contactPoint', input.contactPointId) ?? null;
  const question: Question = { ...input, now: input.at, contactPoint, userId: null };
  const { verdict, basis } = judge(context, question);
  if (!basis) return { verdict, counters: [], hours: [], packs: [], zones: [], narrowedBy: null, regions: [] };
  const [ask] = basis.asks;
  return {
    verdict, counters: ask ? counters(basis.policy, ask, basis.events) : [], hours: input.hoursUntil === null ? [] : openHours(basis.at, input.at, input.hoursUntil),
    packs: basis.policy.packs.map((pack) => ({ id: pack.id, version: pack.version })), zones: basis.located.where.zones, narrowedBy: basis.located.where.narrowedBy, regions: ask?.regions ?? [],
  };
}

export interface ActivatePack extends InForce {
  readonly from: Instant; readonly by: Id; readonly reviewer: string | null; readonly reviews: PackActivation['reviews']; readonly note: string | null; readonly at: Instant;
}
/**
 * Puts a pack in force from an instant on; what stood under its name ends there. The first act of an installation
 * writes down what held by default until then. Codes: `pack.from` (in the past), and those of `Policies.policy`.
 */
export function activatePack(context: MoveContext, input: ActivatePack): Result<{ readonly id: Id }> {
  if (input.from < input.at) return fail('pack.from', 'a pack can not be put in force for the past', '/from');
  const { tx } = context;
  writeDefaults(context, input.at);
  const rows = tx.find('packActivation', { limit: 10_000 });
  // Tried before it is written: what can't be compiled would stop every call.
  const others = rows.filter((row) => (row.until === null || row.until > input.from) && !(row.kind === input.kind && row.pack === input.pack));
  const compiled = context.policies.policy([...others, input]);
  if (!compiled.ok) return compiled;
  for (const row of rows) if (row.kind === input.kind && row.pack === input.pack && (row.until === null || row.until > input.from)) tx.update('packActivation', row.id, { until: Math.max(input.from, row.from) }, input.at);
  const { from, by, reviewer, reviews, note, at, ...what } = input;
  const id = context.ids.id();
  tx.insert('packActivation', { id, version: 1, createdAt: at, updatedAt: at, ...what, from, until: null, by, reviewer, reviews, note });
  append(context, { type: 'pack.activated', actor: by, data: { pack: what.pack, version: what.packVersion, digest: what.digest, from, reviewer, reviews } }, [id], at);
  return ok({ id });
}
/** Ends a pack from an instant on. Codes: `pack.inactive`, `pack.from`. */
export function endPack(context: MoveContext, input: { readonly pack: string; readonly from: Instant; readonly by: Id; readonly note: string | null; readonly at: Instant }): Result<{ readonly id: Id }> {
  if (input.from < input.at) return fail('pack.from', 'a pack can not be ended in the past', '/from');
  writeDefaults(context, input.at);
  const row = context.tx.find('packActivation', { where: { pack: input.pack }, limit: 10_000 }).find((one) => one.kind === 'pack' && (one.until === null || one.until > input.from));
  if (!row) return fail('pack.inactive', 'this pack is not in force', '/pack');
  context.tx.update('packActivation', row.id, { until: Math.max(input.from, row.from), note: input.note ?? row.note }, input.at);
  append(context, { type: 'pack.ended', actor: input.by, data: { pack: row.pack, version: row.packVersion, from: input.from, note: input.note } }, [row.id], input.at);
  return ok({ id: row.id });
}
function writeDefaults({ tx, ids, policies }: MoveContext, at: Instant): void {
  if (tx.count('packActivation', { kind: 'pack' }) > 0) return;
  for (const one of defaultsOf(policies)) {
    const row: PackActivation = { id: ids.id(), version: 1, createdAt: at, updatedAt: at, ...one, from: 0, until: null, by: null, reviewer: null, reviews: null, note: 'in force since the installation began' };
    tx.insert('packActivation', row);
  }
}

export type NewTouch = Pick<Touch, 'at' | 'result' | 'direction' | 'channel' | 'mode' | 'partyId' | 'phoneIndex' | 'accountIds' | 'creditorGroup' | 'collector' | 'marks'> & { readonly externalId: string };
/** Touches another system tells of; one that is known by its external id changes nothing. */
export function takeTouches(context: MoveContext, input: { readonly items: readonly NewTouch[]; readonly by: Id; readonly entityId: Id; readonly at: Instant }): { readonly taken: number; readonly known: number } {
  const { tx } = context;
  let taken = 0;
  for (const item of input.items) {
    if (tx.first('touch', { where: { externalId: item.externalId } })) continue;
    tx.insert('touch', { ...item, id: context.ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, userId: null, campaignId: null, attemptId: null, source: 'import' });
    taken += 1;
  }
  if (taken > 0) append(context, { type: 'touches.taken', actor: input.by, data: { entityId: input.entityId, taken } }, [], input.at);
  return { taken, known: input.items.length - taken };
}

export interface SimulatePacks {
  readonly inForce: readonly InForce[];
  readonly from: Instant; readonly to: Instant; readonly entityId: Id | null;
  /** The attempt the page before ended with. */
  readonly after: { readonly openedAt: Instant; readonly id: Id } | null;
  readonly limit: number; readonly gauges: Gauges;
}
export interface SimulatedPage { readonly asked: number; readonly stopped: number; readonly byRule: Readonly<Record<string, number>>; readonly last: SimulatePacks['after'] }
/**
 * A page of attempts that were dialed, judged as of their own instants by another set of packs: how many it would have stopped.
 * Touches are those known before each; facts are those that stand now. Changes nothing.
 */
export function simulatePacks(context: MoveContext, input: SimulatePacks): Result<SimulatedPage> {
  const { tx, policies } = context;
  const policy = policies.policy([...input.inForce, ...calendarsAt(tx, input.to)]);
  if (!policy.ok) return policy;
  const since = input.after?.openedAt ?? input.from;
  const rows = tx.find('attempt', { where: { openedAt: { gte: since, lt: input.to }, direction: 'outbound', ...(input.entityId === null ? {} : { entityId: input.entityId }) }, order: [{ by: 'openedAt' }, { by: 'id' }], limit: input.limit + 200 });
  const { after } = input;
  const page = rows.filter((row) => after === null || row.openedAt > after.openedAt || (row.openedAt === after.openedAt && row.id > after.id)).slice(0, input.limit);
  const standing = { ...standingNow(context, input.to), policy, highWater: 0 };
  const byRule: Record<string, number> = {};
  let [asked, stopped] = [0, 0];
  for (const row of page) {
    if (row.outcome === 'not_placed' || row.node === 'history') continue;
    asked += 1;
    const rules = rulesAgainst(context, row, standing, input.gauges);
    if (rules.length > 0) stopped += 1;
    for (const rule of rules) byRule[rule] = (byRule[rule] ?? 0) + 1;
  }
  const last = page.at(-1);
  return ok({ asked, stopped, byRule, last: last && page.length === input.limit ? { openedAt: last.openedAt, id: last.id } : null });
}
const OPEN: GateSettings = { zone: 'Asia/Shanghai', window: { name: 'any', from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }, caps: { perPhonePerDay: 1_000_000, perPartyPerDay: 1_000_000, phoneSpacing: 0 } };
function rulesAgainst(context: MoveContext, row: Attempt, standing: ReturnType<typeof standingNow>, gauges: Gauges): readonly string[] {
  const contactPoint = row.contactPointId === null ? null : context.tx.get('contactPoint', row.contactPointId) ?? null;
  const { basis, verdict } = judge(context, {
    now: row.openedAt, mode: row.mode, kind: row.kind, phoneIndex: row.phoneIndex, contactPoint, country: null, partyId: row.partyId, caseId: row.caseId, accountIds: row.accountIds, ownerRole: contactPoint?.ownerRole ?? 'unknown', settings: OPEN, testGateways: false,
    entityId: row.entityId, campaignId: row.campaignId, userId: row.userId, daysPastDue: row.daysPastDue, exceptAttempt: row.id, gauges,
  }, standing);
  if (!basis) return verdict.allow ? [] : verdict.denials.filter((one) => one.rule.startsWith('INFRA')).map((one) => one.rule);
  const before = basis.events.filter((event) => event.at <= eventSecond(row.openedAt));
  const rules = new Set(basis.asks.flatMap((ask) => evaluate({ ...ask, now: askSecond(row.openedAt) }, before, basis.policy).denials.map(shownRule)));
  // Of a number that was nobody's on file only its index is left: its zone was known then, and is not now.
  if (contactPoint === null) rules.delete('INFRA-TZ-UNKNOWN');
  return [...rules];
}
