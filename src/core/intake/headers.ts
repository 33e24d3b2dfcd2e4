import { fail, ok, type Result } from '../result.js';
import type { AmountScale } from './amount.js';
import type { FieldSpec } from './fields.js';
import { FIELDS_OF, IMPORT_KINDS, NEEDED, type FieldName, type ImportKind } from './kinds.js';

/** What one column of a file is. */
export interface Column {
  readonly place: number;
  /** The header as written, shortened; for reports. */
  readonly header: string;
  readonly field: FieldName | 'custom';
  readonly spec: FieldSpec | null;
  /** Which of several: 0 for the first. Joins 联系人姓名2 with 联系人电话2. */
  readonly index: number;
  readonly scale: AmountScale;
  /** Key of a custom field. */
  readonly custom: string | null;
}
export interface Columns {
  readonly columns: readonly Column[];
  /** Headers nobody knows, and repeated ones that were set aside: left out of the import. */
  readonly ignored: readonly { readonly place: number; readonly header: string; readonly why: 'unknown' | 'twice' }[];
}
/**
 * Header as written → field name (`contactPhone2` for the second), `custom.NAME` or `ignore`. Wins over recognition.
 * A key may also be `#3`: the third column, whatever its header.
 */
export type HeaderMapping = Readonly<Record<string, string>>;

/** Widest file, in columns. */
export const MOST_COLUMNS = 512;

type KnownSpec = FieldSpec & { readonly field: FieldName };
interface Known { readonly byWord: ReadonlyMap<string, KnownSpec>; readonly byName: ReadonlyMap<string, KnownSpec> }
const knownOf = (specs: readonly KnownSpec[]): Known => ({
  byName: new Map(specs.map((spec) => [spec.field, spec])),
  byWord: new Map(specs.flatMap((spec) => [...spec.zh, ...spec.en, spec.field].map((word): [string, KnownSpec] => [headerKey(word), spec]))),
});
const knownByKind: ReadonlyMap<ImportKind, Known> = new Map(IMPORT_KINDS.map((kind) => [kind, knownOf(FIELDS_OF[kind])]));
const known = (kind: ImportKind): Known => knownByKind.get(kind) ?? { byWord: new Map(), byName: new Map() };

const ORDINALS: ReadonlyMap<string, number> = new Map(Array.from('一二三四五六七八九').map((letter, place) => [letter, place + 1]));

/** Form in which headers are compared: half-width, lower case, letters and digits only, bracketed remarks gone. */
export function headerKey(header: string): string {
  return header.normalize('NFKC').toLowerCase().replace(/[([{【][^)\]}】]*[)\]}】]?/g, '').replace(/[^\p{L}\p{N}]+/gu, '');
}

/** What a header of a file may be mapped to: a field of the kind (`contactPhone2`), `custom.NAME`, `ignore`. */
export const isTarget = (name: string, kind: ImportKind): boolean => name === 'ignore' || /^custom\..{1,64}$/s.test(name) || target(name, kind) !== null;

const keyOf = (header: string): string => (header.startsWith('#') ? header : headerKey(header));

/**
 * Says what each column is, by the caller's mapping first, then by the creditor's profile, and by the table of known headers otherwise.
 * Fails with `import.mapping` when the mapping names an unknown field or a header the file does not have. A header only the
 * profile speaks of may be absent: a creditor's files are not all as wide.
 */
