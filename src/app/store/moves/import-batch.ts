/** What batches of every kind have in common: counting, keeping problems, and undoing what a dry run did. */
import { maskDigits } from '../../../core/phone/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import type { BatchHead, ImportedBatch, RowTrouble, Worked } from './import-rows.js';
import { watched } from './import-watch.js';

/** Says which row of the file is worked on, and its contract. */
export type NoteRow = (row: number, contract: string) => void;

/** Changes shown of one batch of a dry run. */
const SAMPLE = 100;

/**
 * How a dry run hands back what it found: thrown, so that the store undoes the transaction. The text is the JSON of the
 * `ImportedBatch`; it crosses threads as the message of an error of this name.
 */
export class Rehearsed extends Error {
  override readonly name = 'Rehearsed';
  constructor(result: ImportedBatch) { super(JSON.stringify(result)); }
}
/** The result in an error that a dry run ended with; null: it is another error. */
export function rehearsed(thrown: unknown): ImportedBatch | null {
  return thrown instanceof Error && thrown.name === 'Rehearsed' ? JSON.parse(thrown.message) as ImportedBatch : null;
}

/** Does the work of one batch; keeps its problems and counts in the same transaction. A dry run always throws `Rehearsed`. */
export function runBatch(context: MoveContext, input: BatchHead, work: (context: MoveContext, note: NoteRow) => Worked): ImportedBatch {
  if (input.dryRun) {
    const watch = watched(context.tx, SAMPLE);
    const done = work({ ...context, tx: watch.tx }, (row, contract) => { watch.at(row, maskDigits(contract)); });
    throw new Rehearsed({ ...done, ...weigh(done), kept: 0, changes: watch.changes });
  }
  const done = work(context, () => undefined);
  const found = [...input.problems, ...done.problems].slice(0, Math.max(0, input.room));
  keepFindings(context, input.importId, found, input.at);
  const run = context.tx.get('importRun', input.importId);
  if (run) {
    context.tx.update('importRun', run.id, {
      rows: run.rows + input.read, created: run.created + done.created, updated: run.updated + done.updated, unchanged: run.unchanged + done.unchanged,
      bad: run.bad + input.bad + done.bad, duplicates: run.duplicates + done.duplicates,
    }, input.at);
  }
  return { ...done, ...weigh(done), kept: found.length, changes: [] };
}
const weigh = (done: Worked): { readonly warnings: number } => ({ warnings: done.problems.filter((one) => one.severity === 'warning').length });

export function keepFindings(context: MoveContext, importId: Id, findings: readonly RowTrouble[], at: Instant): void {
  for (const finding of findings) context.tx.insert('importProblem', { id: context.ids.id(), version: 1, createdAt: at, updatedAt: at, importId, ...finding });
}
