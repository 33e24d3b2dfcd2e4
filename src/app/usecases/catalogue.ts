import type { Disposition, DispositionRetry, Script, User } from '../../core/records/index.js';
import { FACT_KINDS } from '../../core/records/index.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { allowed, alter, entityFor, make, reachRow, refuse, type Deps } from './context.js';
import { checkTemplate, renderTemplate, SCRIPT_SAMPLE } from './liquid.js';
import { ofEntity } from './org.js';
import { usable } from './script-check.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

/** The whole tree, parents before children as far as they were made so. */
export async function listDispositions(deps: Deps, by: User): Promise<Result<readonly Disposition[]>> {
  const scope = allowed(by, 'disposition.read');
  return scope.ok ? ok(await deps.store.find('disposition', { order: [{ by: 'id' }], limit: 10_000 })) : scope;
}
export const getDisposition = (deps: Deps, by: User, id: Id): Promise<Result<Disposition>> => reachRow(deps, by, 'disposition.read', 'disposition', id, () => ({ entityId: null }));

export interface DispositionPatch {
  readonly nameEn?: string; readonly nameZh?: string; readonly hotkey?: string | null; readonly rightParty?: boolean; readonly promise?: boolean; readonly ledgerLevel?: number;
  readonly retry?: DispositionRetry; readonly caseEvent?: string | null; readonly standingFact?: string | null; readonly enabled?: boolean;
}
export interface DispositionInput extends DispositionPatch { readonly code: string; readonly parentCode?: string | null; readonly leaf: boolean; readonly nameEn: string; readonly nameZh: string }

export async function createDisposition(deps: Deps, by: User, input: DispositionInput): Promise<Result<Disposition>> {
  const scope = allowed(by, 'disposition.write');
  if (!scope.ok) return scope;
  const all = await deps.store.find('disposition', { limit: 10_000 });
  const problems: Failure[] = checkDisposition(input);
  if (all.some((one) => one.code === input.code)) return fail('disposition.code_taken', 'this code is taken', '/code');
  const parent = input.parentCode == null ? null : all.find((one) => one.code === input.parentCode);
  if (parent === undefined) problems.push({ code: 'reference.unknown', text: 'no such parent', at: '/parentCode' });
  else if (parent?.leaf === true) problems.push({ code: 'disposition.parent', text: 'a leaf has no children', at: '/parentCode' });
  if (problems.length > 0) return refuse('disposition.invalid', problems);
  const made = await make(deps, by, 'disposition', {
    code: input.code, parentCode: input.parentCode ?? null, nameEn: input.nameEn, nameZh: input.nameZh, hotkey: input.hotkey ?? null, leaf: input.leaf, rightParty: input.rightParty ?? false,
    promise: input.promise ?? false, ledgerLevel: input.ledgerLevel ?? 0, retry: input.retry ?? { kind: 'byOutcome' }, caseEvent: input.caseEvent ?? null, standingFact: input.standingFact ?? null, enabled: true,
  }, 'disposition.created', { code: input.code });
  if (made.ok) deps.conductor.changed('disposition', made.value.id);
  return made;
}
export async function changeDisposition(deps: Deps, by: User, id: Id, expected: number, patch: DispositionPatch): Promise<Result<Disposition>> {
  const found = await reachRow(deps, by, 'disposition.write', 'disposition', id, () => ({ entityId: null }));
  if (!found.ok) return found;
  const problems = checkDisposition({ ...found.value, ...patch });
  if (problems.length > 0) return refuse('disposition.invalid', problems);
  const changed = await alter(deps, by, 'disposition', id, expected, patch, 'disposition.changed', { code: found.value.code, fields: Object.keys(patch) });
  if (changed.ok) deps.conductor.changed('disposition', id);
  return changed;
}
function checkDisposition(input: DispositionPatch & { readonly leaf: boolean }): Failure[] {
  const problems: Failure[] = [];
  if (input.promise === true && input.rightParty !== true) problems.push({ code: 'disposition.promise', text: 'a promise can only be taken from the right party', at: '/promise' });
  if (!input.leaf && (input.promise === true || input.hotkey != null)) problems.push({ code: 'disposition.leaf', text: 'only a leaf has a hotkey or a promise', at: '/leaf' });
  if (input.standingFact != null && !FACT_KINDS.some((kind) => kind === input.standingFact)) problems.push({ code: 'disposition.fact', text: 'is no standing fact', at: '/standingFact' });
  return problems;
}

