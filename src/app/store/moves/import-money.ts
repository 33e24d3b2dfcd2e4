/** Payments, reversals, settlements and recalls of a creditor's file, each through the move that does the same by hand. */
import { paymentKey } from '../../../core/collections/payment-id.js';
import type { PlacementEventName } from '../../../core/collections/placement-machine.js';
import type { Account, Placement } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { localDay } from './creditor.js';
import { accountOf, Tally, UNKNOWN_CONTRACT } from './import-accounts.js';
import { runBatch } from './import-batch.js';
import type { ImportedBatch, PaymentRow, RecallRow, RowBatch } from './import-rows.js';
import { reversePayment, takePayment } from './payments.js';
import { movePlacement } from './placements.js';
import { settleAccount } from './settle.js';

/**
 * Books payments and takes reversed ones back. A payment under a number that is there, the same, counts as unchanged; more than is
 * owed is kept as overpaid (`payment.over`, a warning). Rows are bad with `contract.unknown`, `payment.unknown` (reversal of a
 * payment nobody sent, or of another contract's), `payment.reversed` (a payment that was taken back, sent again, changes nothing: warning), and as
 * `takePayment` and `reversePayment` fail.
 */
export function importPayments(context: MoveContext, input: RowBatch<PaymentRow>): ImportedBatch {
  return runBatch(context, input, (inside, note) => {
    const tally = new Tally();
    for (const row of input.rows) {
      note(row.row, row.contract);
      const account = accountOf(inside, input, row.contract);
      const done = !account ? { ok: false as const, error: UNKNOWN_CONTRACT } : row.type === 'payment' ? pay(inside, input, tally, row, account) : takeBack(inside, input, row, account);
      if (done.ok) tally.became(done.value); else tally.bad(row.row, done.error);
    }
    return tally.done();
  });
}

function pay(context: MoveContext, input: RowBatch<PaymentRow>, tally: Tally, row: PaymentRow, account: Account): Result<'created' | 'unchanged'> {
  if (row.amount === null) return fail('amount.missing', 'no amount is given');
  const taken = takePayment(context, { externalId: row.externalId, target: { accountId: account.id }, amount: row.amount, currency: row.currency, receivedAt: row.at, channel: row.channel, at: input.at, actor: input.actor });
  if (!taken.ok) return taken;
  const { again, over, closedCases } = taken.value;
  if (!again && over > 0) tally.say(row.row, 'warning', { code: 'payment.over', text: 'more than was owed: what is over is kept as overpaid' });
  tally.forbidAll(closedCases, 'paid');
  return ok(again ? 'unchanged' : 'created');
}

function takeBack(context: MoveContext, input: RowBatch<PaymentRow>, row: PaymentRow, account: Account): Result<'updated' | 'unchanged'> {
  const externalId = row.reverses ?? row.externalId;
  const payment = context.tx.first('payment', { where: { externalId: paymentKey(input.creditorId, externalId) } });
  // A payment over a case's accounts stands under one of them, and paid others: any of those names it.
  const ours = payment && (payment.accountId === account.id || context.tx.count('paymentAllocation', { paymentId: payment.id, accountId: account.id }) > 0);
  if (!payment || !ours) return fail('payment.unknown', 'no payment of this contract has this number');
  if (row.amount !== null && row.amount !== payment.amount) return fail('payment.conflict', 'it takes back another amount than was paid');
  if (row.currency !== payment.currency && row.amount !== null) return fail('payment.currency', `the payment is in ${payment.currency}`);
  const back = reversePayment(context, { payment: { paymentId: payment.id }, externalId: row.externalId === externalId ? null : row.externalId, at: input.at, actor: input.actor });
  return back.ok ? ok(back.value.again ? 'unchanged' : 'updated') : back;
}

const EVENT: Readonly<Record<Exclude<RecallRow['type'], 'settlement'>, PlacementEventName>> = { recall: 'recalled', return: 'returned', keep: 'kept' };

