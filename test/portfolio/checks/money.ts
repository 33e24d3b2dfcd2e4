/** Every balance, and every payment, against the creditors' books. */
import { checkChain, inOrder, type BalanceChange } from '../../../src/core/collections/balance.js';
import type { Account, BalanceEvent, PaymentAllocation } from '../../../src/core/records/index.js';
import { COMPONENTS, sumOf, type Money } from '../settings.js';
import type { World } from '../world.js';

/** opening − payments + reversals ± adjustments, to the minor unit, component by component; and a whole chain of balance events. */
export async function checkMoney(world: World): Promise<void> {
  const { books } = world;
  const accounts = new Map((await world.all('account')).map((one) => [`${one.creditorId}/${one.contract}`, one]));
  const events = group(await world.all('balanceEvent'), (one) => one.accountId);
  const payments = new Map((await world.all('payment')).map((one) => [one.externalId, one]));
  const rows = group(await world.all('paymentAllocation'), (one) => one.paymentId);
  if (accounts.size !== books.debts.length) world.fail(`${accounts.size} accounts, ${books.debts.length} in the books`);
  if (payments.size !== books.payments.size) world.fail(`${payments.size} payments, ${books.payments.size} in the books`);
  const byAccount = new Map<string, { payment: Map<string, Money>; reversal: Map<string, Money> }>();
  for (const [key, paid] of books.payments) {
    world.count('checks');
    const account = accounts.get(`${paid.debt.creditor}/${paid.debt.contract}`);
    const row = payments.get(key);
    if (!row || !account) { world.fail(`payment ${key} is not there`); continue; }
    const wrong = row.amount !== paid.amount ? `amount ${row.amount}, not ${paid.amount}` : row.accountId !== account.id ? 'another account' : row.at !== paid.at ? `received ${row.at}, not ${paid.at}` : row.currency !== paid.debt.currency ? row.currency : row.reversed !== (paid.reversedAt !== null) ? `reversed ${row.reversed}` : null;
    if (wrong !== null) world.fail(`payment ${key}: ${wrong}`);
    checkRows(world, key, rows.get(row.id) ?? [], paid.reversedAt === null ? paid.amount : 0, paid);
    const mine = byAccount.get(account.id) ?? { payment: new Map(), reversal: new Map() };
    mine.payment.set(row.id, paid.took);
    if (paid.reversedAt !== null) mine.reversal.set(row.id, paid.took);
    byAccount.set(account.id, mine);
  }
  for (const debt of books.debts) {
    world.count('checks');
    const account = accounts.get(`${debt.creditor}/${debt.contract}`);
    if (!account) { world.fail(`account ${debt.contract} is not there`); continue; }
    const name = `account ${debt.creditor}/${debt.contract}`;
    for (const part of COMPONENTS) if (account[part] !== debt.held[part]) world.fail(`${name}: ${part} is ${account[part]}, the books say ${debt.held[part]}`);
    const total = sumOf(account);
    if (total !== debt.opening - debt.paid + debt.returned + debt.adjusted) world.fail(`${name}: ${total} is not ${debt.opening} − ${debt.paid} + ${debt.returned} + ${debt.adjusted}`);
    if (account.closed !== debt.closed) world.fail(`${name}: closed ${account.closed ?? 'not'}, the books say ${debt.closed ?? 'not'}`);
    if (account.overdueSince !== debt.overdueSince) world.fail(`${name}: overdue since ${account.overdueSince ?? '?'}, the books say ${debt.overdueSince}`);
    checkEvents(world, name, account, events.get(account.id) ?? [], byAccount.get(account.id) ?? { payment: new Map(), reversal: new Map() }, debt);
  }
}

function checkRows(world: World, key: string, rows: readonly PaymentAllocation[], should: number, paid: { readonly took: Money; readonly over: number }): void {
  const sum = rows.reduce((all, row) => all + sumOf(row) + row.over, 0);
  if (sum !== should) world.fail(`payment ${key}: its allocation sums to ${sum}, not to ${should}`);
  const first = rows.filter((row) => !row.reversal);
  for (const part of COMPONENTS) { const took = first.reduce((all, row) => all + row[part], 0); if (took !== paid.took[part]) world.fail(`payment ${key} took ${took} of ${part}, the books say ${paid.took[part]}`); }
}
function checkEvents(world: World, name: string, account: Account, events: readonly BalanceEvent[], recorded: { readonly payment: ReadonlyMap<string, Money>; readonly reversal: ReadonlyMap<string, Money> }, debt: { readonly opening: number; readonly paid: number; readonly returned: number; readonly adjusted: number }): void {
  const chain: readonly BalanceChange[] = events;
  for (const broken of checkChain(chain, account, recorded)) world.fail(`${name}: ${broken.code} ${broken.text}`);
  const sums = { opening: 0, paid: 0, returned: 0, adjusted: 0 };
  let before = 0;
  for (const [n, event] of inOrder(chain).entries()) {
    const change = sumOf(event) - before;
    before = sumOf(event);
    if (n === 0) sums.opening = change; else if (event.cause === 'payment') sums.paid -= change; else if (event.cause === 'reversal') sums.returned += change; else sums.adjusted += change;
  }
  for (const part of ['opening', 'paid', 'returned', 'adjusted'] as const) if (sums[part] !== debt[part]) world.fail(`${name}: its events say ${part} ${sums[part]}, the books ${debt[part]}`);
}
export function group<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) { const key = keyOf(row); const list = groups.get(key); if (list) list.push(row); else groups.set(key, [row]); }
  return groups;
}
