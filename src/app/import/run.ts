/**
 * An import of any kind: reads a table, judges and seals each row, and hands batches to the writer. Nothing of the file is held
 * but the rows of the batches under way. Killed in the middle, it has written whole batches: it can be resumed, or the file imported again.
 */
import { creditorRulesOf } from '../../core/collections/creditor-rules.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { ForbidNotice } from '../conductor-api.js';
import { homeZone } from '../usecases/home.js';
import { DamagedFile, type RawRow, type TableFile } from '../ports/files.js';
import type { ImportBegun } from '../store/moves/import.js';
import type { Forbidden } from '../store/moves/import-rows.js';
import { BatchWriter } from './batches.js';
import { workContext } from './context.js';
import { historyWork, paymentWork, placementWork, recallWork, updateWork, type Work, type WorkContext } from './kinds.js';
import { Missing } from './missing.js';
import { findHeader, type RowPlan } from './plan.js';
import { Slices } from './slices.js';
import { IMPORT_SETTINGS, type ImportDeps, type ImportProgress, type ImportRequest, type ImportSettings, type ImportSummary } from './types.js';

export interface ImportStarted { readonly importId: Id; readonly entityId: Id | null; readonly done: Promise<ImportSummary>; readonly progress: () => ImportProgress }
export interface ImportWatch { readonly onProgress?: (progress: ImportProgress) => void; readonly settings?: Partial<ImportSettings> }

/** `startImport`, waited for to the end. */
export async function importFile(request: ImportRequest, deps: ImportDeps, watch: ImportWatch = {}): Promise<Result<ImportSummary>> {
  const started = await startImport(request, deps, watch);
  return started.ok ? ok(await started.value.done) : started;
}

/** A placement file, waited for to the end. */
export const importPlacements = (request: Omit<ImportRequest, 'kind'>, deps: ImportDeps, watch: ImportWatch = {}): Promise<Result<ImportSummary>> => importFile({ ...request, kind: 'placement' }, deps, watch);

/**
 * Opens the file, finds its header and writes the import down; rows go on behind `done`, which never rejects.
 * Fails, having written nothing, with `campaign.unknown`, `list.unknown`, `entity.unknown`, `import.headers`, `import.mapping`,
 * `import.headerRow`, `import.entity` (placements without an entity), `import.resume`, `import.unknown` and what `TableFiles.open` fails with.
 */
export async function startImport(request: ImportRequest, deps: ImportDeps, watch: ImportWatch = {}): Promise<Result<ImportStarted>> {
  const campaign = request.campaignId === null ? null : await deps.store.get('campaign', request.campaignId);
  if (campaign === undefined) return fail('campaign.unknown', 'no such campaign');
  if (request.kind === 'placement' && request.entityId === null) return fail('import.entity', 'say who works the placements', 'entityId');
  const opened = await deps.files.open(request.source, { fileName: request.fileName, ...(request.encoding ? { encoding: request.encoding } : {}), ...(request.sheet === undefined ? {} : { sheet: request.sheet }) });
  if (!opened.ok) return opened;
  const file = opened.value;
  try {
    const settings = { ...IMPORT_SETTINGS, ...watch.settings };
    const head = await readHead(file, request, settings);
    if (!head.ok) { await file.close(); return head; }
    const begun = await begin(request, deps, file);
    if (!begun.ok) { await file.close(); return begun; }
    const running: Running = { request, deps, settings, file, head: head.value, begun: begun.value, onProgress: watch.onProgress, notice: await noticeOf(request, deps) };
    const context = workContext(request, deps, head.value.plan, { zone: campaign?.settings.zone ?? await homeZone(deps), firstAt: begun.value.firstAt, listId: begun.value.list?.id ?? null, batch: begun.value.run.batch });
    switch (request.kind) {
      case 'placement': return ok(drive(running, context, placementWork(context)));
      case 'update': return ok(drive(running, context, updateWork(context)));
      case 'payment': return ok(drive(running, context, paymentWork(context)));
      case 'recall': return ok(drive(running, context, recallWork(context)));
      case 'history': return ok(drive(running, context, historyWork(context)));
    }
  } catch (error) {
    await file.close();
    if (error instanceof DamagedFile) return { ok: false, error: error.failure };
    throw error;
  }
}

/** One import under way: what was asked, what it reads and what it was written down as. */
interface Running {
  readonly request: ImportRequest; readonly deps: ImportDeps; readonly settings: ImportSettings; readonly file: TableFile; readonly head: Head; readonly begun: ImportBegun;
  readonly onProgress: ((progress: ImportProgress) => void) | undefined;
  /** What a collector in talk about a case that is taken back is told. */
  readonly notice: string;
}

