import { checkSpend, type TrunkSpend } from '../../core/money/call-cost.js';
import type { CallerId, DeskTemplate, PrefixRule, Trunk, User } from '../../core/records/index.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { allowed, alter, make, reachRow, refuse, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

export interface TrunkPatch {
  readonly enabled?: boolean; readonly maxCalls?: number; readonly callsPerSecond?: number; readonly priority?: number; readonly plan?: readonly PrefixRule[]; readonly callerIds?: readonly CallerId[]; readonly spend?: TrunkSpend | null;
}
export interface TrunkInput extends TrunkPatch { readonly gateway: string; readonly node: string; readonly maxCalls: number; readonly callsPerSecond: number }
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;
const nowhere = (): { entityId: null } => ({ entityId: null });

export async function listTrunks(deps: Deps, by: User, ask: PageAsk): Promise<Result<Page<Trunk>>> {
  const scope = allowed(by, 'trunk.read');
  return scope.ok ? pageOf(deps.store, 'trunk', ask, { wheres: [{}] }) : scope;
}
export const getTrunk = (deps: Deps, by: User, id: Id): Promise<Result<Trunk>> => reachRow(deps, by, 'trunk.read', 'trunk', id, nowhere);

export async function createTrunk(deps: Deps, by: User, input: TrunkInput): Promise<Result<Trunk>> {
  const scope = allowed(by, 'trunk.write');
  if (!scope.ok) return scope;
  const problems = [...checkTrunk(input), ...spendOf(deps, input), ...await strangers(deps, input)];
  if (problems.length > 0) return refuse('trunk.invalid', problems);
  if (await deps.store.count('trunk', { node: input.node, gateway: input.gateway }) > 0) return fail('trunk.taken', 'this gateway of this switch is a trunk already', '/gateway');
  const made = await make(deps, by, 'trunk', {
    gateway: input.gateway, node: input.node, enabled: input.enabled ?? true, maxCalls: input.maxCalls, callsPerSecond: input.callsPerSecond, priority: input.priority ?? 0, plan: input.plan ?? [], callerIds: input.callerIds ?? [], spend: input.spend ?? null,
  }, 'trunk.created', { gateway: input.gateway, node: input.node });
  if (made.ok) deps.conductor.changed('trunk', made.value.id);
  return made;
}
export async function changeTrunk(deps: Deps, by: User, id: Id, expected: number, patch: TrunkPatch): Promise<Result<Trunk>> {
  const found = await reachRow(deps, by, 'trunk.write', 'trunk', id, nowhere);
  if (!found.ok) return found;
  const problems = [...checkTrunk({ ...found.value, ...patch }), ...spendOf(deps, patch), ...await strangers(deps, patch)];
  if (problems.length > 0) return refuse('trunk.invalid', problems);
  const changed = await alter(deps, by, 'trunk', id, expected, patch, 'trunk.changed', { gateway: found.value.gateway, fields: Object.keys(patch) });
  if (changed.ok) deps.conductor.changed('trunk', id);
  return changed;
}

