/** How an entity's daily files for a creditor are written: its zone, and its own names of our columns. Kept as a setting. */
import { DEFAULT_SETTINGS } from '../../core/campaign/defaults.js';
import { ok, type Failure, type Result } from '../../core/result.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Id, ZoneName } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import { checkMapping } from './fields.js';
import { COLUMNS, FILE_KINDS, isColumn, type FileKind } from './sheets.js';

export interface ExportProfile {
  /** A day is the creditor's. */
  readonly zone: ZoneName;
  /** By kind, our column → their header, in the order of the columns; a kind left out has all of ours. */
  readonly columns: Readonly<Partial<Record<FileKind, Readonly<Record<string, string>>>>>;
}
export const DEFAULT_PROFILE: ExportProfile = { zone: DEFAULT_SETTINGS.zone, columns: {} };
export const profileKey = (entityId: Id, creditorId: Id): string => `exports.${entityId}.${creditorId}`;

/** Everything wrong with a profile. Codes: `export.zone`, `export.columns`, `mapping.*`. */
export function checkProfile(profile: ExportProfile, zones: ZoneTable): Failure[] {
  const problems: Failure[] = zones.has(profile.zone) ? [] : [{ code: 'export.zone', text: 'the zone is not known', at: '/zone' }];
  for (const kind of FILE_KINDS) {
    const mapping = profile.columns[kind];
    if (mapping === undefined) continue;
    if (Object.keys(mapping).length === 0) problems.push({ code: 'export.columns', text: 'needs at least one column; leave it out for all of ours', at: `/columns/${kind}` });
    problems.push(...checkMapping(mapping, isColumn(kind), `/columns/${kind}`));
  }
  return problems;
}

export async function profileOf(store: Store, zones: ZoneTable, entityId: Id, creditorId: Id): Promise<Result<ExportProfile>> {
  const [row] = await store.find('setting', { where: { key: profileKey(entityId, creditorId) }, limit: 1 });
  if (!row) return ok(DEFAULT_PROFILE);
  const read = readProfile(row.value);
  const [first] = read ? checkProfile(read, zones) : [{ code: 'export.profile', text: 'the profile can not be read; set it again' }];
  return first || !read ? { ok: false, error: first ?? { code: 'export.profile', text: 'the profile can not be read' } } : ok(read);
}
function readProfile(value: unknown): ExportProfile | null {
  if (typeof value !== 'object' || value === null || !('zone' in value) || typeof value.zone !== 'string' || !('columns' in value) || typeof value.columns !== 'object' || value.columns === null) return null;
  const columns: Partial<Record<FileKind, Readonly<Record<string, string>>>> = {};
  for (const kind of FILE_KINDS) {
    const mapping: unknown = Reflect.get(value.columns, kind);
    if (mapping === undefined) continue;
    if (typeof mapping !== 'object' || mapping === null) return null;
    const names = Object.entries(mapping).filter((one): one is [string, string] => typeof one[1] === 'string');
    columns[kind] = Object.fromEntries(names);
  }
  return { zone: value.zone, columns };
}
/** Columns of a kind with their headers, in order. */
export function headersFor(profile: ExportProfile, kind: FileKind): readonly (readonly [field: string, header: string])[] {
  const mapping = profile.columns[kind];
  return mapping === undefined ? Object.keys(COLUMNS[kind]).map((field) => [field, field] as const) : Object.entries(mapping);
}
