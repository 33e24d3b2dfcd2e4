/** The moves of an import: begin, a batch of rows, end. Each is atomic; a batch and its counts are one transaction. */
import type { ImportRun, List } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { bringCase, bringLead, leaveCase } from './import-case.js';
import { bringAccount, bringPlacement } from './import-debt.js';
import { findDebtor, joinPeople } from './import-people.js';
import type { ImportBatch, ImportedBatch, PlacementRow, RowTrouble } from './import-rows.js';
import { ImportView } from './import-view.js';
import { append } from './stream.js';

export interface ImportBegin {
  readonly campaignId: Id; readonly entityId: Id; readonly creditorId: Id;
  /** A list of the campaign, or a name: the list of that name, made when there is none. */
  readonly list: { readonly id: Id } | { readonly name: string };
  readonly file: string; readonly fileHash: string; readonly by: Id | null; readonly actor: string; readonly at: Instant;
}

/**
 * Writes the import down as running and finds or makes its list.
 * `firstAt`: when this very file came first; dates a file leaves out count from there, so that its second import changes nothing.
 * Fails with `campaign.unknown`, `list.unknown`, `entity.unknown` and changes nothing then.
 */
export function importBegin(context: MoveContext, input: ImportBegin): Result<{ readonly run: ImportRun; readonly list: List; readonly firstAt: Instant }> {
  const { tx, ids } = context;
  if (!tx.get('campaign', input.campaignId)) return fail('campaign.unknown', 'no such campaign');
  for (const id of [input.entityId, input.creditorId]) if (!tx.get('entity', id)) return fail('entity.unknown', 'no such entity');
  const first = tx.first('importRun', { where: { fileHash: input.fileHash, kind: 'placement' }, order: [{ by: 'createdAt' }] });
  const kept = { version: 1, createdAt: input.at, updatedAt: input.at };
  let list = 'id' in input.list ? tx.get('list', input.list.id) : tx.first('list', { where: { campaignId: input.campaignId, name: input.list.name } });
  if ('id' in input.list && list?.campaignId !== input.campaignId) return fail('list.unknown', 'the campaign has no such list');
  if (!list) {
    list = { ...kept, id: ids.id(), campaignId: input.campaignId, name: 'name' in input.list ? input.list.name : input.file, entityId: input.entityId, active: true, mix: 100 };
    tx.insert('list', list);
    append(context, { type: 'list.created', actor: input.actor, data: { entityId: input.entityId } }, [list.id], input.at);
  }
  const run: ImportRun = {
    ...kept, id: ids.id(), kind: 'placement', campaignId: input.campaignId, listId: list.id, file: input.file, fileHash: input.fileHash, state: 'running',
    rows: 0, created: 0, updated: 0, unchanged: 0, bad: 0, duplicates: 0, by: input.by, endedAt: null, error: null, creditorId: input.creditorId, entityId: input.entityId, dryRun: false, batch: null, missing: null,
  };
  tx.insert('importRun', run);
  append(context, { type: 'import.started', actor: input.actor, data: { entityId: input.entityId } }, [run.id, input.campaignId], input.at);
  return ok({ run, list, firstAt: first?.createdAt ?? input.at });
}

/** Writes a batch of rows. Rows already there as they are count as unchanged, so a batch may come twice. */
export function importPlacements(context: MoveContext, input: ImportBatch): ImportedBatch {
  const view = new ImportView(context, input);
  const count = { created: 0, updated: 0, unchanged: 0, bad: 0 };
  for (const row of input.rows) count[bring(view, row)]++;
  if (view.placed.length > 0) view.say('case.placed', [...new Set(view.placed)]);
  if (view.updated.length > 0) view.say('case.updated', [...new Set(view.updated)]);
  const problems = view.problems;
  const kept = keep(context, input, [...input.problems, ...problems].slice(0, Math.max(0, input.room)));
  const run = context.tx.get('importRun', input.importId);
  if (run) {
    context.tx.update('importRun', run.id, {
      rows: run.rows + input.read, created: run.created + count.created, updated: run.updated + count.updated, unchanged: run.unchanged + count.unchanged,
      bad: run.bad + input.bad + count.bad, duplicates: run.duplicates + view.duplicates,
    }, input.at);
  }
  return { ...count, duplicates: view.duplicates, warnings: problems.filter((one) => one.severity === 'warning').length, newLeads: view.newLeads, problems, kept };
}

function bring(view: ImportView, row: PlacementRow): 'created' | 'updated' | 'unchanged' | 'bad' {
  const before = view.account(row.account.contract);
  const debtor = findDebtor(view, row, before);
  if ('refused' in debtor) { view.problems.push(debtor.refused); return 'bad'; }
  const { account, isNew, changed } = bringAccount(view, row, before);
  const people = joinPeople(view, row, account.id, isNew, debtor);
  let touched = changed || people || debtor.changed;
  const placed = bringPlacement(view, row, account);
  if (placed) {
    const { found, ...work } = bringCase(view, row, debtor, account, placed.placement, placed.isNew);
    const lead = bringLead(view, row, found, work.isNew, account);
    if (placed.ended) leaveCase(view, placed.ended);
    if (placed.changed || work.changed || lead.changed) touched = true;
    if (placed.isNew) view.placed.push(found.id); else if (touched) view.updated.push(found.id);
  }
  return isNew ? 'created' : touched ? 'updated' : 'unchanged';
}

function keep(context: MoveContext, input: ImportBatch, problems: readonly RowTrouble[]): number {
  for (const problem of problems) context.tx.insert('importProblem', { id: context.ids.id(), version: 1, createdAt: input.at, updatedAt: input.at, importId: input.importId, ...problem });
  return problems.length;
}

export interface ImportEnd { readonly importId: Id; readonly state: 'done' | 'failed'; readonly error: string | null; readonly entityId: Id; readonly actor: string; readonly at: Instant }
/** Closes the import; what it wrote stays. Ending an ended import changes nothing. */
export function importEnd(context: MoveContext, input: ImportEnd): ImportRun | null {
  const run = context.tx.get('importRun', input.importId);
  if (run?.state !== 'running') return run ?? null;
  const after = context.tx.update('importRun', run.id, { state: input.state, error: input.error, endedAt: input.at }, input.at);
  append(context, { type: input.state === 'done' ? 'import.finished' : 'import.failed', actor: input.actor, data: { entityId: input.entityId } }, [run.id], input.at);
  return after ?? null;
}

/** Marks imports that were running when the process died as failed; returns how many. Importing the file again completes them. */
export function importsInterrupted(context: MoveContext, input: { readonly at: Instant }): number {
  const running = context.tx.find('importRun', { where: { state: 'running' } });
  for (const run of running) context.tx.update('importRun', run.id, { state: 'failed', error: 'interrupted: import the file again, rows already there stay as they are', endedAt: input.at }, input.at);
  return running.length;
}
