/**
 * What an import would do with the first rows of a file: which column is taken for what, what the rows would become, and which
 * would be refused. Rows go the whole way an import's do, and the store undoes them: nothing is written, not even that somebody looked.
 */
import { FIELDS_OF, headerKey, isBlank, NEEDED, recogniseHeaders, type Column, type FieldKind, type HeaderMapping, type ImportKind } from '../../core/intake/index.js';
import { maskIdentity, maskName, showPlain } from '../../core/phone/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { DamagedFile, type RawRow, type TableFile } from '../ports/files.js';
import { rehearsed } from '../store/moves/import-batch.js';
import type { ImportedBatch, RowTrouble } from '../store/moves/import-rows.js';
import { homeZone } from '../usecases/home.js';
import { maskCell, RowCells } from './cells.js';
import { workContext } from './context.js';
import { historyWork, paymentWork, placementWork, recallWork, updateWork, type Work, type WorkContext } from './kinds.js';
import { chooseHeader, makePlan, type Heading } from './plan.js';
import type { Shown } from './show.js';
import { IMPORT_SETTINGS, type ImportDeps, type ImportRequest } from './types.js';

/** Rows that are shown. */
const SHOWN = 10;
const SAMPLES = 3;

export interface NamedProfile { readonly id: Id; readonly name: string; readonly columns: HeaderMapping }
export interface PreviewRequest extends Omit<ImportRequest, 'list' | 'dryRun' | 'resumes' | 'profile'> {
  readonly listId: Id | null;
  /** Of which the one that explains the file best is taken, if any explains it better than its headers alone. */
  readonly profiles: readonly NamedProfile[];
}
export interface PreviewColumn {
  /** The first is 1: `#1` in a mapping. */
  readonly place: number;
  readonly header: string;
  /** As a mapping would name it; null: left out. */
  readonly field: string | null;
  /** Who says so; `twice`: another column says it already; null: nobody knows it. */
  readonly by: 'mapping' | 'profile' | 'header' | 'twice' | null;
  /** Masked. */
  readonly samples: readonly string[];
}
export interface PreviewRow {
  /** As a spreadsheet counts. */
  readonly row: number;
  readonly verdict: 'created' | 'updated' | 'unchanged' | 'taken' | 'refused';
  readonly becomes: readonly Shown[];
  readonly troubles: readonly RowTrouble[];
}
export interface PreviewField { readonly field: string; readonly kind: FieldKind; readonly zh: string; readonly en: string; readonly many: boolean; readonly needed: boolean }
export interface ImportPreview {
  readonly format: 'csv' | 'xlsx'; readonly encoding: string | null;
  /** As a spreadsheet counts. */
  readonly headerRow: number;
  readonly profile: { readonly id: Id; readonly name: string } | null;
  readonly columns: readonly PreviewColumn[];
  /** What a file of this kind must name, and this one does not: then no row is judged. */
  readonly lacks: readonly string[];
  readonly rows: readonly PreviewRow[];
  /** What a column may be. */
  readonly fields: readonly PreviewField[];
}

