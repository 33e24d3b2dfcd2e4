/** One row of the file → what it says, or why not. Plain values live here and go no further than the seal. */
import { daysBefore, isBlank, parseAmount, parseCurrency, parseDate, parseRisk, type FieldName } from '../../core/intake/index.js';
import { normaliseName } from '../../core/phone/index.js';
import type { Case } from '../../core/records/index.js';
import type { LocalDate, Minor } from '../../core/units.js';
import type { RawRow } from '../ports/files.js';
import type { RowTrouble } from '../store/moves/import-rows.js';
import { readIdentity, RowCells, type RowContext } from './cells.js';
import { readPeople, readPhones, type PlainOther, type PlainPhone } from './people.js';

export interface PlainRow {
  readonly row: number;
  readonly name: string; readonly identity: string | null;
  readonly phones: readonly PlainPhone[]; readonly emails: readonly string[]; readonly addresses: readonly string[];
  readonly others: readonly PlainOther[];
  readonly contract: string; readonly product: string | null; readonly currency: string;
  readonly principal: Minor; readonly interest: Minor; readonly penalty: Minor; readonly fees: Minor; readonly minimumDue: Minor | null;
  readonly overdueSince: LocalDate | null; readonly asOf: LocalDate | null;
  readonly batch: string | null; readonly placedAmount: Minor | null; readonly placedFrom: LocalDate | null; readonly placedTo: LocalDate | null;
  readonly risk: Case['risk'] | null; readonly tags: readonly string[]; readonly custom: Readonly<Record<string, string>>; readonly priority: number | null;
}
/** What a row says; null when it can't be used (the troubles tell why) or says nothing at all. */
export function readRow(raw: RawRow, context: RowContext): { readonly row: PlainRow | null; readonly troubles: readonly RowTrouble[]; readonly blank: boolean } {
  const cells = new RowCells(raw, context.plan);
  if (raw.problem) {
    const at = raw.problem.at;
    const column = at === null ? undefined : context.plan.columns.columns.find((one) => one.place === at);
    cells.say('error', raw.problem.code, raw.problem.reason, column, '');
    return { row: null, troubles: cells.troubles, blank: false };
  }
  if (raw.cells.every((cell) => isBlank(cell))) return { row: null, troubles: [], blank: true };
  for (let place = context.plan.width; place < raw.cells.length; place++) {
    if (raw.cells[place] === '') continue;
    cells.say('error', 'import.cells', `the row has ${raw.cells.length} cells, the header ${context.plan.width}: a cell is split, or a comma is not quoted`, undefined, '');
    return { row: null, troubles: cells.troubles, blank: false };
  }
  const row = readCells(cells, context);
  return { row: cells.bad ? null : row, troubles: cells.troubles, blank: false };
}

function readCells(cells: RowCells, context: RowContext): PlainRow {
  const { one } = cells.plan;
  const name = normaliseName(cells.of('name'));
  if (name === '') cells.say('error', 'name.missing', 'the row names nobody', one.get('name'));
  else if (name.length > 200) cells.say('error', 'name.invalid', 'longer than 200 characters', one.get('name'));
  const contract = readContract(cells);
  const currency = readCurrency(cells, context);
  const money = readMoney(cells, currency);
  const asOf = date(cells, 'asOf');
  const phones = readPhones(cells, cells.plan.phones, context);
  const others = readPeople(cells, cells.plan.people, context);
  if (phones.length === 0 && !others.some((other) => (other.role === 'guarantor' || other.role === 'coDebtor') && other.phones.length > 0)) {
    cells.say('warning', 'phone.none', 'no number of anybody with a duty to pay: kept, but nothing to dial', cells.plan.phones[0], '');
  }
  return {
    row: cells.raw.number, name, identity: readIdentity(cells, one.get('identity')), phones, others,
    emails: readEmails(cells), addresses: cells.plan.addresses.map((column) => cells.text(column).slice(0, 500)).filter((text) => text !== ''),
    contract, product: cells.of('product').slice(0, 100) || null, currency, ...money,
    overdueSince: readOverdue(cells, asOf ?? context.today), asOf,
    batch: cells.of('batch').slice(0, 100) || null, placedFrom: date(cells, 'placedFrom'), placedTo: date(cells, 'placedTo'),
    risk: readRisk(cells), tags: [...new Set(cells.of('tags').split(/[,，;；、|]/).map((tag) => tag.trim().slice(0, 40)).filter((tag) => tag !== ''))].slice(0, 20),
    custom: readCustom(cells), priority: count(cells, 'priority', 1_000_000),
  };
}

