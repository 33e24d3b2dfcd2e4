/** Gathers rows into batches and keeps a few of them under way in the writer; counts what became of them. */
import type { Id } from '../../core/units.js';
import type { ImportedBatch, PlacementRow, RowTrouble } from '../store/moves/import-rows.js';
import type { ImportDeps, ImportProgress, ImportRequest, ImportSettings } from './types.js';

const SHOWN = 100;
/** Batches after which it is looked again whether anybody dials. */
const LOOK_EVERY = 10;

export class BatchWriter {
  /** The first problems, for whoever asked. */
  readonly problems: RowTrouble[] = [];
  private rows: PlacementRow[] = [];
  private troubles: RowTrouble[] = [];
  private read = 0;
  private badRead = 0;
  private room: number;
  /** Rows of the next batch. */
  private most: number;
  private flushes = 0;
  private readonly underWay: Promise<void>[] = [];
  private failure: { readonly thrown: unknown } | null = null;
  private readonly count = { rows: 0, created: 0, updated: 0, unchanged: 0, bad: 0, duplicates: 0, warnings: 0 };

  constructor(
    private readonly deps: Pick<ImportDeps, 'store' | 'clock' | 'conductor'>, private readonly settings: ImportSettings, private readonly request: ImportRequest,
    private readonly ids: { readonly importId: Id | null; readonly listId: Id | null; readonly defaultBatch: string }, private readonly share: () => number, private readonly onProgress?: (progress: ImportProgress) => void,
  ) {
    this.room = settings.keptProblems;
    this.most = Math.min(settings.batchRows, settings.batchRowsDialing);
  }

  get full(): boolean { return this.read >= this.most; }
  progress(): ImportProgress { return { share: this.share(), ...this.count }; }

  /** A row that was read; null when it is bad and `troubles` say why. */
  add(row: PlacementRow | null, troubles: readonly RowTrouble[]): void {
    this.read++;
    if (row) this.rows.push(row); else this.badRead++;
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
  async end(state: 'done' | 'failed', error: string | null): Promise<void> {
    await Promise.allSettled(this.underWay);
    const { importId } = this.ids;
    if (importId !== null) await this.deps.store.run('importEnd', { importId, state, error, entityId: this.request.entityId, actor: this.request.by ?? 'import', at: this.deps.clock.now() });
    this.onProgress?.(this.progress());
  }

  /** While somebody dials, small batches: the permit of a call is committed in the same thread. */
  private async look(): Promise<void> {
    try {
      const dialing = await this.deps.store.count('campaign', { state: { in: ['running', 'draining'] } });
      this.most = dialing > 0 ? Math.min(this.settings.batchRows, this.settings.batchRowsDialing) : this.settings.batchRows;
    } catch (thrown) {
      this.failure ??= { thrown };
    }
  }

  private async send(): Promise<void> {
    const { rows, troubles, read, badRead } = this;
    this.rows = [];
    this.troubles = [];
    this.read = 0;
    this.badRead = 0;
    const room = this.room;
    this.room -= troubles.length;
    const { importId, listId, defaultBatch } = this.ids;
    const { campaignId, entityId, creditorId, by } = this.request;
    try {
      const done: ImportedBatch = importId === null || listId === null
        ? { created: 0, updated: 0, unchanged: 0, bad: 0, duplicates: 0, warnings: 0, newLeads: 0, problems: [], kept: troubles.length }
        : await this.deps.store.run('importPlacements', { importId, campaignId, listId, entityId, creditorId, defaultBatch, actor: by ?? 'import', at: this.deps.clock.now(), rows, problems: troubles, read, bad: badRead, room });
      this.room -= done.kept - troubles.length;
      this.tally(done, read, badRead);
      if (done.newLeads > 0) this.deps.conductor?.leadsAdded(campaignId);
    } catch (thrown) {
      this.failure ??= { thrown };
    }
    this.onProgress?.(this.progress());
  }

  private tally(done: ImportedBatch, read: number, bad: number): void {
    this.count.rows += read;
    this.count.created += done.created;
    this.count.updated += done.updated;
    this.count.unchanged += done.unchanged;
    this.count.bad += bad + done.bad;
    this.count.duplicates += done.duplicates;
    for (const trouble of done.problems) this.show(trouble);
  }
  private show(trouble: RowTrouble): void {
    if (trouble.severity === 'warning') this.count.warnings++;
    if (this.problems.length < SHOWN) this.problems.push(trouble);
  }
}