export async function listScripts(deps: Deps, by: User, ask: PageAsk): Promise<Result<Page<Script>>> {
  const wheres = ofEntity(by, allowed(by, 'script.read'), undefined);
  return wheres.ok ? pageOf(deps.store, 'script', ask, { wheres: wheres.value }) : wheres;
}
export const getScript = (deps: Deps, by: User, id: Id): Promise<Result<Script>> => reachRow(deps, by, 'script.read', 'script', id, (row) => row);
export interface ScriptInput { readonly name: string; readonly entityId?: Id; readonly stage?: string | null; readonly campaignId?: Id | null; readonly bodyZh: string; readonly bodyEn: string; readonly enabled?: boolean }

export async function createScript(deps: Deps, by: User, input: ScriptInput): Promise<Result<Script>> {
  const scope = allowed(by, 'script.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, input.entityId);
  if (!entity.ok) return entity;
  const checked = await checkScript(deps, entity.value, input);
  if (!checked.ok) return checked;
  const fit = input.enabled === false ? ok(null) : await usable(deps, { bodyZh: input.bodyZh, bodyEn: input.bodyEn, campaignId: input.campaignId ?? null });
  if (!fit.ok) return fit;
  return make(deps, by, 'script', {
    name: input.name.trim(), entityId: entity.value, stage: input.stage ?? null, campaignId: input.campaignId ?? null, bodyZh: input.bodyZh, bodyEn: input.bodyEn, enabled: input.enabled ?? true,
  }, 'script.created', { entityId: entity.value });
}
export async function changeScript(deps: Deps, by: User, id: Id, expected: number, patch: Partial<Omit<ScriptInput, 'entityId'>>): Promise<Result<Script>> {
  const found = await reachRow(deps, by, 'script.write', 'script', id, (row) => row);
  if (!found.ok) return found;
  const checked = await checkScript(deps, found.value.entityId, patch);
  if (!checked.ok) return checked;
  const after = { ...found.value, ...patch };
  const asked = patch.bodyZh !== undefined || patch.bodyEn !== undefined || patch.campaignId !== undefined || patch.enabled === true;
  const fit = after.enabled && asked ? await usable(deps, { bodyZh: after.bodyZh, bodyEn: after.bodyEn, campaignId: after.campaignId }) : ok(null);
  if (!fit.ok) return fit;
  const changed = await alter(deps, by, 'script', id, expected, patch, 'script.changed', { fields: Object.keys(patch), entityId: found.value.entityId });
  if (changed.ok) deps.conductor.changed('script', id);
  return changed;
}
async function checkScript(deps: Deps, entityId: Id, input: { readonly bodyZh?: string; readonly bodyEn?: string; readonly campaignId?: Id | null }): Promise<Result<null>> {
  const problems: Failure[] = [];
  for (const field of ['bodyZh', 'bodyEn'] as const) {
    const body = input[field];
    const checked = body === undefined ? null : checkTemplate(body, `/${field}`);
    if (checked !== null && !checked.ok) problems.push(checked.error);
  }
  if (input.campaignId != null && (await deps.store.get('campaign', input.campaignId))?.entityId !== entityId) problems.push({ code: 'reference.unknown', text: 'no such campaign in this entity', at: '/campaignId' });
  return problems.length === 0 ? ok(null) : refuse('script.invalid', problems);
}

export interface Rendered { readonly zh: string; readonly en: string; readonly variables: readonly string[] }
/** Renders with sample values: a stored script, or bodies not yet saved. */
export async function previewScript(deps: Deps, by: User, id: Id | null, bodies: { readonly bodyZh?: string; readonly bodyEn?: string }): Promise<Result<Rendered>> {
  const scope = allowed(by, 'script.read');
  if (!scope.ok) return scope;
  const stored = id === null ? null : await getScript(deps, by, id);
  if (stored !== null && !stored.ok) return stored;
  const zh = bodies.bodyZh ?? stored?.value.bodyZh ?? '';
  const en = bodies.bodyEn ?? stored?.value.bodyEn ?? '';
  const checked = await checkScript(deps, by.entityId, { bodyZh: zh, bodyEn: en });
  if (!checked.ok) return checked;
  const [first, second] = [renderTemplate(zh, SCRIPT_SAMPLE), renderTemplate(en, SCRIPT_SAMPLE)];
  if (!first.ok) return first;
  return second.ok ? ok({ zh: first.value, en: second.value, variables: Object.keys(SCRIPT_SAMPLE) }) : second;
}