const spendOf = ({ zones }: Deps, { spend }: Pick<TrunkPatch, 'spend'>): readonly Failure[] => (spend ? checkSpend(spend, (zone) => zones.has(zone)) : []);
/** Caller ids of companies nobody knows. */
async function strangers({ store }: Deps, { callerIds = [] }: Pick<TrunkPatch, 'callerIds'>): Promise<Failure[]> {
  const problems: Failure[] = [];
  for (const [index, { entityId }] of callerIds.entries()) if (entityId != null && await store.get('entity', entityId) === undefined) problems.push({ code: 'trunk.field', text: `callerIds/${index}/entityId is no company of the installation`, at: `/callerIds/${index}/entityId` });
  return problems;
}
/** Everything wrong with a trunk, in words. What passes here can be written into a dial string. */
export function checkTrunk(input: TrunkInput): Failure[] {
  const problems: Failure[] = [];
  const say = (at: string, text: string): void => { problems.push({ code: 'trunk.field', text: `${at.slice(1)} ${text}`, at }); };
  if (!NAME.test(input.gateway)) say('/gateway', 'must be 1 to 64 of the characters A-Z a-z 0-9 _ . -');
  if (!NAME.test(input.node)) say('/node', 'must be 1 to 64 of the characters A-Z a-z 0-9 _ . -');
  if (!Number.isInteger(input.maxCalls) || input.maxCalls < 1 || input.maxCalls > 2000) say('/maxCalls', 'must be a whole number from 1 to 2000');
  if (!(input.callsPerSecond >= 0.1 && input.callsPerSecond <= 200)) say('/callsPerSecond', 'must be a number from 0.1 to 200');
  const prefixes = new Set<string>();
  input.plan?.forEach((rule, index) => {
    if (!/^\+\d{0,15}$/.test(rule.prefix)) say(`/plan/${index}/prefix`, 'must be + and up to 15 digits');
    if (!Number.isInteger(rule.strip) || rule.strip < 0 || rule.strip > rule.prefix.length) say(`/plan/${index}/strip`, 'must be from 0 to the length of the prefix');
    if (!/^\+?\d{0,15}$/.test(rule.add)) say(`/plan/${index}/add`, 'must be digits, with + only in front');
    if (rule.strip === 0 && rule.add !== '') say(`/plan/${index}/add`, 'can only be put before a number whose + was stripped');
    if (prefixes.has(rule.prefix)) say(`/plan/${index}/prefix`, 'is there twice: the second can never match');
    prefixes.add(rule.prefix);
  });
  input.callerIds?.forEach((callerId, index) => {
    if (!/^\+?\d{3,20}$/.test(callerId.number)) say(`/callerIds/${index}/number`, 'must be 3 to 20 digits, with + only in front');
    if (callerId.region !== '*' && !/^\+\d{1,15}$/.test(callerId.region)) say(`/callerIds/${index}/region`, 'must be * or + and the first digits of the numbers it is best for');
  });
  return problems;
}

/** The closed grammar of a desk template: one gateway or the registered users of one domain, and one blank. */
const TEMPLATE = /^(?:sofia\/gateway\/[A-Za-z0-9_.-]{1,64}\/\+?\d{0,15}\{number\}|user\/\{number\}@[A-Za-z0-9.-]{1,255})$/;

export async function listTemplates(deps: Deps, by: User, ask: PageAsk): Promise<Result<Page<DeskTemplate>>> {
  const scope = allowed(by, 'template.read');
  return scope.ok ? pageOf(deps.store, 'deskTemplate', ask, { wheres: [{}] }) : scope;
}
export const getTemplate = (deps: Deps, by: User, id: Id): Promise<Result<DeskTemplate>> => reachRow(deps, by, 'template.read', 'deskTemplate', id, nowhere);
export async function createTemplate(deps: Deps, by: User, input: { readonly name: string; readonly dialString: string }): Promise<Result<DeskTemplate>> {
  const scope = allowed(by, 'template.write');
  if (!scope.ok) return scope;
  const checked = checkTemplateString(input.dialString);
  if (!checked.ok) return checked;
  const made = await make(deps, by, 'deskTemplate', { name: input.name.trim(), dialString: input.dialString, approvedBy: null, approvedAt: null }, 'deskTemplate.created');
  return !made.ok && made.error.code === 'record.conflict' ? fail('template.name_taken', 'this name is taken', '/name') : made;
}
/** A changed dial string must be approved anew. */
export async function changeTemplate(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string; readonly dialString?: string }): Promise<Result<DeskTemplate>> {
  const found = await reachRow(deps, by, 'template.write', 'deskTemplate', id, nowhere);
  if (!found.ok) return found;
  const checked = patch.dialString === undefined ? ok(null) : checkTemplateString(patch.dialString);
  if (!checked.ok) return checked;
  const anew = patch.dialString !== undefined && patch.dialString !== found.value.dialString ? { approvedBy: null, approvedAt: null } : {};
  return alter(deps, by, 'deskTemplate', id, expected, { ...patch, ...anew }, 'deskTemplate.changed');
}
export async function approveTemplate(deps: Deps, by: User, id: Id, expected: number, approved: boolean): Promise<Result<DeskTemplate>> {
  const found = await reachRow(deps, by, 'template.approve', 'deskTemplate', id, nowhere);
  if (!found.ok) return found;
  return alter(deps, by, 'deskTemplate', id, expected, approved ? { approvedBy: by.id, approvedAt: deps.clock.now() } : { approvedBy: null, approvedAt: null }, approved ? 'deskTemplate.approved' : 'deskTemplate.withdrawn');
}
function checkTemplateString(dialString: string): Result<null> {
  return TEMPLATE.test(dialString) ? ok(null) : fail('template.grammar', 'must be sofia/gateway/NAME/{number} or user/{number}@DOMAIN', '/dialString');
}
