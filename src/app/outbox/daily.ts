/**
 * The files of a day for a creditor: four tables, written from the event stream alone, streamed to disk. The same events and
 * the same profile make the same bytes, however often and whenever it runs.
 */
import type { DailyFile, StreamEvent } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { wallTime, type ZoneTable } from '../../core/time/zones.js';
import type { Id, LocalDate } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Clock, Log } from '../ports/system.js';
import type { KeptDailyFile } from '../store/moves/outbox.js';
import { BOM, csvLine } from './csv.js';
import { DISORDER, seqBefore, spanOf, type DaySpan } from './days.js';
import type { ExportFiles, Sheet } from './ports.js';
import { headersFor, profileOf, type ExportProfile } from './profile.js';
import { cellsOf, FILE_KINDS, fileOf, type FileKind } from './sheets.js';
import { touchesOf } from './touches.js';

export interface DailyDeps { readonly store: Store; readonly clock: Clock; readonly zones: ZoneTable; readonly log: Log; readonly files: ExportFiles }
export interface DailyAsk { readonly entityId: Id; readonly creditorId: Id; readonly day: LocalDate; /** A user's id, or `nightly`. */ readonly by: string }
export interface DailyMade extends KeptDailyFile { readonly kind: FileKind; readonly rows: number; readonly sha256: string }

const PAGE = 500;
interface Open { readonly sheet: Sheet; readonly fields: readonly string[]; rows: number }

export class DailyFiles {
  /** One run at a time: two of the same day would write the same file. */
  #turn: Promise<unknown> = Promise.resolve();
  constructor(private readonly deps: DailyDeps) {}

  /** Makes the four files of a local day. Codes: `export.day` (no date, or a day that has not begun), `export.zone`, `export.profile`, `mapping.*`. */
  make(ask: DailyAsk): Promise<Result<readonly DailyMade[]>> {
    const run = this.#turn.then(() => this.#make(ask));
    this.#turn = run.catch(() => null);
    return run;
  }
  /** Resolves when no run is under way. */
  async idle(): Promise<void> { await this.#turn; }

  async #make(ask: DailyAsk): Promise<Result<readonly DailyMade[]>> {
    const { store, zones, clock } = this.deps;
    const profile = await profileOf(store, zones, ask.entityId, ask.creditorId);
    if (!profile.ok) return profile;
    const span = spanOf(zones, profile.value.zone, ask.day);
    const today = wallTime(zones, profile.value.zone, clock.now())?.date;
    if (!span || today === undefined) return fail('export.day', 'must be a date, YYYY-MM-DD', '/day');
    if (ask.day > today) return fail('export.day', 'this day has not begun', '/day');
    const open = await this.#begin(ask, profile.value);
    try {
      const seqs = await this.#fill(ask, profile.value, span, open);
      const made: DailyMade[] = [];
      for (const kind of FILE_KINDS) {
        const { sheet, rows } = open[kind];
        const { sha256 } = await sheet.keep();
        const file: Omit<DailyFile, 'id' | 'version' | 'createdAt' | 'updatedAt'> = { entityId: ask.entityId, creditorId: ask.creditorId, day: ask.day, kind, path: pathOf(ask, kind), rows, sha256, ...seqs };
        made.push({ kind, rows, sha256, ...await store.run('keepDailyFile', { file, by: ask.by, at: clock.now() }) });
      }
      this.deps.log.info({ day: ask.day, rows: made.reduce((sum, one) => sum + one.rows, 0) }, 'daily files made');
      return ok(made);
    } catch (error) {
      await Promise.all(FILE_KINDS.map((kind) => open[kind].sheet.abandon()));
      throw error;
    }
  }

  async #begin(ask: DailyAsk, profile: ExportProfile): Promise<Readonly<Record<FileKind, Open>>> {
    const begin = async (kind: FileKind): Promise<Open> => {
      const headers = headersFor(profile, kind);
      const sheet = await this.deps.files.begin(pathOf(ask, kind));
      await sheet.write(BOM + csvLine(headers.map(([, text]) => ({ text }))));
      return { sheet, fields: headers.map(([field]) => field), rows: 0 };
    };
    return { contacts: await begin('contacts'), results: await begin('results'), promises: await begin('promises'), payments: await begin('payments') };
  }

  /** Every row of the day, in order of the stream; answers the first and the last event of the day (0 and 0: none). */
  async #fill(ask: DailyAsk, profile: ExportProfile, span: DaySpan, open: Readonly<Record<FileKind, Open>>): Promise<Pick<DailyFile, 'fromSeq' | 'toSeq'>> {
    const { store, zones } = this.deps;
    let [fromSeq, toSeq] = [0, 0];
    let last = await seqBefore(store, span.from);
    for (;;) {
      const page = await store.find('streamEvent', { where: { seq: { gt: last } }, order: [{ by: 'seq' }], limit: PAGE });
      const ofDay = page.filter((event) => event.at >= span.from && event.at < span.to);
      if (fromSeq === 0) fromSeq = ofDay[0]?.seq ?? 0;
      toSeq = ofDay.at(-1)?.seq ?? toSeq;
      for (const { event, touches } of await touchesOf(store, ofDay.filter((one) => fileOf(one) !== null))) {
        const kind = fileOf(event);
        if (kind === null) continue;
        const file = open[kind];
        // One payment is one row, whatever accounts it went to: amounts are never told twice.
        for (const touch of kind === 'contacts' ? touches : touches.slice(0, 1)) {
          if (touch.entityId !== ask.entityId || touch.creditorId !== ask.creditorId) continue;
          await file.sheet.write(csvLine(cellsOf(kind, file.fields, event, touch, zones, profile.zone)));
          file.rows += 1;
        }
      }
      const end = page.at(-1);
      if (end === undefined || page.length < PAGE || beyond(end, span)) return { fromSeq, toSeq };
      last = end.seq;
    }
  }
}
const beyond = (event: StreamEvent, span: DaySpan): boolean => event.at >= span.to + DISORDER;
const pathOf = (ask: DailyAsk, kind: FileKind): string => `${ask.entityId}/${ask.creditorId}/${ask.day}/${kind}.csv`;