/** Fails with `campaign.unknown`, `import.entity`, `import.headerRow`, `import.mapping`, `import.empty` and what `TableFiles.open` fails with. */
export async function previewImport(request: PreviewRequest, deps: ImportDeps): Promise<Result<ImportPreview>> {
  const campaign = request.campaignId === null ? null : await deps.store.get('campaign', request.campaignId);
  if (campaign === undefined) return fail('campaign.unknown', 'no such campaign');
  if (request.kind === 'placement' && request.entityId === null) return fail('import.entity', 'say who works the placements', 'entityId');
  const opened = await deps.files.open(request.source, { fileName: request.fileName, ...(request.encoding ? { encoding: request.encoding } : {}), ...(request.sheet === undefined ? {} : { sheet: request.sheet }) });
  if (!opened.ok) return opened;
  const file = opened.value;
  try {
    const rows = await firstRows(file);
    if (rows.length === 0) return fail('import.empty', 'the file has no rows');
    const chosen = choose(rows, request);
    if (!chosen.ok) return chosen;
    const { heading, profile } = chosen.value;
    const data = rows.slice(heading.at + 1).filter((row) => row.problem !== undefined || row.cells.some((cell) => !isBlank(cell))).slice(0, SHOWN);
    const context = workContext(request, deps, makePlan(heading.columns, heading.width), { zone: campaign?.settings.zone ?? await homeZone(deps), firstAt: deps.clock.now(), listId: request.listId, batch: request.batch ?? request.fileName.slice(0, 100) });
    return ok({
      format: file.format, encoding: file.encoding, headerRow: rows[heading.at]?.number ?? 0, profile: profile && { id: profile.id, name: profile.name },
      columns: columnsOf(heading, rows[heading.at]?.cells ?? [], data, request.mapping ?? {}, profile?.columns ?? {}), lacks: heading.lacks, rows: heading.lacks.length > 0 ? [] : await judged(request, deps, context, data), fields: fieldsOf(request.kind),
    });
  } catch (error) {
    if (error instanceof DamagedFile) return { ok: false, error: error.failure };
    throw error;
  } finally { await file.close(); }
}

async function firstRows(file: TableFile): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  // As far as an import looks for the header, and as many rows as are shown behind it, blank ones not counted twice.
  for await (const row of file.rows()) { if (rows.push(row) >= IMPORT_SETTINGS.headerRows + 3 * SHOWN) break; }
  return rows;
}

interface Chosen { readonly heading: Heading; readonly profile: NamedProfile | null }
function choose(rows: readonly RawRow[], { kind, mapping, profiles, headerRow }: PreviewRequest): Result<Chosen> {
  const first = rows.slice(0, IMPORT_SETTINGS.headerRows);
  const plain = chooseHeader(first, kind, mapping, undefined, headerRow);
  let best: Chosen | null = plain.ok ? { heading: plain.value, profile: null } : null;
  for (const profile of profiles) {
    const found = chooseHeader(first, kind, mapping, profile.columns, headerRow);
    if (found.ok && (best === null || explains(found.value) > explains(best.heading))) best = { heading: found.value, profile };
  }
  if (best !== null) return ok(best);
  if (!plain.ok && plain.error.code !== 'import.headers') return plain;
  // Nobody knows a word of it: the first row that could name columns, for a person to say what they are.
  const at = first.findIndex((row) => !row.problem && (headerRow === undefined ? row.cells.filter((cell) => !isBlank(cell)).length > 1 : row.number === headerRow));
  const row = rows[at] ?? rows[0];
  const columns = recogniseHeaders(row?.cells ?? [], {}, kind);
  return columns.ok ? ok({ heading: { at: Math.max(0, at), columns: columns.value, width: row?.cells.length ?? 0, lacks: NEEDED[kind].map((need) => need.what) }, profile: null }) : columns;
}
/** Nothing lacking before everything else, then columns whose meaning is known, left out on purpose among them. */
const explains = ({ lacks, columns, width }: Heading): number => (lacks.length === 0 ? 10_000 : 0) + width - columns.ignored.length;

function columnsOf({ columns, width }: Heading, header: readonly string[], data: readonly RawRow[], mapping: HeaderMapping, profile: HeaderMapping): PreviewColumn[] {
  const known = new Map(columns.columns.map((column) => [column.place, column]));
  const twice = new Set(columns.ignored.filter((one) => one.why === 'twice').map((one) => one.place));
  const [mapped, profiled] = [keysOf(mapping), keysOf(profile)];
  return Array.from({ length: width }, (_, place): PreviewColumn => {
    const column = known.get(place);
    const keys = [`#${place + 1}`, headerKey(header[place] ?? '')];
    const by = keys.some((key) => mapped.has(key)) ? 'mapping' : keys.some((key) => profiled.has(key)) ? 'profile' : column === undefined ? null : 'header';
    return { place: place + 1, header: showPlain(header[place] ?? ''), field: column === undefined ? null : nameOf(column), by: twice.has(place) ? 'twice' : by, samples: samplesOf(column, place, data) };
  });
}
const keysOf = (mapping: HeaderMapping): ReadonlySet<string> => new Set(Object.keys(mapping).map((key) => (key.startsWith('#') ? key : headerKey(key))));
const nameOf = ({ field, index, custom }: Column): string => (custom === null ? `${field}${index === 0 ? '' : index + 1}` : `custom.${custom}`);
function samplesOf(column: Column | undefined, place: number, data: readonly RawRow[]): string[] {
  const cells = data.map((row) => row.cells[place] ?? '').filter((cell) => !isBlank(cell));
  return [...new Set(cells.map((cell) => maskCell(column, cell)))].slice(0, SAMPLES);
}