async function begin(request: ImportRequest, deps: ImportDeps, file: TableFile): Promise<Result<ImportBegun>> {
  const { kind, campaignId, entityId, creditorId, by } = request;
  return deps.store.run('importBegin', {
    kind, campaignId, entityId, creditorId, list: kind === 'placement' ? request.list : null, batch: request.batch ?? null, file: request.fileName.replace(/^.*[/\\]/, '').slice(0, 200), fileHash: file.hash, by, actor: by ?? 'import',
    at: deps.clock.now(), dryRun: request.dryRun === true, resumes: request.resumes ?? null,
  });
}
const noticeOf = async (request: ImportRequest, deps: ImportDeps): Promise<string> => creditorRulesOf(await deps.store.get('entity', request.creditorId)).recallWords;

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
  const found = findHeader(rows, request.kind, request.mapping, request.profile, request.headerRow);
  if (found.ok) return ok({ plan: found.value.plan, first: rows.slice(found.value.at + 1), rest });
  await rest.return?.();
  return rows.length === 0 ? fail('import.empty', 'the file has no rows') : found;
}

function drive<R>(running: Running, context: WorkContext, work: Work<R>): ImportStarted {
  const { request, deps, begun, file } = running;
  const tellForbidden = ({ caseId, because }: Forbidden): void => {
    const notice: ForbidNotice | undefined = because === 'recalled' || because === 'returned' ? { code: `case.${because}`, text: running.notice } : undefined;
    if (notice) deps.conductor?.forbid({ caseId }, because, notice); else deps.conductor?.forbid({ caseId }, because);
  };
  const writer = new BatchWriter<R>(deps, running.settings, request, { importId: begun.run.id, send: (batchHead, rows) => work.send(batchHead, rows), mostRows: work.mostRows, before: begun.run, tellForbidden, share: () => file.progress(), onProgress: running.onProgress });
  const done = (): Promise<ImportSummary> => drain(running, context, work, writer);
  return { importId: begun.run.id, entityId: begun.run.entityId, done: done(), progress: () => writer.progress() };
}

async function drain<R>(running: Running, context: WorkContext, work: Work<R>, writer: BatchWriter<R>): Promise<ImportSummary> {
  const { request, deps, settings, file, head, begun } = running;
  const { plan } = context.row;
  const slices = new Slices(deps.clock, () => deps.files.breathe(), settings.slice);
  const missing = request.kind === 'placement' ? new Missing(deps, begun.run, request) : null;
  let error: ImportSummary['error'] = null;
  let toSkip = begun.skip;
  const take = async (raw: RawRow): Promise<void> => {
    const { row, troubles, blank, contract, batch, repeat } = work.read(raw);
    if (!blank) {
      missing?.named(contract, batch);
      if (toSkip > 0) toSkip--;
      else {
        if (repeat && request.dryRun === true) writer.repeat(troubles); else writer.add(row === null ? null : row(), troubles);
        if (writer.full) await writer.flush();
      }
    }
    if (slices.due) await slices.rest();
  };
  let notNamed: number | null = null;
  try {
    if (begun.skip === 0) {
      for (const column of plan.columns.ignored) {
        if (column.header !== '') writer.note({ row: 0, column: column.header, value: null, code: column.why === 'unknown' ? 'import.unknownColumn' : 'import.columnTwice', reason: column.why === 'unknown' ? 'nobody knows this column; left out' : 'another column says this already; left out', severity: 'warning' });
      }
    }
    for (const raw of head.first) await take(raw);
    for (let next = await head.rest.next(); next.done !== true; next = await head.rest.next()) await take(next.value);
    await writer.flush();
    await writer.settle();
    notNamed = await missing?.find(writer.batches) ?? null;
  } catch (thrown) {
    error = await failed(thrown, writer, deps);
  } finally {
    await head.rest.return?.();
    await file.close();
  }
  try {
    await writer.end(error === null ? 'done' : 'failed', error?.text ?? null, notNamed);
  } catch (thrown) {
    error ??= { code: 'import.store', text: 'the end of the import could not be written' };
    deps.log.error({ what: thrown instanceof Error ? thrown.name : 'unknown' }, 'the end of an import could not be written');
  }
  return {
    ...writer.progress(), importId: begun.run.id, listId: begun.list?.id ?? null, state: error === null ? 'done' : 'failed', error, format: file.format, encoding: file.encoding, problems: writer.problems, changes: writer.changes, missing: notNamed,
    columns: [...plan.columns.columns.map(({ header, field, custom }) => ({ header, field: custom === null ? field : `custom.${custom}` })), ...plan.columns.ignored.map(({ header }) => ({ header, field: null }))],
  };
}

/** The rows before the damage are good and are written. */
async function failed(thrown: unknown, writer: Pick<BatchWriter<unknown>, 'flush' | 'settle'>, deps: ImportDeps): Promise<NonNullable<ImportSummary['error']>> {
  if (thrown instanceof DamagedFile) {
    try {
      await writer.flush();
      await writer.settle();
      return { code: thrown.failure.code, text: thrown.failure.text };
    } catch (second) { return await failed(second instanceof DamagedFile ? new Error('unreachable') : second, writer, deps); }
  }
  deps.log.error({ what: thrown instanceof Error ? `${thrown.name}: ${thrown.message}`.slice(0, 200) : 'unknown' }, 'an import stopped');
  return { code: 'import.store', text: 'rows could not be written; those before them are kept. Resume it, or import the file again, when the cause is mended' };
}
