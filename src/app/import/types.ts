/** What an import is asked and what it answers. */
import type { HeaderMapping, ImportKind } from '../../core/intake/index.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Id, Millis } from '../../core/units.js';
import type { Conductor } from '../conductor-api.js';
import type { FileOptions, FileSource, TableFiles } from '../ports/files.js';
import type { PhoneBook } from '../ports/phones.js';
import type { Store } from '../ports/store.js';
import type { Clock, Log } from '../ports/system.js';
import type { Vault } from '../ports/vault.js';
import type { RowTrouble } from '../store/moves/import-rows.js';

export interface ImportRequest {
  readonly source: FileSource;
  /** What the file is called by its sender; shown, never opened. */
  readonly fileName: string;
  readonly kind: ImportKind;
  /** Where leads are made; null: cases only. Its zone is the import's. */
  readonly campaignId: Id | null;
  /** The list the leads go to: by id, or by name (made when the campaign has none of that name); null without a campaign. */
  readonly list: { readonly id: Id } | { readonly name: string } | null;
  readonly creditorId: Id;
  /** Who works the placements; null (not for placements): contracts of the creditor wherever they are placed. */
  readonly entityId: Id | null;
  /** Placement batch of rows that name none; and the one whose placements the file is held to name all of. */
  readonly batch?: string;
  readonly mapping?: HeaderMapping;
  /** The creditor's own names of columns; `mapping` wins, known headers come after. */
  readonly profile?: HeaderMapping;
  /** The row that names the columns, as a spreadsheet counts; without it the first that names all a file must have. */
  readonly headerRow?: number;
  /** An import of this very file that did not come to its end: rows that were committed are passed over, counts go on. */
  readonly resumes?: Id;
  /** ISO 3166-1 alpha-2, for numbers without a country code and for the currency where the file names none. */
  readonly defaultCountry: string;
  /** The user it is done for; null: the system. */
  readonly by: Id | null;
  readonly encoding?: FileOptions['encoding'];
  readonly sheet?: string;
  /** Does all of it and undoes it batch by batch: says what would change. Only the import itself and its findings are kept. */
  readonly dryRun?: boolean;
}

export interface ImportDeps {
  readonly store: Store; readonly vault: Vault; readonly phones: PhoneBook; readonly files: TableFiles; readonly clock: Clock; readonly zones: ZoneTable; readonly log: Log;
  /** Told after each batch that made leads, or after which a case may not be called about. */
  readonly conductor?: Pick<Conductor, 'leadsAdded' | 'forbid'>;
}

/** Each with its default in `IMPORT_SETTINGS`. */
export interface ImportSettings {
  /** Rows a transaction while no campaign dials: 1..2000. A batch that outgrows the young generation of the threads costs more memory and no less time (DECISIONS 25). */
  readonly batchRows: number;
  /** Rows a transaction while any campaign dials: an originate waits for the transaction under way. */
  readonly batchRowsDialing: number;
  /** The thread is never held longer than this at a time. */
  readonly slice: Millis;
  /** Problems kept with the import; more are only counted. */
  readonly keptProblems: number;
  /** Batches under way in the writer at once, while the next is read: what an originate may have to wait behind. */
  readonly ahead: number;
  /** Rows looked at to find the header. */
  readonly headerRows: number;
}
export const IMPORT_SETTINGS: ImportSettings = { batchRows: 300, batchRowsDialing: 100, slice: 5, keptProblems: 10_000, ahead: 1, headerRows: 20 };

export interface ImportProgress {
  /** Share of the file, 0..1. */
  readonly share: number;
  readonly rows: number; readonly created: number; readonly updated: number; readonly unchanged: number; readonly bad: number; readonly duplicates: number; readonly warnings: number;
}
export interface ImportSummary extends ImportProgress {
  readonly importId: Id;
  readonly listId: Id | null;
  readonly state: 'done' | 'failed';
  readonly error: { readonly code: string; readonly text: string } | null;
  readonly format: 'csv' | 'xlsx'; readonly encoding: string | null;
  /** Header → field, as understood; `null`: left out. */
  readonly columns: readonly { readonly header: string; readonly field: string | null }[];
  /** The first 100. */
  readonly problems: readonly RowTrouble[];
  /** Of a dry run: what would change, the first 100. */
  readonly changes: readonly RowTrouble[];
  /** Of placements: open ones of the batch that the file did not name. */
  readonly missing: number | null;
}
