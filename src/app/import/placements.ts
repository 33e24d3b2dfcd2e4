/**
 * The placement import: reads a table, judges and seals each row, and hands batches to the writer. Nothing of the file is held
 * but the rows of the batches under way. Killed in the middle, it has written whole batches; importing the file again completes it.
 */
import { currencyOf } from '../../core/intake/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { wallTime } from '../../core/time/zones.js';
import type { Id, Instant, LocalDate } from '../../core/units.js';
import { DamagedFile, type RawRow, type TableFile } from '../ports/files.js';
import { BatchWriter } from './batches.js';
import type { RowContext } from './cells.js';
import { Consistency } from './consistency.js';
import { findHeader, type RowPlan } from './plan.js';
import { readRow } from './row-reader.js';
import { sealRow } from './seal.js';
import { Slices } from './slices.js';
import { IMPORT_SETTINGS, type ImportDeps, type ImportProgress, type ImportRequest, type ImportSettings, type ImportSummary } from './types.js';

export interface ImportStarted { readonly importId: Id | null; readonly done: Promise<ImportSummary>; readonly progress: () => ImportProgress }
export interface ImportWatch { readonly onProgress?: (progress: ImportProgress) => void; readonly settings?: Partial<ImportSettings> }

/** `startImport`, waited for to the end. */
export async function importPlacements(request: ImportRequest, deps: ImportDeps, watch: ImportWatch = {}): Promise<Result<ImportSummary>> {
  const started = await startImport(request, deps, watch);
  return started.ok ? ok(await started.value.done) : started;
}

/**
 * Opens the file, finds its header and writes the import down; rows go on behind `done`, which never rejects.
 * Fails, having written nothing, with `campaign.unknown`, `list.unknown`, `entity.unknown`, `import.headers`, `import.mapping` and
 * what `TableFiles.open` fails with.
 */
export async function startImport(request: ImportRequest, deps: ImportDeps, watch: ImportWatch = {}): Promise<Result<ImportStarted>> {
  const campaign = await deps.store.get('campaign', request.campaignId);
  if (!campaign) return fail('campaign.unknown', 'no such campaign');
  const opened = await deps.files.open(request.source, { fileName: request.fileName, ...(request.encoding ? { encoding: request.encoding } : {}), ...(request.sheet === undefined ? {} : { sheet: request.sheet }) });
  if (!opened.ok) return opened;
  const file = opened.value;
  try {
    const settings = { ...IMPORT_SETTINGS, ...watch.settings };
    const head = await readHead(file, request, settings);
    if (!head.ok) { await file.close(); return head; }
    const begun = await begin(request, deps, file);
    if (!begun.ok) { await file.close(); return begun; }
    const { firstAt, importId, listId, listName } = begun.value;
    const { zone } = campaign.settings;
    const today = wallTime(deps.zones, zone, firstAt)?.date ?? new Date(firstAt).toISOString().slice(0, 10);
    const writer = new BatchWriter(deps, settings, request, { importId, listId, defaultBatch: listName }, () => file.progress(), watch.onProgress);
    const startOf = (date: LocalDate): Instant => {
      const midnight = Date.parse(`${date}T00:00:00Z`);
      return midnight - (deps.zones.offsetMinutes(zone, midnight) ?? 0) * 60_000;
    };
    const context: RowContext = { plan: head.value.plan, phones: deps.phones, defaultCountry: request.defaultCountry, currency: currencyOf(request.defaultCountry), today };
    const run = (): Promise<ImportSummary> => drain(head.value, context, startOf, deps, settings, writer, file, { importId, listId });
    return ok({ importId, done: run(), progress: () => writer.progress() });
  } catch (error) {
    await file.close();
    if (error instanceof DamagedFile) return { ok: false, error: error.failure };
    throw error;
  }
}

interface Begun { readonly importId: Id | null; readonly listId: Id | null; readonly listName: string; readonly firstAt: Instant }
async function begin(request: ImportRequest, deps: ImportDeps, file: TableFile): Promise<Result<Begun>> {
  const at = deps.clock.now();
  if (request.dryRun === true) return ok({ importId: null, listId: null, listName: 'name' in request.list ? request.list.name : '', firstAt: at });
  const fileName = request.fileName.replace(/^.*[/\\]/, '').slice(0, 200);
  const begun = await deps.store.run('importBegin', { campaignId: request.campaignId, entityId: request.entityId, creditorId: request.creditorId, list: request.list, file: fileName, fileHash: file.hash, by: request.by, actor: request.by ?? 'import', at });
  return begun.ok ? ok({ importId: begun.value.run.id, listId: begun.value.list.id, listName: begun.value.list.name, firstAt: begun.value.firstAt }) : begun;
}

