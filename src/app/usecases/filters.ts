import type { SavedFilter, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { allowed, alter, make, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';

const MOST = 20_000;
/** One's own filters, and those others of the entity share. */
export async function listFilters(deps: Deps, by: User, ask: PageAsk & { readonly list?: string }): Promise<Result<Page<SavedFilter>>> {
  const scope = allowed(by, 'filter.read');
  if (!scope.ok) return scope;
  const base = ask.list === undefined ? {} : { list: ask.list };
  return pageOf(deps.store, 'savedFilter', ask, { wheres: [{ ...base, userId: by.id }, { ...base, entityId: by.entityId, shared: true }] });
}
export async function getFilter(deps: Deps, by: User, id: Id): Promise<Result<SavedFilter>> {
  const scope = allowed(by, 'filter.read');
  if (!scope.ok) return scope;
  const row = await deps.store.get('savedFilter', id);
  return row !== undefined && (row.userId === by.id || (row.shared && row.entityId === by.entityId)) ? ok(row) : unknown('filter');
}
export interface FilterInput { readonly name: string; readonly list: string; readonly filter: unknown; readonly shared?: boolean }
/** Codes: `filter.size`, `record.conflict` (the name is taken). */
export async function makeFilter(deps: Deps, by: User, input: FilterInput): Promise<Result<SavedFilter>> {
  const scope = allowed(by, 'filter.write');
  if (!scope.ok) return scope;
  if (JSON.stringify(input.filter).length > MOST) return fail('filter.size', `must be at most ${MOST} characters of JSON`, '/filter');
  return make(deps, by, 'savedFilter', { entityId: by.entityId, userId: by.id, name: input.name.trim(), list: input.list, filter: input.filter, shared: input.shared ?? false }, 'filter.created', { list: input.list, entityId: by.entityId });
}
/** Only one's own. Codes: `filter.unknown`, `filter.not_yours`, `record.stale`. */
export async function changeFilter(deps: Deps, by: User, id: Id, expected: number, patch: Partial<FilterInput>): Promise<Result<SavedFilter>> {
  const found = await getFilter(deps, by, id);
  if (!found.ok) return found;
  if (found.value.userId !== by.id) return fail('filter.not_yours', 'only its owner changes a filter');
  if (patch.filter !== undefined && JSON.stringify(patch.filter).length > MOST) return fail('filter.size', `must be at most ${MOST} characters of JSON`, '/filter');
  return alter(deps, by, 'savedFilter', id, expected, patch, 'filter.changed', { fields: Object.keys(patch), entityId: by.entityId });
}