export function recogniseHeaders(cells: readonly string[], mapping: HeaderMapping = {}, kind: ImportKind = 'placement', profile: HeaderMapping = {}): Result<Columns> {
  const wanted = new Map([...Object.entries(profile), ...Object.entries(mapping)].map(([header, field]) => [keyOf(header), field]));
  const columns: Column[] = [];
  const ignored: { place: number; header: string; why: 'unknown' | 'twice' }[] = [];
  const used = new Set<string>();
  const taken = new Set<string>();
  for (const [place, cell] of cells.slice(0, MOST_COLUMNS).entries()) {
    const header = cell.replace(/\s+/g, ' ').trim().slice(0, 60);
    const key = headerKey(cell);
    const mapped = mappedTo(wanted, place, key, used);
    if (mapped === 'ignore' || (key === '' && mapped === undefined)) continue;
    if (mapped?.startsWith('custom.')) {
      columns.push({ place, header, field: 'custom', spec: null, index: 0, scale: 'unit', custom: mapped.slice(7, 71) });
      continue;
    }
    const found = mapped === undefined ? match(key, kind) : target(mapped, kind);
    if (found === null) {
      if (mapped !== undefined) return fail('import.mapping', `the mapping names an unknown field: ${mapped.slice(0, 40)}`, header);
      ignored.push({ place, header, why: 'unknown' });
      continue;
    }
    const index = freeIndex(found.spec, found.index, taken);
    if (index === null) { ignored.push({ place, header, why: 'twice' }); continue; }
    columns.push({ place, header, field: found.spec.field, spec: found.spec, index, scale: scaleOf(cell.slice(0, 200)), custom: null });
  }
  const missed = Object.keys(mapping).find((header) => !used.has(keyOf(header)));
  if (missed !== undefined) return fail('import.mapping', `the file has no column "${missed.slice(0, 60)}" that the mapping speaks of`, missed.slice(0, 60));
  return ok({ columns, ignored });
}

function mappedTo(wanted: ReadonlyMap<string, string>, place: number, key: string, used: Set<string>): string | undefined {
  for (const name of [`#${place + 1}`, key]) {
    const mapped = wanted.get(name);
    if (mapped !== undefined) { used.add(name); return mapped; }
  }
  return undefined;
}

interface Found { readonly spec: KnownSpec; readonly index: number | null }

/** `contactPhone2` → the second contact phone. */
function target(name: string, kind: ImportKind): Found | null {
  const parts = /^([A-Za-z]+?)(\d{0,2})$/.exec(name);
  const spec = known(kind).byName.get(parts?.[1] ?? '');
  return spec ? { spec, index: parts?.[2] ? Math.max(0, Number(parts[2]) - 1) : null } : null;
}

/** A header with or without a number in it (`联系人2电话`, `第二联系人手机`, `contact phone 2`). */
function match(key: string, kind: ImportKind): Found | null {
  const { byWord } = known(kind);
  const whole = byWord.get(key);
  if (whole) return { spec: whole, index: null };
  const numbered = /^(.*?)第?(\d{1,2}|[一二三四五六七八九])个?(.*)$/u.exec(key);
  if (!numbered) return null;
  const rest = byWord.get(`${numbered[1] ?? ''}${numbered[3] ?? ''}`);
  const digits = numbered[2] ?? '';
  const number = ORDINALS.get(digits) ?? Number(digits);
  return rest?.many ? { spec: rest, index: Math.max(0, number - 1) } : null;
}

/** The index asked for if it is free, else the next free one; null for a second column of a field that comes once. */
function freeIndex(spec: FieldSpec, asked: number | null, taken: Set<string>): number | null {
  let index = asked ?? 0;
  if (!spec.many && taken.has(`${spec.field}#0`)) return null;
  if (!spec.many) index = 0;
  while (taken.has(`${spec.field}#${index}`)) index++;
  taken.add(`${spec.field}#${index}`);
  return index;
}

/** The unit a header names in brackets. */
function scaleOf(header: string): AmountScale {
  const unit = /[(（[【]\s*([^)）\]】]*?)\s*[)）\]】]/.exec(header)?.[1] ?? '';
  if (/^(?:人民币)?万元?$/.test(unit)) return 'tenThousand';
  if (/^(?:人民币)?千元$/.test(unit)) return 'thousand';
  return /^(?:分|cents?|minor)$/i.test(unit) ? 'minor' : 'unit';
}

/** What a file lacks, in words; empty when it has all. */
export function missing(columns: Columns, kind: ImportKind = 'placement'): readonly string[] {
  const has = new Set<string>(columns.columns.map((column) => column.field));
  return NEEDED[kind].filter((need) => !need.anyOf.some((field) => has.has(field))).map((need) => need.what);
}
