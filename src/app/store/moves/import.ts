/** The moves of a placement import, and those that begin and end an import of any kind. A batch and its counts are one transaction. */
import type { ImportRun, List } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { keepFindings, runBatch, type NoteRow } from './import-batch.js';
import { bringCase, bringLead, leaveCase, refreshOthers } from './import-case.js';
import { bringAccount, bringPlacement, bringSchedule } from './import-debt.js';
import { findDebtor, joinPeople } from './import-people.js';
import type { ImportBatch, ImportedBatch, PlacementRow, RowTrouble, Worked } from './import-rows.js';
import { ImportView } from './import-view.js';
import { append } from './stream.js';

export interface ImportBegin {
  readonly kind: ImportRun['kind'];
  readonly campaignId: Id | null;
  /** Who works the accounts; null (not for placements): contracts of the creditor wherever they are placed. */
  readonly entityId: Id | null;
  readonly creditorId: Id;
  /** A list of the campaign, or a name: the list of that name, made when there is none. Only with a campaign. */
  readonly list: { readonly id: Id } | { readonly name: string } | null;
  /** Placement batch of rows that name none; null: the list's name, else the file's. */
  readonly batch: string | null;
  readonly file: string; readonly fileHash: string; readonly by: Id | null; readonly actor: string; readonly at: Instant;
  readonly dryRun: boolean;
  /** An import of this file that did not come to its end; it goes on where it stopped. */
  readonly resumes: Id | null;
}
/** `firstAt`: when this very file of this creditor came first; dates a file leaves out count from there, so that its second import changes nothing. `skip`: rows that were committed before. */
export interface ImportBegun { readonly run: ImportRun; readonly list: List | null; readonly firstAt: Instant; readonly skip: number }

/**
 * Writes the import down as running and finds or makes its list (a dry run makes none, and says nothing on the stream).
 * Fails, having changed nothing, with `campaign.unknown`, `list.unknown`, `entity.unknown`; to resume with `import.unknown`,
 * `import.resume` (another file, kind, creditor, entity or campaign; a dry run; one that is done or still runs).
 */
export function importBegin(context: MoveContext, input: ImportBegin): Result<ImportBegun> {
  const { tx, ids } = context;
  if (input.campaignId !== null && !tx.get('campaign', input.campaignId)) return fail('campaign.unknown', 'no such campaign');
  for (const id of [input.entityId, input.creditorId]) if (id !== null && !tx.get('entity', id)) return fail('entity.unknown', 'no such entity');
  const first = tx.first('importRun', { where: { fileHash: input.fileHash, kind: input.kind, creditorId: input.creditorId, dryRun: false }, order: [{ by: 'createdAt' }] });
  if (input.resumes !== null) return resume(context, input, input.resumes, first?.createdAt ?? input.at);
  const list = listFor(context, input);
  if (!list.ok) return list;
  const run: ImportRun = {
    id: ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, kind: input.kind, campaignId: input.campaignId, listId: list.value?.id ?? null, file: input.file, fileHash: input.fileHash, state: 'running',
    rows: 0, created: 0, updated: 0, unchanged: 0, bad: 0, duplicates: 0, by: input.by, endedAt: null, error: null, creditorId: input.creditorId, entityId: input.entityId, dryRun: input.dryRun,
    batch: input.kind === 'placement' ? input.batch ?? list.value?.name ?? (input.list !== null && 'name' in input.list ? input.list.name : withoutEnding(input.file)) : null, missing: null,
  };
  tx.insert('importRun', run);
  if (!input.dryRun) append(context, { type: 'import.started', actor: input.actor, data: { entityId: input.entityId, kind: input.kind } }, input.campaignId === null ? [run.id] : [run.id, input.campaignId], input.at);
  return ok({ run, list: list.value, firstAt: first?.createdAt ?? input.at, skip: 0 });
}
const withoutEnding = (file: string): string => file.replace(/\.(?:csv|xlsx|txt)$/i, '').slice(0, 100) || 'import';

function listFor(context: MoveContext, input: ImportBegin): Result<List | null> {
  const { tx, ids } = context;
  const { list: wanted, campaignId, entityId } = input;
  if (wanted === null || campaignId === null || entityId === null) return ok(null);
  const found = 'id' in wanted ? tx.get('list', wanted.id) : tx.first('list', { where: { campaignId, name: wanted.name } });
  if ('id' in wanted && found?.campaignId !== campaignId) return fail('list.unknown', 'the campaign has no such list');
  if (found || input.dryRun) return ok(found ?? null);
  const list: List = { id: ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, campaignId, name: 'name' in wanted ? wanted.name : input.file, entityId, active: true, mix: 100 };
  tx.insert('list', list);
  append(context, { type: 'list.created', actor: input.actor, data: { entityId } }, [list.id], input.at);
  return ok(list);
}

function resume(context: MoveContext, input: ImportBegin, id: Id, firstAt: Instant): Result<ImportBegun> {
  const { tx } = context;
  const run = tx.get('importRun', id);
  if (!run) return fail('import.unknown', 'no such import', 'resumes');
  const why = run.state !== 'failed' ? `it is ${run.state}` : run.dryRun || input.dryRun ? 'a dry run is not resumed'
    : run.fileHash !== input.fileHash ? 'it was of another file' : run.kind !== input.kind || run.creditorId !== input.creditorId || run.entityId !== input.entityId || run.campaignId !== input.campaignId ? 'it was of another kind, creditor, entity or campaign' : null;
  if (why !== null) return fail('import.resume', `this import can't be resumed: ${why}`, 'resumes');
  const after = tx.update('importRun', run.id, { state: 'running', error: null, endedAt: null }, input.at) ?? run;
  append(context, { type: 'import.resumed', actor: input.actor, data: { entityId: input.entityId, kind: input.kind, rows: run.rows } }, [run.id], input.at);
  return ok({ run: after, list: run.listId === null ? null : tx.get('list', run.listId) ?? null, firstAt, skip: run.rows });
}