function readContract(cells: RowCells): string {
  const column = cells.plan.one.get('contract');
  const text = cells.text(column).normalize('NFKC').trim();
  if (text === '') cells.say('error', 'contract.missing', 'the row has no contract number', column);
  else if (/^\d(?:\.\d+)?E\+\d+$/i.test(text)) cells.say('error', 'contract.scientific', 'a spreadsheet turned it into a rounded number; format the column as text and export again', column);
  else if (text.length > 64) cells.say('error', 'contract.invalid', 'longer than 64 characters', column);
  return text;
}

function readCurrency(cells: RowCells, context: RowContext): string {
  const column = cells.plan.one.get('currency');
  const text = cells.text(column);
  const currency = text === '' ? context.currency : parseCurrency(text);
  if (currency === null) cells.say('error', 'currency.invalid', text === '' ? 'no currency is given' : 'not a currency: write CNY, USD …', column);
  return currency ?? 'XXX';
}

type Money = Pick<PlainRow, 'principal' | 'interest' | 'penalty' | 'fees' | 'minimumDue' | 'placedAmount'>;
function readMoney(cells: RowCells, currency: string): Money {
  const [principal, interest, penalty, fees, total, minimumDue, placedAmount] = (['principal', 'interest', 'penalty', 'fees', 'total', 'minimumDue', 'placedAmount'] as const).map((field) => amount(cells, field, currency));
  const parts = { principal: principal ?? 0, interest: interest ?? 0, penalty: penalty ?? 0, fees: fees ?? 0, minimumDue: minimumDue ?? null, placedAmount: placedAmount ?? null };
  const given = [principal, interest, penalty, fees].some((one) => one != null);
  const whole = total ?? (given ? null : placedAmount ?? null);
  if (!given && whole === null) {
    // One that can't be read was said already.
    if (!cells.troubles.some((trouble) => trouble.code.startsWith('amount.'))) cells.say('error', 'amount.missing', 'no amount is given', cells.plan.one.get('total') ?? cells.plan.one.get('principal'));
    return parts;
  }
  if (whole === null) return parts;
  const rest = whole - parts.interest - parts.penalty - parts.fees;
  if (principal == null && rest >= 0) return { ...parts, principal: rest };
  if (parts.principal !== rest) cells.say('warning', 'amount.mismatch', 'the components do not add up to the total; the components stand', cells.plan.one.get('total'));
  return parts;
}

function amount(cells: RowCells, field: FieldName, currency: string): Minor | null {
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

function date(cells: RowCells, field: FieldName): LocalDate | null {
  const column = cells.plan.one.get(field);
  const text = cells.text(column);
  if (text === '') return null;
  const read = parseDate(text);
  if (read.ok) return read.value;
  cells.say('error', read.error.code, read.error.text, column);
  return null;
}
function count(cells: RowCells, field: FieldName, most: number): number | null {
  const column = cells.plan.one.get(field);
  const text = cells.text(column).normalize('NFKC');
  if (text === '') return null;
  const digits = /^(\d{1,9})(?:\.0+)?(?:天|日|days?)?$/i.exec(text)?.[1];
  if (digits !== undefined && Number(digits) <= most) return Number(digits);
  cells.say('error', 'number.invalid', `a whole number from 0 to ${most} is wanted`, column);
  return null;
}
function readOverdue(cells: RowCells, from: LocalDate): LocalDate | null {
  const since = date(cells, 'overdueSince');
  const days = count(cells, 'daysPastDue', 36_500);
  return since ?? (days === null || days === 0 ? null : daysBefore(from, days));
}
function readRisk(cells: RowCells): Case['risk'] | null {
  const text = cells.of('risk');
  if (text === '') return null;
  const risk = parseRisk(text);
  if (risk === null) cells.say('warning', 'risk.invalid', 'not a risk class: 高 中 低 无, high middle low none; left out', cells.plan.one.get('risk'));
  return risk;
}
function readEmails(cells: RowCells): string[] {
  const column = cells.plan.one.get('email');
  return cells.text(column).split(/[;；,，\s]+/).filter((text) => text !== '').slice(0, 5).flatMap((text) => {
    if (text.length <= 254 && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text)) return [text.toLowerCase()];
    cells.say('warning', 'email.invalid', 'not an e-mail address; left out', column, text);
    return [];
  });
}
function readCustom(cells: RowCells): Record<string, string> {
  const custom: Record<string, string> = {};
  for (const column of cells.plan.customs) {
    const text = cells.text(column);
    if (text !== '' && column.custom !== null) custom[column.custom] = text.slice(0, 500);
  }
  return custom;
}
