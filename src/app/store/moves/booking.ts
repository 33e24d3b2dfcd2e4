/** The one way a balance changes by a move on money: the account, its balance event and the stream, together. */
import { componentsOf, sameComponents, totalOf, type Components } from '../../../core/collections/components.js';
import type { Account, BalanceEvent, Case } from '../../../core/records/index.js';
import { CLOSED_CASES } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

export interface Booking {
  readonly account: Account;
  /** The components afterwards. */
  readonly to: Components;
  readonly cause: BalanceEvent['cause']; readonly reference: string | null;
  /** When it is booked: balances of past days are as they were known on those days. */
  readonly at: Instant;
  /** The instant the new balance is known to be true for, e.g. when the money was received: an older file doesn't undo it. */
  readonly asOf: Instant;
  readonly actor: string;
}

/** Writes a balance: without a difference nothing. An account that came without a history gets its opening balance as its first event. */
export function book(context: MoveContext, { account, to, cause, reference, at, asOf, actor }: Booking): Account {
  const { tx } = context;
  if (sameComponents(account, to)) return account;
  const last = tx.first('balanceEvent', { where: { accountId: account.id }, order: [{ by: 'at', down: true }] });
  const write = (balance: Components, own: Pick<BalanceEvent, 'cause' | 'reference'>): Pick<BalanceEvent, 'id' | 'at'> => {
    const id = context.ids.id();
    // Events count in the order of their instants, then of their ids; a clock that was put back must not put this one before the last.
    const when = last === undefined || at > last.at ? at : id > last.id ? last.at : last.at + 1;
    tx.insert('balanceEvent', { id, version: 1, createdAt: at, updatedAt: at, accountId: account.id, at: when, ...own, ...componentsOf(balance) });
    return { id, at: when };
  };
  if (last === undefined) write(account, { cause: 'correction', reference: 'opening' });
  write(to, { cause, reference });
  const after = tx.update('account', account.id, { ...componentsOf(to), asOf: Math.max(account.asOf, asOf) }, at) ?? account;
  append(context, { type: 'account.balanceChanged', actor, data: {
    creditorId: account.creditorId, entityId: entityOf(context, account.id), accountId: account.id, cause, reference, currency: account.currency, before: totalOf(account), after: totalOf(to), ...componentsOf(to),
  } }, [account.id], at);
  return after;
}

/** Cases that are or were about an account, the newest placement first. */
export function casesOf({ tx }: Pick<MoveContext, 'tx'>, accountId: Id): Case[] {
  const ids = new Set(tx.find('caseAccount', { where: { accountId }, order: [{ by: 'id', down: true }] }).map((link) => link.caseId));
  return [...ids].flatMap((id) => tx.get('case', id) ?? []);
}
/** The entity that works an account now, or worked it last; null: nobody does. */
export function entityOf(context: Pick<MoveContext, 'tx'>, accountId: Id): Id | null {
  const cases = casesOf(context, accountId);
  return (cases.find((one) => !CLOSED_CASES.has(one.state)) ?? cases[0])?.entityId ?? null;
}
/** The accounts of a case, each once. */
export function accountsOf({ tx }: Pick<MoveContext, 'tx'>, caseId: Id): Account[] {
  const ids = new Set(tx.find('caseAccount', { where: { caseId } }).map((link) => link.accountId));
  return [...ids].flatMap((id) => tx.get('account', id) ?? []);
}
