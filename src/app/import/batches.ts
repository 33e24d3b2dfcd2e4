/** Gathers rows into batches and keeps a few of them under way in the writer; counts what became of them. */
import type { ImportRun } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import { rehearsed } from '../store/moves/import-batch.js';
import type { BatchHead, Forbidden, ImportedBatch, RowTrouble } from '../store/moves/import-rows.js';
import type { ImportDeps, ImportProgress, ImportRequest, ImportSettings } from './types.js';

const SHOWN = 100;
/** Batches after which it is looked again whether anybody dials. */
const LOOK_EVERY = 10;

export interface WriterOptions<R> {
  readonly importId: Id;
  /** Writes one batch by its move. */
  readonly send: (head: BatchHead, rows: readonly R[]) => Promise<ImportedBatch>;
  /** Rows a batch never has more of, whatever the settings: moves that take long a row. */
  readonly mostRows: number;
  /** Counts of the import so far, when it goes on from where it stopped. */
  readonly before: Pick<ImportRun, 'rows' | 'created' | 'updated' | 'unchanged' | 'bad' | 'duplicates'>;
  readonly tellForbidden: (forbidden: Forbidden) => void;
  readonly share: () => number;
  readonly onProgress: ((progress: ImportProgress) => void) | undefined;
}

export class BatchWriter<R> {
  /** The first problems, for whoever asked. */
  readonly problems: RowTrouble[] = [];
  readonly changes: RowTrouble[] = [];
  readonly batches = new Set<string>();
  private rows: R[] = [];
  private troubles: RowTrouble[] = [];
  private read = 0;
  private badRead = 0;
  /** Rows of a dry run that say what an earlier one said. */
  private repeated = 0;
  private room: number;
  /** Rows of the next batch. */
  private most: number;
  private flushes = 0;
  private readonly underWay: Promise<void>[] = [];
  private failure: { readonly thrown: unknown } | null = null;
  private readonly count: { rows: number; created: number; updated: number; unchanged: number; bad: number; duplicates: number; warnings: number };

  constructor(private readonly deps: Pick<ImportDeps, 'store' | 'clock' | 'conductor'>, private readonly settings: ImportSettings, private readonly request: ImportRequest, private readonly options: WriterOptions<R>) {
    const { rows, created, updated, unchanged, bad, duplicates } = options.before;
    this.count = { rows, created, updated, unchanged, bad, duplicates, warnings: 0 };
    this.room = settings.keptProblems;
    this.most = Math.min(settings.batchRows, settings.batchRowsDialing, options.mostRows);
  }

  get full(): boolean { return this.read >= this.most; }
  progress(): ImportProgress { return { share: this.options.share(), ...this.count }; }

  /** A row that was read; null when it is bad and `troubles` say why. */
  add(row: R | null, troubles: readonly RowTrouble[]): void {
    this.read++;
    if (row === null) this.badRead++; else this.rows.push(row);
    for (const trouble of troubles) this.note(trouble);
  }
  /** A row of a dry run that says what an earlier one said: it would find it done. */
  repeat(troubles: readonly RowTrouble[]): void {
    this.read++;
    this.repeated++;
    for (const trouble of troubles) this.note(trouble);
  }
  note(trouble: RowTrouble): void {
    this.show(trouble);
    if (this.troubles.length < this.room) this.troubles.push(trouble);
  }

  /** Hands over what is gathered; waits while too much is under way. Throws what an earlier batch failed with. */
  async flush(): Promise<void> {
    if (this.read > 0 || this.troubles.length > 0) {
      if (this.flushes++ % LOOK_EVERY === 0) await this.look();
      while (this.underWay.length >= this.settings.ahead) await this.underWay.shift();
      if (this.failure === null) this.underWay.push(this.send());
    }
    if (this.failure) throw this.failure.thrown;
  }
  async settle(): Promise<void> {
    while (this.underWay.length > 0) await this.underWay.shift();
    if (this.failure) throw this.failure.thrown;
  }
  async end(state: 'done' | 'failed', error: string | null, missing: number | null): Promise<void> {
    await Promise.allSettled(this.underWay);
    await this.deps.store.run('importEnd', { importId: this.options.importId, state, error, missing, entityId: this.request.entityId, actor: this.request.by ?? 'import', at: this.deps.clock.now() });
    this.options.onProgress?.(this.progress());
  }

  /** While somebody dials, small batches: the permit of a call is committed in the same thread. */
  private async look(): Promise<void> {
    try {
      const dialing = await this.deps.store.count('campaign', { state: { in: ['running', 'draining'] } });
      const { batchRows, batchRowsDialing } = this.settings;
      this.most = Math.min(this.options.mostRows, batchRows, dialing > 0 ? batchRowsDialing : batchRows);
    } catch (thrown) {
      this.failure ??= { thrown };
    }
  }

  private async send(): Promise<void> {
    const { rows, troubles, read, badRead, repeated } = this;
    this.rows = [];
    this.troubles = [];
    this.read = 0;
    this.badRead = 0;
    this.repeated = 0;
    const room = this.room;
    this.room -= troubles.length;
    const { importId } = this.options;
    const { entityId, creditorId, by, campaignId } = this.request;
    const dryRun = this.request.dryRun === true;
    const head: BatchHead = { importId, entityId, creditorId, actor: by ?? 'import', at: this.deps.clock.now(), dryRun, problems: troubles, read, bad: badRead, room };
    try {
      const done = dryRun ? await this.rehearse(head, rows, repeated) : await this.options.send(head, rows);
      this.room -= Math.max(0, done.kept - troubles.length);
      this.tally(done, read, badRead, repeated);
      // At once, and not at the end of the file: a call that rings must not be answered.
      for (const forbidden of done.forbid) if (!dryRun) this.options.tellForbidden(forbidden);
      if (done.newLeads > 0 && campaignId !== null && !dryRun) this.deps.conductor?.leadsAdded(campaignId);
    } catch (thrown) {
      this.failure ??= { thrown };
    }
    this.options.onProgress?.(this.progress());
  }

  /** The batch is written and undone; what it found is kept by a move of its own. */
  private async rehearse(head: BatchHead, rows: readonly R[], repeated: number): Promise<ImportedBatch> {
    let done: ImportedBatch;
    try {
      done = await this.options.send(head, rows);
    } catch (thrown) {
      const found = rehearsed(thrown);
      if (found === null) throw thrown;
      done = found;
    }
    const found = [...head.problems, ...done.problems].slice(0, Math.max(0, head.room));
    const changes = done.changes.slice(0, SHOWN - this.changes.length);
    this.changes.push(...changes);
    const { created, updated, unchanged, bad, duplicates } = done;
    await this.deps.store.run('importFindings', { importId: head.importId, at: head.at, findings: [...found, ...changes], count: { rows: head.read, created, updated, unchanged: unchanged + repeated, bad: head.bad + bad, duplicates } });
    return { ...done, kept: found.length };
  }

  private tally(done: ImportedBatch, read: number, bad: number, repeated: number): void {
    this.count.rows += read;
    this.count.created += done.created;
    this.count.updated += done.updated;
    this.count.unchanged += done.unchanged + repeated;
    this.count.bad += bad + done.bad;
    this.count.duplicates += done.duplicates;
    for (const batch of done.batches) this.batches.add(batch);
    for (const trouble of done.problems) this.show(trouble);
  }
  private show(trouble: RowTrouble): void {
    if (trouble.severity === 'warning') this.count.warnings++;
    if (this.problems.length < SHOWN) this.problems.push(trouble);
  }
}
