/**
 * Rows of one file that contradict each other. Without this a file that gives one contract two balances would change it twice
 * at every import; the first row stands, so that importing again changes nothing.
 */
import { Seen } from '../../core/intake/index.js';
import type { RowTrouble } from '../store/moves/import-rows.js';
import type { PlainRow } from './row-reader.js';

export class Consistency {
  private readonly accounts = new Seen();
  private readonly cases = new Seen();

  /** `withWork`: does the file speak of risk, priority or custom fields at all? */
  constructor(private readonly withWork: boolean) {}

  /** The row as it may be used; null: it contradicts an earlier one about the debt itself. */
  check(row: PlainRow, troubles: RowTrouble[]): { readonly row: PlainRow; readonly again: boolean } | null {
    const { contract, product, currency, principal, interest, penalty, fees, minimumDue, overdueSince, asOf, batch, placedAmount, placedFrom, placedTo } = row;
    const facts = [product, currency, principal, interest, penalty, fees, minimumDue, overdueSince, asOf, batch, placedAmount, placedFrom, placedTo, ...(row.schedule ?? []).flatMap((one) => [one.number, one.due, one.amount, one.paid])].join('|');
    const said = this.accounts.check(contract, facts);
    const again = said !== 'first';
    if (said === 'other') {
      troubles.push({ row: row.row, column: null, value: null, code: 'import.contractTwice', reason: 'an earlier row gives this contract another balance, date or placement; the earlier row stands', severity: 'error' });
      return null;
    }
    if (!this.withWork) return { row, again };
    const work = [row.risk, row.priority, ...Object.entries(row.custom).sort(([a], [b]) => (a < b ? -1 : 1)).flat()].join('|');
    if (this.cases.check(`${row.identity ?? `contract ${contract}`}|${batch ?? ''}`, work) !== 'other') return { row, again };
    troubles.push({ row: row.row, column: null, value: null, code: 'import.caseDiffers', reason: 'an earlier row of this debtor has another risk, priority or custom field; those of the earlier row stand', severity: 'warning' });
    return { row: { ...row, risk: null, priority: null, custom: {} }, again };
  }
}