/** Writes a batch of rows. Rows already there as they are count as unchanged, so a batch may come twice. Of a dry run: see `runBatch`. */
export function importPlacements(context: MoveContext, input: ImportBatch): ImportedBatch {
  return runBatch(context, input, (inside, note) => place(inside, input, note));
}

function place(context: MoveContext, input: ImportBatch, note: NoteRow): Worked {
  const view = new ImportView(context, input, input.rows);
  const into = input.dryRun && input.campaignId !== null && input.listId === null ? { ...input, listId: makeshiftList(context, input, input.campaignId) } : input;
  const count = { created: 0, updated: 0, unchanged: 0, bad: 0 };
  const batches = new Set<string>();
  for (const row of input.rows) {
    note(row.row, row.account.contract);
    const became = bring(view, into, row, batches);
    // Undone with its batch, the earlier row of this contract is not there any more.
    count[input.dryRun && row.again && became === 'created' ? 'updated' : became]++;
  }
  if (view.placed.length > 0) view.say('case.placed', [...new Set(view.placed)]);
  if (view.updated.length > 0) view.say('case.updated', [...new Set(view.updated)]);
  return { ...count, duplicates: view.duplicates, newLeads: view.newLeads, problems: view.problems, forbid: view.forbid, batches: [...batches] };
}
/** A dry run makes no list; leads need one for the length of the batch. */
function makeshiftList({ tx, ids }: MoveContext, input: ImportBatch, campaignId: Id): Id {
  const id = ids.id();
  tx.insert('list', { id, version: 1, createdAt: input.at, updatedAt: input.at, campaignId, name: input.defaultBatch, entityId: input.entityId, active: true, mix: 100 });
  return id;
}

function bring(view: ImportView, into: ImportBatch, row: PlacementRow, batches: Set<string>): 'created' | 'updated' | 'unchanged' | 'bad' {
  const before = view.account(row.account.contract);
  const debtor = findDebtor(view, row, before);
  if ('refused' in debtor) { view.problems.push(debtor.refused); return 'bad'; }
  const { account, isNew, changed } = bringAccount(view, row, before);
  const scheduled = bringSchedule(view, row, account.id, before);
  const people = joinPeople(view, row, account.id, isNew, debtor);
  let touched = changed || scheduled || people || debtor.changed;
  const placed = bringPlacement(view, into, row, account);
  if (placed) {
    batches.add(placed.placement.batch);
    const { found, ...work } = bringCase(view, into.entityId, row, debtor, account, placed.placement, placed.isNew);
    const lead = bringLead(view, into, row, found, work.isNew);
    if (placed.ended) leaveCase(view, placed.ended);
    if (changed || placed.ended) refreshOthers(view, account.id, found.id);
    if (placed.changed || work.changed || lead.changed) touched = true;
    if (placed.isNew) view.placed.push(found.id); else if (touched) view.updated.push(found.id);
  } else if (changed) refreshOthers(view, account.id, null);
  return isNew ? 'created' : touched ? 'updated' : 'unchanged';
}

/** Findings of a dry run, or of what a file did not name, with the counts they come with. */
export function importFindings(context: MoveContext, input: { readonly importId: Id; readonly at: Instant; readonly findings: readonly RowTrouble[]; readonly count: Partial<Pick<ImportRun, 'rows' | 'created' | 'updated' | 'unchanged' | 'bad' | 'duplicates'>> }): void {
  const { tx } = context;
  const run = tx.get('importRun', input.importId);
  if (!run) return;
  keepFindings(context, input.importId, input.findings, input.at);
  const { rows = 0, created = 0, updated = 0, unchanged = 0, bad = 0, duplicates = 0 } = input.count;
  if (rows > 0) tx.update('importRun', run.id, { rows: run.rows + rows, created: run.created + created, updated: run.updated + updated, unchanged: run.unchanged + unchanged, bad: run.bad + bad, duplicates: run.duplicates + duplicates }, input.at);
}

export interface ImportEnd { readonly importId: Id; readonly state: 'done' | 'failed'; readonly error: string | null; readonly missing: number | null; readonly entityId: Id | null; readonly actor: string; readonly at: Instant }
/** Closes the import; what it wrote stays. Ending an ended import changes nothing. */
export function importEnd(context: MoveContext, input: ImportEnd): ImportRun | null {
  const run = context.tx.get('importRun', input.importId);
  if (run?.state !== 'running') return run ?? null;
  const after = context.tx.update('importRun', run.id, { state: input.state, error: input.error, endedAt: input.at, missing: input.missing }, input.at);
  if (!run.dryRun) append(context, { type: input.state === 'done' ? 'import.finished' : 'import.failed', actor: input.actor, data: { entityId: input.entityId } }, [run.id], input.at);
  return after ?? null;
}

/** Marks imports that were running when the process died as failed; returns how many. Each can be resumed; or the file is imported again. */
export function importsInterrupted(context: MoveContext, input: { readonly at: Instant }): number {
  const running = context.tx.find('importRun', { where: { state: 'running' } });
  for (const run of running) context.tx.update('importRun', run.id, { state: 'failed', error: 'interrupted: resume it with the same file, or import the file again; rows already there stay as they are', endedAt: input.at }, input.at);
  return running.length;
}
