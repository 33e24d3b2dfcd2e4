import { balanceOn } from '../../core/collections/balance.js';
import { totalOf, type Components } from '../../core/collections/components.js';
import type { Account, BalanceEvent, ScheduleRow, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id, LocalDate, Minor, ZoneName } from '../../core/units.js';
import type { Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { reachAccount, reachCase } from './reach.js';
import { homeZone } from './home.js';

export interface AccountView {
  readonly account: Account; readonly total: Minor; readonly schedule: readonly ScheduleRow[];
  /** At the end of the day asked for; null: not asked, or the account was not here yet. */
  readonly balance: (Components & { readonly on: LocalDate; readonly total: Minor }) | null;
}
/** Balance events read to rebuild a day; an account with more is looked at by its last ones, which decide. */
const MOST_EVENTS = 100_000;

/** Accounts of a case. */
export async function listAccounts(deps: Deps, by: User, caseId: Id): Promise<Result<readonly Account[]>> {
  const found = await reachCase(deps, by, 'account.read', caseId);
  if (!found.ok) return found;
  const ids = [...new Set((await deps.store.find('caseAccount', { where: { caseId } })).map((link) => link.accountId))];
  return ok(ids.length === 0 ? [] : await deps.store.find('account', { where: { id: { in: ids } }, limit: ids.length }));
}
/** One account, and what it owed at the end of a past day, rebuilt from its balance events. Codes: `account.unknown`, `balance.day`, `balance.zone`. */
export async function getAccount(deps: Deps, by: User, id: Id, ask: { readonly balanceOn?: LocalDate; readonly zone?: ZoneName } = {}): Promise<Result<AccountView>> {
  const found = await reachAccount(deps, by, 'account.read', id);
  if (!found.ok) return found;
  const schedule = await deps.store.find('scheduleRow', { where: { accountId: id }, order: [{ by: 'number' }] });
  const view = { account: found.value, total: totalOf(found.value), schedule, balance: null };
  if (ask.balanceOn === undefined) return ok(view);
  const events = await deps.store.find('balanceEvent', { where: { accountId: id }, order: [{ by: 'at', down: true }], limit: MOST_EVENTS });
  const balance = balanceOn(events, ask.balanceOn, deps.zones, ask.zone ?? await homeZone(deps));
  if (!balance.ok) return fail(balance.error.code, balance.error.text, balance.error.code === 'balance.zone' ? 'zone' : 'balanceOn');
  return ok({ ...view, balance: balance.value === null ? null : { on: ask.balanceOn, ...balance.value, total: totalOf(balance.value) } });
}
/** Every change of its balance, newest first. */
export async function balanceHistory(deps: Deps, by: User, id: Id, ask: PageAsk): Promise<Result<Page<BalanceEvent>>> {
  const found = await reachAccount(deps, by, 'account.read', id);
  return found.ok ? pageOf(deps.store, 'balanceEvent', ask, { wheres: [{ accountId: id }], by: 'at', down: true }) : found;
}