interface Head { readonly plan: RowPlan; readonly first: readonly RawRow[]; readonly rest: AsyncIterator<RawRow> }
/** Reads the first rows to find the header; what follows it stays to be read. */
async function readHead(file: TableFile, request: ImportRequest, settings: ImportSettings): Promise<Result<Head>> {
  const rest = file.rows()[Symbol.asyncIterator]();
  const rows: RawRow[] = [];
  while (rows.length < settings.headerRows) {
    const next = await rest.next();
    if (next.done === true) break;
    rows.push(next.value);
  }
  const found = findHeader(rows, request.mapping);
  if (found.ok) return ok({ plan: found.value.plan, first: rows.slice(found.value.at + 1), rest });
  await rest.return?.();
  return rows.length === 0 ? fail('import.empty', 'the file has no rows') : found;
}

async function drain(head: Head, context: RowContext, startOf: (date: LocalDate) => Instant, deps: ImportDeps, settings: ImportSettings, writer: BatchWriter, file: TableFile, ids: { readonly importId: Id | null; readonly listId: Id | null }): Promise<ImportSummary> {
  const slices = new Slices(deps.clock, () => deps.files.breathe(), settings.slice);
  const consistency = new Consistency(context.plan.customs.length > 0 || context.plan.one.has('risk') || context.plan.one.has('priority'));
  const seal = { vault: deps.vault, startOf, today: context.today };
  let error: ImportSummary['error'] = null;
  const take = async (raw: RawRow): Promise<void> => {
    const { row, troubles, blank } = readRow(raw, context);
    if (!blank) {
      const all = [...troubles];
      const usable = row && consistency.check(row, all);
      writer.add(usable && sealRow(usable, seal), all);
      if (writer.full) await writer.flush();
    }
    if (slices.due) await slices.rest();
  };
  try {
    for (const column of context.plan.columns.ignored) {
      if (column.header !== '') writer.note({ row: 0, column: column.header, value: null, code: column.why === 'unknown' ? 'import.unknownColumn' : 'import.columnTwice', reason: column.why === 'unknown' ? 'nobody knows this column; left out' : 'another column says this already; left out', severity: 'warning' });
    }
    for (const raw of head.first) await take(raw);
    for (let next = await head.rest.next(); next.done !== true; next = await head.rest.next()) await take(next.value);
    await writer.flush();
    await writer.settle();
  } catch (thrown) {
    error = await failed(thrown, writer, deps);
  } finally {
    await head.rest.return?.();
    await file.close();
  }
  const state = error === null ? 'done' : 'failed';
  try {
    await writer.end(state, error?.text ?? null);
  } catch (thrown) {
    error ??= { code: 'import.store', text: 'the end of the import could not be written' };
    deps.log.error({ what: thrown instanceof Error ? thrown.name : 'unknown' }, 'the end of an import could not be written');
  }
  return {
    ...writer.progress(), ...ids, state: error === null ? 'done' : 'failed', error, format: file.format, encoding: file.encoding, problems: writer.problems,
    columns: [...context.plan.columns.columns.map(({ header, field, custom }) => ({ header, field: custom === null ? field : `custom.${custom}` })), ...context.plan.columns.ignored.map(({ header }) => ({ header, field: null }))],
  };
}

/** The rows before the damage are good and are written. */
async function failed(thrown: unknown, writer: BatchWriter, deps: ImportDeps): Promise<NonNullable<ImportSummary['error']>> {
  if (thrown instanceof DamagedFile) {
    try {
      await writer.flush();
      await writer.settle();
      return { code: thrown.failure.code, text: thrown.failure.text };
    } catch (second) { return await failed(second instanceof DamagedFile ? new Error('unreachable') : second, writer, deps); }
  }
  deps.log.error({ what: thrown instanceof Error ? `${thrown.name}: ${thrown.message}`.slice(0, 200) : 'unknown' }, 'an import stopped');
  return { code: 'import.store', text: 'rows could not be written; those before them are kept. Import the file again when the cause is mended' };
}
