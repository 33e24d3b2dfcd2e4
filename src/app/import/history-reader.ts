/** One row of another system's history → a contact (催记), a promise or a call. */
import { parseChannel, parseHistory, parseOutcome, parsePromiseState, type HistoryType } from '../../core/intake/index.js';
import type { RawRow } from '../ports/files.js';
import type { HistoryRow } from '../store/moves/import-rows.js';
import type { RowCells } from './cells.js';
import type { WorkContext } from './kinds.js';
import { readPhones } from './people.js';
import { sealPhone } from './seal.js';
import { date, readCurrency, readWith, strictAmount, time, words, type ReadRow } from './values.js';

export const readHistory = (raw: RawRow, context: WorkContext): ReadRow<HistoryRow> => readWith(raw, context.row, (cells, contract) => read(cells, contract, context));

function read(cells: RowCells, contract: string, context: WorkContext): HistoryRow {
  const { one } = cells.plan;
  const type = typeOf(cells);
  const when = time(cells, 'happenedAt', context.row);
  if (when === null && cells.of('happenedAt') === '') cells.say('error', 'history.time', 'it does not say when', one.get('happenedAt'));
  const number = one.get('number');
  const phone = number === undefined ? undefined : readPhones(cells, [number], context.row)[0];
  if (type === 'call' && phone === undefined) cells.say('error', 'history.number', 'a call needs the number that was called', number);
  const outcomeWord = cells.of('outcome');
  const outcome = outcomeWord === '' ? null : parseOutcome(outcomeWord);
  if (type === 'call' && outcome === null) cells.say('error', 'history.outcome', 'a call needs an outcome: 接通 human, 无人接听 no_answer, 忙 busy …', one.get('outcome'));
  const channelWord = cells.of('channel');
  const channel = channelWord === '' ? (type === 'call' ? 'voice' : 'note') : parseChannel(channelWord);
  if (channel === null) cells.say('error', 'history.channel', 'write 电话 voice, 短信 sms, 外访 visit, 催记 note …', one.get('channel'));
  const promise = type === 'promise' ? promiseOf(cells, context) : null;
  const externalId = words(cells, 'externalId', 200);
  const note = words(cells, 'note', 4000);
  const result = words(cells, 'result', 100);
  const key = externalId === null ? [when?.at, phone?.e164, outcome, channel, result, note, promise] : [externalId];
  return {
    row: cells.raw.number, contract, id: idOf(context, [context.creditorId, contract, type, ...key]), at: when?.at ?? 0, day: when?.date ?? context.row.today, type, channel: channel ?? 'note',
    reached: words(cells, 'reached', 100), result, note, login: words(cells, 'collector', 100)?.toLowerCase() ?? null, phone: phone === undefined ? null : sealPhone(context.vault, phone), outcome, promise,
  };
}

function typeOf(cells: RowCells): HistoryType {
  const word = cells.of('historyType');
  if (word === '') return cells.of('promiseAmount') !== '' ? 'promise' : cells.of('outcome') !== '' ? 'call' : 'contact';
  const type = parseHistory(word);
  if (type === null) cells.say('error', 'history.type', 'write 催记 contact, 承诺 promise or 外呼 call', cells.plan.one.get('historyType'));
  return type ?? 'contact';
}

function promiseOf(cells: RowCells, context: WorkContext): HistoryRow['promise'] {
  const { one } = cells.plan;
  const currency = readCurrency(cells, context.row);
  const amount = strictAmount(cells, 'promiseAmount', currency);
  const due = date(cells, 'promiseDue');
  const word = cells.of('promiseState');
  const state = word === '' ? 'open' : parsePromiseState(word);
  if (state === null) cells.say('error', 'history.promiseState', 'write 未到期 open, 履约 kept, 部分履约 partly kept, 违约 broken or 取消 cancelled', one.get('promiseState'));
  if (!cells.bad && (amount === null || amount === 0 || due === null)) cells.say('error', 'history.promise', 'a promise needs an amount and a date', one.get('promiseAmount') ?? one.get('promiseDue'));
  return amount === null || due === null || state === null ? null : { amount, currency, due, state };
}

/** An id that the same row gets again, on this installation only: a keyed hash in the form of a UUID (version 8). */
function idOf({ vault }: WorkContext, parts: readonly unknown[]): string {
  const hex = Buffer.from(vault.index('secret', `history ${JSON.stringify(parts)}`), 'base64url').toString('hex').padEnd(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
