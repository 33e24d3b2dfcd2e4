/** Which account a row of a file speaks of. */
import type { Account } from '../../../core/records/index.js';
import type { Failure } from '../../../core/result.js';
import type { MoveContext } from './context.js';
import type { BatchHead, RowTrouble, Worked } from './import-rows.js';

/**
 * The creditor's account of a contract. An import for one entity knows only what is, or was, placed with it (or is its own): any
 * other contract is as unknown as one that does not exist.
 */
export function accountOf({ tx }: MoveContext, head: Pick<BatchHead, 'creditorId' | 'entityId'>, contract: string): Account | null {
  const account = tx.first('account', { where: { creditorId: head.creditorId, contract } });
  if (!account) return null;
  if (head.entityId === null || head.entityId === head.creditorId) return account;
  return tx.count('placement', { accountId: account.id, entityId: head.entityId }) > 0 ? account : null;
}
export const UNKNOWN_CONTRACT: Failure = { code: 'contract.unknown', text: 'no account of this creditor has this contract number' };

/** Counts of a batch, and what is wrong with its rows. */
export class Tally {
  readonly problems: RowTrouble[] = [];
  readonly forbid: { readonly caseId: string; readonly because: string }[] = [];
  duplicates = 0;
  private readonly count = { created: 0, updated: 0, unchanged: 0, bad: 0 };
  say(row: number, severity: 'error' | 'warning', failure: Failure, column: string | null = null): void {
    this.problems.push({ row, column, value: null, code: failure.code, reason: failure.text, severity });
  }
  became(what: 'created' | 'updated' | 'unchanged'): void { this.count[what]++; }
  bad(row: number, failure: Failure): void {
    this.count.bad++;
    this.say(row, 'error', failure);
  }
  forbidAll(caseIds: readonly string[], because: string): void {
    for (const caseId of caseIds) this.forbid.push({ caseId, because });
  }
  done(): Worked {
    return { ...this.count, duplicates: this.duplicates, newLeads: 0, problems: this.problems, forbid: this.forbid, batches: [] };
  }
}
