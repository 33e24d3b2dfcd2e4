/** Updates of known accounts: balances, dates, product, risk, tags, custom fields, new numbers. */
import { areOwed, sameComponents, totalOf, type Components } from '../../../core/collections/components.js';
import { CLOSED_CASES, type Account, type Case } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import { book, casesOf } from './booking.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { accountOf, Tally, UNKNOWN_CONTRACT } from './import-accounts.js';
import { runBatch } from './import-batch.js';
import { bringSchedule } from './import-debt.js';
import type { ImportedBatch, RowBatch, UpdateRow } from './import-rows.js';
import { ImportView } from './import-view.js';
import { append } from './stream.js';

/**
 * Brings known accounts up to date; what a row does not say stays. Data older than what is held changes nothing of the balance,
 * dates and schedule (`import.older`, a warning). Rows are bad with `contract.unknown`, `update.total` (less than the components
 * that stand), `import.currencyDiffers`.
 */
export function importUpdates(context: MoveContext, input: RowBatch<UpdateRow>): ImportedBatch {
  return runBatch(context, input, (inside, note) => {
    const tally = new Tally();
    const view = new ImportView(inside, input, []);
    const touched: string[] = [];
    for (const row of input.rows) {
      note(row.row, row.contract);
      const account = accountOf(inside, input, row.contract);
      if (!account) { tally.bad(row.row, UNKNOWN_CONTRACT); continue; }
      const done = update(inside, view, tally, input, row, account);
      if (!done.ok) { tally.bad(row.row, done.error); continue; }
      tally.became(done.value.length > 0 ? 'updated' : 'unchanged');
      touched.push(...done.value);
    }
    const cases = [...new Set(touched)].filter((id) => inside.tx.get('case', id) !== undefined);
    if (cases.length > 0) append(inside, { type: 'case.updated', actor: input.actor, data: { entityId: input.entityId, creditorId: input.creditorId, importId: input.importId } }, cases, input.at);
    tally.problems.push(...view.problems);
    tally.duplicates = view.duplicates;
    return tally.done();
  });
}

/** Ids of what was touched (its cases, or the account where it has none); empty: nothing changed. */
function update(context: MoveContext, view: ImportView, tally: Tally, input: RowBatch<UpdateRow>, row: UpdateRow, account: Account): Result<readonly string[]> {
  const to = balanceOf(row, account);
  if (!to.ok) return to;
  if (row.currency !== null && row.currency !== account.currency) return fail('import.currencyDiffers', `the account is kept in ${account.currency}`);
  let changed = bringPoints(context, view, row, account);
  if (bringFigures(context, view, tally, input, row, account, to.value)) changed = true;
  const cases = casesOf(context, account.id).filter((one) => (input.entityId === null || one.entityId === input.entityId) && !CLOSED_CASES.has(one.state));
  for (const found of cases) if (bringWork(context, row, found, input.at)) changed = true;
  if (!changed) return ok([]);
  for (const found of casesOf(context, account.id)) refreshCaseFacts(context, found.id, input.at);
  return ok(cases.length > 0 ? cases.map((one) => one.id) : [account.id]);
}

function balanceOf({ balance }: UpdateRow, account: Account): Result<Components> {
  const { interest, penalty, fees, principal, total } = balance;
  const to = { principal: principal ?? account.principal, interest: interest ?? account.interest, penalty: penalty ?? account.penalty, fees: fees ?? account.fees };
  const whole = total === null || principal !== null ? to : { ...to, principal: total - to.interest - to.penalty - to.fees };
  return areOwed(whole) ? ok(whole) : fail('update.total', 'the total is less than the interest, penalty and fees that stand: give them too');
}

function bringFigures(context: MoveContext, view: ImportView, tally: Tally, input: RowBatch<UpdateRow>, row: UpdateRow, account: Account, to: Components): boolean {
  const { balance } = row;
  const speaks = Object.values(balance).some((one) => one !== null);
  const moved = speaks && !sameComponents(account, to);
  const figures = {
    ...(row.minimumDue !== null && row.minimumDue !== account.minimumDue ? { minimumDue: row.minimumDue } : {}),
    ...(row.overdueSince !== null && row.overdueSince !== account.overdueSince ? { overdueSince: row.overdueSince } : {}),
    ...(row.product !== null && row.product !== account.product ? { product: row.product } : {}),
  };
  const differs = moved || Object.keys(figures).length > 0;
  if (row.asOf < account.asOf) {
    // A file out of order: what we hold is newer.
    if (differs) tally.say(row.row, 'warning', { code: 'import.older', text: 'the account holds newer data; left as it is' });
    return false;
  }
  if (account.closed !== null) {
    if (differs) tally.say(row.row, 'warning', { code: 'import.accountClosed', text: `the account is closed (${account.closed}); left as it is` });
    return false;
  }
  if (balance.total !== null && balance.principal !== null && totalOf(to) !== balance.total) tally.say(row.row, 'warning', { code: 'amount.mismatch', text: 'the components do not add up to the total; the components stand' });
  if (moved) book(context, { account, to, cause: 'update', reference: input.importId, at: input.at, asOf: row.asOf, actor: input.actor });
  const asOf = row.asOfGiven && row.asOf > account.asOf && (speaks || Object.keys(figures).length > 0) && !moved ? { asOf: row.asOf } : {};
  const patch = { ...figures, ...asOf };
  if (Object.keys(patch).length > 0) context.tx.update('account', account.id, patch, input.at);
  const scheduled = bringSchedule(view, { schedule: row.schedule, account: { asOf: row.asOf, currency: account.currency } }, account.id, account);
  return differs || scheduled || Object.keys(asOf).length > 0;
}

/** New numbers and addresses of the debtor. A number of somebody else's merges nobody. */
function bringPoints({ tx }: MoveContext, view: ImportView, row: UpdateRow, account: Account): boolean {
  if (row.points.length === 0) return false;
  const debtor = tx.first('accountParty', { where: { accountId: account.id, role: 'debtor' } });
  return debtor !== undefined && view.addPoints(debtor.partyId, row.points, 'debtor', row.row);
}

function bringWork({ tx }: MoveContext, { work: { risk, tags, custom } }: UpdateRow, found: Case, at: number): boolean {
  const more = tags.filter((tag) => !found.tags.includes(tag));
  const patch = {
    ...(risk !== null && risk !== found.risk ? { risk, riskSource: 'import', riskAt: at } : {}),
    ...(more.length > 0 ? { tags: [...found.tags, ...more] } : {}),
    ...(Object.entries(custom).some(([key, value]) => found.custom[key] !== value) ? { custom: { ...found.custom, ...custom } } : {}),
  };
  if (Object.keys(patch).length === 0) return false;
  tx.update('case', found.id, patch, at);
  return true;
}
