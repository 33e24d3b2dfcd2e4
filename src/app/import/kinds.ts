/** How the rows of each kind are read, sealed and written. */
import type { Id } from '../../core/units.js';
import { Seen } from '../../core/intake/index.js';
import type { RawRow } from '../ports/files.js';
import type { Store } from '../ports/store.js';
import type { Vault } from '../ports/vault.js';
import type { BatchHead, HistoryRow, ImportedBatch, PaymentRow, PlacementRow, RecallRow, RowTrouble, UpdateRow } from '../store/moves/import-rows.js';
import type { RowContext } from './cells.js';
import { Consistency } from './consistency.js';
import { readHistory } from './history-reader.js';
import { readPayment, readRecall } from './money-reader.js';
import { readRow } from './row-reader.js';
import { sealRow } from './seal.js';
import { showHistory, showPayment, showPlacement, showRecall, showUpdate, type Shown } from './show.js';
import { readUpdate } from './update-reader.js';

export interface WorkContext {
  readonly row: RowContext; readonly vault: Vault; readonly store: Pick<Store, 'run'>;
  readonly campaignId: Id | null; readonly listId: Id | null;
  /** Empty only for kinds that need none. */
  readonly entityId: Id;
  readonly defaultBatch: string; readonly by: Id | null; readonly creditorId: Id;
}
export interface WorkRow<R> {
  /** Seals what it says; null: the row is bad. */
  readonly row: (() => R) | null;
  readonly troubles: readonly RowTrouble[];
  readonly blank: boolean;
  readonly contract: string | null;
  /** Placement batch, where the row names one. */
  readonly batch: string | null;
  /** It says no more than an earlier row of the file. */
  readonly repeat: boolean;
}
export interface Work<R> {
  read(raw: RawRow): WorkRow<R>;
  send(head: BatchHead, rows: readonly R[]): Promise<ImportedBatch>;
  readonly mostRows: number;
  /** What a row would become, masked. */
  show(row: R): readonly Shown[];
}
/** Rows of money and of recalls take longer each, and a call that rings must be told within a second. */
const SMALL = 100;

export function placementWork(context: WorkContext): Work<PlacementRow> {
  const { plan } = context.row;
  const consistency = new Consistency(plan.customs.length > 0 || plan.one.has('risk') || plan.one.has('priority'));
  const { campaignId, listId, entityId, defaultBatch, store } = context;
  return {
    mostRows: 2000,
    read: (raw) => {
      const { row, blank, contract, ...read } = readRow(raw, context.row);
      const troubles = [...read.troubles];
      const usable = row && consistency.check(row, troubles);
      return { row: usable ? () => sealRow(usable.row, usable.again, context) : null, troubles, blank, contract, batch: row?.batch ?? null, repeat: false };
    },
    send: (head, rows) => store.run('importPlacements', { ...head, entityId, campaignId, listId, defaultBatch, rows }),
    show: showPlacement,
  };
}

/** Refuses the second of two rows that say different things under one key. */
class Once {
  private readonly seen = new Seen();
  constructor(private readonly code: string, private readonly text: string) {}
  check<R extends { readonly row: number }>(row: R, key: string, facts: unknown, troubles: RowTrouble[]): { readonly row: R | null; readonly repeat: boolean } {
    const said = this.seen.check(key, JSON.stringify(facts));
    if (said !== 'other') return { row, repeat: said === 'same' };
    troubles.push({ row: row.row, column: null, value: null, code: this.code, reason: this.text, severity: 'error' });
    return { row: null, repeat: false };
  }
}

export function updateWork(context: WorkContext): Work<UpdateRow> {
  const once = new Once('import.contractTwice', 'an earlier row says something else of this contract; the earlier row stands');
  return {
    mostRows: 500,
    read: (raw) => {
      const { row, blank, contract, ...read } = readUpdate(raw, context);
      const troubles = [...read.troubles];
      const checked = row && once.check(row, row.contract, row.facts, troubles);
      const seal = checked?.row?.seal;
      return { row: seal ?? null, troubles, blank, contract, batch: null, repeat: checked?.repeat ?? false };
    },
    send: (head, rows) => context.store.run('importUpdates', { ...head, by: context.by, today: context.row.today, rows }),
    show: showUpdate,
  };
}

export function paymentWork(context: WorkContext): Work<PaymentRow> {
  const once = new Once('payment.conflict', 'an earlier row says something else under this number; the earlier row stands');
  return {
    mostRows: SMALL,
    read: (raw) => {
      const { row, blank, contract, ...read } = readPayment(raw, context.row);
      const troubles = [...read.troubles];
      const checked = row && once.check(row, `${row.type} ${row.externalId}`, [row.contract, row.amount, row.currency, row.at, row.reverses], troubles);
      const usable = checked?.row;
      return { row: usable ? () => usable : null, troubles, blank, contract, batch: null, repeat: checked?.repeat ?? false };
    },
    send: (head, rows) => context.store.run('importPayments', { ...head, by: context.by, today: context.row.today, rows }),
    show: showPayment,
  };
}

export function recallWork(context: WorkContext): Work<RecallRow> {
  const once = new Once('import.contractTwice', 'an earlier row says something else of this contract; the earlier row stands');
  return {
    mostRows: SMALL,
    read: (raw) => {
      const { row, blank, contract, ...read } = readRecall(raw, context.row);
      const troubles = [...read.troubles];
      const checked = row && once.check(row, row.contract, [row.type, row.day, row.amount], troubles);
      const usable = checked?.row;
      return { row: usable ? () => usable : null, troubles, blank, contract, batch: null, repeat: checked?.repeat ?? false };
    },
    send: (head, rows) => context.store.run('importRecalls', { ...head, by: context.by, today: context.row.today, rows }),
    show: showRecall,
  };
}

export function historyWork(context: WorkContext): Work<HistoryRow> {
  const ids = new Seen();
  return {
    mostRows: 500,
    read: (raw) => {
      const { row, troubles, blank, contract } = readHistory(raw, context);
      const repeat = row !== null && ids.check(row.id, '') !== 'first';
      return { row: row === null ? null : () => row, troubles, blank, contract, batch: null, repeat };
    },
    send: (head, rows) => context.store.run('importHistory', { ...head, by: context.by, today: context.row.today, rows }),
    show: showHistory,
  };
}
