/** The account, its balance and its placement, as a row gives them. */
import type { Account, BalanceEvent, Placement } from '../../../core/records/index.js';
import type { Id } from '../../../core/units.js';
import type { AccountValues, ImportBatch, PlacementRow } from './import-rows.js';
import type { ImportView } from './import-view.js';

export const totalOf = (account: Pick<Account, 'principal' | 'interest' | 'penalty' | 'fees'>): number => account.principal + account.interest + account.penalty + account.fees;

/** Makes the account or brings it up to date; every change of the balance appends a balance event. */
export function bringAccount(view: ImportView, row: PlacementRow, before: Account | undefined): { readonly account: Account; readonly isNew: boolean; readonly changed: boolean } {
  if (!before) {
    const account = view.addAccount(row.account);
    balanceEvent(view, account);
    return { account, isNew: true, changed: true };
  }
  const values = row.account;
  const same = { account: before, isNew: false, changed: false };
  const moved = balanceMoved(before, values);
  const patch = differences(before, values, moved || values.asOfGiven);
  if (Object.keys(patch).length === 0) return same;
  if (before.closed !== null) { view.warn(row.row, 'import.accountClosed', `the account is closed (${before.closed}); left as it is`, null, null); return same; }
  if (before.currency !== values.currency) { view.warn(row.row, 'import.currencyDiffers', `the account is kept in ${before.currency}; its balance is left as it is`, null, values.currency); return same; }
  if (values.asOf < before.asOf) {
    if (moved) view.warn(row.row, 'import.older', 'the account holds newer data; left as it is', null, null);
    return same;
  }
  const account = view.change('account', before.id, patch) ?? before;
  if (moved) {
    balanceEvent(view, account);
    view.say('account.balanceChanged', [account.id], { before: totalOf(before), after: totalOf(account), currency: account.currency });
  }
  return { account, isNew: false, changed: true };
}

const balanceMoved = (before: Account, now: AccountValues): boolean =>
  before.principal !== now.principal || before.interest !== now.interest || before.penalty !== now.penalty || before.fees !== now.fees;

/** Only what the file says and what differs: a column it lacks clears nothing. */
function differences(before: Account, now: AccountValues, withAsOf: boolean): Partial<Account> {
  return {
    ...(before.currency !== now.currency ? { currency: now.currency } : {}),
    ...(balanceMoved(before, now) ? { principal: now.principal, interest: now.interest, penalty: now.penalty, fees: now.fees } : {}),
    ...(now.product !== null && before.product !== now.product ? { product: now.product } : {}),
    ...(now.minimumDue !== null && before.minimumDue !== now.minimumDue ? { minimumDue: now.minimumDue } : {}),
    ...(now.overdueSince !== null && before.overdueSince !== now.overdueSince ? { overdueSince: now.overdueSince } : {}),
    ...(withAsOf && before.asOf !== now.asOf ? { asOf: now.asOf } : {}),
  };
}

/**
 * The instalments a row gives, by number; others stay as they were. Nothing when the account holds newer data, is closed or is
 * kept in another currency. True when anything was new or differed.
 */
export function bringSchedule(view: ImportView, row: Pick<PlacementRow, 'schedule'> & { readonly account: Pick<AccountValues, 'asOf' | 'currency'> }, accountId: Id, before: Account | undefined): boolean {
  if (row.schedule === null || (before && (before.closed !== null || before.currency !== row.account.currency || row.account.asOf < before.asOf))) return false;
  const known = before ? view.schedules.of(accountId) : [];
  let changed = false;
  for (const { number, due, amount, paid } of row.schedule) {
    const there = known.find((one) => one.number === number);
    if (there && there.due === due && there.amount === amount && there.paid === paid) continue;
    changed = true;
    if (there) view.change('scheduleRow', there.id, { due, amount, paid });
    else view.add('scheduleRow', { id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, accountId, number, due, amount, paid });
  }
  return changed;
}

export function balanceEvent(view: ImportView, account: Account, cause: BalanceEvent['cause'] = 'import'): void {
  view.add('balanceEvent', {
    id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, accountId: account.id, at: view.at, cause, reference: view.batch.importId,
    principal: account.principal, interest: account.interest, penalty: account.penalty, fees: account.fees,
  });
}

const OPEN: ReadonlySet<Placement['state']> = new Set<Placement['state']>(['placed', 'kept']);

/**
 * The open placement of the account with our entity. A row that names another batch ends it and makes a new one; one that names
 * none keeps what is open. null (with a warning): the batch it names, or the only one there was, is over: only a new batch
 * places the account again.
 */
export function bringPlacement(view: ImportView, into: Pick<ImportBatch, 'entityId' | 'defaultBatch'>, row: PlacementRow, account: Account): { readonly placement: Placement; readonly isNew: boolean; readonly changed: boolean; readonly ended: Placement | null } | null {
  const { entityId, defaultBatch } = into;
  const wanted = row.placement;
  const all = view.placements.of(account.id).filter((one) => one.entityId === entityId);
  const open = all.find((one) => OPEN.has(one.state));
  const batch = wanted.batch ?? open?.batch ?? defaultBatch;
  if (open?.batch === batch) return refreshed(view, row, open);
  if (all.some((one) => one.batch === batch)) {
    view.warn(row.row, 'import.placementOver', 'this placement was recalled, returned or ended; a new batch places the account again', null, null);
    return null;
  }
  if (open) {
    view.change('placement', open.id, { state: 'ended', to: wanted.from });
    view.say('placement.ended', [open.id, account.id]);
  }
  const placement = view.add('placement', {
    id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, accountId: account.id, entityId, batch, placedAmount: wanted.amount ?? totalOf(account), from: wanted.from, to: wanted.to, state: 'placed',
  });
  return { placement, isNew: true, changed: true, ended: open ?? null };
}

function refreshed(view: ImportView, row: PlacementRow, open: Placement): { readonly placement: Placement; readonly isNew: false; readonly changed: boolean; readonly ended: null } {
  const { amount, from, fromGiven, to } = row.placement;
  const patch = {
    ...(amount !== null && amount !== open.placedAmount ? { placedAmount: amount } : {}),
    ...(fromGiven && from !== open.from ? { from } : {}),
    ...(to !== null && to !== open.to ? { to } : {}),
  };
  if (Object.keys(patch).length === 0) return { placement: open, isNew: false, changed: false, ended: null };
  return { placement: view.change('placement', open.id, patch) ?? open, isNew: false, changed: true, ended: null };
}