function judged(request: PreviewRequest, deps: ImportDeps, context: WorkContext, data: readonly RawRow[]): Promise<readonly PreviewRow[]> {
  switch (request.kind) {
    case 'placement': return judge(request, deps, context, data, placementWork(context));
    case 'update': return judge(request, deps, context, data, updateWork(context));
    case 'payment': return judge(request, deps, context, data, paymentWork(context));
    case 'recall': return judge(request, deps, context, data, recallWork(context));
    case 'history': return judge(request, deps, context, data, historyWork(context));
  }
}
async function judge<R>(request: PreviewRequest, deps: ImportDeps, context: WorkContext, data: readonly RawRow[], work: Work<R>): Promise<readonly PreviewRow[]> {
  const read = data.map((raw) => ({ raw, ...work.read(raw) })).filter((one) => !one.blank).map(({ raw, row, troubles }) => ({ raw, row: row === null ? null : row(), troubles }));
  const rows = read.flatMap(({ row }) => (row === null ? [] : [row]));
  const done = rows.length === 0 ? null : await rehearse(request, deps, work, rows);
  return read.map(({ raw, row, troubles }): PreviewRow => {
    const all = [...troubles, ...(done?.problems ?? []).filter((one) => one.row === raw.number)];
    const refused = row === null || all.some((one) => one.severity === 'error');
    return { row: raw.number, verdict: refused ? 'refused' : verdictOf(raw.number, done?.changes ?? []), becomes: row === null ? [] : [...people(raw, context), ...work.show(row)], troubles: all };
  });
}

/** The rows are written and undone, by the very move that an import uses. */
async function rehearse<R>({ entityId, creditorId, by }: PreviewRequest, deps: ImportDeps, work: Work<R>, rows: readonly R[]): Promise<ImportedBatch> {
  try {
    return await work.send({ importId: 'preview', entityId, creditorId, actor: by ?? 'import', at: deps.clock.now(), dryRun: true, problems: [], read: rows.length, bad: 0, room: 0 }, rows);
  } catch (thrown) {
    const found = rehearsed(thrown);
    if (found === null) throw thrown;
    return found;
  }
}
/** Changes a rehearsal tells at most (`import-batch.ts`): beyond, a row without any is not known to change nothing. */
const TOLD = 100;
const MADE = new Set(['account', 'payment', 'promise', 'contact', 'attempt']);
function verdictOf(row: number, changes: readonly RowTrouble[]): PreviewRow['verdict'] {
  const own = changes.filter((one) => one.row === row);
  if (own.some((one) => one.code === 'change.created' && one.column !== null && MADE.has(one.column))) return 'created';
  return own.length > 0 ? 'updated' : changes.length >= TOLD ? 'taken' : 'unchanged';
}
/** Names and identity numbers are sealed by then; they are shown from the cells. */
function people(raw: RawRow, { row: { plan } }: WorkContext): Shown[] {
  const cells = new RowCells(raw, plan);
  return [{ field: 'name', value: maskName(cells.of('name')) }, { field: 'identity', value: maskIdentity(cells.of('identity')) }].filter((one) => one.value !== '');
}

function fieldsOf(kind: ImportKind): PreviewField[] {
  const needed = new Set<string>(NEEDED[kind].flatMap((need) => (need.anyOf.length === 1 ? need.anyOf : [])));
  return FIELDS_OF[kind].map((spec) => ({ field: spec.field, kind: spec.kind, zh: spec.zh[0], en: spec.en[0], many: 'many' in spec, needed: needed.has(spec.field) }));
}
