/** Custom fields: declared for a creditor's cases, or by the entity that works them, so that lists, segments and scripts can use them. */
import { isDay } from '../../core/intake/date.js';
import type { Case, CustomField, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { caseFields } from '../case-fields.js';
import { allowed, alter, entityFor, make, reachRow, type Deps } from './context.js';
import { ofEntity } from './org.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

export interface FieldInput { readonly entityId?: Id; readonly key: string; readonly nameEn: string; readonly nameZh: string; readonly type: CustomField['type']; readonly choices?: readonly string[] }
export interface FieldPatch { readonly nameEn?: string; readonly nameZh?: string; readonly choices?: readonly string[]; readonly enabled?: boolean }

export async function listFields(deps: Deps, by: User, ask: PageAsk & { readonly entityId?: Id }): Promise<Result<Page<CustomField>>> {
  const where = ofEntity(by, allowed(by, 'field.read'), ask.entityId);
  return where.ok ? pageOf(deps.store, 'customField', ask, { wheres: where.value }) : where;
}
export const getField = (deps: Deps, by: User, id: Id): Promise<Result<CustomField>> => reachRow(deps, by, 'field.read', 'customField', id, (row) => row);
export async function createField(deps: Deps, by: User, input: FieldInput): Promise<Result<CustomField>> {
  const scope = allowed(by, 'field.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, input.entityId);
  if (!entity.ok) return entity;
  const choices = input.choices ?? [];
  const wrong = checkChoices(input.type, choices);
  if (wrong !== null) return wrong;
  const made = await make(deps, by, 'customField', { entityId: entity.value, key: input.key, nameEn: input.nameEn.trim(), nameZh: input.nameZh.trim(), type: input.type, choices, enabled: true }, 'field.created', { entityId: entity.value, key: input.key });
  return made.ok || made.error.code !== 'record.conflict' ? made : fail('field.key_taken', 'this key is taken', '/key');
}
/** Key and type stay: values already kept were checked against them. A field no longer used is disabled. */
export async function changeField(deps: Deps, by: User, id: Id, expected: number, patch: FieldPatch): Promise<Result<CustomField>> {
  const found = await reachRow(deps, by, 'field.write', 'customField', id, (row) => row);
  if (!found.ok) return found;
  const wrong = patch.choices === undefined ? null : checkChoices(found.value.type, patch.choices);
  return wrong ?? alter(deps, by, 'customField', id, expected, patch, 'field.changed', { entityId: found.value.entityId, fields: Object.keys(patch) });
}
function checkChoices(type: CustomField['type'], choices: readonly string[]): Result<never> | null {
  if (type !== 'choice') return choices.length === 0 ? null : fail('field.choices', 'only a field of the type choice has choices', '/choices');
  return choices.length > 0 && new Set(choices).size === choices.length ? null : fail('field.choices', 'a field of the type choice needs choices, each once', '/choices');
}

/** A case's custom fields with these changes, each checked against its declaration. Codes: `custom.undeclared`, `custom.value`. */
export async function checkCustom(deps: Deps, found: Case, changes: Readonly<Record<string, string | null>>): Promise<Result<Readonly<Record<string, string>>>> {
  const declared = new Map((await caseFields(deps.store, found)).map((field) => [field.key, field]));
  const next = new Map(Object.entries(found.custom));
  for (const [key, value] of Object.entries(changes)) {
    const field = declared.get(key);
    if (value === null || value.trim() === '') { next.delete(key); continue; }
    if (field === undefined) return fail('custom.undeclared', 'no such custom field is declared', `/custom/${key}`);
    const wrong = misfit(field, value);
    if (wrong !== null) return fail('custom.value', wrong, `/custom/${key}`);
    next.set(key, value.trim());
  }
  return ok(Object.fromEntries(next));
}
function misfit(field: CustomField, value: string): string | null {
  const text = value.trim();
  switch (field.type) {
    case 'text': return null;
    case 'number': return Number.isFinite(Number(text)) ? null : 'must be a number';
    case 'date': { const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []; return year !== undefined && isDay(Number(year), Number(month), Number(day)) ? null : 'must be a date, YYYY-MM-DD'; }
    case 'choice': return field.choices.includes(text) ? null : `must be one of ${field.choices.join(', ')}`;
  }
}
