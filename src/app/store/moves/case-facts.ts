import { workedAccounts as accountsWorked } from '../../../core/collections/placement-machine.js';
import type { Account, Case, CaseAccount } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';

/** The facts of a case that lists, segments and assignment read: brought together here, and nowhere else. */
export type CaseFacts = Pick<Case, 'amount' | 'currency' | 'overdueSince' | 'product' | 'promiseState' | 'nextDueAt'>;

/**
 * Reads the facts of a case anew from its accounts, promises and tasks, and writes them (and its leads' copies) where they
 * differ. Called in the transaction that changed any of these; without a difference nothing is written and no version moves.
 */
export function refreshCaseFacts(context: MoveContext, caseId: Id, at: Instant): void {
  const { tx } = context;
  const found = tx.get('case', caseId);
  if (!found) return;
  const accounts = workedAccounts(context, caseId).flatMap((id) => tx.get('account', id) ?? []);
  const now: CaseFacts = {
    ...debtOf(accounts, found.currency),
    promiseState: tx.first('promise', { where: { caseId }, order: [{ by: 'takenOn', down: true }, { by: 'id', down: true }] })?.state ?? null,
    nextDueAt: tx.first('task', { where: { caseId, state: 'open' }, order: [{ by: 'dueAt' }] })?.dueAt ?? null,
  };
  const changed = Object.entries(now).some(([field, value]) => Reflect.get(found, field) !== value);
  if (changed) tx.update('case', caseId, now, at);
  for (const lead of tx.find('lead', { where: { caseId } })) {
    if (lead.amount !== now.amount || lead.overdueSince !== now.overdueSince || lead.currency !== now.currency) tx.update('lead', lead.id, { amount: now.amount, overdueSince: now.overdueSince, currency: now.currency }, at);
  }
}

/** Somebody was reached about a case: what "last contact" means to lists and segments. A call nobody answered is none. */
export function touchCase({ tx }: Pick<MoveContext, 'tx'>, caseId: Id, happenedAt: Instant, result: string, at: Instant): void {
  const found = tx.get('case', caseId);
  if (found && (found.lastContactAt === null || found.lastContactAt <= happenedAt)) tx.update('case', caseId, { lastContactAt: happenedAt, lastResult: result }, at);
}

/** The accounts a case is about now, by core's rule. */
export function workedAccounts({ tx }: Pick<MoveContext, 'tx'>, caseId: Id): readonly Id[] {
  return workedOf({ tx }, linksOf({ tx }, caseId));
}
/** The accounts a case is or was about, each with the placement it came with. */
export const linksOf = ({ tx }: Pick<MoveContext, 'tx'>, caseId: Id): readonly CaseAccount[] => tx.find('caseAccount', { where: { caseId } });
/** The same, where the case's links were read already. */
export function workedOf({ tx }: Pick<MoveContext, 'tx'>, links: readonly CaseAccount[]): readonly Id[] {
  return accountsWorked(links, (placementId) => tx.get('placement', placementId)?.state);
}

/** What open accounts come to. Accounts in other currencies than the case's own are not added up: sums of two currencies mean nothing. */
export function debtOf(accounts: readonly Account[], currency: string): Pick<Case, 'amount' | 'currency' | 'overdueSince' | 'product'> {
  const own = accounts.some((one) => one.currency === currency) ? currency : accounts[0]?.currency ?? currency;
  const open = accounts.filter((one) => one.closed === null && one.currency === own);
  const dates = open.flatMap((one) => one.overdueSince ?? []).sort();
  return { amount: open.reduce((sum, one) => sum + one.principal + one.interest + one.penalty + one.fees, 0), currency: own, overdueSince: dates[0] ?? null, product: (open[0] ?? accounts[0])?.product ?? null };
}
