/** Cells read by what they hold; each reader says what is wrong and answers null then. Shared by the readers of every kind. */
import { daysBefore, isBlank, parseAmount, parseCurrency, parseDate, parseRisk, parseSchedule, parseTime, readInstalment, type Amount, type Column, type FieldName, type Instalment } from '../../core/intake/index.js';
import { parseMinor } from '../../core/money/currency.js';
import type { Case } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { RawRow } from '../ports/files.js';
import type { Instant, LocalDate, Minor } from '../../core/units.js';
import { RowCells, type RowContext } from './cells.js';
import type { RowTrouble } from '../store/moves/import-rows.js';

/** What a reader makes of a row. */
export interface ReadRow<R> {
  /** null: it can't be used (the troubles tell why) or says nothing at all. */
  readonly row: R | null;
  readonly troubles: readonly RowTrouble[];
  readonly blank: boolean;
  /** The contract it names, where that can be read, even in a bad row. */
  readonly contract: string | null;
}
/** What is common to rows of every kind: rows broken in the file, blank ones, split cells; then `read`. */
export function readWith<R>(raw: RawRow, context: RowContext, read: (cells: RowCells, contract: string) => R): ReadRow<R> {
  const cells = new RowCells(raw, context.plan);
  if (raw.problem) {
    const at = raw.problem.at;
    const column = at === null ? undefined : context.plan.columns.columns.find((one) => one.place === at);
    cells.say('error', raw.problem.code, raw.problem.reason, column, '');
    return { row: null, troubles: cells.troubles, blank: false, contract: null };
  }
  if (raw.cells.every((cell) => isBlank(cell))) return { row: null, troubles: [], blank: true, contract: null };
  for (let place = context.plan.width; place < raw.cells.length; place++) {
    if (raw.cells[place] === '') continue;
    cells.say('error', 'import.cells', `the row has ${raw.cells.length} cells, the header ${context.plan.width}: a cell is split, or a comma is not quoted`, undefined, '');
    return { row: null, troubles: cells.troubles, blank: false, contract: null };
  }
  const contract = readContract(cells);
  const row = read(cells, contract);
  return { row: cells.bad ? null : row, troubles: cells.troubles, blank: false, contract: contract === '' ? null : contract };
}

export function readContract(cells: RowCells): string {
  const column = cells.plan.one.get('contract');
  const text = cells.text(column).normalize('NFKC').trim();
  if (text === '') cells.say('error', 'contract.missing', 'the row has no contract number', column);
  else if (/^\d(?:\.\d+)?E\+\d+$/i.test(text)) cells.say('error', 'contract.scientific', 'a spreadsheet turned it into a rounded number; format the column as text and export again', column);
  else if (text.length > 64) cells.say('error', 'contract.invalid', 'longer than 64 characters', column);
  return text;
}

export function readCurrency(cells: RowCells, context: RowContext): string {
  const column = cells.plan.one.get('currency');
  const text = cells.text(column);
  const currency = text === '' ? context.currency : parseCurrency(text);
  if (currency === null) cells.say('error', 'currency.invalid', text === '' ? 'no currency is given' : 'not a currency: write CNY, USD …', column);
  return currency ?? 'XXX';
}

export function amount(cells: RowCells, field: FieldName, currency: string): Minor | null {
  const column = cells.plan.one.get(field);
  const text = cells.text(column);
  if (text === '' || column === undefined) return null;
  if (cells.raw.merged?.includes(column.place) === true) {
    cells.say('error', 'import.mergedAmount', 'the amount stands in a cell merged over several rows: whose it is can not be told', column);
    return null;
  }
  const read = parseAmount(text, currency, column.scale);
  if (!read.ok) { cells.say('error', read.error.code, read.error.text, column); return null; }
  if (read.value.minor < 0) { cells.say('error', 'amount.negative', 'less than nothing is owed', column); return null; }
  if (read.value.rounded) cells.say('warning', 'amount.rounded', `more decimals than ${currency} has; rounded`, column);
  return read.value.minor;
}

export function date(cells: RowCells, field: FieldName): LocalDate | null {
  const column = cells.plan.one.get(field);
  const text = cells.text(column);
  if (text === '') return null;
  const read = parseDate(text);
  if (read.ok) return read.value;
  cells.say('error', read.error.code, read.error.text, column);
  return null;
}
export function count(cells: RowCells, field: FieldName, most: number): number | null {
  const column = cells.plan.one.get(field);
  const text = cells.text(column).normalize('NFKC');
  if (text === '') return null;
  const digits = /^(\d{1,9})(?:\.0+)?(?:天|日|days?)?$/i.exec(text)?.[1];
  if (digits !== undefined && Number(digits) <= most) return Number(digits);
  cells.say('error', 'number.invalid', `a whole number from 0 to ${most} is wanted`, column);
  return null;
}
export function readOverdue(cells: RowCells, from: LocalDate): LocalDate | null {
  const since = date(cells, 'overdueSince');
  const days = count(cells, 'daysPastDue', 36_500);
  return since ?? (days === null || days === 0 ? null : daysBefore(from, days));
}
export function readRisk(cells: RowCells): Case['risk'] | null {
  const text = cells.of('risk');
  if (text === '') return null;
  const risk = parseRisk(text);
  if (risk === null) cells.say('warning', 'risk.invalid', 'not a risk class: 高 中 低 无, high middle low none; left out', cells.plan.one.get('risk'));
  return risk;
}