/**
 * Recalls (撤案), settlements (结清), returns (退案) and keeps (留案). What is done already counts as unchanged. Rows are bad with
 * `contract.unknown`, `placement.unknown` (it is not placed), `placement.over` (a keep of one that is over), `import.user`
 * (nobody's name to do it in), `account.closed`, and as `settleAccount` and `movePlacement` fail.
 */
export function importRecalls(context: MoveContext, input: RowBatch<RecallRow>): ImportedBatch {
  return runBatch(context, input, (inside, note) => {
    const tally = new Tally();
    for (const row of input.rows) {
      note(row.row, row.contract);
      const account = accountOf(inside, input, row.contract);
      const done = !account ? { ok: false as const, error: UNKNOWN_CONTRACT } : row.type === 'settlement' ? settle(inside, input, tally, row, account) : recall(inside, input, tally, row, row.type, account);
      if (done.ok) tally.became(done.value); else tally.bad(row.row, done.error);
    }
    return tally.done();
  });
}

/** A reason that is a code goes out as it is; free words may be personal and stay in the file. */
const codeOf = (reason: string | null, otherwise: string): string => (reason !== null && /^[A-Za-z0-9_.-]{1,64}$/.test(reason) ? reason : otherwise);

function settle(context: MoveContext, input: RowBatch<RecallRow>, tally: Tally, row: RecallRow, account: Account): Result<'updated' | 'unchanged'> {
  if (account.closed === 'settled' || account.closed === 'paid') return ok('unchanged');
  if (row.amount !== null && row.currency !== account.currency) return fail('import.currencyDiffers', `the account is kept in ${account.currency}`);
  // What it was settled for is kept with the balance event; the money itself comes with the payments.
  const done = settleAccount(context, { accountId: account.id, expectedVersion: null, reason: codeOf(row.reason, row.amount === null ? 'creditor' : `creditor.for.${row.amount}`), approvalId: null, byCreditor: true, at: input.at, actor: input.actor, how: 'settled', amount: null });
  if (!done.ok) return done;
  tally.forbidAll(done.value.closedCases, 'settled');
  return ok('updated');
}

function recall(context: MoveContext, input: RowBatch<RecallRow>, tally: Tally, row: RecallRow, type: 'recall' | 'return' | 'keep', account: Account): Result<'updated' | 'unchanged'> {
  if (input.by === null) return fail('import.user', 'an import of recalls is done in the name of a user');
  const all = context.tx.find('placement', { where: { accountId: account.id, ...(input.entityId === null ? {} : { entityId: input.entityId }) }, order: [{ by: 'id' }] });
  if (all.length === 0) return fail('placement.unknown', 'it is not placed');
  const open = all.filter((one) => one.state === 'placed' || one.state === 'kept');
  if (type === 'keep' && open.length === 0) return fail('placement.over', 'nothing is placed that could be kept');
  let changed = false;
  for (const placement of type === 'keep' ? open : all) {
    const moved = move(context, input, tally, row, EVENT[type], placement, input.by);
    if (!moved.ok) return moved;
    if (moved.value) changed = true;
  }
  return ok(changed ? 'updated' : 'unchanged');
}

function move(context: MoveContext, input: RowBatch<RecallRow>, tally: Tally, row: RecallRow, event: PlacementEventName, placement: Placement, by: Id): Result<boolean> {
  const to = event === 'kept' ? (row.dayGiven ? row.day : placement.to) : null;
  if (event === 'kept' && placement.state === 'kept' && placement.to === to) return ok(false);
  const moved = movePlacement(context, { placementId: placement.id, event, expectedVersion: null, to, today: localDay(context, input.at), reason: codeOf(row.reason, 'creditor'), by, at: input.at });
  if (!moved.ok) return moved;
  if (event !== 'kept') tally.forbidAll(moved.value.cases.filter((one) => one.left).map((one) => one.caseId), event);
  return ok(moved.value.changed);
}
