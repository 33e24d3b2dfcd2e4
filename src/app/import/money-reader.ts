/** Rows of payment files and of recall and settlement files. Nothing in them is personal but the contract number. */
import { parseEntry, parseRecall } from '../../core/intake/index.js';
import type { RawRow } from '../ports/files.js';
import type { PaymentRow, RecallRow } from '../store/moves/import-rows.js';
import type { RowCells, RowContext } from './cells.js';
import { date, readCurrency, readWith, strictAmount, time, words, type ReadRow } from './values.js';

export const readPayment = (raw: RawRow, context: RowContext): ReadRow<PaymentRow> => readWith(raw, context, (cells, contract) => payment(cells, contract, context));
export const readRecall = (raw: RawRow, context: RowContext): ReadRow<RecallRow> => readWith(raw, context, (cells, contract) => recall(cells, contract, context));

/** A creditor's own number of a thing, 1 to 200 letters; empty when it can't be read, and that was said. */
function numberOf(cells: RowCells, field: 'externalId' | 'reverses', needed: boolean): string {
  const column = cells.plan.one.get(field);
  const text = cells.text(column).normalize('NFKC').trim();
  if (text === '' && needed) cells.say('error', 'payment.externalId', 'the row has no number of its own', column);
  else if (/^\d(?:\.\d+)?E\+\d+$/i.test(text)) cells.say('error', 'payment.scientific', 'a spreadsheet turned it into a rounded number; format the column as text and export again', column);
  else if (text.length > 200) cells.say('error', 'payment.externalId', 'longer than 200 characters', column);
  return text;
}

function payment(cells: RowCells, contract: string, context: RowContext): PaymentRow {
  const { one } = cells.plan;
  const currency = readCurrency(cells, context);
  const word = cells.of('entryType');
  const type = word === '' ? 'payment' : parseEntry(word);
  if (type === null) cells.say('error', 'payment.type', 'write 还款 payment or 冲正 reversal', one.get('entryType'));
  const externalId = numberOf(cells, 'externalId', true);
  const reverses = numberOf(cells, 'reverses', false) || null;
  if (type === 'payment' && reverses !== null) cells.say('error', 'payment.type', 'it names a payment it takes back, and its type is not 冲正 reversal', one.get('reverses'));
  const amount = strictAmount(cells, 'paidAmount', currency);
  if (type === 'payment' && amount === null && cells.of('paidAmount') === '') cells.say('error', 'amount.missing', 'no amount is given', one.get('paidAmount'));
  if (type === 'payment' && amount === 0) cells.say('error', 'payment.amount', 'nothing was paid', one.get('paidAmount'));
  const at = time(cells, 'paidAt', context);
  if (at === null && cells.of('paidAt') === '') cells.say('error', 'payment.date', 'it does not say when', one.get('paidAt'));
  return { row: cells.raw.number, contract, externalId, type: type ?? 'payment', reverses: type === 'reversal' ? reverses ?? externalId : null, amount, currency, at: at?.at ?? 0, channel: words(cells, 'payChannel', 64) };
}

function recall(cells: RowCells, contract: string, context: RowContext): RecallRow {
  const { one } = cells.plan;
  const currency = readCurrency(cells, context);
  const word = cells.of('recallType');
  const type = word === '' ? null : parseRecall(word);
  if (type === null) cells.say('error', 'recall.type', 'write 撤案 recall, 结清 settlement, 退案 return or 留案 keep', one.get('recallType'));
  const day = date(cells, 'recallDate');
  if (day !== null && type !== 'keep' && day > context.today) cells.say('error', 'recall.date', 'it lies ahead: send it on that day', one.get('recallDate'));
  if (day !== null && type === 'keep' && day < context.today) cells.say('error', 'recall.date', 'the new term is over already', one.get('recallDate'));
  return { row: cells.raw.number, contract, type: type ?? 'recall', day: day ?? context.today, dayGiven: day !== null, amount: strictAmount(cells, 'settledAmount', currency), currency, reason: words(cells, 'reason', 500) };
}