/**
 * An amount of a file in which each minor unit counts (payments, settlements, promises): more decimals than the currency has are an error.
 * Digits with a point are read as `parseMinor` does; other ways of writing go through the tolerant reader, and may not be rounded either.
 */
export function strictAmount(cells: RowCells, field: FieldName, currency: string): Minor | null {
  const column = cells.plan.one.get(field);
  const text = cells.text(column);
  if (text === '' || column === undefined) return null;
  const plain = column.scale === 'unit' && /^-?\d+(?:\.\d+)?$/.test(text);
  const read = plain ? parseMinor(text, currency) : exact(parseAmount(text, currency, column.scale), currency);
  if (read.ok && read.value >= 0) return read.value;
  if (read.ok) cells.say('error', 'amount.negative', 'an amount below zero is refused: a reversal (冲正) is a row of its own, with its type', column);
  else cells.say('error', read.error.code, read.error.text, column);
  return null;
}
const exact = (read: Result<Amount>, currency: string): Result<Minor> => (!read.ok ? read : read.value.rounded ? fail('amount.decimals', `more decimals than ${currency} has`) : ok(read.value.minor));

export function time(cells: RowCells, field: FieldName, context: RowContext): { readonly at: Instant; readonly date: LocalDate } | null {
  const column = cells.plan.one.get(field);
  const text = cells.text(column);
  if (text === '') return null;
  const read = parseTime(text);
  if (read.ok) return { at: context.instantOf(read.value), date: read.value.date };
  cells.say('error', read.error.code, read.error.text, column);
  return null;
}

/** The repayment schedule, from one cell or from numbered columns; null: the file says nothing of it. */
export function readSchedule(cells: RowCells, currency: string): readonly Instalment[] | null {
  const column = cells.plan.one.get('schedule');
  const text = cells.text(column);
  if (text !== '' && column !== undefined) {
    const read = parseSchedule(text, currency);
    if (!read.ok) { cells.say('error', read.error.code, read.error.text, column); return null; }
    if (read.value.rounded) cells.say('warning', 'amount.rounded', `more decimals than ${currency} has; rounded`, column);
    return read.value.rows;
  }
  let rows: Instalment[] | null = null;
  for (const { number, due, amount: of, paid } of cells.plan.instalments) {
    const [dueText, amountText, paidText] = [cells.text(due), cells.text(of), cells.text(paid)];
    if (dueText === '' && amountText === '' && paidText === '') continue;
    const lacks: Column | undefined = dueText === '' ? of ?? paid : amountText === '' ? due : undefined;
    if (lacks !== undefined) { cells.say('error', 'schedule.incomplete', `instalment ${number} needs a due date and an amount`, lacks); continue; }
    const read = readInstalment(number, dueText, amountText, paidText, currency, of?.scale ?? 'unit');
    if (!read.ok) { cells.say('error', read.error.code, read.error.text, read.error.code.startsWith('date.') ? due : of); continue; }
    if (read.value.rounded) cells.say('warning', 'amount.rounded', `more decimals than ${currency} has; rounded`, of);
    (rows ??= []).push(...read.value.rows);
  }
  return rows;
}

/** A text of at most `most` letters, or null. */
export const words = (cells: RowCells, field: FieldName, most: number): string | null => cells.of(field).trim().slice(0, most) || null;

export function readEmails(cells: RowCells): string[] {
  const column = cells.plan.one.get('email');
  return cells.text(column).split(/[;；,，\s]+/).filter((text) => text !== '').slice(0, 5).flatMap((text) => {
    if (text.length <= 254 && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text)) return [text.toLowerCase()];
    cells.say('warning', 'email.invalid', 'not an e-mail address; left out', column, text);
    return [];
  });
}
export function readCustom(cells: RowCells): Record<string, string> {
  const custom: Record<string, string> = {};
  for (const column of cells.plan.customs) {
    const text = cells.text(column);
    if (text !== '' && column.custom !== null) custom[column.custom] = text.slice(0, 500);
  }
  return custom;
}
export const readTags = (cells: RowCells): readonly string[] => [...new Set(cells.of('tags').split(/[,，;；、|]/).map((tag) => tag.trim().slice(0, 40)).filter((tag) => tag !== ''))].slice(0, 20);
